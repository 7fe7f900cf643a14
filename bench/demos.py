"""Demonstrations for measurements: several on one machine, beside whatever runs already."""

import contextlib
import socket
from pathlib import Path

from openline.cli.demo import LINE_PORTS, WEB_PORTS, make_demo


def make_beside(folder: Path, source: Path | None = None) -> None:
    """Hold the ceremony in a new folder; leaves the demonstration's usual ports to others."""
    with contextlib.ExitStack() as held:
        for port in (*LINE_PORTS, *WEB_PORTS):
            taken = held.enter_context(socket.socket())
            with contextlib.suppress(OSError):
                taken.bind(("127.0.0.1", port))
        make_demo(folder, source)
