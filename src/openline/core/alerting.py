"""What the station itself says about rings: alerts, and the ends that no person gives them.

Every ring gets a fate. The rung station alerts step by step as soon as a bell can sound, says
so when the ring came too late, and when its time is over without an answer. The caller's
station gives up when nothing at all was heard. Read from the state; a restart changes nothing.

Spec: docs/spec/07-calls.md, 9.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from openline.core import ladder
from openline.core.acts import calls
from openline.core.acts.act import Kind
from openline.core.acts.calls import Call, CancelReason, Phase, Stage, Try
from openline.core.acts.knowledge import knows
from openline.core.acts.legs import LegState, leg_state
from openline.core.agreement.terms import LadderShown
from openline.core.codec import Struct
from openline.core.ladder import Climb, Ladder, Now, Sight, Standing
from openline.core.line import Charter, FeedState, LineState

LATE_AFTER_MS: Final = 10_000
"""Clocks of two stations may differ by this much before a ring counts as late. Spec 07, 9."""
REACH_LIMIT_MS: Final = 12_000
"""The caller's station gives a ring up if it is not receipted for so long. Spec 07, 9."""
FATE_GRACE_MS: Final = 5_000
"""How much longer than the ring's time the caller's station waits for its fate. Spec 07, 9."""


class World(msgspec.Struct, frozen=True):
    """What a step may know besides its inputs.

    Attributes:
        now_ms: Milliseconds since 1970.
        seed: Random bytes, 32 or more, fresh for each step; nonces of the station's own
            acts come from it.
        tries: What came of the paths to a party since it was last heard, by party.
        echo_ms: When each party last echoed a challenge; missing: never.
    """

    now_ms: int
    seed: bytes
    tries: Mapping[int, tuple[Try, ...]] = {}
    echo_ms: Mapping[int, int] = {}


class Due(msgspec.Struct, frozen=True):
    """An act that the station is to write now."""

    type: int
    kind: Kind
    body: Struct


class Keep(msgspec.Struct, frozen=True):
    """A ring whose times or place on our ladder changed, to be kept before what follows."""

    call: Call


def due(charter: Charter, line: LineState, world: World) -> list[Due | Keep]:
    """What our station owes now about rings, in order. Empty when nothing is due."""
    acts: list[Due | Keep] = []
    rings = _by_caller(line)
    for call in line.calls.values():
        if line.withheld(charter.me, call.deed.ref):
            continue
        if call.timed_ms > world.now_ms:  # the clock was set back: begin anew
            acts.append(Keep(msgspec.structs.replace(call, timed_ms=world.now_ms)))
            continue
        caller, callee = calls.parties(call)
        # Only a ring of the party that was rung can carry the call instead of this one.
        others = rings.get(callee, ())
        if charter.me == callee:
            acts.extend(_owed_when_rung(charter, line, call, others, world))
        elif charter.me == caller:
            acts.extend(_owed_when_ringing(charter, line, call, others, world))
    return acts


def _by_caller(line: LineState) -> dict[int, list[Call]]:
    rings: dict[int, list[Call]] = {}
    for call in line.calls.values():
        rings.setdefault(call.deed.ref.party, []).append(call)
    return rings


def next_deadline(charter: Charter, line: LineState) -> int | None:
    """When `due` may next have something without any input (ms); None: never."""
    times: list[int] = []
    rings = _by_caller(line)
    for call in line.calls.values():
        if line.withheld(charter.me, call.deed.ref):
            continue
        caller, callee = calls.parties(call)
        stage = calls.stage(call)
        if charter.me == callee and stage in _CLIMBS:
            times.extend(_when_rung(charter, line, call, rings.get(callee, ())))
        elif charter.me == caller and stage in _WITHOUT_FATE:
            times.append(_give_up_at(charter, line, call))
    return min(times, default=None)


_CLIMBS: Final = frozenset({Stage.RINGING, Stage.ALERTING, Stage.ANSWERED})
_WITHOUT_FATE: Final = frozenset({Stage.RINGING, Stage.ALERTING, Stage.LATE})


def _rings_until(charter: Charter, call: Call) -> int:
    """For as long as the ring asks for, but no longer than its precedence is given."""
    agreed_s = charter.terms.precedences[call.ring.precedence].ring_for_s
    return call.timed_ms + min(call.ring.ring_for_s, agreed_s) * 1_000


def _when_rung(
    charter: Charter, line: LineState, call: Call, others: Sequence[Call]
) -> list[int]:
    """When a ring to us is to be looked at: at its next step, and when its time is over."""
    if calls.stage(call) is Stage.ANSWERED and not _climbs(call):
        return []
    times = [_rings_until(charter, call)]
    rungs = line.ladders.get(call.to.desk)
    if rungs is not None and call.climb is not None and not outrung(call, others):
        step_ms = ladder.next_ms(call.climb, rungs)
        times += [] if step_ms is None else [step_ms]
    return times


def _climbs(call: Call) -> bool:
    return call.climb is not None and call.climb.standing is not Standing.STOPPED


