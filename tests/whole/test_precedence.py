"""A higher ring takes the place of a lower call; a refusal by keyboard, with a proposal."""

from playwright.sync_api import Keyboard, expect

from tests.whole.conftest import CN, SG, Open
from tests.whole.console import talk

DECLINED_WITHIN_S = 20
SECONDS_A_KEY = 0.3
"""What an officer takes for a key; what a busy machine takes says nothing of the form."""


class Keys:
    """The keyboard of an officer, whose keys are counted."""

    def __init__(self, keyboard: Keyboard) -> None:
        self._keyboard = keyboard
        self.pressed = 0

    def press(self, key: str) -> None:
        self.pressed += 1
        self._keyboard.press(key)

    def type(self, text: str) -> None:
        self.pressed += len(text)
        self._keyboard.type(text)


def test_a_higher_ring_takes_the_place_of_a_lower_call_once_it_is_answered(
    console: Open,
) -> None:
    caller, callee = console(SG), console(CN)
    talk(caller, callee)
    other = console(SG, person="Watch officer 2", ready="In a call")
    other.ring("FLASH")
    screen = callee.page.locator(".takeover.flash")
    expect(screen).to_contain_text("To answer ends the call with Singapore")
    for name in ("Mute", "Hang up"):
        expect(screen.get_by_role("button", name=name)).to_be_visible()
    assert callee.bell() == "FLASH"
    callee.hears(caller)  # nothing is cut before somebody answers
    callee.answer()
    other.talks()
    callee.talks()
    callee.hears(other)
    caller.sees("A ring of higher precedence on this line took its place")
    caller.idle()
    other.hang_up()
    callee.idle()
    callee.sees("A ring of higher precedence took its place")


def test_a_withdrawn_ring_stays_until_it_is_settled(console: Open) -> None:
    caller, callee = console(SG, "navy", probe=False), console(CN, "navy", probe=False)
    caller.ring("ROUTINE")
    callee.rings()
    caller.press("Cancel ring")
    callee.sees("Withdrawn ROUTINE ring from Singapore")
    callee.page.get_by_role("button", name="Settle, Withdrawn ROUTINE ring").first.click()
    callee.sees_no("Withdrawn ROUTINE ring")


def test_an_officer_declines_with_a_counter_proposal_by_keyboard(console: Open) -> None:
    caller, callee = console(SG), console(CN, person="Watch officer 3")
    for one in (caller, callee):
        one.settle_all()
    callee.open_line()
    caller.ring("IMMEDIATE")
    callee.rings()
    keys = Keys(callee.page.keyboard)
    keys.press("Shift+F2")
    expect(callee.page.get_by_role("heading", name="Why do you decline?")).to_be_visible()
    keys.press("ArrowDown")  # from "No reason given", the last, on to the first
    keys.press("ArrowDown")
    expect(callee.page.get_by_role("radio", name="We are preparing")).to_be_checked()
    keys.press("Tab")
    keys.type("Both principals at hand")
    keys.press("Tab")
    keys.type("+45")
    keys.press("Tab")
    keys.type("Minister")
    keys.press("Tab")
    keys.type("By v")
    keys.press("Control+Enter")
    caller.headline("Declined by Watch officer 3")
    assert keys.pressed * SECONDS_A_KEY < DECLINED_WITHIN_S
    proposal = caller.fact("Their proposal")
    expect(proposal).to_contain_text("Minister's Desk")
    expect(proposal).to_contain_text("By voice")
    caller.page.get_by_role("button", name="Accept").click()
    caller.sees("Agreed:")
    for one in (caller, callee):
        one.page.locator(".rail a.plain").first.click()
        one.sees("Agreed:")
    caller.page.get_by_role("button", name="Settle,").first.click()
    caller.sees_no("Agreed:")
    callee.sees("Agreed:")
    callee.page.get_by_role("button", name="Settle,").first.click()
    callee.sees_no("Agreed:")
