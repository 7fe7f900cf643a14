"""Links through a relay: mailboxes at a third party that learns neither content nor parties.

One connection to the relay carries the links to all counterparts. A link stands while the
relay says that the other side reads its mailbox; that is a relay's word: only an echo proves
life. Bytes may also be left for a station that is not there.

Spec: docs/spec/21-relay.md.
"""

import asyncio
import datetime
import logging
import os
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from secrets import SystemRandom
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL

from openline.core.crypto.keys import StationId
from openline.core.errors import PeerError
from openline.paths.link import Link
from openline.paths.mailbox import DAY_S, DAYS_BACK, BoxId, Mailbox, mailbox
from openline.paths.relay_talk import (
    MESSAGE_BYTES,
    Done,
    Hello,
    Piece,
    Present,
    Put,
    Read,
    Refused,
    Talk,
    Watch,
    Welcome,
    encode_talk,
    parse_talk,
)
from openline.paths.tls import make_context
from openline.paths.websocket import HANDSHAKE_S, RETRY_S, parse_address
from openline.ports.path import (
    LEFT,
    Arrived,
    LinkDown,
    LinkId,
    LinkUp,
    PathEvent,
    Peer,
    next_link,
)

log = logging.getLogger("openline.relay")

_random: Final = SystemRandom()
TURN_S: Final = 60.0
"""How often it is looked whether mailboxes of a new day are to be opened."""


def passing_identity() -> SSL.Context:
    """TLS with a key made for this run: the relay does not learn which station it is."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "openline")])
    day = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(day)
        .not_valid_after(day + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return make_context(certificate.public_bytes(serialization.Encoding.PEM), pem)


KEPT: Final = 256
"""Pieces of a link that is held; more are dropped."""


class _Counterpart:
    """One peer: its mailboxes, those that have a reader now, and the link that stands."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.out: dict[BoxId, Mailbox] = {}
        self.present: set[BoxId] = set()
        self.link: LinkId | None = None


