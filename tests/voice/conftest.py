"""A real Chromium, and pages that are nothing but a leg."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bench.turn import TurnServer, turn_server
from bench.voice import launch, open_pages, page_server


# Not for the session: while Playwright runs, no other test can start an event loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with page_server() as address:
        yield address


@pytest.fixture(scope="session")
def turn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TurnServer]:
    with turn_server(tmp_path_factory.mktemp("coturn")) as running:
        yield running


@pytest.fixture(autouse=True)
def contexts_closed(request: pytest.FixtureRequest) -> Iterator[None]:
    """A page left open goes on making sound, and the next test would hear it in its delays."""
    if "browser" not in request.fixturenames:
        yield
        return
    running: Browser = request.getfixturevalue("browser")
    before = running.contexts
    yield
    for context in running.contexts:
        if context not in before:
            context.close()


@pytest.fixture
def pages(browser: Browser, server: str) -> tuple[Page, Page]:
    return open_pages(browser, f"{server}/leg.html")
