"""Local settings of a station: `station.toml`, read here and nowhere else.

A key that nobody reads is refused. Secrets stand in files of their own, named here.
"""

import ipaddress
from pathlib import Path
from typing import Annotated, Final

import msgspec

from openline.core.errors import BadInput
from openline.station.tomlfile import BadFile, read_toml


class LineSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the counterparts' stations reach this one."""

    listen: str = "127.0.0.1:7411"


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


class StoreSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The record, and the anchor, which belongs on a second medium."""

    path: str = "store"
    anchor_path: str = "anchor"


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`station.toml`. Paths are relative to the station's folder."""

    name: str
    line: LineSettings = LineSettings()
    web: WebSettings = WebSettings()
    turn: TurnSettings = TurnSettings()
    calls: CallSettings = CallSettings()
    store: StoreSettings = StoreSettings()


def load_settings(path: Path) -> Settings:
    """Read `station.toml`.

    Raises:
        NoSuchFile, NotReadable, BadFile, BadInput: It cannot be read or used.
    """
    settings = read_toml(path, Settings)
    _verify_settings(path, settings)
    return settings


def _verify_settings(path: Path, settings: Settings) -> None:
    parse_listen(settings.line.listen)
    host, _ = parse_listen(settings.web.listen)
    certificate = settings.web.tls_certificate_file
    if (certificate is None) != (settings.web.tls_key_file is None):
        raise BadFile(f"{path}: tls_certificate_file and tls_key_file belong together.")
    if certificate is None and not is_loopback(host):
        raise BadFile(
            f"{path}: consoles outside this machine need HTTPS, or no microphone works.",
            advice="In [web], set tls_certificate_file and tls_key_file, or use 127.0.0.1.",
        )


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
