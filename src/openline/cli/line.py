"""`openline line`: what the agreements open."""

from pathlib import Path
from typing import Annotated, Any

import cyclopts
from cyclopts import Parameter

from openline.cli.inputs import now_s
from openline.cli.output import data, say, speaker, text
from openline.core.agreement.document import AGREEMENT_BYTES
from openline.core.agreement.governance import NOTICE_BYTES
from openline.core.crypto.keys import LineId
from openline.core.errors import BadInput
from openline.core.wording import wording
from openline.station import admin
from openline.station.files import read_bytes
from openline.station.folder import InstalledLine, StationFolder, load_station
from openline.station.keys import read_secret

app = cyclopts.App(name="line", help="The lines that a station serves.")


@app.command(name="open")
def open_line(
    folder: Path,
    agreement: Path,
    /,
    *,
    secret: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Check an agreement that all have signed and open its line, or install an amendment.

    Args:
        folder: The station's folder.
        agreement: The agreement file.
        secret: The file of the secret exchanged face to face, if the agreement uses one.
        json: One line of JSON.
    """
    station = load_station(folder)
    station.certificate()
    psk = None if secret is None else read_secret(secret)
    line = station.open_line(read_bytes(agreement, AGREEMENT_BYTES), psk, now_s())
    running = _tell(station)
    if json:
        data(line_data(line) | {"picked_up": running})
        return
    say(text("line-opened", line=line.agreement.line.hex(), version=_version(line)))
    if not running:
        say(text("station-not-running", folder=str(folder)))


@app.command(name="list")
def list_lines(
    folder: Path, /, *, json: Annotated[bool, Parameter(negative="")] = False
) -> None:
    """List the lines of a station.

    Args:
        folder: The station's folder.
        json: One line of JSON.
    """
    lines = load_station(folder).lines()
    if json:
        data([line_data(line) for line in lines])
        return
    for line in lines:
        here = speaker().language
        names = ", ".join(wording(p.names, [here]).text for p in line.agreement.terms.parties)
        say(f"{line.agreement.line.hex()}  v{_version(line)}  {names}")
    if not lines:
        say(text("no-lines"))


@app.command
def notice(folder: Path, line: str, file: Path, /) -> None:
    """Install a notice signed by a party's root: termination, suspension, revocation.

    Args:
        folder: The station's folder.
        line: The line's id, 64 hexadecimal digits.
        file: The notice.
    """
    station = load_station(folder)
    signed, _ = station.accept_notice(_line_id(line), read_bytes(file, NOTICE_BYTES))
    _tell(station)
    say(text("notice-installed", kind=signed.kind.value, notice=signed.id.hex()))


def line_data(line: InstalledLine) -> dict[str, Any]:
    """Return what programs want to know of a line."""
    terms = line.agreement.terms
    return {
        "line": line.agreement.line.hex(),
        "version": terms.version,
        "terms": line.agreement.terms_hash.hex(),
        "own_party": line.party,
        "parties": [party.code for party in terms.parties],
        "desks": [desk.code for desk in terms.desks_of(line.party)],
        "notices": [signed.kind.value for signed, _ in line.notices],
    }


def _version(line: InstalledLine) -> str:
    return str(line.agreement.terms.version)


def _line_id(given: str) -> LineId:
    try:
        line = bytes.fromhex(given)
    except ValueError:
        line = b""
    if len(line) != 32:
        raise BadInput(f"{given} is not the id of a line.", advice="See: openline line list")
    return LineId(line)


def _tell(station: StationFolder) -> bool:
    """Have a running station read its lines again; tell whether one is running."""
    try:
        admin.call(station.path, "reload-lines")
    except admin.StationNotRunning:
        return False
    return True
