"""What an entry says: the envelope of acts, the bodies of their types (spec 05, 07, 08, 17)."""

from typing import Any, Final

from verifier.agreement import CODE, LANGUAGE
from verifier.enc import Unreadable, decode
from verifier.forms import (
    Form,
    absent_or,
    fields,
    flag,
    many,
    number,
    octets,
    pattern,
    text,
    uint,
    word,
)

ENTRY_BYTES: Final = 16_384

SMALL: Final = uint(65_535)
COUNT: Final = uint(1 << 53)
DESK: Final = CODE
POST: Final = text(80)
NOTE: Final = text(500)
REF: Final = fields(SMALL, COUNT, COUNT, octets(32))

FEED_OPEN, FEED_ADOPT, SEEN, OBJECTION, GOV_NOTE, LINE_CLOSE = 1, 2, 4, 5, 6, 8
RING, ALERT, EXHAUSTED, DECLINE, CANCEL, UNREACHED, ANSWER, LATE, END = range(16, 25)
COMING = 25
READY, TRANSFER, SETTLED, PROPOSED, AGREED = range(26, 31)
LEG_OFFER, LEG_ACCEPT, LEG_REVEAL, LEG_UP, LEG_WORDS, LEG_FAIL = range(32, 38)
MESSAGE, OPENED, INFORMED, BLOB_HELD, DOCUMENT, SPOKEN, REMARK = 48, 49, 50, 51, 52, 53, 56
WATCH_ON, WATCH_OFF = 64, 65
REQ_ASK, REQ_COUNTER, REQ_ACCEPT, REQ_REFUSE, REQ_WITHDRAW = range(72, 77)
REQ_REMIND, REQ_LAPSE, REQ_OFF, REQ_CONDITION = range(77, 81)

NAMES: Final = {
    FEED_OPEN: "feed.open",
    FEED_ADOPT: "feed.adopt",
    SEEN: "seen",
    OBJECTION: "objection",
    GOV_NOTE: "gov.note",
    LINE_CLOSE: "line.close",
    RING: "call.ring",
    ALERT: "call.alert",
    EXHAUSTED: "call.exhausted",
    DECLINE: "call.decline",
    CANCEL: "call.cancel",
    UNREACHED: "call.unreached",
    ANSWER: "call.answer",
    LATE: "call.late",
    END: "call.end",
    COMING: "call.coming",
    READY: "call.ready",
    TRANSFER: "call.transfer",
    SETTLED: "call.settled",
    PROPOSED: "call.propose",
    AGREED: "call.agree",
    LEG_OFFER: "leg.offer",
    LEG_ACCEPT: "leg.accept",
    LEG_REVEAL: "leg.reveal",
    LEG_UP: "leg.up",
    LEG_WORDS: "leg.words",
    LEG_FAIL: "leg.fail",
    MESSAGE: "msg.send",
    OPENED: "msg.opened",
    INFORMED: "msg.principal",
    BLOB_HELD: "blob.held",
    DOCUMENT: "msg.document",
    SPOKEN: "msg.speak",
    REMARK: "service.say",
    WATCH_ON: "watch.on",
    WATCH_OFF: "watch.off",
    REQ_ASK: "request.ask",
    REQ_COUNTER: "request.counter",
    REQ_ACCEPT: "request.accept",
    REQ_REFUSE: "request.refuse",
    REQ_WITHDRAW: "request.withdraw",
    REQ_REMIND: "request.remind",
    REQ_LAPSE: "request.lapse",
    REQ_OFF: "request.call-off",
    REQ_CONDITION: "request.condition",
}

