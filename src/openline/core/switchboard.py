"""One step of a line: inputs go in, a new state and what to make durable come out.

The only door into the core. One feature's event becomes another's input here and nowhere else.
Nothing here signs: heads that grew are signed by the loop before it commits.

Spec: docs/spec/11-step.md.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Final

import msgspec

from openline.core import alerting, intake, ladder, overdue
from openline.core.acts import calls, messages, upkeep
from openline.core.acts.act import (
    STATION,
    Act,
    Addressee,
    AnyAct,
    Kind,
    NoBody,
    Ref,
    Seen,
    encode_act,
)
from openline.core.acts.calls import Call, Stage
from openline.core.acts.knowledge import Deed, advance, held
from openline.core.alerting import Keep, World
from openline.core.codec import Struct
from openline.core.crypto.keys import Digest, FeedId, StationId
from openline.core.errors import BadInput, BadProof, NotAllowed, OpenlineError, OutOfTurn
from openline.core.express import Heralded, take_express
from openline.core.fold import Judged, fold_entry, judge, retire, save_call, settled
from openline.core.grounds import Inert
from openline.core.ladder import Ladder, Rung
from openline.core.ledger import Ledger
from openline.core.line import (
    BLOBS,
    DOCUMENTS,
    FETCHING,
    LACKED,
    REGAIN,
    Charter,
    FeedState,
    LineState,
    ref_key,
    size_key,
)
from openline.core.parcels import Contrast, Entries, Express, Statements
from openline.core.record.checkpoint import Statement, parse_statement
from openline.core.record.tree import EMPTY_ROOT, Frontier, leaf_hash
from openline.core.revocation import noted

JUDGED_AT_ONCE: Final = 128
"""So many acts are judged in one step: after a restore all of a long record comes at once, a
flood is made of acts too, and neither memory nor other lines may feel it."""
LINGERING: Final = 256
"""Rings of others that are over, but not settled, and stay at hand."""
_BUSY: Final = frozenset({Stage.RINGING, Stage.ALERTING, Stage.ANSWERED})
SEEN_AFTER_MS: Final = 2_000
"""How long our station waits before it says by `seen` what it holds. Spec 05, 5."""


class Say(msgspec.Struct, frozen=True):
    """Our side says something: a person's act, or one of the station's own.

    `command` is 16 bytes and becomes the act's nonce. `blob` goes with a long message.
    """

    command: bytes
    kind: Kind
    sender: str
    to: Addressee | None
    type: int
    body: Struct
    blob: bytes | None = None


class Open(msgspec.Struct, frozen=True):
    """Open our feed, or a new incarnation of it.

    Attributes:
        reason: Why.
        number: The least number that it may have.
        lost: Feeds of which we once signed for more than is held, and for how much.
    """

    reason: upkeep.OpenReason
    number: int = 0
    lost: Mapping[FeedId, int] = {}


class Bells(msgspec.Struct, frozen=True):
    """How many bells the steps of one of our desks' ladders have now.

    `count` is the first step's; without a `ladder` it is the only one, and comes once.
    """

    desk: str
    count: int
    ladder: Ladder | None = None


class Failed(msgspec.Struct, frozen=True):
    """None of the bells of a ring's newest step, by its number, could be sounded."""

    ring: Ref
    number: int


class ClockSet(msgspec.Struct, frozen=True):
    """The station's clock was set by so much (ms, negative: back); what runs, runs on."""

    by_ms: int


class Sent(msgspec.Struct, frozen=True):
    """A counterpart's station sent this about feeds, inside its own session."""

    station: StationId
    body: Entries | Express | Statements | Contrast


class Compared(msgspec.Struct, frozen=True):
    """A counterpart's station said how much it holds of feeds, ours among them."""

    station: StationId
    held: Mapping[FeedId, int]


class BlobCame(msgspec.Struct, frozen=True):
    """A blob arrived whole; its hash was checked."""

    digest: Digest
    data: bytes


class DocumentCame(msgspec.Struct, frozen=True):
    """A document that was awaited lies whole in the station's folder; its hash was checked."""

    digest: Digest


