"""One line as a station holds it: who the parties are, where each feed stands, what is open.

`Charter` never changes while an agreement is in force. `LineState` is all that a step changes,
frozen: a step returns a new one, and a batch whose commit failed leaves no trace.

Spec: docs/spec/03-feed.md, 05-act.md and 11-step.md.
"""

import itertools
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final, NewType

import msgspec

from openline.core.acts.act import Ref, Seen
from openline.core.acts.calls import Call
from openline.core.acts.knowledge import Deed, held
from openline.core.acts.requests import Request
from openline.core.acts.watch import Watch
from openline.core.agreement.terms import Terms
from openline.core.crypto.keys import (
    Digest,
    FeedId,
    LineId,
    PartyId,
    StationId,
    StationKeys,
    label,
)
from openline.core.ladder import Ladder
from openline.core.quota import Uses
from openline.core.record.checkpoint import Statement
from openline.core.record.tree import Frontier

Place = NewType("Place", bytes)
"""The key of an entry's cells: party, incarnation and index, 14 bytes that sort like them."""

NOWHERE: Final = Place(b"")
FEEDS_OF_A_PARTY: Final = 128
"""How many incarnations a party may open on a line. Spec 09, 1."""


class Member(msgspec.Struct, frozen=True):
    """A station that speaks on the line, by its certificate."""

    party: int
    station: StationId
    keys: StationKeys
    certificate: Digest


class Revoked(msgspec.Struct, frozen=True):
    """A station whose key its party has revoked: by which notice, and where its feeds end."""

    notice: Digest
    party: int
    ends: Mapping[FeedId, int]


class Charter(msgspec.Struct, frozen=True):
    """What the agreement fixes and our own place in it.

    Attributes:
        line: The line's id.
        me: Our party number.
        station: Our station's id.
        terms: The terms in force.
        terms_hash: Their hash.
        members: All stations of all parties, ours too.
        earlier: The terms of earlier versions, by number: what was said under them stands.
        notices: Ids of the root-signed notices held here: each of our feeds notes them.
        revoked: Stations whose keys count no more.
        suspended: Parties that neither ring nor answer for now.
        pairs: Desks that may address each other under each version, as (version, party, desk,
            party, desk).
    """

    line: LineId
    me: int
    station: StationId
    terms: Terms
    terms_hash: Digest
    members: Mapping[StationId, Member]
    earlier: Mapping[int, Terms] = {}
    notices: tuple[Digest, ...] = ()
    revoked: Mapping[StationId, Revoked] = {}
    suspended: frozenset[int] = frozenset()
    pairs: frozenset[tuple[int, int, str, int, str]] = frozenset()

    def __post_init__(self) -> None:
        pairs = frozenset(
            (terms.version, a.party, a.code, b.party, b.code)
            for terms in (*self.earlier.values(), self.terms)
            for one in terms.pairs
            for a, b in itertools.permutations((terms.desks[one.a], terms.desks[one.b]))
        )
        msgspec.structs.force_setattr(self, "pairs", pairs)

    @property
    def others(self) -> list[int]:
        """The numbers of the other parties."""
        return [n for n in range(len(self.terms.parties)) if n != self.me]

    @property
    def passes_on(self) -> bool:
        """Whether parties pass on what a third one said: on lines of three or more."""
        return len(self.terms.parties) > 2

    def version(self, number: int) -> Terms | None:
        """The terms of a version, or None if there is none of this number here."""
        return self.terms if number == self.terms.version else self.earlier.get(number)

    def feed(self, party: int, incarnation: int) -> FeedId:
        """The id of a feed."""
        return feed_id(self.line, self.terms.parties[party].party, incarnation)


def feed_id(line: LineId, party: PartyId, incarnation: int) -> FeedId:
    """H(L("feed") || line || party id || u32 incarnation), the first 16 bytes."""
    named = label("feed") + line + party + incarnation.to_bytes(4, "big")
    return FeedId(sha256(named).digest()[:16])


