"""Calls in which something breaks: a page, a console, a station."""

import signal

from playwright.sync_api import expect

from tests.whole.conftest import CN, PATIENCE_MS, SG, Line, Open
from tests.whole.console import talk


def test_a_reload_of_either_page_is_a_new_leg_of_the_same_call(console: Open) -> None:
    caller, callee = console(SG), console(CN)
    talk(caller, callee)
    call = caller.call()
    for one, other in ((caller, callee), (callee, caller)):
        before = other.fact("Leg").inner_text()
        one.page.reload()
        # The page that is left hears nothing and may offer first; both may do so at once.
        expect(other.fact("Leg")).not_to_have_text(before)
        one.talks()
        other.talks()
        other.hears(one)
        expect(other.fact("Leg")).to_have_text(one.fact("Leg").inner_text())
    assert caller.call() == callee.call() == call
    caller.hang_up()
    callee.idle()


def test_a_console_that_vanishes_ends_its_call(console: Open) -> None:
    caller, callee = console(SG), console(CN)
    talk(caller, callee)
    callee.page.context.close()
    caller.page.locator(".foot.live").wait_for(state="detached", timeout=PATIENCE_MS)
    caller.sees("Call with Beijing, Duty Room ended")
    caller.sees("The console in Beijing was gone too long")
    caller.press("Put away")
    caller.sees_no("Call with Beijing, Duty Room ended")


def test_another_console_of_the_desk_takes_the_call_over(console: Open) -> None:
    caller, callee = console(SG), console(CN, person="Watch officer 1")
    talk(caller, callee)
    relief = console(CN, person="Watch officer 2", ready="In a call")
    relief.open_line()
    relief.sees("This desk is in a call with Singapore, Watch Room")
    relief.press("Take the call over")
    relief.talks()
    callee.idle()
    relief.hears(caller)
    assert relief.call() == caller.call()
    caller.hang_up()
    relief.sees("Call with Singapore, Watch Room ended")
    relief.sees("Hung up in Singapore")


def test_a_station_killed_in_a_call_comes_back_to_it(line: Line, console: Open) -> None:
    caller, callee = console(SG), console(CN)
    talk(caller, callee)
    call = callee.call()
    line.end(CN, signal.SIGKILL)
    try:
        callee.sees("Not connected to the station")
        callee.hears(caller)
        caller.hears(callee)
    finally:
        line.start(CN)
    callee.sees_no("Not connected to the station")
    callee.talks()
    assert callee.call() == call
    callee.hears(caller)
    caller.page.locator(".lamp, .rail").first.wait_for()
    callee.hang_up()
    caller.idle()


def test_hanging_up_without_the_station_ends_the_voice_at_once(
    line: Line, console: Open
) -> None:
    caller, callee = console(SG), console(CN)
    talk(caller, callee)
    with line.stopped(CN):
        callee.sees("Not connected to the station")
        callee.press("Hang up")
        caller.page.get_by_text("Voice is not open").or_(
            caller.page.get_by_text("Voice open, but nothing is heard")
        ).first.wait_for(timeout=PATIENCE_MS)
    caller.idle()
    callee.idle()


def test_a_page_that_lost_its_station_says_so_and_recovers(line: Line, console: Open) -> None:
    ours = console(SG)
    ours.open_line()
    expect(ours.button("Ring")).to_be_enabled()
    with line.frozen(SG):
        ours.sees("Not connected to the station")
        expect(ours.button("Ring")).to_be_disabled()
        ours.headline("Not known now")
    ours.sees_no("Not connected to the station")
    expect(ours.button("Ring")).to_be_enabled()


def test_the_lamp_follows_the_far_station(line: Line, console: Open) -> None:
    ours = console(SG)
    rail = ours.page.locator(".rail")
    with line.stopped(CN):
        expect(rail).to_contain_text("Line down")
        ours.open_line()
        ours.headline("Line down since")
    expect(rail).to_contain_text("Ready")
    ours.headline("Beijing can be rung now")


def test_a_message_written_while_the_line_is_down_arrives(line: Line, console: Open) -> None:
    ours = console(SG)
    with line.stopped(CN):
        expect(ours.page.locator(".rail")).to_contain_text("Line down")
        ours.write("Kept", "It waits here.")
        ours.sees("Kept here, not yet at Beijing's station")
    ours.sees("Beijing's station")
    ours.sees_no("Kept here, not yet at Beijing's station")
