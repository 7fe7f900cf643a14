"""Taking what another station sends of its feed: entries, checkpoints, receipts.

Entries are taken only if, together with what is held, they hash to a root that their author
signed. What they say is judged afterwards, by the fold: a receipt means stored, never valid.

Spec: docs/spec/03-feed.md, 7; docs/spec/04-checkpoint.md, 4 to 6.
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Final

import msgspec

from openline.core.acts import upkeep
from openline.core.acts.act import parse_act
from openline.core.codec import encode
from openline.core.crypto.keys import Digest, FeedId, StationId, StationKeys
from openline.core.errors import (
    BadProof,
    Malformed,
    OutOfTurn,
    PeerError,
    RecordFork,
    TooLarge,
    UnknownStation,
)
from openline.core.ledger import Ledger
from openline.core.line import (
    EVIDENCE,
    FEEDS_OF_A_PARTY,
    LEFT,
    RECEIVED,
    STATEMENTS,
    Charter,
    FeedState,
    LineState,
    Member,
    size_key,
)
from openline.core.parcels import Contrast, Entries
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
    implied_roots,
    leaf_hash,
    root_at,
    verify_consistency,
)
from openline.core.revocation import seen_of

RECENT: Final = 64
"""How many sizes and roots of a feed are kept at hand."""
AHEAD: Final = 8
"""How many statements about entries that are not held yet are kept of a feed."""


class Gap(PeerError):
    """Entries that begin beyond what is held: ask for those between. Nobody is to blame."""

    code = "gap"


def take_entries(
    charter: Charter, line: LineState, ledger: Ledger, sender: StationId, given: Entries
) -> LineState:
    """Store entries that their author's statement covers.

    They are of a feed of the sender's party; or of one of ours: what a counterpart still holds
    under our own signature although our store lost it; or of a third party's, passed on under
    both its signatures, since no session of its own vouches for them. What comes of a feed that
    its party left behind, beyond what the party knows that we hold, comes too late and is not
    taken.

    Raises:
        Gap: They begin beyond what is held.
        BadProof: They do not hash to the root that their author signed; see `keep_contested`.
        RecordFork: The feed is frozen.
        PeerError: They are refused; nothing was written.
    """
    statement = parse_statement(given.statement)
    feed_id = FeedId(given.feed)
    if statement.feed != feed_id:
        raise Malformed("The statement is about another feed than the entries.")
    known = line.feeds.get(feed_id)
    feed = known or _opened(charter, line, given)
    mine = feed.party == charter.me
    passed_on = feed.party not in (charter.me, charter.members[sender].party)
    if known is None and line.full(feed.party):
        blamed = Gap if passed_on else OutOfTurn
        raise blamed("A party opened too many feeds.", limit=FEEDS_OF_A_PARTY)
    if feed.frozen and not passed_on:
        raise RecordFork("The feed is frozen: two histories of it were signed.")
    end = given.start + len(given.entries)
    if feed.frozen or _too_late(charter, line, ledger, feed, end, statement.size):
        # That it is there is noted: what another tells of it keeps nobody waiting for it.
        verify_statement(statement, _keys(charter, feed), feed.station, firm=passed_on)
        return line if known or mine else leave(charter, line, ledger, feed_id, 0)
    fresh = _fresh(feed, given)
    if not fresh:
        return line if mine else take_checkpoint(charter, line, ledger, sender, statement)
    _check_lengths(charter, fresh)
    verify_statement(statement, _keys(charter, feed), feed.station, firm=passed_on)
    leaves = [leaf_hash(entry) for entry in fresh]
    _check_root(feed.frontier, leaves, statement, given.path)
    after = ledger.append(feed.feed, feed.frontier, fresh, leaves)
    # What covers the entries just taken stands first: the others may be of another history.
    ahead = {(one.size, one.root): one for one in (statement, *feed.ahead)}
    feed = msgspec.structs.replace(feed, frontier=after, ahead=tuple(ahead.values())[:AHEAD])
    if not mine:
        line = _leave_behind(charter, line, ledger, feed, fresh, opened=known is None)
    return _keep_promises(line.with_feed(feed), ledger, feed)


def _too_late(
    charter: Charter, line: LineState, ledger: Ledger, feed: FeedState, end: int, whole: int
) -> bool:
    """Whether entries go beyond what is taken of a feed that its party left behind.

    Until the party has said up to where it stands by it, what a third one had seen is taken.
    Our own come back until then, and once later if they are the `whole` that was signed.
    """
    newest = line.newest(feed.party)
    if newest is None or newest.incarnation <= feed.incarnation:
        return False
    if feed.party == charter.me and feed.feed not in line.left:
        return bool(newest.adopts) and (end < whole or feed.incarnation in newest.adopts)
    limit = line.left.get(feed.feed, 0)
    if not newest.adopts:
        limit = max(limit, seen_of(line, ledger, feed))
    return end > limit


def _leave_behind(
    charter: Charter,
    line: LineState,
    ledger: Ledger,
    feed: FeedState,
    fresh: Sequence[bytes],
    *,
    opened: bool,
) -> LineState:
    """Note up to where earlier feeds of a party are taken: read before the fold judges.

    What was held when the party's new feed came, since the party is told of it; and what the
    party itself says that it stands by.
    """
    if opened:
        for other in line.feeds.values():
            if other.party == feed.party and other.incarnation < feed.incarnation:
                told = other.provisional.size if other.provisional else 0
                line = leave(charter, line, ledger, other.feed, told)
        line = _stood_by(charter, line, ledger, feed, parse_act(fresh[0]).body.previous)
    for entry in fresh:
        if entry[1:2] == _ADOPTS:
            with suppress(PeerError):
                line = _stood_by(charter, line, ledger, feed, parse_act(entry).body)
    return line


_ADOPTS: Final = bytes((upkeep.FEED_ADOPT,))


def _stood_by(
    charter: Charter,
    line: LineState,
    ledger: Ledger,
    feed: FeedState,
    named: upkeep.End | upkeep.FeedAdopt | None,
) -> LineState:
    if named is None or named.incarnation >= min(feed.incarnation, 1 << 32):
        return line
    earlier = charter.feed(feed.party, named.incarnation)
    return leave(charter, line, ledger, earlier, named.size)


def leave(
    charter: Charter, line: LineState, ledger: Ledger, feed: FeedId, size: int
) -> LineState:
    """Take no more than `size` entries of a feed that is left behind, or than before."""
    full = len(line.left) >= FEEDS_OF_A_PARTY * len(charter.terms.parties)
    if size <= line.left.get(feed, -1) or (full and feed not in line.left):
        return line
    ledger.put(LEFT + charter.line, feed, size_key(size))
    return msgspec.structs.replace(line, left={**line.left, feed: size})


def keep_contested(line: LineState, given: Entries) -> LineState:
    """Keep the statement of entries that do not hash to it, after `BadProof`.

    Its author signed it. Should the feed that we hold ever reach its size, the two histories
    can be proven.
    """
    statement = parse_statement(given.statement)
    feed = line.feeds.get(statement.feed)
    if feed is None:
        return line
    return line.with_feed(msgspec.structs.replace(feed, ahead=promised(feed, statement)))


def _keys(charter: Charter, feed: FeedState) -> StationKeys:
    member = charter.members.get(feed.station)
    if member is None:
        raise UnknownStation("The feed is of a station that is no longer on the line.")
    return member.keys


def _opened(charter: Charter, line: LineState, given: Entries) -> FeedState:
    """The state of a feed whose entry 0 is before us.

    It may be one that its party has left behind already: a lossy path brings them in any order.
    """
    if given.start != 0:
        raise Gap("A feed whose first entry is missing here.", start=0, entries=True)
    first = parse_act(given.entries[0])
    if first.type != upkeep.FEED_OPEN:
        raise Malformed("A feed begins with the act that opens it.")
    member = _opener(charter, first.body.certificate)
    incarnation = first.body.incarnation
    if incarnation >= 1 << 32 or charter.feed(member.party, incarnation) != given.feed:
        raise Malformed("The feed's id does not follow from its party and incarnation.")
    return FeedState(
        party=member.party,
        incarnation=incarnation,
        feed=FeedId(given.feed),
        station=member.station,
        frontier=Frontier.empty(),
    )


def _opener(charter: Charter, certificate: Digest) -> Member:
    """The station that a feed names as its own."""
    for member in charter.members.values():
        if member.certificate == certificate:
            return member
    raise OutOfTurn("A feed opened under a certificate that is not its station's.")


def _fresh(feed: FeedState, given: Entries) -> Sequence[bytes]:
    if given.start > feed.size:
        raise Gap("Entries before these are missing.", start=feed.size, entries=True)
    return given.entries[feed.size - given.start :]


def _check_lengths(charter: Charter, fresh: Sequence[bytes]) -> None:
    limit = charter.terms.limits.entry
    for entry in fresh:
        if not 0 < len(entry) <= limit:
            raise TooLarge(
                f"An entry of {len(entry)} bytes; from 1 to {limit} are agreed.",
                size=len(entry),
                limit=limit,
            )


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


def promised(feed: FeedState, statement: Statement) -> tuple[Statement, ...]:
    """The author's statements beyond what is held, with one more that was verified."""
    told = (statement.size, statement.root)
    if len(feed.ahead) >= AHEAD or any((one.size, one.root) == told for one in feed.ahead):
        return feed.ahead
    return (*feed.ahead, statement)


