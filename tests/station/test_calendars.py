"""Calendar files: written for other programs, read from them, and hostile ones."""

import os
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from openline.core.errors import BadInput
from openline.station import calendars
from openline.station.calendars import Draft, read, write

NOW_MS = 1_790_000_000_000
START_MS = NOW_MS + 3_600_000
DESKS = (
    {"party": 0, "code": "liaison", "names": {"en": "Liaison, Duty; Room", "zh": "联络值班室"}},
    {"party": 1, "code": "watch", "names": {"en": "Watch Room"}},
)


def version(index: int, party: int, **plan: Any) -> dict[str, Any]:
    window = {"start_ms": START_MS, "end_ms": START_MS + 7_200_000}
    fields: dict[str, Any] = {
        "form": "call",
        "purpose": "就演习区通话；第一，范围。\nSecond line, with a comma; and more",
        "event": "",
        "minutes": 20,
        "place": "",
        "windows": [window, {**window, "end_ms": window["end_ms"] + 60_000}],
        "conditions": ["Same rank"],
    }
    return {
        "ref": f"{party}.0.{index}",
        "party": party,
        "sequence": index,
        "plan": {**fields, **plan},
    }


def request(**fields: Any) -> dict[str, Any]:
    return {
        "ref": "0.0.1",
        "line": "c" * 64,
        "kind": "REAL",
        "stage": "open",
        "from": DESKS[0],
        "to": DESKS[1],
        "agreed": None,
        "versions": [version(1, 0), version(2, 1)],
        **fields,
    }


def calendar(data: bytes) -> Any:
    return Calendar.from_ical(data)


def event(*lines: str, method: str = "") -> bytes:
    """A file with one event."""
    body = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN"]
    body += [f"METHOD:{method}"] if method else []
    body += ["BEGIN:VEVENT", "UID:1", *lines, "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join(body).encode()


# --- writing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "method", "status"),
    [
        ({"versions": [version(1, 0)]}, "REQUEST", "TENTATIVE"),
        ({}, "COUNTER", "TENTATIVE"),
        ({"stage": "declined"}, "REPLY", "TENTATIVE"),
        ({"stage": "withdrawn"}, "CANCEL", "CANCELLED"),
        ({"stage": "lapsed"}, "CANCEL", "CANCELLED"),
        ({"stage": "off"}, "CANCEL", "CANCELLED"),
    ],
)
def test_the_verb_follows_the_stage(fields: dict[str, Any], method: str, status: str) -> None:
    made = calendar(write(request(**fields), "China–Singapore", NOW_MS))
    assert made["METHOD"] == method
    assert {str(one["STATUS"]) for one in made.walk("VEVENT")} == {status}
    assert len(made.walk("VEVENT")) == 2


