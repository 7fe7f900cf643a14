"""Two stations over a serial line at its true speed, with a cable beside it that is cut."""

import asyncio
import math
import os
import struct
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from bench.serials import SerialCable
from openline.core.acts.act import Addressee, Kind, Ref
from openline.core.acts.messages import MESSAGE, SPOKEN, Message, Spoken
from openline.core.crypto.keys import StationId
from openline.core.switchboard import Say
from openline.paths.many import ManyPaths, OnePath
from openline.paths.serial import SerialPaths
from openline.ports.memory_path import MemoryNetwork, MemoryPaths
from openline.ports.path import Paths
from openline.station.pulse import Lamp, Pulse
from openline.station.spoken import rate_of, sound_of, speech_doc
from openline.station.views.sight import Sight
from openline.voice.spoken import Codec
from tests.core.line.stations import START_MS
from tests.station.nodes import Clock, Node

TEXT = (
    "Contact at 0412 UTC: two vessels without lights, course 085, speed 14 knots, twelve miles "
    "north of the agreed zone. We hold position and keep our distance. Confirm whether they "
    "are yours. Answer on this line."
)[:200]

SPEECH = struct.pack(
    "<16000h",
    *(int(6_000 * math.sin(n / 9) * math.sin(n / 900)) for n in range(16_000)),
)
"""Two seconds of a tone that swells and falls, 8,000 samples a second."""


PATIENCE_S = 120
"""For a machine that does much else meanwhile; nothing is demanded by it."""


class RealClock(Clock):
    """A clock that goes as ours does: a serial line does not wait for a test."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    @property
    def ms(self) -> int:  # type: ignore[override]
        return START_MS + int((time.monotonic() - self._start) * 1_000)


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(main)


class Pair:
    """Two stations, a serial line of so many bits a second, and perhaps a cable."""

    def __init__(self, bits_s: int, *, cable: bool) -> None:
        self.serial = SerialCable(bits_s)
        self.network = MemoryNetwork()
        self._bits_s = bits_s
        self._cable = cable
        clock = RealClock()
        self.one, self.two = (
            Node(party, self.network, clock, through=self._through(party)) for party in range(2)
        )

    def _through(self, party: int) -> Callable[[StationId], Paths]:
        def through(me: StationId) -> Paths:
            device = self.serial.devices[party]
            radio = SerialPaths(me, device, self._bits_s, name="radio", cost=50)
            cable = MemoryPaths(self.network, me, name="cable")
            both = [OnePath("cable", cable), OnePath("radio", radio)]
            return ManyPaths(both if self._cable else both[1:])

        return through

    def cut(self) -> None:
        """Cut the cable; the serial line is left."""
        self.network.cut(StationId(self.one.id), StationId(self.two.id))

    def mend(self) -> None:
        self.network.mend(StationId(self.one.id), StationId(self.two.id))


@asynccontextmanager
async def at_work(bits_s: int, *, cable: bool = True) -> AsyncIterator[Pair]:
    pair = Pair(bits_s, cable=cable)
    nodes = pair.one, pair.two
    for node in nodes:
        await node.start()
    try:
        yield pair
    finally:
        for node in nodes:
            await node.stop()
        pair.serial.close()


def pulse(node: Node) -> Pulse:
    (found,) = node.room.pulses.values()
    return found


async def until(holds: Callable[[], bool], limit_s: float) -> float:
    """Wait until something holds; how long it took."""
    start = time.monotonic()
    async with asyncio.timeout(limit_s):
        while not holds():  # noqa: ASYNC110 - the line goes at its own speed
            await asyncio.sleep(0.01)
    return time.monotonic() - start


async def say(node: Node, text: str, precedence: int) -> Ref:
    to = Addressee(1 - node.party, "watch")
    body = Message(precedence, "en", "", text, None, "Watch officer 1")
    return await node.loop.say(
        node.line, Say(os.urandom(16), Kind.REAL, "watch", to, MESSAGE, body)
    )


def held(node: Node, ref: Ref) -> Callable[[], bool]:
    """Whether a station holds an entry of the other."""

    def holds() -> bool:
        feed = node.room.state.feed(ref.party, ref.incarnation)
        return feed is not None and feed.size > ref.index

    return holds


def on_radio(node: Node) -> bool:
    """Whether life is proven on the serial line."""
    echoes = pulse(node).on("radio")
    return echoes is not None and echoes.echo_ms is not None


def test_flash_at_1200_bits_a_second_within_6_s() -> None:
    async def main() -> None:
        async with at_work(1_200) as pair:
            await until(lambda: on_radio(pair.one) and on_radio(pair.two), PATIENCE_S)
            pair.cut()
            before = pair.serial.carried[0]
            ref = await say(pair.one, TEXT, 0)
            took_s = await until(held(pair.two, ref), PATIENCE_S)
            # The line is as slow as it says, and by its own measure 6 s were enough.
            assert took_s > len(TEXT) * 10 / 1_200
            assert pair.serial.carried[0] - before <= 6 * 1_200 // 10
            assert pair.two.lamp() is Lamp.UP
            await until(lambda: pair.one._receipted(ref, firm=False), PATIENCE_S)
            await _speak(pair)
            # Ed25519 went at once; ML-DSA follows when the cable is back.
            assert not pair.one._receipted(ref, firm=True)
            pair.mend()
            await until(lambda: pair.one._receipted(ref, firm=True), PATIENCE_S)

    run(main())


async def _speak(pair: Pair) -> None:
    """Two seconds of speech are at the other desk within 5 s of their end, and sound there."""
    codec = Codec()
    start, before = time.monotonic(), pair.serial.carried[0]
    said = speech_doc(codec, SPEECH, rate_of(pair.one.room))
    frames = bytes.fromhex(said["frames"])
    body = Spoken(1, said["rate"], frames, "Watch officer 1")
    to = Addressee(1 - pair.one.party, "watch")
    given = Say(os.urandom(16), Kind.REAL, "watch", to, SPOKEN, body)
    ref = await pair.one.loop.say(pair.one.line, given)
    await until(held(pair.two, ref), PATIENCE_S)
    assert time.monotonic() - start > len(frames) * 10 / 1_200
    assert pair.serial.carried[0] - before <= 5 * 1_200 // 10
    act = Sight(pair.two.store, pair.two.room.charter, pair.two.room.state).act(ref)
    wav = sound_of(codec, act)
    assert wav.endswith(codec.decode(frames, 700))
    assert len(wav) == 44 + len(SPEECH)
    codec.close()


def test_two_that_have_nothing_but_a_noisy_serial_line() -> None:
    async def main() -> None:
        async with at_work(38_400, cable=False) as pair:
            await until(lambda: on_radio(pair.one) and on_radio(pair.two), PATIENCE_S)
            pair.serial.garble = 0.001
            refs = [await say(pair.one, f"number {number}", 3) for number in range(5)]
            await until(lambda: pair.one._receipted(refs[-1], firm=False), PATIENCE_S)
            assert pair.one.lamp() is Lamp.UP
            for node in (pair.one, pair.two):
                assert not any(f.inert or f.frozen for f in node.room.state.feeds.values())

    run(main())
