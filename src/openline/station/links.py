"""Links to counterparts: what goes out on them, and proof of life that comes back.

Nothing is queued here: what is owed on a link follows from the line and from how far the link
has carried it. A link that is full is tried again at the next news or heartbeat. Of several
links to one station those that carry everything are chosen anew each time; one that does not
falls behind only as far as the other side's receipts, and owes the difference when it must.

Spec: docs/spec/06-session.md, 6 and 7; docs/spec/13-transport.md, 7.
"""

import logging
from collections.abc import Callable, Container, Iterable, Iterator, Mapping

from openline.core import replication
from openline.core.crypto.keys import LineId, StationId
from openline.core.errors import PeerError
from openline.core.parcels import Body, Entries, Express, Reopen, Signal, Statements
from openline.core.record.checkpoint import encode_statement
from openline.ports.path import LinkDown, LinkId, LinkUp, Paths
from openline.ports.store import Store
from openline.station.carriers import PATIENCE_MOST_MS, carriers, patience_ms
from openline.station.keyring import Keyring
from openline.station.leaving import Leaving
from openline.station.rooms import LineRoom
from openline.station.sessions import Sessions
from openline.station.spans import (
    NARROW_SEND_BYTES,
    SEND_BYTES,
    ahead_of,
    contrast_of,
    entries_of,
)
from openline.station.tail import Tail

