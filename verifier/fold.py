"""The fold: what all acts of a record come to, the same in every order (spec 05, 07, 08, 17).

Each act is judged once everything that its author had seen is judged. Then only the author's
own earlier acts, and what it knew of the others, decide what it moves or why it is inert.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, NamedTuple

from verifier import acts, requests
from verifier.acts import UnknownAct, read_act
from verifier.agreement import Agreement, Notice, Terms
from verifier.container import Feed
from verifier.enc import Unreadable
from verifier.requests import Request
from verifier.states import (
    ACCEPTOR,
    CALLEE,
    CALLER,
    MOST_COMING,
    MOST_LEGS,
    MOST_PROPOSALS,
    MOST_READY,
    OFFERER,
    Deed,
    Inert,
    Leg,
    Letter,
    Place,
    Proposal,
    Ring,
    Seen,
    Watch,
    in_call,
    spoken,
)

MOST_FEEDS: Final = 128


@dataclass
class FeedState:
    """How far a feed is judged."""

    feed: Feed
    judged: int = 0
    seen: Seen = field(default_factory=dict)
    terms: int = 0
    closed: bool = False
    adopts: dict[int, int] = field(default_factory=dict)
    reason: str = ""
    inert: list[tuple[int, str]] = field(default_factory=list)
    waiting: list[Any] | None = None
    noted: dict[bytes, Seen] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))


class End(NamedTuple):
    """What an act says of an earlier feed of its party: so many entries, and this root."""

    place: Place
    incarnation: int
    size: int
    root: bytes


class Fold:
    """All feeds of a record, judged as far as they can be."""

    def __init__(
        self,
        agreement: Agreement,
        feeds: list[Feed],
        notices: Sequence[Notice],
        most: Mapping[bytes, int],
    ) -> None:
        self._at_most = most
        self._revoked: dict[bytes, Notice] = {}
        for notice in sorted(notices, key=lambda one: one.id):
            if notice.kind == "revoke":
                self._revoked.setdefault(notice.body[1], notice)
        self._versions = {terms.version: terms for terms in agreement.versions}
        self._newest = agreement.terms.version
        self.feeds = {(feed.party, feed.incarnation): FeedState(feed) for feed in feeds}
        self.rings: dict[Place, Ring] = {}
        self.letters: dict[Place, Letter] = {}
        self.watches: dict[tuple[int, str], Watch] = {}
        self.requests: dict[Place, Request] = {}
        self._legs: dict[Place, Ring] = {}
        self.named_blobs: dict[bytes, Place] = {}
        self.ends: list[End] = []
        moved = True
        while moved:
            moved = False
            for state in self.feeds.values():
                while self._next(state):
                    moved = True

    def beyond(self) -> list[tuple[Place, int, int, int]]:
        """Entries whose author had seen more than the file holds: (place, feed, size)."""
        found = []
        for (party, incarnation), state in self.feeds.items():
            needs = needed(state.waiting, party, state.judged) if state.waiting else ()
            for of, number, size in needs:
                known = self.feeds.get((of, number))
                if size > (len(known.feed.entries) if known else 0):
                    found.append(((party, incarnation, state.judged), of, number, size))
        return found

    def _next(self, state: FeedState) -> bool:
        """Judge the next entry of a feed; False: there is none, or it has to wait."""
        feed, index = state.feed, state.judged
        if index >= self._most(feed):
            return False
        code = None
        try:
            act = state.waiting or read_act(feed.entries[index])
        except UnknownAct:
            act, code = None, "unknown-act"
        except Unreadable:
            act, code = None, "malformed"
        state.waiting = act
        if act is not None and not self._ripe(act, feed.party, index):
            return False
        state.waiting = None
        state.judged += 1
        if act is not None:
            self._see(state, act[7])
            state.terms = max(state.terms, act[2])
            if (act[0] == acts.FEED_OPEN) != (index == 0):
                code = "turn"
            else:
                code = self._code(state, act, index)
            state.counts[acts.NAMES[act[0]]] += 1
        if code is not None:
            state.inert.append((index, code))
        return True

    def _most(self, feed: Feed) -> int:
        """How many entries of a feed count; 10, 4 if its station's key was revoked."""
        known = self._at_most[feed.id]
        notice = self._revoked.get(feed.station)
        if notice is None:
            return known
        most = max((size for of, size in notice.body[2] if of == feed.id), default=0)
        place = (feed.party, feed.incarnation)
        for state in self.feeds.values():
            if state.feed.party == notice.party:
                continue
            if notice.id in state.noted:
                most = max(most, state.noted[notice.id].get(place, 0))
                continue
            told = [size for *of, size in _next_seen(state) if tuple(of) == place]
            most = max(most, state.seen.get(place, 0), *told)
        return min(most, known)

    def _ripe(self, act: list[Any], author: int, index: int) -> bool:
        """05, 4.4."""
        if act[2] > self._newest:
            return False
        for party, incarnation, size in needed(act, author, index):
            state = self.feeds.get((party, incarnation))
            over = self._halted(state) if state else self._full(party)
            if size > (state.judged if state else 0) and not over:
                return False
        return True

    def _halted(self, state: FeedState) -> bool:
        """Whether two histories of a feed were found, and what counts of it is judged."""
        return bool(state.feed.pairs) and state.judged >= self._at_most[state.feed.id]

    def _full(self, party: int) -> bool:
        """Whether no further feed of a party is taken (09, 1.1)."""
        return sum(1 for of, _ in self.feeds if of == party) >= MOST_FEEDS

    def _see(self, state: FeedState, told: list[list[int]]) -> None:
        seen = None
        for party, incarnation, size in told:
            feed = state.feed
            if party == feed.party and incarnation >= feed.incarnation:
                continue
            if size > state.seen.get((party, incarnation), 0):
                seen = seen or dict(state.seen)
                seen[party, incarnation] = max(size, seen.get((party, incarnation), 0))
        if seen is not None:
            state.seen = seen

    def _code(self, state: FeedState, act: list[Any], index: int) -> str | None:
        feed = state.feed
        known = self._versions.get(act[2])
        if state.closed:
            return "closed"
        if known is None or act[2] < state.terms:
            return "terms"
        if act[8] is not None or act[0] in known.officer_types:
            return "officer"
        deed = Deed(feed.party, feed.incarnation, index, feed.leaves[index], state.seen)
        try:
            self._rules[act[0]](self, known, act, deed, state)
        except Inert as reason:
            return str(reason)
        return None

    # --- rules of the types -------------------------------------------------------------

    def _station(self, terms: Terms, act: list[Any], deed: Deed, state: FeedState) -> None:
        if act[5] != "" or act[6] is not None:
            raise Inert("desks")
        if act[0] == acts.LINE_CLOSE:
            state.closed = True
        elif act[0] == acts.GOV_NOTE:
            state.noted.setdefault(act[9][0], state.seen)
        elif act[0] == acts.FEED_ADOPT:
            self.ends.append(End(deed.place, *act[9]))
            if act[9][0] in state.adopts or len(state.adopts) < MOST_FEEDS:
                state.adopts[act[9][0]] = act[9][1]
        elif act[0] == acts.FEED_OPEN:
            state.reason = act[9][2]
            if act[9][1] is not None:
                self.ends.append(End(deed.place, *act[9][1]))

    def _ring(self, terms: Terms, act: list[Any], deed: Deed, state: FeedState) -> None:
        party, desk = _paired(terms, act, deed)
        desks = {deed.party: act[5], party: desk}
        ring = Ring(deed, desks, party, act[1], last={deed.party: deed})
        self.rings[deed.place] = ring

    def _find(self, ref: list[Any], deed: Deed) -> Ring:
        place = (ref[0], ref[1], ref[2])
        ring = self.rings.get(place) or self._legs.get(place)
        if ring is None or not deed.knows(place):
            raise Inert("reference")
        named = ring.deed if ring.deed.place == place else ring.legs[place].offer
        if named.leaf != ref[3]:
            raise Inert("reference")
        return ring

    def _about_ring(self, terms: Terms, act: list[Any], deed: Deed, state: FeedState) -> None:
        ring = self._named(act, deed)
        if act[0] == acts.ANSWER and act[9][2][0] != 0:
            raise Inert("malformed")
        if deed.party == ring.deed.party:
            after = CALLER.get(act[0]) if ring.caller == "rung" else None
            if after is None or ring.refused_to(deed):
                raise Inert("turn")
            ring.caller, ring.caller_deed = after, deed
            ring.merged = act[0] == acts.CANCEL and act[9][1] == "merged"
        else:
            after = CALLEE.get((ring.callee, act[0]))
            if after is None or (act[0] != acts.END and ring.given_up_to(deed)):
                raise Inert("turn")
            if act[0] == acts.COMING:
                self._came(ring, act[9][1])
            ring.callee, ring.callee_deed = after, deed
            if act[0] == acts.ANSWER:
                ring.answer = deed
                self._offer(ring, act[9][2], deed)
            elif act[0] == acts.DECLINE and (act[9][5:8] != [0, "", "any"]):
                ring.proposals[deed.place] = Proposal(deed, act[9][5])
        ring.counts_last(deed)

    def _named(self, act: list[Any], deed: Deed) -> Ring:
        """The ring that an act names, its author being one who may speak about it."""
        ref = act[9][0]
        ring = self._find(ref, deed)
        if ring.deed.place != tuple(ref[:3]):
            raise Inert("reference")
        spoken(ring, act, deed)
        return ring

    def _afterwards(self, terms: Terms, act: list[Any], deed: Deed, state: FeedState) -> None:
        ring = self._named(act, deed)
        if not ring.over_to(deed):
            raise Inert("turn")
        if act[0] == acts.SETTLED:
            if any(one.party == deed.party and deed.knows(one) for one in ring.settlements):
                raise Inert("turn")
            ring.settlements.append(deed)
        elif act[0] == acts.PROPOSED:
            if _made(ring.proposals, deed) >= MOST_PROPOSALS:
                raise Inert("turn")
            ring.proposals[deed.place] = Proposal(deed, act[9][1])
        else:
            *place, leaf = act[9][1]
            if not ring.agree(deed, tuple(place), leaf):
                raise Inert("turn")
        ring.counts_last(deed)

    def _principal(self, terms: Terms, act: list[Any], deed: Deed, state: FeedState) -> None:
        ring = self._named(act, deed)
        in_call(ring, deed)
        desk = act[9][1]
        (other,) = ring.desks.keys() - {deed.party}
        theirs = {
            to for *near, far, to in terms.pairs if near == [deed.party, desk] and far == other
        }
        if act[0] == acts.READY:
            if not theirs:
                raise Inert("desks")
            if _made(ring.ready, deed) >= MOST_READY:
                raise Inert("turn")
            ring.ready[deed.place] = (desk, act[9][2])
        else:
            their_desk, their_word = ring.last_ready(other, deed)
            if ring.last_ready(deed.party, deed) != (desk, True) or not their_word:
                raise Inert("turn")
            if their_desk not in theirs or not ring.compared(deed.party):
                raise Inert("turn")
            if _made(ring.handovers, deed) >= MOST_READY:
                raise Inert("turn")
            ring.handovers[deed.place] = desk
        ring.counts_last(deed)

    def _came(self, ring: Ring, post: str) -> None:
        """2.3: each post once, and not too many."""
        if post in ring.coming or len(ring.coming) >= MOST_COMING:
            raise Inert("turn")
        ring.coming.add(post)

    def _offer(self, ring: Ring, offer: list[Any], deed: Deed) -> None:
        ring.legs[deed.place] = Leg(deed, offer[0], offer[5])
        self._legs[deed.place] = ring

    def _leg_again(self, terms: Terms, act: list[Any], deed: Deed, state: FeedState) -> None:
        ring, offer = self._named(act, deed), act[9][1]
        in_call(ring, deed)
        highest = max(
            (leg.number for leg in ring.legs.values() if leg.offer.party == deed.party),
            default=-1,
        )
        if not highest < offer[0] < MOST_LEGS:
            raise Inert("turn")
        self._offer(ring, offer, deed)
        ring.counts_last(deed)

    def _about_leg(self, terms: Terms, act: list[Any], deed: Deed, state: FeedState) -> None:
        ref = act[9][0]
        ring = self._find(ref, deed)
        spoken(ring, act, deed)
        in_call(ring, deed)
        leg = ring.legs.get((ref[0], ref[1], ref[2]))
        if leg is None:
            raise Inert("reference")
        if act[0] == acts.LEG_REVEAL and not leg.opened_by(deed, act[9][1]):
            raise Inert("turn")
        if deed.party == leg.offer.party:
            after = OFFERER.get((leg.offerer, act[0]))
            leg.offerer = after or leg.offerer
        else:
            after = ACCEPTOR.get((leg.acceptor, act[0]))
            leg.acceptor = after or leg.acceptor
        if after is None:
            raise Inert("turn")
        if act[0] == acts.LEG_ACCEPT:
            leg.accept = deed
        elif act[0] == acts.LEG_REVEAL:
            leg.reveal = act[9][1]
        elif act[0] == acts.LEG_UP:
            leg.up.add(deed.party)
        elif act[0] == acts.LEG_WORDS:
            leg.words[deed.party] = act[9][1]
        ring.counts_last(deed)

    def _message(self, terms: Terms, act: list[Any], deed: Deed, state: FeedState) -> None:
        to = None
        if act[6] is not None:
            to = _paired(terms, act, deed)
        elif (deed.party, act[5]) not in terms.desks:
            raise Inert("desks")
        blob = None
        if act[0] == acts.SPOKEN:
            _, rate, frames, _ = act[9]
            block = rate // 100
            if len(frames) % block or len(frames) > 100 * block:
                raise Inert("malformed")
        else:
            _, _, _, words, blob, _ = act[9]
            if (blob is None) == (words == "") or len(words.encode()) > 4_096:
                raise Inert("malformed")
        self.letters[deed.place] = Letter(deed, to, blob[0] if blob else None)
        if blob:
            self.named_blobs.setdefault(blob[0], deed.place)

    def _letter(self, ref: list[Any], deed: Deed) -> Letter:
        letter = self.letters.get((ref[0], ref[1], ref[2]))
        if letter is None or letter.deed.leaf != ref[3] or not deed.knows(letter.deed):
            raise Inert("reference")
        return letter

    def _document(self, terms: Terms, act: list[Any], deed: Deed, state: FeedState) -> None:
        letter = self._letter(act[9][0], deed)
        known = (deed.party, act[5]) in terms.desks
        if not known or act[6] is not None or deed.party != letter.deed.party:
            raise Inert("desks")
        if act[9][2] > terms.document_bytes:
            raise Inert("malformed")
        if len(letter.documents) >= 16:
            raise Inert("turn")
        letter.documents.append(deed)

    def _noted(self, terms: Terms, act: list[Any], deed: Deed, state: FeedState) -> None:
        letter = self._letter(act[9][0], deed)
        mine = (deed.party, act[5])
        if mine not in terms.desks or deed.party == letter.deed.party:
            raise Inert("desks")
        if letter.to is not None and letter.to != mine:
            raise Inert("desks")
        (letter.opened if act[0] == acts.OPENED else letter.informed).add(deed.party)

    def _remark(self, terms: Terms, act: list[Any], deed: Deed, state: FeedState) -> None:
        if (deed.party, act[5]) not in terms.desks or act[6] is not None:
            raise Inert("desks")

    def _watch(self, terms: Terms, act: list[Any], deed: Deed, state: FeedState) -> None:
        desk = (deed.party, act[5])
        if desk not in terms.desks or act[6] is not None:
            raise Inert("desks")
        if act[1] != 0:
            raise Inert("kind")
        on = tuple(act[9]) if act[0] == acts.WATCH_ON else None
        if on is not None:
            since, until, bell = on
            longest = terms.vigilance_s * 1_100 + 2_000
            if max(since, bell) > act[3] or not act[3] <= until <= act[3] + longest:
                raise Inert("malformed")
        known = self.watches.get(desk)
        if known is None or deed.place > known.place:
            self.watches[desk] = Watch(deed.place, on)

    def _ask(self, terms: Terms, act: list[Any], deed: Deed, state: FeedState) -> None:
        asked, desk = _paired(terms, act, deed)
        plan, _, earlier, _ = act[9]
        if earlier is not None:
            before = self._request(earlier, deed)
            if {before.asker, before.asked} != {deed.party, asked}:
                raise Inert("reference")
        requests.sound(terms.desks, plan, deed.party, asked)
        desks = {deed.party: act[5], asked: desk}
        request = Request(deed, desks, asked, act[1])
        request.add(deed, act[0], act[9])
        self.requests[deed.place] = request

    def _request(self, ref: list[Any], deed: Deed) -> Request:
        request = self.requests.get((ref[0], ref[1], ref[2]))
        if request is None or request.deed.leaf != ref[3] or not deed.knows(request.deed):
            raise Inert("reference")
        return request

    def _about_request(
        self, terms: Terms, act: list[Any], deed: Deed, state: FeedState
    ) -> None:
        body = act[9]
        request = self._request(body[0], deed)
        desk = request.desks.get(deed.party)
        if desk is None or act[6] is not None:
            raise Inert("desks")
        if act[5] != ("" if act[0] == acts.REQ_LAPSE else desk):
            raise Inert("desks")
        if act[1] != request.kind:
            raise Inert("kind")
        if act[0] == acts.REQ_COUNTER:
            requests.sound(terms.desks, body[1], request.asker, request.asked)
        if act[0] == acts.REQ_ACCEPT and body[3] and (deed.party, body[3]) not in terms.desks:
            raise Inert("desks")
        requests.judge(request, act, deed)
        request.add(deed, act[0], body)

    _rules: ClassVar[dict[int, "Rule"]] = {
        acts.FEED_OPEN: _station,
        acts.FEED_ADOPT: _station,
        acts.SEEN: _station,
        acts.OBJECTION: _station,
        acts.GOV_NOTE: _station,
        acts.LINE_CLOSE: _station,
        acts.BLOB_HELD: _station,
        acts.RING: _ring,
        **dict.fromkeys(range(acts.ALERT, acts.COMING + 1), _about_ring),
        **dict.fromkeys((acts.READY, acts.TRANSFER), _principal),
        **dict.fromkeys((acts.SETTLED, acts.PROPOSED, acts.AGREED), _afterwards),
        acts.LEG_OFFER: _leg_again,
        **dict.fromkeys(range(acts.LEG_ACCEPT, acts.LEG_FAIL + 1), _about_leg),
        acts.MESSAGE: _message,
        acts.SPOKEN: _message,
        acts.OPENED: _noted,
        acts.INFORMED: _noted,
        acts.DOCUMENT: _document,
        acts.REMARK: _remark,
        acts.WATCH_ON: _watch,
        acts.WATCH_OFF: _watch,
        acts.REQ_ASK: _ask,
        **dict.fromkeys(range(acts.REQ_COUNTER, acts.REQ_CONDITION + 1), _about_request),
    }

    # --- what became of it --------------------------------------------------------------

    def settled(self, ring: Ring) -> bool:
        """07, 5.1."""
        return all(self._has_seen(party, list(ring.last.values())) for party in ring.desks)

    def answered(self, request: Request) -> bool:
        """17, 7.1."""
        said = [one.deed for one in request.said]
        return all(self._has_seen(party, said) for party in request.desks)

    def _has_seen(self, party: int, deeds: list[Deed]) -> bool:
        """Whether a party's newest feed has seen these acts, as far as they are others', and
        of its own earlier feeds all that it stands by."""
        newest = max((number for of, number in self.feeds if of == party), default=None)
        if newest is None:
            return False
        state = self.feeds[party, newest]
        seen = state.seen
        lacks = [n for n, size in state.adopts.items() if seen.get((party, n), 0) < size]
        if newest > 0 and (lacks or not state.adopts):
            return False
        return all(
            deed.party == party or seen.get((deed.party, deed.incarnation), 0) > deed.entry
            for deed in deeds
        )


def _next_seen(state: FeedState) -> list[list[int]]:
    """What the next entry of a feed says to have seen."""
    if state.judged >= len(state.feed.entries):
        return []
    try:
        seen: list[list[int]] = read_act(state.feed.entries[state.judged])[7]
    except (UnknownAct, Unreadable):
        return []
    return seen


def needed(act: list[Any], author: int, index: int) -> list[tuple[int, int, int]]:
    """What must be judged before an act, an entry of this index: (party, incarnation, size)."""
    needed = [(party, incarnation, size) for party, incarnation, size in act[7]]
    body = act[9]
    if index == 0 and act[0] == acts.FEED_OPEN and body[1] is not None:
        needed.append((author, body[1][0], body[1][1]))
    return needed


def _made(said: Iterable[Place], deed: Deed) -> int:
    """How many of these acts are its author's own, as it knew."""
    return sum(1 for place in said if place[0] == deed.party and deed.knows(place))


def _paired(terms: Terms, act: list[Any], deed: Deed) -> tuple[int, str]:
    if act[6] is None or (deed.party, act[5], *act[6]) not in terms.pairs:
        raise Inert("desks")
    return act[6][0], act[6][1]


Rule = Callable[[Fold, Terms, list[Any], Deed, FeedState], None]
