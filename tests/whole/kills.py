"""Two real stations under load, killed at any moment, and run against a full disk.

`python -m tests.whole.kills FOLDER --kills 1000 --full 100` makes two stations in a new folder
and does so; whatever was told as said must then be in both records once, by the station's own
check and by the verifier. `--full` wants a small medium of its own: it fills it. A seed makes
the same choices again, not the same moments.
"""

import argparse
import errno
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path
from random import Random
from typing import Final

from openline.cli.demo import PARTIES, station_folder
from tests.whole.speakers import WAIT_S, Speaker, check_record, make_apart

EACH: Final = 40
FILLER: Final = "filler"
TELL_EVERY: Final = 50


class Pair:
    """Both stations of a demonstration, and all that they told as said."""

    def __init__(self, folder: Path, dice: Random) -> None:
        self.folder = folder
        self.dice = dice
        self.codes = [party.code for party in PARTIES]
        self.said: dict[str, list[str]] = {code: [] for code in self.codes}
        # Not on the medium that is filled.
        logs = Path(tempfile.mkdtemp(prefix="kills-"))
        self.logs = {code: logs / f"{code}.log" for code in self.codes}
        self.full = 0
        self.speakers: dict[str, Speaker] = {}
        self._rounds = 0
        for code in self.codes:
            self._start(code)

    def _start(self, code: str) -> None:
        self.speakers[code] = Speaker(station_folder(self.folder, code), self.logs[code])

    def ready(self) -> None:
        for code, speaker in self.speakers.items():
            assert speaker.ready.wait(WAIT_S), self.logs[code].read_text()

    def speak(self) -> None:
        """Have both say much at once."""
        self._rounds += 1
        for code, speaker in self.speakers.items():
            speaker.say(*(f"{code}-{self._rounds}-{n}" for n in range(EACH)))

    def kill(self, code: str) -> None:
        """Kill one as a power cut would, and start it again."""
        self.said[code] += self.speakers[code].kill()
        self._start(code)

    def kill_somewhere(self) -> None:
        """Kill one or both somewhere in the middle of their work, or in their start."""
        code = self.dice.choice(self.codes)
        if self.dice.random() < 0.1:
            self.kill(code)  # while it starts
        self.ready()
        self.speak()
        self.speakers[code].until_said(self.dice.randrange(1, EACH))
        # And some thousandths of a second later: between any two of its system calls.
        threading.Event().wait(self.dice.random() * 0.02)
        both = self.dice.random() < 0.1
        for each in self.codes if both else [code]:
            self.kill(each)

    def fill_somewhere(self) -> None:
        """Fill the medium under both, kill one while it is full, and make room again."""
        self.ready()
        code = self.dice.choice(self.codes)
        before = len(self.speakers[code].said)
        fill(self.folder, leave=self.dice.randrange(0, 200_000))
        self.speak()
        self.speakers[code].until_full(or_said=before + EACH)
        self.full += self.speakers[code].full > 0
        threading.Event().wait(self.dice.random() * 0.02)
        if self.dice.random() < 0.5:
            self.said[code] += self.speakers[code].kill()
            (self.folder / FILLER).unlink()
            self._start(code)
        else:
            (self.folder / FILLER).unlink()

    def abandon(self) -> None:
        """End both, whatever they do."""
        for speaker in self.speakers.values():
            if speaker.process.poll() is None:
                speaker.kill()

    def end(self) -> None:
        """Let both say a last thing, and check both records."""
        self.ready()
        for code, speaker in self.speakers.items():
            assert speaker.up.wait(WAIT_S), self.logs[code].read_text()
            # A receipt for the last one is a receipt for all before it.
            speaker.say_at_last(f"{code}-last")
        for code, speaker in self.speakers.items():
            self.said[code] += speaker.finish()
            assert "Traceback" not in self.logs[code].read_text()
        for code in self.codes:
            station = station_folder(self.folder, code)
            check_record(station, self.folder / f"{code}.export", self.said)


def fill(folder: Path, *, leave: int) -> None:
    """Use up the medium of a folder, but for some bytes; others may write to it meanwhile."""
    with (folder / FILLER).open("wb") as file:
        while (room := shutil.disk_usage(folder).free - leave) > 0:
            try:
                size = file.seek(0, os.SEEK_END)
                os.posix_fallocate(file.fileno(), size, room)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


def run(folder: Path, *, kills: int, full: int, seed: int) -> Pair:
    """Do it all, and check."""
    pair = Pair(make_apart(folder), Random(seed))
    try:
        for number in range(1, kills + 1):
            pair.kill_somewhere()
            _progress(number, "kills")
        while pair.full < full:
            pair.fill_somewhere()
            _progress(pair.full, "times full")
        pair.end()
    finally:
        pair.abandon()
    return pair


def _progress(number: int, what: str) -> None:
    if number % TELL_EVERY == 0:
        print(f"{number} {what}", file=sys.stderr, flush=True)


def main() -> None:
    """Read the options, run, tell the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.whole.kills")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--full", type=int, default=0)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    pair = run(given.folder, kills=given.kills, full=given.full, seed=given.seed)
    said = sum(len(texts) for texts in pair.said.values())
    told = f"{given.kills} kills, {pair.full} times full"
    print(f"{told}: {said} messages, none lost, none twice; both records hold.")


if __name__ == "__main__":
    main()
