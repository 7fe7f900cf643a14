"""A run: stations, network and people do what a plan says, and the witness looks on."""

import asyncio
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Final

from openline.core import switchboard
from openline.core.acts import calls
from openline.core.acts.act import Ref
from openline.core.acts.calls import Call
from openline.core.crypto.keys import FeedId
from openline.core.line import FeedState
from openline.core.switchboard import Say
from openline.ports.memory import MemoryStore
from simulator.clockwork import Clockwork
from simulator.events import EVENTS
from simulator.liar import Liar
from simulator.machine import Machine
from simulator.network import Network
from simulator.parties import party
from simulator.people import hang_up, something
from simulator.plan import Event, Plan
from simulator.waits import Waits, gives, proven
from simulator.witness import Broken, Witness

ROUNDS: Final = 40
"""All must have come to rest after so many rounds of calm, 12 s each."""
RINGS_END: Final = 26
"""After so many every ring has ended that can end by itself."""
STOPS: Final = 12
"""At so many deadlines a pause is interrupted at most."""
AWAKE_S: Final = 5.0
"""So long heartbeats go on after an event before the rest of a pause is skipped."""


@dataclass
class Outcome:
    """What came of a run.

    Attributes:
        broken: The first invariant that did not hold, or None.
        story: What happened, for people; empty unless asked for.
        days: Virtual days that passed.
        entries, parcels: What all stations stored and sent.
    """

    plan: Plan
    broken: Broken | None = None
    story: list[str] = field(default_factory=list)
    days: float = 0.0
    entries: int = 0
    parcels: int = 0


def play(plan: Plan, *, tell: bool = False) -> Outcome:
    """Do what a plan says; `tell`: keep a time line of it."""
    loop = Clockwork()
    outcome = Outcome(plan)
    run = Run(plan, outcome, tell=tell)
    try:
        loop.run_until_complete(run.whole())
    except Broken as broken:
        outcome.broken = broken
    except Exception:  # noqa: BLE001 - whatever a station or this code threw is a finding
        outcome.broken = Broken("threw", traceback.format_exc())
    finally:
        outcome.days = loop.time() / 86_400
        outcome.entries = run.witness.entries
        outcome.parcels = run.network.carried
        pending = asyncio.all_tasks(loop)
        for task in pending:
            task.cancel()
        if pending:
            loop.run_until_complete(asyncio.wait(pending))
        loop.close()
    return outcome


