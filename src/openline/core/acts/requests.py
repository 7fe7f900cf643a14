"""Requests for a call, a meeting or a visit: what may be said of one, and what comes of it.

A request has two parties. Each puts *versions* on the table, whole ones, and an acceptance
names one of them and one of its windows. A party's *phase* follows from its own acts by one
table; the *stage* is a second table over both phases and over who knew what. Whether an act is
in force is judged on the same stage, as its author knew it. No clock and no order of arrival
enters, so both sides always reach the same account, whatever crossed on the way.

Spec: docs/spec/17-requests.md.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from openline.core.acts.act import (
    Addressee,
    AnyAct,
    CodeOrNone,
    Count,
    DeskCode,
    Kind,
    Language,
    Note,
    Post,
    Ref,
    Small,
    register,
)
from openline.core.acts.knowledge import Deed, knows, place
from openline.core.codec import Struct

CONDITIONS: Final = 8
"""Conditions of one version or one refusal. Spec 17, 1."""
MOST_SAID: Final = 64
"""Versions, refusals, reminders and words on conditions of one party. Spec 17, 3."""

Short = Annotated[str, Meta(max_length=200)]
Code = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z")]
Conditions = Annotated[tuple[Note, ...], Meta(max_length=CONDITIONS)]


class Form(StrEnum):
    """What is asked for."""

    CALL = "call"
    MEETING = "meeting"
    VISIT = "visit"


class Interpreters(StrEnum):
    """Who brings the interpreters."""

    EACH = "each"
    ASKER = "asker"
    ASKED = "asked"
    NONE = "none"


class Medium(StrEnum):
    """How the two sides are to speak."""

    LINE = "line"
    TELEPHONE = "telephone"
    VIDEO = "video"
    IN_PERSON = "in-person"


class Window(Struct):
    """A stretch of time, in milliseconds since 1970."""

    start: Count
    end: Count


class Plan(Struct):
    """One version, whole: nothing of an earlier one is left to be read with it.

    Attributes:
        form: Call, meeting or visit.
        language, purpose: Why, in the author's words.
        event: The event on whose sidelines it is to be; empty: none.
        trigger: A code of the agreed list of triggers, or empty.
        asker, asked: The principals of both sides, by desk.
        windows: Any one of them will do.
        minutes: How long within a window; 0: the whole window.
        languages: What will be spoken.
        interpreters: Who brings them.
        medium, place: How and where.
        conditions: What the author asks for besides; each is an item of its own.
    """

    form: Form
    language: Language
    purpose: Annotated[str, Meta(max_length=1_000)]
    event: Short
    trigger: CodeOrNone
    asker: DeskCode
    asked: DeskCode
    windows: Annotated[tuple[Window, ...], Meta(min_length=1, max_length=8)]
    minutes: Small
    languages: Annotated[tuple[Language, ...], Meta(max_length=8)]
    interpreters: Interpreters
    medium: Medium
    place: Short
    conditions: Conditions


class Due(Struct):
    """Answer asked for by the later of `by` (ms) and `within_s` after its receipt."""

    by: Count
    within_s: Annotated[int, Meta(ge=1, le=31_622_400)]


class Ask(Struct):
    """A request with its first version. `earlier`: the request that it repeats."""

    plan: Plan
    due: Due
    earlier: Ref | None
    by: Post


class Counter(Struct):
    """A further version, by either party."""

    ref: Ref
    plan: Plan
    due: Due
    by: Post


class Accept(Struct):
    """One version and one of its windows. `level`: another desk of ours that will speak."""

    ref: Ref
    version: Ref
    window: Small
    level: CodeOrNone
    language: Language
    text: Note
    by: Post


class Refuse(Struct):
    """A version is declined: with a reason, and with what would have to hold first."""

    ref: Ref
    version: Ref
    code: Code
    language: Language
    text: Note
    conditions: Conditions
    by: Post


class Remark(Struct):
    """Words about a request: why it is withdrawn or called off, or a reminder."""

    ref: Ref
    language: Language
    text: Note
    by: Post


class Lapsed(Struct):
    """The author's station: no answer came in time."""

    ref: Ref


