"""Two real stations and a browser with their consoles, for measurements of the whole."""

import contextlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from bench.demos import make_beside
from bench.voice import probed_context
from openline.cli.demo import PARTIES, running, station_folder
from openline.station import admin
from tests.whole.console import Console

CALLER, CALLEE = (party.code for party in PARTIES)
HEARD_MS = 15_000
HEARD = re.compile("Ready|Bell not proven|Room unmanned")
"""What the rail says of a line whose other station is heard."""


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
    answer = admin.call(
        station_folder(folder, party),
        "enrol",
        desk="watch",
        person="Watch officer 1",
        role=None,
        language="en",
    )
    return str(answer["url"])


@contextlib.contextmanager
def console(
    browser: Browser, folder: Path, party: str, script: str = "", heard_ms: int = HEARD_MS
) -> Iterator[Console]:
    """A console of a party's watch desk, ready for a call.

    Args:
        script: Run in the page before its own scripts.
        heard_ms: How long the line may take until the other station is heard.
    """
    context = probed_context(browser)
    if script:
        context.add_init_script(script)
    page = context.new_page()
    page.goto(entrance(folder, party))
    page.locator("button[type=submit]").click()
    page.locator("[data-ready]").wait_for(state="attached")
    opened = Console(page)
    sign_on(page)
    line = page.locator(".rail a.key:not(.plain)").first
    expect(line).to_contain_text(HEARD, timeout=heard_ms)
    try:
        yield opened
    finally:
        opened.leave()


def sign_on(page: Page) -> None:
    """Take the watch: an empty room would sound its alarm into what is measured."""
    page.goto(f"{page.url.split('#')[0]}#/watch")
    page.locator("[data-main]").click()
    expect(page.locator("[data-main]")).to_have_count(0)
    page.goto(f"{page.url.split('#')[0]}#/")


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
