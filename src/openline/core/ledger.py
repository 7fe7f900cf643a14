"""What one step writes, and what it may read: the store's content with this step's own writes.

The core never reads a disk. It is handed `Holdings`, a synchronous read-only view whose answers
depend on what was committed before and on nothing else, and gathers its writes in a `Ledger`
that the loop commits as one batch or throws away.

Spec: docs/spec/11-step.md, 2.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from openline.core.crypto.keys import Digest, FeedId
from openline.core.record.tree import Frontier, grow, leaf_hash


class NewEntry(msgspec.Struct, frozen=True):
    """One entry to append: `index` is its place in the feed, `leaf` its RFC 6962 leaf hash."""

    feed: FeedId
    index: int
    leaf: Digest
    data: bytes


class NewNode(msgspec.Struct, frozen=True):
    """The root of a complete subtree of 2**level leaves; levels 8, 16, 24 ... only."""

    feed: FeedId
    level: int
    index: int
    digest: Digest


class HeadMove(msgspec.Struct, frozen=True):
    """Move a feed's head from `expected` entries (0 and no row yet: a new feed) to `size`.

    `peaks` are the roots of the complete subtrees, largest first, 32 bytes each, joined.
    """

    feed: FeedId
    expected: int
    size: int
    peaks: bytes


class Cell(msgspec.Struct, frozen=True):
    """A named value. `value` None removes it. Keys sort as bytes within their space."""

    space: bytes
    key: bytes
    value: bytes | None


class Commit(msgspec.Struct, frozen=True):
    """All that one step makes durable: all of it or none of it."""

    entries: Sequence[NewEntry] = ()
    nodes: Sequence[NewNode] = ()
    heads: Sequence[HeadMove] = ()
    cells: Sequence[Cell] = ()

    def __bool__(self) -> bool:
        return bool(self.entries or self.cells or self.heads)


class Holdings(Protocol):
    """What is committed. Same store, same answers."""

    def entries(self, feed: FeedId, start: int, stop: int, *, max_bytes: int) -> list[bytes]:
        """Entries `start` <= i < `stop` in order, cut off once `max_bytes` is passed."""
        ...

    def leaves(self, feed: FeedId, start: int, stop: int) -> list[Digest]:
        """Leaf hashes of `start` <= i < `stop`."""
        ...

    def node(self, feed: FeedId, level: int, index: int) -> Digest:
        """A stored inner node."""
        ...

    def cell(self, space: bytes, key: bytes) -> bytes | None:
        """The value of one cell, or None."""
        ...


class Mark(msgspec.Struct, frozen=True):
    """What a ledger held at a moment: cells, rows of each feed, nodes and heads."""

    cells: dict[tuple[bytes, bytes], bytes | None]
    rows: dict[FeedId, int]
    nodes: dict[tuple[FeedId, int, int], NewNode]
    heads: dict[FeedId, HeadMove]


class Ledger:
    """The writes of one batch over the holdings before it."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._cells: dict[tuple[bytes, bytes], bytes | None] = {}
        self._entries: dict[FeedId, list[NewEntry]] = {}
        self._nodes: dict[tuple[FeedId, int, int], NewNode] = {}
        self._heads: dict[FeedId, HeadMove] = {}

    def cell(self, space: bytes, key: bytes) -> bytes | None:
        """The value that a cell has after this batch so far."""
        name = (space, key)
        return self._cells[name] if name in self._cells else self._holdings.cell(space, key)

    def put(self, space: bytes, key: bytes, value: bytes | None) -> None:
        """Write a cell; None removes it."""
        self._cells[space, key] = value

    def mark(self) -> "Mark":
        """Where the batch stands now, for `undo`."""
        rows = {feed: len(held) for feed, held in self._entries.items()}
        return Mark(dict(self._cells), rows, dict(self._nodes), dict(self._heads))

    def undo(self, mark: "Mark") -> None:
        """Forget what was written since a mark."""
        self._cells, self._nodes, self._heads = mark.cells, mark.nodes, mark.heads
        self._entries = {feed: self._entries[feed][:rows] for feed, rows in mark.rows.items()}

    def append(
        self, feed: FeedId, before: Frontier, data: Sequence[bytes], leaves: Sequence[Digest]
    ) -> Frontier:
        """Append entries and their leaf hashes to a feed that ends at `before`.

        Returns:
            Where the feed ends now.
        """
        after, complete = grow(before, leaves)
        rows = self._entries.setdefault(feed, [])
        rows.extend(
            NewEntry(feed, before.size + n, leaf, entry)
            for n, (leaf, entry) in enumerate(zip(leaves, data, strict=True))
        )
        for node in complete:
            self._nodes[feed, node.level, node.index] = NewNode(
                feed, node.level, node.index, node.digest
            )
        known = self._heads.get(feed)
        expected = before.size if known is None else known.expected
        self._heads[feed] = HeadMove(feed, expected, after.size, b"".join(after.peaks))
        return after

    def entry(self, feed: FeedId, index: int) -> tuple[bytes, Digest] | None:
        """One entry and its leaf hash, committed or not; None if it is not held."""
        rows = self._entries.get(feed)
        if rows and index >= rows[0].index:
            place = index - rows[0].index
            return (rows[place].data, rows[place].leaf) if place < len(rows) else None
        found = self._holdings.entries(feed, index, index + 1, max_bytes=1)
        return (found[0], leaf_hash(found[0])) if found else None

    def nodes(self, feed: FeedId) -> "FeedNodes":
        """The tree of a feed as a prover reads it."""
        return FeedNodes(self, feed)

    def leaves(self, feed: FeedId, start: int, stop: int) -> list[Digest]:
        """Leaf hashes, committed or not."""
        rows = self._entries.get(feed)
        if not rows or stop <= rows[0].index:
            return self._holdings.leaves(feed, start, stop)
        first = rows[0].index
        old = self._holdings.leaves(feed, start, first) if start < first else []
        return old + [row.leaf for row in rows[max(start - first, 0) : stop - first]]

    def node(self, feed: FeedId, level: int, index: int) -> Digest:
        """A stored node, committed or not."""
        known = self._nodes.get((feed, level, index))
        return known.digest if known else self._holdings.node(feed, level, index)

    def rows(self) -> list[NewEntry]:
        """The entries of this batch."""
        return [row for rows in self._entries.values() for row in rows]

    def commit(self) -> Commit:
        """All of it as one batch for the store."""
        return Commit(
            entries=self.rows(),
            nodes=list(self._nodes.values()),
            heads=list(self._heads.values()),
            cells=[Cell(space, key, value) for (space, key), value in self._cells.items()],
        )


class FeedNodes:
    """`Nodes` of one feed over a ledger."""

    def __init__(self, ledger: Ledger, feed: FeedId) -> None:
        self._ledger = ledger
        self._feed = feed

    def leaves(self, start: int, stop: int) -> list[Digest]:
        """The leaf hashes from `start` up to, not including, `stop`."""
        return self._ledger.leaves(self._feed, start, stop)

    def node(self, level: int, index: int) -> Digest:
        """A node of level 8, 16, 24 and so on."""
        return self._ledger.node(self._feed, level, index)
