"""Speech to Codec2 and back, in a process of its own that can reach nothing.

What is decoded comes from a counterpart, and the codec is C: neither is let into the process
that holds the station's keys. Before it reads anything this one gives up files, sockets and
further processes for good, and all but a few seconds of the processor. It does one word and
ends, or ends because none came for a while.

Standard input is a line, `encode RATE` or `decode RATE`, and then samples of 16 bits,
little-endian, 8,000 a second, or frames as the specification packs them; standard output is the
other of the two.

Spec: docs/spec/08-messages.md, 7.
"""

import resource
import signal
import sys
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pycodec2

PROCESSOR_S: Final = 5
WAITS_S: Final = 600
_BLOCK: Final = 640
"""Samples of 80 ms, in which every rate has whole frames and whole bytes."""


def main() -> None:
    """Do one word."""
    for what in (resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(what, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S))
    signal.alarm(WAITS_S)
    way, rate = sys.stdin.buffer.readline().split()
    given = sys.stdin.buffer.read()
    codec = pycodec2.Codec2(int(rate))
    made = _encoded(codec, given) if way == b"encode" else _decoded(codec, given)
    sys.stdout.buffer.write(b"".join(made))


def _encoded(codec: Any, samples: bytes) -> Iterator[bytes]:
    """Blocks of 80 ms; a frame's bits follow the one before without a gap."""
    spoken = np.frombuffer(samples, "<i2")
    frame, bits = codec.samples_per_frame(), codec.bits_per_frame()
    for block in range(0, len(spoken), _BLOCK):
        packed = 0
        for start in range(block, block + _BLOCK, frame):
            data = codec.encode(spoken[start : start + frame])
            packed = packed << bits | int.from_bytes(data, "big") >> len(data) * 8 - bits
        yield packed.to_bytes(_BLOCK // frame * bits // 8, "big")


def _decoded(codec: Any, frames: bytes) -> Iterator[bytes]:
    bits, size = codec.bits_per_frame(), codec.bytes_per_frame()
    count = _BLOCK // codec.samples_per_frame()
    block = count * bits // 8
    for start in range(0, len(frames), block):
        packed = int.from_bytes(frames[start : start + block], "big")
        for left in range(count - 1, -1, -1):
            one = packed >> left * bits & (1 << bits) - 1
            data = (one << size * 8 - bits).to_bytes(size, "big")
            yield codec.decode(data).astype("<i2").tobytes()


if __name__ == "__main__":
    main()
