"""The rota: who is on duty when, and the ladder of each desk. Local policy of one party.

A *plan* says who is on it at any moment: turns that hand over at fixed local times, or spans of
the week. Overrides replace a plan for a span; a crisis bill replaces several at once and wins
over both. A stand-in is alerted in another's place wherever that one is named, whatever named
him. Everything here is a pure function of the rota and the moment asked about.

A local time that the clock skips when it is put forward counts as if it had not been; of one
that comes twice the first counts. So nobody's turn is lost, and none begins twice.

Spec: docs/operations/rota.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Final, Literal
from zoneinfo import ZoneInfo

import msgspec

Name = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[a-z0-9-]{1,32}\Z",
        description="a name of at most 32 letters a to z, digits and hyphens",
    ),
]
TimeOfDay = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z|^24:00\Z",
        description="a time of day from 00:00 to 24:00, as 08:00",
    ),
]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: Final[tuple[Day, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY: Final = timedelta(days=1)


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Part of the file; a key that nobody reads is refused."""


class Bell(_Strict, frozen=True):
    """A means of alerting outside the page: exactly one of the first four keys is set.

    `command` is run as it is, without a shell. `webhook_file` holds a URL, `apprise_file` URLs
    as Apprise reads them; both may be secrets. `limit_s`: longer than that is a failure.
    """

    command: tuple[str, ...] = ()
    mail_to: str = ""
    webhook_file: str = ""
    apprise_file: str = ""
    limit_s: Annotated[int, msgspec.Meta(ge=1, le=120)] = 20


class MailServer(_Strict, frozen=True):
    """How mail leaves this house."""

    host: str
    port: Annotated[int, msgspec.Meta(ge=1, le=65_535)]
    sender: str
    tls: Literal["tls", "starttls", "none"] = "starttls"
    user: str = ""
    password_file: str = ""


class Person(_Strict, frozen=True):
    """Somebody who can be alerted. The name stays in this house."""

    name: str
    bells: tuple[Name, ...] = ()


class Span(_Strict, frozen=True):
    """A span of each week; one that ends when it starts or before lasts into the next day."""

    days: tuple[Day, ...]
    start: TimeOfDay
    end: TimeOfDay
    who: tuple[Name, ...]


class Plan(_Strict, frozen=True):
    """Who is on it, by turns or by spans of the week.

    Attributes:
        zone: The zone of all its local times.
        turns: Each a person or another plan, in order; the first begins on `since`.
        since: Local date of the first hand-over.
        hand_over: Local times at which the next turn begins.
        every_days: Hand-overs are on each so manieth day from `since`.
        week: Spans, instead of turns.
        always: Who is on it always, besides.
    """

    zone: str
    turns: tuple[Name, ...] = ()
    since: date | None = None
    hand_over: tuple[TimeOfDay, ...] = ()
    every_days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 1
    week: tuple[Span, ...] = ()
    always: tuple[Name, ...] = ()


class Override(_Strict, frozen=True):
    """Somebody else is on a plan for a span. Of several the last in the file counts."""

    plan: Name
    start: datetime
    end: datetime
    who: tuple[Name, ...]


class Bill(_Strict, frozen=True):
    """A crisis bill: who is on which plan, for a span, whatever else is planned."""

    name: str
    start: datetime
    end: datetime
    plans: dict[Name, tuple[Name, ...]]


class StandIn(_Strict, frozen=True):
    """Somebody takes another's place for a span. Of several for one person the last counts."""

    person: Name
    by: Name
    start: datetime
    end: datetime


class Step(_Strict, frozen=True):
    """One step of a ladder: consoles, the station's own bell (`room`), people, other bells."""

    name: str
    after_s: Annotated[int, msgspec.Meta(ge=0, le=3_600)]
    consoles: bool = False
    room: bool = False
    who: tuple[Name, ...] = ()
    bells: tuple[Name, ...] = ()


class DeskLadder(_Strict, frozen=True):
    """The ladder of one desk."""

    steps: tuple[Step, ...]
    repeat_s: Annotated[int, msgspec.Meta(ge=10, le=3_600)] = 30
    hold_s: Annotated[int, msgspec.Meta(ge=0, le=300)] = 60
    voice_s: Annotated[int, msgspec.Meta(ge=5, le=300)] = 30


