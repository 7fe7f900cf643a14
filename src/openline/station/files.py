"""Files of stations and parties: read with a limit, written whole or not at all.

Every failure of the disk or of a wrong path becomes an error that a technician can act on; the
table is `_refusal`.
"""

import errno
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from openline.core.errors import DiskFull, Fault, LocalError, OpenlineError

SECRET_MODE: Final = 0o600
PLAIN_MODE: Final = 0o644


class NoSuchFile(LocalError):
    """A file or folder that was named does not exist."""

    code = "no-such-file"
    default_advice = "Check the path and the name."


class FileInTheWay(LocalError):
    """Something exists already where a new file or folder was to be made."""

    code = "file-in-the-way"
    default_advice = "Choose another name, or move the existing one away. Nothing was changed."


class NotReadable(LocalError):
    """The user who runs this may not read or write there, or it is not a file."""

    code = "not-readable"
    default_advice = "Check the owner and the permissions of the file and its folder."


class DiskFailed(Fault):
    """The operating system could not read or write."""

    code = "disk-failed"
    default_advice = "Check the disk, then try again."


def read_bytes(path: Path, limit: int) -> bytes:
    """Return a file's content of at most `limit` bytes.

    Raises:
        NoSuchFile, NotReadable, DiskFailed: As their names say; also when it is too large.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise _refusal(path, error) from None
    if len(data) > limit:
        raise NotReadable(
            f"{path} is larger than {limit} bytes.", advice="Check that it is the right file."
        )
    return data


def write_new(path: Path, data: bytes, *, mode: int = PLAIN_MODE) -> None:
    """Make a file that does not exist yet, synced to the disk.

    Raises:
        FileInTheWay, NoSuchFile, NotReadable, DiskFull, DiskFailed: As their names say.
    """
    if path.exists() or path.is_symlink():
        raise FileInTheWay(f"{path} exists already.")
    replace(path, data, mode=mode)


def replace(path: Path, data: bytes, *, mode: int = PLAIN_MODE) -> None:
    """Write a file whole: after a crash it is the old one or the new one.

    Raises:
        NoSuchFile, NotReadable, DiskFull, DiskFailed: As their names say.
    """
    _write(path, (data,), mode)


def write_pieces(path: Path, pieces: Iterable[bytes], *, mode: int = SECRET_MODE) -> None:
    """Make a file that does not exist yet from pieces: it is there whole or not at all.

    Raises:
        FileInTheWay, NoSuchFile, NotReadable, DiskFull, DiskFailed: As their names say.
    """
    if path.exists() or path.is_symlink():
        raise FileInTheWay(f"{path} exists already.")
    _write(path, pieces, mode)


def remove(path: Path) -> None:
    """Remove a file, if it is there, for good.

    Raises:
        NotReadable, DiskFailed: As their names say.
    """
    try:
        path.unlink(missing_ok=True)
        _sync_folder(path.parent)
    except OSError as error:
        raise _refusal(path, error) from None


def move(path: Path, to: Path) -> None:
    """Give a file another name in its folder, for good; what had that name is gone.

    Raises:
        NoSuchFile, NotReadable, DiskFull, DiskFailed: As their names say.
    """
    try:
        path.replace(to)
        _sync_folder(to.parent)
    except OSError as error:
        raise _refusal(path, error) from None


@contextmanager
def open_to_read(path: Path) -> Iterator[BinaryIO]:
    """Open a file of any size.

    Raises:
        NoSuchFile, NotReadable, DiskFailed: As their names say.
    """
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise _refusal(path, error) from None


def _write(path: Path, pieces: Iterable[bytes], mode: int) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(descriptor)
        part.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise _refusal(path, error) from None


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may enter; an empty one that exists is taken.

    Raises:
        FileInTheWay, NoSuchFile, NotReadable, DiskFull, DiskFailed: As their names say.
    """
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(path.iterdir()):
            raise FileInTheWay(f"The folder {path} is not empty.")
        path.chmod(0o700)
    except OSError as error:
        raise _refusal(path, error) from None


def _sync_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refusal(path: Path, error: OSError) -> OpenlineError:
    match error.errno:
        case errno.ENOENT:
            return NoSuchFile(f"There is no {path}.")
        case errno.EEXIST | errno.ENOTDIR:
            return FileInTheWay(f"{path} is not what it should be: {error.strerror}.")
        case errno.EACCES | errno.EPERM | errno.EISDIR | errno.EROFS:
            return NotReadable(f"{path} cannot be used: {error.strerror}.")
        case errno.ENOSPC | errno.EDQUOT:
            return DiskFull(f"There is no room for {path}.")
        case _:
            return DiskFailed(f"{path}: {error.strerror}.")
