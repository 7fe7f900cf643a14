"""Proof of life of one counterpart station: it echoed a challenge that we made just now.

Authentic bytes alone prove nothing, since they may have been recorded; only the echo of a fresh
random challenge turns the lamp green.

Spec: docs/spec/06-session.md, 8.
"""

from enum import StrEnum
from typing import Final

import msgspec

from openline.core.acts.calls import Try
from openline.core.parcels import Have

LIVE_FOR_MS: Final = 30_000
"""A challenge counts for so long; without an echo the lamp is not green. Spec 06, 8."""
QUIET_AFTER_MS: Final = 6_000
"""Three heartbeats without an echo: the line is shown as quiet."""
NO_ECHO: Final = bytes(8)
ASKED: Final = 64
"""So many challenges of ours wait for their echo; of more, the oldest is forgotten."""
ASKED_A_SECOND: Final = 8
"""Beyond that a counterpart's own challenges are answered at the next heartbeat."""


class Lamp(StrEnum):
    """The line to one station, as shown."""

    UP = "up"
    QUIET = "quiet"
    DOWN = "down"
    UNKNOWN = "unknown"


class PathState(msgspec.Struct, frozen=True):
    """One path to the station."""

    name: str
    up: bool
    since_ms: int
    cause: str


class Pulse:
    """What we know of one station's life; nothing here is recorded."""

    def __init__(self) -> None:
        self.paths: dict[str, PathState] = {}
        self.echo_ms: int | None = None
        self.round_trip_ms: int | None = None
        self.clock_ahead_ms: int | None = None
        self.tries: tuple[Try, ...] = ()
        self._asked: dict[bytes, int] = {}
        self._theirs: tuple[bytes, int] | None = None
        self._last_asked_ms = 0
        self._shown: tuple[Lamp, int] = (Lamp.UNKNOWN, 0)

    def up(self, path: str, now_ms: int) -> None:
        """A link stands."""
        self.paths[path] = PathState(path, up=True, since_ms=now_ms, cause="")
        self.tries = tuple(one for one in self.tries if one.path != path)

    def down(self, path: str, cause: str, now_ms: int, *, still_up: bool) -> None:
        """A link ended, or an attempt failed."""
        known = self.paths.get(path)
        if known is None or (known.up and not still_up):
            self.paths[path] = PathState(path, up=False, since_ms=now_ms, cause=cause)
        elif not known.up:
            self.paths[path] = PathState(path, up=False, since_ms=known.since_ms, cause=cause)
        first = next((one.first_at for one in self.tries if one.path == path), now_ms)
        others = tuple(one for one in self.tries if one.path != path)
        self.tries = (*others, Try(path[:64], first, now_ms, cause[:32]))[-16:]

    def ask(self, challenge: bytes, now_ms: int) -> tuple[bytes, int]:
        """Note a challenge that goes out; return the echo that goes with it, and its age."""
        self._last_asked_ms = now_ms
        self._asked[challenge] = now_ms
        beyond = len(self._asked) - ASKED
        for place, (old, asked_ms) in enumerate(tuple(self._asked.items())):
            if now_ms - asked_ms > LIVE_FOR_MS or place < beyond:
                del self._asked[old]
        if self._theirs is None:
            return NO_ECHO, 0
        theirs, came_ms = self._theirs
        return theirs, max(0, now_ms - came_ms)

    def heard(self, have: Have, now_ms: int) -> bool:
        """Take a proof of life; return whether ours should go back at once."""
        fresh = self._theirs is None or self._theirs[0] != have.challenge
        self._theirs = (have.challenge, now_ms)
        asked_ms = self._asked.pop(have.echo, None)
        if asked_ms is not None:
            self.echo_ms = now_ms
            self.round_trip_ms = max(0, now_ms - asked_ms - have.held_ms)
            self.clock_ahead_ms = have.at + self.round_trip_ms // 2 - now_ms
        # Whoever echoes nothing of ours waits for its own echo; ours always carries that, so
        # that two stations do not answer each other for ever.
        lately = sum(abs(now_ms - at) < 1_000 for at in self._asked.values())
        hurry = asked_ms is None or now_ms - self._last_asked_ms > 500
        return fresh and hurry and lately < ASKED_A_SECOND

    def lamp(self, now_ms: int) -> Lamp:
        """The state now."""
        if not self.paths:
            return Lamp.UNKNOWN
        if not any(path.up for path in self.paths.values()):
            return Lamp.DOWN
        # An echo of the future: the clock was set back, and it may be as old as you like.
        if self.echo_ms is None or abs(now_ms - self.echo_ms) > QUIET_AFTER_MS:
            return Lamp.QUIET
        return Lamp.UP

    def turned(self, now_ms: int) -> bool:
        """Whether the lamp changed since it was last looked at here."""
        lamp = self.lamp(now_ms)
        if lamp is self._shown[0]:
            return False
        self._shown = (lamp, now_ms)
        return True

    def since_ms(self, now_ms: int) -> int:
        """Since when the lamp is as it is."""
        self.turned(now_ms)
        return self._shown[1]
