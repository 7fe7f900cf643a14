"""A Firefox driven by WebDriver BiDi: only as much of it as a call's test needs.

Playwright drives no Firefox but its own build. Debian's speaks BiDi by itself, without
geckodriver, when it is started with a debugging port.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

RATE = 48_000
FIREFOX = "/usr/bin/firefox-esr"
START_LIMIT_S = 180
ANSWER_LIMIT_S = 180
PREFERENCES = {
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "remote.active-protocols": 1,
}


@contextmanager
def silent_sound(home: Path) -> Iterator[str]:
    """A PulseAudio of our own that plays into nothing; yields its address."""
    at = home / "socket"
    server = subprocess.Popen(
        [
            "pulseaudio",
            "-n",
            "--daemonize=no",
            "--exit-idle-time=-1",
            "-L",
            f"module-null-sink rate={RATE}",
            "-L",
            f"module-native-protocol-unix auth-anonymous=1 socket={at}",
        ],
        env=os.environ | {"HOME": str(home), "XDG_RUNTIME_DIR": str(home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"unix:{at}"
    finally:
        server.terminate()
        server.wait()


class FirefoxError(Exception):
    """Firefox refused a command, or a script threw."""


@contextmanager
def firefox(preload: Path, sound: str, home: Path) -> Iterator["Firefox"]:
    """Run a Firefox as long as the context lasts.

    Args:
        preload: A script to run in each page before the page's own.
        sound: Address of a PulseAudio server: without any sound device Firefox has no
            clock for audio, and an AudioContext never starts.
        home: A new folder for its profile.
    """
    lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFERENCES.items()]
    (home / "user.js").write_text("\n".join(lines))
    running = subprocess.Popen(
        [
            FIREFOX,
            "--headless",
            "--no-remote",
            "--profile",
            home,
            "--remote-debugging-port",
            "0",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"HOME": str(home), "PULSE_SERVER": sound},
    )
    assert running.stderr is not None
    try:
        address = f"{_announced(running.stderr)}/session"
        with connect(address, max_size=None, open_timeout=START_LIMIT_S) as socket:
            yield Firefox(socket, preload)
    finally:
        running.terminate()
        running.wait()
        running.stderr.close()


def _announced(lines: Iterable[str]) -> str:
    """The WebSocket that Firefox announces on its standard error."""
    for line in lines:
        found = re.search(r"WebDriver BiDi listening on (ws://\S+)", line)
        if found:
            return found[1]
    raise FirefoxError("Firefox ended without announcing its port")


class Firefox:
    """A running Firefox with one page; `goto` and `evaluate` are as Playwright's."""

    def __init__(self, socket: ClientConnection, preload: Path) -> None:
        self._socket = socket
        self._number = 0
        self._command("session.new", {"capabilities": {}})
        declaration = f"() => {{ {preload.read_text()} }}"
        self._command("script.addPreloadScript", {"functionDeclaration": declaration})
        tree = self._command("browsingContext.getTree", {})
        self._page = tree["contexts"][0]["context"]

    def goto(self, url: str) -> None:
        """Load a page and wait until it is complete."""
        self._command(
            "browsingContext.navigate", {"context": self._page, "url": url, "wait": "complete"}
        )

    def evaluate(self, expression: str, arg: Any = None, /) -> Any:
        """The value of an expression, or of a function called with the argument.

        Values go both ways as JSON; a promise is waited for.
        """
        call = f"""async (text) => {{
            const given = ({expression});
            const value = typeof given === "function" ? given(JSON.parse(text)) : given;
            return JSON.stringify((await value) ?? null);
        }}"""
        answer = self._command(
            "script.callFunction",
            {
                "functionDeclaration": call,
                "arguments": [{"type": "string", "value": json.dumps(arg)}],
                "target": {"context": self._page},
                "awaitPromise": True,
                "userActivation": True,
            },
        )
        if answer["type"] == "exception":
            raise FirefoxError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def _command(self, method: str, params: dict[str, Any]) -> Any:
        self._number += 1
        self._socket.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            answer = json.loads(self._socket.recv(timeout=ANSWER_LIMIT_S))
            if answer.get("id") != self._number:
                continue
            if answer["type"] == "error":
                raise FirefoxError(f"{answer['error']}: {answer['message']}")
            return answer["result"]
