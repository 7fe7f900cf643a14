"""Voice through the whole: two stations, two consoles in a call, and what comes out at an ear.

The same two browsers' pages without Openline are measured in turn with it.
"""

import contextlib
import functools
import statistics
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from bench.consoles import CALLEE, CALLER, console, press, stations
from bench.figures import Earlier, Figure, at_least, at_most, told
from bench.impairment import Impairment
from bench.voice import (
    connect_bare,
    launch,
    mouth_to_ear_ms,
    open_pages,
    page_server,
    speech_score,
)
from tests.whole.console import Console

TURNS = 2
SCORES = 3
LOSS = 0.1
DIVERT = """
const set = RTCPeerConnection.prototype.setRemoteDescription;
RTCPeerConnection.prototype.setRemoteDescription = async function (description) {
    const form = /^a=candidate:(\\S+) 1 udp (\\d+) (\\S+) (\\d+) typ (\\S+).*$/gim;
    const found = [...description.sdp.matchAll(form)];
    if (found.length === 0) return set.call(this, description);
    const [, name, , , , kind] = found[0];
    const given = found.map(([, , priority, address, port, kind]) =>
        `udp ${priority} ${address} ${port} ${kind}`);
    const [, priority, address, port] = (await window.instead(given))[0].split(" ");
    let first = true;
    const sdp = description.sdp.replace(/^a=candidate:.*\\r\\n/gim, () => {
        const where = `udp ${priority} ${address} ${port} typ ${kind}`;
        const kept = first ? `a=candidate:${name} 1 ${where}\\r\\n` : "";
        first = false;
        return kept;
    });
    return set.call(this, { type: description.type, sdp });
};
"""
"""Put into a page: its browser is given the bad network's address for the far console's."""
Pages = tuple[Page, Page]


@contextlib.contextmanager
def call(
    browser: Browser, folder: Path, way: Impairment | None = None
) -> Iterator[tuple[Console, Console]]:
    """Two consoles that talk, over a bad network if one is given."""
    script = DIVERT if way else ""
    with (
        console(browser, folder, CALLER, script) as caller,
        console(browser, folder, CALLEE, script) as callee,
    ):
        if way:
            for far, one in ((1, caller), (0, callee)):
                one.page.expose_function("instead", functools.partial(way.instead, far))
        caller.open_line()
        caller.page.get_by_role("radio", name="ROUTINE").check(force=True)
        press(caller, "Ring")
        callee.rings()
        press(callee, "Answer")
        caller.talks()
        callee.talks()
        yield caller, callee


@contextlib.contextmanager
def bare(browser: Browser, address: str) -> Iterator[Pages]:
    """Two pages that talk, with nothing of ours."""
    pages = open_pages(browser, f"{address}/bare.html")
    connect_bare(pages)
    yield pages
    for page in pages:
        page.context.close()


def measure(_: Earlier) -> list[Figure]:
    """Delay against bare pages, and how well speech is understood."""
    whole_ms: list[float] = []
    bare_ms: list[float] = []
    scores = 0.0
    with (
        sync_playwright() as playwright,
        stations("voice") as folder,
        page_server() as address,
    ):
        browser = launch(playwright)
        for _turn in range(TURNS):
            with bare(browser, address) as pages:
                bare_ms += both_ways(pages)
            with call(browser, folder) as (caller, callee):
                whole_ms += both_ways((caller.page, callee.page))
                if len(whole_ms) == 2 * TURNS:
                    scores = best_of(caller, callee)
        with Impairment(loss=LOSS) as way, call(browser, folder, way) as (caller, callee):
            with_loss = best_of(caller, callee)
        browser.close()
    more = statistics.median(whole_ms) - statistics.median(bare_ms)
    return [
        told("call.mouth_to_ear_p50", statistics.median(whole_ms), "ms"),
        told("bare.mouth_to_ear_p50", statistics.median(bare_ms), "ms"),
        at_most("call.mouth_to_ear_more_than_bare", more, "ms", 20),
        at_least(f"call.pesq_wb_best_of_{SCORES}", scores, "MOS-LQO", 4.0),
        at_least(f"call.pesq_wb_{LOSS:.0%}_lost_best_of_{SCORES}", with_loss, "MOS-LQO", 3.0),
    ]


def both_ways(pages: Pages) -> list[float]:
    """The delay from either page to the other."""
    one, other = pages
    return [mouth_to_ear_ms(one, other), mouth_to_ear_ms(other, one)]


def best_of(mouth: Console, ear: Console) -> float:
    """The best score of the same speech said some times."""
    return max(speech_score(mouth.page, ear.page) for _ in range(SCORES))
