"""Who has the watch at a desk: every pair of the table, and what holds after any inputs."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline.core.errors import NotAllowed
from openline.station.watch import (
    RULES,
    AnotherHasTheWatch,
    Confirm,
    Elapsed,
    Input,
    NobodyHasTheWatch,
    Phase,
    Post,
    SignOff,
    SignOn,
    moved,
)

INPUTS = (SignOn, SignOff, Confirm, Elapsed)
ONE, OTHER = ("Watch officer 1", b"a" * 16), ("Watch officer 2", b"b" * 16)
FREE = Post()
MANNED = moved(FREE, SignOn(*ONE), 100)
LAPSED = moved(MANNED, Elapsed(900), 1_000)


def test_every_pair_is_in_the_table() -> None:
    assert set(RULES) == set(itertools.product(Phase, INPUTS))


def test_relief_keeps_the_desk_manned_without_a_break() -> None:
    relieved = moved(MANNED, SignOn(*OTHER), 500)
    assert (relieved.by, relieved.since_ms, relieved.taken_ms) == (OTHER[0], 100, 500)


def test_a_lapsed_watch_is_over_from_when_its_time_was_up() -> None:
    assert (LAPSED.phase, LAPSED.ended_ms) == (Phase.LAPSED, 900)
    again = moved(LAPSED, Confirm(*ONE), 2_000)
    assert (again.phase, again.since_ms) == (Phase.MANNED, 2_000)
    over = moved(LAPSED, SignOff(*ONE), 2_000)
    assert (over.phase, over.ended_ms) == (Phase.FREE, 900)


def test_what_needs_the_officer_who_has_the_watch() -> None:
    for type_ in (SignOff, Confirm):
        with pytest.raises(NobodyHasTheWatch):
            moved(FREE, type_(*ONE), 500)
        with pytest.raises(AnotherHasTheWatch):
            moved(MANNED, type_(*OTHER), 500)
        assert moved(MANNED, type_(ONE[0], OTHER[1]), 500) != MANNED
    assert moved(MANNED, Confirm(ONE[0], OTHER[1]), 500).console == OTHER[1]
    with pytest.raises(AnotherHasTheWatch):
        moved(LAPSED, Confirm(*OTHER), 2_000)


@st.composite
def _inputs(draw: st.DrawFn) -> list[Input]:
    made: list[Input] = []
    for type_ in draw(st.lists(st.sampled_from(INPUTS), max_size=30)):
        who = draw(st.sampled_from((ONE, OTHER)))
        made.append(Elapsed(0) if type_ is Elapsed else type_(*who))
    return made


@given(_inputs())
def test_after_anything_a_manned_desk_has_an_officer_and_its_times_fit(
    inputs: list[Input],
) -> None:
    post = Post()
    for now, one in enumerate(inputs, 1):
        timed = Elapsed(now) if isinstance(one, Elapsed) else one
        before = post
        try:
            post = moved(post, timed, now)
        except NotAllowed:
            assert post is before
        if post.phase is Phase.MANNED:
            assert post.by in (ONE[0], OTHER[0])
            assert 0 < post.since_ms <= post.taken_ms <= post.confirmed_ms <= now
        if before.phase is post.phase is Phase.MANNED:
            assert post.since_ms == before.since_ms
