"""Ladders at work: who stands behind each step now, and the alerts that go out with it.

The core takes the steps; here the rota is asked, at every look at the time and whenever a
console comes or goes, how many bells each step has. A step that was taken and committed is
given to the bells behind it, in worker threads, so that no target can delay the station. What
became of each alert is kept: after a crash those that nobody knows of are given again, with the
same id, and no others.

Spec: docs/operations/rota.md; docs/spec/07-calls.md, 9.5.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import msgspec

from openline.core.acts import calls
from openline.core.acts.act import Ref
from openline.core.acts.calls import Call
from openline.core.crypto.keys import LineId, label
from openline.core.ladder import Ladder, Rung, Standing, Taken
from openline.core.ledger import Cell
from openline.core.line import Place
from openline.core.switchboard import Bells, Failed, Input
from openline.ports.alert import Alerter, AlertFailed, Notice
from openline.ports.store import Reader
from openline.station.alarms import Alarm
from openline.station.bell import Bell as RoomBell
from openline.station.bell import BellFailed
from openline.station.rooms import LineRoom
from openline.station.rota import (
    NO_ROTA,
    Bell,
    DeskLadder,
    Rota,
    StandIn,
    Step,
    Target,
    targets,
    with_stand_ins,
)
from openline.station.rotacheck import Problem, problems, ring_s, utc

EFFECTS: Final = b"effect/"
HEALTH: Final = b"bell-health/"
"""Spaces of cells: what became of an alert, by its id; how a bell did last, by its name."""
THREADS: Final = 16
"""Alerts under way at once; each is bounded in time by its bell's own limit."""
WAITING: Final = 256
"""Alerts that may wait for a thread; beyond that they count as failed."""
NOT_AFTER_MS: Final = 300_000
"""A step that was taken longer ago is not given to bells any more."""
KEPT_MS: Final = 86_400_000
CHECK_EVERY_MS: Final = 3_600_000
"""The rota is looked through so often, and what is older than `KEPT_MS` is forgotten."""

WITHOUT_ROTA: Final = DeskLadder((Step("", 0, consoles=True, room=True),))
"""What a desk has that the rota does not name: its consoles and the station's own bell."""
OWN_BELL: Final = Target("", "")

log = logging.getLogger("openline.ladders")


class Health(msgspec.Struct, frozen=True):
    """How a bell did last: whether it rang, when, since when it fails (ms), and why."""

    ok: bool
    at_ms: int
    failing_ms: int
    why: str


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Health).decode
_unpack_ms = msgspec.msgpack.Decoder(int).decode


class _Step:
    """One step that was taken, until the last of its bells has answered."""

    def __init__(self, line: LineId, ring: Ref, number: int, *, consoles: bool) -> None:
        self.line, self.ring, self.number = line, ring, number
        self.heard = consoles
        self.open = 0


