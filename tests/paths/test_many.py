"""Several paths of one station: what one of them cannot do takes nothing from the others."""

import asyncio
import socket

import pytest

from openline.paths.many import ManyPaths, OnePath
from openline.paths.websocket import WebSocketPaths
from openline.ports.errors import PortInUse
from openline.ports.path import Arrived, LinkDown, LinkUp, Peer
from tests.paths.stations import Listener, identity, station_id


def websocket(name: str, path: str, listen: str | None) -> WebSocketPaths:
    own = identity(name)
    return WebSocketPaths(
        station_id(name),
        listen,
        certificate=own.certificate,
        private_key=own.private_key,
        name=path,
    )


def peer(name: str, *ports: int) -> Peer:
    addresses = tuple(f"127.0.0.1:{port}" for port in ports)
    return Peer(station_id(name), addresses, (identity(name).pin,))


def test_each_path_dials_its_own_addresses_and_both_carry() -> None:
    async def test() -> None:
        far = [websocket("two", path, "127.0.0.1:0") for path in ("cable", "radio")]
        two, hears_two = ManyPaths([OnePath(one.name, one) for one in far]), Listener()
        await two.start([peer("one")], hears_two)
        cable, radio = (one.port for one in far)
        one = ManyPaths(
            [
                OnePath("wire", websocket("one", "wire", None), (f"127.0.0.1:{cable}",)),
                OnePath("air", websocket("one", "air", None), (f"127.0.0.1:{radio}",)),
            ]
        )
        hears_one = Listener()
        await one.start([peer("two", cable, radio)], hears_one)
        ups = [await hears_one.next(LinkUp), await hears_one.next(LinkUp)]
        assert {up.path for up in ups} == {"wire", "air"}
        theirs = {event.link: event.path for event in hears_two.events if _is_up(event)}
        for up in ups:
            assert one.send(up.link, up.path.encode())
            came = await hears_two.next(Arrived)
            assert theirs[came.link] == {"wire": "cable", "air": "radio"}[up.path]
            assert came.data == up.path.encode()
        await one.stop()
        await two.stop()
        assert not one.send(ups[0].link, b"too late")

    asyncio.run(test())


def _is_up(event: object) -> bool:
    return isinstance(event, LinkUp)


def test_a_path_whose_port_is_taken_waits_for_it_and_the_other_works_meanwhile() -> None:
    async def test() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            late = websocket("two", "radio", f"127.0.0.1:{port}")
            cable = websocket("two", "cable", "127.0.0.1:0")
            two = ManyPaths([OnePath("radio", late), OnePath("cable", cable)], again_s=0.05)
            hears = Listener()
            await two.start([peer("one")], hears)
            down = await hears.next(LinkDown)
            assert (down.path, down.cause) == ("radio", "unusable")
            one = websocket("one", "cable", None)
            await one.start([peer("two", cable.port)], Listener())
            assert (await hears.next(LinkUp)).path == "cable"
            await one.stop()
        one = websocket("one", "radio", None)
        await one.start([peer("two", port)], Listener())
        assert (await hears.next(LinkUp)).path == "radio"
        await one.stop()
        await two.stop()

    asyncio.run(test())


def test_if_no_path_can_be_used_that_is_said_and_nothing_is_started() -> None:
    async def test() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            listen = f"127.0.0.1:{taken.getsockname()[1]}"
            paths = [OnePath(name, websocket("two", name, listen)) for name in ("a", "b")]
            two, hears = ManyPaths(paths), Listener()
            with pytest.raises(PortInUse):
                await two.start([peer("one")], hears)
            assert hears.events == []
            await two.stop()

    asyncio.run(test())
