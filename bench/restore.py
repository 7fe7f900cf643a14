"""How long a station that lost its record takes to have it again from its counterpart.

Both stations are processes of their own with real stores and links on loopback. The first one's
store is taken away while it stands still; the time runs from its start until it holds and has
judged every entry again, its own by the other side's copy, and speaks in its new feed.
"""

import tempfile
import time
from pathlib import Path

from bench.demos import make_beside
from bench.figures import Earlier, Figure, at_most, told
from bench.history import write_history
from bench.memory import MIB, resident
from openline.cli.demo import PARTIES, _start, _stop, _wait_until_ready, station_folder
from openline.station import admin
from openline.station.wiring import kept_lines, now_ms

ENTRIES = 1_000_000
MIXED = 20_000
LIMIT_S = 900.0
LOOK_EVERY_S = 0.5


def lose_store(folder: Path) -> None:
    """Take the record of a station away; keys, agreement and anchor stay."""
    for name in ("store", "store-wal", "store-shm", "store.lock"):
        (folder / name).unlink(missing_ok=True)


def restored(folder: Path) -> bool:
    """Whether a running station has taken back and judged all that was lost."""
    (line,) = admin.call(folder, "status")["lines"]
    return bool(line["recovered"])


def seconds_to_restore(folder: Path) -> tuple[float, float]:
    """Seconds until the first station has its record again; the peak of its memory in MiB."""
    here, there = (station_folder(folder, party.code) for party in PARTIES)
    lose_store(here)
    far = _start(there)
    stations = [far]
    try:
        _wait_until_ready(there, far)
        start = time.monotonic()
        near = _start(here)
        stations.append(near)
        _wait_until_ready(here, near)
        while not restored(here):
            if time.monotonic() > start + LIMIT_S:
                raise TimeoutError(f"Not restored after {LIMIT_S:.0f} s.")
            time.sleep(LOOK_EVERY_S)
        passed = time.monotonic() - start
        peak = resident(near, "VmHWM") / MIB
    finally:
        _stop(stations)
    return passed, peak


def entries_held(folder: Path) -> int:
    """Entries in a station's store."""
    with kept_lines(folder) as (_, (line,)):
        return sum(feed.size for feed in line.state.feeds.values())


def measure(_: Earlier) -> list[Figure]:
    """The figures of a restore."""
    with tempfile.TemporaryDirectory(prefix="restore-", dir=Path("bench/out")) as made:
        folder = Path(made) / "demo"
        make_beside(folder)
        write_history(folder, ENTRIES, now_ms(), mixed=MIXED)
        here = station_folder(folder, PARTIES[0].code)
        before = entries_held(here)
        passed, peak = seconds_to_restore(folder)
        after = entries_held(here)
    if after < before:
        raise ValueError(f"{before - after} entries did not come back.")
    return [
        at_most("restore.lost_store_1000000", passed, "s", 180),
        told("restore.memory_peak", peak, "MiB"),
    ]
