"""Two stations and nothing but a relay between them: honest, absent, full, or hostile."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from openline.core.acts.act import Ref
from openline.ports.memory_path import MemoryNetwork
from openline.relay.server import RelayServer
from openline.station.pulse import Lamp, Pulse
from tests.paths.relays import Relay
from tests.station.nodes import Clock, Node

WAIT_S = 60
DAY_MS = 86_400_000


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(main)


def nodes(relay: Relay) -> tuple[Node, Node]:
    network, clock = MemoryNetwork(), Clock()
    one, two = (Node(n, network, clock, through=relay.through) for n in range(2))
    return one, two


async def until(node: Node, holds: Callable[[], bool], *, step_ms: int = 5) -> None:
    """Run until something holds; the clocks go on, as quickly as sockets can follow."""
    async with asyncio.timeout(WAIT_S):
        while not holds():
            node.clock.ms += step_ms
            await node.tick()
            await asyncio.sleep(0.001)


def pulse(node: Node) -> Pulse:
    (found,) = node.room.pulses.values()
    return found


def receipted(node: Node, ref: Ref) -> Callable[[], bool]:
    return lambda: node._receipted(ref, firm=False)


async def all_left(node: Node, relay: Relay) -> None:
    """Until a station has left at the relay whatever it had to leave."""
    rounds, held = 0, 0

    def settled() -> bool:
        nonlocal rounds, held
        rounds = rounds + 1 if held == relay.shelf.held > 0 else 0
        held = relay.shelf.held
        return rounds > 100

    await until(node, settled, step_ms=100)


Both = tuple[Relay, Node, Node]


@asynccontextmanager
async def at_work(kind: type[RelayServer] = RelayServer) -> AsyncIterator[Both]:
    """A relay, and two stations that have proof of each other through it."""
    relay = Relay(kind=kind)
    await relay.start()
    one, two = nodes(relay)
    for node in (one, two):
        await node.start()
    try:
        yield relay, one, two
    finally:
        for node in (one, two):
            await node.stop()
        await relay.stop()


async def talk(one: Node, two: Node) -> None:
    for node in (one, two):
        ref = await node.say("through the relay")
        await until(node, receipted(node, ref))


def test_what_is_said_arrives_and_nothing_stays_at_the_relay() -> None:
    async def main() -> None:
        async with at_work() as (relay, one, two):
            await talk(one, two)
            await until(one, lambda: one.lamp() is Lamp.UP)
            assert pulse(one).paths["relay"].up
            assert relay.shelf.held == 0

    run(main())


def test_what_is_left_for_a_station_that_is_not_there() -> None:
    async def main() -> None:
        relay = Relay()
        await relay.start()
        one, two = nodes(relay)
        await one.start()
        ref = await one.say("for when you are back")
        await all_left(one, relay)
        await one.stop()
        # The two are never there at the same time.
        await two.start()
        await until(two, lambda: len(two.room.state.feeds) == 2)
        await until(two, lambda: relay.shelf.held == 0)
        await all_left(two, relay)
        await two.stop()
        await one.start()
        await until(one, receipted(one, ref))
        await one.stop()
        await relay.stop()

    run(main())


def test_a_relay_that_goes_away_and_comes_back() -> None:
    async def main() -> None:
        async with at_work() as (relay, one, two):
            await talk(one, two)
            await relay.stop()
            await until(one, lambda: one.lamp() is Lamp.DOWN)
            ref = await one.say("while it is away")
            await relay.start()
            await until(one, receipted(one, ref))

    run(main())


class Hostile(RelayServer):
    """Drops, repeats, keeps back, swaps and alters what it carries, by a seed."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._random = Random(7)
        self._old: list[Any] = []
        self.tricks: set[str] = set()

    def _send(self, reader: Any, way: Any) -> None:
        self._old = [*self._old[-63:], way]
        trick = self._random.choice(["drop", "repeat", "old", "alter", "swap", "", "", "", ""])
        self.tricks.add(trick)
        if trick == "drop":
            return
        if trick in ("repeat", "old"):
            older = way if trick == "repeat" else self._random.choice(self._old)
            super()._send(reader, older)
        if trick == "alter":
            data = bytearray(way.data)
            data[self._random.randrange(len(data))] ^= 1
            way = replace(way, data=bytes(data))
        if trick == "swap" and reader.reads:
            way = replace(way, box=self._random.choice(sorted(reader.reads)))
        super()._send(reader, way)


