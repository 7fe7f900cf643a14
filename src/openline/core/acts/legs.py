"""Legs: one attempt at voice between two consoles: offer, accept, reveal.

An offer commits to a nonce, the acceptor answers with its own, and only then is the first one
revealed, once: so neither side, and nobody between them, can choose the check words.

Spec: docs/spec/07-calls.md, 6 to 8.
"""

from collections.abc import Callable
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from openline.core.acts.act import AnyAct, Count, Note, Ref, Small, register
from openline.core.acts.knowledge import Deed, knows
from openline.core.codec import Struct
from openline.core.crypto.keys import Bytes32, label

Ufrag = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{4,64}\Z")]
Password = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{22,128}\Z")]
Candidate = Annotated[str, Meta(min_length=1, max_length=160)]
Candidates = Annotated[tuple[Candidate, ...], Meta(max_length=8)]


class LegOffer(Struct):
    """What the offering console binds itself to.

    Attributes:
        number: 0 for the leg inside an answer, then counting up within the call.
        fingerprint: SHA-256 of its DTLS certificate, made for this leg.
        ufrag, password, candidates: ICE, complete: nothing is added later.
        commitment: H(L("commit") || its nonce).
        secret_hash: H(L("frame-secret") || its frame secret).
        expires_at: Milliseconds since 1970.
    """

    number: Small
    fingerprint: Bytes32
    ufrag: Ufrag
    password: Password
    candidates: Candidates
    commitment: Bytes32
    secret_hash: Bytes32
    expires_at: Count


class LegAgain(Struct):
    """A further leg of a call: a reload, another console, a restart of ICE."""

    ring: Ref
    offer: LegOffer


class LegAccept(Struct):
    """The other console takes up an offer; the first one in its feed counts."""

    ref: Ref
    fingerprint: Bytes32
    ufrag: Ufrag
    password: Password
    candidates: Candidates
    nonce: Bytes32
    secret_hash: Bytes32


class LegReveal(Struct):
    """The offerer opens its commitment, once."""

    ref: Ref
    nonce: Bytes32


class LegUp(Struct):
    """This side's console has checked the channel: DTLS version, certificate seen, frames."""

    ref: Ref
    tls: Annotated[str, Meta(max_length=8)]
    fingerprint_seen: Bytes32
    frames_ok: bool


class WordsResult(StrEnum):
    """What a person said after comparing the check words."""

    MATCH = "match"
    MISMATCH = "mismatch"
    SKIPPED = "skipped"


class LegWords(Struct):
    """The check words were compared, or not."""

    ref: Ref
    result: WordsResult
    reason: Note


class LegFail(Struct):
    """This side gives the leg up; the code says why."""

    ref: Ref
    code: Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z")]


LEG_OFFER: Final = register(32, LegAgain)
LEG_ACCEPT: Final = register(33, LegAccept)
LEG_REVEAL: Final = register(34, LegReveal)
LEG_UP: Final = register(35, LegUp)
LEG_WORDS: Final = register(36, LegWords)
LEG_FAIL: Final = register(37, LegFail)

LEG_TYPES: Final = frozenset({LEG_ACCEPT, LEG_REVEAL, LEG_UP, LEG_WORDS, LEG_FAIL})
"""Acts that name a leg by the leaf of its offer."""


class LegPhase(StrEnum):
    """Where one party stands in a leg, by its own acts alone."""

    NONE = "none"
    OFFERED = "offered"
    REVEALED = "revealed"
    ACCEPTED = "accepted"
    UP = "up"
    FAILED = "failed"


OFFERER: Final[dict[tuple[LegPhase, int], LegPhase]] = {
    (LegPhase.OFFERED, LEG_REVEAL): LegPhase.REVEALED,
    (LegPhase.OFFERED, LEG_FAIL): LegPhase.FAILED,
    (LegPhase.REVEALED, LEG_UP): LegPhase.UP,
    (LegPhase.REVEALED, LEG_WORDS): LegPhase.REVEALED,
    (LegPhase.REVEALED, LEG_FAIL): LegPhase.FAILED,
    (LegPhase.UP, LEG_WORDS): LegPhase.UP,
    (LegPhase.UP, LEG_FAIL): LegPhase.FAILED,
}

ACCEPTOR: Final[dict[tuple[LegPhase, int], LegPhase]] = {
    (LegPhase.NONE, LEG_ACCEPT): LegPhase.ACCEPTED,
    (LegPhase.NONE, LEG_FAIL): LegPhase.FAILED,
    (LegPhase.ACCEPTED, LEG_UP): LegPhase.UP,
    (LegPhase.ACCEPTED, LEG_WORDS): LegPhase.ACCEPTED,
    (LegPhase.ACCEPTED, LEG_FAIL): LegPhase.FAILED,
    (LegPhase.UP, LEG_WORDS): LegPhase.UP,
    (LegPhase.UP, LEG_FAIL): LegPhase.FAILED,
}


