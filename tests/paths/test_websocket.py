"""The line's port and its links against strangers, bad counterparts and bad networks."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from openline.cli.demo import free_ports
from openline.paths.websocket import COMERS, HALF_OPEN, LINKS, WebSocketPaths, parse_address
from openline.ports.errors import BadAddress, BadTransportKey, PortInUse
from openline.ports.path import Arrived, LinkDown, LinkId, LinkUp, Peer
from tests.paths.stations import Identity, Listener, identity, station_id

HOSTS = ("127.0.0.2", "127.0.0.3")
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


def paths_of(name: str, listen: str | None = "127.0.0.1:0", **more: object) -> WebSocketPaths:
    own = identity(name)
    return WebSocketPaths(
        station_id(name),
        listen,
        certificate=own.certificate,
        private_key=own.private_key,
        **more,  # type: ignore[arg-type]
    )


def peer_of(name: str, *ports: int, key: str = "", dial: bool = True) -> Peer:
    addresses = tuple(f"127.0.0.1:{port}" for port in ports)
    return Peer(station_id(name), addresses, (identity(key or name).pin,), dial)


@asynccontextmanager
async def running(
    name: str, peers: list[Peer], listen: str | None = "127.0.0.1:0", **more: object
) -> AsyncIterator[tuple[WebSocketPaths, Listener]]:
    paths, listener = paths_of(name, listen, **more), Listener()
    await paths.start(peers, listener)
    try:
        yield paths, listener
    finally:
        await paths.stop()


def tls_of(own: Identity | None, folder: Path) -> ssl.SSLContext:
    """Another TLS implementation than that of the station: Python's own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if own is not None:
        pem = folder / "client.pem"
        pem.write_bytes(own.certificate + own.private_key)
        context.load_cert_chain(pem)
    return context


async def all_of(reader: asyncio.StreamReader) -> bytes:
    async with asyncio.timeout(60):
        try:
            return await reader.read()
        except OSError:
            return b""


UPGRADE = (
    b"GET / HTTP/1.1\r\nHost: openline\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Protocol: openline-1\r\n\r\n"
)


