"""What waits for the loop: sources take turns, and within a source its links do."""

from openline.core.crypto.keys import StationId
from openline.core.switchboard import Elapsed
from openline.ports.path import Arrived, LinkId
from openline.station.batch import Given
from openline.station.queue import Queue

THEM, OTHERS = StationId(b"t" * 32), StationId(b"o" * 32)
MENDED, SOUND = LinkId(1), LinkId(2)


def came(station: StationId, link: LinkId, number: int) -> Given:
    return Given(None, Arrived(link, station, b"%d" % number))


def taken(queue: Queue) -> list[bytes]:
    data = []
    while queue:
        given = queue.take().given
        data.append(given.data if isinstance(given, Arrived) else b"ours")
    return data


def test_what_a_mended_path_brings_at_once_is_not_ahead_of_the_other_path() -> None:
    queue = Queue()
    for number in range(5):
        queue.put(came(THEM, MENDED, number))
    for number in (10, 11):
        queue.put(came(THEM, SOUND, number))
    assert queue.waiting(THEM) == 7
    assert queue.waiting_of(THEM, MENDED) == 5
    assert queue.waiting_of(THEM, SOUND) == 2
    assert taken(queue) == [b"0", b"10", b"1", b"11", b"2", b"3", b"4"]


def test_a_counterpart_has_one_turn_however_many_links_it_has() -> None:
    queue = Queue()
    for number in range(6):
        queue.put(came(THEM, LinkId(number), number))
    for number in (10, 11):
        queue.put(came(OTHERS, SOUND, number))
    queue.put(Given(None, Elapsed()))
    assert taken(queue) == [b"0", b"10", b"ours", b"1", b"11", b"2", b"3", b"4", b"5"]


def test_what_is_taken_out_leaves_the_rest_in_order() -> None:
    queue = Queue()
    queue.put(Given(None, Elapsed()))
    for number in range(4):
        queue.put(came(THEM, MENDED, number))
    dropped = queue.drop(lambda given: isinstance(given.given, Elapsed))
    assert [given.given for given in dropped] == [Elapsed()]
    assert taken(queue) == [b"0", b"1", b"2", b"3"]
    assert not queue.drop(lambda _: True)
