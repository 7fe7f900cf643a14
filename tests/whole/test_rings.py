"""What becomes of a ring, as both sides see it."""

import pytest
from playwright.sync_api import expect

from tests.whole.conftest import CN, PATIENCE_MS, SG, Line, Open
from tests.whole.console import Console


@pytest.mark.parametrize("precedence", ["FLASH", "IMMEDIATE"])
def test_a_grave_ring_takes_the_whole_screen(console: Open, precedence: str) -> None:
    caller, callee = console(SG), console(CN)
    caller.ring(precedence, subject="Encounter at sea", words="Two ships, north of the buoy.")
    screen = callee.page.locator(f".takeover.{precedence.lower()}")
    for said in (
        precedence,
        "Singapore, Watch Room",
        "rings your Duty Room",
        "Encounter at sea",
        "Two ships, north of the buoy.",
        "REAL",
    ):
        expect(screen).to_contain_text(said)
    assert callee.bell() == precedence
    caller.press("Cancel ring")
    expect(screen).to_have_count(0)
    callee.is_silent()


@pytest.mark.parametrize("precedence", ["PRIORITY", "ROUTINE"])
def test_a_lesser_ring_is_a_strip_and_takes_no_focus_from_a_text(
    console: Open, precedence: str
) -> None:
    caller, callee = console(SG), console(CN)
    callee.open_line()
    callee.tab("Messages")
    text = callee.page.get_by_label("Text", exact=True)
    text.fill("Half a sent")
    caller.ring(precedence)
    strip = callee.page.locator(".strip.ringing")
    expect(strip).to_contain_text(precedence)
    expect(strip).to_contain_text("Singapore, Watch Room")
    callee.page.keyboard.type("ence")
    expect(text).to_have_value("Half a sentence")
    assert callee.bell() == precedence
    caller.press("Cancel ring")
    expect(strip).to_have_count(0)


def test_the_bell_can_be_silenced_while_the_ring_goes_on(console: Open) -> None:
    caller, callee = console(SG), console(CN)
    caller.ring()
    callee.rings()
    callee.press("Silence bell")
    callee.is_silent()
    callee.rings()
    caller.sees("Alerting in Beijing")
    caller.press("Cancel ring")


def test_the_caller_sees_each_stage_as_it_was_signed(console: Open) -> None:
    caller, callee = console(SG), console(CN, person="Watch officer 3")
    caller.ring()
    stages = caller.page.locator("ol.stage > li")
    for stage, place in ((0, "Singapore"), (1, "Beijing"), (2, "Beijing")):
        expect(stages.nth(stage)).to_contain_text(f"Signed by {place}")
    expect(stages.nth(2)).to_contain_text("1 bell")
    expect(stages.nth(3)).to_contain_text("Not yet")
    callee.answer()
    caller.talks()
    expect(caller.page.locator(".side").first).to_contain_text("Watch officer 3")


def test_without_a_console_over_there_nobody_is_alerted(console: Open) -> None:
    caller = console(SG, "navy")
    caller.ring()
    caller.headline("Reached Beijing's station")
    callee = console(CN, "navy", ready="")
    caller.headline("Alerting in Beijing")
    caller.press("Cancel ring")
    caller.headline("You cancelled the ring")
    callee.sees("Withdrawn ROUTINE ring from Singapore")


def test_a_refusal_arrives_with_reason_condition_and_proposal(console: Open) -> None:
    caller, callee = console(SG), console(CN, person="Watch officer 3")
    caller.ring()
    callee.rings()
    callee.press("Decline")
    callee.page.get_by_role("radio", name="We are preparing and will ring back").check(
        force=True
    )
    callee.page.get_by_label("Condition, if any").fill("Both principals at hand")
    callee.page.get_by_label("Our proposal, time in UTC").fill("20:30")
    callee.page.get_by_label("Own words, if any").fill("我们正在核实。")
    callee.press("Send decline")
    caller.headline("Declined by Watch officer 3")
    for said in (
        "We are preparing and will ring back",
        "Both principals at hand",
        "20:30",
        "我们正在核实。",
    ):
        caller.sees(said)
    expect(callee.page.get_by_role("alertdialog")).to_have_count(0)