class Ladders:
    """The ladders of one station's desks. All methods are called in the event loop.

    Args:
        lines: The lines served.
        offer: Gives an input to a line.
        keep: Writes cells without waiting.
        store: Where those are read at the start.
        room: The station's own bell; it needs no rota, and rings with the desk's consoles.
        alerter: Makes what sounds a bell.
        said: The sentence of an alert: precedence, kind, desk and line by their names.
        folder: The station's folder, where the bells' files stand.
        now_ms: The time of day.
    """

    def __init__(
        self,
        *,
        lines: Mapping[LineId, LineRoom],
        offer: Callable[[LineId, Input], None],
        keep: Callable[[Sequence[Cell]], None],
        store: Reader,
        room: RoomBell,
        alerter: Callable[[Bell, Rota], Alerter],
        said: Callable[[LineRoom, Call], Notice],
        folder: Path,
        now_ms: Callable[[], int],
    ) -> None:
        self._lines = lines
        self._offer = offer
        self._keep = keep
        self._store = store
        self._room = room
        self._alerter = alerter
        self._said = said
        self._folder = folder
        self._now_ms = now_ms
        self._threads = ThreadPoolExecutor(THREADS, "alert")
        self._under_way: set[asyncio.Task[str]] = set()
        self._planned = self._rota = NO_ROTA
        self._stand_ins: tuple[StandIn, ...] = ()
        self._consoles: dict[str, int] = {}
        self._offered: dict[tuple[LineId, str], Bells] = {}
        self._given: dict[LineId, dict[Place, int]] = {}
        self._found: list[Problem] = []
        self._problems: dict[str, Alarm] = {}
        self._unreadable = ""
        self._checked_ms = 0
        self._health = {name.decode(): _unpack(packed) for name, packed in store.cells(HEALTH)}

    def close(self) -> None:
        """Give no more alerts; what runs in a thread ends by itself."""
        for task in self._under_way:
            task.cancel()
        self._threads.shutdown(wait=False, cancel_futures=True)

    # --- what the ladders are -----------------------------------------------------------

    @property
    def rota(self) -> Rota:
        """The rota in force, with whoever stands in."""
        return self._rota

    @property
    def stand_ins(self) -> tuple[StandIn, ...]:
        """Who stands in by word of a console."""
        return self._stand_ins

    def take_on(self, rota: Rota, unreadable: str = "") -> None:
        """Go by another rota from now on; it was checked. `unreadable`: why there is none."""
        self._planned = rota
        self._unreadable = unreadable
        self._go()

    def go_by(self, stand_ins: tuple[StandIn, ...]) -> None:
        """Alert those who stand in from now on."""
        self._stand_ins = stand_ins
        if self._planned is not NO_ROTA:  # else there is nobody in whose place to stand
            self._go()

    def _go(self) -> None:
        self._rota = with_stand_ins(self._planned, self._stand_ins)
        self.tick()
        self._check(self._now_ms())

    def consoles(self, desk: str, count: int) -> None:
        """So many consoles of a desk can sound now."""
        self._consoles[desk] = count
        self._resolve(desk)

    def tick(self) -> None:
        """Look at the time: who is on duty now, and once an hour whether the rota holds."""
        for desk in self._ring_s():
            self._resolve(desk)
        now = self._now_ms()
        if abs(now - self._checked_ms) >= CHECK_EVERY_MS:
            self._check(now)
            self._forget(now)

    def _resolve(self, desk: str) -> None:
        made: dict[int, Bells] = {}
        for line, room in self._lines.items():
            if room.charter.terms.desk(room.charter.me, desk) is None:
                continue
            proven_ms = _proven_ms(room, desk)
            if proven_ms not in made:
                made[proven_ms] = Bells(desk, 0, self._ladder(desk, proven_ms))
            bells = made[proven_ms]
            if self._offered.get((line, desk)) != bells:
                self._offered[line, desk] = bells
                self._offer(line, bells)

    def _ladder(self, desk: str, proven_ms: int) -> Ladder:
        at, consoles = utc(self._now_ms()), self.open_consoles(desk)
        return ladder_now(self._rota, desk, at, consoles, proven_ms, fitted=self._room.fitted)

    def open_consoles(self, desk: str) -> int:
        """How many consoles of a desk can sound now."""
        return self._consoles.get(desk, 0)

    @property
    def fitted(self) -> bool:
        """Whether the station has a bell of its own."""
        return self._room.fitted

    def names(self, desk: str) -> list[str]:
        """What the steps of a desk's ladder are called here."""
        planned = self._rota.ladders.get(desk)
        return [] if planned is None else [step.name for step in planned.steps]

    # --- what goes out ------------------------------------------------------------------

    def news(self, line: LineId) -> None:
        """Something is durable on a line: give its new steps to the bells behind them."""
        room = self._lines[line]
        before, given = self._given.pop(line, {}), {}
        for place, call in room.state.calls.items():
            if call.climb is not None:
                for taken in call.climb.taken:
                    if taken.number > before.get(place, 0):
                        self._take(room, call, taken)
                given[place] = call.climb.number
        if given:
            self._given[line] = given

    def _take(self, room: LineRoom, call: Call, taken: Taken) -> None:
        planned = self._rota.ladders.get(call.to.desk, WITHOUT_ROTA)
        if taken.step > len(planned.steps) or not calls_people(call):
            return
        if self._now_ms() - taken.at_ms > NOT_AFTER_MS:
            return
        plan = planned.steps[taken.step - 1]
        ring = call.deed.ref
        behind = targets(self._rota, plan, utc(taken.at_ms))
        if plan.room and self._room.fitted:
            behind = (OWN_BELL, *behind)
        consoles = plan.consoles and taken.bells > len(behind)
        step = _Step(room.charter.line, ring, taken.number, consoles=consoles)
        notice = self._said(room, call)
        for target in behind:
            effect = effect_id(ring, taken.number, target)
            if self._store.cell(EFFECTS, effect) is not None:
                step.heard = True  # given before a crash: whatever came of it, not again
                continue
            said = msgspec.structs.replace(notice, id=effect.hex())
            given = self._sound(said) if target == OWN_BELL else self._pass_on(target, said)
            self._alert(step, target, said, given)
        self._settle(step)

    def _alert(
        self, step: _Step, target: Target, notice: Notice, given: Coroutine[Any, Any, str]
    ) -> None:
        if len(self._under_way) >= WAITING:
            log.warning("too many alerts bell=%s", target.bell)
            given.close()
            return
        step.open += 1
        task = asyncio.create_task(given)
        self._under_way.add(task)
        task.add_done_callback(
            lambda done: None if done.cancelled() else self._gave(step, target, notice, done)
        )
        task.add_done_callback(self._under_way.discard)

    async def _sound(self, notice: Notice) -> str:
        """Sound the station's own bell; returns why it did not, or nothing."""
        try:
            await self._room.play(notice.precedence)
        except BellFailed as error:
            return error.what
        return ""

    async def _pass_on(self, target: Target, notice: Notice) -> str:
        """Give an alert in a worker thread; returns why it failed, or nothing."""
        alerter = self._alerter(self._rota.bells[target.bell], self._rota)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, _given, alerter, notice)

    def _gave(
        self, step: _Step, target: Target, notice: Notice, done: "asyncio.Task[str]"
    ) -> None:
        step.open -= 1
        why = done.result()
        now = self._now_ms()
        if why:
            log.warning("alert failed bell=%s number=%d: %s", target.bell, step.number, why)
        before = self._health.get(target.bell)
        failing_ms = now if before is None or before.ok else before.failing_ms
        health = Health(not why, now, failing_ms if why else 0, why)
        self._health[target.bell] = health
        step.heard = step.heard or health.ok
        self._keep(
            [
                Cell(EFFECTS, bytes.fromhex(notice.id), _pack(now)),
                Cell(HEALTH, target.bell.encode(), _pack(health)),
            ]
        )
        if before is None or before.ok != health.ok:
            self._check(now)
        self._settle(step)

    def _settle(self, step: _Step) -> None:
        """If none of its bells could be sounded, the next step comes at once."""
        if step.open == 0 and not step.heard:
            self._offer(step.line, Failed(step.ring, step.number))

    # --- what people must know ----------------------------------------------------------

    def problems(self) -> list[Problem]:
        """What is wrong with the rota or its bells, as of the last look."""
        return self._found

    def alarms(self) -> list[Alarm]:
        """The same, as consoles show it."""
        return list(self._problems.values())

    def bells(self) -> dict[str, Health]:
        """How each bell did last; one that was never sounded is missing."""
        return {name: one for name, one in self._health.items() if name in self._rota.bells}

    def _check(self, now_ms: int) -> None:
        self._checked_ms = now_ms
        found = problems(
            self._rota,
            utc(now_ms),
            folder=self._folder,
            desks=self._ring_s(),
            failing={name: one.failing_ms for name, one in self.bells().items() if not one.ok},
        )
        if self._unreadable:
            found.insert(0, Problem("unreadable", {"what": self._unreadable}))
        self._found = found
        known = self._problems
        self._problems = {}
        for problem in found:
            name = _problem_id(problem)
            since = known[name].since_ms if name in known else now_ms
            facts: dict[str, Any] = dict(problem.facts)
            code = f"rota-{problem.code}"
            self._problems[name] = Alarm(name, code, None, since, facts, "attention")

    def _ring_s(self) -> dict[str, int]:
        """Our desks, and how long a ring of any precedence lasts at most."""
        return ring_s((room.charter.terms, room.charter.me) for room in self._lines.values())

    def _forget(self, now_ms: int) -> None:
        old = [
            Cell(EFFECTS, key, None)
            for key, at in self._store.cells(EFFECTS)
            if now_ms - _unpack_ms(at) > KEPT_MS
        ]
        if old:
            self._keep(old)


