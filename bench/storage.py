"""What the store and the anchor cost beside the plain calls that they are made of.

A commit is that of one message: one entry of 1 KiB, one head, four cells. The plain calls are
the same rows by `sqlite3` without a layer above it, and one write with `fdatasync`. Both are
measured by turns, so that what else the machine does falls on both. The store is then filled
up, and the same commit is measured again.
"""

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bench.figures import Earlier, Figure, at_most, percentile, told
from openline.core.crypto.keys import Digest, FeedId
from openline.ports.anchor import Mark
from openline.ports.store import Cell, Commit, HeadMove, NewEntry
from openline.storage.anchor import FileAnchor
from openline.storage.sqlite import SqliteStore

FEED = FeedId(b"f" * 16)
DATA = os.urandom(1_024)
LEAF = Digest(os.urandom(32))
PEAKS = bytes(320)
CELLS = [(b"state", b"%d" % number, bytes(300)) for number in range(3)]
CELLS.append((b"statement", FEED, bytes(2_600)))
COMMITS = 1_000
LATE = 1_000_000
FILL_BATCH = 4_096
FILL_DATA = os.urandom(256)


class Times(NamedTuple):
    """Of one call, in microseconds."""

    passed: float
    busy: float


class Plain:
    """The same rows by plain `sqlite3`."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        for statement in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            "CREATE TABLE entries (place INTEGER PRIMARY KEY, feed, number, leaf, data)",
            "CREATE TABLE heads (feed BLOB PRIMARY KEY, size, peaks) WITHOUT ROWID",
            "CREATE TABLE cells (space BLOB, key BLOB, value, PRIMARY KEY (space, key))",
        ):
            self._db.execute(statement)
        self._db.execute("INSERT INTO heads VALUES (?, 0, ?)", (FEED, PEAKS))
        self._size = 0

    def commit(self) -> None:
        """One message's rows, durable."""
        run, size = self._db.execute, self._size
        run("BEGIN IMMEDIATE")
        run("INSERT INTO entries VALUES (NULL, ?, ?, ?, ?)", (FEED, size, LEAF, DATA))
        run(
            "UPDATE heads SET size = ?, peaks = ? WHERE feed = ? AND size = ?",
            (size + 1, PEAKS, FEED, size),
        )
        self._db.executemany(
            "INSERT INTO cells VALUES (?, ?, ?) "
            "ON CONFLICT (space, key) DO UPDATE SET value = excluded.value",
            CELLS,
        )
        run("COMMIT")
        self._size += 1

    def close(self) -> None:
        """Release the file."""
        self._db.close()


class Ours:
    """The store."""

    def __init__(self, path: Path) -> None:
        self.store = SqliteStore(path)
        self.size = 0

    def commit(self, entries: int = 1, data: bytes = DATA) -> None:
        """One message's rows, durable."""
        start, self.size = self.size, self.size + entries
        self.store.commit(
            Commit(
                entries=[
                    NewEntry(FEED, index, LEAF, data) for index in range(start, self.size)
                ],
                heads=[HeadMove(FEED, start, self.size, PEAKS)],
                cells=[Cell(*cell) for cell in CELLS],
            )
        )


def microseconds(act: Callable[[], object]) -> Times:
    """How long one call takes, and how long it keeps the processor busy."""
    start, start_busy = time.perf_counter(), time.thread_time()
    act()
    return Times((time.perf_counter() - start) * 1e6, (time.thread_time() - start_busy) * 1e6)


def by_turns(one: Callable[[], None], other: Callable[[], None]) -> list[list[Times]]:
    """Times of two calls, taken in turn."""
    times: list[list[Times]] = [[], []]
    for _ in range(COMMITS):
        times[0].append(microseconds(one))
        times[1].append(microseconds(other))
    return times


def median(times: list[Times]) -> float:
    """The median of how long a call takes."""
    return statistics.median(passed for passed, _ in times)


def quick(times: list[Times]) -> float:
    """How long a call takes when hardly anything disturbs it."""
    return percentile([passed for passed, _ in times], 10)


def more(one: list[Times], other: list[Times]) -> float:
    """What one call costs beyond another, without the disk: its part is the same, but noisy."""
    return statistics.median(b for _, b in one) - statistics.median(b for _, b in other)


def anchor_times(folder: Path) -> list[list[Times]]:
    """Times of a write to the anchor, and of a plain write with `fdatasync`."""
    anchor, size = FileAnchor(folder / "anchor"), 0
    plain = os.open(folder / "plain", os.O_RDWR | os.O_CREAT, 0o600)
    os.pwrite(plain, bytes(8_192), 0)

    def mark() -> None:
        nonlocal size
        size += 1
        anchor.write([Mark(FEED, size, LEAF, size)])

    def write() -> None:
        os.pwrite(plain, os.urandom(4_096), 0)
        os.fdatasync(plain)

    times = by_turns(mark, write)
    anchor.close()
    os.close(plain)
    return times


def measure(_: Earlier) -> list[Figure]:
    """The figures of store and anchor."""
    with tempfile.TemporaryDirectory(dir="bench/out") as name:
        folder = Path(name)
        ours, plain = Ours(folder / "ours.db"), Plain(folder / "plain.db")
        while ours.size < COMMITS:
            ours.commit(100)
        early, plainly = by_turns(ours.commit, plain.commit)
        batch = [microseconds(lambda: ours.commit(64)) for _ in range(200)]
        while ours.size < LATE:
            ours.commit(FILL_BATCH, FILL_DATA)
        late, plainly_late = by_turns(ours.commit, plain.commit)
        leaves = [
            microseconds(lambda: ours.store.leaves(FEED, 5_000, 5_256)) for _ in range(50)
        ]
        anchored, written = anchor_times(folder)
        ours.store.close()
        plain.close()
    growth = (quick(late) / quick(plainly_late)) / (quick(early) / quick(plainly))
    return [
        told("store.commit_p50", median(early), "us"),
        told("store.commit_p99", percentile([passed for passed, _ in early], 99), "us"),
        at_most("store.commit_over_sqlite3", more(early, plainly), "us", 150),
        told("store.commit_64_p50", median(batch), "us"),
        at_most("store.growth_to_1000000", growth, "times", 1.2, "of plain sqlite3"),
        told("store.leaves_256_p50", median(leaves), "us"),
        told("anchor.write_p50", median(anchored), "us"),
        at_most("anchor.write_over_fdatasync", more(anchored, written), "us", 50),
    ]
