"""Makes a long record for two stations that do not run: the core's own steps, without the wire.

What both stores hold in the end is what two stations hold after they have said all of it to
each other: entries, trees, statements of both grades, receipts, conclusions and anchors. Only
the parcels between them are left out, and each batch of hundreds is signed and committed once.
"""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from openline.cli.demo import PARTIES, station_folder
from openline.core import switchboard
from openline.core.acts import calls
from openline.core.acts.act import Act, Addressee, AnyAct, Kind, Ref, encode_act
from openline.core.acts.attempts import Medium
from openline.core.acts.knowledge import Deed
from openline.core.acts.messages import MESSAGE, OPENED, REMARK, Message, MessageNote, Remark
from openline.core.acts.upkeep import OpenReason
from openline.core.alerting import World
from openline.core.codec import Struct
from openline.core.crypto.keys import Digest, FeedId
from openline.core.fold import judge
from openline.core.ledger import Ledger
from openline.core.line import FeedState, LineState
from openline.core.parcels import ENTRIES_LIMIT, Entries, Statements
from openline.core.record.checkpoint import (
    Statement,
    ed_message,
    encode_statement,
    ml_message,
)
from openline.core.record.tree import consistency_path, leaf_hash
from openline.core.resume import keep_feeds, resume, root_of
from openline.core.switchboard import Elapsed, Input, Open, Outcome, Say, Sent
from openline.ports.anchor import Mark
from openline.station.folder import load_station
from openline.station.wiring import charter_of
from openline.storage.anchor import FileAnchor
from openline.storage.sqlite import SqliteStore

EACH = ENTRIES_LIMIT // 4
"""Messages, and as many remarks, and as many messages opened, of a side in a batch."""
REMARKS = 4_096
"""In a batch of nothing else."""
RINGS = 4
"""Rings in a batch, each of them declined."""
DESK = "watch"
BY = "Watch officer 1"
TEXT = "Vessel 12 turns to 090 and keeps two miles distance. " * 2
DAYS = 20
"""The record looks as if it was written so long, up to now."""
FIRM_EVERY = 40
"""Batches between two firm statements."""


class Side:
    """One station's core over its own store."""

    def __init__(self, folder: Path, now_ms: int) -> None:
        station = load_station(folder)
        (installed,) = station.lines()
        self.signer = station.signer()
        self.store = SqliteStore(station.store_path)
        self._anchor = FileAnchor(station.anchor_path)
        self.charter = charter_of(installed, station.certificate().station)
        heads = {head.feed: root_of(head.peaks, head.size) for head in self.store.heads()}
        self.state = resume(self.charter, self.store, heads)
        self.now_ms = now_ms
        self._before = self.state
        self._ledger = Ledger(self.store)
        self._marks: list[Mark] = []
        if self.state.own is None:
            self.take(Open(OpenReason.START))

    def take(self, given: Input) -> Ref | None:
        """Step one input; what it writes waits for `commit`."""
        outcome = self._step(given)
        if outcome.error is not None:
            raise outcome.error
        while self.state.backlog:
            self._step(Elapsed())
        return outcome.said

    def _step(self, given: Input) -> Outcome:
        world = World(self.now_ms, os.urandom(32))
        step = switchboard.step(self.charter, self.state, self._ledger, given, world)
        self.state = step.line
        return step.outcome

    def say(self, type_: int, body: Struct, *, to: int | None = None) -> Ref:
        """Say something from the watch desk; `to` a party's watch desk or to all."""
        addressee = None if to is None else Addressee(to, DESK)
        given = Say(os.urandom(16), Kind.REAL, DESK, addressee, type_, body)
        said = self.take(given)
        assert said is not None
        return said

    def append(
        self,
        feed_id: FeedId,
        entries: Sequence[bytes],
        leaves: Sequence[Digest],
        act: AnyAct,
        deeds: Sequence[Deed],
    ) -> None:
        """Append entries that all say what `act` says, and judge them."""
        for deed in deeds:
            self.state = judge(self.charter, self.state, self._ledger, act, deed, self.now_ms)
        feed = self.state.feeds[feed_id]
        after = self._ledger.append(feed_id, feed.frontier, entries, leaves)
        feed = msgspec.structs.replace(feed, frontier=after, folded=after.size)
        self.state = self.state.with_feed(feed)

    def commit(self, *, firm: bool) -> None:
        """Sign what is owed and write all of it."""
        for owed in switchboard.unsigned(self.state, self.charter, self.now_ms, firm=firm):
            statement = self._signed(owed.statement, firm=firm)
            self.state = switchboard.signed(self.charter, self.state, self._ledger, statement)
            self._marks.append(
                Mark(statement.feed, statement.size, statement.root, statement.time)
            )
        keep_feeds(self.charter, self._ledger, self._before, self.state)
        self.store.commit(self._ledger.commit())
        self._before, self._ledger = self.state, Ledger(self.store)

    def _signed(self, statement: Statement, *, firm: bool) -> Statement:
        ed = self.signer.sign_ed(ed_message(statement))
        ml = b""
        if firm:
            ml = self.signer.sign_ml(ml_message(statement, self.signer.keys.station_id))
        return msgspec.structs.replace(statement, ed=ed, ml=ml)

    def sends(self, other: LineState) -> Iterator[Entries | Statements]:
        """The parcels that the other side lacks."""
        own = self.own
        assert own.provisional is not None
        held = other.feeds.get(own.feed)
        start = 0 if held is None else held.size
        while start < own.size:
            data = self.store.entries(own.feed, start, start + ENTRIES_LIMIT, max_bytes=1 << 24)
            end = start + len(data)
            nodes = Ledger(self.store).nodes(own.feed)
            path = tuple(consistency_path(end, own.size, nodes))
            yield Entries(own.feed, start, tuple(data), encode_statement(own.provisional), path)
            start = end
        yield Statements(tuple(encode_statement(one) for one in self._statements()))

    def _statements(self) -> Iterator[Statement]:
        for feed in self.state.feeds.values():
            own = feed.feed == self.state.own
            newest = feed.provisional if own else feed.receipt
            firm = feed.firm if own else feed.firm_receipt
            yield from (one for one in (firm, newest) if one is not None)

    @property
    def own(self) -> FeedState:
        """The feed that this side writes."""
        assert self.state.own is not None
        return self.state.feeds[self.state.own]

    @property
    def size(self) -> int:
        """Entries of both feeds."""
        return sum(feed.size for feed in self.state.feeds.values())

    def close(self) -> None:
        """Write the anchor and close."""
        self._anchor.write(self._marks[-8:])
        self._anchor.close()
        self.store.close()


