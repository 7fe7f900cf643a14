"""A station's loop on a store in memory, and a counterpart that seals whatever a test likes."""

import asyncio
import os

from openline.core.acts.upkeep import OpenReason
from openline.core.crypto.keys import StationKeys
from openline.core.crypto.sealing import SealingKey
from openline.core.errors import UnknownKey
from openline.core.parcels import Body
from openline.core.resume import resume
from openline.core.switchboard import Elapsed, Open
from openline.ports.memory import MemoryAnchor, MemoryDocuments, MemoryStore
from openline.ports.path import Arrived, LinkId, LinkUp, Paths, Peer
from openline.station.documents import Documents
from openline.station.keyring import Keyring
from openline.station.loop import Loop
from openline.station.rooms import LineRoom
from openline.station.sessions import Room, Sessions
from tests.core.line.stations import START_MS, charter_for, keys_of

LINK = LinkId(7)


class Signer:
    """Signs with the fixed keys of a party's station."""

    def __init__(self, party: int) -> None:
        self._keys = keys_of(party)

    @property
    def keys(self) -> StationKeys:
        return self._keys.keys

    def sign_ed(self, message: bytes) -> bytes:
        return self._keys.sign(message)[:64]

    def sign_ml(self, message: bytes) -> bytes:
        return self._keys.sign(message)[64:]


class Wire:
    """One link whose other end is the test; keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.links: list[LinkId] = []
        self.held = False
        self.full = False

    async def start(self, peers: list[Peer], tell: object) -> None:
        """Nothing to start."""

    def send(self, link: LinkId, data: bytes, *, urgent: bool = False) -> bool:
        if not self.full:
            self.sent.append(data)
            self.links.append(link)
        return not self.full

    def hold(self, link: LinkId) -> None:
        self.held = True

    def release(self, link: LinkId) -> None:
        self.held = False

    def hurry(self, station: bytes) -> None:
        """Nothing to dial."""

    def set_peers(self, peers: list[Peer]) -> None:
        """No peers but the test."""

    async def stop(self) -> None:
        """Nothing to stop."""


def sessions_of(party: int, store: MemoryStore) -> tuple[Sessions, Keyring]:
    """The sessions of a party's station with the other one of a line of two."""
    keys = keys_of(party)
    keyring = Keyring(
        store, Signer(party), keys.sealing, SealingKey(os.urandom(32)), os.urandom
    )
    return Sessions(store, Signer(party), keyring, os.urandom), keyring


def room_of(party: int, parties: int = 2) -> Room:
    """Their line as sessions need it, sealed to the keys of the certificates."""
    peers = {keys_of(n).id: keys_of(n).sealing.public for n in range(parties)}
    return Room(charter_for(party, parties), None, peers)


class Victim:
    """Party 0's station at work; `take` hands it bytes of party 1's and waits for the batch."""

    def __init__(self, parties: int = 2) -> None:
        self.store = MemoryStore()
        self.wire = Wire()
        self.now_ms = START_MS
        self.sessions, keyring = sessions_of(0, self.store)
        paths: Paths = self.wire
        self.documents = Documents(MemoryDocuments(), 1 << 20)
        self.loop = Loop(
            store=self.store,
            anchor=MemoryAnchor(),
            signer=Signer(0),
            sessions=self.sessions,
            keyring=keyring,
            paths=paths,
            documents=self.documents,
            now_ms=lambda: self.now_ms,
            random=os.urandom,
        )
        room = room_of(0, parties)
        self.line = room.charter.line
        self.room = LineRoom(room, resume(room.charter, self.store, {}))
        self.loop.add_line(self.room)
        self.them = keys_of(1).id
        self.theirs, _ = sessions_of(1, MemoryStore())
        self.theirs.serve(room_of(1, parties))

    async def start(self) -> "asyncio.Task[None]":
        """Open the feed, and let the link come up."""
        working = asyncio.create_task(self.loop.run())
        await self.loop.put(self.line, Open(OpenReason.START))
        self.loop.tell(LinkUp(LINK, self.them, "wire"))
        await self.settle()
        return working

    async def settle(self) -> None:
        """Wait until all that was handed over before is done with."""
        await self.loop.put(self.line, Elapsed())
        while self.loop.waiting(self.them):
            await self.loop.put(self.line, Elapsed())

    def seal(self, body: Body) -> list[bytes]:
        """What the counterpart would send for a body."""
        return self.theirs.seal(self.line, keys_of(0).id, body, self.now_ms)

    def forget(self) -> None:
        """Let the counterpart begin anew: its next parcel comes in a new session."""
        self.theirs, _ = sessions_of(1, MemoryStore())
        self.theirs.serve(room_of(1))

    def heard(self) -> list[Body]:
        """What the counterpart can read of what was sent since the last call."""
        bodies = [self.read(piece) for piece in self.wire.sent]
        self.wire.sent.clear()
        self.wire.links.clear()
        return [body for body in bodies if body is not None]

    def read(self, piece: bytes) -> Body | None:
        """What the counterpart can read of one piece."""
        try:
            return self.theirs.take(keys_of(0).id, piece).body
        except UnknownKey:
            return None

    async def take(self, *pieces: bytes) -> None:
        """Hand bytes over as they would come from the link."""
        for piece in pieces:
            self.loop.tell(Arrived(LINK, self.them, piece))
        await self.settle()
