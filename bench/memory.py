"""What a station holds in memory: at rest with one line, and with many idle ones.

The station is the real process with its consoles' web server. Each further line has a station
of its own at the other end, with its own store and link; all of those run in one process. They
are stations of one party only so that not every one needs a root key of its own.
"""

import asyncio
import datetime
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import uvloop

from bench.demos import make_beside
from bench.figures import Earlier, Figure, at_most
from bench.growth import up
from openline import ceremony
from openline.ceremony.agreement import sign
from openline.ceremony.draft import make_draft, party_of_card, read_draft
from openline.ceremony.party import PartyFolder
from openline.ceremony.rootkey import RootKey, open_root_key
from openline.cli.demo import (
    PARTIES,
    _start,
    _stop,
    _wait_until_ready,
    free_ports,
    station_folder,
)
from openline.cli.inputs import now_s
from openline.core.codec import encode
from openline.core.identity import RootSignature
from openline.station.folder import create_station, load_station
from openline.station.wiring import load

FEW = 20
MANY = 120
UP_LIMIT_S = 60.0
REST_S = 8.0
"""Four heartbeats."""
MIB = 1 << 20


@dataclass(frozen=True)
class OpenParty(PartyFolder):
    """A party whose root key lies open: each opening takes a fifth of a second."""

    key: RootKey

    def sign(self, message: bytes, passphrase: str) -> RootSignature:
        """Sign; there is nothing to open any more."""
        return self.key.sign(message, place=0)


def open_party(folder: Path, code: str) -> OpenParty:
    """A party of the demonstration with its key open."""
    path = folder / code / "party"
    passphrase = (folder / "passphrase").read_text().strip()
    return OpenParty(path, open_root_key(path / "root.key", passphrase))


def add_lines(folder: Path, ports: Sequence[int]) -> list[Path]:
    """Give the first station further lines; returns the folders of their far stations.

    Args:
        folder: Of the demonstration.
        ports: Of the far stations, one each.
    """
    here, there = (open_party(folder, party.code) for party in PARTIES)
    station = load_station(station_folder(folder, PARTIES[0].code))
    with resources.as_file(resources.files(ceremony) / "example.toml") as example:
        draft, texts = read_draft(example)
    far = []
    for port in ports:
        path = folder / "far" / str(port)
        request = create_station(
            path,
            card=there.card_bytes(),
            site="main",
            line_listen=f"127.0.0.1:{port}",
            web_listen="127.0.0.1:1",
            line_addresses=[f"127.0.0.1:{port}"],
            media_addresses=["127.0.0.1"],
            turn_urls=[],
            valid_s=1_826 * 86_400,
            now=datetime.datetime.now(datetime.UTC),
        )
        load_station(path).install_certificate(there.certify(request, ""))
        parties = [party_of_card(party.card()) for party in (here, there)]
        agreement = encode(make_draft(draft, texts, parties, psk=None, earlier=None))
        for party in (here, there):
            agreement = sign(party, agreement, "", now_s())
        for one in (station, load_station(path)):
            one.open_line(agreement, None, now_s())
        far.append(path)
    return far


async def run_far(folders: Sequence[Path]) -> None:
    """Run the stations in these folders until this process is ended."""
    stations = [load(folder) for folder in folders]
    await asyncio.gather(*[await station.start() for station in stations])


@contextmanager
def far_stations(folders: Sequence[Path]) -> Iterator[None]:
    """Run stations in one process of their own."""
    command = [sys.executable, "-m", "bench.memory", *map(str, folders)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        _stop([process])


def resident(process: subprocess.Popen[bytes], row: str = "VmRSS") -> int:
    """Bytes of a process that are in memory; with "VmHWM" the most that ever were."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    (line,) = [one for one in status.splitlines() if one.startswith(f"{row}:")]
    return int(line.split()[1]) * 1_024


def at_rest(folder: Path) -> int:
    """Bytes in memory of the station in this folder, all its lines up for some heartbeats."""
    process = _start(folder)
    try:
        _wait_until_ready(folder, process)
        give_up = time.monotonic() + UP_LIMIT_S
        while not up(folder):
            if time.monotonic() > give_up:
                raise TimeoutError(f"Not every line was up within {UP_LIMIT_S:.0f} s.")
            time.sleep(0.05)
        time.sleep(REST_S)
        return resident(process)
    finally:
        _stop([process])


def measure(_: Earlier) -> list[Figure]:
    """The figures of memory."""
    with tempfile.TemporaryDirectory(prefix="memory-", dir=Path("bench/out")) as name:
        folder = Path(name) / "demo"
        make_beside(folder)
        here, there = (station_folder(folder, party.code) for party in PARTIES)
        with far_stations([there]):
            alone = at_rest(here)
        # All at once: a port that the first few have left may be free again.
        ports = free_ports(MANY - 1)
        far = [there]
        sizes = []
        for lines in (FEW, MANY):
            far += add_lines(folder, ports[len(far) - 1 : lines - 1])
            with far_stations(far):
                sizes.append(at_rest(here))
    each = (sizes[1] - sizes[0]) / (MANY - FEW)
    return [
        at_most("memory.at_rest", alone / MIB, "MiB", 120),
        at_most(f"memory.idle_line_from_{FEW}_to_{MANY}", each / 1_024, "KiB", 100),
    ]


if __name__ == "__main__":
    uvloop.run(run_far([Path(folder) for folder in sys.argv[1:]]))
