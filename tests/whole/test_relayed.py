"""Two real stations that reach each other through a real relay only."""

import contextlib
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.serials import SerialCable
from openline.cli.demo import free_ports
from openline.station import admin
from tests.cli.ceremony import do, refused
from tests.whole.conftest import CN, POLL_S, SG, START_S, Line, make_line


@contextlib.contextmanager
def relay_at_work(folder: Path) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "openline", "relay", "run", str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["ready"]
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=START_S)


def until_lamps(line: Line, lamp: str) -> None:
    give_up = time.monotonic() + START_S
    for party in (SG, CN):
        while True:
            status = admin.call(line.station(party), "status")
            if set(status["lines"][0]["lamps"].values()) == {lamp}:
                break
            assert time.monotonic() < give_up, status
            time.sleep(POLL_S)


def test_a_line_through_a_relay(tmp_path: Path) -> None:
    relay = tmp_path / "relay"
    do("relay", "create", relay, "--listen", f"127.0.0.1:{free_ports(1)[0]}")
    line = make_line(tmp_path)
    for party in (SG, CN):
        # The addresses in the agreement lead nowhere any more.
        settings = f'listen = "127.0.0.1:{free_ports(1)[0]}"\n[[line.relays]]\nname = "Relay"\n'
        line.set(party, "line", f'{settings}credential_file = "relay.credential"')
    station = line.station(SG)
    assert "There is no" in refused("station", "run", station)
    card = station / "relay.credential"
    card.write_text('address = "h:1"\npin = "00"\ncredential = "AA=="\n')
    assert "is not whole" in refused("station", "run", station)
    card.unlink()
    for party in (SG, CN):
        card = line.station(party) / "relay.credential"
        do("relay", "grant", relay, "--out", card, "--days", "30")
        assert card.stat().st_mode & 0o077 == 0
    try:
        with relay_at_work(relay):
            line.start(SG, CN)
            until_lamps(line, "up")
    finally:
        line.close()
    over_a_serial_line(line)


def over_a_serial_line(line: Line) -> None:
    """The same stations once more, while the relay is away."""
    cable = SerialCable(115_200)
    for party, device in zip((SG, CN), cable.devices, strict=True):
        modem = f'[[line.modems]]\nname = "Radio"\ndevice = "{device}"\nbits_s = 115200'
        line.set(party, "line", f'listen = "127.0.0.1:{free_ports(1)[0]}"\n{modem}')
    try:
        line.start(SG, CN)
        until_lamps(line, "up")
    finally:
        line.close()
        cable.close()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--days", "0"), "0 days cannot be granted"),
        (("--mib", "0"), "0 MiB cannot be granted"),
    ],
)
def test_grants_that_are_refused(arguments: tuple[str, ...], told: str, tmp_path: Path) -> None:
    do("relay", "create", tmp_path / "relay")
    given = ("relay", "grant", tmp_path / "relay", "--out", tmp_path / "card")
    assert told in refused(*given, *arguments)
