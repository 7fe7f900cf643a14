"""A fake of the paths: a network in memory that a test cuts, delays and makes lossy.

Stations link as soon as both are started, know each other, one of them dials and nothing is
cut between them. Losses are drawn from a seed, so that a run can be repeated.
"""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable
from random import Random

from openline.core.crypto.keys import StationId
from openline.ports.path import (
    NETWORK,
    Arrived,
    LinkDown,
    LinkId,
    LinkUp,
    PathEvent,
    Peer,
    next_link,
)

BUFFER_BYTES = 128 * 1024


class MemoryNetwork:
    """What lies between stations.

    Attributes:
        loss: Share of messages that never arrive, 0 to 1. At 1 the cable is cut and neither
            end notices.
        delay_s: How long each message takes.
        carried: Bytes given to it.
    """

    def __init__(self, *, loss: float = 0.0, delay_s: float = 0.0, seed: int = 0) -> None:
        self.loss = loss
        self.delay_s = delay_s
        self.carried = 0
        self._random = Random(seed)  # noqa: S311 - repeatable, and no secret
        self._stations: dict[StationId, MemoryPaths] = {}
        self._cuts: set[frozenset[StationId]] = set()

    def cut(self, one: StationId, other: StationId) -> None:
        """Cut the cable between two stations; both lose their link."""
        self._cuts.add(frozenset((one, other)))
        self.settle("timeout")

    def mend(self, one: StationId, other: StationId) -> None:
        """Mend the cable; the stations link again."""
        self._cuts.discard(frozenset((one, other)))
        self.settle("timeout")

    def attach(self, paths: "MemoryPaths") -> None:
        """A station has come up."""
        self._stations[paths.station] = paths
        self.settle("closed")

    def detach(self, paths: "MemoryPaths") -> None:
        """A station has gone."""
        self._stations.pop(paths.station, None)
        self.settle("closed")

    def settle(self, cause: str) -> None:
        """Make and end links, so that those stand that should. `cause` is what is told."""
        for paths in list(self._stations.values()):
            for link, other in list(paths.links.items()):
                if not self._should_stand(paths, other):
                    paths.end(link, cause)
        for one, two in itertools.combinations(list(self._stations.values()), 2):
            if self._should_stand(one, two) and two not in one.links.values():
                ours, theirs = next_link(), next_link()
                one.begin(ours, two, theirs)
                two.begin(theirs, one, ours)

    def carry(self, size: int, deliver: Callable[[], None]) -> None:
        """Let a message of `size` bytes take its time."""
        self.carried += size
        loop = asyncio.get_running_loop()
        if self.delay_s:
            loop.call_later(self.delay_s, deliver)
        else:
            loop.call_soon(deliver)

    def loses(self) -> bool:
        """Whether the next message is lost."""
        return self._random.random() < self.loss

    def _should_stand(self, one: "MemoryPaths", other: "MemoryPaths") -> bool:
        return (
            self._stations.get(one.station) is one
            and self._stations.get(other.station) is other
            and frozenset((one.station, other.station)) not in self._cuts
            and one.station in other.peers
            and other.station in one.peers
            and (one.peers[other.station].dial or other.peers[one.station].dial)
        )


class MemoryPaths:
    """All links of one station over a `MemoryNetwork`."""

    def __init__(
        self,
        network: MemoryNetwork,
        station: StationId,
        *,
        name: str = NETWORK,
        cost: int = 0,
    ) -> None:
        self.station = station
        self.name = name
        self._cost = cost
        self.peers: dict[StationId, Peer] = {}
        self.links: dict[LinkId, MemoryPaths] = {}
        self._network = network
        self._far_ends: dict[LinkId, LinkId] = {}
        self._queues: dict[LinkId, deque[bytes]] = {}
        self._kept: dict[LinkId, list[bytes]] = {}
        self._tell: Callable[[PathEvent], None] = _nobody

    async def start(self, peers: list[Peer], tell: Callable[[PathEvent], None]) -> None:
        """Come up. Links follow as soon as the counterparts are up too."""
        self._tell = tell
        self.peers = {peer.station: peer for peer in peers}
        self._network.attach(self)

    def send(self, link: LinkId, data: bytes, *, urgent: bool = False) -> bool:
        """Queue bytes on a link. False: the link is gone or its buffer is full."""
        queue = self._queues.get(link)
        if queue is None or sum(map(len, queue)) >= BUFFER_BYTES:
            return False
        queue.append(data)
        self._network.carry(len(data), lambda: self._deliver(link, queue))
        return True

    def leave(self, station: StationId, data: bytes) -> bool:
        """Nothing can be left here."""
        return False

    def hold(self, link: LinkId) -> None:
        """Keep back what comes on a link."""
        self._kept.setdefault(link, [])

    def release(self, link: LinkId) -> None:
        """Hand over what was kept back, and what comes."""
        for data in self._kept.pop(link, ()):
            if other := self.links.get(link):
                self._later(Arrived(link, other.station, data))

    def hurry(self, station: StationId) -> None:
        """Nothing to do: a link that can stand does."""

    def set_peers(self, peers: list[Peer]) -> None:
        """Replace the list of counterparts."""
        self.peers = {peer.station: peer for peer in peers}
        self._network.settle("removed")

    async def stop(self) -> None:
        """Go down."""
        self._tell = _nobody
        self._network.detach(self)
        for link in list(self.links):
            self.end(link, "closed")

    def begin(self, link: LinkId, other: "MemoryPaths", far_end: LinkId) -> None:
        """The network has made a link."""
        self.links[link] = other
        self._far_ends[link] = far_end
        self._queues[link] = deque()
        self._later(LinkUp(link, other.station, self.name, self._cost))

    def end(self, link: LinkId, cause: str) -> None:
        """The network has ended a link; what was under way is lost."""
        other = self.links.pop(link)
        del self._far_ends[link], self._queues[link]
        self._kept.pop(link, None)
        self._later(LinkDown(link, other.station, self.name, cause))

    def arrive(self, link: LinkId, data: bytes) -> None:
        """A message has come."""
        if link in self._kept:
            self._kept[link].append(data)
        elif other := self.links.get(link):
            self._tell(Arrived(link, other.station, data))

    def _deliver(self, link: LinkId, queue: deque[bytes]) -> None:
        data = queue.popleft()
        if self._queues.get(link) is queue and not self._network.loses():
            self.links[link].arrive(self._far_ends[link], data)

    def _later(self, event: PathEvent) -> None:
        # Never from inside a call of the station, as with a real network.
        asyncio.get_running_loop().call_soon(lambda: self._tell(event))


def _nobody(_: PathEvent) -> None:
    pass
