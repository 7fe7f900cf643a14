"""Real cuts of two real cables: nothing is lost, and one cut leaves the line up.

And the cables are what they say: they delay, and do not reorder.
"""

import subprocess
from pathlib import Path

import pytest

from bench import cables
from tests.fault.one_way import COUNT

NEEDS_CABLES = pytest.mark.skipif(cables.missing() is not None, reason=f"{cables.missing()}")


@NEEDS_CABLES
def test_a_cable_does_not_reorder_what_it_delays() -> None:
    done = subprocess.run(
        cables.inside("tests.fault.one_way"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    numbers = [int(number) for number in done.stdout.split()]
    assert len(numbers) == COUNT, done.stderr
    assert numbers == sorted(numbers)


@NEEDS_CABLES
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
