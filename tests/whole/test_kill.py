"""Two real stations under load, killed at any moment and on a full disk: nothing is lost.

The suite kills 20 times and fills the disk twice; `make kill COUNT=1000 FULL=100` goes on.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.whole.kills import run


def test_nothing_said_is_lost_or_doubled_by_kills(tmp_path: Path) -> None:
    pair = run(tmp_path / "demo", kills=20, full=0, seed=7)
    assert all(len(said) > 20 for said in pair.said.values())


def test_nothing_said_is_lost_or_doubled_on_a_full_disk(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    script = (
        'mount -t tmpfs -o size=32m tmpfs "$0" && '
        'exec "$1" -m tests.whole.kills "$0/demo" --full 2'
    )
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", "sh", "-c", script, small, sys.executable],
        capture_output=True,
        text=True,
    )
    if "unshare" in done.stderr or "mount:" in done.stderr:
        pytest.skip("this machine lets nobody mount a small medium")
    assert done.returncode == 0, done.stderr
    assert "none lost" in done.stdout