class Word(StrEnum):
    """What a party says of a condition."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    MET = "met"
    NOT_MET = "not-met"
    WAIVED = "waived"


class Condition(Struct):
    """A word on condition `number` (from 0) of the version or refusal `item`."""

    ref: Ref
    item: Ref
    number: Small
    word: Word
    language: Language
    text: Note
    by: Post


ASK: Final = register(72, Ask)
COUNTER: Final = register(73, Counter)
ACCEPT: Final = register(74, Accept)
REFUSE: Final = register(75, Refuse)
WITHDRAW: Final = register(76, Remark)
REMIND: Final = register(77, Remark)
LAPSE: Final = register(78, Lapsed)
CALL_OFF: Final = register(79, Remark)
CONDITION: Final = register(80, Condition)

ABOUT: Final = (COUNTER, ACCEPT, REFUSE, WITHDRAW, REMIND, LAPSE, CALL_OFF, CONDITION)
"""Types that name a request."""
_VERSIONS: Final = frozenset({ASK, COUNTER})
_COUNTED: Final = frozenset({ASK, COUNTER, REFUSE, REMIND, CONDITION})
STILL: Final = frozenset({REMIND, CONDITION})
"""Types that move nobody."""


class Phase(StrEnum):
    """Where one party stands in a request, by its own acts alone."""

    NONE = "none"
    PUT = "put"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    OFF = "off"


def _moves(*rows: tuple[int, Phase, frozenset[Phase]]) -> Mapping[tuple[Phase, int], Phase]:
    return {(at, type_): after for type_, after, places in rows for at in places}


_PUT: Final = frozenset({Phase.PUT})
_OPEN: Final = frozenset({Phase.PUT, Phase.LAPSED})
_ANY: Final = frozenset({Phase.NONE, Phase.PUT, Phase.DECLINED, Phase.LAPSED})

ASKER: Final = _moves(
    (COUNTER, Phase.PUT, _OPEN),
    (ACCEPT, Phase.ACCEPTED, _OPEN),
    (REFUSE, Phase.PUT, _PUT),
    (REFUSE, Phase.LAPSED, frozenset({Phase.LAPSED})),
    (WITHDRAW, Phase.WITHDRAWN, _OPEN),
    (LAPSE, Phase.LAPSED, _PUT),
    (CALL_OFF, Phase.OFF, _OPEN | {Phase.ACCEPTED, Phase.WITHDRAWN}),
)
"""The asker's phases, from PUT. A refused counter leaves its own version on the table."""

ASKED: Final = _moves(
    (COUNTER, Phase.PUT, _ANY),
    (ACCEPT, Phase.ACCEPTED, _ANY),
    (REFUSE, Phase.DECLINED, _ANY),
    (LAPSE, Phase.LAPSED, _PUT),
    (CALL_OFF, Phase.OFF, _OPEN | {Phase.ACCEPTED, Phase.DECLINED}),
)
"""The asked party's phases, from NONE."""


class Said(Struct):
    """One act in force about a request; its words stand in the entry itself.

    Attributes:
        deed, type: The act.
        sequence: Of a version: one more than the highest that its author knew. Else 0.
        windows, conditions: How many it has.
        due: Of a version.
        names: The version accepted or refused, or the item whose condition is spoken of.
        number: The window accepted, or the number of the condition.
        word: What is said of a condition.
        held_ms: When this station stored it: local, never part of the fold.
    """

    deed: Deed
    type: int
    sequence: int
    windows: int
    conditions: int
    due: Due | None
    names: Ref | None
    number: int
    word: Word | None
    held_ms: int


class Request(Struct):
    """A request and all that was said of it.

    `said` is in order of arrival here, the act request.ask first. `reached_ms` is when the
    other station says that it stored what it is to answer, by its receipt; 0: not yet.
    """

    sender: str
    to: Addressee
    kind: Kind
    earlier: Ref | None
    said: tuple[Said, ...]
    reached_ms: int

    @property
    def deed(self) -> Deed:
        """The act request.ask."""
        return self.said[0].deed

    @property
    def asker(self) -> int:
        """The party that asks."""
        return self.said[0].deed.ref.party

    @property
    def parties(self) -> tuple[int, int]:
        """Who asks, who is asked."""
        return self.asker, self.to.party

    def other(self, party: int) -> int:
        """The other of the two parties."""
        return sum(self.parties) - party