log = logging.getLogger("openline.links")


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
        self._leaving = Leaving(paths, sessions, keyring, store, tail)
        self._stations: dict[LinkId, StationId] = {}
        self._narrow: set[LinkId] = set()
        self._late_ms: dict[tuple[LineId, LinkId], int] = {}

    def of(self, room: LineRoom) -> Iterator[tuple[LinkId, StationId]]:
        """The links that carry a line now."""
        for link in tuple(room.links):
            yield link, self._stations[link]

    def notify(self, link: LinkId) -> None:
        """Tell our newest sealing key on a link, in clear; there is no secret in it."""
        notice = self._keyring.notice()
        if notice is not None:
            self._paths.send(link, notice)

    def give_back(self, link: LinkId, notice: bytes) -> None:
        """Send a station a notice of its own, as it came."""
        self._paths.send(link, notice)

    def is_narrow(self, link: LinkId) -> bool:
        """Whether a link carries so little that a notice takes half a minute."""
        return link in self._narrow

    def announce(self) -> None:
        """Tell our newest sealing key on all links; on a narrow one if there is no other."""
        for link, station in self._stations.items():
            if link not in self._narrow or self._only_narrow(station):
                self.notify(link)

    def _only_narrow(self, station: StationId) -> bool:
        return all(
            link in self._narrow for link, other in self._stations.items() if other == station
        )

    def up(self, event: LinkUp) -> None:
        """A link stands: open our session on it and say what we hold."""
        now = self._clock()
        self._stations[event.link] = event.station
        log.info("link up station=%s path=%s", event.station.hex()[:8], event.path)
        if event.narrow:
            # Whoever seals to a key that is gone is told then.
            self._narrow.add(event.link)
        else:
            self.notify(event.link)
        for room in self.rooms_of(event.station):
            member = room.charter.members[event.station]
            bare = event.narrow and not room.charter.passes_on
            room.links[event.link] = replication.Link(
                member.party, narrow=event.narrow, bare=bare
            )
            room.pulses[event.station].up(event, now)
            self.greet(room, event.link, event.station, now)
            self._changed(room.charter.line)

    def down(self, event: LinkDown) -> None:
        """A link ended, or an attempt failed."""
        now = self._clock()
        if event.link is not None:
            self._stations.pop(event.link, None)
            self._narrow.discard(event.link)
        for room in self.rooms_of(event.station):
            line = room.charter.line
            room.pulses[event.station].down(event, now)
            if event.link is not None:
                room.links.pop(event.link, None)
                self._late_ms.pop((line, event.link), None)
                self._sessions.left(line, event.station, event.link)
                self._carry(room, event.station)
            self._changed(line)

    def rooms_of(self, station: StationId) -> list[LineRoom]:
        """The lines shared with a station."""
        return [room for room in self._rooms.values() if station in room.pulses]

    def beat(self, now: int) -> None:
        """Prove life on every link, and notice where it is not proven."""
        for room in self._rooms.values():
            for link, station in self.of(room):
                echoes = room.pulses[station].links[link]
                if echoes.is_due(now):
                    echoes.beat()
                    self.greet(room, link, station, now)
            for station in room.pulses:
                self._carry(room, station)
                self._leaving.beat(room, station, now)
            changed = [pulse for pulse in room.pulses.values() if pulse.turned(now)]
            if changed:
                self._changed(room.charter.line)

    def greet(self, room: LineRoom, link: LinkId, station: StationId, now: int) -> None:
        """Say what we hold, with a fresh challenge and the echo of theirs."""
        challenge = self._random(8)
        echo, held_ms = room.pulses[station].links[link].ask(challenge, now)
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

    def send(
        self,
        room: LineRoom,
        link: LinkId,
        station: StationId,
        body: Body,
        *,
        introduced: bool = False,
    ) -> bool:
        """Seal and send; False: the link is gone or full, or their key cannot be used.

        `introduced`: the session's opening goes before it, though the link carried it already.
        """
        line, narrow = room.charter.line, link in self._narrow
        # What is said overtakes the rest, but not the opening without which it is not read.
        urgent = isinstance(body, Entries | Express | Signal) and self._sessions.proven(
            line, station
        )
        try:
            pieces = self._sessions.seal(
                line,
                station,
                body,
                self._clock(),
                link,
                introduced=introduced,
                narrow=narrow,
            )
        except PeerError as error:
            log.warning("cannot seal station=%s code=%s", station.hex()[:8], error.code)
            return False
        return all(self._paths.send(link, piece, urgent=urgent) for piece in pieces)

    def reopen(self, room: LineRoom, link: LinkId, station: StationId, session: bytes) -> None:
        """Ask for a new session in place of one that is not known here.

        Our own opening goes along again: if both were lost, neither station could read that
        the other asks, and the two would ask for ever.
        """
        self.send(room, link, station, Reopen(session), introduced=True)

    def flush(
        self,
        room: LineRoom,
        *,
        urgent: bool = False,
        brought: Container[LinkId] = (),
    ) -> None:
        """Send what is owed on a line.

        Args:
            room: The line.
            urgent: Something is, so that all links carry it.
            brought: Links on which entries have just come: their receipts go back there too.
        """
        for station in room.pulses:
            self._carry(room, station, urgent=urgent, brought=brought)

    def _carry(
        self,
        room: LineRoom,
        station: StationId,
        *,
        urgent: bool = False,
        brought: Container[LinkId] = (),
    ) -> None:
        known = room.pulses[station].links
        if len(known) < 2:
            for link in known:
                # It waited for another one that has ended since: now it carries everything.
                self._late_ms.pop((room.charter.line, link), None)
                self._send_owed(room, link, station)
            return
        now = self._clock()
        carrying = carriers(known, now)
        if self._overdue(room, station, carrying, now):
            self._doubt(room, station, carrying, now)
            carrying = carriers(known, now)
            self._overdue(room, station, carrying, now)  # those still left out wait anew
        for link in known:
            if link in carrying or urgent or link in brought:
                self._late_ms.pop((room.charter.line, link), None)
                self._send_owed(room, link, station)

    def _overdue(
        self, room: LineRoom, station: StationId, carrying: Container[LinkId], now: int
    ) -> bool:
        """Whether a link that carries not everything has waited long for a receipt."""
        line = room.charter.line
        known = room.pulses[station].links
        patience = patience_ms([one for link, one in known.items() if link in carrying])
        overdue = False
        for link in known:
            if link in carrying:
                self._late_ms.pop((line, link), None)
                continue
            came = room.links[link].excuse(room.charter, room.state)
            lacks = room.links[link].lacks(room.state)
            if came or not lacks:  # while receipts come, nothing is late
                self._late_ms.pop((line, link), None)
            if not lacks:
                continue
            at = self._late_ms.setdefault((line, link), now + patience)
            overdue = overdue or now >= at or at > now + PATIENCE_MOST_MS
        return overdue

    def _doubt(
        self, room: LineRoom, station: StationId, carrying: Iterable[LinkId], now: int
    ) -> None:
        """What the carriers were given did not arrive in time: trust others, and ask them."""
        for link in carrying:
            echoes = room.pulses[station].links[link]
            log.info("doubted station=%s path=%s", station.hex()[:8], echoes.path)
            echoes.doubt(now)
            self.greet(room, link, station, now)
        for link in room.pulses[station].links:
            self._late_ms.pop((room.charter.line, link), None)

    def next_ms(self) -> int | None:
        """When a receipt is to be missed; None: none is waited for."""
        return min(self._late_ms.values(), default=None)

    def look(self, now: int) -> None:
        """Let other links carry what was not receipted in time."""
        for line in {line for (line, _), at in self._late_ms.items() if at <= now}:
            self.flush(self._rooms[line])

    def best(self, room: LineRoom, station: StationId) -> LinkId | None:
        """The link on which to ask for what is large; None if there is none, or none wide."""
        known = room.pulses[station].links
        carrying = carriers(known, self._clock()) - self._narrow
        return min(carrying, key=lambda link: known[link].delay_ms or 0.0, default=None)

    def _send_owed(self, room: LineRoom, link: LinkId, station: StationId) -> None:
        """Send what is owed on a link, until it is full."""
        state = room.links[link]
        most = NARROW_SEND_BYTES if link in self._narrow else SEND_BYTES
        now = self._clock()
        if state.greeted and not self._send_ahead(room, link, station):
            return
        for owed in state.owed(room.charter, room.state):
            if isinstance(owed, replication.SendEntries):
                start = owed.start
                while start < owed.stop:
                    body = entries_of(owed, start, self._store, self._tail, most)
                    if not self.send(room, link, station, body):
                        return
                    start += len(body.entries)
                    state.carried(owed, now, upto=start)
                if owed.contrast:
                    self.send(room, link, station, contrast_of(owed, self._store, self._tail))
            else:
                body_s = Statements(tuple(encode_statement(s) for s in owed.statements))
                if not self.send(room, link, station, body_s):
                    return
                state.carried(owed, now)

    def _send_ahead(self, room: LineRoom, link: LinkId, station: StationId) -> bool:
        """Send rings of ours, and what withdraws them, before all that waits ahead of them."""
        state = room.links[link]
        own = room.state.feeds.get(room.state.own) if room.state.own else None
        if own is None or own.provisional is None:
            return True
        covered = state.form(own.provisional)
        for ref in room.heralds.ours:
            if ref.incarnation != own.incarnation or ref.index < state.overtook:
                continue
            waits = state.sent(own.feed) < ref.index
            body = ahead_of(ref, covered, self._store, self._tail) if waits else None
            if body is not None and not self.send(room, link, station, body):
                return False
            state.overtook = ref.index + 1
        return True
