"""Documents between two stations at work: resumed after a cut, bounded by their room."""

import asyncio
import os
from hashlib import sha256

import pytest

from openline.core.acts import messages
from openline.core.acts.act import Kind, Ref
from openline.core.crypto.keys import Digest
from openline.core.errors import BadInput
from openline.core.parcels import BLOB_PIECE
from openline.core.switchboard import Say
from openline.station.documents import NoRoom
from tests.station.nodes import ROOM_BYTES, Node, two_nodes

DATA = os.urandom(5 * BLOB_PIECE + 17)
DIGEST = Digest(sha256(DATA).digest())


async def added(node: Node, data: bytes = DATA) -> Ref:
    """Let a console add a document, and send it with a message."""
    digest = Digest(sha256(data).digest())
    for start in range(0, len(data), 100_000):
        piece = data[start : start + 100_000]
        await node.documents.add(node.line, digest, len(data), start, piece)
    ref = await node.say("See the chart")
    body = messages.Document(ref, digest, len(data), "Chart", "image/png", "WO 1")
    said = Say(os.urandom(16), Kind.REAL, "watch", None, messages.DOCUMENT, body)
    return await node.loop.say(node.line, said)


def here(node: Node, data: bytes = DATA) -> bytes:
    return b"".join(node.documents.read(node.line, Digest(sha256(data).digest())))


def test_a_document_reaches_the_other_side_and_it_says_so() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await added(a)
            await b.until(lambda: here(b) == DATA)
            await a.until(lambda: bool(a.store.cells(b"held-there/" + a.line)))

    asyncio.run(main())


def test_what_was_gathered_outlives_a_restart() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await added(a)
            await b.until(lambda: b.kept.gathered(b.line, DIGEST) >= 2 * BLOB_PIECE)
            await b.stop()
            held = b.kept.gathered(b.line, DIGEST)
            assert 2 * BLOB_PIECE <= held < len(DATA)
            await b.start()
            assert b.kept.gathered(b.line, DIGEST) == held
            await b.until(lambda: here(b) == DATA)

    asyncio.run(main())


def test_one_that_is_too_large_for_the_room_waits_and_stops_nothing() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            b.kept.append(b.line, Digest(bytes(32)), 0, bytes(ROOM_BYTES - 1_000))
            await added(a)
            small = b"a note"
            await added(a, small)
            await b.until(lambda: here(b, small) == small)
            assert b.kept.gathered(b.line, DIGEST) == 0
            with pytest.raises(NoRoom):
                await b.documents.add(b.line, DIGEST, len(DATA), 0, DATA)

    asyncio.run(main())


def test_a_console_that_sends_other_bytes_is_told() -> None:
    async def main() -> None:
        async with two_nodes() as (a, _):
            with pytest.raises(BadInput):
                await a.documents.add(a.line, DIGEST, 5, 0, b"other")
            assert a.documents.progress(a.line, DIGEST) == 0
            assert await a.documents.add(a.line, DIGEST, len(DATA), 0, DATA[:9]) == 9
            assert await a.documents.add(a.line, DIGEST, len(DATA), 0, b"") == 9

    asyncio.run(main())
