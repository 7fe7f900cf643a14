"""How often a counterpart may cause what costs us much.

Spec: docs/spec/06-session.md, 4.1 and 5.
"""

from openline.core.crypto.keys import StationId


class Pace:
    """At most so many of a kind within a time, for each counterpart by itself."""

    def __init__(self, most: int, within_ms: int) -> None:
        self._most = most
        self._within_ms = within_ms
        self._times: dict[StationId, list[int]] = {}

    def may(self, station: StationId, now_ms: int) -> bool:
        """Whether one more is in order now; if so it is counted."""
        times = self._times.setdefault(station, [])
        if len(times) == self._most:
            if abs(now_ms - times[0]) < self._within_ms:
                return False
            del times[0]
        times.append(now_ms)
        return True
