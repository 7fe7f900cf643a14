"""Two stations' loops in one process, on stores in memory, over a network that a test cuts."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from msgspec.structs import replace

from openline.core.acts.act import Addressee, Kind, Ref
from openline.core.acts.messages import MESSAGE
from openline.core.acts.upkeep import OpenReason
from openline.core.crypto.keys import StationId
from openline.core.crypto.sealing import SealingKey
from openline.core.resume import resume, root_of
from openline.core.switchboard import Elapsed, Say
from openline.paths.mailbox import line_secret
from openline.paths.many import ManyPaths, OnePath
from openline.ports.memory import MemoryAnchor, MemoryDocuments, MemoryStore
from openline.ports.memory_path import MemoryNetwork, MemoryPaths
from openline.ports.path import Paths, Peer
from openline.station.documents import Documents
from openline.station.keyring import Keyring
from openline.station.loop import Loop
from openline.station.pulse import Lamp
from openline.station.restart import opening
from openline.station.rooms import LineRoom
from openline.station.sessions import Room, Sessions
from tests.core.line.speaking import message
from tests.core.line.stations import START_MS, charter_for, keys_of
from tests.hostile.shell import Signer

WAIT_S = 60


class Clock:
    """A clock that a test sets; it stands still in between."""

    looks = 0

    def __init__(self) -> None:
        self.ms = START_MS

    def __call__(self) -> int:
        self.looks += 1
        return self.ms


ROOM_BYTES = 1 << 20
"""What the documents of a line may take at a node."""


class Node:
    """One station of a line: what it keeps outlives its runs."""

    def __init__(
        self,
        party: int,
        network: MemoryNetwork,
        clock: Clock,
        parties: int = 2,
        *,
        second: MemoryNetwork | None = None,
        second_cost: int = 0,
        through: Callable[[StationId], Paths] | None = None,
    ) -> None:
        self.party = party
        self.parties = parties
        self.network = network
        self.second = second
        self.through = through
        self.second_cost = second_cost
        self.clock = clock
        self.store = MemoryStore()
        self.anchor = MemoryAnchor()
        self.kept = MemoryDocuments()
        self.courier = SealingKey(os.urandom(32))
        self.opened = False
        """Whether the line was opened here once: the station's folder knows."""
        self.set_ms = 0
        """How far the clock was set, in which a steady clock does not follow it."""

    @property
    def id(self) -> bytes:
        return keys_of(self.party).id

    async def start(self) -> None:
        """Start as `wiring` does."""
        self.store.open()
        keys = keys_of(self.party)
        signer = Signer(self.party)
        self.keyring = Keyring(self.store, signer, keys.sealing, self.courier, os.urandom)
        self.paths: Paths = MemoryPaths(self.network, keys.id)
        if self.second is not None:
            first = OnePath("cable", MemoryPaths(self.network, keys.id, name="cable"))
            other = MemoryPaths(self.second, keys.id, name="radio", cost=self.second_cost)
            self.paths = ManyPaths([first, OnePath("radio", other)])
        if self.through is not None:
            self.paths = self.through(keys.id)
        self.documents = Documents(self.kept, ROOM_BYTES)
        self.loop = Loop(
            store=self.store,
            anchor=self.anchor,
            signer=signer,
            sessions=Sessions(self.store, signer, self.keyring, os.urandom),
            keyring=self.keyring,
            paths=self.paths,
            documents=self.documents,
            now_ms=self.clock,
            random=os.urandom,
            steady_ms=lambda: self.clock() - self.set_ms,
        )
        charter = charter_for(self.party, self.parties)
        sealing = {keys_of(n).id: keys_of(n).sealing.public for n in range(self.parties)}
        heads = {head.feed: root_of(head.peaks, head.size) for head in self.store.heads()}
        self.room = LineRoom(Room(charter, None, sealing), resume(charter, self.store, heads))
        self.room.recall(self.store, self.clock())
        self.loop.add_line(self.room)
        self.line = charter.line
        now_s = self.clock() // 1_000
        lost = self.opened and self.room.state.own is None
        declared = OpenReason.RESTORE if lost else None
        marks = self.anchor.read()
        given = opening(charter, self.room.state, marks, now_s, declared=declared)
        if given is not None:
            self.room.state = replace(self.room.state, own=None)
        self.working = asyncio.create_task(self.loop.run())
        self.minding = asyncio.create_task(self.loop.mind_documents())
        if given is not None:
            await self.loop.put(self.line, given)
        self.opened = True
        others = [n for n in range(self.parties) if n != self.party]
        mailboxes = (line_secret(self.line, None),)
        peers = [Peer(keys_of(n).id, ("x:1",), (), mailboxes=mailboxes) for n in others]
        await self.paths.start(peers, self.loop.tell)

    async def stop(self) -> None:
        """Stop, as a process that is killed would: nothing is said, nothing is tidied up."""
        self.working.cancel()
        self.minding.cancel()
        await asyncio.gather(self.working, self.minding, return_exceptions=True)
        await self.paths.stop()

    async def tick(self) -> None:
        """Let the loop look at its clock."""
        await self.loop.put(self.line, Elapsed())

    async def say(self, text: str = "Hello") -> Ref:
        """Say a message to the first other party's watch."""
        to = Addressee(0 if self.party else 1, "watch")
        given = Say(os.urandom(16), Kind.REAL, "watch", to, MESSAGE, message(text))
        return await self.loop.say(self.line, given)

    async def delivered(self, text: str = "Hello", *, firm: bool = False) -> Ref:
        """Say a message and wait for its receipt."""
        ref = await self.say(text)
        await self.until(lambda: self._receipted(ref, firm=firm))
        return ref

    def _receipted(self, ref: Ref, *, firm: bool) -> bool:
        feed = self.room.state.feed(ref.party, ref.incarnation)
        assert feed is not None
        held = feed.firm_receipts if firm else feed.receipts
        return any(one.size > ref.index for one in held.values())

    async def until(self, holds: Callable[[], bool]) -> None:
        """Run until something holds; the clock ticks on so that nothing waits for it."""
        async with asyncio.timeout(WAIT_S):
            while not holds():
                self.clock.ms += 50
                await self.tick()
                await asyncio.sleep(0)

    def lamp(self) -> Lamp:
        (pulse,) = self.room.pulses.values()
        return pulse.lamp(self.clock.ms)


@asynccontextmanager
async def two_nodes() -> AsyncIterator[tuple[Node, Node]]:
    """Two stations, linked and started."""
    network, clock = MemoryNetwork(), Clock()
    nodes = Node(0, network, clock), Node(1, network, clock)
    for node in nodes:
        await node.start()
    try:
        yield nodes
    finally:
        for node in nodes:
            await node.stop()
