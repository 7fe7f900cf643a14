"""How often a party uses a precedence, and which of its rings sound no bell of their own.

The agreement says how many uses an hour each precedence has. What goes beyond is recorded and
shown, but joins the ring that sounds; one ring of each pair of desks a minute sounds always, so
that no flood of one desk silences a true alarm of another. When something came is a matter of
our own clock, so all of it is local: two stations may count differently at the edge of an hour.

Spec: docs/spec/07-calls.md, 12.
"""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Final

import msgspec

from openline.core.agreement.terms import Terms

HOUR_MS: Final = 3_600_000
SOUNDS_EVERY_MS: Final = 60_000
"""A ring of one pair of desks sounds again after so long, whatever the quota. Spec 07, 12."""

Pair = tuple[int, str, int, str]
"""Who rings whom: party and desk, party and desk."""


class Uses(msgspec.Struct, frozen=True):
    """What was used in the last hour (ms by our clock, oldest first).

    Attributes:
        times: By party and precedence; at most as many as an hour allows.
        sounded: When a ring of a pair of desks last sounded.
    """

    times: Mapping[tuple[int, int], tuple[int, ...]] = {}
    sounded: Mapping[Pair, int] = {}

    def since(self, party: int, precedence: int, now_ms: int) -> tuple[int, ...]:
        """The uses of the last hour."""
        times = self.times.get((party, precedence), ())
        return times[bisect_right(times, now_ms - HOUR_MS) :]

    def spent(self, terms: Terms, party: int, precedence: int, now_ms: int) -> bool:
        """Whether the hour's uses are spent."""
        used = self.since(party, precedence, now_ms)
        return len(used) >= terms.precedences[precedence].an_hour

    def sounds(self, pair: Pair, now_ms: int) -> bool:
        """Whether a ring of this pair may sound although the hour's uses are spent."""
        last = self.sounded.get(pair)
        return last is None or not last <= now_ms < last + SOUNDS_EVERY_MS


def used(uses: Uses, terms: Terms, party: int, precedence: int, now_ms: int) -> Uses:
    """Count one use. Beyond what an hour allows only the newest are kept: they say enough."""
    most = terms.precedences[precedence].an_hour
    times = uses.since(party, precedence, now_ms)
    if times and times[-1] > now_ms:  # the clock was set back: what was then is now
        times = tuple(min(at, now_ms) for at in times)
    times = (*times, now_ms)[-most:]
    return msgspec.structs.replace(uses, times={**uses.times, (party, precedence): times})


def rings(
    uses: Uses, terms: Terms, pair: Pair, precedence: int, now_ms: int
) -> tuple[Uses, bool]:
    """Count a ring.

    Returns:
        The uses after it, and whether it joins the ring that sounds instead of sounding itself.
    """
    spent = uses.spent(terms, pair[0], precedence, now_ms)
    joins = spent and not uses.sounds(pair, now_ms)
    after = used(uses, terms, pair[0], precedence, now_ms)
    if joins:
        return after, True
    return msgspec.structs.replace(after, sounded={**after.sounded, pair: now_ms}), False
