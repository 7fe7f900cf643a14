"""Steps of one station that histories of two rarely come to."""

import os
from hashlib import sha256

import pytest
from msgspec.structs import replace

from openline.core import switchboard
from openline.core.acts import calls, legs, messages, upkeep
from openline.core.acts.act import Addressee, Kind, Officer, Seen, parse_act
from openline.core.acts.calls import Stage, stage
from openline.core.codec import encode
from openline.core.crypto.keys import Digest, FeedId
from openline.core.errors import BadInput, NotAllowed, UnknownStation
from openline.core.fold import fold_entry
from openline.core.intake import Gap, keep_contested
from openline.core.ledger import Cell, Commit, Ledger
from openline.core.line import BLOBS, LACKED, LETTERS, place_key, split_place
from openline.core.parcels import Entries
from openline.core.record.checkpoint import encode_statement
from openline.core.switchboard import (
    Bells,
    BlobCame,
    Close,
    Compared,
    Elapsed,
    Open,
    Say,
    TooLargeToSay,
)
from tests.core.line.liar import Liar, statements
from tests.core.line.speaking import decline, message, offer, ring
from tests.core.line.stations import START_MS, Station, meet
from tests.core.line.views import all_calls

THERE = Addressee(1, "watch")
HERE = Addressee(0, "watch")


def say(station: Station, type_: int, body: object, **rest: object) -> switchboard.Outcome:
    """Whatever the station answers."""
    given = Say(os.urandom(16), Kind.REAL, "watch", THERE, type_, body)  # type: ignore[arg-type]
    return station.take(replace(given, **rest))[0]


# --- time ---------------------------------------------------------------------------------


@pytest.mark.parametrize("reached", [True, False])
@pytest.mark.parametrize("bells", [0, 1])
def test_deadlines_alone_bring_a_ring_to_its_fate(
    pair: tuple[Station, Station], reached: bool, bells: int
) -> None:
    a, b = pair
    b.take(Bells("watch", bells))
    a.say(calls.RING, ring(), to=THERE)
    if reached:
        meet(a, b)
    for _ in range(20):
        due = [
            at
            for at in (switchboard.deadline(one.charter, one.line) for one in pair)
            if at is not None
        ]
        if not due:
            break
        for one in pair:
            one.now_ms = max(one.now_ms, min(due))
            one.take(Elapsed())
        if reached:
            meet(a, b)
    (call,) = all_calls(a).values()
    assert stage(call) is (Stage.EXHAUSTED if reached else Stage.UNREACHABLE)
    assert a.refused == b.refused == []


def test_a_ring_that_comes_after_its_time_sounds_no_bell(pair: tuple[Station, Station]) -> None:
    a, b = pair
    b.take(Bells("watch", 1))
    a.say(calls.RING, ring(), to=THERE)
    b.now_ms += 71_000
    meet(a, b)
    (call,) = all_calls(b).values()
    assert call.callee is calls.Phase.LATE
    a.elapse(70_000)
    meet(a, b)
    assert stage(next(iter(all_calls(b).values()))) is Stage.UNREACHABLE


def test_a_clock_set_back_begins_the_wait_anew(pair: tuple[Station, Station]) -> None:
    a, b = pair
    a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    b.now_ms -= 3_600_000
    b.take(Elapsed())
    assert b.line.uncovered_since == b.now_ms
    b.elapse(2_000)
    assert b.line.uncovered_since is None


def test_a_third_party_s_ring_has_no_deadline_here() -> None:
    a, b, c = (Station(n, 3) for n in range(3))
    meet(a, b, c)
    a.say(calls.RING, ring(), to=THERE)
    meet(a, b, c)
    assert switchboard.deadline(c.charter, c.line) is None
    c.elapse(100_000)
    assert c.refused == []


# --- what our own side is refused ---------------------------------------------------------


def test_without_a_feed_nothing_is_said_and_nothing_is_due() -> None:
    station = Station(0, 2)
    station.line = replace(station.line, own=None)
    assert switchboard.deadline(station.charter, station.line) is None
    error = say(station, messages.MESSAGE, message()).error
    assert isinstance(error, NotAllowed)
    assert error.facts["rule"] == "closed"


