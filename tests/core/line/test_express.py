"""A ring that came ahead of its place: what it may cause, and what holds its author to it."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from openline.core.acts.act import Act, Addressee, AnyAct, Kind, Ref, encode_act
from openline.core.acts.calls import CANCEL, RING, Cancel, CancelReason
from openline.core.acts.messages import REMARK, SPOKEN, Remark, Spoken
from openline.core.crypto.keys import Digest, FeedId
from openline.core.errors import OpenlineError
from openline.core.intake import AHEAD
from openline.core.ledger import Ledger
from openline.core.line import EVIDENCE, LETTERS, RECEIVED, ref_key
from openline.core.parcels import Entries, Express
from openline.core.record.checkpoint import encode_statement
from openline.core.record.tree import Frontier, grow, inclusion_path, leaf_hash
from openline.core.switchboard import Outcome
from tests.core.line.speaking import ring
from tests.core.line.stations import START_MS, Station, meet

TO_US = Addressee(0, "watch")


def spoken(number: int = 5) -> tuple[Station, Station, Ref]:
    """Us; and them, who have written something and then rung us, and sent none of it."""
    us, them = Station(0, 2), Station(1, 2)
    meet(us, them)
    for _ in range(number):
        them.say(REMARK, Remark("en", "Before the ring.", "WO 1"))
    return us, them, them.say(RING, ring(0), to=TO_US)


def express(them: Station, ref: Ref) -> Express:
    own = them.line.feeds[them.line.own or FeedId(bytes(16))]
    assert own.provisional is not None
    (entry,) = them.store.entries(own.feed, ref.index, ref.index + 1, max_bytes=1)
    nodes = Ledger(them.store).nodes(own.feed)
    path = tuple(inclusion_path(ref.index, own.provisional.size, nodes))
    statement = encode_statement(own.provisional)
    return Express(own.feed, ref.index, entry, statement, path)


def receive(us: Station, them: Station, body: Express) -> Outcome:
    return us.receive_from(them.charter.station, body)


def test_a_ring_ahead_of_its_place_is_told_and_nothing_follows_from_it() -> None:
    us, them, ref = spoken()
    before = us.line.feeds[express(them, ref).feed]
    outcome = receive(us, them, express(them, ref))
    assert outcome.error is None
    assert outcome.heralded is not None
    assert (outcome.heralded.ref, outcome.heralded.act.body) == (ref, ring(0))
    held = us.line.feeds[before.feed]
    assert replace(held, ahead=()) == replace(before, ahead=())
    assert us.line.calls == {}


def test_in_its_place_it_is_judged_like_any_other_and_receipted() -> None:
    us, them, ref = spoken()
    receive(us, them, express(them, ref))
    us.crash()
    meet(us, them)
    assert us.line.calls[ref_key(ref)].ring == ring(0)
    feed = us.line.feeds[express(them, ref).feed]
    assert not feed.frozen
    assert not feed.ahead
    assert them.store.cells(RECEIVED + feed.feed + us.charter.station)
    assert not us.refused
    assert not them.refused


def test_the_word_that_a_ring_is_withdrawn_may_go_ahead_too() -> None:
    us, them, ref = spoken()
    withdrawn = them.say(CANCEL, Cancel(ref, CancelReason.WITHDRAWN))
    outcome = receive(us, them, express(them, withdrawn))
    assert outcome.heralded is not None
    assert outcome.heralded.act.body.ref == ref


def test_a_spoken_word_may_go_ahead_and_is_a_message_only_in_its_place() -> None:
    us, them, _ = spoken()
    ref = them.say(SPOKEN, Spoken(1, 700, bytes(7), "WO 1"), to=TO_US)
    outcome = receive(us, them, express(them, ref))
    assert outcome.heralded is not None
    assert outcome.heralded.act.body.frames == bytes(7)
    assert us.store.count(LETTERS + us.charter.line) == 0
    meet(us, them)
    assert us.store.count(LETTERS + us.charter.line) == 1


def test_what_is_held_already_is_no_news() -> None:
    us, them, ref = spoken()
    meet(us, them)
    outcome = receive(us, them, express(them, ref))
    assert outcome == Outcome()


def test_another_history_in_its_place_is_evidence() -> None:
    us, them, ref = spoken()
    body = express(them, ref)
    assert receive(us, them, body).heralded is not None
    # The same author now sends other entries of the same number, under a statement of its own.
    feed = us.line.feeds[body.feed]
    entries = them.store.entries(body.feed, 0, feed.size, max_bytes=1 << 20)
    other = [b"x%d" % number for number in range(ref.index + 1 - feed.size)]
    tree, _ = grow(Frontier.empty(), [leaf_hash(entry) for entry in (*entries, *other)])
    statement = them.keys.state(body.feed, tree.size, tree.root(), 2)
    us.receive(
        them, Entries(body.feed, feed.size, tuple(other), encode_statement(statement), ())
    )
    assert us.line.feeds[body.feed].frozen
    assert us.store.cells(EVIDENCE + body.feed)


def test_a_ring_of_a_feed_that_is_not_known_here_yet_is_passed_over() -> None:
    us, them, ref = spoken()
    body = express(them, ref)
    feeds = {feed: state for feed, state in us.line.feeds.items() if feed != body.feed}
    us.line = replace(us.line, feeds=feeds)
    assert receive(us, them, body) == Outcome()


def test_without_room_to_hold_its_author_to_it_nothing_is_told() -> None:
    us, them, ref = spoken()
    body = express(them, ref)
    feed = us.line.feeds[body.feed]
    other = [them.keys.state(body.feed, 50 + n, Digest(bytes(32)), 2) for n in range(AHEAD)]
    us.line = us.line.with_feed(replace(feed, ahead=tuple(other)))
    assert receive(us, them, body) == Outcome()


Change = Callable[[Station, Station, Express, Ref], Express]


def _signed_over(them: Station, body: Express, act: AnyAct) -> Express:
    """The same tree with another last entry, signed by its author."""
    entry = encode_act(act)
    entries = them.store.entries(body.feed, 0, body.index, max_bytes=1 << 20)
    tree, _ = grow(Frontier.empty(), [leaf_hash(one) for one in (*entries, entry)])
    statement = them.keys.state(body.feed, tree.size, tree.root(), 2)
    return replace(body, entry=entry, statement=encode_statement(statement))


def _act(type_: int, body: object, to: Addressee | None) -> AnyAct:
    return Act(type_, Kind.REAL, 1, START_MS, bytes(16), "watch", to, (), None, body)


CHANGES: dict[str, tuple[Change, str]] = {
    "other feed": (
        lambda us, them, body, ref: replace(body, feed=us.line.own or b""),
        "malformed",
    ),
    "our own feed": (
        lambda us, them, body, ref: _of_ours(us, body),
        "out-of-turn",
    ),
    "other place": (
        lambda us, them, body, ref: replace(body, index=body.index - 1),
        "malformed",
    ),
    "other entry": (
        lambda us, them, body, ref: replace(body, entry=body.entry + b"\x00"),
        "bad-proof",
    ),
    "long path": (
        lambda us, them, body, ref: replace(body, path=(*body.path, bytes(32))),
        "malformed",
    ),
    "signature": (
        lambda us, them, body, ref: replace(
            body, statement=body.statement[:-1] + bytes([body.statement[-1] ^ 1])
        ),
        "bad-signature",
    ),
    "a remark": (
        lambda us, them, body, ref: _signed_over(
            them, body, _act(REMARK, Remark("en", "Me first.", "WO 1"), None)
        ),
        "out-of-turn",
    ),
    "no act": (
        lambda us, them, body, ref: _no_act(them, body),
        "malformed",
    ),
}


def _of_ours(us: Station, body: Express) -> Express:
    own = us.line.feeds[us.line.own or FeedId(bytes(16))]
    assert own.provisional is not None
    return replace(body, feed=own.feed, statement=encode_statement(own.provisional))


def _no_act(them: Station, body: Express) -> Express:
    entries = them.store.entries(body.feed, 0, body.index, max_bytes=1 << 20)
    tree, _ = grow(Frontier.empty(), [leaf_hash(one) for one in (*entries, b"\x00")])
    statement = them.keys.state(body.feed, tree.size, tree.root(), 2)
    return replace(body, entry=b"\x00", statement=encode_statement(statement))


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_not_proven_or_may_not_go_ahead_is_refused_and_leaves_no_trace(
    name: str,
) -> None:
    us, them, ref = spoken()
    change, code = CHANGES[name]
    before = us.line
    outcome = receive(us, them, change(us, them, express(them, ref), ref))
    assert outcome.heralded is None
    assert isinstance(outcome.error, OpenlineError)
    assert outcome.error.code == code
    assert us.line == before


def test_of_a_feed_with_two_histories_nothing_is_taken_ahead() -> None:
    us, them, ref = spoken()
    body = express(them, ref)
    us.line = us.line.with_feed(replace(us.line.feeds[body.feed], frozen=True))
    outcome = receive(us, them, body)
    assert outcome.error is not None
    assert outcome.error.code == "record-fork"
