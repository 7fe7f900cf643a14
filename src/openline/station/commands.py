"""What a console asks for, turned into what the core can say.

The web server has checked the form of each body; whether the act is allowed is judged by the
core, by the very rule that would make it inert in the record.

Spec: docs/console.md, 5.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, Final

from openline.core.acts import attempts, calls, legs, messages, principals
from openline.core.acts.act import Addressee, Kind, Ref, read_ref
from openline.core.acts.attempts import Medium
from openline.core.agreement.terms import PRECEDENCES, Terms
from openline.core.codec import Struct
from openline.core.errors import BadInput, NotAllowed
from openline.core.line import Charter
from openline.core.switchboard import Say
from openline.ports.desk import Console

Doc = Mapping[str, Any]


class OverQuota(NotAllowed):
    """The agreement's uses of a precedence within the hour are spent."""

    code = "over-quota"
    default_advice = "Use a lower precedence, or wait until the hour allows more."


class PastTime(BadInput):
    """A time is proposed that has passed."""

    code = "past-time"
    default_advice = "Give a time that is still to come."


def reference(text: object) -> Ref:
    """Read a reference that a page sent.

    Raises:
        BadInput: It is none.
    """
    ref = read_ref(text) if isinstance(text, str) else None
    if ref is None:
        raise BadInput("The reference is not one that this station gave.")
    return ref


def precedence(name: str) -> int:
    """The number of a precedence."""
    return PRECEDENCES.index(name.lower())


def _offer(doc: Doc, number: int) -> legs.LegOffer:
    return legs.LegOffer(
        number=number,
        fingerprint=bytes.fromhex(doc["fp"]),
        ufrag=doc["ufrag"],
        password=doc["pwd"],
        candidates=tuple(doc["candidates"]),
        commitment=bytes.fromhex(doc["commit"]),
        secret_hash=bytes.fromhex(doc["fsh"]),
        expires_at=doc["expires_ms"],
    )


def _addressee(doc: Doc) -> Addressee:
    return Addressee(doc["to"]["party"], doc["to"]["desk"])


def _say(
    console: Console, command: bytes, type_: int, body: Struct, kind: Kind = Kind.REAL
) -> Say:
    return Say(command, kind, console.desk, None, type_, body)


def _own_desk(console: Console, body: Doc) -> str:
    if body["from"] != console.desk:
        raise NotAllowed("This console speaks for another desk.", rule="desks")
    return console.desk


def ring(console: Console, command: bytes, body: Doc, terms: Terms) -> Say:
    """call.ring, for as long as the agreement gives to its precedence."""
    number = precedence(body["precedence"])
    known = {coded.code for coded in terms.subjects}
    if body["subject"] and body["subject"] not in known:
        raise BadInput("The subject is not in the agreed code book.", field="subject")
    said = calls.Ring(
        number,
        body["subject"],
        body["purpose"],
        terms.precedences[number].ring_for_s,
        console.person,
    )
    desk = _own_desk(console, body)
    return Say(command, Kind.REAL, desk, _addressee(body), calls.RING, said)


def message(console: Console, command: bytes, body: Doc, terms: Terms) -> Say:
    """msg.send; what is longer than the agreed part of an entry goes as a blob."""
    data = body["text"].encode()
    if len(data) > terms.limits.message:
        raise BadInput(
            f"The text has {len(data)} bytes; a message may have {terms.limits.message}.",
            advice="Send it in several messages.",
            field="text",
        )
    blob = None
    text = body["text"]
    if len(data) > min(terms.limits.inline_body, messages.INLINE_BYTES):
        blob = messages.Blob(sha256(data).digest(), len(data), "text/plain")
        text = ""
    said = messages.Message(
        precedence(body["precedence"]),
        body["language"],
        body["subject"],
        text,
        blob,
        console.person,
    )
    return Say(
        command,
        Kind.REAL,
        _own_desk(console, body),
        _addressee(body),
        messages.MESSAGE,
        said,
        data if blob else None,
    )


def answer(console: Console, command: bytes, body: Doc) -> Say:
    """call.answer with the first offer of voice."""
    said = calls.Answer(reference(body["ring"]), console.person, _offer(body["offer"], 0))
    return _say(console, command, calls.ANSWER, said)


def decline(console: Console, command: bytes, body: Doc, charter: Charter, now_ms: int) -> Say:
    """call.decline with an agreed reason, and what to do instead."""
    if body["code"] not in {coded.code for coded in charter.terms.declines}:
        raise BadInput("The reason is not one of the agreed ones.", field="code")
    if body["call_back_ms"]:
        _not_past(body["call_back_ms"], now_ms, "call_back_ms")
    _our_desk(body["level"], charter)
    said = calls.Decline(
        reference(body["ring"]),
        body["code"],
        body["language"],
        body["text"],
        body["condition"],
        body["call_back_ms"] or 0,
        body["level"],
        Medium(body["medium"]),
        console.person,
    )
    return _say(console, command, calls.DECLINE, said)


def propose(console: Console, command: bytes, body: Doc, charter: Charter, now_ms: int) -> Say:
    """call.propose: another time for a call that did not come about."""
    _not_past(body["at_ms"], now_ms, "at_ms")
    _our_desk(body["level"], charter)
    said = attempts.Proposed(
        reference(body["ring"]),
        body["at_ms"],
        body["level"],
        Medium(body["medium"]),
        console.person,
    )
    return _say(console, command, attempts.PROPOSED, said)


def _not_past(at_ms: int, now_ms: int, field: str) -> None:
    if at_ms <= now_ms:
        raise PastTime("The time that was proposed has passed.", field=field)


