"""An officer who is ill is replaced at the console: by whom, until when, and what stays."""

import asyncio
import os
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from openline.core.errors import OpenlineError
from openline.ports.desk import Console
from openline.station.bell import RoomBell
from openline.station.roster import Roster
from openline.station.rota import (
    DeskLadder,
    Person,
    Plan,
    Rota,
    StandIn,
    Step,
    edges,
    on_ladder,
    on_plan,
    targets,
    with_stand_ins,
)
from openline.station.rotacheck import BadRota, utc, verify_rota
from openline.station.standins import LONGEST_MS, MOST, StandIns
from openline.station.views.rota import rota_doc
from tests.station.nodes import two_nodes
from tests.station.test_ladders import ROTA, House

AT = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOUR_MS = 3_600_000
HOUSE = Rota(
    persons={name: Person(name.title()) for name in ("anna", "boris", "clara")},
    plans={
        "deputy": Plan("Etc/UTC", always=("anna",)),
        "all": Plan("Etc/UTC", always=("deputy", "boris")),
    },
    ladders={"watch": DeskLadder((Step("All", 0, who=("all",)),))},
)


def standing(*pairs: tuple[str, str]) -> Rota:
    """The house with these stood in for, (person, by), from 03:00 to 04:00."""
    return with_stand_ins(HOUSE, tuple(StandIn(a, b, AT, AT + HOUR) for a, b in pairs))


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, 180))


def test_a_stand_in_is_named_wherever_the_other_was_and_only_then() -> None:
    rota = standing(("anna", "clara"))
    assert on_plan(rota, "all", AT) == ("clara", "boris")
    assert on_plan(rota, "anna", AT) == ("clara",)
    assert on_plan(rota, "all", AT + HOUR) == ("anna", "boris")
    assert edges(rota, "anna", AT - HOUR, AT + 2 * HOUR) == [AT, AT + HOUR]


@pytest.mark.parametrize(
    ("pairs", "deputy", "other"),
    [
        ([("anna", "boris"), ("boris", "clara")], "clara", "clara"),
        ([("anna", "boris"), ("boris", "anna")], "boris", "anna"),
        ([("anna", "boris"), ("anna", "clara")], "clara", "boris"),
    ],
)
def test_chains_are_followed_and_two_may_change_places(
    pairs: list[tuple[str, str]], deputy: str, other: str
) -> None:
    rota = standing(*pairs)
    assert on_plan(rota, "anna", AT) == (deputy,)
    assert on_plan(rota, "boris", AT) == (other,)


def test_who_is_on_both_places_is_alerted_once() -> None:
    assert on_plan(standing(("anna", "boris")), "all", AT) == ("boris",)


def test_a_stand_in_of_a_person_who_left_the_rota_is_left_out() -> None:
    assert standing(("anna", "dora"), ("dora", "anna")) == HOUSE


def test_whom_a_ladder_may_name() -> None:
    assert on_ladder(HOUSE, "watch") == {"anna", "boris"}
    assert on_ladder(HOUSE, "navy") == set()


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (StandIn("anna", "dora", AT, AT + HOUR), "there is no person dora"),
        (StandIn("all", "anna", AT, AT + HOUR), "there is no person all"),
        (StandIn("anna", "anna", AT, AT + HOUR), "the same person"),
        (StandIn("anna", "boris", AT, AT), "ends before it starts"),
        (StandIn("anna", "boris", AT.replace(tzinfo=None), AT), "offset from UTC"),
    ],
)
def test_the_file_is_checked(one: StandIn, said: str) -> None:
    with pytest.raises(BadRota, match=said):
        verify_rota(replace(HOUSE, stand_in=(one,)))


class Office(House):
    """A house with an officer who may enter stand-ins."""

    def begin(self, rota: Rota = ROTA) -> None:
        super().begin(rota)
        loop = self.node.loop
        self.roster = Roster(loop, loop.reader(), RoomBell(()), self.node.clock, os.urandom)
        self.stand_ins = StandIns(
            loop, loop.reader(), self.roster, self.ladders, self.node.clock
        )

    async def do(self, who: Console, act: str, **body: Any) -> None:
        await self.stand_ins.do(who, act, os.urandom(16), body)

    async def enter(self, who: Console, after_ms: int = HOUR_MS, **body: Any) -> None:
        fields = {"person": "boris", "by": "anna", "until_ms": self.node.clock() + after_ms}
        await self.do(who, "stand-in", **fields | body)

    def behind(self) -> list[str]:
        """The bells behind the deputy's step now."""
        step = self.ladders.rota.ladders["watch"].steps[1]
        return [one.bell for one in targets(self.ladders.rota, step, utc(self.node.clock()))]


