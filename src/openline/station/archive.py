"""Reads of a line's record for the page and the command line: entries, proofs, checks, export.

Everything here reads a store that may be written at the same time. It looks at the line as
`state` says it was, and at nothing that was written later.

Spec: docs/console.md, 3; docs/spec/12-export.md.
"""

import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

import msgspec

from openline.core.acts.act import Ref, parse_act, write_ref
from openline.core.agreement.document import Agreement, parse_agreement
from openline.core.codec import parse
from openline.core.crypto.keys import Digest, FeedId, StationId
from openline.core.errors import BadInput, OpenlineError
from openline.core.ledger import Ledger
from openline.core.line import (
    BLOBS,
    EVIDENCE,
    INERT,
    STATEMENTS,
    Charter,
    FeedState,
    LineState,
)
from openline.core.record.notes import render_note, render_proof
from openline.core.record.tree import inclusion_path
from openline.ports.store import Reader
from openline.station import container as file
from openline.station.audit import Audit, Finding, audit
from openline.station.caches import all_cells, first_difference
from openline.station.container import (
    Body,
    FeedHead,
    Fork,
    Header,
    Pair,
    Part,
    SignedBy,
    Stretch,
)
from openline.station.views.names import TYPE_NAMES, desk_doc

Doc = dict[str, Any]

PART_BYTES = 1 << 18


def _feed(state: LineState, feed: FeedId) -> FeedState:
    known = state.feeds.get(feed)
    if known is None:
        raise BadInput("There is no such feed on this line.")
    return known


def record_page(
    store: Reader,
    charter: Charter,
    state: LineState,
    feed_id: FeedId,
    before: int | None,
    limit: int,
) -> Doc:
    """Return `{"entries": [...]}`, newest first, with indexes below `before`."""
    feed = _feed(state, feed_id)
    stop = feed.size if before is None else min(before, feed.size)
    start = max(0, stop - limit)
    leaves = store.leaves(feed_id, start, stop)
    data = store.entries(feed_id, start, stop, max_bytes=1 << 24)
    firm = feed.firm.size if feed.firm else 0
    entries = []
    for index, (leaf, entry) in enumerate(zip(leaves, data, strict=True), start):
        ref = Ref(feed.party, feed.incarnation, index, leaf)
        inert = store.cell(INERT + feed_id, index.to_bytes(8, "big"))
        entries.append(
            {
                "ref": write_ref(ref),
                "index": index,
                "leaf": leaf.hex(),
                "size": len(entry),
                "provisional": index >= firm,
                "inert": inert.decode() if inert else None,
                **_said(charter, feed, entry),
            }
        )
    entries.reverse()
    return {"entries": entries}


def _said(charter: Charter, feed: FeedState, entry: bytes) -> Doc:
    try:
        act = parse_act(entry)
    except OpenlineError:
        return {
            "type": None,
            "kind": None,
            "at_ms": None,
            "from": None,
            "to": None,
            "body": None,
        }
    to = act.to
    return {
        "type": TYPE_NAMES.get(act.type, str(act.type)),
        "kind": act.kind.name,
        "at_ms": act.at,
        "from": desk_doc(charter.terms, feed.party, act.sender) if act.sender else None,
        "to": None if to is None else desk_doc(charter.terms, to.party, to.desk),
        "body": _fields(act.body),
    }


def _fields(body: msgspec.Struct) -> Doc:
    """The fields of a body by name; bytes as hexadecimal."""
    return {name: _plain(getattr(body, name)) for name in body.__struct_fields__}


def _plain(value: object) -> Any:
    match value:
        case Ref():
            return write_ref(value)
        case bytes():
            return value.hex()
        case msgspec.Struct():
            return _fields(value)
        case tuple() | list():
            return [_plain(one) for one in value]
        case _:
            return value


def proof(
    store: Reader, charter: Charter, state: LineState, feed_id: FeedId, index: int
) -> str:
    """Return the proof of one entry as the text of a C2SP tlog-proof file.

    Raises:
        BadInput: There is no such entry, or no firm statement covers it yet.
    """
    feed = _feed(state, feed_id)
    firm = feed.firm
    if firm is None or not 0 <= index < firm.size:
        raise BadInput(
            "No statement with both signatures covers that entry yet.",
            advice="Wait a minute, then save the proof.",
        )
    data = store.entries(feed_id, index, index + 1, max_bytes=1)
    path = inclusion_path(index, firm.size, Ledger(store).nodes(feed_id))
    given = [(charter.members[feed.station].keys, firm)]
    if feed.firm_receipt is not None and feed.firm_receipt.size == firm.size:
        given.append((charter.members[charter.station].keys, feed.firm_receipt))
    for member in charter.members.values():
        receipt = feed.firm_receipts.get(member.party)
        if receipt is not None and receipt.size == firm.size:
            given.append((member.keys, receipt))
    return render_proof(data[0], index, path, render_note(given))


