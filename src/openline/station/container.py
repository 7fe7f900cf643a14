"""The record of a line as one file, which anyone can check without a station.

The file begins with a line of text, then come parts: one byte for the kind, four for the
length, and a body. It is written and read from front to back. The last part holds the hash of
all before it, so that a file that was cut off or damaged on its way is noticed as such.

Spec: docs/spec/12-export.md, 1 to 3.
"""

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from hashlib import sha256
from typing import Annotated, Final

from msgspec import Meta

from openline.core.acts.act import Count, Small
from openline.core.codec import Struct, encode, parse
from openline.core.crypto.keys import Bytes16, Bytes32
from openline.core.errors import Malformed, TooLarge
from openline.core.parcels import Path
from openline.core.record.checkpoint import FIRM_BYTES, PROVISIONAL_BYTES

MAGIC: Final = b"openline record 1\n"
BODY_BYTES: Final = 1 << 24
"""The largest body of a part. Spec 12, 1.2."""
ENTRIES_IN_PART: Final = 256
"""The most entries in one part. Spec 12, 2.6."""

StatementBytes = Annotated[bytes, Meta(min_length=PROVISIONAL_BYTES, max_length=FIRM_BYTES)]
FirmBytes = Annotated[bytes, Meta(min_length=FIRM_BYTES, max_length=FIRM_BYTES)]


class Part(IntEnum):
    """Kinds of part, in the order in which they may come."""

    HEADER = 1
    AGREEMENT = 2
    NOTICE = 3
    FEED = 4
    STATEMENT = 5
    ENTRIES = 6
    EVIDENCE = 7
    PAIR = 8
    BLOB = 9
    END = 10


class Header(Struct):
    """Whose copy of the record this is: a claim of the exporter, signed by nobody.

    `made_at` is milliseconds since 1970.
    """

    line: Bytes32
    terms: Bytes32
    party: Small
    station: Bytes32
    made_at: Count


class FeedHead(Struct):
    """Begins a feed; statements, entries and evidence up to the next head are about it."""

    party: Small
    incarnation: Count
    feed: Bytes16
    station: Bytes32
    size: Count


class SignedBy(Struct):
    """A statement about the feed, and the station that signed it."""

    signer: Bytes32
    statement: StatementBytes


class Stretch(Struct):
    """Entries from `start` on, and their leaf hashes one after the other.

    The leaf hashes prove nothing. Where entries were damaged they tell which one.
    """

    start: Count
    entries: Annotated[tuple[bytes, ...], Meta(min_length=1, max_length=ENTRIES_IN_PART)]
    leaves: bytes


class Fork(Struct):
    """Two statements by the feed's station that contradict each other at a size.

    One of them bears another root at `size` than the feed's entries; or, if there is a `path`,
    it leads from there to the newer one's root, as in evidence.
    """

    older: StatementBytes
    newer: StatementBytes
    size: Count
    path: Path


class Pair(Fork):
    """A fork, and how many entries of the feed the station had judged: it judges no more."""

    judged: Count


_COPY: Final = "Copy or export the file again."

Body = Header | FeedHead | SignedBy | Stretch | Pair | bytes

_STRUCTS: Final[dict[Part, type[Header | FeedHead | SignedBy | Stretch | Pair]]] = {
    Part.HEADER: Header,
    Part.FEED: FeedHead,
    Part.STATEMENT: SignedBy,
    Part.ENTRIES: Stretch,
    Part.PAIR: Pair,
}

_AFTER: Final[dict[Part, frozenset[Part]]] = {
    Part.HEADER: frozenset({Part.AGREEMENT}),
    Part.AGREEMENT: frozenset({Part.NOTICE, Part.FEED, Part.BLOB, Part.END}),
    Part.NOTICE: frozenset({Part.NOTICE, Part.FEED, Part.BLOB, Part.END}),
    **{
        part: frozenset(one for one in Part if one >= part or one is Part.FEED)
        for part in (Part.FEED, Part.STATEMENT, Part.ENTRIES, Part.EVIDENCE, Part.PAIR)
    },
    Part.BLOB: frozenset({Part.BLOB, Part.END}),
}
"""Which kinds may follow a kind."""


def write_export(parts: Iterable[tuple[Part, Body]]) -> Iterator[bytes]:
    """Return the file in pieces; the part END is added here."""
    digest = sha256(MAGIC)
    yield MAGIC
    for kind, body in parts:
        data = body if isinstance(body, bytes) else encode(body)
        piece = bytes((kind,)) + len(data).to_bytes(4, "big") + data
        digest.update(piece)
        yield piece
    yield bytes((Part.END,)) + (32).to_bytes(4, "big") + digest.digest()


def read_export(read: Callable[[int], bytes]) -> Iterator[tuple[Part, Body]]:
    """Read a file part by part, without END.

    Args:
        read: Returns at most so many bytes, fewer only at the end of the file.

    Raises:
        Damaged: After the last part: the checksum is wrong.
        Malformed, TooLarge: The file is no record, or was cut off.
    """
    if read(len(MAGIC)) != MAGIC:
        raise Malformed("The file is not a record exported by this version of Openline.")
    digest = sha256(MAGIC)
    allowed = frozenset({Part.HEADER})
    while True:
        head = read(5)
        kind = _kind(head, allowed)
        size = int.from_bytes(head[1:], "big")
        if size > BODY_BYTES:
            raise TooLarge(f"A part of {size} bytes.", limit=BODY_BYTES)
        data = read(size)
        if len(data) != size:
            raise Malformed("The file was cut off inside a part.", advice=_COPY)
        if kind is Part.END:
            _check_end(data, digest.digest(), read(1))
            return
        digest.update(head + data)
        allowed = _AFTER[kind]
        struct = _STRUCTS.get(kind)
        yield kind, data if struct is None else parse(struct, data, limit=BODY_BYTES)


class Damaged(Malformed):
    """All parts could be read, but the checksum at the end is another one."""

    code = "damaged"
    default_advice = "Copy or export the file again."


def _kind(head: bytes, allowed: frozenset[Part]) -> Part:
    if len(head) < 5:
        raise Malformed("The file was cut off: its end is missing.", advice=_COPY)
    try:
        kind = Part(head[0])
    except ValueError:
        raise Malformed(f"The file has a part of the unknown kind {head[0]}.") from None
    if kind not in allowed:
        raise Malformed(f"The file has a part {kind.name.lower()} where none belongs.")
    return kind


def _check_end(data: bytes, digest: bytes, more: bytes) -> None:
    if more:
        raise Malformed("The file goes on after its end.", advice=_COPY)
    if data != digest:
        raise Damaged("The file was altered after its export: its checksum is another one.")
