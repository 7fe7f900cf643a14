"""The station's loop: input, step, commit, perform; one way, for everything.

Inputs wait in one queue. A batch is stepped line by line, what grew is signed, all of it is
committed and anchored, and only then does anything leave: to counterparts, to consoles, to
whoever waits for an answer. A batch whose commit failed leaves no trace and stops the station.

Spec: docs/spec/11-step.md.
"""

import asyncio
import logging
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import msgspec

from openline.core import replication, switchboard
from openline.core.acts.act import Ref, parse_act
from openline.core.acts.calls import Try
from openline.core.alerting import World
from openline.core.crypto.keys import Digest, FeedId, LineId, SessionId, StationId
from openline.core.errors import Fault, LocalError, OpenlineError, PeerError, UnknownKey
from openline.core.fold import Judged
from openline.core.intake import Gap
from openline.core.ledger import Cell, Commit, Ledger
from openline.core.line import BLOBS, Charter, LineState
from openline.core.parcels import (
    BLOB_PIECE,
    BODY_LIMIT,
    ENTRIES_LIMIT,
    BlobPiece,
    Body,
    Entries,
    Have,
    Reopen,
    Signal,
    Statements,
    Want,
)
from openline.core.record.checkpoint import (
    Statement,
    ed_message,
    encode_statement,
    ml_message,
)
from openline.core.record.tree import consistency_path
from openline.core.resume import keep_feeds
from openline.core.switchboard import BlobCame, Elapsed, Input, Outcome, Say, Sent
from openline.ports.anchor import Anchor, Mark
from openline.ports.path import Arrived, LinkDown, LinkId, LinkUp, PathEvent, Paths
from openline.ports.signer import Signer
from openline.ports.store import Store
from openline.station.blobs import Blobs
from openline.station.keyring import Keyring
from openline.station.pulse import Pulse
from openline.station.sessions import Room, Sessions
from openline.station.tail import Tail

log = logging.getLogger("openline.loop")

BATCH: Final = 256
"""Inputs stepped in one batch."""
HEARTBEAT_MS: Final = 2_000
COMMANDS_KEPT: Final = 4_096
COMMANDS_RECALLED: Final = 512
SEND_BYTES: Final = 56_000
"""Entries in one parcel, in bytes; leaves room for the statement and the path."""


class LineRoom:
    """One line as the loop holds it.

    Attributes:
        charter, state: What the core knows.
        links: Per link, what it has carried.
        pulses: Per counterpart station, proof of life.
        said: Commands done lately, so that a repeated one is done once.
    """

    def __init__(self, room: Room, state: LineState) -> None:
        self.charter: Charter = room.charter
        self.room = room
        self.state = state
        self.links: dict[LinkId, replication.Link] = {}
        self.pulses: dict[StationId, Pulse] = {
            member.station: Pulse()
            for member in room.charter.members.values()
            if member.party != room.charter.me
        }
        self.said: OrderedDict[bytes, Ref] = OrderedDict()

    def recall(self, store: Store) -> None:
        """Read back which commands were done lately: their ids are the nonces of our acts."""
        own = self.state.feeds.get(self.state.own) if self.state.own else None
        if own is None:
            return
        start = max(0, own.size - COMMANDS_RECALLED)
        leaves = store.leaves(own.feed, start, own.size)
        data = store.entries(own.feed, start, own.size, max_bytes=1 << 24)
        for index, (leaf, entry) in enumerate(zip(leaves, data, strict=False), start):
            ref = Ref(own.party, own.incarnation, index, leaf)
            self.remember(parse_act(entry).nonce, ref)

    def remember(self, command: bytes, ref: Ref) -> None:
        """Note that a command is done."""
        self.said[command] = ref
        if len(self.said) > COMMANDS_KEPT:
            self.said.popitem(last=False)


class News(msgspec.Struct, frozen=True):
    """What a batch changed on one line, told after it is durable.

    Attributes:
        judged: Every act that was judged, ours and theirs.
        links: Whether a link or a pulse changed.
        refused: Errors that counterparts caused.
    """

    line: LineId
    judged: Sequence[Judged] = ()
    links: bool = False
    refused: Sequence[OpenlineError] = ()


class Stopped(Fault):
    """The station has stopped, because its store no longer answers for what it holds."""

    code = "station-stopped"
    default_advice = "Look at the disk, then start the station again."


