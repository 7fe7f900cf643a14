"""Spoken words: held to speak, by key and by button, and heard when they come."""

import io
import math
import re
import struct
import wave
from typing import Any

import pytest
from playwright.sync_api import expect
from starlette.requests import Request
from starlette.responses import Response

from tests.page import scenes
from tests.page.conftest import Console, Open

SPEECH = f"lines/{scenes.CHINA}/speech"
SOUND = f"lines/{scenes.CHINA}/sound"
REF = "0.0.70." + "7" * 64
HALF_A_SECOND = re.compile(r"Speak now: ([5-9]00 ms|[1-8](\.\d)? s)")


class Codec:
    """What the station is given to encode, and what it is asked to decode."""

    def __init__(self, console: Console) -> None:
        self.heard: list[bytes] = []
        self.asked = 0
        console.station.answers[SPEECH] = self._encode
        console.station.answers[SOUND] = self._decode
        said = {"ok": True, "result": {"ref": REF}}
        console.station.on("speak", lambda _: said)

    async def _encode(self, request: Request) -> dict[str, Any]:
        self.heard.append(await request.body())
        return {"rate": 700, "frames": "0f" * 49, "ms": 560}

    def _decode(self, _: Request) -> Response:
        self.asked += 1
        file = io.BytesIO()
        with wave.open(file, "wb") as sound:
            sound.setparams((1, 2, 8_000, 0, "NONE", ""))
            tone = (int(9_000 * math.sin(n / 3)) for n in range(1_600))
            sound.writeframes(b"".join(struct.pack("<h", each) for each in tone))
        return Response(file.getvalue(), media_type="audio/wav")


@pytest.mark.parametrize("key", ["F3", " ", "Enter"])
def test_what_is_said_while_a_key_is_held_is_sent(console: Console, key: str) -> None:
    codec = Codec(console)
    page = console.line()
    page.get_by_label("Precedence").last.select_option("IMMEDIATE")
    if key != "F3":
        page.locator("#hold-to-speak").focus()
    page.keyboard.down(key)
    expect(page.get_by_text(HALF_A_SECOND)).to_be_visible()
    assert console.acts("speak") == []
    page.keyboard.up(key)
    said = console.wait_for_act("speak")
    assert said == {
        "from": "watch",
        "to": {"party": 0, "desk": "liaison"},
        "precedence": "IMMEDIATE",
        "rate": 700,
        "frames": "0f" * 49,
    }
    ready, speech = codec.heard
    assert ready == b""
    assert 8_000 <= len(speech) <= 128_000
    assert len(speech) % 2 == 0
    assert max(abs(sample) for (sample,) in struct.iter_unpack("<h", speech)) > 300
    link = page.get_by_role("link", name="Receipts")
    expect(link).to_have_attribute("href", re.compile(REF))


def test_a_short_press_sends_nothing_and_no_key_sends_flash(console: Console) -> None:
    Codec(console)
    page = console.line()
    page.locator("#hold-to-speak").click()
    expect(page.get_by_text("Nothing was sent. Hold it while you speak.")).to_be_visible()
    page.get_by_label("Precedence").last.select_option("FLASH")
    page.keyboard.press("F3")
    expect(page.get_by_text("No key sends FLASH.")).to_be_visible()
    assert console.acts("speak") == []


def test_the_key_says_nothing_on_a_page_that_a_ring_hides(console: Console) -> None:
    codec = Codec(console)
    page = console.line()
    console.station.change("now", rings=[scenes.ring(console.now())])
    expect(page.get_by_role("alertdialog")).to_be_focused()
    page.keyboard.down("F3")
    page.keyboard.up("F3")
    console.station.change("now", rings=[])
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    page.keyboard.down("F3")
    expect(page.get_by_text(HALF_A_SECOND)).to_be_visible()
    page.keyboard.up("F3")
    console.wait_for_act("speak")
    assert len(codec.heard) == 2


def test_a_station_without_the_codec_says_what_is_missing(opened: Open) -> None:
    console = opened()
    console.station.docs[f"line:{scenes.CHINA}"]["speech_rate"] = None
    page = console.line()
    expect(page.get_by_text("openline[narrowband]")).to_be_visible()
    expect(page.locator("#hold-to-speak")).to_have_count(0)


def test_a_word_is_played_when_it_comes_and_opened_when_a_person_plays_it(
    console: Console,
) -> None:
    codec = Codec(console)
    page = console.line()
    word = {
        "ref": REF,
        "line": scenes.CHINA,
        "precedence": "ROUTINE",
        "from": scenes.THEIR_WATCH,
        "at_ms": console.now(),
        "open_by_ms": console.now() + 60_000,
        "knocks": False,
        "spoken": True,
    }
    beyond = {**word, "ref": "0.0.71." + "8" * 64, "plays": False}
    with page.expect_response(re.compile("/sound")):
        console.station.change("now", urgent=[{**word, "plays": True}, beyond])
    expect(page.get_by_text("ROUTINE spoken word from Beijing").first).to_be_visible()
    receipts: dict[str, Any] = {"stored": [], "opened": [], "informed": []}
    spoken = scenes.message(console.now(), 1, ref=REF, receipts=receipts)
    spoken |= {"language": "", "subject": "", "text": "", "spoken": {"rate": 700, "ms": 2_000}}
    console.station.change(f"messages:{scenes.CHINA}", messages=[spoken])
    console.line("messages")
    page.get_by_role("link", name="Spoken word, 2 s").click()
    expect(page.get_by_role("heading", name="Spoken word, 2 s")).to_be_visible()
    assert console.acts("opened") == []
    page.get_by_role("button", name="Play").click()
    assert console.wait_for_act("opened") == {"message": REF}
    assert codec.asked == 1
