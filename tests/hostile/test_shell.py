"""A counterpart with real keys against the loop: floods, storms, and clocks that jump."""

import asyncio
import os
from collections.abc import Coroutine
from hashlib import sha256
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from openline.core.acts.act import Act, AnyAct, Kind, Ref
from openline.core.acts.knowledge import Deed
from openline.core.acts.messages import MESSAGE, Blob, Message
from openline.core.crypto.sealing import (
    KEY_NOTICE,
    KeyNotice,
    SealingKey,
    encode_key_notice,
    key_notice_tbs,
    parcel_session,
)
from openline.core.errors import UnknownKey
from openline.core.fold import Judged
from openline.core.parcels import BLOB_PIECE, BlobPiece, Have, Reopen
from openline.core.switchboard import Elapsed
from openline.ports.memory import MemoryStore
from openline.ports.path import Arrived, LinkUp
from openline.station.batch import (
    NOTICE_EVERY_MS,
    NOTICES_A_MINUTE,
    OPENINGS_A_MINUTE,
    REOPENS_A_SECOND,
)
from openline.station.blobs import ASK_AGAIN_MS, AT_ONCE, Blobs
from openline.station.complaints import LOG_EVERY_MS
from openline.station.echoes import ASKED, ASKED_A_SECOND, Echoes
from openline.station.keyring import SPACE
from openline.station.loop import BATCH, ENOUGH, HEARTBEAT_MS, QUEUE
from openline.station.pulse import Lamp, Pulse
from openline.station.sessions import LIVE_SESSIONS, PEER_KEYS, SESSIONS, PeerKey
from tests.core.line.stations import START_MS, charter_for, keys_of
from tests.hostile.shell import LINK, Victim

HOUR_MS = 3_600_000
OPENING_BYTES = 3_814


def _have(echo: bytes = bytes(8)) -> Have:
    return Have((), os.urandom(8), echo, 0, 0)


def _openings(victim: Victim) -> int:
    return sum(len(piece) == OPENING_BYTES for piece in victim.wire.sent)


def _run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, 180))


def test_sessions_of_a_clock_far_ahead_do_not_lock_their_sender_out() -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()
        victim.now_ms += HOUR_MS
        for _ in range(LIVE_SESSIONS + 1):
            victim.forget()
            await victim.take(*victim.seal(_have()))
        victim.now_ms -= HOUR_MS
        victim.forget()
        victim.wire.sent.clear()
        await victim.take(*victim.seal(_have()))
        await victim.take(*victim.seal(_have()))
        assert not [body for body in victim.heard() if isinstance(body, Reopen)]

    _run(main())


def test_a_storm_of_reopen_opens_one_session_a_second() -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()
        await victim.take(*victim.seal(_have()))
        victim.now_ms += 1_500
        before = _openings(victim)
        for _ in range(50):
            newest = next(p for p in reversed(victim.wire.sent) if len(p) != OPENING_BYTES)
            await victim.take(*victim.seal(Reopen(parcel_session(newest))))
        assert _openings(victim) == before + 1

    _run(main())


def test_a_flood_of_challenges_is_not_answered_one_for_one() -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()
        await victim.take(*victim.seal(_have()))
        victim.wire.sent.clear()
        for _ in range(10):
            await victim.take(*[piece for _ in range(50) for piece in victim.seal(_have())])
        assert len(victim.wire.sent) <= ASKED_A_SECOND + 1

    _run(main())


def test_challenges_of_ours_that_are_never_echoed_do_not_pile_up() -> None:
    echoes = Echoes("wire")
    for number in range(10 * ASKED):
        echoes.ask(number.to_bytes(8, "big"), START_MS)
    first = (0).to_bytes(8, "big")
    newest = (10 * ASKED - 1).to_bytes(8, "big")
    echoes.heard(Have((), bytes(8), first, 0, 0), START_MS)
    assert echoes.echo_ms is None
    echoes.heard(Have((), bytes(8), newest, 0, 0), START_MS)
    assert echoes.echo_ms == START_MS


def test_a_clock_set_back_leaves_the_heart_beating() -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()
        await victim.take(*victim.seal(_have()))
        victim.now_ms -= HOUR_MS
        await victim.settle()
        victim.wire.sent.clear()
        for _ in range(3):
            victim.now_ms += 2_000
            await victim.settle()
        assert len(victim.wire.sent) >= 2

    _run(main())


