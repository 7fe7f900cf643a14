"""The web server of a station: uvicorn in the station's own loop, over TLS where it must be.

Spec: docs/console.md, 1.
"""

import asyncio
import contextlib
import errno
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec
import uvicorn

from openline.core.errors import BadInput
from openline.ports.desk import Cells, StationDesk
from openline.ports.errors import BadAddress, PortInUse
from openline.station.admin import Command
from openline.station.config import WebSettings, parse_listen
from openline.web.app import make_app, make_parts
from openline.web.auth import Enrolment
from openline.web.live import MAX_MESSAGE
from openline.web.origin import origin_of

_MAX_CONNECTIONS: Final = 1_000
_HEADER_BYTES: Final = 16_384
_STOP_S: Final = 2


class BadCertificate(BadInput):
    """The web certificate or its key cannot be used."""

    code = "bad-web-certificate"
    default_advice = "Set PEM files that belong together under [web], readable by the station."


class Revocation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is to be removed."""

    person: str
    desk: str


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A command without arguments."""


class _Server(uvicorn.Server):
    """Leaves signals to the station."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class WebServer:
    """Serves the consoles of one station.

    Args:
        desk: The station.
        cells: Where sessions are kept.
        settings: The `[web]` part of `station.toml`.
        folder: The station's folder, to which its paths are relative.
        now_ms: The station's clock.

    Raises:
        BadInput: The console's address or certificate cannot be used.
    """

    def __init__(
        self,
        desk: StationDesk,
        cells: Cells,
        settings: WebSettings,
        folder: Path,
        now_ms: Callable[[], int],
    ) -> None:
        self.origin = origin_of(settings)
        self._listen = settings.listen
        tls = _tls_context(settings, folder)
        self._parts = make_parts(desk, cells, self.origin, now_ms)
        self._tasks: list[asyncio.Task[None]] = []
        self._server = _Server(
            uvicorn.Config(
                make_app(self._parts),
                http="h11",
                ws="websockets-sansio",
                ws_max_size=MAX_MESSAGE,
                ws_per_message_deflate=False,
                lifespan="off",
                log_config=None,
                log_level="warning",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                limit_concurrency=_MAX_CONNECTIONS,
                h11_max_incomplete_event_size=_HEADER_BYTES,
                timeout_graceful_shutdown=_STOP_S,
                ssl_context_factory=None if tls is None else lambda *_: tls,
            )
        )

    async def start(self) -> None:
        """Listen and serve; returns when the port is open.

        Raises:
            PortInUse, BadAddress: Nothing was started.
        """
        listener = _bind(self._listen)
        serving = asyncio.create_task(self._server.serve(sockets=[listener]))
        self._tasks = [serving, asyncio.create_task(self._parts.live.run())]

    async def stop(self) -> None:
        """Close every page and the port; what is being done is done to its end."""
        if not self._tasks:
            return
        serving, passing = self._tasks
        self._server.should_exit = True
        passing.cancel()
        await asyncio.gather(serving, passing, return_exceptions=True)
        self._tasks = []

    def commands(self) -> Mapping[str, Command]:
        """Return the commands that the admin socket offers for the console."""
        return {
            "enrol": Command(Enrolment, self._enrol),
            "persons": Command(Nothing, self._persons),
            "revoke": Command(Revocation, self._revoke),
        }

    async def _enrol(self, who: Enrolment) -> dict[str, Any]:
        link = await self._parts.door.enrol(who)
        url = f"{self.origin.text}/enrol/{link.token}"
        return {"url": url, "expires_ms": link.expires_ms}

    async def _persons(self, _: Nothing) -> dict[str, Any]:
        return {"persons": msgspec.to_builtins(self._parts.door.persons())}

    async def _revoke(self, who: Revocation) -> dict[str, Any]:
        return {"ended": await self._parts.door.revoke(who.person, who.desk)}


def _bind(listen: str) -> socket.socket:
    host, port = parse_listen(listen)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _bad_address(listen, error) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortInUse(
                f"Another program listens on {listen}, where consoles are to come in.",
                advice="Stop the other program, or choose another port under [web] listen.",
            ) from None
        raise _bad_address(listen, error) from None
    listener.settimeout(0)
    return listener


def _bad_address(listen: str, error: OSError) -> BadAddress:
    return BadAddress(
        f"Consoles cannot reach this station on {listen}: {error.strerror or error}.",
        advice="Under [web] listen, set an address of this machine and a port that is allowed.",
    )


def _tls_context(settings: WebSettings, folder: Path) -> ssl.SSLContext | None:
    if settings.tls_certificate_file is None or settings.tls_key_file is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    try:
        context.load_cert_chain(
            folder / settings.tls_certificate_file,
            folder / settings.tls_key_file,
            password=_no_password,
        )
    except (OSError, ssl.SSLError, ValueError) as error:
        raise BadCertificate(f"The web certificate or key is not usable: {error}.") from None
    return context


def _no_password() -> str:
    raise ValueError("the key is encrypted")
