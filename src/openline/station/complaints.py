"""What counterparts did wrong, as the log has it: how often, and never what was in it."""

import logging
from typing import Final

from openline.core.crypto.keys import StationId

log = logging.getLogger("openline.refused")

LOG_EVERY_MS: Final = 10_000
"""Of errors of one kind by one station, one line in so long: a flood must not fill the log."""


class Complaints:
    """Counts by station and code; both are few."""

    def __init__(self) -> None:
        self._counts: dict[tuple[StationId, str], tuple[int, int]] = {}

    def note(self, station: StationId, code: str, now_ms: int) -> None:
        """Write one down, or count it for the next line."""
        at_ms, more = self._counts.get((station, code), (0, 0))
        if abs(now_ms - at_ms) < LOG_EVERY_MS:
            self._counts[station, code] = at_ms, more + 1
            return
        self._counts[station, code] = now_ms, 0
        log.warning("refused station=%s code=%s more=%d", station.hex()[:8], code, more)