class Stage(StrEnum):
    """What became of a request, the same on both sides once it is settled."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    OFF = "off"


def asked(act: AnyAct, deed: Deed, held_ms: int) -> Request:
    """Return the request that an act opens. The caller has checked that `act.to` is a desk."""
    assert act.to is not None
    blank = Request(act.sender, act.to, act.kind, act.body.earlier, (), 0)
    return moved(blank, act, deed, held_ms)


def moved(request: Request, act: AnyAct, deed: Deed, held_ms: int) -> Request:
    """Return the request after an act about it, in which `refusal` found nothing."""
    said = Said(deed, act.type, 0, 0, 0, None, None, 0, None, held_ms)
    match act.body:
        case Ask(plan=plan, due=due) | Counter(plan=plan, due=due):
            known = (one.sequence for one in as_known(request, deed).said)
            said = msgspec.structs.replace(
                said,
                sequence=1 + max(known, default=0),
                windows=len(plan.windows),
                conditions=len(plan.conditions),
                due=due,
            )
        case Accept(version=version, window=window):
            said = msgspec.structs.replace(said, names=version, number=window)
        case Refuse(version=version, conditions=conditions):
            said = msgspec.structs.replace(said, names=version, conditions=len(conditions))
        case Condition(item=item, number=number, word=word):
            said = msgspec.structs.replace(said, names=item, number=number, word=word)
    return msgspec.structs.replace(request, said=(*request.said, said))


def as_known(request: Request, by: Deed) -> Request:
    """The request as the author of a deed knew it."""
    said = tuple(one for one in request.said if knows(by, one.deed))
    return msgspec.structs.replace(request, said=said)


def newest(request: Request, party: int) -> Said | None:
    """A party's last version, or None if it put none."""
    return _last(request, party, _VERSIONS)


def _last(request: Request, party: int, types: frozenset[int]) -> Said | None:
    own = (s for s in request.said if s.deed.ref.party == party and s.type in types)
    return max(own, key=lambda said: place(said.deed), default=None)


def _stands(request: Request, party: int) -> tuple[Phase, Deed | None]:
    """The phase of a party, and the deed that put it there: from its acts in their order.

    Of several feeds of a party one may say what another, unknown to it, allows no more: such
    an act moves nobody.
    """
    phase, by, table = Phase.NONE, None, _table(request, party)
    own = (said for said in request.said if said.deed.ref.party == party)
    for said in sorted(own, key=lambda said: place(said.deed)):
        after = Phase.PUT if said.type == ASK else table.get((phase, said.type))
        phase, by = (phase, by) if after is None else (after, said.deed)
    return phase, by


def _table(request: Request, party: int) -> Mapping[tuple[Phase, int], Phase]:
    return ASKER if party == request.asker else ASKED


def refusal(request: Request, act: AnyAct, deed: Deed) -> str | None:
    """Return the code of the rule that makes an act about a request inert, or None.

    The caller has checked that it is by the right desk of one of the two parties.
    """
    party = deed.ref.party
    known = as_known(request, deed)
    if act.type == CONDITION:
        code = _word_refusal(known, act.body, party)
    elif act.type in (ACCEPT, REFUSE):
        code = _answer_refusal(known, act, party)
    else:
        code = None
    mine = sum(1 for s in request.said if s.deed.ref.party == party and s.type in _COUNTED)
    if code is not None or act.type == CONDITION:
        return code or ("turn" if mine >= MOST_SAID else None)
    if act.type in _COUNTED and mine >= MOST_SAID:
        return "turn"
    move = _stands(known, party)[0], act.type
    if act.type not in STILL and move not in _table(known, party):
        return "turn"
    if act.type == LAPSE and not owes(known, known.other(party)):
        return "turn"
    wanted = Stage.AGREED if act.type == CALL_OFF else Stage.OPEN
    return None if stage(known) is wanted else "turn"


