"""A ring through the whole: from the key pressed on one page until the other rings, or talks.

Both pages are in one browser, so that they read one clock. What the far page shows and sounds
is seen from outside its scripts: an observer of its document, and the browser's own call that
starts a sound.
"""

import statistics

from playwright.sync_api import Browser, sync_playwright

from bench.consoles import CALLEE, CALLER, console, press, stations
from bench.figures import Earlier, Figure, at_most, percentile, told
from bench.voice import alone_answer_ms, answer_to_sound_ms, launch, open_pages, page_server
from tests.whole.console import Console

WARM_UP = 3
RINGS = 101
ANSWERS = 5
WITHIN_MS = 10_000
WATCH = """
window.rung = null;
const clock = () => performance.timeOrigin + performance.now();
const start = AudioBufferSourceNode.prototype.start;
AudioBufferSourceNode.prototype.start = function (...when) {
    if (this.loop && window.rung) window.rung.sounds ??= clock();
    return start.apply(this, when);
};
new MutationObserver(() => {
    if (!window.rung || window.rung.stands || !document.querySelector("[role=alertdialog]"))
        return;
    window.rung.stands = clock();
    // A frame's callback comes before it is painted, a message right after.
    requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => (window.rung.rendered = clock());
        port2.postMessage(null);
    });
}).observe(document, { subtree: true, childList: true });
"""


def one_ring(caller: Console, callee: Console) -> float:
    """Ring and withdraw; returns ms until the far page shows the ring and sounds."""
    callee.page.evaluate("window.rung = {}")
    caller.page.get_by_role("radio", name="ROUTINE").check(force=True)
    pressed = press(caller, "Ring")
    found = callee.page.wait_for_function(
        "window.rung.rendered && window.rung.sounds && window.rung",
        timeout=WITHIN_MS,
        polling=50,
    ).json_value()
    press(caller, "Cancel ring")
    press(caller, "Put away")
    caller.button("Ring").wait_for()
    settle = callee.page.get_by_role("button", name="Settle,").first
    settle.click()
    settle.wait_for(state="detached")
    return max(float(found["rendered"]), float(found["sounds"])) - pressed


def answer_ms(caller: Console, callee: Console) -> float:
    """From Answer pressed until both ears hear the other side."""
    caller.page.get_by_role("radio", name="ROUTINE").check(force=True)
    press(caller, "Ring")
    callee.rings()
    return answer_to_sound_ms(callee.page, caller.page, lambda: press(callee, "Answer"))


def rings(browser: Browser) -> list[float]:
    """Times of rings that are withdrawn, one after the other."""
    with (
        stations("rings") as folder,
        console(browser, folder, CALLER) as caller,
        console(browser, folder, CALLEE, WATCH) as callee,
    ):
        caller.open_line()
        return [one_ring(caller, callee) for _ in range(WARM_UP + RINGS)][WARM_UP:]


def answers(browser: Browser) -> tuple[list[float], list[float]]:
    """Times from Answer to sound: through the whole, and between two bare pages, by turns."""
    whole, bare = [], []
    with stations("answers") as folder, page_server() as address:
        for number in range(ANSWERS):
            with (
                console(browser, folder, CALLER) as caller,
                console(browser, folder, CALLEE) as callee,
            ):
                caller.open_line()
                whole.append(answer_ms(caller, callee))
            pages = open_pages(browser, f"{address}/bare.html")
            bare.append(alone_answer_ms(pages, f"bare-{number}"))
            for page in pages:
                page.context.close()
    return whole, bare


def measure(_: Earlier) -> list[Figure]:
    """The figures of rings and answers."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        try:
            rung = rings(browser)
            whole, bare = answers(browser)
        finally:
            browser.close()
    more = statistics.median(whole) - statistics.median(bare)
    return [
        told("ring.pressed_to_rung_p50", statistics.median(rung), "ms"),
        at_most("ring.pressed_to_rung_p99", percentile(rung, 99), "ms", 60),
        told("answer.pressed_to_sound_p50", statistics.median(whole), "ms"),
        told("answer.bare_to_sound_p50", statistics.median(bare), "ms"),
        at_most("answer.more_than_bare_p50", more, "ms", 150),
    ]
