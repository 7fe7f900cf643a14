"""Rings: what may be said about one, each side's position, and the state that follows.

A ring carries no media. Each of its two parties has a *position*, folded from its own acts
alone by one table; the *stage* is a second table over the two positions and over who knew
what. No clock and no order of arrival enters either, so both sides always reach the same
account.

Spec: docs/spec/07-calls.md, 1 to 5, 10 and 11.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from openline.core.acts.act import (
    Addressee,
    AnyAct,
    CodeOrNone,
    Count,
    Kind,
    Language,
    Note,
    Post,
    Ref,
    Small,
    register,
)
from openline.core.acts.attempts import Level, Medium, Proposal, Word
from openline.core.acts.knowledge import Deed, knows, place
from openline.core.acts.legs import Leg, LegOffer, WordsResult, offered
from openline.core.acts.principals import Handover, Readiness
from openline.core.codec import Struct
from openline.core.ladder import Climb

Precedence = Annotated[int, Meta(ge=0, le=3)]
Seconds = Annotated[int, Meta(ge=1, le=86_400)]


class Ring(Struct):
    """A ring to a desk. `subject` is a code of the agreement or empty; `purpose` free text."""

    precedence: Precedence
    subject: CodeOrNone
    purpose: Note
    ring_for_s: Seconds
    by: Post


class Alert(Struct):
    """The author alerts people: `step` of its ladder, `bells` sounding, when last proven.

    `steps` is how many the ladder has, `next_at` when the next one is due by the author's clock
    (ms). All of them are 0 where the terms show no more than that somebody is alerted.
    """

    ref: Ref
    step: Small
    bells: Small
    proven_at: Count
    steps: Small
    next_at: Count


class Coming(Struct):
    """A post at the rung desk says "I am coming". It is no answer; the ladder waits a while."""

    ref: Ref
    by: Post


class Exhausted(Struct):
    """Every step was alerted for as long as the ring asked for, and nobody answered."""

    ref: Ref


class Late(Struct):
    """The ring arrived after its time. It sounds no bell; people are told of it."""

    ref: Ref


class Decline(Struct):
    """A refusal with its reason, a condition, and what to do instead.

    `call_back_at` is when to speak instead (ms; 0: no time named), `level` at which desk of the
    author (empty: the same), `medium` by what means.
    """

    ref: Ref
    code: Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z")]
    language: Language
    text: Note
    condition: Note
    call_back_at: Count
    level: Level
    medium: Medium
    by: Post


class CancelReason(StrEnum):
    """Why a ring was cancelled."""

    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class Cancel(Struct):
    """The caller withdraws its ring; MERGED: both rang at once and the other ring carries."""

    ref: Ref
    reason: CancelReason


class Try(Struct):
    """What came of one path: first and last try (ms) and a code of the error."""

    path: Annotated[str, Meta(max_length=64)]
    first_at: Count
    last_at: Count
    error: Annotated[str, Meta(max_length=32)]


class Unreached(Struct):
    """The caller's station gives up: no word from the other side. A claim of its author."""

    ref: Ref
    tries: Annotated[tuple[Try, ...], Meta(max_length=16)]
    last_echo_at: Count


class Answer(Struct):
    """A desk lifts; the first leg is offered with it."""

    ref: Ref
    by: Post
    offer: LegOffer


class EndReason(StrEnum):
    """Why a call was ended. Never a cause that lies on another line.

    PREEMPTED: a ring of higher precedence on the same line took its place. ENGAGED: the desk
    took another call.
    """

    DONE = "done"
    NO_VOICE = "no-voice"
    FRAMES = "frames"
    WORDS = "words"
    PRINCIPAL = "principal"
    CROSSED = "crossed"
    GONE = "gone"
    PREEMPTED = "preempted"
    ENGAGED = "engaged"


class End(Struct):
    """One side hangs up."""

    ref: Ref
    reason: EndReason


RING: Final = register(16, Ring)
ALERT: Final = register(17, Alert)
EXHAUSTED: Final = register(18, Exhausted)
DECLINE: Final = register(19, Decline)
CANCEL: Final = register(20, Cancel)
UNREACHED: Final = register(21, Unreached)
ANSWER: Final = register(22, Answer)
LATE: Final = register(23, Late)
END: Final = register(24, End)
COMING: Final = register(25, Coming)


