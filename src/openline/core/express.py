"""What overtakes what its author said before: proven, shown to people, not yet judged.

On a slow path a ring or a spoken word would wait behind all that was written before it. Sent
ahead, with the proof that it stands in the tree that its author signed, it may alert people.
Nothing follows from it for the record: it is stored, receipted and judged in its place, once
all before it is held. Should that place then hold something else, the statement that came with
it is evidence.

Spec: docs/spec/06-session.md, 8.
"""

from typing import Final

import msgspec

from openline.core.acts import calls, messages
from openline.core.acts.act import AnyAct, Ref, parse_act
from openline.core.crypto.keys import Digest, FeedId, StationId
from openline.core.errors import Malformed, OutOfTurn, RecordFork
from openline.core.intake import promised
from openline.core.line import Charter, LineState
from openline.core.parcels import Express
from openline.core.record.checkpoint import parse_statement, verify_statement
from openline.core.record.tree import leaf_hash, verify_inclusion

OVERTAKE: Final = frozenset({calls.RING, calls.CANCEL, messages.SPOKEN})
"""What is for ears at once, and what ends an alert. Spec 06, 8.1."""


class Heralded(msgspec.Struct, frozen=True):
    """An act that came ahead of its place."""

    ref: Ref
    act: AnyAct


def take_express(
    charter: Charter, line: LineState, sender: StationId, given: Express
) -> tuple[LineState, Heralded | None]:
    """Check an entry that came ahead of its place, and keep the statement that covers it.

    Returns:
        The line, and the act; None if it is held already, if its feed is not known here yet, or
        if there is no room to keep the statement by which its author could be held to it.

    Raises:
        PeerError: It is refused; nothing changes.
    """
    statement = parse_statement(given.statement)
    feed = line.feeds.get(FeedId(given.feed))
    if statement.feed != given.feed:
        raise Malformed("The statement is about another feed than the entry.")
    if feed is None:
        return line, None
    if feed.station != sender:
        raise OutOfTurn("A station sent an entry ahead that is not of a feed of its own.")
    if feed.frozen:
        raise RecordFork("The feed is frozen: two histories of it were signed.")
    if given.index < feed.size:
        return line, None
    verify_statement(statement, charter.members[sender].keys, sender, firm=False)
    leaf = leaf_hash(given.entry)
    path = [Digest(step) for step in given.path]
    verify_inclusion(leaf, given.index, statement.size, path, statement.root)
    act = parse_act(given.entry)
    if act.type not in OVERTAKE:
        raise OutOfTurn("An act of this type does not go ahead of others.")
    ahead = promised(feed, statement)
    if not any((one.size, one.root) == (statement.size, statement.root) for one in ahead):
        return line, None
    ref = Ref(feed.party, feed.incarnation, given.index, leaf)
    after = line.with_feed(msgspec.structs.replace(feed, ahead=ahead))
    return after, Heralded(ref, act)
