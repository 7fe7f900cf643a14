"""A few dozen seeds of the simulator; `make simulate` runs as many as you like."""

import asyncio
import subprocess
import sys

import pytest

from simulator.clockwork import Clockwork, Stuck
from simulator.events import draw
from simulator.mutants import ROOT
from simulator.play import play

BROKEN_ONCE = (
    *(1578, 11157, 11349, 12761, 13471, 16414, 20776, 43188),
    *(32990, 33275, 53839, 62550, 73933),
    *(803167, 817740, 830943, 1000402, 1027061, 1310482, 1317718),
)
"""Mended since. What each was: docs/simulator.md."""


@pytest.mark.parametrize("seed", [*range(24), *BROKEN_ONCE])
def test_nothing_breaks(seed: int) -> None:
    outcome = play(draw(seed))
    assert outcome.broken is None, f"make simulate SEED={seed}: {outcome.broken}"
    assert outcome.entries > 4


def test_a_seed_is_a_story() -> None:
    first, again = (play(draw(3), tell=True) for _ in range(2))
    assert first.story == again.story
    assert len(first.story) > len(first.plan.events)
    assert (first.parcels, first.entries, first.days) == (
        again.parcels,
        again.entries,
        again.days,
    )
    assert play(draw(4), tell=True).story != first.story


def test_time_passes_only_when_nothing_is_left_to_do() -> None:
    loop = Clockwork()
    times: list[float] = []

    async def wait(seconds: float) -> None:
        await asyncio.sleep(seconds)
        times.append(loop.time())

    async def both() -> None:
        await asyncio.gather(wait(86_400), wait(2))
        loop.skip(100)
        await wait(1)

    loop.run_until_complete(both())
    assert times == pytest.approx([2, 86_400, 86_501])
    with pytest.raises(Stuck):
        loop.run_until_complete(loop.create_future())
    loop.close()


def test_a_range_of_seeds_is_shared_by_processes_and_told_in_order() -> None:
    command = (sys.executable, "-m", "simulator", "--first", "5", "--seeds", "3")
    told = [
        subprocess.run(
            (*command, "--jobs", jobs), capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout
        for jobs in ("1", "2")
    ]
    assert told[0].startswith("3 seeds: nothing broke.")
    done = [text.partition("; ")[2] for text in told]
    assert done[0] == done[1] != ""