class LegState(StrEnum):
    """What became of a leg."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    REVEALED = "revealed"
    UP = "up"
    FAILED = "failed"


class Checked(Struct):
    """A person's word on the check words, or a console's on the channel."""

    party: int
    words: LegWords | None
    up: LegUp | None


class Leg(Struct):
    """One leg: `deed` is the act that holds the offer (call.answer or leg.offer)."""

    deed: Deed
    offer: LegOffer
    offerer: LegPhase
    acceptor: LegPhase
    accept: LegAccept | None
    accept_deed: Deed | None
    reveal: Bytes32 | None
    checks: tuple[Checked, ...]
    fail: LegFail | None
    fail_party: int | None


def offered(offer: LegOffer, deed: Deed) -> Leg:
    """Return the leg that an offer opens."""
    return Leg(
        deed=deed,
        offer=offer,
        offerer=LegPhase.OFFERED,
        acceptor=LegPhase.NONE,
        accept=None,
        accept_deed=None,
        reveal=None,
        checks=(),
        fail=None,
        fail_party=None,
    )


def advanced(leg: Leg, act: AnyAct, deed: Deed) -> Leg | None:
    """Return the leg after an act that names it; None: the act is inert.

    The caller has checked that the act comes from one of the two parties of the call.
    """
    party = deed.ref.party
    if party == leg.deed.ref.party:
        after = OFFERER.get((leg.offerer, act.type))
        if after is None or (act.type == LEG_REVEAL and not _opens(leg, act, deed)):
            return None
        leg = msgspec.structs.replace(leg, offerer=after)
    else:
        after = ACCEPTOR.get((leg.acceptor, act.type))
        if after is None:
            return None
        leg = msgspec.structs.replace(leg, acceptor=after)
    return _NOTED[act.type](leg, act, deed)


def _opens(leg: Leg, act: AnyAct, deed: Deed) -> bool:
    """Whether a reveal answers the accept, and shows the nonce that the offer committed to.

    A nonce shown before the other side chose its own, or chosen after it, could be ground until
    the check words fit.
    """
    if leg.accept_deed is None or not knows(deed, leg.accept_deed):
        return False
    commitment = sha256(label("commit") + act.body.nonce).digest()
    return commitment == leg.offer.commitment


def _accepted(leg: Leg, act: AnyAct, deed: Deed) -> Leg:
    return msgspec.structs.replace(leg, accept=act.body, accept_deed=deed)


def _revealed(leg: Leg, act: AnyAct, deed: Deed) -> Leg:
    return msgspec.structs.replace(leg, reveal=act.body.nonce)


def _up(leg: Leg, act: AnyAct, deed: Deed) -> Leg:
    return msgspec.structs.replace(
        leg, checks=(*leg.checks, Checked(deed.ref.party, None, act.body))
    )


def _compared(leg: Leg, act: AnyAct, deed: Deed) -> Leg:
    kept = tuple(c for c in leg.checks if c.party != deed.ref.party or c.words is None)
    checks = (*kept, Checked(deed.ref.party, act.body, None))
    return msgspec.structs.replace(leg, checks=checks)


def _failed(leg: Leg, act: AnyAct, deed: Deed) -> Leg:
    if leg.fail is not None:
        return leg
    return msgspec.structs.replace(leg, fail=act.body, fail_party=deed.ref.party)


_NOTED: Final[dict[int, Callable[[Leg, AnyAct, Deed], Leg]]] = {
    LEG_ACCEPT: _accepted,
    LEG_REVEAL: _revealed,
    LEG_UP: _up,
    LEG_WORDS: _compared,
    LEG_FAIL: _failed,
}


def leg_state(leg: Leg) -> LegState:
    """What became of a leg; defined for every pair of positions."""
    if LegPhase.FAILED in (leg.offerer, leg.acceptor):
        return LegState.FAILED
    if leg.acceptor is LegPhase.NONE:
        return LegState.OFFERED
    if leg.offerer is LegPhase.OFFERED:
        return LegState.ACCEPTED
    if leg.offerer is LegPhase.UP and leg.acceptor is LegPhase.UP:
        return LegState.UP
    return LegState.REVEALED


def current(legs: tuple[Leg, ...]) -> Leg | None:
    """The leg that stands: the highest number; of equal ones the lower party's offer."""
    if not legs:
        return None
    return max(legs, key=lambda leg: (leg.offer.number, -leg.deed.ref.party))
