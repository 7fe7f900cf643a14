"""A real cut of a real cable: links are given up, and made again once it is mended."""

import shutil
import subprocess
import sys

import pytest

NAMESPACE = ["unshare", "--map-root-user", "--net"]


def can_cut() -> bool:
    if not all(shutil.which(tool) for tool in ("unshare", "nft", "ip")):
        return False
    probe = [*NAMESPACE, "nft", "add", "table", "inet", "probe"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_cut(), reason="this machine lets nobody make a network of its own")
def test_a_cut_cable_is_noticed_on_both_sides_and_the_link_comes_back() -> None:
    done = subprocess.run(
        [*NAMESPACE, sys.executable, "-m", "tests.fault.cable"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout.endswith("done\n"), done.stderr
