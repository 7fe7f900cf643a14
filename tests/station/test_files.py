from pathlib import Path

import pytest

from openline.station.files import (
    FileInTheWay,
    NoSuchFile,
    NotReadable,
    make_folder,
    read_bytes,
    replace,
    write_new,
)


def test_a_new_file_is_whole_and_private(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    write_new(path, b"one", mode=0o600)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileInTheWay):
        write_new(path, b"two")
    replace(path, b"three")
    assert read_bytes(path, 5) == b"three"
    assert list(tmp_path.iterdir()) == [path]


def test_a_half_written_file_does_not_disturb(tmp_path: Path) -> None:
    (tmp_path / ".file.part").write_bytes(b"half")
    replace(tmp_path / "file", b"whole")
    assert read_bytes(tmp_path / "file", 9) == b"whole"


def test_a_link_is_not_followed_to_a_new_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileInTheWay):
        write_new(tmp_path / "link", b"x")


def test_what_cannot_be_read_or_written(tmp_path: Path) -> None:
    (tmp_path / "large").write_bytes(b"123456")
    with pytest.raises(NotReadable, match="larger than 5"):
        read_bytes(tmp_path / "large", 5)
    with pytest.raises(NoSuchFile):
        read_bytes(tmp_path / "none", 5)
    with pytest.raises(NotReadable):
        read_bytes(tmp_path, 5)
    with pytest.raises(FileInTheWay):
        read_bytes(tmp_path / "large" / "below", 5)
    with pytest.raises(NoSuchFile):
        write_new(tmp_path / "none" / "file", b"")


def test_a_folder_is_private_and_empty(tmp_path: Path) -> None:
    make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").stat().st_mode & 0o777 == 0o700
    make_folder(tmp_path / "a" / "b")
    with pytest.raises(FileInTheWay, match="not empty"):
        make_folder(tmp_path / "a")
    (tmp_path / "file").touch()
    with pytest.raises(FileInTheWay):
        make_folder(tmp_path / "file")
