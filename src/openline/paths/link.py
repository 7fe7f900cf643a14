"""One link: a TCP connection, the TLS inside it, and WebSocket messages inside that.

A link goes through the stages of `Stage` and no other way. Until the other end's key has been
found among the pins nothing that it sends is read as HTTP and nothing is answered.

Spec: docs/spec/13-transport.md, 2 to 4.
"""

import asyncio
import logging
import socket
from contextlib import suppress
from enum import StrEnum
from typing import Final, Protocol, cast

from OpenSSL import SSL
from websockets.client import ClientProtocol
from websockets.frames import CloseCode, Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol
from websockets.typing import Subprotocol
from websockets.uri import parse_uri

from openline.paths.tls import Pinned, Refused, Tunnel
from openline.ports.path import LinkId

MESSAGE_BYTES: Final = 128 * 1024
"""The largest message (spec, 4)."""

BUFFER_BYTES: Final = 128 * 1024
"""A link with so much still to be written takes no more."""

_DEAD_AFTER_S: Final = 10
"""What was sent must be acknowledged by the other end's kernel within this time."""

_SUBPROTOCOL: Final = Subprotocol("openline-1")
_URI: Final = parse_uri("wss://openline/")
_silent: Final = logging.Logger("websockets", logging.CRITICAL + 1)


class Stage(StrEnum):
    """How far a link has come."""

    HANDSHAKE = "handshake"
    UPGRADE = "upgrade"
    UP = "up"
    ENDED = "ended"


class Owner(Protocol):
    """Who is told of a link's life. Called in the event loop."""

    def link_made(self, link: "Link", remote: str) -> bool:
        """TCP stands with the host `remote`. False: end it at once."""
        ...

    def link_up(self, link: "Link") -> None:
        """The link carries messages. `link.peer_key` says whose it is."""
        ...

    def link_ended(self, link: "Link", cause: str) -> None:
        """The link has ended, or never came up. Called once for each link."""
        ...

    def link_brought(self, link: "Link", data: bytes) -> None:
        """A message has come."""
        ...

    def link_gone(self, link: "Link") -> None:
        """The last byte is sent and TCP is closed. Follows `link_ended` sooner or later."""
        ...


