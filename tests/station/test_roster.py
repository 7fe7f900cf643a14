"""The watch of a whole station: what its lines are told, what lapses, what a restart keeps."""

import asyncio
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from openline.core.acts.watch import Watch, WatchOn, longest_ms
from openline.core.agreement.terms import Duty, Role, Span, WatchRules, WatchShown
from openline.core.errors import OpenlineError
from openline.ports.desk import Console
from openline.station.alarms import Alarm, alarms_of
from openline.station.bell import BellFailed, RoomBell
from openline.station.roster import SOUNDS, BellNotHeard, Roster
from openline.station.views.watch import Manning, far_desks, manning, worst
from openline.station.watch import Phase
from tests.station.nodes import Node, two_nodes

VIGILANCE_MS = 1_800_000
ALWAYS = (Span(0, 7 * 1_440),)


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, 180))


def console(desk: str = "watch", person: str = "Watch officer 1") -> Console:
    return Console(os.urandom(16), person, desk, "watch", "en", "auto")


def roster(node: Node, *bell: str) -> Roster:
    return Roster(node.loop, node.loop.reader(), RoomBell(bell), node.clock, os.urandom)


def said(node: Node, party: int = 0) -> Watch | None:
    return node.room.state.watches.get((party, "watch"))


def on(node: Node, party: int = 0) -> WatchOn | None:
    known = said(node, party)
    return None if known is None else known.on


def entries(node: Node) -> int:
    """How much a node's own feed holds."""
    assert node.room.state.own is not None
    return node.room.state.feeds[node.room.state.own].size


async def do(of: Roster, who: Console, act: str, **body: str) -> dict[str, Any]:
    return dict(await of.do(who, act, os.urandom(16), body))


def how(node: Node) -> Manning:
    """How party 0's watch stands, as a node sees it."""
    return manning(node.room.charter, node.room.state, 0, "watch", node.clock())


def test_signing_on_and_off_is_seen_at_the_other_end_and_says_no_name() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            ours, who = roster(a), console()
            assert how(b) is Manning.UNMANNED
            await do(ours, who, "sign-on")
            assert on(a) is not None
            await b.until(lambda: on(b) == on(a))
            assert how(b) is Manning.BELL_OLD
            until = on(b)
            assert until is not None
            assert until.until == until.since + longest_ms(1_800)
            own = a.room.state.own
            assert own is not None
            held = a.store.entries(own, 0, entries(a), max_bytes=1 << 20)
            assert not any(b"officer" in entry for entry in held)
            await do(ours, who, "sign-off", text="All quiet.")
            await b.until(lambda: said(b) is not None and on(b) is None)
            assert [line.what for line in ours.book("watch")] == ["off", "on"]
            assert ours.book("watch")[0].text == "All quiet."

    run(main())


def test_confirming_moves_the_end_on_and_without_it_both_ends_see_it_pass() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            ours, who = roster(a), console()
            await do(ours, who, "sign-on")
            first = on(a)
            a.clock.ms += VIGILANCE_MS
            assert ours.post("watch").phase is Phase.MANNED
            await do(ours, who, "confirm")
            await b.until(lambda: on(b) is not None and on(b) != first)
            again = on(b)
            assert first is not None
            assert again is not None
            assert again.since == first.since
            assert again.until >= first.until + VIGILANCE_MS
            a.clock.ms += longest_ms(1_800)
            assert how(a) is how(b) is Manning.UNMANNED
            size = entries(a)
            assert ours.tick()
            assert not ours.tick()
            await a.tick()
            assert entries(a) == size
            assert ours.post("watch").phase is Phase.LAPSED
            assert ours.book("watch")[0].what == "lapsed"

    run(main())


def test_relief_is_one_watch_for_the_others_and_two_in_the_book() -> None:
    async def main() -> None:
        async with two_nodes() as (a, _):
            ours = roster(a)
            await do(ours, console(), "sign-on")
            since = on(a)
            a.clock.ms += 60_000
            await do(ours, console(person="Watch officer 2"), "sign-on")
            after = on(a)
            assert since is not None
            assert after is not None
            assert after.since == since.since
            assert ours.post("watch").by == "Watch officer 2"
            assert [(line.what, line.by) for line in ours.book("watch")] == [
                ("relief", "Watch officer 2"),
                ("on", "Watch officer 1"),
            ]

    run(main())


