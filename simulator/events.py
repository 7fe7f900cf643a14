"""What may happen in a run, and how often: one entry of `EVENTS` each."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Final

from openline.core.switchboard import Bells
from openline.ports.memory import MemoryAnchor, MemoryStore
from simulator.network import Weather
from simulator.parties import DESKS, party
from simulator.plan import Event, Plan

if TYPE_CHECKING:
    from simulator.play import Run

# --- people -----------------------------------------------------------------------------


async def speak(run: "Run", event: Event) -> None:
    """Somebody says something."""
    await run.something(run.machines[event.who], tries=6)


async def talk(run: "Run", event: Event) -> None:
    """Two sides say something by turns."""
    for turn in range(run.dice.randrange(2, 6)):
        number = (event.who, event.whom)[turn % 2]
        if number in run.machines:
            await run.something(run.machines[number], tries=8)
        await run.wait(run.dice.choice((0.0, 0.1, 0.5)))


async def bells(run: "Run", event: Event) -> None:
    """Consoles come and go at a desk."""
    run.machines[event.who].offer(Bells(run.dice.choice(DESKS), run.dice.randrange(3)))


# --- the network ------------------------------------------------------------------------


async def weather(run: "Run", event: Event) -> None:
    """A path becomes lossy, slow, or worse; mostly in both directions."""
    dice = run.dice
    comes = Weather(
        loss=dice.choice((0.0, 0.1, 0.5)),
        twice=dice.choice((0.0, 0.3)),
        garbled=dice.choice((0.0, 0.0, 0.05)),
        slow_s=dice.choice((0.05, 0.6, 4.0)),
        stray=dice.choice((0.0, 0.0, 0.1)),
    )
    one, other = party(event.who).station, party(event.whom).station
    run.network.change(one, other, comes)
    if dice.random() < 0.7:
        run.network.change(other, one, comes)


async def clear(run: "Run", event: Event) -> None:
    """The weather is fine again."""
    for one, other in ((event.who, event.whom), (event.whom, event.who)):
        run.network.change(party(one).station, party(other).station, Weather())


async def silence(run: "Run", event: Event) -> None:
    """One direction carries nothing any more, and nobody is told."""
    ends = party(event.who).station, party(event.whom).station
    run.network.change(*ends, Weather(silent=True))


async def cut(run: "Run", event: Event) -> None:
    """One way is cut, or all."""
    way = run.dice.randrange(-1, run.plan.ways)
    run.network.cut(party(event.who).station, party(event.whom).station, way)


async def narrow(run: "Run", event: Event) -> None:
    """A modem stands in for one way, or for all."""
    way = run.dice.randrange(-1, run.plan.ways)
    run.network.narrow(party(event.who).station, party(event.whom).station, way)


async def mend(run: "Run", event: Event) -> None:
    """What was cut is mended, and modems are put away."""
    run.network.mend(party(event.who).station, party(event.whom).station)


async def reset(run: "Run", event: Event) -> None:
    """All links end and begin anew."""
    run.network.break_links()


# --- machines ---------------------------------------------------------------------------


async def crash(run: "Run", event: Event) -> None:
    """The power fails some strokes from now, in the middle of whatever is done then."""
    machine = run.machines[event.who]
    await run.up(machine)
    machine.life.strokes_left = run.dice.randrange(12)
    await run.something(machine, tries=6)
    await run.wait(run.dice.choice((0.0, 0.5, 3.0)))
    await run.down_and_up(machine)


async def fail(run: "Run", event: Event) -> None:
    """The disk fails at the next commit, before or after it was written."""
    machine = run.machines[event.who]
    await run.up(machine)
    machine.life.fails = run.dice.choice(("before", "after"))
    await run.something(machine, tries=6)
    await run.wait(0.5)
    await run.down_and_up(machine)


async def fill(run: "Run", event: Event) -> None:
    """The disk is full for a while."""
    machine = run.machines[event.who]
    await run.up(machine)
    machine.life.full = True
    await run.something(machine, tries=4)
    await run.wait(run.dice.choice((0.5, 4.0, 30.0)))
    machine.life.full = False
    await run.wait(1.5)


async def clock(run: "Run", event: Event) -> None:
    """A clock is set, forward or back."""
    step_ms = run.dice.choice((-3_600_000, -30_000, -900, 700, 20_000, 7_200_000))
    machine = run.machines[event.who]
    machine.ahead_ms += step_ms


# --- what is kept -----------------------------------------------------------------------


async def back_up(run: "Run", event: Event) -> None:
    """The store is copied."""
    run.backups[event.who] = run.machines[event.who].store.copy()


async def restore(run: "Run", event: Event) -> None:
    """The store is brought back from a backup; the anchor is not."""
    if event.who in run.backups:
        await _with_store(run, event.who, run.backups[event.who].copy())


async def relapse(run: "Run", event: Event) -> None:
    """The store is brought back to what it was a few words ago, while nobody can be reached."""
    machine = run.machines[event.who]
    await run.up(machine)
    await back_up(run, event)
    for _ in range(run.dice.randrange(1, 5)):
        await run.something(machine, tries=8)
    await run.wait(run.dice.choice((0.0, 0.1, 0.5)))
    for other in range(run.plan.parties):
        if other != event.who:
            run.network.cut(machine.station, party(other).station, -1)
    await restore(run, event)
    for _ in range(run.dice.randrange(1, 5)):
        await run.something(machine, tries=8)


async def lose_store(run: "Run", event: Event) -> None:
    """The disk burns; the anchor on its second medium does not."""
    await _with_store(run, event.who, MemoryStore())


async def _with_store(run: "Run", number: int, store: MemoryStore) -> None:
    machine = run.machines[number]
    machine.stop()
    machine.store = store
    run.witness.replaced(machine)
    run.unsure = [one for one in run.unsure if one[0] != number]
    await run.wait(2.0)
    machine.start()


async def half_given(run: "Run", event: Event) -> None:
    """The disk burns while a modem carries what was said during a cut; the other answers."""
    ends = party(event.who).station, party(event.whom).station
    run.network.cut(*ends, -1)
    for _ in range(run.dice.randrange(8, 20)):
        await run.something(run.machines[event.who], tries=8)
    run.network.narrow(*ends, -1)
    await run.wait(run.dice.choice((1.5, 2.5, 4.0)))
    if event.whom in run.machines:
        await run.something(run.machines[event.whom], tries=8)
    await lose_store(run, event)


async def lose_anchor(run: "Run", event: Event) -> None:
    """The second medium is lost; the store is as it was."""
    machine = run.machines[event.who]
    machine.stop()
    machine.anchor = MemoryAnchor()
    run.witness.anchor_lost(machine)
    await run.wait(2.0)
    machine.start()


async def audit(run: "Run", event: Event) -> None:
    """Somebody checks the record of a station that runs."""
    machine = run.machines[event.who]
    if machine.room is not None:
        run.witness.audit(machine)


@dataclass(frozen=True)
class Happening:
    """How often something happens beside the others, and what is done.

    `outside`: it happens to the network; otherwise to a station, where a liar lies instead.
    """

    weight: int
    does: Callable[["Run", Event], Awaitable[None]]
    outside: bool = False


EVENTS: Final[dict[str, Happening]] = {
    "speak": Happening(60, speak),
    "talk": Happening(12, talk),
    "bells": Happening(5, bells),
    "weather": Happening(8, weather, outside=True),
    "clear": Happening(4, clear, outside=True),
    "silence": Happening(3, silence, outside=True),
    "cut": Happening(4, cut, outside=True),
    "narrow": Happening(3, narrow, outside=True),
    "mend": Happening(4, mend, outside=True),
    "reset": Happening(2, reset, outside=True),
    "crash": Happening(8, crash),
    "fail": Happening(3, fail),
    "fill": Happening(2, fill),
    "clock": Happening(3, clock),
    "back_up": Happening(3, back_up),
    "restore": Happening(2, restore),
    "relapse": Happening(1, relapse),
    "lose_store": Happening(1, lose_store),
    "half_given": Happening(1, half_given),
    "lose_anchor": Happening(1, lose_anchor),
    "audit": Happening(1, audit),
}

_DAY_S: Final = 86_400.0
_WAITS_S: Final = (0.0, 0.0, 0.02, 0.3, 1.0, 2.5, 4.0)
_PAUSES_S: Final = (20.0, 70.0, 400.0, 3_600.0, 20_000.0, _DAY_S, 4 * _DAY_S, 15 * _DAY_S)


def draw(seed: int) -> Plan:
    """The plan of a seed."""
    chance = Random(seed)
    parties = 3 if chance.random() < 0.3 else 2
    ways = chance.choice((1, 1, 2))
    relay = chance.random() < 0.3
    liar = chance.randrange(parties) if chance.random() < 0.3 else None
    return Plan(seed, parties, ways, relay, liar, tuple(_events(chance, parties)))


def _events(chance: Random, parties: int) -> Iterator[Event]:
    # Each run has its own character: what is frequent in one hardly occurs in another.
    weights = [each.weight * chance.choice((0, 1, 2, 4)) for each in EVENTS.values()]
    weights[0] += EVENTS["speak"].weight // 3
    for number in range(chance.choice((15, 30, 45, 60))):
        (name,) = chance.choices(list(EVENTS), weights)
        waits = _PAUSES_S if chance.random() < 0.12 else _WAITS_S
        who = chance.randrange(parties)
        whom = (who + 1 + chance.randrange(parties - 1)) % parties
        yield Event(number, chance.choice(waits), name, who, whom)
