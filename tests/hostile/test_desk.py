"""What one desk's console may see and do of another's, and what a counterpart does to all."""

import asyncio
import os
from collections.abc import Callable, Coroutine
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from openline.core import replication
from openline.core.acts.act import Addressee, Ref, write_ref
from openline.core.acts.calls import RING, Ring
from openline.core.acts.messages import MESSAGE, REMARK, Blob, Message, Remark
from openline.core.agreement.terms import Duty, Quotas, Span
from openline.core.errors import NotAllowed
from openline.core.ledger import Cell
from openline.core.line import UNOPENED, place_key, ref_key
from openline.core.parcels import BlobPiece, Signal
from openline.ports.desk import Console
from openline.ports.memory import MemoryStore
from openline.ports.memory_alert import MemoryAlerter
from openline.ports.path import Arrived, LinkId, LinkUp
from openline.station.absence import Absence
from openline.station.allowance import SAVED_MIN
from openline.station.bell import RoomBell
from openline.station.board import CARRIED, ENDED_SHOWN, SHOWN_AFTER_END_MS, LineDesk
from openline.station.desk import RINGS_SHOWN, Desk, Turn
from openline.station.ladders import Ladders
from openline.station.loop import Loop
from openline.station.notices import notice_of
from openline.station.roster import Roster
from openline.station.standins import StandIns
from openline.voice.spoken import Codec
from tests.core.line.liar import Liar
from tests.core.line.stations import START_MS, Station, keys_of
from tests.hostile.shell import LINK, Victim, room_of, sessions_of

WATCH = Addressee(0, "watch")


def ladders_of(loop: Loop, now_ms: Callable[[], int]) -> Ladders:
    """Ladders without a rota: consoles alone ring."""
    return Ladders(
        lines=loop.lines,
        offer=loop.offer,
        keep=loop.offer_cells,
        store=loop.reader(),
        room=RoomBell(()),
        alerter=lambda bell, rota: MemoryAlerter(),
        said=notice_of,
        folder=Path(),
        now_ms=now_ms,
    )


class Watched(Victim):
    """A victim with a desk in front of it, and a counterpart that speaks."""

    def __init__(self) -> None:
        super().__init__()
        self.far = Station(1, 2)
        roster = Roster(
            self.loop, self.loop.reader(), RoomBell(()), lambda: self.now_ms, os.urandom
        )
        ladders = ladders_of(self.loop, lambda: self.now_ms)
        self.codec = Codec()
        self.desk = Desk(
            self.loop,
            self.loop.reader(),
            {self.line: {"en": "Memorandum"}},
            _no_agreement,
            lambda _: (),
            self.documents,
            Turn((), None, 600),
            Absence(START_MS, 30_000),
            roster,
            ladders,
            StandIns(self.loop, self.loop.reader(), roster, ladders, lambda: self.now_ms),
            self.codec,
            lambda: self.now_ms,
        )

    async def hear(self) -> None:
        """Let all that the counterpart has said arrive."""
        have = replication.have(
            self.room.charter, self.room.state, 1, bytes(8), bytes(8), 0, self.now_ms
        )
        self.far.links.clear()
        self.far.heard(0, have)
        for body in self.far.owed(0):
            await self.take(*self.seal(body))

    def ring(self, precedence: int = 3, seconds: int = 1) -> Ref:
        said = Ring(precedence, "", "", seconds, "watch")
        return self.far.say(RING, said, to=Addressee(0, "watch"))

    def remark(self) -> Ref:
        return self.far.say(REMARK, Remark("en", "Said before.", "watch"))

    def now(self, console: Console) -> dict[str, Any]:
        return dict(self.desk.view(console, "now"))


def _no_agreement(line: bytes) -> Any:
    raise AssertionError("nobody looks at the agreement here")


def _console(desk: str, role: str = "watch") -> Console:
    return Console(
        id=os.urandom(16), person="Officer", desk=desk, role=role, language="en", theme="auto"
    )


def _run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, 180))


