"""The Watch on the page, the vigilance prompt, and what is said of a room before it is rung."""

import re

import pytest
from playwright.sync_api import expect

from tests.page import scenes
from tests.page.conftest import Console, Open


def _on_watch(console: Console, **post: object) -> None:
    now = console.now()
    console.station.docs["now"]["watch"] = scenes.manned(now, **post)
    console.station.docs["watch"] = scenes.watch_doc(now)


def test_who_is_on_watch_and_whose_bell_is_unproven_comes_first(console: Console) -> None:
    _on_watch(console)
    page = console.go("watch")
    expect(page.locator("h1")).to_contain_text("Watch officer 1 has the watch since")
    expect(page.locator(".items li").first).to_contain_text("Defence Watch Room")
    expect(page.locator(".items li").first).to_contain_text("Bell not proven")
    expect(page.locator(".items li").nth(1)).to_contain_text("Nobody has signed on")
    expect(page.get_by_text("Beijing, Liaison Duty Room")).to_be_visible()
    expect(page.get_by_text("Two open items.")).to_be_visible()
    expect(page.locator(".who-on")).to_contain_text("Bell not proven")
    assert page.title() == "Watch - Openline"


def test_signing_on_and_off_by_the_keyboard_alone(console: Console) -> None:
    now = console.now()
    console.station.docs["now"]["watch"] = scenes.post()
    console.station.docs["watch"] = scenes.watch_doc(now)
    page = console.go()
    page.keyboard.press("g")
    page.keyboard.press("w")
    expect(page.get_by_role("heading", name="Nobody is on watch at Defence")).to_be_visible()
    expect(page.get_by_role("button", name="Sign on")).to_be_visible()
    page.keyboard.press("Control+Enter")
    assert console.wait_for_act("sign-on") == {}
    console.station.change("now", watch=scenes.manned(console.now()))
    page.get_by_label("Note for the next watch").fill("  All quiet. ")
    page.get_by_role("button", name="Sign off").press("Enter")
    assert console.wait_for_act("sign-off") == {"text": "All quiet."}
    expect(page.get_by_label("Note for the next watch")).to_have_value("")


def test_signing_on_leaves_the_keyboard_in_the_page(console: Console) -> None:
    console.station.docs["now"]["watch"] = scenes.post()
    console.station.docs["watch"] = scenes.watch_doc(console.now())
    page = console.go("watch")
    page.get_by_role("button", name="Sign on").press("Enter")
    console.wait_for_act("sign-on")
    console.station.change("now", watch=scenes.manned(console.now()))
    expect(page.get_by_role("button", name="Sign off")).to_be_visible()
    expect(page.locator("#main")).to_be_focused()


def test_the_prompt_comes_in_time_and_one_key_answers_it(console: Console) -> None:
    _on_watch(console)
    page = console.go()
    page.keyboard.press("F7")
    expect(page.get_by_text("Confirm the watch")).to_have_count(0)
    now = console.now()
    console.station.change(
        "now", watch={**scenes.manned(now), "due_ms": now + 200_000, "until_ms": now + 382_000}
    )
    expect(page.get_by_role("button", name="Confirm the watch")).to_be_visible()
    assert not any(done["act"] == "confirm" for done in console.station.did)
    page.keyboard.press("F7")
    assert console.wait_for_act("confirm") == {}
    console.station.change("now", watch=scenes.manned(console.now()))
    expect(page.get_by_role("button", name="Confirm the watch")).to_have_count(0)


def test_the_post_is_asked_wherever_it_sits_and_nobody_else(console: Console) -> None:
    now = console.now()
    due = {"due_ms": now - 1_000, "until_ms": now + 180_000, "here": False}
    console.station.docs["now"]["watch"] = {**scenes.manned(now), **due}
    page = console.go()
    expect(page.get_by_role("button", name="Confirm the watch")).to_be_visible()
    other = {**due, "by": "Watch officer 2", "mine": False}
    console.station.change("now", watch={**scenes.manned(now), **other})
    expect(page.get_by_role("button", name="Confirm the watch")).to_have_count(0)