class Close(msgspec.Struct, frozen=True):
    """The line ends by a notice of termination: our feed gets its last entry."""


class Note(msgspec.Struct, frozen=True):
    """Notices of the parties' roots are held here: our feed says so, once of each."""


class Elapsed(msgspec.Struct, frozen=True):
    """Time went on; look at the deadlines."""


Input = (
    Say
    | Note
    | Open
    | Bells
    | Failed
    | ClockSet
    | Sent
    | Compared
    | BlobCame
    | DocumentCame
    | Close
    | Elapsed
)


class Outcome(msgspec.Struct, frozen=True):
    """What became of one input.

    Attributes:
        said: The entry that a `Say` or `Open` wrote, None otherwise.
        error: Why the input was dropped, None if it was taken.
        heralded: An act that came ahead of its place.
    """

    said: Ref | None = None
    error: OpenlineError | None = None
    heralded: Heralded | None = None


class Step(msgspec.Struct, frozen=True):
    """What one input came to: the new state, its outcome, and every act judged on the way."""

    line: LineState
    outcome: Outcome
    judged: Sequence[Judged] = ()


def step(charter: Charter, line: LineState, ledger: Ledger, given: Input, world: World) -> Step:
    """Take one input. An input that fails changes nothing and says why."""
    turn = _Turn(charter, line, ledger, world)
    before = ledger.mark()
    try:
        said = turn.take(given)
    except OpenlineError as error:
        ledger.undo(before)
        return Step(line, Outcome(error=error))
    turn.go_on(given)
    return Step(turn.line, Outcome(said, turn.refused, turn.heralded), turn.judged)


