"""`openline relay`: a relay of sealed pieces, for whoever runs one."""

import asyncio
import logging
import signal
import sys
from pathlib import Path
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from openline.cli.inputs import now_s, utc_now
from openline.cli.output import data, say, text
from openline.core.errors import BadInput
from openline.ports.errors import PortInUse
from openline.relay.folder import RelayFolder, create_relay
from openline.station.config import parse_listen
from openline.station.files import SECRET_MODE, FileInTheWay, write_new

app = cyclopts.App(name="relay", help="A relay: keeps sealed pieces until their reader comes.")

Flag = Annotated[bool, Parameter(negative="")]


@app.command
def create(
    folder: Path, /, *, listen: str = "127.0.0.1:7443", address: str | None = None
) -> None:
    """Make a relay's folder and keys.

    Args:
        folder: A new folder.
        listen: Where the relay listens, host:port.
        address: As stations reach it, host:port; default is listen.
    """
    create_relay(folder, listen, address or listen, utc_now())
    say(text("relay-created", folder=str(folder)))


@app.command
def grant(
    folder: Path, /, *, out: Path, days: int = 365, mib: int = 64, json: Flag = False
) -> None:
    """Make a credential with which one station may use the relay.

    Args:
        folder: The relay's folder.
        out: The file for the station's folder; to be kept secret.
        days: How long it is good.
        mib: So many MiB of the holder's may wait.
        json: One line of JSON.
    """
    if not 1 <= days <= 3_650:
        raise BadInput(f"{days} days cannot be granted.", advice="Give 1 to 3650.")
    if not 1 <= mib <= 65_536:
        raise BadInput(f"{mib} MiB cannot be granted.", advice="Give 1 to 65536.")
    if out.exists():
        raise FileInTheWay(f"{out} exists already.")
    name, card = RelayFolder(folder).grant(days, mib, now_s())
    write_new(out, card, mode=SECRET_MODE)
    if json:
        data({"name": name, "file": str(out)})
        return
    say(text("relay-granted", name=name, file=str(out), days=str(days)))


@app.command
def run(folder: Path, /) -> None:
    """Run the relay until it is stopped.

    Args:
        folder: The relay's folder.
    """
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(name)s %(message)s"
    )
    asyncio.run(_run(RelayFolder(folder)))


async def _run(folder: RelayFolder) -> None:
    server, shelf = folder.server()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    try:
        await server.start(*parse_listen(folder.settings.listen))
    except OSError as error:
        shelf.close()
        raise PortInUse(
            f"The relay cannot listen on {folder.settings.listen}: {error.strerror}."
        ) from None
    data({"ready": True, "listen": folder.settings.listen})
    try:
        await stop.wait()
    finally:
        await server.stop()
        shelf.close()
