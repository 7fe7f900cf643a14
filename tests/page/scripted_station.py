"""A station that says what a test tells it: serves the page and speaks docs/console.md.

It stands beside the port that the page talks to. It checks nothing and keeps nothing but what
the page asked for, so that a test reads like a script: set a document, look at the page, press,
look at what arrived.
"""

import asyncio
import inspect
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect

from openline import web

Doc = dict[str, Any]
Reply = Callable[[Doc], Doc]

PAGE = Path(web.__file__).parent / "page"
LOCALE = Path(web.__file__).parent.parent / "locale"
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; media-src 'self' blob:; worker-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
TICK_S = 1.0
PATIENCE_S = 30.0


def _done(_: Doc) -> Doc:
    return {"ok": True, "result": {}}


class ScriptedStation:
    """Documents by topic, answers by act, and all that the page sent.

    Attributes:
        docs: What each topic now holds.
        did: Every `do` that arrived, in order.
        signals: Every signal that arrived.
        ticking: False makes the station fall silent without closing the link.
        shift_ms: Added to the time that the page is told.
        answers: Path and what a GET or POST of it returns.
    """

    def __init__(self, me: Doc, docs: dict[str, Doc]) -> None:
        self.me = me
        self.docs = docs
        self.did: list[Doc] = []
        self.signals: list[Doc] = []
        self.ticking = True
        self.shift_ms = 0
        self.answers: dict[str, Any] = {}
        self.hear: Callable[[Doc], None] = lambda _: None
        self._replies: dict[str, Reply] = {}
        self._pages: set[WebSocket] = set()
        self._topics: dict[WebSocket, list[str]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self.url = ""

    def now_ms(self) -> int:
        """Return the station's time in milliseconds."""
        return int(time.time() * 1000) + self.shift_ms

    def set(self, topic: str, doc: Doc) -> None:
        """Replace a document and tell the pages that watch it."""
        self.docs[topic] = doc
        self._call(self._tell(topic))

    def change(self, topic: str, **fields: Any) -> None:
        """Replace some fields of a document."""
        self.set(topic, {**self.docs[topic], **fields})

    def on(self, act: str, reply: Reply) -> None:
        """Answer an act with what `reply` makes of it, a whole `done` without its id."""
        self._replies[act] = reply

    def refuse(self, act: str, code: str, what: str = "", advice: str = "") -> None:
        """Refuse an act from now on."""
        refused = {"ok": False, "code": code, "what": what, "advice": advice, "facts": {}}
        self._replies[act] = lambda _: refused

    def signal(self, leg: str, data: str) -> None:
        """Pass a signal to all pages."""
        self._call(self._broadcast({"t": "signal", "leg": leg, "data": data}))

    def later(self, topic: str, doc: Doc) -> None:
        """Like `set`, but from any thread and without waiting."""
        self.docs[topic] = doc
        self._later(self._tell(topic))

    def later_signal(self, leg: str, data: str) -> None:
        """Like `signal`, but from any thread and without waiting."""
        self._later(self._broadcast({"t": "signal", "leg": leg, "data": data}))

    def forget(self) -> Doc:
        """An answer that never comes."""
        return {"t": "lost"}

    def shut(self) -> None:
        """End the session: every link closes for good."""
        self._call(self._drop(4401))

    def drop(self) -> None:
        """Close every link at once."""
        self._call(self._drop())

    def start(self) -> None:
        """Serve on a free port of the loopback address; `url` is set when this returns."""
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        app = Starlette(routes=self._routes())

        def run() -> None:
            config = uvicorn.Config(
                app,
                log_level="error",
                lifespan="off",
                ws_ping_interval=None,
            )
            self._server = uvicorn.Server(config)

            async def serve() -> None:
                assert self._server is not None
                self._loop = asyncio.get_running_loop()
                ticking = asyncio.create_task(self._tick())
                await self._server.serve(sockets=[listening])
                ticking.cancel()

            asyncio.run(serve())

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the server and wait for it."""
        self.drop()
        if self._server is not None:
            self._server.should_exit = True
            self._server.force_exit = True
        if self._thread is not None:
            self._thread.join(PATIENCE_S)

    def _call(self, work: Any) -> None:
        if self._loop is None:
            work.close()
            return
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    def _later(self, work: Any) -> None:
        if self._loop is None:
            work.close()
            return
        asyncio.run_coroutine_threadsafe(work, self._loop)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            if self.ticking:
                await self._broadcast({"t": "tick", "time_ms": self.now_ms()})

    async def _broadcast(self, message: Doc) -> None:
        for page in list(self._pages):
            await self._send(page, message)

    async def _send(self, page: WebSocket, message: Doc) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            await page.send_text(msgspec.json.encode(message).decode())

    async def _tell(self, topic: str) -> None:
        for page, topics in list(self._topics.items()):
            if topic in topics and self.ticking:
                await self._view(page, topic)

    async def _view(self, page: WebSocket, topic: str) -> None:
        if topic in self.docs:
            view = {"t": "view", "topic": topic, "rev": 1, "doc": self.docs[topic]}
            await self._send(page, view)

    async def _drop(self, code: int = 1001) -> None:
        for page in list(self._pages):
            with suppress(RuntimeError):
                await page.close(code)

    async def _live(self, page: WebSocket) -> None:
        await page.accept()
        self._pages.add(page)
        station = {"version": "0.1.0", "time_ms": self.now_ms(), "loopback": True}
        await self._send(page, {"t": "hello", "me": self.me, "station": station})
        try:
            while True:
                await self._take(page, msgspec.json.decode(await page.receive_text()))
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            self._pages.discard(page)
            self._topics.pop(page, None)

    async def _take(self, page: WebSocket, message: Doc) -> None:
        if message["t"] == "watch":
            before = self._topics.get(page, [])
            self._topics[page] = message["topics"]
            for topic in message["topics"]:
                if topic not in before:
                    await self._view(page, topic)
        elif message["t"] == "signal":
            self.signals.append(message)
            self.hear(message)
        elif message["t"] == "do":
            self.did.append(message)
            reply = self._replies.get(message["act"], _done)
            await self._send(page, {"t": "done", "id": message["id"], **reply(message)})

    async def _index(self, _: Request) -> Response:
        return FileResponse(PAGE / "index.html", headers={"Content-Security-Policy": CSP})

    async def _me(self, _: Request) -> Response:
        return JSONResponse(self.me)

    async def _api(self, request: Request) -> Response:
        answer = self.answers.get(request.url.path.removeprefix("/api/"))
        if answer is None:
            return PlainTextResponse("not scripted", status_code=404)
        if callable(answer) and not isinstance(answer, Response):
            answer = answer(request)
            if inspect.isawaitable(answer):
                answer = await answer
        return answer if isinstance(answer, Response) else JSONResponse(answer)

    def _routes(self) -> list[Any]:
        return [
            Route("/", self._index),
            Route("/api/me", self._me),
            Route("/api/{path:path}", self._api, methods=["GET", "POST"]),
            WebSocketRoute("/live", self._live),
            Mount("/page", StaticFiles(directory=PAGE)),
            Mount("/locale", StaticFiles(directory=LOCALE)),
        ]