def test_a_desk_does_not_settle_what_another_desk_missed() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        ref = victim.ring()
        await victim.hear()
        victim.now_ms += 2_000
        await victim.settle()
        watch, navy = _console("watch"), _console("navy")
        assert len(victim.now(watch)["attempts"]) == 1
        body = {"ring": write_ref(ref)}
        line = victim.line.hex()
        with pytest.raises(NotAllowed):
            await victim.desk.do(navy, line, "settle", os.urandom(16), body)
        assert len(victim.now(watch)["attempts"]) == 1
        await victim.desk.do(watch, line, "settle", os.urandom(16), body)
        assert victim.now(watch)["attempts"] == []

    _run(main())


def test_what_one_desk_acknowledged_is_not_forgotten_when_another_looks() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        charter = victim.room.charter
        always = (Duty(0, (Span(0, 7 * 1_440),)),)
        victim.room.charter = replace(charter, terms=replace(charter.terms, duties=always))
        watch, elsewhere = _console("watch"), _console("elsewhere")
        await victim.desk.do(
            watch, "", "acknowledge", os.urandom(16), {"alarm": "unmanned:watch"}
        )
        assert victim.now(elsewhere)["alarms"] == []
        (alarm,) = victim.now(watch)["alarms"]
        assert alarm["ack"]["by"] == "Officer"

    _run(main())


def test_rings_without_end_are_shown_gravest_first_and_not_all() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        for _ in range(3 * RINGS_SHOWN):
            victim.ring(seconds=3_600)
        victim.ring(precedence=0, seconds=3_600)
        await victim.hear()
        rings = victim.now(_console("watch"))["rings"]
        assert len(rings) == RINGS_SHOWN
        assert rings[0]["precedence"] == "FLASH"

    _run(main())


def test_what_goes_on_on_a_line_is_not_told_to_a_desk_without_a_place_there() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        victim.far.say(REMARK, Remark("en", "Between operators.", "watch"))
        await victim.hear()
        assert victim.now(_console("watch"))["last_act"] is not None
        assert victim.now(_console("army"))["last_act"] is None

    _run(main())


async def quietly(victim: Watched, *pieces: bytes) -> None:
    """Hand bytes over while nothing else happens on the line."""
    for piece in pieces:
        victim.loop.tell(Arrived(LINK, victim.them, piece))
    await victim.loop.keep([Cell(b"a test/", b"", b"")])


def test_a_grave_message_is_shown_however_many_nobody_opened() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        unopened = UNOPENED + victim.line
        cells = [Cell(unopened, place_key(0, 0, 100 + n), b"watch") for n in range(1_500)]
        await victim.loop.keep(cells)
        flash, priority = (
            victim.far.say(MESSAGE, Message(n, "en", "s", "Hello", None, "watch"), to=WATCH)
            for n in (0, 2)
        )
        await victim.hear()
        watch = _console("watch")
        shown = victim.now(watch)
        assert [one["ref"] for one in shown["urgent"]] == [
            write_ref(flash),
            write_ref(priority),
        ]
        assert shown["lines"][0]["unopened"] == 1_502
        line, body = victim.line.hex(), {"message": write_ref(flash)}
        await victim.desk.do(watch, line, "opened", os.urandom(16), body)
        shown = victim.now(watch)
        assert [one["ref"] for one in shown["urgent"]] == [write_ref(priority)]
        assert shown["lines"][0]["unopened"] == 1_501
        victim.far.say(MESSAGE, Message(3, "en", "s", "Hello", None, "watch"), to=WATCH)
        await victim.hear()
        assert victim.now(watch)["lines"][0]["unopened"] == 1_502

    _run(main())


def test_who_carries_a_call_is_found_again_however_many_calls_there_were() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        ref = victim.ring(seconds=600)
        await victim.hear()
        watch, body = _console("watch"), {"ring": write_ref(ref), "offer": OFFER}
        await victim.desk.do(watch, victim.line.hex(), "answer", os.urandom(16), body)
        space = CARRIED + victim.line
        ((_, value),) = victim.loop.reader().cells(space)
        await victim.loop.keep([Cell(space, place_key(0, 0, n), value) for n in range(1_100)])
        again = LineDesk(victim.room, {}, victim.loop.reader())
        assert {place: one.console for place, one in again.carried.items()} == {
            ref_key(ref): watch.id
        }

    _run(main())


