"""Ladders at work on real loops: who is alerted, what fails, and what a crash repeats."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import copy
from pathlib import Path

from msgspec.structs import replace

from openline.core.acts import calls
from openline.core.acts.act import Addressee, Kind
from openline.core.acts.calls import Call
from openline.core.crypto.keys import Digest, LineId
from openline.core.switchboard import Say
from openline.ports.memory_alert import MemoryAlerter
from openline.station.bell import RoomBell
from openline.station.ladders import EFFECTS, HEALTH, Ladders
from openline.station.notices import notice_of
from openline.station.rota import Bell, DeskLadder, Person, Plan, Rota, Step
from tests.core.line.speaking import ring
from tests.station.nodes import WAIT_S, Node, two_nodes

PEOPLE = ("anna", "boris")
ROTA = Rota(
    bells={name: Bell((name,)) for name in (*PEOPLE, "siren")},
    persons={name: Person(name.title(), (name,)) for name in PEOPLE},
    plans={name: Plan("Etc/UTC", always=(name,)) for name in PEOPLE},
    ladders={
        "watch": DeskLadder(
            (
                Step("Duty", 0, consoles=True, room=True, who=("anna",)),
                Step("Deputy", 15, who=("boris",)),
                Step("Siren", 30, bells=("siren",)),
            )
        )
    },
)


class House:
    """The rung station with its ladders and a bell for each name of the rota."""

    def __init__(self, node: Node, rota: Rota = ROTA, room: tuple[str, ...] = ()) -> None:
        self.node = node
        self.bells = {name: MemoryAlerter() for name in ROTA.bells}
        self.room = room
        self.begin(rota)

    def begin(self, rota: Rota = ROTA) -> None:
        """As at a start of the station."""
        self.lines = dict(self.node.loop.lines)
        self.ladders = Ladders(
            lines=self.lines,
            offer=self.node.loop.offer,
            keep=self.node.loop.offer_cells,
            store=self.node.loop.reader(),
            room=RoomBell(self.room),
            alerter=lambda bell, _: self.bells[bell.command[0]],
            said=notice_of,
            folder=Path(),
            now_ms=self.node.clock,
        )
        self.node.loop.watch(lambda news: self.ladders.news(news.line))
        self.ladders.take_on(rota)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Run until something holds; time stands still while an alert is under way."""
        async with asyncio.timeout(WAIT_S):
            while not holds():
                self.node.clock.ms += 0 if self.ladders._under_way else 50
                await self.node.tick()
                await asyncio.sleep(0)

    def given(self) -> list[int]:
        return [len(bell.given) for bell in self.bells.values()]

    def call(self) -> Call | None:
        return next(iter(self.node.room.state.calls.values()), None)

    def steps(self) -> list[int]:
        call = self.call()
        return [one.step for one in call.climb.taken] if call and call.climb else []


@asynccontextmanager
async def rung(
    rota: Rota = ROTA, before: Callable[[House], None] = lambda _: None, **rest: tuple[str, ...]
) -> AsyncIterator[tuple[Node, Node, House]]:
    """A ring of a reaches b, whose house has ladders."""
    async with two_nodes() as (a, b):
        house = House(b, rota, **rest)
        before(house)
        to = Addressee(1, "watch")
        said = Say(os.urandom(16), Kind.REAL, "watch", to, calls.RING, ring(0))
        await a.loop.say(a.line, said)
        yield a, b, house
        house.ladders.close()


def test_each_step_alerts_those_on_duty_then_and_says_no_more() -> None:
    async def main() -> None:
        async with rung() as (_, b, house):
            await house.until(lambda: house.given() == [1, 0, 0])
            assert house.steps() == [1]
            await house.until(lambda: house.given() == [1, 1, 1])
            assert house.steps() == [1, 2, 3]
            (notice,) = house.bells["siren"].given.values()
            assert notice.precedence == "FLASH"
            assert "FLASH" in notice.text
            for secret in ("Routine check", "WO 1", "p0"):
                assert secret not in notice.text
            await b.until(lambda: b.store.count(EFFECTS) == 3)
            assert house.ladders.bells()["siren"].ok

    asyncio.run(main())


