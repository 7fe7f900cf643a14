"""A call and a message, with one station's store or anchor failing at every single write.

Before the write or after it: the station stops, starts again, and its users press again what
they pressed. All is there once, nothing contradicts anything, the other side notices nothing.
"""

import asyncio
from collections.abc import Callable
from hashlib import sha256

import pytest

from openline.core.acts import calls, legs, messages
from openline.core.acts.act import Addressee, Kind, Ref, parse_act
from openline.core.acts.calls import Stage, stage
from openline.core.acts.legs import LegState, leg_state
from openline.core.codec import Struct
from openline.core.line import BLOBS, CALLS, LETTERS, LIVE
from openline.core.switchboard import Say
from openline.ports.errors import StoreUnknown
from openline.ports.memory import MemoryAnchor, MemoryStore
from openline.station.loop import Stopped
from tests.core.line.speaking import NONCE, accept, message, offer, ring
from tests.core.line.views import call_of
from tests.station.nodes import Node, two_nodes

LONG = "x" * 60_000


class Script:
    """The two sides of one conversation; what is said is said until it is certain."""

    def __init__(self, a: Node, b: Node) -> None:
        self.nodes = (a, b)
        self.commands: list[bytes] = []

    async def say(
        self, who: Node, name: str, type_: int, body: Struct, *, blob: bytes | None = None
    ) -> Ref:
        opens = type_ in (calls.RING, messages.MESSAGE)
        to = Addressee(1 - who.party, "watch") if opens else None
        command = sha256(name.encode()).digest()[:16]
        self.commands.append(command)
        given = Say(command, Kind.REAL, "watch", to, type_, body, blob)
        while True:
            try:
                return await who.loop.say(who.line, given)
            except Stopped:
                await self.again(who)

    async def again(self, who: Node) -> None:
        """Start a station that stopped; its disk works again."""
        while True:
            await who.stop()
            try:
                await who.start()
            except Stopped:
                continue
            return

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not holds():
                self.nodes[0].clock.ms += 50
                for node in self.nodes:
                    try:
                        await node.tick()
                    except Stopped:
                        await self.again(node)
                await asyncio.sleep(0)

    async def run(self) -> None:
        a, b = self.nodes
        rung = await self.say(a, "ring", calls.RING, ring(ring_for_s=3_600))
        await self.until(lambda: call(b, rung) is not None)
        answered = await self.say(b, "answer", calls.ANSWER, calls.Answer(rung, "x", offer()))
        await self.until(lambda: legs_of(a, rung) == [LegState.OFFERED])
        await self.say(a, "accept", legs.LEG_ACCEPT, accept(answered))
        await self.until(lambda: legs_of(b, rung) == [LegState.ACCEPTED])
        await self.say(b, "reveal", legs.LEG_REVEAL, legs.LegReveal(answered, NONCE))
        for node in self.nodes:
            up = legs.LegUp(answered, "1.3", bytes(32), True)
            await self.say(node, f"up {node.party}", legs.LEG_UP, up)
        await self.until(lambda: legs_of(a, rung) == legs_of(b, rung) == [LegState.UP])
        data = LONG.encode()
        blob = messages.Blob(sha256(data).digest(), len(data), "text/plain")
        body = messages.Message(3, "en", "s", "", blob, "x")
        letter = await self.say(b, "letter", messages.MESSAGE, body, blob=data)
        await self.say(b, "short letter", messages.MESSAGE, message())
        await self.until(lambda: a.store.cell(BLOBS + a.line, blob.digest) == data)
        await self.say(a, "opened", messages.OPENED, messages.MessageNote(letter, "x"))
        await self.say(a, "end", calls.END, calls.End(rung, calls.EndReason.DONE))
        await self.until(self.at_rest)
        assert stage(found(a, rung)) is stage(found(b, rung)) is Stage.ENDED

    def at_rest(self) -> bool:
        """Both hold all, receipted firmly, and the call is settled on both sides."""
        a, b = self.nodes
        return all(
            not one.store.cells(LIVE + one.line)
            and one.room.state.own is not None
            and sizes(one) == sizes(other)
            and all_receipted(one)
            for one, other in ((a, b), (b, a))
        )


def call(node: Node, ref: Ref) -> calls.Call | None:
    found = (one for one in node.room.state.calls.values() if one.deed.ref == ref)
    return next(found, None)


def found(node: Node, ref: Ref) -> calls.Call:
    kept = [call_of(packed) for _, packed in node.store.cells(CALLS + node.line)]
    (one,) = [one for one in kept if one.deed.ref == ref]
    return one


def legs_of(node: Node, ref: Ref) -> list[LegState]:
    known = call(node, ref)
    return [] if known is None else [leg_state(leg) for leg in known.legs]


def sizes(node: Node) -> dict[bytes, int]:
    return {feed.feed: feed.size for feed in node.room.state.feeds.values()}


def all_receipted(node: Node) -> bool:
    own = [feed for feed in node.room.state.feeds.values() if feed.party == node.party]
    return all(
        feed.firm_receipts.get(1 - node.party) is not None
        and feed.firm_receipts[1 - node.party].size == feed.size
        for feed in own
    )


def check(script: Script) -> None:
    """Every command once, on both sides; no fork, nothing inert, one feed each."""
    for node in script.nodes:
        nonces = []
        for feed in node.room.state.feeds.values():
            assert feed.inert == 0
            assert not feed.frozen
            entries = node.store.entries(feed.feed, 0, feed.size, max_bytes=1 << 30)
            nonces += [parse_act(entry).nonce for entry in entries]
        assert len(nonces) == len(set(nonces))
        assert set(script.commands) <= set(nonces)
        assert len(node.store.cells(LETTERS + node.line)) == 2


@pytest.mark.parametrize("written", [False, True])
@pytest.mark.parametrize("part", ["store", "anchor"])
@pytest.mark.parametrize("party", [0, 1])
def test_every_write_may_fail(party: int, part: str, written: bool) -> None:
    async def once(write: int) -> bool:
        async with two_nodes() as (a, b):
            script = Script(a, b)
            victim = script.nodes[party]
            breaks: MemoryStore | MemoryAnchor
            breaks = victim.store if part == "store" else victim.anchor
            breaks.fail_next(StoreUnknown("The disk is gone."), written=written, after=write)
            await script.run()
            check(script)
            return not breaks.fails

    write = 0
    while asyncio.run(once(write)):
        write += 1
    assert write > 10
