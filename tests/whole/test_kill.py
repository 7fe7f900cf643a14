"""Two real stations under load, killed at any moment: nothing that was said is lost or doubled.

`OPENLINE_KILLS=200` kills so often; the suite kills 20 times.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path
from random import Random
from typing import Final

import pytest

from openline.cli.demo import LINE_PORTS, PARTIES, make_demo, station_folder
from openline.core.acts import messages
from openline.core.acts.act import parse_act
from openline.station import archive
from openline.station.restart import opening
from openline.station.wiring import load

KILLS: Final = int(os.environ.get("OPENLINE_KILLS", "20"))
WAIT_S: Final = 60


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
            if word in ("said", "held"):
                with self._more:
                    (self.said if word == "said" else self.held).append(text)
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

    def until_held(self, text: str) -> None:
        with self._more:
            assert self._more.wait_for(lambda: text in self.held, WAIT_S)

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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration at ports of its own: those of others are taken while it is made."""
    path = tmp_path_factory.mktemp("kill") / "demo"
    with ExitStack() as held:
        for port in LINE_PORTS:
            taken = held.enter_context(socket.socket())
            with suppress(OSError):
                taken.bind(("127.0.0.1", port))
                taken.listen()
        make_demo(path)
    return path


def test_nothing_said_is_lost_or_doubled_by_kills(folder: Path) -> None:
    dice = Random(7)
    codes = [party.code for party in PARTIES]
    logs = {code: folder / f"{code}.log" for code in codes}
    said: dict[str, list[str]] = {code: [] for code in codes}
    speakers = {code: Speaker(station_folder(folder, code), logs[code]) for code in codes}
    for number in range(KILLS):
        for code, speaker in speakers.items():
            assert speaker.ready.wait(WAIT_S), logs[code].read_text()
            speaker.say(*(f"{code}-{number}-{n}" for n in range(40)))
        code = dice.choice(codes)
        # Somewhere in the middle of the work: some said, some under way.
        speakers[code].until_said(dice.randrange(1, 30))
        said[code] += speakers[code].kill()
        speakers[code] = Speaker(station_folder(folder, code), logs[code])
    for code, speaker in speakers.items():
        assert speaker.up.wait(WAIT_S), logs[code].read_text()
        # A receipt for the last one is a receipt for all before it.
        speaker.say(f"{code}-last")
        speaker.until_held(f"{code}-last")
    for code, speaker in speakers.items():
        said[code] += speaker.finish()
        assert "Traceback" not in logs[code].read_text()
    for code in codes:
        _check(folder, code, said)


def _check(folder: Path, code: str, said: dict[str, list[str]]) -> None:
    running = load(station_folder(folder, code))
    try:
        (room,) = running.loop.lines.values()
        (installed,) = running.folder.lines()
        _, finding = archive.check(running.store, room.charter, room.state, installed.agreement)
        assert finding is None
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
    finally:
        running.store.close()
        running.anchor.close()
