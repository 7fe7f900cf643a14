"""What to send to whom: the difference between what we hold and what the other side holds.

Nothing is queued for a peer. A `Link` remembers how far one connection has carried each feed
and each statement; what is owed follows from that and from the line. After a cut the other
side says by `have` where it stands, and the difference is sent.

Spec: docs/spec/06-session.md, 6; docs/spec/03-feed.md, 8.
"""

from typing import Final

import msgspec

from openline.core.crypto.keys import FeedId
from openline.core.line import Charter, FeedState, LineState
from openline.core.parcels import HAVE_FEEDS, Have, HaveFeed
from openline.core.record.checkpoint import Statement

STALE_AFTER_MS: Final = 3_000
"""What the other side lacks so long after it was sent is sent again. Spec 06, 6.10."""

NARROW_STALE_AFTER_MS: Final = 60_000
"""The same on a narrow link, where one parcel takes seconds. Spec 22, 5."""

TRIES_MOST: Final = 7
"""Of a third party's feed each time that nothing came of it takes twice as long as the one
before, so often. Spec 06, 6.10."""

STATEMENTS_AT_ONCE: Final = 24
"""So many statements with both signatures fit into one parcel. Spec 06, 6."""


class SendEntries(msgspec.Struct, frozen=True):
    """Send entries from `start` up to `stop` under their author's statement.

    They are of our own feed; or of another party's, if the other side holds less of it than we
    do: of its own, since it was restored; of a third one's, since that does not reach it.

    `contrast`: with the first so many entries the other side has done nothing; show it what
    they come to here, lest it was shown others. 0: nothing more is to be shown.
    """

    feed: FeedId
    start: int
    stop: int
    statement: Statement
    contrast: int = 0


class SendStatements(msgspec.Struct, frozen=True):
    """Send checkpoints and receipts of ours."""

    statements: tuple[Statement, ...]


Owed = SendEntries | SendStatements


