"""What to send to whom: the difference between what we hold and what the other side holds.

Nothing is queued for a peer. A `Link` remembers how far one connection has carried each feed
and each statement; what is owed follows from that and from the line. After a cut the other
side says by `have` where it stands, and the difference is sent.

Spec: docs/spec/06-session.md, 6; docs/spec/03-feed.md, 8.
"""

from typing import Final

import msgspec

from openline.core.crypto.keys import FeedId
from openline.core.line import Charter, LineState
from openline.core.parcels import Have, HaveFeed
from openline.core.record.checkpoint import Statement

STALE_AFTER_MS: Final = 3_000
"""Entries that the other side lacks so long after they were sent are sent again. Spec 03, 8."""

NARROW_STALE_AFTER_MS: Final = 60_000
"""The same on a narrow link, where one parcel takes seconds. Spec 22, 5."""

STATEMENTS_AT_ONCE: Final = 24
"""So many statements with both signatures fit into one parcel. Spec 06, 6."""


class SendEntries(msgspec.Struct, frozen=True):
    """Send entries from `start` up to `stop` under their author's statement.

    They are of our own feed; or of the other side's, if it holds less of it than we do.
    """

    feed: FeedId
    start: int
    stop: int
    statement: Statement


class SendStatements(msgspec.Struct, frozen=True):
    """Send checkpoints and receipts of ours."""

    statements: tuple[Statement, ...]


Owed = SendEntries | SendStatements


