"""Rings and calls as consoles see them.

Spec: docs/console.md, 4.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from openline.core import fold
from openline.core.acts import calls, legs
from openline.core.acts.act import Ref, write_ref
from openline.core.acts.attempts import Proposal
from openline.core.acts.calls import Call, Stage
from openline.core.acts.knowledge import place
from openline.core.acts.principals import Readiness
from openline.core.agreement.terms import Role
from openline.core.crypto.keys import Digest
from openline.core.crypto.words import leg_transcript
from openline.core.line import CALLS, UNSETTLED, Place, ref_key
from openline.station.media import allowed_candidates
from openline.station.views.ladder import climb_doc, told_doc
from openline.station.views.names import STAGE_OF, Doc, desk_doc, precedence_name
from openline.station.views.sight import Sight

_unpack_call = msgspec.msgpack.Decoder(Call).decode


ATTEMPTS_SHOWN: Final = 100


def standing(known: tuple[Proposal, ...]) -> tuple[Proposal, ...]:
    """The newest proposal of each party: it takes the place of those before it."""
    newest: dict[int, Proposal] = {}
    for one in sorted(known, key=lambda one: place(one.deed)):
        newest[one.deed.ref.party] = one
    return tuple(newest.values())


def newest_ready(said: tuple[Readiness, ...], party: int) -> Readiness | None:
    """The last word of a party on its principal, or None."""
    mine = [one for one in said if one.deed.ref.party == party]
    return max(mine, key=lambda one: place(one.deed), default=None)


def not_after(reached_ms: int, rung_ms: int, said_ms: Sequence[int]) -> int:
    """When a ring had reached the other station at the latest.

    Args:
        reached_ms: When its receipt came here, which may be behind an act that says as much.
        rung_ms: When it was rung; an act dated before is of a clock that is behind.
        said_ms: When the other party said something about the ring, as it signed.
    """
    return min([reached_ms, *(at for at in said_ms if at >= rung_ms)])


class CallsView(Sight):
    """Rings and calls of one line."""

    def call(self, ref: Ref) -> Call | None:
        """A call, live or over."""
        call = self._at(ref_key(ref))
        return call if call is not None and call.deed.ref == ref else None

    def attempts(self) -> list[Call]:
        """Rings of ours or to us that came to nothing and wait to be settled; the newest last.

        Of more than `ATTEMPTS_SHOWN` of one party, its newest: who rings in a loop must not
        slow us down.
        """
        found: list[tuple[bytes, bytes]] = []
        for party in range(len(self.terms.parties)):
            found += self.of_party(UNSETTLED, party, ATTEMPTS_SHOWN)
        found.sort(key=lambda cell: cell[1])
        return [call for place, _ in found if (call := self._at(Place(place))) is not None]

    def _at(self, place: Place) -> Call | None:
        live = self.state.calls.get(place)
        if live is not None:
            return live
        packed = self.store.cell(CALLS + self.charter.line, place)
        return _unpack_call(packed) if packed else None

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
            "answer_by_ms": call.deed.at
            + self.terms.precedences[call.ring.precedence].answer_within_s * 1_000,
            "joins": call.joins,
            "stage": self.stage(call),
            "ahead": False,
            "settled": fold.settled(self.state, call),
            "stages": self._stages(call),
            "step": alert.step if alert and alert.step else None,
            "bells": alert.bells if alert and alert.step else None,
            "ladder": told_doc(call) if mine else self._climb(call),
            "coming": [{"by": by, "at_ms": at_ms} for by, at_ms in call.coming],
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
            "proposals": [self._proposal_doc(one) for one in standing(call.proposals)],
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
            "end": _end_doc(call),
        }

    def _proposal_doc(self, proposal: Proposal) -> Doc:
        """`Proposal` of docs/console.md."""
        party = proposal.deed.ref.party
        level = proposal.level
        return {
            "ref": write_ref(proposal.deed.ref),
            "mine": party == self.charter.me,
            "at_ms": proposal.at or None,
            "level": desk_doc(self.terms, party, level) if level else None,
            "medium": proposal.medium.value,
            "by": proposal.by,
            "agreed": None
            if not proposal.agreed
            else {"by": proposal.agreed[0].by, "at_ms": proposal.agreed[0].deed.at},
        }

    def _principals_doc(self, call: Call) -> Doc:
        """`Principals` of docs/console.md: who of both sides is ready, and who may connect."""
        me = self.charter.me
        other = sum(calls.parties(call)) - me
        words = {party: newest_ready(call.ready, party) for party in (me, other)}
        ours, theirs = words[me], words[other]
        pairs = {
            (mine, theirs_)
            for version, near, mine, far, theirs_ in self.charter.pairs
            if (version, near, far) == (self.terms.version, me, other)
        }
        level = {theirs_ for mine, theirs_ in pairs if ours is not None and mine == ours.desk}
        handed = {one.deed.ref.party: one for one in call.handovers}
        speaking = calls.desks(call, me)
        return {
            "desks": [
                desk_doc(self.terms, me, desk.code)
                for desk in self.terms.desks_of(me)
                if desk.role is Role.PRINCIPAL
                and desk.code not in speaking
                and any(desk.code == mine for mine, _ in pairs)
            ],
            "ours": self._ready_doc(ours),
            "theirs": self._ready_doc(theirs),
            "words": calls.words_recorded(call, me),
            "matched": ours is not None and theirs is not None and theirs.desk in level,
            "handed": [
                {
                    "desk": desk_doc(self.terms, party, one.desk),
                    "by": one.by,
                    "at_ms": one.deed.at,
                }
                for party, one in handed.items()
            ],
        }

    def _handed_doc(self, call: Call) -> Doc | None:
        """Our desk to which the call was handed over last, or None."""
        me = self.charter.me
        handed = [one.desk for one in call.handovers if one.deed.ref.party == me]
        return desk_doc(self.terms, me, handed[-1]) if handed else None

    def _ready_doc(self, word: Readiness | None) -> Doc | None:
        if word is None:
            return None
        desk = desk_doc(self.terms, word.deed.ref.party, word.desk)
        return {"desk": desk, "ready": word.ready, "by": word.by, "at_ms": word.deed.at}

    def _climb(self, call: Call) -> Doc | None:
        return climb_doc(call, self.state.ladders.get(call.to.desk))

    def brief_doc(self, call: Call) -> Doc:
        """An entry of `elsewhere` and `ended` in `now`."""
        caller, callee = calls.parties(call)
        mine = caller == self.charter.me
        peer = (callee, call.to.desk) if mine else (caller, call.sender)
        return {
            "ref": write_ref(call.deed.ref),
            "line": self.charter.line.hex(),
            "peer": desk_doc(self.terms, *peer),
            "handed": self._handed_doc(call),
            "end": _end_doc(call),
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
            said = [step.at for step in call.steps if step.party == call.to.party]
            at_ms = not_after(reached, call.deed.at, said)
            doc = {"stage": "reached", "at_ms": at_ms, "party": call.to.party, "firm": False}
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
            "principals": self._principals_doc(call),
            "open_since_ms": _at(call, legs.LEG_UP) if up else None,
        }

    def _leg_doc(
        self, call: Call, leg: legs.Leg, current: legs.Leg | None, carries: Ref | None
    ) -> Doc:
        offer, accept = leg.offer, leg.accept
        other = sum(calls.parties(call)) - leg.deed.ref.party
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
                "candidates": self._candidates(leg.deed.ref.party, offer.candidates),
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
                "candidates": self._candidates(other, accept.candidates),
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

    def _candidates(self, party: int, candidates: Sequence[str]) -> list[str]:
        if party == self.charter.me:
            return list(candidates)
        return allowed_candidates(self.terms, party, candidates)

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


def _end_doc(call: Call) -> Doc | None:
    if call.end is None:
        return None
    at_ms = _at(call, calls.END)
    return {"party": call.end_party, "reason": call.end.reason.value, "at_ms": at_ms}


def _at(call: Call, type_: int) -> int | None:
    return next((step.at for step in reversed(call.steps) if step.type == type_), None)
