"""The store: everything a station must never lose, made durable one batch at a time.

Three kinds of row serve every feature. *Entries* are the record: bytes as received or as
written, one at each position of a feed. *Nodes* are the inner hashes of the Merkle tree that
are worth keeping (one per 256 leaves; the rest is recomputed from leaf hashes). *Cells* are
named values in ordered spaces: statements, cached state, sessions, drafts. Heads are moved by
compare-and-swap, so that a second writer is noticed before it signs anything.

Spec: docs/spec/11-step.md.
"""

from typing import Protocol

import msgspec

from openline.core.crypto.keys import Digest, FeedId
from openline.core.ledger import Cell, Commit, HeadMove, NewEntry, NewNode

__all__ = ["Cell", "Commit", "Head", "HeadMove", "NewEntry", "NewNode", "Reader", "Store"]


class Head(msgspec.Struct, frozen=True):
    """Where a stored feed ends."""

    feed: FeedId
    size: int
    peaks: bytes


class Reader(Protocol):
    """What can be read of a store, from the loop's thread and from others."""

    def heads(self) -> list[Head]:
        """Every feed's head, own and mirrored."""
        ...

    def entries(self, feed: FeedId, start: int, stop: int, *, max_bytes: int) -> list[bytes]:
        """Entries `start` <= i < `stop` in order, as many as `max_bytes` hold.

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


class Store(Reader, Protocol):
    """A durable store, one writer. `commit` is for one thread; reads may come from another."""

    def commit(self, batch: Commit) -> None:
        """Make the batch durable (on disk, synced) before returning.

        Raises:
            HeadMoved: Another writer extended a feed; nothing was written. Stop.
            StoreFull: No space; nothing was written. The batch may be tried again.
            StoreUnknown: It is not known whether the batch was written. Stop and re-read.
        """
        ...

    def close(self) -> None:
        """Release the store; safe to call twice."""
        ...
