"""Whole stations on a real agreement, so that their records can be exported and checked."""

import io
import os
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from openline.core import asking
from openline.core.acts import requests
from openline.core.acts.act import Act, AnyAct, Kind, Ref, Seen, encode_act
from openline.core.acts.calls import Call, Phase, open_attempt, parties, stage
from openline.core.acts.knowledge import Deed
from openline.core.acts.legs import leg_state
from openline.core.acts.messages import Letter, Reading
from openline.core.acts.watch import Watch
from openline.core.agreement.document import Agreement, parse_agreement
from openline.core.agreement.terms import Desk, Pair, Role
from openline.core.codec import encode
from openline.core.crypto.keys import FeedId, LineId
from openline.core.fold import settled
from openline.core.ledger import Ledger
from openline.core.line import CALLS, INERT, LETTERS, REQUESTS, WATCHES, Charter, LineState
from openline.core.parcels import Have
from openline.core.record.tree import leaf_hash
from openline.core.switchboard import Compared, Elapsed
from openline.ports.memory import MemoryAnchor, MemoryStore
from openline.station import archive, conditions
from openline.station.audit import Audit
from openline.station.exported import Exported, check_file
from openline.station.folder import InstalledLine
from openline.station.wiring import charter_of
from tests.core.line.stations import START_MS, Station
from tests.core.parties import Party, both, draft_of, signed_by_all, terms_of
from verifier.check import Verdict, check
from verifier.container import open_container
from verifier.fold import Fold
from verifier.states import Ring

DESKS = ("watch", "navy")


@cache
def party(number: int) -> Party:
    """A party; made once, since keys and their signatures are slow."""
    return Party(f"p{number}")


@cache
def agreement_of(parties: int) -> Agreement:
    """A signed agreement: two desks a party, each paired with its like."""
    sides = [party(number) for number in range(parties)]
    desks = [
        Desk(number, code, both(code), Role.WATCH)
        for number in range(parties)
        for code in DESKS
    ]
    pairs = tuple(
        Pair(a, b, "watch")
        for a in range(len(desks))
        for b in range(a + 1, len(desks))
        if desks[a].party != desks[b].party and desks[a].code == desks[b].code
    )
    terms = msgspec.structs.replace(
        terms_of(*sides), desks=tuple(desks), pairs=pairs, valid_until_s=0
    )
    return parse_agreement(encode(signed_by_all(draft_of(terms, *sides), *sides)))


def charter(number: int, parties: int) -> Charter:
    installed = InstalledLine(agreement_of(parties), number, None, Path(), ())
    return charter_of(installed, party(number).station.id)


class Writer(Station):
    """A station of a real party, which can also write what no honest station writes."""

    def __init__(self, number: int, parties: int) -> None:
        self.charter = charter(number, parties)
        self.agreement = agreement_of(parties)
        self.keys = party(number).station
        self.store = MemoryStore()
        self.anchor = MemoryAnchor()
        self.now_ms = START_MS
        self.line = LineState()
        self.links = {}
        self.refused = []
        self.sound = True
        self.start()

    def heard(self, party_number: int, have: Have) -> None:
        self.link(party_number).heard(self.charter, self.line, have, self.now_ms)
        if self.line.unheard:
            held = {FeedId(told.feed): told.held for told in have.feeds}
            self.take(Compared(party(party_number).station.id, held))

    def force(self, entry: bytes) -> Ref:
        """Append any bytes to our feed, as a broken or hostile station would."""
        assert self.line.own is not None
        feed = self.line.feeds[self.line.own]
        ledger = Ledger(self.store)
        leaf = leaf_hash(entry)
        after = ledger.append(feed.feed, feed.frontier, [entry], [leaf])
        line = self.line.with_feed(msgspec.structs.replace(feed, frontier=after))
        self._commit(ledger, line, firm=False)
        self.take(Elapsed())
        # A station that says it had seen what it had not cannot judge its own feed.
        self.sound &= self.line.feeds[feed.feed].folded == after.size
        return Ref(feed.party, feed.incarnation, after.size - 1, leaf)

    def act(
        self,
        type_: int,
        body: object,
        *,
        sender: str = "watch",
        to: object = None,
        seen: tuple[Seen, ...] | None = None,
        kind: Kind = Kind.REAL,
        terms: int = 1,
    ) -> AnyAct:
        """An act that knows all that we have judged, unless `seen` says otherwise."""
        own = self.line.own
        if seen is None:
            seen = tuple(
                Seen(f.party, f.incarnation, f.folded)
                for f in self.line.feeds.values()
                if f.party != self.me and f.folded
            )
        assert own is not None
        return Act(
            type_,
            kind,
            terms,
            self.now_ms,
            os.urandom(16),
            sender,
            to,
            seen,
            None,
            body,  # type: ignore[arg-type]
        )

    def force_act(self, type_: int, body: object, **fields: object) -> Ref:
        return self.force(encode_act(self.act(type_, body, **fields)))  # type: ignore[arg-type]

    def export(self) -> bytes:
        data = self.agreement.encode()
        return b"".join(archive.export(self.store, self.charter, self.line, data))

    def verify(self) -> dict[str, object]:
        return archive.verify(self.store, self.charter, self.line, self.agreement)


