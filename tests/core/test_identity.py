import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from openline.core.codec import encode
from openline.core.crypto.keys import Digest, StationKeys
from openline.core.errors import BadSignature, Malformed, OpenlineError
from openline.core.identity import (
    RootStatement,
    SignedRoot,
    card_party,
    card_stations,
    parse_card,
    party_id,
    root_message,
    verify_certificate,
    verify_quorum,
    verify_roots,
)
from tests.core.parties import Party, sign_all


def test_a_party_keeps_its_id_when_its_keys_change() -> None:
    party = Party("sg")
    party.rotate(keys=3, needed=2)
    statements = verify_roots(party.chain)
    assert [s.number for s in statements] == [0, 1]
    assert party_id(statements[0]) == party.id
    assert statements[-1].needed == 2


def test_a_new_statement_needs_the_keys_before_it() -> None:
    party = Party("sg")
    party.rotate()
    thief = Party("thief")
    stolen = replace(
        party.chain[1], earlier=sign_all(thief.roots, root_message(party.chain[1].statement))
    )
    with pytest.raises(BadSignature):
        verify_roots([party.chain[0], stolen])


def test_a_statement_is_signed_by_its_own_keys() -> None:
    party = Party("sg", keys=2, needed=2)
    first = party.chain[0]
    with pytest.raises(BadSignature, match="1 root keys signed; 2 must"):
        verify_roots([replace(first, own=first.own[:1])])


def _statement(**changes: object) -> list[SignedRoot]:
    party = Party("sg", keys=2)
    data = encode(replace(party.statement, **changes))
    return [SignedRoot(data, party.sign(root_message(data)), ())]


@pytest.mark.parametrize(
    "chain",
    [
        [],
        _statement(number=1),
        _statement(previous=Digest(bytes(32))),
        _statement(needed=0),
        _statement(needed=3),
        _statement(keys=()),
        _statement(keys=(Party("sg", keys=2).statement.keys[0],) * 2),
    ],
)
def test_statements_that_cannot_be(chain: list[SignedRoot]) -> None:
    with pytest.raises(Malformed):
        verify_roots(chain)


def test_statement_0_follows_nothing() -> None:
    party = Party("sg")
    with pytest.raises(Malformed, match="before it"):
        verify_roots([replace(party.chain[0], earlier=party.chain[0].own)])


def test_a_root_key_of_small_order_is_refused() -> None:
    party = Party("sg")
    weak = replace(party.statement.keys[0], ed=bytes(32))
    data = encode(RootStatement(0, 1, (weak,), None))
    with pytest.raises(BadSignature, match="small order"):
        verify_roots([SignedRoot(data, party.sign(root_message(data)), ())])


def test_a_signature_counts_once_and_names_its_key() -> None:
    party = Party("sg", keys=2, needed=2)
    first, second = party.sign(b"m")
    verify_quorum(party.statement, b"m", [first, second])
    for wrong in ([first, first], [first, replace(second, key=2)], [replace(first, key=1)]):
        with pytest.raises(BadSignature):
            verify_quorum(party.statement, b"m", wrong)


def test_a_certificate_holds_for_its_party_alone() -> None:
    party, other = Party("sg"), Party("cn")
    signed = party.certify(party.certificate())
    certificate = verify_certificate(signed, party.id, party.statement)
    assert certificate.station == party.station.id
    assert certificate.keys == StationKeys(certificate.ed, certificate.ml)
    with pytest.raises(BadSignature, match="another party"):
        verify_certificate(signed, other.id, other.statement)
    with pytest.raises(BadSignature):
        verify_certificate(
            replace(signed, signatures=other.sign(b"")), party.id, party.statement
        )


def test_certificates_that_cannot_be() -> None:
    party = Party("sg")
    backwards = replace(party.certificate(), not_after_s=1)
    with pytest.raises(Malformed, match="ends before"):
        verify_certificate(party.certify(backwards), party.id, party.statement)
    weak = replace(party.certificate(), ed=bytes(32))
    with pytest.raises(BadSignature, match="small order"):
        verify_certificate(party.certify(weak), party.id, party.statement)


def test_a_card_is_read_as_it_was_written() -> None:
    party = Party("sg")
    card = parse_card(encode(party.card()))
    assert card_party(card) == party.id
    assert card_stations(card) == (party.station.id,)


CARD = encode(Party("sg").card())


@settings(max_examples=50, deadline=None)
@given(st.integers(0, len(CARD) - 1), st.integers(1, 255))
def test_a_damaged_card_is_refused_or_says_something_else(place: int, change: int) -> None:
    damaged = bytearray(CARD)
    damaged[place] ^= change
    with contextlib.suppress(OpenlineError):
        assert parse_card(bytes(damaged)) != parse_card(CARD)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_card(data: bytes) -> None:
    with pytest.raises(OpenlineError):
        parse_card(data)


def test_cards_that_cannot_be() -> None:
    party, other = Party("sg"), Party("cn")
    card = party.card()
    wrong_site = replace(card, stations=(replace(card.stations[0], site="other"),))
    for wrong in (
        replace(card, kind="openline card 2"),
        replace(card, roots=()),
        replace(card, stations=other.card().stations),
        wrong_site,
    ):
        with pytest.raises(OpenlineError):
            parse_card(encode(wrong))
