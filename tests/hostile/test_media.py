"""Candidates by which a counterpart would have our consoles knock in our own network."""

import pytest
from msgspec.structs import replace

from openline.core.agreement.terms import Media, MediaPolicy, Terms
from openline.station.media import allowed_candidates
from tests.core.line.stations import terms_for

RELAY = "udp 41885439 203.0.113.7 49200 relay"


def _terms(policy: MediaPolicy, *addresses: str) -> Terms:
    terms = terms_for(2)
    far = replace(terms.parties[1], media_addresses=addresses)
    return replace(
        terms, parties=(terms.parties[0], far), media=Media(policy, terms.media.dtls)
    )


@pytest.mark.parametrize(
    "candidate",
    [
        "udp 2122260223 10.0.0.5 443 relay",
        "udp 2122260223 203.0.113.8 443 relay",
        "udp 2122260223 2001:db8::1 443 relay",
        "udp 2122260223 ::ffff:10.0.0.5 443 relay",
        "udp 2122260223 inner.example 443 relay",
        "tcp 1 2 203.0.113.7 443",
        "203.0.113.7",
        "",
    ],
)
def test_of_relays_only_those_that_the_agreement_names_are_told(candidate: str) -> None:
    terms = _terms(MediaPolicy.RELAY_ONLY, "203.0.113.7")
    assert allowed_candidates(terms, 1, (candidate, RELAY)) == [RELAY]


def test_no_address_of_ours_counts_for_them() -> None:
    terms = _terms(MediaPolicy.RELAY_ONLY, "203.0.113.7")
    assert allowed_candidates(terms, 0, (RELAY,)) == []


def test_a_network_may_be_named_and_a_name_stands_for_none() -> None:
    terms = _terms(MediaPolicy.RELAY_ONLY, "turn.example", "203.0.113.0/28")
    assert allowed_candidates(terms, 1, (RELAY,)) == [RELAY]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "::1",
        "::ffff:127.0.0.1",
        "169.254.169.254",
        "fe80::1",
        "224.0.0.1",
        "0.0.0.0",
    ],
)
def test_not_even_direct_voice_goes_to_ourselves_or_to_our_link(address: str) -> None:
    candidate = f"udp 1 {address} 80 host"
    direct = _terms(MediaPolicy.DIRECT)
    assert allowed_candidates(direct, 1, (candidate, RELAY)) == [RELAY]
    named = _terms(MediaPolicy.DIRECT, address)
    assert allowed_candidates(named, 1, (candidate,)) == [candidate]
