"""`python -m simulator`: runs seeds, and shows the shortest way to what one of them broke."""

import argparse
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from simulator.events import draw
from simulator.mutants import hunt_all
from simulator.parties import agreement_of
from simulator.play import Outcome, play
from simulator.shrink import shrink

EVERY_S = 20.0
"""How often it is told how far it has come."""
AT_ONCE = 4
"""So many seeds a process is given at a time."""


@dataclass(frozen=True)
class Tally:
    """What came of one seed: what it broke, or None, and how much was done in which time."""

    seed: int
    broken: str | None
    days: float
    entries: int
    parcels: int
    cpu_s: float


def main(arguments: list[str]) -> int:
    """Run seeds; return 1 if one of them broke an invariant."""
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--seed", type=int, help="this one alone, with its time line")
    parser.add_argument("--jobs", type=int, default=cores(), help="so many processes")
    parser.add_argument("--all", action="store_true", help="go on after one that breaks")
    parser.add_argument("--quick", action="store_true", help="no shrinking")
    parser.add_argument("--mutants", action="store_true", help="look for planted mistakes")
    parser.add_argument("--named", default="", help="only those whose name contains this")
    asked = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    if asked.mutants:
        return hunt_all(asked.seeds, asked.named)
    if asked.seed is not None:
        return one(asked.seed, quick=asked.quick)
    seeds = range(asked.first, asked.first + asked.seeds)
    if asked.all:
        return every(seeds, asked.jobs)
    return many(seeds, asked.jobs, quick=asked.quick)


def cores() -> int:
    """How many processor cores this process may use."""
    return len(os.sched_getaffinity(0))


def one(seed: int, *, quick: bool) -> int:
    """Run one seed and tell what happened in it."""
    outcome = play(draw(seed), tell=True)
    if outcome.broken is not None:
        return explain(outcome, quick=quick)
    say("\n".join(outcome.story))
    say(f"seed {seed}: nothing broke. {figures([tally_of(outcome, 0.0)])}")
    return 0


def many(seeds: range, jobs: int, *, quick: bool) -> int:
    """Run seeds until one breaks something."""
    done: list[Tally] = []
    for tally in tallies(seeds, jobs):
        done.append(tally)
        if tally.broken is not None:
            how = explain(play(draw(tally.seed)), quick=quick)
            if done[:-1]:
                say(f"Seeds {seeds[0]} to {tally.seed - 1}: nothing broke. {figures(done)}")
            say(f"Go on behind it: make simulate {_rest(seeds, tally.seed)}")
            return how
    say(f"{len(done)} seeds: nothing broke. {figures(done)}")
    return 0


def every(seeds: range, jobs: int) -> int:
    """Run all seeds and tell which of them break something."""
    done: list[Tally] = []
    for tally in tallies(seeds, jobs):
        done.append(tally)
        if tally.broken is not None:
            say(f"seed {tally.seed} breaks an invariant: {tally.broken.splitlines()[0]}")
    broken = sum(tally.broken is not None for tally in done)
    say(f"{len(done)} seeds: {broken} broke something. {figures(done)}")
    return 1 if broken else 0


def tallies(seeds: range, jobs: int) -> Iterator[Tally]:
    """Run seeds in so many processes; what came of them, in their order."""
    agreement_of(2), agreement_of(3)  # made once, for all processes
    if jobs == 1:
        yield from _telling(map(tally_seed, seeds), seeds)
        return
    with multiprocessing.get_context("fork").Pool(jobs, _deaf) as pool:
        yield from _telling(pool.imap(tally_seed, seeds, AT_ONCE), seeds)


def _telling(found: Iterator[Tally], seeds: range) -> Iterator[Tally]:
    """Tell now and then how far it has come."""
    told = time.monotonic()
    for tally in found:
        if time.monotonic() - told > EVERY_S:
            told = time.monotonic()
            say(f"seed {tally.seed} of {seeds[0]} to {seeds[-1]}", error=True)
        yield tally


def _deaf() -> None:
    """Leave it to the first process what is done when a key interrupts all."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def tally_seed(seed: int) -> Tally:
    """Run one seed."""
    began = time.process_time()
    outcome = play(draw(seed))
    return tally_of(outcome, time.process_time() - began)


def tally_of(outcome: Outcome, cpu_s: float) -> Tally:
    """What came of a run."""
    broken = None if outcome.broken is None else str(outcome.broken)
    seed = outcome.plan.seed
    return Tally(seed, broken, outcome.days, outcome.entries, outcome.parcels, cpu_s)


def _rest(seeds: range, seed: int) -> str:
    return f"SEEDS={seeds[-1] - seed} ARGS='--first {seed + 1}'"


def explain(outcome: Outcome, *, quick: bool) -> int:
    """Tell what broke, the shortest way to it, and how to see it again."""
    seed = outcome.plan.seed
    say(f"seed {seed} breaks an invariant: {outcome.broken}")
    if not quick:
        outcome = shrink(outcome, lambda what: say(what, error=True))
        told = play(outcome.plan, tell=True)
        say("\nThe shortest way to it that was found:\n")
        say("\n".join(told.story))
        say(f"\n{told.broken}")
    say(f"\nSee it again: make simulate SEED={seed}")
    return 1


def figures(done: list[Tally]) -> str:
    """How much was done, and how fast."""
    days = sum(tally.days for tally in done)
    entries = sum(tally.entries for tally in done)
    parcels = sum(tally.parcels for tally in done)
    cpu_s = sum(tally.cpu_s for tally in done)
    rate = ""
    if cpu_s:
        each = f"{60 * days / cpu_s:,.0f} line-days and {60 * len(done) / cpu_s:,.0f} seeds"
        rate = f", {each} a minute of processor time"
    return f"{days:,.1f} line-days{rate}; {entries:,} entries stored, {parcels:,} parcels sent."


def say(text: str, *, error: bool = False) -> None:
    """Print a line at once."""
    print(text, file=sys.stderr if error else sys.stdout, flush=True)


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # Sets of bytes are walked in the order of their hashes: the same in every process.
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(  # noqa: S606 - this program again
            sys.executable, [sys.executable, "-m", "simulator", *sys.argv[1:]]
        )
    sys.exit(main(sys.argv[1:]))
