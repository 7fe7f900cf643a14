"""`openline record` on a station's folder, while another process could write, and on files."""

import json
import sqlite3
from pathlib import Path

import pytest

from openline.core.acts import calls, messages
from openline.core.acts.act import Addressee
from openline.core.crypto.keys import StationId
from openline.core.line import LineState
from openline.core.record.checkpoint import Statement, ed_message, ml_message
from openline.core.record.notes import verify_proof
from openline.ports.memory import MemoryAnchor
from openline.station.folder import load_station
from openline.station.wiring import charter_of
from openline.storage.sqlite import SqliteStore
from tests.cli.ceremony import Ceremony, do, draft_text, refused, say
from tests.core.line.stations import START_MS, Station, meet
from verifier.__main__ import main as verifier


class FolderStation(Station):
    """A station at work on its real folder: its store, its keys, its agreement."""

    def __init__(self, path: Path) -> None:
        self.folder = load_station(path)
        self._signer = self.folder.signer()
        (installed,) = self.folder.lines()
        self.charter = charter_of(installed, self._signer.keys.station_id)
        self.keys = self  # type: ignore[assignment]
        self.store = SqliteStore(self.folder.store_path)  # type: ignore[assignment]
        self.anchor = MemoryAnchor()
        self.now_ms = START_MS
        self.line = LineState()
        self.links = {}
        self.refused = []
        self.start()

    def state(self, feed, size, root, time, *, firm):  # type: ignore[no-untyped-def]
        bare = Statement(feed, size, root, time, b"", b"")
        ed = self._signer.sign_ed(ed_message(bare))
        station = StationId(self._signer.keys.station_id)
        ml = self._signer.sign_ml(ml_message(bare, station)) if firm else b""
        return Statement(feed, size, root, time, ed, ml)


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two stations' folders after a call and a few messages, signed and receipted."""
    ceremony = Ceremony(tmp_path_factory.mktemp("record"), "sg", "cn")
    file = ceremony.sign_all(ceremony.draft(draft_text("sg", "cn")))
    paths = [ceremony.station(code) for code in ("sg", "cn")]
    for path in paths:
        do("line", "open", path, file)
    one, other = stations = [FolderStation(path) for path in paths]
    there, here = Addressee(1, "watch"), Addressee(0, "watch")
    hello = messages.Message(3, "zh", "你好", "你好，值班员", None, "Watch officer 1")
    meet(*stations)
    one.say(messages.MESSAGE, hello, to=there)
    other.say(messages.MESSAGE, hello, to=here)
    ring = one.say(calls.RING, calls.Ring(3, "", "Check", 60, "Watch officer 1"), to=there)
    meet(*stations)
    one.say(calls.CANCEL, calls.Cancel(ring, calls.CancelReason.WITHDRAWN))
    for _ in range(2):
        meet(*stations)
        for station in stations:
            station.elapse(3_000)
            station.firm()
    meet(*stations)
    for station in stations:
        station.store.close()
    return paths[0], paths[1]


def test_list(folders: tuple[Path, Path]) -> None:
    (line,) = do("record", "list", folders[0], "--json").json
    assert [feed["party"] for feed in line["feeds"]] == [0, 1]
    assert all(feed["firm"] == feed["size"] for feed in line["feeds"])
    assert line["feeds"][0]["receipts"][0]["party"] == 1
    plain = do("record", "list", folders[0]).out
    assert "Singapore, feed 0.0" in plain
    assert "China stores" in plain


def test_show(folders: tuple[Path, Path]) -> None:
    plain = do("record", "show", folders[0]).out.splitlines()
    assert plain[-1].split()[3] == "feed.open"
    page = do("record", "show", folders[0], "1.0", "--json", "--limit", "2").json
    assert len(page["entries"]) == 2
    assert "no feed 7.0" in refused("record", "show", folders[0], "7.0")


def test_prove(folders: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "entry.tlog-proof"
    do("record", "prove", folders[0], "0.0.1", "--out", out)
    (installed,) = load_station(folders[0]).lines()
    keys = {one: c.keys for one, c in installed.agreement.certificates.items()}
    assert verify_proof(out.read_text(), keys)
    assert do("record", "prove", folders[0], "0.0.1").out == out.read_text()
    assert "names no entry" in refused("record", "prove", folders[0], "0.0.x")
    assert refused("record", "prove", folders[0], "0.0.999")


def test_export_and_verify(folders: tuple[Path, Path], tmp_path: Path) -> None:
    file = tmp_path / "record.olr"
    do("record", "export", folders[0], file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert "exists already" in refused("record", "export", folders[0], file)
    for path in (file, folders[0], folders[1]):
        verdict = do("record", "verify", path, "--json").json
        assert verdict["result"] == "holds"
        assert verdict["entries"] >= 7
    assert verifier([str(file)]) == 0
    assert "holds" in do("record", "verify", file).out


def test_verify_while_the_station_writes(folders: tuple[Path, Path]) -> None:
    store = SqliteStore(load_station(folders[1]).store_path)
    try:
        assert do("record", "verify", folders[1], "--json").json["result"] == "holds"
    finally:
        store.close()


def test_altered_bytes_are_found_and_named(
    folders: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = load_station(folders[1]).store_path
    with sqlite3.connect(store) as base:
        (kept,) = base.execute("SELECT data FROM bodies WHERE place = 2").fetchone()
        altered = kept[:-1] + bytes([kept[-1] ^ 1])
        base.execute("UPDATE bodies SET data = ? WHERE place = 2", (altered,))
    base.close()
    try:
        said = say("record", "verify", folders[1], "--json")
        assert said.exit_code == 1
        bad = json.loads(said.out)["first_bad"]
        file = tmp_path / "altered.olr"
        do("record", "export", folders[1], file)
        assert say("record", "verify", file).exit_code == 1
        assert verifier([str(file), "--json"]) == 1
        assert json.loads(capsys.readouterr().out)["first_bad"] == bad
        assert bad["code"] == "entry"
    finally:
        with sqlite3.connect(store) as base:
            base.execute("UPDATE bodies SET data = ? WHERE place = 2", (kept,))
        base.close()


def test_what_is_no_record(folders: tuple[Path, Path], tmp_path: Path) -> None:
    file = tmp_path / "noise"
    file.write_bytes(b"noise")
    assert say("record", "verify", file).exit_code == 2
    assert verifier([str(file)]) == 2
    assert verifier([str(file), "--json"]) == 2
    assert verifier([str(tmp_path / "missing")]) == 2
    assert "There is no" in refused("record", "verify", tmp_path / "missing")
    assert "0 lines" in refused("record", "show", folders[0], "--line", "ffff")