def exchange(sides: tuple[Side, Side], *, firm: bool) -> None:
    """Sign, commit and bring each side what it lacks."""
    for here, there in (sides, sides[::-1]):
        here.commit(firm=firm)
        for body in here.sends(there.state):
            there.take(Sent(here.charter.station, body))
        there.commit(firm=firm)
    for here, there in (sides, sides[::-1]):
        for body in here.sends(there.state):
            there.take(Sent(here.charter.station, body))
        there.commit(firm=firm)


def write_history(folder: Path, entries: int, now_ms: int, *, mixed: int | None = None) -> int:
    """Fill both stations of a demonstration that does not run.

    Args:
        folder: Of the demonstration.
        entries: How many entries both feeds together are to have at least.
        now_ms: When the record ends.
        mixed: After so many entries of all sorts only remarks follow: they are made faster.

    Returns:
        How many there are.
    """
    start_ms = now_ms - DAYS * 86_400_000
    a, b = (Side(station_folder(folder, party.code), start_ms) for party in PARTIES)
    sides = (a, b)
    exchange(sides, firm=True)
    written: list[list[Ref]] = [[], []]
    batches = 0
    while a.size < entries:
        for side in sides:
            side.now_ms = start_ms + DAYS * 86_400_000 * a.size // entries
        if mixed is None or a.size < mixed:
            written = _mixed(a, b, written)
        else:
            for here, there in (sides, sides[::-1]):
                _remarks(here, there)
        batches += 1
        exchange(sides, firm=batches % FIRM_EVERY == 0)
    exchange(sides, firm=False)
    exchange(sides, firm=True)
    size = a.size
    for side in sides:
        side.close()
    return size


def _mixed(a: Side, b: Side, written: list[list[Ref]]) -> list[list[Ref]]:
    """One batch of all sorts; takes the messages of the one before, returns its own."""
    written = [_speak(side, written[side.charter.me - 1]) for side in (a, b)]
    rung = [_ring(a) for _ in range(RINGS)]
    exchange((a, b), firm=False)
    for ref in rung:
        b.say(
            calls.DECLINE, calls.Decline(ref, "preparing", "en", "", "", 0, "", Medium.ANY, BY)
        )
    return written


def _remarks(author: Side, other: Side) -> None:
    """One batch of remarks: written once, judged on both sides, and never read again."""
    feed = author.own
    nonces = os.urandom(16 * REMARKS)
    act: AnyAct = Act(
        REMARK,
        Kind.REAL,
        author.charter.terms.version,
        author.now_ms,
        nonces[:16],
        DESK,
        None,
        (),
        None,
        Remark("en", TEXT, BY),
    )
    head, tail = encode_act(act).split(nonces[:16])
    entries = [head + nonces[place : place + 16] + tail for place in range(0, len(nonces), 16)]
    leaves = [leaf_hash(entry) for entry in entries]
    deeds = [
        Deed(Ref(feed.party, feed.incarnation, index, leaf), act.at, feed.seen)
        for index, leaf in enumerate(leaves, feed.size)
    ]
    for side in (author, other):
        side.append(feed.feed, entries, leaves, act, deeds)


def _ring(side: Side) -> Ref:
    return side.say(calls.RING, calls.Ring(3, "", "", 120, BY), to=1 - side.charter.me)


def _speak(side: Side, unopened: Sequence[Ref]) -> list[Ref]:
    """One batch of one side: it opens what came, remarks, and writes; returns what it wrote."""
    for ref in unopened:
        side.say(OPENED, MessageNote(ref, BY))
    for _ in range(EACH):
        side.say(REMARK, Remark("en", TEXT, BY))
    message = Message(3, "en", "course", TEXT, None, BY)
    return [side.say(MESSAGE, message, to=1 - side.charter.me) for _ in range(EACH)]
