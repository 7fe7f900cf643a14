"""The form of everything that a page may ask for; what has another form is refused here.

A page is untrusted. Each act has a struct without optional fields; unknown fields are refused.
Free text is tidied as `core.text` describes before it reaches the station. Limits of text are
bytes of UTF-8, since acts are bounded in bytes; of requests characters, as in the record.

Source: docs/console.md, 2 and 5.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, Literal

import msgspec
from msgspec import Meta

from openline.core.errors import BadInput
from openline.station.legible import legible

MESSAGE_BYTES: Final = 65_536
"""Largest text of a formal message, in bytes of UTF-8."""

Hex16 = Annotated[str, Meta(pattern=r"^[0-9a-f]{32}\Z")]
Hex32 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}\Z")]
Ref = Annotated[
    str, Meta(pattern=r"^[0-9]{1,3}\.[0-9]{1,10}\.[0-9]{1,19}\.[0-9a-f]{64}\Z", max_length=128)
]
Code = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z")]
CodeOrNone = Annotated[str, Meta(pattern=r"^[a-z0-9-]{0,32}\Z")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", max_length=35)]
Medium = Literal["any", "voice", "message", "meeting"]
Precedence = Literal["FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE"]
Ufrag = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{4,256}\Z")]
Password = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{22,256}\Z")]
Candidate = Annotated[str, Meta(min_length=1, max_length=256, pattern=r"^[\x20-\x7e]+\Z")]
Candidates = Annotated[list[Candidate], Meta(max_length=8)]
PartyNumber = Annotated[int, Meta(ge=0, le=255)]
Milliseconds = Annotated[int, Meta(ge=0, le=1 << 48)]
NoteText = Annotated[str, Meta(max_length=500)]
Conditions = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=500)]], Meta(max_length=8)
]
Within = Annotated[int, Meta(ge=1, le=31_622_400)]
SignalData = Annotated[str, Meta(pattern=r"^([0-9a-f]{2}){1,64}\Z")]

_FIELD: Final = re.compile(r"`\$\.([a-z_.]+)")


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the bodies: every field must be given, no other may be."""

    text_bytes: ClassVar[Mapping[str, int]] = {}

    def __post_init__(self) -> None:
        for name, limit in self.text_bytes.items():
            if len(getattr(self, name).encode()) > limit:
                raise ValueError(f"more than {limit:,} bytes - at `$.{name}`")


class FarDesk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A counterpart desk: party number and desk code."""

    party: PartyNumber
    desk: Code


MediaType = Annotated[str, Meta(pattern=r"^[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}\Z")]


class Offer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a console offers for a leg."""

    fp: Hex32
    ufrag: Ufrag
    pwd: Password
    candidates: Candidates
    commit: Hex32
    fsh: Hex32
    expires_ms: Milliseconds


class Accept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the other console accepts a leg with."""

    fp: Hex32
    ufrag: Ufrag
    pwd: Password
    candidates: Candidates
    nonce: Hex32
    fsh: Hex32


class Ring(Body, frozen=True):
    """Ring a counterpart desk. `subject` is a code of the agreed book, or empty."""

    from_: Code = msgspec.field(name="from")
    to: FarDesk
    precedence: Precedence
    subject: CodeOrNone
    purpose: str

    text_bytes = {"purpose": 1_000}


class RingOnly(Body, frozen=True):
    """A ring by its reference."""

    ring: Ref


class Answer(Body, frozen=True):
    """Answer a ring with the first offer of a leg, or offer another leg of the same call."""

    ring: Ref
    offer: Offer


class Decline(Body, frozen=True):
    """Decline a ring: an agreed code, and if wished words, a condition and what to do instead.

    `level` is a desk of ours at which to speak, or empty.
    """

    ring: Ref
    code: Code
    text: str
    language: Language
    condition: str
    call_back_ms: Milliseconds | None
    level: CodeOrNone
    medium: Medium

    text_bytes = {"text": 1_000, "condition": 1_000}


class Settle(Body, frozen=True):
    """A ring that came to nothing is dealt with here."""

    ring: Ref


class Propose(Body, frozen=True):
    """Propose another time for a call that did not come about."""

    ring: Ref
    at_ms: Annotated[int, Meta(ge=1, le=1 << 48)]
    level: CodeOrNone
    medium: Medium


class Agree(Body, frozen=True):
    """Agree to a proposal of the other side."""

    ring: Ref
    proposal: Ref


class Ready(Body, frozen=True):
    """Say whether our principal, at a desk, is ready to be connected."""

    ring: Ref
    desk: Code
    ready: bool


class Transfer(Body, frozen=True):
    """Hand a call over to our principal's desk."""

    ring: Ref
    desk: Code


class HangUp(Body, frozen=True):
    """End a call."""

    ring: Ref
    reason: Literal["done", "no-voice", "frames", "words", "principal"]


class LegAccept(Body, frozen=True):
    """Accept a leg."""

    leg: Ref
    accept: Accept


class LegReveal(Body, frozen=True):
    """Reveal the offerer's nonce."""

    leg: Ref
    nonce: Hex32


