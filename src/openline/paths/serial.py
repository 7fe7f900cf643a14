"""A link over a serial line or a modem: no network, no TLS, at 300 to 9,600 bits a second.

One device leads to one counterpart, which is known by a tag that only stations of a shared line
can make. Nothing is written faster than the line carries it, so that what is urgent never waits
in a buffer of the system or of the modem.

Spec: docs/spec/22-narrow.md.
"""

import asyncio
import os
import termios
import tty
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Final

from openline.core.crypto.keys import StationId, label
from openline.paths.fragments import ASK, BULK, URGENT, Receiver, Sender
from openline.paths.kiss import FRAME_BYTES, FrameReader, encode_frame
from openline.ports.errors import BadAddress
from openline.ports.path import Arrived, LinkDown, LinkId, LinkUp, PathEvent, Peer, next_link

HELLO: Final = 1
BYE: Final = 5
TAG_BYTES: Final = 8
BITS_A_BYTE: Final = 10
"""On a serial line a byte has a start and a stop bit."""
BUFFER_S: Final = 4
"""A link takes no more once so many seconds of the line wait: what is not here yet can still be
overtaken."""
BUFFER_BYTES: Final = 128 * 1024
HELLO_S: Final = 5.0
DEAD_AFTER_S: Final = 45.0
"""Without a whole frame for so long the link is down."""
LOOK_S: Final = 0.5
LOOK_BYTES: Final = 560
"""Between two looks at what is missing: half a second, or as long as four pieces take."""
FULL_S: Final = 0.01
"""Pause while the device takes nothing."""
_READ_BYTES: Final = 4_096


def tag(secret: bytes, sender: StationId, recipient: StationId) -> bytes:
    """H(L("narrow") || mailbox secret || sender || recipient), the first 8 bytes."""
    return sha256(label("narrow") + secret + sender + recipient).digest()[:TAG_BYTES]


