"""The record that measurements work on is one that two stations could have written."""

from pathlib import Path

import pytest

from bench.history import write_history
from openline.cli.demo import PARTIES, make_demo, station_folder
from openline.station import archive
from openline.station.restart import opening
from openline.station.wiring import load, now_ms

ENTRIES = 2_500
MIXED = 700


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("history") / "demo"
    make_demo(made)
    assert write_history(made, ENTRIES, now_ms(), mixed=MIXED) >= ENTRIES
    return made


@pytest.mark.parametrize("code", [party.code for party in PARTIES])
def test_both_stations_hold_a_record_that_verifies(folder: Path, code: str) -> None:
    running = load(station_folder(folder, code))
    try:
        ((line, room),) = running.loop.lines.items()
        (installed,) = running.folder.lines()
        assert installed.agreement.line == line
        checked, finding = archive.check(
            running.store, room.charter, room.state, installed.agreement
        )
        assert finding is None
        assert checked.entries >= ENTRIES
        assert opening(room.charter, room.state, running.anchor.read(), 0) is None
        for feed in room.state.feeds.values():
            assert feed.inert == 0
            assert feed.firm is not None
            assert feed.firm.size == feed.size
    finally:
        running.store.close()
        running.anchor.close()


def test_both_stations_hold_the_same(folder: Path) -> None:
    sizes = []
    for party in PARTIES:
        running = load(station_folder(folder, party.code))
        sizes.append({head.feed: (head.size, head.peaks) for head in running.store.heads()})
        running.store.close()
        running.anchor.close()
    assert sizes[0] == sizes[1]
