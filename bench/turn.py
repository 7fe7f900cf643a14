"""A coturn, on loopback or at another address, and what a station tells its consoles of it."""

import secrets
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.impairment import HOST
from bench.voice import Route
from openline.cli.demo import free_ports
from openline.voice.turn import turn_credential, turn_document

START_LIMIT_S = 60
CREDENTIAL_S = 600


class TurnServer(NamedTuple):
    """Where it listens, and what it shares with the station."""

    port: int
    secret: bytes
    host: str = HOST

    @property
    def url(self) -> str:
        """As consoles name it, over UDP."""
        return f"turn:{self.host}:{self.port}?transport=udp"

    def route(self, transport: str) -> Route:
        """The way of a console that may offer nothing but this relay.

        Args:
            transport: `udp` or `tcp`, between the console and the relay.
        """
        now_s = int(time.time())
        credential = turn_credential(self.secret, "console", now_s=now_s, ttl_s=CREDENTIAL_S)
        url = f"turn:{self.host}:{self.port}?transport={transport}"
        document = turn_document("relay", [url], credential)
        return Route(turn=tuple(document["servers"]), policy=document["policy"])


@contextmanager
def turn_server(
    home: Path,
    server: TurnServer | None = None,
    there: Callable[[list[str]], list[str]] = list,
) -> Iterator[TurnServer]:
    """Run a coturn as long as the context lasts; its files are below `home`.

    Args:
        server: Where, and with what secret; None: on loopback, with one of its own.
        there: Makes of a command one that runs on the host of that address.
    """
    server = server or TurnServer(free_ports(1)[0], secrets.token_hex(16).encode())
    settings = home / "turnserver.conf"
    settings.write_text(
        "\n".join(
            [
                f"listening-ip={server.host}",
                f"relay-ip={server.host}",
                f"listening-port={server.port}",
                "use-auth-secret",
                f"static-auth-secret={server.secret.decode()}",
                "realm=openline",
                "allow-loopback-peers",
                "no-cli",
                "no-tls",
                "no-dtls",
                f"pidfile={home / 'pid'}",
                f"userdb={home / 'db'}",
                "log-file=stdout",
                "simple-log",
            ]
        )
    )
    running = subprocess.Popen(
        there(["turnserver", "-c", str(settings)]),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(server)
        yield server
    finally:
        running.terminate()
        running.wait()


def _wait_for(server: TurnServer) -> None:
    """Until the server takes TCP, which it does after UDP. Coturn announces it nowhere."""
    ends = time.monotonic() + START_LIMIT_S
    while True:
        try:
            socket.create_connection((server.host, server.port), timeout=1).close()
        except ConnectionRefusedError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.02)
        else:
            return