def officer(desk: str = "watch", person: str = "Watch officer 1") -> Console:
    return Console(os.urandom(16), person, desk, "watch", "en", "auto")


def test_the_officer_on_watch_replaces_one_who_is_ill_and_a_restart_keeps_it() -> None:
    async def main() -> None:
        async with two_nodes() as (_, rung):
            office, who = Office(rung), officer()
            await office.roster.do(who, "sign-on", os.urandom(16), {})
            assert office.behind() == ["boris"]
            await office.enter(who)
            assert office.behind() == ["anna"]
            await office.enter(who)  # the page asks again: nothing more is written
            book = [one for one in office.roster.book("watch") if one.what == "stand-in"]
            assert [one.text.split(", ")[0] for one in book] == ["Boris: Anna"]
            office.begin()
            assert office.behind() == ["anna"]
            shown = rota_doc(office.ladders, "watch", rung.clock())
            assert [one["by"] for one in shown["stand_ins"]] == ["anna"]
            await office.do(who, "stand-down", person="boris")
            assert office.behind() == ["boris"]
            office.begin()
            assert office.behind() == ["boris"]

    run(main())


def test_a_console_that_goes_away_leaves_the_stand_in_and_its_line_in_the_book() -> None:
    async def main() -> None:
        async with two_nodes() as (_, rung):
            office, who = Office(rung), officer()
            await office.roster.do(who, "sign-on", os.urandom(16), {})
            asking = asyncio.create_task(office.enter(who))
            await asyncio.sleep(0)
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            await rung.tick()
            office.begin()
            assert office.behind() == ["anna"]
            assert "stand-in" in [one.what for one in office.roster.book("watch")]

    run(main())


def test_a_stand_in_ends_by_itself_and_is_forgotten() -> None:
    async def main() -> None:
        async with two_nodes() as (_, rung):
            office, who = Office(rung), officer()
            await office.roster.do(who, "sign-on", os.urandom(16), {})
            await office.enter(who, 1_000)
            rung.clock.ms += 1_000
            assert office.behind() == ["boris"]
            assert rota_doc(office.ladders, "watch", rung.clock())["stand_ins"] == []
            await office.enter(who, person="anna", by="boris")
            assert [one.person for one in office.ladders.stand_ins] == ["anna"]

    run(main())


def test_what_is_refused_changes_nothing() -> None:
    async def main() -> None:
        async with two_nodes() as (_, rung):
            office, who = Office(rung), officer()
            with pytest.raises(OpenlineError) as refused:
                await office.enter(who)
            assert refused.value.code == "nobody-has-the-watch"
            await office.roster.do(who, "sign-on", os.urandom(16), {})
            with pytest.raises(OpenlineError) as refused:
                await office.enter(officer(person="Watch officer 2"))
            assert refused.value.code == "another-has-the-watch"
            for wrong in (
                {"person": "siren"},
                {"by": "boris"},
                {"by": "nobody"},
                {"after_ms": LONGEST_MS + 1},
            ):
                with pytest.raises(OpenlineError) as refused:
                    await office.enter(who, **wrong)
                assert refused.value.code == "bad-input"
            with pytest.raises(OpenlineError) as refused:
                await office.enter(who, after_ms=0)
            assert refused.value.code == "past-time"
            assert office.ladders.stand_ins == ()
            assert office.behind() == ["boris"]

    run(main())


def test_there_is_an_end_to_them() -> None:
    async def main() -> None:
        async with two_nodes() as (_, rung):
            office, who = Office(rung), officer()
            many = {f"p{n}": Person(f"P{n}") for n in range(MOST + 1)}
            crowd = Step("Crowd", 60, who=tuple(many))
            ladder = DeskLadder((*ROTA.ladders["watch"].steps, crowd))
            persons = dict(ROTA.persons) | many
            office.ladders.take_on(replace(ROTA, persons=persons, ladders={"watch": ladder}))
            await office.roster.do(who, "sign-on", os.urandom(16), {})
            for n in range(MOST):
                await office.enter(who, person=f"p{n}")
            with pytest.raises(OpenlineError) as refused:
                await office.enter(who, person=f"p{MOST}")
            assert refused.value.code == "too-many-stand-ins"
            await office.enter(who, person="p0", by="boris")
            assert len(office.ladders.stand_ins) == MOST

    run(main())
