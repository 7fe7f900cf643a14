"""One batch on its way: inputs stepped into a ledger, and what to do once it is durable.

Nothing leaves while a batch is taken: whatever is to go out waits for `perform`, which the loop
calls after the commit.

Spec: docs/spec/11-step.md.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import msgspec

from openline.core import switchboard
from openline.core.acts.act import Ref, parse_act
from openline.core.crypto.keys import Digest, FeedId, LineId, SessionId, StationId
from openline.core.crypto.sealing import KEY_NOTICE, OPENING
from openline.core.errors import OpenlineError, PeerError, UnknownKey
from openline.core.fold import Judged
from openline.core.intake import Gap
from openline.core.ledger import Cell, Ledger
from openline.core.line import BLOBS, LineState
from openline.core.parcels import (
    BLOB_PIECE,
    BlobPiece,
    Body,
    Contrast,
    Entries,
    Express,
    Have,
    Reopen,
    Signal,
    Statements,
    Want,
)
from openline.core.record.checkpoint import encode_statement
from openline.core.replication import Link
from openline.core.switchboard import (
    BlobCame,
    Close,
    Compared,
    Elapsed,
    Input,
    Outcome,
    Say,
    Sent,
)
from openline.ports.path import BY_HAND, LEFT, Arrived, LinkId
from openline.ports.store import Store
from openline.station.allowance import Allowance
from openline.station.blobs import Blobs
from openline.station.carriers import is_urgent
from openline.station.complaints import Complaints
from openline.station.documents import Documents
from openline.station.keyring import Keyring
from openline.station.links import Links
from openline.station.pace import Pace
from openline.station.rooms import LineRoom
from openline.station.sessions import NARROW_REOPEN_EVERY_MS, Sessions
from openline.station.tail import Tail

OPENINGS_A_MINUTE: Final = 60
"""Openings of one station that are looked at. Spec 06, 4.1."""
NOTICES_A_MINUTE: Final = 12
"""Key notices of one station that are looked at: each has two signatures. Spec 06, 5.2.1."""
HERALDS_A_MINUTE: Final = 12
"""Entries ahead of their place that are looked at. Spec 06, 8.5."""
REOPENS_A_SECOND: Final = 4
"""Unknown sessions of one station that are answered. Spec 06, 5.2.1."""
NOTICE_EVERY_MS: Final = 10_000
"""A key notice answers an unknown sealing key, or a notice of less rank, at most so often.
Spec 06, 5."""


class News(msgspec.Struct, frozen=True):
    """What a batch changed on one line, told after it is durable.

    Attributes:
        judged: Every act that was judged, ours and theirs.
        record: Whether what the line holds may read otherwise; else only links, pulses or
            refusals changed.
        refused: Errors that counterparts caused, each with the station that did.
    """

    line: LineId
    judged: Sequence[Judged] = ()
    record: bool = False
    refused: Sequence[tuple[StationId, OpenlineError]] = ()


class Given(msgspec.Struct, frozen=True):
    """An input that waits: for a line, or raw bytes that still have to be opened."""

    line: LineId | None
    given: Input | Arrived | None
    done: "asyncio.Future[Ref | None] | None" = None
    cells: tuple[Cell, ...] = ()


class Surroundings:
    """What a batch works with; put together by the loop."""

    def __init__(
        self,
        *,
        rooms: dict[LineId, LineRoom],
        store: Store,
        sessions: Sessions,
        keyring: Keyring,
        links: Links,
        tail: Tail,
        documents: Documents,
        random: Callable[[int], bytes],
        changed: Callable[[News], None],
        signalled: Callable[[LineId, int, Signal], None],
    ) -> None:
        self.rooms = rooms
        self.store = store
        self.sessions = sessions
        self.keyring = keyring
        self.links = links
        self.tail = tail
        self.documents = documents
        self.random = random
        self.changed = changed
        self.signalled = signalled
        self.blobs = Blobs()
        self.openings = Pace(OPENINGS_A_MINUTE, 60_000)
        self.notices = Pace(NOTICES_A_MINUTE, 60_000)
        self.reopens = Pace(REOPENS_A_SECOND, 1_000)
        self.heralds = Pace(HERALDS_A_MINUTE, 60_000)
        self.narrow_reopens = Pace(1, NARROW_REOPEN_EVERY_MS)
        self.unknown_keys = Pace(1, NOTICE_EVERY_MS)
        self.outranked = Pace(1, NOTICE_EVERY_MS)
        self.narrow_outranked = Pace(1, NARROW_REOPEN_EVERY_MS)
        self.complaints = Complaints()
        self._allowances: dict[tuple[LineId, int, int], Allowance] = {}

    def allowance(self, room: LineRoom, author: int, party: int, now_ms: int) -> Allowance:
        """How much more of an author's feeds a party may bring, under the terms in force."""
        charter = room.charter
        place = charter.line, author, party
        known = self._allowances.get(place)
        if known is None or known.quotas != charter.terms.quotas:
            known = self._allowances[place] = Allowance(charter.terms.quotas, now_ms)
        return known