def by_core(data: bytes) -> Exported:
    return check_file(io.BytesIO(data).read)


def by_verifier(data: bytes) -> Verdict:
    return check(open_container(io.BytesIO(data)))


Place = tuple[int, int, int]
States = dict[str, dict[Any, Any]]


def _place(deed: Deed | None) -> Place | None:
    return None if deed is None else (deed.ref.party, deed.ref.incarnation, deed.ref.index)


def core_states(checked: Audit, line: LineId) -> States:
    """What the core made of a record, in words that both implementations share."""
    cells = checked.cells
    calls = [msgspec.msgpack.decode(c, type=Call) for c in cells.get(CALLS + line, {}).values()]
    letters = [
        msgspec.msgpack.decode(c, type=Letter) for c in cells.get(LETTERS + line, {}).values()
    ]
    watches = {
        (key[1], key[2:].decode()): msgspec.msgpack.decode(packed, type=Watch)
        for key, packed in cells.get(WATCHES + line, {}).items()
    }
    return {
        "watches": {
            desk: (
                (said.ref.party, said.ref.incarnation, said.ref.index),
                said.on and (said.on.since, said.on.until, said.on.bell_proven_at),
            )
            for desk, said in watches.items()
        },
        "feeds": {
            (one.head.party, one.head.incarnation): (
                one.root,
                one.state.folded,
                one.state.closed,
                {(s.party, s.incarnation): s.size for s in one.state.seen},
                [
                    (int.from_bytes(key, "big"), code.decode())
                    for key, code in cells.get(INERT + one.state.feed, {}).items()
                ],
                None if one.firm is None else one.firm.size,
                {party: receipt.size for party, receipt in one.receipts.items()},
                one.forks,
            )
            for one in checked.feeds
        },
        "rings": {_place(call.deed): _core_ring(call, checked) for call in calls},
        "letters": {
            _place(letter.deed): (
                None if letter.to is None else (letter.to.party, letter.to.desk),
                letter.blob,
                {m.party for m in letter.marks if m.reading is Reading.OPENED},
                {m.party for m in letter.marks if m.reading is Reading.INFORMED},
                [_place(deed) for deed in letter.documents],
            )
            for letter in letters
        },
        "requests": {
            _place(request.deed): _core_request(request, checked)
            for request in map(asking.unpack_request, cells.get(REQUESTS + line, {}).values())
        },
    }


