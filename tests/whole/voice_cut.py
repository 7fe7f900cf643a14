"""A call between two hosts with two cables, of which one is cut: `python -m ... FOLDER`.

Runs in namespaces that `bench.cables` made. The last line is `done`.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.voice_cut import Pair, call, carrying, consoles, hosts

TOLD = """() => {
    const told = (window.told = []);
    new MutationObserver(() => {
        const state = document.querySelector(".foot.live .muted")?.textContent;
        if (state !== told.at(-1)) told.push(state);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
"""Notes every state of voice that the call's bar shows."""
INTERRUPTED = "Voice interrupted: opening another way"


def goes_on(pair: Pair, cut: Callable[[], None]) -> None:
    """Cut a cable: both hear each other while it is cut, by a new leg if their pages noticed.

    ICE may find the other cable by itself before they do, and then there is nothing to notice.
    """
    here, there = pair
    here.open_line()
    before = int(here.fact("Leg").inner_text())
    for one in pair:
        one.page.evaluate(TOLD)
    cut()
    there.hears(here)
    here.hears(there)
    told = [one.page.evaluate("told") for one in pair]
    after = int(here.fact("Leg").inner_text())
    assert after > before or INTERRUPTED not in told[0] + told[1], (before, after, told)
    assert after <= before + 2, (before, after, told)
    for one in pair:
        one.talks()


def play(folder: Path) -> None:
    with (
        hosts(folder) as laid,
        sync_playwright() as playwright,
        consoles(playwright, folder) as pair,
    ):
        here, there = pair
        call(here, there)
        cable = laid[carrying(laid)]
        goes_on(pair, lambda: cable.tell("cut"))
        here.hang_up()
        there.idle()


if __name__ == "__main__":
    play(Path(sys.argv[1]))
    print("done")
