"""Two stations on two hosts with two cables, which lose packets and are cut: `python -m ...`.

Runs in namespaces that `bench.cables` made. The last line is `done`.
"""

import asyncio
import sys
from pathlib import Path

import uvloop

from bench import cables
from bench.paths import (
    FAR,
    hold_ceremony,
    messages,
    ring,
    set_paths,
    stations,
)
from openline.cli.demo import station_folder
from openline.station.pulse import Lamp, Pulse
from openline.station.wiring import Running, kept_lines, now_ms

IMPAIRED = ("delay 20", "jitter 5", "loss 2")
COUNT = 200


def pulse_of(running: Running) -> Pulse:
    (room,) = running.loop.lines.values()
    (pulse,) = room.pulses.values()
    return pulse


async def until_down(running: Running) -> None:
    """Wait until no path is up."""
    pulse, changed = pulse_of(running), asyncio.Event()
    end = running.loop.watch(lambda _: changed.set())
    async with asyncio.timeout(180):
        while pulse.lamp(now_ms()) is not Lamp.DOWN:
            changed.clear()
            await changed.wait()
    end()


async def play(folder: Path) -> None:
    hold_ceremony(folder)
    set_paths(folder, radio_cost=1)
    with cables.laid(*IMPAIRED) as laid:
        async with stations(folder) as running:
            # The cheaper path falls silent midway: all of it arrives, the line stays up.
            await messages(running, COUNT, laid["cable"])
            await ring(running)
            assert pulse_of(running).lamp(now_ms()) is Lamp.UP
            # Then the other one: what is said meanwhile arrives once one of them is back.
            laid["radio"].tell("cut")
            waiting = asyncio.create_task(messages(running, COUNT))
            await until_down(running)
            laid["radio"].tell("mend")
            await waiting
            (room,) = running.loop.lines.values()
            held = {feed.feed: feed.size for feed in room.state.feeds.values()}
    with kept_lines(station_folder(folder, FAR)) as (_, (there,)):
        assert held == {feed.feed: feed.size for feed in there.state.feeds.values()}


if __name__ == "__main__":
    uvloop.run(play(Path(sys.argv[1])))
    print("done")
