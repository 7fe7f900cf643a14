"""The fold written twice: whatever happens on a line, both come to the same states."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from openline.core.acts.act import Addressee
from openline.core.acts.calls import CANCEL, RING, Cancel, CancelReason
from openline.core.acts.messages import MESSAGE, OPENED, REMARK, MessageNote, Remark
from openline.core.acts.upkeep import FEED_ADOPT, FeedAdopt
from openline.core.crypto.keys import Digest
from openline.core.parcels import Statements
from openline.core.record.checkpoint import encode_statement
from openline.core.switchboard import Elapsed
from tests.core.line.speaking import message, ring
from tests.core.line.stations import meet
from tests.core.line.test_passing_on import beat
from tests.station.histories import History
from tests.station.records import (
    States,
    Writer,
    by_core,
    by_verifier,
    core_states,
    verifier_states,
)


def compare(station: Writer) -> States:
    """Export a record, check it by all three ways, return the states that all agree on."""
    station.take(Elapsed())  # what a restart left to be judged
    data = station.export()
    core, verdict = by_core(data), by_verifier(data)
    assert core.finding is None
    assert verdict.finding is None
    ours = core_states(core.checked, station.charter.line)
    theirs = verifier_states(verdict)
    for part in ours:
        assert ours[part] == theirs[part]
    if station.sound:
        verified = station.verify()
        assert verified["result"] == "holds", verified
    return ours


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(10, 60))
def test_two_stations_hostile(seed: int, steps: int) -> None:
    history = History(Random(seed), 2)
    history.run(steps)
    for station in history.stations:
        compare(station)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(10, 60))
def test_three_stations_hostile(seed: int, steps: int) -> None:
    history = History(Random(seed), 3)
    history.run(steps)
    for station in history.stations:
        compare(station)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1 << 32), st.sampled_from((2, 3)))
def test_at_rest_all_hold_the_same(seed: int, parties: int) -> None:
    history = History(Random(seed), parties)
    history.run(40, hostile=False)
    history.rest()
    first, *others = [compare(station) for station in history.stations]
    for other in others:
        for part in ("rings", "letters", "watches", "requests"):
            assert first[part] == other[part]


def test_who_saw_more_of_two_histories_is_judged_all_the_same() -> None:
    a, b, liar = (Writer(number, 3) for number in range(3))
    meet(a, b, liar)
    show_another_history(liar, b)
    liar.say(REMARK, Remark("en", "Not for b.", "WO"))
    meet(a, liar)
    said = a.say(REMARK, Remark("en", "For both.", "WO"))
    meet(a, b)
    _, judged, *_ = compare(b)["feeds"][0, 0]
    assert judged == b.newest(0).folded == said.index + 1


def test_what_waits_in_a_feed_when_two_histories_are_found_is_never_judged() -> None:
    """Whichever is found first: else a record would not tell in which order that was."""
    a, writer, split, b = (Writer(number, 4) for number in range(4))
    meet(a, writer, split, b)
    split.say(REMARK, Remark("en", "Not for b.", "WO"))
    meet(writer, split)
    letter = writer.say(MESSAGE, message(), to=Addressee(0, "watch"))
    meet(a, writer, split)
    opened = a.say(OPENED, MessageNote(letter, "WO"))
    meet(writer, b)
    meet(a, b)
    show_another_history(writer, b)
    assert b.newest(0).folded == opened.index  # it waits for both, as the letter did for one
    show_another_history(split, b)
    assert b.newest(1).folded == letter.index
    assert (b.newest(0).folded, b.newest(0).inert) == (opened.index + 1, 1)
    assert not compare(b)["letters"]


def test_of_two_histories_of_different_length_the_record_shows_where_they_part() -> None:
    a, b, liar, twin = (Writer(number, 3) for number in (0, 1, 2, 2))
    meet(a, b, liar)
    twin.store, twin.anchor = liar.store.copy(), liar.anchor
    twin.crash()
    for told, victim, many in ((liar, a, 1), (twin, b, 4)):
        for _ in range(many):
            told.say(REMARK, Remark("en", "For one of you.", "WO"))
        meet(victim, told)
    said = a.say(REMARK, Remark("en", "For both.", "WO"))
    back = b.say(REMARK, Remark("en", "For both.", "WO"))
    beat((a, b), times=8)
    for station in (a, b):
        assert station.newest(2).frozen
        folded = compare(station)["feeds"]
        assert (folded[0, 0][1], folded[1, 0][1]) == (said.index + 1, back.index + 1)


def show_another_history(liar: Writer, victim: Writer) -> None:
    """Of the liar's first entry, under both its signatures."""
    feed = liar.newest(liar.me).feed
    twin = liar.keys.state(feed, 1, Digest(bytes(32)), 1, firm=True)
    victim.receive_from(liar.charter.station, Statements((encode_statement(twin),)))
    assert victim.newest(liar.me).frozen


def test_what_a_first_feed_says_of_earlier_ones_keeps_no_ring_open() -> None:
    a, liar = Writer(0, 2), Writer(1, 2)
    meet(a, liar)
    liar.force_act(FEED_ADOPT, FeedAdopt(3, 5, bytes(32)), sender="")
    call = a.say(RING, ring(), to=Addressee(1, "watch"))
    a.say(CANCEL, Cancel(call, CancelReason.WITHDRAWN))
    meet(a, liar)
    for _ in range(3):
        for one in (liar, a):
            one.elapse(2_000)
            meet(a, liar)
    for one in (a, liar):
        (told,) = compare(one)["rings"].values()
        assert told[4]  # settled


def test_an_export_in_the_middle_of_a_backlog_judges_nobody_otherwise() -> None:
    a, liar, b = (Writer(number, 3) for number in range(3))
    meet(a, liar, b)
    a.say(REMARK, Remark("en", "Not for b yet.", "WO"))
    meet(a, liar)
    for _ in range(150):
        liar.say(REMARK, Remark("en", "One of many.", "WO"))
    letter = liar.say(MESSAGE, message(), to=Addressee(0, "watch"))
    meet(a, liar)
    while a.line.backlog:
        a.elapse(0)
    opened = a.say(OPENED, MessageNote(letter, "WO"))
    meet(liar, b)
    b.links.clear()
    a.links.clear()
    a.heard(2, b.have(0))
    for body in a.owed(2):
        b.receive(a, body)
    show_another_history(liar, b)
    assert b.line.backlog
    for done in (False, True):
        assert b.newest(1).halted is done
        fold = by_verifier(b.export()).fold
        assert fold is not None
        assert (fold.feeds[0, 0].judged, fold.feeds[0, 0].inert) == (opened.index + 1, [])
        while b.line.backlog:
            b.elapse(0)
    assert (b.newest(0).folded, b.newest(0).inert) == (opened.index + 1, 0)
