"""A bad network of our own on loopback: media between two consoles, some of it lost.

The fields of a leg name addresses. Whoever carries the fields puts this program's address
in their place; both consoles then speak with each other through it. What is dropped is drawn
from a seed; only media is dropped, so that a call comes up every time.

It is a process of its own, since a test that scores speech would stall it: a stall is jitter,
and jitter costs more than loss.

Usage: python -m bench.impairment LOSS SEED. It prints the two ports, reads a line "CONSOLE
PORT" for each console's real port, and ends with its input.
"""

import random
import selectors
import socket
import subprocess
import sys
from types import TracebackType
from typing import Self

MEDIA = range(128, 192)  # the first byte of RTP and RTCP, RFC 7983
HOST = "127.0.0.1"


class Impairment:
    """A running process with two ports; port n stands for console n before the other one.

    Args:
        loss: Share of media packets to drop, 0 to 1, in each direction.
        seed: Of the drawing.
    """

    def __init__(self, *, loss: float, seed: int = 1) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.impairment", str(loss), str(seed)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._ports = [int(port) for port in self._ask(None).split()]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def instead(self, console: int, candidates: list[str]) -> list[str]:
        """The candidates to pass on for console 0 or 1: this program's address alone."""
        for candidate in candidates:
            _, priority, address, port, kind = candidate.split()
            if address == HOST:
                self._ask(f"{console} {port}")
                return [f"udp {priority} {HOST} {self._ports[console]} {kind}"]
        raise ValueError("no candidate on loopback")

    def _ask(self, line: str | None) -> str:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        if line is not None:
            print(line, file=stdin, flush=True)
        return stdout.readline()


class _Way:
    """What the process does: pass packets on, or not."""

    def __init__(self, loss: float, seed: int) -> None:
        self._loss = loss
        self._random = random.Random(seed)  # a drawing, not a secret
        self._stands_for = [_socket(), _socket()]
        self._real: list[tuple[str, int] | None] = [None, None]

    def run(self) -> None:
        print(*(each.getsockname()[1] for each in self._stands_for), flush=True)
        with selectors.DefaultSelector() as selector:
            selector.register(sys.stdin, selectors.EVENT_READ, None)
            for console, each in enumerate(self._stands_for):
                selector.register(each, selectors.EVENT_READ, console)
            while True:
                for key, _ in selector.select():
                    if key.data is not None:
                        self._pass_on(key.data)
                    elif not self._learn(sys.stdin.readline()):
                        return

    def _learn(self, line: str) -> bool:
        if not line:
            return False
        console, port = line.split()
        self._real[int(console)] = (HOST, int(port))
        print("learned", flush=True)
        return True

    def _pass_on(self, addressee: int) -> None:
        """What came to the socket that stands for `addressee` is from the other console."""
        packet, source = self._stands_for[addressee].recvfrom(65_535)
        real = self._real[addressee]
        # A console tries from each of its addresses; only the one on loopback goes this way.
        if real is None or source != self._real[1 - addressee]:
            return
        if packet and packet[0] in MEDIA and self._random.random() < self._loss:
            return
        self._stands_for[1 - addressee].sendto(packet, real)


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((HOST, 0))
    return made


if __name__ == "__main__":
    _Way(float(sys.argv[1]), int(sys.argv[2])).run()