class _Turn:
    """One input being taken."""

    def __init__(self, charter: Charter, line: LineState, ledger: Ledger, world: World) -> None:
        self.charter = charter
        self.line = line
        self.ledger = ledger
        self.world = world
        self.judged: list[Judged] = []
        self.refused: OpenlineError | None = None
        self.heralded: Heralded | None = None
        self._nonces = 0

    def take(self, given: Input) -> Ref | None:
        match given:
            case Say():
                return self._say(given)
            case Open():
                return self._open(given)
            case Bells() | Failed() | ClockSet():
                self._at_home(given)
            case Sent(station, body):
                self._sent(station, body)
            case Compared():
                self._compared(given)
            case BlobCame(digest, data):
                self._blob(digest, data)
            case DocumentCame(digest):
                self._document(digest)
            case Note():
                self._note()
            case Close():
                nonce = self._nonce()
                return self._append(
                    upkeep.LINE_CLOSE, Kind.REAL, nonce, STATION, None, NoBody()
                )
        # Of `Elapsed` there is nothing to take: `go_on` looks at the time.
        return None

    def _at_home(self, given: Bells | Failed | ClockSet) -> None:
        """Take what our own station knows of its bells and of its clock."""
        if isinstance(given, Bells):
            steps = given.ladder or Ladder((Rung(0, given.count),))
            ladders = {**self.line.ladders, given.desk: steps}
            self.line = msgspec.structs.replace(self.line, ladders=ladders)
        elif isinstance(given, Failed):
            self._failed(given)
        else:
            self._clock_set(given.by_ms)

    def go_on(self, given: Input) -> None:
        """Judge what is ripe, say what the station owes, and let go what is done.

        In the middle of a backlog nothing is said of what is open: its end may still follow.
        """
        if not self.line.backlog or isinstance(given, Elapsed):
            self._fold()
        if self.line.own is not None and not self._own_feed().closed:
            said = self._own_feed().size
            if not self.line.backlog:
                self._alert()
                self._lapse()
            self._object()
            if not self.line.backlog:
                self._tell_seen()
            if not self.line.backlog and self._own_feed().size > said:
                self._fold()  # somebody may have said that it had seen what was just said
        self._retire()

    def _alert(self) -> None:
        """Say what is due about rings, until nothing is."""
        for _ in range(len(self.line.calls) + 1):
            owed = alerting.due(self.charter, self.line, self.world)
            if not owed:
                break
            for one in owed:
                if isinstance(one, Keep):
                    self._save(one.call)
                else:
                    self._own(one.type, one.kind, one.body)

    def _save(self, call: Call) -> None:
        self.line = save_call(self.charter, self.line, self.ledger, call)

    def _failed(self, given: Failed) -> None:
        call = self.line.calls.get(ref_key(given.ring))
        if call is not None and call.climb is not None:
            climb = ladder.failed(call.climb, given.number, self.world.now_ms)
            self._save(msgspec.structs.replace(call, climb=climb))

    def _clock_set(self, by_ms: int) -> None:
        for call in tuple(self.line.calls.values()):
            climb = None if call.climb is None else ladder.shifted(call.climb, by_ms)
            timed_ms = max(0, call.timed_ms + by_ms)
            self._save(msgspec.structs.replace(call, climb=climb, timed_ms=timed_ms))

    def _lapse(self) -> None:
        """Note what was received of what we asked, and say what went without an answer."""
        self.line = overdue.reached(self.charter, self.line, self.ledger, self.world)
        for act in overdue.due(self.charter, self.line, self.world):
            self._own(act.type, act.kind, act.body)

    def _fold(self) -> None:
        most = len(self.judged) + JUDGED_AT_ONCE
        progress = True
        while progress and len(self.judged) < most:
            progress = self._fold_all(most) or self._halt()
        if self.line.backlog is not progress:
            self.line = msgspec.structs.replace(self.line, backlog=progress)

    def _fold_all(self, most: int) -> bool:
        before = len(self.judged)
        for feed_id in self.line.feeds:
            while len(self.judged) < most and self._fold_one(self.line.feeds[feed_id]):
                pass
        return len(self.judged) > before

    def _halt(self) -> bool:
        """Judge nothing more of frozen feeds: what of them could be judged was."""
        halting = [one for one in self.line.feeds.values() if one.frozen and not one.halted]
        for feed in halting:
            self.line = self.line.with_feed(msgspec.structs.replace(feed, halted=True))
        return bool(halting)

    def _fold_one(self, feed: FeedState) -> bool:
        if feed.halted or feed.folded >= self._proven(feed):
            return False
        after = fold_entry(self.charter, self.line, self.ledger, feed, self.world.now_ms)
        if after is None:
            return False
        self.line, judged = after
        self.judged.append(judged)
        return True

    def _proven(self, feed: FeedState) -> int:
        """How much of a feed may be judged: what we could show to its author, and to others.

        Our `seen` rests on it. Should the author's store be restored, we must be able to give
        back, under its own signature, whatever we say that we have seen; and to a third party,
        who cannot judge what we say before it has that too, under both signatures.
        """
        if feed.party == self.charter.me:
            return feed.size
        covered = feed.firm if self.charter.passes_on else feed.provisional
        return covered.size if covered else 0

    def _say(self, given: Say) -> Ref:
        ends_s = self.charter.terms.valid_until_s
        if ends_s and self.world.now_ms >= ends_s * 1_000:
            raise NotAllowed(
                "The agreement of this line has run out.",
                advice="Have both parties sign an amendment with a later end.",
                rule="expired",
            )
        about = getattr(given.body, "ref", None) or getattr(given.body, "ring", None)
        if self.charter.suspended and given.type in (calls.RING, calls.ANSWER):
            self._not_suspended(given.to or about)
        if about is not None and self.line.withheld(self.charter.me, about):
            raise NotAllowed(_REFUSALS["recovering"], rule="recovering")
        ref = self._append(
            given.type, given.kind, given.command, given.sender, given.to, given.body
        )
        if given.blob is not None:
            digest = Digest(sha256(given.blob).digest())
            self.ledger.put(BLOBS + self.charter.line, digest, given.blob)
        return ref

    def _not_suspended(self, other: Addressee | Ref | None) -> None:
        """Refuse to ring or answer where one of the two parties has suspended the line."""
        parties = {self.charter.me} if other is None else {self.charter.me, other.party}
        if parties & self.charter.suspended:
            raise NotAllowed(
                _REFUSALS["suspended"],
                advice="Write on the service channel. Messages and the record go on.",
                rule="suspended",
            )

    def _own(self, type_: int, kind: Kind, body: Struct) -> None:
        """Say what the station itself owes, unless the agreement wants an officer for it."""
        with suppress(NotAllowed, BadInput):
            self._append(type_, kind, self._nonce(), STATION, None, body)

    def _nonce(self) -> bytes:
        self._nonces += 1
        return sha256(self.world.seed + self._nonces.to_bytes(4, "big")).digest()[:16]

    def _append(
        self,
        type_: int,
        kind: Kind,
        nonce: bytes,
        sender: str,
        to: Addressee | None,
        body: Struct,
    ) -> Ref:
        if self.charter.station in self.charter.revoked:
            raise NotAllowed(_REFUSALS["revoked"], rule="revoked")
        feed = self._own_feed()
        news = _news(self.line, feed)
        act: AnyAct = Act(
            type=type_,
            kind=kind,
            terms=self.charter.terms.version,
            at=self.world.now_ms,
            nonce=nonce,
            sender=sender,
            to=to,
            seen=news,
            officer=None,
            body=body,
        )
        entry = encode_act(act)
        if len(entry) > self.charter.terms.limits.entry:
            raise TooLargeToSay(
                f"{len(entry)} bytes; one act may have {self.charter.terms.limits.entry}."
            )
        leaf = leaf_hash(entry)
        ref = Ref(feed.party, feed.incarnation, feed.size, leaf)
        seen = advance(feed.seen, news, (feed.party, feed.incarnation))
        deed = Deed(ref, act.at, seen)
        try:
            line = judge(self.charter, self.line, self.ledger, act, deed, self.world.now_ms)
        except Inert as rule:
            raise NotAllowed(
                _REFUSALS.get(rule.code, _REFUSALS["turn"]), rule=rule.code
            ) from None
        after = self.ledger.append(feed.feed, feed.frontier, [entry], [leaf])
        feed = msgspec.structs.replace(
            line.feeds[feed.feed], frontier=after, folded=after.size, seen=seen, terms=act.terms
        )
        line = line.with_feed(feed)
        self.line = msgspec.structs.replace(line, uncovered_since=None)
        self.judged.append(Judged(deed, act, None))
        return ref

    def _own_feed(self) -> FeedState:
        if self.line.own is None:
            raise NotAllowed("The line has no feed of ours yet.", rule="closed")
        return self.line.feeds[self.line.own]

    def _open(self, given: Open) -> Ref:
        before = self.line.newest(self.charter.me)
        number = given.number if before is None else max(given.number, before.incarnation + 1)
        end = None
        if before is not None:
            end = upkeep.End(before.incarnation, before.size, before.frontier.root())
        feed = FeedState(
            party=self.charter.me,
            incarnation=number,
            feed=self.charter.feed(self.charter.me, number),
            station=self.charter.station,
            frontier=Frontier.empty(),
        )
        for lost, size in given.lost.items():
            self.ledger.put(REGAIN + self.charter.line, lost, size_key(size))
        self.line = msgspec.structs.replace(
            self.line.with_feed(feed),
            own=feed.feed,
            unheard=frozenset(self.charter.others if number > 0 else ()),
            regain={**self.line.regain, **given.lost},
        )
        certificate = self.charter.members[self.charter.station].certificate
        body = upkeep.FeedOpen(number, end, given.reason, certificate)
        said = self._append(upkeep.FEED_OPEN, Kind.REAL, self._nonce(), STATION, None, body)
        self._note()
        return said

    def _note(self) -> None:
        """Say of each notice of a root, once in each feed of ours, that we hold it."""
        for notice in self.charter.notices:
            if not noted(self.ledger, self._own_feed().feed, notice):
                self._own(upkeep.GOVERNANCE_NOTE, Kind.REAL, upkeep.GovernanceNote(notice))

    def _sent(
        self, station: StationId, body: Entries | Express | Statements | Contrast
    ) -> None:
        if station in self.charter.revoked:
            raise OutOfTurn("The key of this station was revoked by its party.")
        match body:
            case Entries():
                self._entries(station, body)
            case Statements():
                self._statements(station, body)
            case Contrast():
                self.line = intake.take_contrast(
                    self.charter, self.line, self.ledger, station, body
                )
            case _:
                taken = take_express(self.charter, self.line, station, body)
                self.line, self.heralded = taken

    def _entries(self, station: StationId, body: Entries) -> None:
        """Take entries; open a new feed if they are ours and go beyond what we knew of."""
        try:
            self.line = intake.take_entries(self.charter, self.line, self.ledger, station, body)
        except BadProof as error:
            self.line = intake.keep_contested(self.line, body)
            feed = self.line.feeds.get(FeedId(body.feed))
            # Whoever passes it on may have been shown another history: it will show us which.
            ours = (self.charter.me, self.charter.members[station].party)
            self.refused = error if feed is None or feed.party in ours else None
            return
        own = self.line.feeds.get(self.line.own) if self.line.own else None
        newest = self.line.newest(self.charter.me)
        if own is not None and (newest is not own or own.folded < own.size):
            # By the clock: what was lost may have had the next number.
            self._open(Open(upkeep.OpenReason.ROLLBACK, self.world.now_ms // 1_000))
        elif own is not None and own.adopts:
            self._adopt()

    def _compared(self, given: Compared) -> None:
        """Once a party holds no more of our earlier feeds than we do, nothing is lost to it.

        The party must hold our new feed: from then on it takes no more of the earlier ones than
        it tells here. A feed that we do not hold may be ours, but for what we do not take.
        """
        if self.line.backlog or not given.held.get(self.line.own or FeedId(b""), 0):
            return
        for feed_id, size in given.held.items():
            feed = self.line.feeds.get(feed_id)
            ours = feed_id not in self.line.left if not feed else feed.party == self.charter.me
            if ours and size > (feed.size if feed else 0):
                return
        party = self.charter.members[given.station].party
        if party not in self.line.unheard:
            return
        self.line = msgspec.structs.replace(self.line, unheard=self.line.unheard - {party})
        if not self.line.unheard:
            self._adopt()

    def _adopt(self) -> None:
        """Say up to where our earlier feeds go, now that all have shown what they hold.

        Where nobody held any, that too. What turns up later is taken once, whole, and said.
        """
        own = self._own_feed()
        for feed in tuple(self.line.feeds.values()):
            known = (own.incarnation, *own.adopts)
            if feed.party == own.party and feed.incarnation not in known:
                end = upkeep.FeedAdopt(feed.incarnation, feed.size, feed.frontier.root())
                self._own(upkeep.FEED_ADOPT, Kind.REAL, end)
                given = self.charter, self.line, self.ledger, feed.feed, feed.size
                self.line = intake.leave(*given)
        if not self._own_feed().adopts:
            # It goes on, so it is not left at no entries: should it be lost, it comes back.
            none = upkeep.FeedAdopt(own.incarnation, 0, EMPTY_ROOT)
            self._own(upkeep.FEED_ADOPT, Kind.REAL, none)

    def _statements(self, station: StationId, body: Statements) -> None:
        """Take each statement by itself: a bad one does not undo the others."""
        for packed in body.statements:
            try:
                self._statement(station, parse_statement(packed))
            except OpenlineError as error:
                self.refused = error

    def _statement(self, station: StationId, statement: Statement) -> None:
        given = self.charter, self.line, self.ledger, station, statement
        feed = self.line.feeds.get(statement.feed)
        if feed is not None and feed.party == self.charter.me:
            self.line = intake.take_receipt(*given, self.world.now_ms)
        else:
            self.line = intake.take_checkpoint(*given)

    def _blob(self, digest: Digest, data: bytes) -> None:
        space = BLOBS + self.charter.line
        if self.ledger.cell(space, digest) is None:
            self.ledger.put(space, digest, data)
            self.ledger.put(LACKED + self.charter.line, digest, None)
            self._own(messages.BLOB_HELD, Kind.REAL, messages.BlobHeld(digest))

    def _document(self, digest: Digest) -> None:
        """Say that we hold a document, unless nobody awaits it any more."""
        awaited = self.ledger.cell(FETCHING + self.charter.line, digest)
        if awaited is not None:
            self.ledger.put(FETCHING + self.charter.line, digest, None)
            self.ledger.put(DOCUMENTS + self.charter.line, digest, awaited[-8:])
            self._own(messages.BLOB_HELD, Kind.REAL, messages.BlobHeld(digest))

    def _object(self) -> None:
        """Object to inert entries of others: to the first, second, fourth, eighth and so on."""
        inert = [
            (judged.deed.ref, judged.inert)
            for judged in self.judged
            if judged.inert is not None and judged.deed.ref.party != self.charter.me
        ]
        places = Counter((ref.party, ref.incarnation) for ref, _ in inert)
        for ref, code in inert:
            feed = self.line.feed(ref.party, ref.incarnation)
            assert feed is not None
            place = ref.party, ref.incarnation
            places[place] -= 1
            if (feed.inert - places[place]).bit_count() == 1:
                self._own(upkeep.OBJECTION, Kind.REAL, upkeep.Objection(ref, code))

    def _tell_seen(self) -> None:
        """Say by an empty act what we hold, once others' acts wait for it long enough."""
        now = self.world.now_ms
        own = self._own_feed()
        if not uncovered(self.charter, self.line, own):
            return  # and `uncovered_since` is None: only an act of ours can cover them
        since = self.line.uncovered_since
        if since is None or since > now:  # the clock was set back: begin anew
            self.line = msgspec.structs.replace(self.line, uncovered_since=now)
        elif now >= since + SEEN_AFTER_MS:
            self._own(upkeep.SEEN, Kind.REAL, NoBody())

    def _retire(self) -> None:
        """Let calls go from memory that are over and settled, and of others' the oldest.

        A party that never says what it has seen, or leaves late rings without an end, would
        else fill our memory. What is let go stands in its cell, and comes back when named.
        """
        lingering = []
        for call in tuple(self.line.calls.values()):
            stage = calls.stage(call)
            if stage not in calls.OPEN_STAGES and settled(self.line, call):
                self.line = retire(self.charter, self.line, self.ledger, call)
            elif stage not in _BUSY and call.deed.ref.party != self.charter.me:
                lingering.append(call)
        for call in lingering[:-LINGERING]:
            self.line = retire(self.charter, self.line, self.ledger, call)


class TooLargeToSay(BadInput):
    """An act of ours would be larger than the agreement allows."""

    code = "too-large-to-say"
    default_advice = "Say it in fewer words, or in several messages."


_REFUSALS: Final = {
    "turn": "That is not possible at this point.",
    "desks": "The agreement does not let this desk do that.",
    "reference": "What it refers to is not on this line.",
    "terms": "The agreement's version has changed.",
    "officer": "The agreement asks for an officer's key here.",
    "closed": "The line is closed.",
    "revoked": "The party has revoked the key of this station.",
    "suspended": "A party of this line has suspended it: nobody rings or answers for now.",
    "recovering": "The other side has not shown yet what this station lost.",
    "kind": "An act must be of the kind of the ring that it is about.",
    "malformed": "A field of the act does not fit its form.",
}
"""Why the core refuses our own side, by the rule that would make the act inert."""


def _news(line: LineState, own: FeedState) -> tuple[Seen, ...]:
    """What our feed has not said yet about what we hold of the others, and of what it was."""
    return tuple(
        Seen(feed.party, feed.incarnation, feed.folded)
        for feed in line.feeds.values()
        if (feed.party != own.party or feed.incarnation < own.incarnation)
        and feed.folded > held(own.seen, feed.party, feed.incarnation)
    )


def uncovered(charter: Charter, line: LineState, own: FeedState) -> bool:
    """Whether an act of another party about a call or a request is not covered by our `seen`.

    Only these acts need it: calls and requests are settled when both sides know all of it.
    Messages are settled by their receipts. Nor are they before we know our own earlier feeds.
    """
    return any(
        (feed.folded if feed.party == own.party else feed.asks)
        > held(own.seen, feed.party, feed.incarnation)
        for feed in line.feeds.values()
        if feed.party != own.party or (own.adopts and feed.feed != own.feed)
    ) or any(
        held(own.seen, deed.ref.party, deed.ref.incarnation) <= deed.ref.index
        for call in line.calls.values()
        for deed in call.last
        if charter.me in calls.parties(call) and deed.ref.party != charter.me
    )


def deadline(charter: Charter, line: LineState) -> int | None:
    """When the line next needs `Elapsed` although nothing happens (ms); None: never."""
    if line.backlog:
        return 0
    silent = charter.station in charter.revoked
    if silent or line.own is None or line.feeds[line.own].closed:
        return None
    times = [alerting.next_deadline(charter, line), overdue.next_deadline(charter, line)]
    if line.uncovered_since is not None:
        times.append(line.uncovered_since + SEEN_AFTER_MS)
    return min((time for time in times if time is not None), default=None)


class Unsigned(msgspec.Struct, frozen=True):
    """A statement that our station owes: its own checkpoint, or a receipt.

    `known`: size, root and time were signed, committed and anchored before, the Ed25519
    signature is there, and the second signature may leave at once.
    """

    statement: Statement
    known: bool


def unsigned(line: LineState, charter: Charter, now_ms: int, *, firm: bool) -> list[Unsigned]:
    """The statements that are owed now, without signatures.

    Args:
        line: After all inputs of the batch.
        charter: The line's charter.
        now_ms: Milliseconds since 1970.
        firm: Whether to sign with both keys what is so far signed provisionally.
    """
    owed: list[Unsigned] = []
    for feed in line.feeds.values():
        if feed.frozen or feed.size == 0:
            continue
        if feed.feed == line.own:
            owed.extend(_own_head(feed, feed.size, now_ms, firm=firm))
        elif feed.station == charter.station:
            # What came back after a restore gets the second signature that it never got; what
            # was said in this batch before a newer feed came back gets both. So does what we
            # adopted though the rest of what we once signed is lost: else none could take it.
            kept = feed.provisional.size if feed.provisional else 0
            whole = line.left.get(feed.feed) == feed.size or (kept > 0 and not feed.ahead)
            owed.extend(_own_head(feed, feed.size if whole else kept, now_ms, firm=firm))
        elif feed.party != charter.me:
            owed.extend(_receipt(line, feed, now_ms, firm=firm))
    return owed


def _own_head(feed: FeedState, size: int, now_ms: int, *, firm: bool) -> list[Unsigned]:
    newest, last = feed.firm if firm else feed.provisional, feed.provisional
    if size <= (newest.size if newest else 0):
        return []
    root = last.root if last and last.size == size else feed.frontier.root()
    return [_head(feed, size, root, now_ms, last)]


def _receipt(line: LineState, feed: FeedState, now_ms: int, *, firm: bool) -> list[Unsigned]:
    covered = feed.firm if firm else feed.provisional
    given = feed.firm_receipt if firm else feed.receipt
    if covered is None or (given is not None and given.size >= covered.size):
        return []
    last = feed.receipt
    signed_for = max(last.size if last else 0, line.regain.get(feed.feed, 0))
    if covered.size < signed_for:
        # A cosignature speaks of the largest tree seen: never sign an older size again.
        return []
    return [_head(feed, covered.size, covered.root, now_ms, last)]


def _head(
    feed: FeedState, size: int, root: Digest, now_ms: int, last: Statement | None
) -> Unsigned:
    if last is not None and last.size == size:
        return Unsigned(Statement(feed.feed, size, root, last.time, last.ed, b""), known=True)
    time = max(now_ms // 1_000, 1, last.time if last else 0)
    return Unsigned(Statement(feed.feed, size, root, time, b"", b""), known=False)


def signed(
    charter: Charter, line: LineState, ledger: Ledger, statement: Statement
) -> LineState:
    """Put a statement that our station signed into the state and the batch."""
    feed = line.feeds[statement.feed]
    own = feed.party == charter.me
    before = feed.firm if own else feed.firm_receipt
    intake.keep_statement(ledger, charter.station, statement, before)
    if own:
        feed = msgspec.structs.replace(
            feed,
            provisional=statement,
            firm=statement if statement.firm else feed.firm,
            recent=intake.recently(feed, statement),
        )
    else:
        feed = msgspec.structs.replace(
            feed,
            receipt=statement,
            firm_receipt=statement if statement.firm else feed.firm_receipt,
        )
    return line.with_feed(feed)
