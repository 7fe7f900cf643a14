"""A process that commits and anchors for ever, or until its medium fails.

`python -m tests.fault.writer FOLDER [BYTES]`: entry `i` is number `i`, one at a time; a line
with the feed's size goes to standard output once a batch is committed and anchored. The first
documented error ends it: its code is the last line. BYTES limits the size of any file.
"""

import os
import resource
import sys
from hashlib import sha256
from pathlib import Path

from openline.core.crypto.keys import Digest, FeedId
from openline.core.errors import OpenlineError
from openline.ports.anchor import Mark
from openline.ports.store import Cell, Commit, HeadMove, NewEntry
from openline.storage.anchor import FileAnchor
from openline.storage.sqlite import SqliteStore

FEED = FeedId(b"f" * 16)
BATCH = 3


def data_of(index: int) -> bytes:
    return sha256(b"%d" % index).digest() * 40


def root_of(size: int) -> Digest:
    return Digest(sha256(b"root %d" % size).digest())


def batch(size: int) -> Commit:
    return Commit(
        entries=[
            NewEntry(FEED, index, root_of(index), data_of(index))
            for index in range(size, size + BATCH)
        ],
        heads=[HeadMove(FEED, size, size + BATCH, b"")],
        cells=[
            Cell(b"state", b"size", b"%d" % (size + BATCH)),
            Cell(b"log", size.to_bytes(8, "big"), b"x" * 300),
        ],
    )


def main() -> None:
    folder = Path(sys.argv[1])
    store = SqliteStore(folder / "record.db")
    anchor = FileAnchor(folder / "anchor")
    if len(sys.argv) > 2:
        limit = int(sys.argv[2])
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    size = store.heads()[0].size if store.heads() else 0
    try:
        while True:
            store.commit(batch(size))
            size += BATCH
            anchor.write([Mark(FEED, size, root_of(size), size)])
            os.write(1, b"%d\n" % size)
    except OpenlineError as error:
        os.write(1, f"{error.code}\n".encode())
        if len(sys.argv) <= 2 and error.code == "disk-full":
            os.unlink(folder / "ballast")
            store.commit(batch(size))  # nothing was written, so the same batch fits now
            os.write(1, b"%d\n" % (size + BATCH))
    store.close()


if __name__ == "__main__":
    main()
