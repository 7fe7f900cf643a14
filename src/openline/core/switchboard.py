"""One step of a line: inputs go in, a new state and what to make durable come out.

The only door into the core. One feature's event becomes another's input here and nowhere else.
Nothing here signs: heads that grew are signed by the loop before it commits.

Spec: docs/spec/11-step.md.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

import msgspec

from openline.core import alerting, intake
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
from openline.core.acts.knowledge import Deed, advance, held
from openline.core.alerting import World
from openline.core.codec import Struct
from openline.core.crypto.keys import Digest, StationId
from openline.core.errors import BadInput, NotAllowed, OpenlineError
from openline.core.fold import Inert, Judged, fold_entry, judge, retire, settled
from openline.core.ledger import Ledger
from openline.core.line import BLOBS, Charter, FeedState, LineState
from openline.core.parcels import Entries, Statements
from openline.core.record.checkpoint import Statement, parse_statement
from openline.core.record.tree import Frontier, leaf_hash

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
    """Open our feed, or a new incarnation of it."""

    reason: upkeep.OpenReason


class Bells(msgspec.Struct, frozen=True):
    """How many consoles of one of our desks can sound a bell now."""

    desk: str
    count: int


class Sent(msgspec.Struct, frozen=True):
    """A counterpart's station sent this about feeds, inside its own session."""

    station: StationId
    body: Entries | Statements


class BlobCame(msgspec.Struct, frozen=True):
    """A blob arrived whole; its hash was checked."""

    digest: Digest
    data: bytes


class Close(msgspec.Struct, frozen=True):
    """The line ends by a notice of termination: our feed gets its last entry."""


class Elapsed(msgspec.Struct, frozen=True):
    """Time went on; look at the deadlines."""


Input = Say | Open | Bells | Sent | BlobCame | Close | Elapsed


class Outcome(msgspec.Struct, frozen=True):
    """What became of one input.

    Attributes:
        said: The entry that a `Say` or `Open` wrote, None otherwise.
        error: Why the input was dropped, None if it was taken.
    """

    said: Ref | None = None
    error: OpenlineError | None = None


class Step(msgspec.Struct, frozen=True):
    """What one input came to: the new state, its outcome, and every act judged on the way."""

    line: LineState
    outcome: Outcome
    judged: Sequence[Judged] = ()


def step(charter: Charter, line: LineState, ledger: Ledger, given: Input, world: World) -> Step:
    """Take one input. An input that fails changes nothing and says why."""
    turn = _Turn(charter, line, ledger, world)
    try:
        said = turn.take(given)
    except OpenlineError as error:
        return Step(line, Outcome(error=error))
    turn.go_on()
    return Step(turn.line, Outcome(said, turn.refused), turn.judged)


