"""What people say on a line: one line of `SAYINGS` for each kind of act.

A saying is a function that looks at what the station holds and returns what could be said, or
None. What the station refuses is not said; sensible or not is for the station to judge.
"""

from collections.abc import Callable
from hashlib import sha256
from random import Random
from typing import Final

import msgspec

from openline.core.acts import attempts, calls, legs, messages, principals, requests, watch
from openline.core.acts.act import Addressee, Kind, NoBody, Ref
from openline.core.acts.calls import Call
from openline.core.acts.legs import Leg
from openline.core.acts.messages import Letter
from openline.core.codec import Struct
from openline.core.crypto.words import commitment
from openline.core.line import CALLS, LETTERS, REQUESTS
from openline.core.switchboard import Say
from simulator.machine import Machine
from simulator.parties import DESKS

_call = msgspec.msgpack.Decoder(Call).decode
_letter = msgspec.msgpack.Decoder(Letter).decode
_request = msgspec.msgpack.Decoder(requests.Request).decode
RECENT: Final = 4


class Speaker:
    """An officer at a console: what lies before them, and the dice that choose."""

    def __init__(self, machine: Machine, dice: Random) -> None:
        self.machine = machine
        self.dice = dice
        self.me = machine.number
        self.desk = dice.choice(DESKS)
        self.to = Addressee(dice.choice(machine.charter.others), self.desk)
        self.kind = dice.choice((Kind.REAL, Kind.REAL, Kind.EXERCISE, Kind.TEST))
        self.blob: bytes | None = None

    def recent(self, space: bytes) -> list[bytes]:
        """The newest cells of a space."""
        line = self.machine.charter.line
        cells = self.machine.store.cells(space + line, limit=4 * RECENT, newest_first=True)
        return [packed for _, packed in reversed(cells)]

    def call(self) -> Call | None:
        """A call that concerns this party; mostly one that still moves."""
        room = self.machine.room
        if room is not None and room.state.calls and self.dice.random() < 0.9:
            found = list(room.state.calls.values())
        else:
            found = [_call(packed) for packed in self.recent(CALLS)[-RECENT:]]
        found = [call for call in found if self.me in calls.parties(call)]
        if not found:
            return None
        call = self.dice.choice(found[-RECENT:])
        self.kind = call.kind
        self.desk = call.sender if call.deed.ref.party == self.me else call.to.desk
        return call

    def leg(self) -> Leg | None:
        """A leg of such a call."""
        call = self.call()
        return self.dice.choice(call.legs[-2:]) if call is not None and call.legs else None

    def letter(self) -> Letter | None:
        """A formal message of another party."""
        found = [_letter(packed) for packed in self.recent(LETTERS)]
        found = [one for one in found if one.deed.ref.party != self.me]
        letter = self.dice.choice(found[-RECENT:]) if found else None
        if letter is not None and letter.to is not None:
            self.desk = letter.to.desk
        return letter

    def request(self) -> requests.Request | None:
        """A request that concerns this party."""
        found = [_request(packed) for packed in self.recent(REQUESTS)]
        found = [one for one in found if self.me in one.parties]
        request = self.dice.choice(found[-RECENT:]) if found else None
        if request is not None:
            self.kind = request.kind
            self.desk = request.sender if request.asker == self.me else request.to.desk
        return request

    def version(self, request: requests.Request) -> Ref:
        """A version of a request, or anything else that was said of it."""
        versions = [one for one in request.said if one.windows]
        return self.dice.choice(versions or request.said).deed.ref


Speech = tuple[int, Struct, Addressee | None]
BY: Final = "Watch officer 1"


def ring(at: Speaker) -> Speech:
    """Ring a desk."""
    ring_for_s = at.dice.choice((5, 20, 60, 60, 180))
    body = calls.Ring(at.dice.randrange(4), "", "Routine", ring_for_s, BY)
    return calls.RING, body, at.to


def offer(at: Speaker, number: int) -> legs.LegOffer:
    """An offer of media; the console keeps its secret nonce."""
    random = at.dice.randbytes
    return legs.LegOffer(
        number, random(32), "abcd", "a" * 22, (), commitment(NONCE), random(32), 0
    )


NONCE: Final = bytes(range(32))


def answer(at: Speaker) -> Speech | None:
    """Lift."""
    call = at.call()
    if call is None:
        return None
    return (calls.ANSWER, calls.Answer(call.deed.ref, BY, offer(at, 0)), None)


def decline(at: Speaker) -> Speech | None:
    """Refuse a ring."""
    call = at.call()
    code = at.machine.charter.terms.declines[0].code
    if call is None:
        return None
    return (
        calls.DECLINE,
        calls.Decline(call.deed.ref, code, "en", "", "", 0, "", attempts.Medium.ANY, BY),
        None,
    )


def cancel(at: Speaker) -> Speech | None:
    """Withdraw a ring."""
    call = at.call()
    if call is None:
        return None
    return (
        calls.CANCEL,
        calls.Cancel(call.deed.ref, calls.CancelReason.WITHDRAWN),
        None,
    )