class Phase(StrEnum):
    """Where one party stands in a ring, by its own acts alone."""

    NONE = "none"
    RUNG = "rung"
    CANCELLED = "cancelled"
    UNREACHED = "unreached"
    ALERTING = "alerting"
    LATE = "late"
    ANSWERED = "answered"
    DECLINED = "declined"
    EXHAUSTED = "exhausted"
    ENDED = "ended"


CALLER: Final[dict[tuple[Phase, int], Phase]] = {
    (Phase.RUNG, CANCEL): Phase.CANCELLED,
    (Phase.RUNG, UNREACHED): Phase.UNREACHED,
    (Phase.RUNG, END): Phase.ENDED,
}
"""The caller's positions; a ring puts it in RUNG. What is not here is inert."""

CALLEE: Final[dict[tuple[Phase, int], Phase]] = {
    (Phase.NONE, ALERT): Phase.ALERTING,
    (Phase.NONE, COMING): Phase.NONE,
    (Phase.NONE, LATE): Phase.LATE,
    (Phase.NONE, ANSWER): Phase.ANSWERED,
    (Phase.NONE, DECLINE): Phase.DECLINED,
    (Phase.NONE, EXHAUSTED): Phase.EXHAUSTED,
    (Phase.ALERTING, ALERT): Phase.ALERTING,
    (Phase.ALERTING, COMING): Phase.ALERTING,
    (Phase.ALERTING, ANSWER): Phase.ANSWERED,
    (Phase.ALERTING, DECLINE): Phase.DECLINED,
    (Phase.ALERTING, EXHAUSTED): Phase.EXHAUSTED,
    (Phase.ANSWERED, ALERT): Phase.ANSWERED,
    (Phase.ANSWERED, END): Phase.ENDED,
}
"""The rung party's positions, from NONE. What is not here is inert."""


class Stage(StrEnum):
    """What became of a ring, the same on both sides once it is settled."""

    RINGING = "ringing"
    ALERTING = "alerting"
    LATE = "late"
    ANSWERED = "answered"
    ENDED = "ended"
    DECLINED = "declined"
    EXHAUSTED = "exhausted"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    UNREACHABLE = "unreachable"
    CROSSED = "crossed"


OPEN_STAGES: Final = frozenset({Stage.RINGING, Stage.ALERTING, Stage.LATE, Stage.ANSWERED})
"""Stages from which a ring still moves."""


class Step(Struct):
    """One act about a ring, for people who look at what happened when."""

    type: int
    party: int
    at: int
    index: int


class Call(Struct):
    """A ring and all that was said about it.

    Attributes:
        deed: The act call.ring.
        ring, sender, to, kind: Its fields.
        held_ms: When this station stored it: local, never part of the fold.
        caller, callee: The two positions.
        caller_deed, callee_deed: The acts that put them there; None: callee at NONE.
        answer_deed: The act call.answer, once made.
        last: The last act of each of the two parties about this ring or its legs.
        alert, decline, unreached, answer, cancel, end: What the acts said, None if not made.
        end_party: Who hung up first.
        legs: Attempts at voice, oldest first.
        ready: What each party said of its principal, in order of arrival here.
        handovers: Desks that speak for their party beside the one in the ring.
        proposals: Other times for the call, in order of arrival here.
        settlements: Which party has dealt with the attempt.
        steps: All acts about the ring, in order of arrival here, at most `STEPS`.
        coming: Who of the rung desk said to be coming, and when; each post once.
        timed_ms: From when its time runs here: `held_ms`, moved with our clock. Local.
        joins: Past the quota when it was stored here: it sounds no bell of its own. Local.
        climb: Where it stands on our ladder; None: it is not ours, or not begun. Local.
    """

    deed: Deed
    ring: Ring
    sender: str
    to: Addressee
    kind: Kind
    held_ms: int
    caller: Phase
    callee: Phase
    caller_deed: Deed
    callee_deed: Deed | None
    answer_deed: Deed | None
    last: tuple[Deed, ...]
    alert: Alert | None
    decline: Decline | None
    unreached: Unreached | None
    answer: Answer | None
    cancel: Cancel | None
    end: End | None
    end_party: int | None
    legs: tuple[Leg, ...]
    steps: tuple[Step, ...]
    coming: tuple[tuple[str, int], ...]
    timed_ms: int
    joins: bool
    climb: Climb | None
    ready: tuple[Readiness, ...]
    handovers: tuple[Handover, ...]
    proposals: tuple[Proposal, ...]
    settlements: tuple[Word, ...]