class _Turn:
    """One input being taken."""

    def __init__(self, charter: Charter, line: LineState, ledger: Ledger, world: World) -> None:
        self.charter = charter
        self.line = line
        self.ledger = ledger
        self.world = world
        self.judged: list[Judged] = []
        self.refused: OpenlineError | None = None
        self._nonces = 0

    def take(self, given: Input) -> Ref | None:
        match given:
            case Say():
                return self._say(given)
            case Open():
                return self._open(given.reason)
            case Bells():
                bells = {**self.line.bells, given.desk: given.count}
                self.line = msgspec.structs.replace(self.line, bells=bells)
            case Sent(station, Entries() as body):
                self.line = intake.take_entries(
                    self.charter, self.line, self.ledger, station, body
                )
            case Sent(station, Statements() as body):
                self._statements(station, body)
            case BlobCame(digest, data):
                self._blob(digest, data)
            case Close():
                self._own(upkeep.LINE_CLOSE, Kind.REAL, NoBody())
            case Elapsed():
                pass
        return None

    def go_on(self) -> None:
        """Judge what is ripe, say what the station owes, and let go what is done."""
        self._fold()
        if self.line.own is None or self._own_feed().closed:
            return
        for _ in range(len(self.line.calls) + 1):
            owed = alerting.due(self.charter, self.line, self.world)
            if not owed:
                break
            for act in owed:
                self._own(act.type, act.kind, act.body)
        self._object()
        self._tell_seen()
        self._retire()

    def _fold(self) -> None:
        progress = True
        while progress:
            progress = False
            for feed_id in tuple(self.line.feeds):
                while self._fold_one(self.line.feeds[feed_id]):
                    progress = True

    def _fold_one(self, feed: FeedState) -> bool:
        if feed.folded >= feed.size:
            return False
        after = fold_entry(self.charter, self.line, self.ledger, feed, self.world.now_ms)
        if after is None:
            return False
        self.line, judged = after
        self.judged.append(judged)
        return True

    def _say(self, given: Say) -> Ref:
        ends_s = self.charter.terms.valid_until_s
        if ends_s and self.world.now_ms >= ends_s * 1_000:
            raise NotAllowed(
                "The agreement of this line has run out.",
                advice="Have both parties sign an amendment with a later end.",
                rule="expired",
            )
        if given.blob is not None:
            digest = Digest(sha256(given.blob).digest())
            self.ledger.put(BLOBS + self.charter.line, digest, given.blob)
        return self._append(
            given.type, given.kind, given.command, given.sender, given.to, given.body
        )

    def _own(self, type_: int, kind: Kind, body: Struct) -> None:
        """Say what the station itself owes."""
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
        seen = advance(feed.seen, news, feed.party)
        deed = Deed(ref, act.at, seen)
        try:
            line = judge(self.charter, self.line, self.ledger, act, deed, self.world.now_ms)
        except Inert as rule:
            raise NotAllowed(
                _REFUSALS.get(rule.code, _REFUSALS["turn"]), rule=rule.code
            ) from None
        after = self.ledger.append(feed.feed, feed.frontier, [entry], [leaf])
        feed = msgspec.structs.replace(
            line.feeds[feed.feed],
            frontier=after,
            folded=after.size,
            seen=seen,
            terms=act.terms,
        )
        line = line.with_feed(feed)
        self.line = msgspec.structs.replace(line, uncovered_since=None)
        self.judged.append(Judged(deed, act, None))
        return ref

    def _own_feed(self) -> FeedState:
        if self.line.own is None:
            raise NotAllowed("The line has no feed of ours yet.", rule="closed")
        return self.line.feeds[self.line.own]

    def _open(self, reason: upkeep.OpenReason) -> Ref:
        before = self.line.newest(self.charter.me)
        number = 0 if before is None else before.incarnation + 1
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
        self.line = msgspec.structs.replace(self.line.with_feed(feed), own=feed.feed)
        certificate = self.charter.members[self.charter.station].certificate
        body = upkeep.FeedOpen(number, end, reason, certificate)
        return self._append(upkeep.FEED_OPEN, Kind.REAL, self._nonce(), STATION, None, body)

    def _statements(self, station: StationId, body: Statements) -> None:
        """Take each statement by itself: a bad one does not undo the others."""
        for packed in body.statements:
            try:
                self._statement(station, parse_statement(packed))
            except OpenlineError as error:
                self.refused = error

    def _statement(self, station: StationId, statement: Statement) -> None:
        feed = self.line.feeds.get(statement.feed)
        if feed is not None and feed.party == self.charter.me:
            self.line = intake.take_receipt(
                self.charter, self.line, self.ledger, station, statement, self.world.now_ms
            )
        else:
            self.line = intake.take_checkpoint(
                self.charter, self.line, self.ledger, station, statement
            )

    def _blob(self, digest: Digest, data: bytes) -> None:
        space = BLOBS + self.charter.line
        if self.ledger.cell(space, digest) is None:
            self.ledger.put(space, digest, data)
            self._own(messages.BLOB_HELD, Kind.REAL, messages.BlobHeld(digest))

    def _object(self) -> None:
        """Object to inert entries of others: to the first, second, fourth, eighth and so on."""
        for judged in tuple(self.judged):
            party = judged.deed.ref.party
            if judged.inert is None or party == self.charter.me:
                continue
            feed = self.line.feed(party, judged.deed.ref.incarnation)
            if feed is not None and feed.inert.bit_count() == 1:
                body = upkeep.Objection(judged.deed.ref, judged.inert)
                self._own(upkeep.OBJECTION, Kind.REAL, body)

    def _tell_seen(self) -> None:
        """Say by an empty act what we hold, once others' acts wait for it long enough."""
        now = self.world.now_ms
        own = self._own_feed()
        if not uncovered(self.charter, self.line, own):
            if self.line.uncovered_since is not None:
                self.line = msgspec.structs.replace(self.line, uncovered_since=None)
            return
        since = self.line.uncovered_since
        if since is None:
            self.line = msgspec.structs.replace(self.line, uncovered_since=now)
        elif now >= since + SEEN_AFTER_MS:
            self._own(upkeep.SEEN, Kind.REAL, NoBody())

    def _retire(self) -> None:
        for call in tuple(self.line.calls.values()):
            if calls.stage(call) not in calls.OPEN_STAGES and settled(self.line, call):
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
    "kind": "An act must be of the kind of the ring that it is about.",
    "malformed": "A field of the act does not fit its form.",
}
"""Why the core refuses our own side, by the rule that would make the act inert."""


