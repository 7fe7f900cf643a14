"""Local settings of a station: `station.toml`, read here and nowhere else.

A key that nobody reads is refused. Secrets stand in files of their own, named here.
"""

import ipaddress
import itertools
from pathlib import Path
from typing import Annotated, Final

import msgspec

from openline.core.errors import BadInput
from openline.ports.path import NETWORK
from openline.station.tomlfile import BadFile, read_toml


class PathSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One path to the counterparts' stations.

    Attributes:
        name: In the operator's words. The record of a ring that reached nobody names it.
        listen: Where the counterparts reach this station on it, host:port. None: only we dial.
        dial_from: The local address from which it is dialled, and with it the interface.
        addresses: Of the counterparts' addresses in the agreements, those on this path.
            Empty: all.
        allow: Networks that may connect. Empty: all.
        cost: 0 if it costs nothing by use. What is not urgent takes the paths of least cost.
    """

    name: Annotated[str, msgspec.Meta(pattern=r"^[^\x00-\x1f\x7f]{1,32}\Z")]
    listen: str | None = None
    dial_from: str | None = None
    addresses: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    cost: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0


class RelaySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A relay through which counterparts are reached too.

    Attributes:
        name: In the operator's words.
        credential_file: What the relay's operator gave.
        cost: As that of a path.
    """

    name: Annotated[str, msgspec.Meta(pattern=r"^[^\x00-\x1f\x7f]{1,32}\Z")]
    credential_file: str
    cost: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0


class ModemSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A serial line or modem that leads to one counterpart.

    Attributes:
        name: In the operator's words.
        device: As in /dev/ttyUSB0.
        bits_s: Bits a second of the line, or of the air behind the modem.
        cost: As that of a path.
    """

    name: Annotated[str, msgspec.Meta(pattern=r"^[^\x00-\x1f\x7f]{1,32}\Z")]
    device: str
    bits_s: Annotated[int, msgspec.Meta(ge=300, le=115_200)] = 1_200
    cost: Annotated[int, msgspec.Meta(ge=0, le=100)] = 50


class LineSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the counterparts' stations reach this one: at one address, or by several paths."""

    listen: str | None = None
    allow: tuple[str, ...] = ()
    paths: tuple[PathSettings, ...] = ()
    relays: tuple[RelaySettings, ...] = ()
    modems: tuple[ModemSettings, ...] = ()

    @property
    def all_paths(self) -> tuple[PathSettings, ...]:
        """The paths, or the only one."""
        only = PathSettings(NETWORK, self.listen or "127.0.0.1:7411", allow=self.allow)
        return self.paths or (only,)


class WebSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where consoles reach this station. Outside loopback a microphone needs HTTPS."""

    listen: str = "127.0.0.1:8411"
    public_url: str | None = None
    tls_certificate_file: str | None = None
    tls_key_file: str | None = None


class TurnSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """This party's own TURN server; its shared secret makes short-lived credentials."""

    urls: tuple[str, ...] = ()
    secret_file: str | None = None
    credential_ttl_s: int = 3_600


class CallSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What this station does about calls of its own consoles."""

    console_away_s: Annotated[int, msgspec.Meta(ge=1)] = 60


class BellSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The station's own bell: program and arguments, `{sound}` in them is the sound's name."""

    command: tuple[str, ...] = ()


class StoreSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The record, and the anchor, which belongs on a second medium."""

    path: str = "store"
    anchor_path: str = "anchor"


class DocumentSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Documents that go with messages, and how much room they may take on each line."""

    path: str = "documents"
    room_bytes: Annotated[int, msgspec.Meta(ge=0)] = 4 << 30


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`station.toml`. Paths are relative to the station's folder."""

    name: str
    line: LineSettings = LineSettings()
    web: WebSettings = WebSettings()
    turn: TurnSettings = TurnSettings()
    calls: CallSettings = CallSettings()
    bell: BellSettings = BellSettings()
    store: StoreSettings = StoreSettings()
    documents: DocumentSettings = DocumentSettings()


def load_settings(path: Path) -> Settings:
    """Read `station.toml`.

    Raises:
        NoSuchFile, NotReadable, BadFile, BadInput: It cannot be read or used.
    """
    settings = read_toml(path, Settings)
    _verify_settings(path, settings)
    return settings


