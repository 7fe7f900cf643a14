"""Two paths between two stations, one of them cut in silence while messages and rings go on.

Both hosts are network namespaces with a kernel's TCP of their own; the cables delay each packet
by 20 to 25 ms. Side A runs in this process, where a request and its receipt are seen as its
station sees them; side B is a process on the other host. Times are to the verified receipt.

Usage: python -m bench.paths FOLDER runs in namespaces that bench.cables made, and writes JSON.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

import msgspec
import uvloop

from bench import cables
from bench.figures import Earlier, Figure, at_most, percentile, told
from openline.cli.demo import PARTIES, _stop, _wait_until_ready, make_demo, station_folder
from openline.core.acts.act import Addressee, Kind
from openline.core.acts.calls import CANCEL, RING, Cancel, CancelReason, Ring
from openline.core.acts.messages import MESSAGE, Message
from openline.core.codec import Struct
from openline.core.switchboard import Say
from openline.station.wiring import Running, load, now_ms

PORT: Final = 7411
DELAY: Final = ("delay 20", "jitter 5")
WARM_UP: Final = 200
MESSAGES: Final = 1_000
EVERY_S: Final = 0.01
RINGS: Final = 50
CUTS: Final = 10
LOOK_S: Final = 0.25
TEXT: Final = "x" * 500
NEAR, FAR = (party.code for party in PARTIES)
HOSTS: Final = {NEAR: cables.NEAR_HOSTS, FAR: cables.FAR_HOSTS}


class Times(msgspec.Struct):
    """Milliseconds, each list in the order of sending."""

    usual: list[float]
    cut: list[float]
    usual_rings: list[float]
    cut_rings: list[float]
    costly: list[float]


def hold_ceremony(folder: Path, source: Path | None = None) -> None:
    """Make both stations, each with an address on each cable; see `make_demo`."""
    addresses = {
        code: [f"{host}:{PORT}" for host in hosts.values()] for code, hosts in HOSTS.items()
    }
    make_demo(folder, source, addresses)


def set_paths(folder: Path, *, radio_cost: int) -> None:
    """Write the paths into both stations' settings."""
    for code, hosts in HOSTS.items():
        other = HOSTS[FAR if code == NEAR else NEAR]
        tables = [
            f'[[line.paths]]\nname = "{name}"\nlisten = "{host}:{PORT}"\n'
            f'dial_from = "{host}"\naddresses = ["{other[name]}:{PORT}"]\n'
            f"cost = {radio_cost if name == 'radio' else 0}\n"
            for name, host in hosts.items()
        ]
        path = station_folder(folder, code) / "station.toml"
        head, _, rest = path.read_text().partition("[line]\n")
        tail = rest[rest.index("[web]") :]
        path.write_text(f"{head}[line]\n{''.join(tables)}\n{tail}")


@contextmanager
def far_station(folder: Path) -> Iterator[None]:
    """Side B at work on the other host."""
    there = station_folder(folder, FAR)
    with at_work(there, cables.over_there(station_command(there))):
        yield


def station_command(station: Path) -> list[str]:
    """The command that runs a station."""
    return [sys.executable, "-m", "openline", "station", "run", str(station)]


@contextmanager
def at_work(station: Path, command: Sequence[str]) -> Iterator[None]:
    """A station as a process of its own, by the command that runs it."""
    with (station / "station.log").open("ab") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            _wait_until_ready(station, process)
            yield
        finally:
            _stop([process])


@asynccontextmanager
async def stations(folder: Path) -> AsyncIterator[Running]:
    """Both stations at work, with proof of life on both paths."""
    with far_station(folder):
        running = load(station_folder(folder, NEAR))
        working = await running.start()
        try:
            await both_sound(running)
            yield running
        finally:
            await running.stop(working)


async def both_sound(running: Running) -> None:
    """Wait until life is proven on both paths, by an echo that came after this call.

    TCP brings it behind all that it still had to bring again.
    """
    since_ms = now_ms()
    (room,) = running.loop.lines.values()
    (pulse,) = room.pulses.values()
    async with asyncio.timeout(60):
        while True:
            links = pulse.links.values()
            fresh = [link for link in links if (link.echo_ms or 0) > since_ms]
            if len(fresh) == len(HOSTS[NEAR]) and all(one.sound(now_ms()) for one in fresh):
                break
            # Whether a link is sound is a matter of time, too: nobody tells of that.
            await asyncio.sleep(LOOK_S)


