"""The backup's file: what was put in comes out, and nothing that was altered is taken."""

import io
from hashlib import sha256
from pathlib import Path

import pytest

from openline.core.codec import encode
from openline.core.errors import LocalError
from openline.station.backup import (
    MAGIC,
    PIECE,
    BadBackup,
    HeldFeed,
    HeldFile,
    Manifest,
    OpenBackup,
    held_file,
    write_backup,
)
from openline.station.passphrase import WeakPassphrase, WrongPassphrase

WORD = "correct horse battery staple"


def manifest(*files: HeldFile) -> Manifest:
    return Manifest(bytes(32), bytes(32), 1, (HeldFeed(bytes(16), 7),), files)


def made(tmp_path: Path, contents: dict[str, bytes]) -> bytes:
    paths = []
    for number, data in enumerate(contents.values()):
        path = tmp_path / f"source-{number}"
        path.write_bytes(data)
        paths.append(path)
    files = [held_file(name, path) for name, path in zip(contents, paths, strict=True)]
    return b"".join(write_backup(manifest(*files), paths, WORD))


def read(data: bytes, word: str = WORD) -> dict[str, bytes]:
    backup = OpenBackup(io.BytesIO(data).read, word)
    return {listed.name: b"".join(pieces) for listed, pieces in backup.files()}


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE + 5])
def test_what_was_put_in_comes_out(tmp_path: Path, size: int) -> None:
    contents = {"store": b"s" * size, "station.toml": b"x", "keys/tls.crt": b""}
    data = made(tmp_path, contents)
    assert read(data) == contents
    assert OpenBackup(io.BytesIO(data).read, WORD).manifest.entries == 7
    assert b"s" * 16 not in data


def test_nothing_altered_moved_or_cut_is_taken(tmp_path: Path) -> None:
    data = made(tmp_path, {"store": bytes(3 * PIECE)})
    sealed = PIECE + 16
    start = len(MAGIC) + 2 + int.from_bytes(data[len(MAGIC) : len(MAGIC) + 2], "big")
    first, second = data[start : start + sealed], data[start + sealed : start + 2 * sealed]
    rest = data[start + 2 * sealed :]
    bad = {
        "a bit of the last piece": data[:-1] + bytes((data[-1] ^ 1,)),
        "two pieces exchanged": data[:start] + second + first + rest,
        "a piece left out": data[:start] + first + rest,
        "the end left out": data[: start + 2 * sealed],
        "cut inside a piece": data[:-5],
        "something after it": data + b"more",
        "cut inside the head": data[: start - 3],
        "another version": data.replace(b"backup 1", b"backup 2", 1),
        "costs beyond any machine": data.replace(encode(65_536), encode(1 << 40), 1),
        "nothing": b"",
    }
    for what, altered in bad.items():
        with pytest.raises((BadBackup, WrongPassphrase)):
            read(altered)
            pytest.fail(what)
    with pytest.raises(WrongPassphrase) as refusal:
        read(data, "wrong horse battery staple")
    assert "horse" not in str(refusal.value)


@pytest.mark.parametrize(
    "files",
    [
        [],
        [HeldFile("keys/signing.key", 0, sha256().digest())],
        [HeldFile("store", 0, sha256().digest())] * 2,
        [HeldFile("store", 0, sha256().digest()), HeldFile("../x", 0, sha256().digest())],
        [HeldFile("store", 0, sha256().digest()), HeldFile("/etc/x", 0, sha256().digest())],
        [HeldFile("store", 0, sha256().digest()), HeldFile("party.card", 1 << 40, bytes(32))],
        [HeldFile("store", 1 << 40, bytes(32))],
    ],
)
def test_a_manifest_that_no_station_writes_is_refused(
    tmp_path: Path, files: list[HeldFile]
) -> None:
    # Sealed under the right passphrase all the same: by somebody who was given it.
    nothing = tmp_path / "nothing"
    nothing.write_bytes(b"")
    listed = [HeldFile(file.name, file.size, sha256().digest()) for file in files]
    data = b"".join(write_backup(manifest(*listed), [nothing] * len(files), WORD))
    with pytest.raises(BadBackup):
        read(data)


def test_a_weak_passphrase_and_a_file_that_changes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "store"
    path.write_bytes(b"before")
    listed = held_file("store", path)
    with pytest.raises(WeakPassphrase):
        list(write_backup(manifest(listed), [path], "short"))
    path.write_bytes(b"after")
    with pytest.raises(LocalError, match="changed"):
        list(write_backup(manifest(listed), [path], WORD))
