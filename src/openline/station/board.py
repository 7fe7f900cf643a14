"""One line as its consoles see it: the row on the board, the line's page, rings and calls.

Beside the record stand local facts that no other party learns: which console carries a call,
what was shown as ended a moment ago.

Spec: docs/console.md, 3.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from openline.core.acts import calls, messages, requests
from openline.core.acts.act import Ref, write_ref
from openline.core.acts.calls import Call, Stage
from openline.core.agreement.terms import PRECEDENCES, WatchShown
from openline.core.fold import Judged
from openline.core.line import UNOPENED, LineState, Place, ref_key
from openline.ports.desk import Console, Doc
from openline.ports.store import Reader
from openline.station.asked import Ask, Asked, seen_doc
from openline.station.pulse import Lamp, Pulse
from openline.station.refusals import Refusals
from openline.station.rooms import LineRoom
from openline.station.spoken import rate_of
from openline.station.views import Viewer, watch
from openline.station.views.calls import newest_ready
from openline.station.views.names import (
    desk_doc,
    line_names,
    party_doc,
    precedence_name,
    texts,
)
from openline.station.views.paths import path_docs
from openline.voice.spoken import has_codec

REQUEST_TYPES: Final = frozenset({requests.ASK, *requests.ABOUT})
SAID_TYPES: Final = frozenset({messages.MESSAGE, messages.SPOKEN})
MESSAGE_TYPES: Final = SAID_TYPES | {messages.OPENED, messages.INFORMED}
SHOWN_AFTER_END_MS: Final = 60_000
ENDED_SHOWN: Final = 16
"""And of one line no more than these: each goes to every page with every change."""
DUE_SHOWN: Final = 20
"""Of messages that are not urgent, those that are due first."""
_URGENT: Final = ("FLASH", "IMMEDIATE")
TAKEN_SHOWN_MS: Final = 10_000
CARRIED: Final = b"carried/"

_LAMP_RANK: Final = {Lamp.UP: 0, Lamp.UNKNOWN: 1, Lamp.QUIET: 2, Lamp.DOWN: 3}
_ALERTED: Final = (Stage.RINGING, Stage.ALERTING)


class Carried(msgspec.Struct, frozen=True):
    """Which console, of which desk, carries a call, by which leg; kept over a restart."""

    console: bytes
    leg: Ref | None
    desk: str


_unpack_carried = msgspec.msgpack.Decoder(Carried).decode


class LineDesk:
    """One line with what consoles need beside the record.

    Attributes:
        texts: The agreement's texts by language.
        carried: Which console carries a call, by the place of its ring.
        recent: Rings that ended a short while ago, and when.
        verified: What the last check of the record said.
        asked: Calls that our principals ask for.
        requests: Open requests as last read; None: something happened since.
        refusals: What counterparts sent lately that was refused.
    """

    def __init__(self, room: LineRoom, texts: Mapping[str, str], store: Reader) -> None:
        self.room = room
        self.store = store
        self.texts = texts
        self.carried: dict[Place, Carried] = {}
        self.recent: dict[Place, tuple[Ref, int]] = {}
        self.verified: Doc | None = None
        self.asked = Asked(room.charter.line, store)
        self.requests: list[Doc] | None = None
        self.refusals = Refusals()
        self._unopened: dict[bytes, bytes] | None = None
        self._attempts: tuple[LineState, list[Call]] | None = None
        self._urgent: dict[str, dict[bytes, Doc | None]] = {}
        self._manned: dict[tuple[int, str], tuple[watch.Manning, bool]] = {}
        for place in room.state.calls:
            packed = store.cell(CARRIED + room.charter.line, place)
            if packed is not None:
                self.carried[place] = _unpack_carried(packed)

    def viewer(self) -> Viewer:
        """Look at the line as it is now."""
        return Viewer(self.store, self.room.charter, self.room.state)

    # --- rings and calls ----------------------------------------------------------------

    def add_calls(self, doc: Doc, console: Console, now_ms: int) -> None:
        """Add what concerns a console's desk to its `now` document."""
        viewer = self.viewer()
        self._add_heralds(doc, viewer, console, now_ms)
        for place, call in self._shown(viewer, now_ms).items():
            if console.desk in calls.desks(call, self.room.charter.me):
                self._add_call(doc, viewer, console, place, call, now_ms)
        attempts = self._attempts_of(viewer, console.desk)
        doc["attempts"] += [viewer.ring_doc(call) for call in attempts]
        doc["asked"] += [self._ask_doc(ask) for ask in self.asked.of(console, now_ms)]
        doc["urgent"] += self._urgent_docs(viewer, console.desk)

    def _attempts_of(self, viewer: Viewer, desk: str) -> list[Call]:
        """Rings from or to a desk that came to nothing and that nobody here has settled."""
        state = self.room.state
        if self._attempts is None or self._attempts[0] is not state:
            self._attempts = state, viewer.attempts()
        return [call for call in self._attempts[1] if self.own_desk(call) == desk]

    def _unopened_keys(self, viewer: Viewer, desk: str) -> list[bytes]:
        """Keys of messages to a desk (or to everybody) that no officer of ours has opened."""
        if self._unopened is None:
            self._unopened = dict(viewer.unopened())
        return [key for key, to in self._unopened.items() if to in (b"", desk.encode())]

    def _urgent_docs(self, viewer: Viewer, desk: str) -> list[Doc]:
        known = self._urgent.get(desk, {})
        docs = {
            key: known[key] if key in known else viewer.urgent(key)
            for key in self._unopened_keys(viewer, desk)
        }
        self._urgent[desk] = docs
        found = [doc for doc in docs.values() if doc is not None]
        urgent = self._loud([doc for doc in found if doc["precedence"] in _URGENT])
        others = [doc for doc in found if doc["precedence"] not in _URGENT]
        spoken = self._loud([doc for doc in others if doc["spoken"]])[-DUE_SHOWN:]
        written = [doc for doc in others if not doc["spoken"]]
        written.sort(key=lambda doc: int(doc["open_by_ms"]))
        return urgent + spoken + written[:DUE_SHOWN]

    def heard(self, judged: Iterable[Judged]) -> None:
        """Look anew at messages that acts are about; at all open requests if one is about one.

        At requests also while one is still on its way.
        """
        acts = [(one.act, one.deed.ref) for one in judged if one.act is not None]
        for act, ref in acts:
            if act.type in MESSAGE_TYPES and self._unopened is not None:
                key = ref_key(ref if act.type in SAID_TYPES else act.body.ref)
                to = self.store.cell(UNOPENED + self.room.charter.line, key)
                self._unopened.pop(key, None)
                self._unopened |= {} if to is None else {key: to}
        about = any(act.type in REQUEST_TYPES for act, _ in acts)
        sent = any(
            turn["overdue_ms"] is None for doc in self.requests or () for turn in doc["turns"]
        )
        if about or sent:
            self.requests = None

    def open_requests(self, desk: str) -> list[Doc]:
        """Requests of a desk of ours that are open or agreed, as `now` has them."""
        if self.requests is None:
            self.requests = self.viewer().briefs()
        return [
            doc for doc in self.requests if doc["from" if doc["mine"] else "to"]["code"] == desk
        ]

    def _loud(self, urgent: list[Doc]) -> list[Doc]:
        """Say which of them knock: of a party no more than the agreement allows an hour.

        Whoever writes more is read like anybody else, but does not keep the room knocking.
        """
        knocking: Counter[tuple[int, str]] = Counter()
        docs = []
        for doc in sorted(urgent, key=lambda one: int(one["at_ms"])):
            name = doc["precedence"]
            knocking[doc["from"]["party"], name] += 1
            rule = self.room.charter.terms.precedence(name.lower())
            most = rule.an_hour if rule is not None else 0
            within = knocking[doc["from"]["party"], name] <= most
            docs.append(
                {
                    **doc,
                    "ahead": False,
                    "knocks": within and name in _URGENT,
                    "plays": within and doc["spoken"],
                }
            )
        return docs

    def _shown(self, viewer: Viewer, now_ms: int) -> dict[Place, Call]:
        """Live calls, and those that ended a short while ago; nobody carries any other."""
        shown = dict(self.room.state.calls)
        for place in tuple(self.recent)[:-ENDED_SHOWN]:
            del self.recent[place]
        for place, (ref, ended_ms) in tuple(self.recent.items()):
            if now_ms - ended_ms > SHOWN_AFTER_END_MS:
                del self.recent[place]
            elif place not in shown and (call := viewer.call(ref)) is not None:
                shown[place] = call
        for place in self.carried.keys() - shown.keys():
            del self.carried[place]
        return shown

    def own_desk(self, call: Call) -> str | None:
        """Our desk in a call; None if it is between others."""
        caller, callee = calls.parties(call)
        return {caller: call.sender, callee: call.to.desk}.get(self.room.charter.me)

    def rung_by(self, ours: str, theirs: Doc) -> bool:
        """Whether a desk of another party, {"party", "desk"}, is ringing one of ours."""
        return any(
            call.deed.ref.party == theirs["party"]
            and (call.sender, call.to.desk) == (theirs["desk"], ours)
            and calls.stage(call) in _ALERTED
            for call in self.room.state.calls.values()
        )

    def _add_call(
        self,
        doc: Doc,
        viewer: Viewer,
        console: Console,
        place: Place,
        call: Call,
        now_ms: int,
    ) -> None:
        mine = call.deed.ref.party == self.room.charter.me
        carried = self.carried.get(place)
        leg = carried.leg if carried is not None and carried.console == console.id else None
        here = carried is not None and carried.console == console.id
        stage = calls.stage(call)
        if mine and here:
            doc["outgoing"].append(viewer.ring_doc(call))
        if not mine and stage in _ALERTED:
            doc["rings"].append(viewer.ring_doc(call))
        if here and stage is Stage.ANSWERED:
            # For a moment a console carries two: the higher one is what it is in.
            call_doc = viewer.call_doc(call, here=True, carries=leg)
            doc["call"] = min(doc["call"] or call_doc, call_doc, key=_rank)
        elif stage is Stage.ANSWERED and self._held_for(console, call, carried):
            doc["held"].append(viewer.call_doc(call, here=False, carries=None))
        elif stage is Stage.ANSWERED:
            doc["elsewhere"].append(viewer.brief_doc(call))
        elif (here or self._gave_over(console, call)) and call.end is not None:
            doc["ended"].append(viewer.brief_doc(call))
        if call.answer is not None and not mine and not here:
            at_ms = next((s.at for s in call.steps if s.type == calls.ANSWER), 0)
            if now_ms - at_ms < TAKEN_SHOWN_MS:
                ring = write_ref(call.deed.ref)
                doc["taken"].append({"ring": ring, "by": call.answer.by, "at_ms": at_ms})

    def _gave_over(self, console: Console, call: Call) -> bool:
        """Whether this desk handed the call over: it is told how the call ended, too."""
        me = self.room.charter.me
        handed = any(one.deed.ref.party == me for one in call.handovers)
        return handed and console.desk == self.own_desk(call)

    def _ask_doc(self, ask: Ask) -> Doc:
        charter = self.room.charter
        return {
            "line": charter.line.hex(),
            "desk": desk_doc(charter.terms, charter.me, ask.desk),
            "to": desk_doc(charter.terms, ask.party, ask.far_desk),
            "by": ask.by,
            "at_ms": ask.at_ms,
            "seen": seen_doc(ask),
        }

    def _add_heralds(self, doc: Doc, viewer: Viewer, console: Console, now_ms: int) -> None:
        """What came ahead of its place: it sounds, and waits for its record."""
        me = self.room.charter.me
        for word in self.room.heralds.words(self.room.state):
            to = word.said.act.to
            if to is not None and (to.party, to.desk) == (me, console.desk):
                shown = viewer.urgent_doc(word.said.act, word.said.ref)
                doc["urgent"].append(
                    {**shown, "ahead": True, "knocks": False, "plays": not word.past}
                )
        for call in self.room.heralds.rings(self.room.state, now_ms):
            if (call.to.party, call.to.desk) == (me, console.desk):
                doc["rings"].append({**viewer.ring_doc(call), "ahead": True})

    def _held_for(self, console: Console, call: Call, carried: Carried | None) -> bool:
        """Whether a call is held for the principal at this desk, who has not joined yet."""
        me = self.room.charter.me
        word = newest_ready(call.ready, me)
        handed = [one.desk for one in call.handovers if one.deed.ref.party == me]
        if word is None or not word.ready or not handed:
            return False
        joined = carried is not None and carried.desk == console.desk
        return word.desk == handed[-1] == console.desk and not joined

    def ages(self, now_ms: int) -> bool:
        """Whether what is shown of the line may change although nothing happens."""
        answered = any(call.answer is not None for call in self.room.state.calls.values())
        lamps = [pulse.lamp(now_ms) for pulse in self.pulses().values()]
        waits = answered or self.recent or self.room.heralds
        return bool(waits) or any(lamp is not Lamp.UP for lamp in lamps)

    # --- the line -----------------------------------------------------------------------

    def row(self, desk: str, now_ms: int) -> Doc:
        """The line's row in `now`, for a console of one of our desks."""
        viewer = self.viewer()
        talking = next((c for c in self.room.state.calls.values() if calls.talking(c)), None)
        return {
            **self.head(desk, now_ms),
            "unopened": len(self._unopened_keys(viewer, desk)),
            "attempts": len(self._attempts_of(viewer, desk)),
            "call": write_ref(talking.deed.ref) if talking else None,
        }

    def head(self, desk: str, now_ms: int) -> Doc:
        """The line and how it stands, for a console of one of our desks."""
        charter = self.room.charter
        lamp = self._lamp_doc(now_ms)
        return {
            "id": charter.line.hex(),
            "names": line_names(charter.terms),
            "peers": [
                party_doc(number, charter.terms.parties[number]) for number in charter.others
            ],
            "lamp": lamp,
            "verdict": self._verdict(lamp["state"], desk, now_ms),
            "watch": self._watches(desk, now_ms),
        }

    def _watches(self, desk: str, now_ms: int) -> list[Doc]:
        """What the desks said of their watch that a console of ours may ring."""
        charter, state = self.room.charter, self.room.state
        if charter.terms.watch.shown is WatchShown.NOTHING:
            return []
        return [
            watch.watch_doc(charter, state, *far, now_ms)
            for far in watch.far_desks(charter, state, desk)
        ]

    def turned(self, now_ms: int) -> bool:
        """Whether time alone changed what is said of a watch since this was last asked."""
        charter, state = self.room.charter, self.room.state
        terms = charter.terms
        kept = {(terms.desks[duty.desk].party, terms.desks[duty.desk].code): duty.desk
                for duty in terms.duties}  # fmt: skip
        shown = {
            desk: (
                watch.manning(charter, state, *desk, now_ms),
                desk in kept and terms.must_be_manned(kept[desk], now_ms),
            )
            for desk in kept.keys() | state.watches.keys()
        }
        before, self._manned = self._manned, shown
        return before != shown

    def _verdict(self, lamp: str, desk: str, now_ms: int) -> str:
        state = self.room.state
        if any(feed.frozen for feed in state.feeds.values()):
            return "frozen"
        if any(feed.closed for feed in state.feeds.values()):
            return "closed"
        if lamp != "up":
            return lamp
        return watch.worst(self.room.charter, state, desk, now_ms).value

    def pulses(self) -> dict[int, Pulse]:
        """Proof of life by party; of a revoked station only where there is no other."""
        members, revoked = self.room.charter.members, self.room.charter.revoked
        known = sorted(self.room.pulses.items(), key=lambda one: one[0] not in revoked)
        return {members[station].party: pulse for station, pulse in known}

    def _lamp_doc(self, now_ms: int) -> Doc:
        pulses = list(self.pulses().values())
        worst = max(pulses, key=lambda pulse: _LAMP_RANK[pulse.lamp(now_ms)])
        echoes = [pulse.echo_ms for pulse in pulses if pulse.echo_ms is not None]
        return {
            "state": worst.lamp(now_ms).value,
            "since_ms": worst.since_ms(now_ms),
            "last_echo_ms": max(echoes, default=None),
            "round_trip_ms": worst.round_trip_ms,
            "clock_ahead_ms": worst.clock_ahead_ms,
            "paths": [doc for pulse in pulses for doc in path_docs(pulse, now_ms)],
        }

    def line_doc(self, console: Console, now_ms: int) -> Doc:
        """`line:ID` of docs/console.md."""
        viewer = self.viewer()
        charter = self.room.charter
        terms = charter.terms
        pairs = [
            {
                "mine": desk_doc(terms, charter.me, console.desk),
                "theirs": desk_doc(terms, other.party, other.code),
                "peer": other.party,
                "level": self._level(console.desk, other.party, other.code),
            }
            for other in terms.counterparts(charter.me, console.desk)
        ]
        return {
            **self.head(console.desk, now_ms),
            "titles": {
                language: text.strip().split("\n", 1)[0].lstrip("# ")
                for language, text in self.texts.items()
            },
            "bell_proof_s": terms.watch.bell_proof_s,
            "pairs": pairs,
            "counterparts": self._counterparts(),
            "subjects": [
                {"code": coded.code, "text": texts(coded.meanings)} for coded in terms.subjects
            ],
            "answer_within_s": {
                precedence_name(n): rule.answer_within_s
                for n, rule in enumerate(terms.precedences)
            },
            "used_an_hour": {
                precedence_name(n): len(self.room.state.uses.since(charter.me, n, now_ms))
                for n in range(len(terms.precedences))
            },
            "an_hour": {
                precedence_name(n): rule.an_hour for n, rule in enumerate(terms.precedences)
            },
            "open_within_s": {
                precedence_name(n): rule.open_within_s
                for n, rule in enumerate(terms.precedences)
            },
            "ring_for_s": {
                precedence_name(n): rule.ring_for_s for n, rule in enumerate(terms.precedences)
            },
            "decline_codes": [
                {"code": coded.code, "text": texts(coded.meanings)} for coded in terms.declines
            ],
            "waiting": viewer.waiting(),
            "figures": {"receipt_ms_p50": None},
            "today": viewer.today(50),
            "warn_clock_ms": terms.clock.warn_ms,
            "document_bytes": terms.limits.document,
            "speech_rate": rate_of(self.room) if has_codec() else None,
        }

    def _counterparts(self) -> list[Doc]:
        """Who speaks with whom at which level, and what is open between them now."""
        terms, me = self.room.charter.terms, self.room.charter.me
        found: list[Doc] = []
        for pair in terms.pairs:
            ends = (terms.desks[pair.a], terms.desks[pair.b])
            mine, theirs = ends if ends[0].party == me else ends[::-1]
            if mine.party != me:
                continue
            found.append(
                {
                    "mine": desk_doc(terms, me, mine.code),
                    "theirs": desk_doc(terms, theirs.party, theirs.code),
                    "peer": theirs.party,
                    "level": pair.level,
                    "open": self._open_between(mine.code, theirs.party, theirs.code),
                }
            )
        return found

    def _open_between(self, mine: str, party: int, theirs: str) -> Doc | None:
        """The call or ring of two desks; of several the one that talks, else the gravest."""
        me = self.room.charter.me
        found = [
            (stage is not Stage.ANSWERED, call.ring.precedence, call)
            for call in self.room.state.calls.values()
            if set(calls.parties(call)) == {me, party}
            and mine in calls.desks(call, me)
            and theirs in calls.desks(call, party)
            and (stage := calls.stage(call)) in (*_ALERTED, Stage.ANSWERED)
        ]
        if not found:
            return None
        silent, precedence, call = min(found, key=lambda one: one[:2])
        return {
            "stage": "ringing" if silent else "call",
            "since_ms": call.deed.at if call.answer_deed is None else call.answer_deed.at,
            "precedence": precedence_name(precedence),
        }

    def _level(self, mine: str, party: int, theirs: str) -> str:
        terms = self.room.charter.terms
        ends = {terms.desk_index(self.room.charter.me, mine), terms.desk_index(party, theirs)}
        return next((pair.level for pair in terms.pairs if {pair.a, pair.b} == ends), "")


def _rank(call: Doc) -> int:
    return PRECEDENCES.index(call["precedence"].lower())
