"""Checks a record from its bytes: every entry's place, every statement, the whole fold.

What is checked comes from a store or from an exported file; both look alike here. Nothing that
a station once concluded is trusted: leaves are hashed, signatures verified and acts judged
anew, in an order of this module's own.

Spec: docs/spec/12-export.md, 4.
"""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import msgspec

from openline.core.acts import upkeep
from openline.core.acts.act import parse_act
from openline.core.crypto.keys import Digest, FeedId, StationId
from openline.core.errors import OpenlineError, PeerError
from openline.core.fold import fold_entry
from openline.core.ledger import Ledger
from openline.core.line import Charter, FeedState, LineState
from openline.core.record.checkpoint import Statement, parse_statement, verify_statement
from openline.core.record.evidence import parse_evidence, verify_evidence
from openline.core.record.tree import EMPTY_ROOT, Frontier, grow, implied_roots, leaf_hash
from openline.station.container import FeedHead, Pair

AT_ONCE: Final = 512
LIVE_CALLS: Final = 64


class Copy(Protocol):
    """A record as it is kept somewhere; what it says of itself is to be checked."""

    def feeds(self) -> Sequence[FeedHead]:
        """All feeds, by party and incarnation."""
        ...

    def statements(self, feed: FeedId) -> Sequence[tuple[StationId, bytes]]:
        """Statements about a feed with the station that is said to have signed each."""
        ...

    def evidence(self, feed: FeedId) -> Sequence[bytes]:
        """Proofs that two histories of the feed were signed."""
        ...

    def pairs(self, feed: FeedId) -> Sequence[Pair]:
        """Statements about the feed that contradict each other."""
        ...

    def entries(self, feed: FeedId, start: int, stop: int, *, max_bytes: int) -> list[bytes]:
        """Entries of a range, as a store returns them."""
        ...

    def leaves(self, feed: FeedId, start: int, stop: int) -> list[Digest]:
        """The leaf hashes that are said to belong to them."""
        ...


class Finding(msgspec.Struct, frozen=True):
    """Something in the record that is not as its author signed it.

    Attributes:
        code: Stable name of what is wrong.
        what: One sentence for people.
        party, incarnation: Whose feed; None: it is not about a feed.
        index: The entry; None: a statement or the feed as a whole.
        position: Where in the feed, for the order of findings.
    """

    code: str
    what: str
    party: int | None
    incarnation: int | None
    index: int | None
    position: int = 0


class FeedAudit(msgspec.Struct, frozen=True):
    """One feed after the check.

    Attributes:
        head: What the copy says of it.
        root: Root over all its entries.
        firm: The author's newest statement with both signatures; None: there is none.
        receipts: The newest firm receipt of each other party.
        forks: How many proofs of two histories hold.
        state: What the fold made of it.
    """

    head: FeedHead
    root: Digest
    firm: Statement | None
    receipts: Mapping[int, Statement]
    forks: int
    state: FeedState


class Audit(msgspec.Struct, frozen=True):
    """What a check found.

    Attributes:
        finding: The first thing that is wrong, by party, incarnation and place; None: nothing.
        entries: How many entries the copy has.
        feeds: Every feed. Nothing after a finding.
        line: The line as folded anew. Nothing after a finding.
        cells: What the fold concluded: space -> key -> value.
    """

    finding: Finding | None
    entries: int
    feeds: Sequence[FeedAudit]
    line: LineState
    cells: Mapping[bytes, Mapping[bytes, bytes]]


def audit(charter: Charter, copy: Copy, judged: Mapping[FeedId, int] | None = None) -> Audit:
    """Check a record; the charter's `me` is the party that keeps this copy.

    `judged`: judge no more of each feed than this; None: all of it.
    """
    entries = sum(head.size for head in copy.feeds())
    trees = [_Tree(charter, copy, head) for head in copy.feeds()]
    for tree in trees:
        tree.check()
        if tree.finding is not None:
            return Audit(tree.finding, entries, [], LineState(), {})
    most = {FeedId(tree.head.feed): tree.proven() for tree in trees}
    for feed, size in (judged or {}).items():
        most[feed] = min(most[feed], size)
    line, ledger = _replay(charter, copy, most)
    feeds = [tree.report(line.feeds[FeedId(tree.head.feed)]) for tree in trees]
    cells: dict[bytes, dict[bytes, bytes]] = {}
    for cell in ledger.commit().cells:
        if cell.value is not None:
            cells.setdefault(cell.space, {})[cell.key] = cell.value
    return Audit(None, entries, feeds, line, cells)


