"""Run the measurements, print a table, and write bench/results.json.

Usage: python -m bench [NAME ...]. With names only those run, after the floor.
bench/results.json is written only by a run of all that ended: its figures are of one run.

Exit status: 0 if every bar holds, 1 if one does not or a measurement failed, 2 for a wrong
name.
"""

import importlib
import sys
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from bench.figures import Figure, FigureName, Measure, shown

FLOOR = "floor"
# Name to module; each module has `measure(earlier) -> list[Figure]`. They run in this order, so
# that a later one can hold its figures against an earlier one's.
MODULES = {
    FLOOR: "bench.floor",
    "voice": "bench.voice",
    "rings": "bench.rings",
    "ladder": "bench.ladder",
    "opening": "bench.opening",
    "call": "bench.voice_whole",
    "messages": "bench.messages",
    "storage": "bench.storage",
    "links": "bench.links",
    "paths": "bench.paths",
    "voice-cut": "bench.voice_cut",
    "narrow": "bench.narrow",
    "flood": "bench.flood",
    "growth": "bench.growth",
    "memory": "bench.memory",
    "restore": "bench.restore",
    "record": "bench.record",
    "core": "bench.core",
}
OUT = Path("bench/out")
RESULTS = Path("bench/results.json")


def load(name: str) -> Measure:
    """The measuring function of that name."""
    measure: Measure = importlib.import_module(MODULES[name]).measure
    return measure


def run(names: list[str], console: Console) -> tuple[dict[FigureName, Figure], bool]:
    """Run measurements in order. Returns the figures, and whether every measurement ended."""
    figures: dict[FigureName, Figure] = {}
    complete = True
    for name in names:
        console.print(f"Measuring {name}.", style="dim")
        try:
            measured = load(name)(figures)
        except Exception:  # noqa: BLE001  # one that fails must not take the others' figures along
            console.print(f"{name} failed:")
            console.print_exception(max_frames=5)
            complete = False
            continue
        figures |= {figure.name: figure for figure in measured}
        for figure in measured:
            verdict = {None: "", True: "holds", False: "DOES NOT HOLD"}[figure.holds]
            console.print(f"  {figure.name}  {shown(figure.value)} {figure.unit}  {verdict}")
    return figures, complete


def table_of(figures: dict[FigureName, Figure]) -> Table:
    """The figures for a reader."""
    table = Table("figure", "value", "unit", "bar", "holds")
    table.columns[1].justify = "right"
    words = {None: "", True: "yes", False: "NO"}
    for figure in figures.values():
        cells = (figure.name, shown(figure.value), figure.unit, figure.bar or "")
        table.add_row(*cells, words[figure.holds])
    return table


def results_of(figures: dict[FigureName, Figure]) -> bytes:
    """The figures for a program."""
    results = {
        figure.name: {
            "value": round(figure.value, 4),
            "unit": figure.unit,
            "bar": figure.bar,
            "holds": figure.holds,
        }
        for figure in figures.values()
    }
    return msgspec.json.format(msgspec.json.encode(results), indent=2) + b"\n"


def main(arguments: list[str]) -> int:
    """Run what the arguments name, or all."""
    unknown = [name for name in arguments if name not in MODULES]
    if unknown:
        print(f"There is no measurement {unknown[0]}. There are: {', '.join(MODULES)}.")
        return 2
    console = Console()
    OUT.mkdir(exist_ok=True)
    names = [name for name in MODULES if not arguments or name in arguments or name == FLOOR]
    figures, complete = run(names, console)
    console.print(table_of(figures))
    if complete and not arguments:
        RESULTS.write_bytes(results_of(figures))
        console.print(f"Written to {RESULTS}.")
    return int(not complete or any(figure.holds is False for figure in figures.values()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
