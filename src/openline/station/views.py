"""What consoles are shown of a line, as plain documents; nothing here changes anything.

A state of the far side is shown only as it is signed: a stage follows from acts in the record
and from receipts, never from a guess.

Spec: docs/console.md, 3 and 4.
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from openline.core import fold
from openline.core.acts import calls, legs, messages
from openline.core.acts.act import AnyAct, Ref, parse_act, write_ref
from openline.core.acts.calls import Call, Stage
from openline.core.acts.messages import Letter
from openline.core.agreement.terms import PRECEDENCES, Desk, Terms, TermsParty
from openline.core.crypto.keys import Digest
from openline.core.crypto.words import leg_transcript
from openline.core.errors import PeerError
from openline.core.line import (
    BLOBS,
    CALLS,
    LETTERS,
    RECEIVED,
    REMARKS,
    UNOPENED,
    Charter,
    FeedState,
    LineState,
    place_key,
    ref_key,
    size_key,
)
from openline.core.wording import Wording
from openline.ports.store import Store

Doc = dict[str, Any]

_unpack_letter = msgspec.msgpack.Decoder(Letter).decode
_unpack_call = msgspec.msgpack.Decoder(Call).decode

STAGE_OF: Final = {
    calls.RING: "sent",
    calls.ALERT: "alerting",
    calls.EXHAUSTED: "exhausted",
    calls.DECLINE: "declined",
    calls.CANCEL: "withdrawn",
    calls.UNREACHED: "unreachable",
    calls.ANSWER: "answered",
    calls.LATE: "late",
    calls.END: "ended",
}

TYPE_NAMES: Final = {
    1: "feed.open",
    2: "feed.adopt",
    4: "seen",
    5: "objection",
    6: "gov.note",
    8: "line.close",
    16: "call.ring",
    17: "call.alert",
    18: "call.exhausted",
    19: "call.decline",
    20: "call.cancel",
    21: "call.unreached",
    22: "call.answer",
    23: "call.late",
    24: "call.end",
    32: "leg.offer",
    33: "leg.accept",
    34: "leg.reveal",
    35: "leg.up",
    36: "leg.words",
    37: "leg.fail",
    48: "msg.send",
    49: "msg.opened",
    50: "msg.principal",
    51: "blob.held",
    56: "service.say",
}


def texts(wordings: Sequence[Wording]) -> dict[str, str]:
    """Texts by language."""
    return {wording.language: wording.text for wording in wordings}


def party_doc(number: int, party: TermsParty) -> Doc:
    """`Party` of docs/console.md."""
    return {
        "number": number,
        "names": texts(party.names),
        "places": texts(party.places),
        "zone": party.zone,
        "language": party.language,
    }


def line_names(terms: Terms) -> dict[str, str]:
    """The line's name in each language: the names of its parties."""
    languages = [text.language for text in terms.texts]
    joined = {}
    for language in languages:
        names = [texts(party.names).get(language) for party in terms.parties]
        if all(names):
            joined[language] = "–".join(name for name in names if name)
    return joined


def desk_doc(terms: Terms, party: int, code: str) -> Doc:
    """`Desk` of docs/console.md; a desk that the terms do not name has its code alone."""
    desk: Desk | None = terms.desk(party, code)
    return {"party": party, "code": code, "names": texts(desk.names) if desk else {}}


def precedence_name(number: int) -> str:
    """FLASH, IMMEDIATE, PRIORITY or ROUTINE."""
    return PRECEDENCES[number].upper()


