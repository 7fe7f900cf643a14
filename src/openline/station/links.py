"""Links to counterparts: what goes out on them, and proof of life that comes back.

Nothing is queued here: what is owed on a link follows from the line and from how far the link
has carried it. A link that is full is tried again at the next news or heartbeat.

Spec: docs/spec/06-session.md, 6 and 8.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from openline.core import replication
from openline.core.crypto.keys import Digest, LineId, StationId
from openline.core.errors import PeerError
from openline.core.parcels import ENTRIES_LIMIT, Body, Entries, Statements
from openline.core.record.checkpoint import encode_statement
from openline.core.record.tree import consistency_path
from openline.ports.path import LinkDown, LinkId, LinkUp, Paths
from openline.ports.store import Reader, Store
from openline.station.keyring import Keyring
from openline.station.rooms import LineRoom
from openline.station.sessions import Sessions
from openline.station.tail import Tail

log = logging.getLogger("openline.links")

SEND_BYTES: Final = 56_000
"""Entries in one parcel, in bytes; leaves room for the statement and the path."""


class Links:
    """All links of the station, of all lines."""

    def __init__(
        self,
        *,
        rooms: Mapping[LineId, LineRoom],
        paths: Paths,
        sessions: Sessions,
        keyring: Keyring,
        store: Store,
        tail: Tail,
        clock: Callable[[], int],
        random: Callable[[int], bytes],
        changed: Callable[[LineId], None],
    ) -> None:
        self._rooms = rooms
        self._paths = paths
        self._sessions = sessions
        self._keyring = keyring
        self._store = store
        self._tail = tail
        self._clock = clock
        self._random = random
        self._changed = changed
        self._stations: dict[LinkId, StationId] = {}

    def of(self, room: LineRoom) -> Iterator[tuple[LinkId, StationId]]:
        """The links that carry a line now."""
        for link in tuple(room.links):
            yield link, self._stations[link]

    def notify(self, link: LinkId) -> None:
        """Tell our newest sealing key on a link, in clear; there is no secret in it."""
        notice = self._keyring.notice()
        if notice is not None:
            self._paths.send(link, notice)

    def announce(self) -> None:
        """Tell our newest sealing key on all links."""
        for link in self._stations:
            self.notify(link)

    def up(self, event: LinkUp) -> None:
        """A link stands: open our session on it and say what we hold."""
        now = self._clock()
        self._stations[event.link] = event.station
        log.info("link up station=%s path=%s", event.station.hex()[:8], event.path)
        self.notify(event.link)
        for room in self.rooms_of(event.station):
            member = room.charter.members[event.station]
            room.links[event.link] = replication.Link(member.party)
            room.pulses[event.station].up(event.path, now)
            self._open(room, event.link, event.station, now)
            self.greet(room, event.link, event.station, now)
            self._changed(room.charter.line)

    def _open(self, room: LineRoom, link: LinkId, station: StationId, now: int) -> None:
        try:
            opening = self._sessions.opening(room.charter.line, station, now)
        except PeerError as error:
            log.warning("cannot seal station=%s code=%s", station.hex()[:8], error.code)
            return
        self._paths.send(link, opening)

    def down(self, event: LinkDown) -> None:
        """A link ended, or an attempt failed."""
        now = self._clock()
        if event.link is not None:
            self._stations.pop(event.link, None)
        for room in self.rooms_of(event.station):
            if event.link is not None:
                room.links.pop(event.link, None)
            still = any(self._stations.get(link) == event.station for link in room.links)
            room.pulses[event.station].down(event.path, event.cause, now, still_up=still)
            self._changed(room.charter.line)

    def rooms_of(self, station: StationId) -> list[LineRoom]:
        """The lines shared with a station."""
        return [room for room in self._rooms.values() if station in room.pulses]

    def beat(self, now: int) -> None:
        """Prove life on every link, and notice where it is not proven."""
        for room in self._rooms.values():
            for link, station in self.of(room):
                self.greet(room, link, station, now)
                self.flush(room, link, station)
            changed = [pulse for pulse in room.pulses.values() if pulse.turned(now)]
            if changed:
                self._changed(room.charter.line)

    def greet(self, room: LineRoom, link: LinkId, station: StationId, now: int) -> None:
        """Say what we hold, with a fresh challenge and the echo of theirs."""
        pulse = room.pulses[station]
        challenge = self._random(8)
        echo, held_ms = pulse.ask(challenge, now)
        body = replication.have(
            room.charter,
            room.state,
            room.links[link].party,
            challenge=challenge,
            echo=echo,
            held_ms=held_ms,
            now_ms=now,
        )
        self.send(room, link, station, body)

    def send(self, room: LineRoom, link: LinkId, station: StationId, body: Body) -> bool:
        """Seal and send; False: the link is gone or full, or their key cannot be used."""
        try:
            pieces = self._sessions.seal(room.charter.line, station, body, self._clock())
        except PeerError as error:
            log.warning("cannot seal station=%s code=%s", station.hex()[:8], error.code)
            return False
        return all(self._paths.send(link, piece) for piece in pieces)

    def flush(self, room: LineRoom, link: LinkId, station: StationId) -> None:
        """Send what is owed on a link, until it is full."""
        state = room.links[link]
        now = self._clock()
        for owed in state.owed(room.charter, room.state):
            if isinstance(owed, replication.SendEntries):
                start = owed.start
                while start < owed.stop:
                    body = entries_of(owed, start, self._store, self._tail)
                    if not self.send(room, link, station, body):
                        return
                    start += len(body.entries)
                    state.carried(owed, now, upto=start)
            else:
                body_s = Statements(tuple(encode_statement(s) for s in owed.statements))
                if not self.send(room, link, station, body_s):
                    return
                state.carried(owed, now)


def entries_of(
    owed: replication.SendEntries, start: int, reader: Reader, tail: Tail
) -> Entries:
    """As many entries from `start` on as one parcel holds, under the statement that is owed."""
    stop = min(owed.stop, start + ENTRIES_LIMIT)
    data = tail.read(owed.feed, start, stop, SEND_BYTES)
    if not data:
        data = reader.entries(owed.feed, start, stop, max_bytes=SEND_BYTES)
    end = start + len(data)
    path: tuple[Digest, ...] = ()
    if end < owed.stop:
        path = tuple(consistency_path(end, owed.stop, tail.nodes(owed.feed, reader)))
    return Entries(owed.feed, start, tuple(data), encode_statement(owed.statement), path)