def _owed_when_rung(
    charter: Charter, line: LineState, call: Call, others: Sequence[Call], world: World
) -> list[Due | Keep]:
    ref = call.deed.ref
    stage = calls.stage(call)
    if stage not in _CLIMBS:
        return []
    if call.callee is Phase.NONE and _late(call):
        return [Due(calls.LATE, call.kind, calls.Late(ref))]
    if world.now_ms >= _rings_until(charter, call):
        if stage is not Stage.ANSWERED:
            return [Due(calls.EXHAUSTED, call.kind, calls.Exhausted(ref))]
        return [Keep(_stopped(call))] if _climbs(call) else []
    rungs = line.ladders.get(call.to.desk)
    if rungs is None or call.joins or outrung(call, others):
        return []
    before = call.climb or ladder.begun(world.now_ms)
    now = Now(world.now_ms, rungs, len(call.coming))
    climb = ladder.climbed(before, _sight(call), now)
    if climb is call.climb:
        return []
    moved = msgspec.structs.replace(call, climb=climb)
    return _alerts(charter, moved, rungs, climb.number - before.number)


def _stopped(call: Call) -> Call:
    """An answered ring whose time is over: it was never spoken on, but it climbs no more."""
    assert call.climb is not None
    climb = msgspec.structs.replace(call.climb, standing=Standing.STOPPED)
    return msgspec.structs.replace(call, climb=climb)


def _sight(call: Call) -> Sight:
    if calls.stage(call) is not Stage.ANSWERED:
        return Sight.OPEN
    voice = any(leg_state(leg) is LegState.UP for leg in call.legs)
    return Sight.VOICE if voice else Sight.ANSWERED


def _alerts(charter: Charter, call: Call, rungs: Ladder, fresh: int) -> list[Due | Keep]:
    """Keep the climb, and say as much of its new steps as the terms let the caller see."""
    climb = call.climb
    assert climb is not None
    if charter.terms.ladder_shown is not LadderShown.STEPS:
        known = fresh == 0 or call.callee is not Phase.NONE
        said = calls.Alert(call.deed.ref, 0, 0, 0, 0, 0)
        return [Keep(call)] if known else [Keep(call), Due(calls.ALERT, call.kind, said)]
    return [Keep(call), *(_alert(call, climb, rungs, n) for n in range(-fresh, 0))]


def _alert(call: Call, climb: Climb, rungs: Ladder, which: int) -> Due:
    taken = climb.taken[which]
    next_at = ladder.next_ms(climb, rungs) or 0
    said = calls.Alert(
        call.deed.ref, taken.step, taken.bells, taken.proven_at, len(rungs.rungs), next_at
    )
    return Due(calls.ALERT, call.kind, said)


def _late(call: Call) -> bool:
    return call.held_ms > call.deed.at + call.ring.ring_for_s * 1_000 + LATE_AFTER_MS


def _give_up_at(charter: Charter, line: LineState, call: Call) -> int:
    """Later if it reached the other side: by its receipt, or by what it said on another way."""
    feed = line.feed(call.deed.ref.party, call.deed.ref.incarnation)
    got = feed is not None and receipted(feed, call.to.party, call.deed.ref.index)
    if not got and call.callee is Phase.NONE:
        return call.timed_ms + REACH_LIMIT_MS
    return _rings_until(charter, call) + FATE_GRACE_MS


def _owed_when_ringing(
    charter: Charter, line: LineState, call: Call, others: Sequence[Call], world: World
) -> list[Due]:
    if calls.stage(call) not in _WITHOUT_FATE:
        return []
    ref = call.deed.ref
    if outrung(call, others):
        return [Due(calls.CANCEL, call.kind, calls.Cancel(ref, CancelReason.MERGED))]
    if world.now_ms < _give_up_at(charter, line, call):
        return []
    tries = world.tries.get(call.to.party, ())[:16]
    echo = world.echo_ms.get(call.to.party, 0)
    return [Due(calls.UNREACHED, call.kind, calls.Unreached(ref, tries, echo))]


def outrung(call: Call, others: Sequence[Call]) -> bool:
    """Whether two desks rang each other at once and the other ring carries the call.

    Both rings stand; the one of higher precedence carries, of equal ones that of the lower
    party number. Only rings between the same two desks and of one kind are merged, and only
    while neither has a fate.
    """
    return any(_carries(other, call) for other in others)


def _carries(other: Call, call: Call) -> bool:
    if other.deed.ref.party != call.to.party or other.to.party != call.deed.ref.party:
        return False
    if other.kind is not call.kind:
        return False
    if (other.sender, other.to.desk) != (call.to.desk, call.sender):
        return False
    if calls.stage(other) not in (*_WITHOUT_FATE, Stage.ANSWERED):
        return False
    if knows(other.deed, call.deed) or knows(call.deed, other.deed):
        return False
    rank = (other.ring.precedence, other.deed.ref.party)
    return rank < (call.ring.precedence, call.deed.ref.party)


def receipted(feed: FeedState, party: int, index: int) -> bool:
    """Whether a party's station signed that it stores this entry of our own feed."""
    receipt = feed.receipts.get(party)
    return receipt is not None and receipt.size > index
