"""Throw inputs at every reader of foreign bytes for a while, and tell how many it took.

`python -m tests.fuzz --seconds 60 [NAME...]`: the time is shared by the targets. With atheris
(`make fuzz` installs it) what the readers' code goes through
guides the choice of inputs; without, or with `--plain`, the inputs are made by `mutate` alone.
A finding is written to tests/fuzz/corpus/NAME and ends its target. Exit status 1: a finding.

`--ledger FILE` adds to a file how many inputs each target took and how many were findings;
with `--up-to 10000000` only targets that took fewer so far go on, up to that number. Rates are
inputs a second of processor time, so that those of a busy machine mean something too.

Signatures that were found good are remembered (`remember`): no verdict changes by it.

The page's readers run under node (`page.js`), where there is one, and are never guided.
"""

import argparse
import gc
import json
import os
import shutil
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any, Final

from tests.fuzz.remember import remember_signatures

CORPUS: Final = Path(__file__).parent / "corpus"
PAGE: Final = Path(__file__).parent / "page.js"
PAGE_NAMES: Final = ("page-transport", "page-binding", "page-frames")
LOOK_EVERY: Final = 256
NO_END: Final = 1 << 63


class Finding(Exception):
    """A reader did what it does not say."""


def corpus(name: str) -> list[bytes]:
    """What was found before for a target; no reader may fail on it again."""
    return [path.read_bytes() for path in sorted((CORPUS / name).glob("*"))]


def attempt(name: str, run: Callable[[bytes], None], data: bytes) -> None:
    """Give a target one input.

    Raises:
        Finding: Something undocumented left it; the input is kept.
    """
    try:
        run(data)
    except Exception as error:
        folder = CORPUS / name
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / sha256(data).hexdigest()[:16]
        path.write_bytes(data)
        told = "".join(traceback.format_exception(error)[-3:])
        raise Finding(f"{name}: {path}\n{told}") from error


def plainly(name: str, seconds: float, seed: int, most: int) -> int:
    """Run one target on mutated inputs, about `most` of them; returns how many it took."""
    remember_signatures()
    from tests.fuzz.mutate import mutated
    from tests.fuzz.targets import TARGETS

    target = TARGETS[name]
    seeds = [*target.seeds(), *corpus(name)]
    for data in seeds:
        attempt(name, target.run, data)
    dice = Random(seed)
    count, end = len(seeds), time.monotonic() + seconds
    gc.freeze()  # what was imported needs no looking through again and again
    while count < most and time.monotonic() < end:
        for _ in range(LOOK_EVERY):
            attempt(name, target.run, mutated(dice, seeds))
        count += LOOK_EVERY
    return count


def guided(name: str, seconds: float, seed: int, most: int) -> int:
    """Run one target under atheris, in a process of its own that it ends and `tell`s of."""
    import atheris

    remember_signatures()
    with atheris.instrument_imports(include=["openline", "verifier"]):
        from tests.fuzz.targets import TARGETS
    from tests.fuzz.mutate import mutated

    target = TARGETS[name]
    seeds = [*target.seeds(), *corpus(name)]
    count = 0

    def one(data: bytes) -> None:
        nonlocal count
        count += 1
        attempt(name, target.run, data)

    def mutator(data: bytes, most: int, number: int) -> bytes:
        dice = Random(number)
        if dice.random() < 0.3:
            return bytes(atheris.Mutate(data, most))
        return mutated(dice, [data, data, *seeds])[:most]

    end = time.monotonic() + seconds

    def until(data: bytes) -> None:
        if count >= most or time.monotonic() > end:
            tell(count)
            os._exit(0)
        one(data)

    for data in seeds:
        one(data)
    options = [sys.argv[0], f"-seed={seed}", "-max_len=65536", "-len_control=0", "-verbosity=0"]
    setup: Any = atheris.Setup
    setup(options, until, custom_mutator=mutator)
    atheris.Fuzz()
    return count


def tell(count: int) -> None:
    """Print how many inputs this process took, and its seconds of processor time."""
    print(count, time.process_time(), flush=True)


def command_of(name: str, seconds: float, seed: int, most: int, *, plain: bool) -> list[str]:
    """What runs one target in a process of its own, which `tell`s of it."""
    if name in PAGE_NAMES:
        return ["node", str(PAGE), name, str(seconds), str(seed), str(most)]
    options = ["--seconds", str(seconds), "--seed", str(seed), "--up-to", str(most)]
    options += ["--plain"] if plain else []
    return [sys.executable, "-m", "tests.fuzz", "--only", name, *options]


def taken(ledger: Path | None) -> dict[str, dict[str, Any]]:
    """What a ledger says of each target; nothing if there is none yet."""
    if ledger is None or not ledger.exists():
        return {}
    told: dict[str, dict[str, Any]] = json.loads(ledger.read_text("ascii"))
    return told


def enter(ledger: Path, name: str, count: int, rate: int, *, found: bool) -> None:
    """Add a run of a target to a ledger, with day, commit and rate of the newest run."""
    told = taken(ledger)
    before = told.get(name, {"inputs": 0, "findings": 0})
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    told[name] = {
        "inputs": before["inputs"] + count,
        "findings": before["findings"] + found,
        "day": time.strftime("%Y-%m-%d"),
        "commit": commit.stdout.strip(),
        "rate": rate,
    }
    ledger.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", "ascii")


def main() -> int:
    """Read the options and run the targets one after the other."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--ledger", type=Path)
    parser.add_argument("--up-to", type=int, default=NO_END)
    parser.add_argument("--only", help=argparse.SUPPRESS)
    given = parser.parse_args()
    way = guided if find_spec("atheris") and not given.plain else plainly
    if given.only:
        try:
            tell(way(given.only, given.seconds, given.seed, given.up_to))
        except Finding as finding:
            print(finding, file=sys.stderr)
            return 1
        return 0
    from tests.fuzz.targets import TARGETS

    before = {name: told["inputs"] for name, told in taken(given.ledger).items()}
    every = [*TARGETS, *PAGE_NAMES] if shutil.which("node") else [*TARGETS]
    names = [name for name in given.names or every if before.get(name, 0) < given.up_to]
    total = found = 0
    for name in names:
        each = given.seconds / len(names)
        most = given.up_to - before.get(name, 0)
        # A ledger counts no input twice: each run of a target throws other dice.
        seed = given.seed + before.get(name, 0)
        command = command_of(name, each, seed, most, plain=given.plain)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        held = done.returncode == 0
        *_, count, seconds = done.stdout.split() if held else ("0", "1")
        rate = round(int(count) / float(seconds))
        total += int(count)
        found += not held
        if given.ledger is not None:
            enter(given.ledger, name, int(count), rate, found=not held)
        told = f"{int(count):>12,} inputs {rate:>10,}/s" if held else "A FINDING"
        print(f"{name:<16}{told}", flush=True)
        if not held:
            print(done.stderr[-3_000:], flush=True)
    print(f"{total:,} inputs by {way.__name__}, {found} findings.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