class Viewer:
    """Reads one line for its consoles."""

    def __init__(self, store: Store, charter: Charter, state: LineState) -> None:
        self.store = store
        self.charter = charter
        self.state = state
        self.terms = charter.terms

    # --- calls --------------------------------------------------------------------------

    def call(self, ref: Ref) -> Call | None:
        """A call, live or over."""
        live = self.state.calls.get(Digest(ref.leaf))
        if live is not None:
            return live
        packed = self.store.cell(CALLS + self.charter.line, ref_key(ref))
        call = _unpack_call(packed) if packed else None
        return call if call is not None and call.deed.ref == ref else None

    def stage(self, call: Call) -> str:
        """The stage as shown: `reached` as soon as the other station receipted the ring."""
        stage = calls.stage(call)
        if stage is not Stage.RINGING:
            return stage.value
        return "reached" if self.reached_ms(call) is not None else "sent"

    def reached_ms(self, call: Call) -> int | None:
        """When a ring was stored by the station rung (by our clock), or None."""
        if call.deed.ref.party != self.charter.me:
            return call.held_ms
        return self.received_ms(call.deed.ref, call.to.party)

    def received_ms(self, ref: Ref, party: int) -> int | None:
        """When a party's receipt over one of our entries came, or None."""
        feed = self.state.feed(ref.party, ref.incarnation)
        if feed is None:
            return None
        newest = feed.receipts.get(party)
        if newest is None or newest.size <= ref.index:
            return None
        for station in self.terms.parties[party].stations:
            space = RECEIVED + feed.feed + station
            first = self.store.cells(space, after=size_key(ref.index), limit=1)
            if first:
                return int.from_bytes(first[0][1], "big")
        return newest.time * 1_000

    def firm(self, party: int, index: int, incarnation: int) -> bool:
        """Whether an entry is covered by a statement with both signatures of its author."""
        feed = self.state.feed(party, incarnation)
        return feed is not None and feed.firm is not None and feed.firm.size > index

    def ring_doc(self, call: Call) -> Doc:
        """`Ring` of docs/console.md."""
        me = self.charter.me
        mine = call.deed.ref.party == me
        decline, answer, alert = call.decline, call.answer, call.alert
        return {
            "ref": write_ref(call.deed.ref),
            "line": self.charter.line.hex(),
            "mine": mine,
            "from": desk_doc(self.terms, call.deed.ref.party, call.sender),
            "to": desk_doc(self.terms, call.to.party, call.to.desk),
            "precedence": precedence_name(call.ring.precedence),
            "subject": call.ring.subject or None,
            "purpose": call.ring.purpose,
            "by": call.ring.by,
            "kind": call.kind.name,
            "at_ms": call.deed.at,
            "arrived_ms": None if mine else call.held_ms,
            "ring_for_s": call.ring.ring_for_s,
            "stage": self.stage(call),
            "settled": fold.settled(self.state, call),
            "stages": self._stages(call),
            "step": alert.step if alert else None,
            "bells": alert.bells if alert else None,
            "answered_by": None
            if answer is None
            else {"desk": desk_doc(self.terms, call.to.party, call.to.desk), "by": answer.by},
            "decline": None
            if decline is None
            else {
                "code": decline.code,
                "text": decline.text,
                "language": decline.language,
                "condition": decline.condition,
                "call_back_ms": decline.call_back_at or None,
                "by": decline.by,
            },
            "unreached": None
            if call.unreached is None
            else {
                "tries": [
                    {
                        "path": one.path,
                        "first_ms": one.first_at,
                        "last_ms": one.last_at,
                        "error": one.error,
                    }
                    for one in call.unreached.tries
                ],
                "last_echo_ms": call.unreached.last_echo_at or None,
            },
            "end": None
            if call.end is None
            else {
                "party": call.end_party,
                "reason": call.end.reason.value,
                "at_ms": _at(call, calls.END),
            },
        }

    def _stages(self, call: Call) -> list[Doc]:
        incarnations = {deed.ref.party: deed.ref.incarnation for deed in call.last}
        stages = [
            {
                "stage": STAGE_OF[step.type],
                "at_ms": step.at,
                "party": step.party,
                "firm": self.firm(step.party, step.index, incarnations.get(step.party, 0)),
            }
            for step in call.steps
            if step.type in STAGE_OF
        ]
        reached = self.reached_ms(call)
        if reached is not None:
            doc = {"stage": "reached", "at_ms": reached, "party": call.to.party, "firm": False}
            stages.insert(1, doc)
        return stages

    def call_doc(self, call: Call, *, here: bool, carries: Ref | None) -> Doc:
        """`Call` of docs/console.md."""
        current = legs.current(call.legs)
        up = current is not None and legs.leg_state(current) is legs.LegState.UP
        return {
            **self.ring_doc(call),
            "legs": [self._leg_doc(call, leg, current, carries) for leg in call.legs[-4:]],
            "here": here,
            "open_since_ms": _at(call, legs.LEG_UP) if up else None,
        }

    def _leg_doc(
        self, call: Call, leg: legs.Leg, current: legs.Leg | None, carries: Ref | None
    ) -> Doc:
        offer, accept = leg.offer, leg.accept
        state = legs.leg_state(leg).value if leg is current else "superseded"
        return {
            "ref": write_ref(leg.deed.ref),
            "no": offer.number,
            "state": state,
            "offerer": leg.deed.ref.party,
            "mine": "offerer" if leg.deed.ref.party == self.charter.me else "acceptor",
            "here": carries == leg.deed.ref,
            "offer": {
                "fp": offer.fingerprint.hex(),
                "ufrag": offer.ufrag,
                "pwd": offer.password,
                "candidates": list(offer.candidates),
                "commit": offer.commitment.hex(),
                "fsh": offer.secret_hash.hex(),
                "expires_ms": offer.expires_at,
            },
            "accept": None
            if accept is None
            else {
                "fp": accept.fingerprint.hex(),
                "ufrag": accept.ufrag,
                "pwd": accept.password,
                "candidates": list(accept.candidates),
                "nonce": accept.nonce.hex(),
                "fsh": accept.secret_hash.hex(),
            },
            "reveal": leg.reveal.hex() if leg.reveal else None,
            "transcript": self._transcript(leg),
            "up": [
                {"party": c.party, "tls": c.up.tls, "frames_ok": c.up.frames_ok}
                for c in leg.checks
                if c.up is not None
            ],
            "words": [
                {"party": c.party, "result": c.words.result.value, "reason": c.words.reason}
                for c in leg.checks
                if c.words is not None
            ],
            "fail": None
            if leg.fail is None
            else {"party": leg.fail_party, "code": leg.fail.code},
        }

    def _transcript(self, leg: legs.Leg) -> str | None:
        if leg.accept_deed is None:
            return None
        offer, accept = leg.deed.ref, leg.accept_deed.ref
        return leg_transcript(
            self.charter.line,
            self.charter.feed(offer.party, offer.incarnation),
            Digest(offer.leaf),
            self.charter.feed(accept.party, accept.incarnation),
            Digest(accept.leaf),
        ).hex()

    # --- messages -----------------------------------------------------------------------

    def unopened(self, desk: str) -> int:
        """How many messages to a desk (or to everybody) no officer of ours has opened."""
        cells = self.store.cells(UNOPENED + self.charter.line)
        return sum(1 for _, value in cells if value in (b"", desk.encode()))

    def letters(self, before: str | None, limit: int) -> Doc:
        """`messages:ID`: newest first by when this station stored them."""
        rows, cursor = self._newest(LETTERS, before, limit)
        found = [_unpack_letter(packed) for _, packed in rows]
        docs = [doc for letter in found if (doc := self.letter_doc(letter)) is not None]
        return {"messages": docs, "more": cursor is not None, "cursor": cursor}

    def _newest(
        self, space: bytes, before: str | None, limit: int
    ) -> tuple[list[tuple[bytes, bytes]], str | None]:
        """The newest cells of all parties, by the time that the value begins or holds."""
        bounds = _read_cursor(before)
        rows: list[tuple[int, bytes, bytes]] = []
        for party in range(len(self.terms.parties)):
            stop = bounds.get(party, place_key(party + 1, 0, 0))
            cells = self.store.cells(
                space + self.charter.line,
                after=party.to_bytes(2, "big"),
                before=stop,
                limit=limit + 1,
                newest_first=True,
            )
            rows += [(_held_ms(space, value), key, value) for key, value in cells]
        rows.sort(key=lambda row: row[0], reverse=True)
        kept = rows[:limit]
        if len(rows) <= limit:
            return [(key, value) for _, key, value in kept], None
        for _, key, _ in kept:
            bounds[int.from_bytes(key[:2], "big")] = key
        return [(key, value) for _, key, value in kept], _write_cursor(bounds)

    def letter_doc(self, letter: Letter) -> Doc | None:
        """`Message` of docs/console.md."""
        act = self.act(letter.deed.ref)
        if act is None:
            return None
        body: messages.Message = act.body
        ref = letter.deed.ref
        text: str | None = body.text
        size = len(body.text.encode())
        if letter.blob is not None and body.blob is not None:
            data = self.store.cell(BLOBS + self.charter.line, letter.blob)
            text, size = (
                (None if data is None else data.decode("utf-8", "replace")),
                body.blob.size,
            )
        return {
            "ref": write_ref(ref),
            "mine": ref.party == self.charter.me,
            "kind": act.kind.name,
            "at_ms": act.at,
            "from": desk_doc(self.terms, ref.party, act.sender),
            "to": None if act.to is None else desk_doc(self.terms, act.to.party, act.to.desk),
            "by": body.by,
            "precedence": precedence_name(body.precedence),
            "language": body.language,
            "subject": body.subject,
            "text": text,
            "size": size,
            "receipts": {
                "stored": self._stored(letter),
                "opened": _marks(letter, messages.Reading.OPENED),
                "informed": _marks(letter, messages.Reading.INFORMED),
            },
            "settled": True,
        }

    def _stored(self, letter: Letter) -> list[Doc]:
        ref = letter.deed.ref
        feed = self.state.feed(ref.party, ref.incarnation)
        if feed is None:
            return []
        if ref.party != self.charter.me:
            firm = feed.firm_receipt is not None and feed.firm_receipt.size > ref.index
            return [{"party": self.charter.me, "at_ms": letter.held_ms, "firm": firm}]
        stored = []
        for party in self.charter.others:
            at_ms = self.received_ms(ref, party)
            if at_ms is not None:
                newest = feed.firm_receipts.get(party)
                firm = newest is not None and newest.size > ref.index
                stored.append({"party": party, "at_ms": at_ms, "firm": firm})
        return stored

    def act(self, ref: Ref) -> AnyAct | None:
        """An act of the record; None if it is not held or cannot be read."""
        feed = self.charter.feed(ref.party, ref.incarnation)
        data = self.store.entries(feed, ref.index, ref.index + 1, max_bytes=1)
        try:
            return parse_act(data[0]) if data else None
        except PeerError:
            return None

    # --- service channel, line ----------------------------------------------------------

    def remarks(self, limit: int) -> Doc:
        """`service:ID`: oldest first."""
        rows, cursor = self._newest(REMARKS, None, limit)
        entries = []
        for key, _ in reversed(rows):
            doc = self._remark(key)
            if doc is not None:
                entries.append(doc)
        return {"entries": entries, "more": cursor is not None}

    def _remark(self, key: bytes) -> Doc | None:
        party, incarnation, index = _place(key)
        found = self._leafed(party, incarnation, index)
        if found is None:
            return None
        act, ref = found
        stored = party != self.charter.me or any(
            self.received_ms(ref, other) is not None for other in self.charter.others
        )
        return {
            "ref": write_ref(ref),
            "mine": party == self.charter.me,
            "at_ms": act.at,
            "desk": desk_doc(self.terms, party, act.sender),
            "by": act.body.by,
            "language": act.body.language,
            "text": act.body.text,
            "stored": stored,
        }

    def _leafed(self, party: int, incarnation: int, index: int) -> tuple[AnyAct, Ref] | None:
        feed = self.charter.feed(party, incarnation)
        leaves = self.store.leaves(feed, index, index + 1)
        if not leaves:
            return None
        ref = Ref(party, incarnation, index, leaves[0])
        act = self.act(ref)
        return None if act is None else (act, ref)

    def today(self, limit: int) -> list[Doc]:
        """The newest acts of all parties."""
        items: list[Doc] = []
        for feed in self.state.feeds.values():
            start = max(0, feed.folded - limit)
            leaves = self.store.leaves(feed.feed, start, feed.folded)
            data = self.store.entries(feed.feed, start, feed.folded, max_bytes=1 << 20)
            for index, (leaf, entry) in enumerate(zip(leaves, data, strict=False), start):
                item = self._item(feed, index, leaf, entry)
                if item is not None:
                    items.append(item)
        items.sort(key=lambda item: int(item["at_ms"]), reverse=True)
        return items[:limit]

    def _item(self, feed: FeedState, index: int, leaf: Digest, entry: bytes) -> Doc | None:
        try:
            act = parse_act(entry)
        except PeerError:
            return None
        to = act.to
        return {
            "ref": write_ref(Ref(feed.party, feed.incarnation, index, leaf)),
            "type": TYPE_NAMES.get(act.type, str(act.type)),
            "mine": feed.party == self.charter.me,
            "party": feed.party,
            "at_ms": act.at,
            "from": desk_doc(self.terms, feed.party, act.sender) if act.sender else None,
            "to": None if to is None else desk_doc(self.terms, to.party, to.desk),
            "summary": {},
        }

    def waiting(self) -> Doc:
        """How much of our own feed no receipt covers, and how old the oldest of it is."""
        own = self.state.feeds.get(self.state.own) if self.state.own else None
        if own is None:
            return {"entries": 0, "oldest_ms": None}
        covered = min(
            (own.receipts[p].size if p in own.receipts else 0 for p in self.charter.others),
            default=own.size,
        )
        if covered >= own.size:
            return {"entries": 0, "oldest_ms": None}
        data = self.store.entries(own.feed, covered, covered + 1, max_bytes=1)
        return {
            "entries": own.size - covered,
            "oldest_ms": parse_act(data[0]).at if data else None,
        }

    def feeds(self) -> list[Doc]:
        """The feeds of `record:ID`."""
        docs = []
        for feed in sorted(
            self.state.feeds.values(), key=lambda one: (one.party, one.incarnation)
        ):
            newest = self.state.newest(feed.party)
            docs.append(
                {
                    "party": feed.party,
                    "incarnation": feed.incarnation,
                    "feed": feed.feed.hex(),
                    "size": feed.size,
                    "provisional": feed.provisional.size if feed.provisional else 0,
                    "firm": feed.firm.size if feed.firm else 0,
                    "root": feed.frontier.root().hex(),
                    "receipts": self._receipts(feed),
                    "state": _feed_state(feed, superseded=newest is not feed),
                    "inert": feed.inert,
                }
            )
        return docs

    def _receipts(self, feed: FeedState) -> list[Doc]:
        if feed.party == self.charter.me:
            given = {party: [one] for party, one in feed.receipts.items()}
            for party, one in feed.firm_receipts.items():
                given.setdefault(party, []).append(one)
        else:
            ours = [one for one in (feed.receipt, feed.firm_receipt) if one is not None]
            given = {self.charter.me: ours} if ours else {}
        return [
            {
                "party": party,
                "size": statement.size,
                "time_ms": statement.time * 1_000,
                "firm": statement.firm,
            }
            for party, statements in sorted(given.items())
            for statement in {(s.size, s.firm): s for s in statements}.values()
        ]