def _keep_promises(line: LineState, ledger: Ledger, feed: FeedState) -> LineState:
    """Hold the author to what it signed ahead of its entries, as far as they came."""
    due = sorted((one for one in feed.ahead if one.size <= feed.size), key=lambda one: one.size)
    broken = [one for one in due if _root_at(feed, ledger, one.size) != one.root]
    for statement in [one for one in due if one not in broken]:
        line = _keep_checkpoint(line, ledger, feed.feed, statement)
    feed = line.feeds[feed.feed]
    if broken:
        # What was stored is judged all the same: anyone who reads the record judges it too.
        return _forked(line, ledger, broken[0], broken[0].size, ())
    rest = tuple(one for one in feed.ahead if one.size > feed.size)
    return line.with_feed(msgspec.structs.replace(feed, ahead=rest))


def take_checkpoint(
    charter: Charter, line: LineState, ledger: Ledger, sender: StationId, statement: Statement
) -> LineState:
    """Take a newer statement of an author about its own feed.

    Another party may bring it, under both signatures.

    Raises:
        Gap: It covers entries that its author has yet to send.
        RecordFork: It contradicts what is held and signed; evidence was written.
        PeerError: It is refused.
    """
    feed = line.feeds.get(statement.feed)
    if statement.size == 0:
        raise Malformed("A checkpoint over no entries.")
    passed_on = feed is not None and feed.station != sender
    if feed is None or (statement.size > feed.size and not passed_on):
        raise Gap(
            "A checkpoint over entries that are not held.", start=feed.size if feed else 0
        )
    if feed.frozen or not _newer(feed, statement):
        return line
    verify_statement(
        statement, _keys(charter, feed), feed.station, firm=passed_on, known=feed.provisional
    )
    if statement.size > feed.size:
        return line.with_feed(msgspec.structs.replace(feed, ahead=promised(feed, statement)))
    held = _root_at(feed, ledger, statement.size)
    if held != statement.root:
        return _forked(line, ledger, statement, statement.size, ())
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
    keep_statement(ledger, feed.station, statement, feed.firm)
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


