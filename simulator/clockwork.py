"""An event loop whose time is a number: it passes only when nothing is left to do at once.

The station's own loop runs on it unchanged: its pauses, timeouts and retries are timers like
any other, and the same seed gives the same order of everything.
"""

import asyncio
import selectors
from collections.abc import Mapping
from typing import Any


class Stuck(Exception):
    """Nothing is left to do, now or later, but something is still waited for."""


class _Passing(selectors.BaseSelector):
    """Waits for no file: to wait is to let the time pass."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self._files: dict[Any, selectors.SelectorKey] = {}

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        """Note a file that the event loop uses for threads, of which there are none here."""
        key = selectors.SelectorKey(fileobj, fileobj, events, data)
        self._files[fileobj] = key
        return key

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        """Forget a file."""
        return self._files.pop(fileobj)

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Let so much time pass."""
        if timeout is None:
            raise Stuck("Nothing moves any more.")
        self.now_s += max(0.0, timeout)
        return []

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        """The files noted."""
        return self._files


class Clockwork(asyncio.SelectorEventLoop):
    """The event loop of one run. Begins at 0 seconds."""

    def __init__(self) -> None:
        self._passing = _Passing()
        super().__init__(self._passing)

    def time(self) -> float:
        """Seconds of virtual time."""
        return self._passing.now_s

    def skip(self, seconds: float) -> None:
        """Let time pass in which no timer is looked at: all that fell due in it fires at once.

        An idle night of a line costs one heartbeat instead of twenty thousand.
        """
        self._passing.now_s += seconds
