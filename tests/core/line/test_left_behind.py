"""Feeds that a party left behind: what comes of them too late contradicts nothing any more."""

from typing import Any

import pytest
from msgspec.structs import replace

from openline.core.acts import calls, messages, upkeep
from openline.core.acts.act import Addressee, NoBody
from openline.core.crypto.keys import FeedId, StationId
from openline.core.errors import NotAllowed
from openline.core.fold import settled
from openline.core.line import FEEDS_OF_A_PARTY, LEFT
from openline.core.parcels import Entries
from openline.core.resume import resume, root_of
from openline.core.switchboard import Bells, Compared, Open, unsigned
from openline.ports.memory import MemoryStore
from tests.core.line.liar import Liar
from tests.core.line.speaking import decline, message, ring
from tests.core.line.stations import Station, keys_of, meet
from tests.core.line.views import facts

THERE = Addressee(1, "watch")


@pytest.fixture
def pair() -> tuple[Station, Station]:
    a, b = Station(0, 2), Station(1, 2)
    b.take(Bells("watch", 1))
    meet(a, b)
    return a, b


def put_back(station: Station, store: MemoryStore) -> None:
    """Put a station's store back to an earlier copy; its anchor stays."""
    station.store = store.copy()
    station.crash()


def test_a_parcel_of_the_life_before_is_not_taken(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    before = a.store.copy()
    feed = a.line.own
    assert feed is not None
    a.say(calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN))
    late = a.owed(1)  # said, sent, and under way for a long time
    assert late
    put_back(a, before)
    meet(a, b)
    meet(a, b)
    assert not a.line.unheard
    a.say(calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN))
    held = b.line.feeds[feed].size
    for body in late:
        b.receive(a, body)
    assert b.line.feeds[feed].size == held
    meet(a, b)
    assert facts(a) == facts(b)
    assert not b.line.feeds[feed].frozen


def test_how_much_is_taken_outlives_a_restart(pair: tuple[Station, Station]) -> None:
    a, b = pair
    before = a.store.copy()
    a.say(messages.MESSAGE, message(), to=THERE)
    meet(a, b)
    put_back(a, before)
    meet(a, b)
    meet(a, b)
    for station in pair:
        assert station.line.left
        heads = {head.feed: root_of(head.peaks, head.size) for head in station.store.heads()}
        assert resume(station.charter, station.store, heads).left == station.line.left
        assert len(station.store.cells(LEFT + station.charter.line)) == len(station.line.left)


def taken_back_in_part(pair: tuple[Station, Station]) -> FeedId:
    """Both disks burn: B's while it gives A back what A had lost, one of two parcels."""
    a, b = pair
    for _ in range(3):
        a.say(messages.MESSAGE, message(), to=THERE)
    meet(a, b)
    old = a.line.own
    assert old is not None
    put_back(a, MemoryStore())
    b.links.clear()
    b.heard(0, a.have(0))
    pieces = (one for one in b.owed(0, most=2) if isinstance(one, Entries) and one.feed == old)
    a.receive(b, next(pieces))
    put_back(b, MemoryStore())
    a.links.clear()
    return old


def test_what_came_back_in_part_is_signed_and_given_on(pair: tuple[Station, Station]) -> None:
    a, b = pair
    old = taken_back_in_part(pair)
    assert a.line.feeds[old].provisional is None
    for _ in range(3):
        meet(a, b)
    assert not a.line.unheard
    for one in pair:
        held = one.line.feeds[old]
        assert held.size == 2
        assert held.provisional is not None
        assert (held.provisional.size, held.provisional.root) == (2, held.frontier.root())
        assert not held.frozen
    a.firm()
    assert a.line.feeds[old].firm is not None
    assert a.refused == b.refused == []


def test_what_an_earlier_station_of_ours_signed_is_not_ours_to_sign(
    pair: tuple[Station, Station],
) -> None:
    a, _ = pair
    old = taken_back_in_part(pair)
    feed = a.line.feeds[old]
    line = replace(a.line, left={old: feed.size})
    for station, owes in ((feed.station, 1), (StationId(bytes(32)), 0)):
        held = line.with_feed(replace(feed, station=station))
        owed = unsigned(held, a.charter, a.now_ms, firm=False)
        assert len([one for one in owed if one.statement.feed == old]) == owes


class SmallPages(MemoryStore):
    """Lists two cells at a time."""

    def cells(self, space: bytes, **which: Any) -> list[tuple[bytes, bytes]]:
        return super().cells(space, **which)[:2]


