"""What is said of a ring that is over: another time for the call, and that it is dealt with.

A refusal, a missed ring, one that never arrived: each stays open on both sides until a desk of
that side settles it. Until then, and afterwards, either side may propose a time at which to
call instead, and the other may agree to the newest proposal that it knows.

Spec: docs/spec/07-calls.md, 10.
"""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from openline.core.acts.act import AnyAct, CodeOrNone, Post, Ref, register
from openline.core.acts.knowledge import Deed, knows, place
from openline.core.codec import Struct

Time = Annotated[int, Meta(ge=1, le=1 << 53)]
Level = CodeOrNone
"""Code of a desk of the author; empty: the desk that was rung, or that rang."""

MOST_PROPOSALS: Final = 32
"""Proposals of one party about one ring. Spec 07, 10."""


class Medium(StrEnum):
    """By what means to speak instead."""

    ANY = "any"
    VOICE = "voice"
    MESSAGE = "message"
    MEETING = "meeting"


class Settled(Struct):
    """A desk of the author has dealt with the attempt: it leaves the author's board."""

    ref: Ref
    by: Post


class Proposed(Struct):
    """The author proposes to call at another time (ms)."""

    ref: Ref
    at: Time
    level: Level
    medium: Medium
    by: Post


class Agreed(Struct):
    """The author agrees to a proposal of the other side."""

    ref: Ref
    proposal: Ref
    by: Post


SETTLED: Final = register(28, Settled)
PROPOSED: Final = register(29, Proposed)
AGREED: Final = register(30, Agreed)


class Word(Struct):
    """That a party has dealt with the attempt, or agrees to a proposal."""

    deed: Deed
    by: str


class Proposal(Struct):
    """A time to call instead (ms; 0: none named), and the other side's agreement to it.

    `agreed` is empty until then. Two incarnations of a party that do not know of each other may
    both agree.
    """

    deed: Deed
    at: int
    level: str
    medium: Medium
    by: str
    agreed: tuple[Word, ...]


def settled(known: tuple[Word, ...], act: AnyAct, deed: Deed) -> tuple[Word, ...]:
    """The settlements after one more; the same ones if its party knew that it had settled."""
    if any(one.deed.ref.party == deed.ref.party and knows(deed, one.deed) for one in known):
        return known
    return (*known, Word(deed, act.body.by))


def proposed(known: tuple[Proposal, ...], act: AnyAct, deed: Deed) -> tuple[Proposal, ...]:
    """The proposals after one more; the same ones if its party has made too many."""
    party = deed.ref.party
    mine = [one for one in known if one.deed.ref.party == party and knows(deed, one.deed)]
    if len(mine) >= MOST_PROPOSALS:
        return known
    body: Proposed = act.body
    return (*known, Proposal(deed, body.at, body.level, body.medium, body.by, ()))


def agreed(known: tuple[Proposal, ...], act: AnyAct, deed: Deed) -> tuple[Proposal, ...]:
    """The proposals after an agreement to one; the same ones if it names no standing one.

    Standing is the newest of the other party that the author knew, so long as it knew of no
    agreement of its own to it.
    """
    theirs = [
        one for one in known if one.deed.ref.party != deed.ref.party and knows(deed, one.deed)
    ]
    newest = max(theirs, key=lambda one: place(one.deed), default=None)
    if newest is None or newest.deed.ref != act.body.proposal:
        return known
    if any(knows(deed, word.deed) for word in newest.agreed):
        return known
    after = msgspec.structs.replace(newest, agreed=(*newest.agreed, Word(deed, act.body.by)))
    return tuple(after if one is newest else one for one in known)
