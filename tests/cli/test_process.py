"""The installed command, as a process of its own."""

import subprocess
import sys
from pathlib import Path


def openline(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "openline", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"LANG": "fa_IR.UTF-8", "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
    )


def test_help_and_version() -> None:
    assert "agreement" in openline("--help").stdout
    assert openline("--version").stdout.strip()


def test_the_language_of_the_environment_is_spoken(tmp_path: Path) -> None:
    done = openline("card", "show", str(tmp_path / "none.card"))
    assert done.returncode == 2
    assert "پرونده یا پوشه وجود ندارد." in done.stderr
    assert "none.card" in done.stderr
    assert done.stdout == ""
