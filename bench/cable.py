"""A cable between two network namespaces, with delay, jitter and loss, that can be cut.

Usage: python -m bench.cable NAME OURS THEIRS NAMESPACE. It makes a network device NAME with the
address OURS here and one with THEIRS in the namespace of that name, and carries IP packets
between them: real kernels, real TCP, and no need of a kernel that can impair by itself. It
writes `ready`, then reads commands, a line each: `delay MS`, `jitter MS`, `loss PERCENT`,
`cut`, `mend`. A cut cable drops everything in silence. It ends with its standard input.
"""

import asyncio
import ctypes
import fcntl
import math
import os
import struct
import subprocess
import sys
from random import Random

_TUNSETIFF = 0x400454CA
_TUN_WITHOUT_HEADER = 0x0001 | 0x1000
_CLONE_NEWNET = 0x40000000
PACKET_BYTES = 65_536
QUEUE = 1_000
"""Packets on the way in one direction; more are dropped, as a modem would."""


def device(name: str, address: str) -> int:
    """Make a device in the namespace where this thread is; returns its open file."""
    file = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(file, _TUNSETIFF, struct.pack("16sH22x", name.encode(), _TUN_WITHOUT_HEADER))
    for command in (f"addr add {address}/24 dev {name}", f"link set {name} up"):
        subprocess.run(["ip", *command.split()], check=True)
    return file


def enter(namespace: str) -> None:
    """Bring this thread into another namespace."""
    with open(f"/run/netns/{namespace}") as file:
        if ctypes.CDLL(None, use_errno=True).setns(file.fileno(), _CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"cannot enter the namespace {namespace}")


class Cable:
    """Two ends and what happens between them."""

    def __init__(self, ours: int, theirs: int) -> None:
        self._ends = {ours: theirs, theirs: ours}
        self._under_way = dict.fromkeys(self._ends, 0)
        self._not_before = dict.fromkeys(self._ends, 0.0)
        self._delay_s = self._jitter_s = self._loss = 0.0
        self._is_cut = False
        self._random = Random(7)

    async def carry(self) -> None:
        """Carry packets and take commands until there are no more."""
        loop = asyncio.get_running_loop()
        for end in self._ends:
            loop.add_reader(end, self._arrived, end)
        reader = asyncio.StreamReader()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        print("ready", flush=True)
        while line := (await reader.readline()).decode().split():
            self._command(*line)
            print("done", flush=True)

    def _command(self, name: str, value: str = "0") -> None:
        match name:
            case "delay":
                self._delay_s = float(value) / 1_000
            case "jitter":
                self._jitter_s = float(value) / 1_000
            case "loss":
                self._loss = float(value) / 100
            case "cut" | "mend":
                self._is_cut = name == "cut"

    def _arrived(self, end: int) -> None:
        while True:
            try:
                packet = os.read(end, PACKET_BYTES)
            except BlockingIOError:
                return
            if not self._drops(end):
                self._send(end, packet)

    def _drops(self, end: int) -> bool:
        full = self._under_way[end] >= QUEUE
        return self._is_cut or full or self._random.random() < self._loss

    def _send(self, end: int, packet: bytes) -> None:
        loop = asyncio.get_running_loop()
        # A cable does not reorder: what is delayed delays what comes behind it. Two timers of
        # one time would go off in any order, and TCP would take that for losses.
        at = loop.time() + self._delay_s + self._random.random() * self._jitter_s
        at = self._not_before[end] = max(at, math.nextafter(self._not_before[end], math.inf))
        self._under_way[end] += 1
        loop.call_at(at, self._deliver, end, packet)

    def _deliver(self, end: int, packet: bytes) -> None:
        self._under_way[end] -= 1
        if not self._is_cut:
            os.write(self._ends[end], packet)


def main(name: str, ours: str, theirs: str, namespace: str) -> None:
    """Make the cable and carry."""
    here = device(name, ours)
    enter(namespace)
    asyncio.run(Cable(here, device(name, theirs)).carry())


if __name__ == "__main__":
    main(*sys.argv[1:])
