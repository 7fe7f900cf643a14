"""Requests from board to board: asked, answered by another proposal, accepted."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, expect

from tests.whole.conftest import CN, SG, Open
from tests.whole.console import Console

PERSIAN = "دیدار دو وزیر در حاشیهٔ گفت‌وگو"
CHINESE = "四十分钟更合适，请带译员。"


def ahead(hours: int) -> str:
    """A time from now, as it is written into a field."""
    then = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    return (then + timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M")


def board(console: Console) -> Locator:
    """The line's requests."""
    console.open_line()
    console.page.locator(".tabs a[href$=requests]").click()
    return console.page.locator("table.requests tbody tr")


def written(console: Console, purpose: str, hours: int) -> None:
    """Fill in a version."""
    page = console.page
    page.locator("#request-purpose").fill(purpose)
    page.locator("#request-start0").fill(ahead(hours))
    page.locator("#request-end0").fill(ahead(hours + 2))
    page.locator("#request-due").fill(ahead(hours - 1))


def asked(console: Console, purpose: str) -> None:
    """Ask the counterpart for a meeting."""
    board(console)
    console.page.locator("a[href$='requests/new']").click()
    console.page.locator("input[name=request-form][value=meeting]").check(force=True)
    written(console, purpose, 24)
    console.page.locator("#request-conditions").fill("یک مترجم از هر طرف")
    console.page.locator(".request-form .bar button").click()


def answer(console: Console, choice: str) -> None:
    """Choose an answer to the request that stands there."""
    console.page.locator(f"input[name=answer][value={choice}]").check(force=True)


def test_asked_countered_accepted_in_persian_and_chinese(console: Open, tmp_path: Path) -> None:
    asker = console(CN, person="Watch officer 1", language="fa", ready="")
    asker.page.locator(".rail a.key:not(.plain)").first.wait_for()
    other = console(SG, person="Watch officer 3", language="zh", ready="")
    other.page.locator(".rail a.key:not(.plain)").first.wait_for()
    expect(asker.page.locator("html")).to_have_attribute("dir", "rtl")
    asked(asker, PERSIAN)
    expect(board(asker).first).to_contain_text("پاسخ با آن‌هاست")

    theirs = board(other)
    expect(theirs.first).to_contain_text("待我方答复")
    expect(other.page.locator(".foot")).to_contain_text("下一期限")
    expect(other.page.locator(".course")).to_contain_text(PERSIAN)
    other.page.locator(".conditions button").first.click()
    expect(other.page.locator(".conditions b")).to_contain_text("已接受")
    answer(other, "counter")
    written(other, CHINESE, 26)
    other.page.locator("#request-minutes").select_option("45")
    other.page.locator(".request-form .bar button").click()
    expect(theirs.first).to_contain_text("待对方答复")

    expect(board(asker).first).to_contain_text("پاسخ با ماست")
    expect(asker.page.locator(".course")).to_contain_text(CHINESE)
    expect(asker.page.locator(".conditions b").first).to_contain_text("پذیرفته شد")
    answer(asker, "accept")
    asker.page.locator(".request-form .bar button").click()
    for one, word in ((asker, "توافق شد"), (other, "已约定")):
        expect(board(one).first).to_contain_text(word)
        expect(one.page.locator(".span.agreed")).to_have_count(1)
        expect(one.page.locator(".course > li")).to_have_count(4)

    with other.page.expect_download() as download:
        other.page.locator("a[href*=calendar]").click()
    file = tmp_path / "request.ics"
    download.value.save_as(file)
    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert event["STATUS"] == "CONFIRMED"
    assert event["DTSTART"].dt.strftime("%Y-%m-%d %H:%M") == ahead(26)
    assert CHINESE in str(event["DESCRIPTION"])

    other.page.locator("a[href$='requests/new']").click()
    other.page.locator("#calendar-file").set_input_files(file)
    expect(other.page.locator("#request-purpose")).to_have_value(re.compile(CHINESE))
    expect(other.page.locator("#request-start0")).to_have_value(ahead(26))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("holiday.ics", b"<html>", "This is no calendar file."),
        ("tasks.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "holds no event"),
        ("all.ics", b"x" * 200_000, "The calendar file is too large."),
    ],
)
def test_files_from_elsewhere(console: Open, name: str, data: bytes, said: str) -> None:
    reader = console(SG)
    board(reader)
    reader.page.get_by_role("link", name="New request").click()
    reader.page.locator("#request-purpose").fill("Kept")
    reader.page.locator("#calendar-file").set_input_files(
        {"name": name, "mimeType": "text/calendar", "buffer": data}
    )
    reader.sees(said)
    expect(reader.page.locator("#request-purpose")).to_have_value("Kept")


def test_a_withdrawn_request_takes_no_answer(console: Open) -> None:
    asker, other = console(SG), console(CN)
    asked(asker, "A call about the exercise")
    theirs = board(other)
    expect(theirs.first).to_contain_text("Ours to answer")
    answer(other, "refuse")
    other.page.get_by_label("What would have to hold first").fill("An agenda")
    asker.press("Withdraw request")
    expect(board(asker).first).to_contain_text("Withdrawn")
    # The board of the other side says so before the answer leaves; nothing is sent.
    expect(theirs.first).to_contain_text("Withdrawn")
    expect(other.button("Send answer")).to_have_count(0)
    other.page.get_by_role("link", name="Ask again").first.wait_for()
