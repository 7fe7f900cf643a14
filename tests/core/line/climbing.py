"""Rings by the hundred over random rotas: people, crashes, clocks, lines that fail.

Two stations on stores in memory, an hour of theirs at a time, around the days on which clocks
change in their zones. All of it follows from one seed.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from openline.core import switchboard
from openline.core.acts import calls, legs
from openline.core.acts.act import Addressee
from openline.core.acts.calls import Call, Stage, stage
from openline.core.ladder import Ladder
from openline.core.switchboard import Bells, ClockSet, Elapsed, Failed
from openline.station.ladders import ladder_now
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
)
from openline.station.rotacheck import verify_rota
from tests.core.line import speaking
from tests.core.line.stations import Station, meet
from tests.core.line.views import all_calls, facts

ZONES: Final = ("Europe/Paris", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe")
CHANGES: Final = (
    "2026-03-08T07:00", "2026-03-29T01:00", "2026-04-04T15:00",
    "2026-10-03T15:30", "2026-10-25T01:00", "2026-11-01T06:00",
)  # fmt: skip
"""Moments at which the clocks of these zones change."""
PEOPLE: Final = tuple(f"person-{n}" for n in range(6))
FATES: Final = frozenset(Stage) - {Stage.RINGING, Stage.ALERTING, Stage.LATE, Stage.ANSWERED}
HOUR_MS: Final = 3_600_000


def any_rota(dice: Random, around: datetime) -> Rota:
    """Plans by turns and by the week, overrides, a bill, and ladders of one to five steps."""
    bells = {f"{name}-bell": Bell((name,)) for name in PEOPLE}
    persons = {
        name: Person(name, (f"{name}-bell",) if dice.random() < 0.8 else ()) for name in PEOPLE
    }
    plans = {f"plan-{n}": _any_plan(dice, around) for n in range(3)}
    start = around - timedelta(minutes=dice.randrange(60))
    end = around + timedelta(minutes=dice.randrange(1, 60))
    few = tuple(dice.sample(PEOPLE, dice.randrange(3)))
    rota = Rota(
        bells=bells,
        persons=persons,
        plans=plans,
        override=(Override(dice.choice(list(plans)), start, end, few),) * dice.randrange(2),
        bill=(Bill("bill", start, end, {"plan-0": few}),) * dice.randrange(2),
        ladders={desk: _any_ladder(dice, plans) for desk in speaking.DESKS},
    )
    verify_rota(rota)
    return rota


def _any_plan(dice: Random, around: datetime) -> Plan:
    zone = dice.choice(ZONES)
    time = (around + timedelta(minutes=dice.randrange(-90, 90))).strftime("%H:%M")
    if dice.random() < 0.5:
        since = (around - timedelta(days=dice.randrange(1, 30))).date()
        turns = tuple(dice.sample(PEOPLE, 2))
        return Plan(zone, turns, since, (time,), dice.choice((1, 7)))
    other = (around + timedelta(minutes=dice.randrange(1, 90))).strftime("%H:%M")
    days = tuple(dice.sample(DAYS, 4))
    return Plan(zone, week=(Span(days, time, other, tuple(dice.sample(PEOPLE, 2))),))


def _any_ladder(dice: Random, plans: dict[str, Plan]) -> DeskLadder:
    steps, after_s = [], 0
    for number in range(dice.randrange(1, 6)):
        who = (dice.choice([*plans, *PEOPLE]),)
        consoles = dice.random() < 0.4
        steps.append(Step(f"step {number}", after_s, consoles=consoles, who=who))
        after_s += dice.choice((0, 2, 5, 15))
    repeat_s, hold_s = dice.choice((10, 30)), dice.choice((0, 5, 60))
    return DeskLadder(tuple(steps), repeat_s, hold_s, dice.choice((5, 30)))


class House:
    """One party: its station, its rota, and how many consoles are open at each desk."""

    def __init__(self, station: Station, dice: Random) -> None:
        self.station = station
        self.dice = dice
        self.rota = any_rota(dice, self.at)
        self.consoles = dict.fromkeys(speaking.DESKS, 1)
        self.told: dict[str, Ladder] = {}
        self.alerted: Counter[bytes] = Counter()
        self.failing = 0.0

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.station.now_ms / 1_000, UTC)

    def look(self) -> None:
        """As the station's own tick: resolve who is on duty, and let time do what is due."""
        for desk in speaking.DESKS:
            now = ladder_now(self.rota, desk, self.at, self.consoles[desk], 0, fitted=False)
            if self.told.get(desk) != now:
                self.told[desk] = now
                self.station.take(Bells(desk, 0, now))
        self.station.take(Elapsed())
        self._alert()

    def _alert(self) -> None:
        """Every step that was taken goes to its bells; some steps reach nobody."""
        for place, call in tuple(self.station.line.calls.items()):
            climb = call.climb
            if climb is None or climb.number == self.alerted[place]:
                continue
            assert climb.number > self.alerted[place], "a step was taken back"
            self.alerted[place] = climb.number
            if self.dice.random() < self.failing:
                self.station.take(Failed(call.deed.ref, climb.number))

    def crash(self, set_ms: int = 0) -> None:
        """A crash; the clock may be set while the station is down."""
        self.station.now_ms += set_ms
        self.station.crash()
        self.told.clear()

    def set_clock(self, by_ms: int) -> None:
        self.station.now_ms += by_ms
        self.station.take(ClockSet(by_ms))


