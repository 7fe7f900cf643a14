"""Messages between two real stations: author's request to the author's verified receipt.

Side A runs in this process, so that a request and its receipt are seen where the author's
station sees them; side B is a process of its own, started by the command of real parties. Both
have real SQLite stores, anchors and links over TLS on loopback.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvloop

from bench.demos import make_beside
from bench.figures import Earlier, Figure, FigureName, at_least, at_most, percentile, told
from openline.cli.demo import PARTIES, _start, _stop, _wait_until_ready, station_folder
from openline.core.acts.act import Addressee, Kind
from openline.core.acts.messages import MESSAGE, Message
from openline.core.switchboard import Say
from openline.station.pulse import Lamp
from openline.station.wiring import Running, load, now_ms

TEXT = "x" * 1_024
WARM_UP = 100
SINGLE = 600
CALLERS = 64
ROUNDS = 5
ROUND_EACH = 40


@asynccontextmanager
async def stations(folder: Path) -> AsyncIterator[tuple[Running, int]]:
    """Two stations of a demonstration: the first in this process, and the other's process."""
    here, there = (station_folder(folder, party.code) for party in PARTIES)
    process = _start(there)
    try:
        _wait_until_ready(there, process)
        running = load(here)
        working = await running.start()
        try:
            await up(running)
            yield running, process.pid
        finally:
            await running.stop(working)
    finally:
        _stop([process])


async def up(running: Running) -> None:
    """Wait until the other side echoes."""
    (room,) = running.loop.lines.values()
    (pulse,) = room.pulses.values()
    heard = asyncio.Event()
    end = running.loop.watch(lambda _: heard.set())
    async with asyncio.timeout(30):
        while pulse.lamp(now_ms()) is not Lamp.UP:
            heard.clear()
            await heard.wait()
    end()


async def message(running: Running, *, firm: bool) -> tuple[float, float]:
    """Say one message; return the seconds to its provisional and to its firm receipt."""
    (line,) = running.loop.lines
    body = Message(3, "en", "bench", TEXT, None, "Watch officer 1")
    said = Say(os.urandom(16), Kind.REAL, "watch", Addressee(1, "watch"), MESSAGE, body)
    start = time.perf_counter()
    ref = await running.loop.say(line, said)
    await running.loop.receipted(line, ref)
    provisional = time.perf_counter() - start
    if firm:
        await running.loop.receipted(line, ref, firm=True)
    return provisional, time.perf_counter() - start


async def rate(running: Running) -> float:
    """Messages a second with CALLERS callers who each wait for their receipt."""

    async def caller() -> None:
        for _ in range(ROUND_EACH):
            await message(running, firm=False)

    start = time.perf_counter()
    async with asyncio.TaskGroup() as callers:
        for _ in range(CALLERS):
            callers.create_task(caller())
    return CALLERS * ROUND_EACH / (time.perf_counter() - start)


async def run(folder: Path) -> tuple[list[float], list[float], list[float]]:
    """Seconds to provisional and firm receipts, and rates."""
    make_beside(folder)
    async with stations(folder) as (running, _):
        for _ in range(WARM_UP):
            await message(running, firm=True)
        pairs = [await message(running, firm=True) for _ in range(SINGLE)]
        rates = [await rate(running) for _ in range(ROUNDS)]
    return [one for one, _ in pairs], [two for _, two in pairs], rates


def measure(earlier: Earlier) -> list[Figure]:
    """Times and rate of messages against the floor."""
    with tempfile.TemporaryDirectory(prefix="messages-", dir=Path("bench/out")) as folder:
        provisional, firm, rates = uvloop.run(run(Path(folder) / "demo"))
    floor = earlier[FigureName("floor.p50")].value
    floor_rate = earlier[FigureName("floor.rate")].value
    rate_now = statistics.median(rates)
    p50 = statistics.median(provisional) * 1_000
    firm_p50 = statistics.median(firm) * 1_000
    return [
        at_most("message.provisional.p50", p50, "ms", 3 * floor, "3 x floor"),
        at_most("message.provisional.p99", percentile(provisional, 99) * 1_000, "ms", 25),
        at_most("message.firm.p50", firm_p50, "ms", 6 * floor, "6 x floor"),
        told("message.firm.p99", percentile(firm, 99) * 1_000, "ms"),
        at_least("message.rate", rate_now, "1/s", 0.4 * floor_rate, "0.4 x floor"),
    ]
