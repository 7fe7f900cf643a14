"""`openline station`: make, certify, run."""

from pathlib import Path
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from openline.ceremony.party import PartyFolder
from openline.cli.inputs import passphrase, utc_now
from openline.cli.output import data, say, text
from openline.core.errors import BadInput
from openline.core.identity import CARD_BYTES, CERTIFICATE_BYTES
from openline.station import admin
from openline.station.files import FileInTheWay, read_bytes, write_new
from openline.station.folder import create_station, load_station, parse_request

app = cyclopts.App(name="station", help="A station: its keys, its certificate, its work.")


@app.command
def create(
    folder: Path,
    /,
    *,
    party: Path,
    site: str = "main",
    line_listen: str = "127.0.0.1:7411",
    web_listen: str = "127.0.0.1:8411",
    address: list[str] | None = None,
    media_address: list[str] | None = None,
    turn: list[str] | None = None,
    valid_days: int = 1_826,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Make a station's folder and keys, and the request for its certificate.

    Args:
        folder: A new folder.
        party: The card of the station's party.
        site: Short code of the place; a party has one station a site.
        line_listen: Where the station listens for its counterparts, host:port.
        web_listen: Where it listens for consoles, host:port.
        address: Where the counterparts reach it, host:port; default is line-listen.
        media_address: Address from which voice comes: that of the TURN server.
        turn: The TURN server as consoles name it, as in turn:relay.example:3478.
        valid_days: Days for which the certificate is asked.
        json: One line of JSON.
    """
    if not 1 <= valid_days <= 7_305:
        raise BadInput(f"{valid_days} days cannot be asked.", advice="Ask for 1 to 7305 days.")
    request = create_station(
        folder,
        card=read_bytes(party, CARD_BYTES),
        site=site,
        line_listen=line_listen,
        web_listen=web_listen,
        line_addresses=address or [line_listen],
        media_addresses=media_address or [],
        turn_urls=turn or [],
        valid_s=valid_days * 86_400,
        now=utc_now(),
    )
    station = parse_request(request).certificate.station.hex()
    file = str(folder / "station.request")
    if json:
        data({"station": station, "request": file})
        return
    say(text("station-created", station=station, file=file))


@app.command
def certify(
    party: Path,
    request: Path,
    /,
    *,
    out: Path,
    passphrase_file: Path | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Certify a station with the party's root key, and put it on the party's card.

    Args:
        party: The party's folder.
        request: The station's file station.request.
        out: The certificate to make.
        passphrase_file: A file whose first line is the passphrase; else it is asked for.
        json: One line of JSON.
    """
    if out.exists():
        raise FileInTheWay(f"{out} exists already.")
    wanted = read_bytes(request, CERTIFICATE_BYTES)
    write_new(out, PartyFolder(party).certify(wanted, passphrase(passphrase_file)))
    station = parse_request(wanted).certificate.station.hex()
    if json:
        data({"station": station, "certificate": str(out)})
        return
    say(text("station-certified", station=station, file=str(out)))


@app.command
def install(folder: Path, certificate: Path, /) -> None:
    """Check a certificate and install it in the station's folder.

    Args:
        folder: The station's folder.
        certificate: The file that the party's root made.
    """
    station = load_station(folder)
    station.install_certificate(read_bytes(certificate, CERTIFICATE_BYTES))
    say(text("certificate-installed", folder=str(folder)))


@app.command
def restored(folder: Path, /) -> None:
    """Say that the station's record was lost or brought back by other means.

    At its next start the station opens new records, above every one that it may have had.

    Args:
        folder: The station's folder.
    """
    load_station(folder).declare_restored()
    say(text("restored-next"))


@app.command
def run(folder: Path, /) -> int | None:
    """Run the station until it is stopped.

    Args:
        folder: The station's folder.
    """
    # The station brings its whole library along; no other command needs it.
    from openline.cli import service

    return service.run(folder)


@app.command
def status(folder: Path, /, *, json: Annotated[bool, Parameter(negative="")] = False) -> None:
    """Ask the running station how it is: each line, its counterparts' lamps, acts held.

    Args:
        folder: The station's folder.
        json: One line of JSON.
    """
    answer = admin.call(folder, "status")
    if json:
        data(answer)
        return
    for line in answer["lines"]:
        lamps = " ".join(f"{party}={lamp}" for party, lamp in line["lamps"].items())
        say(f"{line['line']}  {lamps}  {line['entries']}")
