"""Carriage by hand: nothing but media between two stations, however long or damaged."""

import asyncio
import io
import os
from collections.abc import Coroutine
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline.core.acts.act import Addressee, Kind
from openline.core.acts.messages import MESSAGE, Blob, Message
from openline.core.crypto.keys import Digest, LineId, StationId
from openline.core.line import BLOBS
from openline.core.parcels import BLOB_PIECE
from openline.core.switchboard import Say
from openline.station.carriage import (
    PIECE_BYTES,
    PIECES,
    ForeignMedium,
    Packed,
    Tag,
    Unpacked,
    WrongMedium,
    carriage_tag,
)
from openline.station.courier import Load, Taken, take_in
from tests.station.nodes import Node, two_nodes
from tests.station.test_documents import DATA, added, here

DAY_MS = 86_400_000


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(main)


def write(
    node: Node,
    to: Node,
    file: Path,
    *,
    everything: bool = False,
    limit: int = 1 << 20,
    skip: int = 0,
) -> Load:
    """Write what `to` lacks."""
    peer = StationId(to.id)
    load = Load(
        node.room.room,
        node.room.state,
        node.store,
        peer,
        everything=everything,
        limit=limit,
        skip=skip,
        documents=node.kept,
    )
    signer = node.keyring._signer
    pieces = load.pieces(signer, node.keyring, to.courier.public, node.clock(), os.urandom)
    file.write_bytes(
        b"".join(Packed(carriage_tag(node.line, StationId(node.id), peer), pieces))
    )
    return load


async def read(node: Node, file: Path) -> Taken:
    def held(line: LineId) -> int:
        return sum(feed.size for feed in node.loop.lines[line].state.feeds.values())

    return await take_in(file, {node.line: node.room.charter}, held, node.loop.carry)


async def carry(node: Node, to: Node, folder: Path) -> Taken:
    file = folder / "medium"
    write(node, to, file)
    return await read(to, file)


def firm_size(node: Node, author: Node) -> int:
    """How much of an author's feed a station has signed for with both keys."""
    feed = node.room.state.newest(author.room.charter.me)
    assert feed is not None
    given = feed.firm if node is author else feed.firm_receipt
    return given.size if given else 0


def cut(a: Node, b: Node) -> None:
    a.network.cut(StationId(a.id), StationId(b.id))


