"""What may wait for ever when all is quiet: computed from what the honest stations hold.

An act is judged when all that its author had seen is judged (05, 4.4). Two things can keep
that from ever coming, and nothing else excuses that an act waits:

- a liar left a feed behind after it had shown one party more than another takes (09, 3.6: until
  the liar says how far that feed goes, what others had seen), or two histories that the one
  cannot show to the other;
- the disks burned that held it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from openline.core.crypto.keys import FeedId
from openline.core.line import FeedState, LineState
from simulator.machine import Machine
from verifier.acts import UnknownAct, read_act
from verifier.enc import Unreadable
from verifier.fold import needed

Place = tuple[int, int, int]
Need = tuple[int, int, int]
"""Party, incarnation, and how many entries of that feed."""
_ALL_BYTES: Final = 1 << 40


class Waits:
    """Which feeds may stay unjudged from some entry on, at which stations.

    Args:
        machines: The stations of the honest; all of them run.
        liars: Parties that follow no rule.
        lost: How many entries of a feed disks held that are gone since.
        doubted: Feeds of which disks that are gone had found two histories.
    """

    def __init__(
        self,
        machines: Sequence[Machine],
        liars: Collection[int],
        lost: Mapping[bytes, int],
        doubted: Collection[bytes] = (),
    ) -> None:
        self._machines = {machine.number: machine for machine in machines}
        self._liars = liars
        self._lost = lost
        self._burned_doubts = doubted
        self._excused: set[tuple[int, FeedId]] = set()
        waiting = [
            (machine, feed, needs)
            for machine in machines
            for feed in _state(machine).feeds.values()
            if (needs := self._needs(machine, feed))
        ]
        self._wanted: dict[tuple[int, int, int], int] = defaultdict(int)
        for machine, _, needs in waiting:
            for party, incarnation, size in needs:
                of = machine.number, party, incarnation
                self._wanted[of] = max(self._wanted[of], size)
        # From what nothing can bring any more to what waits for it. What waits in a circle is
        # never reached, and so is not excused.
        before = -1
        while before < len(self._excused):
            before = len(self._excused)
            for machine, feed, needs in waiting:
                if all(self._never(machine, *need) for need in needs):
                    self._excused.add((machine.number, feed.feed))

    def __bool__(self) -> bool:
        """Whether anything may wait."""
        return bool(self._excused)

    def told(self) -> Iterator[tuple[int, str]]:
        """Each station and the feed that may wait there, for people."""
        for number, feed in sorted(self._excused):
            known = _state(self._machines[number]).feeds[feed]
            yield number, f"{known.party}.{known.incarnation} from {known.folded} on"

    def holds_up(self, machine: Machine, feed: FeedId) -> bool:
        """Whether a feed may stay unjudged at a station."""
        return (machine.number, feed) in self._excused

    def recovers(self, party: int) -> bool:
        """Whether a party's station may go on recovering: acts of its own wait there."""
        machine = self._machines.get(party)
        if machine is None:
            return False
        own = (feed for feed in _state(machine).feeds.values() if feed.party == party)
        return any(self.holds_up(machine, feed.feed) for feed in own)

    def unsettled(self, machine: Machine, parties: Collection[int]) -> bool:
        """Whether a ring that is over may stay unsettled: acts of one of its parties wait."""
        return any(True for _ in self._held_up(machine, parties))

    def open(
        self, machine: Machine, parties: Collection[int], places: Collection[Place]
    ) -> bool:
        """Whether a ring may stay open: acts about it, or about a leg of it, wait; or one of
        its parties may say nothing about it yet."""
        if any(self.recovers(party) for party in parties):
            return True
        for station, feed in self._held_up(machine, parties):
            for act in _acts(station, feed, proven(station, feed)):
                if not set(places).isdisjoint(named(act[9])):
                    return True
        return False

    def _held_up(
        self, machine: Machine, parties: Collection[int]
    ) -> Iterator[tuple[Machine, FeedState]]:
        for number in {machine.number, *parties} & self._machines.keys():
            station = self._machines[number]
            for feed in _state(station).feeds.values():
                if feed.party in parties and self.holds_up(station, feed.feed):
                    yield station, feed

    # --- why ----------------------------------------------------------------------------

    def _needs(self, machine: Machine, feed: FeedState) -> list[Need]:
        """What the next entry of a feed waits for at a station: nothing waits for feeds that
        are halted, and they for nothing."""
        if feed.halted or feed.folded >= proven(machine, feed):
            return []
        acts = list(_acts(machine, feed, feed.folded + 1))
        found = []
        needs = needed(acts[0], feed.party, feed.folded) if acts else ()
        for party, incarnation, size in needs:
            known = _state(machine).feed(party, incarnation)
            if known is None or (known.folded < size and not known.halted):
                found.append((party, incarnation, size))
        return found

    def _never(self, machine: Machine, party: int, incarnation: int, size: int) -> bool:
        """Whether so much of a feed will never be judged at a station."""
        known = _state(machine).feed(party, incarnation)
        feed = machine.charter.feed(party, incarnation)
        if known is not None and proven(machine, known) >= size:
            doubted = party in self._liars and self._doubted(machine, feed)
            return doubted or self.holds_up(machine, feed)
        given = [gives(one, feed, self._liars) for one in self._machines.values()]
        newest = _state(machine).newest(party)
        behind = newest is not None and newest.incarnation > incarnation
        split = party in self._liars and behind
        if max(given) < size:
            return self._lost.get(feed, 0) >= size or (split and self._doubted(machine, feed))
        takes = _state(machine).left.get(feed, 0)
        if newest is not None and not newest.adopts:
            # What others say that they had seen is taken until it says how far the feed goes.
            takes = max(takes, self._wanted[machine.number, party, incarnation])
        return split and not any(size <= most <= takes for most in given)

    def _doubted(self, machine: Machine, feed: FeedId) -> bool:
        """Whether another station found two histories of a feed and waits for it no more, but
        cannot tell: one bears one signature alone, goes beyond what is held here, or burned
        with the disk."""
        if feed in self._burned_doubts:
            return True
        here = _state(machine).feeds.get(feed)
        held = 0 if here is None else here.size
        found = [_state(one).feeds.get(feed) for one in self._machines.values()]
        return any(
            not all(told.firm and told.size <= held for told in known.ahead)
            for known in found
            if known is not None and known.frozen
        )


