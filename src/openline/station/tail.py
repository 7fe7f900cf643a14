"""The newest entries of our feeds in memory, since they are sent right after they are written."""

from collections import deque
from collections.abc import Iterable
from typing import Final

from openline.core.crypto.keys import FeedId
from openline.core.ledger import NewEntry

TAIL_ENTRIES: Final = 512
TAIL_BYTES: Final = 256 * 1_024


class Tail:
    """A bounded run of the newest entries of each feed that was written lately."""

    def __init__(self) -> None:
        self._rows: dict[FeedId, deque[NewEntry]] = {}
        self._bytes: dict[FeedId, int] = {}

    def keep(self, rows: Iterable[NewEntry]) -> None:
        """Add rows that were committed, in order."""
        for row in rows:
            tail = self._rows.setdefault(row.feed, deque())
            if tail and tail[-1].index + 1 != row.index:
                tail.clear()
                self._bytes[row.feed] = 0
            tail.append(row)
            size = self._bytes.get(row.feed, 0) + len(row.data)
            while len(tail) > TAIL_ENTRIES or size > TAIL_BYTES:
                size -= len(tail.popleft().data)
            self._bytes[row.feed] = size

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
