"""Several paths at once, as one: whoever sends names a link and need not know whose it is.

A path whose own side cannot be used at the start, a modem that is switched off, say, keeps the
station from nothing: the others start, and it is tried again for ever.

Spec: docs/spec/13-transport.md, 7.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Final

import msgspec

from openline.core.crypto.keys import StationId
from openline.ports.errors import BadAddress, PortInUse
from openline.ports.path import LinkDown, LinkId, LinkUp, PathEvent, Paths, Peer

AGAIN_S: Final = 5.0
"""Between two attempts to start a path."""


class OnePath(msgspec.Struct, frozen=True):
    """One of several paths.

    Attributes:
        name: As told with its events.
        paths: Its links.
        addresses: Of a counterpart's addresses, those that lie on this path. Empty: all.
    """

    name: str
    paths: Paths
    addresses: tuple[str, ...] = ()

    def peers(self, peers: Sequence[Peer]) -> list[Peer]:
        """The counterparts as this path dials them."""
        if not self.addresses:
            return list(peers)
        return [
            msgspec.structs.replace(
                peer, addresses=tuple(one for one in peer.addresses if one in self.addresses)
            )
            for peer in peers
        ]


class ManyPaths:
    """All paths of a station.

    Args:
        paths: Each with its links.
        again_s: How often one that could not start is tried again.
    """

    def __init__(self, paths: Sequence[OnePath], again_s: float = AGAIN_S) -> None:
        self._paths = tuple(paths)
        self._again_s = again_s
        self._started: list[OnePath] = []
        self._waiting: list[asyncio.Task[None]] = []
        self._peers: list[Peer] = []
        self._owners: dict[LinkId, Paths] = {}

    async def start(self, peers: list[Peer], tell: Callable[[PathEvent], None]) -> None:
        """Start all paths. Raises PortInUse or BadAddress if not one of them can be used."""
        self._peers = peers
        refused: list[tuple[OnePath, PortInUse | BadAddress]] = []
        for path in self._paths:
            try:
                await self._begin(path, tell)
            except (PortInUse, BadAddress) as error:
                refused.append((path, error))
        if refused and not self._started:
            raise refused[0][1]
        for path, _ in refused:
            self._waiting.append(asyncio.create_task(self._begin_later(path, tell)))

    async def _begin(self, path: OnePath, tell: Callable[[PathEvent], None]) -> None:
        await path.paths.start(
            path.peers(self._peers), lambda event: self._pass_on(path.paths, event, tell)
        )
        self._started.append(path)

    async def _begin_later(self, path: OnePath, tell: Callable[[PathEvent], None]) -> None:
        while True:
            for peer in self._peers:
                tell(LinkDown(None, peer.station, path.name, "unusable"))
            await asyncio.sleep(self._again_s)
            with suppress(PortInUse, BadAddress):
                await self._begin(path, tell)
                return

    def _pass_on(
        self, paths: Paths, event: PathEvent, tell: Callable[[PathEvent], None]
    ) -> None:
        match event:
            case LinkUp():
                self._owners[event.link] = paths
            case LinkDown() if event.link is not None:
                self._owners.pop(event.link, None)
        tell(event)

    def send(self, link: LinkId, data: bytes, *, urgent: bool = False) -> bool:
        """Queue bytes on a link. False: the link is gone or its buffer is full."""
        owner = self._owners.get(link)
        return owner is not None and owner.send(link, data, urgent=urgent)

    def leave(self, station: StationId, data: bytes) -> bool:
        """Leave bytes wherever that can be done; one place is enough."""
        left = [path.paths.leave(station, data) for path in self._started]
        return any(left)

    def hold(self, link: LinkId) -> None:
        """Read nothing more from a link for now."""
        if owner := self._owners.get(link):
            owner.hold(link)

    def release(self, link: LinkId) -> None:
        """Read on."""
        if owner := self._owners.get(link):
            owner.release(link)

    def hurry(self, station: StationId) -> None:
        """Dial now, on each path that has no link."""
        for path in self._started:
            path.paths.hurry(station)

    def set_peers(self, peers: list[Peer]) -> None:
        """Replace the list of counterparts."""
        self._peers = peers
        for path in self._started:
            path.paths.set_peers(path.peers(peers))

    async def stop(self) -> None:
        """Close all; returns when all ports are free again."""
        for task in self._waiting:
            task.cancel()
        await asyncio.gather(*self._waiting, return_exceptions=True)
        await asyncio.gather(*(path.paths.stop() for path in self._started))
        self._started.clear()
        self._owners.clear()
