"""`python -m simulator`: runs seeds, and shows the shortest way to what one of them broke."""

import argparse
import logging
import os
import sys
import time

from simulator.events import draw
from simulator.mutants import hunt_all
from simulator.play import Outcome, play
from simulator.shrink import shrink

EVERY_S = 20.0
"""How often it is told how far it has come."""


def main(arguments: list[str]) -> int:
    """Run seeds; return 1 if one of them broke an invariant."""
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    parser.add_argument("--seeds", type=int, default=100, help="how many seeds")
    parser.add_argument("--first", type=int, default=0, help="the first of them")
    parser.add_argument("--seed", type=int, help="this one alone, with its time line")
    parser.add_argument("--quick", action="store_true", help="no shrinking")
    parser.add_argument("--mutants", action="store_true", help="look for planted mistakes")
    parser.add_argument("--named", default="", help="only those whose name contains this")
    asked = parser.parse_args(arguments)
    logging.disable(logging.CRITICAL)
    if asked.mutants:
        return hunt_all(asked.seeds, asked.named)
    if asked.seed is not None:
        return one(asked.seed, quick=asked.quick)
    return many(asked.first, asked.seeds, quick=asked.quick)


def one(seed: int, *, quick: bool) -> int:
    """Run one seed and tell what happened in it."""
    outcome = play(draw(seed), tell=True)
    if outcome.broken is not None:
        return explain(outcome, quick=quick)
    say("\n".join(outcome.story))
    say(f"seed {seed}: nothing broke. {figures([outcome], 0.0)}")
    return 0


def many(first: int, seeds: int, *, quick: bool) -> int:
    """Run seeds until one breaks something."""
    began, told = time.process_time(), time.monotonic()
    outcomes: list[Outcome] = []
    for seed in range(first, first + seeds):
        outcome = play(draw(seed))
        outcomes.append(outcome)
        if outcome.broken is not None:
            return explain(outcome, quick=quick)
        if time.monotonic() - told > EVERY_S:
            told = time.monotonic()
            say(f"{len(outcomes)} of {seeds} seeds", error=True)
    say(f"{seeds} seeds: nothing broke. {figures(outcomes, time.process_time() - began)}")
    return 0


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


def figures(outcomes: list[Outcome], cpu_s: float) -> str:
    """How much was done, and how fast."""
    days = sum(outcome.days for outcome in outcomes)
    entries = sum(outcome.entries for outcome in outcomes)
    parcels = sum(outcome.parcels for outcome in outcomes)
    rate = f", {60 * days / cpu_s:,.0f} a minute of processor time" if cpu_s else ""
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
