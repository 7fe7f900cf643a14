"""Documents that messages name: fetched from counterparts, added by our own consoles.

One document of a party at a time, one piece after the other, each asked for when the one before
is here: whatever is urgent waits behind one piece at most. What was gathered outlives cuts and
restarts.

Spec: docs/spec/08-messages.md, 6.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

from openline.core.acts import messages
from openline.core.crypto.keys import Digest, LineId
from openline.core.errors import BadInput, NotAllowed, OpenlineError
from openline.core.fold import Judged
from openline.core.line import DOCUMENTS, FETCHING, Charter, split_place
from openline.core.parcels import BLOB_PIECE, BlobPiece, Want
from openline.ports.documents import DocumentStore
from openline.ports.store import Reader
from openline.station.caches import all_cells

log = logging.getLogger("openline.documents")

ASK_AGAIN_MS: Final = 10_000
"""So long a piece may take on its way before it is asked for again."""
TOLD_EVERY_MS: Final = 1_000
"""How often consoles are told how far a document has come."""
UNNAMED_S: Final = 86_400
"""A document that a console added, but sent with no message, is kept for so long."""


class NoRoom(NotAllowed):
    """The documents of a line take all the room that they are given."""

    code = "no-room-for-documents"
    default_advice = "Ask the technician for more room, or send the document another way."


class _Queue:
    """What one party named and is to give, in the order in which it was named."""

    def __init__(self) -> None:
        self.sizes: dict[Digest, int] = {}
        self.asked: Digest | None = None
        self.asked_ms = 0
        self.told_ms = 0


class Documents:
    """The documents of all lines.

    Args:
        store: Where they lie.
        room_bytes: How much they may take on each line.
    """

    def __init__(self, store: DocumentStore, room_bytes: int) -> None:
        self._store = store
        self._room = room_bytes
        self._queues: dict[tuple[LineId, int], _Queue] = {}
        self._gathered: deque[tuple[LineId, Digest, int]] = deque()
        self._wake = asyncio.Event()

    # --- from counterparts --------------------------------------------------------------

    def recall(self, charter: Charter, reader: Reader) -> None:
        """Read back, at a start, what is still to be fetched; remove what nobody named."""
        line = charter.line
        named = {Digest(digest) for digest, _ in all_cells(reader, DOCUMENTS + line)}
        for digest, place in all_cells(reader, FETCHING + line):
            party, _, size = split_place(place)
            self._await(line, party, Digest(digest), size)
            named.add(Digest(digest))
        self._store.tidy(line, named, UNNAMED_S)

    def name(self, charter: Charter, judged: Iterable[Judged], reader: Reader) -> None:
        """Note the documents that counterparts added and that are not held."""
        for one in judged:
            act, party = one.act, one.deed.ref.party
            if act is None or one.inert or act.type != messages.DOCUMENT:
                continue
            digest = Digest(act.body.digest)
            if reader.cell(FETCHING + charter.line, digest) is not None:
                self._await(charter.line, party, digest, act.body.size)

    def _await(self, line: LineId, party: int, digest: Digest, size: int) -> None:
        queue = self._queues.setdefault((line, party), _Queue())
        queue.sizes.setdefault(digest, size)
        if self._store.gathered(line, digest) >= size:
            self._gather(line, digest, size)

    def awaits(self, line: LineId, party: int, digest: Digest) -> bool:
        """Whether a piece of this document was asked for from this party."""
        queue = self._queues.get((line, party))
        return queue is not None and queue.asked == digest

    def lacks(self, line: LineId, party: int) -> bool:
        """Whether anything that a party named is not held."""
        queue = self._queues.get((line, party))
        return queue is not None and bool(queue.sizes)

    def wanted(self, line: LineId, party: int, now_ms: int) -> Iterator[Want]:
        """What to ask a party for now: the next piece of one document, if none is under way."""
        queue = self._queues.get((line, party))
        if queue is None:
            return
        if queue.asked is not None and abs(now_ms - queue.asked_ms) < ASK_AGAIN_MS:
            return
        if queue.asked is not None:  # it was not given: another one's turn
            queue.sizes[queue.asked] = queue.sizes.pop(queue.asked)
            queue.asked = None
        for digest, size in queue.sizes.items():
            held = self._store.gathered(line, digest)
            if held < size and self._store.used(line) + size - held <= self._room:
                queue.asked, queue.asked_ms = digest, now_ms
                yield Want(bytes(16), held, digest)
                return

    def expect(self, line: LineId, party: int, piece: BlobPiece, now_ms: int) -> None:
        """Let a piece come that nobody was asked for: it was carried here by hand."""
        queue, digest = self._queues.get((line, party)), Digest(piece.digest)
        size = queue.sizes.get(digest) if queue is not None else None
        if queue is None or size is None:
            return
        held = self._store.gathered(line, digest)
        fits = self._store.used(line) + size - held <= self._room
        if fits and piece.offset == held < size:
            queue.asked, queue.asked_ms = digest, now_ms

    def take(self, line: LineId, party: int, piece: BlobPiece, now_ms: int) -> bool:
        """Take a piece that was asked for; tell whether consoles are to hear how far it is."""
        queue, digest = self._queues[line, party], Digest(piece.digest)
        size = queue.sizes[digest]
        data = piece.data[: size - self._store.gathered(line, digest)]
        try:
            held = self._store.append(line, digest, piece.offset, data)
        except OpenlineError as error:
            # Asked for again after a while: the message itself is safe.
            log.warning("document not kept code=%s", error.code)
            return False
        queue.asked = None
        if held >= size:
            self._gather(line, digest, size)
        if held < size and abs(now_ms - queue.told_ms) < TOLD_EVERY_MS:
            return False
        queue.told_ms = now_ms
        return True

    def _gather(self, line: LineId, digest: Digest, size: int) -> None:
        self._gathered.append((line, digest, size))
        self._wake.set()

    async def gathered(self) -> tuple[LineId, Digest]:
        """Wait for a document whose last piece has come."""
        while not self._gathered:
            self._wake.clear()
            await self._wake.wait()
        line, digest, _ = self._gathered[0]
        return line, digest

    async def finish(self, line: LineId, digest: Digest) -> bool:
        """Check the document that was gathered first, and make it durable.

        One whose hash does not fit is not asked for again before the next start: it would cost
        both sides as much every time.
        """
        size = self._gathered.popleft()[2]
        try:
            fits = await asyncio.to_thread(self._store.finish, line, digest, size)
        except OpenlineError as error:
            log.warning("document not kept code=%s", error.code)
            later = asyncio.get_running_loop().call_later
            later(ASK_AGAIN_MS / 1_000, self._gather, line, digest, size)
            return False
        if not fits:
            log.warning("document refused digest=%s", digest.hex()[:8])
        for (of, _), queue in self._queues.items():
            if of == line:
                queue.sizes.pop(digest, 0)
                queue.asked = None if queue.asked == digest else queue.asked
        return fits

    def piece(self, line: LineId, digest: Digest, offset: int) -> bytes:
        """The next piece of a document of this line; empty if it is not here."""
        return self._store.read(line, digest, offset, BLOB_PIECE)

    # --- from and to our own consoles ---------------------------------------------------

    def progress(self, line: LineId, digest: Digest) -> int:
        """How many bytes are here."""
        return self._store.gathered(line, digest)

    def here(self, line: LineId, digest: Digest) -> bool:
        """Whether a document is here whole."""
        return self._store.whole(line, digest)

    def read(self, line: LineId, digest: Digest) -> Iterator[bytes]:
        """The bytes of a whole document, in pieces."""
        offset = 0
        while data := self._store.read(line, digest, offset, 1 << 20):
            offset += len(data)
            yield data

    async def add(
        self, line: LineId, digest: Digest, size: int, offset: int, data: bytes
    ) -> int:
        """Add a piece that a console sent; returns how much is here.

        Raises:
            NoRoom: All the room for documents of this line is taken.
            BadInput: The whole has another hash than was said; nothing of it is kept.
            OpenlineError: The medium failed; what was gathered stands.
        """
        held = self._store.gathered(line, digest)
        if self._store.whole(line, digest):
            return held
        if self._store.used(line) + size - held > self._room:
            raise NoRoom("The documents of this line take all the room that they are given.")
        held = self._store.append(line, digest, offset, data[: size - held])
        if held < size:
            return held
        if not await asyncio.to_thread(self._store.finish, line, digest, size):
            raise BadInput("The document changed while it was sent.", advice="Add it again.")
        return held
