"""A machine: the shipping station code on a disk, a clock and a power supply that fail.

What is kept outlives the runs of the process. Every call of store, anchor, signer and paths is
a stroke; the power may fail at any of them, so at every moment between taking an input and the
last parcel that leaves because of it.
"""

import asyncio
import traceback
from collections.abc import Callable, Iterable, Mapping
from random import Random
from typing import Any, Protocol

from msgspec.structs import replace

from openline.core.acts.act import Ref
from openline.core.acts.upkeep import OpenReason
from openline.core.crypto.keys import Digest, FeedId, StationId, StationKeys
from openline.core.errors import OpenlineError
from openline.core.ledger import Commit
from openline.core.line import Charter
from openline.core.resume import resume, root_of
from openline.core.switchboard import Input, Open, Say
from openline.ports.anchor import Mark
from openline.ports.errors import StoreFull, StoreUnknown
from openline.ports.memory import MemoryAnchor, MemoryDocuments, MemoryStore
from openline.ports.path import LinkId, PathEvent, Peer
from openline.ports.store import Head
from openline.station.batch import News
from openline.station.documents import Documents
from openline.station.keyring import Keyring
from openline.station.loop import Loop, Stopped
from openline.station.restart import opening
from openline.station.rooms import LineRoom
from openline.station.sessions import Room, Sessions
from simulator.network import Network, Paths
from simulator.parties import START_S, charter_of, party

DOCUMENTS_BYTES = 1 << 20
LOOKS_A_SECOND = 160
"""So often a station may look at its clock in a second in which nothing comes and nothing is
written: a few dozen batches."""


class PowerFailed(BaseException):
    """The process is gone: no handler of its own sees this."""


class Watcher(Protocol):
    """Who looks at what a machine does."""

    def committed(self, machine: "Machine", batch: Commit) -> None:
        """A batch is durable."""
        ...

    def stepped(self, machine: "Machine", news: News) -> None:
        """A batch has changed the line."""
        ...

    def broke(self, machine: "Machine", how: str) -> None:
        """The station ended although nothing was done to it."""
        ...

    def spins(self, machine: "Machine") -> None:
        """The station is awake all the time, and nothing comes of it."""
        ...


class Life:
    """What may end a run of the process, or make its disk fail.

    Attributes:
        strokes_left: The power fails after so many more calls of ports; None: it does not.
        full: Whether the disk has no room.
        fails: Whether the next commit fails: "before" or "after" it was written.
    """

    def __init__(self) -> None:
        self.strokes_left: int | None = None
        self.full = False
        self.fails: str | None = None
        self.dead = False

    def mend(self) -> None:
        """Nothing fails any more."""
        self.strokes_left, self.full, self.fails = None, False, None

    def stroke(self) -> None:
        """One call of a port: the power may fail at it."""
        if self.strokes_left is not None:
            self.dead |= self.strokes_left == 0
            self.strokes_left -= 1
        if self.dead:
            raise PowerFailed


class Disk:
    """A store on a disk that fills up, fails, and is there again after the power failed."""

    def __init__(self, store: MemoryStore, life: Life, told: Callable[[Commit], None]) -> None:
        self._store = store
        self._life = life
        self._told = told

    def commit(self, batch: Commit) -> None:
        """Make a batch durable, unless something happens before; or after."""
        self._life.stroke()
        if self._life.full:
            raise StoreFull("The disk is full.")
        fails, self._life.fails = self._life.fails, None
        if fails == "before":
            raise StoreUnknown("The disk failed.")
        self._store.commit(batch)
        self._told(batch)
        if fails == "after":
            raise StoreUnknown("The disk failed.")
        self._life.stroke()

    def heads(self) -> list[Head]:
        """As the store."""
        return self._store.heads()

    def entries(self, feed: FeedId, start: int, stop: int, *, max_bytes: int) -> list[bytes]:
        """As the store."""
        return self._store.entries(feed, start, stop, max_bytes=max_bytes)

    def leaves(self, feed: FeedId, start: int, stop: int) -> list[Digest]:
        """As the store."""
        return self._store.leaves(feed, start, stop)

    def node(self, feed: FeedId, level: int, index: int) -> Digest:
        """As the store."""
        return self._store.node(feed, level, index)

    def cell(self, space: bytes, key: bytes) -> bytes | None:
        """As the store."""
        return self._store.cell(space, key)

    def cells(
        self,
        space: bytes,
        *,
        after: bytes | None = None,
        before: bytes | None = None,
        limit: int = 1_000,
        newest_first: bool = False,
    ) -> list[tuple[bytes, bytes]]:
        """As the store."""
        return self._store.cells(
            space, after=after, before=before, limit=limit, newest_first=newest_first
        )

    def count(self, space: bytes) -> int:
        """As the store."""
        return self._store.count(space)

    def close(self) -> None:
        """Nothing to release."""