def test_who_carried_a_call_is_forgotten_with_the_call() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        line, watch = victim.line.hex(), _console("watch")
        rung = victim.ring(seconds=600)
        await victim.hear()
        body = {"ring": write_ref(rung), "offer": OFFER, "reason": "done"}
        await victim.desk.do(watch, line, "answer", os.urandom(16), body)
        await victim.desk.do(watch, line, "hang-up", os.urandom(16), body)
        assert len(victim.now(watch)["ended"]) == 1
        victim.room.state = replace(victim.room.state, calls={})
        (desk,) = victim.desk._seen_by(watch)
        assert len(victim.now(watch)["ended"]) == len(desk.carried) == 1
        victim.now_ms += SHOWN_AFTER_END_MS + 1
        assert len(victim.now(watch)["ended"]) == len(desk.carried) == 0

    _run(main())


def test_of_rings_that_ended_lately_the_last_are_told() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        line, watch = victim.line.hex(), _console("watch")
        refs = []
        for _ in range(ENDED_SHOWN + 4):
            refs.append(victim.ring(seconds=600))
            await victim.hear()
            body = {"ring": write_ref(refs[-1]), "offer": OFFER, "reason": "done"}
            await victim.desk.do(watch, line, "answer", os.urandom(16), body)
            await victim.desk.do(watch, line, "hang-up", os.urandom(16), body)
        victim.room.state = replace(victim.room.state, calls={})
        told = [one["ref"] for one in victim.now(watch)["ended"]]
        assert told == [write_ref(ref) for ref in refs[-ENDED_SHOWN:]]

    _run(main())


def test_a_heartbeat_has_no_page_read_the_record_again() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        victim.remark()
        await victim.hear()
        told: set[str] = set()
        victim.desk.watch(told.update)
        line = victim.line.hex()
        have = replication.have(
            victim.far.charter, victim.far.line, 0, os.urandom(8), bytes(8), 0, victim.now_ms
        )
        await quietly(victim, *victim.seal(have))
        assert told == {"now", "watch", f"line:{line}", f"record:{line}"}
        victim.remark()
        await victim.hear()
        assert {f"messages:{line}", f"requests:{line}", f"service:{line}"} <= told

    _run(main())


def test_bytes_that_no_station_sends_raise_an_alarm_but_not_from_a_radio() -> None:
    async def main(*, narrow: bool) -> list[str]:
        victim = Watched()
        await victim.start()
        if narrow:
            victim.loop.tell(LinkUp(LINK, victim.them, "radio", narrow=True))
        await quietly(victim, b"\x02")
        return [one["code"] for one in victim.now(_console("watch"))["alarms"]]

    assert "refused" in asyncio.run(main(narrow=False))
    assert "refused" not in asyncio.run(main(narrow=True))


OFFER = {
    "fp": "ab" * 32,
    "ufrag": "abcd",
    "pwd": "a" * 22,
    "candidates": ["udp 1 192.0.2.1 9 host"],
    "commit": "cd" * 32,
    "fsh": "ef" * 32,
    "expires_ms": START_MS + 30_000,
}


def test_numbers_of_signals_are_read_everywhere_and_never_repeat() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        ring = victim.ring(seconds=60)
        await victim.hear()
        watch, line = _console("watch"), victim.line.hex()
        body = {"ring": write_ref(ring), "offer": OFFER}
        leg = await victim.desk.do(watch, line, "answer", os.urandom(16), body)
        for _ in range(3):
            victim.desk.signal(watch, leg["ref"], bytes(33))
        numbers = [body.number for body in victim.heard() if isinstance(body, Signal)]
        assert len(set(numbers)) == 3

    _run(main())


def test_a_feed_beyond_its_quota_waits_and_comes_later() -> None:
    async def main() -> None:
        victim = Watched()
        charter = victim.room.charter
        few = replace(charter.terms, quotas=Quotas(10, 1 << 20))
        victim.room.charter = replace(charter, terms=few)
        await victim.start()
        feed = victim.far.line.own
        assert feed is not None
        burst = 10 * SAVED_MIN
        for _ in range(burst + 400):
            victim.far.say(REMARK, Remark("en", "Again.", "watch"))
        await victim.hear()
        held = victim.room.state.feeds[feed].size
        assert burst <= held < burst + 256 < victim.far.line.feeds[feed].size
        alarms = {one["code"] for one in victim.now(_console("watch"))["alarms"]}
        assert "over-quota" in alarms
        victim.now_ms += 600_000
        await victim.hear()
        assert victim.room.state.feeds[feed].size == held
        victim.now_ms += 3_600_000
        await victim.hear()
        await victim.hear()
        assert victim.room.state.feeds[feed].size == victim.far.line.feeds[feed].size

    _run(main())


