"""Two stations with nothing but a serial line of 1,200 bits a second between them.

Both run in this process; the line is two pseudo-terminals and carries no more than its speed.
Times of a FLASH of 200 characters are from its saying to its entry held durably at the other
station; of a spoken word from the end of two seconds of speech, which are encoded then, to its
entry held there, and to the same word decoded there.
"""

import asyncio
import base64
import contextlib
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import uvloop
from playwright.sync_api import Page, expect, sync_playwright

from bench.consoles import CALLEE, CALLER, console
from bench.figures import Earlier, Figure, at_most, told
from bench.serials import SerialCable
from bench.sound import speech
from bench.voice import launch
from openline.cli.demo import PARTIES, free_ports, make_demo, running, station_folder
from openline.core.acts.act import Addressee, Kind, Ref
from openline.core.acts.messages import MESSAGE, SPOKEN, Message, Spoken
from openline.core.switchboard import Say
from openline.station.pulse import Lamp
from openline.station.spoken import rate_of, speech_doc
from openline.station.wiring import Running, load, now_ms
from openline.voice.spoken import Codec

BITS_S: Final = 1_200
TIMES: Final = 12
TEXT: Final = "Two vessels without lights, course 085, speed 14 knots. " * 4
CHARACTERS: Final = 200
FIRST_S: Final = 300
SPEECH_S: Final = 2
WORDS: Final = 6
WATCH: Final = """
window.started = [];
const clock = () => performance.timeOrigin + performance.now();
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (...when) {
    window.started.push([clock(), this.buffer.duration]);
    return start.apply(this, when);
};
document.addEventListener("keyup", () => (window.released = clock()), true);
"""
"""Put into a page: notes what it lets sound, and when a key was let go."""


def settle(folder: Path, device: str) -> None:
    """Let a station have its modem, and no network that leads anywhere."""
    (port,) = free_ports(1)
    path = folder / "station.toml"
    head, _, rest = path.read_text().partition("[line]\n")
    _, bracket, tail = rest.partition("\n[")
    line = (
        f'listen = "127.0.0.1:{port}"\n[[line.modems]]\nname = "Radio"\n'
        f'device = "{device}"\nbits_s = {BITS_S}\n'
    )
    path.write_text(f"{head}[line]\n{line}{bracket}{tail}")


async def until(running: Running, holds: Callable[[], bool], limit_s: float) -> float:
    """Wait for news of a station until something holds; the seconds that it took."""
    start = time.monotonic()
    news = asyncio.Event()
    unwatch = running.loop.watch(lambda _: news.set())
    try:
        async with asyncio.timeout(limit_s):
            while not holds():
                news.clear()
                await news.wait()
    finally:
        unwatch()
    return time.monotonic() - start


def lives(running: Running) -> bool:
    """Whether a station has proof of the other."""
    (room,) = running.loop.lines.values()
    return all(pulse.lamp(now_ms()) is Lamp.UP for pulse in room.pulses.values())


def holds(running: Running, ref: Ref) -> bool:
    """Whether a station holds an entry of the other."""
    (room,) = running.loop.lines.values()
    feed = room.state.feed(ref.party, ref.incarnation)
    return feed is not None and feed.size > ref.index


async def flash(one: Running, number: int) -> Ref:
    """Say a FLASH of 200 characters."""
    ((line, room),) = one.loop.lines.items()
    text = f"{number:03d} {TEXT}"[:CHARACTERS]
    body = Message(0, "en", "", text, None, "Watch officer 1")
    to = Addressee(1 - room.charter.me, "watch")
    given = Say(number.to_bytes(16, "big"), Kind.REAL, "watch", to, MESSAGE, body)
    return await one.loop.say(line, given)


async def word(one: Running, two: Running, codec: Codec, number: int) -> tuple[float, float]:
    """Speak for two seconds, each time another tone; seconds until it is there, and sounds."""
    ((line, room),) = one.loop.lines.items()
    swell = np.sin(np.arange(16_000) / 1_100)
    tone = np.sin(np.arange(16_000) / (9 + number % 5))
    speech = (8_000 * swell * tone).astype("<i2").tobytes()
    codec.ready()  # as a console asks for when the key goes down; then somebody speaks
    await asyncio.sleep(SPEECH_S)
    start = time.monotonic()
    said = await asyncio.to_thread(speech_doc, codec, speech, rate_of(room))
    frames = bytes.fromhex(said["frames"])
    to = Addressee(1 - room.charter.me, "watch")
    body = Spoken(1, said["rate"], frames, "Watch officer 1")
    given = Say(bytes(15) + bytes([100 + number]), Kind.REAL, "watch", to, SPOKEN, body)
    ref = await one.loop.say(line, given)
    await until(two, partial(holds, two, ref), FIRST_S)
    there_s = time.monotonic() - start
    await asyncio.to_thread(codec.decode, frames, said["rate"])
    sounds_s = time.monotonic() - start
    async with asyncio.timeout(FIRST_S):
        await one.loop.receipted(line, ref)
    return there_s, sounds_s