class Link:
    """How far one connection to one station has carried one line. Forgotten when it ends.

    Attributes:
        party: The party at the other end.
        narrow: Whether ML-DSA signatures wait for a wider link.
        greeted: Whether the other side has said what it holds.
        overtook: Our acts before this index have gone ahead of their place, if they may.
    """

    def __init__(self, party: int, *, narrow: bool = False) -> None:
        self.party = party
        self.narrow = narrow
        self.greeted = False
        self.overtook = 0
        self._sent: dict[FeedId, int] = {}
        self._sent_at_ms: dict[FeedId, int] = {}
        self._told: dict[FeedId, tuple[int, int]] = {}
        self._lost: dict[FeedId, int] = {}

    def heard(self, charter: Charter, line: LineState, have: Have, now_ms: int) -> None:
        """Take in what the other side holds of our feeds, and of our receipts on its own.

        What it lacks although it was sent some time ago will be sent again.
        """
        self._compare(line, have, now_ms)
        named = {told.feed: told for told in have.feeds}
        for feed in line.feeds.values():
            if feed.party not in (charter.me, self.party):
                continue
            # A feed that is not named is one whose first entry was lost on its way.
            told = named.get(feed.feed) or HaveFeed(feed.feed, 0, 0, 0, 0, 0)
            overdue = self._stale(feed.feed, now_ms)
            again = not self.greeted or overdue
            if feed.party == charter.me:
                if again or told.held > self._sent.get(feed.feed, 0):
                    self._sent[feed.feed] = told.held
                mark = (told.provisional, told.firm)
            else:
                mark = (told.receipted, told.receipted_firm)
            if again:
                self._told[feed.feed] = mark
        self.greeted = True

    def _compare(self, line: LineState, have: Have, now_ms: int) -> None:
        """Note where the other side holds less of its own feeds than we do: it was restored."""
        held = {told.feed: told.held for told in have.feeds}
        for feed in line.feeds.values():
            if feed.party != self.party or feed.provisional is None:
                continue
            if held.get(feed.feed, 0) >= feed.provisional.size:
                self._lost.pop(feed.feed, None)
            elif self._stale(feed.feed, now_ms):
                self._lost[feed.feed] = held.get(feed.feed, 0)

    def _stale(self, feed: FeedId, now_ms: int) -> bool:
        """Whether it was long ago, or before the clock was set back, that we sent of a feed."""
        limit_ms = NARROW_STALE_AFTER_MS if self.narrow else STALE_AFTER_MS
        return abs(now_ms - self._sent_at_ms.get(feed, 0)) > limit_ms

    def asked(self, line: LineState, feed: FeedId, start: int) -> None:
        """The other side asks for entries again, from `start` on."""
        if feed in line.feeds:
            self._sent[feed] = min(start, self._sent.get(feed, start))

    def excuse(self, charter: Charter, line: LineState) -> bool:
        """Leave out what the other side has receipted: another link carried it there.

        Returns whether that was more than at the last call.
        """
        came = False
        for feed in line.feeds.values():
            receipt = feed.receipts.get(self.party)
            if feed.party != charter.me or receipt is None:
                continue
            firm = feed.firm_receipts.get(self.party)
            came = came or receipt.size > self.sent(feed.feed)
            self._sent[feed.feed] = max(self.sent(feed.feed), receipt.size)
            told, told_firm = self._told.get(feed.feed, (0, 0))
            firm_size = firm.size if firm else 0
            self._told[feed.feed] = (max(told, receipt.size), max(told_firm, firm_size))
        return came

    def sent(self, feed: FeedId) -> int:
        """How many entries of a feed have gone out on this link."""
        return self._sent.get(feed, 0)

    def lacks(self, line: LineState) -> bool:
        """Whether entries of the feed that we extend have not gone out on this link."""
        own = line.feeds.get(line.own) if line.own else None
        if own is None or own.provisional is None:
            return False
        return self.greeted and self.sent(own.feed) < own.provisional.size

    def owed(self, charter: Charter, line: LineState) -> list[Owed]:
        """What is to be sent now, our own newest feed first. Empty until greeted."""
        if not self.greeted:
            return []
        owed: list[Owed] = []
        statements: list[Statement] = []
        for feed in line.feeds.values():
            mine = feed.party == charter.me
            newest = feed.provisional if mine else feed.receipt
            firm = feed.firm if mine else feed.firm_receipt
            if self.narrow:
                firm = None
            if not mine and feed.party != self.party:
                continue
            if feed.feed in self._lost and feed.provisional is not None:
                lost = self._lost[feed.feed]
                size = feed.provisional.size
                owed.append(SendEntries(feed.feed, lost, size, self.form(feed.provisional)))
            told, told_firm = self._told.get(feed.feed, (0, 0))
            sent = self._sent.get(feed.feed, 0)
            if mine and newest is not None and sent < newest.size:
                owed.append(SendEntries(feed.feed, sent, newest.size, self.form(newest)))
                told = newest.size
            if firm is not None and firm.size > told_firm:
                statements.append(firm)
            if newest is not None and newest.size > told and newest is not firm:
                statements.append(self.form(newest))
        owed.extend(
            SendStatements(tuple(statements[start : start + STATEMENTS_AT_ONCE]))
            for start in range(0, len(statements), STATEMENTS_AT_ONCE)
        )
        return owed

    def form(self, statement: Statement) -> Statement:
        """A statement as this link carries it: on a narrow one its Ed25519 signature alone."""
        return msgspec.structs.replace(statement, ml=b"") if self.narrow else statement

    def carried(self, owed: Owed, now_ms: int, *, upto: int = 0) -> None:
        """Note what was given to the connection; of entries those below `upto`."""
        match owed:
            case SendEntries() if owed.feed in self._lost:
                self._sent_at_ms[owed.feed] = now_ms
                self._lost[owed.feed] = upto
                if upto == owed.statement.size:
                    del self._lost[owed.feed]
            case SendEntries():
                self._sent[owed.feed] = upto
                self._sent_at_ms[owed.feed] = now_ms
                if upto == owed.statement.size:
                    self._tell(owed.statement)
            case _:
                for statement in owed.statements:
                    self._tell(statement)
                    self._sent_at_ms[statement.feed] = now_ms

    def _tell(self, statement: Statement) -> None:
        told, told_firm = self._told.get(statement.feed, (0, 0))
        firm = statement.size if statement.firm else 0
        self._told[statement.feed] = (max(told, statement.size), max(told_firm, firm))


def have(
    charter: Charter,
    line: LineState,
    party: int,
    challenge: bytes,
    echo: bytes,
    held_ms: int,
    now_ms: int,
) -> Have:
    """What we hold, for a station of `party`: the feeds of that party and of ourselves.

    Of the other's feeds: what we hold and which receipts we gave. Of our own: what there is,
    and which receipts of that party we hold.
    """
    feeds = []
    for feed in line.feeds.values():
        if feed.party == charter.me:
            given, firm_given = feed.receipts.get(party), feed.firm_receipts.get(party)
        elif feed.party == party:
            given, firm_given = feed.receipt, feed.firm_receipt
        else:
            continue
        feeds.append(
            HaveFeed(
                feed.feed,
                feed.size,
                feed.provisional.size if feed.provisional else 0,
                feed.firm.size if feed.firm else 0,
                given.size if given else 0,
                firm_given.size if firm_given else 0,
            )
        )
    return Have(tuple(feeds), challenge, echo, held_ms, now_ms)
