"""Inputs that wait for the loop: each source has a queue of its own, and they take turns.

Whoever floods one line stands in line behind itself: neither our own side nor another
counterpart waits for more than one input of it at a time. Within a counterpart's turns its
links take turns: what a path that was cut brings once it is mended, all of it at once and most
of it known, is not ahead of what another path brings now.

Spec: docs/spec/11-step.md, 1.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator

from openline.core.crypto.keys import StationId
from openline.ports.path import Arrived, LinkId
from openline.station.batch import Given

_Links = OrderedDict[LinkId | None, deque[Given]]


class Queue:
    """What waits, by source and link; a source is a counterpart's station, or our own side."""

    def __init__(self) -> None:
        self._sources: OrderedDict[StationId | None, _Links] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._sources)

    def __iter__(self) -> Iterator[Given]:
        for links in self._sources.values():
            for waiting in links.values():
                yield from waiting

    def waiting(self, station: StationId) -> int:
        """How many inputs of a counterpart wait."""
        return sum(len(waiting) for waiting in self._sources.get(station, {}).values())

    def waiting_of(self, station: StationId, link: LinkId) -> int:
        """How many of them came on one of its links."""
        links = self._sources.get(station)
        return 0 if links is None else len(links.get(link, ()))

    def put(self, given: Given) -> None:
        """Let an input wait for its source's turn."""
        source = link = None
        if isinstance(given.given, Arrived):
            source, link = given.given.station, given.given.link
        links = self._sources.setdefault(source, OrderedDict())
        links.setdefault(link, deque()).append(given)

    def take(self) -> Given:
        """The next input; its source's next turn comes after those of all others."""
        source, links = self._sources.popitem(last=False)
        link, waiting = links.popitem(last=False)
        given = waiting.popleft()
        if waiting:
            links[link] = waiting
        if links:
            self._sources[source] = links
        return given

    def drop(self, which: Callable[[Given], bool]) -> list[Given]:
        """Take out all inputs of a kind."""
        kept = list(self)
        self._sources.clear()
        dropped = []
        for given in kept:
            if which(given):
                dropped.append(given)
            else:
                self.put(given)
        return dropped
