"""A station with a real key that follows no rule: it signs whatever the test wants."""

import os
from collections.abc import Sequence
from typing import Any

from openline.core.acts import upkeep
from openline.core.acts.act import Act, Addressee, AnyAct, Kind, NoBody, Ref, Seen
from openline.core.codec import Struct, encode
from openline.core.crypto.keys import Digest, FeedId
from openline.core.parcels import Entries, Statements
from openline.core.record.checkpoint import Statement, encode_statement
from openline.core.record.tree import (
    Frontier,
    consistency_path,
    grow,
    leaf_hash,
)
from tests.core.line.stations import START_MS, Station, charter_for, keys_of


class History:
    """Leaf hashes of one invented history, as `Nodes`; short ones only."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self.entries = list(entries)

    def leaves(self, start: int, stop: int) -> list[Digest]:
        return [leaf_hash(entry) for entry in self.entries[start:stop]]

    def node(self, level: int, index: int) -> Digest:
        width = 1 << level
        part = self.leaves(index * width, (index + 1) * width)
        assert len(part) == width
        return grow(Frontier.empty(), part)[0].root()

    def root(self, size: int) -> Digest:
        return grow(Frontier.empty(), self.leaves(0, size))[0].root()


class Liar:
    """Party 0 (or another) of a line, with one history that it writes as it likes."""

    def __init__(self, party: int = 0, parties: int = 2, incarnation: int = 0) -> None:
        self.charter = charter_for(party, parties)
        self.keys = keys_of(party)
        self.party = party
        self.incarnation = incarnation
        self.feed: FeedId = self.charter.feed(party, incarnation)
        self.entries: list[bytes] = []
        self.write(self.opening())

    @property
    def station(self) -> Any:
        return self.charter.station

    def opening(self, **changes: Any) -> bytes:
        """An entry 0."""
        fields: dict[str, Any] = {
            "incarnation": self.incarnation,
            "previous": None,
            "reason": upkeep.OpenReason.START,
            "certificate": self.charter.members[self.station].certificate,
        }
        return self.act(upkeep.FEED_OPEN, upkeep.FeedOpen(**fields | changes))

    def act(
        self,
        type_: int,
        body: Struct | None = None,
        sender: str = "",
        to: Addressee | None = None,
        seen: Sequence[Seen] = (),
        **changes: Any,
    ) -> bytes:
        """The entry of an act; `changes` alter fields of the envelope."""
        act: AnyAct = Act(
            type=type_,
            kind=changes.get("kind", Kind.REAL),
            terms=changes.get("terms", 1),
            at=changes.get("at", START_MS),
            nonce=os.urandom(16),
            sender=sender,
            to=to,
            seen=tuple(seen),
            officer=changes.get("officer"),
            body=NoBody() if body is None else body,
        )
        return encode(act)

    def write(self, *entries: bytes) -> Ref:
        """Put entries at the end of the history; names the last one."""
        self.entries += entries
        index = len(self.entries) - 1
        return Ref(self.party, self.incarnation, index, leaf_hash(self.entries[index]))

    def say(self, type_: int, body: Struct, sender: str = "watch", **rest: Any) -> Ref:
        """Write an act."""
        return self.write(self.act(type_, body, sender, **rest))

    def signed(
        self, size: int | None = None, *, firm: bool | None = None, **changes: Any
    ) -> Statement:
        """A statement about the history, or about whatever `root` says."""
        firm = self.charter.passes_on if firm is None else firm
        size = len(self.entries) if size is None else size
        root = changes.get("root") or History(self.entries).root(min(size, len(self.entries)))
        feed = changes.get("feed", self.feed)
        return self.keys.state(feed, size, root, changes.get("time", 1), firm=firm)

    def parcel(
        self, start: int = 0, stop: int | None = None, *, statement: Statement | None = None
    ) -> Entries:
        """Entries with a statement over the whole history."""
        stop = len(self.entries) if stop is None else stop
        statement = statement or self.signed()
        path: Sequence[Digest] = ()
        if stop < statement.size <= len(self.entries):
            path = consistency_path(stop, statement.size, History(self.entries))
        data = tuple(self.entries[start:stop])
        return Entries(self.feed, start, data, encode_statement(statement), tuple(path))

    def deliver(self, victim: Station) -> None:
        """Send all that the victim lacks, as an honest station would; it judges all of it."""
        held = victim.line.feeds.get(self.feed)
        start = held.size if held else 0
        while start < len(self.entries):
            stop = min(start + 256, len(self.entries))
            outcome = victim.receive_from(self.station, self.parcel(start, stop))
            assert outcome.error is None, outcome.error
            start = stop
        while victim.line.backlog:
            victim.elapse(0)


def statements(*given: Statement) -> Statements:
    """A parcel of statements."""
    return Statements(tuple(encode_statement(one) for one in given))
