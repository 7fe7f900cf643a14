"""Chromium with Debian's Firefox, which is called and calls, over loopback alone."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bench.firefox import FIREFOX, Firefox, firefox, silent_sound
from bench.turn import TurnServer
from bench.voice import PROBE, Legs, Pane, is_heard, open_page, until

pytestmark = pytest.mark.skipif(
    not (shutil.which(FIREFOX) and shutil.which("pulseaudio")),
    reason="firefox-esr or pulseaudio is not installed",
)


@pytest.fixture(scope="module")
def fox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    new = tmp_path_factory.mktemp
    with silent_sound(new("sound")) as sound, firefox(PROBE, sound, new("firefox")) as running:
        yield running


@pytest.mark.parametrize("firefox_offers", [False, True])
def test_a_leg_between_chromium_and_firefox(
    browser: Browser, fox: Firefox, server: str, turn: TurnServer, firefox_offers: bool
) -> None:
    """With every check that holds between two Chromium: certificate, DTLS 1.3, frame layer."""
    chromium = open_page(browser, f"{server}/leg.html")
    fox.goto(f"{server}/leg.html")
    assert until(fox, "() => window.ready")
    pages: tuple[Pane, Pane] = (chromium, fox)
    legs = Legs(pages[::-1] if firefox_offers else pages, turn.route("udp"))
    legs.connect()
    for mouth, ear in (pages, pages[::-1]):
        assert ear.evaluate("told.reports[0].tls") == "1.3"
        assert is_heard(mouth, ear)
