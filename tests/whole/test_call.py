"""Ring, answer, talk, compare, mute, hang up: between two browsers and two real stations."""

from playwright.sync_api import expect

from tests.whole.conftest import CN, SG, Open
from tests.whole.console import talk


def test_two_desks_ring_talk_and_hang_up(console: Open) -> None:
    caller, callee = console(SG), console(CN)
    caller.ring()
    caller.sees("Alerting in Beijing")
    callee.answer()
    caller.talks()
    callee.talks()
    callee.hears(caller)
    caller.hears(callee)
    caller.hang_up()
    callee.idle()


def test_mute_is_silence_and_is_shown(console: Open) -> None:
    caller, callee = console(SG), console(CN)
    talk(caller, callee)
    caller.press("Mute")
    expect(caller.button("Mute")).to_have_attribute("aria-pressed", "true")
    caller.sees("Muted")
    callee.hears_nothing_of(caller)
    caller.press("Mute")
    expect(caller.button("Mute")).to_have_attribute("aria-pressed", "false")
    callee.hears(caller)


def test_the_call_goes_on_behind_another_tab(console: Open) -> None:
    caller, callee = console(SG), console(CN)
    talk(caller, callee)
    caller.tab("Record")
    bar = caller.page.locator(".foot.live")
    expect(bar).to_contain_text("Beijing, Duty Room")
    expect(bar).to_contain_text("Voice open")
    callee.hears(caller)
    bar.get_by_role("link", name="Open the call").click()
    caller.sees("Compare the check words")
    caller.hang_up()
    callee.idle()


def test_the_keyboard_alone_suffices(console: Open) -> None:
    caller, callee = console(SG), console(CN)
    caller.page.keyboard.press("g")
    caller.page.keyboard.press("1")
    ring = caller.button("Ring")
    ring.wait_for()
    for _ in range(40):
        if ring.evaluate("(element) => element === document.activeElement"):
            break
        caller.page.keyboard.press("Tab")
    caller.page.keyboard.press("Enter")
    callee.rings()
    callee.page.keyboard.press("F2")
    caller.talks()
    callee.talks()
    callee.page.keyboard.press("F4")
    expect(callee.button("Mute")).to_have_attribute("aria-pressed", "true")
    callee.page.keyboard.press("F9")
    callee.sees("Press F9 again to hang up")
    callee.page.keyboard.press("F9")
    callee.idle()
    caller.idle()
