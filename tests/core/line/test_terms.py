"""Two honest stations that take up an amendment at different times, and one that goes back."""

from msgspec.structs import replace

from openline.core.acts import messages
from openline.core.acts.act import Addressee
from openline.core.agreement.terms import terms_hash
from openline.core.codec import encode
from openline.core.switchboard import Elapsed
from tests.core.line.liar import Liar
from tests.core.line.speaking import message
from tests.core.line.stations import Station, meet, terms_for

THERE = Addressee(1, "watch")
HERE = Addressee(0, "watch")


def amend(station: Station) -> None:
    """As the station does when it finds an amendment installed; the navy desks are gone."""
    first = terms_for(2)
    kept = tuple(desk for desk in first.desks if desk.code == "watch")
    second = replace(
        first,
        version=2,
        previous=terms_hash(encode(first)),
        desks=kept,
        pairs=(replace(first.pairs[0], a=0, b=1),),
    )
    station.charter = replace(
        station.charter,
        terms=second,
        terms_hash=terms_hash(encode(second)),
        earlier={1: first},
    )
    station.take(Elapsed())


def letters(station: Station) -> int:
    return station.store.count(b"letter/" + station.charter.line)


def test_each_act_stands_under_the_terms_that_it_names() -> None:
    a, b = Station(0, 2), Station(1, 2)
    meet(a, b)
    a.say(messages.MESSAGE, message("before"), sender="navy", to=Addressee(1, "navy"))
    amend(b)
    b.say(messages.MESSAGE, message("after"), to=HERE)
    meet(a, b)
    # What was said under the first version stands with b, though its desk is gone.
    assert letters(b) == 2
    # What is said under the second waits with a until it has it.
    assert letters(a) == 1
    assert a.line.feeds[b.line.own or a.charter.feed(1, 0)].inert == 0
    amend(a)
    assert letters(a) == 2
    a.say(messages.MESSAGE, message("both"), to=THERE)
    meet(a, b)
    for one in (a, b):
        assert one.refused == []
        assert all(feed.inert == 0 for feed in one.line.feeds.values())
        assert letters(one) == 3


def test_nobody_goes_back_to_the_terms_before() -> None:
    victim, liar = Station(1, 2), Liar()
    amend(victim)
    liar.say(messages.MESSAGE, message("first"), to=THERE, terms=1)
    liar.say(messages.MESSAGE, message("second"), to=THERE, terms=2)
    liar.say(messages.MESSAGE, message("back"), to=THERE, terms=1)
    liar.say(messages.MESSAGE, message("desk"), "navy", to=Addressee(1, "navy"), terms=2)
    liar.deliver(victim)
    victim.crash()
    amend(victim)
    liar.say(messages.MESSAGE, message("again"), to=THERE, terms=1)
    liar.deliver(victim)
    assert letters(victim) == 2
    assert victim.line.feeds[liar.feed].inert == 3
