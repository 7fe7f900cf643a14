"""`openline rota`: who is on duty, and the ladder that a ring climbs."""

from contextlib import suppress
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

import cyclopts
import msgspec
from cyclopts import Parameter

from openline.cli.output import data, say, text
from openline.core.errors import BadInput
from openline.station import admin
from openline.station.files import read_bytes, replace, write_new
from openline.station.folder import StationFolder, load_station
from openline.station.rota import Rota, StandIn, edges, on_plan, targets, with_stand_ins
from openline.station.rotacheck import (
    AHEAD,
    Problem,
    problems,
    read_rota,
    ring_s,
    verify_rota,
)
from openline.station.tomlfile import TOML_BYTES

app = cyclopts.App(name="rota", help="Who is on duty, and the ladder that a ring climbs.")


@app.command
def draft(file: Path, /) -> None:
    """Write a rota to begin with: two persons, three plans, four steps.

    Args:
        file: A new file.
    """
    write_new(file, resources.files("openline.station").joinpath("rota.toml").read_bytes())
    say(text("written", file=str(file)))


@app.command
def check(
    folder: Path,
    file: Path | None = None,
    /,
    *,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Check a rota: what contradicts itself, gaps, persons without a bell, steps in vain.

    Args:
        folder: The station's folder.
        file: The rota to check; default is the one in force.
        json: One line of JSON.
    """
    station = load_station(folder)
    rota = station.rota() if file is None else read_rota(file)
    _tell(station, rota, json=json)


@app.command(name="set")
def set_rota(
    folder: Path, file: Path, /, *, json: Annotated[bool, Parameter(negative="")] = False
) -> None:
    """Put a rota in force, if it does not contradict itself. Tells a running station.

    Args:
        folder: The station's folder.
        file: The rota.
        json: One line of JSON.
    """
    station = load_station(folder)
    rota = read_rota(file)
    replace(station.rota_path, read_bytes(file, TOML_BYTES))
    with suppress(admin.StationNotRunning):  # it reads the rota when it starts
        admin.call(folder, "reload-rota")
    if not json:
        say(text("rota-set", file=str(station.rota_path)))
    _tell(station, rota, json=json)


@app.command
def show(
    folder: Path,
    /,
    *,
    at: datetime | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Show who is on each plan, until when, and the bells behind each step.

    Whoever stands in by word of a console is shown only while the station runs.

    Args:
        folder: The station's folder.
        at: The moment asked about, with its offset, as in 2026-12-24T18:00:00+01:00.
        json: One line of JSON.
    """
    moment = datetime.now(UTC) if at is None else at
    if moment.tzinfo is None:
        raise BadInput("A moment says its offset from UTC.", advice="End it with Z for UTC.")
    rota = _with_stand_ins(load_station(folder).rota(), folder)
    plans = {name: _plan(rota, name, moment.astimezone(UTC)) for name in rota.plans}
    ladders = {desk: _steps(rota, desk, moment) for desk in rota.ladders}
    if json:
        data({"plans": plans, "ladders": ladders})
        return
    for name, plan in plans.items():
        who = ", ".join(rota.persons[one].name for one in plan["who"]) or "-"
        say(f"{name:<16}{plan['until'] or '':<22}{who}")
    for desk, steps in ladders.items():
        for step in steps:
            bells = ", ".join(step["bells"])
            say(f"{desk:<16}{step['after_s']:>4} s  {step['name']:<24}{bells}")


@app.command
def test(folder: Path, bell: str, /) -> None:
    """Sound one bell of the rota once, as a ring would, and say what came of it.

    Args:
        folder: The station's folder.
        bell: Name of the bell.
    """
    # The means of alerting bring much along; no other command needs them.
    from openline.station.wiring import sound

    station = load_station(folder)
    rota = station.rota()
    if bell not in rota.bells:
        raise BadInput(f"There is no bell {bell}.", advice=", ".join(rota.bells) or None)
    sound(station.path, bell, rota, text("alert-test", bell=bell))
    say(text("bell-sounded", bell=bell))


def _problems(station: StationFolder, rota: Rota) -> list[Problem]:
    verify_rota(rota)
    lines = [(one.agreement.terms, one.party) for one in station.each_line()]
    return problems(
        rota, datetime.now(UTC), folder=station.path, desks=ring_s(lines), failing={}
    )


def _with_stand_ins(rota: Rota, folder: Path) -> Rota:
    """The rota with whoever stands in by word of a console, as a running station has it."""
    with suppress(admin.StationNotRunning):
        said = admin.call(folder, "stand-ins")["stand_ins"]
        return with_stand_ins(rota, msgspec.convert(said, tuple[StandIn, ...]))
    return rota


def _tell(station: StationFolder, rota: Rota, *, json: bool) -> None:
    found = _problems(station, rota)
    if json:
        data([{"code": one.code, **one.facts} for one in found])
        return
    for one in found:
        facts = {key: _readable(key, fact) for key, fact in one.facts.items()}
        say(text(f"rota-{one.code}", **facts))
    if not rota.ladders:
        say(text("rota-no-ladder"))
    elif not found:
        say(text("rota-sound"))


def _readable(key: str, fact: str | int) -> str:
    if key.endswith("_ms") and isinstance(fact, int):
        return _written(datetime.fromtimestamp(fact / 1_000, UTC))
    return str(fact)


def _written(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%MZ")


def _plan(rota: Rota, name: str, at: datetime) -> dict[str, Any]:
    changes = edges(rota, name, at, at + AHEAD)
    who = on_plan(rota, name, at)
    until = next((edge for edge in changes if on_plan(rota, name, edge) != who), None)
    return {"who": list(who), "until": None if until is None else _written(until)}


def _steps(rota: Rota, desk: str, at: datetime) -> list[dict[str, Any]]:
    return [
        {
            "name": step.name,
            "after_s": step.after_s,
            "consoles": step.consoles,
            "room": step.room,
            "bells": [one.bell for one in targets(rota, step, at)],
        }
        for step in rota.ladders[desk].steps
    ]
