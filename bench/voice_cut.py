"""One of two paths cut in silence in the middle of a call: how soon voice is back at both ears.

Both hosts are network namespaces, each with a station and a browser of its own; the cables
delay each packet by 20 to 25 ms. The cable that carries the voice is cut: what the ears were
given tells when a tone from the other side came back. Nothing tells the pages of the cut. Voice
goes directly, or each side's by its own TURN servers, of which it has one at each cable.

Usage: python -m bench.voice_cut direct|relay_only FOLDER runs in namespaces that bench.cables
made, and writes JSON.
"""

import contextlib
import itertools
import json
import math
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Final

import msgspec
from playwright.sync_api import Browser, Playwright, sync_playwright

from bench import cables
from bench.consoles import console, press
from bench.figures import Earlier, Figure, at_most, told
from bench.paths import (
    DELAY,
    FAR,
    HOSTS,
    NEAR,
    at_work,
    far_station,
    hold_ceremony,
    set_paths,
    station_command,
)
from bench.turn import TurnServer, turn_server
from bench.voice import CHROMIUM, FLAGS, launch, until
from openline import ceremony
from openline.cli.demo import station_folder
from openline.station.files import SECRET_MODE, write_new
from tests.whole.console import Console

TURN_PORT: Final = 3478
CALLS: Final = 4
CUTS_A_CALL: Final = 3
BACK_WITHIN_MS: Final = 2_000
WATCHED_S: Final = 3.5
"""After a cut the ears are recorded for so long."""
STAYS_MS: Final = 500
"""Sound of so long is the voice; a busy machine tears shorter holes into it."""
SETTLED_S: Final = 3.0
"""Between voice that came back and the next cut: the pages prepare for it."""
COUNTED_S: Final = 0.5
STANDS_MS: Final = 30_000
PROVEN: Final = """async () => {
    const { now } = await import("/page/js/state.js");
    const [{ lamp }] = now().lines;
    return lamp.paths.length === 2 && lamp.paths.every((path) => path.carries === "all");
}"""
Cables = Mapping[str, cables.Cable]
Pair = tuple[Console, Console]


@contextlib.contextmanager
def hosts(folder: Path, policy: str = "direct") -> Iterator[Cables]:
    """Two stations at work on two hosts with two cables between them.

    Args:
        policy: Of the agreement: `direct`, or `relay_only`, by TURN servers.
    """
    draft = (resources.files(ceremony) / "example.toml").read_text()
    source = folder.with_suffix(".toml")
    source.write_text(draft.replace('policy = "direct"', f'policy = "{policy}"'))
    hold_ceremony(folder, source)
    set_paths(folder, radio_cost=0)
    near = station_folder(folder, NEAR)
    with contextlib.ExitStack() as stack:
        laid = stack.enter_context(cables.laid(*DELAY))
        if policy == "relay_only":
            stack.enter_context(relays(folder, NEAR, list))
            stack.enter_context(relays(folder, FAR, cables.over_there))
        stack.enter_context(far_station(folder))
        stack.enter_context(at_work(near, station_command(near)))
        yield laid


@contextlib.contextmanager
def relays(folder: Path, party: str, there: Callable[[list[str]], list[str]]) -> Iterator[None]:
    """A TURN server of a party at each of its addresses, known to its station."""
    station = station_folder(folder, party)
    secret = secrets.token_hex(16).encode()
    write_new(station / "keys" / "turn.secret", secret, mode=SECRET_MODE)
    servers = [TurnServer(TURN_PORT, secret, host) for host in HOSTS[party].values()]
    with contextlib.ExitStack() as stack:
        for server in servers:
            home = folder / f"turn-{server.host}"
            home.mkdir()
            stack.enter_context(turn_server(home, server, there))
        settings = station / "station.toml"
        urls = json.dumps([server.url for server in servers])
        text = settings.read_text()
        text = text.replace("urls = []\n# secret_file", f"urls = {urls}\nsecret_file")
        settings.write_text(text)
        yield


