"""A hostile counterpart floods a station for a minute: what it and its other line feel.

The station is the real process. Its honest counterpart runs in this process and rings it again
and again; the hostile one is a process of its own with real keys, which sends as fast as the
link takes it, a few seconds of each kind of flood by turns: junk, parcels that do not open,
proofs of life, requests, old checkpoints with two valid signatures each, key notices, entries
far beyond its quota.

Usage: python -m bench.flood FOLDER SECONDS runs the hostile one on its station's folder.
"""

import asyncio
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import uvloop

from bench.demos import make_beside
from bench.figures import Earlier, Figure, at_most, percentile, told
from bench.history import Side
from bench.memory import MIB, add_lines, resident
from bench.messages import up
from bench.paths import ring
from openline.cli.demo import (
    PARTIES,
    _start,
    _stop,
    _wait_until_ready,
    free_ports,
    station_folder,
)
from openline.core.acts.messages import REMARK, Remark
from openline.core.crypto.keys import FeedId, LineId
from openline.core.crypto.sealing import (
    KeyNotice,
    SealingKey,
    encode_key_notice,
    key_notice_tbs,
)
from openline.core.line import LineState
from openline.core.parcels import Body, Have, HaveFeed, Reopen, Statements, Want
from openline.core.record.checkpoint import encode_statement
from openline.paths.websocket import WebSocketPaths
from openline.ports.memory import MemoryStore
from openline.ports.path import LinkDown, LinkId, LinkUp, PathEvent, Peer
from openline.station.folder import load_station
from openline.station.keyring import Keyring
from openline.station.sessions import Room, Sessions
from openline.station.wiring import load, now_ms

SECONDS: Final = 60
TURN_S: Final = 3.0
EVERY_S: Final = 0.1
USUAL: Final = 100
SMALL: Final = 60
LARGE: Final = 128 * 1024
CHECKPOINTS: Final = 24
ENTRIES: Final = 40_000
"""Ten times what the example's agreement lets save up."""


class Hostile:
    """A counterpart with real keys that keeps to nothing."""

    def __init__(self, folder: Path) -> None:
        station = load_station(folder)
        (installed,) = station.lines()
        self._signer = signer = station.signer()
        store = MemoryStore()
        keyring = Keyring(
            store,
            signer,
            SealingKey(station.first_seal_seed()),
            station.courier_key(),
            os.urandom,
        )
        self._sessions = Sessions(store, signer, keyring, os.urandom)
        side = Side(folder, now_ms())
        self._line: LineId = side.charter.line
        self._feed: FeedId = side.own.feed
        agreement = installed.agreement
        members = side.charter.members.values()
        (self._victim,) = (one.station for one in members if one.party != installed.party)
        keys = {one: agreement.certificates[one].seal_pk for one in side.charter.members}
        self._sessions.serve(Room(side.charter, installed.psk, keys))
        self._old = self._checkpoints(side)
        self._entries = list(side.sends(LineState()))
        party = agreement.terms.parties[1 - installed.party]
        pins = agreement.certificates[self._victim].tls_spki
        self._peer = Peer(self._victim, party.line_addresses, pins)
        self._paths = WebSocketPaths(
            side.charter.station,
            None,
            certificate=station.tls_certificate_file.read_bytes(),
            private_key=station.tls_key_file.read_bytes(),
        )
        self._link: LinkId | None = None
        self._changed = asyncio.Event()

    def _checkpoints(self, side: Side) -> Statements:
        """Valid statements with both signatures about ever more entries."""
        old = []
        for _ in range(CHECKPOINTS):
            side.say(REMARK, Remark("en", "Nothing new.", "Watch officer 1"))
            side.commit(firm=True)
            assert side.own.firm is not None
            old.append(encode_statement(side.own.firm))
        for _ in range(ENTRIES):
            side.say(REMARK, Remark("en", "Nothing new.", "Watch officer 1"))
        side.commit(firm=True)
        return Statements(tuple(old))

    def floods(self) -> Iterator[tuple[str, Callable[[], list[bytes]]]]:
        """The kinds, each with what makes the next pieces."""
        known = self._seal(Reopen(bytes(8)))[-1]
        feeds = tuple(HaveFeed(os.urandom(16), 9, 9, 9, 9, 9) for _ in range(512))
        notice = self._notice()
        entries = itertools.cycle(self._entries)
        kinds: dict[str, Callable[[], list[bytes]]] = {
            "junk, small": lambda: [b"\x01" + os.urandom(SMALL)],
            "junk, large": lambda: [b"\x01" + bytes(LARGE - 1)],
            "does not open": lambda: [known[:-16] + os.urandom(16)],
            "proofs of life": lambda: self._seal(Have(feeds, os.urandom(8), bytes(8), 0, 0)),
            "requests": lambda: self._seal(Want(self._feed, 0, None)),
            "requests of blobs": lambda: self._seal(Want(bytes(16), 0, os.urandom(32))),
            "old checkpoints": lambda: self._seal(self._old),
            "key notices": lambda: [notice],
            "entries": lambda: self._seal(next(entries)),
        }
        yield from itertools.cycle(kinds.items())

    def _notice(self) -> bytes:
        """A key notice with a valid signature, as old as can be."""
        key = SealingKey(os.urandom(32))
        notice = KeyNotice(self._signer.keys.station_id, 0, key.public, 0)
        message = key_notice_tbs(notice)
        signature = self._signer.sign_ed(message) + self._signer.sign_ml(message)
        return encode_key_notice(notice, signature)

    def _seal(self, body: Body) -> list[bytes]:
        link = LinkId(0) if self._link is None else self._link
        return self._sessions.seal(self._line, self._victim, body, now_ms(), link)

    def _tell(self, event: PathEvent) -> None:
        match event:
            case LinkUp():
                self._link = event.link
            case LinkDown() if event.link == self._link:
                self._link = None
        self._changed.set()

    async def flood(self, seconds: float) -> dict[str, int]:
        """Send as fast as the link takes it; returns pieces sent by kind."""
        await self._paths.start([self._peer], self._tell)
        end = time.monotonic() + seconds
        sent: dict[str, int] = {}
        for name, make in self.floods():
            turn = min(end, time.monotonic() + TURN_S)
            while time.monotonic() < turn:
                while self._link is None:
                    self._changed.clear()
                    await self._changed.wait()
                if all(self._paths.send(self._link, piece) for piece in make()):
                    sent[name] = sent.get(name, 0) + 1
                    await asyncio.sleep(0)
                else:
                    await asyncio.sleep(0.001)  # the buffer is full: the kernel's turn
            if time.monotonic() >= end:
                break
        await self._paths.stop()
        return sent


