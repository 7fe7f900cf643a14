"""What goes over a narrow link: Ed25519 at once, ML-DSA once a wider one stands."""

from openline.core.acts import messages
from openline.core.acts.act import Addressee
from openline.core.parcels import Entries, Statements
from openline.core.record.checkpoint import PROVISIONAL_BYTES, parse_statement
from openline.core.replication import NARROW_STALE_AFTER_MS, STALE_AFTER_MS, Link
from tests.core.line.speaking import message
from tests.core.line.stations import Station, meet


def narrowly(one: Station, other: Station) -> list[Entries | Statements]:
    """Carry all that is owed over narrow links until nothing is; what went over."""
    carried: list[Entries | Statements] = []
    for _ in range(10):
        moved = False
        for sender, taker in ((one, other), (other, one)):
            for body in sender.owed(taker.me):
                moved = True
                carried.append(body)
                taker.receive(sender, body)
        if not moved:
            return carried
    raise AssertionError("The stations do not come to rest.")


def pair() -> tuple[Station, Station]:
    one, other = Station(0, 2), Station(1, 2)
    meet(one, other)
    for sender, taker in ((one, other), (other, one)):
        sender.firm()
        sender.links[taker.me] = Link(taker.me, narrow=True, bare=True)
    for sender, taker in ((one, other), (other, one)):
        sender.heard(taker.me, taker.have(sender.me))
    narrowly(one, other)
    return one, other


def test_only_ed25519_goes_over_a_narrow_link() -> None:
    one, other = pair()
    said = one.say(messages.MESSAGE, message(), to=Addressee(1, "watch"))
    one.firm()
    carried = narrowly(one, other)
    other.firm()
    carried += narrowly(one, other)
    sizes = {
        len(packed)
        for body in carried
        for packed in (body.statements if isinstance(body, Statements) else (body.statement,))
    }
    assert sizes == {PROVISIONAL_BYTES}
    (feed,) = (feed for feed in one.line.feeds.values() if feed.party == 0)
    assert feed.receipts[1].size > said.index
    assert 1 not in feed.firm_receipts or feed.firm_receipts[1].size <= said.index
    # A wider link makes up for it.
    meet(one, other)
    other.firm()
    meet(one, other)
    (feed,) = (feed for feed in one.line.feeds.values() if feed.party == 0)
    assert feed.firm_receipts[1].size > said.index


def test_a_lost_feed_is_given_back_under_ed25519_alone() -> None:
    one, other = pair()
    one.say(messages.MESSAGE, message(), to=Addressee(1, "watch"))
    one.firm()
    meet(one, other)
    link = Link(0, narrow=True, bare=True)
    have = one.have(1)
    less = tuple(type(told)(told.feed, 0, 0, 0, 0, 0) for told in have.feeds)
    other.links[0] = link
    other.heard(0, type(have)(less, bytes(8), bytes(8), 0, 0))
    given = [body for body in other.owed(0) if isinstance(body, Entries)]
    mine = [body for body in given if body.feed == one.line.own]
    assert mine
    assert all(parse_statement(body.statement).provisional for body in given)


def test_a_narrow_link_waits_longer_before_it_sends_again() -> None:
    one, other = pair()
    before = other.have(0)
    one.say(messages.MESSAGE, message(), to=Addressee(1, "watch"))
    (first,) = (body for body in one.owed(1) if isinstance(body, Entries))
    one.now_ms += STALE_AFTER_MS + 1
    one.heard(1, before)
    assert not [body for body in one.owed(1) if isinstance(body, Entries)]
    one.now_ms += NARROW_STALE_AFTER_MS
    one.heard(1, before)
    (again,) = (body for body in one.owed(1) if isinstance(body, Entries))
    assert again.entries == first.entries
