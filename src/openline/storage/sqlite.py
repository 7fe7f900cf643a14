"""The store on SQLite: one file, one writer, every commit synced before it returns.

WAL with synchronous=FULL: a commit returns once its pages are on disk. Readers have their own
connection and see the newest commit; they neither wait for the writer nor make it wait.

Statements are written in SQLAlchemy Core, compiled to text once, and handed to the driver: a
commit of one message then takes a quarter less time than through an engine.

Spec: docs/spec/11-step.md.
"""

import errno
import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import (
    bindparam,
    delete,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import dialect, insert
from sqlalchemy.schema import CreateTable
from sqlalchemy.sql import ClauseElement

from openline.core.crypto.keys import Digest, FeedId
from openline.core.errors import OpenlineError
from openline.ports.errors import (
    HeadMoved,
    StoreCorrupt,
    StoreFull,
    StoreInUse,
    StoreUnknown,
    StoreUnusable,
)
from openline.ports.store import Cell, Commit, Head, HeadMove
from openline.storage.tables import (
    VERSION,
    bodies,
    cells,
    entries,
    heads,
    nodes,
    tables,
    writer,
)

_BUSY_S: Final = 2.0
_WAL_PAGES: Final = 1_000
"""A checkpoint comes after so many pages: rare, and still short (about 2 ms)."""

_READ_CACHE_KIB: Final = 256
_WRITE_CACHE_KIB: Final = 512
"""The upper levels of the trees fit; the pages below come from the system's cache."""

_MAX_INTEGER: Final = (1 << 63) - 1

_ERRORS: Final[Mapping[int, tuple[type[OpenlineError], str]]] = {
    sqlite3.SQLITE_FULL: (StoreFull, "The store has no room left; nothing was written."),
    sqlite3.SQLITE_CORRUPT: (StoreCorrupt, "The store's file is damaged."),
    sqlite3.SQLITE_NOTADB: (StoreCorrupt, "The file is not a store of Openline."),
    sqlite3.SQLITE_BUSY: (StoreInUse, "Another program holds the store."),
    sqlite3.SQLITE_LOCKED: (StoreInUse, "Another program holds the store."),
    sqlite3.SQLITE_READONLY: (StoreUnusable, "The store's file may not be written."),
    sqlite3.SQLITE_CANTOPEN: (StoreUnusable, "The store's file cannot be opened."),
    sqlite3.SQLITE_PERM: (StoreUnusable, "The store's file may not be used."),
    sqlite3.SQLITE_CONSTRAINT: (HeadMoved, "An entry was already there: a second writer."),
}

_dialect: Final = dialect(paramstyle="named")


def _text(statement: ClauseElement) -> str:
    return str(statement.compile(dialect=_dialect))


_ADD_ENTRY: Final = _text(insert(entries))
_ADD_BODY: Final = _text(insert(bodies))
_PUT_NODE: Final = _text(insert(nodes).on_conflict_do_nothing())
_MOVE_HEAD: Final = _text(
    update(heads)
    .where(heads.c.feed == bindparam("of"), heads.c.size == bindparam("expected"))
    .values(size=bindparam("to_size"), peaks=bindparam("to_peaks"))
)
_new_head: Final = insert(heads)
_NEW_HEAD: Final = _text(
    _new_head.on_conflict_do_update(
        index_elements=["feed"],
        set_={"size": _new_head.excluded.size, "peaks": _new_head.excluded.peaks},
        where=heads.c.size == bindparam("expected"),
    )
)
_new_cell: Final = insert(cells)
_PUT_CELL: Final = _text(
    _new_cell.on_conflict_do_update(
        index_elements=["space", "key"], set_={"value": _new_cell.excluded.value}
    )
)
_DROP_CELL: Final = _text(
    delete(cells).where(cells.c.space == bindparam("space"), cells.c.key == bindparam("key"))
)
_DROP_SPACE: Final = _text(delete(cells).where(cells.c.space == bindparam("space")))
_ADD_EPOCH: Final = _text(insert(writer))
_EPOCH: Final = _text(select(writer.c.epoch))
_NEXT_EPOCH: Final = _text(update(writer).values(epoch=bindparam("to_epoch")))
_LAST_PLACE: Final = _text(select(func.max(bodies.c.place)))
_HEADS: Final = _text(select(heads).order_by(heads.c.feed))
_RANGE: Final = (
    entries.c.feed == bindparam("feed"),
    entries.c.index >= bindparam("start"),
    entries.c.index < bindparam("stop"),
)
_ENTRIES: Final = _text(
    select(bodies.c.data)
    .join_from(entries, bodies, entries.c.place == bodies.c.place)
    .where(*_RANGE)
    .order_by(entries.c.index)
)
_LEAVES: Final = _text(select(entries.c.leaf).where(*_RANGE).order_by(entries.c.index))
_NODE: Final = _text(
    select(nodes.c.digest).where(
        nodes.c.feed == bindparam("feed"),
        nodes.c.level == bindparam("level"),
        nodes.c.index == bindparam("index"),
    )
)
_CELL: Final = _text(
    select(cells.c.value).where(
        cells.c.space == bindparam("space"), cells.c.key == bindparam("key")
    )
)
_COUNT: Final = _text(select(func.count()).where(cells.c.space == bindparam("space")))


@cache
def _cells_text(*, after: bool, before: bool, newest_first: bool) -> str:
    statement = select(cells.c.key, cells.c.value).where(cells.c.space == bindparam("space"))
    if after:
        statement = statement.where(cells.c.key > bindparam("after"))
    if before:
        statement = statement.where(cells.c.key < bindparam("before"))
    order = cells.c.key.desc() if newest_first else cells.c.key
    # SQLite's dialect writes OFFSET with every LIMIT, and would make a parameter of it.
    statement = statement.order_by(order).limit(bindparam("limit"))
    return _text(statement.offset(literal_column("0")))


class SqliteReader:
    """Reads a store, also while a station writes it. Any thread may call; calls take turns.

    Args:
        path: The store's file. It must exist.

    Raises:
        StoreUnusable, StoreCorrupt: The file is missing, of another version, or no store.
    """

    def __init__(self, path: Path) -> None:
        self._reading = threading.Lock()
        with _documented():
            self._reads = _connect(path, mode="ro", cache_kib=_READ_CACHE_KIB)
            try:
                _check_version(self._reads, path)
            except BaseException:
                self._reads.close()
                raise

    def hold(self) -> None:
        """From now on show only what is committed now, whatever a writer adds.

        The writer's log cannot be shortened meanwhile: not for a reader that lives long.
        """
        with self._reading, _documented():
            self._reads.execute("BEGIN")
            self._reads.execute(_HEADS, {}).fetchall()

    def heads(self) -> list[Head]:
        """Every feed's head, in the order of feed ids."""
        return [Head(FeedId(feed), size, peaks) for feed, size, peaks in self._all(_HEADS, {})]

    def entries(self, feed: FeedId, start: int, stop: int, *, max_bytes: int) -> list[bytes]:
        """Entries of a range, together at most `max_bytes`, but one at least if held."""
        found: list[bytes] = []
        room = max_bytes
        with self._reading, _documented():
            rows = self._reads.execute(_ENTRIES, _range(feed, start, stop))
            for (data,) in rows:
                room -= len(data)
                if found and room < 0:
                    break
                found.append(data)
            rows.close()
        return found

    def leaves(self, feed: FeedId, start: int, stop: int) -> list[Digest]:
        """Leaf hashes of a range; fewer if the feed ends earlier."""
        return [Digest(leaf) for (leaf,) in self._all(_LEAVES, _range(feed, start, stop))]

    def node(self, feed: FeedId, level: int, index: int) -> Digest:
        """A stored inner node. Raises KeyError if it was never stored."""
        found = self._all(_NODE, {"feed": feed, "level": level, "index": index})
        if not found:
            raise KeyError((feed.hex(), level, index))
        return Digest(found[0][0])

    def cell(self, space: bytes, key: bytes) -> bytes | None:
        """The value of one cell, or None."""
        found = self._all(_CELL, {"space": space, "key": key})
        return bytes(found[0][0]) if found else None

    def cells(
        self,
        space: bytes,
        *,
        after: bytes | None = None,
        before: bytes | None = None,
        limit: int = 1_000,
        newest_first: bool = False,
    ) -> list[tuple[bytes, bytes]]:
        """(key, value) pairs with `after` < key < `before`, in key order or the reverse."""
        text = _cells_text(
            after=after is not None, before=before is not None, newest_first=newest_first
        )
        values = {"space": space, "after": after, "before": before, "limit": limit}
        return [(key, value) for key, value in self._all(text, values)]

    def count(self, space: bytes) -> int:
        """How many cells a space holds."""
        return int(self._all(_COUNT, {"space": space})[0][0])

    def copy_to(self, path: Path) -> None:
        """Copy the store as it is now to a new file; a writer may go on meanwhile.

        Raises:
            StoreFull, StoreUnusable: The copy cannot be made.
        """
        with self._reading, _documented():
            copy = _connect(path, mode="rwc", cache_kib=_WRITE_CACHE_KIB)
            try:
                self._reads.backup(copy)
                # A copy is one file: no log stands beside it.
                copy.execute("PRAGMA journal_mode=DELETE")
            finally:
                copy.close()

    def close(self) -> None:
        """Release the file; safe to call twice."""
        with self._reading:
            self._reads.close()

    def _all(self, text: str, values: Mapping[str, Any]) -> Sequence[Any]:
        with self._reading, _documented():
            return self._reads.execute(text, values).fetchall()


class SqliteStore(SqliteReader):
    """The store's one writer. `commit` is for one thread; reads may come from another.

    Args:
        path: The store's file; made, with mode 0600, if it is not there. `<path>.lock` beside
            it is held as long as the store is open.

    Attributes:
        epoch: This writer's number. Later writers have higher ones.

    Raises:
        StoreInUse: Another process is the writer.
        StoreUnusable, StoreCorrupt, StoreFull: The file cannot be opened or made.
    """

    def __init__(self, path: Path) -> None:
        self._lock = _lock(path)
        self._stopped: str | None = None
        try:
            _make(path)
            with _documented():
                self._writes = _connect(path, mode="rwc", cache_kib=_WRITE_CACHE_KIB)
                self.epoch, self._place = _open_for_writing(self._writes, path)
            super().__init__(path)
        except BaseException:
            os.close(self._lock)
            raise

    def commit(self, batch: Commit) -> None:
        """Make the batch durable before returning: all of it or none of it.

        Raises:
            StoreFull: Nothing was written. The same batch may be tried again.
            HeadMoved: Nothing was written. This writer has stopped.
            StoreUnknown, StoreCorrupt: This writer has stopped; open the store anew and read.
        """
        if self._stopped:
            raise StoreUnknown(f"This writer has stopped: {self._stopped}")
        try:
            self._write(batch)
        except (StoreFull, StoreInUse):
            raise
        except OpenlineError as error:
            self._stopped = error.what
            raise

    def close(self) -> None:
        """Release the file and its lock; safe to call twice."""
        super().close()
        self._stopped = "it was closed."
        if self._lock >= 0:
            self._writes.close()
            os.close(self._lock)
            self._lock = -1

    def _write(self, batch: Commit) -> None:
        with _documented():
            self._writes.execute("BEGIN IMMEDIATE")
        try:
            with _documented():
                self._check_epoch()
                self._write_entries(batch)
                self._write_heads(batch.heads)
                self._write_cells(batch.cells)
        except OpenlineError:
            # COMMIT was not asked for, so whatever ROLLBACK answers nothing was written.
            self._roll_back()
            raise
        self._finish()
        self._place += len(batch.entries)

    def _finish(self) -> None:
        try:
            with _documented():
                self._writes.execute("COMMIT")
        except OpenlineError as error:
            # A full disk refuses the pages before the one that makes them count; only a
            # rollback that works confirms it. After anything else we cannot know.
            if self._roll_back() and isinstance(error, StoreFull | StoreInUse):
                raise
            raise StoreUnknown(f"The commit was not confirmed. {error.what}") from error

    def _roll_back(self) -> bool:
        try:
            with _documented():
                if self._writes.in_transaction:
                    self._writes.execute("ROLLBACK")
        except OpenlineError:
            return False
        return True

    def _check_epoch(self) -> None:
        if self._writes.execute(_EPOCH).fetchone() != (self.epoch,):
            raise HeadMoved("Another writer has opened the store.", epoch=self.epoch)

    def _write_entries(self, batch: Commit) -> None:
        run = self._writes.executemany
        if batch.entries:
            placed = list(enumerate(batch.entries, self._place + 1))
            run(
                _ADD_ENTRY,
                [
                    {"feed": e.feed, "index": e.index, "leaf": e.leaf, "place": place}
                    for place, e in placed
                ],
            )
            run(_ADD_BODY, [{"place": place, "data": e.data} for place, e in placed])
        if batch.nodes:
            run(
                _PUT_NODE,
                [
                    {"feed": n.feed, "level": n.level, "index": n.index, "digest": n.digest}
                    for n in batch.nodes
                ],
            )

    def _write_heads(self, moves: Sequence[HeadMove]) -> None:
        for move in moves:
            if move.expected:
                values = {"of": move.feed, "to_size": move.size, "to_peaks": move.peaks}
                moved = self._writes.execute(_MOVE_HEAD, {**values, "expected": move.expected})
            else:
                values = {"feed": move.feed, "size": move.size, "peaks": move.peaks}
                moved = self._writes.execute(_NEW_HEAD, {**values, "expected": 0})
            if moved.rowcount != 1:
                raise HeadMoved(
                    f"A feed does not end at {move.expected}: another writer moved it.",
                    feed=move.feed.hex(),
                )

    def _write_cells(self, changed: Sequence[Cell]) -> None:
        # In order, so that of two values for one cell the later stands.
        put: list[dict[str, bytes]] = []
        for cell in changed:
            if cell.value is not None:
                put.append({"space": cell.space, "key": cell.key, "value": cell.value})
                continue
            if put:
                self._writes.executemany(_PUT_CELL, put)
                put = []
            self._writes.execute(_DROP_CELL, {"space": cell.space, "key": cell.key})
        if put:
            self._writes.executemany(_PUT_CELL, put)


@contextmanager
def held_apart(path: Path) -> Iterator[None]:
    """Keep every writer off a store while its file is being replaced.

    Raises:
        StoreInUse: A station runs on it.
        StoreUnusable, StoreFull: Its folder cannot be used.
    """
    lock = _lock(path)
    try:
        yield
    finally:
        os.close(lock)


def drop_cells(path: Path, spaces: Sequence[bytes]) -> None:
    """Remove all cells of some spaces from a store that no station uses.

    Raises:
        StoreCorrupt, StoreUnusable: The file is no store of this version.
    """
    with _documented():
        connection = _connect(path, mode="rw", cache_kib=_WRITE_CACHE_KIB)
        try:
            _check_version(connection, path)
            connection.executemany(_DROP_SPACE, [{"space": space} for space in spaces])
        finally:
            connection.close()


def _connect(path: Path, *, mode: str, cache_kib: int) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        timeout=_BUSY_S,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute(f"PRAGMA cache_size=-{cache_kib}")
    return connection


def _open_for_writing(connection: sqlite3.Connection, path: Path) -> tuple[int, int]:
    """Make the tables if needed and take the next epoch; returns it and the last place used."""
    run = connection.execute
    run("PRAGMA journal_mode=WAL")
    run("PRAGMA synchronous=FULL")
    run(f"PRAGMA wal_autocheckpoint={_WAL_PAGES}")
    run("BEGIN IMMEDIATE")
    if run("PRAGMA user_version").fetchone() == (0,):
        for table in tables.sorted_tables:
            run(_text(CreateTable(table)))
        run(_ADD_EPOCH, {"epoch": 0})
        run(f"PRAGMA user_version={VERSION}")
    _check_version(connection, path)
    epoch = run(_EPOCH).fetchone()[0] + 1
    run(_NEXT_EPOCH, {"to_epoch": epoch})
    place = run(_LAST_PLACE).fetchone()[0] or 0
    run("COMMIT")
    return epoch, place


def _check_version(connection: sqlite3.Connection, path: Path) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        raise StoreUnusable(
            f"{path} is a store of version {version}; this station knows version {VERSION}.",
            advice="Start the version of Openline that made this store.",
        )


def _make(path: Path) -> None:
    """Make the file if it is not there, readable by its owner alone."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise _not_opened(path, error) from error


def _not_opened(path: Path, error: OSError) -> OpenlineError:
    kind = StoreFull if error.errno == errno.ENOSPC else StoreUnusable
    return kind(f"{path} cannot be opened: {error.strerror}.")


def _lock(path: Path) -> int:
    """Take `<path>.lock`."""
    try:
        lock = os.open(f"{path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _not_opened(path, error) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        raise StoreInUse(f"Another station uses the store {path}.") from error
    return lock


def _range(feed: FeedId, start: int, stop: int) -> dict[str, Any]:
    return {"feed": feed, "start": start, "stop": min(stop, _MAX_INTEGER)}


@contextmanager
def _documented() -> Iterator[None]:
    """The border: what SQLite says becomes an error that a port documents."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None)
        if code is None:
            raise  # not from the medium: a mistake of ours, such as reading after close()
        code &= 0xFF  # the primary code
        kind, what = _ERRORS.get(code, (StoreUnknown, "The store's medium failed."))
        raise kind(what, sqlite=error.sqlite_errorname) from error