def _feed_state(feed: FeedState, *, superseded: bool) -> str:
    if feed.frozen:
        return "frozen"
    if feed.closed:
        return "closed"
    return "superseded" if superseded else "open"


def _at(call: Call, type_: int) -> int | None:
    return next((step.at for step in reversed(call.steps) if step.type == type_), None)


def _marks(letter: Letter, reading: messages.Reading) -> list[Doc]:
    return [
        {"party": mark.party, "by": mark.by, "at_ms": mark.at}
        for mark in letter.marks
        if mark.reading is reading
    ]


def _held_ms(space: bytes, value: bytes) -> int:
    if space == REMARKS:
        return int.from_bytes(value, "big")
    return _unpack_letter(value).held_ms


def _place(key: bytes) -> tuple[int, int, int]:
    return (
        int.from_bytes(key[:2], "big"),
        int.from_bytes(key[2:6], "big"),
        int.from_bytes(key[6:14], "big"),
    )


def _write_cursor(bounds: dict[int, bytes]) -> str:
    return ".".join(key.hex() for _, key in sorted(bounds.items()))


def _read_cursor(cursor: str | None) -> dict[int, bytes]:
    """Bounds by party; what is no cursor of ours counts as none."""
    if not cursor:
        return {}
    try:
        keys = [bytes.fromhex(part) for part in cursor.split(".")]
    except ValueError:
        return {}
    return {int.from_bytes(key[:2], "big"): key for key in keys if len(key) == 14}