_UFRAG: Final = pattern("[A-Za-z0-9+/]{4,64}")
_PASSWORD: Final = pattern("[A-Za-z0-9+/]{22,128}")
_CANDIDATES: Final = many(text(160, 1), 8)
_OFFER: Final = fields(
    SMALL, octets(32), _UFRAG, _PASSWORD, _CANDIDATES, octets(32), octets(32), COUNT
)
_TRY: Final = fields(text(64), COUNT, COUNT, text(32))
_BLOB: Final = fields(octets(32), uint(65_536, 1), text(80))
_MEDIA_TYPE: Final = pattern("[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}")
_NAMED: Final = fields(REF)
_CODE_OR_NONE: Final = pattern("[a-z0-9-]{0,32}")
_CONDITIONS: Final = many(NOTE, 8)
_PLAN: Final = fields(
    word("call", "meeting", "visit"),
    LANGUAGE,
    text(1_000),
    text(200),
    _CODE_OR_NONE,
    DESK,
    DESK,
    many(fields(COUNT, COUNT), 8, 1),
    SMALL,
    many(LANGUAGE, 8),
    word("each", "asker", "asked", "none"),
    word("line", "telephone", "video", "in-person"),
    text(200),
    _CONDITIONS,
)
_DUE: Final = fields(COUNT, uint(31_622_400, 1))
_REMARKED: Final = fields(REF, LANGUAGE, NOTE, POST)
_LEVEL: Final = pattern("[a-z0-9-]{0,32}")
_MEDIUM: Final = word("any", "voice", "message", "meeting")
_BODIES: Final[dict[int, Form]] = {
    FEED_OPEN: fields(
        COUNT,
        absent_or(fields(COUNT, COUNT, octets(32))),
        word("start", "restore", "rollback", "failover", "site"),
        octets(32),
    ),
    FEED_ADOPT: fields(COUNT, COUNT, octets(32)),
    SEEN: fields(),
    OBJECTION: fields(REF, text(32)),
    GOV_NOTE: fields(octets(32)),
    LINE_CLOSE: fields(),
    RING: fields(uint(3), pattern("[a-z0-9-]{0,32}"), NOTE, uint(86_400, 1), POST),
    ALERT: fields(REF, SMALL, SMALL, COUNT, SMALL, COUNT),
    EXHAUSTED: _NAMED,
    DECLINE: fields(REF, CODE, LANGUAGE, NOTE, NOTE, COUNT, _LEVEL, _MEDIUM, POST),
    CANCEL: fields(REF, word("withdrawn", "merged")),
    UNREACHED: fields(REF, many(_TRY, 16), COUNT),
    ANSWER: fields(REF, POST, _OFFER),
    LATE: _NAMED,
    END: fields(
        REF,
        word(
            "done",
            "no-voice",
            "frames",
            "words",
            "principal",
            "crossed",
            "gone",
            "preempted",
            "engaged",
        ),
    ),
    COMING: fields(REF, POST),
    READY: fields(REF, DESK, flag, POST),
    TRANSFER: fields(REF, DESK, POST),
    SETTLED: fields(REF, POST),
    PROPOSED: fields(REF, uint(1 << 53, 1), _LEVEL, _MEDIUM, POST),
    AGREED: fields(REF, REF, POST),
    LEG_OFFER: fields(REF, _OFFER),
    LEG_ACCEPT: fields(REF, octets(32), _UFRAG, _PASSWORD, _CANDIDATES, octets(32), octets(32)),
    LEG_REVEAL: fields(REF, octets(32)),
    LEG_UP: fields(REF, text(8), octets(32), flag),
    LEG_WORDS: fields(REF, word("match", "mismatch", "skipped"), NOTE),
    LEG_FAIL: fields(REF, CODE),
    MESSAGE: fields(uint(3), LANGUAGE, text(200), text(), absent_or(_BLOB), POST),
    OPENED: fields(REF, POST),
    INFORMED: fields(REF, POST),
    BLOB_HELD: fields(octets(32)),
    DOCUMENT: fields(REF, octets(32), uint(100 << 20, 1), text(120, 1), _MEDIA_TYPE, POST),
    SPOKEN: fields(uint(3), number(700, 3_200), octets(1, ENTRY_BYTES), POST),
    REMARK: fields(LANGUAGE, text(4_000, 1), POST),
    WATCH_ON: fields(COUNT, COUNT, COUNT),
    WATCH_OFF: fields(),
    REQ_ASK: fields(_PLAN, _DUE, absent_or(REF), POST),
    REQ_COUNTER: fields(REF, _PLAN, _DUE, POST),
    REQ_ACCEPT: fields(REF, REF, SMALL, _CODE_OR_NONE, LANGUAGE, NOTE, POST),
    REQ_REFUSE: fields(REF, REF, CODE, LANGUAGE, NOTE, _CONDITIONS, POST),
    REQ_WITHDRAW: _REMARKED,
    REQ_REMIND: _REMARKED,
    REQ_LAPSE: _NAMED,
    REQ_OFF: _REMARKED,
    REQ_CONDITION: fields(
        REF,
        REF,
        SMALL,
        word("accepted", "refused", "met", "not-met", "waived"),
        LANGUAGE,
        NOTE,
        POST,
    ),
}
_ENVELOPE: Final = (
    uint(2),
    COUNT,
    COUNT,
    octets(16),
    pattern("[a-z0-9-]{0,32}"),
    absent_or(fields(SMALL, DESK)),
    many(fields(SMALL, COUNT, COUNT)),
    absent_or(fields(octets(), octets(), octets(), octets())),
)
_ACTS: Final = {number: fields(SMALL, *_ENVELOPE, body) for number, body in _BODIES.items()}


class UnknownAct(Exception):
    """An entry that a later version of the specification may know."""


def read_act(entry: bytes) -> list[Any]:
    """Read an entry: [type, kind, terms, at, nonce, sender, to, seen, officer, body].

    Raises:
        UnknownAct: It is none of the acts of this version.
        Unreadable: It is not in its form.
    """
    if len(entry) > ENTRY_BYTES:
        raise Unreadable("an entry over the limit")
    act = decode(entry)
    if type(act) is not list:
        raise Unreadable("an entry that is no array")
    number = act[0] if len(act) == 10 else None
    form = _ACTS.get(number) if type(number) is int else None
    if form is None:
        raise UnknownAct
    form(act)
    return act
