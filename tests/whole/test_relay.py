"""A call whose voice goes through each side's own TURN server and nowhere else."""

import contextlib
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from openline.cli.demo import free_ports
from tests.whole.conftest import CN, SG, START_S, make_line, opener
from tests.whole.console import talk


@contextlib.contextmanager
def relay(folder: Path, secret: str) -> Iterator[int]:
    """A coturn that shares a secret with a station; yields its port."""
    (port,) = free_ports(1)
    settings = folder / "turn.conf"
    settings.write_text(
        f"listening-ip=127.0.0.1\nrelay-ip=127.0.0.1\nlistening-port={port}\n"
        f"use-auth-secret\nstatic-auth-secret={secret}\nrealm=openline.test\n"
        "allow-loopback-peers\nno-tls\nno-dtls\nno-cli\nfingerprint\n"
        f"pidfile={folder}/turn.pid\nuserdb={folder}/turn.db\nlog-file={folder}/turn.log\n"
        "simple-log\n"
    )
    server = subprocess.Popen(
        ["turnserver", "-c", str(settings)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield port
    finally:
        server.terminate()
        server.wait(START_S)


@pytest.mark.skipif(shutil.which("turnserver") is None, reason="coturn is not installed")
def test_voice_by_relays_only(tmp_path: Path, browser: Browser) -> None:
    line = make_line(tmp_path, ('policy = "direct"', 'policy = "relay_only"'))
    with contextlib.ExitStack() as held:
        for party in (SG, CN):
            folder = tmp_path / party
            folder.mkdir()
            secret = secrets.token_hex(16)
            port = held.enter_context(relay(folder, secret))
            key = line.station(party) / "keys" / "turn.secret"
            key.write_text(secret)
            key.chmod(0o600)
            line.set(
                party,
                "turn",
                f'urls = ["turn:127.0.0.1:{port}?transport=udp"]\n'
                'secret_file = "keys/turn.secret"\n',
            )
        held.callback(line.close)
        line.start(SG, CN)
        console = held.enter_context(opener(browser, line))
        caller, callee = console(SG), console(CN)
        talk(caller, callee)
        callee.hears(caller)
        caller.hears(callee)
        assert caller.ways() == callee.ways() == {"relay"}
        caller.hang_up()
        callee.idle()
