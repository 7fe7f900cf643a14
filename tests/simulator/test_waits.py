"""What may wait for ever: what a split or a burned disk explains, and nothing beside it."""

from random import Random

import pytest

from openline.core.acts import messages, upkeep
from openline.core.acts.act import Addressee, Seen
from openline.core.crypto.keys import FeedId
from openline.station.rooms import LineRoom
from openline.station.sessions import Room
from simulator.events import draw
from simulator.machine import Machine
from simulator.network import Network
from simulator.parties import party
from simulator.play import play
from simulator.waits import Waits
from tests.core.line.liar import Liar
from tests.core.line.speaking import message
from tests.core.line.stations import Station, meet
from tests.core.line.test_passing_on import beat

A, B = Addressee(0, "watch"), Addressee(1, "watch")


def machines(*stations: Station) -> list[Machine]:
    """Machines that hold what stations hold."""
    parties = len(stations[0].charter.terms.parties)
    network = Network(Random(0), [party(n).station for n in range(parties)], 1, relay=False)
    found = []
    for station in stations:
        machine = Machine(station.me, parties, network, "")
        machine.charter, machine.store = station.charter, station.store
        machine.room = LineRoom(Room(station.charter, None, {}), station.line)
        found.append(machine)
    return found


class Split:
    """A liar shows one party three entries of which the other takes one, and begins anew."""

    def __init__(self) -> None:
        self.a, self.b = Station(0, 3), Station(1, 3)
        self.liar, self.anew = Liar(2, 3), Liar(2, 3, incarnation=1)
        meet(self.a, self.b)
        for one in (self.a, self.b):
            self.liar.deliver(one)
        for _ in range(2):
            self.liar.say(messages.MESSAGE, message(), to=B)
        self.liar.deliver(self.a)
        self.a.say(messages.MESSAGE, message(), to=B)

    def begin_anew(self) -> None:
        """Leave the old feed behind, at both, and stand by less of it than was shown."""
        self.anew.say(upkeep.FEED_ADOPT, upkeep.FeedAdopt(0, 1, bytes(32)), sender="")
        for one in (self.b, self.a):
            self.anew.deliver(one)
        beat((self.a, self.b), times=4)

    @property
    def feed(self) -> FeedId:
        return self.a.newest(0).feed

    def waits(self, *, liars: frozenset[int] = frozenset({2})) -> Waits:
        """What may wait."""
        return Waits(machines(self.a, self.b), liars, {})


def test_what_had_seen_more_of_a_feed_that_a_liar_left_behind_may_wait() -> None:
    split = Split()
    split.begin_anew()
    waits = split.waits()
    here, there = machines(split.a, split.b)
    assert split.b.line.feeds[split.feed].folded < split.a.line.feeds[split.feed].size
    assert waits.holds_up(there, split.feed)
    assert not waits.holds_up(here, split.feed)
    assert not waits.holds_up(there, split.b.newest(1).feed)
    assert waits.unsettled(here, (0, 1))
    assert not waits.unsettled(here, (1,))
    assert not waits.recovers(0)


def test_of_an_honest_party_nobody_may_wait_for_what_another_holds() -> None:
    split = Split()
    split.begin_anew()
    assert not split.waits(liars=frozenset())


def must_come(split: Split) -> None:
    """What one lacks of the liar's feed may not be waited for, and is there soon."""
    meet(split.a, split.b)
    assert split.b.line.feeds[split.feed].folded < split.a.line.feeds[split.feed].size
    assert not split.waits()
    beat((split.a, split.b), times=4)
    assert split.b.line.feeds[split.feed].folded == split.a.line.feeds[split.feed].size


def test_before_a_liar_leaves_its_feed_behind_all_of_it_must_come() -> None:
    split = Split()
    split.anew = split.liar
    must_come(split)


def test_before_a_liar_says_how_far_its_old_feed_goes_what_was_seen_must_come() -> None:
    split = Split()
    for one in (split.b, split.a):
        split.anew.deliver(one)
    must_come(split)


def test_what_only_burned_disks_held_may_be_waited_for() -> None:
    b, author = Station(1, 2), Liar(0, 2, incarnation=1)
    author.say(messages.MESSAGE, message(), to=B, seen=[Seen(0, 0, 5)])
    author.deliver(b)
    old = b.charter.feed(0, 0)
    (there,) = machines(b)
    assert Waits([there], (), {old: 5}).holds_up(there, author.feed)
    assert not Waits([there], (), {old: 4})
    assert not Waits([there], (), {})


def test_what_waits_for_something_else_besides_may_not() -> None:
    b, author = Station(1, 2), Liar(0, 2, incarnation=1)
    author.say(messages.MESSAGE, message(), to=B, seen=[Seen(0, 0, 5), Seen(1, 0, 9)])
    author.deliver(b)
    assert not Waits(machines(b), (), {b.charter.feed(0, 0): 5})


def test_what_waits_for_what_waits_may_wait_too() -> None:
    b, author, anew = Station(1, 2), Liar(0, 2, incarnation=1), Liar(0, 2, incarnation=2)
    author.say(messages.MESSAGE, message(), to=B, seen=[Seen(0, 0, 5)])
    anew.say(messages.MESSAGE, message(), to=B, seen=[Seen(0, 1, 2)])
    author.deliver(b)
    anew.deliver(b)
    (there,) = machines(b)
    waits = Waits([there], (), {b.charter.feed(0, 0): 5})
    assert waits.holds_up(there, anew.feed)
    assert not Waits([there], (), {})


def test_what_rests_on_two_histories_that_burned_with_a_disk_may_wait() -> None:
    b, author = Station(1, 3), Liar(2, 3, incarnation=1)
    author.say(messages.MESSAGE, message(), to=B, seen=[Seen(2, 0, 5)])
    author.say(messages.MESSAGE, message(), to=B)
    author.deliver(b)
    (there,) = machines(b)
    old = b.charter.feed(2, 0)
    waits = [
        Waits([there], {2}, {}, {old}),
        Waits([there], {2}, {}),
        Waits([there], (), {}, {old}),
    ]
    assert [one.holds_up(there, author.feed) for one in waits] == [True, False, False]


@pytest.mark.parametrize(("seed", "waits"), [(164, False), (40137, True)])
def test_a_run_in_which_something_might_wait_for_ever_holds_all_the_same(
    seed: int, *, waits: bool
) -> None:
    """164: a liar among three begins anew. 40137: both disks burn, one after the other."""
    outcome = play(draw(seed), tell=True)
    assert outcome.broken is None, outcome.broken
    assert any("may wait" in line for line in outcome.story) is waits