async def rings(here: Path, process: subprocess.Popen[bytes], far: Path) -> "Rings":
    """Ring the station before and during the flood."""
    running = load(here)
    working = await running.start()
    await up(running)
    usual = [await ring(running) for _ in range(USUAL)]
    command = [sys.executable, "-m", "bench.flood", str(far), str(SECONDS)]
    hostile = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    assert hostile.stdout is not None
    await hostile.stdout.readline()
    flooded = []
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        flooded.append(await ring(running))
        await asyncio.sleep(EVERY_S)
    print((await hostile.stdout.read()).decode(), file=sys.stderr)
    if await hostile.wait():
        raise RuntimeError("the hostile counterpart failed")
    await running.stop(working)
    return Rings(usual, flooded, resident(process, "VmHWM"))


class Rings:
    """Milliseconds to the receipt of each ring, and the most memory that the station held."""

    def __init__(self, usual: list[float], flooded: list[float], memory: int) -> None:
        self.usual = usual
        self.flooded = flooded
        self.memory = memory


def measure(_: Earlier) -> list[Figure]:
    """Rings on one line while another one is flooded, and the station's memory."""
    with tempfile.TemporaryDirectory(prefix="flood-", dir=Path("bench/out")) as name:
        folder = Path(name) / "demo"
        make_beside(folder)
        here, there = (station_folder(folder, party.code) for party in PARTIES)
        (far,) = add_lines(folder, free_ports(1))
        process = _start(here)
        try:
            _wait_until_ready(here, process)
            found = uvloop.run(rings(there, process, far))
        finally:
            _stop([process])
    return [
        told("flood.ring.usual.p99", percentile(found.usual, 99), "ms"),
        told("flood.ring.p50", statistics.median(found.flooded), "ms"),
        at_most("flood.ring.p99", percentile(found.flooded, 99), "ms", 100),
        at_most("flood.memory", found.memory / MIB, "MiB", 300),
    ]


async def main(folder: Path, seconds: float) -> None:
    """Flood, and print how much of each kind."""
    hostile = Hostile(folder)
    print("ready", flush=True)
    print(await hostile.flood(seconds), flush=True)


if __name__ == "__main__":
    uvloop.run(main(Path(sys.argv[1]), float(sys.argv[2])))
