"""Stations for the measurement of memory: many lines, each with a far station of its own."""

from pathlib import Path

from bench.demos import make_beside
from bench.memory import add_lines
from openline.cli.demo import PARTIES, free_ports, station_folder
from openline.station.folder import load_station

LINES = 3


def test_each_further_line_has_a_far_station_of_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    make_beside(folder)
    far = add_lines(folder, free_ports(LINES))
    near = load_station(station_folder(folder, PARTIES[0].code)).lines()
    assert len(near) == LINES + 1
    ends = {line.agreement.line for path in far for line in load_station(path).lines()}
    assert len(ends) == LINES
    assert ends < {line.agreement.line for line in near}


def test_free_ports_are_distinct() -> None:
    assert len(set(free_ports(20))) == 20
