"""The board of all lines, the frame around it, and how it says that it knows nothing."""

import re

import pytest
from playwright.sync_api import expect

from tests.page import scenes
from tests.page.conftest import Console, Open


def test_a_calm_board_has_no_colour_and_nothing_that_needs_anybody(console: Console) -> None:
    page = console.go()
    expect(page.get_by_role("heading", name="Lines")).to_be_visible()
    expect(page.get_by_text("3 of 3 are ready. Nothing needs you.")).to_be_visible()
    expect(page.locator(".c-alarm, .c-att, .c-live")).to_have_count(0)
    expect(page.get_by_role("row")).to_have_count(4)


def test_what_needs_a_person_comes_first_and_can_be_acknowledged(console: Console) -> None:
    now = console.now()
    alarm = {
        "id": "a1",
        "code": "line-down",
        "line": scenes.VIET_NAM,
        "since_ms": now - 380_000,
        "facts": {"party": 1},
        "grave": "alarm",
        "ack": None,
    }
    missed = scenes.ring(now, precedence="PRIORITY", stage="exhausted")
    console.station.docs["now"] |= {"alarms": [alarm], "attempts": [missed]}
    page = console.go()
    expect(page.locator(".todo b").first).to_have_text(
        re.compile("Singapore–Viet Nam: line down for 6 min")
    )
    expect(page.locator(".todo b").nth(1)).to_have_text(
        "Missed PRIORITY ring from Beijing, Minister's Desk"
    )
    page.get_by_role("button", name="Acknowledge").first.click()
    assert console.wait_for_act("acknowledge") == {"alarm": "a1"}
    # What is under way is not asked for twice.
    page.wait_for_function("async () => (await import('/page/js/state.js')).ui.busy.size === 0")
    page.keyboard.press("Shift+F8")
    console.wait_for_act("acknowledge", 2)
    page.get_by_role("button", name="Settle, Missed PRIORITY ring").click()
    assert console.wait_for_act("settle") == {"ring": missed["ref"]}


def test_a_line_that_is_down_says_so_by_symbol_word_and_colour(console: Console) -> None:
    now = console.now()
    docs = console.station.docs["now"]
    docs["lines"][0] |= {"lamp": scenes.lamp(now, "down"), "verdict": "down"}
    page = console.go()
    row = page.get_by_role("row", name=re.compile("China–Singapore"))
    expect(row).to_contain_text("Line down 6 min")
    expect(row).to_contain_text("0 of 1 up")
    expect(row.locator(".state")).to_have_class(re.compile("c-alarm"))


def test_three_seconds_without_its_station_and_all_acts_are_off(console: Console) -> None:
    page = console.line()
    expect(page.get_by_role("button", name="Ring", exact=True)).to_be_enabled()
    console.station.ticking = False
    expect(page.get_by_text("Not connected to the station")).to_be_visible()
    expect(page.get_by_role("button", name="Ring", exact=True)).to_be_disabled()
    expect(page.get_by_role("heading", name="Not known now")).to_be_visible()
    console.station.ticking = True
    expect(page.get_by_text("Not connected to the station")).to_have_count(0)
    expect(page.get_by_role("button", name="Ring", exact=True)).to_be_enabled()


def test_a_link_that_breaks_is_opened_again_and_an_act_is_done_once(console: Console) -> None:
    page = console.line()
    console.station.on("ring", lambda _: console.station.forget())
    page.get_by_role("button", name="Ring", exact=True).click()
    console.wait_for_act("ring")
    console.station.on("ring", lambda _: {"ok": True, "result": {"ref": "1.0.9." + "9" * 64}})
    console.station.drop()
    console.wait_for_act("ring", 2)
    ids = {done["id"] for done in console.station.did if done["act"] == "ring"}
    assert len(ids) == 1


def test_without_a_session_the_page_says_how_to_get_in(console: Console) -> None:
    page = console.go()
    console.station.shut()
    expect(page.get_by_text("This console is no longer signed in")).to_be_visible()


def test_keys_open_lines_and_the_table_of_keys(console: Console) -> None:
    page = console.go()
    page.keyboard.press("g")
    page.keyboard.press("1")
    expect(page.get_by_role("heading", name="Beijing can be rung now")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page.get_by_role("heading", name="Lines")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_have_count(0)


def test_language_and_appearance_are_chosen_and_told_to_the_station(console: Console) -> None:
    page = console.go()
    page.get_by_role("button", name="Language and more").click()
    page.get_by_role("radio", name="فارسی").check()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("heading", name="خط‌ها")).to_be_visible()
    assert console.wait_for_act("prefer") == {"language": "fa", "theme": "dark"}
    page.get_by_role("radio", name="English").check()
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    page.get_by_role("radio", name="Light").check()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")


def test_an_auditor_is_offered_no_act(opened: Open) -> None:
    console = opened(scenes.me(role="auditor", person="Auditor 1"))
    page = console.go()
    expect(page.get_by_role("row")).to_have_count(4)
    expect(page.get_by_role("button", name=re.compile("^Ring"))).to_have_count(0)
    page = console.line()
    expect(page.get_by_text("Your role does not ring or answer.")).to_be_visible()


