"""A station as small as a web server needs it: fake desk, cells in memory, the real server."""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import httpx
import uvloop
from websockets.sync.client import ClientConnection, connect

from openline.cli.demo import free_ports
from openline.core.errors import BadInput, NotAllowed
from openline.ports.desk import Console, DeskInfo, Doc
from openline.ports.errors import PortInUse
from openline.ports.memory import MemoryStore
from openline.ports.store import Cell, Commit
from openline.station.config import WebSettings
from openline.web.auth import Enrolment
from openline.web.server import WebServer

LINE = "ab" * 32
OTHER_LINE = "cd" * 32
REF = f"0.0.7.{'12' * 32}"
START_MS = 1_800_000_000_000

T = TypeVar("T")


class MemoryCells:
    """Cells on the fake store; counts what was written."""

    def __init__(self, store: MemoryStore) -> None:
        self.store = store
        self.kept = 0

    def cell(self, space: bytes, key: bytes) -> bytes | None:
        return self.store.cell(space, key)

    def cells(self, space: bytes, *, limit: int = 1_000) -> list[tuple[bytes, bytes]]:
        return self.store.cells(space, limit=limit)

    async def keep(self, cells: Sequence[Cell]) -> None:
        await asyncio.sleep(0)
        self.store.commit(Commit(cells=cells))
        self.kept += 1


class FakeDesk:
    """A station of one line. Views are dictionaries that a test sets; acts are noted."""

    def __init__(self) -> None:
        self.docs: dict[str, Doc] = {"now": {"rings": []}, f"line:{LINE}": {"id": LINE}}
        self.done: queue.Queue[tuple[Console, str, str, bytes, Doc]] = queue.Queue()
        self.signalled: queue.Queue[tuple[Console, str, bytes]] = queue.Queue()
        self.consoles: queue.Queue[tuple[str, Console]] = queue.Queue()
        self.hold: asyncio.Event | None = None
        self.failure: Exception | None = None
        self.views = 0
        self._tell: list[Callable[[set[str]], None]] = []
        self._hear: dict[bytes, Callable[[str, bytes], None]] = {}

    def party(self) -> Doc:
        return {"number": 0, "names": {"en": "Singapore"}}

    def desks(self) -> list[DeskInfo]:
        return [
            DeskInfo("watch", {"en": "Watch room", "zh": "值班室"}, "watch"),
            DeskInfo("minister", {"en": "Minister's Desk"}, "principal"),
        ]

    def lines(self, console: Console) -> list[str]:
        return [LINE]

    async def do(self, console: Console, line: str, act: str, command: bytes, body: Doc) -> Doc:
        if self.hold is not None:
            await self.hold.wait()
        if self.failure is not None:
            raise self.failure
        self.done.put((console, line, act, command, body))
        return {"ref": REF}

    def view(self, console: Console, topic: str) -> Doc:
        self.views += 1
        if topic not in self.docs:
            raise BadInput("There is no such topic.")
        return self.docs[topic]

    def watch(self, tell: Callable[[set[str]], None]) -> Callable[[], None]:
        self._tell.append(tell)
        return lambda: self._tell.remove(tell)

    def change(self, topic: str, doc: Doc) -> None:
        self.docs[topic] = doc
        for tell in self._tell:
            tell({topic})

    def console_opened(self, console: Console) -> None:
        self.consoles.put(("opened", console))

    def console_closed(self, console: Console) -> None:
        self.consoles.put(("closed", console))

    def signal(self, console: Console, leg: str, data: bytes) -> None:
        self.signalled.put((console, leg, data))

    def hear_signals(
        self, console: Console, tell: Callable[[str, bytes], None]
    ) -> Callable[[], None]:
        self._hear[console.id] = tell
        return lambda: self._hear.pop(console.id, None) and None

    def send_signal(self, leg: str, data: bytes) -> None:
        for tell in self._hear.values():
            tell(leg, data)

    async def add_document(
        self, console: Console, line: str, digest: bytes, size: int, offset: int, data: bytes
    ) -> Doc:
        if size > 1 << 20:
            raise BadInput("The document is too large.")
        held = offset + len(data)
        return {"held": held, "whole": held == size, "asked": digest.hex()}

    def document(self, console: Console, line: str, ref: str) -> tuple[str, Iterator[bytes]]:
        if ref != REF:
            raise BadInput("There is no such document.")
        return 'Karte "1"/海图\n.html', iter([b"<script>", b"alert(1)"])

    def calendar(self, console: Console, line: str, request: str) -> tuple[str, bytes]:
        if request != REF:
            raise BadInput("There is no such request.")
        return "openline-request.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"

    def calendar_drafts(self, console: Console, line: str, data: bytes) -> Doc:
        return {"drafts": [], "size": len(data)}

    def speech(self, console: Console, line: str, speech: bytes) -> Doc:
        return {"rate": 700, "frames": "00" * 7, "ms": 80, "size": len(speech)}

    def sound(self, console: Console, line: str, ref: str) -> bytes:
        if ref != REF:
            raise BadInput("There is no such spoken word.")
        return b"RIFF"

    def turn(self, console: Console, line: str) -> Doc:
        return {"policy": "relay", "servers": []}

    def messages_page(self, console: Console, line: str, before: str | None, limit: int) -> Doc:
        return {"messages": [], "more": False, "asked": [before, limit]}

    def record_page(
        self, console: Console, line: str, feed: bytes, before: int | None, limit: int
    ) -> Doc:
        return {"entries": [], "asked": [feed.hex(), before, limit]}

    def proof(self, console: Console, line: str, feed: bytes, index: int) -> str:
        if index > 10:
            raise BadInput("There is no such entry.")
        return f"c2sp.org/tlog-proof@v1\nindex {index}\n"

    def verify(self, console: Console, line: str) -> Doc:
        if self.failure is not None:
            raise self.failure
        return {"result": "holds"}

    def export(self, console: Console, line: str) -> tuple[str, Iterator[bytes]]:
        if console.role == "principal":
            raise NotAllowed("Not from this desk.")
        return "line.olx", iter([b"one", b"two"])


