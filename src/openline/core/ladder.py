"""The ladder of a desk that is rung: which step is due, when, and what stops it.

A ring climbs step by step and begins anew until somebody speaks. A step without a bell is
passed over at once. Somebody who says "I am coming" holds it back for a bounded time; an
answer does so too, and only a live voice path stops it for good. Who stands behind a step is
not known here: the station says how many bells each step has now.

Where a climb stands, and when its next step is due, is kept with the ring, so that a restart
goes on where it was. Everything here is local and no part of the fold.

Spec: docs/spec/07-calls.md, 9.5 to 9.8.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

import msgspec

TAKEN_KEPT: Final = 32
"""Steps taken that a climb remembers, newest last: more than two rounds of any ladder."""
MOST_RUNGS: Final = 12
"""Steps of one ladder."""
LEAST_ROUND_MS: Final = 10_000
"""A ladder begins anew at most so often."""


class Rung(msgspec.Struct, frozen=True):
    """One step as it stands now.

    Attributes:
        after_ms: When it is due, counted from the beginning of the round; never less than
            that of the step before.
        bells: Consoles and other bells that it would sound.
        proven_at: When the desk's bell was last proven (ms since 1970); 0: never.
    """

    after_ms: int
    bells: int
    proven_at: int = 0


class Ladder(msgspec.Struct, frozen=True):
    """The steps of a desk as they stand now.

    Attributes:
        rungs: At least one, at most `MOST_RUNGS`.
        repeat_ms: How long after the last step the first comes again, at least
            `LEAST_ROUND_MS`; 0: never.
        hold_ms: How long "I am coming" holds the next step back.
        voice_ms: How long after an answer voice may take before the ladder goes on.
    """

    rungs: tuple[Rung, ...]
    repeat_ms: int = 0
    hold_ms: int = 60_000
    voice_ms: int = 30_000

    def gap_ms(self, rung: int) -> int:
        """How long after a step the next one is due."""
        if rung + 1 < len(self.rungs):
            return self.rungs[rung + 1].after_ms - self.rungs[rung].after_ms
        return self.repeat_ms

    def manned(self) -> bool:
        """Whether any step has a bell."""
        return any(rung.bells for rung in self.rungs)

    def longest_ms(self) -> int:
        """No step is ever due later than this from now."""
        gaps = (self.gap_ms(rung) for rung in range(len(self.rungs)))
        return max(self.hold_ms, self.voice_ms, *gaps)


class Standing(StrEnum):
    """How a climb stands."""

    CLIMBING = "climbing"
    EMPTY = "empty"
    ANSWERED = "answered"
    RESUMED = "resumed"
    STOPPED = "stopped"


class Sight(StrEnum):
    """What the record says about the ring: nobody answered, an answer, or a voice path."""

    OPEN = "open"
    ANSWERED = "answered"
    VOICE = "voice"


class Taken(msgspec.Struct, frozen=True, array_like=True):
    """A step that was taken: the how manieth of this ring, which one (from 1), and when."""

    number: int
    step: int
    at_ms: int
    bells: int
    proven_at: int


class Climb(msgspec.Struct, frozen=True, array_like=True):
    """Where a ring stands on its ladder.

    Attributes:
        standing: How it stands.
        rung: Index of the next step; the number of steps: there is none.
        due_ms: When that is due, or when an answer without voice no longer holds it.
        number: Steps taken so far.
        held: "I am coming" taken into account so far.
        taken: The newest steps taken.
        skipped: Steps that had no bell when they last were due.
    """

    standing: Standing
    rung: int
    due_ms: int
    number: int = 0
    held: int = 0
    taken: tuple[Taken, ...] = ()
    skipped: tuple[int, ...] = ()


class Now(msgspec.Struct, frozen=True):
    """What a climb is shown: the time, the ladder as it is, how many said they come."""

    ms: int
    ladder: Ladder
    coming: int


def begun(now_ms: int) -> Climb:
    """The climb of a ring that has just come."""
    return Climb(Standing.CLIMBING, 0, now_ms)


def climbed(climb: Climb, sight: Sight, now: Now) -> Climb:
    """Return the climb as it is after all that is due now; it itself if nothing is."""
    late_ms = now.ms + now.ladder.longest_ms()
    if climb.due_ms > late_ms:  # the clock was set back while nobody looked
        climb = msgspec.structs.replace(climb, due_ms=late_ms)
    if now.ladder.repeat_ms and climb.rung >= len(now.ladder.rungs):  # it became shorter
        climb = msgspec.structs.replace(climb, rung=0)
    rule = RULES.get((climb.standing, sight))
    return climb if rule is None else rule(climb, now)


def next_ms(climb: Climb, ladder: Ladder) -> int | None:
    """When the climb is to be looked at again although nothing happens; None: never."""
    if climb.standing is Standing.ANSWERED:
        return climb.due_ms
    if climb.standing in (Standing.EMPTY, Standing.STOPPED) or not ladder.manned():
        return None
    return climb.due_ms if climb.rung < len(ladder.rungs) else None


def failed(climb: Climb, number: int, now_ms: int) -> Climb:
    """Return the climb after the newest step reached nobody: the next comes at once."""
    if climb.number != number or climb.due_ms <= now_ms:
        return climb
    return msgspec.structs.replace(climb, due_ms=now_ms)


def shifted(climb: Climb, by_ms: int) -> Climb:
    """Return the climb after the station's clock was set by so much."""
    return msgspec.structs.replace(climb, due_ms=max(0, climb.due_ms + by_ms))


