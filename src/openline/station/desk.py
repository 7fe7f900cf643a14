"""The station as its consoles see it: documents to look at, acts to do, signals to pass on.

Which console carries a call is a local matter: the first to answer wins, one active call a
console, and a page that was loaded anew takes its call up again. Everything else is read from
the line.

Spec: docs/console.md.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Final

import msgspec

from openline.core.acts import calls, messages
from openline.core.acts.act import Ref, write_ref
from openline.core.acts.calls import Call, EndReason, Stage
from openline.core.acts.principals import TRANSFER
from openline.core.agreement.document import Agreement
from openline.core.crypto.keys import Digest, FeedId, LineId
from openline.core.errors import BadInput, NotAllowed
from openline.core.ledger import Cell
from openline.core.line import NOWHERE, Place, ref_key
from openline.core.parcels import Signal
from openline.core.quota import HOUR_MS
from openline.core.switchboard import Say
from openline.ports.desk import Console, DeskInfo, Doc
from openline.ports.store import Reader
from openline.station import archive, calendars, commands, requests, spoken
from openline.station.absence import Absence
from openline.station.alarms import Alarm, alarms_of, quota_alarms, refusal_alarms
from openline.station.batch import News
from openline.station.board import CARRIED, Carried, LineDesk
from openline.station.documents import Documents
from openline.station.ladders import Ladders
from openline.station.loop import Loop
from openline.station.rooms import LineRoom
from openline.station.roster import ACTS as WATCH_ACTS
from openline.station.roster import Roster
from openline.station.standins import ACTS as STAND_IN_ACTS
from openline.station.standins import StandIns
from openline.station.views.agreement import agreement_doc
from openline.station.views.names import TYPE_NAMES, line_names, party_doc, texts
from openline.station.views.roster import post_doc, roster_doc
from openline.station.views.rota import rota_doc
from openline.voice.spoken import Codec
from openline.voice.turn import turn_credential, turn_document

TICK_S: Final = 1.0
RINGS_SHOWN: Final = 16
"""Rings to a desk that a console is told of at once, the gravest first."""


class InCall(NotAllowed):
    """A console has one active call at a time."""

    code = "in-call"
    default_advice = "End the call that is open, or use another console."


class Taken(NotAllowed):
    """Another console of the desk answered first."""

    code = "taken"
    default_advice = "The other console carries the call."


class TheyRing(NotAllowed):
    """The desk to be rung is ringing this one: to answer is what both want."""

    code = "they-ring"
    default_advice = "Answer their ring."


class Turn(msgspec.Struct, frozen=True):
    """The party's own TURN server as consoles are told of it."""

    urls: tuple[str, ...]
    secret: bytes | None
    ttl_s: int

    def __repr__(self) -> str:
        return f"Turn({self.urls!r})"


_pack = msgspec.msgpack.Encoder().encode


