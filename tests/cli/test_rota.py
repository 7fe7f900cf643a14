"""`openline rota` on a station that does not run."""

import json
from pathlib import Path

import pytest

from openline.cli import run
from openline.station.config import first_settings

ROTA = """\
[bells.horn]
command = ["sh", "-c", "echo \\"$OPENLINE_KIND $OPENLINE_TEXT\\" > rung"]
[bells.broken]
command = ["false"]
[persons.anna]
name = "Anna"
bells = ["horn"]
[plans.duty]
zone = "Europe/Paris"
turns = ["anna"]
since = 2026-01-05
hand_over = ["08:00"]
[[ladders.watch.steps]]
name = "Duty"
after_s = 0
who = ["duty"]
"""


@pytest.fixture
def station(tmp_path: Path) -> Path:
    folder = tmp_path / "station"
    folder.mkdir()
    settings = first_settings("main", "127.0.0.1:7411", "127.0.0.1:8411", [])
    (folder / "station.toml").write_bytes(settings)
    return folder


def test_a_rota_is_drafted_checked_set_shown_and_tested(
    station: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = tmp_path / "draft.toml"
    assert run(["rota", "draft", str(draft)]) == 0
    assert run(["rota", "check", str(station), str(draft)]) == 0
    said = capsys.readouterr().out
    assert "siren" in said
    empty = tmp_path / "empty.toml"
    empty.touch()
    assert run(["rota", "check", str(station), str(empty)]) == 0
    assert "There is no ladder" in capsys.readouterr().out
    file = tmp_path / "rota.toml"
    file.write_text(ROTA, encoding="utf-8")
    assert run(["rota", "set", str(station), str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"code": "desk-unknown", "desk": "watch"}]
    assert (station / "rota.toml").read_text() == ROTA
    assert run(["rota", "show", str(station), "--json", "--at", "2026-02-01T12:00:00Z"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["plans"]["duty"] == {"who": ["anna"], "until": None}
    assert shown["ladders"]["watch"][0]["bells"] == ["horn"]
    assert run(["rota", "show", str(station)]) == 0
    assert "Anna" in capsys.readouterr().out
    assert run(["rota", "test", str(station), "horn"]) == 0
    assert (station / "rung").read_text().startswith("TEST ")


def test_what_is_refused_changes_nothing(
    station: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rota.toml"
    file.write_text(ROTA, encoding="utf-8")
    assert run(["rota", "set", str(station), str(file)]) == 0
    file.write_text(ROTA.replace("Europe/Paris", "Europe/Pariss"), encoding="utf-8")
    assert run(["rota", "set", str(station), str(file)]) == 2
    assert "Europe/Pariss is no time zone" in capsys.readouterr().err
    assert (station / "rota.toml").read_text() == ROTA
    assert run(["rota", "test", str(station), "gong"]) == 2
    assert run(["rota", "test", str(station), "broken"]) == 1
    assert run(["rota", "show", str(station), "--at", "2026-02-01T12:00:00"]) == 2
    assert "offset" in capsys.readouterr().err
