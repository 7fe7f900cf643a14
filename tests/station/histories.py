"""Random histories of a line: honest stations, hostile entries, loss, delay, crashes."""

import os
from contextlib import suppress
from random import Random

from msgspec.structs import replace

from openline.core.acts import (
    attempts,
    calls,
    legs,
    messages,
    principals,
    requests,
    upkeep,
    watch,
)
from openline.core.acts.act import (
    Addressee,
    Kind,
    NoBody,
    Officer,
    Ref,
    Seen,
    encode_act,
)
from openline.core.acts.attempts import Medium
from openline.core.codec import encode
from openline.core.crypto.words import commitment
from openline.core.errors import OpenlineError
from openline.core.switchboard import Bells
from openline.ports.memory import MemoryStore
from tests.core.acts.examples import DUE, PLAN
from tests.core.line.stations import meet
from tests.station.records import DESKS, Writer

FAR = Ref(9, 9, 9, bytes(32))
NONCE = b"n" * 32


def offer(number: int) -> legs.LegOffer:
    return legs.LegOffer(
        number, os.urandom(32), "abcd", "a" * 22, (), commitment(NONCE), os.urandom(32), 0
    )


class History:
    """Stations and what was said, driven by a source of chance."""

    def __init__(self, chance: Random, parties: int) -> None:
        self.chance = chance
        self.stations = [Writer(number, parties) for number in range(parties)]
        self.rings: list[Ref] = []
        self.legs: list[Ref] = []
        self.letters: list[Ref] = []
        self.requests: list[Ref] = []
        self.items: list[Ref] = []
        self.proposals: list[Ref] = []
        self.all: list[Ref] = [FAR]
        self.backups: dict[int, MemoryStore] = {}
        self.restored = False

    def run(self, steps: int, *, hostile: bool = True) -> None:
        moves = [self.speak] * 8 + [self.deliver] * 6 + [self.upkeep] * 2 + [self.talk] * 2
        moves += [self.negotiate] * 3 + [self.bargain, self.cross]
        if hostile:
            moves.append(self.misbehave)
        for _ in range(steps):
            self.chance.choice(moves)()

    def rest(self) -> None:
        """Bring everybody to the same record, settled and signed with both keys."""
        for _ in range(3):
            meet(*self.stations, rounds=60)
            now = max(one.now_ms for one in self.stations)
            for one in self.stations:
                one.now_ms = now
                one.elapse(3_000)
                one.firm()
        meet(*self.stations, rounds=60)

    def station(self) -> Writer:
        return self.chance.choice(self.stations)

    def other(self, station: Writer) -> Writer:
        return self.chance.choice([one for one in self.stations if one is not station])

    def _one(self, refs: list[Ref]) -> Ref:
        # Mostly a recent one of the right sort, now and then any entry at all.
        if not refs or self.chance.random() < 0.05:
            return self.chance.choice(self.all)
        return self.chance.choice(refs[-4:])

    def words(self, station: Writer) -> tuple[int, object, str, Addressee | None, list[Ref]]:
        """Something to say: type, body, sender, addressee, and the list that it belongs to."""
        chance = self.chance
        desk = chance.choice(DESKS)
        to = Addressee(self.other(station).me, desk)
        ring, leg, letter = (self._one(r) for r in (self.rings, self.legs, self.letters))
        request = self._one(self.requests)
        item = self._one(chance.choice((self.requests, self.items)))
        none: list[Ref] = []
        by = "Watch officer 1"
        nonce = chance.choice((NONCE, NONCE, bytes(32)))
        reason = chance.choice(list(calls.CancelReason))
        ended = chance.choice(list(calls.EndReason))
        result = chance.choice(list(legs.WordsResult))
        accept = legs.LegAccept(
            leg, os.urandom(32), "abcd", "b" * 22, (), os.urandom(32), os.urandom(32)
        )
        again = legs.LegAgain(ring, offer(chance.choice((0, 1, 2, 3, 300))))
        proposed = attempts.Proposed(ring, 7, chance.choice(("", "navy")), Medium.VOICE, by)
        agreed = attempts.Agreed(ring, self._one(self.proposals), by)
        other_desk = chance.choice((*DESKS, "nowhere"))
        ready = principals.Ready(ring, other_desk, chance.random() < 0.8, by)
        transfer = principals.Transfer(ring, other_desk, by)
        text = chance.choice(("Hello", "你好，值班员", "Xin chào", "", "x" * 5_000))
        message = messages.Message(3, "en", "Subject", text, None, by)
        blob = messages.Blob(os.urandom(32), 9_000, "text/plain")
        long = messages.Message(2, "zh", "Subject", "", blob, by)
        size = chance.choice((1, 1 << 20, (1 << 20) + 1))
        document = messages.Document(
            letter, os.urandom(32), size, "Chart.pdf", "application/pdf", by
        )
        blocks, odd = chance.choice(((25, 0), (100, 0), (101, 0), (0, 1)))
        rate = chance.choice((700, 3_200))
        spoken = messages.Spoken(1, rate, os.urandom(rate // 100 * blocks + odd), by)
        choices: list[tuple[int, object, str, Addressee | None, list[Ref]]] = [
            *[(calls.RING, calls.Ring(3, "", "Why", 60, by), desk, to, self.rings)] * 3,
            (calls.ALERT, calls.Alert(ring, 1, 1, 0, 1, 0), "", None, none),
            (calls.EXHAUSTED, calls.Exhausted(ring), "", None, none),
            (calls.LATE, calls.Late(ring), "", None, none),
            (
                calls.DECLINE,
                calls.Decline(ring, "absent", "en", "", "", 0, "", Medium.ANY, by),
                desk,
                None,
                none,
            ),
            *[(calls.CANCEL, calls.Cancel(ring, reason), desk, None, none)] * 2,
            (calls.UNREACHED, calls.Unreached(ring, (), 0), "", None, none),
            *[(calls.ANSWER, calls.Answer(ring, by, offer(0)), desk, None, self.legs)] * 4,
            *[(calls.END, calls.End(ring, ended), desk, None, none)] * 2,
            (attempts.SETTLED, attempts.Settled(ring, by), desk, None, none),
            *[(attempts.PROPOSED, proposed, desk, None, self.proposals)] * 2,
            *[(attempts.AGREED, agreed, desk, None, none)] * 2,
            *[(principals.READY, ready, desk, None, none)] * 2,
            (principals.TRANSFER, transfer, desk, None, none),
            *[(legs.LEG_OFFER, again, desk, None, self.legs)] * 3,
            *[(legs.LEG_ACCEPT, accept, desk, None, none)] * 4,
            *[(legs.LEG_REVEAL, legs.LegReveal(leg, nonce), desk, None, none)] * 3,
            *[(legs.LEG_UP, legs.LegUp(leg, "1.3", bytes(32), True), desk, None, none)] * 3,
            *[(legs.LEG_WORDS, legs.LegWords(leg, result, ""), desk, None, none)] * 2,
            (legs.LEG_FAIL, legs.LegFail(leg, "gone"), chance.choice((desk, "")), None, none),
            (messages.MESSAGE, message, desk, chance.choice((to, None)), self.letters),
            (messages.MESSAGE, long, desk, to, self.letters),
            *[(messages.OPENED, messages.MessageNote(letter, by), desk, None, none)] * 3,
            (messages.INFORMED, messages.MessageNote(letter, by), desk, None, none),
            (messages.DOCUMENT, document, desk, None, none),
            (messages.SPOKEN, spoken, desk, chance.choice((to, None)), self.letters),
            (messages.REMARK, messages.Remark("en", "Line is fine", by), desk, None, none),
            (messages.BLOB_HELD, messages.BlobHeld(os.urandom(32)), "", None, none),
            (upkeep.OBJECTION, upkeep.Objection(ring, "turn"), "", None, none),
            *[(watch.WATCH_ON, self.manned(station.now_ms), desk, None, none)] * 2,
            (watch.WATCH_OFF, NoBody(), desk, None, none),
            *[(*self.asked(), desk, to, self.requests)] * 2,
            *[(*self.answered(request, item), desk, None, self.items) for _ in range(5)],
            (requests.LAPSE, requests.Lapsed(self._one(self.requests)), "", None, none),
        ]
        return chance.choice(choices)

    def manned(self, now_ms: int) -> watch.WatchOn:
        """A watch by the interval of 1,800 s; now and then with times that do not fit."""
        pick = self.chance.choice
        said = pick(((0, 60_000, 0), (-90_000, 1_982_000, -5_000)))
        if self.chance.random() < 0.2:
            said = pick(((1, 60_000, 0), (0, 1_982_001, 0), (0, -1, 0), (0, 60_000, 1)))
        since, until, bell = (now_ms + part for part in said)
        return watch.WatchOn(since, until, bell)

    def plan(self) -> requests.Plan:
        """A version with any number of windows and conditions, seldom one that is not sound."""
        chance = self.chance
        start = chance.choice((0, 1_790_000_000_000))
        spans = chance.choice(((1,), (1, 2, 3), (5, 9), (0,)))
        return replace(
            PLAN,
            windows=tuple(requests.Window(start, start + span) for span in spans),
            conditions=("One", "Two", "Three")[: chance.randrange(4)],
            asked=chance.choice(("navy", "navy", "watch", "nobody")),
        )

    def asked(self) -> tuple[int, object]:
        """A request, which may repeat another one."""
        earlier = self.chance.choice((None, None, self._one(self.requests)))
        return requests.ASK, requests.Ask(self.plan(), DUE, earlier, "")

    def answered(self, ref: Ref, item: Ref) -> tuple[int, object]:
        """Anything that may be said of a request, or of an item of it."""
        chance = self.chance
        remark = requests.Remark(ref, "en", "", "")
        window, number = chance.choice((0, 0, 0, 1, 9)), chance.choice((0, 0, 1, 5))
        level = chance.choice(("", "", "", "navy", "nobody"))
        conditions = ("An agenda",)[: chance.randrange(2)]
        word = chance.choice(list(requests.Word))
        counter = requests.Counter(ref, self.plan(), DUE, "")
        accept = requests.Accept(ref, item, window, level, "zh", "可以", "")
        refuse = requests.Refuse(ref, item, "absent", "en", "", conditions, "")
        on = requests.Condition(ref, item, number, word, "en", "", "")
        choices: list[tuple[int, object]] = [
            *[(requests.COUNTER, counter)] * 2,
            *[(requests.ACCEPT, accept)] * 3,
            *[(requests.REFUSE, refuse)] * 3,
            *[(requests.CONDITION, on)] * 4,
            *[(requests.CALL_OFF, remark)] * 2,
            (requests.WITHDRAW, remark),
            (requests.REMIND, remark),
        ]
        return chance.choice(choices)

    def negotiate(self) -> None:
        """A request and what is said of it by its two desks, with answers that may cross."""
        one = self.station()
        other = self.other(one)
        desk = self.chance.choice(DESKS)
        type_, body = self.asked()
        ref = self._said(one, type_, body, desk, Addressee(other.me, desk))
        if ref is None:
            return
        self.requests.append(ref)
        items = [ref]
        for _ in range(self.chance.randrange(9)):
            station = self.chance.choice((one, other))
            type_, body = self.answered(ref, self.chance.choice(items[-2:]))
            said = self._said(station, type_, body, desk)
            if said is not None and type_ in (requests.COUNTER, requests.REFUSE):
                items.append(said)
        self.items += items
        self.all += items

    def speak(self) -> None:
        station = self.station()
        type_, body, sender, to, known = self.words(station)
        try:
            ref = station.say(type_, body, sender, to)
        except OpenlineError:
            if self.restored or self.chance.random() < 0.7:
                return
            # What an honest station does not say is inert when it stands in a record.
            ref = station.force_act(type_, body, sender=sender, to=to)
        known.append(ref)
        self.all.append(ref)

    def talk(self) -> None:
        """A call as it should be, broken off anywhere, with words that may cross."""
        one = self.station()
        other = self.other(one)
        desk = self.chance.choice(DESKS)
        ring = calls.Ring(3, "", "Why", 60, "Watch officer 1")
        ref = self._said(one, calls.RING, ring, desk, Addressee(other.me, desk))
        if ref is not None and self.chance.random() < 0.2:
            # The caller gives up while the other side lifts.
            meet(*self.stations, rounds=60)
            with suppress(OpenlineError):
                one.say(calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN), desk)
                other.say(calls.ANSWER, calls.Answer(ref, "", offer(0)), desk)
            return
        leg = ref and self._said(other, calls.ANSWER, calls.Answer(ref, "", offer(0)), desk)
        if ref is None or leg is None:
            return
        self.rings.append(ref)
        self.legs.append(leg)
        accept = legs.LegAccept(leg, bytes(32), "abcd", "b" * 22, (), NONCE, bytes(32))
        said = [
            (one, legs.LEG_ACCEPT, accept),
            (other, legs.LEG_REVEAL, legs.LegReveal(leg, NONCE)),
            (one, legs.LEG_UP, legs.LegUp(leg, "1.3", bytes(32), True)),
            (other, legs.LEG_UP, legs.LegUp(leg, "1.3", bytes(32), True)),
            (one, legs.LEG_WORDS, legs.LegWords(leg, legs.WordsResult.MATCH, "")),
            (other, legs.LEG_WORDS, legs.LegWords(leg, legs.WordsResult.SKIPPED, "")),
            (one, principals.READY, principals.Ready(ref, desk, True, "")),
            (other, principals.READY, principals.Ready(ref, desk, True, "")),
            (one, principals.TRANSFER, principals.Transfer(ref, desk, "")),
            (other, principals.TRANSFER, principals.Transfer(ref, desk, "")),
            (other, legs.LEG_OFFER, legs.LegAgain(ref, offer(1))),
            (one, calls.END, calls.End(ref, calls.EndReason.DONE)),
            (other, calls.END, calls.End(ref, calls.EndReason.DONE)),
        ]
        for station, type_, body in said[: self.chance.randrange(len(said) + 1)]:
            self._said(station, type_, body, desk)

    def cross(self) -> None:
        """A ring that is cancelled while it is answered; or only one of the two."""
        one = self.station()
        other = self.other(one)
        desk = self.chance.choice(DESKS)
        ring = calls.Ring(3, "", "Why", 60, "Watch officer 1")
        ref = self._said(one, calls.RING, ring, desk, Addressee(other.me, desk))
        if ref is None:
            return
        self.rings.append(ref)
        meet(*self.stations, rounds=60)
        answer = calls.Answer(ref, "", offer(0))
        cancel = calls.Cancel(ref, calls.CancelReason.WITHDRAWN)
        for station, type_, body in (
            (other, calls.ANSWER, answer),
            (one, calls.CANCEL, cancel),
        ):
            with suppress(OpenlineError):
                station.say(type_, body, desk, None)

    def bargain(self) -> None:
        """A refusal, and what both sides say about another time; words may cross."""
        one = self.station()
        other = self.other(one)
        desk = self.chance.choice(DESKS)
        ring = calls.Ring(3, "", "Why", 60, "Watch officer 1")
        ref = self._said(one, calls.RING, ring, desk, Addressee(other.me, desk))
        if ref is None:
            return
        self.rings.append(ref)
        refusal = calls.Decline(ref, "absent", "en", "", "", 5, "", Medium.ANY, "")
        last = {other: self._said(other, calls.DECLINE, refusal, desk), one: None}
        for _ in range(self.chance.randrange(7)):
            near, far = self.chance.sample([one, other], 2)
            match self.chance.randrange(3):
                case 0:
                    body = attempts.Proposed(ref, 7, "", Medium.VOICE, "")
                    last[near] = self._said(near, attempts.PROPOSED, body, desk)
                case 1 if (proposal := last[far]) is not None:
                    self.proposals.append(proposal)
                    agreed = attempts.Agreed(ref, proposal, "")
                    self._said(near, attempts.AGREED, agreed, desk)
                case _:
                    self._said(near, attempts.SETTLED, attempts.Settled(ref, ""), desk)

    def _said(
        self,
        station: Writer,
        type_: int,
        body: object,
        sender: str,
        to: Addressee | None = None,
    ) -> Ref | None:
        """Say it after hearing the others, mostly; None: it was refused."""
        if self.chance.random() < 0.8:
            meet(*self.stations, rounds=60)
        try:
            return station.say(type_, body, sender, to)
        except OpenlineError:
            return None

    def deliver(self) -> None:
        one = self.station()
        other = self.other(one)
        if self.chance.random() < 0.3:
            one.links.pop(other.me, None)
        if other.me not in one.links:
            one.heard(other.me, other.have(one.me))
        for body in one.owed(other.me):
            if self.chance.random() < 0.9:
                other.receive(one, body)

    def upkeep(self) -> None:
        one = self.station()
        match self.chance.randrange(7):
            case 0:
                one.firm()
            case 1:
                one.elapse(self.chance.choice((500, 3_000, 20_000, 70_000)))
            case 2:
                one.take(Bells(self.chance.choice(DESKS), self.chance.randrange(3)))
            case 3:
                one.crash()
            case 4:
                self.backups[one.me] = one.store.copy()
            case 5 if one.me in self.backups:
                # The anchor is on another medium: it knows that this store is an old one.
                self.restored = True
                one.store = self.backups[one.me].copy()
                one.links.clear()
                one.start()
            case _:
                meet(*self.stations, rounds=60)

    def misbehave(self) -> None:
        if self.restored:
            return
        station = self.station()
        type_, body, sender, to, known = self.words(station)
        act = station.act(type_, body, sender=sender, to=to)
        entry = encode_act(act)
        match self.chance.randrange(10):
            case 0:
                entry = os.urandom(self.chance.randrange(40))
            case 1:
                place = self.chance.randrange(len(entry))
                entry = entry[:place] + os.urandom(1) + entry[place + 1 :]
            case 2:
                entry = encode([60, *list(range(9))])
            case 3:
                entry = encode([1, "two", None])
            case 4:
                entry = encode_act(station.act(type_, body, sender=sender, to=to, terms=7))
            case 5:
                kind = self.chance.choice((Kind.EXERCISE, Kind.TEST))
                entry = encode_act(station.act(type_, body, sender=sender, to=to, kind=kind))
            case 6:
                entry = encode_act(replace(act, officer=Officer(b"", b"", b"", b"")))
            case 7:
                opening = upkeep.FeedOpen(1, None, upkeep.OpenReason.START, bytes(32))
                entry = encode_act(station.act(upkeep.FEED_OPEN, opening, sender=""))
            case 8 if self.chance.random() < 0.3:
                body = upkeep.NoBody()
                entry = encode_act(station.act(upkeep.LINE_CLOSE, body, sender=""))
            case 9 if self.chance.random() < 0.3:
                seen = (Seen(self.other(station).me, 0, self.chance.choice((0, 50, 10_000))),)
                entry = encode_act(station.act(type_, body, sender=sender, to=to, seen=seen))
            case _:
                pass
        ref = station.force(entry)
        self.all.append(ref)
        known.append(ref)
