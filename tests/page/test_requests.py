"""Requests: whose turn it is, answers, forms with their errors, the picture, calendar files."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.page import asking, scenes
from tests.page.conftest import Console, Open

DONE = {"ok": True, "result": {"ref": asking.ref(1, 70)}}


def prepared(console: Console, **fields: Any) -> Page:
    """The requests of the line to Beijing."""
    now = console.now()
    doc = asking.requests_doc(now, **fields)
    console.station.docs[f"requests:{scenes.CHINA}"] = doc
    briefs = [asking.brief(one) for one in doc["open"]]
    console.station.docs["now"] = scenes.now_doc(now, requests=briefs)
    return console.line("requests")


def test_what_is_ours_to_answer_stands_first(console: Console) -> None:
    page = prepared(console)
    rows = page.locator("table.requests tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("Ours to answer")
    expect(rows.nth(0)).to_contain_text(re.compile("in 4[01] min"))
    expect(rows.nth(1)).to_contain_text("Theirs to answer")
    expect(rows.nth(1)).to_contain_text("Counter-offer")
    expect(rows.nth(2)).to_contain_text("Declined")
    expect(rows.nth(2)).to_contain_text("with conditions")
    expect(page.locator(".tabs").get_by_role("link", name="Requests")).to_contain_text("1")
    expect(page.locator(".foot")).to_contain_text("Next due")
    expect(page.locator(".foot")).to_contain_text("Answer Beijing: Call")


def test_the_board_leads_to_it(console: Console) -> None:
    prepared(console)
    page = console.go()
    expect(page.locator(".board")).to_contain_text("2 requests")
    page.locator(".todo").get_by_role("link", name="Open").first.click()
    expect(page.get_by_role("form", name="Our answer")).to_be_visible()


def test_what_is_agreed_is_on_the_board_until_it_is_over(console: Console) -> None:
    now = console.now()
    doc = asking.brief(asking.request(now, turns=[]))
    soon = {**doc, "agreed": {"start_ms": now + 600_000, "end_ms": now + 1_200_000}}
    over = {**doc, "agreed": {"start_ms": now - 600_000, "end_ms": now - 1}, "ref": "x"}
    console.station.docs["now"] = scenes.now_doc(now, requests=[over, soon])
    page = console.go()
    expect(page.locator(".board")).to_contain_text("1 request")
    expect(page.locator(".foot")).to_contain_text(re.compile("in (9 min|10 min)"))
    expect(page.locator(".foot")).to_contain_text("Agreed with Beijing: Call")
    expect(page.locator(".todo")).to_have_count(0)


def test_times_stand_in_utc_and_in_both_zones(console: Console) -> None:
    page = prepared(console)
    window = page.locator(".zones").first
    # Late in the evening the end is of another day, which is said then.
    expect(window).to_contain_text(re.compile(r"\d\d:00Z – (\d\d \w{3} )?\d\d:00Z"))
    expect(window).to_contain_text("Beijing")
    expect(window).to_contain_text("Singapore")


def test_accept_with_the_keyboard_alone(console: Console) -> None:
    page = prepared(console)
    form = page.get_by_role("form", name="Our answer")
    form.get_by_role("radio", name="Accept", exact=True).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Control+Enter")
    body = console.wait_for_act("accept")
    assert body["window"] == 1
    assert body["level"] == ""
    assert body["request"] == body["version"] == asking.ref(0, 61)


def test_accept_at_another_level(console: Console) -> None:
    page = prepared(console)
    page.get_by_role("radio", name="Accept at another level").check(force=True)
    page.get_by_label("Desk that will speak").select_option(label="Minister's Desk")
    page.get_by_role("button", name="Send answer").click()
    assert console.wait_for_act("accept")["level"] == "minister"


def test_decline_with_a_reason_and_conditions(console: Console) -> None:
    page = prepared(console)
    page.get_by_role("radio", name="Decline, with a reason").check(force=True)
    page.get_by_label("Reason", exact=True).select_option("preparing")
    page.get_by_label("What would have to hold first").fill("An agenda\n\nSame rank\n")
    page.get_by_role("button", name="Send answer").click()
    body = console.wait_for_act("refuse")
    assert (body["code"], body["conditions"]) == ("preparing", ["An agenda", "Same rank"])


def test_no_condition_is_dropped_in_silence(console: Console) -> None:
    page = prepared(console)
    page.get_by_role("radio", name="Decline, with a reason").check(force=True)
    conditions = page.get_by_label("What would have to hold first")
    conditions.fill("\n".join(f"Condition {n}" for n in range(9)))
    expect(page.get_by_role("alert")).to_contain_text("At most 8 conditions")
    page.get_by_role("button", name="Send answer").click()
    expect(conditions).to_be_focused()
    assert console.acts("refuse") == []
    conditions.fill("x" * 501)
    expect(page.get_by_role("alert")).to_contain_text("500 characters")
    conditions.fill("\n".join(f"Condition {n}" for n in range(8)))
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Send answer").click()
    assert len(console.wait_for_act("refuse")["conditions"]) == 8


def test_a_refused_answer_is_said_at_its_form_alone(console: Console) -> None:
    """The answer to a ring has a place of its own, and does not wait for this one."""
    console.station.refuse("accept", "request-moved")
    page = prepared(console)
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_text("has ended or changed meanwhile")).to_have_count(1)
    expect(page.locator(".warnings .refusal")).to_have_count(0)


def test_a_counter_offer_is_a_whole_version(console: Console) -> None:
    page = prepared(console)
    page.get_by_role("radio", name="Propose something else").check(force=True)
    page.get_by_label("Purpose").fill("Half an hour is enough.")
    page.get_by_label("How long").select_option(label="30 min")
    page.get_by_label("From, UTC").first.fill("2030-03-16 20:00")
    page.get_by_label("To, UTC").first.fill("2030-03-16 21:00")
    page.get_by_label("Answer by, UTC").fill("2030-03-16 19:00")
    page.get_by_role("button", name="Send answer").click()
    body = console.wait_for_act("counter")
    assert body["plan"]["minutes"] == 30
    assert len(body["plan"]["windows"]) == 2
    assert (body["plan"]["asker"], body["plan"]["asked"]) == ("liaison", "watch")
    assert body["plan"]["windows"][0] == {
        "start_ms": 1_899_921_600_000,
        "end_ms": 1_899_925_200_000,
    }


def test_conditions_are_answered_one_by_one(console: Console) -> None:
    page = prepared(console)
    page.get_by_role("button", name="Do not accept, condition 2").click()
    body = console.wait_for_act("condition")
    assert (body["item"], body["number"], body["word"]) == (asking.ref(0, 61), 1, "refused")


def test_errors_stand_at_their_fields(console: Console) -> None:
    page = prepared(console)
    page.get_by_role("link", name="New request").click()
    page.get_by_label("To, UTC").fill("2020-01-01 10:00")
    page.get_by_label("From, UTC").fill("2020-01-01 09:00")
    page.get_by_label("Answer by, UTC").fill("tomorrow")
    page.get_by_role("button", name="Send request").click()
    expect(page.get_by_label("Purpose")).to_be_focused()
    expect(page.locator("#request-purpose-err")).to_contain_text("Say what it is for.")
    expect(page.locator("#request-start0-err")).to_contain_text("This time is past.")
    expect(page.locator("#request-due-err")).to_contain_text("Give day and time.")
    assert console.acts("request") == []


def test_a_request_is_asked_and_asked_again(console: Console) -> None:
    console.station.on("request", lambda _: DONE)
    page = prepared(console)
    page.locator("table.requests").get_by_role("link", name="Visit").click()
    page.get_by_role("link", name="Ask again").click()
    expect(page.get_by_role("form", name="Ask again")).to_be_visible()
    page.get_by_label("Purpose").fill("Observers, with an agenda.")
    page.get_by_role("button", name="Send request").click()
    body = console.wait_for_act("request")
    assert body["earlier"] == asking.ref(1, 66)
    assert body["plan"]["form"] == "visit"
    assert body["to"] == {"party": 0, "desk": "liaison"}


def test_what_waits_can_be_changed_reminded_of_or_withdrawn(console: Console) -> None:
    page = prepared(console)
    page.locator("table.requests").get_by_role("link", name="Meeting").click()
    expect(page.get_by_role("form", name="Waiting for Beijing")).to_be_visible()
    page.get_by_role("button", name="Remind").click()
    console.wait_for_act("remind")
    page.get_by_role("button", name="Change our proposal").click()
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Withdraw request").click()
    console.wait_for_act("withdraw")


def test_the_picture_shows_each_with_its_end(console: Console) -> None:
    page = prepared(console)
    spans = page.locator(".spans > li")
    expect(spans).to_have_count(3)
    expect(spans.nth(2)).to_contain_text("Declined")
    expect(spans.nth(1).locator("circle")).to_have_count(3)
    expect(spans.nth(2).locator("line.end")).to_have_count(1)


def test_a_calendar_file_becomes_a_draft(console: Console) -> None:
    event = {
        "form": "meeting",
        "purpose": "Talks",
        "place": "Singapore",
        "start_ms": 1_900_000_800_000,
        "end_ms": 1_900_004_400_000,
        "notes": [],
    }
    floating = {**event, "purpose": "No zone", "start_ms": None, "notes": ["no-zone"]}
    console.station.answers[f"lines/{scenes.CHINA}/calendar"] = {"drafts": [event, floating]}
    page = prepared(console)
    page.get_by_role("link", name="New request").click()
    page.locator("#calendar-file").set_input_files(
        {"name": "talks.ics", "mimeType": "text/calendar", "buffer": b"BEGIN:VCALENDAR"}
    )
    expect(page.get_by_label("Purpose")).to_have_value("Talks")
    expect(page.get_by_label("From, UTC")).to_have_value("2030-03-17 18:00")
    expect(page.locator(".from-file")).to_contain_text("Its time names no zone")
    page.get_by_role("button", name="Use, event 2").click()
    expect(page.get_by_label("Purpose")).to_have_value("No zone")
    expect(page.locator("#request-start0-err")).to_contain_text("Give day and time.")
    assert console.acts("request") == []


def test_a_station_that_is_not_reached_is_no_error_of_the_page(console: Console) -> None:
    page = prepared(console)
    page.get_by_role("link", name="New request").click()
    page.route("**/calendar", lambda route: route.abort())
    page.locator("#calendar-file").set_input_files(
        {"name": "talks.ics", "mimeType": "text/calendar", "buffer": b"BEGIN:VCALENDAR"}
    )
    said = page.get_by_role("alert")
    expect(said).to_contain_text("The station was not reached. Nothing was said on the line.")
    expect(said).to_contain_text("What you typed and chose is kept.")


def test_what_a_counterpart_may_sign_breaks_no_page(console: Console) -> None:
    now = console.now()
    last = 1 << 53
    what = asking.plan(
        now,
        purpose="x" * 1_000,
        place="y" * 200,
        event="z" * 200,
        languages=["zzz-12345678"] * 8,
        minutes=65_535,
        windows=[{"start_ms": 0, "end_ms": last}, {"start_ms": last - 1, "end_ms": last}],
        conditions=["w" * 500] * 8,
    )
    stated = [{"text": text, "state": "open"} for text in what["conditions"]]
    bad = asking.request(
        now,
        at_ms=0,
        turns=[{"party": 1, "since_ms": 0, "overdue_ms": last}],
        versions=[asking.version(0, 61, 1, last, what)],
        said=[asking.said(0, 61, "ask", last, text="x" * 1_000, conditions=stated)],
    )
    page = prepared(console, open=[bad])
    expect(page.locator(".course")).to_contain_text("xxx")
    page.get_by_role("radio", name="Propose something else").check(force=True)
    expect(page.get_by_label("From, UTC").last).to_have_value("9999-12-31 23:59")
    assert page.evaluate("document.getElementById('main').scrollWidth") <= 1280 - 232
    page.get_by_role("button", name="Send answer").click()
    expect(page.get_by_label("Purpose")).to_be_focused()


def test_nothing_there(console: Console) -> None:
    page = prepared(console, open=[], over=[])
    expect(page.get_by_text("No open requests")).to_be_visible()
    expect(page.get_by_role("form", name="New request")).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "fa", "vi", "ja"])
def test_it_fits_in_every_language(opened: Open, language: str) -> None:
    console = opened(scenes.me(language=language))
    page = prepared(console)
    page.locator("table.requests tbody tr").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    texts = page.locator("#main").inner_text()
    assert not re.search(r"\breq-|\{ ?\$", texts)


def test_an_answer_that_was_overtaken_keeps_its_words_in_sight(console: Console) -> None:
    page = prepared(console)
    page.get_by_label("Own words, if any").fill("Gladly, at eight.")
    now = console.now()
    gone = asking.request(now, stage="withdrawn", turns=[], settled=True)
    console.station.change(f"requests:{scenes.CHINA}", open=[], over=[gone])
    kept = page.get_by_role("alert")
    expect(kept).to_contain_text("Your answer was not sent.")
    expect(kept).to_contain_text("Gladly, at eight.")
    kept.get_by_role("button", name="Put away").press("Enter")
    expect(kept).to_have_count(0)


def test_a_field_with_the_keyboard_is_never_below_the_bar(console: Console) -> None:
    page = prepared(console)
    page.locator("a", has_text="New request").first.click()
    covered = """() => {
        const box = document.activeElement.getBoundingClientRect();
        const bar = document.querySelector(".bar").getBoundingClientRect();
        return !document.activeElement.closest(".bar") && box.bottom > bar.top;
    }"""
    page.get_by_label("Purpose").focus()
    for _ in range(14):
        page.keyboard.press("Tab")
        assert not page.evaluate(covered)