def take_contrast(
    charter: Charter, line: LineState, ledger: Ledger, sender: StationId, given: Contrast
) -> LineState:
    """Compare what another party was shown of a third one's feed with what we were shown.

    Raises:
        PeerError: It is refused. That both were shown the same is no news.
    """
    statement = parse_statement(given.statement)
    feed = line.feeds.get(statement.feed)
    if feed is None or feed.party == charter.me or not 0 < given.size <= feed.size:
        return line
    if feed.frozen or statement.size <= feed.size:
        return take_checkpoint(charter, line, ledger, sender, statement)
    verify_statement(statement, _keys(charter, feed), feed.station, firm=True)
    path = [Digest(step) for step in given.path]
    older, newer = implied_roots(given.size, statement.size, path)
    if newer != statement.root:
        raise BadProof("The path does not lead to the root that the author signed.")
    if older == _root_at(feed, ledger, given.size):
        return line
    return _forked(line, ledger, statement, given.size, path)


def _forked(
    line: LineState, ledger: Ledger, statement: Statement, size: int, path: Sequence[Digest]
) -> LineState:
    """Keep both statements for ever and take nothing more of this feed.

    `size` is where they do. Of a statement about more than is held, `path` leads from there.
    """
    feed = line.feeds[statement.feed]
    held = _held_against(feed, statement, size)
    older, newer = (held, statement) if held.size < statement.size else (statement, held)
    key = size_key(older.size) + size_key(newer.size)
    pair = encode([encode_statement(older), encode_statement(newer), size, path])
    ledger.put(EVIDENCE + feed.feed, b"pair" + key, pair)
    here = newer is held and held.size <= feed.size
    if here:
        path = fork_path(older.size, newer.size, ledger.nodes(feed.feed))
    if held.firm and statement.firm and (here or (path and held.size == size)):
        proof = make_evidence(feed.station, statement, held, path)
        ledger.put(EVIDENCE + feed.feed, b"proof" + key, encode_evidence(proof))
    return line.with_feed(msgspec.structs.replace(feed, frozen=True, ahead=(older, newer)))


def _held_against(feed: FeedState, statement: Statement, size: int) -> Statement:
    """The author's statement about the history that we hold which proves most.

    It covers the `size` at which the other one contradicts it: else the two might well agree.
    """
    # Never empty: no entry is held without a statement that covered it.
    return next(
        one
        for one in (feed.firm, feed.provisional, *feed.ahead)
        if one is not None and one is not statement and one.size >= size
    )


def keep_statement(
    ledger: Ledger, station: StationId, statement: Statement, before: Statement | None
) -> None:
    """Write a statement: the newest of its grade stands, and the last firm one of each hour.

    Args:
        ledger: Where to.
        station: Who signed it.
        statement: The statement.
        before: The newest firm one of this station about this feed so far. It moves to its
            hour's place once another hour begins: a message then costs no second write.
    """
    space = STATEMENTS + statement.feed
    grade = b"firm" if statement.firm else b"provisional"
    ledger.put(space, station + grade, encode_statement(statement))
    if statement.firm and before is not None:
        hour = before.time // 3_600
        if hour != statement.time // 3_600:
            place = station + b"hour" + hour.to_bytes(8, "big")
            ledger.put(space, place, encode_statement(before))


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
    if statement.size > feed.size and (feed.feed != line.own or line.unheard):
        raise Gap("A receipt for entries of ours that are not taken back yet.")
    if statement.size > feed.size:
        raise OutOfTurn("A receipt for entries that this station does not hold.")
    verify_statement(statement, member.keys, sender, firm=False, known=known)
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
    keep_statement(ledger, sender, statement, known_firm)
    return line.with_feed(feed)