class LegUp(Body, frozen=True):
    """Say what this console saw of a leg that stands."""

    leg: Ref
    tls: Annotated[str, Meta(pattern=r"^[0-9A-Za-z.]{1,16}\Z")]
    fp_seen: Hex32
    frames_ok: bool


class LegFail(Body, frozen=True):
    """Say why a leg did not come up."""

    leg: Ref
    code: Code


class LegWords(Body, frozen=True):
    """The result of comparing the check words."""

    leg: Ref
    result: Literal["match", "mismatch", "skipped"]
    reason: str

    text_bytes = {"reason": 400}


class Message(Body, frozen=True):
    """A formal message."""

    from_: Code = msgspec.field(name="from")
    to: FarDesk
    precedence: Precedence
    language: Language
    subject: str
    text: Annotated[str, Meta(min_length=1)]

    text_bytes = {"subject": 400, "text": MESSAGE_BYTES}


class Speak(Body, frozen=True):
    """A spoken word, as `POST /api/lines/ID/speech` gave it."""

    from_: Code = msgspec.field(name="from")
    to: FarDesk
    precedence: Precedence
    rate: Literal[700, 3200]
    frames: Annotated[str, Meta(pattern=r"^([0-9a-f]{2}){1,3200}\Z")]


class MessageOnly(Body, frozen=True):
    """A message by its reference."""

    message: Ref


class Document(Body, frozen=True):
    """A document that goes with a message of ours; its bytes were sent before."""

    message: Ref
    digest: Hex32
    size: Annotated[int, Meta(ge=1, le=100 << 20)]
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    media_type: MediaType


class Say(Body, frozen=True):
    """A line of the service channel."""

    language: Language
    text: Annotated[str, Meta(min_length=1)]

    text_bytes = {"text": 4_000}


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of time."""

    start_ms: Milliseconds
    end_ms: Milliseconds


class Plan(Body, frozen=True):
    """One version of a request, whole."""

    form: Literal["call", "meeting", "visit"]
    language: Language
    purpose: Annotated[str, Meta(min_length=1, max_length=1_000)]
    event: Annotated[str, Meta(max_length=200)]
    trigger: CodeOrNone
    asker: Code
    asked: Code
    windows: Annotated[list[Window], Meta(min_length=1, max_length=8)]
    minutes: Annotated[int, Meta(ge=0, le=65_535)]
    languages: Annotated[list[Language], Meta(max_length=8)]
    interpreters: Literal["each", "asker", "asked", "none"]
    medium: Literal["line", "telephone", "video", "in-person"]
    place: Annotated[str, Meta(max_length=200)]
    conditions: Conditions


class AskFor(Body, frozen=True):
    """A request, with its first version."""

    from_: Code = msgspec.field(name="from")
    to: FarDesk
    plan: Plan
    due_ms: Milliseconds
    within_s: Within
    earlier: Ref | None


class Counter(Body, frozen=True):
    """A further version of a request."""

    request: Ref
    plan: Plan
    due_ms: Milliseconds
    within_s: Within


class AcceptVersion(Body, frozen=True):
    """Accept one version and one of its windows."""

    request: Ref
    version: Ref
    window: Annotated[int, Meta(ge=0, le=7)]
    level: CodeOrNone
    language: Language
    text: NoteText


class Refuse(Body, frozen=True):
    """Decline a version: an agreed code, and what would have to hold first."""

    request: Ref
    version: Ref
    code: Code
    language: Language
    text: NoteText
    conditions: Conditions


class RequestRemark(Body, frozen=True):
    """Withdraw, remind of or call off a request."""

    request: Ref
    language: Language
    text: NoteText


class ConditionWord(Body, frozen=True):
    """A word on one condition."""

    request: Ref
    item: Ref
    number: Annotated[int, Meta(ge=0, le=7)]
    word: Literal["accepted", "refused", "met", "not-met", "waived"]
    language: Language
    text: NoteText


class AcknowledgeAlarm(Body, frozen=True):
    """An alarm was seen."""

    alarm: Annotated[str, Meta(min_length=1, max_length=128)]


class NoFields(Body, frozen=True):
    """An act that says all by its name."""


class WatchNote(Body, frozen=True):
    """Words for the next watch; none are needed to sign off."""

    text: str

    text_bytes = {"text": 4_000}


class HandOver(Body, frozen=True):
    """A note for the next watch."""

    text: Annotated[str, Meta(min_length=1)]

    text_bytes = {"text": 4_000}


class StandIn(Body, frozen=True):
    """Put somebody into another's place on the rota, until a time."""

    person: Code
    by: Code
    until_ms: Milliseconds


class StandDown(Body, frozen=True):
    """A person is back: nobody stands in any more."""

    person: Code


class BellTest(Body, frozen=True):
    """Begin a test of this page's bell, or of the room's."""

    bell: Literal["page", "room"]


class BellHeard(Body, frozen=True):
    """Name the sound that was heard."""

    bell: Literal["page", "room"]
    sound: Literal["FLASH", "IMMEDIATE", "ROUTINE"]


