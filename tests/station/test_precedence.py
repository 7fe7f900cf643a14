"""What an answer ends: on the same line it is said why, on another line nothing of this one."""

import asyncio
import os
from typing import Any

import pytest
from msgspec.structs import replace

from openline.core import replication
from openline.core.acts import calls
from openline.core.acts.act import Addressee, Ref, write_ref
from openline.core.acts.calls import Call, EndReason, Stage, stage
from openline.core.acts.upkeep import OpenReason
from openline.core.crypto.keys import LineId
from openline.core.line import Charter, LineState, ref_key
from openline.core.resume import resume
from openline.core.switchboard import Open
from openline.ports.desk import Console
from openline.ports.memory import MemoryAnchor, MemoryStore
from openline.station.desk import InCall
from openline.station.rooms import LineRoom
from openline.station.sessions import Room
from tests.core.line.speaking import ring
from tests.core.line.stations import START_MS, Station, charter_for, keys_of
from tests.hostile.shell import room_of
from tests.hostile.test_desk import Watched

OTHER = LineId(bytes(range(32)))
OFFER = {
    "fp": "ab" * 32,
    "ufrag": "abcd",
    "pwd": "a" * 22,
    "candidates": [],
    "commit": "cd" * 32,
    "fsh": "ef" * 32,
    "expires_ms": 0,
}


class Elsewhere(Station):
    """The counterpart's station on another line."""

    def __init__(self, charter: Charter) -> None:
        self.charter = charter
        self.keys = keys_of(charter.me)
        self.store = MemoryStore()
        self.anchor = MemoryAnchor()
        self.now_ms = START_MS
        self.line = LineState()
        self.links = {}
        self.refused = []
        self.start()


class TwoLines:
    """A station with two lines, both to the same counterpart, and one console."""

    def __init__(self) -> None:
        self.victim = Watched()
        ours = replace(self.victim.room.charter, line=OTHER)
        theirs = replace(charter_for(1, 2), line=OTHER)
        self.other = LineRoom(
            Room(ours, None, room_of(0).peer_seal_keys), resume(ours, self.victim.store, {})
        )
        self.victim.loop.add_line(self.other)
        self.victim.desk.add_line(self.other, {"en": "Another"})
        self.victim.theirs.serve(Room(theirs, None, room_of(1).peer_seal_keys))
        self.far = {self.victim.line: self.victim.far, OTHER: Elsewhere(theirs)}
        self.console = Console(os.urandom(16), "Officer", "watch", "watch", "en", "auto")

    async def start(self) -> None:
        await self.victim.start()
        await self.victim.loop.put(OTHER, Open(OpenReason.START))

    async def rings(self, line: LineId, precedence: int) -> Ref:
        """The counterpart rings on a line; it arrives."""
        far = self.far[line]
        ref = far.say(calls.RING, ring(precedence), to=Addressee(0, "watch"))
        room = self.victim.loop.lines[line]
        far.links.clear()
        have = replication.have(room.charter, room.state, 1, bytes(8), bytes(8), 0, START_MS)
        far.heard(0, have)
        for body in far.owed(0):
            sealed = self.victim.theirs.seal(line, keys_of(0).id, body, START_MS)
            await self.victim.take(*sealed)
        return ref

    async def answers(self, line: LineId, ref: Ref) -> None:
        body = {"ring": write_ref(ref), "offer": OFFER}
        await self.victim.desk.do(self.console, line.hex(), "answer", os.urandom(16), body)

    def call(self, line: LineId, ref: Ref) -> Call:
        return self.victim.loop.lines[line].state.calls[ref_key(ref)]

    def now(self) -> dict[str, Any]:
        return self.victim.now(self.console)


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_higher_ring_ends_the_lower_call_and_names_no_other_line(*, elsewhere: bool) -> None:
    async def main() -> None:
        station = TwoLines()
        await station.start()
        line = station.victim.line
        lower = await station.rings(line, 3)
        await station.answers(line, lower)
        higher_line = OTHER if elsewhere else line
        higher = await station.rings(higher_line, 0)
        assert station.now()["rings"][0]["preempts"]
        assert stage(station.call(line, lower)) is Stage.ANSWERED
        await station.answers(higher_line, higher)
        ended = station.call(line, lower)
        assert stage(ended) is Stage.ENDED
        assert ended.end is not None
        expected = EndReason.ENGAGED if elsewhere else EndReason.PREEMPTED
        assert ended.end.reason is expected
        assert stage(station.call(higher_line, higher)) is Stage.ANSWERED
        assert station.now()["call"]["ref"] == write_ref(higher)

    asyncio.run(asyncio.wait_for(main(), 180))


@pytest.mark.parametrize("precedence", [1, 3])
def test_what_may_not_pre_empt_is_refused_while_a_call_goes_on(precedence: int) -> None:
    async def main() -> None:
        station = TwoLines()
        await station.start()
        line = station.victim.line
        first = await station.rings(line, 2 if precedence == 1 else 3)
        await station.answers(line, first)
        second = await station.rings(line, precedence)
        with pytest.raises(InCall):
            await station.answers(line, second)
        assert stage(station.call(line, first)) is Stage.ANSWERED
        assert not station.now()["rings"][0]["preempts"]

    asyncio.run(asyncio.wait_for(main(), 180))
