"""The store's tables.

`entries` holds only the place of an entry's bytes: leaf hashes of 256 entries then lie on a few
pages, and an inclusion proof does not read the entries themselves. `bodies` is appended to at
its end, whatever feed an entry belongs to.

Spec: docs/spec/11-step.md.
"""

from typing import Final

from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table

VERSION: Final = 1
"""Of the tables below, kept in the file; a station refuses a file of another version."""

tables: Final = MetaData()

entries: Final = Table(
    "entries",
    tables,
    Column("feed", LargeBinary, primary_key=True),
    Column("index", Integer, primary_key=True),
    Column("leaf", LargeBinary, nullable=False),
    Column("place", Integer, nullable=False),
    sqlite_with_rowid=False,
)

bodies: Final = Table(
    "bodies",
    tables,
    Column("place", Integer, primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

nodes: Final = Table(
    "nodes",
    tables,
    Column("feed", LargeBinary, primary_key=True),
    Column("level", Integer, primary_key=True),
    Column("index", Integer, primary_key=True),
    Column("digest", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

heads: Final = Table(
    "heads",
    tables,
    Column("feed", LargeBinary, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

cells: Final = Table(
    "cells",
    tables,
    Column("space", LargeBinary, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    Column("value", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

writer: Final = Table("writer", tables, Column("epoch", Integer, primary_key=True))
"""One row. Whoever opens the store for writing takes the next epoch; all others must stop."""
