"""Honest stations, any users, any network, crashes at any moment: nobody accuses anybody.

`OPENLINE_LONG=20` runs twenty times as many and longer histories.
"""

import os
from collections import defaultdict
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from openline.core import switchboard
from openline.core.acts import calls
from openline.core.acts.act import Kind
from openline.core.crypto.keys import Digest, FeedId
from openline.core.errors import NotAllowed
from openline.core.intake import Gap
from openline.core.ladder import Ladder, Rung
from openline.core.ledger import Ledger
from openline.core.parcels import Entries, Have, Statements
from openline.core.record.checkpoint import parse_statement
from openline.core.record.tree import root_at
from openline.core.switchboard import Bells, ClockSet
from openline.ports.errors import StoreUnknown
from tests.core.line import speaking
from tests.core.line.stations import Station, meet
from tests.core.line.views import all_calls, done_calls, facts, nonces

LONG = int(os.environ.get("OPENLINE_LONG", "1"))
PLACE = st.integers(0, 1 << 16)
Parcel = Entries | Statements | Have


class Honest(RuleBasedStateMachine):
    """`parties` stations and the parcels between them."""

    parties = 2

    @initialize()
    def begin(self) -> None:
        self.stations = [Station(n, self.parties) for n in range(self.parties)]
        self.wires: dict[tuple[int, int], list[Parcel]] = defaultdict(list)
        self.kept: dict[bytes, int] = {}
        self.over: dict[tuple[int, bytes], calls.Stage] = {}
        self.told: dict[tuple[bytes, FeedId, int], Digest] = {}
        self.stores_failed = False

    # --- what users do ------------------------------------------------------------------

    @rule(who=PLACE, what=PLACE, kind=st.sampled_from(Kind))
    def open_something(self, who: int, what: int, kind: Kind) -> None:
        station = self.pick(who)
        speech = _pick(list(speaking.openings(station)), what)
        self.say(station, speaking.said(speech, kind))

    @rule(who=PLACE, what=PLACE)
    def reply(self, who: int, what: int) -> None:
        station = self.pick(who)
        if speeches := list(speaking.replies(station)):
            self.say(station, speaking.said(_pick(speeches, what)))

    @rule(who=PLACE, what=PLACE)
    def reply_well(self, who: int, what: int) -> None:
        station = self.pick(who)
        speeches = [one for one in speaking.replies(station) if _allowed(station, one)]
        if what % 8:
            speeches = [one for one in speeches if one[0] not in speaking.ENDINGS]
        if speeches:
            self.say(station, speaking.said(_pick(speeches, what // 8)))

    @rule(who=PLACE, times=st.integers(1, 4), what=PLACE)
    def talk(self, who: int, times: int, what: int) -> None:
        for turn in range(times):
            meet(*self.stations)
            self.reply_well(who + turn, what)

    @rule(who=PLACE, what=PLACE, written=st.booleans())
    def reply_and_crash(self, who: int, what: int, written: bool) -> None:
        station = self.pick(who)
        speeches = [*speaking.replies(station), *speaking.openings(station)]
        station.store.fail_next(StoreUnknown("The disk is gone."), written=written)
        try:
            station.take(speaking.said(_pick(speeches, what)))
        except StoreUnknown:
            self.crash(who)
        station.store.open()
        station.refused = [e for e in station.refused if not isinstance(e, NotAllowed)]

    @rule(who=PLACE, desk=st.sampled_from(speaking.DESKS), count=st.integers(0, 2))
    def bells(self, who: int, desk: str, count: int) -> None:
        self.pick(who).take(Bells(desk, count))

    @rule(who=PLACE, desk=st.sampled_from(speaking.DESKS), bells=PLACE)
    def climb(self, who: int, desk: str, bells: int) -> None:
        """The steps of a ladder change, as when one watch relieves another."""
        rungs = tuple(Rung(n * 700, bells >> n & 1) for n in range(3))
        self.pick(who).take(Bells(desk, 0, Ladder(rungs, 10_000, 2_000, 1_000)))

    @rule(who=PLACE, s=st.sampled_from([-3_600, -11, 11, 3_600]))
    def set_the_clock(self, who: int, s: int) -> None:
        station = self.pick(who)
        station.now_ms += s * 1_000
        station.take(ClockSet(s * 1_000))

    # --- what happens to stations and parcels -------------------------------------------

    @rule(who=PLACE)
    def crash(self, who: int) -> None:
        self.pick(who).crash()

    @rule(who=PLACE)
    def sign_firmly(self, who: int) -> None:
        self.pick(who).firm()

    @rule(who=PLACE, ms=st.sampled_from([1, 500, 2_500, 2_500, 13_000, 61_000]))
    def elapse(self, who: int, ms: int) -> None:
        self.pick(who).elapse(ms)

    @rule(one=PLACE, other=PLACE)
    def greet(self, one: int, other: int) -> None:
        sender, receiver = self.pick_two(one, other)
        self.wires[sender.me, receiver.me].append(sender.have(receiver.me))

    @rule(one=PLACE, other=PLACE)
    def link_anew(self, one: int, other: int) -> None:
        sender, receiver = self.pick_two(one, other)
        sender.links.pop(receiver.me, None)
        sender.heard(receiver.me, receiver.have(sender.me))

    @rule(one=PLACE, other=PLACE, most=st.sampled_from([1, 2, 256]))
    def send(self, one: int, other: int, most: int) -> None:
        sender, receiver = self.pick_two(one, other)
        for body in sender.owed(receiver.me, most=most):
            self.note(sender, body)
            self.wires[sender.me, receiver.me].append(body)

    @rule(one=PLACE, other=PLACE, at=PLACE, again=st.booleans())
    def deliver(self, one: int, other: int, at: int, again: bool) -> None:
        sender, receiver = self.pick_two(one, other)
        wire = self.wires[sender.me, receiver.me]
        if not wire:
            return
        body = wire[at % len(wire)] if again else wire.pop(at % len(wire))
        if isinstance(body, Have):
            receiver.heard(sender.me, body)
        else:
            receiver.receive(sender, body)

    @rule(one=PLACE, other=PLACE)
    def deliver_all(self, one: int, other: int) -> None:
        sender, receiver = self.pick_two(one, other)
        while self.wires[sender.me, receiver.me]:
            self.deliver(one, other, 0, False)

    @rule(one=PLACE, other=PLACE)
    def lose_all(self, one: int, other: int) -> None:
        sender, receiver = self.pick_two(one, other)
        self.wires[sender.me, receiver.me].clear()

    # --- what must hold -----------------------------------------------------------------

    @invariant()
    def nobody_accuses(self) -> None:
        for station in self.stations:
            found = [error for error in station.refused if not isinstance(error, Gap)]
            assert not found, found
            for feed in station.line.feeds.values():
                assert feed.inert == 0
                assert not feed.frozen

    @invariant()
    def what_is_settled_stays(self) -> None:
        for station in self.stations:
            for key, call in done_calls(station).items():
                stage = calls.stage(call)
                assert self.over.setdefault((station.me, key), stage) is stage

    def teardown(self) -> None:
        if not hasattr(self, "stations"):
            return
        self.rest()
        first, *others = (facts(station) for station in self.stations)
        assert all(other == first for other in others)
        self.nobody_accuses()
        self.what_is_settled_stays()
        for station in self.stations:
            for call in all_calls(station).values():
                assert calls.stage(call) not in _WITHOUT_FATE, calls.stage(call)
            for one in self.stations:
                held = nonces(station, one.me)
                assert len(held) == len(set(held))
                assert {n for n, by in self.kept.items() if by == one.me} <= set(held)
        self.statements_are_true()

    def rest(self) -> None:
        """Let all meet and time pass until nothing moves."""
        for _ in range(6):
            now = max(station.now_ms for station in self.stations)
            for station in self.stations:
                station.now_ms = now
                station.elapse(30_000)
            meet(*self.stations)
        for station in self.stations:
            station.firm()
        meet(*self.stations)

    def statements_are_true(self) -> None:
        for (_, feed, size), root in self.told.items():
            for station in self.stations:
                held = station.line.feeds.get(feed)
                if held is not None and size <= held.size:
                    assert root_at(size, Ledger(station.store).nodes(feed)) == root

    # --- small parts --------------------------------------------------------------------

    def pick(self, who: int) -> Station:
        return self.stations[who % self.parties]

    def pick_two(self, one: int, other: int) -> tuple[Station, Station]:
        first = one % self.parties
        return (
            self.stations[first],
            self.stations[(first + 1 + other % (self.parties - 1)) % self.parties],
        )

    def say(self, station: Station, given: Any) -> None:
        (outcome,) = station.take(given)
        if outcome.error is not None:
            assert isinstance(outcome.error, NotAllowed), outcome.error
            station.refused.remove(outcome.error)
        else:
            self.kept[given.command] = station.me

    def note(self, sender: Station, body: Parcel) -> None:
        """Remember what a station signed; it may never sign anything else of that size."""
        packed = [body.statement] if isinstance(body, Entries) else []
        packed += body.statements if isinstance(body, Statements) else ()
        for one in packed:
            statement = parse_statement(one)
            key = (sender.charter.station, statement.feed, statement.size)
            assert self.told.setdefault(key, statement.root) == statement.root


class HonestThree(Honest):
    """Three parties on one line: each feed goes from its author to both others."""

    parties = 3


class Restored(Honest):
    """One station's store is put back to an earlier copy now and then; its anchor is not."""

    def begin(self) -> None:
        super().begin()
        self.backups = {station.me: station.store.copy() for station in self.stations}

    def back_up(self, who: int) -> None:
        station = self.pick(who)
        self.backups[station.me] = station.store.copy()

    def restore(self, who: int) -> None:
        station = self.pick(who)
        station.store = self.backups[station.me].copy()
        station.crash()
        # What no store holds any more is gone, and nobody can know of it.
        held = {n for one in self.stations for by in self.stations for n in nonces(one, by.me)}
        self.kept = {nonce: by for nonce, by in self.kept.items() if nonce in held}
        self.wires = defaultdict(
            list, {pair: wire for pair, wire in self.wires.items() if pair[0] != station.me}
        )
        self.over = {key: stage for key, stage in self.over.items() if key[0] != station.me}


class RestoredThree(Restored):
    """The same among three."""

    parties = 3


_WITHOUT_FATE = {calls.Stage.RINGING, calls.Stage.ALERTING, calls.Stage.LATE}


def _allowed(station: Station, speech: speaking.Speech) -> bool:
    ledger = Ledger(station.store)
    given = speaking.said(speech)
    step = switchboard.step(station.charter, station.line, ledger, given, station.world())
    return step.outcome.error is None


def _pick(choices: list[Any], at: int) -> Any:
    return choices[at % len(choices)]


_SETTINGS = settings(
    max_examples=40 * LONG,
    stateful_step_count=40 if LONG == 1 else 120,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

TestTwo = Honest.TestCase
TestTwo.settings = _SETTINGS
TestThree = HonestThree.TestCase
TestThree.settings = settings(_SETTINGS, max_examples=20 * LONG)


WEIGHTS = {
    "open_something": 5,
    "reply_well": 12,
    "reply": 1,
    "reply_and_crash": 1,
    "bells": 3,
    "climb": 3,
    "set_the_clock": 1,
    "crash": 1,
    "sign_firmly": 2,
    "talk": 4,
    "elapse": 3,
    "greet": 2,
    "link_anew": 3,
    "send": 12,
    "deliver": 10,
    "deliver_all": 12,
    "lose_all": 1,
}


@pytest.mark.parametrize("machine", [Honest, HonestThree, Restored, RestoredThree])
@pytest.mark.parametrize("seed", range(6 * LONG))
def test_long_histories(machine: type[Honest], seed: int) -> None:
    """As above, with the odds of a busy day, and some of a bad one."""
    dice = Random(seed)
    honest = machine()
    honest.begin()
    for _ in range(240):
        (name,) = dice.choices(list(WEIGHTS), list(WEIGHTS.values()))
        at = [dice.randrange(1 << 16) for _ in range(3)]
        match name:
            case "open_something":
                honest.open_something(*at[:2], dice.choice([Kind.REAL, Kind.REAL, Kind.TEST]))
            case "reply" | "reply_well":
                getattr(honest, name)(*at[:2])
            case "reply_and_crash":
                honest.reply_and_crash(*at[:2], dice.random() < 0.5)
            case "bells":
                honest.bells(at[0], dice.choice(speaking.DESKS), dice.randrange(3))
            case "climb":
                honest.climb(at[0], dice.choice(speaking.DESKS), at[1])
            case "set_the_clock":
                honest.set_the_clock(at[0], dice.choice([-3_600, -11, 11, 3_600]))
            case "crash" | "sign_firmly":
                getattr(honest, name)(at[0])
            case "elapse":
                honest.elapse(at[0], dice.choice([1, 200, 700, 2_100] * 5 + [13_000, 61_000]))
            case "talk":
                honest.talk(at[0], 3, at[1])
            case "send":
                honest.send(*at[:2], dice.choice([1, 2, 256]))
            case "deliver":
                honest.deliver(*at, dice.random() < 0.3)
            case _:
                getattr(honest, name)(*at[:2])
        if isinstance(honest, Restored) and dice.random() < 0.03:
            dice.choice([honest.back_up, honest.restore])(at[0])
        honest.nobody_accuses()
        honest.what_is_settled_stays()
    honest.teardown()
