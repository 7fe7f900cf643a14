"""A long record that comes at once is judged piece by piece, and nothing is said in between."""

from openline.core import switchboard
from openline.core.acts import calls, messages
from openline.core.acts.act import Addressee, Kind, parse_act
from openline.core.switchboard import JUDGED_AT_ONCE, Bells, Compared, Say
from tests.core.line.speaking import ring
from tests.core.line.stations import Station, meet


def remarks(station: Station, count: int) -> None:
    """Say much at once, in one batch."""
    body = messages.Remark("en", "Radio check", "op")
    station.take(
        *(
            Say(n.to_bytes(16, "big"), Kind.REAL, "watch", None, messages.REMARK, body)
            for n in range(count)
        )
    )


def watch_of(party: int) -> Addressee:
    return Addressee(party, "watch")


def types(station: Station) -> list[int]:
    """The types of all acts of a station's newest feed."""
    feed = station.line.newest(station.me)
    assert feed is not None
    data = station.store.entries(feed.feed, 0, feed.size, max_bytes=1 << 30)
    return [parse_act(entry).type for entry in data]


def test_a_backlog_is_judged_in_several_looks_at_the_time() -> None:
    a, b = Station(0, 2), Station(1, 2)
    meet(a, b)
    b.take(Bells("watch", 1))
    rung = a.say(calls.RING, ring(ring_for_s=3_600), to=Addressee(1, "watch"))
    remarks(a, JUDGED_AT_ONCE + 10)
    a.say(calls.CANCEL, calls.Cancel(rung, calls.CancelReason.WITHDRAWN))
    before = types(b)
    for body in a.owed(1):
        b.receive(a, body)
    feed = b.line.newest(0)
    assert feed is not None
    assert b.line.backlog
    assert rung.index < feed.folded < feed.size
    assert switchboard.deadline(b.charter, b.line) == 0
    # The ring is over further on: no bell sounds for it, and what follows waits its turn.
    assert types(b) == before
    a.say(messages.MESSAGE, messages.Message(3, "en", "s", "x", None, "W"), to=watch_of(1))
    for body in a.owed(1):
        b.receive(a, body)
    assert b.line.feeds[feed.feed].folded == feed.folded
    # A crash in the middle loses nothing.
    b.crash()
    assert b.line.backlog
    while b.line.backlog:
        b.elapse(10)
    after = b.line.feeds[feed.feed]
    assert after.folded == after.size > feed.size
    assert calls.ALERT not in types(b)
    assert switchboard.deadline(b.charter, b.line) != 0


def test_a_restored_station_has_recovered_only_when_all_is_judged() -> None:
    a, b = Station(0, 2), Station(1, 2)
    meet(a, b)
    backup = a.store.copy()
    remarks(b, JUDGED_AT_ONCE + 10)
    meet(a, b)
    while a.line.backlog:
        a.elapse(10)
    lost = a.line.own
    assert lost is not None
    a.say(messages.MESSAGE, messages.Message(3, "en", "s", "x", None, "W"), to=watch_of(1))
    meet(a, b)
    a.store = backup
    a.crash()
    a.now_ms = b.now_ms = b.now_ms + 60_000
    meet(a, b)
    assert a.line.backlog
    assert a.line.own is not None
    held = {lost: b.line.feeds[lost].size, a.line.own: 1}
    assert held[lost] == a.line.feeds[lost].size > a.line.feeds[lost].folded
    a.take(Compared(b.charter.station, held))
    assert a.line.unheard == {1}
    while a.line.backlog:
        a.elapse(10)
    a.take(Compared(b.charter.station, held))
    assert a.line.unheard == frozenset()