class Station:
    """A web server in a thread of its own, with a clock that only a test moves."""

    def __init__(
        self,
        *,
        store: MemoryStore | None = None,
        settings: WebSettings | None = None,
        folder: Path = Path(),
    ) -> None:
        self.store = (store or MemoryStore()).open()
        self.cells = MemoryCells(self.store)
        self.desk = FakeDesk()
        self.now_ms = START_MS
        self._clients: list[httpx.Client] = []
        self._pages = contextlib.ExitStack()
        self.loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()
        self.web = self._start(settings, folder)
        self.url = self.web.origin.text

    def _start(self, settings: WebSettings | None, folder: Path) -> WebServer:
        while True:
            chosen = settings or WebSettings(listen=f"127.0.0.1:{free_port()}")
            web = WebServer(self.desk, self.cells, chosen, folder, lambda: self.now_ms)
            try:
                self.run(web.start())
            except PortInUse:
                if settings is None:
                    continue
                raise
            return web

    def run(self, work: Awaitable[T]) -> T:
        """Run a coroutine in the server's loop."""

        async def wrapped() -> T:
            return await work

        return asyncio.run_coroutine_threadsafe(wrapped(), self.loop).result(60)

    def call(self, function: Callable[..., T], *arguments: Any) -> T:
        """Call a function in the server's loop."""

        async def wrapped() -> T:
            return function(*arguments)

        return self.run(wrapped())

    def enrol(
        self, person: str = "Watch officer 1", desk: str = "watch", role: str | None = None
    ) -> str:
        """Return an enrolment link."""
        command = self.web.commands()["enrol"]
        made = self.run(command.run(Enrolment(person, desk, role)))  # type: ignore[arg-type]
        return str(made["url"])

    def client(self, **cookies: str) -> httpx.Client:
        """Return a browser-like client: it sends the Origin, and keeps cookies."""
        client = httpx.Client(
            base_url=self.url, headers={"origin": self.url}, cookies=cookies, timeout=60
        )
        self._clients.append(client)
        return client

    def sign_in(
        self, person: str = "Watch officer 1", desk: str = "watch", role: str | None = None
    ) -> httpx.Client:
        """Return a client that is signed in."""
        client = self.client()
        answer = client.post(self.enrol(person, desk, role), data={"language": "en"})
        assert answer.status_code == 303, answer.text
        return client

    def live(self, client: httpx.Client, **options: Any) -> ClientConnection:
        """Open the live connection with a client's session."""
        cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        headers = {"cookie": cookie} if cookie else {}
        headers.update(options.pop("headers", {}))
        page: ClientConnection = connect(
            self.url.replace("http", "ws", 1) + "/live",
            origin=options.pop("origin", self.url),
            additional_headers=headers,
            compression=None,
            **options,
        )
        return page

    def page(self, client: httpx.Client, **options: Any) -> ClientConnection:
        """Open a live connection that stays until the station stops."""
        return self._pages.enter_context(self.live(client, **options))

    def stop(self) -> None:
        self._pages.close()
        for client in self._clients:
            client.close()
        self.run(self.web.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(60)
        self.loop.close()


def free_port() -> int:
    """Return a port that was free a moment ago."""
    (port,) = free_ports(1)
    return port
