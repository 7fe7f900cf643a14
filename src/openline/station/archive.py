"""Reads of a line's record for the page and the command line: entries, proofs.

Spec: docs/console.md, 3; docs/spec/12-export.md.
"""

from typing import Any

import msgspec

from openline.core.acts.act import Ref, parse_act, write_ref
from openline.core.crypto.keys import FeedId
from openline.core.errors import BadInput, OpenlineError
from openline.core.ledger import Ledger
from openline.core.line import INERT, Charter, FeedState, LineState
from openline.core.record.notes import render_note, render_proof
from openline.core.record.tree import inclusion_path
from openline.ports.store import Store
from openline.station.views.names import TYPE_NAMES, desk_doc

Doc = dict[str, Any]


def _feed(state: LineState, feed: FeedId) -> FeedState:
    known = state.feeds.get(feed)
    if known is None:
        raise BadInput("There is no such feed on this line.")
    return known


def record_page(
    store: Store,
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


def proof(store: Store, charter: Charter, state: LineState, feed_id: FeedId, index: int) -> str:
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
