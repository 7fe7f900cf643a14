"""A path: any means of carrying opaque parcels to one counterpart station.

A path knows addresses and certificates, never acts. It hands up bytes as they come and says
when it is up; it promises nothing about delivery. What was lost is asked for again by the
replication above it.

Spec: docs/spec/06-session.md, 7.
"""

import itertools
from collections.abc import Callable
from typing import Final, NewType, Protocol

import msgspec

from openline.core.crypto.keys import StationId

LinkId = NewType("LinkId", int)

BY_HAND: Final = LinkId(0)
"""No link at all: what came on a medium that somebody carried. Nothing can be answered."""
_numbers: Final = itertools.count(1)


def next_link() -> LinkId:
    """An id that no link of this process has had, whatever its path."""
    return LinkId(next(_numbers))


NETWORK: Final = "network"
"""The name of the only path, where the operator has named none."""

LEFT: Final = LinkId(-1)
"""No link at all: what its sender left at a relay and is not there any more."""


class LinkUp(msgspec.Struct, frozen=True):
    """A link to a counterpart's station stands; its TLS key is one pinned for it.

    `path` is the operator's name for the way that it takes; `cost` how dear that way is, 0 for
    one that costs nothing by use; `narrow`: it carries a hundred bytes a second or so.
    """

    link: LinkId
    station: StationId
    path: str
    cost: int = 0
    narrow: bool = False


class LinkDown(msgspec.Struct, frozen=True):
    """A link ended, or an attempt failed (`link` None). `cause` is a code, never content.

    Codes: `refused`, `timeout`, `unresolved`, `unreachable`, `wrong-key` (theirs is not one we
    know), `not-accepted` (they do not know ours), `no-tls`, `bad-protocol`, `closed`, `reset`,
    `replaced` (another link stands instead), `removed` (no longer a counterpart), `unusable`
    (our own side of the path cannot be used: its address is not there, or its port is taken).
    """

    link: LinkId | None
    station: StationId
    path: str
    cause: str


class Arrived(msgspec.Struct, frozen=True):
    """Bytes from a link, not yet opened: hostile until proven otherwise. At most 128 KiB."""

    link: LinkId
    station: StationId
    data: bytes


PathEvent = LinkUp | LinkDown | Arrived


class Peer(msgspec.Struct, frozen=True):
    """A counterpart station that we may speak with.

    Attributes:
        station: Its id.
        addresses: `host:port`, tried in turn for ever.
        tls_keys: SHA-256 of the SubjectPublicKeyInfo of each TLS key it may show.
        dial: Whether we dial it as well as listen.
        mailboxes: A secret of 32 bytes for each line shared with it, from which the mailboxes
            at relays follow.
    """

    station: StationId
    addresses: tuple[str, ...]
    tls_keys: tuple[bytes, ...]
    dial: bool = True
    mailboxes: tuple[bytes, ...] = ()

    def __repr__(self) -> str:
        return f"Peer({self.station.hex()[:8]}, {self.addresses})"


class Paths(Protocol):
    """All links of one path, or of several. Runs in the station's event loop.

    On one path a station has one link to a counterpart, or for a moment two: one that is dying
    and its successor. A link's id is never used again.
    """

    async def start(self, peers: list[Peer], tell: Callable[[PathEvent], None]) -> None:
        """Listen and dial; `tell` is called in the event loop and must not block.

        Raises:
            PortInUse, BadAddress: Nothing was started.
        """
        ...

    def send(self, link: LinkId, data: bytes, *, urgent: bool = False) -> bool:
        """Queue bytes on a link. False: the link is gone or its buffer is full (128 KiB).

        On a narrow link what is `urgent` overtakes what waits.
        """
        ...

    def leave(self, station: StationId, data: bytes) -> bool:
        """Leave bytes where a station that is not there finds them later; they come to it as
        `Arrived` on the link `LEFT`. False: there is no such place now, or it is full.
        """
        ...

    def hold(self, link: LinkId) -> None:
        """Read nothing more from a link for now; what is under way may still be told."""
        ...

    def release(self, link: LinkId) -> None:
        """Read on."""
        ...

    def hurry(self, station: StationId) -> None:
        """Dial now instead of at the next retry: the other side has just been heard."""
        ...

    def set_peers(self, peers: list[Peer]) -> None:
        """Replace the list of counterparts; links to those no longer on it are closed."""
        ...

    async def stop(self) -> None:
        """Close all; returns when the port is free again."""
        ...
