"""What idle links cost: the memory of a station with 200 of them, and a message's way and back.

The counterparts are a process of their own. Each link has carried a burst before it is called
idle, since buffers that have once grown may stay so.
"""

import asyncio
import datetime
import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

import msgspec
import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bench.figures import Earlier, Figure, at_most, told
from openline.core.crypto.keys import StationId
from openline.paths.tls import key_hash
from openline.paths.websocket import WebSocketPaths
from openline.ports.path import Arrived, LinkId, LinkUp, PathEvent, Peer

LINKS = 200
BURST = bytes(60_000)
SMALL = bytes(300)
PARCEL = bytes(1_500)
TURNS = 1_000
OURS = StationId(b"o" * 32)


class Identity(NamedTuple):
    """A TLS key with its certificate, both PEM, and its pin."""

    certificate: bytes
    private_key: bytes
    pin: bytes


def make_identity() -> Identity:
    """A fresh one."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bench")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return Identity(
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        key_hash(certificate),
    )


def paths_of(station: StationId, listen: str | None, own: Identity) -> WebSocketPaths:
    """A station's paths."""
    return WebSocketPaths(
        station, listen, certificate=own.certificate, private_key=own.private_key
    )


def memory_kib() -> int:
    """This process's memory now."""
    gc.collect()
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") // 1024


def far_id(number: int) -> StationId:
    """The id of a counterpart."""
    return StationId(number.to_bytes(32, "big"))


async def far_side(port: int, pin: bytes, identities: list[Identity]) -> None:
    """The counterparts: each dials and sends back what it gets, until standard input ends."""
    for number, identity in enumerate(identities):
        paths, up = paths_of(far_id(number), None, identity), asyncio.Event()

        def tell(
            event: PathEvent, paths: WebSocketPaths = paths, up: asyncio.Event = up
        ) -> None:
            if isinstance(event, LinkUp):
                up.set()
            elif isinstance(event, Arrived):
                paths.send(event.link, event.data)

        await paths.start([Peer(OURS, (f"127.0.0.1:{port}",), (pin,))], tell)
        await up.wait()
    await asyncio.to_thread(sys.stdin.buffer.read)


class Near:
    """The station that is measured."""

    def __init__(self, identity: Identity) -> None:
        self.paths = paths_of(OURS, "127.0.0.1:0", identity)
        self.links: list[LinkId] = []
        self._arrived = 0
        self._changed = asyncio.Event()

    def tell(self, event: PathEvent) -> None:
        """Count."""
        if isinstance(event, LinkUp):
            self.links.append(event.link)
        elif isinstance(event, Arrived):
            self._arrived += 1
        self._changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for what is told."""
        async with asyncio.timeout(120):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def exchange(self, link: LinkId, data: bytes) -> float:
        """Send a message and await it back; returns seconds."""
        wanted, start = self._arrived + 1, time.perf_counter()
        self.paths.send(link, data)
        await self.until(lambda: self._arrived >= wanted)
        return time.perf_counter() - start


async def near_side() -> tuple[float, float]:
    """Memory of a link in KiB, and a message's way and back in microseconds."""
    own, far = make_identity(), [make_identity() for _ in range(LINKS)]
    near = Near(own)
    peers = [
        Peer(far_id(number), (), (identity.pin,), dial=False)
        for number, identity in enumerate(far)
    ]
    await near.paths.start(peers, near.tell)
    before = memory_kib()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.links", stdin=subprocess.PIPE
    )
    assert process.stdin is not None
    process.stdin.write(msgspec.json.encode((near.paths.port, own.pin, far)) + b"\n")
    await near.until(lambda: len(near.links) == LINKS)
    for data in (BURST, SMALL):
        for link in near.links:
            await near.exchange(link, data)
    link_kib = (memory_kib() - before) / LINKS
    turns = [await near.exchange(near.links[0], PARCEL) for _ in range(TURNS)]
    process.stdin.close()
    await process.wait()
    await near.paths.stop()
    return link_kib, statistics.median(turns) * 1e6


def measure(_: Earlier) -> list[Figure]:
    """The figures of links."""
    link_kib, turn = uvloop.run(near_side())
    return [
        at_most("links.idle_memory", link_kib, "KiB", 100),
        told("links.turn_p50", turn, "us"),
    ]


def main() -> None:
    """Be the counterparts."""
    order = sys.stdin.buffer.readline()
    uvloop.run(far_side(*msgspec.json.decode(order, type=tuple[int, bytes, list[Identity]])))


if __name__ == "__main__":
    main()
