"""Sealed sessions with the counterparts: one way each, opened anew at every start.

What is opened must be committed before anything that came in it is used, so cells to commit
come back with what was received. Nothing that leaves here depends on a stored counter.

Spec: docs/spec/06-session.md.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Final

import msgspec

from openline.core.codec import encode, parse
from openline.core.crypto.keys import (
    Digest,
    LineId,
    SealKeyId,
    SessionId,
    StationId,
    StationKeys,
)
from openline.core.crypto.sealing import (
    KEY_NOTICE,
    OPENING,
    Header,
    ParcelOpener,
    SealingStream,
    open_key_notice,
    open_opening,
    opening_tbs,
    parcel_session,
    psk_id,
    seal_key_id,
    seal_opening,
    session_id,
    session_key,
)
from openline.core.errors import Malformed, Replayed, UnknownKey, WrongRecipient
from openline.core.ledger import Cell
from openline.core.line import Charter
from openline.core.parcels import BODY_LIMIT, KINDS, NUMBERS, Body
from openline.ports.path import BY_HAND, LEFT, LinkId
from openline.ports.signer import Signer
from openline.ports.store import Store
from openline.station.keyring import Keyring

SESSION_AGE_MS: Final = 24 * 3_600_000
SESSION_PARCELS: Final = 1 << 20
LIVE_SESSIONS: Final = 8
"""Spec 06, 4: a sender's live sessions; the oldest gives way."""
REOPEN_EVERY_MS: Final = 1_000
"""A session of ours lives so long before a counterpart may have it replaced."""
NARROW_REOPEN_EVERY_MS: Final = 120_000
"""The same where an opening takes half a minute. Spec 22, 5."""

SESSIONS: Final = b"session"
PEER_KEYS: Final = b"peer-sealing-key"
PEER_NOTICES: Final = b"peer-key-notice"
"""The notices of these keys as they came: read only when one is given back."""


class Keyed(msgspec.Struct, frozen=True):
    """A session that a counterpart opened, as kept in the store; closed: without its key."""

    line: LineId
    sender: StationId
    key: bytes
    seal_key: SealKeyId
    time_ms: int

    def __repr__(self) -> str:
        return f"Keyed({self.line.hex()[:8]})"


class PeerKey(msgspec.Struct, frozen=True):
    """The newest sealing key that a counterpart announced."""

    serial: int
    public: bytes


class Received(msgspec.Struct, frozen=True):
    """What came of some bytes: the line and body of a parcel, cells to commit.

    A line and no body: a session was opened. Neither: nothing came of them.

    `outranked`: bytes to give back as they are, since they outrank what came; empty: none.
    """

    line: LineId | None
    body: Body | None
    cells: tuple[Cell, ...] = ()
    outranked: bytes = b""


class Room(msgspec.Struct, frozen=True):
    """A line as sessions need it. `earlier`: hashes of the versions before the one in force,
    under which a counterpart that has not moved up yet still opens sessions."""

    charter: Charter
    psk: bytes | None
    peer_seal_keys: Mapping[StationId, bytes]
    earlier: tuple[Digest, ...] = ()


_pack = msgspec.msgpack.Encoder().encode
_unpack_keyed = msgspec.msgpack.Decoder(Keyed).decode
_unpack_peer = msgspec.msgpack.Decoder(PeerKey).decode


class Outgoing:
    """A session of ours: its opening, and a stream for each link that carries it.

    `opening`: empty once the other side is known to have it.

    Links differ in delay. In one stream the parcels of the slower one would come after the
    replay window had passed them by.
    """

    __slots__ = (
        "_key",
        "_random",
        "_streams",
        "opened_ms",
        "opening",
        "sealed",
        "session",
    )

    def __init__(
        self,
        opening: bytes,
        session: SessionId,
        key: bytes,
        opened_ms: int,
        random: Callable[[int], bytes],
    ) -> None:
        self.opening = opening
        self.session = session
        self.opened_ms = opened_ms
        self.sealed = 0
        self._key = key
        self._random = random
        self._streams: dict[LinkId, SealingStream] = {}

    @property
    def proven(self) -> bool:
        """Whether the other side has answered to what was sealed in it."""
        return not self.opening

    def carried_by(self, link: LinkId) -> bool:
        """Whether anything was sealed for a link."""
        return link in self._streams

    def left(self, link: LinkId) -> None:
        """A link has ended: nothing more is sealed for it."""
        self._streams.pop(link, None)

    def seal(self, body: Body, link: LinkId = BY_HAND, *, padded: bool = True) -> bytes:
        """Seal a body for a link."""
        stream = self._streams.get(link)
        if stream is None:
            stream = SealingStream(self.session, self._key, self._random(8))
            self._streams[link] = stream
        self.sealed += 1
        return stream.seal(NUMBERS[type(body)], encode(body), padded=padded)


