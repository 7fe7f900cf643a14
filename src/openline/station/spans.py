"""What goes into one parcel of a feed, and where to begin if the other side cannot be asked.

Spec: docs/spec/06-session.md, 6; docs/spec/20-carriage.md, 2.
"""

from typing import Final

from openline.core.acts.act import Ref
from openline.core.crypto.keys import Digest
from openline.core.line import Charter, LineState
from openline.core.parcels import ENTRIES_LIMIT, Contrast, Entries, Express, Have, HaveFeed
from openline.core.record.checkpoint import Statement, encode_statement
from openline.core.record.evidence import fork_path
from openline.core.record.tree import consistency_path, inclusion_path
from openline.core.replication import SendEntries
from openline.ports.store import Reader
from openline.station.tail import Tail

SEND_BYTES: Final = 56_000
"""Entries in one parcel, in bytes; leaves room for the statement and the path."""
NARROW_SEND_BYTES: Final = 1_000
"""The same on a narrow link. Spec 22, 5."""
_NOTHING: Final = bytes(8)


def entries_of(
    owed: SendEntries, start: int, reader: Reader, tail: Tail, most: int = SEND_BYTES
) -> Entries:
    """As many entries from `start` on as one parcel holds, under the statement that is owed."""
    stop = min(owed.stop, start + ENTRIES_LIMIT)
    data = tail.read(owed.feed, start, stop, most)
    if not data:
        data = reader.entries(owed.feed, start, stop, max_bytes=most)
    end = start + len(data)
    path: tuple[Digest, ...] = ()
    if end < owed.stop:
        path = tuple(consistency_path(end, owed.stop, tail.nodes(owed.feed, reader)))
    return Entries(owed.feed, start, tuple(data), encode_statement(owed.statement), path)


def contrast_of(owed: SendEntries, reader: Reader, tail: Tail) -> Contrast:
    """What the other side's entries come to in the tree of the statement that is owed."""
    nodes = tail.nodes(owed.feed, reader)
    path = fork_path(owed.contrast, owed.statement.size, nodes)
    return Contrast(owed.contrast, encode_statement(owed.statement), tuple(path))


def told(charter: Charter, state: LineState, party: int, *, everything: bool) -> Have:
    """What a party holds as far as its receipts say; nothing if it is to be given everything.

    Statements are not counted as told: they are small, and the newest are always taken along.
    """
    feeds = []
    for feed in state.feeds.values():
        if feed.party == charter.me:
            receipt = feed.receipts.get(party)
            held = receipt.size if receipt else 0
        elif feed.party == party:
            held = feed.provisional.size if feed.provisional else 0
        else:
            continue
        feeds.append(HaveFeed(feed.feed, 0 if everything else held, 0, 0, 0, 0))
    return Have(tuple(feeds), _NOTHING, _NOTHING, 0, 0)


def ahead_of(ref: Ref, statement: Statement, reader: Reader, tail: Tail) -> Express | None:
    """An entry ahead of its place, under a statement; None if that does not cover it yet."""
    feed = statement.feed
    if ref.index >= statement.size:
        return None
    found = tail.read(feed, ref.index, ref.index + 1, SEND_BYTES)
    if not found:
        found = reader.entries(feed, ref.index, ref.index + 1, max_bytes=SEND_BYTES)
    path = inclusion_path(ref.index, statement.size, tail.nodes(feed, reader))
    return Express(feed, ref.index, found[0], encode_statement(statement), tuple(path))
