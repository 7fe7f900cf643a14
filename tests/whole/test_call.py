"""Ring, answer, talk, compare, hang up: between two browsers and two real stations."""

from playwright.sync_api import Page, expect

from bench.sound import likeness, speech
from bench.voice import say
from tests.whole.conftest import CN, SG, Open


def ring(page: Page, precedence: str = "ROUTINE") -> None:
    """Open the ring panel and ring the counterpart of this desk."""
    page.get_by_role("button", name="Ring", exact=False).first.click()
    page.get_by_role("radio", name=precedence).check(force=True)
    page.get_by_role("button", name="Ring", exact=True).click()


def test_two_desks_ring_talk_compare_and_hang_up(console: Open) -> None:
    caller, callee = console(SG, "watch"), console(CN, "watch")
    ring(caller)
    expect(caller.get_by_text("Alerting in Beijing")).to_be_visible()
    callee.get_by_role("button", name="Answer").click()
    for page in (caller, callee):
        expect(page.get_by_text("Voice open").first).to_be_visible()
    heard = say(caller, callee, speech())[1]
    assert likeness(speech(), heard) > 0.4
    heard = say(callee, caller, speech())[1]
    assert likeness(speech(), heard) > 0.4
    caller.get_by_role("button", name="Hang up").first.click()
    for page in (caller, callee):
        expect(page.get_by_role("button", name="Hang up")).to_have_count(0)