def begin(
    signer: Signer,
    room: Room,
    peer: StationId,
    public: bytes,
    now_ms: int,
    random: Callable[[int], bytes],
) -> Outgoing:
    """Open a session to a station on a line, sealed to one of its sealing keys."""
    header = Header(
        line=room.charter.line,
        terms=room.charter.terms_hash,
        sender=signer.keys.station_id,
        recipient=peer,
        seal_key=seal_key_id(public),
        psk=psk_id(room.psk),
        time_ms=now_ms,
    )
    secret = random(32)
    message = opening_tbs(header, secret)
    signature = signer.sign_ed(message) + signer.sign_ml(message)
    opening = seal_opening(header, secret, signature, public)
    key = session_key(header, secret, room.psk)
    return Outgoing(opening, session_id(header, secret), key, now_ms, random)


class Sessions:
    """All sessions of the station, in both directions."""

    def __init__(
        self,
        store: Store,
        signer: Signer,
        keyring: Keyring,
        random: Callable[[int], bytes],
    ) -> None:
        self._store = store
        self._signer = signer
        self._station = signer.keys.station_id
        self._keyring = keyring
        self._random = random
        self._rooms: dict[LineId, Room] = {}
        self._out: dict[tuple[LineId, StationId], Outgoing] = {}
        self._in: dict[SessionId, tuple[Keyed, ParcelOpener]] = {}
        self._peer_keys: dict[StationId, PeerKey] = {
            StationId(station): _unpack_peer(packed)
            for station, packed in store.cells(PEER_KEYS)
        }
        self._seen: dict[SessionId, SealKeyId] = {}
        after: bytes | None = None
        while page := store.cells(SESSIONS, after=after):
            for sid, packed in page:
                self._remember(SessionId(sid), _unpack_keyed(packed))
            after = page[-1][0]

    def _remember(self, sid: SessionId, keyed: Keyed) -> None:
        self._seen[sid] = keyed.seal_key
        if keyed.key:
            self._in[sid] = (keyed, ParcelOpener(sid, keyed.key))

    def serve(self, room: Room) -> None:
        """Take a line on, or replace what is known of it."""
        self._rooms[room.charter.line] = room

    def seal(
        self,
        line: LineId,
        peer: StationId,
        body: Body,
        now_ms: int,
        link: LinkId = BY_HAND,
        *,
        introduced: bool = False,
        narrow: bool = False,
    ) -> list[bytes]:
        """Seal a body for a link.

        Args:
            line, peer, body: What, and for whom.
            now_ms: The time.
            link: The link that carries it.
            introduced: The opening goes before it, though the link carried it already.
            narrow: It carries little: no padding.

        Returns:
            The parcel, and before it the session's opening if this link has not carried it and
            the other side is not known to have it. If it has lost it, it asks by `reopen`.
        """
        session = self._session(line, peer, now_ms, keep=narrow)
        if narrow and abs(now_ms - session.opened_ms) < NARROW_REOPEN_EVERY_MS:
            introduced = False  # its opening is still under way, or was just there
        # Nobody who reads what was left can ask for what is missing.
        introduced |= link == LEFT and not session.carried_by(link)
        rested = abs(now_ms - session.opened_ms) >= REOPEN_EVERY_MS
        if introduced and session.proven and rested:
            session = self._begin(line, peer, now_ms)
        due = session.opening and (introduced or not session.carried_by(link))
        opening = (session.opening,) if due else ()
        return [*opening, session.seal(body, link, padded=not narrow)]

    def prove(self, line: LineId, peer: StationId) -> None:
        """A challenge that we sealed has come back: the other side has our session."""
        session = self._out.get((line, peer))
        if session is not None:
            session.opening = b""  # 3.8 KB for each of a thousand lines

    def proven(self, line: LineId, peer: StationId) -> bool:
        """Whether the other side is known to have our session."""
        session = self._out.get((line, peer))
        return session is not None and session.proven

    def left(self, line: LineId, peer: StationId, link: LinkId) -> None:
        """A link has ended: nothing more is sealed for it."""
        session = self._out.get((line, peer))
        if session is not None:
            session.left(link)

    def _session(
        self, line: LineId, peer: StationId, now_ms: int, *, keep: bool = False
    ) -> Outgoing:
        known = self._out.get((line, peer))
        if known is not None:
            fresh = keep or now_ms - known.opened_ms < SESSION_AGE_MS
            if fresh and known.sealed < SESSION_PARCELS:
                return known
        return self._begin(line, peer, now_ms)

    def _begin(self, line: LineId, peer: StationId, now_ms: int) -> Outgoing:
        room = self._rooms[line]
        announced = self._peer_keys.get(peer)
        public = announced.public if announced else room.peer_seal_keys[peer]
        session = begin(self._signer, room, peer, public, now_ms, self._random)
        self._out[line, peer] = session
        return session

    def reopen(
        self, peer: StationId, session: SessionId, now_ms: int, *, narrow: bool = False
    ) -> bool:
        """A station does not know our session to it: the next parcel opens a new one.

        Args:
            peer, session: Whose, and which.
            now_ms: The time.
            narrow: It was said on a narrow link, on which our opening may still be under way.

        Returns:
            False if that is no session of ours, or one opened a moment ago: to open one costs
            us far more than to ask for it.
        """
        for key, out in tuple(self._out.items()):
            if out.session == session and key[1] == peer:
                waits = narrow and not out.proven
                limit_ms = NARROW_REOPEN_EVERY_MS if waits else REOPEN_EVERY_MS
                if abs(now_ms - out.opened_ms) < limit_ms:
                    return False
                del self._out[key]
                return True
        return False

    def forget(self, seal_keys: Collection[SealKeyId]) -> list[Cell]:
        """Drop all sessions that were sealed to keys that are gone, their own keys too."""
        sealed = {sid: key for sid, key in self._seen.items() if key in seal_keys}
        for sid in sealed:
            del self._seen[sid]
            self._in.pop(sid, None)
        return [Cell(SESSIONS, sid, None) for sid in sealed]

    def take(self, peer: StationId, data: bytes) -> Received:
        """Open bytes that came from a station.

        Raises:
            UnknownKey: A session or sealing key that is not known here (`facts["session"]` or
                `facts["seal_key"]` says which).
            PeerError: They are refused.
        """
        first = data[:1]
        if first == bytes((OPENING,)):
            return self._take_opening(peer, data)
        if first == bytes((KEY_NOTICE,)):
            return self._take_notice(peer, data)
        sid = parcel_session(data)
        known = self._in.get(sid)
        room = None if known is None else self._rooms.get(known[0].line)
        if (
            known is None
            or room is None
            or known[0].sender != peer
            or peer not in room.charter.members
        ):
            raise UnknownKey("The parcel's session is not known here.", session=sid)
        kind, packed = known[1].open(data)
        shape = KINDS.get(kind)
        if shape is None:
            raise Malformed(f"A parcel of type {kind} is not known here.", type=kind)
        body = parse(shape, packed, limit=BODY_LIMIT)
        return Received(known[0].line, body)

    def _take_opening(self, peer: StationId, data: bytes) -> Received:
        rooms = [room for room in self._rooms.values() if peer in room.charter.members]
        for room in rooms:
            versions = (*room.earlier, room.charter.terms_hash)
            terms: dict[Digest, bytes | None] = dict.fromkeys(versions, room.psk)
            try:
                opened = open_opening(
                    data,
                    here=self._station,
                    line=room.charter.line,
                    terms=terms,
                    seal_keys=self._keyring.keys,
                    stations={peer: room.charter.members[peer].keys},
                    seen=self._seen.keys(),
                )
            except WrongRecipient:
                if room is rooms[-1]:
                    raise
                continue
            except Replayed:
                # The same link came back and carried our counterpart's opening again.
                return Received(None, None)
            keyed = Keyed(
                room.charter.line,
                peer,
                opened.key,
                opened.header.seal_key,
                opened.header.time_ms,
            )
            self._remember(opened.session, keyed)
            cells = [Cell(SESSIONS, opened.session, _pack(keyed))]
            cells += self._keyring.used(opened.header.seal_key)
            cells += self._give_way(opened.session, keyed)
            return Received(room.charter.line, None, tuple(cells))
        raise WrongRecipient("No line is shared with the station that opened a session.")

    def _give_way(self, opened: SessionId, newest: Keyed) -> list[Cell]:
        """Close a sender's oldest sessions beyond the live ones; their ids stay known.

        Never the one just opened, whatever its time: a sender whose clock was ahead and was set
        right would else never be heard again.
        """
        mine = sorted(
            (keyed.time_ms, sid)
            for sid, (keyed, _) in self._in.items()
            if sid != opened and (keyed.line, keyed.sender) == (newest.line, newest.sender)
        )
        cells = []
        for _, sid in mine[: 1 - LIVE_SESSIONS]:
            keyed, _opener = self._in.pop(sid)
            closed = msgspec.structs.replace(keyed, key=b"")
            cells.append(Cell(SESSIONS, sid, _pack(closed)))
        return cells

    def _take_notice(self, peer: StationId, data: bytes) -> Received:
        rooms = [room for room in self._rooms.values() if peer in room.charter.members]
        stations: dict[StationId, StationKeys] = {}
        if rooms:
            stations = {
                peer: rooms[0].charter.members[peer].keys,
                self._station: self._signer.keys,
            }
        notice = open_key_notice(data, stations)
        if notice.station == self._station:
            self._keyring.given_back(notice)
            return Received(None, None)
        known = self._peer_keys.get(peer)
        if known is not None and notice.serial <= known.serial:
            told = b"" if notice.seal_pk == known.public else self._notice_of(peer)
            return Received(None, None, outranked=told)
        key = PeerKey(notice.serial, notice.seal_pk)
        self._peer_keys[peer] = key
        for line, station in tuple(self._out):
            if station == peer:
                del self._out[line, station]
        cells = Cell(PEER_KEYS, peer, _pack(key)), Cell(PEER_NOTICES, peer, data)
        return Received(None, None, cells)

    def _notice_of(self, peer: StationId) -> bytes:
        """The notice of a station's key that counts here; empty if it was not kept."""
        return self._store.cell(PEER_NOTICES, peer) or b""
