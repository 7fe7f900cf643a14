"""A call between two hosts with two cables, of which one falls silent: `python -m ... FOLDER`.

Runs in namespaces that `bench.cables` made. The last line is `done`.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from bench.voice_cut import Pair, call, carrying, consoles, hosts, leg, until_both_stand
from tests.whole.console import Console

TOLD = """() => {
    const told = (window.told = []);
    new MutationObserver(() => {
        const state = document.querySelector(".foot.live .muted")?.textContent;
        if (state !== told.at(-1)) told.push(state);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
"""Notes every state of voice that the call's bar shows."""


def goes_on(pair: Pair, number: int, silence: Callable[[], None]) -> None:
    """Silence a cable; a new leg brings the voice back, while it is silent."""
    for one in pair:
        one.page.evaluate(TOLD)
    silence()
    for one in pair:
        leg(one, number)
    here, there = pair
    here.hears(there)
    there.hears(here)
    for one in pair:
        told = one.page.evaluate("told")
        assert told[-1] == "Voice open", told
        assert len(told) < 8, told


def muted(one: Console) -> None:
    expect(one.button("Mute")).to_have_attribute("aria-pressed", "true")


def play(folder: Path) -> None:
    with (
        hosts(folder) as laid,
        sync_playwright() as playwright,
        consoles(playwright, folder) as pair,
    ):
        here, there = pair
        call(here, there)
        # We alone hear nothing, and did not offer: we say so, and the other side offers.
        half = laid[carrying(laid)]
        goes_on(pair, 2, lambda: half.tell("deafen"))
        assert "Voice interrupted: opening another way" in here.page.evaluate("told")
        half.tell("mend")
        until_both_stand(pair)
        # Neither hears anything; who was muted stays so.
        there.press("Mute")
        whole = laid[carrying(laid)]
        whole.tell("cut")
        for one in pair:
            leg(one, 3)
        muted(there)
        here.hears_nothing_of(there)
        there.press("Mute")
        here.hears(there)
        there.hears(here)
        here.hang_up()
        there.idle()


if __name__ == "__main__":
    play(Path(sys.argv[1]))
    print("done")