def test_feeds_of_more_than_one_page_are_found_again(pair: tuple[Station, Station]) -> None:
    a, b = pair
    for _ in range(3):
        before = a.store.copy()
        a.say(messages.MESSAGE, message(), to=THERE)
        meet(a, b)
        put_back(a, before)
        meet(a, b)
        meet(a, b)
    b.store.__class__ = SmallPages
    feeds, left = b.line.feeds, b.line.left
    b.crash()
    assert len(feeds) > 4
    assert len(left) > 2
    assert (b.line.feeds.keys(), b.line.left) == (feeds.keys(), left)


def test_nothing_is_adopted_before_the_new_feed_is_held(pair: tuple[Station, Station]) -> None:
    a, b = pair
    before = a.store.copy()
    a.say(messages.MESSAGE, message(), to=THERE)
    put_back(a, before)
    held = {feed.feed: feed.size for feed in b.line.feeds.values()}
    a.take(Compared(keys_of(1).id, held))
    assert a.line.unheard
    assert a.line.own is not None
    a.take(Compared(keys_of(1).id, {**held, a.line.own: 1}))
    assert not a.line.unheard


def test_one_who_names_many_feeds_fills_little() -> None:
    victim, liar = Station(0, 2), Liar(1, 2, incarnation=5_000)
    for number in range(1_000):
        body = upkeep.FeedAdopt(number, number, bytes(32))
        liar.say(upkeep.FEED_ADOPT, body, sender="", to=None)
    for number in (5_000, 1 << 40):
        body = upkeep.FeedAdopt(number, 1, bytes(32))
        liar.say(upkeep.FEED_ADOPT, body, sender="", to=None)
    liar.write(bytes((0x80 + 10, upkeep.FEED_ADOPT)) + b"neither an act nor its form")
    liar.deliver(victim)
    assert victim.line.feeds[liar.feed].size == len(liar.entries)
    assert len(victim.line.left) == FEEDS_OF_A_PARTY * 2


def test_what_no_statement_covers_is_not_said_to_be_held(pair: tuple[Station, Station]) -> None:
    """Its author lost its disk in the middle: nobody could give it back, or wait for it."""
    a, b = pair
    backup = a.store.copy()
    for _ in range(5):
        a.say(messages.MESSAGE, message(), to=THERE)
    parcel = a.owed(1, most=3)[0]
    b.receive(a, parcel)
    lost = b.line.feed(0, 0)
    assert lost is not None
    assert lost.provisional is not None
    assert (lost.size, lost.provisional.size) == (4, 1)
    a.store = backup
    a.crash()
    for _ in range(3):
        meet(a, b)
    assert not a.line.unheard
    said = a.say(messages.MESSAGE, message(), to=THERE)
    meet(a, b)
    assert b.newest(0).folded == said.index + 1
    assert b.line.left[lost.feed] == 1


def test_what_came_back_and_waits_for_ever_is_spoken_of_no_more(
    pair: tuple[Station, Station],
) -> None:
    """Both lost their disks, one after the other: an act waits for what only they had held."""
    a, b = pair
    backup = a.store.copy()
    a.say(messages.MESSAGE, message(), to=THERE)
    meet(a, b)
    said = b.say(messages.MESSAGE, message(), to=Addressee(0, "watch"))
    answer = b.owed(0)
    put_back(a, backup)
    for body in answer:
        a.receive(b, body)
    b.store = MemoryStore()
    b.crash()
    for _ in range(3):
        meet(a, b)
    for one in pair:
        back = one.line.feed(1, 0)
        assert back is not None
        assert back.folded <= said.index < back.size
        assert not one.line.unheard
        assert one.newest(one.me).adopts
    rung = a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    with pytest.raises(NotAllowed) as refused:
        b.say(calls.DECLINE, decline(rung))
    assert refused.value.facts["rule"] == "recovering"
    # Only about what its lost feed may have said: to a new ring it is not bound.
    b.say(calls.RING, ring(), to=Addressee(0, "watch"))


