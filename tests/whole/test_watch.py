"""The watch as both rooms see it: sign on, prove the bell, hand over, lapse. Real stations."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.whole.conftest import CN, SG, Line, Open, make_line, opener
from tests.whole.console import Console

VIGILANCE_S = 8
NOTE = "Two messages wait for the principal."
SOUNDS = {
    "FLASH": "Two tones in turn, without a pause",
    "IMMEDIATE": "Three short pulses, then a pause",
    "ROUTINE": "A warble, then a long pause",
}
PLAYING = """async () => {
  const { sound } = await import("/page/js/state.js");
  return sound.playing.get("test")?.name.split(" ")[0] ?? "";
}"""
"""What the page lets sound as its bell test."""
CONFIRM = """() => {
  const key = () => dispatchEvent(new KeyboardEvent("keydown", { key: "F7" }));
  setInterval(key, 500);
}"""
"""An officer who presses the key whenever it is asked for."""


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """A line that shows the watch and asks for it, with a short interval."""
    made = make_line(
        tmp_path_factory.mktemp("watched"),
        ("vigilance_s = 1800", f"vigilance_s = {VIGILANCE_S}"),
        watched=True,
    )
    bell = f'["sh", "-c", "echo $0 > {made.folder}/bell", "{{sound}}"]'
    made.set(SG, "bell", f"command = {bell}")
    try:
        made.start(SG, CN)
        yield made
    finally:
        made.close()


@pytest.fixture
def console(browser: Browser, watched: Line) -> Iterator[Open]:
    with opener(browser, watched) as open_console:
        yield open_console


def open_watch(console: Console) -> None:
    """Go to the Watch by its two keys."""
    console.page.keyboard.press("g")
    console.page.keyboard.press("w")
    console.page.locator(".screen.watch .items").first.wait_for()


def rail_says(console: Console, word: str) -> None:
    line = console.page.locator(".rail a.key:not(.plain)").first
    expect(line).to_contain_text(word)


def rail_manned(console: Console) -> None:
    """The room there is manned, whether its bell is proven or not."""
    line = console.page.locator(".rail a.key:not(.plain)").first
    expect(line).to_contain_text(re.compile("Ready|Bell not proven"))


def name_the_sound(console: Console, sound: str) -> None:
    """By the keyboard alone: the first of the three is in focus."""
    first = console.button(SOUNDS["FLASH"])
    expect(first).to_be_focused()
    for _ in range(list(SOUNDS).index(sound)):
        console.page.keyboard.press("Tab")
    expect(console.button(SOUNDS[sound])).to_be_focused()
    console.page.keyboard.press("Enter")


def test_an_empty_room_is_known_to_both_before_anybody_rings(
    console: Open, watched: Line
) -> None:
    ours, theirs = console(SG, ready=""), console(CN, ready="")
    for one, here, there in (
        (ours, "Watch Room", "Beijing"),
        (theirs, "Duty Room", "Singapore"),
    ):
        rail_says(one, "Room unmanned")
        one.sees(f"Nobody is on watch at our {here}")
        expect(one.page.get_by_text(f"Nobody is on watch in {there}").first).to_be_visible()
    open_watch(ours)
    ours.page.keyboard.press("Control+Enter")
    ours.page.evaluate(CONFIRM)
    rail_says(theirs, "Bell not proven")
    theirs.sees_no("Nobody is on watch in Singapore")
    ours.sees_no("Nobody is on watch at our Watch Room")
    expect(ours.page.locator(".who-on")).to_contain_text("Bell not proven")

    ours.press("Bell test, The room's own bell")
    ours.sees("Which sound did the room's bell play?")
    name_the_sound(ours, (watched.folder / "bell").read_text().strip())
    rail_says(theirs, "Ready")
    expect(ours.page.locator(".who-on")).to_contain_text("bell proven")
    theirs.open_line()
    theirs.headline("Singapore can be rung now")
    theirs.sees("its bell was heard")
    expect(theirs.page.locator(".evidence")).to_contain_text("Manned since")
    expect(theirs.page.locator(".evidence")).to_contain_text("bell heard")
    theirs.ring()  # without having signed on: a crisis has no time for forms
    ours.rings()
    theirs.press("Cancel ring")


def test_the_bell_of_the_page_is_proven_by_naming_its_sound_and_by_nothing_else(
    console: Open,
) -> None:
    ours = console(SG, "navy", ready="")
    open_watch(ours)
    ours.press("Sign on")
    ours.page.evaluate(CONFIRM)
    ours.press("Bell test, This page")
    played = ours.page.evaluate(PLAYING)
    other = next(each for each in SOUNDS if each != played)
    ours.press(SOUNDS[other])
    ours.sees("Another sound was played")
    page_bell = ours.page.locator(".bell-test li").first
    expect(page_bell).to_contain_text("Bell not proven")
    ours.press("Bell test, This page")
    name_the_sound(ours, ours.page.evaluate(PLAYING))
    expect(page_bell).to_contain_text("Bell heard")
    assert ours.page.evaluate(PLAYING) == ""


def test_a_watch_that_nobody_confirms_lapses_at_both_ends(console: Open) -> None:
    theirs, ours = console(CN, ready=""), console(SG, ready="", person="Watch officer 3")
    open_watch(ours)
    ours.press("Sign on")
    rail_manned(theirs)
    ours.sees("this desk counts as unmanned")
    rail_says(theirs, "Room unmanned")
    ours.sees("This desk has counted as unmanned since")
    ours.sees("Nobody is on watch at our Watch Room")
    ours.page.keyboard.press("F7")
    ours.page.evaluate(CONFIRM)
    rail_manned(theirs)
    ours.sees_no("This desk has counted as unmanned since")


def test_one_watch_hands_over_to_the_next_during_a_ring_and_no_name_is_told(
    console: Open,
) -> None:
    theirs = console(CN, ready="")
    first = console(SG, ready="", person="Watch officer 5")
    second = console(SG, ready="", person="Watch officer 6", language="fa")
    open_watch(first)
    first.press("Sign on")
    first.page.evaluate(CONFIRM)
    rail_manned(theirs)
    first.page.get_by_label("Note for the next watch").fill(NOTE)
    first.press("Add note")
    open_watch(second)
    second.sees(NOTE)
    expect(second.page.locator("html")).to_have_attribute("dir", "rtl")
    theirs.ring()
    for one in (first, second):
        one.rings()
    second.press("آغاز کشیک")
    second.page.evaluate(CONFIRM)
    expect(second.button("پایان کشیک")).to_be_visible()
    second.page.keyboard.press("F2")
    theirs.talks()
    theirs.hang_up()
    first.sees("Watch officer 6 has the watch since")
    rail_manned(theirs)
    open_watch(theirs)
    expect(theirs.page.locator("body")).not_to_contain_text("officer 5")
    expect(theirs.page.locator("body")).not_to_contain_text("officer 6")
    open_watch(second)
    second.press("پایان کشیک")
    rail_says(theirs, "Room unmanned")
    first.sees("Watch officer 6 signed off")
