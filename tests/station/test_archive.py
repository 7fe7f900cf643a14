"""Reads of the record: pages, proofs, and checks of what the station concluded."""

import msgspec
import pytest

from openline.core.acts import calls, messages, upkeep
from openline.core.acts.act import Addressee, read_ref
from openline.core.acts.calls import Call, Phase
from openline.core.acts.messages import Letter
from openline.core.errors import BadInput
from openline.core.ledger import Cell, Commit
from openline.core.line import CALLS, INERT, LETTERS
from openline.core.record.notes import verify_proof
from openline.core.switchboard import JUDGED_AT_ONCE
from openline.station import archive
from tests.core.line.stations import meet
from tests.core.line.test_backlog import remarks
from tests.station.records import Writer

THERE = Addressee(1, "watch")


@pytest.fixture
def pair() -> tuple[Writer, Writer]:
    """Two stations after a message, a ring, and an entry that is inert."""
    one, other = Writer(0, 2), Writer(1, 2)
    meet(one, other)
    one.say(messages.MESSAGE, messages.Message(3, "en", "s", "Hello", None, "WO 1"), to=THERE)
    ring = one.say(calls.RING, calls.Ring(3, "", "", 60, "WO 1"), to=THERE)
    one.say(calls.CANCEL, calls.Cancel(ring, calls.CancelReason.WITHDRAWN))
    other.force_act(upkeep.SEEN, upkeep.NoBody(), sender="watch")
    for station in (one, other, one, other):
        meet(one, other)
        station.firm()
    meet(one, other)
    return one, other


def page(station: Writer, party: int, before: int | None = None, limit: int = 50) -> list[dict]:  # type: ignore[type-arg]
    feed = station.line.newest(party)
    assert feed is not None
    doc = archive.record_page(
        station.store, station.charter, station.line, feed.feed, before, limit
    )
    return list(doc["entries"])


def test_pages_go_back_from_the_newest(pair: tuple[Writer, Writer]) -> None:
    one, _ = pair
    entries = page(one, 0)
    assert [entry["type"] for entry in entries][-4:] == [
        "call.cancel",
        "call.ring",
        "msg.send",
        "feed.open",
    ]
    assert [entry["index"] for entry in page(one, 0, before=2, limit=1)] == [1]
    assert entries[-2]["to"]["code"] == "watch"
    assert read_ref(entries[0]["ref"]) is not None
    assert not entries[-1]["provisional"]


def test_what_is_inert_is_shown_with_its_code(pair: tuple[Writer, Writer]) -> None:
    one, other = pair
    other.force(b"noise")
    meet(one, other)
    newest = page(one, 1)
    assert newest[0]["inert"] == "malformed" or newest[1]["inert"] == "malformed"
    assert "desks" in {entry["inert"] for entry in newest}


def test_an_unknown_feed(pair: tuple[Writer, Writer]) -> None:
    one, _ = pair
    with pytest.raises(BadInput):
        archive.record_page(one.store, one.charter, one.line, bytes(16), None, 5)  # type: ignore[arg-type]


def test_a_proof_holds_and_names_author_and_receipt(pair: tuple[Writer, Writer]) -> None:
    one, _ = pair
    keys = {station: member.keys for station, member in one.charter.members.items()}
    for party in (0, 1):
        feed = one.line.newest(party)
        assert feed is not None
        text = archive.proof(one.store, one.charter, one.line, feed.feed, 1)
        assert len(verify_proof(text, keys).statements) == 2


def test_an_entry_that_no_firm_statement_covers_has_no_proof(
    pair: tuple[Writer, Writer],
) -> None:
    one, _ = pair
    remark = messages.Remark("en", "Testing", "WO 1")
    ref = one.say(messages.REMARK, remark)
    assert one.line.own is not None
    with pytest.raises(BadInput):
        archive.proof(one.store, one.charter, one.line, one.line.own, ref.index)


def altered(station: Writer, space: bytes, change: object) -> dict[str, object]:
    """Change the first cell of a space, verify, and put it back; what was found."""
    ((key, value),) = station.store.cells(space, limit=1)
    station.store.commit(Commit(cells=[Cell(space, key, change(value))]))  # type: ignore[operator]
    found = station.verify()["first_bad"]
    station.store.commit(Commit(cells=[Cell(space, key, value)]))
    assert station.verify()["result"] == "holds"
    assert isinstance(found, dict)
    assert found["code"] == "state"
    return found


def test_a_station_in_the_middle_of_judging_is_checked_as_far_as_it_has_come(
    pair: tuple[Writer, Writer],
) -> None:
    one, other = pair
    remarks(other, 2 * JUDGED_AT_ONCE)
    meet(one, other)
    feed = one.line.newest(1)
    assert feed is not None
    assert one.line.backlog
    assert feed.folded < feed.size
    assert one.verify()["result"] == "holds"
    assert altered(one, LETTERS + one.charter.line, lambda _: None)["index"] == 1
    one.crash()
    assert one.verify()["result"] == "holds"
    while one.line.backlog:
        one.elapse(10)
    assert one.verify()["result"] == "holds"


def test_a_conclusion_that_does_not_follow_is_found(pair: tuple[Writer, Writer]) -> None:
    one, _ = pair
    line = one.charter.line

    def answered(packed: bytes) -> bytes:
        call = msgspec.msgpack.decode(packed, type=Call)
        return msgspec.msgpack.encode(msgspec.structs.replace(call, callee=Phase.ANSWERED))

    def unaddressed(packed: bytes) -> bytes:
        letter = msgspec.msgpack.decode(packed, type=Letter)
        return msgspec.msgpack.encode(msgspec.structs.replace(letter, to=None))

    assert altered(one, CALLS + line, answered)["index"] == 2
    assert altered(one, LETTERS + line, unaddressed)["index"] == 1
    assert altered(one, CALLS + line, lambda _: None)["index"] == 2
    assert altered(one, LETTERS + line, lambda _: None)["index"] == 1
    feed = one.line.newest(1)
    assert feed is not None
    assert altered(one, INERT + feed.feed, lambda _: b"turn")["party"] == 1


def test_what_is_written_after_the_moment_does_not_disturb(pair: tuple[Writer, Writer]) -> None:
    one, other = pair
    before = one.line
    letter = one.store.cells(LETTERS + one.charter.line, limit=1)[0]
    ref = msgspec.msgpack.decode(letter[1], type=Letter).deed.ref
    other.say(messages.OPENED, messages.MessageNote(ref, "WO 2"))
    other.say(calls.RING, calls.Ring(3, "", "", 60, "WO 2"), to=Addressee(0, "watch"))
    meet(one, other)
    doc = archive.verify(one.store, one.charter, before, one.agreement)
    assert doc["result"] == "holds"
    assert doc["entries"] == sum(feed.size for feed in before.feeds.values())
