"""Two stations over two paths: what goes on which, and what happens when one is cut."""

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, closing
from functools import partial
from typing import Any

import pytest

from openline.core.acts.act import Addressee, Kind
from openline.core.acts.calls import RING, Ring
from openline.core.crypto.keys import StationId
from openline.core.switchboard import Say
from openline.ports.memory_path import MemoryNetwork
from openline.station.pulse import Lamp
from simulator.clockwork import Clockwork
from tests.station.nodes import Clock, Node


class Pair:
    """Two stations with a cable and a radio between them."""

    def __init__(self, cost: int) -> None:
        self.cable, self.radio, self.clock = MemoryNetwork(), MemoryNetwork(), Clock()
        self.one, self.two = (
            Node(party, self.cable, self.clock, second=self.radio, second_cost=cost)
            for party in range(2)
        )

    async def ready(self) -> None:
        """Until each has proof of the other on both paths, and nothing is owed."""
        for node in (self.one, self.two):
            await node.until(partial(self.proven, node))
        await self.one.delivered("first", firm=True)
        await self.two.delivered("first", firm=True)
        await self.beat()

    def proven(self, node: Node) -> bool:
        (pulse,) = node.room.pulses.values()
        links = pulse.links.values()
        return len(links) == 2 and all(one.sound(self.clock.ms) for one in links)

    async def beat(self) -> None:
        """Two heartbeats of both."""
        end = self.clock.ms + 5_000
        await self.one.until(lambda: self.clock.ms >= end)
        await self.two.until(lambda: self.proven(self.two))


@asynccontextmanager
async def pair(cost: int = 0) -> AsyncIterator[Pair]:
    made = Pair(cost)
    await made.one.start()
    await made.two.start()
    try:
        await made.ready()
        yield made
    finally:
        await made.one.stop()
        await made.two.stop()


def run(main: Coroutine[Any, Any, None]) -> None:
    """On a clock of its own: to wait there takes no time."""
    with closing(Clockwork()) as loop:
        loop.run_until_complete(main)


async def settle() -> None:
    """Let all that is on the way arrive; no clock moves."""
    for _ in range(200):
        await asyncio.sleep(0)


def test_of_two_equal_paths_one_may_fall_silent_at_any_moment_and_no_time_is_lost() -> None:
    async def main() -> None:
        async with pair() as line:
            for network in (line.cable, line.radio):
                network.loss = 1.0
                before_ms = line.clock.ms
                ref = await line.one.say("while one is cut")
                async with asyncio.timeout(60):
                    await line.one.loop.receipted(line.one.line, ref)
                assert line.clock.ms == before_ms
                network.loss = 0.0
                await line.beat()

    run(main())


def test_what_is_not_urgent_leaves_the_dearer_path_alone() -> None:
    async def main() -> None:
        async with pair(cost=1) as line:
            before = line.radio.carried
            ref = await line.one.say("routine")
            await line.one.loop.receipted(line.one.line, ref)
            await settle()
            assert line.radio.carried == before
            ring = Say(
                os.urandom(16),
                Kind.REAL,
                "watch",
                Addressee(1, "watch"),
                RING,
                Ring(0, "", "", 60, "watch"),
            )
            await line.one.loop.say(line.one.line, ring)
            await settle()
            assert line.radio.carried > before

    run(main())


def test_what_the_cheaper_path_swallowed_goes_over_the_dearer_one_soon() -> None:
    async def main() -> None:
        async with pair(cost=1) as line:
            line.cable.loss = 1.0
            before_ms = line.clock.ms
            ref = await line.one.say("swallowed")
            feed = line.one.room.state.feed(ref.party, ref.incarnation)
            assert feed is not None
            await line.one.until(
                lambda: any(
                    one.size > ref.index
                    for one in line.one.room.state.feeds[feed.feed].receipts.values()
                )
            )
            assert line.clock.ms - before_ms < 500
            # The next one does not wait again.
            before_ms = line.clock.ms
            ref = await line.one.say("at once")
            async with asyncio.timeout(60):
                await line.one.loop.receipted(line.one.line, ref)
            assert line.clock.ms == before_ms

    run(main())


def test_a_path_that_ends_leaves_the_line_up_and_what_was_owed_goes_over_the_other() -> None:
    async def main() -> None:
        async with pair(cost=1) as line:
            line.cable.loss = 1.0
            ref = await line.one.say("on the cable")
            line.cable.loss = 0.0
            line.cable.cut(StationId(line.one.id), StationId(line.two.id))
            async with asyncio.timeout(60):
                await line.one.loop.receipted(line.one.line, ref)
            assert line.one.lamp() is Lamp.UP
            (pulse,) = line.one.room.pulses.values()
            assert {path.name: path.up for path in pulse.paths.values()} == {
                "cable": False,
                "radio": True,
            }
            line.cable.mend(StationId(line.one.id), StationId(line.two.id))
            await line.beat()
            assert line.proven(line.one)

    run(main())


@pytest.mark.parametrize("cost", [0, 1])
def test_nobody_is_refused_anything_whichever_path_is_slower(cost: int) -> None:
    async def main() -> None:
        async with pair(cost) as line:
            refused: list[object] = []
            for node in (line.one, line.two):
                node.loop.watch(lambda news: refused.extend(news.refused))
            line.radio.delay_s = 0.05
            said = [
                asyncio.create_task(node.say(str(number)))
                for number in range(300)
                for node in (line.one, line.two)
            ]
            refs = await asyncio.gather(*said)
            for node, ref in zip((line.one, line.two) * 300, refs, strict=True):
                async with asyncio.timeout(60):
                    await node.loop.receipted(node.line, ref)
            await asyncio.sleep(0.2)
            assert refused == []

    run(main())


def test_a_path_that_waited_for_one_that_ended_keeps_no_station_awake() -> None:
    async def main() -> None:
        async with pair(cost=1) as line:
            line.cable.loss = 1.0
            ref = await line.one.say("swallowed")
            line.cable.loss = 0.0
            line.cable.cut(StationId(line.one.id), StationId(line.two.id))
            await line.one.loop.receipted(line.one.line, ref)
            line.clock.ms += 1_900  # a receipt on the radio is overdue, no heartbeat is
            before = line.clock.looks
            await asyncio.sleep(1)
            assert line.clock.looks - before < 40

    run(main())
