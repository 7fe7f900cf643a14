"""The live connection: a page watches topics, does acts and passes signals.

Nothing grows with a slow or hostile page. Views are made when they are sent, so a page that
reads slowly gets the newest document only. Answers wait in an outbox of fixed length; while it
is full, the page's next message is not read. Signals that find it full are dropped: they are
transients, and the leg fails and is offered anew.

Spec: docs/console.md, 2.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, Final

from starlette.websockets import WebSocket, WebSocketDisconnect

from openline.core.errors import BadInput, OpenlineError
from openline.ports.desk import Console, StationDesk
from openline.web import roles
from openline.web.acts import Do, Signal, Watch, parse_body, parse_message
from openline.web.answers import documented, error_doc, error_response, to_json
from openline.web.auth import Doorkeeper, NotSignedIn, TooManyPages
from openline.web.hello import me_doc
from openline.web.origin import Origin

log = logging.getLogger("openline.web")

MAX_PAGES: Final = 8
"""Open pages of one session."""
MAX_MESSAGE: Final = 262_144
"""Largest message of a page in bytes: a message of 64 KiB in JSON."""
LATER_S: Final = 0.1
"""All views but `now` wait so long for further changes: a ring is shown before what stands
behind it is made anew, and what changes three times in a tenth of a second is sent once."""
TICK_S: Final = 1.0
TICKS_BETWEEN_CHECKS: Final = 60

_OUTBOX: Final = 64
_DOING: Final = 16
_SESSION_OVER: Final = 4401


class Page:
    """One connection: what it watches and what waits to be sent to it."""

    def __init__(
        self, socket: WebSocket, key: str, view: Callable[["Page", str], bytes]
    ) -> None:
        self.socket = socket
        self.key = key
        self.topics: set[str] = set()
        self.over = asyncio.Event()
        self.doing = asyncio.Semaphore(_DOING)
        self._view = view
        self._outbox: deque[bytes] = deque()
        self._tick: bytes | None = None
        self._changed: dict[str, None] = {}
        self._later: dict[str, None] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._shown: dict[str, int] = {}
        self._revision = 0
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    async def put(self, message: bytes) -> None:
        """Queue an answer; waits while the outbox is full."""
        while len(self._outbox) >= _OUTBOX and not self.over.is_set():
            self._room.clear()
            await self._room.wait()
        self._outbox.append(message)
        self._wake.set()

    def offer(self, message: bytes) -> None:
        """Queue a transient; dropped when the outbox is full."""
        if len(self._outbox) < _OUTBOX:
            self._outbox.append(message)
            self._wake.set()

    def tick(self, message: bytes) -> None:
        """Send the time, unless an earlier one has not left yet: then replace it."""
        self._tick = message
        self._wake.set()

    def watch(self, topics: list[str]) -> None:
        """Replace the subscriptions; what is new is sent at once."""
        fresh = [topic for topic in topics if topic not in self.topics]
        self.topics = set(topics)
        self._shown = {topic: self._shown[topic] for topic in self.topics & self._shown.keys()}
        self._changed |= dict.fromkeys(fresh)
        self._wake.set()

    def change(self, topics: list[str]) -> None:
        """Mark topics as changed: `now` is sent at once, others a little later."""
        watched = [topic for topic in topics if topic in self.topics]
        if "now" in watched:
            self._changed["now"] = None
            self._wake.set()
        self._later |= dict.fromkeys(topic for topic in watched if topic != "now")
        if self._later and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(LATER_S, self._ripen)

    def _ripen(self) -> None:
        self._timer = None
        self._changed |= self._later
        self._later = {}
        self._wake.set()

    def close(self) -> None:
        """End the connection; also frees whoever waits for room."""
        self.over.set()
        self._room.set()
        if self._timer is not None:
            self._timer.cancel()

    async def send(self) -> None:
        """Send what waits, for ever: answers, then the time, then views, `now` first."""
        while True:
            while (message := self._next()) is not None:
                await self.socket.send_text(message.decode())
            self._wake.clear()
            await self._wake.wait()

    def _next(self) -> bytes | None:
        if self._outbox:
            self._room.set()
            return self._outbox.popleft()
        if self._tick is not None:
            tick, self._tick = self._tick, None
            return tick
        while self._changed:
            topic = "now" if "now" in self._changed else next(iter(self._changed))
            del self._changed[topic]
            if (message := self._view_message(topic)) is not None:
                return message
        return None

    def _view_message(self, topic: str) -> bytes | None:
        if topic not in self.topics:
            return None
        try:
            doc = self._view(self, topic)
        except OpenlineError as error:
            self.topics.discard(topic)
            return _error(error, topic)
        if self._shown.get(topic) == hash(doc):
            return None
        self._shown[topic] = hash(doc)
        self._revision += 1
        head = b'{"t":"view","topic":"%b","rev":%d,"doc":' % (topic.encode(), self._revision)
        return head + doc + b"}"


class Live:
    """All open pages of a station."""

    def __init__(
        self,
        desk: StationDesk,
        door: Doorkeeper,
        origin: Origin,
        now_ms: Callable[[], int],
    ) -> None:
        self._desk = desk
        self._door = door
        self._origin = origin
        self._now_ms = now_ms
        self._pages: dict[bytes, set[Page]] = {}
        self._hearing: dict[bytes, Callable[[], None]] = {}
        self._acts: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Pass on changes and the time until cancelled."""
        unwatch = self._desk.watch(self._changed)
        self._door.on_end(self._session_ended)
        ticks = 0
        try:
            while True:
                await asyncio.sleep(TICK_S)
                ticks += 1
                message = to_json({"t": "tick", "time_ms": self._now_ms()})
                for page in self._all():
                    page.tick(message)
                if ticks % TICKS_BETWEEN_CHECKS == 0:
                    await self._check_sessions()
        finally:
            unwatch()

    async def connect(self, socket: WebSocket) -> None:
        """Serve one page until it goes. Host and Origin were checked."""
        key = socket.cookies.get(self._origin.cookie, "")
        try:
            console = self._door.console(key)
            if len(self._pages.get(console.id, ())) >= MAX_PAGES:
                raise TooManyPages(f"This session has {MAX_PAGES} pages open.")
        except OpenlineError as error:
            await socket.send_denial_response(error_response(error))
            return
        await socket.accept()
        page = Page(socket, key, self._view)
        self._enter(console, page)
        try:
            await page.put(to_json(self._hello(console)))
            await _until_first(page.send(), self._read(page), page.over.wait())
        finally:
            page.close()
            self._depart(console, page)
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await socket.close(_SESSION_OVER, "The session has ended.")

    # What the station tells

    def _changed(self, topics: set[str]) -> None:
        changed = list(topics)
        for page in self._all():
            page.change(changed)

    def _hear(self, console: Console) -> Callable[[], None]:
        def tell(leg: str, data: bytes) -> None:
            message = to_json({"t": "signal", "leg": leg, "data": data.hex()})
            for page in self._pages.get(console.id, ()):
                page.offer(message)

        return self._desk.hear_signals(console, tell)

    # What pages say

    async def _read(self, page: Page) -> None:
        while True:
            event = await page.socket.receive()
            if event["type"] == "websocket.disconnect":
                return
            try:
                await self._take(page, event.get("text"))
            except NotSignedIn:
                return
            except Exception as error:  # noqa: BLE001 - the border: nothing else may leave
                await page.put(_error(documented(error)))

    async def _take(self, page: Page, text: str | None) -> None:
        console = self._door.console(page.key)
        if text is None:
            raise BadInput("The page sent a message that is not text.")
        match parse_message(text):
            case Watch(topics=topics):
                page.watch(topics)
            case Do() as do:
                await page.doing.acquire()
                act = asyncio.create_task(self._do(page, console, do))
                self._acts.add(act)
                act.add_done_callback(self._acts.discard)
            case Signal(leg=leg, data=data):
                roles.check(roles.ACTS, "signal", console.role)
                self._desk.signal(console, leg, bytes.fromhex(data))

    async def _do(self, page: Page, console: Console, do: Do) -> None:
        """Do an act and answer. It goes on when the page is gone: the press was made."""
        try:
            answer: dict[str, Any] = {"ok": True, "result": await self._act(console, do)}
        except Exception as error:  # noqa: BLE001 - the border: nothing else may leave
            doc = error_doc(documented(error))
            answer = {"ok": False} | {
                name: getattr(doc, name) for name in doc.__struct_fields__
            }
        await page.put(to_json({"t": "done", "id": do.id} | answer))
        page.doing.release()

    async def _act(self, console: Console, do: Do) -> dict[str, Any]:
        body = parse_body(do)
        roles.check(roles.ACTS, do.act, console.role)
        if do.line:
            roles.check_line(self._desk.lines(console), do.line)
        if do.act == "prefer":
            await self._door.prefer(console, body["language"], body["theme"])
            return {}
        return await self._desk.do(console, do.line, do.act, bytes.fromhex(do.id), body)

    # Views

    def _hello(self, console: Console) -> dict[str, Any]:
        return {
            "t": "hello",
            "me": me_doc(self._desk, console),
            "station": {
                "version": version("openline"),
                "time_ms": self._now_ms(),
                "loopback": self._origin.loopback,
            },
        }

    def _view(self, page: Page, topic: str) -> bytes:
        try:
            console = self._door.console(page.key)
            kind, _, line = topic.partition(":")
            if kind not in roles.TOPICS or (kind in roles.LINELESS) == bool(line):
                raise BadInput("There is no such topic.")
            roles.check(roles.TOPICS, kind, console.role)
            if line:
                roles.check_line(self._desk.lines(console), line)
            return to_json(self._desk.view(console, topic))
        except Exception as error:  # noqa: BLE001 - the border: nothing else may leave
            raise documented(error) from None

    # Coming and going

    def _enter(self, console: Console, page: Page) -> None:
        pages = self._pages.setdefault(console.id, set())
        pages.add(page)
        if len(pages) == 1:
            self._hearing[console.id] = self._hear(console)
            self._desk.console_opened(console)

    def _depart(self, console: Console, page: Page) -> None:
        pages = self._pages[console.id]
        pages.discard(page)
        if not pages:
            del self._pages[console.id]
            self._hearing.pop(console.id)()
            self._desk.console_closed(console)

    def _session_ended(self, console: bytes) -> None:
        for page in self._pages.get(console, ()):
            page.close()

    async def _check_sessions(self) -> None:
        for page in self._all():
            try:
                self._door.console(page.key)
            except NotSignedIn:
                page.close()
        try:
            await self._door.tidy()
        except OpenlineError as error:
            log.warning("sessions could not be tidied: %s", error.code)

    def _all(self) -> list[Page]:
        return [page for pages in self._pages.values() for page in pages]


def _error(error: OpenlineError, topic: str | None = None) -> bytes:
    doc = error_doc(error)
    message = {"t": "error"} | {name: getattr(doc, name) for name in doc.__struct_fields__}
    return to_json(message if topic is None else message | {"topic": topic})


async def _until_first(*coroutines: Any) -> None:
    """Run until one of them ends, then end the others. A lost connection is no error."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
    for result in results:
        if isinstance(result, Exception) and not isinstance(
            result, (WebSocketDisconnect, RuntimeError)
        ):
            raise result
