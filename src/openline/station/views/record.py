"""The line's newest acts, what waits for a receipt, and the feeds of the record.

Spec: docs/console.md, 3.
"""

from openline.core.acts.act import Ref, parse_act, write_ref
from openline.core.crypto.keys import Digest
from openline.core.errors import PeerError
from openline.core.line import FeedState
from openline.station.views.names import TYPE_NAMES, Doc, desk_doc
from openline.station.views.sight import Sight, read_act


class RecordView(Sight):
    """The record of one line."""

    def today(self, limit: int) -> list[Doc]:
        """The newest acts of all parties."""
        items: list[Doc] = []
        for feed in self.state.feeds.values():
            start = max(0, feed.folded - limit)
            leaves = self.store.leaves(feed.feed, start, feed.folded)
            data = self.store.entries(feed.feed, start, feed.folded, max_bytes=1 << 20)
            for index, (leaf, entry) in enumerate(zip(leaves, data, strict=False), start):
                item = self._item(feed, index, leaf, entry)
                if item is not None:
                    items.append(item)
        items.sort(key=lambda item: int(item["at_ms"]), reverse=True)
        return items[:limit]

    def _item(self, feed: FeedState, index: int, leaf: Digest, entry: bytes) -> Doc | None:
        try:
            act = read_act(entry)
        except PeerError:
            return None
        to = act.to
        return {
            "ref": write_ref(Ref(feed.party, feed.incarnation, index, leaf)),
            "type": TYPE_NAMES.get(act.type, str(act.type)),
            "mine": feed.party == self.charter.me,
            "party": feed.party,
            "at_ms": act.at,
            "from": desk_doc(self.terms, feed.party, act.sender) if act.sender else None,
            "to": None if to is None else desk_doc(self.terms, to.party, to.desk),
            "summary": {},
        }

    def waiting(self) -> Doc:
        """How much of our own feed no receipt covers, and how old the oldest of it is."""
        own = self.state.feeds.get(self.state.own) if self.state.own else None
        if own is None:
            return {"entries": 0, "oldest_ms": None}
        covered = min(
            (own.receipts[p].size if p in own.receipts else 0 for p in self.charter.others),
            default=own.size,
        )
        if covered >= own.size:
            return {"entries": 0, "oldest_ms": None}
        data = self.store.entries(own.feed, covered, covered + 1, max_bytes=1)
        return {
            "entries": own.size - covered,
            "oldest_ms": parse_act(data[0]).at if data else None,
        }

    def feeds(self) -> list[Doc]:
        """The feeds of `record:ID`."""
        docs = []
        for feed in sorted(
            self.state.feeds.values(), key=lambda one: (one.party, one.incarnation)
        ):
            newest = self.state.newest(feed.party)
            docs.append(
                {
                    "party": feed.party,
                    "incarnation": feed.incarnation,
                    "feed": feed.feed.hex(),
                    "size": feed.size,
                    "provisional": feed.provisional.size if feed.provisional else 0,
                    "firm": feed.firm.size if feed.firm else 0,
                    "root": feed.frontier.root().hex(),
                    "receipts": self._receipts(feed),
                    "state": _feed_state(feed, superseded=newest is not feed),
                    "inert": feed.inert,
                    "waits": self._waits(feed),
                }
            )
        return docs

    def _waits(self, feed: FeedState) -> Doc | None:
        """How many acts of a feed are held and not judged, and of whom the first lacks acts.

        Of a feed that is halted nothing is waited for.
        """
        if feed.folded >= feed.size:
            return None
        first = self.at_place(feed.party, feed.incarnation, feed.folded)
        parties = set()
        for one in first[0].seen if first and not feed.halted else ():
            known = self.state.feed(one.party, one.incarnation)
            if one.size > (known.folded if known else 0):
                parties.add(one.party)
        return {"acts": feed.size - feed.folded, "for": sorted(parties)}

    def _receipts(self, feed: FeedState) -> list[Doc]:
        if feed.party == self.charter.me:
            given = {party: [one] for party, one in feed.receipts.items()}
            for party, one in feed.firm_receipts.items():
                given.setdefault(party, []).append(one)
        else:
            ours = [one for one in (feed.receipt, feed.firm_receipt) if one is not None]
            given = {self.charter.me: ours} if ours else {}
        return [
            {
                "party": party,
                "size": statement.size,
                "time_ms": statement.time * 1_000,
                "firm": statement.firm,
            }
            for party, statements in sorted(given.items())
            for statement in {(s.size, s.firm): s for s in statements}.values()
        ]


def _feed_state(feed: FeedState, *, superseded: bool) -> str:
    if feed.frozen:
        return "frozen"
    if feed.closed:
        return "closed"
    return "superseded" if superseded else "open"