def test_a_restart_keeps_watch_bells_and_book_and_says_nothing_twice(tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes() as (a, _):
            bell = ("sh", "-c", f"echo $0 > {tmp_path}/bell", "{sound}")
            ours, who = roster(a, *bell), console()
            await do(ours, who, "sign-on")
            a.clock.ms += 1
            await do(ours, who, "hand-over", text="Two open items.")
            a.clock.ms += 1
            await prove(ours, who, tmp_path)
            a.clock.ms += 1_000
            await a.stop()
            await a.start()
            size = entries(a)
            again = roster(a, *bell)
            again.tick()
            await a.tick()
            assert entries(a) == size
            assert again.post("watch").by == who.person
            assert again.room_proven_ms() == ours.room_proven_ms() > 0
            assert [line.what for line in again.book("watch")] == ["bell-room", "note", "on"]

    run(main())


async def prove(ours: Roster, who: Console, folder: Path) -> None:
    assert (await do(ours, who, "bell-test", bell="room")) == {"sound": None}
    sound = (folder / "bell").read_text().strip()
    await do(ours, who, "bell-heard", bell="room", sound=sound)


def test_what_a_line_missed_is_said_when_it_can_be() -> None:
    async def main() -> None:
        async with two_nodes() as (a, _):
            ours, who = roster(a), console()
            own, a.room.state = a.room.state.own, replace(a.room.state, own=None)
            await do(ours, who, "sign-on")
            assert said(a) is None
            a.room.state = replace(a.room.state, own=own)
            ours.tick()
            await a.tick()
            assert on(a) is not None

    run(main())


def test_a_bell_is_proven_only_by_the_sound_that_was_played() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            ours, who = roster(a), console()
            await do(ours, who, "sign-on")
            with pytest.raises(BellNotHeard):
                await do(ours, who, "bell-heard", bell="page", sound="FLASH")
            played = (await do(ours, who, "bell-test", bell="page"))["sound"]
            other = next(sound for sound in SOUNDS if sound != played)
            for guess in (other, played):
                with pytest.raises(BellNotHeard):
                    await do(ours, who, "bell-heard", bell="page", sound=guess)
            played = (await do(ours, who, "bell-test", bell="page"))["sound"]
            a.clock.ms += 60_000
            with pytest.raises(BellNotHeard):
                await do(ours, who, "bell-heard", bell="page", sound=played)
            assert ours.bell_proven_ms("watch") == 0
            played = (await do(ours, who, "bell-test", bell="page"))["sound"]
            await do(ours, who, "bell-heard", bell="page", sound=played)
            await b.until(lambda: how(b) is Manning.READY)
            # Another officer's page is another bell.
            await do(ours, console(person="Watch officer 2"), "sign-on")
            await b.until(lambda: how(b) is Manning.BELL_OLD)

    run(main())


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ((), "no bell of its own"),
        (("/no/such/bell", "{sound}"), "could not be started"),
        (("sh", "-c", "exit 3", "{sound}"), "code 3"),
    ],
)
def test_a_bell_that_fails_says_so_and_proves_nothing(
    command: tuple[str, ...], what: str
) -> None:
    async def main() -> None:
        async with two_nodes() as (a, _):
            ours, who = roster(a, *command), console()
            with pytest.raises(BellFailed, match=what):
                await do(ours, who, "bell-test", bell="room")
            with pytest.raises(BellNotHeard):
                await do(ours, who, "bell-heard", bell="room", sound="FLASH")

    run(main())


def test_a_clock_that_is_set_back_asks_the_officer_anew() -> None:
    async def main() -> None:
        async with two_nodes() as (a, _):
            ours, who = roster(a), console()
            await do(ours, who, "sign-on")
            a.clock.ms -= 3_600_000
            assert ours.post("watch").phase is Phase.LAPSED
            with pytest.raises(OpenlineError):
                await do(ours, console(person="Watch officer 2"), "confirm")

    run(main())


def test_other_acts_of_the_officer_confirm_the_watch() -> None:
    async def main() -> None:
        async with two_nodes() as (a, _):
            ours, who = roster(a), console()
            await do(ours, who, "sign-on")
            first = ours.post("watch")
            ours.busy(who)
            assert ours.post("watch") == first
            a.clock.ms += VIGILANCE_MS // 2 + 1
            ours.busy(console())
            assert ours.post("watch") == first
            ours.busy(who)
            await a.tick()
            assert ours.post("watch").confirmed_ms == a.clock()
            assert on(a) == WatchOn(
                first.since_ms, ours.until_ms("watch", ours.post("watch")), 0
            )

    run(main())