def test_an_echo_from_before_the_clock_was_set_back_is_no_proof_of_life() -> None:
    pulse = Pulse()
    pulse.up(LinkUp(LINK, keys_of(1).id, "wire"), START_MS)
    pulse.links[LINK].ask(b"12345678", START_MS)
    pulse.heard(LINK, Have((), bytes(8), b"12345678", 0, 0), START_MS)
    assert pulse.lamp(START_MS) is Lamp.UP
    assert pulse.lamp(START_MS - HOUR_MS) is Lamp.QUIET


def test_a_station_that_left_the_line_is_not_heard_in_an_old_session() -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()
        await victim.take(*victim.seal(_have()))
        charter = victim.room.charter
        members = {k: one for k, one in charter.members.items() if k != victim.them}
        victim.sessions.serve(
            replace(victim.room.room, charter=replace(charter, members=members))
        )
        with pytest.raises(UnknownKey):
            victim.sessions.take(victim.them, victim.seal(_have())[-1])

    _run(main())


def test_blobs_that_are_never_given_neither_flood_nor_keep_others_from_coming() -> None:
    blobs, store = Blobs(), MemoryStore()
    charter = charter_for(0, 2)
    data = b"What was meant to be read." * 4_000
    named = [sha256(bytes([n % 256, n // 256])).digest() for n in range(1_000)]
    judged = [_named(n, digest, 60_000) for n, digest in enumerate(named)]
    judged.append(_named(1_000, sha256(data[:60_000]).digest(), 60_000))
    blobs.name(charter, judged, store)
    now_ms, whole, most = START_MS, None, 0
    for _ in range(200):
        asks = blobs.wanted(charter.line, 1, now_ms)
        most = max(most, len(asks))
        for ask in asks:
            if ask.blob == sha256(data[:60_000]).digest():
                piece = BlobPiece(ask.blob, ask.start, data[ask.start : 60_000][:BLOB_PIECE])
                whole = blobs.take(charter.line, 1, piece, now_ms) or whole
        now_ms += ASK_AGAIN_MS
    assert whole == data[:60_000]
    assert most <= AT_ONCE


def _named(index: int, digest: bytes, size: int) -> Judged:
    body = Message(0, "en", "", "", Blob(digest, size, "text/plain"), "watch")
    act: AnyAct = Act(MESSAGE, Kind.REAL, 1, START_MS, bytes(16), "watch", None, (), None, body)
    return Judged(Deed(Ref(1, 0, index, bytes(32)), START_MS, ()), act, None)


@pytest.mark.parametrize("point", [bytes(32), b"\x01" + bytes(31)])
def test_a_sealing_key_of_small_order_is_refused_and_stops_nothing(point: bytes) -> None:
    async def main() -> None:
        victim = Victim()
        working = await victim.start()
        keys = keys_of(1)
        weak = keys.sealing.public[:-32] + point
        notice = KeyNotice(keys.id, 5, weak, 1 << 40)
        await victim.take(encode_key_notice(notice, keys.sign(key_notice_tbs(notice))))
        victim.now_ms += 2_500
        await victim.settle()
        assert not working.done()
        await victim.take(*victim.seal(_have()))
        assert [body for body in victim.heard() if isinstance(body, Have)]

    _run(main())


def test_a_certified_key_that_cannot_be_sealed_to_stops_nothing() -> None:
    async def main() -> None:
        victim = Victim()
        weak = keys_of(1).sealing.public[:-32] + bytes(32)
        victim.sessions.serve(replace(victim.room.room, peer_seal_keys={victim.them: weak}))
        working = await victim.start()
        victim.now_ms += 2_500
        await victim.settle()
        assert not working.done()

    _run(main())


def test_a_flood_of_openings_is_mostly_passed_over() -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()
        for _ in range(2 * OPENINGS_A_MINUTE):
            victim.forget()
            await victim.take(victim.seal(_have())[0])
        assert len(victim.store.cells(SESSIONS)) == OPENINGS_A_MINUTE
        victim.now_ms += 60_000
        victim.forget()
        victim.wire.sent.clear()
        await victim.take(*victim.seal(_have()))
        assert not [body for body in victim.heard() if isinstance(body, Reopen)]

    _run(main())


def test_a_flood_of_one_counterpart_leaves_room_for_others() -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()
        for _ in range(3 * QUEUE):
            victim.loop.tell(Arrived(LINK, victim.them, b"\x01" + bytes(60)))
        other = keys_of(2).id
        victim.loop.tell(Arrived(LINK, other, b"\x01" + bytes(60)))
        assert victim.loop.waiting(victim.them) == QUEUE
        assert victim.loop.waiting(other) == 1
        await victim.settle()
        assert victim.loop.waiting(victim.them) == 0

    _run(main())


def test_a_flood_stops_its_own_link_from_being_read_until_it_is_worked_off() -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()
        for _ in range(ENOUGH):
            victim.loop.tell(Arrived(LINK, victim.them, b"\x01" + bytes(60)))
        assert not victim.wire.held
        victim.loop.tell(Arrived(LINK, victim.them, b"\x01" + bytes(60)))
        assert victim.wire.held
        await victim.settle()
        assert not victim.wire.held

    _run(main())


def test_our_own_side_does_not_wait_behind_a_flood() -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()
        for _ in range(QUEUE):
            victim.loop.tell(Arrived(LINK, victim.them, b"\x01" + bytes(60)))
        await victim.loop.put(victim.line, Elapsed())
        assert victim.loop.waiting(victim.them) >= QUEUE - BATCH

    _run(main())


def test_sessions_that_nobody_opened_are_not_answered_one_for_one() -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()
        await victim.take(*victim.seal(_have()))
        victim.wire.sent.clear()
        for _ in range(50):
            await victim.take(b"\x01" + os.urandom(80))
        # Each with our opening before it, which may be what the other side lacks.
        assert len(victim.wire.sent) == 2 * REOPENS_A_SECOND
        victim.now_ms += 1_000
        await victim.take(b"\x01" + os.urandom(80))
        assert len(victim.wire.sent) > 2 * REOPENS_A_SECOND

    _run(main())


def test_a_flood_of_one_kind_is_one_line_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()
        (opening, parcel) = victim.seal(_have())
        await victim.take(opening, parcel)
        for _ in range(3):
            await victim.take(*[parcel[:-16] + os.urandom(16) for _ in range(40)])
            victim.now_ms += LOG_EVERY_MS
        lines = [one.getMessage() for one in caplog.records if "cannot-open" in one.message]
        assert [line.rpartition("more=")[2] for line in lines] == ["0", "39", "39"]

    _run(main())


def _notice(party: int, serial: int) -> bytes:
    """A notice of a new key of a party's station."""
    keys = keys_of(party)
    notice = KeyNotice(keys.id, serial, SealingKey(os.urandom(32)).public, 1 << 40)
    return encode_key_notice(notice, keys.sign(key_notice_tbs(notice)))


def test_a_notice_that_is_outranked_draws_the_one_that_counts_but_not_without_end() -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()
        counts = _notice(1, 100)
        await victim.take(counts, counts)
        assert counts not in victim.wire.sent
        for _ in range(2):
            await victim.take(*[_notice(1, serial) for serial in (1, 99, 100)])
        assert victim.wire.sent.count(counts) == 1
        victim.now_ms += NOTICE_EVERY_MS
        await victim.take(_notice(1, 1))
        assert victim.wire.sent.count(counts) == 2

    _run(main())


def test_openings_to_keys_that_are_gone_draw_one_notice_in_a_while() -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()
        notices = []
        for _ in range(2):
            openings = [b"\x02" + os.urandom(OPENING_BYTES - 1) for _ in range(3)]
            await victim.take(*openings)
            notices.append(sum(piece[0] == KEY_NOTICE for piece in victim.wire.sent))
            victim.now_ms += NOTICE_EVERY_MS
        assert notices == [2, 3]  # and one for the link when it came up

    _run(main())


def test_a_station_shown_its_own_notices_makes_one_key_above_them_all() -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()

        def serials() -> list[int]:
            return [int.from_bytes(key, "big") for key, _ in victim.store.cells(SPACE)]

        (mine,) = [piece for piece in victim.wire.sent if piece[0] == KEY_NOTICE]
        (first,) = serials()
        lost = [_notice(0, first + 7), _notice(0, first), _notice(0, 1)]
        for shown, held in (([mine], [first]), (lost, [first, first + 8])):
            for _ in range(2):
                await victim.take(*shown)
                victim.now_ms += HEARTBEAT_MS
                await victim.settle()
                assert serials() == held
        assert len([piece for piece in victim.wire.sent if piece[0] == KEY_NOTICE]) == 2

    _run(main())


def test_key_notices_without_end_are_mostly_passed_over() -> None:
    async def main() -> None:
        victim = Victim()
        await victim.start()
        for serial in range(1, 3 * NOTICES_A_MINUTE):
            await victim.take(_notice(1, serial))
        ((_, kept),) = victim.store.cells(PEER_KEYS)
        assert msgspec.msgpack.decode(kept, type=PeerKey).serial == NOTICES_A_MINUTE

    _run(main())
