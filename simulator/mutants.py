"""Mistakes planted in the shipping code: whether the simulator finds each of them.

Each is a replacement of text in a copy of `src/openline`; a text that does not stand there
exactly once is an error, so that no mutant grows stale. The copy is run with seeds until one
breaks. What is not found shows where the simulator is blind.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]


class Stale(Exception):
    """The text that a mutant replaces does not stand in the code exactly once."""


@dataclass(frozen=True)
class Mutant:
    """One mistake: in a file below `src/openline`, `old` is replaced by `new`."""

    name: str
    file: str
    old: str
    new: str

    def plant(self, source: Path) -> None:
        """Make the mistake in a copy of the sources."""
        path = source / "openline" / self.file
        text = path.read_text()
        if text.count(self.old) != 1:
            raise Stale(f"{self.name}: {text.count(self.old)} places in {self.file}")
        path.write_text(text.replace(self.old, self.new))


MUTANTS: Final = (
    Mutant(
        "the batch leaves before it is committed",
        "station/loop.py",
        "        try:\n            await self._durable(turn, firm=False)\n",
        "        marks = self._sign(turn, firm=False)\n"
        "        for line, state in turn.states.items():\n"
        "            self.lines[line].state = state\n"
        "        turn.perform()\n"
        "        try:\n            await self._commit(turn, marks)\n",
    ),
    Mutant(
        "a receipt is given for entries that are not held yet",
        "core/switchboard.py",
        "    covered = feed.firm if firm else feed.provisional\n",
        "    covered = feed.firm if firm else (*feed.ahead[-1:], feed.provisional)[0]\n",
    ),
    Mutant(
        "the anchor is not written",
        "station/loop.py",
        "                self._anchor.write(marks)\n                break\n",
        "                break\n",
    ),
    Mutant(
        "an unknown outcome of a commit is taken for a success",
        "station/loop.py",
        "                self._store.commit(commit)\n                break\n"
        "            except StoreFull as error:\n",
        "                self._store.commit(commit)\n                break\n"
        "            except OpenlineError as error:\n"
        "                if not isinstance(error, StoreFull):\n                    break\n",
    ),
    Mutant(
        "a store behind its anchor is taken for whole",
        "station/restart.py",
        "            if feed in marks and marks[feed].size > known:\n",
        "            if feed in marks and marks[feed].size > known + 1_000:\n",
    ),
    Mutant(
        "a full disk drops the batch",
        "station/loop.py",
        "                self._store.commit(commit)\n                break\n"
        "            except StoreFull as error:\n                self._fill_up(error)\n",
        "                self._store.commit(commit)\n                break\n"
        "            except StoreFull as error:\n                self._fill_up(error)\n"
        "                break\n",
    ),
    Mutant(
        "the counter of a stream is used twice",
        "core/crypto/sealing.py",
        "        self._number += 1\n",
        "        self._number += self._number % 7 > 0 or self._number == 0\n",
    ),
    Mutant(
        "a command is forgotten at a restart",
        "station/rooms.py",
        "                self.remember(parse_act(entry).nonce, ref)\n",
        "                _ = parse_act(entry).nonce, ref\n",
    ),
    Mutant(
        "the end of a ring's time is missed",
        "core/alerting.py",
        "        return [Due(calls.EXHAUSTED",
        "        return [] and [Due(calls.EXHAUSTED",
    ),
    Mutant(
        "a ring that never arrived is rung for ever",
        "core/alerting.py",
        "    return [Due(calls.UNREACHED",
        "    return [] and [Due(calls.UNREACHED",
    ),
    Mutant(
        "acts are judged as they arrive",
        "core/fold.py",
        "        if size > (feed.folded if feed else 0) and not over:\n"
        "            return False\n",
        "",
    ),
    Mutant(
        "entries are judged that their author could not be shown",
        "core/switchboard.py",
        "        return covered.size if covered else 0\n",
        "        return feed.size\n",
    ),
    Mutant(
        "entries are taken that do not hash to the signed root",
        "core/intake.py",
        "    _check_root(feed.frontier, leaves, statement, given.path)\n",
        "",
    ),
    Mutant(
        "the signature under entries is not checked",
        "core/intake.py",
        "    verify_statement(statement, _keys(charter, feed), feed.station, firm=passed_on)\n"
        "    leaves =",
        "    leaves =",
    ),
    Mutant(
        "a receipt's signature is not checked",
        "core/intake.py",
        "    verify_statement(statement, member.keys, sender, firm=False, known=known)\n",
        "",
    ),
    Mutant(
        "a receipt for another history is taken",
        "core/intake.py",
        "    if _root_at(feed, ledger, statement.size) != statement.root:\n"
        '        raise OutOfTurn("A receipt for another history than ours.")\n',
        "",
    ),
    Mutant(
        "two histories are not noticed",
        "core/intake.py",
        "(msgspec.structs.replace(feed, frozen=True, ahead=(older, newer)))\n",
        "(feed)\n",
    ),
    Mutant(
        "what lies ahead of the entries is forgotten",
        "core/intake.py",
        "    if broken:\n",
        "    if [] and broken:\n",
    ),
    Mutant(
        "a restored station speaks of what it may have said",
        "core/line.py",
        "(newest := self.feeds[self.own].incarnation) == 0:\n",
        "(newest := self.feeds[self.own].incarnation) >= 0:\n",
    ),
    Mutant(
        "what was lost on its way is not sent again",
        "core/replication.py",
        "abs(now_ms - self._sent_at_ms.get(feed, 0)) > limit_ms <<",
        "abs(now_ms - self._sent_at_ms.get(feed, now_ms)) > 10**12 <<",
    ),
    Mutant(
        "a feed whose first entry was lost is not sent again",
        "core/replication.py",
        "            told = named.get(feed.feed) or HaveFeed(feed.feed, 0, 0, 0, 0, 0)\n",
        "            told = named.get(feed.feed)\n            if told is None:\n"
        "                continue\n",
    ),
    Mutant(
        "stations that lost both openings never speak again",
        "station/links.py",
        "Reopen(session), introduced=True)",
        "Reopen(session), introduced=False)",
    ),
    Mutant(
        "a station claims to have seen what it has not judged",
        "core/switchboard.py",
        "        Seen(feed.party, feed.incarnation, feed.folded)\n",
        "        Seen(feed.party, feed.incarnation, feed.size + 1)\n",
    ),
    Mutant(
        "receipts bear the time of a clock that was set back",
        "core/switchboard.py",
        "    time = max(now_ms // 1_000, 1, last.time if last else 0)\n",
        "    time = max(now_ms // 1_000, 1)\n",
    ),
    Mutant(
        "an older size is receipted again",
        "core/switchboard.py",
        "    if covered.size < signed_for:\n",
        "    if covered.size < signed_for - 1_000:\n",
    ),
    Mutant(
        "rings are forgotten at a restart",
        "core/resume.py",
        "        line = with_call(line, _unpack_call(packed))\n",
        "        _ = _unpack_call(packed)\n",
    ),
    Mutant(
        "a refusal that its caller had read is passed over",
        "core/acts/calls.py",
        "        if after is None or _refusal_known(call, deed):\n",
        "        if after is None:\n",
    ),
)


def hunt(mutant: Mutant, seeds: int) -> tuple[int | None, str]:
    """Run seeds on a copy with one mistake in it.

    Returns:
        The seed that broke, or None; and what was said last.
    """
    with tempfile.TemporaryDirectory(prefix="openline-mutant-") as folder:
        source = Path(folder)
        shutil.copytree(ROOT / "src" / "openline", source / "openline")
        mutant.plant(source)
        command = (sys.executable, "-m", "simulator", "--seeds", str(seeds), "--quick")
        paths = {"PYTHONPATH": os.pathsep.join((str(source), str(ROOT)))}
        done = subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, **paths},
            capture_output=True,
            text=True,
            check=False,
        )
    words = done.stdout.split()
    if done.returncode == 1 and words[:1] == ["seed"]:
        return int(words[1]), done.stdout.splitlines()[0]
    return None, (done.stdout + done.stderr).strip().splitlines()[-1]


def hunt_all(seeds: int, name: str) -> int:
    """Hunt every mutant whose name contains `name`; return 1 if one was not found."""
    missed = 0
    for mutant in MUTANTS:
        if name not in mutant.name:
            continue
        began = time.monotonic()
        seed, said = hunt(mutant, seeds)
        missed += seed is None
        took = f"{time.monotonic() - began:.0f} s"
        found = "NOT FOUND" if seed is None else f"seed {seed}"
        print(f"{found:>9}  {mutant.name} ({took}): {said[:120]}", flush=True)
    print(f"{len(MUTANTS)} mutants, {missed} not found within {seeds} seeds.", flush=True)
    return 1 if missed else 0