class Desk:
    """Implements `ports.desk.StationDesk` on a `Loop`."""

    def __init__(
        self,
        loop: Loop,
        store: Reader,
        texts: Mapping[LineId, Mapping[str, str]],
        agreement_of: Callable[[LineId], Agreement],
        notices_of: Callable[[LineId], tuple[bytes, ...]],
        documents: Documents,
        turn: Turn,
        absence: Absence,
        roster: Roster,
        ladders: Ladders,
        stand_ins: StandIns,
        codec: Codec,
        now_ms: Callable[[], int],
    ) -> None:
        self._loop = loop
        self._store = store
        self._documents = documents
        self._turn = turn
        self._absence = absence
        self._roster = roster
        self._ladders = ladders
        self._stand_ins = stand_ins
        self._codec = codec
        self._now_ms = now_ms
        self._lines: dict[LineId, LineDesk] = {}
        self._agreement_of = agreement_of
        self._notices_of = notices_of
        for line, titled in texts.items():
            self.add_line(loop.lines[line], titled)
        self._open: dict[bytes, Console] = {}
        self._watchers: list[Callable[[set[str]], None]] = []
        self._ears: dict[bytes, list[Callable[[str, bytes], None]]] = {}
        self._acks: dict[str, Doc] = {}
        self._signals_sent = 0
        self._signals_heard: set[tuple[Place, int, int]] = set()
        self._last_acts: dict[str, Doc] = {}
        loop.watch(self._news)
        loop.hear_signals(self._heard)

    def add_line(self, room: LineRoom, texts: Mapping[str, str]) -> None:
        """Show a line that the loop has taken on; `texts` of its agreement, by language."""
        self._lines[room.charter.line] = LineDesk(room, texts, self._store)

    def renew(self, line: LineId, texts: Mapping[str, str]) -> None:
        """Show a line under amended terms."""
        self._lines[line].texts = texts
        self._news(News(line, record=True))

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

    def _seen_by(self, console: Console) -> list[LineDesk]:
        return [self._lines[LineId(bytes.fromhex(line))] for line in self.lines(console)]

    def _line(self, console: Console, line: str) -> LineDesk:
        if line not in self.lines(console):
            raise NotAllowed("This desk has no place on that line.")
        return self._lines[LineId(bytes.fromhex(line))]

    # --- consoles coming and going ------------------------------------------------------

    def console_opened(self, console: Console) -> None:
        """A console can ring now."""
        self._open[console.id] = console
        self._absence.opened(console.id)
        self._bells(console.desk)

    def console_closed(self, console: Console) -> None:
        """A console is gone, or is being loaded anew."""
        self._open.pop(console.id, None)
        self._absence.closed(console.id, self._now_ms())
        self._bells(console.desk)

    def _bells(self, desk: str) -> None:
        count = sum(1 for one in self._open.values() if one.desk == desk)
        self._ladders.consoles(desk, count)

    # --- acts ---------------------------------------------------------------------------

    async def do(self, console: Console, line: str, act: str, command: bytes, body: Doc) -> Doc:
        """Do one act; see `ports.desk`."""
        if act in WATCH_ACTS | STAND_IN_ACTS:
            feature = self._roster if act in WATCH_ACTS else self._stand_ins
            result = await feature.do(console, act, command, body)
            self._tell({"now", "watch"})
            return result
        if act == "acknowledge" and "alarm" in body:
            return self._acknowledge(console, body)
        desk = self._line(console, line)
        if act in ("ask", "acknowledge"):
            return await self._ask(desk, console, act, body)
        given = self._given(desk, console, act, command, body)
        if command not in desk.room.said:
            self._check_house(desk, console, act, body)
        try:
            ref = await self._loop.say(desk.room.charter.line, given)
        except NotAllowed as error:
            # Two consoles may answer in one batch: both were free to, and one came first.
            if act == "answer":
                self._check_free(desk, console, act, body)
            raise requests.plainly(error, act) from None
        if act in _CARRYING:
            await self._carry(desk, console, act, ref, body)
        if act == "answer":
            for other, said in self._outranked():
                await self._loop.say(other.room.charter.line, said)
        self._roster.busy(console)
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
            case "decline" | "propose":
                charter, now_ms = desk.room.charter, self._now_ms()
                return commands.TIMED[act](console, command, body, charter, now_ms)
            case "leg-offer":
                return commands.leg_offer(console, command, body, self._next_leg(desk, body))
            case "opened" | "informed":
                return commands.note(console, command, act, body)
            case "document":
                self._check_here(desk, body)
                return commands.document(console, command, body)
            case "say" | "speak":
                return commands.SAID[act](console, command, body)
            case _ if act == "request" or act in requests.ACTS:
                return requests.say(console, command, act, body, terms, self._now_ms())
            case _:
                return commands.plain(console, command, act, body)

    def _check_here(self, desk: LineDesk, body: Doc) -> None:
        """Let nobody name a document that this station could not give."""
        line, digest = desk.room.charter.line, Digest(bytes.fromhex(body["digest"]))
        if not self._documents.here(line, digest) or (
            self._documents.progress(line, digest) != body["size"]
        ):
            raise BadInput("The document is not here as a whole.", advice="Add it again.")

    def _check_house(self, desk: LineDesk, console: Console, act: str, body: Doc) -> None:
        """What this house forbids its own consoles, beside the rules of the record."""
        if act in ("ring", "message", "speak"):
            self._check_quota(desk, console if act == "ring" else None, body)
        if act in _CARRYING:
            self._check_free(desk, console, act, body)

    def _check_quota(self, desk: LineDesk, ringer: Console | None, body: Doc) -> None:
        """Tell our own side before it says what the agreed quota has no room for.

        A ring of a pair of desks that did not ring within the last minute passes always.
        """
        charter, uses, now_ms = desk.room.charter, desk.room.state.uses, self._now_ms()
        number = commands.precedence(body["precedence"])
        if not uses.spent(charter.terms, charter.me, number, now_ms):
            return
        to = body["to"]
        if ringer is not None:
            pair = (charter.me, ringer.desk, to["party"], to["desk"])
            if uses.sounds(pair, now_ms):
                return
        an_hour = charter.terms.precedences[number].an_hour
        used = uses.since(charter.me, number, now_ms)
        free_ms = used[len(used) - an_hour] + HOUR_MS
        raise commands.OverQuota(
            f"The agreement allows {an_hour} uses of {body['precedence']} an hour.",
            an_hour=an_hour,
            precedence=body["precedence"],
            minutes=max(1, -(-(free_ms - now_ms) // 60_000)),
        )

    def _next_leg(self, desk: LineDesk, body: Doc) -> int:
        call = desk.viewer().call(commands.reference(body["ring"]))
        if call is None:
            raise BadInput("There is no such call on this line.")
        return max((leg.offer.number for leg in call.legs), default=-1) + 1

    def _check_free(self, desk: LineDesk, console: Console, act: str, body: Doc) -> None:
        """Let the first console win, and none carry two calls."""
        about = self._call_of(desk, act, body)
        if act == "ring" and desk.rung_by(console.desk, body["to"]):
            raise TheyRing("That desk is ringing this one.")
        if act == "answer" and about is not None and about.answer is not None:
            raise Taken("Another console of this desk has answered.")
        for other in self._carried_by(console):
            if about is not None and other.deed.ref == about.deed.ref:
                continue
            stage = calls.stage(other)
            if stage in (Stage.RINGING, Stage.ALERTING):
                if act != "answer":  # else two that rang at once are merged
                    raise InCall("This console has a call already.")
            elif stage is Stage.ANSWERED and not (
                act == "answer" and about is not None and _outranks(desk, about, other)
            ):
                raise InCall("This console has a call already.")

    def _outranked(self) -> Iterator[tuple[LineDesk, Say]]:
        """The ends of calls whose console has since answered a ring that takes their place."""
        for desk, place, call in self._carried():
            for other_desk, other_place, higher in self._carried():
                same = desk.carried[place].console == other_desk.carried[other_place].console
                if not same or not _outranks(other_desk, higher, call):
                    continue
                here = other_desk is desk
                reason = EndReason.PREEMPTED if here else EndReason.ENGAGED
                said = calls.End(call.deed.ref, reason)
                # The same command each time: it is done once however often it is asked for.
                command = sha256(b"outranked" + call.deed.ref.leaf).digest()[:16]
                own = desk.own_desk(call)
                assert own is not None
                yield desk, Say(command, call.kind, own, None, calls.END, said)
                break

    def _carried(self) -> list[tuple[LineDesk, Place, Call]]:
        """Calls under way that some console of ours carries."""
        return [
            (desk, place, call)
            for desk in self._lines.values()
            for place in desk.carried
            if (call := desk.room.state.calls.get(place)) is not None and calls.talking(call)
        ]

    def _carried_by(self, console: Console) -> Iterator[Call]:
        for desk in self._lines.values():
            for place, carried in desk.carried.items():
                call = desk.room.state.calls.get(place)
                if call is not None and carried.console == console.id:
                    yield call

    def _call_of(self, desk: LineDesk, act: str, body: Doc) -> Call | None:
        state = desk.room.state
        match act:
            case "answer" | "leg-offer":
                return state.calls.get(ref_key(commands.reference(body["ring"])))
            case "leg-accept":
                leg = ref_key(commands.reference(body["leg"]))
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
        carried = Carried(console.id, leg, console.desk)
        desk.carried[ref_key(ring)] = carried
        space = CARRIED + desk.room.charter.line
        self._tell({"now"})
        await self._loop.keep([Cell(space, ref_key(ring), _pack(carried))])

    async def _ask(self, desk: LineDesk, console: Console, act: str, body: Doc) -> Doc:
        """Ask for a call at our own watch, or say that the watch has seen it."""
        now_ms = self._now_ms()
        if act == "ask":
            to = body["to"]
            if desk.room.charter.terms.desk(to["party"], to["desk"]) is None:
                raise BadInput("There is no such desk on this line.", field="to")
            cell = desk.asked.ask(console, to["party"], to["desk"], now_ms)
        else:
            seen = desk.asked.seen(body["asked"], console.person, now_ms)
            if seen is None:
                raise BadInput("Nobody at that desk asks for a call any more.")
            cell = seen
        await self._loop.keep([cell])
        self._tell({"now"})
        return {}

    def _acknowledge(self, console: Console, body: Doc) -> Doc:
        known = {alarm.id for alarm in self._alarms(console)}
        if body["alarm"] not in known:
            raise BadInput("That alarm is no longer there.")
        self._acks[body["alarm"]] = {"by": console.person, "at_ms": self._now_ms()}
        self._tell({"now"})
        return {}

    # --- documents ----------------------------------------------------------------------

    def view(self, console: Console, topic: str) -> Doc:
        """The document of a topic; see `ports.desk`."""
        if topic == "now":
            return self._now(console)
        if topic == "watch":
            return self._watch(console)
        name, _, line = topic.partition(":")
        desk = self._line(console, line)
        viewer = desk.viewer()
        match name:
            case "line":
                return desk.line_doc(console, self._now_ms())
            case "messages":
                return viewer.letters(None, 50, self._documents)
            case "service":
                return viewer.remarks(100)
            case "requests":
                return viewer.requests()
            case "record":
                return {
                    "feeds": viewer.feeds(),
                    "verified": desk.verified,
                    "incidents": [],
                }
            case "agreement":
                return agreement_doc(self._agreement_of(desk.room.charter.line))
            case _:
                raise BadInput("There is no such topic.")

    def _now(self, console: Console) -> Doc:
        now = self._now_ms()
        mine = self._seen_by(console)
        doc: Doc = {
            "kind": "REAL",
            "lines": [desk.row(console.desk, now) for desk in mine],
            "rings": [],
            "outgoing": [],
            "call": None,
            "elsewhere": [],
            "ended": [],
            "taken": [],
            "held": [],
            "asked": [],
            "attempts": [],
            "urgent": [],
            "requests": [],
            "alarms": [
                {**msgspec.to_builtins(alarm), "ack": self._acks.get(alarm.id)}
                for alarm in self._alarms(console)
            ],
            "last_act": self._last_act(self.lines(console)),
            "watch": post_doc(self._roster, console),
        }
        for desk in mine:
            if console.role not in ("technician", "auditor"):
                desk.add_calls(doc, console, now)
                doc["requests"] += desk.open_requests(console.desk)
        for ring in doc["rings"]:
            if ring["ladder"] is not None:
                ring["ladder"]["names"] = self._ladders.names(ring["to"]["code"])
        doc["rings"].sort(key=lambda ring: (ring["joins"], _RANK[ring["precedence"]]))
        del doc["rings"][RINGS_SHOWN:]
        call = doc["call"]
        for ring in doc["rings"]:
            terms = self._lines[LineId(bytes.fromhex(ring["line"]))].room.charter.terms
            rank = _RANK[ring["precedence"]]
            higher = call is not None and rank < _RANK[call["precedence"]]
            ring["preempts"] = higher and terms.precedences[rank].preempts
        return doc

    def _watch(self, console: Console) -> Doc:
        """`watch` of docs/console.md: our desks, our bells, the watch book; and the others."""
        now = self._now_ms()
        principal = console.role == "principal"
        desks = [one for one in self.desks() if not principal or one.code == console.desk]
        theirs: list[Doc] = []
        for line in self._seen_by(console):
            head = line.head(console.desk, now)
            theirs += [
                {"line": head["id"], "names": head["names"], "lamp": head["lamp"], **one}
                for one in head["watch"]
            ]
        rota = rota_doc(self._ladders, console.desk, now)
        return roster_doc(self._roster, console, desks) | {"theirs": theirs, "rota": rota}

    def _last_act(self, lines: list[str]) -> Doc | None:
        """The newest act on one of these lines: what goes on elsewhere is not told."""
        acts = [act for line, act in self._last_acts.items() if line in lines]
        return acts[-1] if acts else None

    def _alarms(self, console: Console) -> list[Alarm]:
        return self._alarms_of(self._seen_by(console))

    def _alarms_of(self, desks: Iterable[LineDesk]) -> list[Alarm]:
        found: list[Alarm] = []
        now = self._now_ms()
        if self._loop.full is not None:
            found.append(Alarm("store-full", "store-full", None, now, {}, "alarm"))
        found += self._ladders.alarms()
        for desk in desks:
            room = desk.room
            found += alarms_of(room.charter, room.state, desk.pulses(), now)
            found += refusal_alarms(room.charter, desk.refusals, now)
            found += quota_alarms(room.charter, room.over_quota, now)
        return list({alarm.id: alarm for alarm in found}.values())

    def _forget_acks(self) -> None:
        """Forget who acknowledged what is over: when it comes again it is a new alarm."""
        ids = {alarm.id for alarm in self._alarms_of(self._lines.values())}
        self._acks = {key: ack for key, ack in self._acks.items() if key in ids}

    # --- what time alone changes --------------------------------------------------------

    async def run(self) -> None:
        """End calls that their consoles have left, and let what is shown grow old; for ever."""
        while True:
            await asyncio.sleep(TICK_S)
            now = self._now_ms()
            self._ladders.tick()
            for line, desk in self._lines.items():
                for said in self._absence.abandoned(desk, now):
                    self._loop.offer(line, said)
            for other, said in self._outranked():
                self._loop.offer(other.room.charter.line, said)
            self._absence.forget(self._lines.values())
            if self._acks:
                self._forget_acks()
            turned = {
                f"line:{line.hex()}" for line, desk in self._lines.items() if desk.turned(now)
            }
            if self._roster.tick() or turned:
                self._tell({"now", "watch", *turned})
            elif any(desk.ages(now) for desk in self._lines.values()):
                self._tell({"now"})

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
        self._ladders.news(news.line)
        for station, error in news.refused:
            party = desk.room.charter.members[station].party
            desk.refusals.note(party, error, self._now_ms())
        line = news.line.hex()
        topics = {"now", "watch", f"line:{line}", f"record:{line}"}
        for judged in news.judged:
            act = judged.act
            if act is None:
                continue
            self._last_acts.pop(line, None)
            self._last_acts[line] = {
                "line": line,
                "at_ms": act.at,
                "type": TYPE_NAMES.get(act.type, str(act.type)),
                "mine": judged.deed.ref.party == desk.room.charter.me,
            }
            if act.type == TRANSFER and judged.deed.ref.party == desk.room.charter.me:
                done = desk.asked.done(act.body.desk)
                self._loop.offer_cells([done] if done is not None else [])
            if act.type in _ENDS and judged.inert is None:
                self._over(desk, act.body.ref)
        desk.heard(news.judged)
        if news.record:
            topics |= {f"{name}:{line}" for name in _LONG}
        self._tell(topics)

    def _over(self, desk: LineDesk, ref: Ref) -> None:
        """Remember a ring that is over, to show it for a while."""
        call = desk.viewer().call(ref)
        if call is None:
            return
        place = ref_key(ref)
        desk.recent[place] = (call.deed.ref, self._now_ms())

    # --- signals ------------------------------------------------------------------------

    def signal(self, console: Console, leg: str, data: bytes) -> None:
        """Pass a transient to the far console of a leg; see `ports.desk`."""
        ref = commands.reference(leg)
        for desk in self._lines.values():
            state = desk.room.state
            call = state.calls.get(state.legs.get(ref_key(ref), NOWHERE))
            if call is None:
                continue
            carried = desk.carried.get(ref_key(call.deed.ref))
            if carried is None or carried.console != console.id:
                break
            charter = desk.room.charter
            caller, callee = calls.parties(call)
            far = callee if caller == charter.me else caller
            self._signals_sent += 1
            # Below 2**53 for centuries, and greater after every start of the station.
            number = (self._now_ms() << 10) + self._signals_sent % 1_024
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
        leg = ref_key(signal.leg)
        call = state.calls.get(state.legs.get(leg, NOWHERE))
        once = (leg, party, signal.number)
        if call is None or once in self._signals_heard or party not in calls.parties(call):
            return
        if len(self._signals_heard) > 4_096:
            self._signals_heard.clear()
        self._signals_heard.add(once)
        carried = desk.carried.get(ref_key(call.deed.ref))
        if carried is None:
            return
        for tell in tuple(self._ears.get(carried.console, ())):
            tell(write_ref(signal.leg), signal.data)

    # --- archive ------------------------------------------------------------------------

    def messages_page(self, console: Console, line: str, before: str | None, limit: int) -> Doc:
        """Older messages; see `ports.desk`."""
        return self._line(console, line).viewer().letters(before, limit, self._documents)

    def calendar(self, console: Console, line: str, request: str) -> tuple[str, bytes]:
        """A request as an iCalendar file; see `ports.desk`."""
        viewer = self._line(console, line).viewer()
        found = viewer.request(commands.reference(request))
        if found is None:
            raise BadInput("There is no such request on this line.")
        doc = viewer.request_doc(found)
        names = line_names(viewer.terms)
        name = names.get(console.language) or names.get("en") or next(iter(names.values()), "")
        kind = "" if doc["kind"] == "REAL" else f"{doc['kind'].lower()}-"
        file = f"openline-{kind}request-{found.deed.ref.leaf.hex()[:12]}.ics"
        return file, calendars.write(doc, name, self._now_ms())

    def calendar_drafts(self, console: Console, line: str, data: bytes) -> Doc:
        """The events of an iCalendar file as drafts; see `ports.desk`."""
        self._line(console, line)
        drafts = calendars.read(data, self._now_ms())
        return {"drafts": [msgspec.to_builtins(draft) for draft in drafts]}

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

    async def add_document(
        self, console: Console, line: str, digest: bytes, size: int, offset: int, data: bytes
    ) -> Doc:
        """Add a piece of a document; see `ports.desk`."""
        charter = self._line(console, line).room.charter
        most = charter.terms.limits.document
        if not 0 < size <= most:
            raise BadInput(
                f"The document has {size} bytes; the agreement allows {most}.",
                advice="Send a smaller one, or another way.",
            )
        place = charter.line, Digest(digest)
        held = await self._documents.add(*place, size, offset, data)
        return {"held": held, "whole": self._documents.here(*place)}

    def document(self, console: Console, line: str, ref: str) -> tuple[str, Iterator[bytes]]:
        """The name and bytes of a document; see `ports.desk`."""
        desk = self._line(console, line)
        act = desk.viewer().act(commands.reference(ref))
        if act is None or act.type != messages.DOCUMENT:
            raise BadInput("There is no such document on this line.")
        digest = Digest(act.body.digest)
        if not self._documents.here(desk.room.charter.line, digest):
            raise BadInput("The document is not here yet.", advice="Wait until it has come.")
        return act.body.name, self._documents.read(desk.room.charter.line, digest)

    def speech(self, console: Console, line: str, speech: bytes) -> Doc:
        """Speech as frames that a word can carry; see `ports.desk`."""
        rate = spoken.rate_of(self._line(console, line).room)
        return spoken.speech_doc(self._codec, speech, rate)

    def sound(self, console: Console, line: str, ref: str) -> bytes:
        """A spoken word as a WAV file; see `ports.desk`."""
        desk, named = self._line(console, line), commands.reference(ref)
        act = desk.room.heralds.word(named) or desk.viewer().act(named)
        return spoken.sound_of(self._codec, act)

    def verify(self, console: Console, line: str) -> Doc:
        """Check the line's record from its bytes; see `ports.desk`."""
        desk = self._line(console, line)
        desk.verified = archive.verify(
            self._store,
            desk.room.charter,
            desk.room.state,
            self._agreement_of(desk.room.charter.line),
        )
        return desk.verified

    def export(self, console: Console, line: str) -> tuple[str, Iterator[bytes]]:
        """The whole record as a file; see `ports.desk`."""
        desk = self._line(console, line)
        room = desk.room
        name = f"openline-{room.charter.line.hex()[:12]}.olr"
        return name, archive.export(
            self._store,
            room.charter,
            room.state,
            self._agreement_of(room.charter.line).encode(),
            self._notices_of(room.charter.line),
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


_LONG: Final = ("messages", "requests", "service")
"""Topics that read much of a line's record; no heartbeat changes them."""
_CARRYING: Final = frozenset({"ring", "answer", "leg-offer", "leg-accept"})
"""Acts by which a console takes a call up."""
_RANK: Final = {"FLASH": 0, "IMMEDIATE": 1, "PRIORITY": 2, "ROUTINE": 3}
_ENDS: Final = frozenset(
    {calls.EXHAUSTED, calls.DECLINE, calls.CANCEL, calls.UNREACHED, calls.LATE, calls.END}
)


def _outranks(desk: LineDesk, higher: Call, lower: Call) -> bool:
    """Whether a ring on `desk`'s line takes the place of another call, as its terms say."""
    rule = desk.room.charter.terms.precedences[higher.ring.precedence]
    return rule.preempts and higher.ring.precedence < lower.ring.precedence
