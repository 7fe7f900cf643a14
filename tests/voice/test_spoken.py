"""Spoken words: what the codec makes of speech, of noise, and of what is no speech at all."""

import math
import os
import struct
import subprocess
import sys
from collections.abc import Iterator

import pytest

from openline.core.errors import BadInput
from openline.voice.spoken import (
    SPEECH_BYTES,
    Codec,
    CodecFailed,
    NoCodec,
    speech_ms,
)

SPEECH = struct.pack(
    "<8000h", *(int(9_000 * math.sin(n / 9) * math.sin(n / 700)) for n in range(8_000))
)
"""One second of a tone that swells and falls."""


DIRECT = """
import sys
import numpy as np, pycodec2
rate = int(sys.argv[1])
one, two = pycodec2.Codec2(rate), pycodec2.Codec2(rate)
samples = np.frombuffer(sys.stdin.buffer.read(), np.int16)
step = one.samples_per_frame()
frames = [one.encode(samples[n : n + step]) for n in range(0, len(samples), step)]
sys.stdout.buffer.write(b"".join(two.decode(frame).tobytes() for frame in frames))
"""
"""The codec as it is, without a line: its noise begins anew with each process."""


@pytest.fixture
def codec() -> Iterator[Codec]:
    made = Codec()
    yield made
    made.close()


@pytest.mark.parametrize(("rate", "size"), [(700, 91), (3_200, 416)])
def test_what_is_heard_is_what_the_codec_alone_would_make_of_it(
    codec: Codec, rate: int, size: int
) -> None:
    frames = codec.encode(SPEECH, rate)
    assert len(frames) == size
    assert speech_ms(frames, rate) == 1_040
    heard = codec.decode(frames, rate)
    whole = SPEECH.ljust(len(heard), b"\0")
    command = [sys.executable, "-c", DIRECT, str(rate)]
    done = subprocess.run(command, input=whole, capture_output=True, check=True)
    assert heard == done.stdout
    assert max(abs(sample) for (sample,) in struct.iter_unpack("<h", heard)) > 500


@pytest.mark.parametrize("rate", [700, 3_200])
def test_any_bits_are_decoded(codec: Codec, rate: int) -> None:
    frames = os.urandom(rate)
    assert len(codec.decode(frames, rate)) == SPEECH_BYTES


def test_a_cut_block_is_not_decoded(codec: Codec) -> None:
    with pytest.raises(CodecFailed):
        codec.decode(bytes(8), 700)


@pytest.mark.parametrize("size", [0, 3, SPEECH_BYTES + 2])
def test_no_speech_and_too_much_of_it_is_refused(codec: Codec, size: int) -> None:
    with pytest.raises(BadInput):
        codec.encode(bytes(size), 700)


def test_the_codec_can_open_nothing_and_start_nothing() -> None:
    program = (
        "import resource, runpy, sys\n"
        "runpy.run_module('openline.voice.codec2', run_name='__main__')\n"
        "for what in ('NOFILE', 'FSIZE', 'NPROC'):\n"
        "    assert resource.getrlimit(getattr(resource, 'RLIMIT_' + what)) == (0, 0)\n"
        "try:\n"
        "    open('/etc/hostname')\n"
        "except OSError:\n"
        "    sys.exit(7)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], input=b"decode 700\n", check=False)
    assert done.returncode == 7


def test_without_the_codec_it_is_said_what_is_missing() -> None:
    program = (
        "import sys; sys.modules['pycodec2'] = None\n"
        "from openline.voice.spoken import Codec, NoCodec, has_codec\n"
        "assert not has_codec()\n"
        "try:\n"
        "    Codec().encode(bytes(2), 700)\n"
        "except NoCodec as error:\n"
        "    print(error.code, error.advice)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    said = done.stdout.decode()
    assert said.startswith(NoCodec.code)
    assert "openline[narrowband]" in said


def test_a_process_that_ended_meanwhile_is_replaced(codec: Codec) -> None:
    codec.ready()
    spare = codec._spare
    assert spare is not None
    spare.kill()
    spare.wait()
    assert len(codec.encode(SPEECH, 700)) == 91
    assert codec._spare is not spare
