"""The admin socket: how commands on this machine reach a running station.

`admin.sock` stands in the station's folder and only the station's own user can open it. One
connection carries one command: a line of JSON there and a line of JSON back. Errors come back
with their code and are raised again by `call`, so that a command line shows them as its own.

Spec: docs/operations/install.md.
"""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from openline.core.errors import BadInput, Fault, LocalError, OpenlineError

SOCKET_NAME: Final = "admin.sock"
MAX_LINE: Final = 65_536
READ_S: Final = 5.0
ANSWER_S: Final = 30.0

log = logging.getLogger("openline.admin")


class StationNotRunning(LocalError):
    """No station answers in this folder."""

    code = "station-not-running"
    default_advice = "Start it with `openline station run`, then try again."


class Command(msgspec.Struct, frozen=True):
    """What a command takes (a struct that refuses unknown fields) and what runs it."""

    arguments: type[msgspec.Struct]
    run: Callable[[Any], Awaitable[dict[str, Any]]]


class _Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    command: str
    arguments: dict[str, Any]


class _Answer(msgspec.Struct, frozen=True):
    result: dict[str, Any] | None = None
    code: str = ""
    what: str = ""
    advice: str = ""


class AdminServer:
    """Takes commands for one station."""

    def __init__(self, folder: Path, commands: Mapping[str, Command]) -> None:
        self._folder = folder
        self._commands = dict(commands)
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Open the socket. The store's lock already holds off a second station.

        Raises:
            Fault: The socket cannot be made in this folder.
        """
        self._server = await asyncio.start_unix_server(
            self._serve, sock=_listen(self._folder), limit=MAX_LINE
        )

    async def stop(self) -> None:
        """Close and remove the socket."""
        if self._server is None:
            return
        self._server.close()
        self._server = None
        with contextlib.suppress(FileNotFoundError):
            (self._folder / SOCKET_NAME).unlink()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(READ_S):
                line = await reader.readline()
            answer = await self._answer(line)
            writer.write(msgspec.json.encode(answer) + b"\n")
            async with asyncio.timeout(READ_S):
                await writer.drain()
        except (TimeoutError, ValueError, ConnectionError):
            log.info("an admin connection was dropped before its command was complete")
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> _Answer:
        try:
            return _Answer(result=await self._run(line))
        except OpenlineError as error:
            return _Answer(code=error.code, what=error.what, advice=error.advice)
        except Exception:  # the border: a mistake of ours must not end the station
            log.exception("a command failed")
            return _Answer(
                code=Fault.code,
                what="The station could not do this because of a mistake of its own.",
                advice="Its log says more. Give it to your technician.",
            )

    async def _run(self, line: bytes) -> dict[str, Any]:
        name, arguments = parse_command(line, self._commands)
        log.info("command %s", name)
        return await self._commands[name].run(arguments)


def parse_command(line: bytes, commands: Mapping[str, Command]) -> tuple[str, msgspec.Struct]:
    """Read one line of JSON; returns the command's name and its arguments.

    Raises:
        BadInput: It is none of these commands, or its arguments have another form.
    """
    try:
        request = msgspec.json.decode(line, type=_Request)
        command = commands.get(request.command)
        if command is None:
            raise BadInput(f"The station has no command {request.command!r}.")
        return request.command, msgspec.convert(request.arguments, command.arguments)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise BadInput(f"The command is not understood: {error}.") from None


def call(
    folder: Path | str, command: str, *, answer_s: float = ANSWER_S, **arguments: Any
) -> dict[str, Any]:
    """Give a command to the station that runs in `folder` and wait `answer_s` for its answer.

    Raises:
        StationNotRunning: Nobody answers there.
        OpenlineError: The station refused; class, words and advice are its own.
    """
    request = msgspec.json.encode({"command": command, "arguments": arguments}) + b"\n"
    try:
        with _short_address(Path(folder)) as address, _connect(address, answer_s) as connection:
            connection.sendall(request)
            line = connection.makefile("rb").readline()
        answer = msgspec.json.decode(line, type=_Answer)
    except (FileNotFoundError, ConnectionError, NotADirectoryError):
        raise StationNotRunning(f"No station runs in {folder}.") from None
    except PermissionError:
        raise LocalError(
            f"The station in {folder} runs as another user.",
            advice="Use the account under which the station runs.",
        ) from None
    except TimeoutError:
        raise Fault(
            f"The station in {folder} did not answer within {answer_s:.0f} s.",
            advice="It may be busy or stopped. Look at its log, then try again.",
        ) from None
    except msgspec.MsgspecError:
        raise StationNotRunning(
            f"The station in {folder} stopped before it answered."
        ) from None
    if answer.result is None:
        raise _kind_of(answer.code)(answer.what, advice=answer.advice)
    return answer.result


def _listen(folder: Path) -> socket.socket:
    """Make the socket under another name, close it to others, then put it in place."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    fresh = folder / f"{SOCKET_NAME}.new"
    try:
        with contextlib.suppress(FileNotFoundError):
            fresh.unlink()
        with _short_address(folder, fresh.name) as address:
            listener.bind(address)
        fresh.chmod(0o600)
        listener.listen(16)
        fresh.rename(folder / SOCKET_NAME)
    except OSError as error:
        listener.close()
        raise Fault(
            f"The admin socket cannot be made in {folder}: {error.strerror}.",
            advice="The folder must be on a local disk and belong to the station's user.",
        ) from None
    listener.settimeout(0)
    return listener


@contextlib.contextmanager
def _short_address(folder: Path, name: str = SOCKET_NAME) -> Iterator[str]:
    """Give an address of the socket that fits into 107 bytes, however deep the folder lies."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{handle}/{name}"
    finally:
        os.close(handle)


def _connect(address: str, answer_s: float) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(answer_s)
    try:
        connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection


def _kind_of(code: str) -> type[OpenlineError]:
    """Return the class of a documented error by its code, as far as this process knows it."""
    waiting: list[type[OpenlineError]] = [OpenlineError]
    while waiting:
        kind = waiting.pop()
        if kind.code == code:
            return kind
        waiting.extend(kind.__subclasses__())
    return LocalError
