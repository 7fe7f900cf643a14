"""Two real stations of the demonstration, and real browsers at their desks."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bench.voice import launch, probed_context
from openline.cli.demo import PARTIES, make_demo, running, station_folder
from openline.station import admin

Open = Callable[..., Page]

SG, CN = (party.code for party in PARTIES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A demonstration whose two stations run."""
    path = tmp_path_factory.mktemp("line") / "demo"
    make_demo(path)
    with running(path):
        yield path


# Not for the session: while Playwright runs, no other test can start an event loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def console(browser: Browser, folder: Path) -> Iterator[Open]:
    """Opens a console: `console("sg", "watch")`; in English unless told otherwise."""
    contexts = []

    def open_console(
        party: str, desk: str, *, person: str = "Watch officer 1", language: str = "en", **options: Any
    ) -> Page:
        answer = admin.call(
            station_folder(folder, party),
            "enrol",
            desk=desk,
            person=person,
            role=None,
            language=language,
        )
        context = probed_context(browser, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(answer["url"])
        page.locator("button[type=submit]").click()
        page.get_by_text("Ready").first.wait_for()
        return page

    yield open_console
    for context in contexts:
        context.close()
