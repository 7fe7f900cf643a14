"""A Firefox driven by WebDriver BiDi: only as much of it as a call's test needs.

Playwright drives no Firefox but its own build. Debian's speaks BiDi by itself, without
geckodriver, when it is started with a debugging port.
"""

import json
import re
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

FIREFOX = "/usr/bin/firefox-esr"
START_LIMIT_S = 60
ANSWER_LIMIT_S = 60
PREFERENCES = {
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "media.peerconnection.ice.force_interface": "lo",
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
    "media.autoplay.default": 0,
    "media.autoplay.blocking_policy": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "remote.active-protocols": 1,
}


class FirefoxError(Exception):
    """Firefox refused a command, or a script threw."""


class Firefox:
    """One running Firefox with one page; `goto` and `evaluate` are as Playwright's.

    Args:
        preload: A script to run in each page before the page's own.
    """

    def __init__(self, preload: Path | None = None) -> None:
        self._home = tempfile.TemporaryDirectory(prefix="openline-firefox-")
        lines = [
            f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFERENCES.items()
        ]
        Path(self._home.name, "user.js").write_text("\n".join(lines))
        self._process = subprocess.Popen(
            [
                FIREFOX,
                "--headless",
                "--no-remote",
                "--profile",
                self._home.name,
                "--remote-debugging-port",
                "0",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._socket: ClientConnection = connect(
            f"{self._address()}/session", max_size=None, open_timeout=START_LIMIT_S
        )
        self._number = 0
        self._command("session.new", {"capabilities": {}})
        if preload:
            declaration = f"() => {{ {preload.read_text()} }}"
            self._command("script.addPreloadScript", {"functionDeclaration": declaration})
        tree = self._command("browsingContext.getTree", {})
        self._page = tree["contexts"][0]["context"]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait()
        assert self._process.stderr is not None
        self._process.stderr.close()
        self._home.cleanup()

    def goto(self, url: str) -> None:
        """Load a page and wait until it is complete."""
        self._command(
            "browsingContext.navigate", {"context": self._page, "url": url, "wait": "complete"}
        )

    def evaluate(self, expression: str, argument: Any = None) -> Any:
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
                "arguments": [{"type": "string", "value": json.dumps(argument)}],
                "target": {"context": self._page},
                "awaitPromise": True,
                "userActivation": True,
            },
        )
        if answer["type"] == "exception":
            raise FirefoxError(answer["exceptionDetails"]["text"])
        return json.loads(answer["result"]["value"])

    def _address(self) -> str:
        """The WebSocket that Firefox announces on its standard error."""
        assert self._process.stderr is not None
        for line in self._process.stderr:
            found = re.search(r"WebDriver BiDi listening on (ws://\S+)", line)
            if found:
                return found[1]
        raise FirefoxError("Firefox ended without announcing its port")

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
