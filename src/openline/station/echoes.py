"""Proof of life on one link: fresh challenges that came back, how fast, and how many did not.

A path that is cut in silence still takes what it is given. Only echoes tell.

Spec: docs/spec/06-session.md, 8.
"""

from typing import Final

from openline.core.parcels import Have

NARROW_QUIET_AFTER_MS: Final = 30_000
"""The same on a narrow link. Spec 22, 5."""
NARROW_BEAT_MS: Final = 10_000
"""Between two heartbeats on a narrow link. Spec 22, 5."""
LIVE_FOR_MS: Final = 30_000
"""A challenge counts for so long; without an echo the lamp is not green. Spec 06, 7.2."""
QUIET_AFTER_MS: Final = 6_000
"""Three heartbeats without an echo: nothing is expected of the link."""
NO_ECHO: Final = bytes(8)
ASKED: Final = 64
"""So many challenges of ours wait for their echo; of more, the oldest is forgotten."""
ASKED_A_SECOND: Final = 8
"""Beyond that a counterpart's own challenges are answered at the next heartbeat."""
BEATS: Final = 16
"""The share of losses is that of the last so many heartbeats."""
LOSSY: Final = 0.5
"""A link that loses so many echoes is used as if it were not there, while another is."""


class Echoed:
    """An echo of a challenge of ours: how long it took, and their clock when they sent it."""

    __slots__ = ("at_ms", "round_trip_ms")

    def __init__(self, round_trip_ms: int, at_ms: int) -> None:
        self.round_trip_ms = round_trip_ms
        self.at_ms = at_ms


class Echoes:
    """What one link has proven.

    Attributes:
        path, cost: The path that it takes, and how dear that is.
        narrow: Whether heartbeats are rare, since they take seconds.
        echo_ms: When the last echo came.
        delay_ms: The time there and back: it rises slowly, and falls at once.
    """

    __slots__ = (
        "_answered",
        "_asked",
        "_beats",
        "_doubted_ms",
        "_last_asked_ms",
        "_lost",
        "_theirs",
        "cost",
        "delay_ms",
        "echo_ms",
        "narrow",
        "path",
    )

    def __init__(self, path: str, cost: int = 0, *, narrow: bool = False) -> None:
        self.path = path
        self.narrow = narrow
        self.cost = cost
        self.echo_ms: int | None = None
        self.delay_ms: float | None = None
        self._asked: dict[bytes, int] = {}
        self._theirs: tuple[bytes, int] | None = None
        self._last_asked_ms = 0
        self._doubted_ms: int | None = None
        self._answered = True
        self._beats = 0
        self._lost = 0

    @property
    def lost(self) -> float:
        """Share of the last heartbeats that brought no echo, 0 to 1."""
        return self._lost.bit_count() / self._beats if self._beats else 0.0

    @property
    def quiet_after_ms(self) -> int:
        """Without an echo for so long nothing is expected of the link."""
        return NARROW_QUIET_AFTER_MS if self.narrow else QUIET_AFTER_MS

    def is_due(self, now_ms: int) -> bool:
        """Whether a heartbeat is due."""
        return not self.narrow or abs(now_ms - self._last_asked_ms) >= NARROW_BEAT_MS

    def beat(self) -> None:
        """A heartbeat is due: note whether the last one was answered."""
        self._lost = (self._lost << 1 | (not self._answered)) & ((1 << BEATS) - 1)
        self._beats = min(BEATS, self._beats + 1)
        self._answered = False

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

    def heard(self, have: Have, now_ms: int) -> tuple[Echoed | None, bool]:
        """Take a proof of life; return its echo, and whether ours should go back at once."""
        fresh = self._theirs is None or self._theirs[0] != have.challenge
        self._theirs = (have.challenge, now_ms)
        asked_ms = self._asked.get(have.echo)
        echoed = None
        if asked_ms is not None:
            self._forget(have.echo)
            echoed = Echoed(max(0, now_ms - asked_ms - have.held_ms), have.at)
            self._came(echoed.round_trip_ms, asked_ms, now_ms)
        # Whoever echoes nothing of ours waits for its own echo; ours always carries that, so
        # that two stations do not answer each other for ever.
        lately = sum(abs(now_ms - at) < 1_000 for at in self._asked.values())
        rested = not self.narrow and now_ms - self._last_asked_ms > 500
        hurry = asked_ms is None or rested
        return echoed, fresh and hurry and lately < ASKED_A_SECOND

    def _forget(self, echo: bytes) -> None:
        """Drop a challenge that came back, and all before it: the newest is what is echoed."""
        for challenge in tuple(self._asked):
            del self._asked[challenge]
            if challenge == echo:
                return

    def _came(self, round_trip_ms: int, asked_ms: int, now_ms: int) -> None:
        self.echo_ms = now_ms
        before = round_trip_ms if self.delay_ms is None else self.delay_ms
        # What waited for a cut link tells how long it was cut. One quick echo ends that: else
        # a mended link would carry nothing for long, and nobody would stand in for another.
        self.delay_ms = min(round_trip_ms, before + (round_trip_ms - before) / 4)
        self._answered = True
        if self._doubted_ms is not None and asked_ms >= self._doubted_ms:
            self._doubted_ms = None

    def doubt(self, now_ms: int) -> None:
        """What it should have brought across did not come: trust it again after an echo."""
        self._doubted_ms = now_ms

    def lives(self, now_ms: int) -> bool:
        """Whether an echo came lately."""
        # An echo of the future: the clock was set back, and it may be as old as you like.
        return self.echo_ms is not None and abs(now_ms - self.echo_ms) <= self.quiet_after_ms

    def sound(self, now_ms: int) -> bool:
        """Whether what is sent on it may be expected to arrive."""
        return self.lives(now_ms) and self._doubted_ms is None and self.lost < LOSSY
