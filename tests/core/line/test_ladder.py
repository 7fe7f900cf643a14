"""Rings on a ladder: what both sides see, over restarts, answers, clocks that are set."""

import pytest
from msgspec.structs import replace

from openline.core import switchboard
from openline.core.acts import calls, legs
from openline.core.acts.act import Addressee, Ref
from openline.core.acts.calls import Call, Stage, stage
from openline.core.agreement.terms import LadderShown
from openline.core.errors import NotAllowed
from openline.core.ladder import Ladder, Rung, Standing
from openline.core.switchboard import Bells, ClockSet, Elapsed, Failed
from openline.station.alarms import alarms_of
from tests.core.line.speaking import NONCE, accept, decline, offer, ring
from tests.core.line.stations import START_MS, Station, meet
from tests.core.line.views import all_calls

THERE = Addressee(1, "watch")
STEPS = Ladder(
    (Rung(0, 1, 7), Rung(15_000, 2), Rung(30_000, 0), Rung(60_000, 3)), 30_000, 20_000, 10_000
)


def the_call(station: Station) -> Call:
    (call,) = all_calls(station).values()
    return call


def rung(steps: Ladder = STEPS, ring_for_s: int = 60) -> tuple[Station, Station, Ref]:
    a, b = Station(0, 2), Station(1, 2)
    meet(a, b)
    b.take(Bells("watch", 0, steps))
    ref = a.say(calls.RING, ring(0, ring_for_s), to=THERE)
    meet(a, b)
    return a, b, ref


