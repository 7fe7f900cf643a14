"""The network between the stations of a run: every message's fate is drawn from the seed.

A way is one cable, satellite or courier between two stations; there may be several. Each
direction of it has its own weather. What is sent on a link arrives on whichever link of that
way stands when it comes: a medium may deliver after the station was started anew. A way may be
replaced by a modem for a while. Where there is a relay, what is left there waits for a station
that is down or cut off.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations, count
from random import Random
from typing import Final

from openline.core.crypto.keys import StationId
from openline.core.crypto.sealing import KEY_NOTICE
from openline.ports.path import LEFT, Arrived, LinkDown, LinkId, LinkUp, PathEvent, Peer

BUFFER_BYTES: Final = 128 * 1024
SHELF: Final = 256
"""So many parcels wait at a relay for one station."""
FETCHED_AFTER_S: Final = 0.5
NARROW_BYTES_S: Final = 1_200
"""What a modem carries in a second."""
NARROW_BUFFER_BYTES: Final = 4 * NARROW_BYTES_S
"""So much waits at a modem; twice as much of what is urgent."""


@dataclass
class Weather:
    """What a direction of a way does to messages. Shares are 0 to 1.

    Attributes:
        loss: Share that never arrives.
        twice: Share that arrives twice.
        garbled: Share in which one byte is changed.
        fast_s, slow_s: How long a message takes: drawn between them, so that some overtake.
        stray: Share that strays: it comes hours late, as by a courier.
        silent: Whether nothing arrives at all, although the link stands.
    """

    loss: float = 0.0
    twice: float = 0.0
    garbled: float = 0.0
    fast_s: float = 0.01
    slow_s: float = 0.01
    stray: float = 0.0
    silent: bool = False


CALM = Weather()
Ends = tuple[StationId, StationId]


class _Modem:
    """One direction of a narrow way: one message after another, what is urgent first."""

    def __init__(self, carry: Callable[[bytes], None]) -> None:
        self._carry = carry
        self._urgent: deque[bytes] = deque()
        self._rest: deque[bytes] = deque()
        self._waiting = 0
        self._busy = False

    def put(self, data: bytes, *, urgent: bool) -> bool:
        """Take a message. False: too much waits already."""
        if self._waiting >= (2 if urgent else 1) * NARROW_BUFFER_BYTES:
            return False
        self._waiting += len(data)
        (self._urgent if urgent else self._rest).append(data)
        self._go_on()
        return True

    def _go_on(self) -> None:
        queue = self._urgent or self._rest
        if queue and not self._busy:
            self._busy = True
            data = queue.popleft()
            loop = asyncio.get_running_loop()
            loop.call_later(len(data) / NARROW_BYTES_S, self._carried, data)

    def _carried(self, data: bytes) -> None:
        self._busy = False
        self._waiting -= len(data)
        self._carry(data)
        self._go_on()


@dataclass
class _Way:
    number: int
    one: StationId
    other: StationId
    cut: bool = False
    narrow: bool = False
    links: dict[StationId, LinkId] = field(default_factory=dict)
    waiting: dict[StationId, int] = field(default_factory=dict)
    flowing: dict[StationId, deque[bytes]] = field(default_factory=dict)
    modems: dict[StationId, _Modem] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{'modem' if self.narrow else 'way'} {self.number}"

    def other_end(self, station: StationId) -> StationId:
        return self.other if station == self.one else self.one


class Network:
    """All ways between all stations."""

    def __init__(
        self, chance: Random, stations: list[StationId], ways: int, *, relay: bool
    ) -> None:
        self._chance = chance
        self._numbers = count(1)
        self._up: dict[StationId, Paths] = {}
        self._shelf: dict[StationId, list[tuple[StationId, bytes]]] | None = None
        if relay:
            self._shelf = {station: [] for station in stations}
        self._weather: dict[Ends, Weather] = {}
        self._ways = [
            _Way(number, one, other)
            for one, other in combinations(stations, 2)
            for number in range(ways)
        ]
        self.carried = 0
        self.garbled_notices = False

    # --- what happens to it -------------------------------------------------------------

    def change(self, sender: StationId, receiver: StationId, weather: Weather) -> None:
        """Let the weather of a direction change."""
        self._weather[sender, receiver] = weather

    def cut(self, one: StationId, other: StationId, way: int) -> None:
        """Cut one way between two stations; both ends notice."""
        for each in self._between(one, other):
            if each.number == way or way < 0:
                each.cut = True
        self._settle("timeout")

    def narrow(self, one: StationId, other: StationId, way: int) -> None:
        """Put a modem in the place of one way between two stations, or of all."""
        for each in self._between(one, other):
            if not each.narrow and (each.number == way or way < 0):
                self._end(each, "reset")
                each.narrow, each.cut = True, False
        self._settle("reset")

    def mend(self, one: StationId, other: StationId) -> None:
        """Mend all ways between two stations."""
        self._mend(self._between(one, other))

    def break_links(self) -> None:
        """Let every link end and begin anew, as when all routers restart."""
        for way in self._ways:
            self._end(way, "reset")
        self._settle("reset")

    def heal(self) -> None:
        """All is well from now on."""
        self._weather.clear()
        self._mend(self._ways)

    def _mend(self, ways: list[_Way]) -> None:
        for way in ways:
            if way.narrow:
                self._end(way, "reset")
            way.cut = way.narrow = False
        self._settle("timeout")

    def _between(self, one: StationId, other: StationId) -> list[_Way]:
        return [way for way in self._ways if {way.one, way.other} == {one, other}]

    # --- what the stations do -----------------------------------------------------------

    def attach(self, paths: "Paths") -> None:
        """A station is up."""
        self._up[paths.station] = paths
        self._settle("closed")
        self._fetch_later(paths.station)

    def detach(self, paths: "Paths") -> None:
        """A station is gone."""
        if self._up.get(paths.station) is paths:
            del self._up[paths.station]
            self._settle("closed")

    def send(
        self, sender: StationId, link: LinkId, data: bytes, *, urgent: bool = False
    ) -> bool:
        """Carry bytes. False: the link is gone, or too much is under way on it."""
        way = self._way(sender, link)
        if way is not None and way.narrow:
            return way.modems[sender].put(data, urgent=urgent)
        if way is None or way.waiting.get(sender, 0) >= BUFFER_BYTES:
            return False
        receiver = way.other_end(sender)
        loop = asyncio.get_running_loop()
        weather = self._weather.get((sender, receiver), CALM)
        way.waiting[sender] = way.waiting.get(sender, 0) + len(data)
        loop.call_later(weather.slow_s, self._gone, way, sender, len(data))
        if weather is CALM:
            # In the order in which they were sent: timers of one moment go off in any order.
            self.carried += 1
            way.flowing.setdefault(sender, deque()).append(data)
            loop.call_later(CALM.fast_s, self._flow, way, sender, receiver)
            return True
        for delay_s, copy in self._fates(weather, data):
            loop.call_later(delay_s, self._arrive, way, sender, receiver, copy)
        return True

    def _through(self, way: _Way, sender: StationId, link: LinkId, data: bytes) -> None:
        """A modem has carried bytes to the other end; what its link said is gone with it."""
        if way.links.get(sender) == link:
            receiver = way.other_end(sender)
            loop = asyncio.get_running_loop()
            weather = self._weather.get((sender, receiver), CALM)
            for delay_s, copy in self._fates(weather, data):
                loop.call_later(delay_s, self._arrive, way, sender, receiver, copy)

    def _flow(self, way: _Way, sender: StationId, receiver: StationId) -> None:
        self._arrive(way, sender, receiver, way.flowing[sender].popleft())

    def leave(self, sender: StationId, receiver: StationId, data: bytes) -> bool:
        """Leave bytes at the relay. False: there is none, or its shelf is full."""
        if self._shelf is None or len(self._shelf[receiver]) >= SHELF:
            return False
        self.carried += 1
        self._shelf[receiver].append((sender, data))
        if receiver in self._up:
            self._fetch_later(receiver)
        return True

    def _fetch_later(self, station: StationId) -> None:
        asyncio.get_running_loop().call_later(FETCHED_AFTER_S, self._fetch, station)

    def _fetch(self, station: StationId) -> None:
        """Hand over what waits; a relay that fails hands some of it over once more."""
        paths = self._up.get(station)
        if paths is None or self._shelf is None:
            return
        waiting, self._shelf[station] = self._shelf[station], []
        for sender, data in waiting:
            paths.tell(Arrived(LEFT, sender, data))
            if self._chance.random() < 0.05 and len(self._shelf[station]) < SHELF:
                self._shelf[station].append((sender, data))

    def _gone(self, way: _Way, sender: StationId, size: int) -> None:
        way.waiting[sender] -= size

    def _way(self, station: StationId, link: LinkId) -> _Way | None:
        return next((way for way in self._ways if way.links.get(station) == link), None)

    def _fates(self, weather: Weather, data: bytes) -> list[tuple[float, bytes]]:
        """When which copies of a message arrive."""
        self.carried += 1
        chance = self._chance
        if weather.silent or chance.random() < weather.loss:
            return []
        fates = []
        for _ in range(2 if chance.random() < weather.twice else 1):
            delay_s = chance.uniform(weather.fast_s, weather.slow_s)
            if chance.random() < weather.stray:
                delay_s += chance.choice((60.0, 3_600.0, 30_000.0))
            if chance.random() < weather.garbled:
                self.garbled_notices |= data[0] == KEY_NOTICE
                place = chance.randrange(len(data))
                data = data[:place] + bytes((data[place] ^ 0x40,)) + data[place + 1 :]
            fates.append((delay_s, data))
        return fates

    def _arrive(self, way: _Way, sender: StationId, receiver: StationId, data: bytes) -> None:
        paths = self._up.get(receiver)
        link = way.links.get(receiver)
        if paths is not None and link is not None:
            paths.arrive(link, sender, data)

    # --- links --------------------------------------------------------------------------

    def _settle(self, cause: str) -> None:
        for way in self._ways:
            stands = not way.cut and way.one in self._up and way.other in self._up
            if way.links and not stands:
                self._end(way, cause)
            elif stands and not way.links:
                self._begin(way)

    def _begin(self, way: _Way) -> None:
        for end in (way.one, way.other):
            link = way.links[end] = LinkId(next(self._numbers))
            if way.narrow:
                way.modems[end] = _Modem(partial(self._through, way, end, link))
            other = way.other_end(end)
            self._later(end, LinkUp(link, other, way.name, narrow=way.narrow))

    def _end(self, way: _Way, cause: str) -> None:
        for end, link in way.links.items():
            self._later(end, LinkDown(link, way.other_end(end), way.name, cause))
        way.links = {}
        way.modems = {}

    def _later(self, station: StationId, event: PathEvent) -> None:
        # Never from inside a call of the station, as with a real network.
        paths = self._up.get(station)
        if paths is not None:
            asyncio.get_running_loop().call_soon(paths.tell, event)


class Paths:
    """All links of one station in one of its runs."""

    def __init__(self, network: Network, station: StationId) -> None:
        self.station = station
        self.tell: Callable[[PathEvent], None] = _nobody
        self._network = network
        self._held: dict[LinkId, list[Arrived]] = {}

    async def start(self, peers: list[Peer], tell: Callable[[PathEvent], None]) -> None:
        """Come up. Links follow as soon as the counterparts are up too."""
        self.tell = tell
        self._network.attach(self)

    def send(self, link: LinkId, data: bytes, *, urgent: bool = False) -> bool:
        """Send bytes on a link. False: the link is gone."""
        return self._network.send(self.station, link, data, urgent=urgent)

    def leave(self, station: StationId, data: bytes) -> bool:
        """Leave bytes at the relay."""
        return self._network.leave(self.station, station, data)

    def arrive(self, link: LinkId, sender: StationId, data: bytes) -> None:
        """Bytes have come on a link; they wait while it is held."""
        arrived = Arrived(link, sender, data)
        if link in self._held:
            self._held[link].append(arrived)
        else:
            self.tell(arrived)

    def hold(self, link: LinkId) -> None:
        """Keep back what comes on a link."""
        self._held.setdefault(link, [])

    def release(self, link: LinkId) -> None:
        """Hand over what was kept back, and what comes."""
        for arrived in self._held.pop(link, ()):
            asyncio.get_running_loop().call_soon(self.tell, arrived)

    def hurry(self, station: StationId) -> None:
        """Nothing to do: a link that can stand does."""

    def set_peers(self, peers: list[Peer]) -> None:
        """Nothing to do: all stations of the line are there from the start."""

    async def stop(self) -> None:
        """Go down."""
        self.drop()

    def drop(self) -> None:
        """Go down at once, as when the process is killed."""
        self.tell = _nobody
        self._network.detach(self)


def _nobody(_: PathEvent) -> None:
    pass
