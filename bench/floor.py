"""The floor: what any program pays that stores a row on two machines before it says so.

Side A commits a row of 1 KiB to SQLite (WAL, synchronous=FULL), sends it by TLS 1.3 over
loopback to side B, a process of its own; B commits it likewise and acknowledges it by number.
There is no cryptography of ours, no record, no signature. Both sides are what a plain server
is: an event loop, and one writer thread that commits all rows that are waiting. One caller
after the other gives the time of a row; 64 callers at once give the rate.
"""

import asyncio
import contextlib
import datetime
import queue
import sqlite3
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bench.figures import Earlier, Figure, percentile, told

NUMBER_BYTES = 4
ROW_BYTES = 1024
CALLERS = 64
WARM_UP_ROWS = 300
SINGLE_ROWS = 1500
ROUNDS = 5
ROUND_ROWS_PER_CALLER = 100

Row = tuple[bytes, asyncio.Future[None]]


class Writer:
    """Commits rows to an SQLite file of its own, in a thread of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._loop = asyncio.get_running_loop()
        self._rows: queue.SimpleQueue[Row | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    async def commit(self, body: bytes) -> None:
        """Return when the row is durable."""
        done = self._loop.create_future()
        self._rows.put((body, done))
        await done

    def close(self) -> None:
        """Close the file once the rows before are committed."""
        self._rows.put(None)
        self._thread.join()

    def _run(self) -> None:
        database = sqlite3.connect(self._path, isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, body BLOB NOT NULL)")
        while (first := self._rows.get()) is not None:
            rows = [first]
            while not self._rows.empty() and (further := self._rows.get()) is not None:
                rows.append(further)
            bodies = [(body,) for body, _ in rows]
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT INTO row (body) VALUES (?)", bodies)
            database.execute("COMMIT")
            self._loop.call_soon_threadsafe(self._tell, [done for _, done in rows])
        database.close()

    @staticmethod
    def _tell(waiting: list[asyncio.Future[None]]) -> None:
        for done in waiting:
            done.set_result(None)


class Sender:
    """Side A's end of the link: commits, sends, and waits for the acknowledgement."""

    def __init__(
        self, writer: Writer, reader: asyncio.StreamReader, to_b: asyncio.StreamWriter
    ):
        self._writer = writer
        self._reader = reader
        self._to_b = to_b
        self._unacknowledged: dict[bytes, asyncio.Future[None]] = {}
        self._next = 0

    async def send(self, body: bytes) -> None:
        """Return when the row is durable on both sides."""
        self._next += 1
        number = self._next.to_bytes(NUMBER_BYTES, "big")
        await self._writer.commit(body)
        done = asyncio.get_running_loop().create_future()
        self._unacknowledged[number] = done
        self._to_b.write(number + body)
        await done

    async def take_acknowledgements(self) -> None:
        """Wake those whose rows are acknowledged, until the link ends."""
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                number = await self._reader.readexactly(NUMBER_BYTES)
                self._unacknowledged.pop(number).set_result(None)


async def side_b(folder: Path) -> None:
    """Serve one connection: commit each row and acknowledge it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    writer = Writer(folder / "b.sqlite")
    ended = asyncio.Event()

    async def take(to_a: asyncio.StreamWriter, number: bytes, body: bytes) -> None:
        await writer.commit(body)
        to_a.write(number)

    async def serve(reader: asyncio.StreamReader, to_a: asyncio.StreamWriter) -> None:
        async with asyncio.TaskGroup() as rows:
            with contextlib.suppress(asyncio.IncompleteReadError):
                while True:
                    number = await reader.readexactly(NUMBER_BYTES)
                    body = await reader.readexactly(ROW_BYTES)
                    rows.create_task(take(to_a, number, body))
        ended.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    print(server.sockets[0].getsockname()[1], flush=True)
    await ended.wait()
    server.close()
    writer.close()


@contextlib.asynccontextmanager
async def link_to_b(folder: Path) -> AsyncIterator[Sender]:
    """Start side B as a process and connect to it."""
    context = ssl.create_default_context(cafile=folder / "cert.pem")
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    command = [sys.executable, "-m", "bench.floor", str(folder)]
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE)
    writer = Writer(folder / "a.sqlite")
    try:
        assert process.stdout is not None
        port = int(await asyncio.wait_for(process.stdout.readline(), timeout=30))
        reader, to_b = await asyncio.open_connection(
            "127.0.0.1", port, ssl=context, server_hostname="localhost"
        )
        sender = Sender(writer, reader, to_b)
        taking = asyncio.create_task(sender.take_acknowledgements())
        yield sender
        to_b.close()
        await taking
        await asyncio.wait_for(process.wait(), timeout=30)
    finally:
        writer.close()
        if process.returncode is None:
            process.kill()
            await process.wait()


async def one_at_a_time(sender: Sender, rows: int) -> list[float]:
    """Seconds that each of so many rows took, one after the other."""
    body = bytes(ROW_BYTES)
    times = []
    for _ in range(rows):
        start = time.perf_counter()
        await sender.send(body)
        times.append(time.perf_counter() - start)
    return times


async def many_callers(sender: Sender) -> float:
    """Rows a second, with CALLERS callers who each wait for one row before the next."""
    start = time.perf_counter()
    async with asyncio.TaskGroup() as callers:
        for _ in range(CALLERS):
            callers.create_task(one_at_a_time(sender, ROUND_ROWS_PER_CALLER))
    return CALLERS * ROUND_ROWS_PER_CALLER / (time.perf_counter() - start)


async def run(folder: Path) -> tuple[list[float], list[float]]:
    """The seconds of single rows, and the rate of each round."""
    async with link_to_b(folder) as sender:
        await one_at_a_time(sender, WARM_UP_ROWS)
        times = await one_at_a_time(sender, SINGLE_ROWS)
        rates = [await many_callers(sender) for _ in range(ROUNDS)]
    return times, rates


def make_certificate(folder: Path) -> None:
    """Write key.pem and cert.pem for one run."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "key.pem").write_bytes(secret)
    (folder / "cert.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def measure(_earlier: Earlier) -> list[Figure]:
    """The floor's times and rate."""
    with tempfile.TemporaryDirectory(prefix="floor-", dir=Path("bench/out")) as folder:
        make_certificate(Path(folder))
        times, rates = uvloop.run(run(Path(folder)))
    return [
        told("floor.p50", statistics.median(times) * 1000, "ms"),
        told("floor.p99", percentile(times, 99) * 1000, "ms"),
        told("floor.rate", statistics.median(rates), "1/s"),
    ]


if __name__ == "__main__":
    uvloop.run(side_b(Path(sys.argv[1])))