def end(at: Speaker) -> Speech | None:
    """Hang up."""
    call = at.call()
    if call is None:
        return None
    return (calls.END, calls.End(call.deed.ref, calls.EndReason.DONE), None)


def coming(at: Speaker) -> Speech | None:
    """Say "I am coming"."""
    call = at.call()
    if call is None:
        return None
    return calls.COMING, calls.Coming(call.deed.ref, BY), None


def settle(at: Speaker) -> Speech | None:
    """Deal with an attempt that came to nothing."""
    call = at.call()
    if call is None:
        return None
    return attempts.SETTLED, attempts.Settled(call.deed.ref, BY), None


def propose(at: Speaker) -> Speech | None:
    """Propose another time for a call."""
    call = at.call()
    if call is None:
        return None
    body = attempts.Proposed(call.deed.ref, at.machine.now_ms(), "", attempts.Medium.VOICE, BY)
    return attempts.PROPOSED, body, None


def agree(at: Speaker) -> Speech | None:
    """Agree to such a time."""
    call = at.call()
    if call is None or not call.proposals:
        return None
    proposal = at.dice.choice(call.proposals).deed.ref
    return attempts.AGREED, attempts.Agreed(call.deed.ref, proposal, BY), None


def ready(at: Speaker) -> Speech | None:
    """Say whether the principal is ready."""
    call = at.call()
    if call is None:
        return None
    body = principals.Ready(call.deed.ref, "minister", ready=at.dice.random() < 0.8, by=BY)
    return principals.READY, body, None


def transfer(at: Speaker) -> Speech | None:
    """Hand a call over to the principal."""
    call = at.call()
    if call is None:
        return None
    return principals.TRANSFER, principals.Transfer(call.deed.ref, "minister", BY), None


def watch_on(at: Speaker) -> Speech:
    """Take the watch, or keep it."""
    now_ms = at.machine.now_ms()
    at.kind = Kind.REAL
    return watch.WATCH_ON, watch.WatchOn(now_ms, now_ms + 3_600_000, 0), None


def watch_off(at: Speaker) -> Speech:
    """Leave the watch."""
    at.kind = Kind.REAL
    return watch.WATCH_OFF, NoBody(), None


def leg_again(at: Speaker) -> Speech | None:
    """Offer media once more."""
    call = at.call()
    if call is None:
        return None
    number = max((leg.offer.number for leg in call.legs), default=-1) + 1
    return legs.LEG_OFFER, legs.LegAgain(call.deed.ref, offer(at, number)), None


def leg_accept(at: Speaker) -> Speech | None:
    """Accept a leg."""
    leg = at.leg()
    random = at.dice.randbytes
    if leg is None:
        return None
    return (
        legs.LEG_ACCEPT,
        legs.LegAccept(leg.deed.ref, random(32), "abcd", "b" * 22, (), random(32), random(32)),
        None,
    )


def leg_reveal(at: Speaker) -> Speech | None:
    """Open the commitment of a leg."""
    leg = at.leg()
    if leg is None:
        return None
    return (legs.LEG_REVEAL, legs.LegReveal(leg.deed.ref, NONCE), None)


def leg_up(at: Speaker) -> Speech | None:
    """The voice is there."""
    leg = at.leg()
    if leg is None:
        return None
    return (legs.LEG_UP, legs.LegUp(leg.deed.ref, "1.3", bytes(32), frames_ok=True), None)


def leg_words(at: Speaker) -> Speech | None:
    """The check words were compared."""
    leg = at.leg()
    result = at.dice.choice(list(legs.WordsResult))
    if leg is None:
        return None
    return (legs.LEG_WORDS, legs.LegWords(leg.deed.ref, result, ""), None)


def leg_fail(at: Speaker) -> Speech | None:
    """The voice failed."""
    leg = at.leg()
    if leg is None:
        return None
    return (legs.LEG_FAIL, legs.LegFail(leg.deed.ref, "gone"), None)


def message(at: Speaker) -> Speech:
    """Write a formal message."""
    text = at.dice.choice(("Hello", "你好，值班员", "Xin chào"))
    to = at.to if at.dice.random() < 0.8 else None
    return messages.MESSAGE, messages.Message(3, "en", "Subject", text, None, BY), to


def long_message(at: Speaker) -> Speech:
    """Write a formal message that travels as a blob."""
    at.blob = at.dice.randbytes(at.dice.choice((5_000, 65_000)))
    blob = messages.Blob(sha256(at.blob).digest(), len(at.blob), "text/plain")
    return messages.MESSAGE, messages.Message(2, "zh", "Subject", "", blob, BY), at.to


def spoken(at: Speaker) -> Speech:
    """Speak a word of two seconds."""
    frames = at.dice.randbytes(175)
    return messages.SPOKEN, messages.Spoken(1, 700, frames, BY), at.to


def opened(at: Speaker) -> Speech | None:
    """Open a message."""
    letter = at.letter()
    if letter is None:
        return None
    return (messages.OPENED, messages.MessageNote(letter.deed.ref, BY), None)


