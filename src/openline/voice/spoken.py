"""Spoken words: speech of some seconds as frames of Codec2, and back.

The codec runs in a process of its own for each word (`voice/codec2.py`). To start one takes as
long as the word on its way through a slow line can spare, so one waits that is ready. The codec
is an extra: a station without it can neither speak nor hear, and says so.

Spec: docs/spec/08-messages.md, 7.
"""

import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from threading import Lock
from typing import Final

from openline.core.errors import BadInput, Fault, LocalError

NARROW_RATE: Final = 700
"""Bits a second of speech where a slow path alone carries."""
WIDE_RATE: Final = 3_200
"""Where any other does: the best that the codec has."""
BLOCK_MS: Final = 80
SAMPLES_S: Final = 8_000
_BLOCK_BYTES: Final = SAMPLES_S * BLOCK_MS // 1_000 * 2
_MOST_BLOCKS: Final = 100
SPEECH_BYTES: Final = _MOST_BLOCKS * _BLOCK_BYTES
"""The longest speech: 8 s of samples."""
LIMIT_S: Final = 20
"""How long the codec may take on a machine that is busy; it needs a fraction of a second."""
_COMMAND: Final = (sys.executable, "-m", "openline.voice.codec2")


class NoCodec(LocalError):
    """The installation lacks the codec."""

    code = "no-codec"
    default_advice = "Have the technician install openline[narrowband] at this station."


class CodecFailed(Fault):
    """The codec came to no result."""

    code = "codec-failed"
    default_advice = "Try once more; if it fails again, write the message."


@cache
def has_codec() -> bool:
    """Whether the extra is installed."""
    return find_spec("pycodec2") is not None


def speech_ms(frames: bytes, rate: int) -> int:
    """How long a spoken word lasts, in milliseconds."""
    return len(frames) * 100 // rate * BLOCK_MS


class Codec:
    """The codec of one station. Its methods block; they are called from worker threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._spare: subprocess.Popen[bytes] | None = None
        self._closed = False

    def ready(self) -> None:
        """Let a process wait for the next word, if none does.

        Raises:
            NoCodec: The extra is not installed.
        """
        if not has_codec():
            raise NoCodec("This station has no codec for spoken words.")
        with self._lock:
            if self._spare is not None and self._spare.poll() is not None:
                _end(self._spare)
                self._spare = None
            if self._spare is None and not self._closed:
                self._spare = _start()

    def encode(self, speech: bytes, rate: int) -> bytes:
        """Turn speech into frames of Codec2.

        Args:
            speech: Samples of 16 bits, little-endian, 8,000 a second; silence fills the last
                block.
            rate: 700 or 3,200 bits a second.

        Raises:
            BadInput: There is none, or more than 8 s.
            NoCodec, CodecFailed: It cannot be done here.
        """
        if not 0 < len(speech) <= SPEECH_BYTES or len(speech) % 2:
            raise BadInput(
                f"The speech has {len(speech)} bytes; it may have 2 to {SPEECH_BYTES}.",
                advice="Hold the key while you speak, for 8 s at most.",
            )
        blocks = -(-len(speech) // _BLOCK_BYTES)
        given = speech.ljust(blocks * _BLOCK_BYTES, b"\0")
        return self._run("encode", rate, given, blocks * rate // 100)

    def decode(self, frames: bytes, rate: int) -> bytes:
        """Turn frames into speech, as `encode` takes it.

        Raises:
            NoCodec, CodecFailed: It cannot be done here.
        """
        return self._run("decode", rate, frames, len(frames) * 100 // rate * _BLOCK_BYTES)

    def close(self) -> None:
        """End what waits; words that are under way come to their end."""
        with self._lock:
            self._closed = True
            if self._spare is not None:
                _end(self._spare)
                self._spare = None

    def _run(self, way: str, rate: int, given: bytes, size: int) -> bytes:
        self.ready()
        with self._lock:
            process, self._spare = self._spare or _start(), None
        try:
            made, _ = process.communicate(f"{way} {rate}\n".encode() + given, LIMIT_S)
        except subprocess.TimeoutExpired:
            raise CodecFailed("The codec took too long.") from None
        finally:
            _end(process)
        if process.returncode != 0 or len(made) != size:
            raise CodecFailed(f"The codec ended with code {process.returncode}.")
        self.ready()
        return made


def _start() -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(_COMMAND, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
    except OSError as error:
        raise CodecFailed(f"The codec could not be started: {error.strerror}.") from None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process, if it has not ended, and let go of what led to it."""
    process.kill()
    process.communicate()
