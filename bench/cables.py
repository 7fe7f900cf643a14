"""Two hosts and two cables between them: network namespaces of their own, as root of no more.

Whoever uses it runs in namespaces that `inside` made for it.
"""

import functools
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Final

FAR: Final = "far"
"""The namespace of the other host."""
NEEDED: Final = ("unshare", "mount", "ip")
NEAR_HOSTS: Final = {"cable": "10.77.1.1", "radio": "10.77.2.1"}
FAR_HOSTS: Final = {"cable": "10.77.1.2", "radio": "10.77.2.2"}

_UNSHARE: Final = ("unshare", "--map-root-user", "--net", "--mount")


@functools.cache
def missing() -> str | None:
    """Why no such network can be made here; None if it can."""
    for tool in NEEDED:
        if shutil.which(tool) is None:
            return f"there is no command {tool}"
    probe = "mount -t tmpfs tmpfs /run && ip netns add far && ip tuntap add dev x mode tun"
    done = subprocess.run(
        [*_UNSHARE, "sh", "-c", probe], capture_output=True, text=True, check=False
    )
    return None if done.returncode == 0 else f"this machine does not allow it: {done.stderr}"


def inside(module: str, *arguments: str) -> list[str]:
    """The command that runs a Python module in namespaces of its own."""
    return [*_UNSHARE, sys.executable, "-m", module, *arguments]


class Cable:
    """One of the cables."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.cable", name, NEAR_HOSTS[name], FAR_HOSTS[name], FAR],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._hear("ready")

    def tell(self, command: str) -> None:
        """Say a command of `bench.cable`; returns when it is done."""
        assert self._process.stdin is not None
        self._process.stdin.write(command + "\n")
        self._hear("done")

    def _hear(self, word: str) -> None:
        assert self._process.stdout is not None
        said = self._process.stdout.readline().strip()
        if said != word:
            raise RuntimeError(f"the cable {self.name} ended")

    def close(self) -> None:
        """Take it away."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(10)


@contextmanager
def laid(*settings: str) -> Iterator[dict[str, Cable]]:
    """Lay both cables, each set by commands, between here and the namespace FAR."""
    for command in ("mount -t tmpfs tmpfs /run", f"ip netns add {FAR}", "ip link set lo up"):
        subprocess.run(command.split(), check=True)
    subprocess.run(["ip", "-n", FAR, "link", "set", "lo", "up"], check=True)
    with ExitStack() as stack:
        cables = {}
        for name in NEAR_HOSTS:
            cables[name] = Cable(name)
            stack.callback(cables[name].close)
            for setting in settings:
                cables[name].tell(setting)
        yield cables


def over_there(command: Sequence[str]) -> list[str]:
    """A command as it is run on the other host."""
    return ["ip", "netns", "exec", FAR, *command]