def test_a_lapsed_watch_is_offered_again_to_who_had_it_and_to_nobody_else(
    console: Console,
) -> None:
    now = console.now()
    lapsed = scenes.post(phase="lapsed", by="Watch officer 1", ended_ms=now - 60_000)
    console.station.docs["now"]["watch"] = {**lapsed, "mine": True}
    page = console.go()
    expect(page.get_by_text("This desk has counted as unmanned since")).to_be_visible()
    console.station.change("now", watch={**lapsed, "by": "Watch officer 2"})
    expect(page.get_by_text("This desk has counted as unmanned since")).to_have_count(0)
    expect(page.locator(".who-on")).to_contain_text("Nobody on watch")


def test_another_officers_watch_is_relieved_and_never_signed_off(console: Console) -> None:
    _on_watch(console, by="Watch officer 2", here=False, mine=False)
    page = console.go("watch")
    expect(page.get_by_role("button", name="Sign on")).to_be_visible()
    expect(page.get_by_role("button", name="Sign off")).to_have_count(0)
    expect(page.locator(".who-on")).to_contain_text("Watch officer 2 has the watch")


def test_the_bell_test_plays_what_the_station_picked_and_names_what_was_heard(
    console: Console,
) -> None:
    _on_watch(console)
    console.station.on("bell-test", lambda _: {"ok": True, "result": {"sound": "IMMEDIATE"}})
    page = console.go("watch")
    page.get_by_role("button", name="Bell test, This page").press("Enter")
    assert console.wait_for_act("bell-test") == {"bell": "page"}
    expect(page.get_by_role("button", name="Two tones in turn")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert console.wait_for_act("bell-heard") == {"bell": "page", "sound": "IMMEDIATE"}
    expect(page.get_by_role("button", name="Two tones in turn")).to_have_count(0)


@pytest.mark.parametrize(
    ("state", "word", "headline"),
    [
        ("unmanned", "Room unmanned", "Nobody is on watch in Beijing"),
        ("bell-old", "Bell not proven", "Beijing can be rung; its bell is not proven"),
    ],
)
def test_what_is_known_of_the_room_stands_there_before_anybody_rings(
    console: Console, state: str, word: str, headline: str
) -> None:
    now = console.now()
    far = [scenes.far_watch(now, state)]
    console.station.docs["now"]["lines"][0] |= {"verdict": state, "watch": far}
    console.station.docs[f"line:{scenes.CHINA}"] |= {"verdict": state, "watch": far}
    page = console.go()
    row = page.get_by_role("row", name=re.compile("China–Singapore"))
    expect(row).to_contain_text(word)
    expect(row.locator(".state")).to_have_class(re.compile("c-att"))
    page = console.line()
    expect(page.locator(".head h1")).to_have_text(headline)
    expect(page.get_by_role("button", name="Ring", exact=True)).to_be_enabled()


def test_without_a_path_only_what_was_signed_last_is_said(console: Console) -> None:
    now = console.now()
    doc = console.station.docs[f"line:{scenes.CHINA}"]
    doc |= {"lamp": scenes.lamp(now, "down"), "verdict": "down"}
    doc["watch"] = [scenes.far_watch(now)]
    page = console.line()
    evidence = page.locator(".evidence")
    expect(evidence).to_contain_text(re.compile(r"Manned as of \d\d:\d\dZ"))
    expect(evidence).not_to_contain_text("Manned since")


def test_the_watch_in_persian_reads_from_right_to_left(opened: Open) -> None:
    console = opened(scenes.me(language="fa", theme="light"))
    _on_watch(console)
    page = console.go("watch")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("button", name="پایان کشیک")).to_be_visible()
    expect(page.get_by_role("heading", name="آزمون زنگ")).to_be_visible()
    wider = "() => document.documentElement.scrollWidth > innerWidth + 1"
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert not page.evaluate(wider), width


