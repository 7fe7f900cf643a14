"""Whole stations without a network: the shipped core on a store in memory, moved by hand.

What the loop does with threads and sockets is done here one call at a time, so that a test
decides which parcel arrives when, how often, or never, and when a station crashes.
"""

import os
from functools import lru_cache
from typing import Final

import msgspec

from openline.core import replication, switchboard
from openline.core.acts.act import Kind, Ref
from openline.core.agreement.terms import (
    ClockTolerance,
    Coded,
    Desk,
    HashedText,
    KeyRules,
    LadderShown,
    Limits,
    Media,
    MediaPolicy,
    Pair,
    PrecedenceRule,
    Quotas,
    Recording,
    Role,
    Terms,
    TermsParty,
    Timetable,
    WatchRules,
    WatchShown,
    line_id,
    terms_hash,
)
from openline.core.alerting import World
from openline.core.codec import encode
from openline.core.crypto.keys import Digest, FeedId, PartyId, StationId
from openline.core.errors import OpenlineError
from openline.core.ledger import Ledger
from openline.core.line import Charter, FeedState, LineState, Member
from openline.core.parcels import Contrast, Entries, Express, Have, Statements
from openline.core.record.checkpoint import encode_statement
from openline.core.record.evidence import fork_path
from openline.core.record.tree import Frontier, consistency_path
from openline.core.resume import keep_feeds, resume, root_of
from openline.core.switchboard import Compared, Elapsed, Input, Outcome, Sent
from openline.core.wording import Wording
from openline.ports.anchor import Mark
from openline.ports.memory import MemoryAnchor, MemoryStore
from openline.station.restart import opening
from tests.core.keyring import Station as Keys

START_MS: Final = 1_790_000_000_000


def _words(text: str) -> tuple[Wording, ...]:
    return (Wording("en", text),)


@lru_cache(maxsize=8)
def keys_of(party: int) -> Keys:
    """The keys of a party's only station; the same in every test, since making them is slow."""
    return Keys(bytes([party + 1]) * 32)


def terms_for(parties: int, version: int = 1) -> Terms:
    """Terms of a line between parties with two desks each, each desk paired with its like."""
    desks = [
        Desk(party, code, _words(code), Role.WATCH)
        for party in range(parties)
        for code in ("watch", "navy")
    ]
    pairs = [
        Pair(a, b, "watch")
        for a in range(len(desks))
        for b in range(a + 1, len(desks))
        if desks[a].party != desks[b].party and desks[a].code == desks[b].code
    ]
    return Terms(
        version=version,
        previous=None,
        nonce=bytes(16),
        parties=tuple(
            TermsParty(
                PartyId(bytes([party]) * 32),
                f"p{party}",
                _words(f"Party {party}"),
                _words(f"Place {party}"),
                "Etc/UTC",
                "en",
                (keys_of(party).id,),
                (),
                (),
            )
            for party in range(parties)
        ),
        texts=(HashedText("en", Digest(bytes(32))),),
        desks=tuple(desks),
        pairs=tuple(pairs),
        suite=1,
        precedences=tuple(
            PrecedenceRule(code, _words(code), 20, 60, 10, 60, code == "flash")
            for code in ("flash", "immediate", "priority", "routine")
        ),
        tests=Timetable(3_600, (), 0),
        quotas=Quotas(600, 1 << 30),
        limits=Limits(16_384, 4_096, 65_536, 1 << 20),
        clock=ClockTolerance(1_000, 10_000),
        triggers=(),
        declines=(Coded("no-reason", _words("No reason given")),),
        subjects=(),
        media=Media(MediaPolicy.DIRECT, "1.3"),
        recording=Recording.ACTS_ONLY,
        psk_used=False,
        psk_id=bytes(8),
        officer_types=(),
        word_lists=(),
        keys=KeyRules(86_400, 86_400, 864_000, 60),
        valid_from_s=0,
        valid_until_s=0,
        notice_s=0,
        witnesses=(),
        watch=WatchRules(1_800, 86_400, WatchShown.BELL),
        duties=(),
        ladder_shown=LadderShown.STEPS,
    )


def charter_for(party: int, parties: int) -> Charter:
    """The charter of one party's station."""
    terms = terms_for(parties)
    members = {
        keys_of(n).id: Member(n, keys_of(n).id, keys_of(n).keys, Digest(bytes([n]) * 32))
        for n in range(parties)
    }
    signed = encode(terms)
    own = keys_of(party).id
    return Charter(line_id(signed), party, own, terms, terms_hash(signed), members)


