"""Every means of alerting keeps the port's contract, and so does the fake.

Real programs, a real web server and a real mail server of this machine stand at the other end.
"""

import http.server
import json
import os
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from openline.alerts.apart import Apart
from openline.alerts.command import CommandAlerter
from openline.alerts.mail import MailAlerter
from openline.alerts.services import ServiceAlerter
from openline.alerts.webhook import WebhookAlerter
from openline.ports.alert import Alerter, AlertFailed, Notice
from openline.ports.memory_alert import MemoryAlerter

NOTICE = Notice(
    "5a" * 32, "FLASH", "REAL", "Duty desk", "Line A", "FLASH ring waits at Duty desk."
)


@dataclass
class Target:
    """What stands at the other end: what came in, and how it behaves."""

    came: list[str] = field(default_factory=list)
    refuses: bool = False
    hangs: threading.Event = field(default_factory=threading.Event)


@dataclass
class Means:
    """One means of alerting, with its target at its command."""

    alerter: Alerter
    came: Callable[[], list[str]]
    refuse: Callable[[], None]


def serve(server: socketserver.BaseServer) -> None:
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()


def web_server(target: Target) -> http.server.ThreadingHTTPServer:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            target.hangs.wait()
            if not target.refuses:
                target.came.append(data.decode())
            self.send_response(500 if target.refuses else 204)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    return http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)


def mail_server(target: Target) -> socketserver.ThreadingTCPServer:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            target.hangs.wait()
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline().decode().strip():
                verb = line.split()[0].upper()
                if verb == "DATA":
                    self.wfile.write(b"354 go\r\n")
                    rows = []
                    while (row := self.rfile.readline()) != b".\r\n":
                        rows.append(row.decode())
                    target.came.append("".join(rows))
                if verb == "QUIT":
                    self.wfile.write(b"221 bye\r\n")
                    break
                refused = target.refuses and verb == "RCPT"
                self.wfile.write(b"550 no\r\n" if refused else b"250 well\r\n")

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True

    return Server(("127.0.0.1", 0), Handler)


@pytest.fixture
def target() -> Iterator[Target]:
    made = Target()
    made.hangs.set()
    yield made
    made.hangs.set()


@pytest.fixture(params=["fake", "command", "webhook", "mail", "apprise"])
def means(request: pytest.FixtureRequest, target: Target, tmp_path: Path) -> Iterator[Means]:
    refuse: Callable[[], None] = lambda: setattr(target, "refuses", True)  # noqa: E731
    match request.param:
        case "fake":
            fake = MemoryAlerter()
            yield Means(
                fake,
                lambda: [one.text for one in fake.given.values()],
                lambda: setattr(fake, "failing", True),
            )
        case "command":
            log = tmp_path / "rung"
            bell = tmp_path / "bell"
            bell.write_text(
                f'#!/bin/sh\n[ ! -e {tmp_path}/broken ] && echo "$OPENLINE_TEXT" > {log}\n'
            )
            bell.chmod(0o700)
            yield Means(
                CommandAlerter(("./bell",), str(tmp_path), 10),
                lambda: log.read_text().splitlines() if log.exists() else [],
                lambda: (tmp_path / "broken").touch(),
            )
        case _:
            mail = request.param == "mail"
            with (mail_server if mail else web_server)(target) as server:
                serve(server)
                host, port = server.server_address[:2]
                url = tmp_path / "url"
                scheme = "json" if request.param == "apprise" else "http"
                url.write_text(f"{scheme}://{host!s}:{port}/token?x=1\n")
                alerter: MailAlerter | WebhookAlerter | ServiceAlerter
                if mail:
                    alerter = MailAlerter(
                        str(host), port, "none", "a@x.example", "b@x.example", "", "", 5
                    )
                elif request.param == "webhook":
                    alerter = WebhookAlerter(str(url), 5)
                else:
                    alerter = ServiceAlerter(str(url))
                yield Means(Apart(alerter, 20), lambda: target.came, refuse)
                server.shutdown()


def test_it_is_given_and_says_all_that_it_may(means: Means) -> None:
    means.alerter.alert(NOTICE)
    (came,) = means.came()
    assert NOTICE.text in came


