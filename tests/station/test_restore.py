"""A station whose store or anchor was restored or lost: it opens a new feed, accuses nobody and
is accused by nobody, and takes back what the other side still holds under its signature.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

import pytest

from openline.core.acts import calls, messages, upkeep
from openline.core.acts.act import Addressee, Kind, Ref, parse_act
from openline.core.crypto.keys import Digest, StationId
from openline.core.errors import NotAllowed
from openline.core.line import FeedState
from openline.core.resume import resume
from openline.core.switchboard import Say
from openline.ports.anchor import Mark
from openline.ports.memory import MemoryAnchor, MemoryStore
from openline.ports.memory_path import MemoryNetwork
from openline.station.alarms import alarms_of
from openline.station.loop import CALM
from openline.station.restart import opened, opening
from tests.core.line.speaking import decline, message, ring
from tests.core.line.stations import Station
from tests.station.nodes import Clock, Node, two_nodes


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(main)


def own(node: Node) -> FeedState:
    assert node.room.state.own is not None
    return node.room.state.feeds[node.room.state.own]


def texts(node: Node) -> list[str]:
    """The messages of node 0, as `node` holds them."""
    found = []
    for feed in node.room.state.feeds.values():
        entries = node.store.entries(feed.feed, 0, feed.size, max_bytes=1 << 30)
        acts = [parse_act(entry) for entry in entries] if feed.party == 0 else []
        found += [act.body.text for act in acts if act.type == messages.MESSAGE]
    return sorted(found)


async def restored(a: Node, change: Callable[[], None]) -> None:
    """Stop a station, change what it keeps, start it."""
    await a.stop()
    change()
    a.clock.ms += 60_000
    await a.start()


def assert_nobody_is_accused(*nodes: Node) -> None:
    for node in nodes:
        for feed in node.room.state.feeds.values():
            assert feed.inert == 0
            assert not feed.frozen


async def after_a_change(change: Callable[[Node, MemoryStore, MemoryAnchor], None]) -> None:
    async with two_nodes() as (a, b):
        await a.delivered("one")
        store, anchor = a.store.copy(), a.anchor.copy()
        await a.delivered("two")
        await b.delivered("back")
        await a.delivered("three", firm=True)
        lost = own(a).feed
        await restored(a, lambda: change(a, store, anchor))
        await a.until(lambda: not a.room.state.unheard and own(a).adopts)
        opened = own(a).incarnation
        assert opened > 0
        await a.delivered("four", firm=True)
        assert texts(a) == texts(b) == ["four", "one", "three", "two"]
        await b.delivered("heard")
        assert_nobody_is_accused(a, b)
        assert b.room.state.feeds[lost].size == a.room.state.feeds[lost].size
        codes = {one.code for one in alarms_of(b.room.charter, b.room.state, {}, 0)}
        assert "new-incarnation" in codes
        # It is over: the next start goes on with the new feed.
        await restored(a, lambda: None)
        assert own(a).incarnation == opened
        await a.delivered("five")
        assert_nobody_is_accused(a, b)


def _put_store(a: Node, store: MemoryStore, anchor: MemoryAnchor) -> None:
    a.store = store


def _put_both(a: Node, store: MemoryStore, anchor: MemoryAnchor) -> None:
    a.store, a.anchor = store, anchor


def _lose_store(a: Node, store: MemoryStore, anchor: MemoryAnchor) -> None:
    a.store = MemoryStore()


def _lose_anchor(a: Node, store: MemoryStore, anchor: MemoryAnchor) -> None:
    a.anchor = MemoryAnchor()


@pytest.mark.parametrize("change", [_put_store, _put_both, _lose_store, _lose_anchor])
def test_what_was_lost_is_taken_back(
    change: Callable[[Node, MemoryStore, MemoryAnchor], None],
) -> None:
    run(after_a_change(change))


def test_until_the_other_side_is_heard_nothing_old_is_touched() -> None:
    async def say(node: Node, type_: int, body: Any, to: Addressee | None = None) -> Any:
        given = Say(bytes([type_]) * 16, Kind.REAL, "watch", to, type_, body)
        return await node.loop.say(node.line, given)

    async def main() -> None:
        async with two_nodes() as (a, b):
            rung = await say(b, calls.RING, ring(ring_for_s=3_600), Addressee(0, "watch"))
            letter = await say(b, messages.MESSAGE, message(), Addressee(0, "watch"))
            await a.until(lambda: len(a.room.state.calls) == 1)
            backup = a.store.copy()
            await say(a, calls.DECLINE, decline(rung))
            await a.delivered("after it")
            a.network.cut(StationId(a.id), StationId(b.id))

            def restore() -> None:
                a.store = backup

            await restored(a, restore)
            for type_, body in (
                (calls.DECLINE, decline(rung)),
                (messages.OPENED, messages.MessageNote(letter, "x")),
            ):
                with pytest.raises(NotAllowed) as refusal:
                    await say(a, type_, body)
                assert refusal.value.facts["rule"] == "recovering"
            # What is new may be said at any time.
            await say(a, calls.RING, ring(), Addressee(1, "watch"))
            a.network.mend(StationId(a.id), StationId(b.id))
            await a.until(lambda: own(a).adopts)
            with pytest.raises(NotAllowed):
                await say(a, calls.DECLINE, decline(rung))  # it was declined, and is again
            await b.delivered("still here")
            assert_nobody_is_accused(a, b)
            opened = parse_act(a.store.entries(own(a).feed, 0, 1, max_bytes=1)[0])
            assert opened.type == upkeep.FEED_OPEN
            assert opened.body.reason is upkeep.OpenReason.ROLLBACK

    run(main())


async def _restart(a: Node) -> None:
    await restored(a, lambda: None)


def test_a_restart_alone_opens_nothing() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await a.delivered("one", firm=True)
            steps: list[Awaitable[None]] = [_restart(a), _restart(b), _restart(a)]
            for step in steps:
                await step
            await a.delivered("two")
            assert own(a).incarnation == own(b).incarnation == 0

    run(main())


def test_a_lost_store_does_not_begin_anew_what_only_the_clock_numbered() -> None:
    """The anchor was lost and begun anew: it no longer knows of feed 0, the first of all."""

    async def main() -> None:
        async with two_nodes() as (a, b):
            await a.delivered("one", firm=True)
            await restored(a, lambda: _lose_anchor(a, a.store, a.anchor))
            await a.until(lambda: own(a).adopts)
            await a.delivered("two", firm=True)
            numbered = own(a).incarnation
            await restored(a, lambda: _lose_store(a, a.store, a.anchor))
            await a.until(lambda: not a.room.state.unheard and own(a).adopts)
            assert own(a).incarnation > numbered
            await a.delivered("three")
            assert texts(a) == texts(b) == ["one", "three", "two"]
            assert_nobody_is_accused(a, b)

    run(main())


def test_a_command_of_before_is_still_done_once_after_a_new_feed_was_opened() -> None:
    async def main() -> None:
        async with two_nodes() as (a, _):
            given = Say(
                bytes(16),
                Kind.REAL,
                "watch",
                Addressee(1, "watch"),
                messages.MESSAGE,
                message(),
            )
            said = await a.loop.say(a.line, given)
            await restored(a, lambda: _lose_anchor(a, a.store, a.anchor))
            assert await a.loop.say(a.line, given) == said

    run(main())


def test_the_times_of_receipts_never_fall_though_store_and_clock_go_back() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await b.delivered("one", firm=True)
            store = a.store.copy()
            b.clock.ms += 100_000
            await b.delivered("two")
            await b.delivered("three", firm=True)
            feed = own(b).feed
            before = own(b).receipts[0]
            a.clock.ms -= 3_600_000
            await restored(a, lambda: _put_store(a, store, a.anchor))
            await a.until(lambda: not a.room.state.unheard)
            await b.delivered("four")
            after = b.room.state.feeds[feed].receipts[0]
            assert after.size > before.size
            assert after.time >= before.time

    run(main())


def test_an_old_copy_brought_back_twice_without_its_anchor_never_uses_a_number_again() -> None:
    """The copy knows nothing of the feed that the first restore opened; the clock does."""
    station = Station(0, 2)
    charter = station.charter
    numbers = []
    for now_s in (1_790_000_000, 1_790_000_001):
        given = opening(charter, station.line, None, now_s)
        assert given is not None
        numbers.append(given.number)
    assert numbers[0] < numbers[1]


def test_a_lost_store_receipts_no_less_than_before_of_what_only_the_clock_numbered() -> None:
    """Both lost something: of a feed without a small number less is left than was receipted."""

    async def main() -> None:
        async with two_nodes() as (a, b):
            await a.delivered("one", firm=True)
            await restored(a, lambda: _lose_anchor(a, a.store, a.anchor))
            await a.until(lambda: own(a).adopts)
            await a.delivered("two", firm=True)
            feed, store = own(a).feed, a.store.copy()
            await a.delivered("three")
            await a.delivered("four", firm=True)
            before = own(a).receipts[1].size
            await b.stop()
            b.store = MemoryStore()
            await restored(a, lambda: _put_store(a, store, a.anchor))
            await b.start()
            await a.until(lambda: not a.room.state.unheard)
            await a.delivered("five", firm=True)
            left = b.room.state.feeds[feed]
            assert 0 < left.size < before
            assert left.receipt is None
            assert_nobody_is_accused(a, b)

    run(main())


def test_of_three_nobody_waits_for_a_signature_that_a_lost_anchor_kept_from_a_feed() -> None:
    """What bore one signature when the feed was left behind gets the other one all the same."""

    async def main() -> None:
        network, clock = MemoryNetwork(), Clock()
        a, b, c = nodes = [Node(number, network, clock, 3) for number in range(3)]
        for node in nodes:
            await node.start()
        await a.delivered("one", firm=True)
        await asyncio.gather(*(a.say(str(number)) for number in range(2 * CALM)))
        before = own(a)
        assert before.firm is not None
        assert before.firm.size < before.size
        await restored(a, lambda: _lose_anchor(a, a.store, a.anchor))
        await a.until(lambda: own(a).adopts)
        ref = await a.delivered("two", firm=True)
        for node in (b, c):
            await node.until(partial(_judged, node, ref))
        assert_nobody_is_accused(*nodes)
        for node in nodes:
            await node.stop()

    run(main())


def _judged(node: Node, ref: Ref) -> bool:
    feed = node.room.state.feed(ref.party, ref.incarnation)
    return feed is not None and feed.folded > ref.index


def test_an_anchor_begun_anew_gives_no_number_although_it_tells_what_is_lost() -> None:
    """It knows that we receipted more than the copy holds, and not what we opened before."""
    station = Station(0, 2)
    theirs = station.charter.feed(1, 0)
    marks = {theirs: Mark(theirs, 5, Digest(bytes(32)), 1)}
    given = opening(station.charter, station.line, marks, 1_790_000_000)
    assert given is not None
    assert (given.number, given.lost) == (1_790_000_000, {theirs: 5})


@pytest.mark.parametrize("newest", [1_790_000_000, 1_790_003_600])
def test_a_number_that_the_anchor_knows_is_not_used_again_though_the_clock_was_set_back(
    newest: int,
) -> None:
    charter = Station(0, 2).charter
    nothing = resume(charter, MemoryStore(), {})
    feed = charter.feed(0, newest)
    mark = opened(charter, newest)
    marks = {mark.feed: mark, feed: Mark(feed, 5, Digest(bytes(32)), 1)}
    for declared in (None, upkeep.OpenReason.RESTORE):
        given = opening(charter, nothing, marks, 1_790_000_000, declared=declared)
        assert given is not None
        assert (given.number, given.reason) == (newest + 1, upkeep.OpenReason.RESTORE)
        assert given.lost == {feed: 5}
    # The number alone tells that we spoke.
    given = opening(charter, nothing, {mark.feed: mark}, 1_790_000_000)
    assert given is not None
    assert given.reason == upkeep.OpenReason.RESTORE


def test_an_anchor_begun_anew_tells_an_older_store_that_it_is_one() -> None:
    """It has a mark of the store's feed, and of a newer one whose number leapt by the clock."""
    station = Station(0, 2)
    feed = station.newest(0)
    marks = {feed.feed: Mark(feed.feed, feed.size, Digest(bytes(32)), 1)}
    assert opening(station.charter, station.line, marks, 0) is None
    newest = opened(station.charter, feed.incarnation)
    assert opening(station.charter, station.line, marks | {newest.feed: newest}, 0) is None
    newest = opened(station.charter, 1_790_000_000)
    given = opening(station.charter, station.line, marks | {newest.feed: newest}, 0)
    assert given is not None
    assert (given.number, given.reason) == (1_790_000_001, upkeep.OpenReason.ROLLBACK)


