"""Browsers that call each other without a station, and what comes out at the other ear.

The same functions measure any two pages, those of the whole system too: the probe takes the
place of the microphone and listens where the page listens, and the page does not know of it.
"""

import base64
import secrets
import statistics
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any, NamedTuple, Protocol, cast

import numpy as np
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from bench.figures import Earlier, Figure, at_least, at_most, told
from bench.impairment import HOST, Impairment
from bench.sound import (
    ALIKE,
    RATE,
    Heard,
    Samples,
    chirp_delays_ms,
    chirps,
    likeness,
    score,
    speech,
)

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    # A machine of the test has no address but loopback's.
    "--allow-loopback-in-peer-connection",
)
PAGES = Path(__file__).parent / "voice_pages"
PRODUCT = Path(__file__).parent.parent / "src/openline/web/page"
PROBE = PAGES / "probe.js"
OPEN_LIMIT_MS = 60_000
UNDER_WAY_S = 0.6
ANSWERS = 5
DELAYS = 3
SCORES = 3
TRIES = 3
Fields = dict[str, Any]


class _Server(ThreadingHTTPServer):
    """Files, and letterboxes in which one page leaves what another waits for."""

    def __init__(self) -> None:
        super().__init__((HOST, 0), _Answers)
        self.letters: dict[str, Queue[bytes]] = defaultdict(Queue)


class _Answers(SimpleHTTPRequestHandler):
    """The product's page files under /page, letterboxes under /letters, our pages elsewhere."""

    extensions_map = {".html": "text/html", ".js": "text/javascript"}  # noqa: RUF012

    def translate_path(self, path: str) -> str:
        below, root = (path[5:], PRODUCT) if path.startswith("/page/") else (path, PAGES)
        whole = (root / below.lstrip("/")).resolve()
        return str(whole if whole.is_relative_to(root.resolve()) else root / "absent")

    def do_GET(self) -> None:
        """A file, or a letter as soon as there is one."""
        if not self.path.startswith("/letters/"):
            super().do_GET()
            return
        letter = cast(_Server, self.server).letters[self.path].get(timeout=OPEN_LIMIT_MS / 1000)
        self.send_response(200)
        self.send_header("Content-Length", str(len(letter)))
        self.end_headers()
        self.wfile.write(letter)

    def do_POST(self) -> None:
        """A letter."""
        size = int(self.headers["Content-Length"])
        cast(_Server, self.server).letters[self.path].put(self.rfile.read(size))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def page_server() -> Iterator[str]:
    """The files on loopback; yields the address without a slash at its end."""
    server = _Server()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def launch(playwright: Playwright) -> Browser:
    """A Chromium with what a call on loopback needs."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))


def probed_context(browser: Browser, **options: Any) -> BrowserContext:
    """A context of its own, microphone allowed, with the probe in each of its pages.

    The page's content policy is off, since the probe brings a worklet.
    """
    context = browser.new_context(permissions=["microphone"], bypass_csp=True, **options)
    context.add_init_script(path=PROBE)
    return context


class Pane(Protocol):
    """A page of any browser: Playwright's, or a Firefox."""

    def evaluate(self, expression: str, arg: Any = None, /) -> Any:
        """The value of an expression, or of a function called with `arg`."""


def until(page: Pane, predicate: str, arg: Any = None, limit_ms: int = OPEN_LIMIT_MS) -> Any:
    """The first value of the function `predicate` that counts as true; null at the limit."""
    asking = f"""async ([arg, limit]) => {{
        for (const ends = Date.now() + limit; Date.now() < ends; ) {{
            const found = await ({predicate})(arg);
            if (found) return found;
            await new Promise((resolve) => setTimeout(resolve, 20));
        }}
        return null;
    }}"""
    return page.evaluate(asking, [arg, limit_ms])


class Route(NamedTuple):
    """How two pages reach each other."""

    turn: tuple[Fields, ...] = ()
    policy: str = "all"
    impairment: Impairment | None = None


DIRECT = Route()


