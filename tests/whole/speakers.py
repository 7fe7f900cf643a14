"""Stations that say what they are told, as processes of their own, and what became of it."""

import json
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import Final

from openline.cli.demo import LINE_PORTS, WEB_PORTS, make_demo
from openline.core.acts import messages
from openline.core.acts.act import parse_act
from openline.core.codec import encode
from openline.station import archive
from openline.station.files import write_pieces
from openline.station.restart import opening
from openline.station.wiring import load

WAIT_S: Final = 180


class Speaker:
    """A process that says messages, and what it told."""

    def __init__(self, folder: Path, log: Path) -> None:
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.whole.speaker", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )
        self.said: list[str] = []
        self.held: list[str] = []
        self.refused: list[str] = []
        self.full = 0
        self.started = time.monotonic()
        self.up_after_s: float | None = None
        self.ready = threading.Event()
        self.up = threading.Event()
        self._more = threading.Condition()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            word, _, text = line.decode().strip().partition(" ")
            told = {"said": self.said, "held": self.held, "refused": self.refused}.get(word)
            if told is not None:
                with self._more:
                    told.append(text)
                    self._more.notify_all()
            elif word == "full":
                with self._more:
                    self.full += 1
                    self._more.notify_all()
            elif word == "ready":
                self.ready.set()
            elif word == "up":
                self.up_after_s = time.monotonic() - self.started
                self.up.set()

    def say(self, *texts: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("".join(f"{text}\n" for text in texts).encode())
        self.process.stdin.flush()

    def until_said(self, count: int) -> None:
        with self._more:
            assert self._more.wait_for(lambda: len(self.said) >= count, WAIT_S)

    def until_full(self, *, or_said: int) -> None:
        """Until the disk is full, or it has said so much without filling it."""
        with self._more:
            assert self._more.wait_for(
                lambda: self.full > 0 or len(self.said) >= or_said, WAIT_S
            )

    def until_refused(self) -> None:
        with self._more:
            assert self._more.wait_for(lambda: bool(self.refused), WAIT_S)

    def until_held(self, text: str) -> None:
        with self._more:
            assert self._more.wait_for(lambda: text in self.held, WAIT_S)

    def say_at_last(self, text: str) -> None:
        """Say something until it is taken, and wait until the other side holds it.

        A station whose disk was full learns only at its next try that there is room again.
        """
        tries = 0
        while text not in self.held:
            tries += 1
            self.say(text)
            with self._more:
                assert self._more.wait_for(partial(self._answered, text, tries), WAIT_S)
            threading.Event().wait(0.1)

    def _answered(self, text: str, tries: int) -> bool:
        return text in self.held or self.refused.count(f"disk-full {text}") >= tries

    def kill(self) -> list[str]:
        """Kill it as a power cut would; returns all that it had told as said."""
        self.process.kill()
        return self._ended()

    def finish(self) -> list[str]:
        """Let it say all and stop."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        said = self._ended()
        assert self.process.returncode == 0
        return said

    def _ended(self) -> list[str]:
        self.process.wait(WAIT_S)
        self._reader.join(WAIT_S)
        for stream in (self.process.stdin, self.process.stdout, self._log):
            assert stream is not None
            stream.close()
        return self.said


def make_apart(path: Path, source: Path | None = None) -> Path:
    """A demonstration at ports of its own: the usual ones are taken while it is made.

    Args:
        path: A folder that does not exist or is empty.
        source: A draft of its agreement; None takes the example.
    """
    with ExitStack() as held:
        for port in (*LINE_PORTS, *WEB_PORTS):
            taken = held.enter_context(socket.socket())
            with suppress(OSError):
                taken.bind(("127.0.0.1", port))
                taken.listen()
        make_demo(path, source)
    return path


def check_record(station: Path, export: Path, said: dict[str, list[str]]) -> None:
    """Check a stopped station's record: all that was said is there once, and all of it holds.

    The station's own check, and the verifier on its export, which shares no code with it.
    """
    running = load(station)
    export.unlink(missing_ok=True)
    try:
        (room,) = running.loop.lines.values()
        (installed,) = running.folder.lines()
        _, finding = archive.check(running.store, room.charter, room.state, installed.agreement)
        assert finding is None, finding
        assert opening(room.charter, room.state, running.anchor.read(), 0) is None
        texts: Counter[str] = Counter()
        for feed in room.state.feeds.values():
            assert feed.inert == 0
            assert not feed.frozen
            for data in running.store.entries(feed.feed, 0, feed.size, max_bytes=1 << 30):
                act = parse_act(data)
                if act.type == messages.MESSAGE:
                    texts[act.body.text] += 1
        assert [text for text, times in texts.items() if times > 1] == []
        for texts_of in said.values():
            assert [text for text in texts_of if text not in texts] == []
        agreement = installed.agreement.encode()
        notices = [encode(signed) for signed, _ in installed.notices]
        pieces = archive.export(running.store, room.charter, room.state, agreement, notices)
        write_pieces(export, pieces)
    finally:
        running.store.close()
        running.anchor.close()
    verified = subprocess.run(
        [sys.executable, "-m", "verifier", str(export), "--json"],
        capture_output=True,
        text=True,
    )
    verdict = json.loads(verified.stdout)
    assert verdict["result"] == "holds", verdict
    assert verdict["complete"], verdict["beyond"]
    assert all(feed["inert"] == [] and feed["two_histories"] == 0 for feed in verdict["feeds"])
