"""A restart gives nobody a new quota: rings and messages of the last hour are counted again."""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any

from openline.core.acts.act import Addressee, Kind
from openline.core.acts.calls import RING
from openline.core.quota import HOUR_MS
from openline.core.switchboard import Say
from tests.core.line.speaking import ring
from tests.station.nodes import two_nodes

ROUTINE = 3


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, 60))


def test_a_restart_forgets_no_message_and_no_ring_of_the_last_hour() -> None:
    async def main() -> None:
        async with two_nodes() as (one, other):
            await one.delivered("Long ago")
            for node in (one, other):
                node.clock.ms += HOUR_MS
            await one.delivered("First")
            to = Addressee(1, "watch")
            await one.loop.say(
                one.line, Say(os.urandom(16), Kind.REAL, "watch", to, RING, ring(ROUTINE))
            )
            one.clock.ms += 5
            await one.delivered("Second")
            await other.delivered("Theirs")
            await one.until(lambda: one.room.state.uses.times.get((1, ROUTINE), ()) != ())
            before = {
                party: one.room.state.uses.since(party, ROUTINE, one.clock())
                for party in (0, 1)
            }
            assert [len(times) for times in before.values()] == [3, 1]
            await one.stop()
            await one.start()
            after = {
                party: one.room.state.uses.since(party, ROUTINE, one.clock())
                for party in (0, 1)
            }
            assert after == before

    run(main())
