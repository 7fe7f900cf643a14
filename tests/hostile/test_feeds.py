"""A counterpart with real keys and malicious bytes, at the door of the core."""

from typing import Any

import pytest

from openline.core.acts.act import (
    Act,
    Addressee,
    AnyAct,
    Kind,
    NoBody,
    Seen,
    encode_act,
    read_ref,
)
from openline.core.acts.calls import CANCEL, RING, Cancel, CancelReason, Phase, Ring
from openline.core.acts.messages import MESSAGE, REMARK, Message, Remark
from openline.core.acts.upkeep import SEEN, OpenReason
from openline.core.codec import encode, parse
from openline.core.crypto.keys import Digest
from openline.core.errors import BadInput
from openline.core.line import EVIDENCE, ref_key
from openline.core.parcels import BODY_LIMIT, Entries, Have, Statements
from openline.core.record.checkpoint import Statement, encode_statement
from openline.core.record.evidence import parse_evidence, verify_evidence
from openline.core.record.tree import Frontier, grow, leaf_hash
from openline.core.switchboard import (
    JUDGED_AT_ONCE,
    LINGERING,
    Bells,
    Elapsed,
    Open,
    Outcome,
    deadline,
)
from tests.core.line.stations import START_MS, Station, meet


class Liar:
    """Party 1, whose feed party 0 holds up to entry 1; five more entries are written."""

    def __init__(self) -> None:
        self.us, self.them = Station(0, 2), Station(1, 2)
        own = self.them.line.own
        assert own is not None
        self.feed = own
        meet(self.us, self.them)
        for _ in range(5):
            self.them.say(REMARK, Remark("en", "Nothing new.", "watch"))
        self.entries = self.them.store.entries(self.feed, 0, 100, max_bytes=1 << 20)
        tree, _ = grow(Frontier.empty(), [leaf_hash(entry) for entry in self.entries])
        self.truth = self.state(len(self.entries), tree.root())

    def state(self, size: int, root: Digest) -> Statement:
        return self.them.keys.state(self.feed, size, root, 2)

    def send(self, entries: list[bytes], statement: Statement, start: int = 1) -> Outcome:
        body = Entries(self.feed, start, tuple(entries), encode_statement(statement), ())
        return self.us.receive(self.them, body)

    def contest(self, size: int, root: bytes) -> None:
        """Have a statement kept that the entries sent with it do not hash to."""
        outcome = self.send([b"x"] * (size - 1), self.state(size, Digest(root)))
        assert outcome.error is not None
        assert outcome.error.code == "bad-proof"


class Writer:
    """Goes on with the liar's feed, with whatever bytes a test likes."""

    def __init__(self, liar: Liar, size: int) -> None:
        self.liar = liar
        leaves = [leaf_hash(entry) for entry in liar.entries[:size]]
        self.tree, _ = grow(Frontier.empty(), leaves)
        self.nonce = 0

    def act(
        self, type_: int, body: Any, *, sender: str = "watch", seen: tuple[Seen, ...] = ()
    ) -> bytes:
        self.nonce += 1
        nonce = self.nonce.to_bytes(16, "big")
        act: AnyAct = Act(type_, Kind.REAL, 1, START_MS, nonce, sender, None, seen, None, body)
        return encode_act(act)

    def write(self, entries: list[bytes]) -> Outcome:
        start = self.tree.size
        self.tree, _ = grow(self.tree, [leaf_hash(entry) for entry in entries])
        statement = self.liar.state(self.tree.size, self.tree.root())
        return self.liar.send(entries, statement, start)


def test_two_false_statements_neither_stop_the_station_nor_spoil_the_evidence() -> None:
    liar = Liar()
    liar.contest(2, bytes(32))
    liar.contest(6, b"\x01" * 32)
    outcome = liar.send(liar.entries[1:], liar.truth)
    assert outcome.error is None
    held = liar.us.line.feeds[liar.feed]
    assert held.frozen
    assert held.size == 6
    liar.us.crash()
    assert liar.us.line.feeds[liar.feed].size == 6
    proofs = [
        data
        for key, data in liar.us.store.cells(EVIDENCE + liar.feed)
        if key.startswith(b"proof")
    ]
    assert proofs
    for proof in proofs:
        verify_evidence(parse_evidence(proof), liar.them.keys.keys)


def test_many_false_statements_do_not_crowd_out_the_true_one() -> None:
    liar = Liar()
    for number in range(20):
        liar.contest(3, bytes([number]) * 32)
    liar.send(liar.entries[1:], liar.truth)
    held = liar.us.line.feeds[liar.feed]
    assert held.frozen
    assert len(held.ahead) <= 8
    proofs = [
        data
        for key, data in liar.us.store.cells(EVIDENCE + liar.feed)
        if key.startswith(b"proof")
    ]
    assert len(proofs) == 1
    verify_evidence(parse_evidence(proofs[0]), liar.them.keys.keys)


