"""Turns that long histories take, each by itself."""

import os

import pytest
from msgspec.structs import replace

from openline.core import switchboard
from openline.core.acts import calls, legs, messages
from openline.core.acts.act import Addressee, Kind
from openline.core.acts.calls import Stage
from openline.core.crypto.keys import FeedId
from openline.core.errors import NotAllowed
from openline.core.intake import Gap
from openline.core.line import LETTERS, REMARKS, UNOPENED
from openline.core.parcels import Entries
from openline.core.switchboard import Bells, Compared, Say
from tests.core.line.liar import Liar, statements
from tests.core.line.speaking import accept, decline, message, offer, ring
from tests.core.line.stations import Station, meet
from tests.core.line.views import all_calls, facts, letter_of, stages

THERE = Addressee(1, "watch")
HERE = Addressee(0, "watch")


# --- glare --------------------------------------------------------------------------------


def crossed(a: Station, b: Station, mine: Say, theirs: Say) -> list[Stage]:
    """Two rings that cross; the stages on both sides, which must be alike."""
    for station, given in ((a, mine), (b, theirs)):
        station.take(Bells("watch", 1), Bells("navy", 1))
        (outcome,) = station.take(given)
        assert outcome.error is None
    meet(a, b)
    assert facts(a) == facts(b)
    assert a.refused == b.refused == []
    return stages(a)


def rings(sender: str, to: Addressee, kind: Kind = Kind.REAL, precedence: int = 3) -> Say:
    return Say(os.urandom(16), kind, sender, to, calls.RING, ring(precedence))


@pytest.mark.parametrize(("mine", "merged"), [(3, 1), (0, 1), (2, 0)])
def test_rings_that_cross_are_one_call(
    pair: tuple[Station, Station], mine: int, merged: int
) -> None:
    theirs = 0 if merged == 0 else 3
    found = crossed(
        *pair, rings("watch", THERE, precedence=mine), rings("watch", HERE, precedence=theirs)
    )
    assert found[merged] is Stage.MERGED
    assert found[1 - merged] in (Stage.RINGING, Stage.ALERTING)


def test_rings_of_other_kinds_or_desks_stand_both(pair: tuple[Station, Station]) -> None:
    test = rings("watch", HERE, Kind.TEST)
    assert Stage.MERGED not in crossed(*pair, rings("watch", THERE), test)
    a, b = Station(0, 2), Station(1, 2)
    meet(a, b)
    navy = rings("navy", Addressee(0, "navy"))
    assert Stage.MERGED not in crossed(a, b, rings("watch", THERE), navy)


def test_a_ring_after_another_is_a_ring_of_its_own(pair: tuple[Station, Station]) -> None:
    a, b = pair
    a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    b.say(calls.RING, ring(), to=HERE)
    meet(a, b)
    assert Stage.MERGED not in stages(a)


# --- legs and letters ---------------------------------------------------------------------


