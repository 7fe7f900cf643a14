"""What only the store on SQLite promises: its lock, its errors, its readers."""

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from openline.ports.errors import (
    HeadMoved,
    StoreCorrupt,
    StoreInUse,
    StoreUnknown,
    StoreUnusable,
)
from openline.ports.store import Cell, Commit
from openline.storage.sqlite import SqliteReader, SqliteStore

ONE = Commit(cells=[Cell(b"s", b"k", b"v")])


def test_a_second_station_on_the_same_file_is_refused(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "record.db")
    with pytest.raises(StoreInUse, match="Another station uses the store"):
        SqliteStore(tmp_path / "record.db")
    store.close()
    SqliteStore(tmp_path / "record.db").close()


def test_a_writer_that_was_overtaken_stops(tmp_path: Path) -> None:
    old = SqliteStore(tmp_path / "record.db")
    (tmp_path / "record.db.lock").unlink()  # as when a folder is on a medium without locks
    new = SqliteStore(tmp_path / "record.db")
    assert new.epoch == old.epoch + 1
    with pytest.raises(HeadMoved, match="Another writer has opened the store"):
        old.commit(ONE)
    new.commit(ONE)
    with pytest.raises(StoreUnknown):
        old.commit(ONE)
    old.close()
    new.close()


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "record.db")
    store.commit(ONE)
    for name in os.listdir(tmp_path):
        assert (tmp_path / name).stat().st_mode & 0o077 == 0
    store.close()


def test_commits_are_synced(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "record.db")
    run = store._writes.execute
    assert run("PRAGMA journal_mode").fetchone() == ("wal",)
    assert run("PRAGMA synchronous").fetchone() == (2,)
    store.close()


def test_a_reader_sees_each_commit_and_can_write_nothing(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "record.db")
    reader = SqliteReader(tmp_path / "record.db")
    assert reader.cell(b"s", b"k") is None
    store.commit(ONE)
    assert reader.cell(b"s", b"k") == b"v"
    with pytest.raises(StoreUnusable):
        reader._all("DELETE FROM cells", {})
    reader.close()
    store.close()


def test_reads_from_another_thread_never_see_half_a_batch(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "record.db")
    done = threading.Event()
    seen: list[set[bytes]] = []

    def read() -> None:
        while not done.is_set():
            seen.append({value for _, value in store.cells(b"s")})

    thread = threading.Thread(target=read)
    thread.start()
    for number in range(150):
        store.commit(Commit(cells=[Cell(b"s", b"%d" % k, b"%d" % number) for k in range(20)]))
    done.set()
    thread.join()
    assert len(seen) > 10
    assert all(len(values) <= 1 for values in seen)
    store.close()


def test_another_program_that_holds_the_file_is_waited_for_then_told(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "record.db")
    store._writes.execute("PRAGMA busy_timeout=1")
    other = sqlite3.connect(tmp_path / "record.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreInUse):
        store.commit(ONE)
    other.execute("ROLLBACK")
    store.commit(ONE)
    other.close()
    store.close()


@pytest.mark.parametrize("content", [b"not a store " * 400, b"SQLite format 3\0" + b"x" * 9000])
def test_a_file_that_is_no_store_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "record.db").write_bytes(content)
    for kind in (SqliteStore, SqliteReader):
        with pytest.raises(StoreCorrupt):
            kind(tmp_path / "record.db")
    assert (tmp_path / "record.db").read_bytes() == content


def test_a_damaged_page_is_told_as_such(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "record.db")
    store.commit(Commit(cells=[Cell(b"s", b"%d" % k, b"v" * 900) for k in range(400)]))
    store.close()
    data = bytearray((tmp_path / "record.db").read_bytes())
    data[20 * 4096 :] = b"\xff" * (len(data) - 20 * 4096)
    (tmp_path / "record.db").write_bytes(data)
    reader = SqliteReader(tmp_path / "record.db")
    with pytest.raises(StoreCorrupt):
        reader.cells(b"s")
    reader.close()


def test_a_store_of_a_later_version_is_refused(tmp_path: Path) -> None:
    SqliteStore(tmp_path / "record.db").close()
    other = sqlite3.connect(tmp_path / "record.db")
    other.execute("PRAGMA user_version=99")
    other.close()
    for kind in (SqliteStore, SqliteReader):
        with pytest.raises(StoreUnusable, match="version 99"):
            kind(tmp_path / "record.db")


def test_a_missing_file_or_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable):
        SqliteReader(tmp_path / "record.db")
    with pytest.raises(StoreUnusable, match="No such file"):
        SqliteStore(tmp_path / "missing" / "record.db")


def test_a_name_with_strange_characters_works(tmp_path: Path) -> None:
    path = tmp_path / "record 100% #1? 記録.db"
    store = SqliteStore(path)
    store.commit(ONE)
    store.close()
    assert path.exists()
    reader = SqliteReader(path)
    assert reader.cell(b"s", b"k") == b"v"
    reader.close()