class SerialPaths:
    """The link of a station over one device.

    Args:
        station: Our own id.
        device: As in /dev/ttyUSB0.
        bits_s: Bits a second of the line, or of the air behind the modem.
        name: The path's name, told with each event.
        cost: How dear its use is; told with each link.
    """

    def __init__(
        self, station: StationId, device: str, bits_s: int, *, name: str, cost: int = 0
    ) -> None:
        self.name = name
        self._station = station
        self._device = device
        self._bits_s = bits_s
        self._look_s = max(LOOK_S, LOOK_BYTES * BITS_A_BYTE / bits_s)
        self._cost = cost
        self._peers: dict[bytes, StationId] = {}
        self._ours: list[bytes] = []
        self._file: int | None = None
        self._link: tuple[LinkId, StationId] | None = None
        self._kept: list[bytes] | None = None
        self._heard_at = 0.0
        self._frames = FrameReader()
        self._renew()
        self._due: list[bytes] = []
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._tell: Callable[[PathEvent], None] = _nobody

    def _renew(self) -> None:
        self._sender = Sender()
        self._receivers = {kind: Receiver(kind) for kind in (BULK, URGENT)}

    async def start(self, peers: list[Peer], tell: Callable[[PathEvent], None]) -> None:
        """Open the device. Raises BadAddress if it cannot be used."""
        self._open()
        self._tell = tell
        self.set_peers(peers)
        self._tasks = [asyncio.create_task(work()) for work in (self._write, self._look)]

    def send(self, link: LinkId, data: bytes, *, urgent: bool = False) -> bool:
        """Queue bytes on the link. False: it is gone, or enough waits for the line."""
        limit = min(BUFFER_BYTES, BUFFER_S * self._bits_s // BITS_A_BYTE)
        if self._link is None or self._link[0] != link:
            return False
        if self._sender.full or self._sender.waiting >= (2 * limit if urgent else limit):
            return False
        self._sender.put(data, urgent=urgent)
        self._wake.set()
        return True

    def leave(self, station: StationId, data: bytes) -> bool:
        """Nothing can be left here."""
        return False

    def hold(self, link: LinkId) -> None:
        """Keep back what comes on the link: what a line so slow brings meanwhile is little."""
        if self._link is not None and self._link[0] == link and self._kept is None:
            self._kept = []

    def release(self, link: LinkId) -> None:
        """Hand over what was kept back, and what comes."""
        if self._link is None or self._link[0] != link:
            return
        kept, self._kept = self._kept, None
        for message in kept or ():
            self._tell(Arrived(*self._link, message))

    def hurry(self, station: StationId) -> None:
        """Say now that we are here."""
        if self._link is None:
            self._hello()

    def set_peers(self, peers: list[Peer]) -> None:
        """Replace the list of counterparts; a link to one no longer on it is closed."""
        here = self._station
        pairs = [(peer.station, secret) for peer in peers for secret in peer.mailboxes]
        self._peers = {tag(secret, station, here): station for station, secret in pairs}
        most = (FRAME_BYTES - 2) // TAG_BYTES
        self._ours = [tag(secret, here, station) for station, secret in pairs][:most]
        if self._link is not None and self._link[1] not in self._peers.values():
            self._say(bytes((BYE,)))
            self._down("removed")
        elif self._link is None:
            self._hello()

    async def stop(self) -> None:
        """Say that we go, and close the device. Nothing is told any more."""
        self._tell = _nobody
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        if self._file is not None:
            with suppress(OSError):
                os.write(self._file, encode_frame(bytes((BYE,))))
        self._close()
        self._link = None

    # The device

    def _open(self) -> None:
        try:
            file = os.open(self._device, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError as error:
            raise BadAddress(f"{self._device} cannot be used: {error.strerror}.") from error
        try:
            tty.setraw(file)
            attributes = termios.tcgetattr(file)
            speed = getattr(termios, f"B{self._bits_s}", None)
            if speed is not None:
                attributes[4] = attributes[5] = speed
            termios.tcsetattr(file, termios.TCSANOW, attributes)
        except termios.error:
            os.close(file)
            raise BadAddress(f"{self._device} is not a serial line.") from None
        self._file = file
        asyncio.get_running_loop().add_reader(file, self._read)

    def _close(self) -> None:
        if self._file is not None:
            asyncio.get_running_loop().remove_reader(self._file)
            os.close(self._file)
            self._file = None

    def _read(self) -> None:
        assert self._file is not None
        try:
            data = os.read(self._file, _READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            # The device is gone: a modem that was pulled out.
            self._close()
            self._down("reset")
            return
        for content in self._frames.take(data):
            self._take(content)

    async def _write(self) -> None:
        """Write one frame after the other, no faster than the line carries them."""
        loop = asyncio.get_running_loop()
        free_at = loop.time()
        while True:
            content = self._due.pop(0) if self._due else self._sender.next()
            if content is None or self._file is None:
                self._wake.clear()
                await self._wake.wait()
                continue
            frame = encode_frame(content)
            while frame and (written := self._put(frame)) is not None:
                free_at = max(free_at, loop.time()) + written * BITS_A_BYTE / self._bits_s
                frame = frame[written:]
                await asyncio.sleep(max(free_at - loop.time(), 0.0 if written else FULL_S))

    def _put(self, frame: bytes) -> int | None:
        """Write some of a frame; None: the device is gone."""
        if self._file is None:
            return None
        try:
            return os.write(self._file, frame)
        except BlockingIOError:
            return 0
        except OSError:
            return None

    async def _look(self) -> None:
        """Say hello until heard, ask for what was lost, notice that nothing comes any more."""
        loop = asyncio.get_running_loop()
        hello_at = loop.time()
        while True:
            await asyncio.sleep(self._look_s)
            if self._file is None:
                with suppress(BadAddress):
                    self._open()
            if self._link is None:
                if loop.time() >= hello_at:
                    hello_at = loop.time() + HELLO_S
                    self._hello()
                continue
            if loop.time() - self._heard_at > DEAD_AFTER_S:
                self._down("timeout")
                continue
            for receiver in self._receivers.values():
                asked = receiver.ask()
                if asked is not None:
                    self._say(asked)

    # Frames

    def _say(self, content: bytes) -> None:
        if len(self._due) < 8:
            self._due.append(content)
            self._wake.set()

    def _hello(self, *, heard: bool = False) -> None:
        if self._ours:
            self._say(bytes((HELLO, heard)) + b"".join(self._ours))

    def _take(self, content: bytes) -> None:
        self._heard_at = asyncio.get_running_loop().time()
        kind = content[0]
        if kind == HELLO:
            self._greeted(content)
        elif kind == BYE:
            self._down("closed")
        elif self._link is None:
            return
        elif kind == ASK:
            self._sender.asked(content)
            self._wake.set()
        elif kind in self._receivers:
            message = self._receivers[kind].take(content)
            if message is not None:
                self._bring(*self._link, message)

    def _bring(self, link: LinkId, station: StationId, message: bytes) -> None:
        if self._kept is None:
            self._tell(Arrived(link, station, message))
        elif sum(map(len, self._kept)) < BUFFER_BYTES:
            self._kept.append(message)

    def _greeted(self, content: bytes) -> None:
        """The other side is there; it stands once each has said that it hears the other."""
        heard, tags = content[1:2] == b"\x01", content[2:]
        found = (tags[i : i + TAG_BYTES] for i in range(0, len(tags), TAG_BYTES))
        station = next((self._peers[one] for one in found if one in self._peers), None)
        if station is None:
            return
        if not heard:
            # It began anew: what was under way is lost.
            self._down("reset")
            self._hello(heard=True)
        elif self._link is None:
            self._renew()
            self._link = (next_link(), station)
            self._hello(heard=True)
            self._tell(LinkUp(self._link[0], station, self.name, self._cost, narrow=True))

    def _down(self, cause: str) -> None:
        if self._link is not None:
            link, station = self._link
            self._link = self._kept = None
            self._tell(LinkDown(link, station, self.name, cause))


def _nobody(_: PathEvent) -> None:
    pass
