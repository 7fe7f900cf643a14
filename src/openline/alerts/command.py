"""A bell that is a program: a sound device, a siren's relay, a pager's modem.

The program gets no content and no shell; what the alert says stands in its environment. It and
all that it started are ended when its time is over.
"""

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

import msgspec

from openline.ports.alert import AlertFailed, Notice


class CommandAlerter(msgspec.Struct, frozen=True, tag="command"):
    """Runs a program; exit status 0 within `limit_s` means that it rang.

    `folder`: where it is run, and where a relative path of it begins.
    """

    command: tuple[str, ...]
    folder: str
    limit_s: float

    def alert(self, notice: Notice) -> None:
        """Run the program; see `ports.alert`."""
        program = self.command[0]
        if "/" in program:
            program = str(Path(self.folder) / program)
        said = {f"OPENLINE_{key.upper()}": value for key, value in _said(notice).items()}
        run_bounded(
            (program, *self.command[1:]), self.limit_s, folder=self.folder, environment=said
        )


def _said(notice: Notice) -> dict[str, str]:
    return {field: getattr(notice, field) for field in notice.__struct_fields__}


def run_bounded(
    command: tuple[str, ...],
    limit_s: float,
    *,
    folder: str | None = None,
    environment: dict[str, str] | None = None,
    given: bytes = b"",
) -> bytes:
    """Run a program and return what it printed; when its time is over, end its whole group.

    Raises:
        AlertFailed: It could not be started, took too long, or ended with another status.
    """
    try:
        running = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise AlertFailed(f"The program cannot be started: {error.strerror}.") from None
    with running:
        try:
            printed, _ = running.communicate(given, timeout=limit_s)
        except subprocess.TimeoutExpired:
            raise AlertFailed(f"The program did not end within {limit_s:g} s.") from None
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(running.pid, signal.SIGKILL)
    if running.returncode != 0:
        raise AlertFailed(
            f"The program ended with status {running.returncode}.", printed=printed[:400]
        )
    return printed
