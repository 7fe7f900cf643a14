"""The relay at work: takes pieces, hands them to whoever shows the mailbox's read key.

A piece whose reader is there goes to it at once and touches no disk. It is forgotten when the
reader says that it has it; if the reader leaves first, it waits on the shelf.

Spec: docs/spec/21-relay.md, 4 to 6.
"""

import asyncio
import itertools
import logging
import time
from collections.abc import Callable
from typing import Final

import msgspec
from OpenSSL import SSL

from openline.core.errors import OpenlineError, PeerError
from openline.paths import relay_talk
from openline.paths.link import Link
from openline.paths.mailbox import BoxId, box_of
from openline.ports.path import LinkId
from openline.relay.credential import Credential, CredentialExpired, verify_credential
from openline.relay.shelf import LEAST_BYTES, Shelf, ShelfBroken

log = logging.getLogger("openline.relay")

CLIENTS: Final = 1_024
"""Stations at a time."""
STRANGERS: Final = 64
"""Connections that have shown no credential yet; one more, and the oldest goes."""
HELLO_S: Final = 5.0
WINDOW_BYTES: Final = 96 * 1_024
"""So much is on its way to a reader that has not said that it has it."""
SWEEP_S: Final = 60.0


class _Way(msgspec.Struct):
    """A piece on its way to a reader."""

    box: BoxId
    holder: bytes
    until_s: int
    keep: bool
    data: bytes
    quota: int


class _Client:
    """A station that has shown its credential."""

    def __init__(self, link: Link, credential: Credential) -> None:
        self.link = link
        self.credential = credential
        self.reads: set[BoxId] = set()
        self.watches: set[BoxId] = set()
        self.ways: dict[int, _Way] = {}
        self.backlog: dict[BoxId, None] = {}

    @property
    def room(self) -> bool:
        """Whether one more piece may go to it."""
        held = sum(max(LEAST_BYTES, len(way.data)) for way in self.ways.values())
        return held < WINDOW_BYTES

    def tell(self, talk: relay_talk.Talk) -> None:
        if not self.link.send(relay_talk.encode_talk(talk)):
            # It reads nothing; what it would believe of others is no longer true.
            asyncio.get_running_loop().call_soon(self.link.abort, "timeout")