def alerts(station: Station) -> list[int]:
    """When the call's alerts were written, in seconds after the ring."""
    steps = the_call(station).steps
    return [(step.at - START_MS) // 1_000 for step in steps if step.type == calls.ALERT]


def wake(station: Station, until_s: int) -> None:
    """Let time pass, looking whenever the line asks for it."""
    end = START_MS + until_s * 1_000
    while (at := switchboard.deadline(station.charter, station.line)) is not None and at <= end:
        station.now_ms = max(at, station.now_ms)
        station.take(Elapsed())
    station.now_ms = end
    station.take(Elapsed())


def test_each_step_is_an_act_until_the_ring_s_time_is_over() -> None:
    a, b, _ = rung()
    wake(b, 59)
    meet(a, b)
    assert alerts(a) == alerts(b) == [0, 15, 30]
    alert = the_call(a).alert
    assert alert is not None
    assert (alert.step, alert.steps, alert.bells) == (4, 4, 3)
    assert alert.next_at == START_MS + 60_000
    wake(b, 60)
    meet(a, b)
    assert stage(the_call(a)) is stage(the_call(b)) is Stage.EXHAUSTED


def test_the_first_step_says_when_its_bell_was_proven() -> None:
    a, _, _ = rung()
    alert = the_call(a).alert
    assert alert is not None
    assert (alert.proven_at, alert.next_at) == (7, START_MS + 15_000)


def test_where_the_terms_say_so_the_caller_sees_no_step() -> None:
    a, b = Station(0, 2), Station(1, 2)
    for one in (a, b):
        one.charter = replace(
            one.charter, terms=replace(one.charter.terms, ladder_shown=LadderShown.ALERTING)
        )
    meet(a, b)
    b.take(Bells("watch", 0, STEPS))
    a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    wake(b, 50)
    meet(a, b)
    alert = the_call(a).alert
    assert alert is not None
    assert alerts(a) == [0]
    assert not any((alert.step, alert.bells, alert.proven_at, alert.steps, alert.next_at))
    climb = the_call(b).climb
    assert climb is not None
    assert climb.number == 3


def test_without_a_ladder_only_the_end_of_the_ring_is_waited_for() -> None:
    a, b = Station(0, 2), Station(1, 2)
    meet(a, b)
    a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    b.elapse(2_000)
    assert switchboard.deadline(b.charter, b.line) == START_MS + 60_000


def test_a_crash_loses_no_step_and_repeats_none() -> None:
    _, b, _ = rung()
    b.now_ms += 40_000
    b.crash()
    b.take(Bells("watch", 0, STEPS))
    wake(b, 41)
    climb = the_call(b).climb
    assert climb is not None
    assert [one.step for one in climb.taken] == [1, 2, 4]
    assert alerts(b) == [0, 40, 40]
    b.crash()
    b.take(Bells("watch", 0, STEPS))
    assert alerts(b) == [0, 40, 40]


def test_somebody_comes_and_the_ladder_waits() -> None:
    a, b, ref = rung()
    wake(b, 10)
    b.say(calls.COMING, calls.Coming(ref, "WO 1"))
    with pytest.raises(NotAllowed):
        b.say(calls.COMING, calls.Coming(ref, "WO 1"))
    wake(b, 29)
    assert alerts(b) == [0]
    wake(b, 30)
    assert alerts(b) == [0, 30]
    meet(a, b)
    assert the_call(a).coming == the_call(b).coming == (("WO 1", START_MS + 10_000),)
    assert stage(the_call(a)) is Stage.ALERTING
    with pytest.raises(NotAllowed):
        a.say(calls.COMING, calls.Coming(ref, "WO 1"))


def test_only_so_many_may_come_and_also_before_any_bell() -> None:
    a, b, ref = rung(Ladder((Rung(0, 0),)))
    for number in range(calls.COMERS):
        b.say(calls.COMING, calls.Coming(ref, f"WO {number}"))
    with pytest.raises(NotAllowed):
        b.say(calls.COMING, calls.Coming(ref, "one more"))
    meet(a, b)
    assert stage(the_call(a)) is Stage.RINGING
    b.say(calls.DECLINE, decline(ref))
    meet(a, b)
    assert stage(the_call(a)) is Stage.DECLINED


def test_an_answer_without_voice_does_not_stop_the_ladder() -> None:
    a, b, ref = rung()
    wake(b, 5)
    b.say(calls.ANSWER, calls.Answer(ref, "WO 1", offer()))
    wake(b, 14)
    assert alerts(b) == [0]
    assert not alarms_of(b.charter, b.line, {}, b.now_ms)
    wake(b, 15)
    assert alerts(b) == [0, 15]
    assert {one.code for one in alarms_of(b.charter, b.line, {}, b.now_ms)} == {"unspoken"}
    meet(a, b)
    assert stage(the_call(a)) is stage(the_call(b)) is Stage.ANSWERED
    assert alerts(a) == [0, 15]
    wake(b, 100)
    assert not alarms_of(b.charter, b.line, {}, b.now_ms)
    assert stage(the_call(b)) is Stage.ANSWERED
    assert alerts(b) == [0, 15, 30]
    assert switchboard.deadline(b.charter, b.line) is None


def test_a_voice_path_stops_it_for_good() -> None:
    a, b, ref = rung()
    wake(b, 5)
    b.say(calls.ANSWER, calls.Answer(ref, "WO 1", offer()))
    meet(a, b)
    leg = the_call(a).legs[0].deed.ref
    a.now_ms = b.now_ms
    a.say(legs.LEG_ACCEPT, accept(leg))
    meet(a, b)
    b.say(legs.LEG_REVEAL, legs.LegReveal(leg, NONCE))
    meet(a, b)
    for one in (a, b):
        one.say(legs.LEG_UP, legs.LegUp(leg, "1.3", bytes(32), True))
    meet(a, b)
    climb = the_call(b).climb
    assert climb is not None
    assert climb.standing is Standing.STOPPED
    b.say(legs.LEG_FAIL, legs.LegFail(leg, "frames"))
    wake(b, 58)
    assert alerts(b) == [0]


def test_a_step_that_reached_nobody() -> None:
    _, b, ref = rung()
    b.now_ms += 1_000
    b.take(Failed(ref, 1))
    assert alerts(b) == [0, 1]
    b.take(Failed(ref, 1), Failed(replace(ref, index=99), 1))
    assert alerts(b) == [0, 1]


@pytest.mark.parametrize("by_s", [3_600, -3_600])
def test_a_clock_that_is_set_changes_nothing(by_s: int) -> None:
    a, b, _ = rung()
    a.say(calls.RING, ring(), "navy", Addressee(1, "navy"))
    meet(a, b)
    for one in (a, b):
        one.now_ms += by_s * 1_000
        one.take(ClockSet(by_s * 1_000))
    call = next(call for call in all_calls(b).values() if call.to.desk == "watch")
    assert [step.type for step in call.steps] == [calls.RING, calls.ALERT]
    b.elapse(15_000)
    a.elapse(15_000)
    meet(a, b)
    call = next(call for call in all_calls(a).values() if call.to.desk == "watch")
    assert [step.type for step in call.steps] == [calls.RING, calls.ALERT, calls.ALERT]
    b.elapse(45_000)
    meet(a, b)
    stages = {stage(call) for call in all_calls(a).values()}
    assert stages == {Stage.EXHAUSTED}


def test_a_clock_set_back_while_the_station_was_down() -> None:
    _, b, _ = rung()
    b.now_ms -= 3_600_000
    b.crash()
    b.take(Bells("watch", 0, STEPS))
    b.elapse(60_000)
    assert stage(the_call(b)) is Stage.EXHAUSTED


def test_no_deadline_is_left_that_nothing_comes_of() -> None:
    """Of two rings that meet, ours is outrung; and the line fails before they merge."""
    a, b = Station(0, 2), Station(1, 2)
    meet(a, b)
    for one in (a, b):
        one.take(Bells("watch", 0, STEPS))
    b.say(calls.RING, ring(0), "watch", Addressee(0, "watch"))
    a.say(calls.RING, ring(0), "watch", THERE)
    for body in b.owed(0):
        a.receive(b, body)
    for body in a.owed(1):
        b.receive(a, body)
    for one in (a, b):
        one.take(Elapsed())
        at = switchboard.deadline(one.charter, one.line)
        assert at is not None
        assert at > one.now_ms
