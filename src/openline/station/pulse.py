"""Proof of life of one counterpart station: it echoed a challenge that we made just now.

Authentic bytes alone prove nothing, since they may have been recorded; only the echo of a fresh
random challenge turns the lamp green. Each link proves its own life; the station lives while
one of them does.

Spec: docs/spec/06-session.md, 7.
"""

from enum import StrEnum

import msgspec

from openline.core.acts.calls import Try
from openline.core.parcels import Have
from openline.ports.path import LinkDown, LinkId, LinkUp
from openline.station.echoes import Echoes


class Lamp(StrEnum):
    """The line to one station, as shown."""

    UP = "up"
    QUIET = "quiet"
    DOWN = "down"
    UNKNOWN = "unknown"


class PathState(msgspec.Struct, frozen=True):
    """One path to the station; `cost` as it was when it last stood."""

    name: str
    up: bool
    since_ms: int
    cause: str
    cost: int = 0


class Pulse:
    """What we know of one station's life; nothing here is recorded."""

    __slots__ = (
        "_shown",
        "clock_ahead_ms",
        "echo_ms",
        "links",
        "paths",
        "round_trip_ms",
        "tries",
    )

    def __init__(self) -> None:
        self.paths: dict[str, PathState] = {}
        self.links: dict[LinkId, Echoes] = {}
        self.echo_ms: int | None = None
        self.round_trip_ms: int | None = None
        self.clock_ahead_ms: int | None = None
        self.tries: tuple[Try, ...] = ()
        self._shown: tuple[Lamp, int] = (Lamp.UNKNOWN, 0)

    def up(self, event: LinkUp, now_ms: int) -> None:
        """A link stands."""
        path = event.path
        self.links[event.link] = Echoes(path, event.cost, narrow=event.narrow)
        known = self.paths.get(path)
        if known is None or not known.up:
            self.paths[path] = PathState(
                path, up=True, since_ms=now_ms, cause="", cost=event.cost
            )
        self.tries = tuple(one for one in self.tries if one.path != path)

    def down(self, event: LinkDown, now_ms: int) -> None:
        """A link ended, or an attempt failed."""
        path, cause = event.path, event.cause
        if event.link is not None:
            self.links.pop(event.link, None)
        if any(link.path == path for link in self.links.values()):
            return
        known = self.paths.get(path)
        since_ms = now_ms if known is None or known.up else known.since_ms
        cost = 0 if known is None else known.cost
        self.paths[path] = PathState(path, up=False, since_ms=since_ms, cause=cause, cost=cost)
        first = next((one.first_at for one in self.tries if one.path == path), now_ms)
        others = tuple(one for one in self.tries if one.path != path)
        self.tries = (*others, Try(path[:64], first, now_ms, cause[:32]))[-16:]

    def on(self, path: str) -> Echoes | None:
        """The newest link of a path, None if none stands."""
        return next((one for one in reversed(self.links.values()) if one.path == path), None)

    def heard(self, link: LinkId, have: Have, now_ms: int) -> bool:
        """Take a proof of life; return whether ours should go back at once."""
        echoed, hurry = self.links[link].heard(have, now_ms)
        if echoed is not None:
            self.echo_ms = now_ms
            delays = [one.delay_ms for one in self.links.values() if one.delay_ms is not None]
            self.round_trip_ms = round(min(delays))
            self.clock_ahead_ms = echoed.at_ms + echoed.round_trip_ms // 2 - now_ms
        return hurry

    def lamp(self, now_ms: int) -> Lamp:
        """The state now."""
        if not self.paths:
            return Lamp.UNKNOWN
        if not self.links:
            return Lamp.DOWN
        # An echo of the future: the clock was set back, and it may be as old as you like.
        patience_ms = max(link.quiet_after_ms for link in self.links.values())
        if self.echo_ms is None or abs(now_ms - self.echo_ms) > patience_ms:
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
