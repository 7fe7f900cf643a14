"""A ring overtakes a long backlog: people are alerted at once, the record follows."""

import asyncio
import os
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from openline.core.acts.act import Addressee, Kind, Ref, parse_act, write_ref
from openline.core.acts.calls import CANCEL, RING, Cancel, CancelReason, Ring
from openline.core.acts.messages import REMARK, SPOKEN, Remark, Spoken
from openline.core.codec import Struct
from openline.core.parcels import Entries, Express
from openline.core.switchboard import Say
from openline.station.batch import HERALDS_A_MINUTE
from openline.station.heralds import KEPT
from tests.core.line.test_express import express
from tests.hostile.test_desk import Watched, _console


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, 180))


def rings(victim: Watched) -> list[dict[str, Any]]:
    found = victim.now(_console("watch"))["rings"]
    return list(found)


def test_a_ring_ahead_of_its_record_sounds_and_cannot_be_answered_until_it_came() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        await victim.hear()
        for _ in range(5):
            victim.remark()
        ref = victim.ring(precedence=0, seconds=60)
        await victim.take(*victim.seal(express(victim.far, ref)))
        (shown,) = rings(victim)
        assert (shown["precedence"], shown["ahead"]) == ("FLASH", True)
        await victim.hear()
        (shown,) = rings(victim)
        assert shown["ahead"] is False

    run(main())


def test_a_ring_ahead_that_is_withdrawn_or_over_sounds_no_more() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        await victim.hear()
        victim.remark()
        first = victim.ring(seconds=60)
        second = victim.ring(seconds=60)
        for ref in (first, second):
            await victim.take(*victim.seal(express(victim.far, ref)))
        assert len(rings(victim)) == 2
        withdrawn = victim.far.say(CANCEL, Cancel(first, CancelReason.WITHDRAWN))
        await victim.take(*victim.seal(express(victim.far, withdrawn)))
        assert len(rings(victim)) == 1
        victim.now_ms += 61_000
        assert rings(victim) == []

    run(main())


def test_a_ring_is_sent_ahead_of_what_waits_before_it_and_only_then() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        await victim.hear()
        await victim.take(*victim.seal(victim.far.have(0)))
        await say(victim, RING, Ring(0, "", "", 60, "watch"))
        assert not [body for body in victim.heard() if isinstance(body, Express)]
        victim.wire.full = True
        for _ in range(20):
            await say(victim, REMARK, Remark("en", "Waits.", "watch"))
        await say(victim, RING, Ring(0, "", "", 60, "watch"))
        victim.heard()
        victim.wire.full = False
        await victim.settle()
        await say(victim, REMARK, Remark("en", "Room again.", "watch"))
        sent = [body for body in victim.heard() if isinstance(body, Express | Entries)]
        assert isinstance(sent[0], Express)
        assert parse_act(sent[0].entry).type == RING
        assert [type(body) for body in sent].count(Express) == 1

    run(main())


async def say(victim: Watched, type_: int, body: Struct) -> Ref:
    to = None if type_ == REMARK else Addressee(1, "watch")
    given = Say(os.urandom(16), Kind.REAL, "watch", to, type_, body)
    return await victim.loop.say(victim.line, given)


def urgent(victim: Watched, desk: str = "watch") -> list[dict[str, Any]]:
    return list(victim.now(_console(desk))["urgent"])


def word(victim: Watched, precedence: int = 1, size: int = 7) -> Ref:
    said = Spoken(precedence, 700, bytes(size), "WO 1")
    return victim.far.say(SPOKEN, said, to=Addressee(0, "watch"))


def test_a_spoken_word_ahead_of_its_record_is_played_once() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        await victim.hear()
        for _ in range(5):
            victim.remark()
        ref = word(victim)
        await victim.take(*victim.seal(express(victim.far, ref)))
        (shown,) = urgent(victim)
        assert (shown["ahead"], shown["spoken"], shown["plays"]) == (True, True, True)
        assert urgent(victim, "minister") == []
        console = _console("watch")
        line = victim.line.hex()
        sound = await asyncio.to_thread(victim.desk.sound, console, line, shown["ref"])
        assert len(sound) == 44 + 1_280
        await victim.hear()
        (again,) = urgent(victim)
        assert (again["ref"], again["ahead"]) == (shown["ref"], False)
        victim.codec.close()

    run(main())


@pytest.mark.parametrize(
    ("speak", "shown"),
    [(lambda victim: victim.ring(seconds=3_600), rings), (word, urgent)],
    ids=["rings", "words"],
)
def test_what_comes_ahead_without_end_is_neither_all_looked_at_nor_all_kept(
    speak: Callable[[Watched], Ref], shown: Callable[[Watched], list[dict[str, Any]]]
) -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        await victim.hear()
        victim.remark()
        for ref in [speak(victim) for _ in range(2 * HERALDS_A_MINUTE)]:
            await victim.take(*victim.seal(express(victim.far, ref)))
        assert len(shown(victim)) == KEPT

    run(main())


def test_grave_words_go_ahead_of_what_waits_and_others_do_not() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        for precedence in (0, 1, 2, 3):
            await say(victim, SPOKEN, Spoken(precedence, 700, bytes(7), "WO 1"))
        assert len(victim.room.heralds.ours) == 2

    run(main())


@pytest.mark.parametrize(
    ("speak", "shown", "loud"),
    [
        (lambda victim: victim.ring(0, seconds=3_600), rings, lambda doc: not doc["joins"]),
        (lambda victim: word(victim, 0), urgent, lambda doc: doc["plays"]),
    ],
    ids=["rings", "words"],
)
def test_what_comes_ahead_counts_towards_the_quota_though_it_is_never_recorded(
    speak: Callable[[Watched], Ref],
    shown: Callable[[Watched], list[dict[str, Any]]],
    loud: Callable[[dict[str, Any]], bool],
) -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        await victim.hear()
        victim.remark()
        an_hour = victim.room.charter.terms.precedences[0].an_hour
        heard: set[str] = set()
        refs = [speak(victim) for _ in range(3 * an_hour)]
        for number, ref in enumerate(refs):
            if number % HERALDS_A_MINUTE == 0:
                victim.now_ms += 61_000
            await victim.take(*victim.seal(express(victim.far, ref)))
            heard |= {doc["ref"] for doc in shown(victim) if loud(doc)}
        # One ring of a pair of desks a minute sounds always.
        always = 3 * an_hour // HERALDS_A_MINUTE if shown is rings else 0
        assert an_hour <= len(heard) <= an_hour + always
        # An hour later there is room again.
        victim.now_ms += 3_600_000
        late = speak(victim)
        await victim.take(*victim.seal(express(victim.far, late)))
        (doc,) = (doc for doc in shown(victim) if doc["ref"] == write_ref(late))
        assert loud(doc)

    run(main())


def test_what_came_ahead_counts_once_when_it_is_recorded() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        await victim.hear()
        an_hour = victim.room.charter.terms.precedences[0].an_hour
        victim.remark()
        for ref in [word(victim, 0) for _ in range(an_hour // 2)]:
            await victim.take(*victim.seal(express(victim.far, ref)))
        await victim.hear()
        victim.now_ms += 61_000
        victim.remark()
        ahead = [word(victim, 0) for _ in range(an_hour // 2)]
        for ref in ahead:
            await victim.take(*victim.seal(express(victim.far, ref)))
        assert all(doc["plays"] for doc in urgent(victim) if doc["ahead"])

    run(main())