class SecondMedium:
    """An anchor whose writes the power may tear: some marks are there, others are not."""

    def __init__(self, anchor: MemoryAnchor, life: Life) -> None:
        self._anchor = anchor
        self._life = life

    def write(self, marks: Iterable[Mark]) -> None:
        """Record marks, one at a time."""
        self._life.stroke()
        if self._life.full:
            raise StoreFull("The anchor's medium is full.")
        for mark in marks:
            self._anchor.write([mark])
            self._life.stroke()

    def read(self) -> Mapping[FeedId, Mark] | None:
        """As the anchor."""
        return self._anchor.read()

    def close(self) -> None:
        """Nothing to release."""


class _Cables:
    """The paths of one run of a station."""

    def __init__(self, paths: Paths, life: Life) -> None:
        self._paths = paths
        self._life = life

    async def start(self, peers: list[Peer], tell: Callable[[PathEvent], None]) -> None:
        await self._paths.start(peers, tell)

    def send(self, link: LinkId, data: bytes, *, urgent: bool = False) -> bool:
        self._life.stroke()
        return self._paths.send(link, data, urgent=urgent)

    def leave(self, station: StationId, data: bytes) -> bool:
        self._life.stroke()
        return self._paths.leave(station, data)

    def hold(self, link: LinkId) -> None:
        self._paths.hold(link)

    def release(self, link: LinkId) -> None:
        self._paths.release(link)

    def hurry(self, station: StationId) -> None:
        self._paths.hurry(station)

    def set_peers(self, peers: list[Peer]) -> None:
        self._paths.set_peers(peers)

    async def stop(self) -> None:
        await self._paths.stop()


class _Hand:
    """The signer of one run of a station."""

    def __init__(self, number: int, life: Life) -> None:
        self._signer = party(number).signer
        self._life = life

    @property
    def keys(self) -> StationKeys:
        return self._signer.keys

    def sign_ed(self, message: bytes) -> bytes:
        self._life.stroke()
        return self._signer.sign_ed(message)

    def sign_ml(self, message: bytes) -> bytes:
        return self._signer.sign_ml(message)


