"""Who is on duty and what a ring to this desk does, for our own consoles only.

Spec: docs/console.md, 3; docs/operations/rota.md.
"""

from datetime import timedelta

from openline.ports.desk import Doc
from openline.station.ladders import WITHOUT_ROTA, Ladders
from openline.station.rota import edges, on_ladder, on_plan, targets
from openline.station.rotacheck import utc

AHEAD = timedelta(days=8)
"""How far ahead the end of a turn is looked for."""


def rota_doc(ladders: Ladders, desk: str, now_ms: int) -> Doc:
    """The part of `watch` about the rota: plans of this desk's ladder, steps, bells."""
    rota, at = ladders.rota, utc(now_ms)
    planned = rota.ladders.get(desk, WITHOUT_ROTA)
    plans = [name for step in planned.steps for name in step.who if name in rota.plans]
    here = on_ladder(rota, desk)
    consoles = ladders.open_consoles(desk)
    return {
        "plans": [_plan(ladders, name, now_ms) for name in dict.fromkeys(plans)],
        "steps": [
            {
                "name": step.name,
                "after_s": step.after_s,
                "consoles": consoles if step.consoles else 0,
                "bells": [one.bell for one in targets(rota, step, at)],
                "room": step.room and ladders.fitted,
            }
            for step in planned.steps
        ],
        "repeat_s": planned.repeat_s if desk in rota.ladders else None,
        "persons": [
            {"code": code, "name": one.name, "bells": len(one.bells), "here": code in here}
            for code, one in rota.persons.items()
        ],
        "stand_ins": [
            {
                "person": one.person,
                "by": one.by,
                "until_ms": round(one.end.timestamp() * 1_000),
                "known": {one.person, one.by} <= rota.persons.keys(),
            }
            for one in ladders.stand_ins
            if one.end > at
        ],
        "failing": sorted(name for name, one in ladders.bells().items() if not one.ok),
    }


def _plan(ladders: Ladders, name: str, now_ms: int) -> Doc:
    rota, at = ladders.rota, utc(now_ms)
    who = on_plan(rota, name, at)
    changes = (edge for edge in edges(rota, name, at, at + AHEAD))
    until = next((edge for edge in changes if on_plan(rota, name, edge) != who), None)
    return {
        "name": name,
        "who": [rota.persons[one].name for one in who],
        "until_ms": None if until is None else round(until.timestamp() * 1_000),
    }
