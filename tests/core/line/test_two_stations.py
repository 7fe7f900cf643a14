"""Two honest stations: what one says, the other holds, receipts and shows alike."""

import os

import pytest

from openline.core.acts import calls, legs, messages
from openline.core.acts.act import Addressee
from openline.core.acts.attempts import Medium
from openline.core.acts.calls import Stage, stage
from openline.core.errors import NotAllowed
from openline.core.line import STATEMENTS
from openline.core.record.checkpoint import encode_statement
from openline.core.switchboard import Bells, Close
from tests.core.line.speaking import NONCE, accept, offer, ring
from tests.core.line.stations import Station, meet

THERE = Addressee(1, "watch")
HERE = Addressee(0, "watch")


def the_call(station: Station) -> calls.Call:
    (call,) = station.line.calls.values()
    return call


def test_feeds_are_mirrored_and_receipted(pair: tuple[Station, Station]) -> None:
    a, b = pair
    assert b.newest(0).size == a.newest(0).size
    a.say(messages.MESSAGE, messages.Message(3, "en", "s", "Hello", None, "WO 1"), to=THERE)
    meet(a, b)
    own = a.newest(0)
    assert own.receipts[1].size == own.size
    assert not own.receipts[1].firm
    a.firm()
    meet(a, b)
    b.firm()
    meet(a, b)
    own = a.newest(0)
    assert own.firm_receipts[1].size == own.size
    assert a.refused == b.refused == []


def test_the_last_firm_statement_of_each_hour_is_kept(pair: tuple[Station, Station]) -> None:
    a, b = pair
    feed, station = a.line.own, a.charter.station
    assert feed is not None
    firm = []
    for minutes in (0, 10, 60, 60):
        for one in pair:
            one.elapse(minutes * 60_000)
        a.say(messages.REMARK, messages.Remark("en", "Hello", "WO 1"))
        meet(a, b)
        a.firm()
        meet(a, b)
        newest = a.line.feeds[feed].firm
        assert newest is not None
        firm.append(encode_statement(newest))
    for one in pair:
        kept = {k: v for k, v in one.store.cells(STATEMENTS + feed) if k.startswith(station)}
        hours = [v for k, v in sorted(kept.items()) if k[32:36] == b"hour"]
        assert kept[station + b"firm"] == firm[-1]
        assert hours == firm[1:3]


def test_a_ring_is_alerted_answered_and_ended(pair: tuple[Station, Station]) -> None:
    a, b = pair
    b.take(Bells("watch", 1))
    ref = a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    assert stage(the_call(a)) is stage(the_call(b)) is Stage.ALERTING
    b.say(calls.ANSWER, calls.Answer(ref, "WO 2", offer()))
    meet(a, b)
    assert stage(the_call(a)) is Stage.ANSWERED
    leg = the_call(a).legs[0].deed.ref
    a.say(legs.LEG_ACCEPT, accept(leg))
    meet(a, b)
    b.say(legs.LEG_REVEAL, legs.LegReveal(leg, NONCE))
    meet(a, b)
    for one in pair:
        one.say(legs.LEG_UP, legs.LegUp(leg, "1.3", os.urandom(32), True))
    meet(a, b)
    assert legs.leg_state(the_call(a).legs[0]) is legs.LegState.UP
    a.say(calls.END, calls.End(ref, calls.EndReason.DONE))
    meet(a, b)
    for one in pair:
        one.elapse(3_000)
    meet(a, b)
    for one in pair:
        one.elapse(3_000)
    assert a.line.calls == b.line.calls == {}
    assert a.refused == b.refused == []


def test_cancel_crossing_an_answer_is_crossed_on_both_sides(
    pair: tuple[Station, Station],
) -> None:
    a, b = pair
    ref = a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    a.say(calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN))
    b.say(calls.ANSWER, calls.Answer(ref, "WO 2", offer()))
    meet(a, b)
    assert stage(the_call(a)) is stage(the_call(b)) is Stage.CROSSED


def test_glare_merges_into_the_lower_party_s_ring(pair: tuple[Station, Station]) -> None:
    a, b = pair
    a.take(Bells("watch", 1))
    b.take(Bells("watch", 1))
    first = a.say(calls.RING, ring(), to=THERE)
    second = b.say(calls.RING, ring(), to=HERE)
    meet(a, b)
    stages = {
        call.deed.ref: stage(call) for call in (*a.line.calls.values(), *b.line.calls.values())
    }
    assert stages == {first: Stage.RINGING, second: Stage.MERGED} or stages == {
        first: Stage.ALERTING,
        second: Stage.MERGED,
    }


def test_a_ring_nobody_answers_is_exhausted(pair: tuple[Station, Station]) -> None:
    a, b = pair
    a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    b.elapse(61_000)
    meet(a, b)
    assert stage(the_call(a)) is Stage.EXHAUSTED


def test_a_ring_that_reaches_nobody_is_unreachable(pair: tuple[Station, Station]) -> None:
    a, b = pair
    a.say(calls.RING, ring(), to=THERE)
    a.elapse(13_000)
    assert stage(the_call(a)) is Stage.UNREACHABLE
    b.now_ms = a.now_ms
    meet(a, b)
    assert stage(the_call(b)) is Stage.UNREACHABLE
    assert b.refused == []


def test_our_own_side_is_refused_what_would_be_inert(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = a.say(calls.RING, ring(), to=THERE)
    with pytest.raises(NotAllowed):
        a.say(calls.END, calls.End(ref, calls.EndReason.DONE), sender="navy")
    with pytest.raises(NotAllowed):
        a.say(calls.RING, ring(), sender="navy", to=THERE)
    a.say(calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN))
    with pytest.raises(NotAllowed):
        a.say(calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN))
    meet(a, b)
    assert b.refused == []


def test_a_crash_between_steps_loses_nothing(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = a.say(calls.RING, ring(), to=THERE)
    a.crash()
    meet(a, b)
    b.crash()
    b.say(calls.DECLINE, calls.Decline(ref, "no-reason", "en", "", "", 0, "", Medium.ANY, "WO"))
    meet(a, b)
    assert stage(the_call(a)) is Stage.DECLINED
    assert a.refused == b.refused == []


def test_a_closed_line_takes_no_further_word_but_receipts_go_on(
    pair: tuple[Station, Station],
) -> None:
    a, b = pair
    a.take(Close())
    with pytest.raises(NotAllowed):
        a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    assert b.newest(0).closed
    b.say(messages.MESSAGE, messages.Message(3, "en", "s", "Hello", None, "WO 1"), to=HERE)
    meet(a, b)
    a.elapse(10_000)
    own = b.newest(1)
    assert own.receipts[0].size == own.size
    assert b.refused == []
