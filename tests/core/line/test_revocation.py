"""A station whose key was revoked: what others acknowledged stands, all else is void."""

import msgspec
import pytest

from openline.core.acts import calls, messages, upkeep
from openline.core.acts.act import Addressee, Seen, parse_act
from openline.core.agreement.governance import (
    FeedEnd,
    Resumption,
    Revocation,
    Suspension,
    encode_notice,
    kind_of,
    notice_message,
    verify_notice,
)
from openline.core.codec import encode
from openline.core.crypto.keys import Digest
from openline.core.errors import NotAllowed, OutOfTurn
from openline.core.ledger import Ledger
from openline.core.line import Member
from openline.core.parcels import Entries
from openline.core.revocation import judged_at_most
from openline.core.switchboard import Bells, Note, deadline
from openline.station import archive
from openline.station.alarms import alarms_of
from openline.station.governed import governed
from tests.core.line.speaking import message, offer, ring
from tests.core.line.stations import meet
from tests.station.records import (
    Writer,
    by_core,
    by_verifier,
    core_states,
    party,
    verifier_states,
)

Body = Revocation | Suspension | Resumption
REMARK = messages.Remark("en", "Radio check", "op")


def signed(number: int, body: Body) -> bytes:
    message = notice_message(kind_of(body), encode(body))
    return encode_notice(body, number, 0, party(number).sign(message))


def install(station: Writer, *notices: bytes) -> None:
    """What a station does when a technician installs notices."""
    known = [verify_notice(data, station.agreement) for data in notices]
    told = governed(known, station.agreement.hashes)
    station.charter = msgspec.structs.replace(station.charter, **told)
    station.take(Note())


def revocation(of: Writer, *ends: FeedEnd) -> bytes:
    line, station = of.charter.line, of.charter.station
    return signed(of.me, Revocation(line, station, ends, 1))


def exported(station: Writer, *notices: bytes) -> bytes:
    data = station.agreement.encode()
    parts = archive.export(station.store, station.charter, station.line, data, notices)
    return b"".join(parts)


def judged(station: Writer, of: Writer) -> int:
    return station.newest(of.me).folded


def test_what_nobody_had_acknowledged_is_void() -> None:
    a, thief = Writer(0, 2), Writer(1, 2)
    meet(a, thief)
    thief.say(messages.REMARK, REMARK)
    # It says that it had seen what we had not said yet; so all from here on waits.
    claimed = (Seen(0, 0, a.newest(0).size + 3),)
    thief.force_act(messages.REMARK, REMARK, seen=claimed)
    thief.force_act(messages.REMARK, REMARK, seen=claimed)
    meet(a, thief)
    held = a.newest(1)
    stop = held.folded
    assert stop < held.size
    notice = revocation(thief)
    install(a, notice)
    for _ in range(5):
        a.say(messages.MESSAGE, message(), to=Addressee(1, "watch"))
    a.elapse(3_000)
    assert judged(a, thief) == stop
    a.firm()
    file = exported(a, notice)
    core, verdict = by_core(file), by_verifier(file)
    assert core.finding is None
    assert verdict.finding is None
    states = verifier_states(verdict)
    assert core_states(core.checked, core.agreement.line) == states
    assert states["feeds"][1, 0][1] == stop
    # Without the notice they would count: the end is what makes them void.
    assert verifier_states(by_verifier(exported(a)))["feeds"][1, 0][1] == held.size


def test_nothing_more_is_taken_and_the_revoked_one_falls_silent() -> None:
    a, lost = Writer(0, 2), Writer(1, 2)
    meet(a, lost)
    lost.say(messages.REMARK, REMARK)
    notice = revocation(lost)
    install(a, notice)
    (body, *_) = lost.owed(0)
    outcome = a.receive_from(lost.charter.station, body)
    assert isinstance(outcome.error, OutOfTurn)
    assert "revoked" in {one.code for one in alarms_of(a.charter, a.line, {}, 0)}
    install(lost, notice)
    with pytest.raises(NotAllowed) as refusal:
        lost.say(messages.REMARK, REMARK)
    assert refusal.value.facts["rule"] == "revoked"


def test_a_station_whose_key_was_revoked_waits_for_nothing() -> None:
    a, b = Writer(0, 2), Writer(1, 2)
    meet(a, b)
    b.take(Bells("watch", 1))
    a.say(calls.RING, ring(), to=Addressee(1, "watch"))
    meet(a, b)
    for one in (a, b):
        install(one, revocation(b))
    b.elapse(3_600_000)
    assert deadline(b.charter, b.line) is None