def test_no_leg_before_the_answer(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    for station in pair:
        given = Say(
            os.urandom(16),
            Kind.REAL,
            "watch",
            None,
            legs.LEG_OFFER,
            legs.LegAgain(ref, offer(1)),
        )
        (outcome,) = station.take(given)
        assert isinstance(outcome.error, NotAllowed)
        assert outcome.error.facts["rule"] == "turn"


def test_a_second_leg_of_either_side(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    b.say(calls.ANSWER, calls.Answer(ref, "WO", offer()))
    meet(a, b)
    again = a.say(legs.LEG_OFFER, legs.LegAgain(ref, offer(1)))
    meet(a, b)
    b.say(legs.LEG_ACCEPT, accept(again))
    meet(a, b)
    (call,) = all_calls(a).values()
    standing = legs.current(call.legs)
    assert standing is not None
    assert standing.deed.ref == again
    assert facts(a) == facts(b)


def test_letters_and_remarks(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = a.say(messages.MESSAGE, message(), to=THERE)
    a.say(messages.REMARK, messages.Remark("en", "Radio check", "op"))
    meet(a, b)
    assert b.store.count(REMARKS + b.charter.line) == 1
    assert b.store.count(UNOPENED + b.charter.line) == 1
    for type_ in (messages.OPENED, messages.OPENED, messages.INFORMED):
        b.say(type_, messages.MessageNote(ref, "WO"))
    assert b.store.count(UNOPENED + b.charter.line) == 0
    meet(a, b)
    ((_, packed),) = a.store.cells(LETTERS + a.charter.line)
    readings = [mark.reading for mark in letter_of(packed).marks]
    assert readings == [messages.Reading.OPENED, messages.Reading.INFORMED]


# --- feeds and receipts -------------------------------------------------------------------


def test_receipts_survive_a_restart(pair: tuple[Station, Station]) -> None:
    a, b = pair
    for _ in range(2):
        a.say(messages.MESSAGE, message(), to=THERE)
        a.firm()
        meet(a, b)
        b.firm()
        meet(a, b)
    own = a.line.own
    assert own is not None
    before = a.line.feeds[own]
    old = before.firm_receipts[1]
    for one in pair:
        one.crash()
    assert a.line.feeds[own].receipts[1].size == before.receipts[1].size
    assert a.line.feeds[own].firm_receipts == before.firm_receipts
    # An older statement, or the same again, changes nothing.
    a.say(messages.MESSAGE, message(), to=THERE)
    meet(a, b)
    assert a.receive(b, statements(old)).error is None
    held = b.line.feeds[own]
    assert before.firm is not None
    assert before.provisional is not None
    for statement in (before.firm, replace(before.provisional, ml=b"")):
        assert b.receive(a, statements(statement)).error is None
    assert b.line.feeds[own].provisional == held.provisional


def test_the_first_entry_must_come_first() -> None:
    victim, liar = Station(1, 2), Liar()
    liar.say(messages.MESSAGE, message(), to=THERE)
    error = victim.receive_from(liar.station, liar.parcel(1)).error
    assert isinstance(error, Gap)
    assert error.facts["start"] == 0


def test_a_party_that_was_never_heard_leaves_a_call_unsettled() -> None:
    a, c = Station(0, 3), Station(2, 3)
    a.say(calls.RING, ring(), to=THERE)
    a.elapse(13_000)
    meet(a, c)
    for one in (a, c):
        one.elapse(60_000)
    meet(a, c)
    assert stages(c) == [Stage.UNREACHABLE]
    assert len(c.line.calls) == 1


def test_three_parties_give_back_what_one_lost() -> None:
    a, b, c = (Station(n, 3) for n in range(3))
    meet(a, b, c)
    rung = b.say(calls.RING, ring(ring_for_s=3_600), to=HERE)
    meet(a, b, c)
    backup = a.store.copy()
    mine = a.say(messages.MESSAGE, message(), to=THERE)
    meet(a, c)  # b never heard of it
    sent = a.owed(1)
    lost = a.line.own
    assert lost is not None
    a.store = backup
    a.crash()
    assert a.line.unheard == {1, 2}
    withheld = Say(os.urandom(16), Kind.REAL, "watch", None, calls.DECLINE, decline(rung))
    (outcome,) = a.take(withheld)
    assert isinstance(outcome.error, NotAllowed)
    assert outcome.error.facts["rule"] == "recovering"
    a.refused.clear()
    note = messages.MessageNote(mine, "WO")
    (outcome,) = a.take(replace(withheld, type=messages.OPENED, body=note))
    assert isinstance(outcome.error, NotAllowed)
    a.refused.clear()
    # The feeds that it had receipted are not receipted below that again.
    for _ in range(3):
        meet(a, b)
    assert a.line.unheard == {2}
    a.say(calls.DECLINE, decline(rung))
    for _ in range(3):
        meet(a, b, c)
    assert a.line.unheard == frozenset()
    a.take(Compared(c.charter.station, {}))
    assert {one.line.feeds[lost].size for one in (a, b, c)} == {a.line.feeds[lost].size}
    assert facts(a) == facts(b) == facts(c)
    assert sent
    for one in (a, b, c):
        assert [error for error in one.refused if not isinstance(error, Gap)] == []
        assert all(feed.inert == 0 for feed in one.line.feeds.values())


def test_no_receipt_below_what_was_receipted_before(pair: tuple[Station, Station]) -> None:
    a, b = pair
    backup = a.store.copy()
    for _ in range(3):
        b.say(messages.MESSAGE, message(), to=HERE)
    meet(a, b)
    theirs = b.line.own
    assert theirs is not None
    once = a.line.feeds[theirs].receipt
    assert once is not None
    a.store = backup
    a.crash()
    assert a.line.regain[theirs] == once.size
    b.links.clear()
    b.heard(0, a.have(0))
    first = b.owed(0, most=1)[0]
    a.receive(b, first)
    owed = switchboard.unsigned(a.line, a.charter, a.now_ms, firm=False)
    assert [one for one in owed if one.statement.feed == theirs] == []
    for _ in range(2):
        meet(a, b)
    again = a.line.feeds[theirs].receipt
    assert again is not None
    assert again.size >= once.size
    assert a.line.feeds[a.line.own or FeedId(b"")].incarnation == 1


def test_no_firm_receipt_below_a_provisional_one(pair: tuple[Station, Station]) -> None:
    a, b = pair
    b.firm()
    theirs = b.line.feeds[b.line.own or FeedId(b"")]
    assert theirs.firm is not None
    b.say(messages.MESSAGE, message(), to=HERE)
    for body in b.owed(0):
        a.receive(b, body)
    a.receive(b, statements(theirs.firm))
    held = a.line.feeds[theirs.feed]
    assert held.firm == theirs.firm
    assert held.receipt is not None
    assert held.receipt.size == theirs.firm.size + 1
    owed = switchboard.unsigned(a.line, a.charter, a.now_ms, firm=True)
    assert [one for one in owed if one.statement.feed == theirs.feed] == []


def test_a_ring_on_to_a_third_carries_nothing() -> None:
    a, b, c = (Station(n, 3) for n in range(3))
    for one in (a, b, c):
        one.take(Bells("watch", 1))
    meet(a, b, c)
    a.say(calls.RING, ring(), to=THERE)
    b.say(calls.RING, ring(), to=Addressee(2, "watch"))
    meet(a, b, c)
    assert stages(a) == stages(b) == stages(c) == [Stage.ALERTING] * 2


def test_a_word_about_feeds_is_weighed_by_what_was_sent(pair: tuple[Station, Station]) -> None:
    a, b = pair
    own = a.line.own
    assert own is not None
    a.say(messages.MESSAGE, message(), to=THERE)
    stale = b.have(0)
    sent = a.owed(1)
    assert sent
    # Said before our entries came: nothing is sent twice for it.
    a.heard(1, stale)
    assert a.owed(1) == []
    for body in sent:
        b.receive(a, body)
    # Feeds that are none of ours are passed over, whatever is said of them.
    odd = replace(stale, feeds=(replace(stale.feeds[0], feed=bytes(16)),))
    a.now_ms += 10_000
    a.heard(1, odd)
    a.heard(1, b.have(0))
    assert a.owed(1) == []
    # What it lacks a while later is sent again.
    a.now_ms += 10_000
    a.heard(1, stale)
    assert isinstance(a.owed(1)[0], Entries)


def test_a_restored_side_is_given_its_entries_piece_by_piece(
    pair: tuple[Station, Station],
) -> None:
    a, b = pair
    backup = a.store.copy()
    for _ in range(5):
        a.say(messages.MESSAGE, message(), to=THERE)
    meet(a, b)
    lost = a.line.own
    assert lost is not None
    size = a.line.feeds[lost].size
    a.store = backup
    a.crash()
    b.links.clear()
    b.heard(0, a.have(0))
    pieces = b.owed(0, most=2)
    a.receive(b, pieces[0])
    # A while later what is still missing is sent again, from there on.
    b.now_ms += 1_000
    b.heard(0, a.have(0))
    b.now_ms += 10_000
    b.heard(0, a.have(0))
    for body in b.owed(0):
        a.receive(b, body)
    assert a.line.feeds[lost].size == size


def test_rings_that_linger_are_let_go_and_found_again() -> None:
    victim, liar = Station(1, 2), Liar()
    rung = []
    for _ in range(switchboard.LINGERING + 10):
        ref = liar.say(calls.RING, ring(), to=THERE)
        liar.say(calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN))
        rung.append(ref)
    liar.deliver(victim)
    assert len(victim.line.calls) == switchboard.LINGERING
    assert stages(victim) == [Stage.WITHDRAWN] * len(rung)
    liar.say(calls.END, calls.End(rung[0], calls.EndReason.DONE))
    liar.deliver(victim)
    assert victim.line.feeds[liar.feed].inert == 1


def test_two_of_three_that_were_restored_wait_for_the_third_who_knows_what_was_said() -> None:
    a, b, c = three = [Station(n, 3) for n in range(3)]
    meet(*three)
    rung = b.say(calls.RING, ring(ring_for_s=3_600), to=HERE)
    meet(*three)
    backups = {one.me: one.store.copy() for one in (a, b)}
    a.say(calls.DECLINE, decline(rung))
    meet(*three)
    for one in (a, b):
        one.store = backups[one.me]
        one.crash()
    for _ in range(3):
        meet(a, b)
    assert a.line.unheard == {2}
    # The ring's author told what it holds, and lost the answer as we did.
    again = Say(os.urandom(16), Kind.REAL, "watch", None, calls.DECLINE, decline(rung))
    (outcome,) = a.take(again)
    assert isinstance(outcome.error, NotAllowed)
    assert outcome.error.facts["rule"] == "recovering"
    a.refused.clear()
    for _ in range(4):
        meet(*three)
    assert facts(a) == facts(b) == facts(c)
    assert stages(a) == [Stage.DECLINED]
