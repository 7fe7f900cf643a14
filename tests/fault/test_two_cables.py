"""Real cuts of two real cables: nothing is lost, and one cut leaves the line up."""

import subprocess
from pathlib import Path

import pytest

from bench import cables


@pytest.mark.skipif(cables.missing() is not None, reason=f"{cables.missing()}")
def test_a_line_of_two_paths_carries_on_while_one_is_cut_and_catches_up_after_both(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        cables.inside("tests.fault.two_cables", str(tmp_path / "demo")),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.stdout.endswith("done\n"), done.stderr
