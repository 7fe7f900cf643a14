"""What must hold at every moment and when all is quiet, judged by code of its own.

Trees, statements, acts and the fold come from `verifier`, which shares nothing with the core.
The witness sees what each store holds the moment it is durable. That is enough to see also what
left a station: no store can hold another's entry or receipt that its author had not yet made
durable, unless it left too early.
"""

import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from itertools import combinations
from typing import Any, Final

import msgspec

from openline.core.acts import calls, requests
from openline.core.acts.act import Ref
from openline.core.acts.calls import Call, stage
from openline.core.acts.legs import leg_state
from openline.core.acts.messages import Letter
from openline.core.crypto.keys import FeedId
from openline.core.errors import OpenlineError
from openline.core.fold import Judged
from openline.core.intake import Gap
from openline.core.ledger import Commit
from openline.core.line import CALLS, EVIDENCE, LETTERS, REQUESTS, STATEMENTS
from openline.core.record.checkpoint import Statement
from openline.station import archive
from openline.station.batch import News
from simulator.machine import Machine
from simulator.parties import agreement_of
from simulator.waits import Place, Waits, gives, named, proven
from verifier.acts import UnknownAct, read_act
from verifier.agreement import Agreement, check_agreement
from verifier.check import Verdict, check_feeds
from verifier.container import open_container
from verifier.enc import Unreadable
from verifier.fold import Fold
from verifier.states import Ring
from verifier.tree import Tree, read_statement

_FEED_ADOPT: Final = b"\x02"
"""The type of the act, by 05, 5."""

_NETWORKS_DOING: Final = frozenset({"replayed", "cannot-open", "unknown-key", "malformed"})
"""Refusals that say nothing of the other station: copies and garbled bytes of the network."""
_GARBLED_NOTICE: Final = frozenset({"bad-signature", "unknown-station"})
"""The same of key notices, which go in clear."""
_OPEN: Final = frozenset({"ringing", "alerting", "late", "answered"})


