"""Rotas that contradict themselves are refused in a sentence; what is missing is told."""

from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest

from openline.station.rotacheck import BadRota, Problem, problems, read_rota
from openline.station.tomlfile import BadFile

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BASE = """\
[bells.horn]
command = ["true"]
[persons.anna]
name = "Anna"
bells = ["horn"]
[persons.boris]
name = "Boris"
bells = ["horn"]
[plans.duty]
zone = "Etc/UTC"
always = ["anna"]
"""
LADDER = """\
[[ladders.watch.steps]]
name = "Duty"
after_s = 0
who = ["duty"]
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "rota.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('[plans.b]\nzone = "Europe/Atlantis"\nalways = ["anna"]\n', "no time zone"),
        ('[plans.b]\nzone = "../../etc/passwd"\nalways = ["anna"]\n', "no time zone"),
        ('[plans.b]\nzone = "Europe"\nalways = ["anna"]\n', "no time zone"),
        ('[plans.b]\nzone = "Etc/UTC"\nalways = ["zoe"]\n', "no plan zoe"),
        ('[plans.b]\nzone = "Etc/UTC"\n', "names nobody"),
        ('[plans.b]\nzone = "Etc/UTC"\nturns = ["anna"]\n', "belong together"),
        (
            (
                '[plans.b]\nzone = "Etc/UTC"\nturns = ["anna"]\nsince = 2026-01-05\n'
                'hand_over = ["08:00", "08:00"]\n'
            ),
            "twice",
        ),
        ('[plans.anna]\nzone = "Etc/UTC"\nalways = ["boris"]\n', "both a person and a plan"),
        ('[plans.b]\nzone = "Etc/UTC"\nalways = ["b"]\n', "b > b"),
        (
            (
                '[plans.b]\nzone = "Etc/UTC"\nalways = ["c"]\n'
                '[plans.c]\nzone = "Etc/UTC"\nalways = ["b"]\n'
            ),
            "b > c > b",
        ),
        (
            (
                '[[override]]\nplan = "duty"\nstart = 2026-12-01T00:00:00Z\n'
                'end = 2026-12-02T00:00:00Z\nwho = ["duty"]\n'
            ),
            "duty > duty",
        ),
        (
            (
                '[[override]]\nplan = "duty"\nstart = 2026-12-01T00:00:00\n'
                'end = 2026-12-02T00:00:00\nwho = ["anna"]\n'
            ),
            "offset",
        ),
        (
            (
                '[[bill]]\nname = "C"\nstart = 2026-12-03T00:00:00Z\n'
                "end = 2026-12-02T00:00:00Z\n"
                'plans = {duty = ["anna"]}\n'
            ),
            "ends before",
        ),
        (
            (
                '[[bill]]\nname = "C"\nstart = 2026-12-01T00:00:00Z\n'
                "end = 2026-12-02T00:00:00Z\n"
                'plans = {nothing = ["anna"]}\n'
            ),
            "no plan nothing",
        ),
        ('[bells.b]\ncommand = ["x"]\nmail_to = "a@b"\n', "exactly one"),
        ('[bells.b]\nmail_to = "a@b"\n', "no [mail] server"),
        ('[persons.c]\nname = "C"\nbells = ["gong"]\n', "no bell gong"),
        ('[[ladders.watch.steps]]\nname = "A"\nafter_s = 0\n', "no target"),
        ('[[ladders.watch.steps]]\nname = "A"\nafter_s = 5\nroom = true\n', "at once"),
        (
            (
                '[[ladders.watch.steps]]\nname = "A"\nafter_s = 0\nroom = true\n'
                '[[ladders.watch.steps]]\nname = "B"\nafter_s = 9\nroom = true\n'
                '[[ladders.watch.steps]]\nname = "C"\nafter_s = 8\nroom = true\n'
            ),
            "before the step above",
        ),
        ("[ladders.watch]\nsteps = []\n", "1 to 12 steps"),
        ('[[ladders.watch.steps]]\nname = "A"\nafter_s = 0\nwho = ["x"]\n', "no plan x"),
    ],
)
def test_what_contradicts_itself(tmp_path: Path, more: str, says: str) -> None:
    with pytest.raises(BadRota) as refused:
        read_rota(write(tmp_path, BASE + more))
    assert says in refused.value.what + refused.value.advice


AFTER = BASE.count("\n")


@pytest.mark.parametrize(
    ("more", "line", "says"),
    [
        ("[plans.b]\nzonne = 1\n", 2, "zonne is not known"),
        (
            '[plans.b]\nzone = "Etc/UTC"\nhand_over = ["8:00"]\n',
            3,
            "plans.b.hand_over.0: 8:00 is not a time of day from 00:00 to 24:00, as 08:00.",
        ),
        ('[plans.b]\nzone = "Etc/UTC"\nhand_over = ["25:00"]\n', 3, "25:00 is not a time"),
        ('[plans."B B"]\nzone = "Etc/UTC"\n', 1, "plans.B B: B B is not a name of at most"),
        ("[plans.b]\nzone = 3\n", 2, "plans.b.zone: Expected str, got int."),
        ('[plans.b]\nzone = "Etc/UTC"\nsince = "1 May"\n', 3, "1 May is not a date, as"),
        (
            '[[override]]\nplan = "deputy"\nstart = "six"\n',
            3,
            "override.0.start: six is not a time with its offset",
        ),
        (
            "[ladders.b]\nrepeat_s = 1\nsteps = []\n",
            2,
            "ladders.b.repeat_s: Expected int >= 10",
        ),
        ("not toml", None, "is not TOML"),
    ],
)
def test_what_has_no_form(tmp_path: Path, more: str, line: int | None, says: str) -> None:
    with pytest.raises(BadFile) as refused:
        read_rota(write(tmp_path, BASE + more))
    assert says in refused.value.what
    if line is not None:
        assert f"line {AFTER + line}:" in refused.value.what


def found(tmp_path: Path, text: str, **given: dict[str, int]) -> list[Problem]:
    rota = read_rota(write(tmp_path, text))
    desks, failing = given.get("desks", {"watch": 300}), given.get("failing", {})
    return problems(rota, NOW, folder=tmp_path, desks=desks, failing=failing)


def test_a_rota_that_holds(tmp_path: Path) -> None:
    assert found(tmp_path, BASE + LADDER) == []


def test_gaps_are_told_with_their_ends(tmp_path: Path) -> None:
    week = '[[plans.office.week]]\ndays = ["mon"]\nwho = ["anna"]\n'
    week += 'start = "09:00"\nend = "17:00"\n'
    text = BASE + '[plans.office]\nzone = "Etc/UTC"\n' + week + LADDER.replace("duty", "office")
    (problem,) = found(tmp_path, text)
    assert problem.code == "gap"
    start = round(datetime(2026, 11, 23, 17, tzinfo=UTC).timestamp() * 1_000)
    assert problem.facts == {
        "plan": "office",
        "from_ms": start,
        "until_ms": start + 160 * 3_600_000,
    }
    never = '[[bill]]\nname = "C"\nstart = 2026-11-01T00:00:00Z\nend = 2027-11-01T00:00:00Z\n'
    codes = [
        one.code for one in found(tmp_path, BASE + LADDER + never + "plans = {duty = []}\n")
    ]
    assert codes == ["gap", "step-empty"]


def test_what_else_is_missing(tmp_path: Path) -> None:
    text = BASE.replace('bells = ["horn"]\n[persons.boris]', "[persons.boris]")
    codes = {one.code for one in found(tmp_path, text + LADDER)}
    assert codes == {"step-empty", "no-bell"}
    (failing,) = found(tmp_path, BASE + LADDER, failing={"horn": 5, "forgotten": 1})
    assert (failing.code, failing.facts) == ("bell-failing", {"bell": "horn", "since_ms": 5})
    (unknown,) = found(tmp_path, BASE + LADDER, desks={"navy": 300})
    assert (unknown.code, unknown.facts) == ("desk-unknown", {"desk": "watch"})
    late = LADDER + '[[ladders.watch.steps]]\nname = "B"\nafter_s = 60\nroom = true\n'
    (too_late,) = found(tmp_path, BASE + late, desks={"watch": 60})
    assert (too_late.code, too_late.facts["step"]) == ("step-too-late", 2)


@pytest.mark.parametrize(
    "bell",
    [
        'command = ["./bell"]',
        'command = ["no-such-program-here"]',
        'webhook_file = "hook"',
        'apprise_file = "urls"',
    ],
)
def test_bells_whose_file_is_not_there(tmp_path: Path, bell: str) -> None:
    (problem,) = found(tmp_path, BASE + f"[bells.b]\n{bell}\n" + LADDER)
    assert (problem.code, problem.facts["bell"]) == ("bell-unusable", "b")


def test_the_draft_holds_but_for_what_must_be_set_up() -> None:
    with resources.as_file(resources.files("openline.station") / "rota.toml") as path:
        rota = read_rota(path)
        told = problems(rota, NOW, folder=path.parent, desks={"watch": 300}, failing={})
    assert {one.code for one in told} == {"bell-unusable"}
    assert [step.after_s for step in rota.ladders["watch"].steps] == [0, 15, 30, 60]