def test_many_feeds_of_one_party_do_not_make_a_parcel_too_large() -> None:
    us, them = Station(0, 2), Station(1, 2)
    for number in range(1, 40):
        them.take(Open(OpenReason.RESTORE, number))
        meet(us, them)
        them.firm()
        meet(us, them)
        us.firm()
    assert len(us.line.feeds) == 41
    # On a new link they say that they hold nothing, and so none of our receipts either.
    us.links.clear()
    us.heard(1, Have((), bytes(8), bytes(8), 0, 0))
    owed = [body for body in us.owed(1) if isinstance(body, Statements)]
    assert sum(len(body.statements) for body in owed) >= 40
    for body in owed:
        assert parse(Statements, encode(body), limit=BODY_LIMIT) == body


def test_ten_thousand_inert_entries_at_once_are_objected_to_like_any_others() -> None:
    liar = Liar()
    liar.send(liar.entries[1:], liar.truth)
    writer = Writer(liar, len(liar.entries))
    unheard = Seen(0, 0, 1 + liar.us.line.feeds[liar.us.line.own or liar.feed].size)
    writer.write([writer.act(SEEN, NoBody(), sender="", seen=(unheard,))])
    for _ in range(40):
        writer.write([b"x"] * 250)
    assert liar.us.line.feeds[liar.feed].inert == 0
    before = liar.us.line.feeds[liar.us.line.own or liar.feed].size
    liar.us.say(REMARK, Remark("en", "Now all of it is judged.", "watch"))
    while liar.us.line.backlog:
        liar.us.take(Elapsed())
    assert liar.us.line.feeds[liar.feed].inert == 10_000
    # One act, then one objection each to the first, second, fourth ... 8,192nd.
    assert liar.us.line.feeds[liar.us.line.own or liar.feed].size == before + 1 + 14


@pytest.mark.parametrize(
    ("type_", "body"),
    [
        (RING, Ring(3, "", "x" * 501, 60, "watch")),
        (RING, Ring(3, "", "", 0, "watch")),
        (RING, Ring(3, "", "", 60, "w" * 81)),
        (MESSAGE, Message(3, "en", "s" * 201, "Text.", None, "watch")),
    ],
)
def test_our_own_side_says_nothing_that_the_other_could_not_read(
    type_: int, body: object
) -> None:
    us = Station(0, 2)
    before = us.line
    with pytest.raises(BadInput):
        us.say(type_, body, to=Addressee(1, "watch"))
    assert us.line.feeds == before.feeds


@pytest.mark.parametrize("text", ["65536.0.0.", "0.4294967296.0.", "0.9999999999.0."])
def test_a_reference_beyond_all_feeds_is_none(text: str) -> None:
    assert read_ref(text + "0" * 64) is None


def test_a_ring_withdrawn_leaves_no_deadline_behind() -> None:
    us, them = Station(0, 2), Station(1, 2)
    meet(us, them)
    us.take(Bells("watch", 1))
    ring = them.say(RING, Ring(3, "", "", 60, "watch"), to=Addressee(0, "watch"))
    us.heard(1, them.have(0))
    them.heard(0, us.have(1))
    for body in them.owed(0):
        us.receive(them, body)
    them.say(CANCEL, Cancel(ring, CancelReason.WITHDRAWN))
    # Nothing of ours reaches them any more: the ring is never settled.
    us.heard(1, them.have(0))
    them.heard(0, us.have(1))
    for body in them.owed(0):
        us.receive(them, body)
    us.elapse(70_000)
    us.elapse(70_000)
    at = deadline(us.charter, us.line)
    assert at is None or at > us.now_ms


def test_a_ring_sounds_no_longer_than_its_precedence_is_given() -> None:
    us, them = Station(0, 2), Station(1, 2)
    agreed_ms = us.charter.terms.precedences[3].ring_for_s * 1_000
    them.say(RING, Ring(3, "", "", 86_400, "watch"), to=Addressee(0, "watch"))
    meet(us, them)
    us.elapse(agreed_ms - 1)
    assert [call.callee for call in us.line.calls.values()] == [Phase.NONE]
    us.elapse(1)
    assert [call.callee for call in us.line.calls.values()] == [Phase.EXHAUSTED]


def test_rings_that_are_never_settled_do_not_stay_in_memory() -> None:
    us, them = Station(0, 2), Station(1, 2)
    first = them.say(RING, Ring(3, "", "", 1, "watch"), to=Addressee(0, "watch"))
    for _ in range(LINGERING + 40):
        them.say(RING, Ring(3, "", "", 1, "watch"), to=Addressee(0, "watch"))
    us.heard(1, them.have(0))
    them.heard(0, us.have(1))
    for body in them.owed(0):
        us.receive(them, body)
    while us.line.backlog:
        assert len(us.line.calls) <= LINGERING + JUDGED_AT_ONCE
        us.elapse(5_000)
    us.elapse(5_000)
    assert len(us.line.calls) == LINGERING
    assert ref_key(first) not in us.line.calls
    # What was let go comes back when it is named.
    them.say(CANCEL, Cancel(first, CancelReason.WITHDRAWN))
    for body in them.owed(0):
        us.receive(them, body)
    assert us.line.calls[ref_key(first)].caller is Phase.CANCELLED
