"""`openline carry`: two stations of the demonstration and a medium between them."""

import asyncio
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from openline.cli.demo import PARTIES, make_demo, station_folder
from openline.core.acts.act import Addressee, Kind
from openline.core.acts.messages import MESSAGE, Message
from openline.core.switchboard import Say
from openline.station.codes import CODE_BYTES, CODES, TooLong, carriage_of, codes_of
from openline.station.wiring import load
from tests.cli.ceremony import Said, do, refused
from tests.cli.ceremony import say as try_to

SG, CN = (party.code for party in PARTIES)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("carry") / "demo"
    make_demo(folder, None)
    return folder


def speak(folder: Path, text: str) -> None:
    """Say a message at a station that reaches nobody."""

    async def whole() -> None:
        running = load(folder)
        working = await running.start(linked=False)
        ((line, room),) = running.loop.lines.items()
        to = Addressee(1 - room.charter.me, "watch")
        body = Message(3, "en", "", text, None, "Watch officer 1")
        command = text.encode().ljust(16)[:16]
        await running.loop.say(line, Say(command, Kind.REAL, "watch", to, MESSAGE, body))
        await running.stop(working)

    asyncio.run(whole())


def texts(folder: Path) -> str:
    return do("record", "show", folder, "0.0").out


def test_what_is_carried_arrives_and_its_receipt_comes_back(demo: Path, tmp_path: Path) -> None:
    sg, cn = station_folder(demo, SG), station_folder(demo, CN)
    speak(sg, "by hand")
    out = do("carry", "out", sg, tmp_path / "one", "--json").json
    assert (out["to"], out["left"]) == (CN, False)
    assert out["entries"] >= 2
    taken = do("carry", "in", cn, tmp_path / "one", "--json").json
    assert (taken["party"], taken["entries"], taken["whole"]) == (SG, out["entries"], True)
    assert taken["words"] == out["words"]
    assert "msg.send" in texts(cn)
    do("carry", "out", cn, tmp_path / "two")
    assert "new entries" in do("carry", "in", sg, tmp_path / "two").out
    assert do("carry", "out", sg, tmp_path / "three", "--json").json["entries"] == 0
    again = do("carry", "in", cn, tmp_path / "one").out
    assert "nothing that was not here already" in again
    for folder in (sg, cn):
        assert do("record", "verify", folder, "--json").json["result"] == "holds"


