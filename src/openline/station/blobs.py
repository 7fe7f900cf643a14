"""Blobs that messages name: asked for piece by piece, never ahead of the record itself.

Spec: docs/spec/08-messages.md, 3.
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

import msgspec

from openline.core.acts import messages
from openline.core.crypto.keys import Digest, LineId
from openline.core.fold import Judged
from openline.core.line import BLOBS, LACKED, Charter, split_place
from openline.core.parcels import BlobPiece, Want
from openline.ports.store import Store

ASK_AGAIN_MS: Final = 2_000
AT_ONCE: Final = 8
"""So many blobs are fetched from a party at the same time; the others wait."""


class _Wanted(msgspec.Struct):
    """A blob that is being fetched."""

    size: int
    held: bytes = b""


class _Queue:
    """What one party named and is to give: whose turn it is, and what was asked for when."""

    def __init__(self) -> None:
        self.wanted: dict[Digest, _Wanted] = {}
        self.asked: dict[Digest, int] = {}

    def turn(self, now_ms: int) -> list[Want]:
        """What to ask for now. What was not given in time goes to the end of the queue."""
        for digest, asked_ms in tuple(self.asked.items()):
            if abs(now_ms - asked_ms) >= ASK_AGAIN_MS:
                del self.asked[digest]
                self.wanted[digest] = _Wanted(self.wanted.pop(digest).size)
        asks = []
        for digest, wanted in self.wanted.items():
            if len(self.asked) >= AT_ONCE:
                break
            if digest not in self.asked:
                self.asked[digest] = now_ms
                asks.append(Want(bytes(16), len(wanted.held), digest))
        return asks

    def expect(self, piece: BlobPiece, now_ms: int) -> None:
        """Let a piece come unasked, as the first of a blob or after the one before it."""
        if piece.digest in self.wanted and len(self.asked) < AT_ONCE:
            self.asked.setdefault(Digest(piece.digest), now_ms)

    def take(self, piece: BlobPiece, now_ms: int) -> bytes | None:
        """Take a piece that was asked for; return the whole once its hash fits."""
        digest = Digest(piece.digest)
        wanted = self.wanted.get(digest)
        if wanted is None or digest not in self.asked or piece.offset != len(wanted.held):
            return None
        wanted.held += piece.data
        if len(wanted.held) < wanted.size:
            del self.asked[digest]
            return None
        whole, wanted.held = wanted.held, b""
        if len(whole) != wanted.size or sha256(whole).digest() != piece.digest:
            self.asked[digest] = now_ms
            return None
        del self.asked[digest], self.wanted[digest]
        return whole


class Blobs:
    """The blobs that this station still lacks, by line and by the party that named them."""

    def __init__(self) -> None:
        self._queues: dict[tuple[LineId, int], _Queue] = {}

    def _queue(self, line: LineId, party: int) -> _Queue:
        return self._queues.setdefault((line, party), _Queue())

    def recall(self, charter: Charter, store: Store) -> None:
        """Read back, at a start, which blobs were still to be fetched."""
        after: bytes | None = None
        while page := store.cells(LACKED + charter.line, after=after):
            for digest, place in page:
                party, _, size = split_place(place)
                self._queue(charter.line, party).wanted[Digest(digest)] = _Wanted(size)
            after = page[-1][0]

    def name(self, charter: Charter, judged: Iterable[Judged], store: Store) -> None:
        """Note the blobs that messages of others name and that are not held."""
        for one in judged:
            act = one.act
            party = one.deed.ref.party
            if act is None or one.inert or act.type != messages.MESSAGE or party == charter.me:
                continue
            blob = act.body.blob
            if blob is None:
                continue
            digest = Digest(blob.digest)
            if store.cell(BLOBS + charter.line, digest) is None:
                wanted = self._queue(charter.line, party).wanted
                wanted.setdefault(digest, _Wanted(blob.size))

    def lacks(self, line: LineId, party: int) -> bool:
        """Whether anything that a party named is not held."""
        queue = self._queues.get((line, party))
        return queue is not None and bool(queue.wanted)

    def wanted(self, line: LineId, party: int, now_ms: int) -> list[Want]:
        """What to ask a party for now: one piece of each blob, of a few blobs at a time."""
        return self._queue(line, party).turn(now_ms)

    def expect(self, line: LineId, party: int, piece: BlobPiece, now_ms: int) -> None:
        """Let a piece come that nobody could be asked for: it was carried here by hand."""
        self._queue(line, party).expect(piece, now_ms)

    def take(self, line: LineId, party: int, piece: BlobPiece, now_ms: int) -> bytes | None:
        """Take a piece that a party sent; return the whole once its hash fits."""
        return self._queue(line, party).take(piece, now_ms)
