"""Rings: every (position, act) moves or is inert, every pair of positions has one stage."""

import itertools

import pytest
from msgspec.structs import replace

from openline.core.acts import calls
from openline.core.acts.act import Addressee, Kind, Seen, known_types
from openline.core.acts.calls import CALLEE, CALLER, Call, Phase, Stage, stage
from openline.core.acts.knowledge import Deed
from tests.core.acts.examples import BODIES, act, deed

CALLER_AT = (Phase.RUNG, Phase.CANCELLED, Phase.UNREACHED, Phase.ENDED)
CALLEE_AT = (
    Phase.NONE,
    Phase.ALERTING,
    Phase.LATE,
    Phase.ANSWERED,
    Phase.DECLINED,
    Phase.EXHAUSTED,
    Phase.ENDED,
)
POSITIONS = list(itertools.product(CALLER_AT, CALLEE_AT))
RUNG = deed(0, 5)
ABOUT = tuple(range(calls.ALERT, calls.COMING + 1))


def call_at(
    caller: Phase, callee: Phase, given_up: Deed, answered: Deed, merged: bool = False
) -> Call:
    """A call with both sides somewhere."""
    opened = act(calls.RING)
    base = calls.rung(replace(opened, to=Addressee(1, "watch"), kind=Kind.REAL), RUNG, 0)
    was_answered = callee in (Phase.ANSWERED, Phase.ENDED)
    reason = calls.CancelReason.MERGED if merged else calls.CancelReason.WITHDRAWN
    cancelled = caller is Phase.CANCELLED
    return replace(
        base,
        caller=caller,
        callee=callee,
        caller_deed=RUNG if caller is Phase.RUNG else given_up,
        callee_deed=None if callee is Phase.NONE else answered,
        answer_deed=answered if was_answered else None,
        cancel=calls.Cancel(RUNG.ref, reason) if cancelled else None,
    )


def test_the_tables_hold_nothing_beyond_the_positions() -> None:
    assert {at for at, _ in CALLER} <= set(CALLER_AT)
    assert {at for at, _ in CALLEE} <= set(CALLEE_AT)
    assert set(CALLER.values()) <= set(CALLER_AT)
    assert set(CALLEE.values()) <= set(CALLEE_AT)
    assert {type_ for _, type_ in (*CALLER, *CALLEE)} <= set(known_types())


@pytest.mark.parametrize("party", [0, 1])
@pytest.mark.parametrize("type_", ABOUT)
@pytest.mark.parametrize(("caller", "callee"), POSITIONS)
def test_every_act_at_every_position(
    party: int, type_: int, caller: Phase, callee: Phase
) -> None:
    call = call_at(caller, callee, deed(0, 6), deed(1, 6))
    table, at = (CALLER, caller) if party == 0 else (CALLEE, callee)
    after = calls.moved(call, act(type_), deed(party, 9))
    expected = table.get((at, type_))
    assert (after is None) == (expected is None)
    if after is not None:
        assert (after.caller if party == 0 else after.callee) is expected
        assert (after.callee if party == 0 else after.caller) is (
            callee if party == 0 else caller
        )
        assert after.last[-1] == deed(party, 9)
        assert after.steps[-1].type == type_
    # Once the other side is known to be done with the ring, nothing but hanging up counts.
    seen_all = deed(party, 9, Seen(1 - party, 0, 99))
    over = (
        callee in (Phase.DECLINED, Phase.EXHAUSTED) if party == 0 else caller is not Phase.RUNG
    )
    knowing = calls.moved(call, act(type_), seen_all)
    if over and not (party == 1 and type_ == calls.END):
        assert knowing is None
    else:
        assert (knowing is None) == (expected is None)


@pytest.mark.parametrize("merged", [False, True])
@pytest.mark.parametrize("known", [False, True])
@pytest.mark.parametrize(("caller", "callee"), POSITIONS)
def test_every_pair_of_positions_has_a_stage(
    caller: Phase, callee: Phase, known: bool, merged: bool
) -> None:
    given_up = deed(0, 6, *([Seen(1, 0, 7)] if known else []))
    call = call_at(caller, callee, given_up, deed(1, 6), merged)
    if caller is Phase.RUNG:
        expected = Stage.RINGING if callee is Phase.NONE else Stage(callee.value)
    elif callee in (Phase.DECLINED, Phase.EXHAUSTED):
        expected = Stage(callee.value)
    elif callee in (Phase.ANSWERED, Phase.ENDED):
        expected = Stage.ENDED if known else Stage.CROSSED
    elif caller is Phase.UNREACHED:
        expected = Stage.UNREACHABLE
    else:
        expected = Stage.MERGED if merged and caller is Phase.CANCELLED else Stage.WITHDRAWN
    assert stage(call) is expected
    assert calls.talking(call) is (expected is Stage.ANSWERED)
    assert (expected in calls.OPEN_STAGES) == (
        caller is Phase.RUNG
        and callee in (Phase.NONE, Phase.ALERTING, Phase.LATE, Phase.ANSWERED)
    )


def test_who_hung_up_first_stays() -> None:
    call = call_at(Phase.RUNG, Phase.ANSWERED, deed(0, 6), deed(1, 6))
    first = calls.moved(call, act(calls.END), deed(1, 8))
    assert first is not None
    both = calls.moved(first, act(calls.END), deed(0, 8))
    assert both is not None
    assert both.end_party == 1


def test_steps_are_bounded() -> None:
    call = call_at(Phase.RUNG, Phase.NONE, deed(0, 6), deed(1, 6))
    for index in range(100):
        after = calls.moved(call, act(calls.ALERT), deed(1, index))
        assert after is not None
        call = after
    assert len(call.steps) == calls.STEPS
    assert len(call.last) == 2
    assert BODIES[calls.ALERT] == call.alert