def gives(machine: Machine, feed: FeedId, liars: Collection[int]) -> int:
    """How much of a feed a station can give to others so that they can judge it.

    What bears one signature an honest author takes back, and signs it with the other. What it
    took back itself under none, since the rest was still to come, it can give to nobody.
    """
    known = _state(machine).feeds.get(feed)
    if known is None:
        return 0
    if known.party in liars:
        return proven(machine, known)
    return known.provisional.size if known.provisional else 0


def proven(machine: Machine, feed: FeedState) -> int:
    """How many entries of a feed a station can judge: its own, or what is signed well enough
    (03, 7.7)."""
    if feed.party == machine.number:
        return feed.size
    signed = feed.firm if machine.parties > 2 else feed.provisional
    return 0 if signed is None else signed.size


def named(body: list[Any]) -> Iterator[Place]:
    """The places of all entries that a body names."""
    for part in body:
        if isinstance(part, list):
            yield from named(part)
    match body:
        case [int(party), int(incarnation), int(index), bytes()]:
            yield party, incarnation, index


def _state(machine: Machine) -> LineState:
    assert machine.room is not None
    return machine.room.state


def _acts(machine: Machine, feed: FeedState, stop: int) -> Iterator[list[Any]]:
    """The acts of a feed that a station has not judged, up to `stop`, if they can be read."""
    entries = machine.store.entries(feed.feed, feed.folded, stop, max_bytes=_ALL_BYTES)
    for entry in entries:
        try:
            yield read_act(entry)
        except (UnknownAct, Unreadable):
            continue