def test_a_relay_that_tries_everything_loses_nothing_and_accuses_nobody() -> None:
    async def main() -> None:
        async with at_work(Hostile) as (relay, one, two):
            refs = []
            for number in range(12):
                node = (one, two)[number % 2]
                refs.append((node, await node.say(f"number {number}")))
                await until(node, receipted(*refs[-1]), step_ms=20)
            assert {"drop", "repeat", "old", "alter", "swap"} <= relay.server.tricks
            for node in (one, two):
                assert not any(f.inert or f.frozen for f in node.room.state.feeds.values())
            roots = [
                {feed.feed: feed.frontier.root() for feed in node.room.state.feeds.values()}
                for node in (one, two)
            ]
            assert roots[0] == roots[1]

    run(main())


class Parrot(RelayServer):
    """Says that everybody is always there, and gives yesterday's pieces again and again."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._said: list[Any] = []

    def _send(self, reader: Any, way: Any) -> None:
        self._said.append(way)
        super()._send(reader, way)

    def link_ended(self, link: Any, cause: str) -> None:
        """Nobody ever leaves, as far as others are told."""
        self._clients.pop(link, None)

    def again(self) -> None:
        for client in tuple(self._clients.values()):
            for way in self._said:
                if way.box in client.reads:
                    super()._send(client, way)


def test_replayed_pieces_light_no_lamp() -> None:
    async def main() -> None:
        async with at_work(Parrot) as (relay, one, two):
            await talk(one, two)
            await two.stop()
            for _ in range(10):
                relay.server.again()
                for _ in range(20):
                    one.clock.ms += 500
                    await one.tick()
                    await asyncio.sleep(0.001)
            assert pulse(one).paths["relay"].up
            assert one.lamp() is Lamp.QUIET

    run(main())


@pytest.mark.parametrize("kind", ["expired", "not-accepted", "revoked"])
def test_a_credential_that_is_not_good_is_told_plainly(kind: str) -> None:
    async def main() -> None:
        relay = Relay()
        credential = relay.credential(days=-1 if kind == "expired" else 30)
        if kind == "not-accepted":
            credential = bytes(len(credential))
        if kind == "revoked":
            relay.revoked = frozenset({b"one".ljust(8, b".")})
        await relay.start()
        network, clock = MemoryNetwork(), Clock()
        node = Node(0, network, clock, through=lambda me: relay.through(me, credential))
        await node.start()
        await until(node, lambda: bool(pulse(node).paths))
        state = pulse(node).paths["relay"]
        assert (state.up, state.cause) == (False, kind if kind == "expired" else "not-accepted")
        await node.stop()
        await relay.stop()

    run(main())


def test_a_full_relay_is_told_and_takes_no_more_than_its_bound() -> None:
    async def main() -> None:
        relay = Relay(total=40_000)
        await relay.start()
        one, two = nodes(relay)
        await one.start()
        for number in range(40):
            await one.say(f"{number} " + "x" * 3_000)
        await until(one, lambda: "relay" in pulse(one).paths, step_ms=100)
        assert pulse(one).paths["relay"].cause == "full"
        assert relay.shelf.held <= 40_000
        # Nothing is lost: once the other side is there, all of it comes.
        await two.start()
        mine = one.room.state.own
        assert mine is not None
        await until(two, lambda: mine in two.room.state.feeds)
        size = one.room.state.feeds[mine].size
        await until(two, lambda: two.room.state.feeds[mine].size == size)
        await one.stop()
        await two.stop()
        await relay.stop()

    run(main())
