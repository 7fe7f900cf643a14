"""Two real stations of the demonstration, and real browsers at their desks."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from bench.voice import launch, probed_context
from openline import ceremony
from openline.cli.demo import PARTIES, station_folder
from openline.station import admin
from tests.whole.console import Console
from tests.whole.speakers import make_apart

Open = Callable[..., Console]

PATIENCE_MS = 60_000
"""For a machine that does much else meanwhile; nothing is demanded by it."""
expect.set_options(timeout=PATIENCE_MS)
SG, CN = (party.code for party in PARTIES)
START_S = 180.0
POLL_S = 0.05
SHORT_RING_S = 10
"""How long a PRIORITY ring rings here."""
AWAY_S = 10
"""How long a console may be away from its call here: a busy machine reloads a page in less."""


class Line:
    """Two stations as processes of their own. A test that stops one starts it again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stations: dict[str, subprocess.Popen[bytes]] = {}

    def station(self, party: str) -> Path:
        """The folder of a party's station."""
        return station_folder(self.folder, party)

    def set(self, party: str, table: str, settings: str) -> None:
        """Replace a table of a station's settings."""
        path = self.station(party) / "station.toml"
        head, _, rest = path.read_text().partition(f"[{table}]\n")
        _, bracket, tail = rest.partition("\n[")
        path.write_text(f"{head}[{table}]\n{settings}\n{bracket}{tail}")

    def start(self, *parties: str) -> None:
        """Start stations; returns once they answer."""
        for party in parties:
            path = self.station(party)
            with (path / "station.log").open("ab") as log:
                self._stations[party] = subprocess.Popen(
                    [sys.executable, "-m", "openline", "station", "run", str(path)],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                )
        give_up = time.monotonic() + START_S
        for party in parties:
            while not self._answers(party):
                started = self._stations[party].poll() is None and time.monotonic() < give_up
                assert started, (self.station(party) / "station.log").read_text()
                time.sleep(POLL_S)

    def _answers(self, party: str) -> bool:
        with contextlib.suppress(admin.StationNotRunning):
            admin.call(self.station(party), "status")
            return True
        return False

    def end(self, party: str, number: int = signal.SIGTERM) -> None:
        """End a station's process by a signal."""
        process = self._stations.pop(party)
        process.send_signal(number)
        process.wait(START_S)

    @contextlib.contextmanager
    def stopped(self, party: str) -> Iterator[None]:
        """A station that does not run for a while."""
        self.end(party)
        try:
            yield
        finally:
            self.start(party)

    @contextlib.contextmanager
    def frozen(self, party: str) -> Iterator[None]:
        """A station whose process does nothing for a while; its connections stand."""
        process = self._stations[party].pid
        os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(process, signal.SIGCONT)

    def close(self) -> None:
        """End what runs."""
        for party in tuple(self._stations):
            self.end(party)


UNWATCHED: Final = (
    ('shown = "bell"', 'shown = "nothing"'),
    ('[[duties]]\ndesk = "sg/watch"\nmanned_utc = ["always"]\n', ""),
    ('[[duties]]\ndesk = "cn/watch"\nmanned_utc = ["always"]\n', ""),
)
"""Without these an empty room is an alarm, and no line is ready before somebody signs on."""


def make_line(folder: Path, *changed: tuple[str, str], watched: bool = False) -> Line:
    """Hold the ceremony of the example's agreement.

    Args:
        folder: For all that it makes.
        changed: Replacements (old, new) in the example.
        watched: Whether the agreement shows the watch and asks for it, as the example does.
    """
    draft = (resources.files(ceremony) / "example.toml").read_text()
    for old, new in (*changed, *(() if watched else UNWATCHED)):
        assert old in draft
        draft = draft.replace(old, new)
    source = folder / "draft.toml"
    source.write_text(draft)
    # The usual ports may be taken by a demonstration while we are stopped.
    make_apart(folder / "demo", source)
    return Line(folder / "demo")


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """The demonstration's line, with a short ring and short patience, at work."""
    made = make_line(
        tmp_path_factory.mktemp("line"),
        (
            "[precedences.priority]\nanswer_within_s = 300\nring_for_s = 120",
            f"[precedences.priority]\nanswer_within_s = 5\nring_for_s = {SHORT_RING_S}",
        ),
    )
    for party in (SG, CN):
        made.set(party, "calls", f"console_away_s = {AWAY_S}")
    try:
        made.start(SG, CN)
        yield made
    finally:
        made.close()


# Not for the session: while Playwright runs, no other test can start an event loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def console(browser: Browser, line: Line) -> Iterator[Open]:
    """Opens a console: `console("sg", "watch")`; in English unless told otherwise."""
    with opener(browser, line) as open_console:
        yield open_console


@contextlib.contextmanager
def opener(browser: Browser, line: Line) -> Iterator[Open]:
    """Opens consoles of a line; hangs up and closes them in the end."""
    opened: list[Console] = []

    def open_console(
        party: str,
        desk: str = "watch",
        *,
        person: str = "Watch officer 1",
        language: str = "en",
        role: str | None = None,
        ready: str = "Ready",
        probe: bool = True,
        **options: Any,
    ) -> Console:
        context = (
            probed_context(browser, **options) if probe else browser.new_context(**options)
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        page.goto(enrol(line, party, desk, person=person, language=language, role=role))
        page.locator("button[type=submit]").click()
        page.locator("[data-ready]").wait_for(state="attached")
        console = Console(page)
        opened.append(console)
        if ready:
            page.locator(".rail").get_by_text(ready).first.wait_for()
        return console

    yield open_console
    for console in opened:
        console.leave()


def enrol(line: Line, party: str, desk: str, **facts: Any) -> str:
    """A one-time link to a desk."""
    facts = {"person": "Watch officer 1", "role": None, "language": "en"} | facts
    answer = admin.call(line.station(party), "enrol", desk=desk, **facts)
    return str(answer["url"])
