"""What counterparts sent that was refused stands as an alarm for a while."""

import asyncio

from openline.core.acts import messages
from openline.core.acts.act import Addressee
from openline.core.errors import BadProof, BadSignature, CannotOpen
from openline.ports.memory_path import MemoryNetwork
from openline.station.alarms import refusal_alarms
from openline.station.refusals import STANDS_MS, Refusals
from tests.core.line.liar import Liar
from tests.core.line.speaking import message
from tests.core.line.stations import Station, charter_for, meet
from tests.station.nodes import Clock, Node


def test_an_alarm_stands_for_a_while_after_the_last_one() -> None:
    charter, refusals = charter_for(0, 3), Refusals()
    assert refusal_alarms(charter, refusals, 0) == []
    for at_ms in (1_000, 5_000):
        refusals.note(1, BadSignature("x"), at_ms)
    refusals.note(2, BadProof("x"), 6_000)
    told = refusal_alarms(charter, refusals, 7_000)
    assert [(one.code, one.grave, one.since_ms) for one in told] == [
        ("refused", "attention", 1_000),
        ("contested", "alarm", 6_000),
    ]
    assert told[0].facts == {"party": 1, "count": 2}
    assert len({one.id for one in told}) == 2
    later = 5_000 + STANDS_MS + 1
    assert [one.code for one in refusal_alarms(charter, refusals, later)] == ["contested"]
    refusals.note(1, BadSignature("x"), later)
    (_, again) = sorted(refusal_alarms(charter, refusals, later), key=lambda one: one.code)
    assert (again.since_ms, again.facts["count"]) == (later, 1)


def test_what_a_path_or_a_restart_explains_raises_none() -> None:
    refusals = Refusals()
    refusals.note(1, CannotOpen("x"), 1)
    assert refusals.standing(2) == []


def test_who_passes_on_what_a_liar_showed_it_is_not_accused() -> None:
    """What it passes on does not fit what the other one was shown."""
    stations = Station(0, 3), Station(1, 3)
    meet(*stations)
    liar, other = Liar(2, 3), Liar(2, 3)
    other.entries = list(liar.entries)
    for told, words, victim in zip((liar, other), (3, 1), stations, strict=True):
        for _ in range(words):
            told.say(messages.MESSAGE, message(), to=Addressee(1, "watch"))
        told.deliver(victim)

    async def main() -> None:
        network, clock = MemoryNetwork(), Clock()
        a, b = nodes = Node(0, network, clock, 3), Node(1, network, clock, 3)
        refused: list[str] = []
        for node, station in zip(nodes, stations, strict=True):
            node.store, node.anchor = station.store, station.anchor
            await node.start()
        b.loop.watch(lambda news: refused.extend(error.code for _, error in news.refused))
        await b.until(lambda: bool(b.room.state.feeds[liar.feed].ahead))
        await a.until(lambda: a.room.state.feeds[liar.feed].frozen)
        assert refused == []
        for node in nodes:
            await node.stop()

    asyncio.run(main())
