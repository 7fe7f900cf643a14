"""What is owed on a link, where parcels of it are lost."""

from openline.core.acts import messages
from openline.core.acts.act import Addressee
from openline.core.acts.upkeep import OpenReason
from openline.core.switchboard import Open
from tests.core.line.speaking import message
from tests.core.line.stations import Station, meet


def test_a_feed_whose_first_entry_was_lost_is_sent_again() -> None:
    """The other side cannot name by `have` a feed that it has never heard of."""
    author, reader = Station(0, 2), Station(1, 2)
    meet(author, reader)
    author.take(Open(OpenReason.RESTORE))
    assert author.owed(1)  # and is lost on its way
    author.elapse(4_000)
    author.heard(1, reader.have(0))
    for body in author.owed(1):
        reader.receive(author, body)
    assert reader.line.feed(0, 1) is not None


def test_what_is_under_way_is_not_sent_twice() -> None:
    author, reader = Station(0, 2), Station(1, 2)
    meet(author, reader)
    author.say(messages.MESSAGE, message(), "watch", Addressee(1, "watch"))
    assert author.owed(1)
    author.heard(1, reader.have(0))
    assert not author.owed(1)