def _proven_ms(room: LineRoom, desk: str) -> int:
    """When a bell of a desk of ours was last proven, as the desk said on the line; 0: never."""
    watch = room.state.watches.get((room.charter.me, desk))
    return 0 if watch is None or watch.on is None else watch.on.bell_proven_at


def ladder_now(
    rota: Rota, desk: str, at: datetime, consoles: int, proven_ms: int, *, fitted: bool
) -> Ladder:
    """The ladder of a desk as it stands at a moment.

    Args:
        rota: The rota in force.
        desk: Code of the desk.
        at: The moment.
        consoles: Consoles of the desk that can sound.
        proven_ms: When its bell was last proven; 0: never.
        fitted: Whether the station has a bell of its own.
    """
    planned = rota.ladders.get(desk)
    steps = (WITHOUT_ROTA if planned is None else planned).steps
    rungs = tuple(
        Rung(
            step.after_s * 1_000,
            len(targets(rota, step, at))
            + (consoles if step.consoles else 0)
            + (1 if step.room and fitted else 0),
            proven_ms if step.consoles else 0,
        )
        for step in steps
    )
    if planned is None:
        return Ladder(rungs)
    return Ladder(
        rungs, planned.repeat_s * 1_000, planned.hold_s * 1_000, planned.voice_s * 1_000
    )


def effect_id(ring: Ref, number: int, target: Target) -> bytes:
    """H(L("effect") || leaf of the ring || number of the step || person || 0 || bell)."""
    whom = f"{target.person}\0{target.bell}".encode()
    return sha256(label("effect") + ring.leaf + number.to_bytes(4, "big") + whom).digest()


def calls_people(call: Call) -> bool:
    """Whether the ring still waits for somebody."""
    assert call.climb is not None
    over = calls.stage(call) not in calls.OPEN_STAGES
    return not over and call.climb.standing is not Standing.STOPPED


def _given(alerter: Alerter, notice: Notice) -> str:
    """Give an alert, in a worker thread; returns why it failed, or nothing."""
    try:
        alerter.alert(notice)
    except AlertFailed as error:
        return error.what
    return ""


def _problem_id(problem: Problem) -> str:
    named = (problem.facts.get(key, "") for key in ("plan", "person", "bell", "desk", "step"))
    return ":".join(("rota", problem.code, *map(str, named)))
