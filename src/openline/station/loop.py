"""The station's loop: input, step, commit, perform; one way, for everything.

Inputs wait in one queue. A batch is stepped line by line, what grew is signed, all of it is
committed and anchored, and only then does anything leave: to counterparts, to consoles, to
whoever waits for an answer. A batch whose commit failed leaves no trace and stops the station.

Spec: docs/spec/11-step.md.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from openline.core import switchboard
from openline.core.acts.act import Ref
from openline.core.crypto.keys import FeedId, LineId, StationId
from openline.core.errors import Fault, OpenlineError
from openline.core.ledger import Cell, Commit
from openline.core.line import Charter, LineState
from openline.core.parcels import Signal
from openline.core.record.checkpoint import Statement, ed_message, ml_message
from openline.core.resume import keep_feeds
from openline.core.switchboard import ClockSet, DocumentCame, Elapsed, Input, Say
from openline.ports.anchor import Anchor, Mark
from openline.ports.errors import StoreFull
from openline.ports.path import (
    BY_HAND,
    Arrived,
    LinkDown,
    LinkId,
    LinkUp,
    PathEvent,
    Paths,
)
from openline.ports.signer import Signer
from openline.ports.store import Reader, Store
from openline.station.batch import Batch, Given, News, Surroundings
from openline.station.documents import Documents
from openline.station.keyring import Keyring
from openline.station.later import Fresh, Later
from openline.station.links import Links
from openline.station.pulse import Pulse
from openline.station.queue import Queue
from openline.station.restart import opened
from openline.station.rooms import LineRoom
from openline.station.sessions import Room, Sessions
from openline.station.tail import Tail

log = logging.getLogger("openline.loop")

BATCH: Final = 48
"""Inputs stepped in one batch. Not more: while the other side stores and receipts one batch,
we make the next, and neither waits for the other."""
CALM: Final = 8
"""A batch of more inputs than this is a rush."""
FIRM_AFTER_MS: Final = 10
"""How long the second signature waits in a rush: it costs as much as several messages."""
QUEUE: Final = 1_024
"""Parcels of one counterpart that may wait; more are dropped until some are taken."""
ENOUGH: Final = 128
"""With more parcels of one link waiting nothing more is read from it."""
FEW: Final = 48
"""It is read again once fewer than these wait."""
TURN_MS: Final = 10
"""A batch takes no more once it has cost so much time: what a hostile counterpart makes dear
holds up all others no longer than that."""
HEARTBEAT_MS: Final = 2_000
RETRY_S: Final = 1.0
"""Pause before a batch is tried again on a full disk."""
PAUSE_MS: Final = 10
"""At least so long between looks at the time, lest what cannot be said yet spin the loop."""
CLOCK_SET_MS: Final = 1_000
"""From this difference on between wall clock and steady clock, the wall clock was set."""
LATER_MS: Final = 100
"""Receipts of others wait so long for a batch that must be durable. Spec 11, 3."""


class Stopped(Fault):
    """The station has stopped, because its store no longer answers for what it holds."""

    code = "station-stopped"
    default_advice = "Look at the disk, then start the station again."


class Loop:
    """The one writer of a station. All methods are called in the event loop.

    Of its two clocks `now_ms` is the time of day, which may be set, and `steady_ms` never is;
    without it nobody notices.

    Attributes:
        lines: The lines served.
        full: Set while the disk is full: our own side is refused, the rest waits.
    """

    def __init__(
        self,
        *,
        store: Store,
        anchor: Anchor,
        signer: Signer,
        sessions: Sessions,
        keyring: Keyring,
        paths: Paths,
        documents: Documents,
        now_ms: Callable[[], int],
        random: Callable[[int], bytes],
        steady_ms: Callable[[], int] | None = None,
    ) -> None:
        self._store = store
        self._anchor = anchor
        self._signer = signer
        self._sessions = sessions
        self._now_ms = now_ms
        self._steady_ms = now_ms if steady_ms is None else steady_ms
        self._ahead_ms = now_ms() - self._steady_ms()
        self.lines: dict[LineId, LineRoom] = {}
        tail = Tail()
        self._links = Links(
            rooms=self.lines,
            paths=paths,
            sessions=sessions,
            keyring=keyring,
            store=store,
            tail=tail,
            clock=now_ms,
            random=random,
            changed=lambda line: self._tell(News(line)),
        )
        self._around = Surroundings(
            rooms=self.lines,
            store=store,
            sessions=sessions,
            keyring=keyring,
            links=self._links,
            tail=tail,
            documents=documents,
            random=random,
            changed=self._tell,
            signalled=self._pass_on,
        )
        self._queue = Queue()
        self._paths = paths
        self._held: dict[LinkId, StationId] = {}
        self._waker: asyncio.Future[None] | None = None
        self._later = Later()
        self.full: StoreFull | None = None
        self._later_at_ms: int | None = None
        self._watchers: list[Callable[[News], None]] = []
        self._signals: list[Callable[[LineId, int, Signal], None]] = []
        self._stopped: OpenlineError | None = None
        self._receipts: list[tuple[LineId, FeedId, int, asyncio.Future[None], bool]] = []
        self._beat_at_ms = 0
        self._firmed_ms = 0
        # What a restored store forgot: of one feed neither the sizes nor the times that we sign
        # ever fall.
        self._anchored: Mapping[FeedId, Mark] = anchor.read() or {}
        self._firm_at_ms: int | None = 0

    # --- what others call ---------------------------------------------------------------

    def add_line(self, room: LineRoom) -> None:
        """Take a line on; its state was read from the store."""
        self.lines[room.charter.line] = room
        self._sessions.serve(room.room)
        self._around.blobs.recall(room.charter, self._store)
        self._around.documents.recall(room.charter, self._store)

    def renew(self, room: LineRoom, served: Room) -> None:
        """Let a line go on under amended terms."""
        room.charter, room.room = served.charter, served
        self._sessions.serve(served)
        for member in served.charter.members.values():
            if member.party != served.charter.me:
                room.pulses.setdefault(member.station, Pulse())

    def reader(self) -> Reader:
        """What is held, with what still waits to be committed."""
        return Fresh(self._store, self._later)

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
        self._give(Given(line, given, future))
        return await future

    def offer(self, line: LineId, given: Input) -> None:
        """Give the loop an input that nobody waits for."""
        self._give(Given(line, given))

    def offer_cells(self, cells: Sequence[Cell]) -> None:
        """Write cells that belong to no line, without waiting."""
        self._give(Given(None, None, None, tuple(cells)))

    async def keep(self, cells: Sequence[Cell]) -> None:
        """Write cells that belong to no line; returns once they are durable."""
        future: asyncio.Future[Ref | None] = asyncio.get_running_loop().create_future()
        self._give(Given(None, None, future, tuple(cells)))
        await future

    async def carry(self, station: StationId, data: bytes) -> None:
        """Take bytes of a counterpart's station that came by hand; returns once it is durable.

        Raises:
            PeerError: They are refused.
            Stopped, StoreFull: It is not certain that they were kept.
        """
        future: asyncio.Future[Ref | None] = asyncio.get_running_loop().create_future()
        self._give(Given(None, Arrived(BY_HAND, station, data), future))
        await future

    async def settle(self, line: LineId) -> None:
        """Return once what waited for a later commit is durable too."""
        if self._later_at_ms is not None:
            self._later_at_ms = 0
        await self.put(line, Elapsed())

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

    def waiting(self, station: StationId) -> int:
        """How many parcels of a counterpart wait to be taken."""
        return self._queue.waiting(station)

    def signal(self, line: LineId, party: int, signal: Signal) -> None:
        """Send a transient to the stations of a party; nothing is kept or repeated."""
        room = self.lines[line]
        for link, station in self._links.of(room):
            if room.links[link].party == party:
                self._links.send(room, link, station, signal)

    def tell(self, event: PathEvent) -> None:
        """What the paths report. Bytes wait in the queue; the rest is taken at once."""
        match event:
            case Arrived():
                self._arrived(event)
            case LinkUp():
                self._links.up(event)
            case LinkDown():
                if event.link is not None:
                    self._held.pop(event.link, None)
                self._links.down(event)

    def _arrived(self, event: Arrived) -> None:
        # What is dropped here is sent again: only a flood gets so far ahead of us.
        if self._queue.waiting(event.station) >= QUEUE or self._stopped is not None:
            return
        self._give(Given(None, event))
        if self._queue.waiting_of(event.station, event.link) > ENOUGH:
            self._held[event.link] = event.station
            self._paths.hold(event.link)

    async def run(self) -> None:
        """Work until cancelled or until the store fails.

        Raises:
            Stopped: The store failed; nothing more may leave this station.
        """
        try:
            await self._catch_up()
            while True:
                await self._pause()
                await self._take()
        except OpenlineError as error:
            self._stop(error)
            raise Stopped(f"The station has stopped: {error.what}") from error

    async def _catch_up(self) -> None:
        """Anchor what was committed when the power failed before it was anchored.

        It leaves the station now. Were the store brought back to before it, the anchor would
        else not tell that this was said. An anchor that was begun anew tells nothing yet.
        """
        marks = []
        for room in self.lines.values():
            if room.state.own is None or room.state.own not in self._anchored:
                continue
            marks.append(opened(room.charter, room.state.feeds[room.state.own].incarnation))
            for feed in room.state.feeds.values():
                ours = feed.station == room.charter.station
                signed = feed.provisional if ours else feed.receipt
                if signed is not None:
                    marks.append(Mark(signed.feed, signed.size, signed.root, signed.time))
        await self._mark(marks)

    async def mind_documents(self) -> None:
        """Check documents that are gathered and make them durable, one by one, for ever."""
        documents = self._around.documents
        while True:
            line, digest = await documents.gathered()
            if await documents.finish(line, digest):
                self.offer(line, DocumentCame(digest))
            else:
                self._tell(News(line, record=True))

    # --- the way of a batch -------------------------------------------------------------

    def _give(self, given: Given) -> None:
        if self._stopped is not None:
            if given.done is not None:
                given.done.set_exception(Stopped(self._stopped.what))
            return
        if self.full is not None and isinstance(given.given, Say) and given.done is not None:
            given.done.set_exception(self.full)
            return
        self._queue.put(given)
        self._wake()

    def _wake(self) -> None:
        if self._waker is not None and not self._waker.done():
            self._waker.set_result(None)

    async def _pause(self) -> None:
        """Wait for input, or for the next deadline; at rest, sign firmly first.

        A station that never rests signs firmly all the same, as often as the terms say.
        """
        now = self._now_ms()
        if self._queue or (self._firm_at_ms is not None and now >= self._firm_at_ms):
            # Pages are told, and callers answered, while this task rests: before ML-DSA.
            await asyncio.sleep(0)
            if self._queue and abs(now - self._firmed_ms) < self._firm_every_ms():
                return
            self._firmed_ms, self._firm_at_ms = now, None
            await self._firm()
        if self._queue:
            return
        now = self._now_ms()
        times = [
            self._beat_at_ms,
            self._later_at_ms,
            self._firm_at_ms,
            self._links.next_ms(),
        ]
        times += [
            switchboard.deadline(room.charter, room.state) for room in self.lines.values()
        ]
        soonest = min(at for at in times if at is not None)
        if any(room.state.backlog for room in self.lines.values()):
            # More is ripe than one step judges: whoever else has news comes in between.
            await asyncio.sleep(0)
            return
        delay = max(PAUSE_MS, soonest - now) / 1_000
        # An event with a timeout costs several times as much, and every message waits here.
        loop = asyncio.get_running_loop()
        self._waker = loop.create_future()
        timer = loop.call_later(delay, self._wake)
        try:
            await self._waker
        finally:
            timer.cancel()
            self._waker = None

    def _firm_every_ms(self) -> int:
        rules = (room.charter.terms.keys for room in self.lines.values())
        return 1_000 * min((rule.firm_every_s for rule in rules), default=0)

    async def _take(self) -> None:
        now = self._now_ms()
        self._keep_time(now)
        turn = Batch(self._around, now)
        self._notice_clock(turn)
        taken = self._fill(turn)
        turn.elapse()
        if now >= self._beat_at_ms:
            turn.rotate()
        try:
            await self._durable(turn, firm=False)
        except OpenlineError as error:
            turn.fail(Stopped(f"It is not certain that this was kept: {error.what}"))
            raise
        if turn.states and self._firm_at_ms is None:
            self._firm_at_ms = now + (FIRM_AFTER_MS if taken > CALM else 0)
        turn.perform()
        self._settle_receipts()
        if now >= self._beat_at_ms:
            self._beat_at_ms = now + HEARTBEAT_MS
            self._links.beat(now)
        self._links.look(now)

    def _fill(self, turn: Batch) -> int:
        """Take what waits, in turns, until the batch is large or has cost too much time."""
        begun_ms, taken = self._steady_ms(), 0
        while self._queue and taken < BATCH and self._steady_ms() - begun_ms < TURN_MS:
            turn.take(self._queue.take())
            taken += 1
        for link, station in tuple(self._held.items()):
            if self._queue.waiting_of(station, link) < FEW:
                del self._held[link]
                self._paths.release(link)
        return taken

    def _notice_clock(self, turn: Batch) -> None:
        """Tell every line first that the wall clock was set: what runs is not to jump."""
        ahead_ms = turn.now_ms - self._steady_ms()
        by_ms = ahead_ms - self._ahead_ms
        self._ahead_ms = ahead_ms
        if abs(by_ms) >= CLOCK_SET_MS:
            log.warning("the clock was set by_ms=%d", by_ms)
            for line in self.lines:
                turn.take(Given(line, ClockSet(by_ms)))

    def _keep_time(self, now: int) -> None:
        """A clock that was set back delays neither heartbeat, receipts nor signatures."""
        self._beat_at_ms = min(self._beat_at_ms, now + HEARTBEAT_MS)
        if self._later_at_ms is not None:
            self._later_at_ms = min(self._later_at_ms, now + LATER_MS)
        if self._firm_at_ms is not None:
            self._firm_at_ms = min(self._firm_at_ms, now + FIRM_AFTER_MS)

    async def _firm(self) -> None:
        """Sign with both keys what so far bears only one, when nothing else waits."""
        if not self.lines:
            return
        now = self._now_ms()
        turn = Batch(self._around, now)
        for line, room in self.lines.items():
            if switchboard.unsigned(room.state, room.charter, now, firm=True):
                turn.states[line] = room.state
        if turn.states:
            await self._durable(turn, firm=True)
            turn.perform()

    async def _durable(self, turn: Batch, *, firm: bool) -> None:
        marks = self._sign(turn, firm=firm)
        for line, state in turn.states.items():
            room = self.lines[line]
            keep_feeds(room.charter, turn.ledger, room.state, state)
        await self._commit(turn, marks)
        for line, state in turn.states.items():
            self.lines[line].state = state

    async def _commit(self, turn: Batch, marks: Sequence[Mark]) -> None:
        """Write the batch, or let it wait for the next one if all of it may wait."""
        commit = turn.ledger.commit()
        due = self._later_at_ms is not None and turn.now_ms >= self._later_at_ms
        if not marks and not due and self._later.take(commit):
            if self._later and self._later_at_ms is None:
                self._later_at_ms = turn.now_ms + LATER_MS
            return
        self._later_at_ms = None
        joined = self._later.join(commit)
        if joined:
            await self._write(joined, marks)

    async def _write(self, commit: Commit, marks: Sequence[Mark]) -> None:
        """Commit and anchor; while the disk is full, try the same batch again.

        Another batch in its place would be signed again for the same sizes, and two signatures
        for one size are what a liar leaves behind.
        """
        while True:
            try:
                self._store.commit(commit)
                break
            except StoreFull as error:
                self._fill_up(error)
                await asyncio.sleep(RETRY_S)
        await self._mark(marks)
        if self.full is not None:
            self.full = None
            self._tell_all()

    async def _mark(self, marks: Sequence[Mark]) -> None:
        while marks:
            try:
                self._anchor.write(marks)
                break
            except StoreFull as error:
                self._fill_up(error)
                await asyncio.sleep(RETRY_S)

    def _fill_up(self, error: StoreFull) -> None:
        """Refuse what our own side asks for until there is room; the rest waits."""
        if self.full is None:
            log.error("full code=%s", error.code)
        self.full = error
        for given in self._queue.drop(lambda given: isinstance(given.given, Say)):
            if given.done is not None and not given.done.done():
                given.done.set_exception(error)
        self._tell_all()

    def _tell_all(self) -> None:
        for line in self.lines:
            self._tell(News(line))

    def _sign(self, turn: Batch, *, firm: bool) -> list[Mark]:
        marks: list[Mark] = []
        for line, state in turn.states.items():
            charter = self.lines[line].charter
            for owed in switchboard.unsigned(state, charter, turn.now_ms, firm=firm):
                if not owed.known and self._fell(charter, state, owed.statement):
                    continue
                statement = self._signed(owed.statement, firm=firm)
                state = switchboard.signed(charter, state, turn.ledger, statement)
                if not owed.known:
                    marks.append(
                        Mark(statement.feed, statement.size, statement.root, statement.time)
                    )
            if state.own is not None and state.own != self.lines[line].state.own:
                marks.append(opened(charter, state.feeds[state.own].incarnation))
            turn.states[line] = state
        return marks

    def _fell(self, charter: Charter, state: LineState, statement: Statement) -> bool:
        """Whether we signed for more of this feed once, or for another history of it, of which
        the store knows nothing. Of an earlier feed of ours we may stand by less, and say so."""
        mark = self._anchored.get(statement.feed)
        if mark is None or statement.size > mark.size:
            return False
        if statement.size == mark.size:
            return statement.root != mark.root
        ours = state.feeds[statement.feed].party == charter.me
        return not ours or state.left.get(statement.feed) != statement.size

    def _signed(self, statement: Statement, *, firm: bool) -> Statement:
        mark = self._anchored.get(statement.feed)
        if mark is not None and not statement.ed:
            time = max(statement.time, mark.time)
            statement = msgspec.structs.replace(statement, time=time)
        ed = statement.ed or self._signer.sign_ed(ed_message(statement))
        ml = b""
        if firm:
            ml = self._signer.sign_ml(ml_message(statement, self._signer.keys.station_id))
        return msgspec.structs.replace(statement, ed=ed, ml=ml)

    def _stop(self, error: OpenlineError) -> None:
        self._stopped = error
        log.error("stopped code=%s", error.code)
        for given in self._queue.drop(lambda _: True):
            if given.done is not None and not given.done.done():
                given.done.set_exception(Stopped(error.what))

    # --- what batches call back ---------------------------------------------------------

    def _tell(self, news: News) -> None:
        for tell in tuple(self._watchers):
            tell(news)

    def _pass_on(self, line: LineId, party: int, signal: Signal) -> None:
        for tell in self._signals:
            tell(line, party, signal)

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
