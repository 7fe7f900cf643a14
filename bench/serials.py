"""A serial cable: two pseudo-terminals, and bytes that go no faster than they may."""

import os
import threading
import time
import tty
from random import Random

BITS_A_BYTE = 10
STEP_S = 0.005


class SerialCable:
    """Two devices and the line between them, each way at its own speed.

    Attributes:
        devices: Their names, as programs open them.
        carried: Bytes that went over, from the first device and from the second.
        garble: Share of bytes that arrive altered.
    """

    def __init__(self, bits_s: int) -> None:
        self.bits_s = bits_s
        self.garble = 0.0
        self.carried = [0, 0]
        self._random = Random(5)
        self._masters: list[int] = []
        self._slaves: list[int] = []
        for _ in range(2):
            master, slave = os.openpty()
            tty.setraw(slave)
            os.set_blocking(master, False)
            self._masters.append(master)
            # Held open, so that a device that nobody uses for a while stays.
            self._slaves.append(slave)
        self.devices = [os.ttyname(slave) for slave in self._slaves]
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._carry, args=(way,), daemon=True) for way in (0, 1)
        ]
        for thread in self._threads:
            thread.start()

    def _carry(self, way: int) -> None:
        """Take from one end what the line has carried by now, and give it to the other."""
        start = time.monotonic()
        taken = 0
        while not self._stop.wait(STEP_S):
            room = int((time.monotonic() - start) * self.bits_s / BITS_A_BYTE) - taken
            if room < 1:
                continue
            try:
                data = os.read(self._masters[way], min(4_096, room))
            except OSError:
                # An idle line saves nothing up for later.
                start, taken = time.monotonic(), 0
                continue
            taken += len(data)
            self.carried[way] += len(data)
            self._give(1 - way, self._noisy(data))

    def _noisy(self, data: bytes) -> bytes:
        if not self.garble:
            return data
        return bytes(
            byte ^ 1 << self._random.randrange(8)
            if self._random.random() < self.garble
            else byte
            for byte in data
        )

    def _give(self, end: int, data: bytes) -> None:
        while data and not self._stop.is_set():
            try:
                data = data[os.write(self._masters[end], data) :]
            except BlockingIOError:
                time.sleep(STEP_S)

    def close(self) -> None:
        """Pull the cable out of both devices."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        for file in (*self._masters, *self._slaves):
            os.close(file)