class RelayPaths:
    """All links of a station through one relay.

    Args:
        station: Our own id.
        address: `host:port` of the relay.
        pin: SHA-256 of the SubjectPublicKeyInfo of its TLS key.
        credential: What its operator gave us.
        name: The path's name, told with each event.
        cost: How dear its use is; told with each link.
        now_s: The clock by which mailboxes turn.

    Raises:
        BadAddress: `address` cannot be read.
    """

    def __init__(
        self,
        station: StationId,
        address: str,
        pin: bytes,
        credential: bytes,
        *,
        name: str,
        cost: int = 0,
        now_s: Callable[[], int] = lambda: int(time.time()),
    ) -> None:
        self.name = name
        self._cost = cost
        self._station = station
        self._address = parse_address(address)
        self._pin = pin
        self._credential = credential
        self._now_s = now_s
        self._context = passing_identity()
        self._peers: dict[StationId, _Counterpart] = {}
        self._in: dict[BoxId, tuple[Mailbox, StationId]] = {}
        self._out: dict[BoxId, StationId] = {}
        self._links: dict[LinkId, StationId] = {}
        self._kept: dict[LinkId, list[Arrived]] = {}
        self._relay: Link | None = None
        self._welcome = False
        self._day = 0
        self._ended: asyncio.Future[str] | None = None
        self._hurry = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._tell: Callable[[PathEvent], None] = _nobody

    async def start(self, peers: list[Peer], tell: Callable[[PathEvent], None]) -> None:
        """Dial the relay, for ever."""
        self._tell = tell
        self.set_peers(peers)
        self._tasks = [
            asyncio.create_task(self._dial_for_ever()),
            asyncio.create_task(self._turn_for_ever()),
        ]

    def send(self, link: LinkId, data: bytes, *, urgent: bool = False) -> bool:
        """Queue bytes on a link. False: the link is gone or its buffer is full."""
        station = self._links.get(link)
        counterpart = self._peers.get(station) if station is not None else None
        if counterpart is None or not counterpart.present:
            return False
        return self._put(counterpart, data, keep=False)

    def leave(self, station: StationId, data: bytes) -> bool:
        """Lay bytes down for a station that is not there. False: there is no relay now."""
        counterpart = self._peers.get(station)
        return counterpart is not None and self._put(counterpart, data, keep=True)

    def hold(self, link: LinkId) -> None:
        """Keep back what comes on a link: the relay's connection carries others too."""
        if link in self._links:
            self._kept.setdefault(link, [])

    def release(self, link: LinkId) -> None:
        """Hand over what was kept back, and what comes."""
        for arrived in self._kept.pop(link, ()):
            self._tell(arrived)

    def hurry(self, station: StationId) -> None:
        """Dial now instead of at the next retry."""
        self._hurry.set()

    def set_peers(self, peers: list[Peer]) -> None:
        """Replace the list of counterparts; links to those no longer on it are closed."""
        wanted = {peer.station: peer for peer in peers if peer.mailboxes}
        for station, counterpart in list(self._peers.items()):
            if station not in wanted:
                self._down(counterpart, "removed")
                del self._peers[station]
        for station, peer in wanted.items():
            known = self._peers.setdefault(station, _Counterpart(peer))
            known.peer = peer
        self._open_boxes()

    async def stop(self) -> None:
        """Close all. Nothing is told any more."""
        self._tell = _nobody
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        self._peers = {}
        if self._relay is not None:
            self._relay.abort("closed")

    # Mailboxes

    def _open_boxes(self) -> None:
        """Derive the mailboxes of today, and tell the relay which we read and watch."""
        today = self._day = self._now_s() // DAY_S
        here = self._station
        self._in, self._out = {}, {}
        for station, counterpart in self._peers.items():
            counterpart.out = {}
            for secret in counterpart.peer.mailboxes:
                for day in range(today - DAYS_BACK, today + 2):
                    box = mailbox(secret, station, here, day)
                    self._in[box.box] = (box, station)
                # Newest first: of those that have a reader, the first is written to.
                for day in (today, today - 1, today + 1):
                    box = mailbox(secret, here, station, day)
                    counterpart.out[box.box] = box
                    self._out[box.box] = station
            counterpart.present &= counterpart.out.keys()
        if self._welcome:
            self._say(Read(tuple(box.read_key for box, _ in self._in.values())))
            self._say(Watch(tuple(self._out)))

    async def _turn_for_ever(self) -> None:
        while True:
            await asyncio.sleep(TURN_S)
            if self._now_s() // DAY_S != self._day:
                self._open_boxes()

    def _put(self, counterpart: _Counterpart, data: bytes, *, keep: bool) -> bool:
        if self._relay is None or not self._welcome:
            return False
        boxes = counterpart.out.values()
        box = next((one for one in boxes if one.box in counterpart.present), next(iter(boxes)))
        return self._say(Put(box.box, keep, box.wrap(data, os.urandom)))

    def _say(self, talk: Talk) -> bool:
        return self._relay is not None and self._relay.send(encode_talk(talk))

    # What the relay says

    def _take(self, talk: Talk) -> None:
        match talk:
            case Welcome():
                self._welcome = True
                self._open_boxes()
            case Piece():
                self._say(Done(talk.number))
                self._piece(talk)
            case Present():
                self._present(BoxId(talk.box), present=talk.present)
            case Refused():
                self._refused(talk.code)
            case _:
                self._close("bad-protocol")

    def _piece(self, piece: Piece) -> None:
        box, station = self._in.get(BoxId(piece.box), (None, None))
        counterpart = self._peers.get(station) if station is not None else None
        if box is None or counterpart is None:
            return
        try:
            data = box.unwrap(piece.data)
        except PeerError as error:
            log.warning("refused path=%s code=%s", self.name, error.code)
            return
        # What was left here before the other side came has no link to be answered on.
        link = LEFT if counterpart.link is None else counterpart.link
        arrived = Arrived(link, counterpart.peer.station, data)
        kept = self._kept.get(link)
        if kept is None:
            self._tell(arrived)
        elif len(kept) < KEPT:  # what is dropped here is sent again
            kept.append(arrived)

    def _present(self, box: BoxId, *, present: bool) -> None:
        station = self._out.get(box)
        counterpart = self._peers.get(station) if station is not None else None
        if counterpart is None:
            return
        if not present:
            counterpart.present.discard(box)
            if not counterpart.present:
                self._down(counterpart, "closed")
            return
        counterpart.present.add(box)
        if counterpart.link is None:
            link = counterpart.link = next_link()
            self._links[link] = counterpart.peer.station
            self._tell(LinkUp(link, counterpart.peer.station, self.name, self._cost))

    def _refused(self, code: str) -> None:
        if code == "full":
            for station in self._peers:
                self._tell(LinkDown(None, station, self.name, "full"))
        else:
            self._close(code if code in ("expired", "not-accepted") else "bad-protocol")

    def _down(self, counterpart: _Counterpart, cause: str) -> None:
        link, counterpart.link = counterpart.link, None
        counterpart.present = set()
        if link is not None:
            del self._links[link]
            self._kept.pop(link, None)
            self._tell(LinkDown(link, counterpart.peer.station, self.name, cause))

    def _close(self, cause: str) -> None:
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(cause)
        if self._relay is not None:
            self._relay.close(cause)

    # The connection to the relay

    async def _dial_for_ever(self) -> None:
        while True:
            self._hurry.clear()
            cause = await self._dial()
            self._welcome, self._relay = False, None
            for counterpart in tuple(self._peers.values()):
                if counterpart.link is None:
                    station = counterpart.peer.station
                    self._tell(LinkDown(None, station, self.name, cause))
                self._down(counterpart, cause)
            with suppress(TimeoutError):
                async with asyncio.timeout(_random.uniform(*RETRY_S)):
                    await self._hurry.wait()

    async def _dial(self) -> str:
        """Hold a connection as long as it stands; returns why it ended."""
        loop = asyncio.get_running_loop()
        link = Link(
            LinkId(0),
            dialled=True,
            context=self._context,
            pinned=lambda key: key == self._pin,
            owner=self,
            message_bytes=MESSAGE_BYTES,
        )
        ended = self._ended = loop.create_future()
        try:
            async with asyncio.timeout(HANDSHAKE_S):
                await loop.create_connection(lambda: link, *self._address)
            loop.call_later(HANDSHAKE_S, self._give_up, link)
            cause: str = await ended
            return cause
        except socket.gaierror:
            return "unresolved"
        except TimeoutError:
            return "timeout"
        except ConnectionRefusedError:
            return "refused"
        except OSError:
            return "unreachable"
        finally:
            link.abort("closed")

    def _give_up(self, link: Link) -> None:
        """End a connection that has brought no welcome in time."""
        if not (link is self._relay and self._welcome):
            link.abort("timeout")

    def link_made(self, link: Link, remote: str) -> bool:
        """TCP stands."""
        return True

    def link_up(self, link: Link) -> None:
        """The relay's key is the one we know: show the credential."""
        self._relay = link
        self._say(Hello(self._credential))

    def link_ended(self, link: Link, cause: str) -> None:
        """The connection is gone."""
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(cause)

    def link_gone(self, link: Link) -> None:
        """TCP is closed."""

    def link_brought(self, link: Link, data: bytes) -> None:
        """Bytes from the relay: hostile."""
        try:
            self._take(parse_talk(data))
        except PeerError:
            self._close("bad-protocol")


def _nobody(_: PathEvent) -> None:
    pass
