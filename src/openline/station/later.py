"""Cells that may wait for the next commit: receipts of others, which can be had again.

A receipt that we verified but did not store yet is not lost with us: after a crash the other
side sees by `have` that we lack it and sends it again. So it rides along with the next batch
that must be durable, and until then whoever reads sees it here.

Spec: docs/spec/11-step.md, 3.
"""

from typing import Final

from openline.core.crypto.keys import Digest, FeedId
from openline.core.ledger import Cell, Commit
from openline.core.line import FEEDS, RECEIVED, STATEMENTS
from openline.ports.store import Head, Reader

_MAY_WAIT: Final = (STATEMENTS, RECEIVED, FEEDS)


class Later:
    """The cells that wait. The newest value of a cell wins."""

    def __init__(self) -> None:
        self._cells: dict[tuple[bytes, bytes], Cell] = {}

    def __bool__(self) -> bool:
        return bool(self._cells)

    def take(self, commit: Commit) -> bool:
        """Keep a batch back if all of it may wait; else return False."""
        if commit.entries or commit.heads or commit.nodes:
            return False
        if not all(cell.space.startswith(_MAY_WAIT) for cell in commit.cells):
            return False
        for cell in commit.cells:
            self._cells[cell.space, cell.key] = cell
        return True

    def join(self, commit: Commit) -> Commit:
        """Return a batch with all that waited; its own cells win. Nothing waits any more."""
        if not self._cells:
            return commit
        for cell in commit.cells:
            self._cells[cell.space, cell.key] = cell
        joined = Commit(
            entries=commit.entries,
            nodes=commit.nodes,
            heads=commit.heads,
            cells=list(self._cells.values()),
        )
        self._cells = {}
        return joined

    def of(self, space: bytes) -> dict[bytes, bytes | None]:
        """What waits in a space, by key."""
        return {key: cell.value for (at, key), cell in self._cells.items() if at == space}

    def get(self, space: bytes, key: bytes) -> Cell | None:
        """The waiting cell, or None."""
        return self._cells.get((space, key))


class Fresh:
    """A store as it will be when all that waits is committed; for reading only."""

    def __init__(self, store: Reader, later: Later) -> None:
        self._store = store
        self._later = later

    def heads(self) -> list[Head]:
        """Every feed's head."""
        return self._store.heads()

    def entries(self, feed: FeedId, start: int, stop: int, *, max_bytes: int) -> list[bytes]:
        """Entries of a range."""
        return self._store.entries(feed, start, stop, max_bytes=max_bytes)

    def leaves(self, feed: FeedId, start: int, stop: int) -> list[Digest]:
        """Leaf hashes of a range."""
        return self._store.leaves(feed, start, stop)

    def node(self, feed: FeedId, level: int, index: int) -> Digest:
        """A stored inner node."""
        return self._store.node(feed, level, index)

    def cell(self, space: bytes, key: bytes) -> bytes | None:
        """The value of one cell, or None."""
        waiting = self._later.get(space, key)
        return waiting.value if waiting is not None else self._store.cell(space, key)

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
        stored = self._store.cells(
            space, after=after, before=before, limit=limit, newest_first=newest_first
        )
        waiting = self._later.of(space)
        if not waiting:
            return stored
        merged: dict[bytes, bytes | None] = {**dict(stored), **waiting}
        found = [
            (key, value)
            for key, value in sorted(merged.items(), reverse=newest_first)
            if value is not None
            and (after is None or key > after)
            and (before is None or key < before)
        ]
        return found[:limit]

    def count(self, space: bytes) -> int:
        """How many cells a space holds; what waits is always an addition or a change."""
        stored = self._store.count(space)
        new = [key for key in self._later.of(space) if self._store.cell(space, key) is None]
        return stored + len(new)
