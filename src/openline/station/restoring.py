"""Making a backup of a station, and bringing one back.

Whatever was brought back opens new feeds at its next start: how old a copy is it cannot tell.
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from openline.core.errors import OpenlineError
from openline.station.backup import (
    DOCUMENTS,
    PIECE,
    STORE,
    BadBackup,
    HeldFeed,
    Manifest,
    OpenBackup,
    WrongBackup,
    documents_in,
    held_file,
    names_in,
    write_backup,
)
from openline.station.files import (
    SECRET_MODE,
    FileInTheWay,
    NoSuchFile,
    make_folder,
    move,
    open_to_read,
    remove,
    write_new,
    write_pieces,
)
from openline.station.folder import StationFolder, load_station
from openline.station.wiring import clean_copy, copy_store, store_apart

_BESIDE: Final = ("", "-wal", "-shm")
"""What SQLite keeps beside a store's file."""


def make_backup(
    folder: Path, file: Path, passphrase: str, *, keys: bool, now_ms: int
) -> Manifest:
    """Write a station's backup to a new file; the station may run.

    Args:
        folder: The station's folder.
        file: The file to make.
        passphrase: What will open it.
        keys: Whether the secret keys are to be in it.
        now_ms: Milliseconds since 1970.

    Raises:
        OpenlineError: There is no backup then.
    """
    station = load_station(folder)
    certificate = station.certificate()
    copy = _beside(station.store_path, "backup")
    remove(copy)
    write_new(copy, b"", mode=SECRET_MODE)
    try:
        heads = copy_store(station, copy)
        inside = [
            (STORE, copy),
            *((name, folder / name) for name in names_in(folder, keys=keys)),
            *documents_in(station.documents_path),
        ]
        sources = [path for _, path in inside]
        listed = [held_file(name, path) for name, path in inside]
        manifest = Manifest(
            certificate.station,
            certificate.party,
            now_ms,
            tuple(HeldFeed(head.feed, head.size) for head in heads),
            tuple(listed),
        )
        write_pieces(file, write_backup(manifest, sources, passphrase))
    finally:
        remove(copy)
    return manifest


def bring_back(
    file: Path, folder: Path, passphrase: str, *, replace: bool, dropped: Sequence[bytes]
) -> Manifest:
    """Bring a station's record back from a backup; the station must not run.

    Files that the folder has already are kept, but for the record. A backup with keys may be
    brought back into a new folder.

    Args:
        file: The backup.
        folder: The station's folder, or a new one.
        passphrase: What opens the backup.
        replace: Whether a record that is there may be moved aside.
        dropped: Spaces of cells that must not come back: who was signed in.

    Raises:
        BadBackup, WrongPassphrase: The file cannot be read.
        WrongBackup: It is another station's, or has no keys for a new folder.
        FileInTheWay: There is a record already.
        StoreInUse: The station runs.
        OpenlineError: Nothing was changed.
    """
    with open_to_read(file) as opened:
        backup = OpenBackup(opened.read, passphrase)
        station = _folder_for(folder, backup.manifest)
        target = folder / STORE if station is None else station.store_path
        if not replace and target.exists():
            raise FileInTheWay(
                f"There is a record already: {target}.",
                advice="With --replace it is moved aside, and kept.",
            )
        copy, aside = _beside(target, "restored"), folder / "restored-documents"
        remove(copy)
        shutil.rmtree(aside, ignore_errors=True)
        try:
            small = _unpack(backup, copy, aside)
            if station is None:
                station = _new_folder(folder, small, backup.manifest)
            _put_back(station, small, copy, dropped)
            _put_back_documents(station, aside)
        finally:
            remove(copy)
            shutil.rmtree(aside, ignore_errors=True)
    return backup.manifest


def _beside(store: Path, word: str) -> Path:
    """A name for a copy on the disk that holds the store."""
    return store.with_name(f"{store.name}.{word}")


def _folder_for(folder: Path, manifest: Manifest) -> StationFolder | None:
    """The station that the backup is for; None: it is to be made."""
    try:
        station = load_station(folder)
    except NoSuchFile:
        if not manifest.with_keys:
            raise WrongBackup(
                f"There is no station in {folder}, and the backup holds no keys.",
                advice="Put the station's keys and settings in place first, then restore.",
            ) from None
        make_folder(folder)
        return None
    if station.signer().keys.station_id != manifest.station:
        raise WrongBackup("The backup was made by another station.")
    return station


def _unpack(backup: OpenBackup, copy: Path, aside: Path) -> dict[str, bytes]:
    """Read the whole backup: record and documents into files, all else into memory."""
    small: dict[str, bytes] = {}
    for listed, pieces in backup.files():
        if listed.name == STORE:
            write_pieces(copy, pieces)
        elif listed.name.startswith(DOCUMENTS):
            path = aside / listed.name.removeprefix(DOCUMENTS)
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_pieces(path, pieces)
        else:
            small[listed.name] = b"".join(pieces)
    return small


def _new_folder(folder: Path, small: dict[str, bytes], manifest: Manifest) -> StationFolder:
    _write_missing(folder, small)
    station = load_station(folder)
    try:
        fits = station.certificate().station == manifest.station
    except OpenlineError:
        fits = False
    if not fits:
        raise BadBackup("The keys in the backup are not those of its station.")
    return station


def _write_missing(folder: Path, small: dict[str, bytes]) -> None:
    """Write the files that are not there; the settings last, since they make it a station."""
    for name in sorted(small, key=lambda name: name == "station.toml"):
        path = folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with suppress(FileInTheWay):
            write_new(path, small[name], mode=SECRET_MODE)


def _put_back_documents(station: StationFolder, aside: Path) -> None:
    """Put the documents in place that are not there; they may lie on another disk."""
    for path in aside.glob("*/*"):
        there = station.documents_path / path.parent.name
        there.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not (there / path.name).exists():
            with open_to_read(path) as file:
                write_pieces(there / path.name, iter(lambda: file.read(PIECE), b""))


def _put_back(
    station: StationFolder, small: dict[str, bytes], copy: Path, dropped: Sequence[bytes]
) -> None:
    with store_apart(station):
        clean_copy(copy, dropped)
        aside = _beside(station.store_path, "replaced")
        if station.store_path.exists() and aside.exists():
            raise FileInTheWay(
                f"A record was moved aside before: {aside}.", advice="Put it elsewhere first."
            )
        # First of all: whatever happens from here on, the next start opens new feeds.
        station.declare_restored()
        _write_missing(station.path, small)
        for end in _BESIDE:
            path = station.store_path.with_name(station.store_path.name + end)
            if path.exists():
                move(path, aside.with_name(aside.name + end))
        move(copy, station.store_path)
