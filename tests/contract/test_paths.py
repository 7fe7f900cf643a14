"""Every kind of path keeps these promises: WebSocket, several, relay, serial, and the fake."""

import asyncio
import os
from collections.abc import Awaitable, Callable

import pytest
import uvloop
from msgspec.structs import replace

from bench.serials import SerialCable
from openline.cli.demo import free_ports
from openline.paths.many import ManyPaths, OnePath
from openline.paths.serial import SerialPaths
from openline.paths.websocket import WebSocketPaths
from openline.ports.memory_path import MemoryNetwork, MemoryPaths
from openline.ports.path import Arrived, LinkDown, LinkId, LinkUp, Paths, Peer
from tests.paths.relays import MAILBOXES, Relay
from tests.paths.stations import Listener, identity, station_id

SERIAL_BITS_S = 8_000_000
"""Fast, so that these tests are; what a narrow line is like is tested elsewhere."""


class World:
    """Stations that may link with each other, by name."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._network = MemoryNetwork()
        self._ports: dict[str, int] = {}
        self._started: list[Paths] = []
        self._relay: Relay | None = None
        self._cables: list[SerialCable] = []

    def peer(self, name: str, *, dial: bool = True) -> Peer:
        port = self._ports.setdefault(name, free_ports(1)[0])
        return Peer(
            station_id(name), (f"127.0.0.1:{port}",), (identity(name).pin,), dial, MAILBOXES
        )

    def paths(self, name: str) -> Paths:
        if self._kind == "memory":
            return MemoryPaths(self._network, station_id(name))
        if self._relay is not None:
            return self._relay.paths(name)
        if self._kind == "serial":
            return SerialPaths(
                station_id(name), self._device(name), SERIAL_BITS_S, name="radio"
            )
        if self._kind == "many":
            # On the second path none of the counterparts has an address.
            parts = OnePath("cable", self._websocket(name, self.peer(name).addresses[0]))
            idle = OnePath("radio", self._websocket(name, None), ("192.0.2.1:7411",))
            return ManyPaths([parts, idle])
        return self._websocket(name, self.peer(name).addresses[0])

    def _device(self, name: str) -> str:
        """One and two have a cable between them; a stranger has one that ends nowhere."""
        if not self._cables:
            self._cables = [SerialCable(SERIAL_BITS_S) for _ in range(2)]
        ends = {"one": self._cables[0].devices[0], "two": self._cables[0].devices[1]}
        return ends.get(name, self._cables[1].devices[0])

    def _websocket(self, name: str, listen: str | None) -> WebSocketPaths:
        own = identity(name)
        return WebSocketPaths(
            station_id(name),
            listen,
            certificate=own.certificate,
            private_key=own.private_key,
        )

    async def start(self, name: str, peers: list[Peer]) -> tuple[Paths, Listener]:
        if self._kind == "relay" and self._relay is None:
            self._relay = Relay()
            await self._relay.start()
        paths, listener = self.paths(name), Listener()
        await paths.start(peers, listener)
        self._started.append(paths)
        return paths, listener

    async def stop(self) -> None:
        for paths in self._started:
            await paths.stop()
        if self._relay is not None:
            await self._relay.stop()
        for cable in self._cables:
            cable.close()


Play = Callable[[Callable[[World], Awaitable[None]]], None]


@pytest.fixture(params=["websocket", "websocket-uvloop", "many", "relay", "serial", "memory"])
def play(request: pytest.FixtureRequest) -> Play:
    """What runs a test in a world of its own."""

    def run(test: Callable[[World], Awaitable[None]]) -> None:
        async def whole() -> None:
            world = World(request.param)
            try:
                await test(world)
            finally:
                await world.stop()

        if request.param.endswith("uvloop"):
            uvloop.run(whole())
        else:
            asyncio.run(whole())

    return run


async def linked(
    world: World, *, dial_back: bool = True
) -> tuple[Paths, Listener, Paths, Listener, LinkId, LinkId]:
    two, hears_two = await world.start("two", [world.peer("one", dial=dial_back)])
    one, hears_one = await world.start("one", [world.peer("two")])
    up = await hears_one.next(LinkUp)
    while True:
        # Of two crossed links one goes; the test goes on once a message has passed.
        one.send(up.link, b"hello")
        hello = asyncio.create_task(hears_two.next(Arrived))
        gone = asyncio.create_task(hears_one.next(LinkDown))
        await asyncio.wait({hello, gone}, return_when=asyncio.FIRST_COMPLETED)
        if hello.done():
            gone.cancel()
            break
        hello.cancel()
        up = await hears_one.next(LinkUp)
    return one, hears_one, two, hears_two, up.link, (await hello).link


def test_two_that_dial_each_other_keep_one_link(play: Play) -> None:
    async def test(world: World) -> None:
        one, hears_one = await world.start("one", [world.peer("two")])
        two, hears_two = await world.start("two", [world.peer("one")])
        assert (await hears_one.next(LinkUp)).station == station_id("two")
        assert (await hears_two.next(LinkUp)).station == station_id("one")
        # Whatever crossed is settled when messages have gone both ways on the newest link.
        await hears_one.until(lambda: len(hears_one.standing()) == 1)
        await hears_two.until(lambda: len(hears_two.standing()) == 1)
        await hears_one.until(lambda: len(hears_one.standing()) == 1)
        assert one.send(LinkId(max(hears_one.standing())), b"there")
        assert (await hears_two.next(Arrived)).data == b"there"
        assert two.send(LinkId(max(hears_two.standing())), b"back")
        assert (await hears_one.next(Arrived)).data == b"back"

    play(test)


def test_bytes_arrive_whole_and_in_order(play: Play) -> None:
    async def test(world: World) -> None:
        one, hears_one, two, hears_two, ours, theirs = await linked(world, dial_back=False)
        sent = [os.urandom(size) for size in (0, 1, 125, 126, 4_096, 16_385, 65_535)]
        for data in sent:
            assert one.send(ours, data)
        for data in sent:
            assert (await hears_two.next(Arrived)).data == data
        whole = os.urandom(128 * 1024)
        assert two.send(theirs, whole)
        event = await hears_one.next(Arrived)
        assert (event.data, event.station, event.link) == (whole, station_id("two"), ours)

    play(test)


def test_a_full_buffer_takes_no_more_and_later_does(play: Play) -> None:
    async def test(world: World) -> None:
        one, _, _, hears_two, ours, _ = await linked(world, dial_back=False)
        taken = 0
        while one.send(ours, bytes(60_000)) and taken < 10_000:
            taken += 1
        assert 2 <= taken < 10_000
        for _ in range(taken):
            await hears_two.next(Arrived)
        assert one.send(ours, b"room again")
        assert (await hears_two.next(Arrived)).data == b"room again"

    play(test)


def test_a_link_that_is_held_keeps_back_what_comes_until_it_is_released(play: Play) -> None:
    async def test(world: World) -> None:
        one, hears_one, two, hears_two, ours, theirs = await linked(world, dial_back=False)
        two.hold(theirs)
        two.hold(theirs)
        for number in range(100):
            assert one.send(ours, b"%d" % number)
        # What goes the other way is not held.
        assert two.send(theirs, b"back")
        assert (await hears_one.next(Arrived)).data == b"back"
        assert not [event for event in hears_two.events[-100:] if _says(event, b"99")]
        two.release(theirs)
        two.release(theirs)
        for number in range(100):
            assert (await hears_two.next(Arrived)).data == b"%d" % number
        two.hold(LinkId(10**9))
        two.release(LinkId(10**9))

    play(test)


def _says(event: object, data: bytes) -> bool:
    return isinstance(event, Arrived) and event.data == data


def test_a_link_that_is_not_there_takes_nothing(play: Play) -> None:
    async def test(world: World) -> None:
        one, _ = await world.start("one", [])
        assert one.send(LinkId(10**9), b"x") is False
        one.hurry(station_id("nobody"))

    play(test)


def test_a_station_that_stops_is_told_and_comes_back(play: Play) -> None:
    async def test(world: World) -> None:
        one, hears_one, two, _, ours, _ = await linked(world, dial_back=False)
        await two.stop()
        down = await hears_one.next(LinkDown)
        assert (down.link, down.station) == (ours, station_id("two"))
        assert down.cause in ("closed", "reset")
        assert one.send(ours, b"x") is False
        _, hears_again = await world.start("two", [world.peer("one", dial=False)])
        one.hurry(station_id("two"))
        assert (await hears_one.next(LinkUp)).link != ours
        await hears_again.next(LinkUp)

    play(test)


def test_after_stopping_nothing_is_told_and_the_port_is_free(play: Play) -> None:
    async def test(world: World) -> None:
        one, hears_one, _, hears_two, _, _ = await linked(world)
        heard = len(hears_one.events)
        await one.stop()
        await one.stop()
        await hears_two.next(LinkDown)
        assert len(hears_one.events) == heard
        _, again = await world.start("one", [world.peer("two")])
        await again.next(LinkUp)

    play(test)


def test_a_counterpart_taken_off_the_list_is_closed_and_not_let_in_again(play: Play) -> None:
    async def test(world: World) -> None:
        one, hears_one, two, hears_two, ours, _ = await linked(world, dial_back=False)
        two.set_peers([])
        assert (await hears_two.next(LinkDown)).cause == "removed"
        assert (await hears_one.next(LinkDown)).link == ours
        one.hurry(station_id("two"))
        two.set_peers([world.peer("one", dial=False)])
        one.hurry(station_id("two"))
        await hears_one.next(LinkUp)
        await hears_two.next(LinkUp)

    play(test)


def test_a_counterpart_that_stays_on_the_list_keeps_its_link(play: Play) -> None:
    async def test(world: World) -> None:
        one, hears_one, _, hears_two, ours, _ = await linked(world, dial_back=False)
        one.set_peers([world.peer("two"), world.peer("three")])
        assert one.send(ours, b"still here")
        assert (await hears_two.next(Arrived)).data == b"still here"
        assert hears_one.standing() == {ours}

    play(test)


def test_a_link_outlives_a_change_of_address(play: Play) -> None:
    async def test(world: World) -> None:
        one, hears_one, two, hears_two, ours, theirs = await linked(world, dial_back=False)
        moved = [
            replace(world.peer(name, dial=True), addresses=("127.0.0.1:1",))
            for name in ("two", "one")
        ]
        one.set_peers(moved[:1])
        two.set_peers(moved[1:])
        assert one.send(ours, b"still here")
        assert (await hears_two.next(Arrived)).link == theirs
        assert hears_one.standing() == {ours}

    play(test)


def test_a_station_that_is_not_a_counterpart_gets_no_link(play: Play) -> None:
    async def test(world: World) -> None:
        _, hears_stranger = await world.start("stranger", [world.peer("two")])
        await world.start("two", [world.peer("one")])
        _, hears_one = await world.start("one", [world.peer("two")])
        await hears_one.next(LinkUp)
        assert not [event for event in hears_stranger.events if isinstance(event, LinkUp)]

    play(test)


def test_what_is_left_comes_on_no_link_or_is_not_taken(play: Play) -> None:
    async def test(world: World) -> None:
        one, _, two, _, _, _ = await linked(world, dial_back=False)
        assert one.leave(station_id("nobody"), b"x") is False
        await two.stop()
        if not one.leave(station_id("two"), b"for later"):
            return
        _, hears_again = await world.start("two", [world.peer("one")])
        event = await hears_again.next(Arrived)
        assert (event.data, event.station) == (b"for later", station_id("one"))

    play(test)