def test_weeks_apart_with_every_key_turned_a_medium_still_opens(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await a.delivered("before the cut")
            cut(a, b)
            for _ in range(30):
                a.clock.ms += DAY_MS
                await a.tick()
                await b.tick()
            ref = await a.say("by hand")
            await a.until(lambda: firm_size(a, a) > ref.index)  # a hand is never so fast
            taken = await carry(a, b, tmp_path)
            assert (taken.whole, taken.refused, taken.gap) == (True, {}, False)
            assert taken.entries > 0
            assert not a._receipted(ref, firm=False)
            await b.until(lambda: firm_size(b, a) > ref.index)
            back = await carry(b, a, tmp_path)
            assert (back.whole, back.refused) == (True, {})
            assert a._receipted(ref, firm=True)
            # All are agreed, and the next medium is empty of entries.
            assert write(a, b, tmp_path / "next").entries == 0
            # What was carried leaves nothing behind when a path comes back.
            a.network.mend(StationId(a.id), StationId(b.id))
            await a.delivered("on the path again")
            await b.delivered("on the path again")

    run(main())


def test_a_station_that_was_never_reached(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            cut(a, b)
            for turn in range(3):
                await a.say(f"from a {turn}")
                await b.say(f"from b {turn}")
                assert (await carry(a, b, tmp_path)).refused == {}
                assert (await carry(b, a, tmp_path)).refused == {}
            mine = {f.feed: f.frontier.root() for f in a.room.state.feeds.values()}
            theirs = {f.feed: f.frontier.root() for f in b.room.state.feeds.values()}
            assert set(mine) == set(theirs)
            assert not any(f.inert or f.frozen for f in a.room.state.feeds.values())

    run(main())


def test_a_long_message_travels_with_its_words(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await a.delivered("before the cut")
            cut(a, b)
            words = os.urandom(30_000).hex().encode()
            digest = sha256(words).digest()
            blob = Blob(digest, len(words), "text/plain")
            body = Message(3, "en", "s", "", blob, "WO 1")
            to = Addressee(1, "watch")
            said = Say(os.urandom(16), Kind.REAL, "watch", to, MESSAGE, body, words)
            await a.loop.say(a.line, said)
            taken = await carry(a, b, tmp_path)
            assert taken.refused == {}
            assert b.loop.reader().cell(BLOBS + b.line, Digest(digest)) == words

    run(main())


def test_a_document_travels_whole_and_one_begun_on_a_path_goes_on(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await a.delivered("before the cut")
            cut(a, b)
            await added(a, DATA)
            assert write(a, b, tmp_path / "none", limit=2_000).documents == 0
            assert write(a, b, tmp_path / "medium").documents == 1
            whole = (tmp_path / "medium").read_bytes()
            (tmp_path / "half").write_bytes(whole[: len(whole) - 2 * BLOB_PIECE])
            assert not (await read(b, tmp_path / "half")).whole
            held = b.kept.gathered(b.line, Digest(sha256(DATA).digest()))
            assert 0 < held < len(DATA)
            taken = await read(b, tmp_path / "medium")
            assert (taken.whole, taken.refused) == (True, {})
            await b.until(lambda: here(b, DATA) == DATA)

    run(main())


def test_a_medium_taken_twice_or_after_a_restart_changes_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await a.delivered("before the cut")
            cut(a, b)
            await a.say("by hand")
            file = tmp_path / "medium"
            write(a, b, file)
            first = await read(b, file)
            again = await read(b, file)
            assert (first.entries > 0, again.entries, again.refused) == (True, 0, {})
            assert again.known > 0
            assert again.words == first.words
            await b.stop()
            await b.start()
            assert (await read(b, file)).entries == 0
            assert not any(f.frozen for f in b.room.state.feeds.values())

    run(main())


def test_half_of_a_medium_is_taken_and_the_rest_comes_later(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await a.delivered("before the cut")
            cut(a, b)
            for number in range(600):
                await a.say(f"number {number}")
            file = tmp_path / "medium"
            load = write(a, b, file)
            whole = file.read_bytes()
            file.write_bytes(whole[: len(whole) * 2 // 3])
            half = await read(b, file)
            assert (half.whole, half.words) == (False, ())
            assert 0 < half.entries < load.entries
            file.write_bytes(whole)
            rest = await read(b, file)
            assert (rest.whole, half.entries + rest.entries) == (True, load.entries)

    run(main())


def test_a_garbled_piece_is_refused_and_a_new_medium_mends_it(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await a.delivered("before the cut")
            cut(a, b)
            await a.say("by hand")
            file = tmp_path / "medium"
            write(a, b, file)
            whole = bytearray(file.read_bytes())
            whole[-60] ^= 1
            file.write_bytes(whole)
            garbled = await read(b, file)
            assert not garbled.whole
            assert sum(garbled.refused.values()) == 1
            assert (await carry(a, b, tmp_path)).refused == {}

    run(main())


def test_more_than_fits_goes_on_the_next_medium(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await a.delivered("before the cut")
            cut(a, b)
            for number in range(600):
                await a.say(f"number {number}")
            first = write(a, b, tmp_path / "one", limit=60_000)
            assert first.left
            assert (await read(b, tmp_path / "one")).entries == first.entries
            ahead = write(a, b, tmp_path / "three", skip=first.entries + 1)
            assert (await read(b, tmp_path / "three")).gap
            second = write(a, b, tmp_path / "two", skip=first.entries)
            assert not second.left
            taken = await read(b, tmp_path / "two")
            assert (taken.entries, taken.gap) == (second.entries, False)
            assert ahead.entries == second.entries - 1
            assert (await carry(b, a, tmp_path)).refused == {}
            assert write(a, b, tmp_path / "next").entries == 0
            assert first.entries + second.entries == 600

    run(main())


def test_a_medium_for_somebody_else_is_not_taken(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await a.delivered("before")
            file = tmp_path / "medium"
            write(a, b, file)
            with pytest.raises(WrongMedium, match="written by this station itself"):
                await read(a, file)
            for content in (
                b"",
                b"PK\x03\x04" + bytes(100),
                b"openline carriage 2\n" + bytes(16),
            ):
                (tmp_path / "foreign").write_bytes(content)
                with pytest.raises(ForeignMedium):
                    await read(b, tmp_path / "foreign")
            with pytest.raises(ForeignMedium):
                await read(b, tmp_path)
            other = b"".join(Packed(Tag(bytes(16)), [b"x"]))
            (tmp_path / "other").write_bytes(other)
            with pytest.raises(WrongMedium, match="another station or another line"):
                await read(b, tmp_path / "other")

    run(main())


def test_the_medium_of_another_session_s_station_opens_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            cut(a, b)
            await b.say("what b says of itself")
            forged = tmp_path / "forged"
            write(b, a, forged)
            # The tag says that a wrote it for b; every piece says otherwise.
            data = forged.read_bytes()
            own = carriage_tag(a.line, StationId(b.id), StationId(a.id))
            forged.write_bytes(
                data.replace(own, carriage_tag(a.line, StationId(a.id), StationId(b.id)))
            )
            taken = await read(b, forged)
            assert taken.entries == 0
            assert not taken.whole
            # b's own key notice is no news to it; of the rest nothing can be opened.
            assert taken.refused == {"unknown-key": taken.pieces - taken.known - 1}

    run(main())


@given(
    st.lists(st.binary(min_size=1, max_size=2_000), max_size=5),
    st.binary(min_size=16, max_size=16),
)
def test_what_is_packed_is_unpacked(pieces: list[bytes], tag: bytes) -> None:
    packed = Packed(Tag(tag), pieces)
    data = b"".join(packed)
    unpacked = Unpacked(io.BytesIO(data), "medium")
    assert list(unpacked) == pieces
    assert unpacked.whole
    assert (unpacked.tag, unpacked.digest, packed.size) == (tag, packed.digest, len(data))


@given(st.lists(st.binary(min_size=1, max_size=200), max_size=5), st.integers(0), st.data())
def test_no_altered_medium_is_whole(
    pieces: list[bytes], place: int, data: st.DataObject
) -> None:
    whole = bytearray(b"".join(Packed(Tag(bytes(16)), pieces)))
    kind = data.draw(st.sampled_from(["flip", "cut", "add"]))
    if kind == "flip":
        whole[20 + place % (len(whole) - 20)] ^= 1 + place % 255
    elif kind == "cut":
        del whole[36 + place % (len(whole) - 36) :]
    else:
        whole += b"\x00"
    unpacked = Unpacked(io.BytesIO(bytes(whole)), "medium")
    assert all(len(piece) <= PIECE_BYTES for piece in unpacked)
    assert not unpacked.whole


def test_a_medium_of_endless_small_pieces_is_not_whole() -> None:
    data = b"".join(Packed(Tag(bytes(16)), [b"x"] * (PIECES + 1)))
    unpacked = Unpacked(io.BytesIO(data), "medium")
    assert sum(1 for _ in unpacked) == PIECES
    assert not unpacked.whole
