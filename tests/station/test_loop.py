"""The loop under load, and when the same thing is asked twice."""

import asyncio
import os

from openline.core.acts import calls
from openline.core.acts.act import Addressee, Kind
from openline.core.acts.calls import Stage
from openline.core.acts.messages import MESSAGE
from openline.core.switchboard import Bells, Elapsed, Say
from tests.core.line.speaking import message, ring
from tests.station.nodes import two_nodes


def test_a_station_that_never_rests_signs_firmly_all_the_same() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await a.delivered("one")

            def firm_size() -> int:
                assert a.room.state.own is not None
                firm = a.room.state.feeds[a.room.state.own].firm
                return firm.size if firm else 0

            unwatch = a.loop.watch(lambda _: a.loop.offer(a.line, Elapsed()))
            ref = await a.say("two")
            assert firm_size() <= ref.index
            a.clock.ms += 61_000
            await a.until(lambda: firm_size() > ref.index)
            unwatch()
            await b.until(lambda: firm_size() > ref.index)

    asyncio.run(main())


def test_a_double_click_says_it_once() -> None:
    async def main() -> None:
        async with two_nodes() as (a, _):
            to = Addressee(1, "watch")
            given = Say(os.urandom(16), Kind.REAL, "watch", to, MESSAGE, message())
            refs = await asyncio.gather(*(a.loop.say(a.line, given) for _ in range(5)))
            assert len(set(refs)) == 1
            assert await a.loop.say(a.line, given) == refs[0]
            await a.stop()
            await a.start()
            assert await a.loop.say(a.line, given) == refs[0]

    asyncio.run(main())


def test_a_clock_that_is_set_ends_no_ring() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            await b.loop.put(b.line, Bells("watch", 1))
            to = Addressee(1, "watch")
            given = Say(os.urandom(16), Kind.REAL, "watch", to, calls.RING, ring())
            await a.loop.say(a.line, given)

            def stages() -> set[Stage]:
                found = [*a.room.state.calls.values(), *b.room.state.calls.values()]
                return {calls.stage(call) for call in found}

            await b.until(lambda: stages() == {Stage.ALERTING})
            a.clock.ms += 3_600_000
            for node in (a, b):
                node.set_ms += 3_600_000
            for node in (a, b):
                await node.loop.put(node.line, Elapsed())
            assert stages() == {Stage.ALERTING}
            a.clock.ms += 61_000
            for node in (a, b):
                await node.loop.put(node.line, Elapsed())
            await a.until(lambda: stages() <= {Stage.EXHAUSTED})

    asyncio.run(main())


def test_two_stations_that_do_not_know_each_others_session_come_to_speak_again() -> None:
    """Neither can read that the other asks for a new session, and neither may ask for ever."""

    async def main() -> None:
        async with two_nodes() as (a, b):
            await a.delivered()
            a.network.loss = 1.0
            for node in (a, b):
                await node.stop()
                await node.start()
            await a.until(lambda: bool(a.room.links and b.room.links))
            a.clock.ms += 2_000
            await a.tick()
            a.network.loss = 0.0
            carried = a.network.carried
            await a.delivered()
            assert a.network.carried - carried < 100_000

    asyncio.run(main())
