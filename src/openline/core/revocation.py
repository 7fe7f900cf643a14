"""Up to where the feeds of a revoked station are judged: what others had acknowledged stands.

A party cannot disown, by a size that it chooses, what another party had seen before it noted
the revocation. So the end of each feed follows from the others' feeds, and is the same for all
who hold the notice.

Spec: docs/spec/10-governance.md, 4.
"""

from typing import Final

import msgspec

from openline.core.acts.act import Seen, parse_act
from openline.core.crypto.keys import Digest, FeedId
from openline.core.errors import PeerError
from openline.core.ledger import Ledger
from openline.core.line import NOTED, Charter, FeedState, LineState

_pack: Final = msgspec.msgpack.Encoder().encode
_unpack: Final = msgspec.msgpack.Decoder(tuple[Seen, ...]).decode


def note(ledger: Ledger, feed: FeedId, notice: Digest, seen: tuple[Seen, ...]) -> None:
    """Keep what a feed had seen, its note included, when it first noted a notice."""
    if ledger.cell(NOTED + feed, notice) is None:
        ledger.put(NOTED + feed, notice, _pack(seen))


def noted(ledger: Ledger, feed: FeedId, notice: Digest) -> bool:
    """Whether a feed has noted a notice."""
    return ledger.cell(NOTED + feed, notice) is not None


def judged_at_most(charter: Charter, line: LineState, ledger: Ledger, feed: FeedState) -> int:
    """How many entries of a feed are judged; those beyond are void. It never shrinks."""
    revoked = charter.revoked.get(feed.station)
    if revoked is None:
        return feed.size
    return max(revoked.ends.get(feed.feed, 0), seen_of(line, ledger, feed, revoked.notice))


def seen_of(line: LineState, ledger: Ledger, feed: FeedState, notice: bytes = b"") -> int:
    """How much of a feed other parties say to have seen, each until it noted a notice."""
    most, at = 0, (feed.party, feed.incarnation)
    for other in line.feeds.values():
        if other.party == feed.party:
            continue
        packed = ledger.cell(NOTED + other.feed, notice)
        told = _unpack(packed) if packed else (*other.seen, *_waiting(ledger, other))
        of = [one.size for one in told if (one.party, one.incarnation) == at]
        most = max(most, *of, 0)
    return most


def _waiting(ledger: Ledger, feed: FeedState) -> tuple[Seen, ...]:
    """What the next entry of a feed says to have seen: it waits until that much is judged."""
    entry = ledger.entry(feed.feed, feed.folded) if feed.folded < feed.size else None
    if entry is None:
        return ()
    try:
        return parse_act(entry[0]).seen
    except PeerError:
        return ()
