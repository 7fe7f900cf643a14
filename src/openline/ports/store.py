"""The store: everything a station must never lose, made durable one batch at a time.

Three kinds of row serve every feature. *Entries* are the record: bytes as received or as
written, one at each position of a feed. *Nodes* are the inner hashes of the Merkle tree that
are worth keeping (one per 256 leaves; the rest is recomputed from leaf hashes). *Cells* are
named values in ordered spaces: statements, cached state, sessions, drafts. Heads are moved by
compare-and-swap, so that a second writer is noticed before it signs anything.

Spec: docs/spec/11-step.md.
"""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from openline.core.crypto.keys import Digest, FeedId


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


class Head(msgspec.Struct, frozen=True):
    """Where a stored feed ends."""

    feed: FeedId
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


class Store(Protocol):
    """A durable store with exactly one writer. Synchronous; called from one thread at a time."""

    def commit(self, batch: Commit) -> None:
        """Make the batch durable (on disk, synced) before returning.

        Raises:
            HeadMoved: Another writer extended a feed; nothing was written. Stop.
            StoreFull: No space; nothing was written. The batch may be tried again.
            StoreUnknown: It is not known whether the batch was written. Stop and re-read.
        """
        ...

    def heads(self) -> list[Head]:
        """Every feed's head, own and mirrored."""
        ...

    def entries(self, feed: FeedId, start: int, stop: int, *, max_bytes: int) -> list[bytes]:
        """Entries `start` <= i < `stop` in order, cut off once `max_bytes` is passed.

        At least one entry is returned if `start` is held, however large. Empty: none held.
        """
        ...

    def leaves(self, feed: FeedId, start: int, stop: int) -> list[Digest]:
        """Leaf hashes of `start` <= i < `stop`; fewer if the feed ends earlier."""
        ...

    def node(self, feed: FeedId, level: int, index: int) -> Digest:
        """A stored inner node. Raises KeyError if it was never stored."""
        ...

    def cell(self, space: bytes, key: bytes) -> bytes | None:
        """The value of one cell, or None."""
        ...

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
        ...

    def count(self, space: bytes) -> int:
        """How many cells a space holds."""
        ...

    def close(self) -> None:
        """Release the store; safe to call twice."""
        ...