@contextlib.contextmanager
def browsers(playwright: Playwright, folder: Path) -> Iterator[tuple[Browser, Browser]]:
    """A browser on each host."""
    there = folder / "chromium-there"
    there.write_text(f'#!/bin/sh\nexec ip netns exec {cables.FAR} {CHROMIUM} "$@"\n')
    there.chmod(0o700)
    near = launch(playwright)
    far = playwright.chromium.launch(executable_path=there, args=list(FLAGS))
    yield near, far
    for browser in (near, far):
        browser.close()


@contextlib.contextmanager
def consoles(playwright: Playwright, folder: Path) -> Iterator[Pair]:
    """A console on each host."""
    with (
        browsers(playwright, folder) as (near, far),
        console(near, folder, NEAR) as here,
        console(far, folder, FAR) as there,
    ):
        yield here, there


def call(caller: Console, callee: Console) -> None:
    """Ring, answer, and wait until both have voice."""
    caller.open_line()
    caller.page.get_by_role("radio", name="ROUTINE").check(force=True)
    press(caller, "Ring")
    callee.rings()
    press(callee, "Answer")
    caller.talks()
    callee.talks()


def carrying(laid: Cables) -> str:
    """The cable by which the voice goes: the one by which most bytes come."""
    before = _came()
    time.sleep(COUNTED_S)
    after = _came()
    return max(laid, key=lambda name: after[name] - before[name])


def _came() -> dict[str, int]:
    told = subprocess.run(["ip", "-s", "-j", "link"], capture_output=True, check=True)
    return {one["ifname"]: one["stats64"]["rx"]["bytes"] for one in json.loads(told.stdout)}


def until_both_stand(pair: Pair) -> None:
    """Wait until life is proven on both cables, at both stations."""
    for one in pair:
        if not until(one.page, PROVEN, limit_ms=STANDS_MS):
            raise RuntimeError("a cable that was mended is not used")


def back_after_ms(cut_ms: float, ends_ms: list[float]) -> float:
    """From a cut until the tone is back: the end of the silence that was followed by sound.

    Args:
        cut_ms: Epoch ms.
        ends_ms: Of an ear, when each of its silent moments ended, in order.
    """
    after = [end for end in ends_ms if end > cut_ms]
    for end, following in itertools.pairwise([*after, math.inf]):
        if following - end > STAYS_MS:
            return end - cut_ms
    return 0.0


def cut(pair: Pair, cable: cables.Cable) -> float:
    """Cut the cable that carries the voice; returns after how many ms both ears hear again."""
    for one in pair:
        one.page.evaluate("probe.record()")
    cut_ms = time.time() * 1000
    cable.tell("cut")
    time.sleep(WATCHED_S)
    return max(back_after_ms(cut_ms, one.page.evaluate("probe.silences()")) for one in pair)


def run(policy: str, folder: Path) -> list[float]:
    """Milliseconds of every cut."""
    found = []
    with (
        hosts(folder, policy) as laid,
        sync_playwright() as playwright,
        consoles(playwright, folder) as pair,
    ):
        for one in pair:
            one.page.evaluate("probe.hum()")
        for number in range(CALLS):
            caller, callee = pair if number % 2 else pair[::-1]
            call(caller, callee)
            for _ in range(CUTS_A_CALL):
                time.sleep(SETTLED_S)
                cable = laid[carrying(laid)]
                found.append(cut(pair, cable))
                for one in pair:
                    one.talks()
                cable.tell("mend")
                until_both_stand(pair)
            caller.hang_up()
            callee.idle()
    return found


def measure(_: Earlier) -> list[Figure]:
    """Voice back by the other path."""
    figures = []
    for policy, name in (("direct", "paths.cut.voice"), ("relay_only", "paths.cut.voice.turn")):
        with tempfile.TemporaryDirectory(prefix="voice-cut-", dir=Path("bench/out")) as folder:
            done = subprocess.run(
                cables.inside("bench.voice_cut", policy, f"{folder}/demo"),
                stdout=subprocess.PIPE,
                check=True,
            )
        found = msgspec.json.decode(done.stdout, type=list[float])
        figures += [
            told(f"{name}.p50", statistics.median(found), "ms"),
            at_most(f"{name}.max", max(found), "ms", BACK_WITHIN_MS),
        ]
    return figures


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(run(sys.argv[1], Path(sys.argv[2]))))