def _our_desk(code: str, charter: Charter) -> None:
    if code and charter.terms.desk(charter.me, code) is None:
        raise BadInput("The desk is not one of ours on this line.", field="level")


TIMED: Final = {"decline": decline, "propose": propose}
"""Acts that name a time, which must still be to come."""


def leg_offer(console: Console, command: bytes, body: Doc, number: int) -> Say:
    """leg.offer: a further attempt at voice in a call."""
    said = legs.LegAgain(reference(body["ring"]), _offer(body["offer"], number))
    return _say(console, command, legs.LEG_OFFER, said)


def _coming(console: Console, body: Doc) -> tuple[int, Struct]:
    return calls.COMING, calls.Coming(reference(body["ring"]), console.person)


def _cancel(console: Console, body: Doc) -> tuple[int, Struct]:
    ref = reference(body["ring"])
    return calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN)


def _hang_up(console: Console, body: Doc) -> tuple[int, Struct]:
    return calls.END, calls.End(reference(body["ring"]), calls.EndReason(body["reason"]))


def _leg_accept(console: Console, body: Doc) -> tuple[int, Struct]:
    doc = body["accept"]
    return legs.LEG_ACCEPT, legs.LegAccept(
        ref=reference(body["leg"]),
        fingerprint=bytes.fromhex(doc["fp"]),
        ufrag=doc["ufrag"],
        password=doc["pwd"],
        candidates=tuple(doc["candidates"]),
        nonce=bytes.fromhex(doc["nonce"]),
        secret_hash=bytes.fromhex(doc["fsh"]),
    )


def _leg_reveal(console: Console, body: Doc) -> tuple[int, Struct]:
    nonce = bytes.fromhex(body["nonce"])
    return legs.LEG_REVEAL, legs.LegReveal(reference(body["leg"]), nonce)


def _leg_up(console: Console, body: Doc) -> tuple[int, Struct]:
    seen = bytes.fromhex(body["fp_seen"])
    leg = reference(body["leg"])
    return legs.LEG_UP, legs.LegUp(leg, body["tls"][:8], seen, body["frames_ok"])


def _leg_fail(console: Console, body: Doc) -> tuple[int, Struct]:
    return legs.LEG_FAIL, legs.LegFail(reference(body["leg"]), body["code"])


def _leg_words(console: Console, body: Doc) -> tuple[int, Struct]:
    result = legs.WordsResult(body["result"])
    return legs.LEG_WORDS, legs.LegWords(reference(body["leg"]), result, body["reason"])


def _settle(console: Console, body: Doc) -> tuple[int, Struct]:
    said = attempts.Settled(reference(body["ring"]), console.person)
    return attempts.SETTLED, said


def _agree(console: Console, body: Doc) -> tuple[int, Struct]:
    ring, proposal = reference(body["ring"]), reference(body["proposal"])
    return attempts.AGREED, attempts.Agreed(ring, proposal, console.person)


def _ready(console: Console, body: Doc) -> tuple[int, Struct]:
    ring = reference(body["ring"])
    said = principals.Ready(ring, body["desk"], body["ready"], console.person)
    return principals.READY, said


def _transfer(console: Console, body: Doc) -> tuple[int, Struct]:
    ring = reference(body["ring"])
    return principals.TRANSFER, principals.Transfer(ring, body["desk"], console.person)


PLAIN: Final[Mapping[str, Callable[[Console, Doc], tuple[int, Struct]]]] = {
    "cancel": _cancel,
    "coming": _coming,
    "hang-up": _hang_up,
    "settle": _settle,
    "agree": _agree,
    "ready": _ready,
    "transfer": _transfer,
    "leg-accept": _leg_accept,
    "leg-reveal": _leg_reveal,
    "leg-up": _leg_up,
    "leg-fail": _leg_fail,
    "leg-words": _leg_words,
}
"""Acts that need nothing but their body and the post at the console."""


def plain(console: Console, command: bytes, act: str, body: Doc) -> Say:
    """An act of `PLAIN`."""
    if act not in PLAIN:
        raise BadInput("There is no act of this name.")
    type_, said = PLAIN[act](console, body)
    return _say(console, command, type_, said)


def note(console: Console, command: bytes, act: str, body: Doc) -> Say:
    """msg.opened or msg.principal."""
    type_ = messages.OPENED if act == "opened" else messages.INFORMED
    said = messages.MessageNote(reference(body["message"]), console.person)
    return _say(console, command, type_, said)


def document(console: Console, command: bytes, body: Doc) -> Say:
    """msg.document."""
    said = messages.Document(
        reference(body["message"]),
        bytes.fromhex(body["digest"]),
        body["size"],
        body["name"],
        body["media_type"],
        console.person,
    )
    return _say(console, command, messages.DOCUMENT, said)


def spoken(console: Console, command: bytes, body: Doc) -> Say:
    """msg.speak."""
    rank = precedence(body["precedence"])
    frames = bytes.fromhex(body["frames"])
    said = messages.Spoken(rank, body["rate"], frames, console.person)
    desk = _own_desk(console, body)
    return Say(command, Kind.REAL, desk, _addressee(body), messages.SPOKEN, said)


def remark(console: Console, command: bytes, body: Doc) -> Say:
    """service.say."""
    said = messages.Remark(body["language"], body["text"], console.person)
    return _say(console, command, messages.REMARK, said)


SAID: Final = {"say": remark, "speak": spoken}
"""Acts that need nothing but their body and the desk, and name no ring."""
