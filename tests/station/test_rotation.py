"""Sealing keys turn; no partition, however long, and no restored store locks a line."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from openline.core.crypto.keys import StationId
from openline.core.ledger import Cell, Commit
from openline.ports.memory import MemoryStore
from openline.station.keyring import SPACE
from openline.station.sessions import SESSIONS
from tests.station.nodes import Clock, Node, two_nodes

DAY_MS = 86_400_000


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(main)


def serials(node: Node) -> list[int]:
    return [int.from_bytes(key, "big") for key, _ in node.store.cells(SPACE)]


async def talk(a: Node, b: Node) -> None:
    await a.delivered("from a")
    await b.delivered("from b")


def test_keys_turn_and_old_ones_go() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await talk(a, b)
            first = serials(a)
            assert len(first) == 1
            for _ in range(4):
                a.clock.ms += DAY_MS
                await a.tick()
                await b.tick()
                await talk(a, b)
            assert first[0] not in serials(a)
            assert len(serials(a)) <= 3
            # What was sealed to keys that are gone can be opened by nobody any more.
            held = {key.key_id for key in a.keyring.keys.values()}
            assert len(a.store.cells(SESSIONS)) <= 2 * len(held)

    run(main())


def test_a_partition_longer_than_every_grace() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await talk(a, b)
            a.network.cut(StationId(a.id), StationId(b.id))
            before = [set(serials(node)) for node in (a, b)]
            for _ in range(30):
                a.clock.ms += DAY_MS
                await a.tick()
                await b.tick()
            for node, old in zip((a, b), before, strict=True):
                assert not old & set(serials(node)), (
                    "the keys that the other side knows are gone"
                )
            await a.say("into the dark")
            a.network.mend(StationId(a.id), StationId(b.id))
            await talk(a, b)

    run(main())


def test_a_partition_with_both_restarted() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await talk(a, b)
            a.network.cut(StationId(a.id), StationId(b.id))
            for _ in range(15):
                a.clock.ms += DAY_MS
                await a.tick()
                await b.tick()
            for node in (a, b):
                await node.stop()
                await node.start()
            a.network.mend(StationId(a.id), StationId(b.id))
            await talk(a, b)

    run(main())


def test_a_restored_store_brings_no_old_key_into_use() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await talk(a, b)
            backup = a.store.copy()
            for _ in range(5):
                a.clock.ms += DAY_MS
                await a.tick()
                await b.tick()
                await talk(a, b)
            newest = max(serials(a))
            await a.stop()
            a.store = backup
            a.clock.ms += 60_000
            await a.start()
            assert max(serials(a)) > newest
            await talk(a, b)
            assert a.room.state.feeds[a.room.state.own or b""].incarnation == 1  # type: ignore[index]
            assert not any(feed.frozen or feed.inert for feed in b.room.state.feeds.values())

    run(main())


def test_an_opening_to_a_key_that_is_gone_draws_the_notice() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await talk(a, b)
            await b.stop()
            for _ in range(15):
                a.clock.ms += DAY_MS
                await a.tick()
            # b forgets what a announced, and seals to the key of the certificate.
            for key, _ in b.store.cells(b"peer-sealing-key"):
                b.store.commit(Commit(cells=[Cell(b"peer-sealing-key", key, None)]))
            await b.start()
            await talk(b, a)

    run(main())


class Behind(Clock):
    """A clock that is behind another by so much, and goes as it does."""

    def __init__(self, other: Clock, by_ms: int) -> None:
        self._other = other
        self._by_ms = by_ms

    @property
    def ms(self) -> int:
        return self._other.ms - self._by_ms

    @ms.setter
    def ms(self, now_ms: int) -> None:
        self._other.ms = now_ms + self._by_ms


@pytest.mark.parametrize("behind_ms", [0, 30 * DAY_MS])
def test_a_lost_store_is_heard_again_though_its_clock_is_not_past_the_lost_key(
    behind_ms: int,
) -> None:
    """The new key ranks no higher than the lost one: the other side gives its notice back."""

    async def main() -> None:
        async with two_nodes() as (a, b):
            await talk(a, b)
            lost = max(serials(a))
            await a.stop()
            passed_ms = a.clock.ms - lost * 1_000
            a.store, a.clock = MemoryStore(), Behind(b.clock, passed_ms + behind_ms)
            await a.start()
            await talk(a, b)
            assert max(serials(a)) > lost

    run(main())