class _Tree:
    """One feed being checked: its first entry, its statements, its hashes."""

    def __init__(self, charter: Charter, copy: Copy, head: FeedHead) -> None:
        self._charter = charter
        self._copy = copy
        self.head = head
        self._feed = FeedId(head.feed)
        self.finding: Finding | None = None
        self._firm: Statement | None = None
        self._signed = 0
        self._receipts: dict[int, Statement] = {}
        self._forks = 0
        self._wanted: dict[int, list[Statement]] = {}
        self._said = Frontier.empty()
        self._counted: Frontier | None = None
        self._suspect = 0
        self._good = 0
        self._roots: dict[int, Digest] = {}

    def report(self, state: FeedState) -> FeedAudit:
        """What is to be told of the feed, if nothing was found."""
        return FeedAudit(
            self.head, self._said.root(), self._firm, self._receipts, self._forks, state
        )

    def proven(self) -> int:
        """How much of the feed is judged: what its author signed; firmly, on lines of three.

        Of two histories no more than the station had judged when it found them.
        """
        signed = self._signed
        if self.head.party == self._charter.me:
            signed = self.head.size
        elif self._charter.passes_on:
            signed = self._firm.size if self._firm else 0
        return min([signed, *(pair.judged for pair in self._copy.pairs(self._feed))])

    def check(self) -> None:
        """Look at everything; `finding` is then the first thing that is wrong, or None."""
        self._check_opening()
        for signer, packed in self._copy.statements(self._feed):
            self._check_statement(signer, packed)
        for packed in self._copy.evidence(self._feed):
            self._check_evidence(packed)
        pairs = self._copy.pairs(self._feed)
        self._roots = {pair.size: EMPTY_ROOT for pair in pairs}
        self._check_entries()
        for pair in pairs:
            self._check_pair(pair)

    def _found(self, code: str, what: str, position: int, *, entry: bool = True) -> None:
        if self.finding is None or position < self.finding.position:
            index = position if entry else None
            head = self.head
            self.finding = Finding(code, what, head.party, head.incarnation, index, position)

    def _check_opening(self) -> None:
        head, charter = self.head, self._charter
        member = charter.members.get(StationId(head.station))
        if (
            member is None
            or member.party != head.party
            or head.incarnation >= 1 << 32
            or charter.feed(head.party, head.incarnation) != head.feed
        ):
            self._found("feed", "The feed is not one of a station of this line.", 0)
            return
        first = self._copy.entries(self._feed, 0, 1, max_bytes=1)
        try:
            act = parse_act(first[0]) if first else None
        except PeerError:
            act = None
        if act is None or act.type != upkeep.FEED_OPEN:
            self._found("opening", "Entry 0 does not open the feed.", 0)
        elif act.body.incarnation != head.incarnation:
            self._found("opening", "Entry 0 opens another incarnation.", 0)

    def _check_statement(self, signer: StationId, packed: bytes) -> None:
        try:
            statement = parse_statement(packed)
        except OpenlineError as error:
            self._found("statement", error.what, self.head.size, entry=False)
            return
        size = statement.size
        member = self._charter.members.get(signer)
        own = signer == self.head.station
        if statement.feed != self._feed or member is None:
            what = f"A statement about {size} entries is about another feed or by a stranger."
            self._found("statement", what, size, entry=False)
            return
        if not own and member.party == self.head.party:
            what = f"A statement about {size} entries is by another station of the same party."
            self._found("statement", what, size, entry=False)
            return
        try:
            verify_statement(statement, member.keys, signer, firm=False)
        except OpenlineError:
            what = f"The signature under the statement about {size} entries does not verify."
            self._found("signature", what, size, entry=False)
            return
        if size == 0 and statement.root != EMPTY_ROOT:
            self._found("root", "A statement about no entries bears another root.", 0)
        self._wanted.setdefault(size, []).append(statement)
        if own:
            self._signed = max(self._signed, size)
        if statement.firm:
            self._count(statement, None if own else member.party)

    def _count(self, statement: Statement, party: int | None) -> None:
        known = self._firm if party is None else self._receipts.get(party)
        if known is not None and known.size >= statement.size:
            return
        if party is None:
            self._firm = statement
        else:
            self._receipts[party] = statement

    def _check_evidence(self, packed: bytes) -> None:
        try:
            evidence = parse_evidence(packed)
            member = self._charter.members[StationId(evidence.signer)]
            older, _ = verify_evidence(evidence, member.keys)
        except (OpenlineError, KeyError):
            what = "What is kept as proof of two histories proves nothing."
            self._found("evidence", what, self.head.size, entry=False)
            return
        if older.feed == self._feed and evidence.signer == self.head.station:
            self._forks += 1

    def _check_pair(self, pair: Pair) -> None:
        try:
            holds = self._contradicts(pair)
        except (OpenlineError, KeyError):
            holds = False
        if not holds:
            what = "Two statements that are kept as contradicting each other do not."
            self._found("evidence", what, self.head.size, entry=False)

    def _contradicts(self, pair: Pair) -> bool:
        """Whether two statements are of two histories, one of them that of the entries."""
        older, newer = parse_statement(pair.older), parse_statement(pair.newer)
        member = self._charter.members[StationId(self.head.station)]
        for statement in (older, newer):
            verify_statement(statement, member.keys, member.station, firm=False)
        if not older.feed == newer.feed == self._feed or older.size > newer.size:
            return False
        if not 0 < pair.size <= self.head.size:
            return False
        roots = {one.root for one in (older, newer) if one.size == pair.size}
        if pair.path:
            path = [Digest(step) for step in pair.path]
            root, reached = implied_roots(pair.size, newer.size, path)
            roots = {root} if older.size >= pair.size and reached == newer.root else set()
        return bool(roots - {self._roots[pair.size]})

    def _check_entries(self) -> None:
        size = self.head.size
        if self._copy.entries(self._feed, size, size + 1, max_bytes=1):
            self._found("missing", f"There are more entries than the {size} named.", size)
        beyond = [one for one in self._wanted if one > size]
        if beyond:
            what = f"A statement covers {max(beyond)} entries, but only {size} are here."
            self._found("missing", what, size)
        wanted = {*self._wanted, *self._roots}
        stops = [*sorted(one for one in wanted if 0 < one <= size), size]
        index = 0
        for stop in stops:
            while index < stop:
                read = self._take(index, min(stop, index + AT_ONCE))
                if not read:
                    self._found("missing", f"Entry {index} is not here.", index)
                    return
                index += read
            if not self._meets(index):
                return

    def _take(self, start: int, stop: int) -> int:
        data = self._copy.entries(self._feed, start, stop, max_bytes=1 << 22)
        said = self._copy.leaves(self._feed, start, start + len(data))
        leaves = [leaf_hash(entry) for entry in data]
        if said != leaves and self._counted is None:
            differs = next(
                (n for n, (a, b) in enumerate(zip(said, leaves, strict=False)) if a != b),
                min(len(said), len(leaves)),
            )
            self._suspect = start + differs
            self._counted = self._said
        if self._counted is not None:
            self._counted, _ = grow(self._counted, leaves)
            self._said, _ = grow(self._said, (*said, *leaves[len(said) :]))
        else:
            self._said, _ = grow(self._said, leaves)
        return len(data)

    def _meets(self, size: int) -> bool:
        """Whether the entries so far are those that were signed; False: go no further."""
        if size in self._roots:
            self._roots[size] = self._said.root()
        roots = {statement.root for statement in self._wanted.get(size, ())}
        if self._counted is not None and roots:
            self._name_suspect(roots)
            return False
        if roots - {self._said.root()}:
            what = (
                f"One of the entries {self._good} to {size - 1} is not the one that was signed,"
                " or was left out, added or moved."
            )
            self._found("root", what, self._good)
            return False
        if self._counted is not None and size == self.head.size:
            self._name_suspect({self._said.root()})
            return False
        if roots:
            self._good = size
        return True

    def _name_suspect(self, roots: set[Digest]) -> None:
        """Say which entry is wrong, now that a signed root tells which hashes are right."""
        index = self._suspect
        assert self._counted is not None
        if roots == {self._said.root()}:
            self._found("entry", f"Entry {index} is not the one that was signed.", index)
        elif roots == {self._counted.root()}:
            what = f"Entry {index} is as it was signed, but the kept leaf hash is another."
            self._found("leaf", what, index)
        else:
            what = f"Entry {index}, or one of those before it from {self._good} on, is altered."
            self._found("root", what, self._good)


