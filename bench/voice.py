"""Browsers that call each other without a station, and what comes out at the other ear.

The same functions measure any two pages, those of the whole system too: the probe takes the
place of the microphone and listens where the page listens, and the page does not know of it.
"""

import base64
import secrets
import statistics
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from playwright.sync_api import Browser, BrowserContext, Page, Playwright
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from bench.impairment import HOST, Impairment
from bench.sound import RATE, Heard, Samples, chirp_delays_ms, chirps, score, speech

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
OPEN_LIMIT_MS = 20_000
UNDER_WAY_S = 0.6
Fields = dict[str, Any]


class _Files(SimpleHTTPRequestHandler):
    """The product's page files under /page, the pages of this measurement elsewhere."""

    extensions_map = {".html": "text/html", ".js": "text/javascript"}  # noqa: RUF012

    def translate_path(self, path: str) -> str:
        below, root = (path[5:], PRODUCT) if path.startswith("/page/") else (path, PAGES)
        whole = (root / below.lstrip("/")).resolve()
        return str(whole if whole.is_relative_to(root.resolve()) else root / "absent")

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def page_server() -> Iterator[str]:
    """The files on loopback; yields the address without a slash at its end."""
    server = ThreadingHTTPServer((HOST, 0), _Files)
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

    def __init__(self, pages: tuple[Page, Page], how: Route = DIRECT) -> None:
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
        try:
            found = self.pages[end].wait_for_function(
                "(states) => told.states.find((told) => states.includes(told.state))",
                arg=list(states),
                timeout=OPEN_LIMIT_MS,
            )
        except PlaywrightTimeout:
            said = [page.evaluate("told.states") for page in self.pages]
            raise RuntimeError(f"end {end} is not {states}; they told {said}") from None
        return dict(found.json_value())

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
    mouth: Page, ear: Page, samples: Samples, *, after_s: float = 0.1
) -> tuple[float, Heard]:
    """Say something at one page and record at the other, until nothing of it can be under way.

    Returns epoch ms of the first sample said, and what was heard.
    """
    ear.evaluate("probe.record()")
    pcm = base64.b64encode(samples.tobytes()).decode()
    at = mouth.evaluate("([pcm, after]) => probe.say(pcm, after)", [pcm, after_s])
    ends = at + len(samples) / RATE + UNDER_WAY_S
    mouth.wait_for_function("(end) => probe.context.currentTime > end", arg=ends)
    found: Mapping[str, Any] = ear.evaluate("probe.heard()")
    sound = np.frombuffer(base64.b64decode(found["pcm"]), np.int16)
    # The clock is asked last: it is the surer, the longer it has been watched.
    return mouth.evaluate("(at) => probe.when(at)", at), Heard(found["start_ms"], sound)


def mouth_to_ear_ms(mouth: Page, ear: Page) -> float:
    """Median delay of the chirps from one page's microphone to the other's ear, in ms."""
    delays = chirp_delays_ms(*say(mouth, ear, chirps()))
    if len(delays) < 10:
        raise RuntimeError(f"only {len(delays)} chirps were heard")
    return statistics.median(delays)


def speech_score(mouth: Page, ear: Page) -> float:
    """PESQ-wb of the known speech from one page's microphone at the other's ear."""
    return score(speech(), say(mouth, ear, speech())[1])


def connect_bare(pages: tuple[Page, Page]) -> None:
    """Call from page 0 to page 1, both at bare.html."""
    a, b = pages
    offer = a.evaluate("offer()")
    answer = b.evaluate("(offer) => accept(offer)", offer)
    a.evaluate("(answer) => accepted(answer)", answer)
    for page in pages:
        page.wait_for_function("peer.connectionState === 'connected'", timeout=OPEN_LIMIT_MS)