def _answer_refusal(known: Request, act: AnyAct, party: int) -> str | None:
    """An answer names the newest version of the other party, and a window that it has."""
    body: Accept | Refuse = act.body
    theirs = known.other(party)
    found = next((s for s in known.said if s.deed.ref == body.version), None)
    if found is None or found.type not in _VERSIONS or found.deed.ref.party != theirs:
        return "reference"
    if isinstance(body, Accept):
        if body.window >= found.windows:
            return "reference"
    elif _refused(known, party, found):
        return "turn"
    return None if found is newest(known, theirs) else "turn"


WORDS: Final = {
    True: frozenset({Word.MET, Word.NOT_MET, Word.WAIVED}),
    False: frozenset({Word.ACCEPTED, Word.REFUSED, Word.MET}),
}
"""What who made a condition (True), and what the other party may say of it."""


def _word_refusal(known: Request, body: Condition, party: int) -> str | None:
    item = next((s for s in known.said if s.deed.ref == body.item), None)
    if item is None or body.number >= item.conditions:
        return "reference"
    return None if body.word in WORDS[item.deed.ref.party == party] else "turn"


def _refused(request: Request, party: int, version: Said) -> bool:
    return any(
        s.type == REFUSE and s.deed.ref.party == party and s.names == version.deed.ref
        for s in request.said
    )


def agreement(request: Request) -> Said | None:
    """The acceptance that counts, or None. What it accepts must be among what was said.

    An acceptance stands, whatever crossed it unknown to its author. If each accepted a version
    of the other at once, the version of the higher sequence counts, of equal ones that of the
    lower party number.
    """
    versions = {s.deed.ref: s for s in request.said if s.type in _VERSIONS}

    def rank(said: Said) -> tuple[int, int]:
        version = versions[said.names] if said.names else said
        return -version.sequence, version.deed.ref.party

    return min((s for s in request.said if s.type == ACCEPT), key=rank, default=None)


def stage(request: Request) -> Stage:
    """What became of the request. Defined for every pair of phases.

    An acceptance beats what its author had not seen. An end by refusal or by lapse is one only
    if its author knew the other side's newest version: else that still waits for an answer.
    """
    asker, asked = request.parties
    if any(s.type == CALL_OFF for s in request.said):
        return Stage.OFF
    if any(s.type == ACCEPT for s in request.said):
        return Stage.AGREED
    if _ended(request, asked, Phase.DECLINED):
        return Stage.DECLINED
    if _stands(request, asker)[0] is Phase.WITHDRAWN:
        return Stage.WITHDRAWN
    if _ended(request, asker, Phase.LAPSED) or _ended(request, asked, Phase.LAPSED):
        return Stage.LAPSED
    return Stage.OPEN


def _ended(request: Request, party: int, phase: Phase) -> bool:
    at, by = _stands(request, party)
    theirs = newest(request, request.other(party))
    return at is phase and by is not None and (theirs is None or knows(by, theirs.deed))


def owes(request: Request, party: int) -> bool:
    """Whether a version of the other side waits for this party's answer, if all is open."""
    theirs = newest(request, request.other(party))
    if theirs is None or _refused(request, party, theirs):
        return False
    mine = newest(request, party)
    if mine is None or not knows(mine.deed, theirs.deed):
        return True
    return _refused(request, request.other(party), mine)


def awaited(request: Request, party: int) -> Said | None:
    """The act of a party that the other side is to answer now, or None.

    It is the party's newest version, or its refusal of a counter, which leaves that version on
    the table.
    """
    if stage(request) is not Stage.OPEN or not owes(request, request.other(party)):
        return None
    return _last(request, party, _VERSIONS | {REFUSE})


def may_lapse(request: Request, party: int) -> bool:
    """Whether a party may still say that it lapsed: not once it has ended its part, though the
    other, which did not know of that, went on."""
    return (_stands(request, party)[0], LAPSE) in _table(request, party)


def overdue_ms(request: Request, party: int, received_ms: int) -> int:
    """From when on no answer to a party's newest version is an answer too late.

    `received_ms` is when the other station received what `awaited` names.
    """
    version = newest(request, party)
    assert version is not None
    assert version.due is not None
    return max(version.due.by, received_ms + version.due.within_s * 1_000)