class AcknowledgeAsked(Body, frozen=True):
    """An officer of the watch has seen that a principal, at a desk, asks for a call."""

    asked: Code


class Ask(Body, frozen=True):
    """A principal asks the watch for a call with a desk of another party."""

    to: FarDesk


class Prefer(Body, frozen=True):
    """Language and theme of this person."""

    language: Literal["en", "zh", "vi", "ja", "fa"]
    theme: Literal["dark", "light", "auto"]


BODIES: Final[Mapping[str, tuple[type[Body], ...]]] = {
    "ring": (Ring,),
    "cancel": (RingOnly,),
    "coming": (RingOnly,),
    "answer": (Answer,),
    "decline": (Decline,),
    "settle": (Settle,),
    "propose": (Propose,),
    "agree": (Agree,),
    "ready": (Ready,),
    "transfer": (Transfer,),
    "hang-up": (HangUp,),
    "leg-offer": (Answer,),
    "leg-accept": (LegAccept,),
    "leg-reveal": (LegReveal,),
    "leg-up": (LegUp,),
    "leg-fail": (LegFail,),
    "leg-words": (LegWords,),
    "message": (Message,),
    "speak": (Speak,),
    "opened": (MessageOnly,),
    "informed": (MessageOnly,),
    "request": (AskFor,),
    "counter": (Counter,),
    "accept": (AcceptVersion,),
    "refuse": (Refuse,),
    "withdraw": (RequestRemark,),
    "remind": (RequestRemark,),
    "call-off": (RequestRemark,),
    "condition": (ConditionWord,),
    "document": (Document,),
    "say": (Say,),
    "sign-on": (NoFields,),
    "sign-off": (WatchNote,),
    "confirm": (NoFields,),
    "hand-over": (HandOver,),
    "stand-in": (StandIn,),
    "stand-down": (StandDown,),
    "bell-test": (BellTest,),
    "bell-heard": (BellHeard,),
    "ask": (Ask,),
    "acknowledge": (AcknowledgeAlarm, AcknowledgeAsked),
    "prefer": (Prefer,),
}
"""The bodies that an act may have; if there are two, the field names tell which it is."""

_LINELESS: Final = frozenset(
    {
        "acknowledge",
        "prefer",
        "sign-on",
        "sign-off",
        "confirm",
        "hand-over",
        "stand-in",
        "stand-down",
        "bell-test",
        "bell-heard",
    }
)


class Watch(
    msgspec.Struct, frozen=True, tag_field="t", tag="watch", forbid_unknown_fields=True
):
    """Which topics the page shows from now on."""

    topics: Annotated[
        list[Annotated[str, Meta(pattern=r"^(now|watch|[a-z]+:[0-9a-f]{64})\Z")]],
        Meta(max_length=32),
    ]


class Do(msgspec.Struct, frozen=True, tag_field="t", tag="do", forbid_unknown_fields=True):
    """Do an act; `line` is empty for acts that concern no line."""

    id: Hex16
    line: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?\Z")]
    act: Annotated[str, Meta(max_length=32)]
    body: msgspec.Raw


class Signal(
    msgspec.Struct, frozen=True, tag_field="t", tag="signal", forbid_unknown_fields=True
):
    """A transient for the far console of a leg."""

    leg: Ref
    data: SignalData


FromPage = Watch | Do | Signal
_FROM_PAGE: Final = msgspec.json.Decoder(FromPage)


def parse_message(text: str) -> FromPage:
    """Read one message of a page.

    Raises:
        BadInput: It is none that docs/console.md names.
    """
    try:
        message: FromPage = _FROM_PAGE.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _bad(f"The page sent a message that is not understood: {error}.") from None
    return message


def parse_body(do: Do) -> dict[str, Any]:
    """Return the body of an act, checked and with its texts tidied, as plain values.

    Raises:
        BadInput: There is no such act, or the body has another form.
    """
    kinds = BODIES.get(do.act)
    if kinds is None:
        raise _bad("There is no act of this name.")
    if not do.line and do.act not in _LINELESS:
        raise _bad(f"The act {do.act} needs a line.")
    try:
        plain = _tidy(msgspec.json.decode(do.body))
        return _convert(plain, kinds)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise _bad(f"The act {do.act} is not filled in correctly: {error}.", error) from None


def _convert(plain: object, kinds: tuple[type[Body], ...]) -> dict[str, Any]:
    names = set(plain) if isinstance(plain, dict) else set()
    kind = next(
        (kind for kind in kinds if set(kind.__struct_encode_fields__) == names), kinds[0]
    )
    body: dict[str, Any] = msgspec.to_builtins(msgspec.convert(plain, kind))
    return body


def _tidy(value: Any) -> Any:
    if isinstance(value, str):
        return legible(value)
    if isinstance(value, dict):
        return {key: _tidy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    return value


def _bad(what: str, error: Exception | None = None) -> BadInput:
    field = _FIELD.search(str(error)) if error else None
    return BadInput(
        what,
        advice="Correct the field. If nothing helps, load the page anew.",
        **({"field": field[1]} if field else {}),
    )
