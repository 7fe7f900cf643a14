"""A ring copied byte for byte into another party's feed displaces nothing."""

from openline.core.acts import calls
from openline.core.acts.act import Addressee
from openline.core.acts.calls import Stage, stage
from openline.core.switchboard import Bells
from tests.core.line.stations import meet
from tests.station.records import Writer


def test_a_copied_ring_leaves_the_real_one_alone() -> None:
    a, b, c = Writer(0, 3), Writer(1, 3), Writer(2, 3)
    meet(a, b, c)
    b.take(Bells("watch", 1))
    ref = a.say(calls.RING, calls.Ring(0, "", "", 60, "WO"), to=Addressee(1, "watch"))
    meet(a, b, c)
    feed = a.line.feed(ref.party, ref.incarnation)
    assert feed is not None
    c.force(a.store.entries(feed.feed, ref.index, ref.index + 1, max_bytes=1)[0])
    meet(a, b, c)
    for one in (a, b):
        live = {call.deed.ref: stage(call) for call in one.line.calls.values()}
        assert live[ref] is Stage.ALERTING
