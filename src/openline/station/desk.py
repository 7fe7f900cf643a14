"""The station as its consoles see it: documents to look at, acts to do, signals to pass on.

Which console carries a call is a local matter: the first to answer wins, one active call a
console, and a page that was loaded anew takes its call up again. Everything else is read from
the line.

Spec: docs/console.md.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any, Final

import msgspec

from openline.core.acts import calls
from openline.core.acts.act import Ref, write_ref
from openline.core.acts.calls import Call, Stage
from openline.core.agreement.document import Agreement
from openline.core.crypto.keys import Digest, FeedId, LineId
from openline.core.crypto.words import root_words
from openline.core.errors import BadInput, NotAllowed
from openline.core.ledger import Cell
from openline.core.parcels import Signal
from openline.core.switchboard import Bells, Say
from openline.ports.desk import Console, DeskInfo, Doc
from openline.ports.store import Store
from openline.station import archive, commands
from openline.station.alarms import Alarm, alarms_of
from openline.station.batch import News
from openline.station.loop import Loop
from openline.station.pulse import Lamp, Pulse
from openline.station.rooms import LineRoom
from openline.station.views import (
    TYPE_NAMES,
    Viewer,
    desk_doc,
    line_names,
    party_doc,
    precedence_name,
    texts,
)
from openline.voice.turn import turn_credential, turn_document

SHOWN_AFTER_END_MS: Final = 60_000
TAKEN_SHOWN_MS: Final = 10_000
MISSED: Final = b"missed/"
CARRIED: Final = b"carried/"

_OVER_UNANSWERED: Final = frozenset(
    {Stage.EXHAUSTED, Stage.WITHDRAWN, Stage.UNREACHABLE, Stage.LATE}
)


class InCall(NotAllowed):
    """A console has one active call at a time."""

    code = "in-call"
    default_advice = "End the call that is open, or use another console."


class Taken(NotAllowed):
    """Another console of the desk answered first."""

    code = "taken"
    default_advice = "The other console carries the call."


class Turn(msgspec.Struct, frozen=True):
    """The party's own TURN server as consoles are told of it."""

    urls: tuple[str, ...]
    secret: bytes | None
    ttl_s: int

    def __repr__(self) -> str:
        return f"Turn({self.urls!r})"


class Carried(msgspec.Struct, frozen=True):
    """Which console carries a call, by which leg; kept so that a restart changes nothing."""

    console: bytes
    leg: Ref | None


_pack = msgspec.msgpack.Encoder().encode
_unpack_carried = msgspec.msgpack.Decoder(Carried).decode


class LineDesk:
    """One line with what consoles need beside the record."""

    def __init__(self, room: LineRoom, agreement: Agreement, store: Store) -> None:
        self.room = room
        self.agreement = agreement
        self.carried: dict[Digest, Carried] = {}
        self.recent: dict[Digest, tuple[Ref, int]] = {}
        self.missed: dict[Digest, Ref] = {}
        self.verified: Doc | None = None
        line = room.charter.line
        for _, packed in store.cells(MISSED + line):
            ref = msgspec.msgpack.decode(packed, type=Ref)
            self.missed[Digest(ref.leaf)] = ref
        for leaf, packed in store.cells(CARRIED + line):
            if Digest(leaf) in room.state.calls:
                self.carried[Digest(leaf)] = _unpack_carried(packed)

    def viewer(self, store: Store) -> Viewer:
        """Look at the line as it is now."""
        return Viewer(store, self.room.charter, self.room.state)


