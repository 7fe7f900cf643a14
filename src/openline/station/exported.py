"""An exported record opened again: what `openline record verify FILE` checks.

Spec: docs/spec/12-export.md.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

import msgspec

from openline.core.agreement.document import Agreement, parse_agreement
from openline.core.agreement.governance import Notice, SignedNotice, verify_notice
from openline.core.codec import parse
from openline.core.crypto.keys import Digest, FeedId, LineId, StationId
from openline.core.errors import Malformed
from openline.core.identity import CERTIFICATE_BYTES, Certificate
from openline.core.line import Charter, Member
from openline.station.audit import Audit, Finding, audit
from openline.station.container import (
    Body,
    Damaged,
    FeedHead,
    Header,
    Pair,
    Part,
    SignedBy,
    Stretch,
    read_export,
)
from openline.station.governed import governed


class _Held(msgspec.Struct):
    """What the file has of one feed."""

    head: FeedHead
    statements: list[tuple[StationId, bytes]]
    evidence: list[bytes]
    pairs: list[Pair]
    entries: list[bytes]
    leaves: list[Digest]
    whole: bool = True


class ExportedCopy:
    """The feeds of a file; see `audit.Copy`."""

    def __init__(self) -> None:
        self._feeds: dict[FeedId, _Held] = {}
        self._newest: _Held | None = None

    def take(self, part: Part, body: Body) -> None:
        """Add what one part holds.

        Raises:
            Malformed: The feeds are not in their order, or two have one id.
        """
        match body:
            case FeedHead():
                self._begin(body)
            case SignedBy():
                self._feed().statements.append((StationId(body.signer), body.statement))
            case Stretch():
                _add(self._feed(), body)
            case Pair():
                self._feed().pairs.append(body)
            case bytes() if part is Part.EVIDENCE:
                self._feed().evidence.append(body)

    def _begin(self, head: FeedHead) -> None:
        last = self._newest
        if last is not None:
            before = (last.head.party, last.head.incarnation)
            if before >= (head.party, head.incarnation):
                raise Malformed("The feeds in the file are not in their order.")
        if head.feed in self._feeds:
            raise Malformed("Two feeds in the file have one id.")
        self._newest = _Held(head, [], [], [], [], [])
        self._feeds[FeedId(head.feed)] = self._newest

    def _feed(self) -> _Held:
        assert self._newest is not None
        return self._newest

    def feeds(self) -> list[FeedHead]:
        """All feeds, by party and incarnation."""
        return [held.head for held in self._feeds.values()]

    def statements(self, feed: FeedId) -> list[tuple[StationId, bytes]]:
        """Statements about a feed."""
        return self._feeds[feed].statements

    def evidence(self, feed: FeedId) -> list[bytes]:
        """Proofs that two histories were signed."""
        return self._feeds[feed].evidence

    def pairs(self, feed: FeedId) -> list[Pair]:
        """Statements that contradict each other."""
        return self._feeds[feed].pairs

    def entries(self, feed: FeedId, start: int, stop: int, *, max_bytes: int) -> list[bytes]:
        """Entries of a range, whatever their size."""
        return self._feeds[feed].entries[start:stop]

    def leaves(self, feed: FeedId, start: int, stop: int) -> list[Digest]:
        """The leaf hashes that the file names."""
        return self._feeds[feed].leaves[start:stop]


def _add(held: _Held, stretch: Stretch) -> None:
    """Add entries; after a gap nothing more, so that the gap is what is found."""
    known = len(held.entries)
    if held.whole and (stretch.start < known or known < stretch.start >= held.head.size):
        raise Malformed("The entries of a feed in the file are not in their order.")
    held.whole = held.whole and stretch.start == known
    if not held.whole:
        return
    held.entries += stretch.entries
    said = [Digest(stretch.leaves[at : at + 32]) for at in range(0, len(stretch.leaves), 32)]
    held.leaves += [*said, *[Digest(b"")] * len(stretch.entries)][: len(stretch.entries)]


class Exported(msgspec.Struct, frozen=True):
    """A file that was read and checked.

    Attributes:
        header: Who exported it, as it says.
        agreement: Its agreement, verified.
        checked: What the check found.
        finding: The first thing that is wrong, None: all holds.
    """

    header: Header
    agreement: Agreement
    checked: Audit
    finding: Finding | None


def check_file(read: Callable[[int], bytes]) -> Exported:
    """Read a file and check all that it holds.

    Args:
        read: Returns at most so many bytes, fewer only at the end of the file.

    Raises:
        OpenlineError: It is no record, or its agreement or a notice in it does not hold.
    """
    copy = ExportedCopy()
    header: Header | None = None
    signed = b""
    told: list[bytes] = []
    damage: Damaged | None = None
    try:
        for part, body in read_export(read):
            if isinstance(body, Header):
                header = body
            elif part is Part.AGREEMENT and isinstance(body, bytes):
                signed = body
            elif part is Part.NOTICE and isinstance(body, bytes):
                told.append(body)
            else:
                copy.take(part, body)
    except Damaged as error:
        damage = error
    assert header is not None
    # Signatures last: a file that was cut off, or is none, is refused before the first of them.
    agreement = parse_agreement(signed)
    notices = [verify_notice(notice, agreement) for notice in told]
    charter = charter_of_file(header, agreement, notices)
    checked = audit(charter, copy)
    finding = checked.finding
    if finding is None and damage is not None:
        finding = Finding(damage.code, damage.what, None, None, None)
    return Exported(header, agreement, checked, finding)


def charter_of_file(
    header: Header,
    agreement: Agreement,
    notices: Sequence[tuple[SignedNotice, Notice]] = (),
) -> Charter:
    """What the core needs of the agreement in a file.

    Raises:
        Malformed: The file names another line or other terms than its agreement.
    """
    if (header.line, header.terms) != (agreement.line, agreement.terms_hash):
        raise Malformed("The file names another line or other terms than its agreement.")
    if header.party >= len(agreement.terms.parties):
        raise Malformed("The file names an exporter that is no party of the line.")
    digests = {
        parse(Certificate, one.certificate, limit=CERTIFICATE_BYTES).station: Digest(
            sha256(one.certificate).digest()
        )
        for one in agreement.file.certificates
    }
    members = {
        station: Member(number, station, agreement.certificates[station].keys, digests[station])
        for number, party in enumerate(agreement.terms.parties)
        for station in party.stations
    }
    return Charter(
        LineId(agreement.line),
        header.party,
        StationId(header.station),
        agreement.terms,
        agreement.terms_hash,
        members,
        {terms.version: terms for terms in agreement.versions[:-1]},
        **governed(notices, agreement.hashes),
    )