@pytest.fixture
def running(demo: Path) -> Iterator[Path]:
    folder = station_folder(demo, CN)
    process = subprocess.Popen(
        [sys.executable, "-m", "openline", "station", "run", str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["ready"]
        yield folder
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)


def test_a_running_station_takes_a_medium(demo: Path, running: Path, tmp_path: Path) -> None:
    sg = station_folder(demo, SG)
    speak(sg, "while it runs")
    out = do("carry", "out", sg, tmp_path / "one", "--json").json
    taken = do("carry", "in", running, tmp_path / "one", "--json").json
    assert taken["entries"] > 0
    assert taken["words"] == out["words"]
    back = do("carry", "out", running, tmp_path / "two", "--json").json
    assert do("carry", "in", sg, tmp_path / "two", "--json").json["words"] == back["words"]
    assert do("carry", "out", sg, tmp_path / "three", "--json").json["entries"] == 0


def test_bad_media_are_told_plainly(demo: Path, tmp_path: Path) -> None:
    sg, cn = station_folder(demo, SG), station_folder(demo, CN)
    medium = tmp_path / "medium"
    do("carry", "out", sg, medium)
    assert "exists already" in refused("carry", "out", sg, medium)
    assert f"Carry it to {CN}" in refused("carry", "in", sg, medium)
    assert "There is no" in refused("carry", "in", cn, tmp_path / "none")
    (tmp_path / "picture").write_bytes(b"\x89PNG" * 100)
    assert "no carriage of Openline" in refused("carry", "in", cn, tmp_path / "picture")
    assert "no other party" in refused("carry", "out", sg, tmp_path / "x", "--to", "xx")
    assert "Give 1 to 1000" in refused("carry", "out", sg, tmp_path / "x", "--limit-mib", "0")
    whole = medium.read_bytes()
    medium.write_bytes(whole[:-100])
    half = in_part(cn, medium)
    assert "not whole" in half.out
    medium.write_bytes(whole[:5_000] + bytes(20) + whole[5_020:])
    assert "Refused" in in_part(cn, medium).out
    assert do("carry", "in", cn, *written_anew(sg, tmp_path)).out


def in_part(folder: Path, medium: Path) -> Said:
    said = try_to("carry", "in", folder, medium)
    assert said.exit_code == 1
    assert "Traceback" not in said.err
    return said


def written_anew(folder: Path, tmp_path: Path) -> list[Path]:
    do("carry", "out", folder, tmp_path / "anew")
    return [tmp_path / "anew"]


def test_a_short_act_goes_by_paper(demo: Path, tmp_path: Path) -> None:
    sg, cn = station_folder(demo, SG), station_folder(demo, CN)
    speak(sg, "on paper")
    short, page = tmp_path / "short", tmp_path / "page.html"
    out = do("carry", "out", sg, short, "--short", "--json").json
    assert out["bytes"] < 8_000
    assert "codes are in" in do("carry", "pages", short, page).out
    codes = codes_of(short.read_bytes())
    pictures = []
    for number, code in enumerate(codes):
        picture = tmp_path / f"{number}.png"
        segno.make_qr(code, error="m", mode="alphanumeric").save(picture, scale=3)
        pictures.append(picture)
    told = refused("carry", "in", cn, *pictures[:-1])
    assert f"these are missing: {len(codes)}" in told
    taken = do("carry", "in", cn, *pictures, "--json").json
    assert (taken["entries"] > 0, taken["words"]) == (True, out["words"])
    # The page as a file, and what a phone pastes, broken into lines, say the same.
    assert "nothing that was not here" in do("carry", "in", cn, page).out
    pasted = tmp_path / "pasted.txt"
    pasted.write_text("Codes:\n" + "\n".join(f"{code[:70]}\n {code[70:]}" for code in codes))
    assert do("carry", "in", cn, pasted, "--json").json["words"] == out["words"]
    do("carry", "out", sg, tmp_path / "other", "--short")
    do("carry", "pages", tmp_path / "other", tmp_path / "other.html")
    assert "two carriages" in refused("carry", "in", cn, page, tmp_path / "other.html")
    assert "no codes in these" in refused("carry", "in", cn, short, short)
    short.write_bytes(short.read_bytes()[:-1])
    assert "is not whole" in refused("carry", "pages", short, tmp_path / "none.html")


def test_what_is_too_long_for_paper_is_refused() -> None:
    with pytest.raises(TooLong):
        codes_of(bytes(CODES * CODE_BYTES + 1))
    assert len(codes_of(bytes(CODES * CODE_BYTES))) == CODES


@given(st.binary(min_size=32, max_size=3_000), st.randoms())
def test_codes_in_any_order_and_repeated_make_the_carriage(data: bytes, order: Random) -> None:
    codes = codes_of(data)
    shuffled = codes + order.sample(codes, 1)
    order.shuffle(shuffled)
    assert carriage_of([code.encode() for code in shuffled]) == data
    assert carriage_of(["\n".join(shuffled).encode()]) == data


@pytest.mark.parametrize("piece", [b"<", b"<a", b"<>", b"OL1/"])
def test_a_large_file_is_looked_through_once(piece: bytes) -> None:
    # Looked through anew from each bracket, it would take hours.
    assert carriage_of([piece * (2 << 20)]) is None


@given(st.lists(st.binary(max_size=200) | st.text("OL1/AF07<>\n", max_size=200), max_size=3))
def test_other_files_hold_no_codes(files: list[bytes | str]) -> None:
    sources = [one if isinstance(one, bytes) else one.encode() for one in files]
    for magic in (b"", b"\x89PNG", b"\xff\xd8\xff"):
        assert carriage_of(magic + source for source in sources) is None