def _core_request(request: requests.Request, checked: Audit) -> tuple[Any, ...]:
    agreed = requests.agreement(request)
    return (
        sorted((_place(said.deed), said.type) for said in request.said),
        {_place(s.deed): s.sequence for s in request.said if s.sequence},
        requests.stage(request).value,
        agreed and agreed.names and ((*_named(agreed.names),), agreed.number),
        {party for party in request.parties if requests.owes(request, party)},
        {
            (_place(said.deed), n): conditions.stands(request, said, n).value
            for said in request.said
            for n in range(said.conditions)
        },
        asking.settled(checked.line, request),
    )


def _named(ref: Ref) -> Place:
    return ref.party, ref.incarnation, ref.index


def _core_ring(call: Call, checked: Audit) -> tuple[Any, ...]:
    legs = {
        _place(leg.deed): (
            leg.offer.number,
            leg.offerer.value,
            leg.acceptor.value,
            leg_state(leg).value,
            _place(leg.accept_deed),
            leg.reveal,
            {c.party: c.words.result.value for c in leg.checks if c.words},
            {c.party for c in leg.checks if c.up},
        )
        for leg in call.legs
    }
    afterwards = (
        {_place(one.deed): (one.desk, one.ready) for one in call.ready},
        {_place(one.deed): one.desk for one in call.handovers},
        {
            _place(one.deed): (one.at, {_place(word.deed) for word in one.agreed})
            for one in call.proposals
        },
        {_place(one.deed) for one in call.settlements},
        {party: open_attempt(call, party) for party in parties(call)},
    )
    given_up = None if call.caller is Phase.RUNG else _place(call.caller_deed)
    return (
        call.deed.ref.leaf,
        (call.caller.value, call.callee.value, stage(call).value),
        (given_up, _place(call.callee_deed), _place(call.answer_deed)),
        {deed.ref.party: _place(deed) for deed in call.last},
        settled(checked.line, call),
        legs,
        afterwards,
    )


def verifier_states(verdict: Verdict) -> States:
    """What the verifier made of it, in the same words."""
    fold = verdict.fold
    assert fold is not None
    feeds = {}
    for report in verdict.feeds:
        key = (report.feed.party, report.feed.incarnation)
        state = fold.feeds[key]
        feeds[key] = (
            report.root,
            state.judged,
            state.closed,
            state.seen,
            state.inert,
            None if report.firm is None else report.firm.size,
            {party: receipt.size for party, receipt in report.receipts.items()},
            report.forks,
        )
    return {
        "watches": {desk: (said.place, said.on) for desk, said in fold.watches.items()},
        "feeds": feeds,
        "rings": {place: _ring(ring, fold) for place, ring in fold.rings.items()},
        "letters": {
            place: (
                letter.to,
                letter.blob,
                letter.opened,
                letter.informed,
                [deed.place for deed in letter.documents],
            )
            for place, letter in fold.letters.items()
        },
        "requests": {
            place: (
                sorted((said.deed.place, said.type) for said in request.said),
                {s.deed.place: s.sequence for s in request.said if s.version},
                request.stage(),
                request.agreed(),
                {party for party in request.desks if request.owes(party)},
                request.conditions(),
                fold.answered(request),
            )
            for place, request in fold.requests.items()
        },
    }


def _ring(ring: Ring, fold: Fold) -> tuple[Any, ...]:
    legs = {
        place: (
            leg.number,
            leg.offerer,
            leg.acceptor,
            leg.state(),
            leg.accept and leg.accept.place,
            leg.reveal,
            leg.words,
            leg.up,
        )
        for place, leg in ring.legs.items()
    }
    afterwards = (
        ring.ready,
        ring.handovers,
        {
            place: (one.at, {deed.place for deed in one.agreed})
            for place, one in ring.proposals.items()
        },
        {deed.place for deed in ring.settlements},
        {party: ring.open_attempt(party) for party in ring.desks},
    )
    deeds = (ring.caller_deed, ring.callee_deed, ring.answer)
    return (
        ring.deed.leaf,
        (ring.caller, ring.callee, ring.stage()),
        tuple(deed and deed.place for deed in deeds),
        {party: deed.place for party, deed in ring.last.items()},
        fold.settled(ring),
        legs,
        afterwards,
    )
