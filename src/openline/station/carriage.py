"""The file of a carriage: sealed parcels for one station, whole or visibly not.

The file shows neither parties nor line: its tag is a hash that only stations of the line can
tell. It protects nothing by itself, since every piece is sealed and signed; its end only tells
whether all of it was written.

Spec: docs/spec/20-carriage.md.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from hmac import compare_digest
from typing import BinaryIO, Final, NewType

from openline.core.crypto.keys import Digest, LineId, StationId, label
from openline.core.errors import LocalError

Tag = NewType("Tag", bytes)

MAGIC: Final = b"openline carriage 1\n"
TAG_BYTES: Final = 16
PIECE_BYTES: Final = 131_072
CARRIAGE_BYTES: Final = 1 << 30
"""The largest carriage. Spec 20, 1."""
PIECES: Final = 65_536
"""The most pieces in one. Spec 20, 1."""
_COUNT_BYTES: Final = 4
_END_BYTES: Final = _COUNT_BYTES + 32


class ForeignMedium(LocalError):
    """What was given is no carriage at all."""

    code = "foreign-medium"
    default_advice = "Nothing was taken. Look for the file that the other side wrote."


class WrongMedium(LocalError):
    """A carriage that is not for this station."""

    code = "wrong-medium"
    default_advice = "Nothing was taken. Give it to the station for which it was written."


def carriage_tag(line: LineId, sender: StationId, recipient: StationId) -> Tag:
    """H(L("carriage") || line || sender || recipient), the first 16 bytes."""
    named = label("carriage") + line + sender + recipient
    return Tag(sha256(named).digest()[:TAG_BYTES])


class Packed:
    """The bytes of a carriage, made from pieces while they are written.

    Attributes:
        count, size: Pieces and bytes so far.
        digest: SHA-256 of all before the end, once all is written.
    """

    def __init__(self, tag: Tag, pieces: Iterable[bytes]) -> None:
        self._tag = tag
        self._pieces = pieces
        self._hash = sha256()
        self.count = 0
        self.size = 0
        self.digest = Digest(bytes(32))

    def __iter__(self) -> Iterator[bytes]:
        yield self._hashed(MAGIC + self._tag)
        for piece in self._pieces:
            self.count += 1
            yield self._hashed(len(piece).to_bytes(4, "big") + piece)
        yield self._hashed(bytes(4) + self.count.to_bytes(_COUNT_BYTES, "big"))
        self.digest = Digest(self._hash.digest())
        self.size += 32
        yield self.digest

    def _hashed(self, data: bytes) -> bytes:
        self._hash.update(data)
        self.size += len(data)
        return data


class Unpacked:
    """The pieces of a carriage, read one after the other from hostile bytes.

    Attributes:
        tag: For whom it is.
        whole: Whether the end came and all before it is as it was written. Known after the
            last piece.
        digest: SHA-256 of all before the end; zeros unless it is whole.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._hash = sha256()
        head = self._read(len(MAGIC) + TAG_BYTES)
        if not head.startswith(MAGIC) or len(head) < len(MAGIC) + TAG_BYTES:
            raise ForeignMedium(f"{name} is no carriage of Openline.")
        self.tag = Tag(head[len(MAGIC) :])
        self.whole = False
        self.digest = Digest(bytes(32))

    def __iter__(self) -> Iterator[bytes]:
        count = total = 0
        while True:
            length = int.from_bytes(self._read(4), "big")
            if length == 0:
                self._end(count)
                return
            piece = self._read(length) if length <= PIECE_BYTES else b""
            total += length
            if len(piece) < length or total > CARRIAGE_BYTES or count == PIECES:
                return
            count += 1
            yield piece

    def _end(self, count: int) -> None:
        told = self._read(_COUNT_BYTES)
        digest = self._hash.digest()
        end = self._file.read(33)
        if told == count.to_bytes(_COUNT_BYTES, "big") and compare_digest(end, digest):
            self.whole = True
            self.digest = Digest(digest)

    def _read(self, count: int) -> bytes:
        data = self._file.read(count)
        self._hash.update(data)
        return data