class Legs:
    """Two pages, each with one end of a leg. Page 0 offers.

    Args:
        pages: Both at leg.html of the page server.
        how: The way between them.
    """

    def __init__(self, pages: tuple[Pane, Pane], how: Route = DIRECT) -> None:
        self.pages = pages
        self.how = how
        self.transcript = secrets.token_hex(32)
        self.offer: Fields = {}
        self.accept: Fields = {}

    @property
    def options(self) -> Fields:
        """The options of either end."""
        return {"turn": list(self.how.turn), "policy": self.how.policy}

    def prepare(self) -> None:
        """Do ahead what needs no person."""
        for page, role in zip(self.pages, ("offerer", "acceptor"), strict=True):
            page.evaluate("([role, reach]) => prepare(role, reach)", [role, self.options])

    def carry_offer(self, **changed: Any) -> Fields:
        """Offer at page 0 and accept at page 1; `changed` fields are put in on the way."""
        a, b = self.pages
        self.offer = a.evaluate("(options) => offer(options)", self.options)
        passed = self._passed(0, self.offer) | changed
        self.accept = b.evaluate("([f, o]) => accept(f, o)", [passed, self.options])
        return self.accept

    def carry_accept(self, **changed: Any) -> None:
        """Bring the accept back to page 0."""
        passed = self._passed(1, self.accept) | changed
        self.pages[0].evaluate("(fields) => leg.accepted(fields)", passed)

    def carry_secrets(self, *, bind_b: bool = True, **changed: Any) -> None:
        """Bind both ends and bring each one's frame secret to the other."""
        a, b = self.pages
        for own, other, name in ((a, b, "secret_a"), (b, a, "secret_b")):
            if own is a or bind_b:
                own.evaluate("(transcript) => leg.bind({transcript})", self.transcript)
            secret = changed.get(name, own.evaluate("leg.secret()"))
            other.evaluate("(secret) => leg.peerSecret(secret)", secret)

    def carry_reveal(self, **changed: Any) -> None:
        """Bring page 0's nonce to page 1."""
        a, b = self.pages
        nonce = changed.get("nonce", a.evaluate("leg.reveal()"))
        b.evaluate("(nonce) => leg.revealed(nonce)", nonce)

    def connect(self) -> None:
        """All of it, until both ends are open."""
        self.carry_offer()
        self.carry_accept()
        self.carry_secrets()
        self.carry_reveal()
        self.wait(0, "open")
        self.wait(1, "open")

    def wait(self, end: int, *states: str) -> Fields:
        """Wait for one of the states; returns what the leg told with it."""
        found = until(
            self.pages[end],
            "(states) => told.states.find((told) => states.includes(told.state))",
            list(states),
        )
        if not found:
            said = [page.evaluate("told.states") for page in self.pages]
            raise RuntimeError(f"end {end} is not {states}; they told {said}")
        return dict(found)

    def _passed(self, console: int, fields: Fields) -> Fields:
        if self.how.impairment:
            instead = self.how.impairment.instead(console, fields["candidates"])
            return fields | {"candidates": instead}
        return fields


def open_page(
    browser: Browser, url: str, before: Callable[[Page], object] | None = None
) -> Page:
    """A page at `url` in a context of its own, with the probe.

    Args:
        before: Called with the page before it loads.
    """
    page = probed_context(browser).new_page()
    if before:
        before(page)
    page.goto(url)
    page.wait_for_function("window.ready === true")
    return page


def open_pages(browser: Browser, url: str) -> tuple[Page, Page]:
    """Two pages at `url`."""
    return open_page(browser, url), open_page(browser, url)


def say(
    mouth: Pane, ear: Pane, samples: Samples, *, after_s: float = 0.1
) -> tuple[float, Heard]:
    """Say something at one page and record at the other, until nothing of it can be under way.

    Returns epoch ms of the first sample said, and what was heard.
    """
    ear.evaluate("probe.record()")
    pcm = base64.b64encode(samples.tobytes()).decode()
    at = mouth.evaluate("([pcm, after]) => probe.say(pcm, after)", [pcm, after_s])
    ends = at + len(samples) / RATE + UNDER_WAY_S
    until(mouth, "(end) => probe.context.currentTime > end", ends, OPEN_LIMIT_MS)
    found: Mapping[str, Any] = ear.evaluate("probe.heard()")
    sound = np.frombuffer(base64.b64decode(found["pcm"]), np.int16)
    # The clock is asked last: it is the surer, the longer it has been watched.
    return mouth.evaluate("(at) => probe.when(at)", at), Heard(found["start_ms"], sound)


def is_heard(mouth: Pane, ear: Pane, tries: int = TRIES) -> bool:
    """Whether a known word comes out; a machine that is busy garbles one now and then."""
    word = speech(1)
    return any(likeness(word, say(mouth, ear, word)[1]) > ALIKE for _ in range(tries))


def mouth_to_ear_ms(mouth: Pane, ear: Pane) -> float:
    """Median delay of the chirps from one page's microphone to the other's ear, in ms."""
    delays = chirp_delays_ms(*say(mouth, ear, chirps()))
    if len(delays) < 10:
        raise RuntimeError(f"only {len(delays)} chirps were heard")
    return statistics.median(delays)


