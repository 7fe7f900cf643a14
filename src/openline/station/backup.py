"""A station's backup: one file under a passphrase, with a manifest of what is in it.

```text
file   = "openline backup 1" U+000A || length u16 || ENC sealing || sealed pieces
piece  = ChaCha20-Poly1305 of at most 65,536 bytes; nonce: count u88 || 1 for the last, else 0;
         associated data: all bytes of the file before the first piece
plain  = length u32 || ENC manifest || the files that it lists, one after the other
```

A piece that is altered, moved, left out or cut off does not open; so a backup is read whole or
refused. The anchor is never in it: brought back with the record it could not tell that the
record is old.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Annotated, Final

from cryptography.exceptions import InvalidTag
from msgspec import Meta

from openline.core.codec import Struct, encode, parse
from openline.core.crypto.keys import Bytes16, Bytes32
from openline.core.errors import LocalError, OpenlineError
from openline.station.files import open_to_read
from openline.station.passphrase import Sealing, WrongPassphrase, cipher, new_sealing

MAGIC: Final = b"openline backup 1\n"
KIND: Final = "openline backup 1"
STORE: Final = "store"
DOCUMENTS: Final = "documents/"
PIECE: Final = 65_536
_TAG: Final = 16
_MANIFEST_BYTES: Final = 1 << 24
_SMALL_BYTES: Final = 1 << 26
"""Everything but the store and documents is read into memory."""
_NAME: Final = re.compile(
    r"store|(station|rota)\.toml|station\.request|certificate\.olc|party\.card"
    r"|keys/[a-z]{1,16}\.(key|crt)"
    r"|lines/[0-9a-f]{64}/(agreement\.ola|secret\.key|opened|notices/[0-9a-f]{64}\.notice)"
    r"|documents/[0-9a-f]{64}/[0-9a-f]{64}"
)
_SECRET: Final = re.compile(r"keys/.*|.*/secret\.key")


class BadBackup(LocalError):
    """The file is no backup, or it was altered or cut off."""

    code = "bad-backup"
    default_advice = "Take another copy of the backup. Nothing was changed."


class WrongBackup(LocalError):
    """The backup is another station's, or lacks what is needed here."""

    code = "wrong-backup"
    default_advice = "Take a backup of this station. Nothing was changed."


class HeldFeed(Struct):
    """A feed as far as the backup has it."""

    feed: Bytes16
    size: int


class HeldFile(Struct):
    """A file in the backup."""

    name: Annotated[str, Meta(max_length=200)]
    size: int
    digest: Bytes32


class Manifest(Struct):
    """What a backup says of itself, first of all.

    Attributes:
        station, party: Whose it is.
        made_at_ms: When it was made.
        feeds: How far the record in it goes.
        files: What follows, in this order.
    """

    station: Bytes32
    party: Bytes32
    made_at_ms: int
    feeds: tuple[HeldFeed, ...]
    files: tuple[HeldFile, ...]

    @property
    def entries(self) -> int:
        """Entries of all feeds."""
        return sum(feed.size for feed in self.feeds)

    @property
    def with_keys(self) -> bool:
        """Whether the station's secret keys are in it."""
        return any(file.name == "keys/signing.key" for file in self.files)


def names_in(folder: Path, *, keys: bool) -> list[str]:
    """The files of a folder that belong into its backup, without store and documents.

    Args:
        folder: The station's folder.
        keys: Also the secret keys, and the lines' secrets.
    """
    found = sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    )
    return [
        name
        for name in found
        if _NAME.fullmatch(name)
        and name != STORE
        and not name.startswith(DOCUMENTS)
        and (keys or _SECRET.fullmatch(name) is None)
    ]


def documents_in(folder: Path) -> list[tuple[str, Path]]:
    """The whole documents of all lines, with their names in a backup."""
    found = sorted(folder.glob("*/*"))
    named = ((f"{DOCUMENTS}{path.parent.name}/{path.name}", path) for path in found)
    return [(name, path) for name, path in named if _NAME.fullmatch(name)]


def held_file(name: str, path: Path) -> HeldFile:
    """A file as the manifest lists it."""
    digest, size = sha256(), 0
    with open_to_read(path) as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
    return HeldFile(name, size, digest.digest())


def write_backup(
    manifest: Manifest, sources: Sequence[Path], passphrase: str
) -> Iterator[bytes]:
    """Return the file in pieces.

    Args:
        manifest: What it says of itself.
        sources: Where the files that it lists are, in its order.
        passphrase: What opens it.

    Raises:
        WeakPassphrase: It is too short.
        BadBackup: A file changed since it was listed.
    """
    sealing = new_sealing(KIND, passphrase)
    head = encode(sealing)
    head = MAGIC + len(head).to_bytes(2, "big") + head
    key = cipher(sealing, passphrase)
    yield head
    places = count()
    held = b""
    for piece in _plain(manifest, sources):
        held += piece
        while len(held) > PIECE:
            yield key.encrypt(_nonce(next(places), last=False), held[:PIECE], head)
            held = held[PIECE:]
    yield key.encrypt(_nonce(next(places), last=True), held, head)