def _opener(room: LineRoom, body: Entries, brought_by: int) -> int:
    """Whose feed these entries open, as they say: if it is not so, nothing of them is taken."""
    try:
        opening = parse_act(body.entries[0]).body
    except PeerError:
        return brought_by
    certificate = getattr(opening, "certificate", None)
    members = room.charter.members.values()
    return next((one.party for one in members if one.certificate == certificate), brought_by)


class Batch:
    """One batch on its way: what it changes, and what is to be done once it is durable."""

    def __init__(self, world: "Surroundings", now_ms: int) -> None:
        self._around = world
        self.ledger = Ledger(world.store)
        self.now_ms = now_ms
        self.states: dict[LineId, LineState] = {}
        self._judged: dict[LineId, list[Judged]] = {}
        self._refused: dict[LineId, list[tuple[StationId, OpenlineError]]] = {}
        self._done: list[tuple[Given, Outcome]] = []
        self._said: dict[tuple[LineId, bytes], Ref] = {}
        self._after: list[Callable[[], None]] = []
        self._last: list[Callable[[], None]] = []
        self._linked: set[LineId] = set()
        self._gathered: set[LineId] = set()
        self._brought: dict[LineId, set[LinkId]] = {}
        self._hurried: set[tuple[LineId, LinkId]] = set()
        self._seed = world.random(32)
        self._steps = 0

    def take(self, given: Given) -> None:
        """Take one input; what it causes outside waits for `perform`."""
        for cell in given.cells:
            self.ledger.put(cell.space, cell.key, cell.value)
        match given.given:
            case None:
                self._done.append((given, Outcome()))
            case Arrived() as arrived:
                error = self._arrived(arrived)
                if given.done is not None:
                    self._done.append((given, Outcome(error=error)))
            case _:
                assert given.line is not None
                outcome = self._step(given.line, given.given)
                self._done.append((given, outcome))

    def rotate(self, *, at_once: bool = False) -> None:
        """Look after our sealing keys; a new one is told to all once it is durable."""
        around = self._around
        rules = [room.charter.terms.keys for room in around.rooms.values()]
        if not rules:
            return
        turned = around.keyring.rotate(
            self.now_ms // 1_000,
            every_s=min(rule.rotate_every_s for rule in rules),
            grace_s=max(rule.grace_s for rule in rules),
            limit_s=max(rule.seal_limit_s for rule in rules),
            at_once=at_once,
        )
        for cell in (*turned.cells, *around.sessions.forget(turned.dropped)):
            self.ledger.put(cell.space, cell.key, cell.value)
        if turned.fresh:
            self._after.append(around.links.announce)

    def elapse(self) -> None:
        """Let lines whose deadline has come look at the time."""
        for line, room in self._around.rooms.items():
            state = self.states.get(line, room.state)
            at = switchboard.deadline(room.charter, state)
            if at is not None and at <= self.now_ms:
                self._step(line, Elapsed())
            if room.over(self.states.get(line, room.state), self.now_ms):
                self._step(line, Close())

    def _step(self, line: LineId, given: Input) -> Outcome:
        room = self._around.rooms[line]
        if isinstance(given, Say):
            done = room.said.get(given.command) or self._said.get((line, given.command))
            if done is not None:
                return Outcome(done)
        before = self.states.get(line, room.state)
        self._steps += 1
        seed = self._seed + self._steps.to_bytes(4, "big")
        world = room.world(self.now_ms, seed)
        step = switchboard.step(room.charter, before, self.ledger, given, world)
        self.states[line] = step.line
        if before.own != step.line.own and step.line.unheard:
            self.rotate(at_once=True)
        if isinstance(given, Say) and step.outcome.said is not None:
            self._said[line, given.command] = step.outcome.said
        if step.judged:
            self._judged.setdefault(line, []).extend(step.judged)
        return step.outcome

    def _arrived(self, arrived: Arrived) -> OpenlineError | None:
        """Open bytes and take what is in them; returns what refused them."""
        if not self._may_look(arrived):
            return None
        try:
            received = self._around.sessions.take(arrived.station, arrived.data)
        except UnknownKey as error:
            session = error.facts.get("session")
            self._after.append(lambda: self._not_known(arrived, session))
            return error
        except PeerError as error:
            self._around.complaints.note(arrived.station, error.code, self.now_ms)
            for room in self._around.links.rooms_of(arrived.station):
                link = room.links.get(arrived.link)
                # Whoever has a radio can say anything there: it accuses nobody.
                if link is not None and not link.narrow:
                    refused = self._refused.setdefault(room.charter.line, [])
                    refused.append((arrived.station, error))
            return error
        for cell in received.cells:
            self.ledger.put(cell.space, cell.key, cell.value)
        if received.outranked:
            self._after.append(lambda: self._give_back(arrived, received.outranked))
        if received.line is None:
            return None
        if received.body is not None:
            return self._body(arrived, received.line, received.body)
        self._introduced(arrived, self._around.rooms[received.line])
        return None

    def _introduced(self, arrived: Arrived, room: LineRoom) -> None:
        """A session was opened: on a narrow link say at once what we hold.

        What came before it could not be read, and the next heartbeat is far off.
        """
        link = room.links.get(arrived.link)
        if link is not None and link.narrow:
            self._after.append(lambda: self._reply(room, arrived))

    def _may_look(self, arrived: Arrived) -> bool:
        """Whether a station has not sent too much lately that costs us far more than it."""
        paces = {OPENING: self._around.openings, KEY_NOTICE: self._around.notices}
        pace = paces.get(arrived.data[0]) if arrived.data else None
        return pace is None or pace.may(arrived.station, self.now_ms)

    def _body(self, arrived: Arrived, line: LineId, body: Body) -> OpenlineError | None:
        around = self._around
        room = around.rooms[line]
        link = room.links.get(arrived.link)
        match body:
            case Entries() | Statements() | Contrast():
                return self._sent(arrived, line, body)
            case Express():
                return self._overtaken(arrived, room, body)
            case Have() if link is not None:
                self._heard(arrived, room, link, body)
            case Want(blob=None) if link is not None:
                state = self.states.get(line, room.state)
                link.asked(state, FeedId(body.feed), body.start)
                self._linked.add(line)
            case Want() if body.blob is not None:
                digest, offset = Digest(body.blob), body.start
                self._last.append(lambda: self._send_blob(room, arrived, digest, offset))
            case BlobPiece():
                self._piece(arrived, room, body)
            case Signal():
                party = room.charter.members[arrived.station].party
                self._after.append(lambda: self._pass_signal(line, party, body))
            case Reopen():
                session = SessionId(body.session)
                narrow = link is not None and link.narrow
                if around.sessions.reopen(arrived.station, session, self.now_ms, narrow=narrow):
                    self._after.append(lambda: self._reply(room, arrived))
        return None

    def _heard(self, arrived: Arrived, room: LineRoom, link: Link, have: Have) -> None:
        """Take a proof of life, and answer it if it waits for ours: once a batch."""
        line = room.charter.line
        pulse = room.pulses[arrived.station]
        hurry = pulse.heard(arrived.link, have, self.now_ms)
        if pulse.links[arrived.link].echo_ms == self.now_ms:
            self._around.sessions.prove(line, arrived.station)
        state = self.states.get(line, room.state)
        link.heard(room.charter, state, have, self.now_ms)
        if state.unheard:
            held = {FeedId(told.feed): told.held for told in have.feeds}
            self._step(line, Compared(arrived.station, held))
        self._linked.add(line)
        if hurry and (line, arrived.link) not in self._hurried:
            self._hurried.add((line, arrived.link))
            self._after.append(lambda: self._reply(room, arrived))

    def _sent(
        self, arrived: Arrived, line: LineId, body: Entries | Statements | Contrast
    ) -> OpenlineError | None:
        if not isinstance(body, Entries) or arrived.link == BY_HAND:
            # What our own side carried in is no flood: the medium's size bounds it.
            return self._sent_on(arrived, line, body)
        self._brought.setdefault(line, set()).add(arrived.link)
        if self._has_all(line, body):
            self._linked.add(line)
            return None
        room = self._around.rooms[line]
        state = self.states.get(line, room.state)
        known = state.feeds.get(FeedId(body.feed))
        # Whoever passes on what another party said does not pay for it, nor does it wait
        # for a flood that comes from that party itself.
        party = room.charter.members[arrived.station].party
        author = known.party if known else _opener(room, body, party)
        allowance = self._around.allowance(room, author, party, self.now_ms)
        before = known.size if known else 0
        lost = state.regain.get(FeedId(body.feed), 0)
        if before >= lost and not allowance.open(self.now_ms):
            if author == party:
                self._around.complaints.note(arrived.station, "over-quota", self.now_ms)
                room.over_quota[party] = self.now_ms
            return None
        error = self._sent_on(arrived, line, body)
        grown = self._held(line, FeedId(body.feed)) - before
        if grown and before >= lost:
            allowance.spend(grown, sum(len(entry) for entry in body.entries[-grown:]))
        return error

    def _overtaken(
        self, arrived: Arrived, room: LineRoom, body: Express
    ) -> OpenlineError | None:
        """Show people what came ahead of its place; the record takes it in its turn."""
        if not self._around.heralds.may(arrived.station, self.now_ms):
            return None
        outcome = self._step(room.charter.line, Sent(arrived.station, body))
        if outcome.error is not None:
            self._complain(arrived, room.charter.line, outcome.error)
        if outcome.heralded is not None:
            came, now_ms = outcome.heralded, self.now_ms
            self._after.append(
                lambda: room.heralds.take(room.charter, room.state, came, now_ms)
            )
        return outcome.error

    def _complain(self, arrived: Arrived, line: LineId, error: OpenlineError) -> None:
        self._around.complaints.note(arrived.station, error.code, self.now_ms)
        self._refused.setdefault(line, []).append((arrived.station, error))

    def _has_all(self, line: LineId, body: Entries) -> bool:
        """Whether one path brings what another one brought: not a byte of it is news."""
        state = self.states.get(line, self._around.rooms[line].state)
        feed = state.feeds.get(FeedId(body.feed))
        if feed is None or feed.provisional is None:
            return False
        whole = body.start + len(body.entries) <= feed.size
        return whole and body.statement == encode_statement(feed.provisional)

    def _held(self, line: LineId, feed: FeedId) -> int:
        known = self.states.get(line, self._around.rooms[line].state).feeds.get(feed)
        return known.size if known else 0

    def _sent_on(
        self, arrived: Arrived, line: LineId, body: Entries | Statements | Contrast
    ) -> OpenlineError | None:
        outcome = self._step(line, Sent(arrived.station, body))
        error = outcome.error
        if isinstance(error, Gap) and isinstance(body, Entries):
            start = error.facts.get("start", 0)
            assert isinstance(start, int)
            want = Want(body.feed, start, None)
            room = self._around.rooms[line]
            self._after.append(lambda: self._answer(room, arrived, want))
        elif error is not None and not isinstance(error, Gap):
            self._complain(arrived, line, error)
        return error

    def _piece(self, arrived: Arrived, room: LineRoom, piece: BlobPiece) -> None:
        """Gather a blob that a message of this line named; store it once its hash fits."""
        line, party = room.charter.line, room.charter.members[arrived.station].party
        blobs = self._around.blobs
        if arrived.link in (BY_HAND, LEFT):
            blobs.expect(line, party, piece, self.now_ms)
            self._around.documents.expect(line, party, piece, self.now_ms)
        self._last.append(lambda: self._ask(room))
        documents = self._around.documents
        if documents.awaits(line, party, Digest(piece.digest)):
            if documents.take(line, party, piece, self.now_ms):
                self._linked.add(line)
                self._gathered.add(line)
            return
        whole = blobs.take(line, party, piece, self.now_ms)
        if whole is None:
            return
        self._step(line, BlobCame(Digest(piece.digest), whole))

    def fail(self, error: OpenlineError) -> None:
        """Tell all who wait that nothing of this batch is certain: its commit failed."""
        for given, _ in self._done:
            if given.done is not None and not given.done.done():
                given.done.set_exception(error)

    # --- after the commit ---------------------------------------------------------------

    def perform(self) -> None:
        """Everything that leaves the station; the batch is durable."""
        around = self._around
        around.tail.keep(self.ledger.rows())
        for given, outcome in self._done:
            self._answered(given, outcome)
        for after in self._after:
            after()
        for line in {*self.states, *self._linked, *self._refused}:
            room = around.rooms[line]
            self._note_ours(room)
            around.links.flush(
                room, urgent=self._is_urgent(room), brought=self._brought.get(line, ())
            )
            judged = self._judged.get(line, ())
            around.changed(
                News(
                    line,
                    judged,
                    line in self.states or line in self._gathered,
                    self._refused.get(line, ()),
                )
            )
            around.blobs.name(room.charter, judged, around.store)
            around.documents.name(room.charter, judged, around.store)
            self._ask(room)
        for last in self._last:
            last()

    def _note_ours(self, room: LineRoom) -> None:
        for one in self._judged.get(room.charter.line, ()):
            if one.deed.ref.party == room.charter.me:
                room.heralds.said(one)

    def _is_urgent(self, room: LineRoom) -> bool:
        """Whether something was said here that all links are to carry at once."""
        me = room.charter.me
        return any(
            one.deed.ref.party == me and one.act is not None and is_urgent(one.act)
            for one in self._judged.get(room.charter.line, ())
        )

    def _answered(self, given: Given, outcome: Outcome) -> None:
        if isinstance(given.given, Say) and given.line is not None and outcome.said:
            self._around.rooms[given.line].remember(given.given.command, outcome.said)
        if given.done is None or given.done.cancelled():
            return
        if outcome.error is not None:
            given.done.set_exception(outcome.error)
        else:
            given.done.set_result(outcome.said)

    def _not_known(self, arrived: Arrived, session: object) -> None:
        """Ask for a new session, or tell our newest sealing key."""
        around = self._around
        if isinstance(session, bytes):
            for room in around.links.rooms_of(arrived.station):
                if arrived.link in room.links:
                    self._reopen(room, arrived, session)
            return
        if around.unknown_keys.may(arrived.station, self.now_ms):
            around.links.notify(arrived.link)

    def _give_back(self, arrived: Arrived, notice: bytes) -> None:
        """Show a station the notice of its own that counts here, and not the one it sent.

        If it lost the key of that one, it can know no other way why we seal to it.
        """
        around = self._around
        narrow = around.links.is_narrow(arrived.link)
        pace = around.narrow_outranked if narrow else around.outranked
        if pace.may(arrived.station, self.now_ms):
            around.links.give_back(arrived.link, notice)

    def _reopen(self, room: LineRoom, arrived: Arrived, session: bytes) -> None:
        around = self._around
        narrow = room.links[arrived.link].narrow
        pace = around.narrow_reopens if narrow else around.reopens
        if pace.may(arrived.station, self.now_ms):
            around.links.reopen(room, arrived.link, arrived.station, session)

    def _answer(self, room: LineRoom, arrived: Arrived, body: Body) -> None:
        if arrived.link in room.links:
            self._around.links.send(room, arrived.link, arrived.station, body)

    def _reply(self, room: LineRoom, arrived: Arrived) -> None:
        if arrived.link in room.links:
            self._around.links.greet(room, arrived.link, arrived.station, self.now_ms)

    def _pass_signal(self, line: LineId, party: int, signal: Signal) -> None:
        self._around.signalled(line, party, signal)

    def _send_blob(self, room: LineRoom, arrived: Arrived, digest: Digest, offset: int) -> None:
        around, line = self._around, room.charter.line
        whole = around.store.cell(BLOBS + line, digest)
        if whole is not None and offset >= 0:
            data = whole[offset : offset + BLOB_PIECE]
        else:
            data = around.documents.piece(line, digest, offset)
        if data:
            self._answer(room, arrived, BlobPiece(digest, offset, data))

    def _ask(self, room: LineRoom) -> None:
        """Ask for what is lacked: after everything else, and a piece at a time."""
        around, line = self._around, room.charter.line
        for station in room.pulses:
            party = room.charter.members[station].party
            if not around.blobs.lacks(line, party) and not around.documents.lacks(line, party):
                continue
            link = around.links.best(room, station)
            if link is None:
                continue
            for wants in (around.blobs, around.documents):
                for want in wants.wanted(line, party, self.now_ms):
                    around.links.send(room, link, station, want)
