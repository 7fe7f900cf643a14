"""All checks of a record in their order (spec 12, 4); what they found is a `Verdict`."""

from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise

from verifier.acts import FEED_OPEN, UnknownAct, read_act
from verifier.agreement import Agreement, Broken, Notice, check_agreement, check_notice
from verifier.container import Container, Feed
from verifier.enc import Unreadable
from verifier.fold import End, Fold
from verifier.keys import digest, label
from verifier.tree import (
    EMPTY,
    Statement,
    Tree,
    check_evidence,
    path_roots,
    read_statement,
    signed_by,
)


@dataclass(frozen=True)
class Finding:
    """What is wrong: `index` is the entry, None where it is no entry."""

    code: str
    what: str
    party: int | None = None
    incarnation: int | None = None
    index: int | None = None
    position: int = 0


@dataclass
class FeedReport:
    """What was found of one feed that holds."""

    feed: Feed
    root: bytes = EMPTY
    firm: Statement | None = None
    provisional: Statement | None = None
    receipts: dict[int, Statement] = field(default_factory=dict)
    tails: dict[int, Statement] = field(default_factory=dict)
    forks: int = 0


@dataclass
class Verdict:
    """What a check found. `finding` None: the record holds."""

    container: Container
    finding: Finding | None = None
    agreement: Agreement | None = None
    notices: list[Notice] = field(default_factory=list)
    feeds: list[FeedReport] = field(default_factory=list)
    fold: Fold | None = None
    missing_blobs: list[tuple[int, int, int]] = field(default_factory=list)
    misstated: list[End] = field(default_factory=list)

    @property
    def entries(self) -> int:
        """All entries in the file."""
        return sum(len(feed.entries) for feed in self.container.feeds)


def check(container: Container) -> Verdict:
    """Check a file that was read."""
    verdict = Verdict(container)
    try:
        agreement = check_agreement(container.agreement)
        if (agreement.line, agreement.terms_hash) != (container.line, container.terms_hash):
            raise Broken("The file names another line or other terms than its agreement.")
        if container.party >= len(agreement.terms.parties):
            raise Broken("The file names an exporter that is no party of the line.")
        verdict.agreement = agreement
        for notice in container.notices:
            verdict.notices.append(check_notice(notice, agreement))
    except (Broken, Unreadable) as error:
        verdict.finding = Finding("agreement", _sentence(error))
        return verdict
    return check_feeds(verdict, agreement)


def check_feeds(verdict: Verdict, agreement: Agreement) -> Verdict:
    """Check all but the agreement, which was checked before, and complete the verdict."""
    container = verdict.container
    for feed in container.feeds:
        checked = _FeedCheck(agreement, feed)
        verdict.finding = checked.run()
        if verdict.finding is not None:
            return verdict
        verdict.feeds.append(checked.report)
    most = {one.feed.id: _counts(one, container, agreement) for one in verdict.feeds}
    verdict.fold = Fold(agreement, container.feeds, verdict.notices, most)
    verdict.missing_blobs = [
        place for blob, place in verdict.fold.named_blobs.items() if blob not in container.blobs
    ]
    verdict.misstated = [end for end in verdict.fold.ends if not _states_truly(verdict, end)]
    if not container.intact:
        what = "The file was altered after its export: its checksum is another one."
        verdict.finding = Finding("damaged", what)
    return verdict


def _counts(report: FeedReport, container: Container, agreement: Agreement) -> int:
    """How many entries of a feed are judged (12, 3.2): of the exporter's own, all.

    What others said counts as far as they signed for it; on lines of three, with both their
    signatures (03, 7.7). Where two histories were found, as far as it was judged by then.
    """
    feed = report.feed
    if feed.party == container.party:
        most = len(feed.entries)
    else:
        signed = report.firm if len(agreement.terms.parties) > 2 else report.provisional
        most = signed.size if signed else 0
    for pair in feed.pairs:
        most = min(most, pair[4])
    return most


