import datetime
from pathlib import Path

import msgspec
import pytest

from openline.core.errors import BadInput, OpenlineError
from openline.station.config import first_settings, is_loopback, load_settings, parse_listen
from openline.station.files import NotReadable
from openline.station.relaycard import load_relay_card
from openline.station.tomlfile import BadFile, read_toml


def settings(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "station.toml"
    path.write_text(text)
    return path


def test_the_first_settings_are_read_back(tmp_path: Path) -> None:
    text = first_settings('a "b"', "0.0.0.0:7411", "127.0.0.1:8411", ["turn:relay.example"])
    path = settings(tmp_path, text.decode())
    read = load_settings(path)
    assert read.name == 'a "b"'
    (path,) = read.line.all_paths
    assert (path.name, path.listen) == ("network", "0.0.0.0:7411")
    assert read.turn.urls == ("turn:relay.example",)
    assert read.store.anchor_path == "anchor"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[line]\n", "missing required field name"),
        ('name = "a"\n[lien]\nlisten = "x:1"\n', "line 2: lien"),
        ('name = "a"\n\n[line]\nlistn = "x:1"\n', "line 4: listn"),
        ('name = "a"\n[store]\npath = 7\n', "line 3: store.path"),
        ('name = "a"\nname = "b"\n', "not TOML"),
        ('name = "a"\n[web]\ntls_key_file = "k"\n', "belong together"),
        ('name = "a"\n[web]\nlisten = "0.0.0.0:8411"\n', "HTTPS"),
        ('name = "a"\n[web]\nlisten = "8411"\n', "not an address"),
    ],
)
def test_settings_that_cannot_be_used(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(OpenlineError, match=said) as caught:
        load_settings(settings(tmp_path, text))
    assert caught.value.advice


def test_the_nearest_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile) as caught:
        load_settings(settings(tmp_path, 'name = "a"\n[line]\nlisten_adress = "x:1"\n'))
    assert "listen" in caught.value.advice
    assert caught.value.facts["line"] == 3


def test_a_certificate_allows_other_machines(tmp_path: Path) -> None:
    web = 'listen = "0.0.0.0:8411"\ntls_certificate_file = "c"\ntls_key_file = "k"\n'
    assert load_settings(settings(tmp_path, f'name = "a"\n[web]\n{web}')).web.tls_key_file


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:7411", ("127.0.0.1", 7411)),
        ("[::1]:1", ("::1", 1)),
        ("line.example.org:65535", ("line.example.org", 65_535)),
    ],
)
def test_addresses(text: str, address: tuple[str, int]) -> None:
    assert parse_listen(text) == address


@pytest.mark.parametrize("text", ["", "host", ":1", "host:", "host:x", "host:0", "host:65536"])
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(BadInput):
        parse_listen(text)


def test_loopback() -> None:
    assert all(is_loopback(host) for host in ("127.0.0.1", "127.8.8.8", "::1", "localhost"))
    assert not any(is_loopback(host) for host in ("0.0.0.0", "10.0.0.1", "line.example"))


class Inner(msgspec.Struct, forbid_unknown_fields=True):
    size: int


class Outer(msgspec.Struct, forbid_unknown_fields=True):
    items: tuple[Inner, ...] = ()
    named: dict[str, Inner] = {}
    other: Inner | None = None


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("[[items]]\nsize = 1\n[[items]]\nsice = 2\n", 4, "sice"),
        ("[named.a]\nsize = 1\n[named.b]\nsize = 2\nsice = 3\n", 5, "sice"),
        ("[other]\nsize = 1\nx = 2\n", 3, "x"),
        ("other = { size = 1, x = 2 }\n", 1, "x"),
        ('"x" = 1\n', 1, "x"),
    ],
)
def test_unknown_keys_are_found(tmp_path: Path, text: str, line: int, key: str) -> None:
    with pytest.raises(BadFile, match=f"line {line}: {key} is not known"):
        read_toml(settings(tmp_path, text), Outer)


def test_text_must_be_utf_8(tmp_path: Path) -> None:
    (tmp_path / "station.toml").write_bytes(b'name = "\xff"\n')
    with pytest.raises(BadFile, match="UTF-8"):
        load_settings(tmp_path / "station.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"name = {'[' * 3_000}", "nests its values too deep"),
        (f"name = {'{a=' * 3_000}", "nests its values too deep"),
        (f"name = {'1' * 5_000}", "thousands of digits"),
    ],
)
def test_what_goes_on_without_end_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BadFile, match=said):
        load_settings(settings(tmp_path, text))


class Dated(msgspec.Struct):
    day: datetime.date


@pytest.mark.parametrize(
    "text", [f"day{'.a' * 3_000} = 1", f"day = 0x{'f' * 5_000}"], ids=["tables", "digits"]
)
def test_a_wrong_value_without_end_is_not_shown(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadFile, match="day: What stands there is not a date"):
        read_toml(settings(tmp_path, text), Dated)


def test_a_relay_card_of_any_size_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(NotReadable, match="larger than 4096 bytes"):
        load_relay_card(settings(tmp_path, f"address{'.a' * 30_000} = 1"))


TWO_PATHS = """
name = "a"
[[line.paths]]
name = "Cable"
listen = "127.0.0.1:7411"
dial_from = "127.0.0.1"
allow = ["127.0.0.0/8"]
[[line.paths]]
name = "Satellite"
dial_from = "127.0.0.2"
addresses = ["198.51.100.7:7411"]
cost = 10
"""


def test_several_paths_are_read(tmp_path: Path) -> None:
    cable, satellite = load_settings(settings(tmp_path, TWO_PATHS)).line.all_paths
    assert (cable.name, cable.listen, cable.allow) == (
        "Cable",
        "127.0.0.1:7411",
        ("127.0.0.0/8",),
    )
    assert (satellite.listen, satellite.cost) == (None, 10)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"Satellite"', '"Cable"', "two paths are named Cable"),
        ('name = "a"', 'name = "a"\n[line]\nlisten = "127.0.0.1:7412"', "beside them"),
        ('"127.0.0.2"', '"127.0.0.1"', "from the same address to the same"),
        ('"127.0.0.2"', '"satellite0"', "not an IP address"),
        ('"198.51.100.7:7411"', '"198.51.100.7"', "not an address"),
        ("cost = 10", "cost = 101", "cost"),
        ('"Satellite"', '"Sat\\u0007"', "name"),
    ],
)
def test_paths_that_cannot_be_used(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(OpenlineError, match=said) as caught:
        load_settings(settings(tmp_path, TWO_PATHS.replace(old, new)))
    assert caught.value.advice