class Link(asyncio.Protocol):
    """One end of a link.

    Args:
        number: Its id within this process.
        dialled: Whether we opened the connection.
        context: The station's TLS, from `make_context`.
        pinned: Asked about the key at the other end.
        owner: Told of what happens.
        message_bytes: The largest message taken.

    Attributes:
        peer_key: The pin of the other end's key once the handshake is over, else None.
        ends: The hosts of both ends, ours first, once TCP stands.
    """

    def __init__(
        self,
        number: LinkId,
        *,
        dialled: bool,
        context: SSL.Context,
        pinned: Pinned,
        owner: Owner,
        message_bytes: int = MESSAGE_BYTES,
    ) -> None:
        self.number = number
        self.dialled = dialled
        self.peer_key: bytes | None = None
        self.ends = ("", "")
        self.stage = Stage.HANDSHAKE
        self._owner = owner
        self._message_bytes = message_bytes
        self._tunnel = Tunnel(context, pinned, dialled=dialled)
        self._transport: asyncio.Transport | None = None
        self._socket: ClientProtocol | ServerProtocol | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """TCP stands: begin the handshake."""
        self._transport = cast(asyncio.Transport, transport)
        here = transport.get_extra_info("sockname") or ("",)
        there = transport.get_extra_info("peername") or ("",)
        self.ends = (here[0], there[0])
        if not self._owner.link_made(self, there[0]) or self.stage is Stage.ENDED:
            self.abort("closed")
            return
        _set_timeouts(transport.get_extra_info("socket"))
        if self.dialled:
            self._guarded(b"")

    def data_received(self, data: bytes) -> None:
        """Bytes from the network: hostile."""
        if self.stage is not Stage.ENDED:
            self._guarded(data)

    def connection_lost(self, error: Exception | None) -> None:
        """TCP is gone."""
        if error is None:
            self._end("closed")
        else:
            self._end("timeout" if isinstance(error, TimeoutError) else "reset")
        self._owner.link_gone(self)

    def send(self, data: bytes) -> bool:
        """Queue one message. False: the link is not up, or too much is queued."""
        if self._socket is None or self.stage is not Stage.UP:
            return False
        if self._buffered() >= BUFFER_BYTES:
            return False
        self._socket.send_binary(data)
        self._flush()
        return True

    def hold(self) -> None:
        """Read nothing more for now."""
        if self._transport is not None:
            self._transport.pause_reading()

    def release(self) -> None:
        """Read on."""
        if self._transport is not None:
            self._transport.resume_reading()

    def close(self, cause: str) -> None:
        """End the link in good order; what is queued is still sent."""
        if self._socket is not None and self._socket.state is State.OPEN:
            self._socket.send_close(CloseCode.NORMAL_CLOSURE)
            self._flush()
        self._end(cause)

    def abort(self, cause: str) -> None:
        """End the link now; what is queued is lost."""
        if self._transport is not None:
            self._transport.abort()
        self._end(cause)

    def _guarded(self, data: bytes) -> None:
        try:
            if self.stage is Stage.HANDSHAKE and not data:
                self._tunnel.shake()
            for clear in self._tunnel.take(data):
                self._take(clear)
            if self.stage is Stage.HANDSHAKE:
                self._greet()
        except Refused as refused:
            if refused.cause == "no-tls":
                self.abort(refused.cause)  # whoever does not speak TLS gets no answer at all
                return
            if self.stage is not Stage.UP:
                self._socket = None  # with its HTTP answer; only the TLS alert says why
            self._flush()
            self._end(refused.cause)
            return
        self._flush()

    def _greet(self) -> None:
        """Begin the WebSocket as soon as the other end's key is known."""
        self.peer_key = self._tunnel.peer_key
        if self.peer_key is None:
            return
        self.stage = Stage.UPGRADE
        if self.dialled:
            client = ClientProtocol(
                _URI, subprotocols=[_SUBPROTOCOL], max_size=self._message_bytes, logger=_silent
            )
            client.send_request(client.connect())
            self._socket = client
        else:
            self._socket = ServerProtocol(
                subprotocols=[_SUBPROTOCOL], max_size=self._message_bytes, logger=_silent
            )

    def _take(self, clear: bytes) -> None:
        if self.stage is Stage.HANDSHAKE:
            self._greet()
        if self._socket is None or self.stage is Stage.ENDED:
            return
        self._socket.receive_data(clear)
        for event in self._socket.events_received():
            self._handle(event)
        if self._socket.handshake_exc or self._socket.parser_exc:
            raise Refused("bad-protocol")
        if self._socket.state is not State.OPEN and self.stage is Stage.UP:
            raise Refused("closed")

    def _handle(self, event: object) -> None:
        if self.stage is Stage.ENDED:
            return  # the owner ended the link over an earlier event
        if isinstance(event, Frame):
            self._handle_frame(event)
        elif isinstance(event, Request) and isinstance(self._socket, ServerProtocol):
            response = self._socket.accept(event)
            if response.status_code != 101 or self._socket.subprotocol != _SUBPROTOCOL:
                raise Refused("bad-protocol")
            self._socket.send_response(response)
            event.headers.clear()  # the parser keeps the request as long as the link stands
            self._rise()
        elif isinstance(event, Response) and isinstance(self._socket, ClientProtocol):
            if self._socket.handshake_exc or self._socket.subprotocol != _SUBPROTOCOL:
                raise Refused("bad-protocol")
            event.headers.clear()
            self._rise()

    def _handle_frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.BINARY and frame.fin:
            data, frame.data = bytes(frame.data), b""  # the parser keeps its last frame
            self._owner.link_brought(self, data)
        elif frame.opcode in (Opcode.BINARY, Opcode.TEXT, Opcode.CONT):
            raise Refused("bad-protocol")

    def _rise(self) -> None:
        self.stage = Stage.UP
        self._flush()
        self._owner.link_up(self)

    def _flush(self) -> None:
        """Encrypt and write what the WebSocket and TLS want to send."""
        if self._transport is None or self._transport.is_closing():
            return
        clear = b"".join(self._socket.data_to_send()) if self._socket else b""
        if due := self._tunnel.put(clear):
            self._transport.write(due)
        if self._buffered() > BUFFER_BYTES + 2 * MESSAGE_BYTES:
            # Only somebody who asks for pongs and never reads them gets here.
            self.abort("bad-protocol")

    def _buffered(self) -> int:
        return self._transport.get_write_buffer_size() if self._transport else 0

    def _end(self, cause: str) -> None:
        if self.stage is Stage.ENDED:
            return
        self.stage = Stage.ENDED
        if self._transport is not None and not self._transport.is_closing():
            self._tunnel.shut()
            if due := self._tunnel.due():
                self._transport.write(due)
            self._transport.close()
        self._owner.link_ended(self, cause)


def _set_timeouts(connection: socket.socket) -> None:
    """Let the kernel notice a dead link, whether or not anything is being sent on it."""
    with suppress(OSError):
        connection.setsockopt(
            socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _DEAD_AFTER_S * 1_000
        )
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _DEAD_AFTER_S // 2)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, 2)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 3)