def _plain(manifest: Manifest, sources: Sequence[Path]) -> Iterator[bytes]:
    told = encode(manifest)
    yield len(told).to_bytes(4, "big") + told
    for listed, path in zip(manifest.files, sources, strict=True):
        digest = sha256()
        with open_to_read(path) as file:
            while piece := file.read(PIECE):
                digest.update(piece)
                yield piece
        if digest.digest() != listed.digest:
            raise BadBackup(
                f"{path} changed while the backup was made.", advice="Make the backup again."
            )


def _nonce(place: int, *, last: bool) -> bytes:
    return place.to_bytes(11, "big") + bytes((last,))


class OpenBackup:
    """A backup opened: its manifest is read, its files come one after the other."""

    def __init__(self, read: Callable[[int], bytes], passphrase: str) -> None:
        """Open a backup.

        Args:
            read: Returns at most so many bytes, fewer only at the end of the file.
            passphrase: What opens it.

        Raises:
            BadBackup: It is no backup of this version, or was altered.
            WrongPassphrase: The passphrase does not open it.
        """
        head, sealing = _head(read)
        self._pieces = _opened(read, head, sealing, passphrase)
        self._held = b""
        size = int.from_bytes(self._take(4), "big")
        if size > _MANIFEST_BYTES:
            raise BadBackup(f"The backup's manifest has {size} bytes.")
        try:
            self.manifest = parse(Manifest, self._take(size), limit=_MANIFEST_BYTES)
        except BadBackup:
            raise
        except OpenlineError:
            raise BadBackup("The backup's manifest cannot be read.") from None
        _check_files(self.manifest.files)

    def files(self) -> Iterator[tuple[HeldFile, Iterable[bytes]]]:
        """Each file with its bytes in pieces; take all of them before the next.

        Raises:
            BadBackup: A file is not the one that the manifest lists, or the backup was cut off.
        """
        for listed in self.manifest.files:
            yield listed, self._file(listed)
        if self._held or next(self._pieces, b""):
            raise BadBackup("The backup goes on after its last file.")

    def _file(self, listed: HeldFile) -> Iterator[bytes]:
        digest, left = sha256(), listed.size
        while left:
            piece = self._take(min(left, PIECE))
            digest.update(piece)
            left -= len(piece)
            yield piece
        if digest.digest() != listed.digest:
            raise BadBackup(f"{listed.name} in the backup is not what its manifest says.")

    def _take(self, size: int) -> bytes:
        while len(self._held) < size:
            piece = next(self._pieces, None)
            if piece is None:
                raise BadBackup("The backup ends before all its files.")
            self._held += piece
        taken, self._held = self._held[:size], self._held[size:]
        return taken


def _head(read: Callable[[int], bytes]) -> tuple[bytes, Sealing]:
    start = read(len(MAGIC) + 2)
    if start[: len(MAGIC)] != MAGIC or len(start) != len(MAGIC) + 2:
        raise BadBackup("The file is not a backup made by this version of Openline.")
    told = read(int.from_bytes(start[len(MAGIC) :], "big"))
    try:
        sealing = parse(Sealing, told)
    except OpenlineError:
        sealing = None
    if sealing is None or not sealing.usable(KIND):
        raise BadBackup("The file is not a backup made by this version of Openline.")
    return start + told, sealing


def _opened(
    read: Callable[[int], bytes], head: bytes, sealing: Sealing, passphrase: str
) -> Iterator[bytes]:
    key = cipher(sealing, passphrase)
    piece = read(PIECE + _TAG)
    for place in count():
        more = read(PIECE + _TAG) if len(piece) == PIECE + _TAG else b""
        try:
            yield key.decrypt(_nonce(place, last=not more), piece, head)
        except InvalidTag:
            if place == 0:
                raise WrongPassphrase("The passphrase does not open the backup.") from None
            raise BadBackup("The backup was altered or cut off.") from None
        if not more:
            return
        piece = more


def _check_files(files: Sequence[HeldFile]) -> None:
    names = [file.name for file in files]
    if len(set(names)) != len(names) or names.count(STORE) != 1:
        raise BadBackup("The backup does not hold one record.")
    for file in files:
        if _NAME.fullmatch(file.name) is None:
            raise BadBackup("The backup lists a file that no station has.")
        large = file.name == STORE or file.name.startswith(DOCUMENTS)
        if not large and file.size > _SMALL_BYTES:
            raise BadBackup(f"{file.name} in the backup has {file.size} bytes.")