def _sentence(error: Exception) -> str:
    what = str(error)
    return what if what.endswith(".") else f"The agreement cannot be read: {what}."


def _states_truly(verdict: Verdict, end: End) -> bool:
    """Whether what an act says of an earlier feed fits the entries here (12, 4.1, 9)."""
    for report in verdict.feeds:
        feed = report.feed
        if (feed.party, feed.incarnation) == (end.place[0], end.incarnation):
            tree = Tree()
            tree.add(feed.leaves[: end.size])
            return tree.size < end.size or tree.root() == end.root
    return True


class _FeedCheck:
    """One feed being checked."""

    def __init__(self, agreement: Agreement, feed: Feed) -> None:
        self._agreement = agreement
        self._feed = feed
        self.report = FeedReport(feed)
        self._findings: list[Finding] = []
        self._roots: dict[int, set[bytes]] = {}
        self._split: dict[int, bytes] = {}

    def run(self) -> Finding | None:
        """Check everything; return the first finding by place."""
        self._opening()
        for signer, packed in self._feed.statements:
            self._statement(signer, packed)
        for packed in self._feed.evidence:
            self._evidence(packed)
        self._split = {pair[2]: EMPTY for pair in self._feed.pairs}
        self._entries()
        for pair in self._feed.pairs:
            if not self._contradicts(*pair[:4]):
                what = "Two statements that are kept as contradicting each other do not."
                self._found("evidence", what, self._feed.size, entry=False)
        return min(self._findings, key=lambda found: found.position, default=None)

    def _found(self, code: str, what: str, position: int, *, entry: bool = True) -> None:
        feed = self._feed
        index = position if entry else None
        self._findings.append(
            Finding(code, what, feed.party, feed.incarnation, index, position)
        )

    def _opening(self) -> None:
        feed, agreement = self._feed, self._agreement
        station = agreement.stations.get(feed.station)
        parties = agreement.terms.parties
        if (
            station is None
            or station.party != feed.party
            or feed.incarnation >> 32
            or feed.id != self._feed_id(parties[feed.party].id, feed.incarnation)
        ):
            self._found("feed", "The feed is not one of a station of this line.", 0)
            return
        try:
            act = read_act(feed.entries[0]) if feed.entries else None
        except (UnknownAct, Unreadable):
            act = None
        if act is None or act[0] != FEED_OPEN:
            self._found("opening", "Entry 0 does not open the feed.", 0)
        elif act[9][0] != feed.incarnation:
            self._found("opening", "Entry 0 opens another incarnation.", 0)

    def _feed_id(self, party: bytes, incarnation: int) -> bytes:
        place = incarnation.to_bytes(4, "big")
        return digest(label("feed") + self._agreement.line + party + place)[:16]

    def _statement(self, signer: bytes, packed: bytes) -> None:
        feed = self._feed
        try:
            statement = read_statement(packed)
        except Unreadable as error:
            self._found("statement", f"There is {error}.", feed.size, entry=False)
            return
        size = statement.size
        station = self._agreement.stations.get(signer)
        stranger = station is None or (station.party == feed.party and signer != feed.station)
        if statement.feed != feed.id or station is None or stranger:
            what = f"A statement about {size} entries is about another feed or by a stranger."
            self._found("statement", what, size, entry=False)
        elif not signed_by(statement, signer, station):
            what = f"The signature under the statement about {size} entries does not verify."
            self._found("signature", what, size, entry=False)
        else:
            self._roots.setdefault(size, set()).add(statement.root)
            self._count(statement, None if signer == feed.station else station.party)

    def _count(self, statement: Statement, party: int | None) -> None:
        report = self.report
        if party is None:
            if report.provisional is None or report.provisional.size <= statement.size:
                report.provisional = statement
            if statement.firm and (report.firm is None or report.firm.size < statement.size):
                report.firm = statement
            return
        kinds = [report.tails, *([report.receipts] if statement.firm else [])]
        for kept in kinds:
            if party not in kept or kept[party].size < statement.size:
                kept[party] = statement

    def _evidence(self, packed: bytes) -> None:
        try:
            signer, feed = check_evidence(packed, self._agreement.stations)
        except Unreadable as error:
            what = f"What is kept as proof of two histories proves nothing: {error}."
            self._found("evidence", what, self._feed.size, entry=False)
            return
        if (signer, feed) == (self._feed.station, self._feed.id):
            self.report.forks += 1

    def _contradicts(self, first: bytes, second: bytes, size: int, path: list[bytes]) -> bool:
        """Whether two statements are of two histories, one of them that of the entries."""
        feed = self._feed
        station = self._agreement.stations.get(feed.station)
        try:
            older, newer = read_statement(first), read_statement(second)
            for one in (older, newer):
                if station is None or not signed_by(one, feed.station, station):
                    return False
            roots = {one.root for one in (older, newer) if one.size == size}
            if path:
                root, reached = path_roots(size, newer.size, path)
                roots = {root} if older.size >= size and reached == newer.root else set()
        except Unreadable:
            return False
        if not older.feed == newer.feed == feed.id or older.size > newer.size:
            return False
        return 0 < size <= len(feed.entries) and bool(roots - {self._split[size]})

    def _entries(self) -> None:
        feed = self._feed
        held = len(feed.entries)
        if feed.gap is not None:
            self._found("missing", f"Entry {feed.gap} is not here.", feed.gap)
            return
        longest = max(self._roots, default=0)
        if longest > held:
            what = f"A statement covers {longest} entries, but only {held} are here."
            self._found("missing", what, held)
        elif held != feed.size:
            what = f"The file names {feed.size} entries, but {held} are here."
            self._found("missing", what, min(held, feed.size))
        if self._roots.get(0, {EMPTY}) != {EMPTY}:
            self._found("root", "A statement about no entries bears another root.", 0)
        wanted = {*self._roots, *self._split}
        stops = sorted({0, held, *(size for size in wanted if size <= held)})
        self._tree(stops)

    def _tree(self, stops: list[int]) -> None:
        """Hash all entries; compare the root at each size for which one was signed."""
        feed = self._feed
        said, counted = Tree(), None
        good = suspect = 0
        for start, stop in pairwise(stops):
            leaves = [sha256(b"\0" + entry).digest() for entry in feed.entries[start:stop]]
            if counted is None and leaves != feed.leaves[start:stop]:
                pairs = zip(leaves, feed.leaves[start:stop], strict=True)
                suspect = start + next(n for n, (a, b) in enumerate(pairs) if a != b)
                counted = said.copy()
            said.add(feed.leaves[start:stop])
            if counted is not None:
                counted.add(leaves)
            if stop in self._split:
                self._split[stop] = said.root()
            roots = self._roots.get(stop, set())
            if counted is not None and (roots or stop == stops[-1]):
                self._name(roots or {said.root()}, said, counted, suspect, good)
                return
            if roots - {said.root()}:
                what = (
                    f"One of the entries {good} to {stop - 1} is not the one that was"
                    " signed, or was left out, added or moved."
                )
                self._found("root", what, good)
                return
            good = stop if roots else good
        self.report.root = said.root()

    def _name(
        self, roots: set[bytes], said: Tree, counted: Tree, suspect: int, good: int
    ) -> None:
        if roots == {said.root()}:
            what = f"Entry {suspect} is not the one that was signed."
            self._found("entry", what, suspect)
        elif roots == {counted.root()}:
            what = f"Entry {suspect} is as it was signed, but the kept leaf hash is another."
            self._found("leaf", what, suspect)
        else:
            what = f"Entry {suspect}, or one of those before it from {good} on, is altered."
            self._found("root", what, good)