def test_who_passes_on_pays_nothing_and_waits_for_no_flood() -> None:
    async def main() -> None:
        victim = Victim(3)
        charter = victim.room.charter
        victim.room.charter = replace(
            charter, terms=replace(charter.terms, quotas=Quotas(10, 1 << 20))
        )
        await victim.start()

        def feed_of(party: int, incarnation: int, entries: int) -> Liar:
            liar = Liar(party, 3, incarnation)
            for _ in range(entries - 1):
                liar.say(REMARK, Remark("en", "Again.", "watch"))
            return liar

        # Of the third party's feeds the second brings as much as their author may say.
        for number in range(4):
            await victim.take(*victim.seal(feed_of(2, number, 256).parcel()))
        assert sum(feed.party == 2 for feed in victim.room.state.feeds.values()) == 3
        own = feed_of(1, 0, 256)
        await victim.take(*victim.seal(own.parcel()))
        assert victim.room.state.feeds[own.feed].size == 256
        assert victim.room.over_quota == {}
        # A feed that nobody on the line opened.
        stray = replace(own.parcel(), feed=bytes(16), entries=(b"\x80",))
        await victim.take(*victim.seal(stray))
        # And what the second floods us with itself is not in the way of what the third brings.
        for number in (1, 2):
            await victim.take(*victim.seal(feed_of(1, number, 256).parcel()))
        late = feed_of(1, 3, 2)
        await victim.take(*victim.seal(late.parcel()))
        assert late.feed not in victim.room.state.feeds
        assert victim.room.over_quota.keys() == {1}
        third, _ = sessions_of(2, MemoryStore())
        third.serve(room_of(2, 3))
        link, station = LinkId(8), keys_of(2).id
        victim.loop.tell(LinkUp(link, station, "wire"))
        for piece in third.seal(victim.line, keys_of(0).id, late.parcel(), victim.now_ms):
            victim.loop.tell(Arrived(link, station, piece))
        await victim.settle()
        assert victim.room.state.feeds[late.feed].size == 2

    _run(main())


def test_a_quota_that_was_amended_holds_at_once() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        feed = victim.far.line.own
        assert feed is not None
        for _ in range(SAVED_MIN + 300):
            victim.far.say(REMARK, Remark("en", "Again.", "watch"))
        for entries_a_minute, all_came in ((1, False), (20, True)):
            charter = victim.room.charter
            terms = replace(charter.terms, quotas=Quotas(entries_a_minute, 1 << 20))
            victim.room.charter = replace(charter, terms=terms)
            await victim.hear()
            came = victim.room.state.feeds[feed].size == victim.far.line.feeds[feed].size
            assert came is all_came

    _run(main())


def test_a_long_message_shows_no_characters_that_turn_or_hide_its_text() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        data = ("We do \u202enot\u202c agree.\x1b[2J\u200b" * 300).encode()
        digest = sha256(data).digest()
        blob = Blob(digest, len(data), "text/plain")
        message = Message(3, "en", "Answer", "", blob, "watch")
        victim.far.say(MESSAGE, message, to=Addressee(0, "watch"))
        await victim.hear()
        await victim.take(*victim.seal(BlobPiece(digest, 0, data)))
        doc = victim.desk.view(_console("watch"), f"messages:{victim.line.hex()}")
        shown = doc["messages"][0]["text"]
        assert shown == "We do not agree.[2J" * 300

    _run(main())


def test_messages_past_the_quota_are_listed_and_do_not_knock() -> None:
    async def main() -> None:
        victim = Watched()
        await victim.start()
        an_hour = victim.room.charter.terms.precedences[0].an_hour
        said = Message(0, "en", "Urgent", "Now", None, "watch")
        for _ in range(an_hour + 5):
            victim.far.say(MESSAGE, said, to=Addressee(0, "watch"))
        await victim.hear()
        urgent = victim.now(_console("watch"))["urgent"]
        assert [doc["knocks"] for doc in urgent] == [True] * an_hour + [False] * 5

    _run(main())
