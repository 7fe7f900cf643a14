"""How long a person waits for the console of a line with a long record."""

import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.consoles import CALLER, console
from bench.demos import make_beside
from bench.figures import Earlier, Figure, at_most, percentile, told
from bench.history import write_history
from bench.voice import launch
from openline.cli.demo import running
from openline.station.wiring import now_ms

ACTS = 100_000
OPENINGS = 8
USABLE = """
() => {
    const line = document.querySelector(".rail a.key:not(.plain)");
    const board = document.querySelector("[data-ready]");
    if (!line || !board) return null;
    return performance.now();
}
"""


def measure(_: Earlier) -> list[Figure]:
    """From the address entered until the board of lines stands and the line can be opened."""
    with tempfile.TemporaryDirectory(prefix="opening-", dir=Path("bench/out")) as folder:
        demo = Path(folder) / "demo"
        make_beside(demo)
        write_history(demo, ACTS, now_ms())
        with running(demo), sync_playwright() as playwright:
            browser = launch(playwright)
            with console(browser, demo, CALLER) as opened:
                page = opened.page
                times = []
                for _turn in range(OPENINGS + 1):
                    page.goto("about:blank")
                    page.go_back(wait_until="commit")
                    found = page.wait_for_function(USABLE, polling="raf")
                    times.append(float(found.json_value()))
            browser.close()
    return [
        at_most("console.opened_100000_p50", statistics.median(times[1:]), "ms", 1_000),
        told("console.opened_100000_worst", percentile(times[1:], 100), "ms"),
    ]
