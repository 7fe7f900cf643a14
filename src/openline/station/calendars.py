"""Requests as iCalendar files for other programs, and such files as drafts of requests.

What is written follows iTIP: a request is a REQUEST, a counter-offer a COUNTER, a refusal a
REPLY, an end a CANCEL; the sequence is the version's. What is read never becomes an act: a
person looks at the draft and sends it. Foreign files are hostile. Their own definitions of time
zones are programs of recurrence rules, so they are not read: only zones of the IANA database
count, and a time in any other is left for the person to give.

Sources: RFC 5545, RFC 5546. Spec: docs/console.md, 3.
"""

import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import msgspec
from icalendar import Calendar, Event, vCalAddress
from icalendar.error import BrokenCalendarProperty

from openline.core.errors import BadInput
from openline.ports.desk import Doc
from openline.station.legible import legible

FILE_BYTES: Final = 131_072
"""The largest calendar file that is read."""
MOST_EVENTS: Final = 20
PURPOSE: Final = 1_000
"""Characters of a request's purpose. Spec 17, 1."""
PLACE: Final = 200
"""Characters of its place. Spec 17, 1."""
_SUMMARY: Final = 120
_LATEST_S: Final = 253_402_214_400
"""The last day of the year 9999, in seconds since 1970."""
_FOREIGN: Final = (
    ArithmeticError,
    AttributeError,
    BrokenCalendarProperty,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the calendar library raises on input that it cannot read; OSError where the name of a
zone is that of a folder of the database, RecursionError where it is hundreds of them deep."""


class NoCalendar(BadInput):
    """The file is no iCalendar file."""

    code = "no-calendar"
    default_advice = "Save the event again from the calendar program, as an .ics file."


class CalendarTooLarge(BadInput):
    """The file is larger, or has more events, than anybody would look through."""

    code = "calendar-too-large"
    default_advice = "Save the one event that you mean into a file of its own."


class NoEvent(BadInput):
    """A calendar file without an event."""

    code = "no-event"
    default_advice = (
        "Choose a file that holds the event. Tasks and free-busy times are no events."
    )


# --- writing ------------------------------------------------------------------------------


def write(request: Doc, names: str, now_ms: int) -> bytes:
    """Return a request as an iCalendar file.

    Args:
        request: A `Request` of docs/console.md.
        names: The line's name.
        now_ms: Milliseconds since 1970.
    """
    versions = {one["ref"]: one for one in request["versions"]}
    agreed = request["agreed"]
    version = (
        versions[agreed["version"]]
        if agreed is not None
        else max(request["versions"], key=lambda one: one["sequence"])
    )
    windows = list(enumerate(version["plan"]["windows"]))
    if agreed is not None:
        windows = [windows[agreed["window"]]]
    calendar = Calendar()
    calendar.add("prodid", "-//Openline//Requests//EN")
    calendar.add("version", "2.0")
    calendar.add("method", _method(request, version))
    for number, window in windows:
        calendar.add_component(_event(request, names, version, number, window, now_ms))
    return bytes(calendar.to_ical())


def _method(request: Doc, version: Doc) -> str:
    if request["stage"] in ("withdrawn", "lapsed", "off"):
        return "CANCEL"
    if request["stage"] == "declined":
        return "REPLY"
    asks = version["party"] == request["from"]["party"]
    return "REQUEST" if asks or request["stage"] == "agreed" else "COUNTER"


_STATUS: Final = {"open": "TENTATIVE", "declined": "TENTATIVE", "agreed": "CONFIRMED"}
_ANSWER: Final = {"agreed": "ACCEPTED", "declined": "DECLINED"}


def _event(
    request: Doc, names: str, version: Doc, number: int, window: Doc, now_ms: int
) -> Event:
    plan = version["plan"]
    kind = "" if request["kind"] == "REAL" else f"[{request['kind']}] "
    event = Event()
    event.add("uid", _uid(f"{request['ref']} {number}"))
    event.add("sequence", version["sequence"] - 1)
    event.add("dtstamp", _time(now_ms))
    event.add("dtstart", _time(window["start_ms"]))
    event.add("dtend", _time(window["end_ms"]))
    first, _, _ = plan["purpose"].partition("\n")
    event.add("summary", f"{kind}{names}: {first}"[:_SUMMARY])
    event.add("description", "\n".join(_description(plan)))
    if plan["place"]:
        event.add("location", plan["place"])
    event.add("status", _STATUS.get(request["stage"], "CANCELLED"))
    event.add("organizer", _address(request["from"], request["line"]))
    attendee = _address(request["to"], request["line"])
    attendee.params["PARTSTAT"] = _ANSWER.get(request["stage"], "NEEDS-ACTION")
    attendee.params["RSVP"] = "TRUE"
    event.add("attendee", attendee, encode=False)
    return event


def _description(plan: Doc) -> Iterator[str]:
    yield plan["purpose"]
    if plan["event"]:
        yield plan["event"]
    if plan["minutes"]:
        yield f"{plan['minutes']} min"
    for number, text in enumerate(plan["conditions"], 1):
        yield f"{number}. {text}"


def _address(desk: Doc, line: str) -> Any:
    """A desk as an address that no mail goes to: a name, and an id that stays the same."""
    texts = desk["names"]
    one = _uid(f"{line} {desk['party']} {desk['code']}")
    address = vCalAddress(f"urn:uuid:{one}")
    address.params["CN"] = texts.get("en") or next(iter(texts.values()), desk["code"])
    return address


def _uid(named: str) -> str:
    return str(uuid.UUID(bytes=sha256(named.encode()).digest()[:16], version=5))


def _time(ms: int) -> datetime:
    """A time that iCalendar can hold; a counterpart may sign any number as one."""
    return datetime.fromtimestamp(min(ms // 1_000, _LATEST_S), UTC)


# --- reading ------------------------------------------------------------------------------


class Draft(msgspec.Struct, frozen=True):
    """An event as far as a request can take it over.

    `start_ms` and `end_ms` are None where the file does not give a time that is certain; each
    of `notes` names something that a person has to look at.
    """

    form: str
    purpose: str
    place: str
    start_ms: int | None
    end_ms: int | None
    notes: list[str]


def read(data: bytes, now_ms: int) -> list[Draft]:
    """Read the events of an iCalendar file.

    Raises:
        NoCalendar, CalendarTooLarge, NoEvent: Nothing of it can be a draft.
    """
    if len(data) > FILE_BYTES:
        raise CalendarTooLarge(f"The file has more than {FILE_BYTES} bytes.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoCalendar("The file is not text in UTF-8.") from None
    try:
        calendars = Calendar.from_ical(_without_zones(text), multiple=True)
        events = [
            (str(calendar.get("METHOD", "")).upper() == "CANCEL", event)
            for calendar in calendars
            if calendar.name == "VCALENDAR"
            for event in calendar.walk("VEVENT")
        ]
    except _FOREIGN:
        raise NoCalendar("The file does not hold a calendar as RFC 5545 has it.") from None
    if not calendars or all(calendar.name != "VCALENDAR" for calendar in calendars):
        raise NoCalendar("The file does not begin a calendar.")
    if not events:
        raise NoEvent("The calendar in the file holds no event.")
    if len(events) > MOST_EVENTS:
        raise CalendarTooLarge(f"The file holds {len(events)} events.")
    return [_draft(event, now_ms, cancelled=cancelled) for cancelled, event in events]


def _without_zones(text: str) -> str:
    """The file without its own definitions of time zones."""
    kept: list[str] = []
    inside = False
    for line in re.split("\r\n|\r|\n", text):
        word = line.strip().upper()
        if word == "BEGIN:VTIMEZONE":
            inside = True
        if not inside:
            kept.append(line)
        if word == "END:VTIMEZONE":
            inside = False
    return "\r\n".join(kept)


def _draft(event: Any, now_ms: int, *, cancelled: bool) -> Draft:
    notes: list[str] = []
    summary, described = _text(event, "SUMMARY"), _text(event, "DESCRIPTION")
    purpose = "\n".join(part for part in (summary, described) if part)
    place = _text(event, "LOCATION")
    start_ms = _moment(event, "DTSTART", notes)
    end_ms = _end(event, start_ms, notes)
    if start_ms is not None and end_ms is not None and end_ms <= start_ms:
        notes.append("order")
    elif end_ms is not None and end_ms <= now_ms:
        notes.append("past")
    if "RRULE" in event or "RDATE" in event:
        notes.append("repeats")
    if cancelled or _text(event, "STATUS").upper() == "CANCELLED":
        notes.append("cancelled")
    if len(purpose) > PURPOSE or len(place) > PLACE:
        notes.append("cut")
    form = "meeting" if place else "call"
    return Draft(form, purpose[:PURPOSE], place[:PLACE], start_ms, end_ms, notes)


def _text(event: Any, name: str) -> str:
    found = event.get(name, "")
    if isinstance(found, list):
        found = found[0]
    try:
        return legible(str(found)).strip()
    except _FOREIGN:
        return ""


def _moment(event: Any, name: str, notes: list[str]) -> int | None:
    """A time of an event, or None with a note why it is not certain."""
    found = event.get(name)
    try:
        value = found.dt
        if isinstance(value, datetime):
            if value.tzinfo is None:
                notes.append("unknown-zone" if "TZID" in found.params else "no-zone")
                return None
            return _milliseconds(value)
        if isinstance(value, date):
            notes.append("all-day")
            return None
    except _FOREIGN:
        pass
    notes.append("no-time")
    return None


def _milliseconds(value: datetime) -> int:
    return max(0, (value - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1))


def _end(event: Any, start_ms: int | None, notes: list[str]) -> int | None:
    if "DTEND" in event:
        told: list[str] = []
        end_ms = _moment(event, "DTEND", told)
        notes += [note for note in told if note not in notes]
        return end_ms
    if start_ms is None:
        return None
    try:
        length: timedelta = event.get("DURATION").dt
        return start_ms + length // timedelta(milliseconds=1)
    except _FOREIGN:
        notes.append("no-end")
        return None
