"""Putting a line's state into cells, and reading it back at a start.

The state is a cache of the record: what is read here could be folded again from the entries.

Spec: docs/spec/11-step.md, 4.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Protocol

import msgspec

from openline.core import quota
from openline.core.acts.act import Seen
from openline.core.acts.calls import Call
from openline.core.acts.watch import Watch
from openline.core.asking import unpack_request
from openline.core.crypto.keys import Digest, FeedId, StationId
from openline.core.fold import with_call
from openline.core.ledger import Holdings, Ledger
from openline.core.line import (
    AWAITED,
    CALLS,
    FEEDS,
    LEFT,
    LIVE,
    REGAIN,
    REQUESTS,
    STATEMENTS,
    WATCHES,
    Charter,
    FeedState,
    LineState,
    desk_key,
    place_key,
    ref_key,
)
from openline.core.quota import Uses
from openline.core.record.checkpoint import Statement, encode_statement, parse_statement
from openline.core.record.tree import Frontier


class Shelf(Holdings, Protocol):
    """Holdings that can list what they have; read at a start only."""

    def cells(
        self,
        space: bytes,
        *,
        after: bytes | None = None,
        before: bytes | None = None,
        limit: int = 1_000,
        newest_first: bool = False,
    ) -> list[tuple[bytes, bytes]]:
        """(key, value) pairs of a space."""
        ...


class Kept(msgspec.Struct, frozen=True):
    """What a feed's cell holds; its head, entries and statements stand elsewhere."""

    party: int
    incarnation: int
    feed: FeedId
    station: StationId
    folded: int
    seen: tuple[Seen, ...]
    inert: int
    frozen: bool
    closed: bool
    terms: int = 0
    ahead: tuple[bytes, ...] = ()
    asks: int = 0
    halted: bool = False
    adopts: Mapping[int, int] = {}


_SAME: Final = [name for name in Kept.__struct_fields__ if name != "ahead"]
"""What a feed's cell holds as its state has it."""

RINGS_COUNTED: Final = 1_000
"""So many newest rings of each party are looked at for what the last hour used."""

_unpack = msgspec.msgpack.Decoder(Kept).decode
_unpack_call = msgspec.msgpack.Decoder(Call).decode
_unpack_watch = msgspec.msgpack.Decoder(Watch).decode
_pack = msgspec.msgpack.Encoder().encode


def keep_feeds(charter: Charter, ledger: Ledger, before: LineState, after: LineState) -> None:
    """Write the cells of the feeds that a batch changed."""
    for feed in after.feeds.values():
        if before.feeds.get(feed.feed) is feed:
            continue
        ahead = tuple(encode_statement(statement) for statement in feed.ahead)
        kept = Kept(**{name: getattr(feed, name) for name in _SAME}, ahead=ahead)
        key = place_key(feed.party, feed.incarnation, 0)
        ledger.put(FEEDS + charter.line, key, _pack(kept))


def resume(charter: Charter, shelf: Shelf, heads: dict[FeedId, Frontier]) -> LineState:
    """Read a line's state from the store. Without any cells: a line that was never started."""
    line = LineState()
    for _, packed in _all(shelf, FEEDS + charter.line):
        line = line.with_feed(_feed(charter, shelf, _unpack(packed), heads))
    line = _own(charter, shelf, line)
    line = msgspec.structs.replace(line, left=_sizes(shelf, LEFT + charter.line))
    for packed in _named(shelf, LIVE + charter.line, CALLS + charter.line):
        line = with_call(line, _unpack_call(packed))
    awaited = map(
        unpack_request, _named(shelf, AWAITED + charter.line, REQUESTS + charter.line)
    )
    sent = {ref_key(request.deed.ref): request for request in awaited}
    # Judging may have been cut short; the first look at the time goes on with it.
    due = any(feed.unjudged for feed in line.feeds.values())
    line = msgspec.structs.replace(line, requests=sent, uses=_uses(charter, shelf), backlog=due)
    return _watches(charter, shelf, line)


def _watches(charter: Charter, shelf: Shelf, line: LineState) -> LineState:
    """The line with what its desks last said of their watch."""
    desks = ((desk.party, desk.code) for desk in charter.terms.desks)
    kept = ((desk, shelf.cell(WATCHES + charter.line, desk_key(*desk))) for desk in desks)
    watches = {desk: _unpack_watch(packed) for desk, packed in kept if packed is not None}
    return msgspec.structs.replace(line, watches=watches)


