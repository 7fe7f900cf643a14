"""What a relay does for strangers, for hostile holders of a credential, and with its disk."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline.core.crypto.keys import LineId, StationId
from openline.core.errors import CannotOpen, PeerError
from openline.paths.link import Link
from openline.paths.mailbox import SIZES, BoxId, box_of, line_secret, mailbox
from openline.paths.relay import passing_identity
from openline.paths.relay_talk import (
    MESSAGE_BYTES,
    Done,
    Hello,
    Piece,
    Present,
    Put,
    Read,
    Refused,
    Talk,
    Watch,
    Welcome,
    encode_talk,
    parse_talk,
)
from openline.ports.path import LinkId
from openline.relay.credential import (
    Credential,
    CredentialExpired,
    CredentialUnknown,
    encode_credential,
    verify_credential,
)
from openline.relay.server import STRANGERS, WINDOW_BYTES
from openline.relay.shelf import LEAST_BYTES, Shelf, ShelfBroken
from tests.paths.relays import NOW_S, Relay

PATIENCE_S = 60
KEY = bytes(range(32))
DAY_S = 86_400


class Client:
    """Somebody who speaks to a relay without the manners of `RelayPaths`."""

    def __init__(self) -> None:
        self.own = os.urandom(32)
        self.up = asyncio.Event()
        self.over = asyncio.Event()
        self.heard: asyncio.Queue[Talk] = asyncio.Queue()
        self.link = Link(
            LinkId(1),
            dialled=True,
            context=passing_identity(),
            pinned=lambda _: True,
            owner=self,
            message_bytes=MESSAGE_BYTES,
        )

    async def dial(self, relay: Relay) -> "Client":
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self.link, "127.0.0.1", relay.port)
        async with asyncio.timeout(PATIENCE_S):
            await self.up.wait()
        return self

    async def enter(self, relay: Relay, name: str = "one", *, mib: int = 8) -> "Client":
        await self.dial(relay)
        self.say(Hello(relay.credential(name, mib=mib)))
        assert isinstance(await self.next(), Welcome)
        return self

    def say(self, talk: Talk) -> None:
        assert self.link.send(encode_talk(talk))

    async def next(self) -> Talk:
        async with asyncio.timeout(PATIENCE_S):
            return await self.heard.get()

    async def settled(self) -> None:
        """Wait until the relay has done all that was said; reads only `own` from then on."""
        self.say(Watch(()))
        self.say(Read((self.own,)))
        self.say(Watch((box_of(self.own),)))
        assert await self.next() == Present(box_of(self.own), present=True)

    async def ended(self) -> None:
        async with asyncio.timeout(PATIENCE_S):
            await self.over.wait()

    def link_made(self, link: Link, remote: str) -> bool:
        return True

    def link_up(self, link: Link) -> None:
        self.up.set()

    def link_ended(self, link: Link, cause: str) -> None:
        self.over.set()

    def link_brought(self, link: Link, data: bytes) -> None:
        self.heard.put_nowait(parse_talk(data))

    def link_gone(self, link: Link) -> None:
        pass


def play(test: Callable[[Relay], Awaitable[None]], folder: Path | None = None) -> None:
    async def whole() -> None:
        relay = Relay(folder)
        await relay.start()
        try:
            await test(relay)
        finally:
            await relay.stop()

    asyncio.run(whole())


def test_a_stranger_is_told_why_and_gets_nothing() -> None:
    async def test(relay: Relay) -> None:
        for credential, code in (
            (b"", "not-accepted"),
            (bytes(52), "not-accepted"),
            (relay.credential(days=-1), "expired"),
        ):
            client = await Client().dial(relay)
            client.say(Hello(credential))
            assert await client.next() == Refused(code)
            await client.ended()

    play(test)


@pytest.mark.parametrize("bytes_", [b"", b"\x00", b"\x02\x80", b"\xff" * 1_000])
def test_bytes_that_are_no_message_end_the_connection(bytes_: bytes) -> None:
    async def test(relay: Relay) -> None:
        for client in (await Client().dial(relay), await Client().enter(relay)):
            client.link.send(bytes_)
            await client.ended()

    play(test)


def test_who_does_not_show_a_credential_gives_way() -> None:
    async def test(relay: Relay) -> None:
        first = await Client().dial(relay)
        others = [await Client().dial(relay) for _ in range(STRANGERS)]
        await first.ended()
        assert not others[-1].over.is_set()
        for client in others:
            client.link.abort("closed")

    play(test)


def test_only_the_read_key_opens_a_mailbox() -> None:
    async def test(relay: Relay) -> None:
        writer, reader, thief = [await Client().enter(relay) for _ in range(3)]
        writer.say(Put(box_of(KEY), keep=True, data=b"sealed"))
        # The thief knows the mailbox's name, and takes it for a key.
        thief.say(Read((box_of(KEY).ljust(32, b"\0"), bytes(32))))
        thief.say(Watch((box_of(KEY),)))
        reader.say(Read((KEY,)))
        piece = await reader.next()
        assert isinstance(piece, Piece)
        assert piece.data == b"sealed"
        # That the mailbox has a reader is all that the thief learns.
        assert isinstance(await thief.next(), Present)
        assert thief.heard.empty()
        for client in (writer, reader, thief):
            client.link.abort("closed")

    play(test)


def test_what_was_not_confirmed_waits_for_the_next_time() -> None:
    async def test(relay: Relay) -> None:
        writer, reader = [await Client().enter(relay) for _ in range(2)]
        for number in range(3):
            writer.say(Put(box_of(KEY), keep=True, data=bytes([number])))
        reader.say(Read((KEY,)))
        got = [await reader.next() for _ in range(3)]
        assert isinstance(got[0], Piece)
        reader.say(Done(got[0].number))
        reader.say(Read(()))
        reader.say(Read((KEY,)))
        again = [await reader.next() for _ in range(2)]
        assert [piece.data for piece in again if isinstance(piece, Piece)] == [b"\x01", b"\x02"]
        for client in (writer, reader):
            client.link.abort("closed")

    play(test)


def test_what_an_older_connection_did_not_confirm_goes_to_the_one_that_took_its_place() -> None:
    async def test(relay: Relay) -> None:
        writer, old, new = [await Client().enter(relay) for _ in range(3)]
        old.say(Read((KEY,)))
        writer.say(Put(box_of(KEY), keep=True, data=b"sealed"))
        first = await old.next()
        new.say(Read((KEY,)))
        again = await new.next()
        assert isinstance(first, Piece)
        assert isinstance(again, Piece)
        assert first.data == again.data
        old.link.abort("closed")
        new.say(Done(again.number))
        await new.settled()
        assert relay.shelf.held == 0
        for client in (writer, new):
            client.link.abort("closed")

    play(test)


def test_small_pieces_fill_the_window_too() -> None:
    async def test(relay: Relay) -> None:
        writer, reader = [await Client().enter(relay) for _ in range(2)]
        writer.say(Watch((box_of(KEY),)))
        reader.say(Read((KEY,)))
        await writer.next()
        fits = WINDOW_BYTES // LEAST_BYTES
        for _ in range(fits + 3):
            writer.say(Put(box_of(KEY), keep=True, data=b"x"))
        await writer.settled()
        assert relay.shelf.held == 3 * LEAST_BYTES
        for client in (writer, reader):
            client.link.abort("closed")

    play(test)


def test_a_reader_that_confirms_nothing_gets_a_window_and_no_more() -> None:
    async def test(relay: Relay) -> None:
        writer, reader = [await Client().enter(relay) for _ in range(2)]
        reader.say(Read((KEY,)))
        reader.say(Watch((box_of(KEY),)))
        await reader.next()
        size = 20_000
        for _ in range(12):
            writer.say(Put(box_of(KEY), keep=False, data=bytes(size)))
            await writer.settled()
        fits = -(-WINDOW_BYTES // size)
        first = [await reader.next() for _ in range(fits)]
        assert reader.heard.empty()
        assert relay.shelf.held == (12 - fits) * size
        for piece in first:
            assert isinstance(piece, Piece)
            reader.say(Done(piece.number))
        await reader.next()
        for client in (writer, reader):
            client.link.abort("closed")

    play(test)


def test_a_credential_s_quota_and_time_bind_while_connected() -> None:
    async def test(relay: Relay) -> None:
        client = await Client().enter(relay, mib=1)
        for number in range(9):
            client.say(Put(box_of(KEY), keep=True, data=bytes(130_000)))
            if number == 8:
                assert await client.next() == Refused("full")
            await client.settled()
        assert relay.shelf.held <= 1 << 20
        # Another holder's mailbox has room.
        other = await Client().enter(relay, "other")
        other.say(Put(box_of(KEY), keep=True, data=b"x"))
        relay.now_s += 31 * DAY_S
        client.say(Put(box_of(KEY), keep=True, data=b"x"))
        assert await client.next() == Refused("expired")
        await client.ended()
        other.link.abort("closed")

    play(test)


def test_what_waits_outlives_a_restart_and_expires(tmp_path: Path) -> None:
    async def main() -> None:
        relay = Relay(tmp_path)
        await relay.start()
        writer = await Client().enter(relay)
        writer.say(Put(box_of(KEY), keep=True, data=b"waits"))
        writer.say(Put(box_of(bytes(32)), keep=True, data=b"waits too"))
        await writer.settled()
        await relay.stop()
        await writer.ended()
        await relay.start()
        reader = await Client().enter(relay)
        reader.say(Read((KEY,)))
        piece = await reader.next()
        assert isinstance(piece, Piece)
        reader.say(Done(piece.number))
        assert relay.shelf.held == LEAST_BYTES
        relay.shelf.sweep(NOW_S + 8 * DAY_S)
        assert relay.shelf.held == 0
        await reader.settled()
        await relay.stop()
        # Nothing of what was handed over or has expired is left on the disk.
        assert b"waits" not in relay.path.read_bytes()

    asyncio.run(main())


def test_a_relay_whose_disk_fails_goes_on_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def test(relay: Relay) -> None:
        relay.shelf.close()
        client = await Client().enter(relay)
        assert "not swept code=shelf-broken" in caplog.text
        client.link.abort("closed")

    play(test, tmp_path)


def test_the_shelf_counts_what_it_holds(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf", 10 * LEAST_BYTES)
    box = BoxId(bytes(16))
    for number in range(10):
        assert shelf.put(box, b"h", NOW_S, bytes([number]), 100 * LEAST_BYTES)
    assert not shelf.put(box, b"other", NOW_S, b"x", 100 * LEAST_BYTES)
    assert shelf.take(box) == (b"h", NOW_S, b"\0")
    shelf.close()
    again = Shelf(tmp_path / "shelf", 10 * LEAST_BYTES)
    assert again.held == 9 * LEAST_BYTES
    again.close()


def test_a_broken_shelf_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "shelf").write_bytes(b"not a database at all" * 1_000)
    shelf = Shelf(tmp_path / "shelf", 1 << 20)
    assert shelf.put(BoxId(bytes(16)), b"h", NOW_S, b"x", 1 << 20)
    shelf.close()
    with pytest.raises(ShelfBroken):
        Shelf(tmp_path / "none" / "shelf", 1 << 20)


@given(st.binary(max_size=300))
def test_no_bytes_but_a_message_are_a_message(data: bytes) -> None:
    try:
        talk = parse_talk(data)
    except PeerError:
        return
    assert encode_talk(talk) == data


@given(st.binary(max_size=131_072), st.integers(0, 1 << 20), st.integers(1, 255))
def test_a_piece_opens_only_as_it_was_sealed(data: bytes, place: int, flip: int) -> None:
    one, two = StationId(bytes(32)), StationId(bytes([1]) * 32)
    secret = line_secret(LineId(bytes(32)), None)
    box = mailbox(secret, one, two, 20_000)
    piece = box.wrap(data, lambda count: bytes(count))
    assert len(piece) - 28 in SIZES
    assert box.unwrap(piece) == data
    altered = bytearray(piece)
    altered[place % len(piece)] ^= flip
    for other, bytes_ in (
        (box, bytes(altered)),
        (mailbox(secret, two, one, 20_000), piece),
        (mailbox(secret, one, two, 20_001), piece),
        (box, piece[:20]),
    ):
        with pytest.raises(CannotOpen):
            other.unwrap(bytes_)


def test_mailboxes_of_other_days_ways_and_secrets_have_nothing_in_common() -> None:
    one, two = StationId(bytes(32)), StationId(bytes([1]) * 32)
    secrets = [line_secret(LineId(bytes(32)), psk) for psk in (None, KEY)]
    boxes = {
        mailbox(secret, *way, day).box
        for secret in secrets
        for way in ((one, two), (two, one))
        for day in range(20_000, 20_010)
    }
    assert len(boxes) == 40


@given(st.binary(max_size=80))
def test_no_bytes_but_a_credential_are_one(data: bytes) -> None:
    with pytest.raises(CredentialUnknown):
        verify_credential(data, KEY, NOW_S)


def test_a_credential_expires_to_the_second() -> None:
    shown = encode_credential(Credential(bytes(8), NOW_S, 1), KEY)
    assert verify_credential(shown, KEY, NOW_S - 1).mib == 1
    with pytest.raises(CredentialExpired):
        verify_credential(shown, KEY, NOW_S)
    with pytest.raises(CredentialUnknown):
        verify_credential(shown, bytes(32), NOW_S - 1)