class Run:
    """One run."""

    def __init__(self, plan: Plan, outcome: Outcome, *, tell: bool) -> None:
        self.plan = plan
        self._outcome = outcome
        self._tell = tell
        stations = [party(number).station for number in range(plan.parties)]
        chance = Random(f"{plan.seed}/network")
        self.network = Network(chance, stations, plan.ways, relay=plan.relay)
        self.witness = Witness(plan.parties, frozenset({plan.liar} - {None}))
        self.machines = {
            number: Machine(number, plan.parties, self.network, f"{plan.seed}")
            for number in range(plan.parties)
            if number != plan.liar
        }
        for machine in self.machines.values():
            self.witness.watch(machine)
        self.liar: Liar | None = None
        if plan.liar is not None:
            chance = Random(f"{plan.seed}/liar")
            self.liar = Liar(plan.liar, plan.parties, self.network, chance)
            self.liar.victims = {one.station: one for one in self.machines.values()}
        self.backups: dict[int, MemoryStore] = {}
        self.unsure: list[tuple[int, Say]] = []
        self.dice = Random(0)

    # --- the way of a run ---------------------------------------------------------------

    async def whole(self) -> None:
        """All of it, the quiet at the end too."""
        try:
            await self._all()
        finally:
            for machine in self.machines.values():
                machine.stop()

    async def _all(self) -> None:
        for machine in self.machines.values():
            machine.start()
        if self.liar is not None:
            await self.liar.start()
        await self.wait(1.0)
        for event in self.plan.events:
            await self.wait(event.wait_s)
            self.dice = Random(f"{self.plan.seed}/{event.number}")
            await self._happens(event)
            self.check()
        await self._quiet()

    async def _happens(self, event: Event) -> None:
        happening = EVENTS[event.name]
        if self.liar is None or event.who != self.liar.number or happening.outside:
            self.story(event.name, event.who)
            await happening.does(self, event)
            return
        for _ in range(self.dice.randrange(1, 4)):
            self.story(f"lies: {self.liar.lie(self.machines[event.whom])}", event.who)
            await self.wait(self.dice.choice((0.0, 0.1)))

    def check(self) -> None:
        """Stop at the first invariant that does not hold."""
        if self.witness.found is not None:
            raise self.witness.found

    async def wait(self, seconds: float) -> None:
        """Let time pass. Long pauses are skipped, most of them deadline by deadline."""
        loop = asyncio.get_running_loop()
        assert isinstance(loop, Clockwork)
        until = loop.time() + seconds
        stops = 0
        while loop.time() < until:
            await asyncio.sleep(min(AWAKE_S, until - loop.time()))
            self.check()
            rest = until - loop.time()
            stops += 1
            if rest > 0:
                # A station that always has something due would be looked at all night.
                due_s = self._next_deadline_s() if stops < STOPS else rest
                loop.skip(min(rest, due_s))
                await asyncio.sleep(0)

    def _next_deadline_s(self) -> float:
        """How long until a station has to do something by itself."""
        soonest = 1e9
        for machine in self.machines.values():
            if machine.room is None:
                continue
            at = switchboard.deadline(machine.charter, machine.room.state)
            if at is not None:
                soonest = min(soonest, max(0.0, (at - machine.now_ms()) / 1_000))
        return soonest

    async def _quiet(self) -> None:
        """The network heals, all stations run, everybody hangs up: all must come to rest."""
        self.story("quiet", None)
        self.network.heal()
        for machine in self.machines.values():
            await self.up(machine)
            machine.life.mend()
        await self.wait(1.0)
        await self.press_again()
        for turn in range(ROUNDS):
            if self.liar is not None:
                self.liar.confess()
            await self.wait(12.0)
            for machine in self.machines.values():
                await self.up(machine)
                for say in hang_up(machine):
                    await self.say(machine, "hang_up", say)
            if turn >= self._least_rounds() and next(self._unrest(), None) is None:
                break
        else:
            raise Broken("no-rest", next(self._unrest(), ""))
        self.check()
        for number, feed in self.witness.waits().told():
            self.story(f"may wait for ever: {feed}", number)
        self.witness.forgive()
        self.witness.at_rest({} if self.liar is None else self.liar.contradicted())

    def _least_rounds(self) -> int:
        """How many rounds all must be calm before it is looked whether all is at rest."""
        if self.witness.waits():
            return RINGS_END  # no ring may seem excused that would have ended by itself
        # A liar's last words take a session or two to come through.
        return 0 if self.liar is None else 4

    def _unrest(self) -> Iterator[str]:
        """Why all is not quiet yet; nothing: it is."""
        machines = list(self.machines.values())
        for machine in machines:
            if machine.room is None:
                yield f"station {machine.number} is down"
                return
        waits = self.witness.waits()
        for machine in machines:
            assert machine.room is not None
            state = machine.room.state
            rings = [call for call in state.calls.values() if self._moves(machine, call, waits)]
            unheard = state.unheard - self.witness.liars
            if state.own is None or unheard or rings:
                what = f"unheard {set(unheard)}, {len(rings)} rings open"
                yield f"station {machine.number} is not at rest: {what}"
            for other in machines:
                for feed in state.feeds.values():
                    if other is not machine and feed.party in (machine.number, other.number):
                        yield from _differs(feed, machine, other, waits)
                        # What no checkpoint covers is not judged (03, 7.7).
                        most = proven(machine, feed)
                        held = min(most, state.left.get(feed.feed, most))
                        judged = feed.halted or feed.folded >= held
                        if not judged and not waits.holds_up(machine, feed.feed):
                            yield f"feed {feed.party}.{feed.incarnation} waits to be judged"

    def _moves(self, machine: Machine, call: Call, waits: Waits) -> bool:
        """Whether a ring among the honest has yet to end, or to be settled."""
        if not self.witness.among_honest(call):
            return False
        if calls.stage(call) not in calls.OPEN_STAGES:
            return not waits.unsettled(machine, calls.parties(call))
        refs = (call.deed.ref, *(leg.deed.ref for leg in call.legs))
        places = [(ref.party, ref.incarnation, ref.index) for ref in refs]
        return not waits.open(machine, calls.parties(call), places)

    # --- people -------------------------------------------------------------------------

    async def something(self, machine: Machine, *, tries: int) -> None:
        """Try to say something until it is said or nothing comes to mind."""
        if machine.room is None:
            return
        for name, say in something(machine, self.dice, tries=tries):
            if await self.say(machine, name, say):
                return

    async def say(self, machine: Machine, name: str, say: Say) -> bool:
        """Say something at a station; whether it was said, or may have been."""
        asking = asyncio.ensure_future(machine.say(say))
        done, _ = await asyncio.wait([asking], timeout=3.0)
        if not done:
            asking.cancel()
            await asyncio.wait([asking])
        answer = None if asking.cancelled() else asking.result()
        if isinstance(answer, Ref):
            self.story(
                name, machine.number, f"{answer.party}.{answer.incarnation}.{answer.index}"
            )
            self.witness.accepted(machine, say.command, answer)
        elif answer is None:
            self.story(name, machine.number, "(unsure)")
            self.unsure.append((machine.number, say))
        return answer is None or isinstance(answer, Ref)

    async def press_again(self) -> None:
        """Whoever is not sure that it was said presses once more."""
        unsure, self.unsure = self.unsure, []
        for number, say in unsure:
            await self.say(self.machines[number], "again", say)

    # --- machines -----------------------------------------------------------------------

    async def up(self, machine: Machine) -> None:
        """Start a station that is down."""
        if not machine.up:
            machine.start()
            await asyncio.sleep(0)

    async def down_and_up(self, machine: Machine) -> None:
        """Start a station anew; then perhaps people press again what they are not sure of."""
        machine.stop()
        await self.wait(self.dice.choice((0.0, 0.5, 5.0)))
        machine.start()
        await asyncio.sleep(0.1)
        if self.dice.random() < 0.5:
            await self.press_again()

    # --- the time line ------------------------------------------------------------------

    def story(self, what: str, who: int | None, more: str = "") -> None:
        """Add a line to the time line."""
        if self._tell:
            days, rest = divmod(asyncio.get_running_loop().time(), 86_400)
            hours, rest = divmod(rest, 3_600)
            minutes, seconds = divmod(rest, 60)
            clock = f"day {days:.0f} {hours:02.0f}:{minutes:02.0f}:{seconds:06.3f}"
            where = "" if who is None else f"station {who} "
            self._outcome.story.append(f"{clock}  {where}{what} {more}".rstrip())


def _differs(feed: FeedState, one: Machine, other: Machine, waits: Waits) -> Iterator[str]:
    """What another station lacks of a feed."""
    assert one.room is not None
    assert other.room is not None
    name = f"feed {feed.party}.{feed.incarnation}"
    known = other.room.state.feeds.get(feed.feed)
    if any(waits.holds_up(machine, feed.feed) for machine in (one, other)):
        # What waits is held all the same.
        same = (known and proven(other, known)) == proven(one, feed)
    else:
        same = _judged(other, feed.feed) == _judged(one, feed.feed)
    if not same:
        yield f"{name} is longer or shorter at station {other.number}"
    receipt = feed.firm_receipts.get(other.number)
    receipted = feed.feed == one.room.state.own
    if receipted and (receipt is None or receipt.size != feed.size):
        yield f"{name} lacks a firm receipt of station {other.number}"


def _judged(machine: Machine, feed: FeedId) -> int:
    """How much of an honest feed a station has judged, and could show to others."""
    known = None if machine.room is None else machine.room.state.feeds.get(feed)
    return 0 if known is None else min(known.folded, gives(machine, feed, ()))