def informed(at: Speaker) -> Speech | None:
    """Inform the principal."""
    letter = at.letter()
    if letter is None:
        return None
    return (messages.INFORMED, messages.MessageNote(letter.deed.ref, BY), None)


def remark(at: Speaker) -> Speech:
    """Write on the service channel."""
    return messages.REMARK, messages.Remark("en", "Radio check", "op"), None


def _plan(at: Speaker) -> requests.Plan:
    now_ms = at.machine.now_ms()
    day_ms = 86_400_000
    return requests.Plan(
        form=at.dice.choice(list(requests.Form)),
        language="en",
        purpose="Talks",
        event="",
        trigger="",
        asker=at.desk,
        asked=at.desk,
        windows=(requests.Window(now_ms + day_ms, now_ms + 2 * day_ms),),
        minutes=30,
        languages=("en",),
        interpreters=requests.Interpreters.EACH,
        medium=requests.Medium.LINE,
        place="",
        conditions=("No press",) if at.dice.random() < 0.5 else (),
    )


def _due(at: Speaker) -> requests.Due:
    return requests.Due(at.machine.now_ms() + 60_000, at.dice.choice((60, 3_600, 200_000)))


def ask(at: Speaker) -> Speech:
    """Ask for a call, a meeting or a visit."""
    return requests.ASK, requests.Ask(_plan(at), _due(at), None, BY), at.to


def counter(at: Speaker) -> Speech | None:
    """Answer a request with another version."""
    request = at.request()
    if request is None:
        return None
    body = requests.Counter(request.deed.ref, _plan(at), _due(at), BY)
    return requests.COUNTER, body, None


def accept(at: Speaker) -> Speech | None:
    """Accept a version of a request."""
    request = at.request()
    if request is None:
        return None
    version = at.version(request)
    body = requests.Accept(request.deed.ref, version, 0, "", "en", "", BY)
    return requests.ACCEPT, body, None


def refuse(at: Speaker) -> Speech | None:
    """Refuse a version of a request."""
    request = at.request()
    if request is None:
        return None
    code = at.machine.charter.terms.declines[0].code
    version = at.version(request)
    body = requests.Refuse(request.deed.ref, version, code, "en", "", ("First talk",), BY)
    return requests.REFUSE, body, None


def remind(at: Speaker) -> Speech | None:
    """Remind of a request, withdraw it, or call it off."""
    request = at.request()
    if request is None:
        return None
    type_ = at.dice.choice(
        (requests.REMIND, requests.REMIND, requests.WITHDRAW, requests.CALL_OFF)
    )
    return type_, requests.Remark(request.deed.ref, "en", "", BY), None


def condition(at: Speaker) -> Speech | None:
    """Say a word on a condition of a request."""
    request = at.request()
    if request is None:
        return None
    item, word = at.version(request), at.dice.choice(list(requests.Word))
    body = requests.Condition(request.deed.ref, item, 0, word, "en", "", BY)
    return requests.CONDITION, body, None


Saying = Callable[[Speaker], Speech | None]
SAYINGS: Final[tuple[tuple[int, Saying], ...]] = (
    (6, ring),
    (8, answer),
    (2, decline),
    (2, cancel),
    (3, end),
    (1, coming),
    (2, settle),
    (1, propose),
    (1, agree),
    (3, ready),
    (2, transfer),
    (1, watch_on),
    (1, watch_off),
    (2, leg_again),
    (8, leg_accept),
    (8, leg_reveal),
    (5, leg_up),
    (3, leg_words),
    (1, leg_fail),
    (4, message),
    (1, long_message),
    (1, spoken),
    (4, opened),
    (2, informed),
    (3, remark),
    (2, ask),
    (2, counter),
    (3, accept),
    (2, refuse),
    (1, remind),
    (2, condition),
)
"""How often each is tried, and what it is."""


def something(machine: Machine, dice: Random, *, tries: int) -> list[tuple[str, Say]]:
    """What an officer of a station might say now: a few ideas, to be tried in turn."""
    weights = [weight for weight, _ in SAYINGS]
    ideas: list[tuple[str, Say]] = []
    for _ in range(tries):
        (_, saying), *_ = dice.choices(SAYINGS, weights)
        at = Speaker(machine, dice)
        speech = saying(at)
        if speech is not None:
            type_, body, to = speech
            say = Say(dice.randbytes(16), at.kind, at.desk, to, type_, body, at.blob)
            ideas.append((saying.__name__, say))
    return ideas


def hang_up(machine: Machine) -> list[Say]:
    """The ends of all calls of a station that are still talked in."""
    if machine.room is None:
        return []
    ends = []
    for call in machine.room.state.calls.values():
        if machine.number in calls.parties(call) and calls.talking(call):
            desk = call.sender if call.deed.ref.party == machine.number else call.to.desk
            command = sha256(b"%d" % machine.number + call.deed.ref.leaf).digest()[:16]
            body = calls.End(call.deed.ref, calls.EndReason.DONE)
            ends.append(Say(command, call.kind, desk, None, calls.END, body))
    return ends
