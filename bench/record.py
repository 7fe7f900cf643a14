"""How fast a long record is checked: by the stand-alone verifier, and by the station's command.

Both are measured as a person starts them: a process of its own, from its start to its verdict.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.demos import make_beside
from bench.figures import Earlier, Figure, at_least, told
from bench.history import write_history
from openline.cli.demo import PARTIES, station_folder
from openline.station.wiring import now_ms

ENTRIES = 100_000
RUNS = 3
BAR = 20_000


def measure(earlier: Earlier) -> list[Figure]:
    """Make a record, export it, and check it three times each way."""
    with tempfile.TemporaryDirectory() as folder:
        demo, file = Path(folder, "demo"), Path(folder, "record.olr")
        make_beside(demo)
        entries = write_history(demo, ENTRIES, now_ms())
        station = station_folder(demo, PARTIES[0].code)
        start = time.monotonic()
        _run("openline", "record", "export", str(station), str(file))
        exported = time.monotonic() - start
        alone = _rate(entries, "verifier", str(file), "--json")
        own = _rate(entries, "openline", "record", "verify", str(station), "--json")
        size = file.stat().st_size
    why = f"a record of {entries:,} entries"
    return [
        at_least("verifier", alone, "entries/s", BAR, why),
        at_least("openline record verify", own, "entries/s", BAR, why),
        told("openline record export", entries / exported, "entries/s"),
        told("exported record", size / entries, "B/entry"),
    ]


def _rate(entries: int, *command: str) -> float:
    times = []
    for _ in range(RUNS):
        start = time.monotonic()
        verdict = json.loads(_run(*command))
        times.append(time.monotonic() - start)
        assert (verdict["result"], verdict["entries"]) == ("holds", entries), verdict
    return entries / statistics.median(times)


def _run(module: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments], check=True, capture_output=True, text=True
    )
    return done.stdout