def test_nobody_answers(console: Open) -> None:
    caller, callee = (
        console(SG, "minister", role="office"),
        console(CN, "minister", role="office"),
    )
    caller.ring("PRIORITY")
    callee.rings()
    caller.page.get_by_text("Nobody answered in Beijing").first.wait_for(timeout=PATIENCE_MS)
    callee.sees("Missed PRIORITY ring from Singapore")
    callee.is_silent()
    callee.page.get_by_role("button", name="Settle, Missed PRIORITY ring").click()
    callee.sees_no("Missed PRIORITY ring")


def test_both_ring_at_once_and_talk_in_one_call(console: Open) -> None:
    ours, theirs = console(SG, "navy"), console(CN, "navy")
    for one in (ours, theirs):
        one.open_line()
        one.button("Ring").wait_for()
    ours.button("Ring").evaluate("(button) => setTimeout(() => button.click(), 300)")
    theirs.button("Ring").evaluate("(button) => setTimeout(() => button.click(), 300)")
    ours.talks()
    theirs.talks()
    theirs.hears(ours)
    assert ours.call() == theirs.call()
    ours.hang_up()
    theirs.idle()


def test_the_first_console_of_a_desk_wins_and_the_other_is_told(console: Open) -> None:
    caller = console(SG)
    first, second = console(CN, person="Watch officer 1"), console(CN, person="Watch officer 2")
    caller.ring()
    first.rings()
    second.rings()
    expect(caller.page.locator("ol.stage")).to_contain_text("2 bells")
    second.answer()
    caller.talks()
    first.sees("Answered by Watch officer 2")
    first.is_silent()
    second.talks()


def test_two_consoles_that_answer_at_once_are_never_both_in_the_call(console: Open) -> None:
    caller = console(SG)
    desk = [console(CN, person=f"Watch officer {n}") for n in (1, 2)]
    caller.ring()
    for one in desk:
        one.rings()
    for one in desk:
        one.button("Answer").evaluate("(button) => setTimeout(() => button.click(), 800)")
    caller.talks()
    for one in desk:
        one.page.locator(".foot.live, .strip.over").first.wait_for()
    talking = [one for one in desk if one.button("Hang up").is_visible()]
    assert len(talking) == 1
    talking[0].hears(caller)


def test_a_console_has_one_call_and_a_flash_ring_can_take_its_place(console: Open) -> None:
    caller, callee = (
        console(SG, "minister", role="office"),
        console(CN, "minister", role="office"),
    )
    caller.ring()
    callee.answer()
    caller.talks()
    callee.talks()
    other = console(
        SG, "minister", person="Minister's officer", role="office", ready="In a call"
    )
    other.ring("FLASH")
    screen = callee.page.locator(".takeover.flash")
    expect(screen).to_contain_text("To answer ends the call with Singapore")
    expect(screen.get_by_role("button", name="Mute")).to_be_visible()
    callee.answer()
    other.talks()
    callee.talks()
    caller.idle()
    callee.hears(other)


@pytest.fixture
def desks(console: Open) -> tuple[Console, Console]:
    return console(SG, "navy"), console(CN, "navy")


def test_a_ring_that_does_not_arrive_and_what_they_see_later(
    line: Line, desks: tuple[Console, Console]
) -> None:
    caller, callee = desks
    with line.stopped(CN):
        caller.page.locator(".rail").get_by_text("Line down").wait_for()
        callee.sees("Not connected to the station")
        caller.ring()
        caller.headline("Sending the ring")
        caller.page.get_by_text("the ring did not reach Beijing").first.wait_for(
            timeout=PATIENCE_MS
        )
        caller.sees("refused")
    caller.page.locator(".rail").get_by_text("Ready").wait_for()
    callee.sees("Missed ROUTINE ring from Singapore")
    callee.sees_no("Not connected to the station")
    callee.is_silent()


def test_a_station_that_does_nothing_is_quiet_not_ready(
    line: Line, desks: tuple[Console, Console]
) -> None:
    caller, _ = desks
    caller.open_line()
    with line.frozen(CN):
        caller.page.get_by_text("No word from Beijing").first.wait_for(timeout=PATIENCE_MS)
        caller.page.locator(".rail").get_by_text("No word for").wait_for()
    caller.headline("Beijing can be rung now")