class _Given(msgspec.Struct, frozen=True):
    """An input that waits: for a line, or raw bytes that still have to be opened."""

    line: LineId | None
    given: Input | Arrived | None
    done: "asyncio.Future[Ref | None] | None" = None
    cells: tuple[Cell, ...] = ()


class Loop:
    """The one writer of a station. All methods are called in the event loop."""

    def __init__(
        self,
        *,
        store: Store,
        anchor: Anchor,
        signer: Signer,
        sessions: Sessions,
        keyring: Keyring,
        paths: Paths,
        now_ms: Callable[[], int],
        random: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._anchor = anchor
        self._signer = signer
        self._sessions = sessions
        self._keyring = keyring
        self._paths = paths
        self._now_ms = now_ms
        self._random = random
        self.lines: dict[LineId, LineRoom] = {}
        self._links: dict[LinkId, StationId] = {}
        self._queue: deque[_Given] = deque()
        self._wake = asyncio.Event()
        self._writer = ThreadPoolExecutor(1, "store")
        self._tail = Tail()
        self._blobs = Blobs()
        self._watchers: list[Callable[[News], None]] = []
        self._signals: list[Callable[[LineId, int, Signal], None]] = []
        self._stopped: OpenlineError | None = None
        self._receipts: list[tuple[LineId, FeedId, int, asyncio.Future[None], bool]] = []
        self._beat_at_ms = 0
        self._noticed_ms: dict[StationId, int] = {}

    # --- what others call ---------------------------------------------------------------

    def add_line(self, room: LineRoom) -> None:
        """Take a line on; its state was read from the store."""
        self.lines[room.charter.line] = room
        self._sessions.serve(room.room)

    def watch(self, tell: Callable[[News], None]) -> Callable[[], None]:
        """Call `tell` after each batch, for each line that it changed. Returns what ends it."""
        self._watchers.append(tell)
        return lambda: self._watchers.remove(tell)

    def hear_signals(self, tell: Callable[[LineId, int, Signal], None]) -> None:
        """Call `tell` with line, sending party and transient for each that arrives."""
        self._signals.append(tell)

    async def say(self, line: LineId, given: Say) -> Ref:
        """Say something; returns where it stands once it is durable.

        Raises:
            OpenlineError: It was not said.
        """
        room = self.lines[line]
        done = room.said.get(given.command)
        if done is not None:
            return done
        ref = await self.put(line, given)
        assert ref is not None
        return ref

    async def put(self, line: LineId, given: Input) -> Ref | None:
        """Give the loop an input and wait until it is durable."""
        future: asyncio.Future[Ref | None] = asyncio.get_running_loop().create_future()
        self._give(_Given(line, given, future))
        return await future

    def offer(self, line: LineId, given: Input) -> None:
        """Give the loop an input that nobody waits for."""
        self._give(_Given(line, given))

    def offer_cells(self, cells: Sequence[Cell]) -> None:
        """Write cells that belong to no line, without waiting."""
        self._give(_Given(None, None, None, tuple(cells)))

    async def keep(self, cells: Sequence[Cell]) -> None:
        """Write cells that belong to no line; returns once they are durable."""
        future: asyncio.Future[Ref | None] = asyncio.get_running_loop().create_future()
        self._give(_Given(None, None, future, tuple(cells)))
        await future

    async def receipted(self, line: LineId, ref: Ref, *, firm: bool = False) -> None:
        """Wait until another party's receipt covers one of our entries."""
        room = self.lines[line]
        feed = room.state.feed(ref.party, ref.incarnation)
        assert feed is not None
        if _receipted(room.state, feed.feed, ref.index, firm=firm):
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._receipts.append((line, feed.feed, ref.index, future, firm))
        await future

    def signal(self, line: LineId, party: int, signal: Signal) -> None:
        """Send a transient to the stations of a party; nothing is kept or repeated."""
        room = self.lines[line]
        for link, station in self._links.items():
            if link in room.links and room.links[link].party == party:
                self._send(room, link, station, signal)

    def tell(self, event: PathEvent) -> None:
        """What the paths report. Bytes wait in the queue; the rest is taken at once."""
        match event:
            case Arrived():
                self._give(_Given(None, event))
            case LinkUp():
                self._up(event)
            case LinkDown():
                self._down(event)

    async def run(self) -> None:
        """Work until cancelled or until the store fails.

        Raises:
            Stopped: The store failed; nothing more may leave this station.
        """
        while True:
            await self._pause()
            try:
                await self._take()
            except OpenlineError as error:
                self._stop(error)
                raise Stopped(f"The station has stopped: {error.what}") from error

    def close(self) -> None:
        """Let go of the writer thread."""
        self._writer.shutdown(wait=True)

    # --- the way of a batch -------------------------------------------------------------

    def _give(self, given: _Given) -> None:
        if self._stopped is not None:
            if given.done is not None:
                given.done.set_exception(Stopped(self._stopped.what))
            return
        self._queue.append(given)
        self._wake.set()

    async def _pause(self) -> None:
        """Wait for input, or for the next deadline; at rest, sign firmly first."""
        if self._queue:
            await asyncio.sleep(0)
            return
        await self._firm()
        if self._queue:
            return
        self._wake.clear()
        now = self._now_ms()
        times = [self._beat_at_ms]
        for room in self.lines.values():
            at = switchboard.deadline(room.charter, room.state)
            if at is not None:
                times.append(at)
        delay = max(0, min(times) - now) / 1_000
        try:
            async with asyncio.timeout(delay):
                await self._wake.wait()
        except TimeoutError:
            pass

    async def _take(self) -> None:
        now = self._now_ms()
        batch = [self._queue.popleft() for _ in range(min(len(self._queue), BATCH))]
        ledger = Ledger(self._store)
        turn = _Batch(self, ledger, now)
        for given in batch:
            turn.take(given)
        turn.elapse()
        await self._durable(turn, firm=False)
        turn.perform()
        if now >= self._beat_at_ms:
            self._beat(now)

    async def _firm(self) -> None:
        """Sign with both keys what so far bears only one, when nothing else waits."""
        if not self.lines:
            return
        now = self._now_ms()
        turn = _Batch(self, Ledger(self._store), now)
        for line, room in self.lines.items():
            if switchboard.unsigned(room.state, room.charter, now, firm=True):
                turn.states[line] = room.state
        if turn.states:
            await self._durable(turn, firm=True)
            turn.perform()

    async def _durable(self, turn: "_Batch", *, firm: bool) -> None:
        marks = self._sign(turn, firm=firm)
        for line, state in turn.states.items():
            room = self.lines[line]
            keep_feeds(room.charter, turn.ledger, room.state, state)
        commit = turn.ledger.commit()
        if commit:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(self._writer, self._write, commit, marks)
        for line, state in turn.states.items():
            self.lines[line].state = state

    def _write(self, commit: Commit, marks: Sequence[Mark]) -> None:
        self._store.commit(commit)
        if marks:
            self._anchor.write(marks)

    def _sign(self, turn: "_Batch", *, firm: bool) -> list[Mark]:
        marks: list[Mark] = []
        for line, state in turn.states.items():
            charter = self.lines[line].charter
            for owed in switchboard.unsigned(state, charter, turn.now_ms, firm=firm):
                statement = self._signed(owed.statement, firm=firm)
                state = switchboard.signed(charter, state, turn.ledger, statement)
                marks.append(
                    Mark(statement.feed, statement.size, statement.root, statement.time)
                )
            turn.states[line] = state
        return marks

    def _signed(self, statement: Statement, *, firm: bool) -> Statement:
        ed = self._signer.sign_ed(ed_message(statement))
        ml = b""
        if firm:
            ml = self._signer.sign_ml(
                ml_message(statement, self._signer.keys.station_id)
            )
        return msgspec.structs.replace(statement, ed=ed, ml=ml)

    def _stop(self, error: OpenlineError) -> None:
        self._stopped = error
        log.error("stopped code=%s", error.code)
        for given in self._queue:
            if given.done is not None and not given.done.done():
                given.done.set_exception(Stopped(error.what))
        self._queue.clear()

    # --- links --------------------------------------------------------------------------

    def _up(self, event: LinkUp) -> None:
        now = self._now_ms()
        self._links[event.link] = event.station
        log.info("link up station=%s path=%s", event.station.hex()[:8], event.path)
        for room in self._rooms_of(event.station):
            member = room.charter.members[event.station]
            room.links[event.link] = replication.Link(member.party)
            room.pulses[event.station].up(event.path, now)
            self._paths.send(
                event.link, self._sessions.opening(room.charter.line, event.station, now)
            )
            self._send_have(room, event.link, event.station, now)
            self._tell(News(room.charter.line, links=True))

    def _down(self, event: LinkDown) -> None:
        now = self._now_ms()
        if event.link is not None:
            self._links.pop(event.link, None)
        for room in self._rooms_of(event.station):
            if event.link is not None:
                room.links.pop(event.link, None)
            still = any(self._links.get(link) == event.station for link in room.links)
            room.pulses[event.station].down(event.path, event.cause, now, still_up=still)
            self._tell(News(room.charter.line, links=True))

    def _rooms_of(self, station: StationId) -> list[LineRoom]:
        return [room for room in self.lines.values() if station in room.pulses]

    def _beat(self, now: int) -> None:
        """Prove life on every link, and notice where it is not proven."""
        self._beat_at_ms = now + HEARTBEAT_MS
        for room in self.lines.values():
            for link in room.links:
                station = self._links[link]
                self._send_have(room, link, station, now)
                self._flush(room, link, station)
            changed = [pulse for pulse in room.pulses.values() if pulse.turned(now)]
            if changed:
                self._tell(News(room.charter.line, links=True))

    def _send_have(self, room: LineRoom, link: LinkId, station: StationId, now: int) -> None:
        pulse = room.pulses[station]
        challenge = self._random(8)
        echo, held_ms = pulse.ask(challenge, now)
        body = replication.have(
            room.charter,
            room.state,
            room.links[link].party,
            challenge=challenge,
            echo=echo,
            held_ms=held_ms,
            now_ms=now,
        )
        self._send(room, link, station, body)

    def _send(self, room: LineRoom, link: LinkId, station: StationId, body: Body) -> bool:
        pieces = self._sessions.seal(room.charter.line, station, body, self._now_ms())
        return all(self._paths.send(link, piece) for piece in pieces)

    def _flush(self, room: LineRoom, link: LinkId, station: StationId) -> None:
        """Send what is owed on a link, until it is full."""
        state = room.links[link]
        now = self._now_ms()
        for owed in state.owed(room.charter, room.state):
            if isinstance(owed, replication.SendEntries):
                start = owed.start
                while start < owed.stop:
                    body = self._entries(room, owed, start)
                    if not self._send(room, link, station, body):
                        return
                    start += len(body.entries)
                    state.carried(owed, now, upto=start)
            else:
                body_s = Statements(tuple(encode_statement(s) for s in owed.statements))
                if not self._send(room, link, station, body_s):
                    return
                state.carried(owed, now)

    def _entries(
        self, room: LineRoom, owed: replication.SendEntries, start: int
    ) -> Entries:
        stop = min(owed.stop, start + ENTRIES_LIMIT)
        data = self._tail.read(owed.feed, start, stop, SEND_BYTES)
        if not data:
            data = self._store.entries(owed.feed, start, stop, max_bytes=SEND_BYTES)
        end = start + len(data)
        path: tuple[Digest, ...] = ()
        if end < owed.stop:
            nodes = self._tail.nodes(owed.feed, self._store)
            path = tuple(consistency_path(end, owed.stop, nodes))
        return Entries(owed.feed, start, tuple(data), encode_statement(owed.statement), path)

    # --- what batches call back ---------------------------------------------------------

    def world(self, room: LineRoom, now: int, seed: bytes) -> World:
        """What a step may know of the time and of the paths."""
        tries: dict[int, tuple[Try, ...]] = {}
        echoes: dict[int, int] = {}
        for station, pulse in room.pulses.items():
            party = room.charter.members[station].party
            tries[party] = (*tries.get(party, ()), *pulse.tries)
            if pulse.echo_ms is not None:
                echoes[party] = max(echoes.get(party, 0), pulse.echo_ms)
        return World(now, seed, tries, echoes)

    def _tell(self, news: News) -> None:
        for tell in tuple(self._watchers):
            tell(news)

    def _settle_receipts(self) -> None:
        if not self._receipts:
            return
        waiting = []
        for line, feed, index, future, firm in self._receipts:
            if future.cancelled():
                continue
            if _receipted(self.lines[line].state, feed, index, firm=firm):
                future.set_result(None)
            else:
                waiting.append((line, feed, index, future, firm))
        self._receipts = waiting


def _receipted(state: LineState, feed: FeedId, index: int, *, firm: bool) -> bool:
    held = state.feeds[feed].firm_receipts if firm else state.feeds[feed].receipts
    return any(receipt.size > index for receipt in held.values())


class _Batch:
    """One batch on its way: what it changes, and what is to be done once it is durable."""

    def __init__(self, loop: Loop, ledger: Ledger, now_ms: int) -> None:
        self._loop = loop
        self.ledger = ledger
        self.now_ms = now_ms
        self.states: dict[LineId, LineState] = {}
        self._judged: dict[LineId, list[Judged]] = {}
        self._refused: dict[LineId, list[OpenlineError]] = {}
        self._done: list[tuple[_Given, Outcome]] = []
        self._after: list[Callable[[], None]] = []
        self._linked: set[LineId] = set()
        self._seed = loop._random(32)
        self._steps = 0

    def take(self, given: _Given) -> None:
        """Take one input; what it causes outside waits for `perform`."""
        for cell in given.cells:
            self.ledger.put(cell.space, cell.key, cell.value)
        match given.given:
            case None:
                self._done.append((given, Outcome()))
            case Arrived() as arrived:
                self._arrived(arrived)
            case _:
                assert given.line is not None
                outcome = self._step(given.line, given.given)
                self._done.append((given, outcome))

    def elapse(self) -> None:
        """Let lines whose deadline has come look at the time."""
        for line, room in self._loop.lines.items():
            state = self.states.get(line, room.state)
            at = switchboard.deadline(room.charter, state)
            if at is not None and at <= self.now_ms:
                self._step(line, Elapsed())

    def _step(self, line: LineId, given: Input) -> Outcome:
        room = self._loop.lines[line]
        if isinstance(given, Say) and given.command in room.said:
            return Outcome(room.said[given.command])
        before = self.states.get(line, room.state)
        self._steps += 1
        seed = self._seed + self._steps.to_bytes(4, "big")
        world = self._loop.world(room, self.now_ms, seed)
        step = switchboard.step(room.charter, before, self.ledger, given, world)
        self.states[line] = step.line
        if step.judged:
            self._judged.setdefault(line, []).extend(step.judged)
        return step.outcome

    def _arrived(self, arrived: Arrived) -> None:
        try:
            received = self._loop._sessions.take(arrived.station, arrived.data)
        except UnknownKey as error:
            self._after.append(lambda: self._not_known(arrived, error))
            return
        except PeerError as error:
            log.warning("refused station=%s code=%s", arrived.station.hex()[:8], error.code)
            for room in self._loop._rooms_of(arrived.station):
                self._refused.setdefault(room.charter.line, []).append(error)
            return
        for cell in received.cells:
            self.ledger.put(cell.space, cell.key, cell.value)
        if received.body is not None and received.line is not None:
            self._body(arrived, received.line, received.body)

    def _body(self, arrived: Arrived, line: LineId, body: Body) -> None:
        loop = self._loop
        room = loop.lines[line]
        link = room.links.get(arrived.link)
        match body:
            case Entries() | Statements():
                self._sent(arrived, line, body)
            case Have() if link is not None:
                pulse = room.pulses[arrived.station]
                hurry = pulse.heard(body, self.now_ms)
                link.heard(room.charter, self.states.get(line, room.state), body, self.now_ms)
                self._linked.add(line)
                if hurry:
                    self._after.append(lambda: self._reply(room, arrived))
            case Want(blob=None) if link is not None:
                link.asked(FeedId(body.feed), body.start)
                self._linked.add(line)
            case Want() if body.blob is not None:
                digest, offset = Digest(body.blob), body.start
                self._after.append(lambda: self._send_blob(room, arrived, digest, offset))
            case BlobPiece():
                self._piece(arrived, room, body)
            case Signal():
                party = room.charter.members[arrived.station].party
                self._after.append(lambda: self._pass_signal(line, party, body))
            case Reopen():
                loop._sessions.reopen(SessionId(body.session))
                self._after.append(lambda: self._reply(room, arrived))

    def _sent(self, arrived: Arrived, line: LineId, body: Entries | Statements) -> None:
        outcome = self._step(line, Sent(arrived.station, body))
        error = outcome.error
        if isinstance(error, Gap) and isinstance(body, Entries):
            start = error.facts.get("start", 0)
            assert isinstance(start, int)
            want = Want(body.feed, start, None)
            room = self._loop.lines[line]
            self._after.append(lambda: self._answer(room, arrived, want))
        elif error is not None and not isinstance(error, Gap):
            log.warning("refused station=%s code=%s", arrived.station.hex()[:8], error.code)
            self._refused.setdefault(line, []).append(error)

    def _piece(self, arrived: Arrived, room: LineRoom, piece: BlobPiece) -> None:
        """Gather a blob that a message of this line named; store it once its hash fits."""
        whole = self._loop._blobs.take(room.charter.line, piece)
        if whole is None:
            return
        self._step(room.charter.line, BlobCame(Digest(piece.digest), whole))

    # --- after the commit ---------------------------------------------------------------

    def perform(self) -> None:
        """Everything that leaves the station; the batch is durable."""
        loop = self._loop
        commit_rows = self.ledger.commit().entries
        loop._tail.keep(commit_rows)
        for given, outcome in self._done:
            self._answered(given, outcome)
        for after in self._after:
            after()
        for line in {*self.states, *self._linked}:
            room = loop.lines[line]
            for link in tuple(room.links):
                loop._flush(room, link, loop._links[link])
            loop._tell(
                News(
                    line,
                    self._judged.get(line, ()),
                    line in self._linked,
                    self._refused.get(line, ()),
                )
            )
            self._fetch_blobs(room, self._judged.get(line, ()))
        loop._settle_receipts()

    def _answered(self, given: _Given, outcome: Outcome) -> None:
        if isinstance(given.given, Say) and given.line is not None and outcome.said:
            self._loop.lines[given.line].remember(given.given.command, outcome.said)
        if given.done is None or given.done.cancelled():
            return
        if outcome.error is not None:
            given.done.set_exception(outcome.error)
        else:
            given.done.set_result(outcome.said)

    def _not_known(self, arrived: Arrived, error: UnknownKey) -> None:
        loop = self._loop
        session = error.facts.get("session")
        if isinstance(session, bytes):
            for room in loop._rooms_of(arrived.station):
                if arrived.link in room.links:
                    self._answer(room, arrived, Reopen(session))
            return
        if self.now_ms - loop._noticed_ms.get(arrived.station, 0) < 10_000:
            return
        loop._noticed_ms[arrived.station] = self.now_ms
        for served in loop._rooms_of(arrived.station)[:1]:
            notice = loop._keyring.notice(served.charter.terms.keys.seal_limit_s)
            if notice is not None:
                loop._paths.send(arrived.link, notice)

    def _answer(self, room: LineRoom, arrived: Arrived, body: Body) -> None:
        if arrived.link in room.links:
            self._loop._send(room, arrived.link, arrived.station, body)

    def _reply(self, room: LineRoom, arrived: Arrived) -> None:
        if arrived.link in room.links:
            self._loop._send_have(room, arrived.link, arrived.station, self.now_ms)

    def _pass_signal(self, line: LineId, party: int, signal: Signal) -> None:
        for tell in self._loop._signals:
            tell(line, party, signal)

    def _send_blob(
        self, room: LineRoom, arrived: Arrived, digest: Digest, offset: int
    ) -> None:
        data = self._loop._store.cell(BLOBS + room.charter.line, digest)
        if data is None or not 0 <= offset < len(data):
            return
        piece = BlobPiece(digest, offset, data[offset : offset + BLOB_PIECE])
        self._answer(room, arrived, piece)

    def _fetch_blobs(self, room: LineRoom, judged: Iterable[Judged]) -> None:
        self._loop._blobs.name(room.charter, judged, self._loop._store)
        for link, station in tuple(self._loop._links.items()):
            known = room.links.get(link)
            if known is None:
                continue
            for want in self._loop._blobs.wanted(room.charter.line, known.party, self.now_ms):
                self._loop._send(room, link, station, want)


class NotServed(LocalError):
    """The station does not serve this line."""

    code = "not-served"
    default_advice = "Install the agreement with: openline line open"
