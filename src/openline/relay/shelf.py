"""The pieces that wait at a relay, in one SQLite file of bounded size; nothing else is kept.

What is handed over is overwritten, and no journal of it touches the disk. The price: a file
that a crash or a power cut left broken is made anew, for the stations send again.

Spec: docs/spec/21-relay.md, 6.
"""

import logging
import sqlite3
from pathlib import Path
from typing import Any, Final

from openline.core.errors import Fault
from openline.paths.mailbox import BoxId

LEAST_BYTES: Final = 1_024
"""A piece counts as so many bytes at least."""
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS pieces (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    box BLOB NOT NULL,
    holder BLOB NOT NULL,
    until_s INTEGER NOT NULL,
    data BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS by_box ON pieces (box, number);
CREATE INDEX IF NOT EXISTS by_time ON pieces (until_s);
"""


log = logging.getLogger("openline.relay")


class ShelfBroken(Fault):
    """The relay's file of waiting pieces cannot be used."""

    code = "shelf-broken"
    default_advice = "Remove the file and start the relay: stations send again what was in it."


class Shelf:
    """Pieces by mailbox, in the order in which they came.

    Args:
        path: The file; made if it is not there.
        total: Bytes that may wait of all holders together.
    """

    def __init__(self, path: Path, total: int) -> None:
        self._total = total
        self._held: dict[bytes, int] = {}
        try:
            self._db = _open(path)
        except sqlite3.OperationalError as error:
            raise ShelfBroken(f"{path} cannot be used: {error}.") from None
        except sqlite3.DatabaseError:
            log.warning("the file of waiting pieces was broken and is made anew")
            path.unlink()
            self._db = _open(path)
        for holder, length in self._run("SELECT holder, length(data) FROM pieces", ()):
            self._count(holder, length)

    @property
    def held(self) -> int:
        """Bytes that wait."""
        return sum(self._held.values())

    def put(self, box: BoxId, holder: bytes, until_s: int, data: bytes, quota: int) -> bool:
        """Keep a piece; False: its holder's quota or the whole is full."""
        size = max(LEAST_BYTES, len(data))
        if self._held.get(holder, 0) + size > quota or self.held + size > self._total:
            return False
        self._run(
            "INSERT INTO pieces (box, holder, until_s, data) VALUES (?, ?, ?, ?)",
            (box, holder, until_s, data),
        )
        self._count(holder, len(data))
        return True

    def take(self, box: BoxId) -> tuple[bytes, int, bytes] | None:
        """The oldest piece of a mailbox, with its holder and time; it is here no more."""
        rows = self._run(
            "SELECT number, holder, until_s, data FROM pieces WHERE box = ? "
            "ORDER BY number LIMIT 1",
            (box,),
        )
        if not rows:
            return None
        ((number, holder, until_s, data),) = rows
        self._run("DELETE FROM pieces WHERE number = ?", (number,))
        self._count(holder, len(data), sign=-1)
        return holder, until_s, data

    def sweep(self, now_s: int) -> None:
        """Forget what nobody fetched in time."""
        rows = self._run("SELECT holder, length(data) FROM pieces WHERE until_s <= ?", (now_s,))
        if rows:
            self._run("DELETE FROM pieces WHERE until_s <= ?", (now_s,))
        for holder, length in rows:
            self._count(holder, length, sign=-1)

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def _run(self, statement: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        try:
            return self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise ShelfBroken(f"The relay's file cannot be used: {error}.") from None

    def _count(self, holder: bytes, length: int, *, sign: int = 1) -> None:
        self._held[holder] = self._held.get(holder, 0) + sign * max(LEAST_BYTES, length)
        if self._held[holder] == 0:
            del self._held[holder]


def _open(path: Path) -> sqlite3.Connection:
    """Open the file, and look whether it is sound."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "secure_delete=ON"):
            db.execute(f"PRAGMA {pragma}")
        db.executescript(_TABLE)
        if db.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("not sound")
    except sqlite3.Error:
        db.close()
        raise
    return db