def _news(line: LineState, own: FeedState) -> tuple[Seen, ...]:
    """What our feed has not said yet about what we hold of the others."""
    return tuple(
        Seen(feed.party, feed.incarnation, feed.folded)
        for feed in line.feeds.values()
        if feed.party != own.party
        and feed.folded > held(own.seen, feed.party, feed.incarnation)
    )


def uncovered(charter: Charter, line: LineState, own: FeedState) -> bool:
    """Whether an act of another party about a live call is not covered by our own `seen`.

    Only these acts need it: a call is settled when both sides know all of it. Messages are
    settled by their receipts.
    """
    return any(
        held(own.seen, deed.ref.party, deed.ref.incarnation) <= deed.ref.index
        for call in line.calls.values()
        for deed in call.last
        if charter.me in calls.parties(call) and deed.ref.party != charter.me
    )


def deadline(charter: Charter, line: LineState) -> int | None:
    """When the line next needs `Elapsed` although nothing happens (ms); None: never."""
    if line.own is None or line.feeds[line.own].closed:
        return None
    times = [alerting.next_deadline(charter, line)]
    if line.uncovered_since is not None:
        times.append(line.uncovered_since + SEEN_AFTER_MS)
    return min((time for time in times if time is not None), default=None)


class Unsigned(msgspec.Struct, frozen=True):
    """A statement that our station owes: its own checkpoint, or a receipt."""

    statement: Statement
    firm: bool


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
        if feed.party == charter.me:
            if feed.feed == line.own:
                owed.extend(_own_head(feed, now_ms, firm=firm))
        else:
            owed.extend(_receipt(feed, now_ms, firm=firm))
    return owed


def _own_head(feed: FeedState, now_ms: int, *, firm: bool) -> list[Unsigned]:
    newest = feed.firm if firm else feed.provisional
    if newest is not None and newest.size >= feed.size:
        return []
    last = feed.provisional
    return [Unsigned(_head(feed, feed.size, feed.frontier.root(), now_ms, last), firm)]


def _receipt(feed: FeedState, now_ms: int, *, firm: bool) -> list[Unsigned]:
    covered = feed.firm if firm else feed.provisional
    given = feed.firm_receipt if firm else feed.receipt
    if covered is None or (given is not None and given.size >= covered.size):
        return []
    last = feed.receipt
    if last is not None and covered.size < last.size:
        # A cosignature speaks of the largest tree seen: never sign an older size again.
        return []
    return [Unsigned(_head(feed, covered.size, covered.root, now_ms, last), firm)]


def _head(
    feed: FeedState, size: int, root: Digest, now_ms: int, last: Statement | None
) -> Statement:
    time = max(now_ms // 1_000, 1, last.time if last else 0)
    return Statement(feed.feed, size, root, time, b"", b"")


def signed(
    charter: Charter, line: LineState, ledger: Ledger, statement: Statement
) -> LineState:
    """Put a statement that our station signed into the state and the batch."""
    feed = line.feeds[statement.feed]
    intake.keep_statement(ledger, charter.station, statement)
    if feed.party == charter.me:
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
