"""What is wrong with a rota: what refuses it, and what people must know although it stands.

A rota that contradicts itself is refused, and the one before it stays in force. One with gaps,
with persons that nothing can wake, or with steps that can never run is taken, since half a rota
is better than none; what is missing is said when it is saved, and every day.

Spec: docs/operations/rota.md.
"""

import itertools
import shutil
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from openline.core.agreement.terms import Terms
from openline.core.errors import LocalError
from openline.core.ladder import MOST_RUNGS
from openline.station.rota import (
    Plan,
    Rota,
    Step,
    bells_of,
    edges,
    mentioned,
    on_plan,
    targets,
    unreachable,
    zone_of,
)
from openline.station.tomlfile import read_toml

AHEAD: Final = timedelta(days=35)
"""How far ahead gaps are looked for: a month, and the hand-over after it."""
_KINDS: Final = ("command", "mail_to", "webhook_file", "apprise_file")


class BadRota(LocalError):
    """A rota contradicts itself. The one that was in force stays so."""

    code = "bad-rota"
    default_advice = "Correct it, then set it again. The rota in force was not changed."


Facts = dict[str, str | int]


class Problem(msgspec.Struct, frozen=True):
    """Something that people must know of a rota that is in force.

    `code` is one of docs/operations/rota.md, 4; `facts` are names from the rota and times in
    ms since 1970.
    """

    code: str
    facts: Facts


def read_rota(path: Path) -> Rota:
    """Read and check a rota.

    Raises:
        BadFile: It is not TOML, or a key or value is not of its form.
        BadRota: It contradicts itself.
    """
    rota = read_toml(path, Rota)
    verify_rota(rota)
    return rota


def verify_rota(rota: Rota) -> None:
    """Check that a rota can be followed.

    Raises:
        BadRota: It cannot, and why.
    """
    both = rota.persons.keys() & rota.plans.keys()
    if both:
        raise BadRota(f"{min(both)} is both a person and a plan: names are used once.")
    for name, plan in rota.plans.items():
        _verify_plan(rota, name, plan)
    for name in rota.plans:
        _verify_no_loop(rota, name, ())
    _verify_bells(rota)
    _verify_spans(rota)
    for desk, ladder in rota.ladders.items():
        _verify_steps(rota, desk, ladder.steps)


def _verify_bells(rota: Rota) -> None:
    for name, bell in rota.bells.items():
        if sum(1 for kind in _KINDS if getattr(bell, kind)) != 1:
            raise BadRota(f"Bell {name}: set exactly one of {', '.join(_KINDS)}.")
        if bell.mail_to and rota.mail is None:
            raise BadRota(f"Bell {name} is mail, but there is no [mail] server.")
    for code, person in rota.persons.items():
        _known_bells(rota, person.bells, f"Person {code}")


def _verify_spans(rota: Rota) -> None:
    for one in rota.override:
        _verify_span(f"The override of {one.plan}", one.start, one.end)
        _known_plan(rota, one.plan, "An override")
        _known_names(rota, one.who, f"The override of {one.plan}")
    for bill in rota.bill:
        _verify_span(f"Bill {bill.name}", bill.start, bill.end)
        for plan_name, who in bill.plans.items():
            _known_plan(rota, plan_name, f"Bill {bill.name}")
            _known_names(rota, who, f"Bill {bill.name}")
    for stands in rota.stand_in:
        what = f"The stand-in for {stands.person}"
        _verify_span(what, stands.start, stands.end)
        for name in (stands.person, stands.by):
            if name not in rota.persons:
                raise BadRota(f"{what}: there is no person {name}.")
        if stands.person == stands.by:
            raise BadRota(f"{what} is the same person.")