class Machine:
    """One party's station and all that it keeps.

    Attributes:
        store, anchor, kept: What outlives a run of the process; each may be replaced between
            runs.
        opened: What the station's folder knows: whether the line was opened here once.
        declared: Whether the operator says that the store was restored or lost.
        ahead_ms: How far its clock is ahead of the true time.
        room: The line as the station holds it; None while it is down.
    """

    def __init__(self, number: int, parties: int, network: Network, seed: str) -> None:
        self.number = number
        self.parties = parties
        self.charter: Charter = charter_of(number, parties)
        self.station: StationId = party(number).station
        self.store = MemoryStore()
        self.anchor = MemoryAnchor()
        self.kept = MemoryDocuments()
        self.ahead_ms = 0
        self.opened = self.declared = False
        self.life = Life()
        self.room: LineRoom | None = None
        self.loop: Loop | None = None
        self.working: asyncio.Task[None] | None = None
        self.starts = 0
        self.watcher: Watcher | None = None
        self._network = network
        self._seed = seed
        self._since_s, self._looks = 0.0, 0
        self._paths: Paths | None = None
        self._starting: asyncio.Task[None] | None = None
        self._pressed: set[asyncio.Task[Any]] = set()

    def now_ms(self) -> int:
        """The machine's clock."""
        passed_ms = int(asyncio.get_running_loop().time() * 1_000)
        return START_S * 1_000 + passed_ms + self.ahead_ms

    def _steady_ms(self) -> int:
        """A clock that nobody sets; whoever looks at it again and again spins."""
        now_s = asyncio.get_running_loop().time()
        if now_s - self._since_s > 1.0:
            self._since_s, self._looks = now_s, 0
        self._looks += 1
        if self._looks > LOOKS_A_SECOND and self.watcher is not None:
            self.watcher.spins(self)
        return int(now_s * 1_000)

    @property
    def garbled_notices(self) -> bool:
        """Whether the network has spoiled a key notice of anybody."""
        return self._network.garbled_notices

    @property
    def up(self) -> bool:
        """Whether the station runs."""
        return self.loop is not None

    def start(self) -> None:
        """Start the station, as the shipping `wiring` does."""
        assert self.watcher is not None
        self.starts += 1
        self.life = life = Life()
        random = Random(f"{self._seed}/{self.number}/{self.starts}").randbytes
        store = Disk(self.store.open(), life, self._committed)
        signer = _Hand(self.number, life)
        own = party(self.number)
        keyring = Keyring(store, signer, own.sealing, own.courier, random)
        self._paths = Paths(self._network, self.station)
        cables = _Cables(self._paths, life)
        loop = Loop(
            store=store,
            anchor=SecondMedium(self.anchor, life),
            signer=signer,
            sessions=Sessions(store, signer, keyring, random),
            keyring=keyring,
            documents=Documents(self.kept, DOCUMENTS_BYTES),
            paths=cables,
            now_ms=self.now_ms,
            random=random,
            steady_ms=self._steady_ms,
        )
        heads = {head.feed: root_of(head.peaks, head.size) for head in store.heads()}
        others = [party(n) for n in range(self.parties)]
        sealing = {one.station: one.sealing.public for one in others}
        room = LineRoom(Room(self.charter, None, sealing), resume(self.charter, store, heads))
        room.recall(store, self.now_ms())
        loop.add_line(room)
        loop.watch(self._news)
        now_s = self.now_ms() // 1_000
        lost = self.declared or (room.state.own is None and self.opened)
        declared = OpenReason.RESTORE if lost else None
        marks = self.anchor.read()
        given = opening(self.charter, room.state, marks, now_s, declared=declared)
        if given is not None:
            room.state = replace(room.state, own=None)
        self.room, self.loop = room, loop
        self.working = asyncio.get_running_loop().create_task(loop.run())
        self.working.add_done_callback(self._ended)
        peers = [
            Peer(one.station, (f"{one.code}:1",), ())
            for one in others
            if one.station != self.station
        ]
        self._starting = asyncio.get_running_loop().create_task(
            self._go_on(loop, given, cables, peers)
        )

    async def _go_on(
        self, loop: Loop, given: Open | None, cables: _Cables, peers: list[Peer]
    ) -> None:
        if given is not None:
            await loop.put(self.charter.line, given)
        self.declared, self.opened = False, True
        await cables.start(peers, self._tell)

    def stop(self) -> None:
        """End the process at once: nothing is said, nothing is tidied up."""
        if self.loop is None:
            return
        self.life.dead = True
        self.loop = self.room = None
        assert self._paths is not None
        assert self.working is not None
        assert self._starting is not None
        self._paths.drop()
        self.working.cancel()
        self._starting.cancel()
        for task in self._pressed:
            task.cancel()

    async def say(self, given: Say) -> Ref | OpenlineError | None:
        """Say something; None: the process ended before it was known what became of it."""
        if self.loop is None:
            return None
        task = asyncio.get_running_loop().create_task(self.loop.say(self.charter.line, given))
        self._pressed.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            return None
        except Stopped:
            return None
        except OpenlineError as error:
            return error
        finally:
            self._pressed.discard(task)

    def offer(self, given: Input) -> None:
        """Give the station an input that nobody waits for."""
        if self.loop is not None:
            self.loop.offer(self.charter.line, given)

    def _committed(self, batch: Commit) -> None:
        assert self.watcher is not None
        self._looks = 0
        self.watcher.committed(self, batch)

    def _news(self, news: News) -> None:
        assert self.watcher is not None
        if self.room is not None:
            self.watcher.stepped(self, news)

    def _tell(self, event: PathEvent) -> None:
        if self.loop is None:
            return
        self._looks = 0
        try:
            self.loop.tell(event)
        except PowerFailed:
            self.stop()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        if task.cancelled() or task is not self.working:
            return
        error = task.exception()
        self.stop()
        assert self.watcher is not None
        match error:
            case PowerFailed():
                pass
            case Stopped() if isinstance(error.__cause__, StoreUnknown):
                pass
            case _:
                how = traceback.format_exception(error) if error else ["It ended."]
                self.watcher.broke(self, "".join(how))