class RelayServer:
    """All connections of a relay.

    Args:
        context: Its TLS.
        secret: What its credentials are made with.
        shelf: Where pieces wait.
        keep_s: How long they wait at most.
        revoked: Names of credentials taken back.
        now_s: The clock.

    Attributes:
        port: Where it listens, once started.
    """

    def __init__(
        self,
        context: SSL.Context,
        secret: bytes,
        shelf: Shelf,
        *,
        keep_s: int,
        revoked: frozenset[bytes] = frozenset(),
        now_s: Callable[[], int] = lambda: int(time.time()),
    ) -> None:
        self.port = 0
        self._context = context
        self._secret = secret
        self._shelf = shelf
        self._keep_s = keep_s
        self._revoked = revoked
        self._now_s = now_s
        self._numbers = itertools.count(1)
        self._strangers: dict[Link, asyncio.TimerHandle] = {}
        self._clients: dict[Link, _Client] = {}
        self._readers: dict[BoxId, _Client] = {}
        self._watchers: dict[BoxId, set[_Client]] = {}
        self._server: asyncio.Server | None = None
        self._sweeping: asyncio.Task[None] | None = None

    async def start(self, host: str, port: int) -> None:
        """Listen. Raises OSError if the port cannot be had."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._new_link, host, port)
        self.port = self._server.sockets[0].getsockname()[1]
        self._sweeping = asyncio.create_task(self._sweep())

    async def stop(self) -> None:
        """Close all; what was on its way waits on the shelf."""
        if self._server is not None:
            self._server.close()
        for link in (*self._clients, *self._strangers):
            link.abort("closed")
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)
        if self._server is not None:
            await self._server.wait_closed()
            self._server = None

    async def _sweep(self) -> None:
        while True:
            try:
                self._shelf.sweep(self._now_s())
            except ShelfBroken as error:  # a full disk, say: it may have room again
                log.error("not swept code=%s", error.code)
            await asyncio.sleep(SWEEP_S)

    def _new_link(self) -> Link:
        number = LinkId(next(self._numbers))
        # Whoever comes shows a key made for the moment; the credential is what counts.
        return Link(
            number,
            dialled=False,
            context=self._context,
            pinned=lambda _: True,
            owner=self,
            message_bytes=relay_talk.MESSAGE_BYTES,
        )

    # What links tell

    def link_made(self, link: Link, remote: str) -> bool:
        """TCP stands: a stranger takes one of the few places for strangers."""
        if len(self._strangers) >= STRANGERS:
            next(iter(self._strangers)).abort("timeout")
        timer = asyncio.get_running_loop().call_later(HELLO_S, link.abort, "timeout")
        self._strangers[link] = timer
        return True

    def link_up(self, link: Link) -> None:
        """Nothing yet: the station speaks first."""

    def link_ended(self, link: Link, cause: str) -> None:
        """A connection is gone."""
        self._forget_stranger(link)
        client = self._clients.pop(link, None)
        if client is not None:
            self._read(client, set())
            self._watch(client, set())

    def link_gone(self, link: Link) -> None:
        """TCP is closed."""

    def link_brought(self, link: Link, data: bytes) -> None:
        """Bytes from a station, or from a stranger: hostile."""
        try:
            talk = relay_talk.parse_talk(data)
            client = self._clients.get(link)
            if client is None:
                self._hello(link, talk)
            else:
                self._take(client, talk)
        except PeerError as error:
            log.info("refused code=%s", error.code)
            link.close("bad-protocol")
        except OpenlineError as error:
            log.error("failed code=%s", error.code)
            link.close("closed")

    def _hello(self, link: Link, talk: relay_talk.Talk) -> None:
        self._forget_stranger(link)
        code = "not-accepted"
        if isinstance(talk, relay_talk.Hello) and len(self._clients) < CLIENTS:
            try:
                credential = verify_credential(talk.credential, self._secret, self._now_s())
            except OpenlineError as error:
                code = "expired" if isinstance(error, CredentialExpired) else code
            else:
                if credential.name not in self._revoked:
                    self._clients[link] = _Client(link, credential)
                    self._clients[link].tell(relay_talk.Welcome(credential.until_s))
                    return
        link.send(relay_talk.encode_talk(relay_talk.Refused(code)))
        link.close("closed")

    def _take(self, client: _Client, talk: relay_talk.Talk) -> None:
        if self._now_s() >= client.credential.until_s:
            client.tell(relay_talk.Refused("expired"))
            client.link.close("closed")
            return
        match talk:
            case relay_talk.Read():
                self._read(client, {box_of(key) for key in talk.keys})
            case relay_talk.Watch():
                self._watch(client, {BoxId(box) for box in talk.boxes})
            case relay_talk.Put():
                self._put(client, talk)
            case relay_talk.Done():
                client.ways.pop(talk.number, None)
                self._hand(client)
            case _:
                client.link.close("bad-protocol")

    def _read(self, client: _Client, boxes: set[BoxId]) -> None:
        """A station reads these mailboxes from now on; of two, the one that came last does."""
        gone = {box for box in client.reads - boxes if self._readers.get(box) is client}
        for box in gone:
            del self._readers[box]
        fresh = boxes - client.reads
        client.reads = boxes
        lost = {client}
        for box in fresh:
            before = self._readers.get(box)
            if before is not None:
                before.reads.discard(box)
                lost.add(before)
            self._readers[box] = client
        for each in lost:
            self._take_back(each)
        for box in gone | fresh:
            for watcher in tuple(self._watchers.get(box, ())):
                watcher.tell(relay_talk.Present(box, box in self._readers))
        client.backlog |= dict.fromkeys(sorted(fresh))
        self._hand(client)

    def _take_back(self, client: _Client) -> None:
        """What is on its way from mailboxes that a station reads no more waits on the shelf."""
        for number, way in tuple(client.ways.items()):
            if way.box not in client.reads:
                del client.ways[number]
                if way.keep:
                    self._lay_down(way)
        client.backlog = {box: None for box in client.backlog if box in client.reads}

    def _watch(self, client: _Client, boxes: set[BoxId]) -> None:
        for box in client.watches - boxes:
            self._watchers[box].discard(client)
            if not self._watchers[box]:
                del self._watchers[box]
        fresh = boxes - client.watches
        client.watches = boxes
        for box in sorted(fresh):
            self._watchers.setdefault(box, set()).add(client)
            if box in self._readers:
                client.tell(relay_talk.Present(box, present=True))

    def _put(self, client: _Client, put: relay_talk.Put) -> None:
        box, holder = BoxId(put.box), client.credential
        quota = holder.mib << 20
        until_s = self._now_s() + self._keep_s
        way = _Way(box, holder.name, until_s, put.keep, put.data, quota)
        reader = self._readers.get(box)
        if reader is not None and box not in reader.backlog and reader.room:
            self._send(reader, way)
        elif (put.keep or reader is not None) and not self._lay_down(way):
            client.tell(relay_talk.Refused("full"))
        elif reader is not None and box not in reader.backlog:
            reader.backlog[box] = None

    def _send(self, reader: _Client, way: _Way) -> None:
        number = next(self._numbers)
        reader.ways[number] = way
        reader.tell(relay_talk.Piece(number, way.box, way.data))

    def _lay_down(self, way: _Way) -> bool:
        return self._shelf.put(way.box, way.holder, way.until_s, way.data, way.quota)

    def _hand(self, client: _Client) -> None:
        """Give a reader what waits for it, as much as may be on its way."""
        while client.backlog and client.room:
            box = next(iter(client.backlog))
            found = self._shelf.take(box)
            if found is None:
                del client.backlog[box]
                continue
            holder, until_s, data = found
            if until_s > self._now_s():
                quota = max(len(data), client.credential.mib << 20)
                way = _Way(box, holder, until_s, keep=True, data=data, quota=quota)
                self._send(client, way)

    def _forget_stranger(self, link: Link) -> None:
        if timer := self._strangers.pop(link, None):
            timer.cancel()