async def talk(
    one: Running, two: Running
) -> tuple[float, list[float], list[tuple[float, float]]]:
    """Seconds to the first proof of life, of each FLASH, and of each spoken word."""
    works = [await running.start() for running in (one, two)]
    first_s = [await until(each, partial(lives, each), FIRST_S) for each in (one, two)]
    took = []
    for number in range(TIMES):
        ref = await flash(one, number)
        took.append(await until(two, partial(holds, two, ref), FIRST_S))
        line = next(iter(one.loop.lines))
        async with asyncio.timeout(FIRST_S):
            await one.loop.receipted(line, ref)
    codec = Codec()
    words = [await word(one, two, codec, number) for number in range(TIMES)]
    codec.close()
    for station, working in zip((one, two), works, strict=True):
        await station.stop(working)
    return max(first_s), took, words


def spoken_s(mouth: Page, ear: Page) -> tuple[float, float]:
    """Hold F3, speak two seconds, let go; seconds until the other page calls, and speaks."""
    ear.evaluate("window.started = []")
    mouth.keyboard.down("F3")
    expect(mouth.get_by_text(re.compile("Speak now"))).to_be_visible()
    said = base64.b64encode(speech(1)[: SPEECH_S * 48_000].tobytes()).decode()
    mouth.evaluate("([pcm, after]) => probe.say(pcm, after)", [said, 0.0])
    mouth.wait_for_timeout(1_000 * SPEECH_S)
    mouth.keyboard.up("F3")
    word = "window.started.some(([, seconds]) => seconds > 1)"
    ear.wait_for_function(word, timeout=1_000 * FIRST_S, polling=50)
    heard = ear.evaluate("window.started")
    released = mouth.evaluate("window.released")
    calls = min(at for at, _ in heard)
    speaks = min(at for at, seconds in heard if seconds > 1)
    return (calls - released) / 1_000, (speaks - released) / 1_000


def officers(folder: Path) -> list[tuple[float, float]]:
    """Words spoken at one console and heard at the other."""
    with (
        running(folder),
        sync_playwright() as playwright,
        contextlib.closing(launch(playwright)) as browser,
        console(browser, folder, CALLER, WATCH, 1_000 * FIRST_S) as mouth,
        console(browser, folder, CALLEE, WATCH, 1_000 * FIRST_S) as ear,
    ):
        mouth.open_line()
        spoken = []
        for _ in range(WORDS):
            spoken.append(spoken_s(mouth.page, ear.page))
            mouth.page.get_by_role("link", name="Receipts").click()
            expect(mouth.receipt("Stored")).not_to_contain_text("Not yet", timeout=60_000)
            mouth.open_line()
        return spoken


def measure(_: Earlier) -> list[Figure]:
    """First contact and FLASH at 1,200 bits a second."""
    cable = SerialCable(BITS_S)
    with tempfile.TemporaryDirectory(prefix="narrow-", dir=Path("bench/out")) as name:
        folder = Path(name) / "demo"
        make_demo(folder)
        stations = [station_folder(folder, party.code) for party in PARTIES]
        for station, device in zip(stations, cable.devices, strict=True):
            settle(station, device)
        try:
            first_s, took, words = uvloop.run(talk(load(stations[0]), load(stations[1])))
            ears = officers(folder)
        finally:
            cable.close()
    # The first goes behind the opening of its feed, which nobody has heard of yet.
    early, rest = took[0], took[1:]
    there, sounds = zip(*words, strict=True)
    calls, speaks = zip(*ears, strict=True)
    return [
        told("narrow.first", first_s, "s"),
        told("narrow.flash.first", early, "s"),
        told("narrow.flash.p50", statistics.median(rest), "s"),
        at_most("narrow.flash.worst", max(rest), "s", 6, "200 characters at 1,200 bit/s"),
        told("narrow.word.p50", statistics.median(there), "s"),
        at_most("narrow.word.worst", max(there), "s", 5, "2 s of speech at 1,200 bit/s"),
        told("narrow.word.decoded.worst", max(sounds), "s"),
        told("narrow.word.called.worst", max(calls), "s"),
        told("narrow.word.ear.p50", statistics.median(speaks), "s"),
        at_most("narrow.word.ear.worst", max(speaks), "s", 5, "F3 let go to the word heard"),
    ]
