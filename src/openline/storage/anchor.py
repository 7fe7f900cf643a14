"""The anchor in a file: two slots for each feed, written in turn.

A slot is a page of its own, so a write that power failure tears can spoil only the slot it was
writing; the other still holds the value before. Nothing is ever moved, and a page that exists
is overwritten in place, so that one write and one `fdatasync` make a mark durable.

File: page 0 is the header; pages 1 and 2 are the first feed's slots, and so on.
Slot: feed[16] size[u64] root[32] time[u64] SHA-256 of these[32], zeros up to 4,096 bytes.

Spec: docs/spec/09-incarnation.md.
"""

import errno
import fcntl
import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from struct import Struct
from typing import Final

from openline.core.crypto.keys import Digest, FeedId
from openline.core.errors import OpenlineError
from openline.ports.anchor import Mark, is_newer
from openline.ports.errors import (
    AnchorInUse,
    AnchorUnusable,
    StoreFull,
    StoreUnknown,
)

_PAGE: Final = 4_096
_HEADER: Final = b"openline/v1/anchor\n".ljust(_PAGE, b"\0")
_BODY: Final = Struct(">16sQ32sQ")
_EMPTY: Final = bytes(_PAGE)


class FileAnchor:
    """An anchor in one file, best on another medium than the store.

    Args:
        path: The file; made, with mode 0600, if it is not there.

    Raises:
        AnchorInUse: Another process writes it.
        AnchorUnusable: It cannot be opened, or it is something else than an anchor.
    """

    def __init__(self, path: Path) -> None:
        self._file = _open(path)
        try:
            self._slots: dict[FeedId, int] = {}  # the slot to write next
            self._marks: dict[FeedId, Mark] = {}
            self._damaged = False
            self._pages = self._load(path)
        except BaseException:
            os.close(self._file)
            raise

    def write(self, marks: Iterable[Mark]) -> None:
        """Record marks that are newer than those held, synced before returning.

        Raises:
            StoreFull: No room; what was recorded before stands. May be tried again.
            StoreUnknown: The medium failed. Nothing may leave the station.
        """
        newer: dict[FeedId, Mark] = {}
        for mark in marks:
            if is_newer(mark, newer.get(mark.feed) or self._marks.get(mark.feed)):
                newer[mark.feed] = mark
        if not newer:
            return
        try:
            slots = {mark.feed: self._put(mark) for mark in newer.values()}
            os.fdatasync(self._file)
        except OSError as error:
            raise _from_system(error) from error
        # Only now does the other slot of each pair become the one to spoil.
        self._slots.update((feed, _other(page)) for feed, page in slots.items())
        self._marks.update(newer)

    def read(self) -> Mapping[FeedId, Mark] | None:
        """All marks; None if there are none, or if a feed's are damaged beyond reading."""
        return None if self._damaged or not self._marks else dict(self._marks)

    def close(self) -> None:
        """Release the file; safe to call twice."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _put(self, mark: Mark) -> int:
        """Write one slot, not yet synced; returns its page."""
        body = _BODY.pack(mark.feed, mark.size, mark.root, mark.time)
        slot = (body + sha256(body).digest()).ljust(_PAGE, b"\0")
        page = self._slots.get(mark.feed)
        if page is None:
            # Both pages at once: the file never ends inside a pair.
            page, slot = self._pages, slot + _EMPTY
        _write_all(self._file, slot, page * _PAGE)
        if mark.feed not in self._slots:
            self._slots[mark.feed] = page
            self._pages += 2
        return page

    def _load(self, path: Path) -> int:
        """Read the file, or make it; returns how many pages it has."""
        data = os.pread(self._file, os.fstat(self._file).st_size, 0)
        if data[:_PAGE] != _HEADER:
            if data.strip(b"\0"):
                raise AnchorUnusable(f"{path} is not an anchor of Openline.")
            _create(self._file, path)
            return 1
        pairs = (len(data) - _PAGE + 2 * _PAGE - 1) // (2 * _PAGE)
        for page in range(1, 1 + 2 * pairs, 2):
            self._load_pair(data, page)
        return 1 + 2 * pairs

    def _load_pair(self, data: bytes, page: int) -> None:
        first, second = _slot(data, page), _slot(data, page + 1)
        if first is None and second is None:
            # A feed's very first write, torn, leaves its second page empty: nothing had been
            # signed for. Two filled pages that cannot be read are a damaged anchor.
            self._damaged |= bool(data[(page + 1) * _PAGE : (page + 2) * _PAGE].strip(b"\0"))
            return
        newest, at = max(
            ((mark, at) for mark, at in ((first, page), (second, page + 1)) if mark),
            key=lambda found: (found[0].size, found[0].time),
        )
        self._marks[newest.feed] = newest
        self._slots[newest.feed] = _other(at)


def _other(page: int) -> int:
    """The second slot of a pair for the first, and the first for the second."""
    return page + 1 if page % 2 else page - 1


def _slot(data: bytes, page: int) -> Mark | None:
    start = page * _PAGE
    body = data[start : start + _BODY.size]
    if data[start + _BODY.size : start + _BODY.size + 32] != sha256(body).digest():
        return None
    feed, size, root, time = _BODY.unpack(body)
    return Mark(FeedId(feed), size, Digest(root), time)


def _open(path: Path) -> int:
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise AnchorUnusable(f"{path} cannot be opened: {error.strerror}.") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(file)
        raise AnchorInUse(f"Another station uses the anchor {path}.") from error
    return file


def _create(file: int, path: Path) -> None:
    try:
        _write_all(file, _HEADER, 0)
        os.fsync(file)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        raise _from_system(error) from error


def _write_all(file: int, data: bytes, at: int) -> None:
    if (written := os.pwrite(file, data, at)) != len(data):
        raise OSError(errno.ENOSPC, f"{written} of {len(data)} bytes written")


def _from_system(error: OSError) -> OpenlineError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreFull("The anchor's medium has no room left; nothing may leave the station.")
    return StoreUnknown(f"The anchor's medium failed: {error.strerror}.")
