"""Fakes of the store and the anchor, in memory, with faults that a test can order.

They pass the same contract tests as the real ones. What is committed stays as long as the
object lives, so a test lets a station crash by dropping it and starting another on the same
store; `copy` is a backup.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Container, Iterable, Mapping
from copy import deepcopy
from hashlib import sha256
from typing import Self

from openline.core.crypto.keys import Digest, FeedId, LineId
from openline.core.errors import OpenlineError
from openline.ports.anchor import Mark, is_newer
from openline.ports.errors import HeadMoved, StoreUnknown
from openline.ports.store import Commit, Head


class _Fault:
    """An error to be raised once, before or after the work is done."""

    def __init__(self) -> None:
        self._next: tuple[OpenlineError, bool] | None = None
        self._first = 0

    def fail_next(self, error: OpenlineError, *, written: bool = False, after: int = 0) -> None:
        """Raise `error` at the next write but `after`; `written`: after it was made durable."""
        self._next = (error, written)
        self._first = after

    @property
    def fails(self) -> bool:
        """Whether a fault was ordered that has not come yet."""
        return self._next is not None

    def _raise(self, *, written: bool) -> None:
        if self._next is None or self._next[1] is not written:
            return
        if self._first:
            self._first -= 1
            return
        error, self._next = self._next[0], None
        raise error


class MemoryStore(_Fault):
    """A store in memory. `open` is what starting a station on the same folder is."""

    def __init__(self) -> None:
        super().__init__()
        self._heads: dict[FeedId, Head] = {}
        self._entries: dict[FeedId, dict[int, tuple[Digest, bytes]]] = {}
        self._nodes: dict[tuple[FeedId, int, int], Digest] = {}
        self._cells: dict[bytes, dict[bytes, bytes]] = {}
        self._keys: dict[bytes, list[bytes]] = {}
        self._stopped = False

    def open(self) -> Self:
        """Let a new writer begin where the last one ended, after a crash or a stop."""
        self._stopped = False
        self._next = None
        return self

    def copy(self) -> "MemoryStore":
        """Return a backup: a store of its own with the same content."""
        return deepcopy(self).open()

    def commit(self, batch: Commit) -> None:
        """Take the batch: all of it or none of it."""
        if self._stopped:
            raise StoreUnknown("This writer has stopped.")
        try:
            self._raise(written=False)
            self._check(batch)
            self._write(batch)
            self._raise(written=True)
        except (HeadMoved, StoreUnknown):
            self._stopped = True
            raise

    def heads(self) -> list[Head]:
        """Every feed's head, in the order of feed ids."""
        return [self._heads[feed] for feed in sorted(self._heads)]

    def entries(self, feed: FeedId, start: int, stop: int, *, max_bytes: int) -> list[bytes]:
        """Entries of a range, together at most `max_bytes`, but one at least if held."""
        found: list[bytes] = []
        room = max_bytes
        for _, data in self._range(feed, start, stop):
            room -= len(data)
            if found and room < 0:
                break
            found.append(data)
        return found

    def leaves(self, feed: FeedId, start: int, stop: int) -> list[Digest]:
        """Leaf hashes of a range; fewer if the feed ends earlier."""
        return [leaf for leaf, _ in self._range(feed, start, stop)]

    def node(self, feed: FeedId, level: int, index: int) -> Digest:
        """A stored inner node. Raises KeyError if it was never stored."""
        return self._nodes[feed, level, index]

    def cell(self, space: bytes, key: bytes) -> bytes | None:
        """The value of one cell, or None."""
        return self._cells.get(space, {}).get(key)

    def cells(
        self,
        space: bytes,
        *,
        after: bytes | None = None,
        before: bytes | None = None,
        limit: int = 1_000,
        newest_first: bool = False,
    ) -> list[tuple[bytes, bytes]]:
        """(key, value) pairs with `after` < key < `before`, in key order or the reverse."""
        keys = self._keys.get(space, [])
        first = 0 if after is None else bisect_right(keys, after)
        last = len(keys) if before is None else bisect_left(keys, before)
        chosen = keys[first:last]
        if newest_first:
            chosen.reverse()
        return [(key, self._cells[space][key]) for key in chosen[:limit]]

    def count(self, space: bytes) -> int:
        """How many cells a space holds."""
        return len(self._cells.get(space, {}))

    def close(self) -> None:
        """Stop this writer; safe to call twice."""
        self._stopped = True

    def _range(self, feed: FeedId, start: int, stop: int) -> Iterable[tuple[Digest, bytes]]:
        held = self._entries.get(feed, {})
        index = max(start, 0)
        while index < stop and index in held:
            yield held[index]
            index += 1

    def _check(self, batch: Commit) -> None:
        for move in batch.heads:
            held = self._heads.get(move.feed)
            if (held.size if held else 0) != move.expected:
                raise HeadMoved("A feed does not end where it was expected to.")
        new = {(e.feed, e.index) for e in batch.entries}
        if len(new) < len(batch.entries) or any(
            index in self._entries.get(feed, {}) for feed, index in new
        ):
            raise HeadMoved("An entry was already there: a second writer.")

    def _write(self, batch: Commit) -> None:
        for entry in batch.entries:
            self._entries.setdefault(entry.feed, {})[entry.index] = (entry.leaf, entry.data)
        for node in batch.nodes:
            self._nodes.setdefault((node.feed, node.level, node.index), node.digest)
        for move in batch.heads:
            self._heads[move.feed] = Head(move.feed, move.size, move.peaks)
        for cell in batch.cells:
            held = self._cells.setdefault(cell.space, {})
            keys = self._keys.setdefault(cell.space, [])
            if cell.value is None:
                if held.pop(cell.key, None) is not None:
                    keys.remove(cell.key)
            else:
                if cell.key not in held:
                    insort(keys, cell.key)
                held[cell.key] = cell.value


