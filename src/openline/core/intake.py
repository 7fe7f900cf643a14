"""Taking what another station sends of its feed: entries, checkpoints, receipts.

Entries are taken only if, together with what is held, they hash to a root that their author
signed. What they say is judged afterwards, by the fold: a receipt means stored, never valid.

Spec: docs/spec/03-feed.md, 7; docs/spec/04-checkpoint.md, 4 to 6.
"""

from collections.abc import Sequence
from typing import Final

import msgspec

from openline.core.acts import upkeep
from openline.core.acts.act import parse_act
from openline.core.codec import encode
from openline.core.crypto.keys import Digest, FeedId, StationId
from openline.core.errors import BadProof, Malformed, OutOfTurn, PeerError, RecordFork
from openline.core.ledger import Ledger
from openline.core.line import (
    EVIDENCE,
    RECEIVED,
    STATEMENTS,
    Charter,
    FeedState,
    LineState,
    size_key,
)
from openline.core.parcels import Entries
from openline.core.record.checkpoint import (
    Statement,
    encode_statement,
    parse_statement,
    verify_statement,
)
from openline.core.record.evidence import encode_evidence, fork_path, make_evidence
from openline.core.record.tree import (
    Frontier,
    grow,
    leaf_hash,
    root_at,
    verify_consistency,
)

RECENT: Final = 64
"""How many sizes and roots of a feed are kept at hand."""


class Gap(PeerError):
    """Entries that begin beyond what is held: ask for those between. Nobody is to blame."""

    code = "gap"


def take_entries(
    charter: Charter, line: LineState, ledger: Ledger, sender: StationId, given: Entries
) -> LineState:
    """Store entries of the sender's own feed that its statement covers.

    Raises:
        Gap: They begin beyond what is held.
        RecordFork: A root that contradicts what its author signed before.
        PeerError: They are refused; nothing was written.
    """
    statement = parse_statement(given.statement)
    feed_id = FeedId(given.feed)
    if statement.feed != feed_id:
        raise Malformed("The statement is about another feed than the entries.")
    feed = line.feeds.get(feed_id) or _opened(charter, line, sender, given)
    if feed.station != sender or feed.party == charter.me:
        raise OutOfTurn("A station sent entries of a feed that is not its own.")
    if feed.frozen:
        raise RecordFork("The feed is frozen: two histories of it were signed.")
    fresh = _fresh(feed, given)
    if not fresh:
        return take_checkpoint(charter, line, ledger, sender, statement)
    member = charter.members[sender]
    verify_statement(statement, member.keys, sender, firm=False)
    leaves = [leaf_hash(entry) for entry in fresh]
    _check_root(feed.frontier, leaves, statement, given.path)
    after = ledger.append(feed.feed, feed.frontier, fresh, leaves)
    line = line.with_feed(msgspec.structs.replace(feed, frontier=after))
    if statement.size == after.size:
        return _keep_checkpoint(line, ledger, feed.feed, statement)
    return line


def _opened(charter: Charter, line: LineState, sender: StationId, given: Entries) -> FeedState:
    """The state of a feed whose entry 0 is before us."""
    member = charter.members[sender]
    if given.start != 0:
        raise Gap("A feed that is not known here; its first entry is missing.", start=0)
    first = parse_act(given.entries[0])
    if first.type != upkeep.FEED_OPEN:
        raise Malformed("A feed begins with the act that opens it.")
    incarnation = first.body.incarnation
    if first.body.certificate != member.certificate:
        raise OutOfTurn("A feed opened under a certificate that is not its station's.")
    if incarnation >= 1 << 32 or charter.feed(member.party, incarnation) != given.feed:
        raise Malformed("The feed's id does not follow from its party and incarnation.")
    newest = line.newest(member.party)
    if newest is not None and newest.incarnation >= incarnation:
        raise OutOfTurn("A party opened a feed with a number not above its last one.")
    return FeedState(
        party=member.party,
        incarnation=incarnation,
        feed=FeedId(given.feed),
        station=sender,
        frontier=Frontier.empty(),
    )


def _fresh(feed: FeedState, given: Entries) -> Sequence[bytes]:
    if given.start > feed.size:
        raise Gap("Entries before these are missing.", start=feed.size)
    return given.entries[feed.size - given.start :]


def _check_root(
    before: Frontier, leaves: Sequence[Digest], statement: Statement, path: Sequence[bytes]
) -> None:
    after, _ = grow(before, leaves)
    digests = [Digest(step) for step in path]
    try:
        verify_consistency(after.size, after.root(), statement.size, statement.root, digests)
    except RecordFork:
        raise BadProof(
            "The entries do not hash to the root that their author signed."
        ) from None


