"""Documents in a folder: a file for each, `.part` while it is gathered.

Spec: docs/spec/08-messages.md, 6.
"""

import errno
import os
import time
from collections.abc import Container
from contextlib import suppress
from hashlib import file_digest
from pathlib import Path
from typing import Final

from openline.core.crypto.keys import Digest, LineId
from openline.core.errors import OpenlineError
from openline.ports.errors import StoreFull, StoreUnknown

_PART: Final = ".part"


class DocumentFolder:
    """Documents of all lines, each line in a folder of its own.

    Args:
        folder: Made, with mode 0700, when the first document comes.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._sizes: dict[LineId, dict[str, int]] = {}

    def gathered(self, line: LineId, digest: Digest) -> int:
        """How many bytes of a document are here, whole or not."""
        sizes = self._of(line)
        name = digest.hex()
        return sizes.get(name, sizes.get(name + _PART, 0))

    def whole(self, line: LineId, digest: Digest) -> bool:
        """Whether a document is here whole and checked."""
        return digest.hex() in self._of(line)

    def used(self, line: LineId) -> int:
        """Bytes of all documents of a line, whole or not."""
        return sum(self._of(line).values())

    def append(self, line: LineId, digest: Digest, offset: int, data: bytes) -> int:
        """Add a piece if it follows what is gathered; returns how much is gathered then."""
        held = self.gathered(line, digest)
        if offset != held or self.whole(line, digest) or not data:
            return held
        name = digest.hex() + _PART
        try:
            self._line(line).mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self._line(line) / name, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                written = os.pwrite(file, data, offset)
            finally:
                os.close(file)
        except OSError as error:
            raise _from_system(error) from error
        self._of(line)[name] = held + written
        return held + written

    def finish(self, line: LineId, digest: Digest, size: int) -> bool:
        """Make a gathered document durable if size and hash fit; else drop it."""
        name = digest.hex()
        path = self._line(line) / name
        part = path.with_suffix(_PART)
        try:
            with part.open("rb") as file:
                fits = os.fstat(file.fileno()).st_size == size
                fits = fits and file_digest(file, "sha256").digest() == digest
                if fits:
                    os.fsync(file.fileno())
            if not fits:
                part.unlink()
                self._of(line).pop(name + _PART, None)
                return False
            part.replace(path)
            _sync(path.parent)
        except OSError as error:
            raise _from_system(error) from error
        self._of(line).pop(name + _PART, None)
        self._of(line)[name] = size
        return True

    def read(self, line: LineId, digest: Digest, offset: int, most: int) -> bytes:
        """At most `most` bytes of a whole document; empty at its end, or if it is not here."""
        if offset < 0 or not self.whole(line, digest):
            return b""
        try:
            file = os.open(self._line(line) / digest.hex(), os.O_RDONLY)
            try:
                return os.pread(file, most, offset)
            finally:
                os.close(file)
        except OSError:
            # Taken away by hand: whoever asks sees that it is not here.
            self._of(line).pop(digest.hex(), None)
            return b""

    def tidy(self, line: LineId, named: Container[Digest], older_than_s: int) -> None:
        """Remove documents that no message named for so long."""
        before = time.time() - older_than_s
        for name in tuple(self._of(line)):
            path = self._line(line) / name
            if Digest(bytes.fromhex(name.removesuffix(_PART))) in named:
                continue
            with suppress(OSError):
                if path.stat().st_mtime <= before:
                    path.unlink()
                    del self._of(line)[name]

    def _line(self, line: LineId) -> Path:
        return self._folder / line.hex()

    def _of(self, line: LineId) -> dict[str, int]:
        """Names and sizes of a line's files, read once."""
        if line not in self._sizes:
            found = {}
            with suppress(FileNotFoundError), os.scandir(self._line(line)) as files:
                found = {
                    file.name: file.stat().st_size for file in files if _is_ours(file.name)
                }
            self._sizes[line] = found
        return self._sizes[line]


def _is_ours(name: str) -> bool:
    digest = name.removesuffix(_PART)
    return len(digest) == 64 and not digest.strip("0123456789abcdef")


def _sync(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _from_system(error: OSError) -> OpenlineError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreFull("There is no room for documents.")
    return StoreUnknown(f"The folder of documents failed: {error.strerror}.")
