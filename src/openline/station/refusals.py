"""What the other parties of a line sent lately that no honest station sends.

One refused parcel after a cut may be chance; an alarm stands while it was not long ago, so that
somebody asks their technician before it becomes a habit.
"""

from typing import Final

import msgspec

from openline.core.errors import OpenlineError

STANDS_MS: Final = 10 * 60_000
"""So long after the last one an alarm stands."""
CONTESTED: Final = "bad-proof"
"""Entries that are not those which their author signed."""
ACCUSING: Final = frozenset(
    {CONTESTED, "bad-signature", "malformed", "out-of-turn", "too-large"}
)
"""Codes that neither a path nor a restart explains."""


class Refusal(msgspec.Struct, frozen=True):
    """What a party sent of one kind: how often, since when, and when last (ms)."""

    party: int
    contested: bool
    count: int
    since_ms: int
    last_ms: int


class Refusals:
    """Refusals of one line, by party and kind; both are few."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, bool], Refusal] = {}

    def note(self, party: int, error: OpenlineError, now_ms: int) -> None:
        """Count one, if it accuses anybody."""
        if error.code not in ACCUSING:
            return
        key = (party, error.code == CONTESTED)
        known = self._known.get(key)
        if known is None or now_ms - known.last_ms > STANDS_MS:
            known = Refusal(*key, 0, now_ms, now_ms)
        self._known[key] = msgspec.structs.replace(known, count=known.count + 1, last_ms=now_ms)

    def standing(self, now_ms: int) -> list[Refusal]:
        """Those that were not long ago."""
        return [one for one in self._known.values() if now_ms - one.last_ms <= STANDS_MS]
