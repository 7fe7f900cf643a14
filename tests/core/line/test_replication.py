"""What a second link owes while the first one carries."""

from openline.core.acts.messages import REMARK, Remark
from openline.core.line import LineState
from openline.core.replication import Link, Owed, SendEntries
from tests.core.line.stations import Station, meet


def say(station: Station) -> None:
    station.say(REMARK, Remark("en", "Said.", "WO 1"))


def entries(owed: list[Owed]) -> list[tuple[int, int]]:
    return [(one.start, one.stop) for one in owed if isinstance(one, SendEntries)]


def test_what_another_link_brought_across_is_owed_no_more() -> None:
    us, them = Station(0, 2), Station(1, 2)
    meet(us, them)
    second = Link(1)
    assert not second.lacks(us.line)
    second.heard(us.charter, us.line, them.have(0), us.now_ms)
    say(us)
    own = us.newest(0)
    assert second.lacks(us.line)
    assert entries(second.owed(us.charter, us.line)) == [(own.size - 1, own.size)]
    assert not second.excuse(us.charter, us.line)
    assert second.lacks(us.line), "nobody has receipted it yet"
    meet(us, them)
    us.firm()
    them.firm()
    meet(us, them)
    assert second.lacks(us.line)
    assert second.excuse(us.charter, us.line), "more than before"
    assert not second.excuse(us.charter, us.line), "no more than a moment ago"
    assert not second.lacks(us.line)
    assert second.sent(own.feed) == us.newest(0).size
    assert entries(second.owed(us.charter, us.line)) == []


def test_a_line_without_a_feed_of_ours_lacks_nothing() -> None:
    assert not Link(1).lacks(LineState())
