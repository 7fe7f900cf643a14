"""Runs a station with its consoles until it is told to stop."""

import asyncio
import logging
import signal
import sys
from pathlib import Path
from typing import Any

import msgspec
import uvloop

from openline.cli.output import data
from openline.core.errors import OpenlineError
from openline.ports.desk import Cells
from openline.station.admin import AdminServer, Command
from openline.station.loop import Stopped
from openline.station.wiring import Running, load, now_ms
from openline.web.server import Nothing, WebServer


class Medium(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A carriage to be taken in: the whole path of its file."""

    file: str


def run(path: Path) -> int:
    """Run the station in a folder; returns the exit status.

    Raises:
        OpenlineError: It could not be started.
    """
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(name)s %(message)s"
    )
    return uvloop.run(_run(path))


async def _run(path: Path) -> int:
    running = load(path)
    cells: Cells = running.cells
    web = WebServer(running.desk, cells, running.folder.settings.web, path, now_ms)
    stop = asyncio.Event()

    async def status(_: Nothing) -> dict[str, Any]:
        return running.status()

    async def stop_station(_: Nothing) -> dict[str, Any]:
        stop.set()
        return {}

    async def reload_lines(_: Nothing) -> dict[str, Any]:
        return {"lines": await running.reload()}

    async def reload_rota(_: Nothing) -> dict[str, Any]:
        return {"problems": [one.code for one in running.reload_rota()]}

    async def stand_ins(_: Nothing) -> dict[str, Any]:
        return {"stand_ins": msgspec.to_builtins(running.ladders.stand_ins)}

    async def carry_in(given: Medium) -> dict[str, Any]:
        return await running.carry_in(Path(given.file))

    commands = {
        **web.commands(),
        "status": Command(Nothing, status),
        "stop": Command(Nothing, stop_station),
        "reload-lines": Command(Nothing, reload_lines),
        "reload-rota": Command(Nothing, reload_rota),
        "stand-ins": Command(Nothing, stand_ins),
        "carry-in": Command(Medium, carry_in),
    }
    admin = AdminServer(path, commands)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    working = await running.start()
    try:
        await web.start()
        await admin.start()
        data({"ready": True, "station": running.folder.settings.name, "web": web.origin.text})
        return await _until(running, working, stop)
    finally:
        await admin.stop()
        await web.stop()
        await running.stop(working)


async def _until(running: Running, working: "asyncio.Task[None]", stop: asyncio.Event) -> int:
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not working.done():
        return 0
    error = working.exception()
    if error is not None and not isinstance(error, OpenlineError):
        raise error
    told = Stopped("The station has stopped.") if error is None else error
    print(f"{told.what} {told.advice}", file=sys.stderr)
    return 1
