"""The ladder: every (standing, sight) pair, and climbs against an oracle of seconds."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from openline.core.ladder import (
    LEAST_ROUND_MS,
    RULES,
    TAKEN_KEPT,
    Climb,
    Ladder,
    Now,
    Rung,
    Sight,
    Standing,
    begun,
    climbed,
    failed,
    next_ms,
    shifted,
)

START = 1_790_000_000_000


def ladder(*bells: int, repeat_ms: int = 30_000) -> Ladder:
    """The usual delays: 0, 15, 30 and 60 s."""
    after = (0, 15_000, 30_000, 60_000)
    return Ladder(tuple(Rung(ms, n) for ms, n in zip(after, bells, strict=False)), repeat_ms)


FULL = ladder(1, 2, 3, 4)


def at(s: float, steps: Ladder = FULL, coming: int = 0) -> Now:
    return Now(START + round(s * 1_000), steps, coming)


def climb_to(s: float, steps: Ladder = FULL) -> Climb:
    """The climb looked at whenever it asks for it, until then."""
    climb = climbed(begun(START), Sight.OPEN, at(0, steps))
    while (due := next_ms(climb, steps)) is not None and due <= START + s * 1_000:
        climb = climbed(climb, Sight.OPEN, Now(due, steps, 0))
    return climb


def taken(climb: Climb) -> list[tuple[int, float]]:
    return [(one.step, (one.at_ms - START) / 1_000) for one in climb.taken]


# --- the table ------------------------------------------------------------------------------


@pytest.mark.parametrize(("standing", "sight"), list(itertools.product(Standing, Sight)))
def test_every_pair_moves_or_stays(standing: Standing, sight: Sight) -> None:
    climb = replace(climb_to(0), standing=standing)
    after = climbed(climb, sight, at(100))
    absorbed = standing is Standing.STOPPED or (
        sight is Sight.OPEN and standing in (Standing.ANSWERED, Standing.RESUMED)
    )
    assert ((standing, sight) not in RULES) == absorbed
    assert (after is climb) == absorbed
    if sight is Sight.VOICE:
        assert after.standing is Standing.STOPPED
        assert next_ms(after, FULL) is None


# --- the climb ------------------------------------------------------------------------------


def test_steps_come_when_they_are_due_and_begin_anew() -> None:
    climb = climb_to(121)
    assert taken(climb) == [
        *((1, 0), (2, 15), (3, 30), (4, 60)),
        *((1, 90), (2, 105), (3, 120)),
    ]
    assert [one.number for one in climb.taken] == list(range(1, 8))
    assert [one.bells for one in climb.taken][:4] == [1, 2, 3, 4]


def test_a_step_without_a_bell_is_passed_over_at_once() -> None:
    climb = climb_to(100, ladder(0, 2, 0, 4))
    assert taken(climb) == [(2, 0), (4, 15), (2, 45), (4, 60), (2, 90)]
    assert climb.skipped == (1, 3)
    assert taken(climb_to(59, ladder(1, 1, 1, 0))) == [(1, 0), (2, 15), (3, 30)]


def test_a_ladder_that_comes_once_ends_with_its_last_step() -> None:
    once = ladder(1, 1, repeat_ms=0)
    climb = climb_to(1_000, once)
    assert taken(climb) == [(1, 0), (2, 15)]
    assert next_ms(climb, once) is None
    assert climbed(climb, Sight.OPEN, at(999, once)) is climb


def test_nobody_at_all_is_waited_for() -> None:
    nobody = ladder(0, 0, 0, 0)
    climb = climb_to(10, nobody)
    assert climb.standing is Standing.EMPTY
    assert climb.skipped == (1, 2, 3, 4)
    assert next_ms(climb, nobody) is None
    assert climbed(climb, Sight.OPEN, at(20, nobody)) is climb
    there = climbed(climb, Sight.OPEN, at(40, FULL))
    assert taken(there) == [(1, 40)]
    assert next_ms(there, FULL) == START + 55_000
    assert next_ms(there, nobody) is None


def test_coming_holds_the_next_step_once_each() -> None:
    climb = climbed(climb_to(0), Sight.OPEN, at(10, coming=1))
    assert next_ms(climb, FULL) == START + 70_000
    again = climbed(climb, Sight.OPEN, at(20, coming=1))
    assert next_ms(again, FULL) == START + 70_000
    second = climbed(climb, Sight.OPEN, at(20, coming=2))
    assert next_ms(second, FULL) == START + 80_000
    late = climbed(climb_to(31), Sight.OPEN, at(31, replace(FULL, hold_ms=1_000), coming=1))
    assert next_ms(late, FULL) == START + 60_000


def test_an_answer_without_voice_lets_the_ladder_go_on() -> None:
    climb = climbed(climb_to(15), Sight.ANSWERED, at(20))
    assert climb.standing is Standing.ANSWERED
    assert next_ms(climb, FULL) == START + 50_000
    assert climbed(climb, Sight.ANSWERED, at(49.9)) is climb
    on = climbed(climb, Sight.ANSWERED, at(50))
    assert taken(on)[2:] == [(3, 50)]
    assert next_ms(on, FULL) == START + 80_000
    assert taken(climbed(on, Sight.ANSWERED, at(80)))[3:] == [(4, 80)]
    nobody = climbed(on, Sight.ANSWERED, at(80, ladder(0, 0, 0, 0)))
    assert nobody is on
    stopped = climbed(on, Sight.VOICE, at(60))
    assert climbed(stopped, Sight.ANSWERED, at(999)) is stopped


def test_a_restart_takes_what_it_missed_each_once() -> None:
    climb = climbed(climb_to(0), Sight.OPEN, at(40))
    assert taken(climb) == [(1, 0), (2, 40), (3, 40)]
    assert next_ms(climb, FULL) == START + 60_000
    assert taken(climbed(climb_to(0), Sight.OPEN, at(3_600))) == [(1, 0), (2, 3_600)]


def test_a_step_that_reached_nobody_brings_the_next() -> None:
    climb = failed(climb_to(0), 1, START + 500)
    assert taken(climbed(climb, Sight.OPEN, at(0.5))) == [(1, 0), (2, 0.5)]
    assert failed(climb, 7, START + 500) is climb
    assert failed(climb, 1, START + 900) is climb


@pytest.mark.parametrize("by_ms", [3_600_000, -3_600_000, -(2**52)])
def test_a_clock_that_is_set_moves_what_is_due(by_ms: int) -> None:
    climb = shifted(climb_to(0), by_ms)
    assert next_ms(climb, FULL) == max(0, START + 15_000 + by_ms)


def test_a_clock_set_back_unseen_delays_no_step_for_long() -> None:
    climb = climbed(climb_to(0), Sight.OPEN, at(-3_600))
    due = next_ms(climb, FULL)
    assert due is not None
    assert due <= START - 3_600_000 + 60_000


def test_a_ladder_that_became_shorter_begins_anew() -> None:
    climb = climb_to(30)
    assert climb.rung == 3
    assert taken(climbed(climb, Sight.OPEN, at(60, ladder(1))))[-1] == (1, 60)


def test_what_is_remembered_is_bounded() -> None:
    climb = climb_to(3_000)
    assert len(climb.taken) == TAKEN_KEPT
    assert climb.number == climb.taken[-1].number > TAKEN_KEPT


# --- an oracle ------------------------------------------------------------------------------

LADDERS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 2)), min_size=1, max_size=5)


@given(LADDERS, st.sampled_from([0, 10, 25]), st.lists(st.integers(0, 199), max_size=12))
def test_looked_at_at_any_times_no_step_is_lost_nor_taken_twice(
    gaps: list[tuple[int, int]], repeat_s: int, looks: list[int]
) -> None:
    """A tick a second is the oracle: it looks always; we look when asked, and at odd times."""
    after = itertools.accumulate(gap if n else 0 for n, (gap, _) in enumerate(gaps))
    rungs = tuple(Rung(s * 1_000, bells) for s, (_, bells) in zip(after, gaps, strict=True))
    steps = Ladder(rungs, repeat_s * 1_000)
    assert repeat_s * 1_000 >= LEAST_ROUND_MS or not repeat_s
    expected = _walk(steps, 200)
    climb = climbed(begun(START), Sight.OPEN, at(0, steps))
    for s in sorted({*looks, *range(0, 200, 7), 199}):
        while (due := next_ms(climb, steps)) is not None and due <= START + s * 1_000:
            climb = climbed(climb, Sight.OPEN, Now(due, steps, 0))
        climb = climbed(climb, Sight.OPEN, at(s, steps))
    assert taken(climb) == [one for one in expected if one[1] <= 199][-TAKEN_KEPT:]
    assert climb.number == len([one for one in expected if one[1] <= 199])


def _walk(steps: Ladder, seconds: int) -> list[tuple[int, float]]:
    """Second by second, with a counter that is waited down; shares nothing with the climb."""
    found: list[tuple[int, float]] = []
    if not any(rung.bells for rung in steps.rungs):
        return found
    queue = list(enumerate(steps.rungs))
    wait = 0
    for second in range(seconds):
        while wait == 0 and queue:
            index, rung = queue.pop(0)
            if rung.bells:
                found.append((index + 1, second))
                if queue:
                    wait = (queue[0][1].after_ms - rung.after_ms) // 1_000
            if not queue and steps.repeat_ms:
                queue = list(enumerate(steps.rungs))
                wait = steps.repeat_ms // 1_000
        wait = max(0, wait - 1)
    return found