def _go_on(climb: Climb, now: Now) -> Climb:
    ladder = now.ladder
    if now.coming > climb.held:
        due_ms = max(climb.due_ms, now.ms + ladder.hold_ms)
        climb = msgspec.structs.replace(climb, held=now.coming, due_ms=due_ms)
    if climb.rung >= len(ladder.rungs):
        return climb
    if not ladder.manned():
        return _leave_empty(climb, ladder)
    if climb.due_ms + _round_ms(ladder) < now.ms:  # down for longer than a whole round
        climb = msgspec.structs.replace(climb, due_ms=now.ms)
    while climb.due_ms <= now.ms and climb.rung < len(ladder.rungs):
        climb = _step(climb, ladder, now.ms)
    return climb


def _round_ms(ladder: Ladder) -> int:
    return ladder.rungs[-1].after_ms - ladder.rungs[0].after_ms + ladder.repeat_ms


def _step(climb: Climb, ladder: Ladder, now_ms: int) -> Climb:
    """Take the next step, or pass it over; a round never takes less than its pause."""
    rung = ladder.rungs[climb.rung]
    last = climb.rung + 1 >= len(ladder.rungs)
    wait_ms = ladder.gap_ms(climb.rung) if rung.bells or last else 0
    number, taken = climb.number, climb.taken
    skipped = tuple(step for step in climb.skipped if step != climb.rung + 1)
    if rung.bells:
        number += 1
        step = Taken(number, climb.rung + 1, now_ms, rung.bells, rung.proven_at)
        taken = (*taken, step)[-TAKEN_KEPT:]
    else:
        skipped = tuple(sorted((*skipped, climb.rung + 1)))
    return msgspec.structs.replace(
        climb,
        rung=0 if last and ladder.repeat_ms else climb.rung + 1,
        due_ms=climb.due_ms + wait_ms,
        number=number,
        taken=taken,
        skipped=skipped,
    )


def _leave_empty(climb: Climb, ladder: Ladder) -> Climb:
    skipped = tuple(range(1, len(ladder.rungs) + 1))
    return msgspec.structs.replace(climb, standing=Standing.EMPTY, skipped=skipped)


def _begin_anew(climb: Climb, now: Now) -> Climb:
    """Somebody can be alerted again: begin with the first step, at once."""
    if not now.ladder.manned():
        return climb
    climb = msgspec.structs.replace(
        climb, standing=Standing.CLIMBING, rung=0, due_ms=now.ms, skipped=()
    )
    return _go_on(climb, now)


def _await_voice(climb: Climb, now: Now) -> Climb:
    due_ms = now.ms + now.ladder.voice_ms
    return msgspec.structs.replace(climb, standing=Standing.ANSWERED, due_ms=due_ms)


def _resume(climb: Climb, now: Now) -> Climb:
    """An answer without voice is none: go on with the step that was next."""
    if now.ms < climb.due_ms:
        return climb
    climb = msgspec.structs.replace(climb, standing=Standing.RESUMED)
    return _go_on_answered(climb, now)


def _go_on_answered(climb: Climb, now: Now) -> Climb:
    return _go_on(climb, now) if now.ladder.manned() else climb


def _stop(climb: Climb, now: Now) -> Climb:
    return msgspec.structs.replace(climb, standing=Standing.STOPPED)


RULES: Final[Mapping[tuple[Standing, Sight], Callable[[Climb, Now], Climb]]] = {
    (Standing.CLIMBING, Sight.OPEN): _go_on,
    (Standing.CLIMBING, Sight.ANSWERED): _await_voice,
    (Standing.CLIMBING, Sight.VOICE): _stop,
    (Standing.EMPTY, Sight.OPEN): _begin_anew,
    (Standing.EMPTY, Sight.ANSWERED): _await_voice,
    (Standing.EMPTY, Sight.VOICE): _stop,
    (Standing.ANSWERED, Sight.ANSWERED): _resume,
    (Standing.ANSWERED, Sight.VOICE): _stop,
    (Standing.RESUMED, Sight.ANSWERED): _go_on_answered,
    (Standing.RESUMED, Sight.VOICE): _stop,
}
"""What moves a climb. STOPPED stays so; nobody takes an answer back, so the rest cannot be."""
