"""`openline demo`: two invented parties on this machine, made by the commands of real ones.

The folder is made once and can be started again; it holds a whole ceremony: two parties' root
keys, cards, stations, and the agreement between them.
"""

import contextlib
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import Annotated, Any, Final, NoReturn

from cyclopts import Parameter

from openline import ceremony
from openline.ceremony.agreement import sign
from openline.ceremony.draft import make_draft, party_of_card, read_draft
from openline.ceremony.party import PartyFolder, create_party
from openline.cli.inputs import now_s, utc_now
from openline.cli.output import data, say, text
from openline.core.codec import encode
from openline.core.errors import Fault
from openline.ports.errors import StoreInUse
from openline.station import admin
from openline.station.files import SECRET_MODE, make_folder, read_bytes, write_new
from openline.station.folder import create_station, load_station

START_S: Final = 60.0
STOP_S: Final = 15.0
POLL_S: Final = 0.05
LINE_PORTS: Final = (7411, 7412)
WEB_PORTS: Final = (8411, 8412)
OTHER_PORTS: Final = range(10_000, 32_768)
"""Where those are taken from. Systems give higher ones to connections that begin here: one of
them might have the port of a station that was stopped."""


class DemoStopped(Fault):
    """A station of the demonstration ended by itself, or did not start."""

    code = "demo-stopped"
    default_advice = "Read its station.log, then start the demonstration again."


@dataclass(frozen=True)
class DemoParty:
    """An invented party."""

    code: str
    names: dict[str, str]
    places: dict[str, str]
    zone: str
    language: str
    posts: dict[str, str]


SINGAPORE: Final = {
    "en": "Singapore",
    "zh": "新加坡",
    "vi": "Singapore",
    "ja": "シンガポール",
    "fa": "سنگاپور",
}
PARTIES: Final = (
    DemoParty(
        "sg",
        SINGAPORE,
        SINGAPORE,
        "Asia/Singapore",
        "en",
        {
            "watch": "Watch officer 1",
            "minister": "Minister's officer",
            "navy": "Navy duty officer",
        },
    ),
    DemoParty(
        "cn",
        {"en": "China", "zh": "中国", "vi": "Trung Quốc", "ja": "中国", "fa": "چین"},
        {"en": "Beijing", "zh": "北京", "vi": "Bắc Kinh", "ja": "北京", "fa": "پکن"},
        "Asia/Shanghai",
        "zh",
        {"watch": "值班员一", "minister": "部长席值班员", "navy": "海军席值班员"},
    ),
)


def demo(
    *,
    folder: Annotated[Path, Parameter(name="--dir")] = Path("demo"),
    json: Annotated[bool, Parameter(negative="")] = False,
) -> int:
    """Run two stations of two invented parties on this machine until Ctrl-C.

    Args:
        folder: Made when it is missing; started again when it is there.
        json: One line of JSON when all is ready.
    """
    with _ended_by_signal():
        if not (folder / "agreement.ola").exists():
            if not json:
                say(text("demo-making", folder=str(folder)))
            make_demo(folder)
        with running(folder) as stations:
            consoles = enrol_all(folder)
            if json:
                data({"ready": True, "consoles": consoles, "dir": str(folder.resolve())})
            else:
                _show(consoles, folder)
            _watch(stations)
    return 0


def _show(consoles: Sequence[dict[str, Any]], folder: Path) -> None:
    say(text("demo-ready"))
    for console in consoles:
        say(f"  {console['party']}  {console['desk']:<10}{console['url']}")
    say(text("demo-stop", folder=str(folder)))
    sys.stdout.flush()