class FeedState(msgspec.Struct, frozen=True):
    """One feed as we hold it.

    Attributes:
        party, incarnation, feed: Which one.
        station: Whose key signs it.
        frontier: All entries held durably.
        folded: How many of them the fold has judged; the rest waits for what they had seen.
        seen: What its author had seen up to its last folded entry (own feed: last entry).
        provisional, firm: The author's newest statements, None if none yet. For an own feed
            these are ours.
        receipt, firm_receipt: The newest that we gave; None for own feeds.
        receipts, firm_receipts: Own feeds: the newest of each other party.
        recent: Size and root of the newest statements of its author, newest last, so that a
            receipt or a firm statement about one of them needs no reading.
        terms: The highest version of the terms that a folded entry named.
        ahead: Statements of its author about more entries than are held here: each must come
            true. Of a frozen feed: the two that contradict each other.
        inert: How many entries were inert.
        frozen: Two signed histories were found; nothing more is taken or receipted.
        halted: It is frozen, and what of it could be judged was: nothing more of it is judged,
            and nothing waits for it.
        closed: Its author wrote line.close.
        adopts: So much its author took back of each earlier feed, by incarnation.
        asks: One more than the index of its last act about a request in which we take part.
    """

    party: int
    incarnation: int
    feed: FeedId
    station: StationId
    frontier: Frontier
    folded: int = 0
    seen: tuple[Seen, ...] = ()
    provisional: Statement | None = None
    firm: Statement | None = None
    receipt: Statement | None = None
    firm_receipt: Statement | None = None
    receipts: Mapping[int, Statement] = {}
    firm_receipts: Mapping[int, Statement] = {}
    recent: tuple[tuple[int, Digest], ...] = ()
    ahead: tuple[Statement, ...] = ()
    terms: int = 0
    inert: int = 0
    frozen: bool = False
    halted: bool = False
    closed: bool = False
    adopts: Mapping[int, int] = {}
    asks: int = 0

    @property
    def size(self) -> int:
        """Entries held durably."""
        return self.frontier.size

    @property
    def caught_up(self) -> bool:
        """Whether its author knows what it said in its earlier feeds, and says so here."""
        seen = {one.incarnation: one.size for one in self.seen if one.party == self.party}
        lacks = any(seen.get(number, 0) < size for number, size in self.adopts.items())
        return self.incarnation == 0 or (bool(self.adopts) and not lacks)

    @property
    def unjudged(self) -> bool:
        """Whether entries are held that are to be judged."""
        return self.folded < self.size and not self.halted


