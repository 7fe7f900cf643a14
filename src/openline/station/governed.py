"""What the parties' root-signed notices come to on a line.

Spec: docs/spec/10-governance.md.
"""

from collections.abc import Sequence
from typing import TypedDict

from openline.core.agreement.governance import (
    Notice,
    Resumption,
    Revocation,
    SignedNotice,
    Suspension,
)
from openline.core.crypto.keys import Digest, StationId
from openline.core.line import Revoked


class Governed(TypedDict):
    """The parts of a line's charter that follow from notices."""

    notices: tuple[Digest, ...]
    revoked: dict[StationId, Revoked]
    suspended: frozenset[int]


def governed(
    notices: Sequence[tuple[SignedNotice, Notice]], terms: Sequence[Digest]
) -> Governed:
    """What a charter has of the notices and amendments that are held.

    Args:
        notices: Verified notices of the line.
        terms: The hashes of all versions of the terms, in their order.
    """
    revoked: dict[StationId, Revoked] = {}
    stands: dict[int, tuple[int, bool]] = {}
    for signed, notice in sorted(notices, key=lambda one: one[0].id):
        match notice:
            case Revocation():
                ends = {end.feed: end.size for end in notice.ends}
                # Of several about one station the first by id counts, here and everywhere.
                revoked.setdefault(notice.station, Revoked(signed.id, signed.party, ends))
            case Suspension() | Resumption():
                told = (notice.at_s, isinstance(notice, Suspension))
                stands[signed.party] = max(told, stands.get(signed.party, told))
            case _:
                pass
    ids = (*terms[1:], *sorted(signed.id for signed, _ in notices))
    suspended = frozenset(party for party, (_, holds) in stands.items() if holds)
    return Governed(notices=ids, revoked=revoked, suspended=suspended)
