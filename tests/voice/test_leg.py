"""Two Chromium pages, one leg, no station."""

from playwright.sync_api import Page

from bench.sound import likeness, speech
from bench.voice import Legs, say

Pages = tuple[Page, Page]


def test_a_leg_opens_and_carries_the_speech_both_ways(pages: Pages) -> None:
    legs = Legs(pages)
    legs.connect()
    for mouth, ear in (pages, pages[::-1]):
        assert likeness(speech(), say(mouth, ear, speech())[1]) > 0.5
        levels = [stats["levelIn"] for stats in ear.evaluate("told.stats")]
        assert max(levels) > -40
    words = [page.evaluate("leg.words()") for page in pages]
    assert words[0] == words[1]
    reports = [page.evaluate("told.reports") for page in pages]
    assert reports[0] == [{"tls": "1.3", "fp_seen": legs.accept["fp"], "frames_ok": True}]
    assert reports[1] == [{"tls": "1.3", "fp_seen": legs.offer["fp"], "frames_ok": True}]