async def said(running: Running, type_: int, body: Struct) -> float:
    """Say something; return the milliseconds to its receipt."""
    ((line, room),) = running.loop.lines.items()
    to = Addressee(1 - room.charter.me, "watch")
    given = Say(os.urandom(16), Kind.REAL, "watch", to, type_, body)
    start = time.perf_counter()
    ref = await running.loop.say(line, given)
    await running.loop.receipted(line, ref)
    took = time.perf_counter() - start
    if type_ == RING:
        cancel = Cancel(ref, CancelReason.WITHDRAWN)
        over = Say(os.urandom(16), Kind.REAL, "watch", None, CANCEL, cancel)
        await running.loop.receipted(line, await running.loop.say(line, over))
    return took * 1_000


async def messages(
    running: Running, count: int, cable: cables.Cable | None = None
) -> list[float]:
    """Say messages at an even pace, not waiting for each other; a cable is cut midway."""
    loop = asyncio.get_running_loop()
    start = loop.time()
    tasks = []
    for number in range(count):
        if cable is not None and number == count // 2:
            cable.tell("cut")
        body = Message(3, "en", "", TEXT, None, "Watch officer 1")
        tasks.append(asyncio.create_task(said(running, MESSAGE, body)))
        await asyncio.sleep(max(0.0, start + number * EVERY_S - loop.time()))
    return await asyncio.gather(*tasks)


async def ring(running: Running) -> float:
    """Ring, and give up once the ring has reached the station."""
    return await said(running, RING, Ring(1, "", "", 60, "Watch officer 1"))


async def mend(running: Running, cable: cables.Cable) -> None:
    """Mend a cable and wait until it is trusted again."""
    cable.tell("mend")
    await both_sound(running)


async def run(folder: Path) -> Times:
    """All of it."""
    hold_ceremony(folder)
    with cables.laid(*DELAY) as laid:
        set_paths(folder, radio_cost=0)
        async with stations(folder) as running:
            await messages(running, WARM_UP)
            usual = await messages(running, MESSAGES)
            cut = []
            for cable in laid.values():
                cut += await messages(running, MESSAGES, cable)
                await mend(running, cable)
            usual_rings = [await ring(running) for _ in range(RINGS)]
            cut_rings = []
            for number in range(CUTS):
                cable = laid["radio" if number % 2 else "cable"]
                cable.tell("cut")
                cut_rings.append(await ring(running))
                await mend(running, cable)
        set_paths(folder, radio_cost=1)
        async with stations(folder) as running:
            await messages(running, WARM_UP)
            costly = await messages(running, MESSAGES, laid["cable"])
    return Times(usual, cut, usual_rings, cut_rings, costly)


def measure(earlier: Earlier) -> list[Figure]:
    """Times of messages and rings when one of two paths is cut, against their usual ones."""
    with tempfile.TemporaryDirectory(prefix="paths-", dir=Path("bench/out")) as folder:
        done = subprocess.run(
            cables.inside("bench.paths", f"{folder}/demo"), stdout=subprocess.PIPE, check=True
        )
    times = msgspec.json.decode(done.stdout, type=Times)
    usual, usual_ring = percentile(times.usual, 99), percentile(times.usual_rings, 99)
    why = "1.5 x usual p99"
    return [
        told("paths.message.p50", statistics.median(times.usual), "ms"),
        told("paths.message.p99", usual, "ms"),
        at_most("paths.cut.message.max", max(times.cut), "ms", 1.5 * usual, why),
        told("paths.ring.p99", usual_ring, "ms"),
        at_most("paths.cut.ring.max", max(times.cut_rings), "ms", 1.5 * usual_ring, why),
        told("paths.cut.message.max.costly", max(times.costly), "ms"),
    ]


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(run(Path(sys.argv[1])))))
