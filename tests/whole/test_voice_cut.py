"""One of two paths falls silent in the middle of a call: the voice goes on by the other one."""

import subprocess
from pathlib import Path

import pytest

from bench import cables


@pytest.mark.skipif(cables.missing() is not None, reason=f"{cables.missing()}")
def test_voice_comes_back_by_the_other_path(tmp_path: Path) -> None:
    done = subprocess.run(
        cables.inside("tests.whole.voice_cut", str(tmp_path / "demo")),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.stdout.endswith("done\n"), done.stderr