def _verify_plan(rota: Rota, name: str, plan: Plan) -> None:
    try:
        zone_of(plan.zone)
    except (KeyError, ValueError, OSError):
        raise BadRota(
            f"Plan {name}: {plan.zone} is no time zone.",
            advice="Write a name of the tz database, as in Europe/Paris, or Etc/UTC.",
        ) from None
    turning = (bool(plan.turns), bool(plan.hand_over), plan.since is not None)
    if any(turning) and not all(turning):
        raise BadRota(f"Plan {name}: turns, hand_over and since belong together.")
    if plan.turns and plan.week:
        raise BadRota(f"Plan {name} has turns and week: use two plans.")
    if not (plan.turns or plan.week or plan.always):
        raise BadRota(f"Plan {name} names nobody: set turns, week or always.")
    if len(set(plan.hand_over)) != len(plan.hand_over):
        raise BadRota(f"Plan {name} hands over twice at the same time.")
    _known_names(rota, mentioned(rota, name), f"Plan {name}")
    for span in plan.week:
        if not span.days or not span.who:
            raise BadRota(f"Plan {name}: a span of the week needs days and who.")


def _verify_span(what: str, start: datetime, end: datetime) -> None:
    if start.tzinfo is None or end.tzinfo is None:
        raise BadRota(
            f"{what}: a time says its offset from UTC.",
            advice="Write 2026-12-24T18:00:00+01:00, or end it with Z for UTC.",
        )
    if end <= start:
        raise BadRota(f"{what} ends before it starts.")


def _known_bells(rota: Rota, bells: Collection[str], what: str) -> None:
    for bell in bells:
        if bell not in rota.bells:
            raise BadRota(f"{what}: there is no bell {bell}.")


def _known_plan(rota: Rota, plan: str, what: str) -> None:
    if plan not in rota.plans:
        raise BadRota(f"{what}: there is no plan {plan}.")


def _known_names(rota: Rota, names: Collection[str], what: str) -> None:
    for name in sorted(names):
        if name not in rota.persons and name not in rota.plans:
            raise BadRota(f"{what}: there is no person and no plan {name}.")


def _verify_no_loop(rota: Rota, name: str, above: tuple[str, ...]) -> None:
    if name in above:
        way = " > ".join((*above[above.index(name) :], name))
        raise BadRota(f"Plans lead back to themselves: {way}.")
    for one in sorted(mentioned(rota, name)):
        if one in rota.plans:
            _verify_no_loop(rota, one, (*above, name))


def _verify_steps(rota: Rota, desk: str, steps: tuple[Step, ...]) -> None:
    what = f"The ladder of {desk}"
    if not 1 <= len(steps) <= MOST_RUNGS:
        raise BadRota(f"{what} needs 1 to {MOST_RUNGS} steps.")
    if steps[0].after_s != 0:
        raise BadRota(f"{what}: the first step comes at once, after_s = 0.")
    for before, step in itertools.pairwise(steps):
        if step.after_s < before.after_s:
            raise BadRota(f"{what}: step {step.name} is due before the step above it.")
    for step in steps:
        if not (step.consoles or step.room or step.who or step.bells):
            raise BadRota(f"{what}: step {step.name} has no target.")
        _known_bells(rota, step.bells, f"{what}, step {step.name}")
        _known_names(rota, step.who, f"{what}, step {step.name}")


def problems(
    rota: Rota,
    now: datetime,
    *,
    folder: Path,
    desks: Mapping[str, int],
    failing: Mapping[str, int],
) -> list[Problem]:
    """What people must know of a rota, the gravest kind first.

    Args:
        rota: Checked before.
        now: Gaps are looked for from here on.
        folder: The station's folder, where the bells' files stand.
        desks: Our desks, and for how many seconds a ring to each lasts at most.
        failing: Bells whose last alert failed, and since when (ms).
    """
    found = [
        *_gaps(rota, now),
        *_empty_steps(rota, now),
        *_no_bells(rota, now),
        *(
            Problem("bell-failing", {"bell": bell, "since_ms": since})
            for bell, since in sorted(failing.items())
            if bell in bells_of(rota)
        ),
        *_unusable(rota, folder),
    ]
    for desk, ladder in rota.ladders.items():
        if desk not in desks:
            found.append(Problem("desk-unknown", {"desk": desk}))
            continue
        for number, step in enumerate(ladder.steps, 1):
            if step.after_s >= desks[desk]:
                facts: Facts = {"desk": desk, "step": number, "name": step.name}
                found.append(Problem("step-too-late", facts))
    return found


