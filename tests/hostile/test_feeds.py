"""A counterpart with real keys and malicious bytes, at the door of the core."""

from openline.core.acts.messages import REMARK, Remark
from openline.core.crypto.keys import Digest
from openline.core.line import EVIDENCE
from openline.core.parcels import Entries
from openline.core.record.checkpoint import Statement, encode_statement
from openline.core.record.evidence import parse_evidence, verify_evidence
from openline.core.record.tree import Frontier, grow, leaf_hash
from openline.core.switchboard import Outcome
from tests.core.line.stations import Station, meet


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

    def send(self, entries: list[bytes], statement: Statement) -> Outcome:
        body = Entries(self.feed, 1, tuple(entries), encode_statement(statement), ())
        return self.us.receive(self.them, body)

    def contest(self, size: int, root: bytes) -> None:
        """Have a statement kept that the entries sent with it do not hash to."""
        outcome = self.send([b"x"] * (size - 1), self.state(size, Digest(root)))
        assert outcome.error is not None
        assert outcome.error.code == "bad-proof"


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