def test_two_lines_whose_rings_have_the_same_place_are_two_alerts() -> None:
    async def main() -> None:
        async with rung() as (_, _, house):
            await house.until(lambda: house.given() == [1, 0, 0])
            room = house.node.room
            ((place, call),) = room.state.calls.items()
            ref = replace(call.deed.ref, leaf=Digest(os.urandom(32)))
            elsewhere = replace(call, deed=replace(call.deed, ref=ref))
            line = LineId(os.urandom(len(house.node.line)))
            other = house.lines[line] = copy(room)
            other.charter = replace(room.charter, line=line)
            other.state = replace(room.state, calls={place: elsewhere})
            house.ladders.news(line)
            await house.until(lambda: house.given() == [2, 0, 0])

    asyncio.run(main())


def test_a_step_whose_bells_all_fail_brings_the_next_at_once() -> None:
    def break_two(house: House) -> None:
        for name in PEOPLE:
            house.bells[name].failing = True

    async def main() -> None:
        async with rung(before=break_two) as (_, b, house):
            began = b.clock.ms
            await house.until(lambda: house.given() == [0, 0, 1])
            assert b.clock.ms - began < 15_000
            found = {alarm.code for alarm in house.ladders.alarms()}
            assert "rota-bell-failing" in found
            await b.until(lambda: b.store.count(HEALTH) == 3)
            for name in PEOPLE:
                house.bells[name].failing = False
            await b.until(lambda: house.ladders.bells()["anna"].ok)
            ids = [alarm.id for alarm in house.ladders.alarms()]
            assert not any("failing" in name and "anna" in name for name in ids)

    asyncio.run(main())


def test_a_crash_gives_what_nobody_knows_of_and_nothing_else() -> None:
    async def main() -> None:
        async with rung() as (_, b, house):
            await house.until(lambda: house.given() == [1, 1, 0])
            await house.until(lambda: b.store.count(EFFECTS) == 2)
            house.ladders.close()
            await b.stop()
            await b.start()
            ids = [set(bell.given) for bell in house.bells.values()]
            house.begin()
            await b.tick()
            assert [set(bell.given) for bell in house.bells.values()] == ids
            await house.until(lambda: house.given() == [1, 1, 1])
            assert house.steps() == [1, 2, 3]

    asyncio.run(main())


def test_an_alert_that_was_under_way_in_a_crash_is_given_again_with_its_id() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            house = House(b)
            house.ladders.close()  # steps are taken, and nothing goes out any more
            to = Addressee(1, "watch")
            said = Say(os.urandom(16), Kind.REAL, "watch", to, calls.RING, ring(0))
            await a.loop.say(a.line, said)
            await b.until(lambda: house.steps() == [1])
            await b.stop()
            await b.start()
            house.begin()
            await b.until(lambda: house.given()[0] == 1)
            assert house.steps() == [1]
            house.ladders.close()

    asyncio.run(main())


def test_without_a_rota_the_consoles_and_the_station_s_own_bell_ring(tmp_path: Path) -> None:
    sounded = tmp_path / "sounded"
    command = ("/bin/sh", "-c", f"echo {{sound}} >> {sounded}")

    async def main() -> None:
        async with rung(Rota(), room=command) as (_, b, house):
            await b.until(sounded.exists)
            assert house.steps() == [1]
            await b.until(lambda: b.store.count(HEALTH) == 1)
            assert sounded.read_text() == "FLASH\n"

    asyncio.run(main())


def test_consoles_come_and_go() -> None:
    async def main() -> None:
        async with rung(Rota()) as (_, b, house):
            await b.until(lambda: house.call() is not None)
            assert house.steps() == []
            house.ladders.consoles("watch", 2)
            await b.until(lambda: house.steps() == [1])
            call = house.call()
            assert call is not None
            assert call.alert is not None
            assert call.alert.bells == 2

    asyncio.run(main())


def test_a_rota_that_changes_is_followed_from_the_next_step_on() -> None:
    async def main() -> None:
        async with rung() as (_, _, house):
            await house.until(lambda: house.given() == [1, 0, 0])
            steps = (ROTA.ladders["watch"].steps[0], Step("Nobody", 15, who=("anna",)))
            house.ladders.take_on(replace(ROTA, ladders={"watch": DeskLadder(steps)}))
            await house.until(lambda: house.given() == [2, 0, 0])
            assert house.ladders.names("watch") == ["Duty", "Nobody"]

    asyncio.run(main())