class LineState(msgspec.Struct, frozen=True):
    """All that a step changes.

    Attributes:
        feeds: Every feed held, own and mirrored, superseded ones too.
        own: The feed we extend; None before the first start.
        calls: Rings that still move or are not settled, by place. Not by leaf: anybody can
            copy the bytes of a ring into its own feed.
        requests: Requests of which the other side owes us an answer, by place.
        legs: Place of a leg's offer -> place of its ring, for the calls above.
        ladders: How many bells each step of our desks' ladders has now. Local.
        uncovered_since: When an act of another party first was not covered by our `seen` (ms).
        unheard: Parties that have not shown yet what they hold of our earlier feeds, since we
            opened a new one.
        regain: Feeds of which we once signed for more than our store holds, and for how much.
        left: How much is taken of feeds that their party left behind. What comes later than
            the party could know of would contradict what it says since.
        watches: What desks last said of their watch, by party and desk.
        uses: How often parties used each precedence in the last hour. Local.
        backlog: More is ripe than one step judges; the next look at the time goes on.
    """

    feeds: Mapping[FeedId, FeedState] = {}
    own: FeedId | None = None
    calls: Mapping[Place, Call] = {}
    requests: Mapping[Place, Request] = {}
    legs: Mapping[Place, Place] = {}
    ladders: Mapping[str, Ladder] = {}
    uncovered_since: int | None = None
    unheard: frozenset[int] = frozenset()
    regain: Mapping[FeedId, int] = {}
    left: Mapping[FeedId, int] = {}
    watches: Mapping[tuple[int, str], Watch] = {}
    uses: Uses = Uses()
    backlog: bool = False

    def feed(self, party: int, incarnation: int) -> FeedState | None:
        """A feed by its place, or None."""
        at = party, incarnation
        held = self.feeds.values()
        return next((one for one in held if (one.party, one.incarnation) == at), None)

    def full(self, party: int) -> bool:
        """Whether no further feed of a party is taken."""
        return sum(one.party == party for one in self.feeds.values()) >= FEEDS_OF_A_PARTY

    def newest(self, party: int) -> FeedState | None:
        """The feed that a party extends now, or None if it has not opened one."""
        mine = [state for state in self.feeds.values() if state.party == party]
        return max(mine, key=lambda state: state.incarnation, default=None)

    def seen_by(self, parties: tuple[int, int], deeds: Sequence[Deed]) -> bool:
        """Whether each of two parties has seen the other's acts of these, as far as we hold.

        And its own: what it said in earlier feeds may come after what it says now.
        """
        for party in parties:
            feed = self.newest(party)
            if feed is None or not feed.caught_up:
                return False
            for ref in (deed.ref for deed in deeds if deed.ref.party != party):
                if held(feed.seen, ref.party, ref.incarnation) <= ref.index:
                    return False
        return True

    def withheld(self, me: int, ref: Ref) -> bool:
        """Whether we may have said something about this entry that our store lost.

        Until the other party has shown what it holds, and what came back is judged, we say no
        more about it, lest we contradict ourselves. Of an earlier feed its author may have lost
        what we said: then all must have shown it.
        """
        if self.own is None or (newest := self.feeds[self.own].incarnation) == 0:
            return False
        judging = any(feed.unjudged for feed in self.feeds.values() if feed.party == me)
        last = self.newest(ref.party)
        earlier = last is not None and last.incarnation > ref.incarnation
        untold = self.unheard if earlier else self.unheard & {ref.party}
        return bool(judging or untold) and (ref.party, ref.incarnation) != (me, newest)

    def with_feed(self, state: FeedState) -> "LineState":
        """The line with one feed replaced or added."""
        return msgspec.structs.replace(self, feeds={**self.feeds, state.feed: state})


FEEDS: Final = b"feed/"
CALLS: Final = b"call/"
LIVE: Final = b"live/"
LEGS: Final = b"leg/"
LETTERS: Final = b"letter/"
REMARKS: Final = b"remark/"
UNOPENED: Final = b"unopened/"
REQUESTS: Final = b"request/"
OPEN_REQUESTS: Final = b"open/"
AWAITED: Final = b"awaited/"
UNSETTLED: Final = b"unsettled/"
STATEMENTS: Final = b"statement/"
RECEIVED: Final = b"received/"
EVIDENCE: Final = b"evidence/"
BLOBS: Final = b"blob/"
INERT: Final = b"inert/"
LACKED: Final = b"lacked/"
DOCUMENTS: Final = b"document/"
FETCHING: Final = b"fetching/"
HELD_THERE: Final = b"held-there/"
REGAIN: Final = b"regain/"
LEFT: Final = b"left/"
NOTED: Final = b"noted/"
WATCHES: Final = b"watch/"
"""Spaces of cells; each is followed by the id of the line, or of the feed."""


def desk_key(party: int, desk: str) -> bytes:
    """The key of the cell that belongs to a desk."""
    return party.to_bytes(2, "big") + desk.encode()


def place_key(party: int, incarnation: int, index: int) -> Place:
    """A key that sorts by party, incarnation and index."""
    return Place(
        party.to_bytes(2, "big") + incarnation.to_bytes(4, "big") + index.to_bytes(8, "big")
    )


def split_place(key: bytes) -> tuple[int, int, int]:
    """Party, incarnation and index of a `place_key`."""
    return (
        int.from_bytes(key[:2], "big"),
        int.from_bytes(key[2:6], "big"),
        int.from_bytes(key[6:], "big"),
    )


def ref_key(ref: Ref) -> Place:
    """The key of the cell that belongs to an entry."""
    return place_key(ref.party, ref.incarnation, ref.index)


def size_key(size: int) -> bytes:
    """A key that sorts by size."""
    return size.to_bytes(8, "big")