COMERS: Final = 16
"""Posts that may say of one ring that they are coming. Spec 07, 2.3."""
STEPS: Final = 64
"""How many acts about one ring are listed; further ones count but are not listed."""


def rung(act: AnyAct, deed: Deed, held_ms: int, *, joins: bool = False) -> Call:
    """Return the call that a ring opens. The caller has checked that `act.to` is a desk."""
    assert act.to is not None
    return Call(
        deed=deed,
        ring=act.body,
        sender=act.sender,
        to=act.to,
        kind=act.kind,
        held_ms=held_ms,
        caller=Phase.RUNG,
        callee=Phase.NONE,
        caller_deed=deed,
        callee_deed=None,
        answer_deed=None,
        last=(deed,),
        alert=None,
        decline=None,
        unreached=None,
        answer=None,
        cancel=None,
        end=None,
        end_party=None,
        legs=(),
        steps=(Step(RING, deed.ref.party, deed.at, deed.ref.index),),
        coming=(),
        timed_ms=held_ms,
        joins=joins,
        climb=None,
        ready=(),
        handovers=(),
        proposals=(),
        settlements=(),
    )


def moved(call: Call, act: AnyAct, deed: Deed) -> Call | None:
    """Return the call after an act about it; None: the act is inert.

    The caller has checked that it is by one of the two parties; each has a table of its own.
    """
    party = deed.ref.party
    if party == call.deed.ref.party:
        after = CALLER.get((call.caller, act.type))
        if after is None or _refusal_known(call, deed):
            return None
        call = msgspec.structs.replace(call, caller=after, caller_deed=deed)
    else:
        after = CALLEE.get((call.callee, act.type))
        if after is None or (act.type != END and _giving_up_known(call, deed)):
            return None
        if act.type == COMING and not _may_come(call, act.body.by):
            return None
        call = msgspec.structs.replace(call, callee=after, callee_deed=deed)
    return touched(_NOTED[act.type](call, act, deed), act, deed)


def _refusal_known(call: Call, deed: Deed) -> bool:
    """Whether the caller had read that its ring was declined or exhausted: it is over."""
    if call.callee not in (Phase.DECLINED, Phase.EXHAUSTED) or call.callee_deed is None:
        return False
    return knows(deed, call.callee_deed)


def _may_come(call: Call, by: str) -> bool:
    """Whether a post has not said yet that it is coming, and not too many others have."""
    return len(call.coming) < COMERS and all(post != by for post, _ in call.coming)


def _giving_up_known(call: Call, deed: Deed) -> bool:
    """Whether the rung side had read that the caller no longer rings."""
    return call.caller is not Phase.RUNG and knows(deed, call.caller_deed)


def touched(call: Call, act: AnyAct, deed: Deed) -> Call:
    """Return the call with `deed` counted; of each party the last act about it is kept.

    Last is what stands last in the newest incarnation, whenever it was judged.
    """
    others = tuple(d for d in call.last if d.ref.party != deed.ref.party)
    mine = [d for d in call.last if d.ref.party == deed.ref.party]
    last = max((*mine, deed), key=place)
    step = Step(act.type, deed.ref.party, deed.at, deed.ref.index)
    steps = (*call.steps, step) if len(call.steps) < STEPS else call.steps
    return msgspec.structs.replace(call, last=(*others, last), steps=steps)


def _answered(call: Call, act: AnyAct, deed: Deed) -> Call:
    leg = offered(act.body.offer, deed)
    return msgspec.structs.replace(
        call, answer=act.body, answer_deed=deed, legs=(*call.legs, leg)
    )


def _came(call: Call, act: AnyAct, deed: Deed) -> Call:
    return msgspec.structs.replace(call, coming=(*call.coming, (act.body.by, deed.at)))


def _declined(call: Call, act: AnyAct, deed: Deed) -> Call:
    """A refusal that names something instead is the first proposal of its author."""
    body: Decline = act.body
    call = msgspec.structs.replace(call, decline=body)
    if not body.call_back_at and not body.level and body.medium is Medium.ANY:
        return call
    first = Proposal(deed, body.call_back_at, body.level, body.medium, body.by, ())
    return msgspec.structs.replace(call, proposals=(*call.proposals, first))