class Link:
    """How far one connection to one station has carried one line. Forgotten when it ends.

    Attributes:
        party: The party at the other end.
        narrow: Whether one parcel takes seconds.
        bare: Whether ML-DSA signatures wait for a wider link.
        greeted: Whether the other side has said what it holds.
        overtook: Our acts before this index have gone ahead of their place, if they may.
    """

    def __init__(self, party: int, *, narrow: bool = False, bare: bool = False) -> None:
        self.party = party
        self.narrow = narrow
        self.bare = bare
        self.greeted = False
        self.overtook = 0
        self._sent: dict[FeedId, int] = {}
        self._sent_at_ms: dict[FeedId, int] = {}
        self._told: dict[FeedId, tuple[int, int]] = {}
        self._lost: dict[FeedId, int] = {}
        self._stood: dict[FeedId, int] = {}
        self._news: dict[FeedId, tuple[Statement, ...]] = {}
        self._tries: dict[FeedId, tuple[HaveFeed, int]] = {}

    def heard(self, charter: Charter, line: LineState, have: Have, now_ms: int) -> None:
        """Take in what the other side holds of our feeds, and of our receipts on its own.

        What it lacks although it was sent some time ago will be sent again.
        """
        named = {told.feed: told for told in have.feeds}
        for feed in line.feeds.values():
            # A feed that is not named is one whose first entry was lost on its way.
            told = named.get(feed.feed) or HaveFeed(feed.feed, 0, 0, 0, 0, 0)
            if feed.party == self.party and feed.provisional is not None:
                self._compare(feed, told, feed.provisional.size, now_ms)
            elif feed.party not in (charter.me, self.party):
                self._pass_on(feed, told, now_ms)
                continue
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

    def _compare(self, feed: FeedState, told: HaveFeed, size: int, now_ms: int) -> None:
        """Note whether the other side lacks some of the first `size` entries of a feed."""
        if told.held >= size:
            self._lost.pop(feed.feed, None)
        elif self._stale(feed.feed, now_ms):
            self._lost[feed.feed] = told.held

    def _pass_on(self, feed: FeedState, told: HaveFeed, now_ms: int) -> None:
        """Note what the other side is to learn from us about the feed of a third party.

        Entries that the other side lacks: most often their author brings them, so only what
        stood at the last look already counts. And the newest statement, lest the author show
        each of us another history, or leave the other side without its second signature; of a
        frozen feed two. Again only while the other side could make something of them.
        """
        stood = self._stood.pop(feed.feed, 0)
        known = told.held > 0 and told.provisional == 0  # that it is frozen
        if told != self._tries.get(feed.feed, (None, 0))[0]:
            self._tries[feed.feed] = told, 0
        self._compare(feed, told, 0 if known else stood, now_ms)
        self._news.pop(feed.feed, None)
        if feed.firm is None or known:
            return
        self._stood[feed.feed] = feed.firm.size
        news = feed.ahead if feed.frozen else (feed.firm,)
        useful = all(one.firm and one.size <= told.held for one in news)
        lacks = feed.frozen or told.firm < feed.firm.size
        if useful and lacks and self._stale(feed.feed, now_ms):
            self._told.pop(feed.feed, None)
        if told.held >= feed.firm.size:
            self._news[feed.feed] = news

    def _stale(self, feed: FeedId, now_ms: int) -> bool:
        """Whether it was long ago, or before the clock was set back, that we sent of a feed.

        Of a third party's, longer each time: what the other side may not take would else be
        sent for ever.
        """
        limit_ms = NARROW_STALE_AFTER_MS if self.narrow else STALE_AFTER_MS
        _, tries = self._tries.get(feed, (None, 0))
        return abs(now_ms - self._sent_at_ms.get(feed, 0)) > limit_ms << max(tries - 1, 0)

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
            came = came or receipt.size > self.sent(feed.feed)
            self._sent[feed.feed] = max(self.sent(feed.feed), receipt.size)
            self._tell(receipt)
            self._tell(feed.firm_receipts.get(self.party, receipt))
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
            mine, third = feed.party == charter.me, feed.party not in (charter.me, self.party)
            covered = feed.firm if third else feed.provisional
            if feed.feed in self._lost and covered is not None:
                lost = self._lost[feed.feed]
                told_of, tries = self._tries.get(feed.feed, (None, 0))
                show = told_of.held if told_of and tries else 0
                form = self.form(covered)
                owed.append(SendEntries(feed.feed, lost, covered.size, form, show))
            told, told_firm = self._told.get(feed.feed, (0, 0))
            if third:
                news = self._news.get(feed.feed, ())
                statements += [one for one in news if one.firm and one.size > told_firm]
                continue
            newest = feed.provisional if mine else feed.receipt
            firm = None if self.bare else feed.firm if mine else feed.firm_receipt
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
        """A statement as this link carries it: on a bare one its Ed25519 signature alone."""
        return msgspec.structs.replace(statement, ml=b"") if self.bare else statement

    def carried(self, owed: Owed, now_ms: int, *, upto: int = 0) -> None:
        """Note what was given to the connection; of entries those below `upto`."""
        match owed:
            case SendEntries() if owed.feed in self._lost:
                self._sent_at_ms[owed.feed] = now_ms
                self._lost[owed.feed] = upto
                if upto == owed.statement.size:
                    del self._lost[owed.feed]
                    self._tried(owed.feed)
            case SendEntries():
                self._sent[owed.feed] = upto
                self._sent_at_ms[owed.feed] = now_ms
                if upto == owed.statement.size:
                    self._tell(owed.statement)
            case _:
                for statement in owed.statements:
                    self._tell(statement)
                    self._tried(statement.feed)
                    self._sent_at_ms[statement.feed] = now_ms

    def _tried(self, feed: FeedId) -> None:
        if feed in self._tries:
            told, tries = self._tries[feed]
            self._tries[feed] = told, min(tries + 1, TRIES_MOST)

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
    """What we hold, for a station of `party`.

    Of our own feeds: what there is, and which receipts of that party we hold. Of others: what
    we hold and which receipts we gave; of a third party's frozen one no statement.
    """
    feeds = []
    ends, newest = (charter.me, party), line.newest(party)
    recovers = newest is not None and newest.incarnation > 0 and not newest.adopts
    for feed in sorted(line.feeds.values(), key=lambda feed: feed.party not in ends):
        third = feed.party not in ends
        if third and recovers and feed.firm is None:
            continue  # it could not be told from a lost one of that party, nor be sent
        given, firm_given = feed.receipt, feed.firm_receipt
        if feed.party == charter.me:
            given, firm_given = feed.receipts.get(party), feed.firm_receipts.get(party)
        covered, firm = feed.provisional, feed.firm
        # What no statement covers yet could not be given back: it does not count as held.
        held = feed.size if feed.party == charter.me else covered.size if covered else 0
        if third and feed.frozen:
            held, covered, firm = feed.size, None, None
        feeds.append(
            HaveFeed(
                feed.feed,
                held,
                covered.size if covered else 0,
                firm.size if firm else 0,
                given.size if given else 0,
                firm_given.size if firm_given else 0,
            )
        )
    return Have(tuple(feeds[:HAVE_FEEDS]), challenge, echo, held_ms, now_ms)
