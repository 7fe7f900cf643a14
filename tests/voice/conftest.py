"""A real Chromium, and pages that are nothing but a leg."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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


@pytest.fixture
def pages(browser: Browser, server: str) -> Iterator[tuple[Page, Page]]:
    both = open_pages(browser, f"{server}/leg.html")
    yield both
    for page in both:
        page.context.close()