def _ended(call: Call, act: AnyAct, deed: Deed) -> Call:
    if call.end is not None:
        return call
    return msgspec.structs.replace(call, end=act.body, end_party=deed.ref.party)


_NOTED: Final[dict[int, Callable[[Call, AnyAct, Deed], Call]]] = {
    ALERT: lambda call, act, deed: msgspec.structs.replace(call, alert=act.body),
    EXHAUSTED: lambda call, act, deed: call,
    LATE: lambda call, act, deed: call,
    DECLINE: _declined,
    CANCEL: lambda call, act, deed: msgspec.structs.replace(call, cancel=act.body),
    UNREACHED: lambda call, act, deed: msgspec.structs.replace(call, unreached=act.body),
    ANSWER: _answered,
    END: _ended,
    COMING: _came,
}


_WHILE_RUNG: Final[dict[Phase, Stage]] = {
    Phase.NONE: Stage.RINGING,
    Phase.ALERTING: Stage.ALERTING,
    Phase.LATE: Stage.LATE,
    Phase.ANSWERED: Stage.ANSWERED,
    Phase.DECLINED: Stage.DECLINED,
    Phase.EXHAUSTED: Stage.EXHAUSTED,
    Phase.ENDED: Stage.ENDED,
}
"""The stage while the caller stands in RUNG."""


def stage(call: Call) -> Stage:
    """What became of the ring. Defined for every pair of positions.

    What either says once it knows that the other is done with the ring is inert, so here the
    two did not know of each other: an answer is CROSSED; a refusal or an exhausted ladder
    stands, since it changes nothing for the caller.
    """
    if call.caller is Phase.RUNG:
        return _WHILE_RUNG[call.callee]
    if call.callee in (Phase.DECLINED, Phase.EXHAUSTED):
        return _WHILE_RUNG[call.callee]
    if call.answer_deed is not None:
        known = knows(call.caller_deed, call.answer_deed)
        return Stage.ENDED if known else Stage.CROSSED
    return _given_up(call)


def _given_up(call: Call) -> Stage:
    if call.caller is Phase.UNREACHED:
        return Stage.UNREACHABLE
    if call.cancel is not None and call.cancel.reason is CancelReason.MERGED:
        return Stage.MERGED
    return Stage.WITHDRAWN


def parties(call: Call) -> tuple[int, int]:
    """The two parties of a ring: who rang, who was rung."""
    return call.deed.ref.party, call.to.party


def talking(call: Call) -> bool:
    """Whether the ring was answered and nobody hung up: legs may be offered."""
    return stage(call) is Stage.ANSWERED


def known_over(call: Call, deed: Deed) -> bool:
    """Whether the author of `deed`, one of the two parties, knew the ring to be over."""
    done = call.callee in (Phase.DECLINED, Phase.EXHAUSTED, Phase.LATE, Phase.ENDED)
    if deed.ref.party == call.deed.ref.party:
        if call.caller is not Phase.RUNG:
            return True
        return done and call.callee_deed is not None and knows(deed, call.callee_deed)
    return done or _giving_up_known(call, deed)


def desks(call: Call, party: int) -> set[str]:
    """The desks that speak for a party in a call; empty: it takes no part."""
    caller, callee = parties(call)
    own = {caller: call.sender, callee: call.to.desk}.get(party)
    if own is None:
        return set()
    return {own, *(one.desk for one in call.handovers if one.deed.ref.party == party)}


def words_recorded(call: Call, party: int) -> bool:
    """Whether a party recorded that the check words matched, or why they were not compared."""
    return any(
        checked.party == party
        and checked.words is not None
        and checked.words.result is not WordsResult.MISMATCH
        for leg in call.legs
        for checked in leg.checks
    )


ATTEMPTS: Final = frozenset(
    {Stage.DECLINED, Stage.EXHAUSTED, Stage.UNREACHABLE, Stage.LATE, Stage.WITHDRAWN}
)
"""Stages that leave something to be dealt with."""


def open_attempt(call: Call, party: int) -> bool:
    """Whether a party has a ring that came to nothing on its board and has not settled it.

    Whoever withdrew its own ring has nothing to deal with.
    """
    over = stage(call)
    if over not in ATTEMPTS or party not in parties(call):
        return False
    if over is Stage.WITHDRAWN and party == call.deed.ref.party:
        return False
    return all(one.deed.ref.party != party for one in call.settlements)
