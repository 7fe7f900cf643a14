"""What the page of the record is told of each feed."""

from openline.core.acts import messages
from openline.core.acts.act import Addressee, Seen
from openline.core.crypto.keys import Digest
from openline.station.views.names import Doc
from openline.station.views.record import RecordView
from tests.core.line.liar import Liar, statements
from tests.core.line.speaking import message
from tests.core.line.stations import Station


def told(station: Station, party: int) -> Doc:
    """The feed of a party that has one."""
    view = RecordView(station.store, station.charter, station.line)
    (feed,) = (feed for feed in view.feeds() if feed["party"] == party)
    return feed


def test_it_says_how_many_acts_wait_and_for_whom() -> None:
    station, author = Station(1, 3), Liar(0, 3)
    author.deliver(station)
    assert told(station, 0)["waits"] is None
    for seen in ([Seen(2, 0, 3), Seen(1, 0, 1)], []):
        author.say(messages.MESSAGE, message(), to=Addressee(1, "watch"), seen=seen)
    author.deliver(station)
    assert told(station, 0)["waits"] == {"acts": 2, "for": [2]}
    assert told(station, 1)["waits"] is None


def test_what_waits_for_a_second_signature_alone_waits_for_nobody() -> None:
    station, author = Station(1, 3), Liar(0, 3)
    author.write(b"no act at all")
    station.receive_from(author.station, author.parcel(statement=author.signed(firm=False)))
    assert told(station, 0)["waits"] == {"acts": 2, "for": []}


def test_of_two_histories_what_was_not_judged_waits_for_nobody() -> None:
    station, author = Station(1, 3), Liar(0, 3)
    author.say(messages.MESSAGE, message(), to=Addressee(1, "watch"), seen=[Seen(2, 0, 3)])
    author.deliver(station)
    other = author.keys.state(author.feed, 1, Digest(bytes(32)), 1, firm=True)
    station.receive_from(author.station, statements(other))
    feed = told(station, 0)
    assert (feed["state"], feed["waits"]) == ("frozen", {"acts": 1, "for": []})