def _verify_settings(path: Path, settings: Settings) -> None:
    _verify_paths(path, settings.line)
    host, _ = parse_listen(settings.web.listen)
    bell = settings.bell.command
    if bell and not any("{sound}" in part for part in bell):
        raise BadFile(
            f"{path}: the command under [bell] does not name the sound: no test can prove it.",
            advice='Put {sound} into one of its arguments, as in "/etc/openline/{sound}.wav".',
        )
    certificate = settings.web.tls_certificate_file
    if (certificate is None) != (settings.web.tls_key_file is None):
        raise BadFile(f"{path}: tls_certificate_file and tls_key_file belong together.")
    if certificate is None and not is_loopback(host):
        raise BadFile(
            f"{path}: consoles outside this machine need HTTPS, or no microphone works.",
            advice="In [web], set tls_certificate_file and tls_key_file, or use 127.0.0.1.",
        )


def _verify_paths(path: Path, line: LineSettings) -> None:
    if line.paths and (line.listen is not None or line.allow):
        raise BadFile(
            f"{path}: [line] has paths, and listen or allow beside them.",
            advice="Move listen and allow into one of the paths, [[line.paths]].",
        )
    for one, other in itertools.combinations(line.paths, 2):
        if one.name == other.name:
            raise BadFile(f"{path}: two paths are named {one.name}.")
        far = not one.addresses or not other.addresses
        if one.dial_from == other.dial_from and (far or {*one.addresses} & {*other.addresses}):
            raise BadFile(
                f"{path}: {one.name} and {other.name} go from the same address to the same.",
                advice="Give each path a dial_from of its own, or addresses of its own.",
            )
    named = [
        *(one.name for one in line.all_paths),
        *(one.name for one in line.relays),
        *(one.name for one in line.modems),
    ]
    for name in named:
        if named.count(name) > 1:
            raise BadFile(f"{path}: two paths are named {name}.")
    for one in line.all_paths:
        for address in (*(() if one.listen is None else (one.listen,)), *one.addresses):
            parse_listen(address)
        if one.dial_from is not None:
            _verify_host(path, one.dial_from)


def _verify_host(path: Path, text: str) -> None:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        raise BadFile(
            f"{path}: {text} is not an IP address.",
            advice="In dial_from write an address of this machine, as in 192.0.2.7.",
        ) from None


def parse_listen(text: str) -> tuple[str, int]:
    """Return host and port of "127.0.0.1:7411", "[::1]:7411" or "example.org:7411".

    Raises:
        BadInput: It is no such address.
    """
    host, colon, port = text.rpartition(":")
    bare = host.removeprefix("[").removesuffix("]")
    if not colon or not bare or not port.isascii() or not port.isdigit():
        raise BadInput(
            f"{text} is not an address.", advice="Write host:port, as in 127.0.0.1:7411."
        )
    if not 0 < int(port) < 65_536:
        raise BadInput(f"{port} is not a port.", advice="A port is a number from 1 to 65535.")
    return bare, int(port)


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a host."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


SETTINGS: Final = """\
# Local settings of this station. Paths are relative to this folder.
name = {name}

[line]
listen = {line_listen}
# Several paths instead, [[line.paths]]: see docs/operations/paths.md.
# Relays, [[line.relays]]: see docs/operations/relay.md.
# Serial lines and modems, [[line.modems]]: see docs/operations/narrow.md.

[web]
listen = {web_listen}
# public_url = "https://openline.example"
# tls_certificate_file = "/etc/openline/web.crt"
# tls_key_file = "/etc/openline/web.key"

[turn]
urls = {turn_urls}
# secret_file = "keys/turn.secret"
credential_ttl_s = 3600

[calls]
# A call whose console of this side has been gone for so long is ended.
console_away_s = 60

[bell]
# The station's own bell, run without a shell. {{sound}} becomes the name of the sound:
# FLASH, IMMEDIATE, PRIORITY or ROUTINE.
# command = ["aplay", "-q", "/etc/openline/{{sound}}.wav"]

[store]
path = "store"
# The anchor belongs on another medium than the store.
anchor_path = "anchor"
"""


def first_settings(site: str, line_listen: str, web_listen: str, turn_urls: list[str]) -> bytes:
    """Return the `station.toml` of a new station."""
    text = SETTINGS.format(
        name=_toml(site),
        line_listen=_toml(line_listen),
        web_listen=_toml(web_listen),
        turn_urls=_toml(turn_urls),
    )
    return text.encode()


def _toml(value: str | list[str]) -> str:
    """Return a value as TOML; JSON strings and arrays of strings are TOML too."""
    return msgspec.json.encode(value).decode()
