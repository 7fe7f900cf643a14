"""The exported file part by part (spec 12, 1 and 2)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, BinaryIO, Final

from verifier.agreement import read
from verifier.enc import Unreadable
from verifier.forms import fields, many, octets, uint

MAGIC: Final = b"openline record 1\n"
_MOST: Final = 1 << 24
_COUNT: Final = uint(1 << 53)
_SMALL: Final = uint(65_535)

HEADER, AGREEMENT, NOTICE, FEED, STATEMENT, ENTRIES, EVIDENCE, PAIR, BLOB, END = range(1, 11)

_FOLLOWS: Final = {
    0: {HEADER},
    HEADER: {AGREEMENT},
    AGREEMENT: {NOTICE, FEED, BLOB, END},
    NOTICE: {NOTICE, FEED, BLOB, END},
    FEED: {FEED, STATEMENT, ENTRIES, EVIDENCE, PAIR, BLOB, END},
    STATEMENT: {FEED, STATEMENT, ENTRIES, EVIDENCE, PAIR, BLOB, END},
    ENTRIES: {FEED, ENTRIES, EVIDENCE, PAIR, BLOB, END},
    EVIDENCE: {FEED, EVIDENCE, PAIR, BLOB, END},
    PAIR: {FEED, PAIR, BLOB, END},
    BLOB: {BLOB, END},
}
_FORMS: Final = {
    HEADER: fields(octets(32), octets(32), _SMALL, octets(32), _COUNT),
    FEED: fields(_SMALL, _COUNT, octets(16), octets(32), _COUNT),
    STATEMENT: fields(octets(32), octets(129, 2_549)),
    ENTRIES: fields(_COUNT, many(octets(), 256, 1), octets()),
    PAIR: fields(octets(129, 2_549), octets(129, 2_549), _COUNT, many(octets(32), 64), _COUNT),
}


@dataclass
class Feed:
    """A feed as the file has it."""

    party: int
    incarnation: int
    id: bytes
    station: bytes
    size: int
    statements: list[tuple[bytes, bytes]] = field(default_factory=list)
    entries: list[bytes] = field(default_factory=list)
    leaves: list[bytes] = field(default_factory=list)
    evidence: list[bytes] = field(default_factory=list)
    pairs: list[list[Any]] = field(default_factory=list)
    gap: int | None = None


@dataclass
class Container:
    """All that a file holds, read but not checked."""

    line: bytes = b""
    terms_hash: bytes = b""
    party: int = 0
    station: bytes = b""
    made_at: int = 0
    agreement: bytes = b""
    notices: list[bytes] = field(default_factory=list)
    feeds: list[Feed] = field(default_factory=list)
    feed_ids: set[bytes] = field(default_factory=set)
    blobs: dict[bytes, int] = field(default_factory=dict)
    intact: bool = False


def open_container(file: BinaryIO) -> Container:
    """Read a whole file.

    Raises:
        Unreadable: It is no record, or was cut off.
    """
    found = Container()
    for kind, body in _parts(file, found):
        if kind == AGREEMENT:
            found.agreement = body
        elif kind == NOTICE:
            found.notices.append(body)
        elif kind == BLOB:
            found.blobs[sha256(body).digest()] = len(body)
        elif kind == EVIDENCE:
            found.feeds[-1].evidence.append(body)
        else:
            _take(found, kind, read(body, _FORMS[kind], _MOST))
    return found


def _take(found: Container, kind: int, value: list[Any]) -> None:
    if kind == HEADER:
        found.line, found.terms_hash, found.party, found.station, found.made_at = value
    elif kind == FEED:
        feed = Feed(*value)
        last = found.feeds[-1] if found.feeds else None
        place = (feed.party, feed.incarnation)
        if last is not None and (last.party, last.incarnation) >= place:
            raise Unreadable("the feeds are not in their order")
        if feed.id in found.feed_ids:
            raise Unreadable("two feeds have one id")
        found.feed_ids.add(feed.id)
        found.feeds.append(feed)
    elif kind == STATEMENT:
        found.feeds[-1].statements.append((value[0], value[1]))
    elif kind == PAIR:
        found.feeds[-1].pairs.append(value)
    else:
        _take_entries(found.feeds[-1], *value)


def _take_entries(feed: Feed, start: int, entries: list[bytes], leaves: bytes) -> None:
    known = len(feed.entries)
    if feed.gap is not None:
        return
    if start < known or known < start >= feed.size:
        raise Unreadable("the entries of a feed are not in their order")
    if start > known:
        feed.gap = known
        return
    feed.entries += entries
    said = [leaves[at : at + 32] for at in range(0, len(leaves), 32)]
    feed.leaves += [*said, *[b""] * len(entries)][: len(entries)]


def _parts(file: BinaryIO, found: Container) -> Iterator[tuple[int, bytes]]:
    if file.read(len(MAGIC)) != MAGIC:
        raise Unreadable("this is not a record exported by version 1 of Openline")
    counted = sha256(MAGIC)
    before = 0
    while True:
        head = file.read(5)
        if len(head) < 5:
            raise Unreadable("the file was cut off: its end is missing")
        kind, size = head[0], int.from_bytes(head[1:], "big")
        if kind not in _FOLLOWS[before]:
            raise Unreadable(f"a part of kind {kind} stands where none belongs")
        if size > _MOST:
            raise Unreadable(f"a part of {size} bytes")
        body = file.read(size)
        if len(body) < size:
            raise Unreadable("the file was cut off inside a part")
        if kind == END:
            if file.read(1):
                raise Unreadable("bytes follow the end")
            found.intact = body == counted.digest()
            return
        counted.update(head)
        counted.update(body)
        yield kind, body
        before = kind