def test_a_target_that_refuses_is_a_failure(means: Means) -> None:
    means.refuse()
    with pytest.raises(AlertFailed) as failed:
        means.alerter.alert(NOTICE)
    assert failed.value.what
    assert "token" not in failed.value.what
    assert means.came() == []


def test_the_same_alert_may_be_given_twice(means: Means) -> None:
    for _ in range(2):
        means.alerter.alert(NOTICE)
    assert len(set(means.came())) >= 1


# --- what only some of them can do ----------------------------------------------------------


def test_a_webhook_says_that_it_is_the_same(tmp_path: Path, target: Target) -> None:
    with web_server(target) as server:
        serve(server)
        url = tmp_path / "url"
        url.write_text(f"http://127.0.0.1:{server.server_address[1]}/")
        WebhookAlerter(str(url), 5).alert(NOTICE)
        server.shutdown()
    assert json.loads(target.came[0])["id"] == NOTICE.id


@pytest.mark.parametrize(
    "url", ["http://example.org/", "file:///etc/passwd", "https://", "nonsense", "http://[::1"]
)
def test_a_webhook_goes_by_https_or_stays_on_this_machine(tmp_path: Path, url: str) -> None:
    file = tmp_path / "url"
    file.write_text(url)
    with pytest.raises(AlertFailed):
        WebhookAlerter(str(file), 1).alert(NOTICE)


@pytest.mark.parametrize(
    "alerter",
    [
        CommandAlerter(("/no/such/bell",), "/", 1),
        WebhookAlerter("/no/such/file", 1),
        ServiceAlerter("/no/such/file"),
        MailAlerter("127.0.0.1", 1, "starttls", "a@x", "b@x", "", "", 1),
    ],
)
def test_what_is_not_there_fails_in_a_sentence(alerter: Alerter) -> None:
    with pytest.raises(AlertFailed) as failed:
        alerter.alert(NOTICE)
    assert failed.value.what.endswith(".")


class NoTls(socketserver.StreamRequestHandler):
    """A mail server that promises TLS and then speaks something else."""

    def handle(self) -> None:
        for answer in (b"220 here\r\n", b"250-here\r\n250 STARTTLS\r\n", b"220 go on\r\n"):
            self.wfile.write(answer)
            self.rfile.readline()
        self.wfile.write(b"no TLS at all\r\n")


def test_a_mail_server_whose_tls_fails_is_not_written_to() -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), NoTls) as server:
        threading.Thread(target=server.handle_request).start()
        port = server.server_address[1]
        with pytest.raises(AlertFailed, match=r"out of reach: .*\.$"):
            MailAlerter("127.0.0.1", port, "starttls", "a@x", "b@x", "", "", 5).alert(NOTICE)


def test_services_that_apprise_cannot_read(tmp_path: Path) -> None:
    for text in ("", "# nothing\n", "nonsense://x y\n"):
        file = tmp_path / "url"
        file.write_text(text)
        with pytest.raises(AlertFailed):
            Apart(ServiceAlerter(str(file)), 20).alert(NOTICE)


def test_a_target_that_never_answers_is_ended(tmp_path: Path, target: Target) -> None:
    target.hangs.clear()
    with web_server(target) as server:
        serve(server)
        url = tmp_path / "url"
        url.write_text(f"http://127.0.0.1:{server.server_address[1]}/")
        began = time.monotonic()
        with pytest.raises(AlertFailed):
            Apart(WebhookAlerter(str(url), 60), 1.5).alert(NOTICE)
        assert time.monotonic() - began < 30
        target.hangs.set()
        server.shutdown()


def test_a_command_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    held = tmp_path / "held"
    os.mkfifo(held)
    reader = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    script = f"exec 3> {held}; sleep 60 & sleep 60"
    with pytest.raises(AlertFailed, match="within"):
        CommandAlerter(("/bin/sh", "-c", script), str(tmp_path), 1).alert(NOTICE)
    os.set_blocking(reader, True)
    assert os.read(reader, 1) == b""  # once nobody holds the other end
    os.close(reader)
