"""What every view of a line reads: the store, the charter and the state."""

from collections.abc import Callable
from functools import lru_cache

from openline.core.acts.act import AnyAct, Ref, parse_act
from openline.core.errors import PeerError
from openline.core.line import RECEIVED, Charter, LineState, place_key, size_key
from openline.ports.store import Reader

read_act = lru_cache(256)(parse_act)
"""What views look at is mostly the same newest acts, again with every change."""


class Sight:
    """One line as it was when this was made."""

    def __init__(self, store: Reader, charter: Charter, state: LineState) -> None:
        self.store = store
        self.charter = charter
        self.state = state
        self.terms = charter.terms

    def received_ms(self, ref: Ref, party: int) -> int | None:
        """When a party's receipt over one of our entries came, or None."""
        feed = self.state.feed(ref.party, ref.incarnation)
        if feed is None:
            return None
        newest = feed.receipts.get(party)
        if newest is None or newest.size <= ref.index:
            return None
        for station in self.terms.parties[party].stations:
            space = RECEIVED + feed.feed + station
            first = self.store.cells(space, after=size_key(ref.index), limit=1)
            if first:
                return int.from_bytes(first[0][1], "big")
        return newest.time * 1_000

    def firm(self, party: int, index: int, incarnation: int) -> bool:
        """Whether an entry is covered by a statement with both signatures of its author."""
        feed = self.state.feed(party, incarnation)
        return feed is not None and feed.firm is not None and feed.firm.size > index

    def act(self, ref: Ref) -> AnyAct | None:
        """An act of the record; None if it is not held or cannot be read."""
        feed = self.charter.feed(ref.party, ref.incarnation)
        data = self.store.entries(feed, ref.index, ref.index + 1, max_bytes=1)
        try:
            return read_act(data[0]) if data else None
        except PeerError:
            return None

    def at_place(self, party: int, incarnation: int, index: int) -> tuple[AnyAct, Ref] | None:
        """An act by its place, with its full reference; None if it is not held."""
        feed = self.charter.feed(party, incarnation)
        leaves = self.store.leaves(feed, index, index + 1)
        if not leaves:
            return None
        ref = Ref(party, incarnation, index, leaves[0])
        act = self.act(ref)
        return None if act is None else (act, ref)

    def of_party(
        self, space: bytes, party: int, limit: int, before: bytes | None = None
    ) -> list[tuple[bytes, bytes]]:
        """A party's cells of a space whose keys are places, the newest first."""
        return self.store.cells(
            space + self.charter.line,
            after=party.to_bytes(2, "big"),
            before=before or place_key(party + 1, 0, 0),
            limit=limit,
            newest_first=True,
        )

    def newest(
        self, space: bytes, held_ms: Callable[[bytes], int], before: str | None, limit: int
    ) -> tuple[list[tuple[bytes, bytes]], str | None]:
        """The newest cells of all parties, by the time that `held_ms` reads from a value.

        `before` is a cursor that this returned; with the cells comes the next one, or None.
        """
        bounds = _read_cursor(before)
        rows: list[tuple[int, bytes, bytes]] = []
        for party in range(len(self.terms.parties)):
            cells = self.of_party(space, party, limit + 1, bounds.get(party))
            rows += [(held_ms(value), key, value) for key, value in cells]
        rows.sort(key=lambda row: row[0], reverse=True)
        kept = rows[:limit]
        if len(rows) <= limit:
            return [(key, value) for _, key, value in kept], None
        for _, key, _ in kept:
            bounds[int.from_bytes(key[:2], "big")] = key
        return [(key, value) for _, key, value in kept], _write_cursor(bounds)


def _write_cursor(bounds: dict[int, bytes]) -> str:
    return ".".join(key.hex() for _, key in sorted(bounds.items()))


def _read_cursor(cursor: str | None) -> dict[int, bytes]:
    """Bounds by party; what is no cursor of ours counts as none."""
    if not cursor:
        return {}
    try:
        keys = [bytes.fromhex(part) for part in cursor.split(".")]
    except ValueError:
        return {}
    return {int.from_bytes(key[:2], "big"): key for key in keys if len(key) == 14}
