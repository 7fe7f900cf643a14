"""The ladder that a ring climbs, as consoles see it: all of it at home, as agreed elsewhere.

Spec: docs/console.md, 4.
"""

from openline.core.acts.calls import Call
from openline.core.ladder import Climb, Ladder, next_ms
from openline.station.views.names import Doc


def climb_doc(call: Call, ladder: Ladder | None) -> Doc | None:
    """`Ladder` of a ring to us: what each step did last. None: it is on no ladder yet."""
    climb = call.climb
    if climb is None or ladder is None:
        return None
    return {
        "steps": len(ladder.rungs),
        "step": climb.taken[-1].step if climb.taken else 0,
        "next": climb.rung + 1 if next_ms(climb, ladder) else None,
        "next_ms": next_ms(climb, ladder),
        "proven_ms": None,
        "standing": climb.standing.value,
        "rungs": [_rung(climb, number) for number in range(1, len(ladder.rungs) + 1)],
        "names": [],
    }


def _rung(climb: Climb, number: int) -> Doc:
    rung = [one.at_ms for one in climb.taken if one.step == number]
    return {"taken_ms": max(rung, default=None), "skipped": number in climb.skipped}


def told_doc(call: Call) -> Doc | None:
    """`Ladder` of a ring of ours: as much as their station signed of its last step."""
    alert = call.alert
    if alert is None or alert.step == 0:
        return None
    return {
        "steps": alert.steps,
        "step": alert.step,
        "next": alert.step % alert.steps + 1 if alert.next_at and alert.steps else None,
        "next_ms": alert.next_at or None,
        "proven_ms": alert.proven_at or None,
        "standing": "climbing",
        "rungs": [],
        "names": [],
    }
