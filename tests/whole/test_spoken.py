"""A spoken word from one desk's microphone to the other's ear, through both stations."""

import base64
import itertools
import re

import numpy as np
import numpy.typing as npt
from playwright.sync_api import expect
from scipy.signal import resample_poly, stft

from bench.sound import speech
from tests.whole.conftest import CN, SG, Open

RATE = 8_000
WORD_S = 1.4
"""How long a piece of the known speech takes."""
EDGES_HZ = (100, 300, 600, 900, 1_300, 1_800, 2_400, 3_200)
SAME = 0.75
"""The right word comes to 0.86 and more through either mode of the codec, others to 0.6."""

FETCH = """async (address) => {
  const bytes = new Uint8Array(await (await fetch(address)).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}"""


def _bands(sound: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How loud each band is, over time: what a vocoder keeps of a voice."""
    _, _, spectrum = stft(sound, RATE, nperseg=320, noverlap=160)
    power, hz = np.abs(spectrum) ** 2, np.arange(161) * RATE / 320
    loud = [power[(hz >= a) & (hz < b)].sum(0) for a, b in itertools.pairwise(EDGES_HZ)]
    return np.log(np.array(loud) + 1e3)


def sameness(said: npt.NDArray[np.float64], heard: npt.NDArray[np.float64]) -> float:
    """The best correlation, over all delays, of the bands of two sounds."""
    a, b = _bands(said), _bands(heard)
    a -= a.mean(1, keepdims=True)
    best = 0.0
    for lag in range(b.shape[1] - a.shape[1] + 1):
        part = b[:, lag : lag + a.shape[1]]
        part = part - part.mean(1, keepdims=True)
        best = max(best, float((a * part).sum() / np.sqrt((a**2).sum() * (part**2).sum())))
    return best


def test_a_word_is_spoken_here_and_understood_there(console: Open) -> None:
    author, reader = console(SG), console(CN)
    author.open_line()
    reader.open_line()
    word = speech(1)
    page = author.page
    page.keyboard.down("F3")
    expect(page.get_by_text(re.compile("Speak now"))).to_be_visible()
    at = page.evaluate(
        "([pcm, after]) => probe.say(pcm, after)",
        [base64.b64encode(word.tobytes()).decode(), 0.1],
    )
    over = at + len(word) / 48_000 + 0.2
    page.wait_for_function("(end) => probe.context.currentTime > end", arg=over)
    with reader.page.expect_response(re.compile("/sound")) as asked:
        page.keyboard.up("F3")
        author.sees("of speech.")
    reader.sees("ROUTINE spoken word from Singapore, Watch Room")
    file = base64.b64decode(reader.page.evaluate(FETCH, asked.value.url))
    heard = np.frombuffer(file[44:], "<i2").astype(float)
    said = resample_poly(word.astype(float), RATE, 48_000)[: int(1.2 * RATE)]
    other = speech(2)[len(word) :]
    wrong = resample_poly(other.astype(float), RATE, 48_000)[: int(1.2 * RATE)]
    assert len(heard) > WORD_S * RATE
    assert sameness(said, heard) > SAME > sameness(wrong, heard)
    page.get_by_role("link", name="Receipts").click()
    expect(author.receipt("Stored")).to_contain_text("Beijing's station")
    expect(author.receipt("Opened")).to_contain_text("Not yet")
    reader.tab("Messages")
    reader.page.get_by_role("link", name=re.compile("Spoken word")).click()
    reader.press("Play")
    expect(author.receipt("Opened")).to_contain_text("Watch officer 1")
    reader.sees_no("ROUTINE spoken word from Singapore, Watch Room")
