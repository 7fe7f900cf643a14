"""What only the anchor in a file promises."""

from pathlib import Path

import pytest

from openline.ports.errors import AnchorInUse, AnchorUnusable
from openline.storage.anchor import FileAnchor


def test_a_second_station_on_the_same_anchor_is_refused(tmp_path: Path) -> None:
    anchor = FileAnchor(tmp_path / "anchor")
    with pytest.raises(AnchorInUse):
        FileAnchor(tmp_path / "anchor")
    anchor.close()
    FileAnchor(tmp_path / "anchor").close()


@pytest.mark.parametrize("content", [b"x", b"hello " * 2000])
def test_a_file_that_is_no_anchor_is_refused_and_left_alone(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "anchor").write_bytes(content)
    with pytest.raises(AnchorUnusable):
        FileAnchor(tmp_path / "anchor")
    assert (tmp_path / "anchor").read_bytes() == content


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(AnchorUnusable, match="No such file"):
        FileAnchor(tmp_path / "missing" / "anchor")


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    FileAnchor(tmp_path / "anchor").close()
    assert (tmp_path / "anchor").stat().st_mode & 0o077 == 0