def test_an_act_that_is_too_large_or_out_of_form(pair: tuple[Station, Station]) -> None:
    a, _ = pair
    a.charter = replace(
        a.charter,
        terms=replace(a.charter.terms, limits=replace(a.charter.terms.limits, entry=300)),
    )
    assert isinstance(say(a, messages.MESSAGE, message("x" * 300)).error, TooLargeToSay)
    long_post = replace(message(), by="x" * 81)
    assert isinstance(say(a, messages.MESSAGE, long_post).error, BadInput)


def test_after_the_end_of_the_agreement(pair: tuple[Station, Station]) -> None:
    a, b = pair
    until = replace(a.charter.terms, valid_until_s=START_MS // 1_000 + 60)
    a.charter = replace(a.charter, terms=until)
    a.say(messages.MESSAGE, message(), to=THERE)
    a.now_ms += 60_000
    error = say(a, messages.MESSAGE, message()).error
    assert isinstance(error, NotAllowed)
    assert error.facts["rule"] == "expired"
    meet(a, b)
    assert b.refused == []


def test_a_closed_line_says_and_owes_nothing_more(pair: tuple[Station, Station]) -> None:
    a, b = pair
    b.say(calls.RING, ring(), to=HERE)
    meet(a, b)
    (outcome,) = a.take(Close())
    assert outcome.said is not None
    assert switchboard.deadline(a.charter, a.line) is None
    a.elapse(100_000)
    own = a.line.feeds[a.line.own or FeedId(b"")]
    last = a.store.entries(own.feed, own.size - 1, own.size, max_bytes=1)[0]
    assert parse_act(last).type == upkeep.LINE_CLOSE
    for refused in (say(a, messages.MESSAGE, message()), a.take(Close())[0]):
        assert isinstance(refused.error, NotAllowed)
        assert refused.error.facts["rule"] == "closed"
    meet(a, b)
    assert b.refused == []


def test_what_the_agreement_wants_an_officer_for(pair: tuple[Station, Station]) -> None:
    a, b = pair
    for one in pair:
        terms = replace(one.charter.terms, officer_types=(calls.ANSWER, messages.MESSAGE))
        one.charter = replace(one.charter, terms=terms)
    error = say(a, messages.MESSAGE, message()).error
    assert isinstance(error, NotAllowed)
    assert error.facts["rule"] == "officer"
    # Were a station's own act among them, it would be left unsaid; nothing stops.
    terms = replace(b.charter.terms, officer_types=(calls.ALERT,))
    b.charter = replace(b.charter, terms=terms)
    b.take(Bells("watch", 1))
    a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    assert [call.callee for call in all_calls(b).values()] == [calls.Phase.NONE]


def test_an_officer_s_assertion_that_nobody_can_check_yet(
    pair: tuple[Station, Station],
) -> None:
    victim, liar = Station(1, 2), Liar()
    officer = Officer(b"id", b"data", b"{}", b"signature")
    liar.say(messages.MESSAGE, message(), to=THERE, officer=officer)
    liar.deliver(victim)
    assert victim.line.feeds[liar.feed].inert == 1


# --- blobs --------------------------------------------------------------------------------


def test_a_blob_is_kept_by_its_author_and_fetched_by_the_other(
    pair: tuple[Station, Station],
) -> None:
    a, b = pair
    data = b"x" * 5_000
    blob = messages.Blob(sha256(data).digest(), len(data), "text/plain")
    body = messages.Message(3, "en", "s", "", blob, "WO 1")
    refused = say(a, messages.MESSAGE, body, blob=data, sender="minister")
    assert isinstance(refused.error, NotAllowed)
    assert a.store.cell(BLOBS + a.charter.line, blob.digest) is None
    assert say(a, messages.MESSAGE, body, blob=data).error is None
    assert a.store.cell(BLOBS + a.charter.line, blob.digest) == data
    meet(a, b)
    ((digest, place),) = b.store.cells(LACKED + b.charter.line)
    assert (digest, split_place(place)) == (blob.digest, (0, 0, len(data)))
    for _ in range(2):
        b.take(BlobCame(Digest(digest), data))
    assert b.store.cells(LACKED + b.charter.line) == []
    # The same text again is there already.
    assert say(a, messages.MESSAGE, body, blob=data).error is None
    meet(a, b)
    assert b.store.cells(LACKED + b.charter.line) == []
    assert b.store.count(LETTERS + b.charter.line) == 2


# --- references ---------------------------------------------------------------------------


def test_a_leg_is_no_ring_and_a_ring_no_leg(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    leg = b.say(calls.ANSWER, calls.Answer(ref, "WO", offer()))
    meet(a, b)
    for type_, body in (
        (calls.END, calls.End(leg, calls.EndReason.DONE)),
        (legs.LEG_OFFER, legs.LegAgain(leg, offer(1))),
        (legs.LEG_FAIL, legs.LegFail(ref, "frames")),
        (calls.END, calls.End(replace(ref, leaf=bytes(32)), calls.EndReason.DONE)),
        (calls.END, calls.End(replace(leg, leaf=bytes(32)), calls.EndReason.DONE)),
    ):
        error = say(a, type_, body, to=None).error
        assert isinstance(error, NotAllowed)
        assert error.facts["rule"] == "reference"


def test_a_call_that_is_over_is_found_again(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    b.say(calls.DECLINE, decline(ref))
    for _ in range(3):
        meet(a, b)
        for one in pair:
            one.elapse(2_100)
    assert a.line.calls == b.line.calls == {}
    error = say(a, calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN), to=None).error
    assert isinstance(error, NotAllowed)
    assert error.facts["rule"] == "turn"


def test_the_fold_stops_where_the_feed_does(pair: tuple[Station, Station]) -> None:
    a, _ = pair
    feed = a.line.feeds[a.line.own or FeedId(b"")]
    assert fold_entry(a.charter, a.line, Ledger(a.store), feed, 0) is None


def test_seen_of_nothing_waits_for_nothing() -> None:
    victim, liar = Station(1, 2), Liar()
    liar.say(messages.MESSAGE, message(), to=THERE, seen=[Seen(1, 7, 0)])
    liar.deliver(victim)
    assert victim.line.feeds[liar.feed].folded == 2


# --- feeds --------------------------------------------------------------------------------


def test_a_station_that_is_no_longer_certified() -> None:
    victim, liar = Station(1, 2), Liar()
    liar.deliver(victim)
    gone = replace(victim.line.feeds[liar.feed], station=bytes(32))
    victim.line = victim.line.with_feed(gone)
    liar.say(messages.MESSAGE, message(), to=THERE)
    assert isinstance(victim.receive_from(liar.station, liar.parcel(1)).error, UnknownStation)
    own = victim.line.feeds[victim.line.own or FeedId(b"")]
    victim.line = victim.line.with_feed(replace(own, station=bytes(32)))
    statement = liar.keys.state(own.feed, own.size + 1, Digest(bytes(32)))
    body = Entries(own.feed, own.size, (b"x",), encode_statement(statement), ())
    assert isinstance(victim.receive_from(liar.station, body).error, UnknownStation)


def test_a_contested_statement_of_a_feed_that_is_not_known() -> None:
    victim, liar = Station(1, 2), Liar()
    assert keep_contested(victim.line, liar.parcel()) is victim.line


def test_a_receipt_for_what_is_still_to_be_taken_back(pair: tuple[Station, Station]) -> None:
    a, b = pair
    backup = a.store.copy()
    a.say(messages.MESSAGE, message(), to=THERE)
    meet(a, b)
    old = a.line.own
    assert old is not None
    receipt = b.line.feeds[old].receipt
    assert receipt is not None
    a.store = backup
    a.crash()
    error = a.receive_from(b.charter.station, statements(receipt)).error
    assert isinstance(error, Gap)
    # Nobody is asked twice, and nobody who has nothing to show.
    a.take(Compared(b.charter.station, {old: 99}))
    assert a.line.unheard == {1}
    meet(a, b)
    meet(a, b)
    assert a.line.unheard == frozenset()
    a.take(Compared(b.charter.station, {}))
    assert a.line.feeds[old].size == b.line.feeds[old].size


def test_a_store_and_an_anchor_put_back_together(pair: tuple[Station, Station]) -> None:
    """Nothing here can tell, until the other side shows what it holds."""
    a, b = pair
    a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    store, anchor = a.store.copy(), a.anchor.copy()
    a.say(messages.MESSAGE, message(), to=THERE)
    meet(a, b)
    a.store, a.anchor = store, anchor
    a.crash()
    own = a.line.own
    assert own is not None
    assert a.line.feeds[own].incarnation == 0
    meet(a, b)
    newest = a.line.newest(0)
    assert newest is not None
    assert newest.incarnation == a.now_ms // 1_000
    assert a.line.feeds[own].size == b.line.feeds[own].size
    # What the ring has come to is not said before the other side was heard.
    assert switchboard.deadline(a.charter, a.line) is None
    meet(a, b)
    assert switchboard.deadline(a.charter, a.line) is not None
    assert a.refused == b.refused == []


def test_an_opening_may_ask_for_a_number(pair: tuple[Station, Station]) -> None:
    a, b = pair
    a.take(Open(upkeep.OpenReason.SITE, 5))
    meet(a, b)
    newest = b.line.newest(0)
    assert newest is not None
    assert newest.incarnation == 5
    assert b.refused == []


def test_what_is_asked_for_again(pair: tuple[Station, Station]) -> None:
    a, b = pair
    link = a.link(1)
    own = a.line.own
    assert own is not None
    assert not link.owed(a.charter, a.line)
    link.asked(a.line, own, 0)
    link.asked(a.line, FeedId(bytes(16)), 0)
    assert [one.start for one in a.owed(1) if isinstance(one, Entries)] == [0]
    assert b.line.own is not None


# --- the ledger ---------------------------------------------------------------------------


def test_a_ledger_reads_what_it_holds_and_what_it_was_given() -> None:
    station = Station(0, 2)
    own = station.line.feeds[station.line.own or FeedId(b"")]
    ledger = Ledger(station.store)
    leaves = [Digest(n.to_bytes(2, "big") * 16) for n in range(600)]
    entries = [encode([n]) for n in range(600)]
    after = ledger.append(own.feed, own.frontier, entries, leaves)
    first = own.size
    assert ledger.leaves(own.feed, 0, first + 2)[first:] == leaves[:2]
    assert ledger.leaves(own.feed, 0, first) == station.store.leaves(own.feed, 0, first)
    assert ledger.leaves(own.feed, first + 3, first + 5) == leaves[3:5]
    assert ledger.entry(own.feed, first + 599) == (entries[599], leaves[599])
    assert ledger.entry(own.feed, first + 600) is None
    assert ledger.nodes(own.feed).node(8, 1) == ledger.node(own.feed, 8, 1)
    station.store.commit(ledger.commit())
    assert Ledger(station.store).node(own.feed, 8, 0) == station.store.node(own.feed, 8, 0)
    assert after.size == first + 600
    assert not Commit()
    assert Commit(cells=[Cell(b"s", b"k", None)])
    assert split_place(place_key(1, 2, 3)) == (1, 2, 3)


def test_an_input_that_fails_after_it_wrote_leaves_nothing_behind() -> None:
    station = Station(0, 2)
    limits = replace(station.charter.terms.limits, entry=10)
    charter = replace(station.charter, terms=replace(station.charter.terms, limits=limits))
    ledger = Ledger(station.store)
    ledger.put(b"space", b"before", b"stays")
    given = Open(upkeep.OpenReason.RESTORE, 7, {FeedId(bytes(16)): 5})
    step = switchboard.step(charter, station.line, ledger, given, station.world())
    assert step.outcome.error is not None
    assert step.line is station.line
    assert ledger.commit().cells == [Cell(b"space", b"before", b"stays")]
    assert not ledger.commit().entries
