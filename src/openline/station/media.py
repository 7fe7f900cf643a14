"""Where a console may send voice: the candidates of a counterpart that the agreement allows.

A counterpart writes any address it likes into a leg, and a browser that believed it would knock
there, also in our own network. So a console is told of allowed addresses only.

Spec: docs/spec/07-calls.md, 7.5.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from openline.core.agreement.terms import MediaPolicy, Terms


def allowed_candidates(terms: Terms, party: int, candidates: Sequence[str]) -> list[str]:
    """Of a party's candidates, those to addresses from which its voice may come.

    Args:
        terms: They name each party's media addresses: IP addresses, or networks of them.
        party: Whose candidates they are.
        candidates: As in a leg: "udp PRIORITY ADDRESS PORT TYPE"; hostile.
    """
    agreed = terms.parties[party].media_addresses
    only = terms.media.policy is MediaPolicy.RELAY_ONLY
    return [
        candidate
        for candidate in candidates
        if (address := _address(candidate)) is not None
        and (_named(address, agreed) or not (only or _of_this_place(address)))
    ]


def _address(candidate: str) -> IPv4Address | IPv6Address | None:
    parts = candidate.split(" ")
    try:
        return ip_address(parts[2]) if len(parts) == 5 else None
    except ValueError:
        return None


def _named(address: IPv4Address | IPv6Address, agreed: Sequence[str]) -> bool:
    for text in agreed:
        try:
            if address in ip_network(text):
                return True
        except ValueError:
            continue
    return False


def _of_this_place(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address means something else at each place: itself, its link, a group."""
    inner = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    one = inner or address
    return one.is_loopback or one.is_link_local or one.is_multicast or one.is_unspecified
