"""What an honest user of a station may say next, of everything that its record offers."""

import os
from collections.abc import Iterator
from hashlib import sha256
from typing import Final

from openline.core.acts import attempts, calls, legs, messages, principals, requests
from openline.core.acts.act import Addressee, Kind, Ref
from openline.core.acts.attempts import Medium
from openline.core.asking import unpack_request
from openline.core.codec import Struct
from openline.core.crypto.keys import label
from openline.core.line import CALLS, LETTERS, REQUESTS
from openline.core.switchboard import Say
from tests.core.acts.examples import DUE, PLAN
from tests.core.line.stations import Station
from tests.core.line.views import call_of, letter_of

NONCE: Final = bytes(range(32))
COMMITMENT: Final = sha256(label("commit") + NONCE).digest()
DESKS: Final = ("watch", "navy")


def ring(precedence: int = 3, ring_for_s: int = 60) -> calls.Ring:
    return calls.Ring(precedence, "", "Routine check", ring_for_s, "WO 1")


def offer(number: int = 0) -> legs.LegOffer:
    return legs.LegOffer(
        number, os.urandom(32), "abcd", "a" * 22, (), COMMITMENT, os.urandom(32), 0
    )


def accept(leg: Ref) -> legs.LegAccept:
    secret = os.urandom(32)
    return legs.LegAccept(leg, secret, "abcd", "b" * 22, (), os.urandom(32), secret)


def decline(ref: Ref) -> calls.Decline:
    return calls.Decline(ref, "no-reason", "en", "", "", 0, "", Medium.ANY, "WO 1")


def message(text: str = "Hello") -> messages.Message:
    return messages.Message(3, "en", "s", text, None, "WO 1")


def about_a_request(request: requests.Request, me: int) -> Iterator[tuple[int, Struct]]:
    """Everything that a party may try to say of a request, sensible or not."""
    ref = request.deed.ref
    remark = requests.Remark(ref, "en", "", "WO 1")
    yield requests.COUNTER, requests.Counter(ref, PLAN, DUE, "WO 1")
    for one in (requests.WITHDRAW, requests.REMIND, requests.CALL_OFF):
        yield one, remark
    for said in request.said[-4:]:
        at = said.deed.ref
        yield requests.ACCEPT, requests.Accept(ref, at, 0, "", "en", "", "WO 1")
        refused = requests.Refuse(ref, at, "no-reason", "en", "", ("An agenda",), "WO 1")
        yield requests.REFUSE, refused
        for word in requests.WORDS[at.party == me]:
            yield requests.CONDITION, requests.Condition(ref, at, 0, word, "en", "", "WO 1")


ENDINGS: Final = frozenset(
    {
        *(calls.CANCEL, calls.END, calls.DECLINE, legs.LEG_FAIL),
        *(requests.WITHDRAW, requests.CALL_OFF, requests.REMIND, requests.CONDITION),
    }
)
Speech = tuple[int, Struct, str, Addressee | None]


def openings(station: Station) -> Iterator[Speech]:
    """What can be said without anything before it."""
    for other in station.charter.others:
        for desk in DESKS:
            to = Addressee(other, desk)
            yield requests.ASK, requests.Ask(PLAN, DUE, None, "WO 1"), desk, to
            yield calls.RING, ring(3), desk, to
            yield calls.RING, ring(0), desk, to
            yield messages.MESSAGE, message(), desk, to
    yield messages.MESSAGE, message(), "watch", None
    yield messages.REMARK, messages.Remark("en", "Radio check", "op"), "watch", None


def replies(station: Station) -> Iterator[Speech]:
    """What can be said about rings, legs and messages that are held, sensible or not."""
    for _, packed in station.store.cells(CALLS + station.charter.line):
        yield from _about_call(station, call_of(packed))
    for _, packed in station.store.cells(REQUESTS + station.charter.line):
        request = unpack_request(packed)
        if station.me in request.parties:
            asks = station.me == request.asker
            desk = request.sender if asks else request.to.desk
            for type_, body in about_a_request(request, station.me):
                yield type_, body, desk, None
    for _, packed in station.store.cells(LETTERS + station.charter.line):
        letter = letter_of(packed)
        for desk in DESKS:
            note = messages.MessageNote(letter.deed.ref, "WO 1")
            yield messages.OPENED, note, desk, None
            yield messages.INFORMED, note, desk, None


def _about_call(station: Station, call: calls.Call) -> Iterator[Speech]:
    caller, callee = calls.parties(call)
    if station.me not in (caller, callee):
        return
    desk = call.sender if station.me == caller else call.to.desk
    ref = call.deed.ref
    bodies: list[tuple[int, Struct]] = [(calls.ANSWER, calls.Answer(ref, "WO 1", offer()))]
    for leg in call.legs[-3:]:
        at = leg.deed.ref
        bodies += [
            (legs.LEG_ACCEPT, accept(at)),
            (legs.LEG_REVEAL, legs.LegReveal(at, NONCE)),
            (legs.LEG_UP, legs.LegUp(at, "1.3", bytes(32), True)),
            (legs.LEG_WORDS, legs.LegWords(at, legs.WordsResult.MATCH, "")),
            (legs.LEG_FAIL, legs.LegFail(at, "frames")),
        ]
    bodies += [
        (legs.LEG_OFFER, legs.LegAgain(ref, offer(len(call.legs)))),
        (calls.COMING, calls.Coming(ref, "WO 1")),
        (calls.COMING, calls.Coming(ref, "WO 2")),
        (calls.END, calls.End(ref, calls.EndReason.DONE)),
        (calls.DECLINE, decline(ref)),
        (calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN)),
        (principals.READY, principals.Ready(ref, desk, True, "WO 1")),
        (principals.READY, principals.Ready(ref, desk, False, "WO 1")),
        (principals.TRANSFER, principals.Transfer(ref, desk, "WO 1")),
        (attempts.SETTLED, attempts.Settled(ref, "WO 1")),
        (attempts.PROPOSED, attempts.Proposed(ref, 1, "", Medium.VOICE, "WO 1")),
        *[
            (attempts.AGREED, attempts.Agreed(ref, one.deed.ref, "WO 1"))
            for one in call.proposals[-2:]
        ],
    ]
    for type_, body in bodies:
        yield type_, body, desk, None


def said(speech: Speech, kind: Kind = Kind.REAL) -> Say:
    """As a console would give it to its station."""
    type_, body, sender, to = speech
    return Say(os.urandom(16), kind, sender, to, type_, body)
