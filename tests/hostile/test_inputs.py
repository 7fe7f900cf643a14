"""Files that a person gives to a command, and what is wrong with them."""

from pathlib import Path

import pytest

from openline.cli.inputs import passphrase
from openline.core.errors import BadInput


@pytest.mark.parametrize("data", [b"", b"\n", b"\nsecond line"])
def test_an_empty_passphrase_file_is_said_to_be_empty(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "passphrase"
    file.write_bytes(data)
    with pytest.raises(BadInput, match="empty"):
        passphrase(file)
