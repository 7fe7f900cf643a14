"""`openline carry`: what a counterpart lacks, by hand on a medium, when no path stands."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import cyclopts
from cyclopts import Parameter

from openline.cli.output import data, say, speaker, spoken, text
from openline.core.crypto.keys import Digest
from openline.core.crypto.words import medium_words
from openline.core.errors import BadInput
from openline.locale import words
from openline.station import admin
from openline.station.carriage import Unpacked
from openline.station.codes import SOURCE_BYTES, carriage_of, codes_of, page_of
from openline.station.files import SECRET_MODE, read_bytes, write_new

app = cyclopts.App(name="carry", help="Carriage by hand: a medium between two stations.")

Flag = Annotated[bool, Parameter(negative="")]

MEDIUM_S = 3_600.0
"""A large medium takes a running station as long as this."""


@app.command
def out(
    folder: Path,
    file: Path,
    /,
    *,
    to: str = "",
    line: str = "",
    everything: Flag = False,
    limit_mib: int = 256,
    skip: int = 0,
    short: Flag = False,
    json: Flag = False,
) -> None:
    """Write what a counterpart lacks, sealed, to one file on a medium.

    Args:
        folder: The station's folder; the station may be running.
        file: The file to make.
        to: The code of the party it is for, where the line has several.
        line: The line's id or its beginning, where the station serves several.
        everything: Take the whole record of both parties along: the other side lost its own.
        limit_mib: About so many MiB at most; what is left goes on the next medium.
        skip: Entries that the media written before this one hold.
        short: For paper: without key notice, padding and ML-DSA signatures.
        json: One line of JSON.
    """
    from openline.station.carryout import carry_out  # the whole station comes with it

    if not 1 <= limit_mib <= 1_000:
        raise BadInput(f"{limit_mib} MiB cannot be a limit.", advice="Give 1 to 1000.")
    if skip < 0:
        raise BadInput(f"{skip} entries cannot be skipped.", advice="Give 0 or more.")
    limit = limit_mib << 20
    made = carry_out(
        folder,
        line,
        to,
        file,
        everything=everything,
        limit=limit,
        skip=skip,
        short=short,
    )
    if json:
        told = {"line": made.line, "to": made.party, "entries": made.entries}
        told |= {"bytes": made.size, "left": made.left, "words": list(made.words)}
        data(told)
        return
    size = str(-(-made.size // 1_024))
    entries = str(made.entries)
    say(text("carried-out", file=str(file), party=made.party, entries=entries, kib=size))
    _say_words(made.words)
    if made.left:
        say(text("carried-left", skip=str(skip + made.entries)))


@app.command(name="in")
def take_in(folder: Path, *files: Path, json: Flag = False) -> int:
    """Take in what a counterpart wrote on a medium. Taking it in twice does no harm.

    Args:
        folder: The station's folder; the station may be running.
        files: The file on the medium; or pictures or texts of all codes of one carriage.
        json: One line of JSON.
    """
    if not files:
        raise BadInput("No file was given.", advice="Name the file on the medium.")
    with _as_one(files) as path:
        return _take_in(folder, path.absolute(), json=json)


@contextmanager
def _as_one(files: Sequence[Path]) -> Iterator[Path]:
    """The one file; or what its pictures and texts of codes hold, as a file for a while."""
    whole = carriage_of(read_bytes(file, SOURCE_BYTES) for file in files if _may_be_code(file))
    if whole is None:
        if len(files) > 1:
            raise BadInput(
                "There are no codes in these files.", advice="Take each medium in by itself."
            )
        yield files[0]
        return
    with TemporaryDirectory() as folder:
        path = Path(folder) / "codes"
        write_new(path, whole, mode=SECRET_MODE)
        yield path


def _may_be_code(file: Path) -> bool:
    """Whether a file is short enough to hold codes; what it is else is told later."""
    return file.is_file() and file.stat().st_size <= SOURCE_BYTES


def _take_in(folder: Path, path: Path, *, json: bool) -> int:
    try:
        told = admin.call(folder, "carry-in", answer_s=MEDIUM_S, file=str(path))
    except admin.StationNotRunning:
        told = asyncio.run(_at_rest(folder, path))
    if json:
        data(told)
    else:
        _say_taken(told)
    return 0 if told["whole"] and not told["refused"] and not told["gap"] else 1


@app.command
def pages(file: Path, page: Path, /) -> None:
    """Make a page of QR codes of a short carriage, to be printed.

    Args:
        file: What `carry out --short` wrote.
        page: The HTML file to make.
    """
    carriage = read_bytes(file, SOURCE_BYTES)
    with file.open("rb") as opened:
        unpacked = Unpacked(opened, str(file))
        if not all(unpacked) or not unpacked.whole:
            raise BadInput(f"{file} is not whole.", advice="Write it again.")
    codes = codes_of(carriage)
    language = speaker().language
    title = text("codes-title", words=" ".join(words_of(unpacked.digest, language)))
    write_new(page, page_of(codes, title, language))
    say(text("codes-made", file=str(page), count=str(len(codes))))


def words_of(digest: Digest, language: str) -> list[str]:
    """The check words of a carriage in a language."""
    return [words(language)[number] for number in medium_words(digest)]


async def _at_rest(folder: Path, file: Path) -> dict[str, Any]:
    """Take a medium in at a station that is stopped; it reaches nobody meanwhile."""
    from openline.station.wiring import load

    running = load(folder)
    working = await running.start(linked=False)
    try:
        return await running.carry_in(file)
    finally:
        await running.stop(working)


def _say_taken(told: dict[str, Any]) -> None:
    party, entries = told["party"], told["entries"]
    if entries:
        say(text("carried-in", party=party, entries=str(entries)))
    else:
        say(text("carried-nothing-new", party=party))
    if told["words"]:
        _say_words(told["words"])
    if not told["whole"]:
        say(text("carried-not-whole"))
    if told["refused"]:
        codes = ", ".join(f"{code} ({count})" for code, count in told["refused"].items())
        say(text("carried-refused", codes=codes))
    if told["gap"]:
        say(text("carried-gap"))


def _say_words(numbers: list[int] | tuple[int, ...]) -> None:
    say(text("carried-words"))
    say(spoken(numbers, speaker().language))
    if speaker().language != "en":
        say(spoken(numbers, "en"))
