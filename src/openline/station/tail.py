"""The newest entries of our feeds in memory: they are sent right after they are written."""

from collections.abc import Iterable
from typing import Final

from openline.core.crypto.keys import Digest, FeedId
from openline.core.ledger import NewEntry
from openline.core.record.tree import Nodes
from openline.ports.store import Reader

TAIL_ENTRIES: Final = 512
TAIL_BYTES: Final = 256 * 1_024
TAIL_LEAVES: Final = 1_024


class Tail:
    """A bounded run of the newest entries of each feed that was written lately."""

    def __init__(self) -> None:
        # Lists: an empty deque has room for 64, and most of a thousand lines are at rest.
        self._rows: dict[FeedId, list[NewEntry]] = {}
        self._bytes: dict[FeedId, int] = {}
        self._leaves: dict[FeedId, tuple[int, list[Digest]]] = {}

    def keep(self, rows: Iterable[NewEntry]) -> None:
        """Add rows that were committed, in order."""
        for row in rows:
            tail = self._rows.setdefault(row.feed, [])
            if tail and tail[-1].index + 1 != row.index:
                tail.clear()
                self._bytes[row.feed] = 0
            self._keep_leaf(row)
            tail.append(row)
            size = self._bytes.get(row.feed, 0) + len(row.data)
            while len(tail) > TAIL_ENTRIES or size > TAIL_BYTES:
                size -= len(tail.pop(0).data)
            self._bytes[row.feed] = size

    def _keep_leaf(self, row: NewEntry) -> None:
        first, leaves = self._leaves.get(row.feed, (row.index, []))
        if first + len(leaves) != row.index:
            first, leaves = row.index, []
        leaves.append(row.leaf)
        if len(leaves) > 2 * TAIL_LEAVES:
            del leaves[:TAIL_LEAVES]
            first += TAIL_LEAVES
        self._leaves[row.feed] = (first, leaves)

    def nodes(self, feed: FeedId, store: Reader) -> Nodes:
        """The tree of a feed, its newest leaves from memory."""
        first, leaves = self._leaves.get(feed, (0, []))
        return _TailNodes(feed, store, first, leaves)

    def read(self, feed: FeedId, start: int, stop: int, max_bytes: int) -> list[bytes]:
        """Entries from `start` on, at most `max_bytes`; empty if they are not in memory."""
        tail = self._rows.get(feed)
        if not tail or start < tail[0].index:
            return []
        found: list[bytes] = []
        room = max_bytes
        first = tail[0].index
        for place in range(start - first, min(stop - first, len(tail))):
            data = tail[place].data
            room -= len(data)
            if found and room < 0:
                break
            found.append(data)
        return found


class _TailNodes:
    """`Nodes` of one feed, over the newest leaves and the store."""

    def __init__(self, feed: FeedId, store: Reader, first: int, leaves: list[Digest]) -> None:
        self._feed = feed
        self._store = store
        self._first = first
        self._leaves = leaves

    def leaves(self, start: int, stop: int) -> list[Digest]:
        """The leaf hashes from `start` up to, not including, `stop`."""
        first = self._first
        if first <= start and stop <= first + len(self._leaves):
            return self._leaves[start - first : stop - first]
        return self._store.leaves(self._feed, start, stop)

    def node(self, level: int, index: int) -> Digest:
        """A node of level 8, 16, 24 and so on."""
        return self._store.node(self._feed, level, index)