@pytest.mark.parametrize("shown", WatchShown)
def test_no_more_is_told_than_was_agreed(shown: WatchShown, tmp_path: Path) -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            for node in (a, b):
                _agree(node, watch=WatchRules(1_800, 86_400, shown))
            bell = ("sh", "-c", f"echo $0 > {tmp_path}/bell", "{sound}")
            ours, who = roster(a, *bell), console()
            await do(ours, who, "sign-on")
            await prove(ours, who, tmp_path)
            await a.delivered()
            told = on(a)
            if shown is WatchShown.NOTHING:
                assert told is None
                assert worst(b.room.charter, b.room.state, "watch", b.clock()) is Manning.READY
                return
            assert told is not None
            assert (told.bell_proven_at > 0) is (shown is WatchShown.BELL)
            assert how(b) is Manning.READY

    run(main())


def _agree(node: Node, **terms: Any) -> None:
    charter = node.room.charter
    node.room.charter = replace(charter, terms=replace(charter.terms, **terms))


def _alarms(node: Node) -> dict[str, Alarm]:
    pulses = {
        node.room.charter.members[station].party: pulse
        for station, pulse in node.room.pulses.items()
    }
    found = alarms_of(node.room.charter, node.room.state, pulses, node.clock())
    return {alarm.id: alarm for alarm in found if alarm.code in ("unmanned", "bell-unproven")}


def test_a_desk_that_is_empty_contrary_to_the_agreement_is_an_alarm_at_both_ends() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            for node in (a, b):
                _agree(node, duties=(Duty(0, ALWAYS),))
            ours, who = roster(a), console()
            far = f"unmanned:{a.room.charter.line.hex()[:16]}:0:watch"
            assert _alarms(a)["unmanned:watch"].grave == "alarm"
            assert far not in _alarms(b), "what they said may still be on its way"
            await b.until(lambda: far in _alarms(b))
            assert _alarms(b)[far].grave == "attention"
            await do(ours, who, "sign-on")
            assert set(_alarms(a)) == {"bell-unproven:watch"}
            await b.until(lambda: not _alarms(b))
            ended = ours.until_ms("watch", ours.post("watch"))
            a.clock.ms = ended
            assert _alarms(a)["unmanned:watch"].since_ms == ended
            await b.until(lambda: far in _alarms(b))
            await do(ours, who, "confirm")
            await b.until(lambda: not _alarms(b))

    run(main())


def test_no_alarm_outside_the_agreed_times_and_none_about_a_line_that_is_down() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            minute = (a.clock() // 60_000 - 4 * 1_440) % (7 * 1_440)
            later = Span(
                (minute + 60) % (7 * 1_440 - 60), (minute + 60) % (7 * 1_440 - 60) + 60
            )
            for node in (a, b):
                _agree(node, duties=(Duty(0, (later,)),))
            await b.until(lambda: bool(b.room.state.feeds))
            assert not _alarms(a)
            a.clock.ms += 61 * 60_000
            assert set(_alarms(a)) == {"unmanned:watch"}
            for node in (a, b):
                _agree(node, duties=(Duty(0, ALWAYS),))
            await a.stop()
            b.clock.ms += 60_000
            await b.tick()
            assert not _alarms(b)

    run(main())


def test_an_agreement_that_has_run_out_binds_nobody_and_nothing_more_is_said() -> None:
    async def main() -> None:
        async with two_nodes() as (a, b):
            ends_s = a.clock() // 1_000 + 60
            for node in (a, b):
                _agree(node, duties=(Duty(0, ALWAYS),), valid_until_s=ends_s)
            ours, who = roster(a), console()
            assert set(_alarms(a)) == {"unmanned:watch"}
            a.clock.ms = ends_s * 1_000
            size = entries(a)
            await do(ours, who, "sign-on")
            await a.tick()
            assert entries(a) == size
            assert not _alarms(a)
            assert worst(b.room.charter, b.room.state, "watch", b.clock()) is Manning.READY

    run(main())


def test_which_desks_matter_to_whom() -> None:
    async def main() -> None:
        async with two_nodes() as (a, _):
            charter, state = a.room.charter, a.room.state
            assert far_desks(charter, state, "watch") == [(1, "watch")]
            assert far_desks(charter, state, "technician") == [(1, "watch"), (1, "navy")]
            assert far_desks(charter, state, "navy") == [(1, "navy")]
            desks = tuple(
                replace(desk, role=Role.PRINCIPAL) if desk.code == "navy" else desk
                for desk in charter.terms.desks
            )
            charter = replace(charter, terms=replace(charter.terms, desks=desks))
            # Nobody signs on there: whether it can be reached is a matter of their watch.
            assert far_desks(charter, state, "navy") == [(1, "watch")]
            assert worst(charter, state, "navy", a.clock()) is Manning.UNMANNED

    run(main())