def make_demo(
    folder: Path,
    source: Path | None = None,
    addresses: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> None:
    """Hold the whole ceremony of the invented parties in a new folder.

    Args:
        folder: A folder that does not exist or is empty.
        source: A draft in TOML for parties `sg` and `cn`; None takes the example.
        addresses: By party, where its station is reached, on hosts from which its voice comes
            too; without, at a port of loopback.
    """
    make_folder(folder)
    passphrase = secrets.token_urlsafe(24)
    write_new(folder / "passphrase", passphrase.encode() + b"\n", mode=SECRET_MODE)
    with resources.as_file(resources.files(ceremony) / "example.toml") as example:
        draft, texts = read_draft(example if source is None else source)
    ports = zip(PARTIES, _free_ports(LINE_PORTS), _free_ports(WEB_PORTS), strict=True)
    roots = [
        _make_party(folder, party, passphrase, line, web, addresses.get(party.code, ()))
        for party, line, web in ports
    ]
    parties = [party_of_card(root.card()) for root in roots]
    agreement = encode(make_draft(draft, texts, parties, psk=None, earlier=None))
    for root in roots:
        agreement = sign(root, agreement, passphrase, now_s())
    for party in PARTIES:
        load_station(station_folder(folder, party.code)).open_line(agreement, None, now_s())
    write_new(folder / "agreement.ola", agreement)


def _make_party(
    folder: Path,
    party: DemoParty,
    passphrase: str,
    line_port: int,
    web_port: int,
    addresses: Sequence[str],
) -> PartyFolder:
    """Make a party and its station, and certify the station."""
    root = create_party(
        folder / party.code / "party",
        code=party.code,
        names=party.names,
        places=party.places,
        zone=party.zone,
        language=party.language,
        passphrase=passphrase,
    )
    path = station_folder(folder, party.code)
    reached = list(addresses) or [f"127.0.0.1:{line_port}"]
    request = create_station(
        path,
        card=root.card_bytes(),
        site="main",
        line_listen=f"127.0.0.1:{line_port}",
        web_listen=f"127.0.0.1:{web_port}",
        line_addresses=reached,
        media_addresses=[address.rpartition(":")[0] for address in reached],
        turn_urls=[],
        valid_s=1_826 * 86_400,
        now=utc_now(),
    )
    load_station(path).install_certificate(root.certify(request, passphrase))
    return root


def station_folder(folder: Path, code: str) -> Path:
    """Return where the demonstration keeps the station of a party."""
    return folder / code / "station"


def _free_ports(wanted: Sequence[int]) -> list[int]:
    """Return the ports wanted, each replaced by a free one if something listens there."""
    with contextlib.ExitStack() as held:
        ports: list[int] = []
        for port in wanted:
            listener = held.enter_context(socket.socket())
            while not _takes(listener, port):
                port = OTHER_PORTS.start + secrets.randbelow(len(OTHER_PORTS))
            ports.append(port)
        return ports


def _takes(listener: socket.socket, port: int) -> bool:
    with contextlib.suppress(OSError):
        listener.bind(("127.0.0.1", port))
        return True
    return False


def free_ports(count: int) -> list[int]:
    """Ports of loopback on which nothing listens now, all different."""
    first = [OTHER_PORTS.start + secrets.randbelow(len(OTHER_PORTS)) for _ in range(count)]
    return _free_ports(first)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run both stations as processes of their own; leave when both are stopped.

    Raises:
        DemoStopped: A station did not start.
        StoreInUse: One runs already, perhaps from another window.
    """
    stations: list[subprocess.Popen[bytes]] = []
    try:
        stations.extend(_start(station_folder(folder, party.code)) for party in PARTIES)
        for party, station in zip(PARTIES, stations, strict=True):
            _wait_until_ready(station_folder(folder, party.code), station)
        yield stations
    finally:
        _stop(stations)


def _start(path: Path) -> subprocess.Popen[bytes]:
    if _answers(path):
        raise StoreInUse(f"The station in {path} runs already.")
    # A session of its own: Ctrl-C reaches this process alone, which then ends the stations.
    with (path / "station.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "openline", "station", "run", str(path)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _wait_until_ready(path: Path, station: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + START_S
    while time.monotonic() < give_up:
        if station.poll() is not None:
            raise DemoStopped(f"The station in {path} did not start. {_last_words(path)}")
        if _answers(path):
            return
        time.sleep(POLL_S)
    raise DemoStopped(f"The station in {path} was not ready within {START_S:.0f} s.")


def _answers(path: Path) -> bool:
    try:
        admin.call(path, "status")
    except admin.StationNotRunning:
        return False
    return True


def _last_words(path: Path) -> str:
    lines = read_bytes(path / "station.log", 1 << 26).decode(errors="replace").splitlines()
    return " ".join(lines[-2:])


def _stop(stations: Sequence[subprocess.Popen[bytes]]) -> None:
    for station in stations:
        if station.poll() is None:
            station.terminate()
    for station in stations:
        try:
            station.wait(STOP_S)
        except subprocess.TimeoutExpired:
            station.kill()
            station.wait()


def _watch(stations: Sequence[subprocess.Popen[bytes]]) -> None:
    """Wait until a station ends by itself; Ctrl-C ends the wait."""
    while all(station.poll() is None for station in stations):
        time.sleep(POLL_S * 4)
    raise DemoStopped("A station of the demonstration stopped.")


def enrol_all(folder: Path) -> list[dict[str, Any]]:
    """Make a one-time link for each post of both parties."""
    consoles: list[dict[str, Any]] = []
    for party in PARTIES:
        path = station_folder(folder, party.code)
        for desk, post in party.posts.items():
            answer = admin.call(
                path, "enrol", desk=desk, person=post, role=None, language=party.language
            )
            consoles.append({"party": party.code, "desk": desk, "url": answer["url"]})
    return consoles


@contextlib.contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Make Ctrl-C, SIGTERM and SIGHUP one orderly end, even where a shell ignores Ctrl-C."""

    def end(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    with contextlib.suppress(KeyboardInterrupt):
        yield
