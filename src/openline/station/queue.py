"""Inputs that wait for the loop: each source has a queue of its own, and they take turns.

Whoever floods one line stands in line behind itself: neither our own side nor another
counterpart waits for more than one input of it at a time.

Spec: docs/spec/11-step.md, 1.
"""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator

from openline.core.crypto.keys import StationId
from openline.ports.path import Arrived
from openline.station.batch import Given


class Queue:
    """What waits, by source: a counterpart's station, or our own side."""

    def __init__(self) -> None:
        self._sources: OrderedDict[StationId | None, deque[Given]] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._sources)

    def __iter__(self) -> Iterator[Given]:
        for waiting in self._sources.values():
            yield from waiting

    def waiting(self, station: StationId) -> int:
        """How many inputs of a counterpart wait."""
        return len(self._sources.get(station, ()))

    def put(self, given: Given) -> None:
        """Let an input wait for its source's turn."""
        source = given.given.station if isinstance(given.given, Arrived) else None
        self._sources.setdefault(source, deque()).append(given)

    def take(self) -> Given:
        """The next input; its source's next turn comes after those of all others."""
        source, waiting = self._sources.popitem(last=False)
        given = waiting.popleft()
        if waiting:
            self._sources[source] = waiting
        return given

    def drop(self, which: Callable[[Given], bool]) -> list[Given]:
        """Take out all inputs of a kind."""
        dropped = [given for given in self if which(given)]
        for source, waiting in tuple(self._sources.items()):
            kept = deque(given for given in waiting if not which(given))
            if kept:
                self._sources[source] = kept
            else:
                del self._sources[source]
        return dropped
