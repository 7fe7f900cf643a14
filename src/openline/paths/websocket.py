"""Links over WebSocket and TLS: listens for counterparts, dials them, and never gives up.

Both stations of a pair may dial each other at the same moment. Two links then stand for an
instant, and one station alone decides which one goes: the higher station id closes the link
that it dialled itself. So no two decisions can cross and take both links down. Within one
direction the newer link replaces the older: who dials again has lost the one before.

All of that is among links between the same two hosts. A counterpart with several paths comes
from several hosts of its own, and each of its links stands by itself, even if it has them all
end at the one port that we have.

Spec: docs/spec/13-transport.md.
"""

import asyncio
import errno
import socket
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from secrets import SystemRandom
from typing import Final

from openline.core.crypto.keys import StationId
from openline.paths.link import Link, Stage
from openline.paths.tls import Pinned, make_context
from openline.ports.errors import BadAddress, PortInUse
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

HALF_OPEN: Final = 16
"""So many strangers at most may be in a handshake; one more, and the oldest gives way."""

HANDSHAKE_S: Final = 5.0
RETRY_S: Final = (1.0, 5.0)
_STOP_S: Final = 1.0
COMERS: Final = 256
"""Connections of one host within COMERS_S; more are closed before a byte is read: a handshake
costs us more than whoever asks for it."""
COMERS_S: Final = 10.0
HOSTS: Final = 4_096
"""So many hosts are counted at a time."""
LINKS: Final = 8
"""So many links of one counterpart at most stand on one path; one more, and the oldest goes."""
_BACKLOG: Final = 128

_random: Final = SystemRandom()

_CAUSES: Final = {
    errno.ECONNREFUSED: "refused",
    errno.ECONNRESET: "reset",
    errno.ETIMEDOUT: "timeout",
    errno.EADDRNOTAVAIL: "unusable",
}


class _Counterpart:
    """One peer: its links, and the task that dials it while there are none.

    A station has a thousand counterparts, most of them linked most of the time: nothing is
    kept for one but what a link that stands needs.
    """

    __slots__ = ("hurry", "links", "not_before", "peer", "task", "tries")

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.links: list[Link] = []
        self.task: asyncio.Task[None] | None = None
        self.hurry: asyncio.Event | None = None
        self.not_before = 0.0
        self.tries = 0

    def next_address(self) -> str:
        """The peer's addresses, in turn."""
        self.tries += 1
        return self.peer.addresses[(self.tries - 1) % len(self.peer.addresses)]