class Broken(Exception):
    """An invariant does not hold. `name` is short and stable; `what` says where."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"{name}: {what}")
        self.name = name
        self.what = what


@cache
def _agreement(parties: int) -> Agreement:
    return check_agreement(agreement_of(parties).encode())


class _Copy:
    """One feed as one machine holds it: its leaves and the root at each size."""

    def __init__(self) -> None:
        self.leaves: list[bytes] = []
        self.roots: list[bytes] = [Tree().root()]
        self._tree = Tree()

    def add(self, leaf: bytes) -> None:
        self.leaves.append(leaf)
        self._tree.add([leaf])
        self.roots.append(self._tree.root())


class Witness:
    """Watches all machines of a run.

    Attributes:
        found: The first invariant that did not hold; None so far.
        liars: Parties that follow no rule: nothing is expected of what they say.
    """

    def __init__(self, parties: int, liars: frozenset[int | None] = frozenset()) -> None:
        self.found: Broken | None = None
        self.liars = liars
        self.machines: list[Machine] = []
        self.entries = 0
        self._parties = parties
        self._copies: dict[tuple[int, bytes], _Copy] = defaultdict(_Copy)
        self._written: dict[tuple[bytes, int], bytes] = {}
        self._adopted: dict[tuple[int, bytes], tuple[int, bytes]] = {}
        self._told: dict[tuple[bytes, bytes, int], list[tuple[bytes, int]]] = {}
        self._times: dict[tuple[bytes, bytes], tuple[int, int]] = {}
        self._accepted: dict[bytes, tuple[int, Ref]] = {}
        self._fates: dict[Place, tuple[str, dict[tuple[int, int], int]]] = {}
        self._stations: dict[bytes, int] = {}
        self._feeds: dict[bytes, int] = {}
        self._replaced: set[tuple[int, bytes]] = set()
        self._burned: dict[bytes, int] = defaultdict(int)
        self._found_split: set[tuple[int, bytes]] = set()
        self._doubted: set[bytes] = set()
        self._forgotten: set[tuple[int, bytes]] = set()

    def watch(self, machine: Machine) -> None:
        """Look at a machine from now on."""
        self.machines.append(machine)
        machine.watcher = self
        self._stations[machine.station] = machine.number

    def honest(self, party: int) -> bool:
        """Whether a party follows the rules."""
        return party not in self.liars

    # --- at every moment ----------------------------------------------------------------

    def committed(self, machine: Machine, batch: Commit) -> None:
        """A batch is durable: check what it adds against all that was ever durable."""
        try:
            for entry in batch.entries:
                self._entry(machine, bytes(entry.feed), entry.index, entry.leaf, entry.data)
            # Of one batch in the order of their sizes: cells come in no order of time. Those
            # of each hour are copies of earlier ones.
            statements = [
                (cell.key[:32], cell.value)
                for cell in batch.cells
                if cell.space.startswith(STATEMENTS)
                and cell.value is not None
                and not cell.key[32:].startswith(b"hour")
            ]
            for signer, packed in sorted(statements, key=lambda one: one[1][16:24]):
                self._statement(machine, signer, packed)
            for cell in batch.cells:
                if cell.space.startswith(EVIDENCE) and cell.key.startswith(b"pair"):
                    self._found_split.add((machine.number, cell.space[len(EVIDENCE) :]))
        except Broken as found:
            self._note(found)

    def _entry(
        self, machine: Machine, feed: bytes, index: int, leaf: bytes, data: bytes
    ) -> None:
        self.entries += 1
        if sha256(b"\0" + data).digest() != leaf:
            raise Broken("leaf", f"{_who(machine)} stored a leaf hash that is not its entry's.")
        copy = self._copies[machine.number, feed]
        if index != len(copy.leaves):
            raise Broken("order", f"{_who(machine)} stored entry {index} out of its order.")
        copy.add(leaf)
        author = self._author(feed, index, data, machine)
        if not self.honest(author):
            return
        known = self._written.get((feed, index))
        if author == machine.number:
            if known is not None and known != leaf:
                what = f"{_who(machine)} wrote entry {index} of one feed twice, differently."
                raise Broken("two-histories", what)
            self._written[feed, index] = leaf
            self._adopts(machine, data)
        elif known is None:
            what = f"{_who(machine)} holds entry {index} that its author had not stored."
            raise Broken("left-too-early", what)
        elif known != leaf:
            what = f"{_who(machine)} holds another entry {index} than its author wrote."
            raise Broken("forged", what)

    def _author(self, feed: bytes, index: int, data: bytes, machine: Machine) -> int:
        if index == 0 and feed not in self._feeds:
            incarnation = read_act(data)[9][0]
            for number in range(self._parties):
                if machine.charter.feed(number, incarnation) == feed:
                    self._feeds[feed] = number
        return self._feeds[feed]

    def _adopts(self, machine: Machine, data: bytes) -> None:
        """Note up to where a party stands by an earlier feed: so much it may sign (09, 3.7)."""
        if data[1:2] == _FEED_ADOPT:
            incarnation, size, root = read_act(data)[9]
            feed = machine.charter.feed(machine.number, incarnation)
            self._adopted[machine.number, feed] = size, root

    def _statement(self, machine: Machine, signer: bytes, packed: bytes) -> None:
        statement = read_statement(packed)
        station = self._stations.get(signer)
        if station is None or not self.honest(station):
            return
        feed, size = statement.feed, statement.size
        if station != machine.number:
            if not self._told.get((signer, feed, size)):
                what = f"{_who(machine)} holds a statement that its signer had not stored."
                raise Broken("left-too-early", what)
            return
        known = self._told.setdefault((signer, feed, size), [])
        if (statement.root, statement.time) in known:
            # Kept again, or signed with the second key; or what a backup held of it.
            return
        can_know = self._can_know(machine, feed)
        if any(root != statement.root for root, _ in known) and can_know:
            what = f"{_who(machine)} signed two roots for {size} entries of one feed."
            raise Broken("two-roots", what)
        copy = self._copies[machine.number, feed]
        if size >= len(copy.roots):
            what = f"{_who(machine)} signed for {size} entries and stores {len(copy.leaves)}."
            raise Broken("receipt-before-store", what)
        if copy.roots[size] != statement.root:
            raise Broken("wrong-root", f"{_who(machine)} signed a root that is not its own.")
        last_size, last_time = self._times.get((signer, feed), (0, 0))
        adopted = self._adopted.get((machine.number, feed)) == (size, statement.root)
        if size < last_size and can_know and not adopted:
            what = f"{_who(machine)} signed for {size} entries after {last_size}."
            raise Broken("older-receipt", what)
        if statement.time < last_time and can_know:
            raise Broken("time-fell", f"{_who(machine)} signed an earlier time than before.")
        self._times[signer, feed] = (size, statement.time)
        known.append((statement.root, statement.time))

    def _can_know(self, machine: Machine, feed: bytes) -> bool:
        """Whether a station has anything that tells for what of another's feed it signed: not
        once both its store and its anchor were lost, or an older store was brought back before
        the anchor was lost."""
        ours = self._feeds.get(feed) == machine.number
        if ours or (machine.number, feed) not in self._replaced:
            return True
        if (machine.number, feed) in self._forgotten:
            return False
        return FeedId(feed) in (machine.anchor.read() or {})

    def stepped(self, machine: Machine, news: News) -> None:
        """A batch has changed the line: nobody honest may be accused by it."""
        try:
            for one in news.judged:
                self._judged(machine, one)
            for station, error in news.refused:
                self._refused(machine, station, error)
            self._nobody_frozen(machine)
        except Broken as found:
            self._note(found)

    def _judged(self, machine: Machine, one: Judged) -> None:
        if self.liars and self._parties > 2:
            return  # it may be about what only one of two was shown: see at_rest
        if one.inert is not None and self.honest(one.deed.ref.party):
            place = _place(one.deed.ref)
            said = None if one.act is None else (one.act.type, one.act.body)
            what = f"{_who(machine)} finds {place} inert, {one.inert}: {said}"
            raise Broken("honest-inert", what)

    def _refused(self, machine: Machine, station: bytes, error: OpenlineError) -> None:
        if isinstance(error, Gap) or error.code in _NETWORKS_DOING:
            return
        if station not in self._stations:
            return
        if error.code in _GARBLED_NOTICE and machine.garbled_notices:
            return
        if error.code == "record-fork":
            return  # it accuses the feed's author, not who passes the feed on: `_nobody_frozen`
        raise Broken("honest-refused", f"{_who(machine)} refused: {error.code} {error.what}")

    def _nobody_frozen(self, machine: Machine) -> None:
        assert machine.room is not None
        for feed in machine.room.state.feeds.values():
            if feed.frozen and self.honest(feed.party):
                what = f"{_who(machine)} accuses party {feed.party} of two histories."
                raise Broken("honest-accused", what)

    def broke(self, machine: Machine, how: str) -> None:
        """A station ended although nothing was done to it."""
        self._note(Broken("station-ended", f"{_who(machine)} ended by itself.\n{how}"))

    def spins(self, machine: Machine) -> None:
        """A station is awake all the time, and nothing comes of it."""
        what = f"{_who(machine)} is awake all the time, and nothing comes of it."
        self._note(Broken("spins", what))

    def accepted(self, machine: Machine, command: bytes, ref: Ref) -> None:
        """A station told its own side that something is said: it must be durable by now."""
        try:
            known = self._accepted.setdefault(command, (machine.number, ref))
            if known[1] != ref:
                raise Broken("said-twice", f"{_who(machine)} said one command at two places.")
            feed = machine.charter.feed(ref.party, ref.incarnation)
            copy = self._copies[machine.number, feed]
            if ref.index >= len(copy.leaves) or copy.leaves[ref.index] != ref.leaf:
                what = f"{_who(machine)} told that something is said that it does not store."
                raise Broken("answered-too-early", what)
        except Broken as found:
            self._note(found)

    def anchor_lost(self, machine: Machine) -> None:
        """A machine's second medium was lost: what its store forgot before is known nowhere."""
        self._forgotten |= {one for one in self._replaced if one[0] == machine.number}

    def replaced(self, machine: Machine) -> None:
        """A machine's store was brought back or lost: look again at what it holds."""
        for number, feed in list(self._copies):
            if number == machine.number:
                self._replaced.add((number, feed))
                held = len(self._copies.pop((number, feed)).leaves)
                self._burned[feed] = max(self._burned[feed], held)
        found = {one for one in self._found_split if one[0] == machine.number}
        self._doubted |= {feed for _, feed in found}
        self._found_split -= found
        for head in machine.store.heads():
            copy = self._copies[machine.number, bytes(head.feed)]
            for leaf in machine.store.leaves(head.feed, 0, head.size):
                copy.add(leaf)

    def _note(self, found: Broken) -> None:
        if self.found is None:
            self.found = found

    # --- now and then, and when all is quiet --------------------------------------------

    def audit(self, machine: Machine) -> Verdict:
        """Check the exported record of a machine that is up, as the verifier would."""
        assert machine.room is not None
        agreement = agreement_of(self._parties).encode()
        data = b"".join(
            archive.export(machine.store, machine.charter, machine.room.state, agreement)
        )
        verdict = Verdict(open_container(io.BytesIO(data)))
        check_feeds(verdict, _agreement(self._parties))
        if verdict.finding is not None:
            raise Broken("verifier", f"{_who(machine)}: {verdict.finding.what}")
        for end in verdict.misstated:
            if self.honest(end.place[0]):
                raise Broken("misstated", f"{_who(machine)}: {end}")
        self._fates_stay(machine, verdict)
        return verdict

    def _fates_stay(self, machine: Machine, verdict: Verdict) -> None:
        assert verdict.fold is not None
        for place, ring in verdict.fold.rings.items():
            over = ring.stage() not in _OPEN and verdict.fold.settled(ring)
            if over and self._among_honest(ring):
                feeds = verdict.fold.feeds.items()
                now = {of: state.judged for of, state in feeds if of[0] in ring.desks}
                fate, then = self._fates.setdefault(place, (ring.stage(), now))
                if fate == ring.stage():
                    continue
                if all(now.get(of, 0) >= size for of, size in then.items()):
                    what = f"{_who(machine)}: ring {place} was {fate}, now {ring.stage()}."
                    raise Broken("two-fates", what)
                # A disk was lost with what had settled it. If anybody still holds that, the
                # fate that is settled now is found to be another one there.
                self._fates[place] = ring.stage(), now

    def _among_honest(self, ring: Ring) -> bool:
        return all(self.honest(party) for party in ring.desks)

    def among_honest(self, call: Call) -> bool:
        """Whether no liar takes part in a ring."""
        return all(self.honest(party) for party in calls.parties(call))

    def at_rest(self, contradicted: Mapping[int, Statement]) -> None:
        """All is quiet and whole: everybody holds everything and agrees on it.

        Args:
            contradicted: What a liar signed that contradicts what else it showed, by victim.

        Raises:
            Broken: Something is missing, or two honest parties differ.
        """
        waits = self.waits()
        verdicts = [(machine, self.audit(machine)) for machine in self.machines]
        for machine, verdict in verdicts:
            if machine.number in contradicted:
                self._found_out(machine, verdict, contradicted[machine.number])
            self._complete(machine, verdict, waits)
            self._as_the_core_has_it(machine, verdict)
        for (one, its), (other, others) in combinations(verdicts, 2):
            first, second = self._accounts(its, others)
            for part, told in first.items():
                if second[part] != told:
                    what = f"{_who(one)} and {_who(other)} differ in {part}."
                    raise Broken("disagree", f"{what}\n{told}\n{second[part]}")

    def waits(self) -> Waits:
        """What may wait for ever, by what the stations hold now."""
        up = [machine for machine in self.machines if machine.room is not None]
        return Waits(up, self._liars(), self._burned, self._doubted)

    def _liars(self) -> set[int]:
        return {party for party in self.liars if party is not None}

    def _found_out(self, machine: Machine, verdict: Verdict, statement: Statement) -> None:
        """Two histories that were shown: the feed is frozen, and anyone can see why."""
        assert machine.room is not None
        feed = machine.room.state.feeds.get(statement.feed)
        if feed is None or not feed.frozen:
            raise Broken("not-found-out", f"{_who(machine)} was shown two histories.")
        for report in verdict.feeds:
            kept = report.forks or report.feed.pairs
            if report.feed.id == statement.feed and not kept:
                raise Broken("no-evidence", f"{_who(machine)} kept no evidence of a fork.")

    def _complete(self, machine: Machine, verdict: Verdict, waits: Waits) -> None:
        """Nothing accepted is lost or repeated, core and verifier judge alike, and every ring
        has its fate."""
        assert verdict.fold is not None
        for (party, incarnation), state in verdict.fold.feeds.items():
            if not self.honest(party):
                continue
            if state.judged != self._counted(machine, state.feed.id):
                what = f"entry {state.judged} of {party}.{incarnation} is judged otherwise"
                raise Broken("unjudged", f"{_who(machine)}: {what}.")
            for index, code in state.inert:
                # What one party says of a history that another was not shown means nothing
                # there: docs/spec/05-act.md, 7.2.
                act = read_act(state.feed.entries[index])
                if self._parties == 2 or not self._about_a_liar(verdict.fold, act[9]):
                    what = f"{party}.{incarnation}.{index} is inert, {code}"
                    raise Broken("honest-inert", f"{_who(machine)}: {what}.")
        self._once(machine, verdict)
        for place, ring in verdict.fold.rings.items():
            open_ = self._among_honest(ring) and ring.stage() in _OPEN
            if open_ and not waits.open(machine, ring.desks, [place, *ring.legs]):
                what = f"ring {place} is still {ring.stage()}"
                raise Broken("no-fate", f"{_who(machine)}: {what}.")

    def _about_a_liar(self, fold: Fold, body: list[Any]) -> bool:
        """Whether an act names what a liar said, or something in which one takes part, or an
        act that does."""
        for place in named(body):
            about = fold.rings.get(place) or fold.requests.get(place)
            parties = {place[0], *(about.desks if about is not None else ())}
            if parties & self.liars:
                return True
            state = fold.feeds.get(place[:2])
            if state is not None and place[2] < len(state.feed.entries):
                earlier = read_act(state.feed.entries[place[2]])
                if self._about_a_liar(fold, earlier[9]):
                    return True
        return False

    def _once(self, machine: Machine, verdict: Verdict) -> None:
        seen: set[bytes] = set()
        for feed in verdict.container.feeds:
            if not self.honest(feed.party):
                continue
            for data in feed.entries[: self._kept(machine, feed.id)]:
                nonce = read_act(data)[4]
                if nonce in seen:
                    raise Broken("repeated", f"{_who(machine)} holds an act twice.")
                seen.add(nonce)
        for command, (party, _) in self._accepted.items():
            if command not in seen and self.honest(party):
                what = f"what party {party} said is not at {_who(machine)}"
                raise Broken("lost", f"{what}.")

    def forgive(self) -> None:
        """Accept as lost what nobody holds any more under its author's signature.

        A disk was lost with the only copy, or before all that was signed had come through.
        """
        held = {
            (feed, leaf)
            for machine in self.machines
            for (number, feed), copy in self._copies.items()
            if number == machine.number
            for leaf in copy.leaves[: self._kept(machine, feed)]
        }
        self._accepted = {
            command: (party, ref)
            for command, (party, ref) in self._accepted.items()
            if (self._feed(ref), bytes(ref.leaf)) in held
        }

    def _counted(self, machine: Machine, feed: bytes) -> int:
        """How much of a feed a station has judged."""
        assert machine.room is not None
        known = machine.room.state.feeds.get(FeedId(feed))
        return 0 if known is None else known.folded

    def _kept(self, machine: Machine, feed: bytes) -> int:
        """How much of a feed a station holds so that it counts, judged or not."""
        assert machine.room is not None
        known = machine.room.state.feeds.get(FeedId(feed))
        if known is None:
            return 0
        return min(proven(machine, known), gives(machine, known.feed, self._liars()))

    def _feed(self, ref: Ref) -> bytes:
        return bytes(self.machines[0].charter.feed(ref.party, ref.incarnation))

    def _accounts(self, *verdicts: Verdict) -> list[dict[str, Any]]:
        """What two honest parties must agree on: what comes of all that both have judged."""
        folds = [verdict.fold for verdict in verdicts if verdict.fold is not None]
        places = {place for fold in folds for place in fold.feeds if self.honest(place[0])}
        both = {
            place: min(fold.feeds[place].judged if place in fold.feeds else 0 for fold in folds)
            for place in places
        }
        return [self._account(self._folded(verdict, both)) for verdict in verdicts]

    def _folded(self, verdict: Verdict, most: Mapping[tuple[int, int], int]) -> Fold:
        """What comes of so much of each honest feed, and of what is judged of the others."""
        fold = verdict.fold
        assert fold is not None
        judged = {place: state.judged for place, state in fold.feeds.items()}
        if judged.items() >= most.items():
            return fold
        limits = {
            state.feed.id: most.get(place, state.judged) for place, state in fold.feeds.items()
        }
        while True:
            again = Fold(_agreement(self._parties), verdict.container.feeds, (), limits)
            short = [
                state
                for state in again.feeds.values()
                if state.feed.pairs and state.judged < limits[state.feed.id]
            ]
            if not short:
                break
            # Its rest waits for what the other has not judged: halted as far as it came.
            for state in short:
                limits[state.feed.id] = state.judged
        for place, size in most.items():
            if size and again.feeds[place].judged != size:
                raise Broken("disagree", f"What both judged of {place} waits for more.")
        return again

    def _account(self, fold: Fold) -> dict[str, Any]:
        """What comes of a fold, as far as it is a matter among the honest."""
        return {
            "feeds": {
                place: tuple(state.feed.leaves[: state.judged])
                for place, state in fold.feeds.items()
                if self.honest(place[0]) and state.judged
            },
            "rings": {
                place: (ring.caller, ring.callee, ring.stage(), fold.settled(ring))
                for place, ring in fold.rings.items()
                if self._among_honest(ring)
            },
            "legs": {
                place: (leg.state(), leg.reveal, leg.words, leg.up)
                for ring in fold.rings.values()
                if self._among_honest(ring)
                for place, leg in ring.legs.items()
            },
            "letters": {
                place: (
                    letter.to,
                    letter.blob,
                    letter.opened - self.liars,
                    letter.informed - self.liars,
                )
                for place, letter in fold.letters.items()
                if self.honest(place[0])
            },
            "requests": {
                place: {of: request.phase(of)[0] for of in request.desks}
                for place, request in fold.requests.items()
                if all(self.honest(of) for of in request.desks)
            },
        }

    def _as_the_core_has_it(self, machine: Machine, verdict: Verdict) -> None:
        """What the station shows is what the verifier makes of its record."""
        fold = verdict.fold
        assert fold is not None
        for packed in _cells(machine, CALLS):
            call = _call(packed)
            ring = fold.rings[_place(call.deed.ref)]
            if self._two_voices(fold, ring):
                continue
            shown = (call.caller.value, call.callee.value, stage(call).value)
            if shown != (ring.caller, ring.callee, ring.stage()):
                what = f"ring {_place(call.deed.ref)} is shown as {shown}, and is {ring}"
                raise Broken("station-differs", f"{_who(machine)}: {what}.")
            for leg in call.legs:
                judged = ring.legs[_place(leg.deed.ref)]
                if (leg_state(leg).value, leg.reveal) != (judged.state(), judged.reveal):
                    what = f"leg {_place(leg.deed.ref)} is shown as {leg_state(leg)}"
                    raise Broken("station-differs", f"{_who(machine)}: {what}.")
        self._other_acts_as_the_core_has_them(machine, fold)

    def _other_acts_as_the_core_has_them(self, machine: Machine, fold: Fold) -> None:
        for packed in _cells(machine, REQUESTS):
            request = _request(packed)
            asked = fold.requests[_place(request.deed.ref)]
            if requests.stage(request).value != asked.stage():
                what = f"request {_place(request.deed.ref)} is shown as {request}"
                raise Broken("station-differs", f"{_who(machine)}: {what}.")
        for packed in _cells(machine, LETTERS):
            letter = _letter(packed)
            known = fold.letters[_place(letter.deed.ref)]
            for reading, parties in (("opened", known.opened), ("informed", known.informed)):
                if {m.party for m in letter.marks if m.reading.value == reading} != parties:
                    what = f"message {_place(letter.deed.ref)} is shown as {letter.marks}"
                    raise Broken("station-differs", f"{_who(machine)}: {what}.")

    def _two_voices(self, fold: Fold, ring: Ring) -> bool:
        """Whether of a ring with a liar one party spoke in two of its feeds: which of its words
        came first, a station knows and a record does not. Of an honest one that was restored,
        the liar may have hidden what it had said."""
        if self._among_honest(ring):
            return False
        places = {ring.deed.place, *ring.legs}
        feeds = [
            (party, state.feed.entries[: state.judged])
            for (party, _), state in fold.feeds.items()
            if party in ring.desks and (party in self.liars or self._parties > 2)
        ]
        spoken = Counter(
            party for party, entries in feeds if not places.isdisjoint(_all_named(entries))
        )
        return any(count > 1 for count in spoken.values())


_call = msgspec.msgpack.Decoder(Call).decode
_letter = msgspec.msgpack.Decoder(Letter).decode
_request = msgspec.msgpack.Decoder(requests.Request).decode


def _cells(machine: Machine, space: bytes) -> list[bytes]:
    found = machine.store.cells(space + machine.charter.line, limit=1 << 30)
    return [packed for _, packed in found]


def _all_named(entries: Iterable[bytes]) -> Iterator[Place]:
    """The places that the acts of a feed name, as far as they can be read."""
    for entry in entries:
        with suppress(UnknownAct, Unreadable):
            yield from named(read_act(entry)[9])


def _place(ref: Ref) -> Place:
    return (ref.party, ref.incarnation, ref.index)


def _who(machine: Machine) -> str:
    return f"station {machine.number}"