def test_what_is_agreed_is_one_event_at_its_window() -> None:
    agreed = {"ref": "0.0.9", "version": "1.0.2", "window": 1}
    data = write(request(stage="agreed", agreed=agreed), "China–Singapore", NOW_MS)
    (one,) = calendar(data).walk("VEVENT")
    assert one["SEQUENCE"] == 1
    assert one["DTSTART"].dt == datetime.fromtimestamp(START_MS / 1_000, UTC)
    assert one["DTEND"].dt == datetime.fromtimestamp(START_MS / 1_000 + 7_260, UTC)
    assert one["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert one["ORGANIZER"].params["CN"] == "Liaison, Duty; Room"
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert b"DTSTART:" in data
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_an_exercise_says_so_and_ids_stay_the_same() -> None:
    first, again = (
        calendar(write(request(kind="EXERCISE"), "China–Singapore", at))
        for at in (NOW_MS, NOW_MS + 1)
    )
    assert str(first.walk("VEVENT")[0]["SUMMARY"]).startswith("[EXERCISE] ")
    ids = [[str(one["UID"]) for one in made.walk("VEVENT")] for made in (first, again)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == 2


def test_any_signed_time_can_be_written() -> None:
    window = {"start_ms": 0, "end_ms": 1 << 53}
    data = write(request(versions=[version(1, 0, windows=[window])]), "Line", NOW_MS)
    assert calendar(data).walk("VEVENT")[0]["DTEND"].dt.year == 9999


def test_what_is_written_can_be_read() -> None:
    drafts = read(write(request(), "China–Singapore", NOW_MS), NOW_MS)
    assert [draft.notes for draft in drafts] == [[], []]
    assert {draft.start_ms for draft in drafts} == {START_MS}
    assert "就演习区通话" in drafts[0].purpose


# --- reading ------------------------------------------------------------------------------

TIMES = ("DTSTART:20260922T100000Z", "DTEND:20260922T110000Z")


def test_an_event_becomes_a_draft() -> None:
    data = event(
        "SUMMARY:گفت‌وگو", "DESCRIPTION:One\\, two\\nthree", "LOCATION:Singapore", *TIMES
    )
    (draft,) = read(data, NOW_MS)
    assert draft == Draft(
        "meeting",
        "گفت‌وگو\nOne, two\nthree",
        "Singapore",
        1_790_071_200_000,
        1_790_074_800_000,
        [],
    )


def test_zones_of_the_database_count_in_summer_and_winter() -> None:
    for day, hour in (("20270115", 9), ("20270715", 8)):
        start = f"DTSTART;TZID=Europe/Berlin:{day}T100000"
        (draft,) = read(event(start, "DURATION:PT30M"), NOW_MS)
        assert draft.start_ms is not None
        assert datetime.fromtimestamp(draft.start_ms / 1_000, UTC).hour == hour
        assert draft.end_ms == draft.start_ms + 1_800_000


@pytest.mark.parametrize(
    ("lines", "notes"),
    [
        (("DTSTART:20260922T100000", "DTEND:20260922T110000"), ["no-zone"]),
        (("DTSTART;TZID=Mars/Olympus:20260922T100000", "DURATION:PT1H"), ["unknown-zone"]),
        (("DTSTART;TZID=../../etc/passwd:20260922T100000",), ["unknown-zone"]),
        (("DTSTART;VALUE=DATE:20260922",), ["all-day"]),
        (("DTSTART:yesterday",), ["no-time"]),
        (("SUMMARY:No time",), ["no-time"]),
        (("DTSTART:20260922T100000Z",), ["no-end"]),
        (("DTSTART:20260922T100000Z", "DTEND:20260922T090000Z"), ["order"]),
        (("DTSTART:20200922T100000Z", "DTEND:20200922T110000Z"), ["past"]),
        ((*TIMES, "RRULE:FREQ=DAILY"), ["repeats"]),
        ((*TIMES, "STATUS:CANCELLED"), ["cancelled"]),
        ((*TIMES, "SUMMARY:" + "x" * 1_500), ["cut"]),
    ],
)
def test_what_is_not_certain_is_left_out_and_said(
    lines: tuple[str, ...], notes: list[str]
) -> None:
    (draft,) = read(event(*lines), NOW_MS)
    assert draft.notes == notes


def test_a_cancellation_says_so() -> None:
    (draft,) = read(event(*TIMES, method="CANCEL"), NOW_MS)
    assert draft.notes == ["cancelled"]


def test_several_events_are_several_drafts() -> None:
    one = event("SUMMARY:One", *TIMES).decode()
    two = event("SUMMARY:Two", *TIMES).decode()
    drafts = read((one + two).encode(), NOW_MS)
    assert [draft.purpose for draft in drafts] == ["One", "Two"]


def test_its_own_zones_are_not_computed() -> None:
    """A rule that recurs every second since 1601 would keep a reader busy for ever."""
    zone = (
        "BEGIN:VTIMEZONE\r\nTZID:Custom\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\n"
        "RRULE:FREQ=SECONDLY\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\n"
        "END:STANDARD\r\nEND:VTIMEZONE\r\n"
    )
    data = event("DTSTART;TZID=Custom:20260922T100000", "DURATION:PT1H").decode()
    (draft,) = read(data.replace("BEGIN:VEVENT", zone + "BEGIN:VEVENT").encode(), NOW_MS)
    assert draft.notes == ["unknown-zone"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "no-calendar"),
        (b"\xff\xfe\x00", "no-calendar"),
        (b"<html></html>", "no-calendar"),
        (b"BEGIN:VCALENDAR\r\n" * 6_000, "no-calendar"),
        (b"BEGIN:VEVENT\r\nEND:VEVENT\r\n", "no-calendar"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no-event"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nEND:VTODO\r\nEND:VCALENDAR\r\n", "no-event"),
        (b"x" * (calendars.FILE_BYTES + 1), "calendar-too-large"),
        (event(*TIMES) * 21, "calendar-too-large"),
        # The name of a folder of the database of zones, which the library tries to read.
        (event("DTSTART;TZID=Asia:20260922T100000"), "no-calendar"),
        (event(f"DTSTART;TZID={'A/' * 400}B:20260922T100000"), "no-calendar"),
    ],
)
def test_what_is_no_calendar_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(data, NOW_MS)
    assert refused.value.code == code


GOOD = event("SUMMARY:x", "RRULE:FREQ=DAILY", "DTSTART;TZID=Asia/Tokyo:20260922T100000", *TIMES)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_altered_files_are_read_or_refused(data: st.DataObject) -> None:
    changed = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(changed)))
        cut = data.draw(st.integers(0, 8))
        changed[at : at + cut] = data.draw(
            st.one_of(
                st.binary(max_size=6),
                st.sampled_from([b"\r\n", b":", b";", b"=", b'"', b"\\", b"END:", b"BEGIN:"]),
            )
        )
    try:
        drafts = read(bytes(changed), NOW_MS)
    except BadInput:
        return
    for draft in drafts:
        assert len(draft.purpose) <= calendars.PURPOSE


def test_random_bytes_are_refused() -> None:
    for size in (1, 10, 1_000, 100_000):
        with pytest.raises(BadInput):
            read(os.urandom(size), NOW_MS)