def test_an_anchor_of_before_learns_the_newest_number_at_the_next_start() -> None:
    async def main() -> None:
        async with two_nodes() as (a, _):
            newest = opened(a.room.charter, own(a).incarnation)

            def change() -> None:
                marks = a.anchor.read()
                assert marks is not None
                a.anchor = MemoryAnchor()
                a.anchor.write(mark for mark in marks.values() if mark.feed != newest.feed)

            await restored(a, change)
            await a.until(lambda: newest.feed in (a.anchor.read() or {}))
            assert own(a).incarnation == newest.size == 0

    run(main())


def test_no_other_history_of_a_feed_is_receipted_than_the_one_before_the_store_was_lost() -> (
    None
):
    """Its author shows another one of the same size now: the anchor knows the first."""

    async def main() -> None:
        async with two_nodes() as (a, b):
            await b.delivered("one", firm=True)
            feed = own(b)
            mark = Mark(feed.feed, feed.size, Digest(bytes(32)), b.clock.ms // 1_000 + 1)

            def change() -> None:
                _lose_store(a, a.store, a.anchor)
                a.anchor.write([mark])

            await restored(a, change)
            await a.until(lambda: not a.room.state.unheard)
            assert a.room.state.feeds[feed.feed].size == feed.size
            assert a.room.state.feeds[feed.feed].receipt is None
            ref = await b.delivered("two", firm=True)
            receipt = a.room.state.feeds[feed.feed].receipt
            assert receipt is not None
            assert receipt.size > ref.index >= mark.size

    run(main())


def test_what_was_committed_when_the_power_failed_is_anchored_at_the_start() -> None:
    """Else a copy from before it, brought back, would go on with a history that was told."""

    async def main() -> None:
        async with two_nodes() as (a, b):
            await a.delivered("one", firm=True)
            store, anchor = a.store.copy(), a.anchor.copy()
            await a.delivered("two")
            await restored(a, lambda: _put_both(a, a.store, anchor))
            await a.loop.settle(a.line)
            assert own(a).incarnation == 0
            await restored(a, lambda: _put_store(a, store, a.anchor))
            assert own(a).incarnation > 0
            await a.until(lambda: not a.room.state.unheard and own(a).adopts)
            await a.delivered("three")
            assert texts(a) == texts(b) == ["one", "three", "two"]
            assert_nobody_is_accused(a, b)

    run(main())