class RawClient:
    """A counterpart that writes frames as it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.protocol = ClientProtocol(
            parse_uri("wss://openline/"), subprotocols=[Subprotocol("openline-1")]
        )

    @classmethod
    async def connect(cls, port: int, tls: ssl.SSLContext) -> "RawClient":
        client = cls(*await asyncio.open_connection("127.0.0.1", port, ssl=tls))
        client.protocol.send_request(client.protocol.connect())
        client.flush()
        await client.events(1)
        return client

    def flush(self) -> None:
        for data in self.protocol.data_to_send():
            self.writer.write(data)

    async def events(self, count: int) -> list[object]:
        found: list[object] = []
        async with asyncio.timeout(60):
            while len(found) < count:
                self.protocol.receive_data(await self.reader.read(65_536))
                found += self.protocol.events_received()
        return found

    def frame(self, opcode: Opcode, data: bytes, *, fin: bool = True) -> None:
        self.protocol.send_frame(Frame(opcode, data, fin))
        self.flush()


# Strangers


@pytest.mark.parametrize("who", ["unknown", None])
def test_a_stranger_gets_no_answer_to_its_request(tmp_path: Path, who: str | None) -> None:
    async def test() -> None:
        async with running("two", [peer_of("one")]) as (paths, listener):
            tls = tls_of(identity(who) if who else None, tmp_path)
            # In TLS 1.3 a client may speak before it learns that it is refused.
            reader, writer = await asyncio.open_connection("127.0.0.1", paths.port, ssl=tls)
            writer.write(UPGRADE)
            assert await all_of(reader) == b""
            writer.close()
            assert listener.events == []

    asyncio.run(test())


def test_a_stranger_with_the_counterparts_certificate_but_not_its_key(tmp_path: Path) -> None:
    pem = tmp_path / "mixed.pem"
    pem.write_bytes(identity("one").certificate + identity("unknown").private_key)
    with pytest.raises(ssl.SSLError):
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_cert_chain(pem)
    with pytest.raises(BadTransportKey):
        WebSocketPaths(
            station_id("one"),
            None,
            certificate=identity("one").certificate,
            private_key=identity("unknown").private_key,
        )


def test_a_stranger_that_sends_the_counterparts_certificate_along(tmp_path: Path) -> None:
    async def test() -> None:
        async with running("two", [peer_of("one")]) as (paths, listener):
            unknown, known = identity("unknown"), identity("one")
            chain = unknown.certificate + known.certificate
            tls = tls_of(Identity(chain, unknown.private_key, unknown.pin), tmp_path)
            reader, writer = await asyncio.open_connection("127.0.0.1", paths.port, ssl=tls)
            writer.write(UPGRADE)
            assert await all_of(reader) == b""
            writer.close()
            assert listener.events == []

    asyncio.run(test())


@pytest.mark.parametrize(
    "data", [b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x00\x05hello", b"\0" * 99]
)
def test_whoever_does_not_speak_tls_gets_not_one_byte(data: bytes) -> None:
    async def test() -> None:
        async with running("two", [peer_of("one")]) as (paths, _):
            reader, writer = await asyncio.open_connection("127.0.0.1", paths.port)
            writer.write(data)
            assert await all_of(reader) == b""
            writer.close()

    asyncio.run(test())


def test_tls_1_2_is_refused(tmp_path: Path) -> None:
    async def test() -> None:
        async with running("two", [peer_of("one")]) as (paths, _):
            tls = tls_of(identity("one"), tmp_path)
            tls.maximum_version = ssl.TLSVersion.TLSv1_2
            with pytest.raises((ssl.SSLError, ConnectionError)):
                await asyncio.open_connection("127.0.0.1", paths.port, ssl=tls)

    asyncio.run(test())


def test_a_session_is_never_resumed(tmp_path: Path) -> None:
    """A resumed session would show no certificate."""

    def twice(port: int) -> list[bool]:
        tls, session, reused = tls_of(identity("one"), tmp_path), None, []
        for _ in range(2):
            with (
                socket.create_connection(("127.0.0.1", port), timeout=60) as tcp,
                tls.wrap_socket(tcp, session=session) as connection,
            ):
                connection.sendall(UPGRADE)
                assert connection.recv(12) == b"HTTP/1.1 101"
                session = connection.session
                reused.append(bool(connection.session_reused))
        return reused

    async def test() -> None:
        async with running("two", [peer_of("one")]) as (paths, _):
            assert await asyncio.to_thread(twice, paths.port) == [False, False]

    asyncio.run(test())


def test_the_oldest_stranger_gives_way_to_the_one_too_many() -> None:
    async def test() -> None:
        async with running("two", [peer_of("one")]) as (paths, hears_two):
            held: list[Streams] = [
                await asyncio.open_connection("127.0.0.1", paths.port)
                for _ in range(HALF_OPEN + 1)
            ]
            assert await all_of(held[0][0]) == b""
            # And the counterpart still gets in.
            async with running("one", [peer_of("two", paths.port)], None):
                assert (await hears_two.next(LinkUp)).station == station_id("one")
            for _, writer in held:
                writer.close()

    asyncio.run(test())


def test_a_host_that_connects_without_end_is_closed_at_the_door_and_others_are_not() -> None:
    async def test() -> None:
        async with running("two", [peer_of("one")]) as (two, hears_two):
            for _ in range(COMERS):
                _, writer = await asyncio.open_connection(
                    "127.0.0.1", two.port, local_addr=("127.0.0.2", 0)
                )
                writer.close()
            late, other = (paths_of("one", None, dial_from=host) for host in HOSTS)
            hears_late = Listener()
            await late.start([peer_of("two", two.port)], hears_late)
            assert (await hears_late.next(LinkDown)).cause in ("closed", "reset")
            await other.start([peer_of("two", two.port)], Listener())
            await hears_two.next(LinkUp)
            assert not hears_late.standing()
            await late.stop()
            await other.stop()

    asyncio.run(test())


def test_an_address_that_is_not_allowed_gets_not_one_byte(tmp_path: Path) -> None:
    async def test() -> None:
        async with running("two", [peer_of("one")], allowed=["192.0.2.0/24"]) as (paths, _):
            with pytest.raises((ssl.SSLError, ConnectionError)):
                await asyncio.open_connection(
                    "127.0.0.1", paths.port, ssl=tls_of(identity("one"), tmp_path)
                )
        async with running(
            "two", [peer_of("one")], allowed=["192.0.2.0/24", "127.0.0.0/8"]
        ) as (paths, listener):
            client = await RawClient.connect(paths.port, tls_of(identity("one"), tmp_path))
            await listener.next(LinkUp)
            client.writer.close()
            await listener.next(LinkDown)

    asyncio.run(test())


# Counterparts that do not keep to the rules


@pytest.mark.parametrize(
    "request_text",
    [
        UPGRADE.replace(b"openline-1", b"chat"),
        b"GET / HTTP/1.1\r\nHost: openline\r\n\r\n",
        UPGRADE.replace(b"AAAAAAAAAAAAAAAAAAAAAA==", b"short"),
        b"\xff" * 70_000,
        b"x: y\r\n" * 1_000,
    ],
)
def test_a_counterpart_that_asks_for_something_else_gets_no_answer(
    tmp_path: Path, request_text: bytes
) -> None:
    async def test() -> None:
        async with running("two", [peer_of("one")]) as (paths, listener):
            tls = tls_of(identity("one"), tmp_path)
            reader, writer = await asyncio.open_connection("127.0.0.1", paths.port, ssl=tls)
            writer.write(request_text)
            assert await all_of(reader) == b""
            writer.close()
            assert listener.events == []

    asyncio.run(test())


def _text(client: RawClient) -> None:
    client.frame(Opcode.TEXT, b"words")


def _fragment(client: RawClient) -> None:
    client.frame(Opcode.BINARY, b"half", fin=False)


def _too_long(client: RawClient) -> None:
    client.frame(Opcode.BINARY, bytes(128 * 1024 + 1))


def _unmasked(client: RawClient) -> None:
    client.writer.write(b"\x82\x01x")


def _reserved(client: RawClient) -> None:
    client.writer.write(b"\xf2\x80\0\0\0\0")


@pytest.mark.parametrize("misdeed", [_text, _fragment, _too_long, _unmasked, _reserved])
def test_a_message_of_the_wrong_form_ends_the_link(
    tmp_path: Path, misdeed: Callable[[RawClient], None]
) -> None:
    async def test() -> None:
        async with running("two", [peer_of("one")]) as (paths, listener):
            client = await RawClient.connect(paths.port, tls_of(identity("one"), tmp_path))
            client.frame(Opcode.BINARY, b"fine")
            assert (await listener.next(Arrived)).data == b"fine"
            misdeed(client)
            assert (await listener.next(LinkDown)).cause == "bad-protocol"
            await all_of(client.reader)
            client.writer.close()

    asyncio.run(test())


def test_a_ping_is_answered_and_a_close_too(tmp_path: Path) -> None:
    async def test() -> None:
        async with running("two", [peer_of("one")]) as (paths, listener):
            client = await RawClient.connect(paths.port, tls_of(identity("one"), tmp_path))
            client.frame(Opcode.PING, b"are you there")
            (pong,) = await client.events(1)
            assert isinstance(pong, Frame)
            assert (pong.opcode, bytes(pong.data)) == (Opcode.PONG, b"are you there")
            client.protocol.send_close(1000)
            client.flush()
            assert (await listener.next(LinkDown)).cause == "closed"
            client.writer.close()

    asyncio.run(test())


def test_pings_whose_answers_are_never_read_end_the_link(tmp_path: Path) -> None:
    async def test() -> None:
        async with running("two", [peer_of("one")]) as (paths, listener):
            client = await RawClient.connect(paths.port, tls_of(identity("one"), tmp_path))
            client.reader._transport.pause_reading()  # type: ignore[attr-defined]
            ended = asyncio.create_task(listener.next(LinkDown))
            while not ended.done():
                for _ in range(200):
                    client.frame(Opcode.PING, bytes(125))
                try:
                    await client.writer.drain()
                except ConnectionError:
                    break
                await asyncio.sleep(0)
            assert (await ended).cause in ("bad-protocol", "reset")
            client.writer.close()

    asyncio.run(test())


def test_whoever_connects_again_has_lost_the_link_before(tmp_path: Path) -> None:
    async def test() -> None:
        async with running("two", [peer_of("one")]) as (paths, listener):
            tls = tls_of(identity("one"), tmp_path)
            old = await RawClient.connect(paths.port, tls)
            first = await listener.next(LinkUp)
            new = await RawClient.connect(paths.port, tls)
            second = await listener.next(LinkUp)
            down = await listener.next(LinkDown)
            assert (down.link, down.cause) == (first.link, "replaced")
            new.frame(Opcode.BINARY, b"here")
            assert (await listener.next(Arrived)).link == second.link
            await all_of(old.reader)
            for client in (old, new):
                client.writer.close()

    asyncio.run(test())


# Dialling


def test_why_an_attempt_failed_is_told() -> None:
    async def test() -> None:
        (closed,) = free_ports(1)
        async with (
            running("two", [peer_of("one")]) as (two, _),
            running("five", []) as (five, _),
            running(
                "one",
                [
                    peer_of("two", two.port, key="unknown"),
                    peer_of("three", closed),
                    Peer(station_id("four"), ("no.such.name.invalid:1",), (b"k" * 32,)),
                    peer_of("five", five.port),
                ],
                None,
            ) as (_, listener),
        ):
            causes: dict[bytes, str] = {}
            while len(causes) < 4:
                event = await listener.next(LinkDown)
                assert event.link is None
                causes[event.station.rstrip(b".")] = event.cause
            assert causes == {
                b"two": "wrong-key",
                b"three": "refused",
                b"four": "unresolved",
                b"five": "not-accepted",
            }
            assert not any(isinstance(event, LinkUp) for event in listener.events)

    asyncio.run(test())


def test_a_handshake_that_stands_still_ends_after_five_seconds_on_both_sides() -> None:
    async def test() -> None:
        async def say_nothing(
            reader: asyncio.StreamReader, writer: asyncio.StreamWriter
        ) -> None:
            await all_of(reader)
            writer.close()

        mute = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
        port = mute.sockets[0].getsockname()[1]
        async with (
            running("two", [peer_of("one")]) as (two, _),
            running("one", [peer_of("three", port)], None) as (_, listener),
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", two.port)
            assert await all_of(reader) == b""
            writer.close()
            assert (await listener.next(LinkDown)).cause == "timeout"
        mute.close()
        await mute.wait_closed()

    asyncio.run(test())


def test_addresses_are_tried_in_turn_until_one_answers() -> None:
    async def test() -> None:
        (closed,) = free_ports(1)
        async with running("two", [peer_of("one")]) as (two, _):
            peers = [peer_of("two", closed, two.port)]
            async with running("one", peers, None) as (one, listener):
                assert (await listener.next(LinkDown)).cause == "refused"
                one.hurry(station_id("two"))
                await listener.next(LinkUp)

    asyncio.run(test())


class Cable:
    """A TCP relay that can go dead: it stays open and carries nothing any more."""

    def __init__(self) -> None:
        self.port = 0
        self._alive = asyncio.Event()
        self._alive.set()
        self._target = 0
        self._server: asyncio.Server | None = None
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: list[asyncio.Task[None]] = []

    async def lay(self, target: int) -> None:
        self._target = target
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def die(self) -> None:
        self._alive.clear()

    async def remove(self) -> None:
        if self._server:
            self._server.close()
        for task in self._tasks:
            task.cancel()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.gather(
            *self._tasks,
            *(writer.wait_closed() for writer in self._writers),
            return_exceptions=True,
        )

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
        self._writers += [writer, far_writer]
        self._tasks += [
            asyncio.create_task(self._carry(reader, far_writer)),
            asyncio.create_task(self._carry(far_reader, writer)),
        ]

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65_536):
            await self._alive.wait()
            writer.write(data)
        writer.close()


@pytest.mark.parametrize(("holder", "caller"), [("one", "two"), ("two", "one")])
def test_a_dead_link_never_costs_the_one_that_works(holder: str, caller: str) -> None:
    """The holder dialled a link that has died unnoticed; the caller dials a new one."""

    async def test() -> None:
        async with running(caller, [peer_of(holder)]) as (first_caller, _):
            cable = Cable()
            await cable.lay(first_caller.port)
            async with running(holder, [peer_of(caller, cable.port)]) as (paths, listener):
                dead = await listener.next(LinkUp)
                cable.die()
                peers = [peer_of(holder, paths.port)]
                async with running(caller, peers, None) as (again, hears):
                    new = await listener.next(LinkUp)
                    there = await hears.next(LinkUp)
                    for number in range(20):
                        assert paths.send(new.link, b"%d" % number)
                        assert (await hears.next(Arrived)).data == b"%d" % number
                        assert again.send(there.link, b"back")
                        assert (await listener.next(Arrived)).link == new.link
                    downs = [e for e in listener.events if isinstance(e, LinkDown)]
                    assert [(e.link, e.cause) for e in downs] in (
                        [],  # the kernel will find out
                        [(dead.link, "replaced")],
                    )
                    assert hears.standing() == {there.link}
            await cable.remove()

    asyncio.run(test())


def test_crossed_links_always_settle_on_one() -> None:
    async def round_of(number: int) -> None:
        one, two = paths_of("one"), paths_of("two")
        hears_one, hears_two = Listener(), Listener()
        await one.start([peer_of("two", dial=False)], hears_one)
        await two.start([peer_of("one", dial=False)], hears_two)
        starts: list[Callable[[], None]] = [
            lambda: one.set_peers([peer_of("two", two.port)]),
            lambda: two.set_peers([peer_of("one", one.port)]),
        ]
        for start in starts if number % 2 else reversed(starts):
            start()
            for _ in range(number // 2):
                await asyncio.sleep(0)

        def settled() -> bool:
            return len(hears_one.standing()) == len(hears_two.standing()) == 1

        await hears_one.until(lambda: len(hears_one.standing()) >= 1)
        await hears_two.until(lambda: len(hears_two.standing()) >= 1)
        probe = asyncio.create_task(hears_two.next(Arrived))
        while not (probe.done() and settled()):
            for link in hears_one.standing():
                one.send(LinkId(link), b"probe")
            await asyncio.sleep(0)
        assert len(hears_one.events) <= 2 * 20 + 3
        await one.stop()
        await two.stop()

    async def test() -> None:
        for number in range(40):
            await round_of(number)

    asyncio.run(test())


def test_links_from_several_hosts_of_a_counterpart_stand_beside_each_other() -> None:
    async def test() -> None:
        async with running("two", [peer_of("one")]) as (two, hears_two):
            ways = {host: paths_of("one", None, dial_from=host) for host in HOSTS}
            for paths in ways.values():
                await paths.start([peer_of("two", two.port)], Listener())
            await hears_two.until(lambda: len(hears_two.standing()) == len(HOSTS))
            assert not [one for one in hears_two.events if isinstance(one, LinkDown)]
            for paths in ways.values():
                await paths.stop()

    asyncio.run(test())


def test_of_too_many_links_of_a_counterpart_the_oldest_goes() -> None:
    async def test() -> None:
        async with running("two", [peer_of("one")]) as (two, hears_two):
            first = None
            ways = []
            for number in range(LINKS + 1):
                paths = paths_of("one", None, dial_from=f"127.0.1.{number + 1}")
                await paths.start([peer_of("two", two.port)], Listener())
                ways.append(paths)
                up = await hears_two.next(LinkUp)
                first = first or up.link
            down = await hears_two.next(LinkDown)
            assert (down.link, down.cause) == (first, "replaced")
            for paths in ways:
                await paths.stop()

    asyncio.run(test())


def test_an_address_of_ours_that_is_not_there_is_told() -> None:
    async def test() -> None:
        listener = Listener()
        one = paths_of("one", None, dial_from="192.0.2.77")
        await one.start([peer_of("two", 1)], listener)
        assert (await listener.next(LinkDown)).cause == "unusable"
        await one.stop()

    asyncio.run(test())


# Our own mistakes


def test_a_port_in_use_is_told_and_nothing_is_started() -> None:
    async def test() -> None:
        async with running("two", []) as (two, _):
            one, listener = paths_of("one", f"127.0.0.1:{two.port}"), Listener()
            with pytest.raises(PortInUse, match=f"127.0.0.1:{two.port}"):
                await one.start([peer_of("two", two.port)], listener)
            await one.stop()
            assert listener.events == []

    asyncio.run(test())


@pytest.mark.parametrize("listen", ["192.0.2.1:0", "no.such.name.invalid:7"])
def test_an_address_of_another_machine_cannot_be_listened_on(listen: str) -> None:
    async def test() -> None:
        with pytest.raises(BadAddress):
            await paths_of("one", listen).start([], Listener())

    asyncio.run(test())


def test_a_peer_with_an_impossible_address_is_refused_before_anything_starts() -> None:
    async def test() -> None:
        one, peer = paths_of("one"), Peer(station_id("two"), ("nowhere",), (b"k" * 32,))
        with pytest.raises(BadAddress):
            await one.start([peer], Listener())
        assert one.port == 0

    asyncio.run(test())


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("127.0.0.1:7411", ("127.0.0.1", 7411)),
        ("[::1]:1", ("::1", 1)),
        ("station.example:65535", ("station.example", 65535)),
    ],
)
def test_addresses_are_read(text: str, parsed: tuple[str, int]) -> None:
    assert parse_address(text) == parsed


@pytest.mark.parametrize(
    "text", ["", ":1", "host", "host:", "host:x", "host:65536", "::1:5", "host:-1", "host:１"]
)
def test_other_addresses_are_refused(text: str) -> None:
    with pytest.raises(BadAddress):
        parse_address(text)


def test_a_network_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(BadAddress, match="not a network"):
        paths_of("one", allowed=["192.0.2.0/99"])


@pytest.mark.parametrize(("certificate", "key"), [(b"", b""), (b"rubbish", b"rubbish")])
def test_a_key_that_cannot_be_read_is_refused(certificate: bytes, key: bytes) -> None:
    with pytest.raises(BadTransportKey):
        WebSocketPaths(station_id("one"), None, certificate=certificate, private_key=key)