class Pair:
    """Two houses and the line between them."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.houses = []
        change = datetime.fromisoformat(self.dice.choice(CHANGES)).replace(tzinfo=UTC)
        start = change - timedelta(minutes=self.dice.randrange(5, 55))
        for party in range(2):
            station = Station(party, 2)
            station.now_ms = round(start.timestamp() * 1_000)
            self.houses.append(House(station, self.dice))
        self.stations = [house.station for house in self.houses]
        self.up = True
        meet(*self.stations)

    def run(self, rings: int) -> Counter[Stage]:
        """Let so many rings happen; returns their fates."""
        for _ in range(rings):
            self._ring()
            for _ in range(self.dice.randrange(2, 9)):
                self._happens()
        self._rest()
        return self._fates()

    def _ring(self) -> None:
        caller = self.dice.choice(self.houses)
        to = Addressee(1 - caller.station.me, self.dice.choice(speaking.DESKS))
        said = speaking.ring(self.dice.randrange(4), self.dice.choice((5, 20, 60)))
        caller.station.say(calls.RING, said, to.desk, to)
        self._carry()

    def _carry(self) -> None:
        if self.up:
            meet(*self.stations)

    def _happens(self) -> None:
        """A little time passes, and something happens in it."""
        house = self.dice.choice(self.houses)
        self.up = self.up or self.dice.random() < 0.3
        match self.dice.choices(
            ("wait", "say", "crash", "clock", "line", "rota", "consoles", "bells"),
            (30, 24, 3, 3, 3, 2, 4, 2),
        )[0]:
            case "wait":
                self._wait(self.dice.choice((200, 1_000, 4_000, 16_000)))
            case "say":
                self._say(house)
            case "crash":
                house.crash(self.dice.choice((0, 0, 0, 11_000, -11_000, HOUR_MS, -HOUR_MS)))
            case "clock":
                house.set_clock(self.dice.choice((-HOUR_MS, -11_000, 11_000, HOUR_MS)))
            case "line":
                self.up = not self.up
            case "rota":
                house.rota = any_rota(self.dice, house.at)
            case "consoles":
                desk = self.dice.choice(speaking.DESKS)
                house.consoles[desk] = self.dice.randrange(3)
            case "bells":
                house.failing = self.dice.choice((0.0, 0.5, 1.0))
        self._carry()

    def _wait(self, ms: int) -> None:
        """Time passes for both; each looks whenever its line asks for it, and at the end."""
        left = ms
        while left > 0:
            due = [
                at - one.now_ms
                for one in self.stations
                if (at := switchboard.deadline(one.charter, one.line)) is not None
            ]
            passed = min([left, *(max(10, ms) for ms in due)])
            left -= passed
            for house in self.houses:
                house.station.now_ms += passed
                house.look()
            self._carry()

    def _say(self, house: House) -> None:
        """Somebody does what a console could do about a ring."""
        station = house.station
        live = [call for call in station.line.calls.values() if call.callee is not None]
        if not live:
            return
        call = self.dice.choice(live)
        choices = [
            speech for speech in speaking._about_call(station, call) if speech[0] in _SAID
        ]
        given = speaking.said(self.dice.choice(choices))
        (outcome,) = station.take(given)
        if outcome.error is not None:
            station.refused.remove(outcome.error)  # our own side, told no

    def _rest(self) -> None:
        """The line heals, calls are hung up, and time passes until nothing moves."""
        self.up = True
        for house in self.houses:
            house.failing = 0.0
        meet(*self.stations)
        for _ in range(6):
            self._wait(30_000)
            for house in self.houses:
                for call in tuple(house.station.line.calls.values()):
                    if calls.talking(call):
                        end = calls.End(call.deed.ref, calls.EndReason.DONE)
                        desk = (
                            call.sender
                            if call.deed.ref.party == house.station.me
                            else call.to.desk
                        )
                        house.station.say(calls.END, end, desk)
            meet(*self.stations)

    def _fates(self) -> Counter[Stage]:
        first, second = (facts(station) for station in self.stations)
        assert first == second, "the two sides tell different stories"
        for station in self.stations:
            assert station.refused == [], station.refused
            assert not any(feed.inert or feed.frozen for feed in station.line.feeds.values())
            for call in all_calls(station).values():
                _verify_climb(call)
        found = [stage(call) for call in all_calls(self.stations[0]).values()]
        assert set(found) <= FATES, "a ring ended in silence"
        return Counter(found)


_SAID: Final = frozenset(
    {calls.ANSWER, calls.DECLINE, calls.CANCEL, calls.COMING, calls.END, legs.LEG_ACCEPT,
     legs.LEG_REVEAL, legs.LEG_UP, legs.LEG_FAIL}
)  # fmt: skip


def _verify_climb(call: Call) -> None:
    """No step is lost between two that are remembered, and none is taken twice."""
    if call.climb is None:
        return
    numbers = [one.number for one in call.climb.taken]
    first = call.climb.number - len(numbers) + 1
    assert numbers == list(range(first, call.climb.number + 1))
    acts = sum(1 for step in call.steps if step.type == calls.ALERT)
    assert acts == call.climb.number or len(call.steps) >= calls.STEPS