class WebSocketPaths:
    """All WebSocket links of a station on one path.

    Args:
        station: Our own id.
        listen: `host:port`; port 0 takes any. None: dial only.
        name: The path's name, told with each event.
        cost: How dear its use is, 0 for nothing; told with each link.
        dial_from: The host of ours from which we dial; None: as the system chooses.
        certificate: Our TLS certificate, PEM.
        private_key: Its key, PEM, not encrypted.
        allowed: Networks (`192.0.2.0/24`) that may connect. Empty: all.

    Attributes:
        port: Where we listen, once started; 0 if we do not.
        name: The path's name.

    Raises:
        BadTransportKey: Key and certificate cannot be used.
        BadAddress: `listen` or `allowed` cannot be read.
    """

    def __init__(
        self,
        station: StationId,
        listen: str | None,
        *,
        certificate: bytes,
        private_key: bytes,
        allowed: Sequence[str] = (),
        name: str = NETWORK,
        cost: int = 0,
        dial_from: str | None = None,
    ) -> None:
        self.port = 0
        self.name = name
        self._cost = cost
        self._dial_from = None if dial_from is None else (dial_from, 0)
        self._station = station
        self._listen = None if listen is None else parse_address(listen)
        self._context = make_context(certificate, private_key)
        self._allowed = [_network(text) for text in allowed]
        self._counterparts: dict[StationId, _Counterpart] = {}
        self._stations: dict[bytes, StationId] = {}
        self._links: dict[LinkId, tuple[Link, StationId]] = {}
        self._attempts: dict[Link, asyncio.Future[str | None]] = {}
        self._half_open: dict[Link, asyncio.TimerHandle] = {}
        self._comers: dict[str, int] = {}
        self._counted_at = 0.0
        self._open: set[Link] = set()
        self._none_open = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._tell: Callable[[PathEvent], None] = _nobody

    async def start(self, peers: list[Peer], tell: Callable[[PathEvent], None]) -> None:
        """Listen and dial. Raises PortInUse or BadAddress; then nothing was started."""
        for peer in peers:
            for address in peer.addresses:
                parse_address(address)
        if self._listen is not None:
            await self._open_port(*self._listen)
        self._tell = tell
        self.set_peers(peers)

    def send(self, link: LinkId, data: bytes, *, urgent: bool = False) -> bool:
        """Queue bytes on a link. False: the link is gone or its buffer is full."""
        held = self._links.get(link)
        return held is not None and held[0].send(data)

    def leave(self, station: StationId, data: bytes) -> bool:
        """Nothing can be left here."""
        return False

    def hold(self, link: LinkId) -> None:
        """Read nothing more from a link for now: its sender's kernel learns it and waits."""
        if held := self._links.get(link):
            held[0].hold()

    def release(self, link: LinkId) -> None:
        """Read on."""
        if held := self._links.get(link):
            held[0].release()

    def hurry(self, station: StationId) -> None:
        """Dial now instead of at the next retry."""
        if counterpart := self._counterparts.get(station):
            counterpart.not_before = 0.0
            if counterpart.hurry is not None:
                counterpart.hurry.set()

    def set_peers(self, peers: list[Peer]) -> None:
        """Replace the list of counterparts; links to those no longer on it are closed."""
        wanted = {peer.station: peer for peer in peers}
        for station, counterpart in list(self._counterparts.items()):
            peer = wanted.get(station)
            if peer is None or peer.tls_keys != counterpart.peer.tls_keys:
                self._drop(counterpart)
            elif peer != counterpart.peer:
                counterpart.peer = peer  # a link that stands outlives a change of address
                self._dial_anew(counterpart)
        self._stations = {key: peer.station for peer in peers for key in peer.tls_keys}
        for station, peer in wanted.items():
            if station not in self._counterparts:
                self._counterparts[station] = _Counterpart(peer)
                self._dial_anew(self._counterparts[station])

    async def stop(self) -> None:
        """Close all; returns when the port is free again. Nothing is told any more."""
        self._tell = _nobody
        if self._server is not None:
            self._server.close()
        tasks = [held.task for held in self._counterparts.values() if held.task]
        self.set_peers([])
        for link in list(self._half_open):
            link.abort("closed")
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._open:
            self._none_open.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(_STOP_S):
                    await self._none_open.wait()
            for link in list(self._open):
                link.abort("closed")
            await self._none_open.wait()
        if self._server is not None:
            await self._server.wait_closed()
            self._server = None

    # What links tell

    def link_made(self, link: Link, remote: str) -> bool:
        """TCP stands: a stranger takes one of the few places for strangers."""
        self._open.add(link)
        if link.dialled:
            return True
        if self._allowed and not _is_allowed(remote, self._allowed):
            return False
        if not self._may_come(remote):
            return False
        if len(self._half_open) >= HALF_OPEN:
            next(iter(self._half_open)).abort("timeout")
        self._half_open[link] = asyncio.get_running_loop().call_later(
            HANDSHAKE_S, link.abort, "timeout"
        )
        return True

    def _may_come(self, host: str) -> bool:
        """Whether a host has not connected too often lately."""
        now = asyncio.get_running_loop().time()
        if now - self._counted_at > COMERS_S or len(self._comers) >= HOSTS:
            self._comers, self._counted_at = {}, now
        self._comers[host] = self._comers.get(host, 0) + 1
        return self._comers[host] <= COMERS

    def link_up(self, link: Link) -> None:
        """A link's handshakes are over: see whose it is, and whether it is one too many."""
        self._forget_half_open(link)
        self._conclude(link, None)
        station = self._stations.get(link.peer_key or b"")
        if station is None:
            link.close("wrong-key")  # no longer a counterpart since the handshake
            return
        counterpart = self._counterparts[station]
        older = [other for other in counterpart.links if other.ends == link.ends]
        crossed = self._station > station and any(o.dialled != link.dialled for o in older)
        if crossed and link.dialled:
            link.close("replaced")
            return
        counterpart.links.append(link)
        self._links[link.number] = (link, station)
        self._tell(LinkUp(link.number, station, self.name, self._cost))
        for other in older:
            if crossed or other.dialled == link.dialled:
                other.close("replaced")
        for other in counterpart.links[:-LINKS]:
            other.close("replaced")

    def link_ended(self, link: Link, cause: str) -> None:
        """A link is gone, or never came up."""
        self._forget_half_open(link)
        self._conclude(link, cause)
        held = self._links.pop(link.number, None)
        if held is None:
            return
        counterpart = self._counterparts.get(held[1])
        if counterpart is not None and link in counterpart.links:
            counterpart.links.remove(link)
            if counterpart.task is None:
                self._dial_anew(counterpart)
        self._tell(LinkDown(link.number, held[1], self.name, cause))

    def link_brought(self, link: Link, data: bytes) -> None:
        """Bytes from a counterpart."""
        if held := self._links.get(link.number):
            self._tell(Arrived(link.number, held[1], data))

    def link_gone(self, link: Link) -> None:
        """TCP is closed."""
        self._open.discard(link)
        if not self._open:
            self._none_open.set()

    # Listening

    async def _open_port(self, host: str, port: int) -> None:
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(
                self._accepted, host, port, backlog=_BACKLOG
            )
        except socket.gaierror as error:
            raise BadAddress(f"{host} is not an address of this machine.") from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortInUse(f"Another program listens on {host}:{port}.") from error
            raise BadAddress(f"{host}:{port} cannot be used: {error.strerror}.") from error
        self.port = self._server.sockets[0].getsockname()[1]

    def _accepted(self) -> Link:
        return self._new_link(dialled=False, pinned=lambda key: key in self._stations)

    def _forget_half_open(self, link: Link) -> None:
        if timer := self._half_open.pop(link, None):
            timer.cancel()

    # Dialling

    def _dial_anew(self, counterpart: _Counterpart) -> None:
        if counterpart.task is not None:
            counterpart.task.cancel()
            counterpart.task = None
        if counterpart.peer.dial and counterpart.peer.addresses and not counterpart.links:
            counterpart.task = asyncio.create_task(self._dial_until_linked(counterpart))

    async def _dial_until_linked(self, counterpart: _Counterpart) -> None:
        loop = asyncio.get_running_loop()
        hurry = counterpart.hurry = asyncio.Event()
        while not counterpart.links:
            if counterpart.not_before > loop.time():
                with suppress(TimeoutError):
                    async with asyncio.timeout_at(counterpart.not_before):
                        await hurry.wait()
                if counterpart.links:
                    break
            hurry.clear()
            cause = await self._dial(counterpart.peer, counterpart.next_address())
            if cause is not None:
                self._tell(LinkDown(None, counterpart.peer.station, self.name, cause))
            counterpart.not_before = loop.time() + _random.uniform(*RETRY_S)
        counterpart.task = counterpart.hurry = None

    async def _dial(self, peer: Peer, address: str) -> str | None:
        """Try once; returns None when the link stands, else the cause."""
        loop = asyncio.get_running_loop()
        link = self._new_link(dialled=True, pinned=frozenset(peer.tls_keys).__contains__)
        attempt: asyncio.Future[str | None] = loop.create_future()
        self._attempts[link] = attempt
        try:
            async with asyncio.timeout(HANDSHAKE_S):
                await loop.create_connection(
                    lambda: link, *parse_address(address), local_addr=self._dial_from
                )
                return await attempt
        except socket.gaierror:
            return "unresolved"
        except TimeoutError:
            return "timeout"
        except OSError as error:
            return _CAUSES.get(error.errno or 0, "unreachable")
        finally:
            self._attempts.pop(link, None)
            if link.stage is not Stage.UP:
                link.abort("timeout")

    def _conclude(self, link: Link, cause: str | None) -> None:
        attempt = self._attempts.pop(link, None)
        if attempt is not None and not attempt.done():  # done: given up a moment ago
            attempt.set_result(cause)

    def _new_link(self, *, dialled: bool, pinned: Pinned) -> Link:
        number = next_link()
        return Link(number, dialled=dialled, context=self._context, pinned=pinned, owner=self)

    def _drop(self, counterpart: _Counterpart) -> None:
        # First of all: a link that ends is not to be dialled anew.
        del self._counterparts[counterpart.peer.station]
        if counterpart.task is not None:
            counterpart.task.cancel()
        for link in list(counterpart.links):
            link.close("removed")


def parse_address(text: str) -> tuple[str, int]:
    """Split `host:port` or `[v6]:port`. Raises BadAddress."""
    host, colon, port = text.rpartition(":")
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    elif ":" in host:
        colon = ""
    if not (host and colon and port.isascii() and port.isdigit() and int(port) < 1 << 16):
        raise BadAddress(f"{text!r} is not an address of the form host:port.")
    return host, int(port)


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise BadAddress(
            f"{text!r} is not a network.", advice="Write it as 192.0.2.0/24 or 2001:db8::/32."
        ) from error


def _is_allowed(remote: str, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    address = ip_address(remote.partition("%")[0])
    if address.version == 6 and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return any(address in network for network in networks)


def _nobody(_: PathEvent) -> None:
    pass