def _named(shelf: Shelf, names: bytes, space: bytes) -> Iterator[bytes]:
    """The cells of a space whose keys are those of another."""
    for key, _ in _all(shelf, names):
        packed = shelf.cell(space, key)
        assert packed is not None
        yield packed


def _all(shelf: Shelf, space: bytes) -> Iterator[tuple[bytes, bytes]]:
    """All cells of a space: many parties, each restored often, fill more than one page."""
    after: bytes | None = None
    while page := shelf.cells(space, after=after):
        yield from page
        after = page[-1][0]


def _own(charter: Charter, shelf: Shelf, line: LineState) -> LineState:
    """The line with our own place on it."""
    newest = line.newest(charter.me)
    if newest is None:
        return line
    recovering = newest.incarnation > 0 and not newest.adopts
    return msgspec.structs.replace(
        line,
        own=newest.feed,
        unheard=frozenset(charter.others if recovering else ()),
        regain=_sizes(shelf, REGAIN + charter.line),
    )


def _sizes(shelf: Shelf, space: bytes) -> dict[FeedId, int]:
    """What is kept by feed as a size."""
    return {FeedId(feed): int.from_bytes(size, "big") for feed, size in _all(shelf, space)}


def _feed(
    charter: Charter, shelf: Shelf, kept: Kept, heads: dict[FeedId, Frontier]
) -> FeedState:
    own = kept.party == charter.me
    theirs = _statements(shelf, kept.feed, kept.station)
    feed = FeedState(
        **{name: getattr(kept, name) for name in _SAME},
        frontier=heads.get(kept.feed, Frontier.empty()),
        provisional=_newest(theirs),
        firm=theirs[1],
        ahead=tuple(parse_statement(packed) for packed in kept.ahead),
    )
    if not own:
        ours = _statements(shelf, kept.feed, charter.station)
        return msgspec.structs.replace(feed, receipt=_newest(ours), firm_receipt=ours[1])
    receipts: dict[int, Statement] = {}
    firm_receipts: dict[int, Statement] = {}
    for member in charter.members.values():
        if member.party == charter.me:
            continue
        given = _statements(shelf, kept.feed, member.station)
        newest, firm = _newest(given), given[1]
        if newest is not None:
            receipts[member.party] = newest
        if firm is not None:
            firm_receipts[member.party] = firm
    return msgspec.structs.replace(feed, receipts=receipts, firm_receipts=firm_receipts)


def _statements(
    shelf: Shelf, feed: FeedId, station: StationId
) -> tuple[Statement | None, Statement | None]:
    """The newest provisional and the newest firm statement of a station about a feed."""
    grades = (
        shelf.cell(STATEMENTS + feed, station + grade) for grade in (b"provisional", b"firm")
    )
    provisional, firm = (parse_statement(packed) if packed else None for packed in grades)
    return provisional, firm


def _newest(statements: Sequence[Statement | None]) -> Statement | None:
    known = [one for one in statements if one is not None]
    return max(known, key=lambda one: (one.size, one.firm), default=None)


def root_of(head_peaks: bytes, size: int) -> Frontier:
    """A frontier from a stored head."""
    peaks = tuple(Digest(head_peaks[n : n + 32]) for n in range(0, len(head_peaks), 32))
    return Frontier(size, peaks)


def _uses(charter: Charter, shelf: Shelf) -> Uses:
    """What was rung lately, as far as the cells tell; messages are counted from now on."""
    found: list[Call] = []
    for party in range(len(charter.terms.parties)):
        cells = shelf.cells(
            CALLS + charter.line,
            after=party.to_bytes(2, "big"),
            before=place_key(party + 1, 0, 0),
            limit=RINGS_COUNTED,
            newest_first=True,
        )
        found += [_unpack_call(packed) for _, packed in cells]
    uses = Uses()
    for call in sorted(found, key=lambda one: one.held_ms):
        pair = (call.deed.ref.party, call.sender, call.to.party, call.to.desk)
        uses, _ = quota.rings(uses, charter.terms, pair, call.ring.precedence, call.held_ms)
    return uses