def test_who_takes_back_a_newer_feed_uses_no_number_that_was_lost_after_it(
    pair: tuple[Station, Station],
) -> None:
    """The anchor knows the number, but nobody can ask it for one so far beyond."""
    a, b = pair
    oldest = a.store.copy()
    a.say(messages.MESSAGE, message(), to=THERE)
    a.take(Open(upkeep.OpenReason.RESTORE, a.now_ms // 1_000))
    meet(a, b)
    numbered, newer = a.newest(0), a.store.copy()
    a.say(messages.MESSAGE, message(), to=THERE)
    put_back(a, newer)
    lost = a.newest(0)
    assert lost.incarnation == numbered.incarnation + 1
    a.now_ms += 60_000
    put_back(a, oldest)
    assert a.newest(0).incarnation == 1
    for _ in range(3):
        meet(a, b)
    assert a.newest(0).incarnation > lost.incarnation
    assert b.newest(0).feed == a.line.own


def test_what_turns_up_after_all_said_that_they_hold_none_is_taken_once_by_all() -> None:
    a, b, before = Station(0, 2), Station(1, 2), Liar(0, 2)
    before.say(messages.MESSAGE, message())
    put_back(a, MemoryStore())  # nobody else ever held what was in it
    assert a.newest(0).incarnation == 1
    meet(a, b)
    meet(a, b)
    assert not a.line.unheard
    assert a.newest(0).adopts
    b.receive(a, before.parcel(0, 2))
    assert before.feed not in b.line.feeds
    a.receive(b, before.parcel(0, 1))
    assert before.feed not in a.line.feeds  # not all that its author signed
    a.receive(b, before.parcel(0, 2))
    for _ in range(3):
        a.receive(b, before.parcel(0, 2))
        meet(a, b)
    assert a.newest(0).adopts == {1: 0, 0: 2}
    assert b.line.feeds[before.feed].size == 2
    before.say(messages.MESSAGE, message())
    a.receive(b, before.parcel(0, 3))
    assert a.line.feeds[before.feed].size == 2
    assert facts(a) == facts(b)


def test_nothing_is_settled_before_a_party_knows_again_what_it_said(
    pair: tuple[Station, Station],
) -> None:
    a, b = pair
    before = a.store.copy()
    ref = a.say(calls.RING, ring(), to=THERE)
    a.say(calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN))
    meet(a, b)
    put_back(a, before)
    (call,) = b.line.calls.values()
    for _ in range(3):
        meet(a, b)
        a.elapse(2_000)
        b.elapse(2_000)
    anew = b.newest(0)
    assert (anew.incarnation, anew.adopts) == (1, {0: 3})
    assert settled(b.line, call)
    more = replace(anew, adopts={0: 4})
    for early in (replace(anew, adopts={}), more):
        assert not settled(b.line.with_feed(early), call)


def test_who_adopted_nothing_takes_that_feed_back_after_another_loss() -> None:
    a, b = Station(0, 2), Station(1, 2)
    put_back(a, MemoryStore())
    meet(a, b)
    meet(a, b)
    anew = a.newest(0)
    assert anew.adopts == {1: 0}
    backup = a.store.copy()
    a.say(messages.MESSAGE, message(), to=THERE)
    meet(a, b)
    put_back(a, backup)
    for _ in range(3):
        meet(a, b)
    assert not a.line.unheard
    assert a.line.feeds[anew.feed].size == b.line.feeds[anew.feed].size > anew.size
    assert facts(a) == facts(b)


def test_one_who_names_many_feeds_makes_nobody_adopt_for_ever() -> None:
    a, liar, before = Station(0, 2), Liar(1, 2, incarnation=5_000), Liar(0, 2)
    put_back(a, MemoryStore())
    for number in range(300):
        body = upkeep.FeedAdopt(number, number, bytes(32))
        liar.say(upkeep.FEED_ADOPT, body, sender="", to=None)
    liar.deliver(a)
    assert a.line.own is not None
    a.take(Compared(keys_of(1).id, {a.line.own: 1}))
    a.receive_from(liar.station, before.parcel())
    assert a.newest(0).adopts == {1: 0, 0: 1}
    said = a.newest(0).size
    for _ in range(3):
        liar.say(upkeep.SEEN, NoBody(), sender="", to=None)
        liar.deliver(a)
        a.receive_from(liar.station, before.parcel())
    assert a.newest(0).size == said


def test_a_first_feed_has_nothing_to_catch_up_with() -> None:
    a, liar = Station(0, 2), Liar(1, 2)
    liar.say(upkeep.FEED_ADOPT, upkeep.FeedAdopt(3, 5, bytes(32)), sender="", to=None)
    liar.deliver(a)
    assert a.newest(1).caught_up