class Station:
    """One party's station: steps, signs, commits. `crash` forgets all that is not stored."""

    def __init__(
        self,
        party: int,
        parties: int,
        store: MemoryStore | None = None,
        anchor: MemoryAnchor | None = None,
    ) -> None:
        self.charter = charter_for(party, parties)
        self.keys = keys_of(party)
        self.store = store or MemoryStore()
        self.anchor = anchor or MemoryAnchor()
        self.now_ms = START_MS
        self.line = LineState()
        self.links: dict[int, replication.Link] = {}
        self.refused: list[OpenlineError] = []
        self.start()

    @property
    def me(self) -> int:
        return self.charter.me

    def newest(self, party: int) -> FeedState:
        """The feed that a party extends now, as it is held here."""
        feed = self.line.newest(party)
        assert feed is not None
        return feed

    def start(self) -> None:
        """Read store and anchor; open a feed if there is none that may be extended."""
        heads = {head.feed: root_of(head.peaks, head.size) for head in self.store.heads()}
        self.line = resume(self.charter, self.store, heads)
        now_s = self.now_ms // 1_000
        given = opening(self.charter, self.line, self.anchor.read(), now_s)
        if given is not None:
            self.line = msgspec.structs.replace(self.line, own=None)
            self.take(given)

    def crash(self) -> None:
        """Stop at once and start again on what was stored."""
        self.store.open()
        self.links.clear()
        self.start()

    def world(self) -> World:
        return World(self.now_ms, os.urandom(32))

    def take(self, *given: Input) -> list[Outcome]:
        """Step a batch, sign, commit."""
        ledger = Ledger(self.store)
        line = self.line
        outcomes = []
        for one in given:
            step = switchboard.step(self.charter, line, ledger, one, self.world())
            line = step.line
            outcomes.append(step.outcome)
            if step.outcome.error is not None:
                self.refused.append(step.outcome.error)
        # On lines of three nothing is judged before both signatures are there.
        self._commit(ledger, line, firm=self.charter.passes_on)
        return outcomes

    def firm(self) -> None:
        """Sign with both keys what bears only one."""
        self._commit(Ledger(self.store), self.line, firm=True)

    def elapse(self, ms: int) -> None:
        """Let time pass."""
        self.now_ms += ms
        self.take(Elapsed())

    def _commit(self, ledger: Ledger, line: LineState, *, firm: bool) -> None:
        marks = []
        for owed in switchboard.unsigned(line, self.charter, self.now_ms, firm=firm):
            bare = owed.statement
            statement = self.keys.state(bare.feed, bare.size, bare.root, bare.time, firm=firm)
            line = switchboard.signed(self.charter, line, ledger, statement)
            marks.append(Mark(bare.feed, bare.size, bare.root, bare.time))
        keep_feeds(self.charter, ledger, self.line, line)
        self.store.commit(ledger.commit())
        self.anchor.write(marks)
        self.line = line

    def link(self, party: int) -> replication.Link:
        return self.links.setdefault(party, replication.Link(party))

    def have(self, party: int) -> Have:
        return replication.have(
            self.charter,
            self.line,
            party,
            challenge=bytes(8),
            echo=bytes(8),
            held_ms=0,
            now_ms=self.now_ms,
        )

    def heard(self, party: int, have: Have) -> None:
        self.link(party).heard(self.charter, self.line, have, self.now_ms)
        if self.line.unheard:
            held = {FeedId(told.feed): told.held for told in have.feeds}
            self.take(Compared(keys_of(party).id, held))

    def owed(self, party: int, *, most: int = 256) -> list[Entries | Statements | Contrast]:
        """The parcels that are due to a party now."""
        link = self.link(party)
        bodies: list[Entries | Statements | Contrast] = []
        for owed in link.owed(self.charter, self.line):
            if isinstance(owed, replication.SendStatements):
                packed = tuple(encode_statement(s) for s in owed.statements)
                bodies.append(Statements(packed))
                link.carried(owed, self.now_ms)
                continue
            start = owed.start
            while start < owed.stop:
                stop = min(owed.stop, start + most)
                data = self.store.entries(owed.feed, start, stop, max_bytes=60_000)
                end = start + len(data)
                nodes = Ledger(self.store).nodes(owed.feed)
                path = tuple(consistency_path(end, owed.stop, nodes))
                packed_s = encode_statement(owed.statement)
                bodies.append(Entries(owed.feed, start, tuple(data), packed_s, path))
                start = end
                link.carried(owed, self.now_ms, upto=start)
            if owed.contrast:
                path = tuple(
                    fork_path(owed.contrast, owed.stop, Ledger(self.store).nodes(owed.feed))
                )
                bodies.append(Contrast(owed.contrast, encode_statement(owed.statement), path))
        return bodies

    def receive(self, sender: "Station", body: Entries | Statements | Contrast) -> Outcome:
        return self.receive_from(sender.charter.station, body)

    def receive_from(
        self, sender: StationId, body: Entries | Express | Statements | Contrast
    ) -> Outcome:
        return self.take(Sent(sender, body))[0]

    def say(self, type_: int, body: object, sender: str = "watch", to: object = None) -> Ref:
        """Say something as a desk; the test fails if it is refused."""
        given = switchboard.Say(os.urandom(16), Kind.REAL, sender, to, type_, body)  # type: ignore[arg-type]
        outcome = self.take(given)[0]
        if outcome.error is not None:
            raise outcome.error
        assert outcome.said is not None
        return outcome.said


def meet(*stations: Station, rounds: int = 20) -> None:
    """Exchange all that is owed until nothing is; every parcel arrives once, in order."""
    for one in stations:
        for other in stations:
            if one is not other:
                one.links.pop(other.me, None)
    for one in stations:
        for other in stations:
            if one is not other:
                other.heard(one.me, one.have(other.me))
    for _ in range(rounds):
        moved = False
        for one in stations:
            for other in stations:
                if one is other:
                    continue
                for body in one.owed(other.me):
                    moved = True
                    other.receive(one, body)
        if not moved:
            return
    raise AssertionError("The stations do not come to rest.")


__all__ = ["START_MS", "Frontier", "Station", "charter_for", "keys_of", "meet", "terms_for"]
