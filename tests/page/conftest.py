"""A browser, and a page of a scripted station in it."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.page import scenes
from tests.page.scripted_station import ScriptedStation

Doc = dict[str, Any]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
]
LIMIT_MS = 60_000
"""Patience for a machine that does much else meanwhile; nothing is demanded by it."""


class Console:
    """A page and the station that it talks to."""

    def __init__(self, page: Page, station: ScriptedStation) -> None:
        self.page = page
        self.station = station
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self._heard(said.type, said.text))

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error" and "Failed to load resource" not in text:
            self.errors.append(text)

    def now(self) -> int:
        """Return the time that scenes are told in."""
        return self.station.now_ms()

    def go(self, address: str = "") -> Page:
        """Open a place of the page and wait until it stands."""
        self.page.goto(f"{self.station.url}#/{address}")
        self.page.locator("[data-ready]").wait_for()
        expect(self.page.get_by_role("navigation", name="").first).to_be_visible()
        return self.page

    def line(self, tab: str = "") -> Page:
        """Open the line to Beijing."""
        return self.go(f"line/{scenes.CHINA}" + (f"/{tab}" if tab else ""))

    def acts(self, name: str) -> list[Doc]:
        """Return the bodies of all acts of a name that the page asked for."""
        return [done["body"] for done in self.station.did if done["act"] == name]

    def wait_for_act(self, name: str, count: int = 1) -> Doc:
        """Wait until an act arrived; return the body of the last."""
        deadline = time.monotonic() + LIMIT_MS / 1000
        while len(self.acts(name)) < count:
            assert time.monotonic() < deadline, f"{name} did not come: {self.station.did}"
            self.page.wait_for_timeout(10)
        return self.acts(name)[-1]


Open = Callable[..., Console]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module of tests."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Open]:
    """Start a station and a browser context of its own; both end with the test."""
    ends: list[Callable[[], None]] = []
    consoles: list[Console] = []

    def start(me: Doc | None = None, **options: Any) -> Console:
        now = int(time.time() * 1000)
        station = ScriptedStation(me or scenes.me(), scenes.all_docs(now))
        station.answers[f"lines/{scenes.CHINA}/turn"] = {"policy": "all", "servers": []}
        station.start()
        settings = {"viewport": {"width": 1280, "height": 800}, **options}
        context = browser.new_context(permissions=["microphone"], **settings)
        context.set_default_timeout(LIMIT_MS)
        console = Console(context.new_page(), station)
        consoles.append(console)
        ends.extend((station.stop, context.close))
        return console

    expect.set_options(timeout=LIMIT_MS)
    yield start
    for end in reversed(ends):
        end()
    assert [console.errors for console in consoles if console.errors] == []


@pytest.fixture
def console(opened: Open) -> Console:
    """The console of the watch desk in Singapore."""
    return opened()