class MemoryAnchor(_Fault):
    """An anchor in memory; `copy` is its backup, which no station should have."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: dict[FeedId, Mark] = {}

    def copy(self) -> "MemoryAnchor":
        """Return an anchor of its own with the same marks."""
        return deepcopy(self)

    def write(self, marks: Iterable[Mark]) -> None:
        """Record marks that are newer than those held."""
        self._raise(written=False)
        for mark in marks:
            if is_newer(mark, self._marks.get(mark.feed)):
                self._marks[mark.feed] = mark
        self._raise(written=True)

    def read(self) -> Mapping[FeedId, Mark] | None:
        """All marks, or None if there are none."""
        return dict(self._marks) or None

    def close(self) -> None:
        """Nothing is held; safe to call twice."""


class MemoryDocuments(_Fault):
    """Documents in memory. They have no age: `tidy` takes all that are not named."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: dict[tuple[LineId, Digest], bytes] = {}
        self._whole: dict[tuple[LineId, Digest], bytes] = {}

    def gathered(self, line: LineId, digest: Digest) -> int:
        """How many bytes of a document are here, whole or not."""
        place = line, digest
        return len(self._whole.get(place, self._parts.get(place, b"")))

    def whole(self, line: LineId, digest: Digest) -> bool:
        """Whether a document is here whole and checked."""
        return (line, digest) in self._whole

    def used(self, line: LineId) -> int:
        """Bytes of all documents of a line, whole or not."""
        both = (*self._whole.items(), *self._parts.items())
        return sum(len(data) for (of, _), data in both if of == line)

    def append(self, line: LineId, digest: Digest, offset: int, data: bytes) -> int:
        """Add a piece if it follows what is gathered; returns how much is gathered then."""
        held = self.gathered(line, digest)
        if offset != held or self.whole(line, digest) or not data:
            return held
        if self.fails:
            self._raise(written=False)
        self._parts[line, digest] = self._parts.get((line, digest), b"") + data
        return held + len(data)

    def finish(self, line: LineId, digest: Digest, size: int) -> bool:
        """Make a gathered document durable if size and hash fit; else drop it."""
        data = self._parts.pop((line, digest), b"")
        if len(data) != size or sha256(data).digest() != digest:
            return False
        self._whole[line, digest] = data
        return True

    def read(self, line: LineId, digest: Digest, offset: int, most: int) -> bytes:
        """At most `most` bytes of a whole document; empty at its end, or if it is not here."""
        data = self._whole.get((line, digest), b"")
        return data[offset : offset + most] if offset >= 0 else b""

    def tidy(self, line: LineId, named: Container[Digest], older_than_s: int) -> None:
        """Remove documents that no message named."""
        for held in (self._whole, self._parts):
            for of, digest in tuple(held):
                if of == line and digest not in named:
                    del held[of, digest]
