"""What is left at relays for a station that is not there: the difference, as on a link.

No link stands, so nobody can be asked what it holds: its receipts tell. What was left is noted
in memory alone; after a day without a receipt, or under a new session, it is left again.

Spec: docs/spec/21-relay.md, 7.
"""

from typing import Final

from openline.core.crypto.keys import LineId, StationId
from openline.core.errors import PeerError
from openline.core.parcels import Body, Statements
from openline.core.record.checkpoint import encode_statement
from openline.core.replication import Link, SendEntries
from openline.ports.path import LEFT, Paths
from openline.ports.store import Reader
from openline.station.keyring import Keyring
from openline.station.rooms import LineRoom
from openline.station.sessions import Sessions
from openline.station.spans import entries_of, told
from openline.station.tail import Tail

APART_MS: Final = 10_000
"""So long no link has stood before anything is left. Spec 21, 7."""
AGAIN_MS: Final = 24 * 3_600_000
"""What was left so long ago and is not receipted is left again. Spec 21, 7."""


class _Apart:
    """A station that no link leads to."""

    __slots__ = ("began_ms", "link", "since_ms")

    def __init__(self, since_ms: int) -> None:
        self.since_ms = since_ms
        self.began_ms = 0
        self.link: Link | None = None


class Leaving:
    """What was left for whom, by line and station."""

    def __init__(
        self, paths: Paths, sessions: Sessions, keyring: Keyring, store: Reader, tail: Tail
    ) -> None:
        self._paths = paths
        self._sessions = sessions
        self._keyring = keyring
        self._store = store
        self._tail = tail
        self._apart: dict[tuple[LineId, StationId], _Apart] = {}

    def beat(self, room: LineRoom, station: StationId, now_ms: int) -> None:
        """Leave what is owed to a station, if no link to it stands."""
        key = room.charter.line, station
        if room.pulses[station].links:
            if self._apart.pop(key, None) is not None:
                self._sessions.left(*key, LEFT)
            return
        apart = self._apart.setdefault(key, _Apart(now_ms))
        if abs(now_ms - apart.since_ms) < APART_MS:
            return
        if apart.link is None or abs(now_ms - apart.began_ms) > AGAIN_MS:
            notice = self._keyring.notice()
            if notice is None or not self._paths.leave(station, notice):
                return
            self._begin(apart, room, station, now_ms)
        self._leave(apart, room, station, now_ms)

    def _begin(self, apart: _Apart, room: LineRoom, station: StationId, now_ms: int) -> None:
        """Begin from what the other side has receipted, in a session's stream of its own."""
        self._sessions.left(room.charter.line, station, LEFT)
        apart.link = Link(room.charter.members[station].party)
        held = told(room.charter, room.state, apart.link.party, everything=False)
        apart.link.heard(room.charter, room.state, held, now_ms)
        apart.began_ms = now_ms

    def _leave(self, apart: _Apart, room: LineRoom, station: StationId, now_ms: int) -> None:
        assert apart.link is not None
        for owed in apart.link.owed(room.charter, room.state):
            if not isinstance(owed, SendEntries):
                packed = tuple(encode_statement(one) for one in owed.statements)
                if not self._put(room, station, Statements(packed), now_ms):
                    return
                apart.link.carried(owed, now_ms)
                continue
            start = owed.start
            while start < owed.stop:
                body = entries_of(owed, start, self._store, self._tail)
                if not self._put(room, station, body, now_ms):
                    return
                start += len(body.entries)
                apart.link.carried(owed, now_ms, upto=start)

    def _put(self, room: LineRoom, station: StationId, body: Body, now_ms: int) -> bool:
        line = room.charter.line
        try:
            pieces = self._sessions.seal(line, station, body, now_ms, LEFT)
        except PeerError:
            return False
        return all(self._paths.leave(station, piece) for piece in pieces)
