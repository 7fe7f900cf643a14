"""The demonstration: made once, started again, two stations as processes."""

from pathlib import Path

import httpx
import pytest

from openline.cli.demo import PARTIES, enrol_all, running, station_folder
from openline.station import admin
from openline.station.folder import load_station
from tests.cli.ceremony import refused, say
from tests.whole.speakers import make_apart


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "demo"
    return make_apart(folder)


def test_it_is_a_whole_ceremony(folder: Path) -> None:
    checked = say("agreement", "check", folder / "agreement.ola", "--json").json
    assert [party["code"] for party in checked["terms"]["parties"]] == ["sg", "cn"]
    for number, party in enumerate(PARTIES):
        (line,) = load_station(station_folder(folder, party.code)).lines()
        assert line.party == number
        assert {desk.code for desk in line.agreement.terms.desks_of(number)} == set(party.posts)


def test_two_stations_run_stop_and_run_again(folder: Path) -> None:
    for _ in range(2):
        with running(folder) as stations:
            consoles = enrol_all(folder)
            assert [(one["party"], one["desk"]) for one in consoles] == [
                (party.code, desk) for party in PARTIES for desk in party.posts
            ]
            assert len({one["url"] for one in consoles}) == len(consoles)
            assert httpx.get(consoles[0]["url"]).status_code == 200
            assert all(station.poll() is None for station in stations)
            said = refused(
                "desk", "enrol", station_folder(folder, "sg"), "--desk", "attic",
                "--person", "Watch officer 9",
            )  # fmt: skip
            assert "Desks: watch, minister, navy" in said
        assert all(station.poll() is not None for station in stations)
        with pytest.raises(admin.StationNotRunning):
            admin.call(station_folder(folder, "sg"), "status")


def test_what_runs_is_not_started_twice_and_is_left_alone(folder: Path) -> None:
    with running(folder) as stations:
        said = refused("demo", "--dir", folder)
        assert "runs already" in said
        assert "Stop the other station" in said
        assert "enrol" not in said
        assert all(station.poll() is None for station in stations)


def test_a_technician_sees_lines_and_posts_and_signs_a_post_out(folder: Path) -> None:
    path = station_folder(folder, "sg")
    with running(folder):
        (line,) = say("station", "status", path, "--json").json["lines"]
        assert set(line) == {"line", "lamps", "entries", "recovered"}
        assert line["line"] in say("station", "status", path).out
        url = next(one["url"] for one in enrol_all(folder) if one["desk"] == "navy")
        origin = url.partition("/enrol/")[0]
        with httpx.Client(headers={"Origin": origin}) as console:
            console.post(url, data={"language": "en"})
            assert console.get(f"{origin}/api/me").status_code == 200
            assert "Navy duty officer" in say("desk", "list", path).out
            post = ("--desk", "navy", "--person", "Navy duty officer")
            assert say("desk", "revoke", path, *post, "--json").json["ended"] > 0
            assert console.get(f"{origin}/api/me").status_code == 401
        assert say("desk", "list", path, "--json").json == []
