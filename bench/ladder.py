"""The ladder: from a ring to the first bell outside the page, step by step, and after kill -9.

The caller's station is in this process, the rung one a process of its own with a rota; its
bells are programs that write down when they ran. Both have real stores, anchors and links. A
page's bell is measured by `rings`: from the key pressed there until the far page sounds.
"""

import asyncio
import os
import signal
import subprocess
import tempfile
import time
from importlib import resources
from pathlib import Path

import uvloop

from bench.demos import make_beside
from bench.figures import Earlier, Figure, at_most, percentile, told
from bench.messages import up
from openline import ceremony
from openline.cli.demo import PARTIES, _start, _stop, _wait_until_ready, station_folder
from openline.core.acts import calls
from openline.core.acts.act import Addressee, Kind, Ref
from openline.core.switchboard import Say
from openline.station.wiring import Running, load

WARM_UP = 5
RINGS = 200
CLIMBS = 10
STEPS = 4
KILLS = 5
LOOK_S = 0.002
WAIT_S = 30.0
ROTA = """\
[bells.clock]
command = ["sh", "-c", "echo $(date +%s%N) $OPENLINE_ID >> rung"]
[ladders.watch]
repeat_s = 60
""" + "".join(
    f"""\
[[ladders.watch.steps]]
name = "Step {number}"
after_s = {number}
bells = ["clock"]
"""
    for number in range(STEPS)
)


class House:
    """The rung station: its process, and when its bells ran."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = folder / "rung"
        (folder / "rota.toml").write_text(ROTA)
        self.process = self.start()

    def start(self) -> subprocess.Popen[bytes]:
        """Start its process."""
        self.process = _start(self.folder)
        return self.process

    def rung(self) -> list[float]:
        """When each bell first ran, in seconds since 1970: one that was under way in a crash
        may run again, and says by its id that it is the same."""
        rows = self.log.read_text().splitlines() if self.log.exists() else []
        first: dict[str, float] = {}
        for row in rows:
            at, _, name = row.partition(" ")
            if name:
                first.setdefault(name, int(at) / 1e9)
        return sorted(first.values())

    async def bells(self, count: int) -> list[float]:
        """Wait until so many bells have run since the last `silence`."""
        give_up = time.monotonic() + WAIT_S
        while len(self.rung()) < count:
            if time.monotonic() > give_up:
                raise TimeoutError(f"{len(self.rung())} bells of {count} rang.")
            await asyncio.sleep(LOOK_S)
        return self.rung()

    def silence(self) -> None:
        """Forget what rang so far."""
        self.log.unlink(missing_ok=True)


async def ring(running: Running) -> Ref:
    """Ring the other side's watch desk."""
    (line,) = running.loop.lines
    body = calls.Ring(0, "", "bench", 60, "Watch officer 1")
    to = Addressee(1, "watch")
    return await running.loop.say(
        line, Say(os.urandom(16), Kind.REAL, "watch", to, calls.RING, body)
    )


async def withdraw(running: Running, ref: Ref) -> None:
    """Withdraw a ring, and let the other side know of it."""
    (line,) = running.loop.lines
    body = calls.Cancel(ref, calls.CancelReason.WITHDRAWN)
    said = await running.loop.say(
        line, Say(os.urandom(16), Kind.REAL, "watch", None, calls.CANCEL, body)
    )
    await running.loop.receipted(line, said)


async def first_bell_ms(running: Running, house: House) -> float:
    """From the ring's command to the caller's station until the far bell ran."""
    house.silence()
    began = time.time()
    ref = await ring(running)
    (at,) = await house.bells(1)
    await withdraw(running, ref)
    return (at - began) * 1_000


async def lateness_ms(running: Running, house: House) -> list[float]:
    """How far from its due time each further step's bell ran; the first one is the origin."""
    house.silence()
    ref = await ring(running)
    first, *others = await house.bells(STEPS)
    await withdraw(running, ref)
    return [abs(at - first - number) * 1_000 for number, at in enumerate(others, 1)]


async def after_kill_s(running: Running, house: House) -> tuple[float, int]:
    """From the start after kill -9 until the overdue step rings; bells of that ring in all."""
    house.silence()
    ref = await ring(running)
    await house.bells(1)
    house.process.send_signal(signal.SIGKILL)
    house.process.wait()
    await asyncio.sleep(1.2)  # the second step falls due meanwhile
    began = time.time()
    house.start()
    at = (await house.bells(2))[1]
    rung = len(await house.bells(STEPS))
    await up(running)
    await withdraw(running, ref)
    return at - began, rung


async def run(folder: Path) -> tuple[list[float], list[float], list[float], int]:
    """All times; and by how many bells any ring had more or less than its steps."""
    draft = (resources.files(ceremony) / "example.toml").read_text()
    source = folder.with_suffix(".toml")
    # More rings than the agreement of the demonstration allows in an hour.
    source.write_text(draft.replace("an_hour = 20\n", "an_hour = 100000\n", 1))
    make_beside(folder, source)
    here, there = (station_folder(folder, party.code) for party in PARTIES)
    house = House(there)
    try:
        _wait_until_ready(there, house.process)
        running = load(here)
        working = await running.start()
        try:
            await up(running)
            firsts = [await first_bell_ms(running, house) for _ in range(WARM_UP + RINGS)]
            late: list[float] = []
            for _ in range(CLIMBS):
                late += await lateness_ms(running, house)
            killed = [await after_kill_s(running, house) for _ in range(KILLS)]
        finally:
            await running.stop(working)
    finally:
        _stop([house.process])
    wrong = sum(abs(rung - STEPS) for _, rung in killed)
    return firsts[WARM_UP:], late, [seconds for seconds, _ in killed], wrong


def measure(earlier: Earlier) -> list[Figure]:
    """The figures of the ladder."""
    with tempfile.TemporaryDirectory(prefix="ladder-", dir=Path("bench/out")) as folder:
        firsts, late, killed, wrong = uvloop.run(run(Path(folder) / "demo"))
    return [
        told("ladder.ring_to_bell_p50", percentile(firsts, 50), "ms"),
        at_most("ladder.ring_to_bell_p99", percentile(firsts, 99), "ms", 100),
        at_most("ladder.step_from_due_max", max(late), "ms", 100),
        at_most("ladder.after_kill_max", max(killed), "s", 2),
        at_most("ladder.steps_lost_or_twice", wrong, "steps", 0),
    ]