def speech_score(mouth: Pane, ear: Pane) -> float:
    """PESQ-wb of the known speech from one page's microphone at the other's ear."""
    return score(speech(), say(mouth, ear, speech())[1])


def connect_bare(pages: tuple[Pane, Pane]) -> None:
    """Call from page 0 to page 1, both at bare.html."""
    a, b = pages
    offer = a.evaluate("offer()")
    answer = b.evaluate("(offer) => accept(offer)", offer)
    a.evaluate("(answer) => accepted(answer)", answer)
    for page in pages:
        if not until(page, "() => peer.connectionState === 'connected'"):
            raise RuntimeError("the bare pages do not connect")


def answer_to_sound_ms(called: Pane, calling: Pane, press: Callable[[], float]) -> float:
    """From a key pressed at the called end until both ears hear the other's tone, in ms.

    Args:
        press: Presses the key that begins it all; returns epoch ms of the press.
    """
    both = called, calling
    for page in both:
        page.evaluate("probe.record()")
        page.evaluate("probe.hum()")
    pressed = press()
    for page in both:
        if not until(page, "() => probe.firstSound() !== null"):
            raise RuntimeError("no sound came")
    sounds: list[float] = [page.evaluate("probe.firstSound()") for page in both]
    return max(sounds) - pressed


def alone_answer_ms(pages: tuple[Pane, Pane], name: str) -> float:
    """The same between two pages at bare.html, or at leg.html and prepared, without a station.

    Args:
        name: Used once for a server.
    """
    called, calling = pages
    given = [name, Legs(pages).options]
    calling.evaluate("([name, options]) => void waitFor(name, options)", given)
    return answer_to_sound_ms(
        called,
        calling,
        lambda: float(called.evaluate("([name, options]) => press(name, options)", given)),
    )


def measure(earlier: Earlier) -> list[Figure]:
    """Voice between two pages without a station, against the same two pages bare."""
    del earlier
    with page_server() as address, sync_playwright() as playwright:
        browser = launch(playwright)
        try:
            return [
                *_answers(browser, address),
                *_delays(browser, address),
                *_scores(browser, address),
            ]
        finally:
            browser.close()


def _answers(browser: Browser, address: str) -> list[Figure]:
    taken: dict[str, list[float]] = {"bare": [], "leg": []}
    for n in range(ANSWERS):
        for kind, found in taken.items():
            with _pages(browser, f"{address}/{kind}.html") as pages:
                if kind == "leg":
                    Legs(pages).prepare()
                found.append(alone_answer_ms(pages, f"{kind}-{n}"))
    return [
        told("voice.bare_key_to_sound_p50", statistics.median(taken["bare"]), "ms"),
        told("voice.leg_key_to_sound_p50", statistics.median(taken["leg"]), "ms"),
    ]


def _delays(browser: Browser, address: str) -> list[Figure]:
    """Bare and leg by turns, each way, since the machine is not the same all the time."""
    found: dict[str, list[float]] = {"bare": [], "leg": []}
    for _ in range(DELAYS):
        for kind, delays in found.items():
            with _pages(browser, f"{address}/{kind}.html") as pages:
                if kind == "leg":
                    Legs(pages).connect()
                else:
                    connect_bare(pages)
                delays += [mouth_to_ear_ms(*pages), mouth_to_ear_ms(*pages[::-1])]
    bare, leg = statistics.median(found["bare"]), statistics.median(found["leg"])
    return [
        told("voice.bare_mouth_to_ear_p50", bare, "ms"),
        at_most("voice.leg_mouth_to_ear_more_p50", leg - bare, "ms", 20),
    ]


def _scores(browser: Browser, address: str) -> list[Figure]:
    figures = []
    for loss, least in ((0.0, 4.0), (0.1, 3.0)):
        with Impairment(loss=loss) as way, _pages(browser, f"{address}/leg.html") as pages:
            Legs(pages, Route(impairment=way) if loss else DIRECT).connect()
            best = max(speech_score(*pages) for _ in range(SCORES))
            name = f"voice.leg_pesq_wb_{loss:.0%}_lost_best_of_{SCORES}".replace(
                "%", "_percent"
            )
            figures.append(at_least(name, best, "MOS-LQO", least))
    return figures


@contextmanager
def _pages(browser: Browser, url: str) -> Iterator[tuple[Page, Page]]:
    pages = open_pages(browser, url)
    try:
        yield pages
    finally:
        for page in pages:
            page.context.close()
