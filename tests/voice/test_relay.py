"""A leg through a TURN server of our own, with the credentials that a station makes."""

import secrets
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from bench.sound import likeness, speech
from bench.voice import Legs, Route, say
from openline.voice.turn import turn_credential, turn_document

HOST = "127.0.0.1"
WORD = speech(1)


@pytest.fixture(scope="module")
def turn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, bytes]]:
    """A coturn on loopback: its port and its shared secret."""
    home: Path = tmp_path_factory.mktemp("coturn")
    secret = secrets.token_hex(16)
    port = free_port()
    (home / "turnserver.conf").write_text(
        "\n".join(
            [
                f"listening-ip={HOST}",
                f"relay-ip={HOST}",
                f"listening-port={port}",
                "use-auth-secret",
                f"static-auth-secret={secret}",
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
    server = subprocess.Popen(
        ["turnserver", "-c", str(home / "turnserver.conf")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port)
        yield port, secret.encode()
    finally:
        server.terminate()
        server.wait()


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as held:
        held.bind((HOST, 0))
        port: int = held.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    """Until the server takes TCP, which it does after UDP. Coturn announces it nowhere."""
    ends = time.monotonic() + 20
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except ConnectionRefusedError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.02)
        else:
            return


def route(port: int, secret: bytes, transport: str = "udp") -> Route:
    """The way that a console is told by its station."""
    credential = turn_credential(secret, "console", now_s=int(time.time()), ttl_s=600)
    document = turn_document("relay", [f"turn:{HOST}:{port}?transport={transport}"], credential)
    return Route(turn=tuple(document["servers"]), policy=document["policy"])


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_leg_through_the_relay_alone(
    pages: tuple[Page, Page], turn: tuple[int, bytes], transport: str
) -> None:
    legs = Legs(pages, route(*turn, transport))
    legs.prepare()
    legs.connect()
    for fields in (legs.offer, legs.accept):
        assert {text.split()[-1] for text in fields["candidates"]} == {"relay"}
    for mouth, ear in (pages, pages[::-1]):
        assert likeness(WORD, say(mouth, ear, WORD)[1]) > 0.3


def test_a_wrong_credential_yields_no_address(
    pages: tuple[Page, Page], turn: tuple[int, bytes]
) -> None:
    legs = Legs(pages, route(turn[0], b"another secret, of another station"))
    assert pages[0].evaluate("(options) => offer(options)", legs.options) == {
        "failed": "no-candidate"
    }
