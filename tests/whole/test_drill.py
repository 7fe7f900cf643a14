"""The drill of docs/operations/backup.md with real processes: lost disk, old backup, lost side.

Nothing that was receipted is lost, nobody is accused, and both records hold at the end.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from openline import ceremony
from openline.cli.demo import PARTIES, free_ports, station_folder
from tests.cli.ceremony import do, refused
from tests.whole.speakers import WAIT_S, Speaker, check_record, make_apart

HERE, THERE = (party.code for party in PARTIES)


class Drill:
    """Both stations of a demonstration, started and stopped as a technician would."""

    def __init__(self, folder: Path) -> None:
        self.folder = make_apart(folder)
        self.said: dict[str, list[str]] = {HERE: [], THERE: []}
        self.speakers: dict[str, Speaker] = {}
        self.moved: dict[str, Path] = {}
        (folder / "word").write_text("correct horse battery staple\n")
        self.word = ("--passphrase-file", folder / "word")

    def station(self, code: str) -> Path:
        return self.moved.get(code, station_folder(self.folder, code))

    def start(self, *codes: str) -> None:
        for code in codes:
            log = self.folder / f"{code}.log"
            self.speakers[code] = speaker = Speaker(self.station(code), log)
            assert speaker.ready.wait(WAIT_S), log.read_text()

    def delivered(self, code: str, *texts: str) -> None:
        speaker = self.speakers[code]
        speaker.say(*texts)
        for text in texts:
            speaker.until_held(text)

    def kill(self, code: str) -> None:
        self.said[code] += self.speakers.pop(code).kill()

    def feeds(self, code: str) -> list[tuple[int, int]]:
        """Party and size of each feed, as the station of `code` has them."""
        (line,) = do("record", "list", self.station(code), "--json").json
        return [(feed["party"], feed["size"]) for feed in line["feeds"]]

    def until_both_hold_all(self) -> None:
        """What one side alone holds is lost with it: no drill helps there."""
        end = time.monotonic() + WAIT_S
        while self.feeds(HERE) != self.feeds(THERE):
            assert time.monotonic() < end
            time.sleep(0.1)

    def end(self) -> None:
        self.until_both_hold_all()
        for code in tuple(self.speakers):
            self.said[code] += self.speakers.pop(code).finish()
        for code in self.said:
            check_record(self.station(code), self.folder / f"{code}.export", self.said)


@contextmanager
def drill(folder: Path) -> Iterator[Drill]:
    one = Drill(folder)
    one.start(HERE, THERE)
    try:
        yield one
    finally:
        for speaker in one.speakers.values():
            speaker.kill()


@pytest.fixture
def stations(tmp_path: Path) -> Iterator[Drill]:
    with drill(tmp_path / "demo") as one:
        one.delivered(HERE, "one", "two")
        one.delivered(THERE, "three")
        yield one


def lose(station: Path, *names: str) -> None:
    for name in names:
        for path in station.glob(f"{name}*"):
            path.unlink()


def test_an_old_backup(stations: Drill, tmp_path: Path) -> None:
    """A backup made while the station worked; what was said after it is taken back."""
    one, here = stations, stations.station(HERE)
    backup, foreign = tmp_path / "backup", tmp_path / "foreign"
    made = do("backup", here, backup, *one.word, "--json").json
    assert (made["keys"], made["entries"]) == (False, sum(size for _, size in one.feeds(HERE)))
    assert not list(here.glob("store.backup*"))
    do("backup", one.station(THERE), foreign, *one.word)
    one.delivered(HERE, "after the backup")
    one.delivered(THERE, "after it too")
    assert "Another station" in refused("restore", backup, here, "--replace", *one.word)
    one.kill(HERE)
    assert "another station" in refused("restore", foreign, here, "--replace", *one.word)
    assert "--replace" in refused("restore", backup, here, *one.word)
    assert "no keys" in refused("restore", backup, tmp_path / "new", *one.word)
    do("restore", backup, here, "--replace", *one.word)
    assert (here / "store.replaced").exists()
    one.start(HERE)
    one.delivered(HERE, "restored")
    one.delivered(THERE, "welcome back")
    one.end()
    assert [party for party, _ in one.feeds(HERE)] == [0, 0, 1]
    assert one.feeds(HERE) == one.feeds(THERE)


def test_a_lost_disk(stations: Drill, tmp_path: Path) -> None:
    """All of the station is gone but a backup with its keys; no anchor tells how far it was."""
    one, here = stations, stations.station(HERE)
    backup = tmp_path / "backup"
    document = here / "documents" / ("a" * 64) / ("b" * 64)
    document.parent.mkdir(parents=True)
    document.write_bytes(b"a picture")
    (document.parent / ("c" * 64 + ".part")).write_bytes(b"half of one")
    assert do("backup", here, backup, "--keys", *one.word, "--json").json["keys"]
    one.delivered(HERE, "after the backup")
    one.kill(HERE)
    shutil.rmtree(here)
    do("restore", backup, here, *one.word)
    assert [path.name for path in document.parent.iterdir()] == [document.name]
    assert document.read_bytes() == b"a picture"
    assert not list(here.glob("restored-*"))
    one.start(HERE)
    one.delivered(HERE, "restored")
    one.end()
    assert [party for party, _ in one.feeds(HERE)] == [0, 0, 1]
    assert one.feeds(HERE) == one.feeds(THERE)


def test_a_lost_record_and_a_lost_counterpart(stations: Drill) -> None:
    """Record and anchor are gone, of the one and then of the other; keys and agreement stay."""
    one = stations
    for lost, other in ((HERE, THERE), (THERE, HERE)):
        one.kill(lost)
        lose(one.station(lost), "store", "anchor")
        one.start(lost)
        one.delivered(lost, f"{lost} is back")
        one.delivered(other, f"{other} heard it")
        one.until_both_hold_all()
    # Not even a note that the line was opened is left: the operator says it.
    one.kill(HERE)
    lose(one.station(HERE), "store", "anchor")
    next(one.station(HERE).glob("lines/*/opened")).unlink()
    do("station", "restored", one.station(HERE))
    one.start(HERE)
    one.delivered(HERE, "again")
    one.end()
    assert [party for party, _ in one.feeds(HERE)] == [0, 0, 0, 1, 1]
    assert one.feeds(HERE) == one.feeds(THERE)


def test_stolen_keys(stations: Drill, tmp_path: Path) -> None:
    """The other side's keys are stolen: a new station, the old one revoked, and on."""
    one = stations
    old = do("card", "show", one.folder / THERE / "party" / "party.card", "--json").json
    (stolen,) = (station["station"] for station in old["stations"])
    one.kill(THERE)
    fresh, card = one.folder / THERE / "second", tmp_path / "second.card"
    word = ("--passphrase-file", one.folder / "passphrase")
    party = one.folder / THERE / "party"
    (port, web) = free_ports(2)
    do("station", "create", fresh, "--party", party / "party.card", "--site", "second",
       "--line-listen", f"127.0.0.1:{port}", "--web-listen", f"127.0.0.1:{web}")  # fmt: skip
    request, certificate = fresh / "station.request", tmp_path / "second.olc"
    do("station", "certify", party, request, "--out", certificate, *word)
    do("station", "install", fresh, certificate)
    do("party", "card", party, "--out", card)
    amended = tmp_path / "amended.ola"
    draft = Path(ceremony.__file__).parent / "example.toml"
    do("agreement", "amend", one.folder / "agreement.ola", "--from", draft, "--card", card,
       "--out", amended)  # fmt: skip
    for code in (HERE, THERE):
        do("agreement", "sign", amended, "--party", one.folder / code / "party",
           "--words-matched", *word)  # fmt: skip
    notice = tmp_path / "revoke.notice"
    assert "no such station" in refused(
        "agreement", "revoke", amended, "--party", one.folder / HERE / "party",
        "--station", stolen, "--out", notice, *word)  # fmt: skip
    do("agreement", "revoke", amended, "--party", party, "--station", stolen,
       "--out", notice, *word)  # fmt: skip
    line = do("line", "list", one.station(HERE), "--json").json[0]["line"]
    one.kill(HERE)
    for station in (one.station(HERE), fresh, one.station(THERE)):
        do("line", "open", station, amended)
        do("line", "notice", station, line, notice)
    # The thief's copy is at work too; whatever it says is not taken.
    one.start(HERE, THERE)
    thief = one.speakers[THERE]
    thief.say("from the thief")
    thief.until_refused()
    one.speakers.pop(THERE).kill()
    one.moved[THERE] = fresh
    one.start(THERE)
    one.delivered(THERE, "from the new station")
    one.delivered(HERE, "and an answer")
    one.end()
    assert one.feeds(HERE) == one.feeds(THERE)
    assert [party for party, _ in one.feeds(HERE)] == [0, 1, 1]