class StoredCopy:
    """A line in a store, as far as `state` goes; see `audit.Copy`."""

    def __init__(self, store: Reader, state: LineState) -> None:
        self._store = store
        self._state = state

    def feeds(self) -> list[FeedHead]:
        """All feeds, by party and incarnation."""
        feeds = sorted(self._state.feeds.values(), key=lambda f: (f.party, f.incarnation))
        return [FeedHead(f.party, f.incarnation, f.feed, f.station, f.size) for f in feeds]

    def statements(self, feed: FeedId) -> list[tuple[StationId, bytes]]:
        """Every kept statement about at most the entries that `state` knows, by size."""
        known = self._state.feeds[feed].size
        found: dict[tuple[int, bytes, bytes], tuple[StationId, bytes]] = {}
        for key, packed in all_cells(self._store, STATEMENTS + feed):
            signer = StationId(key[:32])
            size = int.from_bytes(packed[16:24], "big")
            if size <= known:
                found[size, signer, packed] = (signer, packed)
        return [found[key] for key in sorted(found)]

    def evidence(self, feed: FeedId) -> list[bytes]:
        """Proofs that two histories were signed."""
        return [
            data
            for key, data in all_cells(self._store, EVIDENCE + feed)
            if key.startswith(b"proof")
        ]

    def pairs(self, feed: FeedId) -> list[Pair]:
        """Statements that contradict each other."""
        known = self._state.feeds[feed]
        # Before it is halted more of it is judged, here and by whoever reads this.
        judged = known.folded if known.halted else known.size
        found = (
            parse(Fork, data)
            for key, data in all_cells(self._store, EVIDENCE + feed)
            if key.startswith(b"pair")
        )
        return [
            Pair(fork.older, fork.newer, fork.size, fork.path, judged)
            for fork in found
            if fork.size <= known.size
        ]

    def entries(self, feed: FeedId, start: int, stop: int, *, max_bytes: int) -> list[bytes]:
        """Entries of a range."""
        stop = min(stop, self._state.feeds[feed].size)
        return self._store.entries(feed, start, stop, max_bytes=max_bytes)

    def leaves(self, feed: FeedId, start: int, stop: int) -> list[Digest]:
        """The leaf hashes that were kept with them."""
        return self._store.leaves(feed, start, stop)


def check(
    store: Reader, charter: Charter, state: LineState, agreement: Agreement
) -> tuple[Audit, Finding | None]:
    """Check the agreement, the record in a store, and what the station concluded from it.

    A station that is still judging what came at once is checked as far as it has come.

    Returns:
        The audit, and the first thing that is wrong, in the record or in the conclusions.
    """
    feeds = state.feeds.values()
    judged = {feed.feed: feed.folded for feed in feeds} if state.backlog else None
    checked = audit(charter, StoredCopy(store, state), judged)
    try:
        parse_agreement(agreement.encode())
    except OpenlineError as error:
        return checked, Finding("agreement", error.what, None, None, None)
    if checked.finding is not None:
        return checked, checked.finding
    return checked, first_difference(store, charter, state, checked)


def verify(store: Reader, charter: Charter, state: LineState, agreement: Agreement) -> Doc:
    """Check the line's record from its bytes; return the `verified` document."""
    _, found = check(store, charter, state, agreement)
    return {
        "at_ms": time.time_ns() // 1_000_000,
        "entries": sum(feed.size for feed in state.feeds.values()),
        "result": "holds" if found is None else "broken",
        "first_bad": None if found is None else finding_doc(found),
    }


def finding_doc(found: Finding) -> Doc:
    """What is wrong, for pages and programs."""
    return {
        "code": found.code,
        "what": found.what,
        "party": found.party,
        "incarnation": found.incarnation,
        "index": found.index,
    }


def export(
    store: Reader,
    charter: Charter,
    state: LineState,
    agreement: bytes,
    notices: Sequence[bytes] = (),
) -> Iterator[bytes]:
    """Return the record as a file, in pieces.

    Args:
        store: Where the record is kept.
        charter: The line's charter; its `me` is named as the exporter.
        state: How far the record goes.
        agreement: The bytes of the agreement file.
        notices: Root-signed notices about the line.
    """
    return file.write_export(_parts(store, charter, state, agreement, notices))


def _parts(
    store: Reader,
    charter: Charter,
    state: LineState,
    agreement: bytes,
    notices: Sequence[bytes],
) -> Iterator[tuple[Part, Body]]:
    made_at = time.time_ns() // 1_000_000
    yield (
        Part.HEADER,
        Header(charter.line, charter.terms_hash, charter.me, charter.station, made_at),
    )
    yield Part.AGREEMENT, agreement
    for notice in notices:
        yield Part.NOTICE, notice
    copy = StoredCopy(store, state)
    for head in copy.feeds():
        feed = FeedId(head.feed)
        yield Part.FEED, head
        for signer, packed in copy.statements(feed):
            yield Part.STATEMENT, SignedBy(signer, packed)
        yield from _stretches(copy, feed, head.size)
        for proof_of_fork in copy.evidence(feed):
            yield Part.EVIDENCE, proof_of_fork
        for pair in copy.pairs(feed):
            yield Part.PAIR, pair
    for digest, blob in all_cells(store, BLOBS + charter.line):
        if sha256(blob).digest() == digest:
            yield Part.BLOB, blob


def _stretches(copy: StoredCopy, feed: FeedId, size: int) -> Iterator[tuple[Part, Body]]:
    start = 0
    while start < size:
        stop = min(size, start + file.ENTRIES_IN_PART)
        data = copy.entries(feed, start, stop, max_bytes=PART_BYTES)
        if not data:
            return
        leaves = copy.leaves(feed, start, start + len(data))
        yield Part.ENTRIES, Stretch(start, tuple(data), b"".join(leaves))
        start += len(data)