def _gaps(rota: Rota, now: datetime) -> Iterator[Problem]:
    """The first gap of each plan that a ladder uses."""
    used = {name for ladder in rota.ladders.values() for s in ladder.steps for name in s.who}
    for plan in sorted(used & rota.plans.keys()):
        gap = first_gap(rota, plan, now, now + AHEAD)
        if gap is not None:
            start, end = (round(one.timestamp() * 1_000) for one in gap)
            yield Problem("gap", {"plan": plan, "from_ms": start, "until_ms": end})


def first_gap(
    rota: Rota, plan: str, start: datetime, end: datetime
) -> tuple[datetime, datetime] | None:
    """The first span in which nobody is on a plan; None: there is none until `end`."""
    begins: datetime | None = None
    for at in (start, *edges(rota, plan, start, end)):
        if on_plan(rota, plan, at):
            if begins is not None:
                return begins, at
        elif begins is None:
            begins = at
    return None if begins is None else (begins, end)


def _moments(rota: Rota, step: Step, now: datetime) -> list[datetime]:
    """Moments at which each state that a step may have until the horizon can be seen."""
    return [now, *(at for name in step.who for at in edges(rota, name, now, now + AHEAD))]


def _empty_steps(rota: Rota, now: datetime) -> Iterator[Problem]:
    """Steps that no moment of the month to come gives a bell."""
    for desk, ladder in rota.ladders.items():
        for number, step in enumerate(ladder.steps, 1):
            if step.consoles or step.room or step.bells:
                continue
            if not any(targets(rota, step, at) for at in _moments(rota, step, now)):
                facts: Facts = {"desk": desk, "step": number, "name": step.name}
                yield Problem("step-empty", facts)


def _no_bells(rota: Rota, now: datetime) -> Iterator[Problem]:
    """Persons who come to stand on a ladder and have no bell."""
    found: Counter[str] = Counter()
    for ladder in rota.ladders.values():
        for step in ladder.steps:
            for at in _moments(rota, step, now):
                found.update(unreachable(rota, step, at))
    for person in sorted(found):
        yield Problem("no-bell", {"person": person, "name": rota.persons[person].name})


def _unusable(rota: Rota, folder: Path) -> Iterator[Problem]:
    """Bells whose file or program is not there."""
    for name, bell in sorted(rota.bells.items()):
        files = [bell.webhook_file, bell.apprise_file]
        if bell.mail_to and rota.mail is not None:
            files.append(rota.mail.password_file)
        if bell.command and "/" in bell.command[0]:
            files.append(bell.command[0])
        elif bell.command and shutil.which(bell.command[0]) is None:
            yield Problem("bell-unusable", {"bell": name, "file": bell.command[0]})
        for file in files:
            if file and not (folder / file).is_file():
                yield Problem("bell-unusable", {"bell": name, "file": file})


def utc(ms: int) -> datetime:
    """A time in ms since 1970 as the rota is asked about it."""
    return datetime.fromtimestamp(ms / 1_000, UTC)


def ring_s(lines: Iterable[tuple[Terms, int]]) -> dict[str, int]:
    """Our desks, and how long a ring of any precedence to each lasts at most, in seconds.

    Args:
        lines: The terms of each line, and our party's number in them.
    """
    found: dict[str, int] = {}
    for terms, me in lines:
        longest = max(rule.ring_for_s for rule in terms.precedences)
        for desk in terms.desks_of(me):
            found[desk.code] = max(longest, found.get(desk.code, 0))
    return found
