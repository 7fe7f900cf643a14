"""Two real stations and a browser with their consoles, for measurements of the whole."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect

from bench.demos import make_beside
from bench.voice import probed_context
from openline.cli.demo import PARTIES, running, station_folder
from openline.station import admin
from tests.whole.console import Console

CALLER, CALLEE = (party.code for party in PARTIES)
READY_MS = 15_000


@contextlib.contextmanager
def stations(name: str) -> Iterator[Path]:
    """The demonstration's two stations at work; yields its folder."""
    with tempfile.TemporaryDirectory(prefix=f"{name}-", dir=Path("bench/out")) as folder:
        demo = Path(folder) / "demo"
        make_beside(demo)
        with running(demo):
            yield demo


def entrance(folder: Path, party: str) -> str:
    """A one-time link to a party's watch desk."""
    who = {"person": "Watch officer 1", "role": None, "language": "en"}
    answer = admin.call(station_folder(folder, party), "enrol", desk="watch", **who)
    return str(answer["url"])


@contextlib.contextmanager
def console(browser: Browser, folder: Path, party: str, script: str = "") -> Iterator[Console]:
    """A console of a party's watch desk, ready for a call.

    Args:
        script: Run in the page before its own scripts.
    """
    context = probed_context(browser)
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.goto(entrance(folder, party))
    page.locator("button[type=submit]").click()
    page.locator("[data-ready]").wait_for(state="attached")
    opened = Console(page)
    expect(page.locator(".rail").get_by_text("Ready").first).to_be_visible(timeout=READY_MS)
    try:
        yield opened
    finally:
        opened.leave()


def press(console: Console, name: str) -> float:
    """Press a button where the page itself notes when; returns epoch ms."""
    pressed: Any = console.button(name).evaluate(
        """(button) => {
            const at = performance.timeOrigin + performance.now();
            button.click();
            return at;
        }"""
    )
    return float(pressed)
