"""What every view of a line reads: the store, the charter and the state."""

from openline.core.acts.act import AnyAct, Ref, parse_act
from openline.core.errors import PeerError
from openline.core.line import RECEIVED, Charter, LineState, size_key
from openline.ports.store import Reader


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
            return parse_act(data[0]) if data else None
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