class _Reader:
    """The copy as the core reads it: entry after entry, a window of each feed in memory."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy
        self._windows: dict[FeedId, tuple[int, list[bytes]]] = {}

    def entries(self, feed: FeedId, start: int, stop: int, *, max_bytes: int) -> list[bytes]:
        """The entries of a range, `max_bytes` or more."""
        first, rows = self._windows.get(feed, (0, []))
        if not first <= start < first + len(rows):
            rows = self._copy.entries(feed, start, start + AT_ONCE, max_bytes=1 << 22)
            first = start
            self._windows[feed] = (first, rows)
        return rows[start - first : stop - first]

    def leaves(self, feed: FeedId, start: int, stop: int) -> list[Digest]:
        """As the copy has them."""
        return self._copy.leaves(feed, start, stop)

    def node(self, feed: FeedId, level: int, index: int) -> Digest:
        """None is kept: the fold proves nothing."""
        raise KeyError((feed.hex(), level, index))

    def cell(self, space: bytes, key: bytes) -> bytes | None:
        """Nothing was concluded yet."""
        return None


def _replay(
    charter: Charter, copy: Copy, most: Mapping[FeedId, int]
) -> tuple[LineState, Ledger]:
    """Judge every act anew, as far as all that its author had seen is here."""
    reader = _Reader(copy)
    ledger = Ledger(reader)
    line = LineState()
    for head in copy.feeds():
        state = FeedState(
            head.party,
            head.incarnation,
            FeedId(head.feed),
            StationId(head.station),
            Frontier(head.size, ()),
            frozen=bool(copy.pairs(FeedId(head.feed))),
        )
        line = line.with_feed(state)
    moved = True
    while moved:
        moved = False
        for feed, at_most in most.items():
            while line.feeds[feed].folded < at_most:
                after = fold_entry(charter, line, ledger, line.feeds[feed], 0)
                if after is None:
                    break
                moved = True
                line, _ = after
                if len(line.calls) > LIVE_CALLS:
                    # They are in the ledger too; a dictionary of thousands is slow to copy.
                    line = msgspec.structs.replace(line, calls={}, legs={})
            state = line.feeds[feed]
            if state.frozen and not state.halted and state.folded >= at_most:
                moved = True
                line = line.with_feed(msgspec.structs.replace(state, halted=True))
    return line, ledger