class Rota(_Strict, frozen=True):
    """`rota.toml`. A person and a plan fit in the same places, so no name is both."""

    bells: dict[Name, Bell] = {}
    mail: MailServer | None = None
    persons: dict[Name, Person] = {}
    plans: dict[Name, Plan] = {}
    override: tuple[Override, ...] = ()
    bill: tuple[Bill, ...] = ()
    stand_in: tuple[StandIn, ...] = ()
    ladders: dict[Name, DeskLadder] = {}


NO_ROTA: Final = Rota()


class Target(msgspec.Struct, frozen=True):
    """One bell to sound, and for whom; `person` empty: a bell of the house."""

    person: str
    bell: str


def on_plan(rota: Rota, name: str, at: datetime) -> tuple[str, ...]:
    """The persons on a plan, or the person of that name, at a moment. Each once, in order.

    Names that mean nothing and loops end nowhere; `rotacheck` has refused them before.
    """
    return tuple(dict.fromkeys(_persons(rota, name, at, ())))


def _persons(rota: Rota, name: str, at: datetime, within: tuple[str, ...]) -> Iterator[str]:
    if name in rota.persons:
        yield in_place_of(rota, name, at)
    elif name in rota.plans and name not in within:
        for one in named(rota, name, at):
            yield from _persons(rota, one, at, (*within, name))


def in_place_of(rota: Rota, person: str, at: datetime) -> str:
    """Who is alerted in a person's place at a moment: that person, if nobody stands in.

    A stand-in may be stood in for. Two who stand in for each other have changed places.
    """
    seen = {person}
    while (by := _stands_in(rota, person, at)) not in seen:
        seen.add(by)
        person = by
    return person


def _stands_in(rota: Rota, person: str, at: datetime) -> str:
    for one in reversed(rota.stand_in):
        if one.person == person and one.start <= at < one.end:
            return one.by
    return person


def with_stand_ins(rota: Rota, stand_ins: tuple[StandIn, ...]) -> Rota:
    """The rota with further stand-ins; those of persons whom it does not know are left out."""
    known = tuple(one for one in stand_ins if {one.person, one.by} <= rota.persons.keys())
    return msgspec.structs.replace(rota, stand_in=(*rota.stand_in, *known))


def named(rota: Rota, plan: str, at: datetime) -> tuple[str, ...]:
    """What a plan itself names at a moment: bill over override over plan."""
    for bill in rota.bill:
        if plan in bill.plans and bill.start <= at < bill.end:
            return bill.plans[plan]
    for override in reversed(rota.override):
        if override.plan == plan and override.start <= at < override.end:
            return override.who
    known = rota.plans[plan]
    return (*known.always, *_turn(known, at), *_of_week(known, at))


def _turn(plan: Plan, at: datetime) -> tuple[str, ...]:
    if plan.since is None or not plan.turns:
        return ()
    passed = _handed_over(plan, plan.since, at)
    return () if passed == 0 else (plan.turns[(passed - 1) % len(plan.turns)],)


