"""The store and the anchor when the process dies, the medium is full, or it fails."""

import os
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from openline.ports.anchor import Mark
from openline.ports.errors import StoreFull
from openline.storage.anchor import FileAnchor
from openline.storage.sqlite import SqliteStore
from tests.fault import writer

PAGE = 4096


def command(folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "tests.fault.writer", str(folder), *more]


def check(folder: Path, acknowledged: int) -> int:
    """What was acknowledged is there and nothing is half there; returns the size."""
    store, anchor = SqliteStore(folder / "record.db"), FileAnchor(folder / "anchor")
    try:
        size = store.heads()[0].size if store.heads() else 0
        assert size >= acknowledged
        assert size % writer.BATCH == 0
        found = store.entries(writer.FEED, 0, 1 << 30, max_bytes=1 << 30)
        assert found == [writer.data_of(index) for index in range(size)]
        assert len(store.leaves(writer.FEED, 0, 1 << 30)) == size
        assert int(store.cell(b"state", b"size") or 0) == size
        assert store.count(b"log") == size // writer.BATCH
        marks = anchor.read() or {}
        mark = marks.get(writer.FEED)
        assert (mark.size if mark else 0) in range(acknowledged, size + 1)
        assert mark is None or mark.root == writer.root_of(mark.size)
    finally:
        store.close()
        anchor.close()
    return size


def test_kill_9_at_any_moment_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    chance = random.Random(7)
    acknowledged = 0
    for _ in range(8):
        process = subprocess.Popen(command(tmp_path), stdout=subprocess.PIPE)
        assert process.stdout is not None
        for _ in range(chance.randrange(1, 60)):
            acknowledged = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split()
        process.stdout.close()
        process.wait()
        if rest:
            acknowledged = int(rest[-1])
        assert check(tmp_path, acknowledged) >= acknowledged


def test_a_medium_that_fails_stops_the_writer_and_keeps_what_was_acknowledged(
    tmp_path: Path,
) -> None:
    done = subprocess.run(command(tmp_path, "300000"), stdout=subprocess.PIPE, check=True)
    *sizes, code = done.stdout.split()
    assert code == b"store-unknown"
    assert sizes
    check(tmp_path, int(sizes[-1]))


def test_a_full_disk_is_told_and_the_same_batch_succeeds_once_there_is_room(
    tmp_path: Path,
) -> None:
    script = (
        'mount -t tmpfs -o size=1m tmpfs "$0" && '
        'head -c 200000 /dev/zero > "$0/ballast" && '
        '"$@" && cp "$0"/* "$0/../kept"'
    )
    (tmp_path / "kept").mkdir()
    (tmp_path / "small").mkdir()
    small = tmp_path / "small"
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script, small, *command(small)],
        capture_output=True,
        check=False,
    )
    if b"unshare" in done.stderr or b"mount" in done.stderr:
        pytest.skip("this machine lets nobody mount a small medium")
    assert done.returncode == 0, done.stderr.decode()
    *sizes, code, after = done.stdout.split()
    assert code == b"disk-full"
    assert int(after) == int(sizes[-1]) + writer.BATCH
    store = SqliteStore(tmp_path / "kept" / "record.db")
    assert store.heads()[0].size == int(after)
    assert len(store.entries(writer.FEED, 0, 1 << 30, max_bytes=1 << 30)) == int(after)
    store.close()


def test_a_file_restored_from_a_backup_is_behind_its_anchor(tmp_path: Path) -> None:
    path, backup = tmp_path / "record.db", tmp_path / "backup.db"
    anchor = FileAnchor(tmp_path / "anchor")
    for size in (0, 3):
        store = SqliteStore(path)
        store.commit(writer.batch(size))
        store.close()
        anchor.write([Mark(writer.FEED, size + 3, writer.root_of(size + 3), 1)])
        if size == 0:
            shutil.copy(path, backup)
    shutil.copy(backup, path)
    store = SqliteStore(path)
    marks = anchor.read()
    assert marks is not None
    assert store.heads()[0].size == 3 < marks[writer.FEED].size == 6
    store.close()
    anchor.close()


def anchored(path: Path, last: int) -> bytes:
    anchor = FileAnchor(path)
    for size in range(1, last + 1):
        anchor.write([Mark(writer.FEED, size, writer.root_of(size), size)])
    anchor.close()
    return path.read_bytes()


def size_in(path: Path) -> int | None:
    anchor = FileAnchor(path)
    marks = anchor.read()
    anchor.close()
    return None if marks is None else marks[writer.FEED].size


@pytest.mark.parametrize("last", [1, 2, 3, 4])
def test_a_torn_write_leaves_the_mark_before_or_the_new_one(tmp_path: Path, last: int) -> None:
    before = anchored(tmp_path / "before", last).ljust(3 * PAGE, b"\0")
    after = anchored(tmp_path / "after", last + 1).ljust(3 * PAGE, b"\0")
    torn = tmp_path / "torn"
    for cut in [0, 1, 16, 24, 56, 64, 95, 96, 512, PAGE]:
        for page in (1, 2):
            middle = page * PAGE + cut
            torn.write_bytes(after[:middle] + before[middle:])
            assert size_in(torn) in (last, last + 1)
            # A medium that spoils what it was writing.
            written = 1 if after[PAGE : 2 * PAGE] != before[PAGE : 2 * PAGE] else 2
            spoiled = bytearray(before)
            spoiled[written * PAGE : written * PAGE + cut] = os.urandom(cut)
            torn.write_bytes(spoiled)
            assert size_in(torn) in (last, *([last - 1] if cut == 0 else []))


def test_the_very_first_write_torn_reads_as_never_written(tmp_path: Path) -> None:
    whole = anchored(tmp_path / "whole", 1)
    for length in (PAGE, PAGE + 1, PAGE + 90, 2 * PAGE - 1):
        (tmp_path / "torn").write_bytes(whole[: min(length, PAGE + 90)].ljust(length, b"\0"))
        assert size_in(tmp_path / "torn") is None
        anchored(tmp_path / "torn", 2)
        assert size_in(tmp_path / "torn") == 2


def test_an_anchor_damaged_in_both_slots_reads_as_lost(tmp_path: Path) -> None:
    path = tmp_path / "anchor"
    data = bytearray(anchored(path, 5))
    data[PAGE + 20] ^= 1
    path.write_bytes(data)
    assert size_in(path) in (4, 5)
    data[2 * PAGE + 20] ^= 1
    path.write_bytes(data)
    assert size_in(path) is None


def test_an_anchor_on_a_full_medium_says_so() -> None:
    with pytest.raises(StoreFull):
        FileAnchor(Path("/dev/full"))
