"""Known sounds, and how well and how late they come out of a call.

Samples are 16 bit, mono, 48 kHz, as numpy arrays.
"""

import wave
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from pesq import pesq
from scipy.signal import correlate, resample_poly

RATE = 48_000
PESQ_RATE = 16_000
# A person's voice, 48 kHz, in Debian's package alsa-utils. A synthetic voice scores half a
# point less through the same codec: it would tell of the voice and not of the call.
SPOKEN = Path("/usr/share/sounds/alsa")
PIECES = ("Front_Center", "Rear_Left", "Side_Right", "Front_Left", "Rear_Center", "Side_Left")
# The right word comes to 0.5 and more, a wrong one to less than 0.1.
ALIKE = 0.3
CHIRPS = 20
CHIRP_EVERY_S = 0.4
CHIRP_S = 0.03

Samples = npt.NDArray[np.int16]


class Heard(NamedTuple):
    """What an ear was given: epoch ms of the first sample, and the samples."""

    start_ms: float
    samples: Samples


@cache
def speech(pieces: int = len(PIECES)) -> Samples:
    """Clear speech of a person, some 1.4 s a piece."""
    parts = []
    for piece in PIECES[:pieces]:
        with wave.open(str(SPOKEN / f"{piece}.wav")) as file:
            parts.append(np.frombuffer(file.readframes(file.getnframes()), np.int16))
    whole = np.concatenate(parts).astype(float)
    # Clear of clipping, and at the level that the measure expects.
    return np.asarray(whole / np.abs(whole).max() * 16_000, dtype=np.int16)


@cache
def chirps() -> Samples:
    """Rising tones, one each CHIRP_EVERY_S, by which a delay can be told exactly."""
    chirp = _chirp()
    whole = np.zeros(int(CHIRPS * CHIRP_EVERY_S * RATE))
    for start in _chirp_starts():
        whole[start : start + len(chirp)] = chirp
    return np.asarray(whole * 12_000, dtype=np.int16)


def _chirp() -> npt.NDArray[np.float64]:
    t = np.arange(int(CHIRP_S * RATE)) / RATE
    tone = np.sin(2 * np.pi * (500 * t + (3000 - 500) / (2 * CHIRP_S) * t**2))
    return np.asarray(tone * np.hanning(len(t)), dtype=np.float64)


def _chirp_starts() -> range:
    step = int(CHIRP_EVERY_S * RATE)
    return range(0, CHIRPS * step, step)


def chirp_delays_ms(said_ms: float, heard: Heard) -> list[float]:
    """How late each chirp was heard; chirps that were not heard are left out.

    Args:
        said_ms: Epoch ms of the first sample that was said.
        heard: What came out, from before `said_ms` on.
    """
    chirp = _chirp()
    sound = heard.samples.astype(float)
    delays = []
    for start in _chirp_starts():
        due = int((said_ms - heard.start_ms) * RATE / 1000) + start
        window = sound[max(due, 0) : due + int((CHIRP_EVERY_S + CHIRP_S) * RATE)]
        if len(window) < len(chirp):
            continue
        match = np.abs(correlate(window, chirp, "valid"))
        if match.max() > 0.2 * 12_000 * float(np.sum(chirp**2)):
            delays.append(1000 * float(match.argmax()) / RATE)
    return delays


def score(said: Samples, heard: Heard) -> float:
    """PESQ, wide band (ITU-T P.862.2), 1.0 to 4.64, of the best fit of `said` in `heard`.

    Silence scores 1.0: nothing of it can be told from nothing.
    """
    reference = resample_poly(said.astype(float), PESQ_RATE, RATE)
    sound = resample_poly(heard.samples.astype(float), PESQ_RATE, RATE)
    if np.abs(sound).max(initial=0) < 50:
        return 1.0
    start = int(np.abs(correlate(sound, reference, "valid", "fft")).argmax())
    part = sound[start : start + len(reference)]
    return float(pesq(PESQ_RATE, reference.astype(np.int16), part.astype(np.int16), "wb"))


def likeness(said: Samples, heard: Heard) -> float:
    """The highest correlation, 0 to 1, of `said` with any part of what was heard."""
    a = resample_poly(said.astype(float), 8000, RATE)
    b = resample_poly(heard.samples.astype(float), 8000, RATE)
    products = np.abs(correlate(b, a, "valid", "fft"))
    sums = np.concatenate([[0.0], np.cumsum(b**2)])
    energy = np.sqrt((sums[len(a) :] - sums[: -len(a)]).clip(1))
    return float((products / energy).max() / np.sqrt(np.sum(a**2)))