def take_checkpoint(
    charter: Charter,
    line: LineState,
    ledger: Ledger,
    sender: StationId,
    statement: Statement,
) -> LineState:
    """Take a newer statement of an author about its own feed.

    Raises:
        Gap: It covers entries that are not held.
        RecordFork: It contradicts what is held and signed; evidence was written.
        PeerError: It is refused.
    """
    feed = line.feeds.get(statement.feed)
    if feed is None or statement.size > feed.size:
        raise Gap(
            "A checkpoint over entries that are not held.", start=feed.size if feed else 0
        )
    if feed.station != sender:
        raise OutOfTurn("A station signed a checkpoint of a feed that is not its own.")
    if feed.frozen or not _newer(feed, statement):
        return line
    member = charter.members[sender]
    verify_statement(statement, member.keys, sender, firm=False)
    held = _root_at(feed, ledger, statement.size)
    if held != statement.root:
        return _forked(line, ledger, feed, statement)
    return _keep_checkpoint(line, ledger, feed.feed, statement)


def _root_at(feed: FeedState, ledger: Ledger, size: int) -> Digest:
    if size == feed.size:
        return feed.frontier.root()
    for recent, root in reversed(feed.recent):
        if recent == size:
            return root
    return root_at(size, ledger.nodes(feed.feed))


def _newer(feed: FeedState, statement: Statement) -> bool:
    """Whether a statement tells more than what is kept, or something else."""
    known = feed.firm if statement.firm else feed.provisional
    if known is None or statement.size > known.size:
        return True
    return statement.size < known.size or statement.root != known.root


def _keep_checkpoint(
    line: LineState, ledger: Ledger, feed_id: FeedId, statement: Statement
) -> LineState:
    feed = line.feeds[feed_id]
    news = feed.provisional is None or statement.size >= feed.provisional.size
    news_firm = statement.firm and (feed.firm is None or statement.size >= feed.firm.size)
    if not news and not news_firm:
        return line
    keep_statement(ledger, feed.station, statement)
    return line.with_feed(
        msgspec.structs.replace(
            feed,
            provisional=statement if news else feed.provisional,
            firm=statement if news_firm else feed.firm,
            recent=recently(feed, statement),
        )
    )


def recently(feed: FeedState, statement: Statement) -> tuple[tuple[int, Digest], ...]:
    """The newest sizes that the author signed, with a statement that was checked or made."""
    head = (statement.size, statement.root)
    return feed.recent if head in feed.recent else (*feed.recent[1 - RECENT :], head)


def _forked(
    line: LineState, ledger: Ledger, feed: FeedState, statement: Statement
) -> LineState:
    """Keep both statements for ever and take nothing more of this feed."""
    held = feed.firm if statement.firm and feed.firm is not None else feed.provisional
    assert held is not None
    older, newer = sorted((held, statement), key=lambda one: one.size)
    key = size_key(older.size) + size_key(newer.size)
    pair = encode([encode_statement(older), encode_statement(newer)])
    ledger.put(EVIDENCE + feed.feed, b"pair" + key, pair)
    if held.firm and statement.firm and newer is held:
        path = fork_path(older.size, newer.size, ledger.nodes(feed.feed))
        proof = make_evidence(feed.station, statement, held, path)
        ledger.put(EVIDENCE + feed.feed, b"proof" + key, encode_evidence(proof))
    return line.with_feed(msgspec.structs.replace(feed, frozen=True))


def keep_statement(ledger: Ledger, station: StationId, statement: Statement) -> None:
    """Write a statement: the newest of its grade, and the newest firm one of each hour."""
    space = STATEMENTS + statement.feed
    packed = encode_statement(statement)
    grade = b"firm" if statement.firm else b"provisional"
    ledger.put(space, station + grade, packed)
    if statement.firm:
        hour = (statement.time // 3_600).to_bytes(8, "big")
        ledger.put(space, station + b"hour" + hour, packed)


def take_receipt(
    charter: Charter,
    line: LineState,
    ledger: Ledger,
    sender: StationId,
    statement: Statement,
    now_ms: int,
) -> LineState:
    """Take another party's receipt on one of our own feeds.

    Raises:
        PeerError: It covers what we never signed, or does not verify.
    """
    feed = line.feeds[statement.feed]
    member = charter.members[sender]
    known = feed.receipts.get(member.party)
    known_firm = feed.firm_receipts.get(member.party)
    news = known is None or statement.size > known.size
    news_firm = statement.firm and (known_firm is None or statement.size > known_firm.size)
    if not news and not news_firm:
        return line
    if statement.size > feed.size:
        raise OutOfTurn("A receipt for entries that this station does not hold.")
    verify_statement(statement, member.keys, sender, firm=False)
    if _root_at(feed, ledger, statement.size) != statement.root:
        raise OutOfTurn("A receipt for another history than ours.")
    if news:
        feed = msgspec.structs.replace(
            feed, receipts={**feed.receipts, member.party: statement}
        )
        when = now_ms.to_bytes(8, "big")
        ledger.put(RECEIVED + feed.feed + sender, size_key(statement.size), when)
    if news_firm:
        feed = msgspec.structs.replace(
            feed, firm_receipts={**feed.firm_receipts, member.party: statement}
        )
    keep_statement(ledger, sender, statement)
    return line.with_feed(feed)
