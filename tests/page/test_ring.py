"""A ring going out, told by signatures alone; a ring coming in, and what can be done."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.page import scenes
from tests.page.conftest import Console, Open

Doc = dict[str, Any]


def test_ring_opens_nothing_but_asks_the_station_with_what_was_chosen(console: Console) -> None:
    page = console.line()
    page.get_by_role("radio", name="IMMEDIATE").check()
    page.get_by_label("Subject").select_option("incident")
    page.get_by_label("Own words, if any").fill("Two ships")
    page.get_by_role("button", name="Ring", exact=True).click()
    assert console.wait_for_act("ring") == {
        "from": "watch",
        "to": {"party": 0, "desk": "liaison"},
        "precedence": "IMMEDIATE",
        "subject": "incident",
        "purpose": "Two ships",
    }


def test_a_ring_leaves_before_voice_is_prepared(console: Console) -> None:
    left: list[str] = []

    def frame(data: str | bytes) -> None:
        if '"act":"ring"' in str(data):
            left.append("ring")

    def asked(request: Request) -> None:
        if request.url.endswith("/turn"):
            left.append("turn")

    console.page.on("websocket", lambda socket: socket.on("framesent", frame))
    console.page.on("request", asked)
    page = console.line()
    with page.expect_request("**/turn"):
        page.get_by_role("button", name="Ring", exact=True).click()
    console.wait_for_act("ring")
    assert left == ["ring", "turn"]


def test_no_precedence_above_routine_is_chosen_beforehand(console: Console) -> None:
    page = console.line()
    expect(page.get_by_role("radio", name="ROUTINE")).to_be_checked()
    expect(page.get_by_label("Subject")).to_have_value("")


def test_a_refused_ring_says_what_was_wrong_and_what_to_do(console: Console) -> None:
    console.station.refuse("ring", "in-call", "This console has a call already.")
    page = console.line()
    page.get_by_role("button", name="Ring", exact=True).click()
    said = page.get_by_role("alert").filter(has_text="Not rung.")
    expect(said).to_contain_text("A console has one active call at a time.")
    expect(said).to_contain_text("This console has a call already.")


def out(console: Console, stage: str, **fields: Any) -> Page:
    console.station.change("now", outgoing=[scenes.ring_out(console.now(), stage, **fields)])
    return console.page


def test_stages_follow_signatures_and_the_ring_can_be_cancelled(console: Console) -> None:
    page = console.line()
    out(console, "sent")
    expect(page.get_by_role("heading", name="Sending the ring")).to_be_visible()
    out(console, "reached")
    expect(page.get_by_role("heading", name="Reached Beijing's station")).to_be_visible()
    expect(page.get_by_text("Nobody has been alerted yet.")).to_be_visible()
    out(console, "alerting")
    expect(page.get_by_role("heading", name="Alerting in Beijing")).to_be_visible()
    expect(page.get_by_text("Signed by Beijing, provisional")).to_be_visible()
    page.get_by_role("button", name="Cancel ring").click()
    assert console.wait_for_act("cancel") == {"ring": "1.0.9." + "9" * 64}


def test_no_ringing_is_played_or_shown_while_their_station_is_not_heard(
    console: Console,
) -> None:
    page = console.line()
    lines = console.station.docs["now"]["lines"]
    quiet = {**lines[0], "lamp": scenes.lamp(console.now(), "quiet"), "verdict": "quiet"}
    console.station.docs["now"]["lines"] = [quiet, *lines[1:]]
    out(console, "alerting")
    expect(page.get_by_role("heading", name=re.compile("No word from Beijing"))).to_be_visible()
    expect(page.get_by_text("The last signed state was: alerting, step 1.")).to_be_visible()


DECLINE = {
    "code": "principal-absent",
    "text": "部长正在飞行途中。",
    "language": "zh",
    "condition": "",
    "call_back_ms": None,
    "by": "Watch officer 3",
}
TRIES = {
    "tries": [{"path": "A", "first_ms": 0, "last_ms": 12_000, "error": "timeout"}],
    "last_echo_ms": None,
}


@pytest.mark.parametrize(
    ("stage", "fields", "headline", "more"),
    [
        ("declined", {"decline": DECLINE}, "Declined by Watch officer 3", "部长正在飞行途中。"),
        ("exhausted", {}, "Nobody answered in Beijing", "Both records say: exhausted."),
        (
            "unreachable",
            {"unreached": TRIES},
            "Line down: the ring did not reach Beijing",
            "no answer",
        ),
        ("withdrawn", {}, "You cancelled the ring", "cancelled by the caller"),
        ("crossed", {}, "Cancelled here as it was answered in Beijing", "crossed"),
    ],
)
def test_every_fate_has_its_words_and_a_way_on(
    console: Console, stage: str, fields: Doc, headline: str, more: str
) -> None:
    page = console.line()
    out(console, stage, **fields)
    expect(page.get_by_role("heading", name=headline)).to_be_visible()
    expect(page.get_by_text(more).first).to_be_visible()
    page.get_by_role("button", name="Ring again").click()
    expect(page.get_by_role("button", name="Ring", exact=True)).to_be_visible()


def incoming(console: Console, **fields: Any) -> Page:
    console.station.change("now", rings=[scenes.ring(console.now(), **fields)])
    return console.page


def test_flash_takes_the_page_in_the_readers_language_and_sounds(console: Console) -> None:
    page = console.go()
    incoming(console)
    ring = page.get_by_role("alertdialog", name="Beijing, Minister's Desk")
    expect(ring).to_be_visible()
    expect(ring).to_contain_text("FLASH")
    expect(ring).to_contain_text("Incident at sea or in the air: collision, persons injured")
    expect(ring.locator("[lang=zh]")).to_have_text(scenes.CHINESE_PURPOSE)
    expect(page.locator("html")).to_have_attribute("data-bell", "FLASH")
    expect(page).to_have_title("Incoming ring - Openline")
    marks = "performance.getEntriesByType('mark').map(mark => mark.name)"
    assert page.evaluate(marks) == ["ring-rendered", "ring-sounding"]
    console.station.change("now", rings=[])
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    expect(page.locator("html")).not_to_have_attribute("data-bell", "FLASH")


def test_an_open_menu_does_not_cover_a_ring(console: Console) -> None:
    page = console.line()
    page.get_by_role("button", name="Language and more").click()
    expect(page.locator(".sheet")).to_be_visible()
    incoming(console, precedence="ROUTINE")
    covered = """element => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const there = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
        return there.closest(".sheet") !== null;
    }"""
    for name in ("Answer", "Decline"):
        assert not page.get_by_role("button", name=name).evaluate(covered)


def test_routine_is_a_strip_that_leaves_a_draft_and_its_focus_alone(console: Console) -> None:
    page = console.line("messages")
    text = page.get_by_label("Text", exact=True)
    text.fill("A draft")
    text.focus()
    incoming(console, precedence="ROUTINE")
    expect(page.get_by_role("alertdialog")).to_contain_text("Beijing, Minister's Desk")
    expect(text).to_be_focused()
    page.keyboard.type(" goes on")
    expect(text).to_have_value("A draft goes on")


@pytest.mark.parametrize("precedence", ["FLASH", "ROUTINE"])
def test_the_keyboard_goes_to_a_ring_if_nobody_types(console: Console, precedence: str) -> None:
    page = console.line()
    page.get_by_role("button", name="Ring", exact=True).focus()
    incoming(console, precedence=precedence)
    expect(page.get_by_role("alertdialog")).to_be_focused()


def test_a_form_below_a_ring_is_not_sent_by_the_keys_of_its_decline(console: Console) -> None:
    page = console.line("messages")
    page.get_by_label("Text", exact=True).fill("A draft")
    incoming(console)
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.keyboard.press("Shift+F2")
    expect(page.locator(".decline-form input:checked")).to_be_focused()
    page.keyboard.press("Control+Enter")
    console.wait_for_act("decline")
    assert console.acts("message") == []


def test_the_bell_is_silenced_here_and_the_ring_goes_on(console: Console) -> None:
    page = console.go()
    incoming(console)
    page.get_by_role("button", name="Answer").wait_for()
    page.keyboard.press("F8")
    expect(page.locator("html")).not_to_have_attribute("data-bell", "FLASH")
    expect(page.get_by_role("button", name="Silence bell")).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.get_by_role("button", name="Answer")).to_be_visible()


def test_declining_takes_a_reason_and_may_carry_a_proposal(console: Console) -> None:
    page = console.go()
    incoming(console)
    page.get_by_role("button", name="Decline", exact=True).click()
    page.get_by_role("radio", name="We are preparing and will ring back").check()
    page.get_by_label("Condition, if any").fill("Navy desks first")
    page.get_by_label("Our proposal, time in UTC").fill("99:99")
    expect(
        page.get_by_text("Give hours and minutes, such as 20:30, or nothing.")
    ).to_be_visible()
    page.get_by_label("Our proposal, time in UTC").fill("20:30")
    page.get_by_role("button", name="Send decline").click()
    body = console.wait_for_act("decline")
    assert body["code"] == "preparing"
    assert body["condition"] == "Navy desks first"
    assert body["call_back_ms"] % 86_400_000 == (20 * 60 + 30) * 60_000
    assert body["call_back_ms"] > console.now()


def test_a_refusal_claims_no_reason_that_nobody_chose(console: Console) -> None:
    page = console.go()
    incoming(console)
    expect(page.get_by_role("alertdialog")).to_be_visible()
    page.keyboard.press("Shift+F2")
    expect(page.get_by_role("radio", name="No reason given")).to_be_focused()
    page.keyboard.press("Control+Enter")
    assert console.wait_for_act("decline")["code"] == "no-reason"


def test_escape_closes_the_form_and_never_declines(console: Console) -> None:
    page = console.go()
    incoming(console)
    page.get_by_role("button", name="Decline", exact=True).click()
    page.get_by_role("heading", name="Why do you decline?").wait_for()
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Beijing, Minister's Desk")).to_be_visible()
    assert console.acts("decline") == []


def test_behind_the_form_the_keyboard_is_at_the_ring_and_not_at_what_it_hides(
    console: Console,
) -> None:
    page = console.go()
    page.get_by_role("link", name="All lines").focus()
    incoming(console, precedence="FLASH")
    ring = page.get_by_role("alertdialog")
    ring.wait_for()
    page.keyboard.press("Shift+F2")
    expect(page.get_by_role("radio", name="No reason given")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("radio", name="No reason given")).to_have_count(0)
    inside = "document.querySelector('[role=alertdialog]').contains(document.activeElement)"
    page.wait_for_function(inside)


def test_an_answer_at_another_console_is_told(console: Console) -> None:
    page = console.go()
    incoming(console)
    page.get_by_role("alertdialog").wait_for()
    taken = {"ring": "0.0.7." + "7" * 64, "by": "Watch officer 2", "at_ms": console.now()}
    console.station.change("now", rings=[], taken=[taken])
    expect(page.get_by_text("Answered by Watch officer 2")).to_be_visible()


def test_several_rings_show_the_gravest_and_count_the_rest(console: Console) -> None:
    page = console.go()
    rings = [
        scenes.ring(console.now()),
        scenes.ring(console.now(), ref="0.0.8." + "8" * 64, precedence="ROUTINE"),
    ]
    console.station.change("now", rings=rings)
    expect(page.get_by_role("alertdialog")).to_contain_text("FLASH")
    expect(page.get_by_role("alertdialog")).to_contain_text("1 more waiting")


def test_controls_of_a_ring_take_no_pointer_at_first_but_keys_at_once(console: Console) -> None:
    page = console.go()
    incoming(console)
    page.get_by_role("alertdialog").wait_for()
    # The class falls after half a second; the moment itself is the browser's.
    assert page.evaluate(
        "getComputedStyle(document.querySelector('.fresh .btn') ?? document.body).pointerEvents"
    ) in ("none", "auto")
    page.keyboard.press("F2")
    assert console.wait_for_act("answer")["ring"] == "0.0.7." + "7" * 64


def test_the_ladder_of_a_ring_to_us_and_saying_that_one_comes(console: Console) -> None:
    page = console.line()
    now = console.now()
    ring = scenes.ring(now, ladder=scenes.ladder(now), coming=[], step=2)
    console.station.change("now", rings=[ring])
    foot = page.locator(".in-foot")
    expect(foot).to_contain_text("Step 2 of 4 is ringing")
    expect(foot).to_contain_text("Deputynobody there")
    expect(foot).to_contain_text("Beijing sees: “Alerting in Singapore, step 2 of 4.”")
    expect(foot).to_contain_text(
        re.compile(r"Everyone on the bill follows in ([2-9]|1[01])( s|\.)")
    )
    page.keyboard.press("F6")
    assert console.wait_for_act("coming") == {"ring": ring["ref"]}
    me = {"by": "Watch officer 1", "at_ms": now}
    console.station.change("now", rings=[{**ring, "coming": [me]}])
    expect(page.get_by_role("button", name="I am coming")).to_be_disabled()
    expect(foot).to_contain_text("is coming")


def test_the_caller_sees_of_the_ladder_what_was_signed(console: Console) -> None:
    page = console.line()
    told = scenes.ladder(console.now(), names=[], rungs=[])
    coming = [{"by": "Duty officer", "at_ms": console.now()}]
    out(console, "alerting", ladder=told, step=2, bells=3, coming=coming)
    expect(page.get_by_role("heading", name="Alerting in Beijing, step 2 of 4")).to_be_visible()
    stage = page.locator("ol.stage > li").nth(2)
    expect(stage).to_contain_text("3 bells")
    expect(stage).to_contain_text(re.compile(r"Step 3 follows in ([2-9]|1[01])\b"))
    expect(stage).to_contain_text("Duty officer is coming")
    out(console, "alerting", ladder=None, step=None, bells=None)
    expect(page.get_by_role("heading", name="Alerting in Beijing", exact=True)).to_be_visible()
    expect(page.get_by_text("step", exact=False)).to_have_count(0)


def test_a_ring_that_came_ahead_of_its_record_sounds_but_cannot_be_answered_yet(
    console: Console,
) -> None:
    ring = scenes.ring(console.now(), precedence="FLASH") | {"ahead": True}
    console.station.docs["now"]["rings"] = [ring]
    page = console.go()
    expect(page.get_by_role("alertdialog")).to_contain_text("still on its way")
    expect(page.get_by_role("button", name="Answer")).to_have_count(0)
    page.keyboard.press("F2")
    page.keyboard.press("F8")
    expect(page.get_by_role("button", name="Silence bell")).to_have_attribute(
        "aria-pressed", "true"
    )
    assert console.acts("answer") == []


def test_rings_past_the_quota_are_counted_and_sound_no_bell(console: Console) -> None:
    page = console.go()
    now = console.now()
    silent = [
        scenes.ring(now, ref=f"0.0.{n}." + "7" * 64, joins=True, precedence="FLASH")
        for n in (21, 22)
    ]
    sounding = scenes.ring(now, precedence="PRIORITY")
    console.station.change("now", rings=[sounding, *silent])
    expect(page.locator("html")).to_have_attribute("data-bell", "PRIORITY")
    page.get_by_text("2 more past the agreed number, without a bell").wait_for()
    console.station.change("now", rings=silent)
    expect(page.locator("html")).not_to_have_attribute("data-bell", "FLASH")


def test_the_time_agreed_for_the_answer_runs_on_the_screen(console: Console) -> None:
    page = console.go()
    now = console.now()
    console.station.change("now", rings=[scenes.ring(now, answer_by_ms=now + 30_000)])
    page.get_by_text("due in").first.wait_for()
    console.station.change("now", rings=[scenes.ring(now, answer_by_ms=now - 5_000)])
    page.get_by_text("overdue by").first.wait_for()


CADENCES = {
    "FLASH": (200, 980),
    "IMMEDIATE": (1_390, 880),
    "PRIORITY": (3_000, 660),
    "ROUTINE": (4_000, 550),
}
"""Length of one round of each bell in ms, and its first tone in Hz."""


@pytest.mark.parametrize("precedence", CADENCES)
def test_each_precedence_has_its_own_cadence(console: Console, precedence: str) -> None:
    page = console.go()
    incoming(console, precedence=precedence)
    expect(page.locator("html")).to_have_attribute("data-bell", precedence)
    length, crossings = page.evaluate(
        """async () => {
            const { sound } = await import("/page/js/state.js");
            const { source } = sound.playing.get("bell");
            const data = source.buffer.getChannelData(0);
            const part = data.subarray(0, 24_000 / 20);
            let turns = 0;
            for (let n = 1; n < part.length; n++)
                if (part[n - 1] <= 0 && part[n] > 0) turns++;
            return [source.buffer.duration * 1000, turns * 20];
        }"""
    )
    assert abs(length - CADENCES[precedence][0]) < 5
    assert abs(crossings - CADENCES[precedence][1]) <= 40


@pytest.mark.parametrize("precedence", ["FLASH", "IMMEDIATE"])
def test_an_overdue_answer_stands_in_the_bands_own_colour(
    console: Console, precedence: str
) -> None:
    page = console.go()
    incoming(console, precedence=precedence, answer_by_ms=console.now() - 5_000)
    colour = "element => getComputedStyle(element).color"
    late = page.locator(".band .due")
    expect(late).to_contain_text("overdue by")
    assert late.evaluate(colour) == page.locator(".band").evaluate(colour)


def test_a_ring_that_is_over_gives_the_keyboard_back(console: Console) -> None:
    page = console.line()
    button = page.get_by_role("button", name="Ring", exact=True)
    button.focus()
    incoming(console)
    expect(page.get_by_role("alertdialog")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Answer", exact=True)).to_be_focused()
    console.station.change("now", rings=[])
    expect(button).to_be_focused()


def test_what_is_refused_is_said_in_the_readers_language_first(opened: Open) -> None:
    console = opened(scenes.me(language="fa"))
    console.station.refuse("ring", "in-call", "This console has a call already.")
    page = console.line()
    page.get_by_role("button", name="زنگ", exact=True).click()
    said = page.get_by_role("alert")
    expect(said).to_be_visible()
    expect(said.get_by_text("This console has a call already.")).to_be_hidden()
    said.get_by_text("برای کارشناس فنی").press("Enter")
    expect(said.get_by_text("This console has a call already.")).to_be_visible()


def test_an_unknown_refusal_still_says_what_to_do(console: Console) -> None:
    console.station.refuse("ring", "of-another-version", "Something new.")
    page = console.line()
    page.get_by_role("button", name="Ring", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("tell the technician this code")