def test_an_entry_that_cannot_be_read_acknowledges_nothing() -> None:
    a, b, lost = Writer(0, 3), Writer(1, 3), Writer(2, 3)
    meet(a, b, lost)
    lost.say(messages.REMARK, REMARK)
    meet(a, lost)
    b.say(messages.REMARK, REMARK)
    b.force(b"no act")
    feed = b.newest(1)
    unread = msgspec.structs.replace(feed, folded=feed.size - 1)
    line = a.line.with_feed(unread)
    notice = revocation(lost)
    install(a, notice)
    end = judged_at_most(a.charter, line, Ledger(b.store), a.newest(2))
    assert end == 1  # feed.open: that much b had seen


def test_three_parties_come_to_one_end() -> None:
    """One noted early, one later; what the later one acknowledged counts for both."""
    a, b, lost = Writer(0, 3), Writer(1, 3), Writer(2, 3)
    meet(a, b, lost)
    lost.say(messages.REMARK, REMARK)
    meet(b, lost)  # a never heard of it
    b.say(messages.REMARK, REMARK)
    notice = revocation(lost, FeedEnd(lost.newest(2).feed, 1))
    install(a, notice)
    install(b, notice)
    assert judged(b, lost) == 2
    assert judged(a, lost) == 1
    meet(a, b)
    waiting = a.newest(1)
    assert waiting.folded < waiting.size  # b had seen what a does not hold
    # The party's new station gives it, under the statement of the one that is revoked.
    fresh = party(7).station
    member = Member(2, fresh.id, fresh.keys, Digest(bytes(32)))
    members = {**a.charter.members, fresh.id: member}
    a.charter = msgspec.structs.replace(a.charter, members=members)
    lost.links.clear()
    lost.heard(0, a.have(2))
    for body in lost.owed(0):
        if isinstance(body, Entries):
            assert a.receive_from(fresh.id, body).error is None
    assert judged(a, lost) == judged(b, lost) == 2
    assert a.newest(1).folded == waiting.size


def test_each_notice_is_noted_once_in_each_feed() -> None:
    a, b = Writer(0, 2), Writer(1, 2)
    notice = signed(1, Suspension(b.charter.line, "maintenance", 5))
    backup = a.store.copy()
    install(a, notice)
    install(a, notice)

    def notes() -> list[int]:
        return [
            sum(act == upkeep.GOVERNANCE_NOTE for act in types(a, feed.feed))
            for feed in a.line.feeds.values()
            if feed.party == 0
        ]

    assert notes() == [1]
    # Said twice by a broken station: the first counts.
    told = upkeep.GovernanceNote(a.charter.notices[0])
    a.force_act(upkeep.GOVERNANCE_NOTE, told, sender="")
    assert notes() == [2]
    a.store = backup
    a.crash()
    assert notes() == [0, 1]


def types(station: Writer, feed: object) -> list[int]:
    data = station.store.entries(feed, 0, 1_000, max_bytes=1 << 24)  # type: ignore[arg-type]
    return [parse_act(entry).type for entry in data]


@pytest.mark.parametrize("who", [0, 1])
def test_nobody_rings_or_answers_while_a_party_has_suspended(who: int) -> None:
    a, b = Writer(0, 2), Writer(1, 2)
    meet(a, b)
    there = Addressee(1, "watch")
    rung = b.say(calls.RING, ring(ring_for_s=600), to=Addressee(0, "watch"))
    meet(a, b)
    line = a.charter.line
    suspended = signed(who, Suspension(line, "maintenance", 5))
    install(a, suspended)
    for type_, body, to in (
        (calls.RING, ring(), there),
        (calls.RING, ring(), None),
        (calls.ANSWER, calls.Answer(rung, "WO", offer()), None),
    ):
        with pytest.raises(NotAllowed) as refusal:
            a.say(type_, body, to=to)
        named = who == 0 or type_ == calls.ANSWER or to is not None
        assert refusal.value.facts["rule"] == ("suspended" if named else "desks")
    a.say(messages.MESSAGE, message(), to=there)
    told = {one.code: one.facts.get("who") for one in alarms_of(a.charter, a.line, {}, 0)}
    assert told["suspended"] == ("ours" if who == 0 else "theirs")
    install(a, suspended, signed(who, Resumption(line, 0, 6)))
    a.say(calls.RING, ring(), to=there)


def test_two_ring_each_other_while_a_third_has_suspended() -> None:
    a, b, c = (Writer(number, 3) for number in range(3))
    meet(a, b, c)
    install(a, signed(2, Suspension(a.charter.line, "maintenance", 5)))
    a.say(calls.RING, ring(), to=Addressee(1, "watch"))
    with pytest.raises(NotAllowed):
        a.say(calls.RING, ring(), to=Addressee(2, "watch"))
