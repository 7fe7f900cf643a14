"""What a long record costs: a message after 1,000 and after 1,000,000 entries, and a restart.

Two pairs of stations work at the same time, one with a short and one with a long record, and
say messages in turn: what disturbs this machine then disturbs both alike. The first station of
each pair is in this process, the second a process of its own, both with real stores and links.
"""

import os
import signal
import statistics
import subprocess
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop

from bench.demos import make_beside
from bench.figures import Earlier, Figure, at_most, percentile, told
from bench.history import write_history
from bench.messages import message, stations
from openline.cli.demo import (
    PARTIES,
    _start,
    _stop,
    _wait_until_ready,
    station_folder,
)
from openline.station import admin
from openline.station.pulse import Lamp
from openline.station.wiring import Running, now_ms

SHORT = 1_000
LONG = 1_000_000
MIXED = 20_000
TURNS = 30
EACH = 20
RESTARTS = 5
LIMIT_S = 30.0


def busy_s(process: int) -> float:
    """Processor seconds that all threads of a process have used."""
    tasks = Path(f"/proc/{process}/task").glob("*/schedstat")
    return sum(int(task.read_text().split()[0]) for task in tasks) / 1e9


class Costs:
    """What messages cost one pair, in seconds: times to the firm receipt, and processor."""

    def __init__(self, running: Running, other: int) -> None:
        self._running = running
        self._processes = (os.getpid(), other)
        self.passed: list[float] = []
        self.busy: list[float] = []

    async def take_turn(self) -> None:
        """Say some messages, one after the other."""
        before = sum(busy_s(process) for process in self._processes)
        for _ in range(EACH):
            _, firm = await message(self._running, firm=True)
            self.passed.append(firm)
        after = sum(busy_s(process) for process in self._processes)
        self.busy.append((after - before) / EACH)


async def compare(short: Path, long: Path) -> tuple[Costs, Costs]:
    """Costs of messages on the short and on the long record."""
    async with AsyncExitStack() as stack:
        pairs = []
        for folder in (short, long):
            running, process = await stack.enter_async_context(stations(folder))
            pairs.append(Costs(running, process))
        for pair in pairs:
            await pair.take_turn()
            pair.passed.clear()
            pair.busy.clear()
        for _ in range(TURNS):
            for pair in pairs:
                await pair.take_turn()
    return pairs[0], pairs[1]


def up(folder: Path) -> bool:
    """Whether the station in this folder answers, and all its lines are up."""
    try:
        lines = admin.call(folder, "status")["lines"]
    except admin.StationNotRunning:
        return False
    lamps = {lamp for line in lines for lamp in line["lamps"].values()}
    return lamps == {Lamp.UP.value}


def seconds_until_up(*folders: Path) -> float:
    """How long until the lines of all these stations are up."""
    start = time.monotonic()
    while not all(up(folder) for folder in folders):
        if time.monotonic() > start + LIMIT_S:
            raise TimeoutError(f"The line is not up after {LIMIT_S:.0f} s.")
        time.sleep(0.01)
    return time.monotonic() - start


def restarts(folder: Path) -> list[float]:
    """Seconds from the start of a killed station until its line is up on both sides."""
    here, there = (station_folder(folder, party.code) for party in PARTIES)
    far = _start(there)
    near: subprocess.Popen[bytes] | None = None
    times = []
    try:
        _wait_until_ready(there, far)
        for _ in range(RESTARTS + 1):
            if near is not None:
                near.send_signal(signal.SIGKILL)
                near.wait()
            start = time.monotonic()
            near = _start(here)
            seconds_until_up(here, there)
            times.append(time.monotonic() - start)
    finally:
        _stop([far, *([near] if near else [])])
    return times[1:]


def measure(_: Earlier) -> list[Figure]:
    """The figures of growth and restart."""
    with tempfile.TemporaryDirectory(prefix="growth-", dir=Path("bench/out")) as folder:
        short, long = Path(folder) / "short", Path(folder) / "long"
        start = time.monotonic()
        for made, entries in ((short, SHORT), (long, LONG)):
            make_beside(made)
            write_history(made, entries, now_ms(), mixed=MIXED)
        filled = time.monotonic() - start
        early, late = uvloop.run(compare(short, long))
        up_again = restarts(long)
    busy = statistics.median(late.busy) / statistics.median(early.busy)
    passed = statistics.median(late.passed) / statistics.median(early.passed)
    return [
        told("growth.filled_1000000", filled, "s"),
        told("growth.message_busy", statistics.median(late.busy) * 1e3, "ms"),
        at_most("growth.message_busy_1000_to_1000000", busy, "times", 1.2),
        at_most("growth.message_time_1000_to_1000000", passed, "times", 1.2),
        at_most("restart.line_up_1000000", statistics.median(up_again), "s", 3),
        told("restart.line_up_1000000_worst", percentile(up_again, 100), "s"),
    ]