def test_each_path_is_shown_with_its_state_and_one_that_is_down_is_no_alarm(
    console: Console,
) -> None:
    now = console.now()
    path = scenes.lamp(now)["paths"][0]
    paths = [
        path | {"name": "Cable", "round_trip_ms": 12},
        path
        | {"name": "Satellite", "round_trip_ms": 612, "lost": 6, "cost": 10}
        | {"carries": "urgent"},
        path | {"name": "Radio", "up": False, "cause": "unreachable", "since_ms": now - 80_000},
    ]
    docs = console.station.docs
    docs[f"line:{scenes.CHINA}"]["lamp"] |= {"paths": paths}
    docs["now"]["alarms"] = [
        {
            "id": "a1",
            "code": "path-down",
            "line": scenes.CHINA,
            "since_ms": now - 80_000,
            "facts": {"party": 0, "name": "Radio", "up": 2},
            "grave": "attention",
            "ack": None,
        }
    ]
    page = console.line()
    shown = page.locator(".evidence")
    expect(shown).to_contain_text("Cable is up, 12 ms")
    expect(shown).to_contain_text("6 % of challenges lost · cost 10 · for what is urgent")
    expect(shown).to_contain_text(
        re.compile(r"Radio down for 1 min [2-5]\d s, network unreachable")
    )
    expect(page.get_by_text("path Radio down").first).to_be_visible()
    expect(page.get_by_text("Beijing can be rung now")).to_be_visible()


def test_the_only_path_has_a_name_in_the_readers_language(opened: Open) -> None:
    console = opened(scenes.me() | {"language": "zh"})
    paths = console.station.docs[f"line:{scenes.CHINA}"]["lamp"]["paths"]
    paths[0] |= {"name": "network"}
    expect(console.line().locator(".evidence")).to_contain_text("网络 可用")


def test_a_page_without_a_microphone_says_so_before_a_call_comes(console: Console) -> None:
    context = console.page.context
    context.clear_permissions()
    context.grant_permissions(["geolocation"])
    page = console.go()
    page.get_by_text("This browser refuses the microphone.").wait_for()
    context.grant_permissions(["microphone"])
    expect(page.get_by_text("This browser refuses the microphone.")).to_have_count(0)


def test_the_line_says_who_speaks_with_whom_and_what_is_open(console: Console) -> None:
    now = console.now()
    docs = console.station.docs
    line = docs[f"line:{scenes.CHINA}"]
    line["counterparts"][1]["open"] = {
        "stage": "call",
        "since_ms": now - 63_000,
        "precedence": "FLASH",
    }
    docs["now"]["lines"][0]["peers"][0] |= {"id": "aa"}
    docs["now"]["lines"][2]["peers"][0] |= {"id": "aa"}
    page = console.line()
    section = page.get_by_role("region", name="Counterparts")
    rows = section.get_by_role("listitem")
    expect(rows.nth(0)).to_contain_text("Liaison Duty Room")
    expect(rows.nth(0)).to_contain_text("no call")
    expect(rows.nth(1)).to_contain_text("Level: minister")
    expect(rows.nth(1)).to_contain_text("in a call")
    expect(section.get_by_role("link", name="Japan–Singapore")).to_be_visible()


def test_the_watch_sees_that_its_principal_asks_for_a_call(console: Console) -> None:
    asked = {
        "line": scenes.CHINA,
        "desk": scenes.OUR_MINISTER,
        "to": scenes.THEIR_MINISTER,
        "by": "Minister",
        "at_ms": console.now() - 60_000,
        "seen": None,
    }
    console.station.docs["now"]["asked"] = [asked]
    page = console.go()
    page.get_by_role("button", name="Acknowledge, Minister's Desk asks for a call").click()
    assert console.wait_for_act("acknowledge") == {"asked": "minister"}


def test_a_call_back_that_was_agreed_comes_forward_when_its_time_comes(
    console: Console,
) -> None:
    now = console.now()
    proposal = {
        "ref": "0.0.8." + "8" * 64,
        "mine": False,
        "at_ms": (now // 3_600_000 + 2) * 3_600_000,
        "level": None,
        "medium": "voice",
        "by": "Watch officer 3",
        "agreed": None,
    }
    ring = scenes.ring_out(now, "declined", proposals=[proposal])
    console.station.docs["now"]["attempts"] = [ring]
    page = console.line()
    proposed = page.get_by_text("They propose:")
    expect(proposed).to_contain_text(re.compile(r"\d\d:00Z"))
    page.get_by_role("button", name="Accept").click()
    body = {"ring": ring["ref"], "proposal": proposal["ref"]}
    assert console.wait_for_act("agree") == body
    page.get_by_role("button", name="Propose another time").click()
    expect(page.locator("input:focus")).to_have_count(1)
    page.keyboard.type("+90")
    page.keyboard.press("Control+Enter")
    ours = console.wait_for_act("propose")
    assert 89 * 60_000 < ours["at_ms"] - now <= 92 * 60_000
    soon = proposal | {"at_ms": now + 60_000, "agreed": {"by": "WO 1", "at_ms": now}}
    console.station.change("now", attempts=[ring | {"proposals": [soon]}])
    page.get_by_text("Call with Beijing, Liaison Duty Room, agreed for").first.wait_for()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Beijing sends other acts than it signed"),
        ("zh", "北京发来的与其签署的不一致"),
        ("fa", "چیزی جز آنچه امضا کرده می‌فرستد"),
    ],
)
def test_what_roots_said_and_what_was_refused_is_told_in_words(
    opened: Open, language: str, told: str
) -> None:
    console = opened(scenes.me() | {"language": language})
    now = console.now()
    console.station.docs["now"]["alarms"] = [
        {
            "id": code,
            "code": code,
            "line": scenes.CHINA,
            "since_ms": now - 80_000,
            "facts": {"party": 0} | facts,
            "grave": "alarm" if code == "contested" else "attention",
            "ack": None,
        }
        for code, facts in (
            ("contested", {"count": 2}),
            ("refused", {"count": 3}),
            ("revoked", {"who": "theirs"}),
            ("suspended", {"who": "ours"}),
        )
    ]
    page = console.go()
    expect(page.get_by_text(told).first).to_be_visible()