class Desk:
    """Implements `ports.desk.StationDesk` on a `Loop`."""

    def __init__(
        self,
        loop: Loop,
        store: Store,
        agreements: dict[LineId, Agreement],
        turn: Turn,
        now_ms: Callable[[], int],
    ) -> None:
        self._loop = loop
        self._store = store
        self._turn = turn
        self._now_ms = now_ms
        self._lines: dict[LineId, LineDesk] = {}
        for line, agreement in agreements.items():
            self.add_line(loop.lines[line], agreement)
        self._open: dict[bytes, Console] = {}
        self._watchers: list[Callable[[set[str]], None]] = []
        self._ears: dict[bytes, list[Callable[[str, bytes], None]]] = {}
        self._acks: dict[str, Doc] = {}
        self._signals_sent = 0
        self._signals_heard: set[tuple[Digest, int, int]] = set()
        self._last_act: Doc | None = None
        loop.watch(self._news)
        loop.hear_signals(self._heard)

    def add_line(self, room: LineRoom, agreement: Agreement) -> None:
        """Show a line that the loop has taken on."""
        self._lines[room.charter.line] = LineDesk(room, agreement, self._store)

    # --- who and what -------------------------------------------------------------------

    def _any_charter(self) -> LineRoom | None:
        return next((line.room for line in self._lines.values()), None)

    def party(self) -> Doc:
        """Our own `Party` document."""
        room = self._any_charter()
        if room is None:
            return {"number": 0, "names": {}, "places": {}, "zone": "Etc/UTC", "language": "en"}
        me = room.charter.me
        return party_doc(me, room.charter.terms.parties[me])

    def desks(self) -> list[DeskInfo]:
        """Our desks on all lines, each code once."""
        found: dict[str, DeskInfo] = {}
        for line in self._lines.values():
            charter = line.room.charter
            for desk in charter.terms.desks_of(charter.me):
                info = DeskInfo(desk.code, texts(desk.names), desk.role.value)
                found.setdefault(desk.code, info)
        return list(found.values())

    def lines(self, console: Console) -> list[str]:
        """The lines on which the console's desk has a place."""
        return [
            line.hex()
            for line, desk in self._lines.items()
            if desk.room.charter.terms.desk(desk.room.charter.me, console.desk) is not None
            or console.role in ("technician", "auditor")
        ]

    def _line(self, console: Console, line: str) -> LineDesk:
        if line not in self.lines(console):
            raise NotAllowed("This desk has no place on that line.")
        return self._lines[LineId(bytes.fromhex(line))]

    # --- consoles coming and going ------------------------------------------------------

    def console_opened(self, console: Console) -> None:
        """A console can ring now."""
        self._open[console.id] = console
        self._bells(console.desk)

    def console_closed(self, console: Console) -> None:
        """A console is gone, or is being loaded anew."""
        self._open.pop(console.id, None)
        self._bells(console.desk)

    def _bells(self, desk: str) -> None:
        count = sum(1 for one in self._open.values() if one.desk == desk)
        for line in self._lines:
            self._loop.offer(line, Bells(desk, count))

    # --- acts ---------------------------------------------------------------------------

    async def do(self, console: Console, line: str, act: str, command: bytes, body: Doc) -> Doc:
        """Do one act; see `ports.desk`."""
        if act == "acknowledge":
            return await self._acknowledge(console, body)
        desk = self._line(console, line)
        given = self._given(desk, console, act, command, body)
        if act in ("ring", "answer", "leg-offer", "leg-accept"):
            self._check_free(desk, console, act, body)
        ref = await self._loop.say(desk.room.charter.line, given)
        if act in ("ring", "answer", "leg-offer", "leg-accept"):
            await self._carry(desk, console, act, ref, body)
        return {"ref": write_ref(ref)}

    def _given(
        self, desk: LineDesk, console: Console, act: str, command: bytes, body: Doc
    ) -> Say:
        terms = desk.room.charter.terms
        match act:
            case "ring":
                return commands.ring(console, command, body, terms)
            case "message":
                return commands.message(console, command, body, terms)
            case "answer":
                return commands.answer(console, command, body)
            case "decline":
                return commands.decline(console, command, body, terms)
            case "leg-offer":
                return commands.leg_offer(console, command, body, self._next_leg(desk, body))
            case "opened" | "informed":
                return commands.note(console, command, act, body)
            case "say":
                return commands.remark(console, command, body)
            case _ if act in commands.PLAIN:
                return commands.plain(console, command, act, body)
            case _:
                raise BadInput("There is no act of this name.")

    def _next_leg(self, desk: LineDesk, body: Doc) -> int:
        call = desk.viewer(self._store).call(commands.reference(body["ring"]))
        if call is None:
            raise BadInput("There is no such call on this line.")
        return max((leg.offer.number for leg in call.legs), default=-1) + 1

    def _check_free(self, desk: LineDesk, console: Console, act: str, body: Doc) -> None:
        """Let the first console win, and none carry two calls."""
        about = self._call_of(desk, act, body)
        if act == "answer" and about is not None and about.answer is not None:
            raise Taken("Another console of this desk has answered.")
        for other in self._carried_by(console):
            if about is not None and other.deed.ref == about.deed.ref:
                continue
            if calls.stage(other) in (Stage.RINGING, Stage.ALERTING, Stage.ANSWERED):
                merging = act == "answer" and calls.stage(other) is not Stage.ANSWERED
                if not merging:
                    raise InCall("This console has a call already.")

    def _carried_by(self, console: Console) -> Iterator[Call]:
        for desk in self._lines.values():
            for leaf, carried in desk.carried.items():
                call = desk.room.state.calls.get(leaf)
                if call is not None and carried.console == console.id:
                    yield call

    def _call_of(self, desk: LineDesk, act: str, body: Doc) -> Call | None:
        state = desk.room.state
        match act:
            case "answer" | "leg-offer":
                return state.calls.get(Digest(commands.reference(body["ring"]).leaf))
            case "leg-accept":
                leg = Digest(commands.reference(body["leg"]).leaf)
                return state.calls.get(state.legs.get(leg, leg))
            case _:
                return None

    async def _carry(
        self, desk: LineDesk, console: Console, act: str, ref: Ref, body: Doc
    ) -> None:
        call = self._call_of(desk, act, body)
        ring = ref if act == "ring" or call is None else call.deed.ref
        leg = None if act == "ring" else ref
        if act == "leg-accept":
            leg = commands.reference(body["leg"])
        carried = Carried(console.id, leg)
        desk.carried[Digest(ring.leaf)] = carried
        space = CARRIED + desk.room.charter.line
        self._tell({"now"})
        await self._loop.keep([Cell(space, ring.leaf, _pack(carried))])

    async def _acknowledge(self, console: Console, body: Doc) -> Doc:
        if "alarm" in body:
            known = {alarm.id for alarm in self._alarms(console)}
            if body["alarm"] not in known:
                raise BadInput("That alarm is no longer there.")
            by = {"by": console.person, "at_ms": self._now_ms()}
            self._acks[body["alarm"]] = by
        else:
            ref = commands.reference(body["ring"])
            for desk in self._lines.values():
                if desk.missed.pop(Digest(ref.leaf), None) is not None:
                    space = MISSED + desk.room.charter.line
                    await self._loop.keep([Cell(space, ref.leaf, None)])
        self._tell({"now"})
        return {}

    # --- documents ----------------------------------------------------------------------

    def view(self, console: Console, topic: str) -> Doc:
        """The document of a topic; see `ports.desk`."""
        if topic == "now":
            return self._now(console)
        name, _, line = topic.partition(":")
        desk = self._line(console, line)
        viewer = desk.viewer(self._store)
        match name:
            case "line":
                return self._line_doc(console, desk, viewer)
            case "messages":
                return viewer.letters(None, 50)
            case "service":
                return viewer.remarks(100)
            case "record":
                return {
                    "feeds": viewer.feeds(),
                    "verified": desk.verified,
                    "incidents": [],
                }
            case "agreement":
                return _agreement_doc(desk)
            case _:
                raise BadInput("There is no such topic.")

    def _now(self, console: Console) -> Doc:
        now = self._now_ms()
        mine = [self._lines[LineId(bytes.fromhex(line))] for line in self.lines(console)]
        doc: Doc = {
            "kind": "REAL",
            "lines": [self._line_row(console, desk, now) for desk in mine],
            "rings": [],
            "outgoing": [],
            "call": None,
            "taken": [],
            "missed": [],
            "alarms": [
                {**msgspec.to_builtins(alarm), "ack": self._acks.get(alarm.id)}
                for alarm in self._alarms(console)
            ],
            "last_act": self._last_act,
        }
        for desk in mine:
            self._add_calls(doc, console, desk, now)
        doc["rings"].sort(key=lambda ring: _RANK[ring["precedence"]])
        return doc

    def _add_calls(self, doc: Doc, console: Console, desk: LineDesk, now: int) -> None:
        viewer = desk.viewer(self._store)
        me = desk.room.charter.me
        shown = dict(desk.room.state.calls)
        for leaf, (ref, ended_ms) in tuple(desk.recent.items()):
            if now - ended_ms > SHOWN_AFTER_END_MS:
                del desk.recent[leaf]
            elif leaf not in shown and (call := viewer.call(ref)) is not None:
                shown[leaf] = call
        for leaf, call in shown.items():
            stage = calls.stage(call)
            carried = desk.carried.get(leaf)
            here = carried is not None and carried.console == console.id
            own_desk = call.sender if call.deed.ref.party == me else call.to.desk
            if own_desk != console.desk or me not in calls.parties(call):
                continue
            if call.deed.ref.party == me and here:
                doc["outgoing"].append(viewer.ring_doc(call))
            elif call.deed.ref.party != me and stage in (Stage.RINGING, Stage.ALERTING):
                doc["rings"].append(viewer.ring_doc(call))
            if here and stage is Stage.ANSWERED:
                doc["call"] = viewer.call_doc(
                    call, here=True, carries=carried.leg if carried else None
                )
            elif call.answer is not None and call.to.party == me and not here:
                at_ms = next((s.at for s in call.steps if s.type == calls.ANSWER), 0)
                if now - at_ms < TAKEN_SHOWN_MS:
                    ring = write_ref(call.deed.ref)
                    doc["taken"].append({"ring": ring, "by": call.answer.by, "at_ms": at_ms})
        for ref in desk.missed.values():
            missed = viewer.call(ref)
            if missed is not None and missed.to.desk == console.desk:
                doc["missed"].append(viewer.ring_doc(missed))

    def _line_row(self, console: Console, desk: LineDesk, now: int) -> Doc:
        charter = desk.room.charter
        viewer = desk.viewer(self._store)
        talking = next((c for c in desk.room.state.calls.values() if calls.talking(c)), None)
        lamp = self._lamp_doc(desk, now)
        return {
            "id": charter.line.hex(),
            "names": line_names(charter.terms),
            "peers": [
                party_doc(number, charter.terms.parties[number]) for number in charter.others
            ],
            "lamp": lamp,
            "verdict": self._verdict(desk, lamp["state"]),
            "unopened": viewer.unopened(console.desk),
            "missed": len(desk.missed),
            "call": write_ref(talking.deed.ref) if talking else None,
        }

    def _verdict(self, desk: LineDesk, lamp: str) -> str:
        state = desk.room.state
        if any(feed.frozen for feed in state.feeds.values()):
            return "frozen"
        if any(feed.closed for feed in state.feeds.values()):
            return "closed"
        return "ready" if lamp == "up" else lamp

    def _pulses(self, desk: LineDesk) -> dict[int, Pulse]:
        members = desk.room.charter.members
        return {members[station].party: pulse for station, pulse in desk.room.pulses.items()}

    def _lamp_doc(self, desk: LineDesk, now: int) -> Doc:
        pulses = list(self._pulses(desk).values())
        worst = max(pulses, key=lambda pulse: _LAMP_RANK[pulse.lamp(now)])
        echoes = [pulse.echo_ms for pulse in pulses if pulse.echo_ms is not None]
        return {
            "state": worst.lamp(now).value,
            "since_ms": worst.since_ms(now),
            "last_echo_ms": max(echoes, default=None),
            "round_trip_ms": worst.round_trip_ms,
            "clock_ahead_ms": worst.clock_ahead_ms,
            "paths": [
                {
                    "name": path.name,
                    "up": path.up,
                    "since_ms": path.since_ms,
                    "cause": path.cause or None,
                }
                for pulse in pulses
                for path in pulse.paths.values()
            ],
        }

    def _alarms(self, console: Console) -> list[Alarm]:
        found: list[Alarm] = []
        now = self._now_ms()
        for line in self.lines(console):
            desk = self._lines[LineId(bytes.fromhex(line))]
            room = desk.room
            found += alarms_of(room.charter, room.state, self._pulses(desk), now)
        ids = {alarm.id for alarm in found}
        self._acks = {key: ack for key, ack in self._acks.items() if key in ids}
        return found

    def _line_doc(self, console: Console, desk: LineDesk, viewer: Viewer) -> Doc:
        charter = desk.room.charter
        terms = charter.terms
        row = self._line_row(console, desk, self._now_ms())
        pairs = [
            {
                "mine": desk_doc(terms, charter.me, console.desk),
                "theirs": desk_doc(terms, other.party, other.code),
                "peer": other.party,
                "level": _level(desk, console.desk, other.party, other.code),
            }
            for other in terms.counterparts(charter.me, console.desk)
        ]
        return {
            "id": row["id"],
            "names": row["names"],
            "titles": {
                language: text.strip().split("\n", 1)[0].lstrip("# ")
                for language, text in desk.agreement.texts.items()
            },
            "peers": row["peers"],
            "lamp": row["lamp"],
            "verdict": row["verdict"],
            "pairs": pairs,
            "subjects": [
                {"code": coded.code, "text": texts(coded.meanings)} for coded in terms.subjects
            ],
            "answer_within_s": {
                precedence_name(n): rule.answer_within_s
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
        }

    # --- what changed -------------------------------------------------------------------

    def watch(self, tell: Callable[[set[str]], None]) -> Callable[[], None]:
        """Call `tell` with topics that changed; see `ports.desk`."""
        self._watchers.append(tell)
        return lambda: self._watchers.remove(tell)

    def _tell(self, topics: set[str]) -> None:
        for tell in tuple(self._watchers):
            tell(topics)

    def _news(self, news: News) -> None:
        desk = self._lines.get(news.line)
        if desk is None:
            return
        line = news.line.hex()
        topics = {"now", f"line:{line}"}
        for judged in news.judged:
            act = judged.act
            if act is None:
                continue
            self._last_act = {
                "line": line,
                "at_ms": act.at,
                "type": TYPE_NAMES.get(act.type, str(act.type)),
                "mine": judged.deed.ref.party == desk.room.charter.me,
            }
            if act.type in _ENDS and judged.inert is None:
                self._over(desk, act.body.ref)
        topics |= {f"messages:{line}", f"service:{line}", f"record:{line}"}
        self._tell(topics)

    def _over(self, desk: LineDesk, ref: Ref) -> None:
        """Remember a ring that is over, and that it was missed if nobody here answered."""
        call = desk.viewer(self._store).call(ref)
        if call is None:
            return
        leaf = Digest(ref.leaf)
        desk.recent[leaf] = (call.deed.ref, self._now_ms())
        missed = call.to.party == desk.room.charter.me and call.answer is None
        if missed and calls.stage(call) in _OVER_UNANSWERED and leaf not in desk.missed:
            desk.missed[leaf] = call.deed.ref
            space = MISSED + desk.room.charter.line
            self._loop.offer_cells([Cell(space, ref.leaf, _pack(call.deed.ref))])

    # --- signals ------------------------------------------------------------------------

    def signal(self, console: Console, leg: str, data: bytes) -> None:
        """Pass a transient to the far console of a leg; see `ports.desk`."""
        ref = commands.reference(leg)
        for desk in self._lines.values():
            state = desk.room.state
            call = state.calls.get(state.legs.get(Digest(ref.leaf), Digest(b"")))
            if call is None:
                continue
            carried = desk.carried.get(Digest(call.deed.ref.leaf))
            if carried is None or carried.console != console.id:
                break
            charter = desk.room.charter
            caller, callee = calls.parties(call)
            far = callee if caller == charter.me else caller
            self._signals_sent += 1
            number = time.monotonic_ns() + self._signals_sent
            self._loop.signal(charter.line, far, Signal(ref, number, data))
            return
        raise NotAllowed("This console does not carry that leg.")

    def hear_signals(
        self, console: Console, tell: Callable[[str, bytes], None]
    ) -> Callable[[], None]:
        """Call `tell` with signals for this console; see `ports.desk`."""
        ears = self._ears.setdefault(console.id, [])
        ears.append(tell)
        return lambda: ears.remove(tell)

    def _heard(self, line: LineId, party: int, signal: Signal) -> None:
        desk = self._lines.get(line)
        if desk is None:
            return
        state = desk.room.state
        leaf = Digest(signal.leg.leaf)
        call = state.calls.get(state.legs.get(leaf, Digest(b"")))
        once = (leaf, party, signal.number)
        if call is None or once in self._signals_heard or party not in calls.parties(call):
            return
        if len(self._signals_heard) > 4_096:
            self._signals_heard.clear()
        self._signals_heard.add(once)
        carried = desk.carried.get(Digest(call.deed.ref.leaf))
        if carried is None:
            return
        for tell in tuple(self._ears.get(carried.console, ())):
            tell(write_ref(signal.leg), signal.data)

    # --- archive ------------------------------------------------------------------------

    def messages_page(self, console: Console, line: str, before: str | None, limit: int) -> Doc:
        """Older messages; see `ports.desk`."""
        return self._line(console, line).viewer(self._store).letters(before, limit)

    def record_page(
        self, console: Console, line: str, feed: bytes, before: int | None, limit: int
    ) -> Doc:
        """Entries of a feed; see `ports.desk`."""
        room = self._line(console, line).room
        return archive.record_page(
            self._store, room.charter, room.state, FeedId(feed), before, limit
        )

    def proof(self, console: Console, line: str, feed: bytes, index: int) -> str:
        """The proof of one entry; see `ports.desk`."""
        room = self._line(console, line).room
        return archive.proof(self._store, room.charter, room.state, FeedId(feed), index)

    def verify(self, console: Console, line: str) -> Doc:
        """Check the line's record from its bytes; see `ports.desk`."""
        desk = self._line(console, line)
        desk.verified = archive.verify(
            self._store, desk.room.charter, desk.room.state, desk.agreement
        )
        return desk.verified

    def export(self, console: Console, line: str) -> tuple[str, Iterator[bytes]]:
        """The whole record as a file; see `ports.desk`."""
        desk = self._line(console, line)
        room = desk.room
        name = f"openline-{room.charter.line.hex()[:12]}.olr"
        return name, archive.export(
            self._store, room.charter, room.state, desk.agreement.encode()
        )

    def turn(self, console: Console, line: str) -> Doc:
        """TURN policy and credentials; see `ports.desk`."""
        desk = self._line(console, line)
        relay = desk.room.charter.terms.media.policy == "relay_only"
        credential = None
        if self._turn.secret is not None:
            credential = turn_credential(
                self._turn.secret,
                console.id.hex()[:8],
                now_s=self._now_ms() // 1_000,
                ttl_s=self._turn.ttl_s,
            )
        return turn_document("relay" if relay else "all", self._turn.urls, credential)


_RANK: Final = {"FLASH": 0, "IMMEDIATE": 1, "PRIORITY": 2, "ROUTINE": 3}
_LAMP_RANK: Final = {Lamp.UP: 0, Lamp.UNKNOWN: 1, Lamp.QUIET: 2, Lamp.DOWN: 3}
_ENDS: Final = frozenset(
    {calls.EXHAUSTED, calls.DECLINE, calls.CANCEL, calls.UNREACHED, calls.LATE, calls.END}
)


def _level(desk: LineDesk, mine: str, party: int, theirs: str) -> str:
    terms = desk.room.charter.terms
    ends = {terms.desk_index(desk.room.charter.me, mine), terms.desk_index(party, theirs)}
    return next((pair.level for pair in terms.pairs if {pair.a, pair.b} == ends), "")


def _agreement_doc(desk: LineDesk) -> Doc:
    terms = desk.agreement.terms
    figures: list[tuple[str, Any, str]] = [
        ("suite", terms.suite, ""),
        ("media-policy", terms.media.policy.value, ""),
        ("recording", terms.recording.value, ""),
        ("clock-warn", terms.clock.warn_ms, "ms"),
        ("clock-refuse", terms.clock.refuse_ms, "ms"),
        ("test-every", terms.tests.recorded_every_s, "s"),
        ("key-rotation", terms.keys.rotate_every_s, "s"),
        ("key-grace", terms.keys.grace_s, "s"),
        ("entries-a-minute", terms.quotas.entries_a_minute, ""),
        ("bytes-a-day", terms.quotas.bytes_a_day, "B"),
        ("message-limit", terms.limits.message, "B"),
    ]
    for number, rule in enumerate(terms.precedences):
        name = precedence_name(number)
        figures.append((f"answer-within-{name.lower()}", rule.answer_within_s, "s"))
    signed = {signature.party for signature in desk.agreement.file.versions[-1].signatures}
    return {
        "version": terms.version,
        "hash": desk.agreement.terms_hash.hex(),
        "line": desk.agreement.line.hex(),
        "parties": [
            {
                **party_doc(number, party),
                "fingerprint": party.party.hex(),
                "words": list(root_words(Digest(party.party))),
            }
            for number, party in enumerate(terms.parties)
        ],
        "signed": [
            {"party": number, "root": party.party.hex()[:16]}
            for number, party in enumerate(terms.parties)
            if number in signed
        ],
        "texts": [
            {"language": language, "text": text}
            for language, text in desk.agreement.texts.items()
        ],
        "terms": [{"key": key, "value": value, "unit": unit} for key, value, unit in figures],
        "valid_from_ms": terms.valid_from_s * 1_000,
        "valid_until_ms": terms.valid_until_s * 1_000 or None,
        "notice_s": terms.notice_s,
        "desks": [desk_doc(terms, one.party, one.code) for one in terms.desks],
        "pairs": [
            {
                "a": desk_doc(terms, terms.desks[pair.a].party, terms.desks[pair.a].code),
                "b": desk_doc(terms, terms.desks[pair.b].party, terms.desks[pair.b].code),
                "level": pair.level,
            }
            for pair in terms.pairs
        ],
    }