def test_an_auditor_reads_the_watch_and_is_offered_nothing(opened: Open) -> None:
    console = opened(scenes.me(role="auditor", person="Auditor 1"))
    _on_watch(console, here=False, mine=False)
    page = console.go("watch")
    expect(page.get_by_text("Defence Watch Room").first).to_be_visible()
    expect(
        page.get_by_role("button", name=re.compile("Sign|Bell test|Add note"))
    ).to_have_count(0)


def test_who_is_on_duty_and_what_a_ring_to_this_desk_does(console: Console) -> None:
    _on_watch(console)
    page = console.go("watch")
    duty = page.get_by_role("region", name="On duty")
    expect(duty).to_contain_text("Second officer")
    expect(duty).to_contain_text("until")
    expect(duty.get_by_role("listitem").nth(1)).to_contain_text("Nobody")
    ladder = page.get_by_role("region", name="A ring to this desk")
    steps = ladder.get_by_role("listitem")
    expect(steps.nth(0)).to_contain_text("2 consoles")
    expect(steps.nth(1)).to_contain_text("second-mail fails")
    expect(steps.nth(2)).to_contain_text("Nobody now: passed over at once")


def test_a_stand_in_is_entered_and_ended_by_the_keyboard_alone(console: Console) -> None:
    _on_watch(console)
    page = console.go("watch")
    ends_ms = console.station.docs["watch"]["rota"]["plans"][0]["until_ms"]
    page.get_by_role("button", name="Stand-ins").press("Enter")
    expect(page.get_by_label("In place of")).to_be_focused()
    expect(page.get_by_label("Stands in")).to_have_value("first")
    expect(page.get_by_label("Stands in").locator("option").first).to_have_text(
        "First officer (no bell)"
    )
    page.get_by_label("Stands in").select_option("third")
    page.get_by_label("Until, time in UTC").fill("99:99")
    expect(page.get_by_text("Give hours and minutes, such as 20:30")).to_be_visible()
    page.get_by_label("Until, time in UTC").fill("")
    page.get_by_label("Until, time in UTC").press("Control+Enter")
    said = console.wait_for_act("stand-in")
    assert said == {"person": "second", "by": "third", "until_ms": ends_ms}
    expect(page.get_by_label("In place of")).to_have_count(0)
    rota = console.station.docs["watch"]["rota"]
    one = {"person": "second", "by": "third", "until_ms": ends_ms, "known": True}
    console.station.change("watch", rota=rota | {"stand_ins": [one]})
    expect(page.get_by_text("Third officer for Second officer")).to_be_visible()
    page.get_by_role("button", name="Second officer is back").press("Enter")
    assert console.wait_for_act("stand-down") == {"person": "second"}


def test_a_stand_in_is_for_somebody_who_is_still_in_the_rota(console: Console) -> None:
    _on_watch(console)
    page = console.go("watch")
    page.get_by_role("button", name="Stand-ins").press("Enter")
    expect(page.get_by_label("In place of")).to_have_value("second")
    rota = console.station.docs["watch"]["rota"]
    persons = [each for each in rota["persons"] if each["code"] != "second"]
    console.station.change("watch", rota=rota | {"persons": persons})
    expect(page.get_by_label("In place of")).to_have_value("third")
    page.get_by_label("Until, time in UTC").fill("+\u06f6\u06f0")  # 60 of a Persian keyboard
    page.get_by_role("button", name="Enter stand-in").press("Enter")
    said = console.wait_for_act("stand-in")
    assert (said["person"], said["by"]) == ("third", "first")


def test_without_the_watch_nobody_enters_a_stand_in(console: Console) -> None:
    _on_watch(console, by="Watch officer 2", here=False, mine=False)
    page = console.go("watch")
    expect(page.get_by_role("heading", name="On duty")).to_be_visible()
    expect(page.get_by_role("button", name="Stand-ins")).to_have_count(0)
