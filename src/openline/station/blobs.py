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


class _Wanted(msgspec.Struct):
    """A blob that is being fetched."""

    party: int
    size: int
    held: bytes = b""
    asked_ms: int = 0


class Blobs:
    """The blobs that this station still lacks, by line and hash."""

    def __init__(self) -> None:
        self._wanted: dict[tuple[LineId, Digest], _Wanted] = {}

    def recall(self, charter: Charter, store: Store) -> None:
        """Read back, at a start, which blobs were still to be fetched."""
        after: bytes | None = None
        while page := store.cells(LACKED + charter.line, after=after):
            for digest, place in page:
                party, _, size = split_place(place)
                self._wanted[charter.line, Digest(digest)] = _Wanted(party, size)
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
                self._wanted.setdefault((charter.line, digest), _Wanted(party, blob.size))

    def wanted(self, line: LineId, party: int, now_ms: int) -> list[Want]:
        """What to ask a party for now: one piece of each blob at a time."""
        asks = []
        for (at, digest), wanted in self._wanted.items():
            if at != line or wanted.party != party or now_ms - wanted.asked_ms < ASK_AGAIN_MS:
                continue
            wanted.asked_ms = now_ms
            asks.append(Want(bytes(16), len(wanted.held), digest))
        return asks

    def take(self, line: LineId, piece: BlobPiece, now_ms: int) -> bytes | None:
        """Take a piece; return the whole once it is complete and its hash fits."""
        key = (line, Digest(piece.digest))
        wanted = self._wanted.get(key)
        if wanted is None or piece.offset != len(wanted.held):
            return None
        wanted.held += piece.data
        wanted.asked_ms = 0
        if len(wanted.held) < wanted.size:
            return None
        whole, wanted.held = wanted.held, b""
        if len(whole) != wanted.size or sha256(whole).digest() != piece.digest:
            wanted.asked_ms = now_ms
            return None
        del self._wanted[key]
        return whole
