"""A bad network of our own on loopback: media between two consoles, some of it lost.

The fields of a leg name addresses. Whoever carries the fields puts this program's address
in their place; both consoles then speak with each other through it. What is dropped is drawn
from a seed; only media is dropped, so that a call comes up every time.
"""

import random
import selectors
import socket
import threading
from types import TracebackType
from typing import Self

MEDIA = range(128, 192)  # the first byte of RTP and RTCP, RFC 7983
HOST = "127.0.0.1"


class Impairment:
    """Two sockets and a thread. Socket n stands for console n before the other console.

    Args:
        loss: Share of media packets to drop, 0 to 1, in each direction.
        seed: Of the drawing.
    """

    def __init__(self, *, loss: float, seed: int = 1) -> None:
        self._loss = loss
        self._random = random.Random(seed)  # noqa: S311  # a drawing, not a secret
        self._stands_for = [_socket(), _socket()]
        self._real: list[tuple[str, int] | None] = [None, None]
        self._stop, self._stopped = socket.socketpair()
        self._thread = threading.Thread(target=self._run)
        self.dropped = 0
        self.passed = 0

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.close()
        self._thread.join()
        for each in (*self._stands_for, self._stopped):
            each.close()

    def instead(self, console: int, candidates: list[str]) -> list[str]:
        """The candidates to pass on for console 0 or 1: this program's address alone."""
        for candidate in candidates:
            _, priority, address, port, kind = candidate.split()
            if address == HOST:
                self._real[console] = (address, int(port))
                own = self._stands_for[console].getsockname()[1]
                return [f"udp {priority} {HOST} {own} {kind}"]
        raise ValueError("no candidate on loopback")

    def _run(self) -> None:
        with selectors.DefaultSelector() as selector:
            selector.register(self._stopped, selectors.EVENT_READ, None)
            for console, each in enumerate(self._stands_for):
                selector.register(each, selectors.EVENT_READ, console)
            while True:
                for key, _ in selector.select():
                    if key.data is None:
                        return
                    self._pass_on(key.data)

    def _pass_on(self, addressee: int) -> None:
        """What came to the socket that stands for `addressee` is from the other console."""
        packet, _ = self._stands_for[addressee].recvfrom(65_535)
        real = self._real[addressee]
        if real is None:
            return
        if packet and packet[0] in MEDIA and self._random.random() < self._loss:
            self.dropped += 1
            return
        self.passed += 1
        self._stands_for[1 - addressee].sendto(packet, real)


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((HOST, 0))
    return made
