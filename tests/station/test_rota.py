"""Who is on duty: against an oracle that walks the minutes of every local day, and by hand."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openline.station.rota import (
    DAYS,
    Bell,
    Bill,
    DeskLadder,
    Override,
    Person,
    Plan,
    Rota,
    Span,
    Step,
    Target,
    edges,
    moment,
    on_plan,
    targets,
)
from openline.station.rotacheck import first_gap, read_rota, verify_rota

ZONES = ("Europe/Paris", "America/New_York", "Asia/Tehran", "Australia/Lord_Howe", "Etc/UTC")
MINUTE = timedelta(minutes=1)
PEOPLE = ("anna", "boris", "chen")
BELLS = {f"{name}-phone": Bell(("bell", name)) for name in PEOPLE}
PERSONS = {name: Person(name.title(), (f"{name}-phone",)) for name in PEOPLE}


def rota(**plans: Plan) -> Rota:
    return Rota(bells=BELLS, persons=PERSONS, plans=plans)


def z(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# --- by hand --------------------------------------------------------------------------------

WEEKLY = Plan("Europe/Paris", PEOPLE, date(2026, 1, 5), ("08:00",), 7)


@pytest.mark.parametrize(
    ("at", "who"),
    [
        ("2026-01-05T06:59", ()),
        ("2026-01-05T07:00", ("anna",)),
        ("2026-01-12T06:59", ("anna",)),
        ("2026-01-12T07:00", ("boris",)),
        ("2026-01-26T07:00", ("anna",)),
        # On 29 March the clock in Paris goes forward: 08:00 there is now 06:00 UTC.
        ("2026-03-30T05:59", ("chen",)),
        ("2026-03-30T06:00", ("anna",)),
        # On 25 October it goes back again.
        ("2026-10-26T06:59", ("chen",)),
        ("2026-10-26T07:00", ("anna",)),
    ],
)
def test_turns_of_a_week(at: str, who: tuple[str, ...]) -> None:
    assert on_plan(rota(duty=WEEKLY), "duty", z(at)) == who


def test_a_hand_over_that_the_clock_skips_and_one_that_comes_twice() -> None:
    plan = Plan("Europe/Paris", ("anna", "boris"), date(2026, 3, 28), ("02:30",))
    paris = ZoneInfo("Europe/Paris")
    assert moment(paris, date(2026, 3, 29), "02:30") == z("2026-03-29T01:30")
    changes = edges(rota(duty=plan), "duty", z("2026-03-28T12:00"), z("2026-03-30T12:00"))
    assert changes == [z("2026-03-29T01:30"), z("2026-03-30T00:30")]
    changes = edges(rota(duty=plan), "duty", z("2026-10-24T12:00"), z("2026-10-26T12:00"))
    assert changes == [z("2026-10-25T00:30"), z("2026-10-26T01:30")]


def test_bill_over_override_over_plan() -> None:
    one = Rota(
        bells=BELLS,
        persons=PERSONS,
        plans={"duty": WEEKLY, "all": Plan("Etc/UTC", always=("duty", "chen"))},
        override=(
            Override("duty", z("2026-01-06T00:00"), z("2026-01-07T00:00"), ("boris",)),
            Override("duty", z("2026-01-06T12:00"), z("2026-01-06T13:00"), ()),
        ),
        bill=(
            Bill("B", z("2026-01-06T18:00"), z("2026-01-08T00:00"), {"duty": ("chen", "anna")}),
        ),
    )
    verify_rota(one)
    for at, who in (
        ("2026-01-05T12:00", ("anna",)),
        ("2026-01-06T00:00", ("boris",)),
        ("2026-01-06T12:30", ()),
        ("2026-01-06T18:00", ("chen", "anna")),
        ("2026-01-08T00:00", ("anna",)),
    ):
        assert on_plan(one, "duty", z(at)) == who
    assert on_plan(one, "all", z("2026-01-06T18:00")) == ("chen", "anna")
    assert first_gap(one, "duty", z("2026-01-05T12:00"), z("2026-01-31T00:00")) == (
        z("2026-01-06T12:00"),
        z("2026-01-06T13:00"),
    )


def test_the_bells_behind_a_step() -> None:
    one = rota(duty=Plan("Etc/UTC", always=("anna", "boris")))
    step = Step("Duty", 0, who=("duty", "anna"), bells=("room",))
    assert targets(one, step, z("2026-01-05T12:00")) == (
        Target("", "room"),
        Target("anna", "anna-phone"),
        Target("boris", "boris-phone"),
    )


# --- an oracle ------------------------------------------------------------------------------
# It walks every minute of UTC and asks only what the clock on the wall shows.

TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
ZONE = st.sampled_from(ZONES)
# Around the days on which clocks change in these zones, and one plain week.
STARTS = st.sampled_from(
    [
        "2026-03-07",
        "2026-03-28",
        "2026-04-04",
        "2026-10-03",
        "2026-10-24",
        "2026-10-31",
        "2026-06-10",
    ]
)


class Walls:
    """What the clocks on the wall of a zone show, minute by minute of UTC."""

    def __init__(self, zone: str, start: datetime, minutes: int) -> None:
        self.start = start
        tz = ZoneInfo(zone)
        shown = [
            (start + n * MINUTE).astimezone(tz).replace(tzinfo=None, fold=0)
            for n in range(minutes)
        ]
        self.first: dict[datetime, int] = {}
        for n, local in enumerate(shown):
            self.first.setdefault(local, n)
        self.skips = [
            (n, shown[n - 1], shown[n])
            for n in range(1, minutes)
            if shown[n] - shown[n - 1] > MINUTE
        ]
        self.began = shown[0]

    def comes(self, day: date, time: str) -> float:
        """The minute in which a local time comes; if it is skipped, as if it had not been."""
        local = datetime.combine(day, datetime.strptime(time, "%H:%M").time())  # noqa: DTZ007
        if local in self.first:
            return self.first[local]
        for n, before, after in self.skips:
            if before < local < after:
                return n - 1 + (local - before) / MINUTE
        return float("-inf") if local < self.began else float("inf")


@settings(max_examples=25, deadline=None)
@given(ZONE, STARTS, st.lists(TIMES, min_size=1, max_size=3, unique=True), st.integers(1, 3))
def test_turns_against_the_minutes(zone: str, start: str, times: list[str], every: int) -> None:
    begin = z(start + "T00:00")
    since = begin.date()
    one = rota(duty=Plan(zone, PEOPLE, since, tuple(times), every))
    wall = Walls(zone, begin - timedelta(hours=36), 7 * 1_440)
    days = [since + timedelta(days=n) for n in range(0, 9, every)]
    coming = [wall.comes(day, time) for day in days for time in times]
    for n in range(0, 7 * 1_440, 15):
        count = sum(n >= first for first in coming)
        expected = () if count == 0 else (PEOPLE[(count - 1) % 3],)
        at = wall.start + n * MINUTE
        assert on_plan(one, "duty", at) == expected, at


@settings(max_examples=25, deadline=None)
@given(ZONE, STARTS, TIMES, TIMES, st.sets(st.sampled_from(DAYS), min_size=1))
def test_spans_of_the_week_against_the_minutes(
    zone: str, start: str, opens: str, closes: str, days: set[str]
) -> None:
    begin = z(start + "T00:00")
    span = Span(tuple(day for day in DAYS if day in days), opens, closes, ("anna",))
    one = rota(duty=Plan(zone, week=(span,)))
    wall = Walls(zone, begin - timedelta(hours=96), 10 * 1_440)
    later = timedelta(days=1 if closes <= opens else 0)
    all_days = (begin.date() + timedelta(days=n) for n in range(-3, 5))
    spans = [
        (wall.comes(day, opens), wall.comes(day + later, closes))
        for day in all_days
        if DAYS[day.weekday()] in days
    ]
    for n in range(72 * 60, 180 * 60, 15):
        at = wall.start + n * MINUTE
        expected = any(first <= n < last for first, last in spans)
        assert bool(on_plan(one, "duty", at)) == expected, at


@settings(max_examples=40, deadline=None)
@given(ZONE, STARTS, st.lists(TIMES, min_size=1, max_size=2, unique=True), TIMES, TIMES)
def test_nothing_changes_but_at_edges(
    zone: str, start: str, times: list[str], opens: str, closes: str
) -> None:
    begin = z(start + "T00:00")
    one = rota(
        duty=Plan(zone, PEOPLE, begin.date(), tuple(times)),
        office=Plan(zone, week=(Span(DAYS[:5], opens, closes, ("duty",)),)),
    )
    end = begin + timedelta(days=3)
    changes = set(edges(one, "office", begin, end))
    before = on_plan(one, "office", begin)
    for n in range(5, 3 * 1_440, 5):
        at = begin + n * MINUTE
        now = on_plan(one, "office", at)
        assert now == before or at in changes
        before = now


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rota.toml"
    path.write_text(EXAMPLE, encoding="utf-8")
    one = read_rota(path)
    assert one.ladders["watch"] == DeskLadder(
        (
            Step("Duty desk", 0, consoles=True, bells=("room",)),
            Step("Deputy", 15, who=("deputy",)),
        )
    )
    assert one.plans["deputy"].since == date(2026, 1, 5)
    assert one.override[0].start == z("2026-12-24T17:00")


EXAMPLE = """\
[bells.room]
command = ["/usr/bin/bell", "loud"]
[bells.anna-phone]
apprise_file = "secrets/anna"
[persons.anna]
name = "Anna"
bells = ["anna-phone"]
[persons.boris]
name = "Boris"
[plans.deputy]
zone = "Europe/Paris"
turns = ["anna", "boris"]
since = 2026-01-05
hand_over = ["08:00", "20:00"]
[[override]]
plan = "deputy"
start = 2026-12-24T18:00:00+01:00
end = 2026-12-26T08:00:00+01:00
who = ["boris"]
[[ladders.watch.steps]]
name = "Duty desk"
after_s = 0
consoles = true
bells = ["room"]
[[ladders.watch.steps]]
name = "Deputy"
after_s = 15
who = ["deputy"]
"""