def _handed_over(plan: Plan, since: date, at: datetime) -> int:
    """How many hand-overs there were up to a moment: days are counted, the last looked at."""
    zone = zone_of(plan.zone)
    today = (at.astimezone(zone).date() - since).days
    whole = max(0, today - 1)
    count = -(-whole // plan.every_days) * len(plan.hand_over)
    for day in range(whole, today + 2):
        if day % plan.every_days == 0:
            moments = (moment(zone, since + day * _DAY, t) for t in plan.hand_over)
            count += sum(1 for one in moments if one <= at)
    return count


def _of_week(plan: Plan, at: datetime) -> Iterator[str]:
    zone = zone_of(plan.zone)
    today = at.astimezone(zone).date()
    for span in plan.week:
        for day in (today - _DAY, today):
            start, end = _ends(zone, span, day)
            if DAYS[day.weekday()] in span.days and start <= at < end:
                yield from span.who


def _ends(zone: ZoneInfo, span: Span, day: date) -> tuple[datetime, datetime]:
    later = day + _DAY if span.end <= span.start else day
    return moment(zone, day, span.start), moment(zone, later, span.end)


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """A time zone, by its name in the tz database.

    Raises:
        ValueError, OSError, KeyError: There is none of that name.
    """
    return ZoneInfo(name)


def moment(zone: ZoneInfo, day: date, time: str) -> datetime:
    """A local time of a day, in UTC. 24:00 is 00:00 of the next day."""
    hour, minute = int(time[:2]), int(time[3:])
    if hour == 24:
        day, hour = day + _DAY, 0
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
    return local.astimezone(UTC)


def edges(rota: Rota, name: str, start: datetime, end: datetime) -> list[datetime]:
    """Every moment after `start` and before `end` at which who is on a plan may change.

    The name may be a person's, too: somebody may stand in.
    """
    found = {edge.astimezone(UTC) for one in rota.stand_in for edge in (one.start, one.end)}
    for plan in _reached(rota, name, ()):
        found |= _edges_of(rota, plan, start, end)
    return sorted(one for one in found if start < one < end)


def _reached(rota: Rota, name: str, within: tuple[str, ...]) -> Iterator[str]:
    """A plan and all that it may lead to."""
    if name not in rota.plans or name in within:
        return
    yield name
    for one in mentioned(rota, name):
        yield from _reached(rota, one, (*within, name))


def mentioned(rota: Rota, plan: str) -> set[str]:
    """Every name that a plan may ever name by itself."""
    known = rota.plans[plan]
    spans = (span.who for span in known.week)
    overrides = (one.who for one in rota.override if one.plan == plan)
    bills = (bill.plans.get(plan, ()) for bill in rota.bill)
    named_by = [known.turns, known.always, *spans, *overrides, *bills]
    return {name for names in named_by for name in names}


def _edges_of(rota: Rota, name: str, start: datetime, end: datetime) -> set[datetime]:
    plan, zone = rota.plans[name], zone_of(rota.plans[name].zone)
    spans = [(one.start, one.end) for one in rota.override]
    spans += [(one.start, one.end) for one in rota.bill]
    found = {edge.astimezone(UTC) for span in spans for edge in span}
    day = start.astimezone(zone).date() - _DAY
    while day <= end.astimezone(zone).date():
        found |= {moment(zone, day, time) for time in plan.hand_over}
        for span in plan.week:
            if DAYS[day.weekday()] in span.days:
                found |= set(_ends(zone, span, day))
        day += _DAY
    return found


def on_ladder(rota: Rota, desk: str) -> set[str]:
    """The persons whom a desk's ladder may ever name, by its steps or their plans."""
    ladder = rota.ladders.get(desk)
    names = [name for step in ladder.steps for name in step.who] if ladder is not None else []
    plans = {plan for name in names for plan in _reached(rota, name, ())}
    found = {*names, *(name for plan in plans for name in mentioned(rota, plan))}
    return found & rota.persons.keys()


def targets(rota: Rota, step: Step, at: datetime) -> tuple[Target, ...]:
    """Every bell that a step would sound at a moment, besides consoles. Each once."""
    house = [Target("", bell) for bell in step.bells]
    people = dict.fromkeys(person for name in step.who for person in on_plan(rota, name, at))
    theirs = [Target(person, bell) for person in people for bell in rota.persons[person].bells]
    return (*house, *theirs)


def unreachable(rota: Rota, step: Step, at: datetime) -> Sequence[str]:
    """Persons of a step who have no bell at all."""
    people = dict.fromkeys(person for name in step.who for person in on_plan(rota, name, at))
    return [person for person in people if not rota.persons[person].bells]


def bells_of(rota: Rota) -> Mapping[str, set[str]]:
    """Whose each bell is, by its name; "" stands for the house."""
    owners: dict[str, set[str]] = {bell: set() for bell in rota.bells}
    for code, person in rota.persons.items():
        for bell in person.bells:
            owners.setdefault(bell, set()).add(code)
    for ladder in rota.ladders.values():
        for step in ladder.steps:
            for bell in step.bells:
                owners.setdefault(bell, set()).add("")
    return owners
