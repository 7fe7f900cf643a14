"""Where the web server listens, under which address, and with which certificate."""

import datetime
import ssl
from ipaddress import IPv4Address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from websockets.sync.client import connect
from websockets.typing import Origin

from openline.core.errors import BadInput
from openline.ports.errors import BadAddress, PortInUse
from openline.ports.memory import MemoryStore
from openline.station.config import WebSettings
from openline.web.origin import origin_of
from openline.web.server import BadCertificate, WebServer
from tests.web.station import FakeDesk, MemoryCells, Station, free_port


def settings(
    listen: str = "127.0.0.1:8411", url: str | None = None, *, tls: bool = False
) -> WebSettings:
    files = ("web.crt", "web.key") if tls else (None, None)
    return WebSettings(listen, url, *files)


@pytest.mark.parametrize(
    ("given", "text", "cookie"),
    [
        (settings(), "http://127.0.0.1:8411", "openline-8411"),
        (settings("[::1]:8411"), "http://[::1]:8411", "openline-8411"),
        (settings("127.0.0.1:80"), "http://127.0.0.1", "openline"),
        (settings(url="https://Console.Example"), "https://console.example", "__Host-openline"),
        (
            settings(url="https://console.example:443/", tls=True),
            "https://console.example",
            "__Host-openline",
        ),
        (
            settings("0.0.0.0:8411", "https://console.example:8411", tls=True),
            "https://console.example:8411",
            "__Host-openline-8411",
        ),
    ],
)
def test_the_address_and_the_cookie(given: WebSettings, text: str, cookie: str) -> None:
    origin = origin_of(given)
    assert (origin.text, origin.cookie) == (text, cookie)
    assert origin.secure is text.startswith("https")


@pytest.mark.parametrize(
    "url",
    [
        "http://console.example",
        "ftp://127.0.0.1",
        "https://console.example/path",
        "https://console.example?x",
        "https://user@console.example",
        "https://",
        "console.example",
        "https://console.example\r\n",
        "https://con sole.example",
    ],
)
def test_an_unsafe_or_broken_address_is_refused(url: str) -> None:
    with pytest.raises(BadInput) as refusal:
        origin_of(settings(url=url))
    assert "public_url" in refusal.value.advice


def test_tls_is_not_undone_by_an_http_address() -> None:
    with pytest.raises(BadInput):
        origin_of(settings(url="http://127.0.0.1:8411", tls=True))


def test_a_port_in_use_and_a_strange_address_are_told_clearly() -> None:
    first = Station()
    try:
        with pytest.raises(PortInUse) as refusal:
            Station(settings=WebSettings(first.url.removeprefix("http://")))
        assert "[web] listen" in refusal.value.advice
        with pytest.raises(BadAddress):
            Station(settings=WebSettings(f"127.1.2.3.4:{free_port()}", "http://127.0.0.1"))
    finally:
        first.stop()


def test_a_certificate_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "web.crt").write_text("nothing")
    (tmp_path / "web.key").write_text("nothing")
    cells = MemoryCells(MemoryStore())
    with pytest.raises(BadCertificate):
        WebServer(FakeDesk(), cells, settings(tls=True), tmp_path, lambda: 0)


def test_https_with_websocket_and_secure_cookie(tmp_path: Path) -> None:
    trust = make_certificate(tmp_path)
    listen = f"127.0.0.1:{free_port()}"
    station = Station(settings=settings(listen, tls=True), folder=tmp_path)
    try:
        with httpx.Client(verify=trust, headers={"origin": station.url}) as client:
            answer = client.post(station.enrol(), data={"language": "en"})
            cookie = answer.headers["set-cookie"]
            assert cookie.startswith("__Host-openline-")
            assert "Secure" in cookie
            assert "Path=/" in cookie
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
            pair = cookie.partition(";")[0]
            with connect(
                station.url.replace("https", "wss") + "/live",
                ssl=trust,
                origin=Origin(station.url),
                additional_headers={"cookie": pair},
            ) as page:
                assert '"t":"hello"' in str(page.recv(5))
                assert isinstance(page.socket, ssl.SSLSocket)
                assert page.socket.version() == "TLSv1.3"
    finally:
        station.stop()


def test_stopping_ends_the_pages_and_frees_the_port() -> None:
    station = Station()
    station.page(station.sign_in()).recv(5)
    listen = station.url.removeprefix("http://")
    station.run(station.web.stop())
    station.run(station.web.stop())
    assert station.desk.consoles.get(timeout=30)[0] == "opened"
    assert station.desk.consoles.get(timeout=30)[0] == "closed"
    again = Station(settings=WebSettings(listen))
    again.stop()
    station.stop()


def make_certificate(folder: Path) -> ssl.SSLContext:
    """Write web.crt and web.key for 127.0.0.1; return a context that trusts them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(IPv4Address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "web.crt").write_bytes(certificate.public_bytes(pem))
    (folder / "web.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return ssl.create_default_context(cafile=str(folder / "web.crt"))
