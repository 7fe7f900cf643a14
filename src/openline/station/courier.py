"""Carriage by hand: what a counterpart lacks, sealed for the way on a medium; and back in.

What it lacks is told by its receipts alone, for nobody can be asked. The session of a carriage
is sealed to the courier key of the certificate, which lives as long as the certificate: however
long the two were parted, the medium opens.

Spec: docs/spec/20-carriage.md.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from openline.core.acts import messages
from openline.core.acts.act import parse_act
from openline.core.crypto.keys import Digest, LineId, StationId
from openline.core.crypto.words import medium_words
from openline.core.errors import PeerError, Replayed
from openline.core.intake import Gap
from openline.core.line import BLOBS, Charter, LineState
from openline.core.parcels import BLOB_PIECE, BlobPiece, Body, Statements
from openline.core.record.checkpoint import encode_statement
from openline.core.replication import Link, SendEntries
from openline.ports.documents import DocumentStore
from openline.ports.signer import Signer
from openline.ports.store import Reader
from openline.station.carriage import ForeignMedium, Tag, Unpacked, WrongMedium, carriage_tag
from openline.station.files import open_to_read
from openline.station.keyring import Keyring
from openline.station.sessions import Outgoing, Room, begin
from openline.station.spans import entries_of, told
from openline.station.tail import Tail


class Load:
    """What one counterpart station lacks of a line, as sealed pieces.

    Attributes:
        entries, blobs, documents: How many of them were put in so far.
        left: Whether entries were left out because the limit was reached.
    """

    def __init__(
        self,
        room: Room,
        state: LineState,
        reader: Reader,
        peer: StationId,
        *,
        everything: bool,
        limit: int,
        skip: int = 0,
        short: bool = False,
        documents: DocumentStore | None = None,
    ) -> None:
        """Note what to take along.

        Args:
            room: The line.
            state: Where it stands.
            reader: The record.
            peer: The station it is for.
            everything: Whether to take the whole of both parties' feeds: the other side was
                restored, or lost what it had receipted.
            limit: About so many bytes at most.
            skip: So many entries were put on media before this one.
            short: Leave out our key notice, padding and ML-DSA signatures: for paper.
            documents: Where the documents lie; None: none are taken along.
        """
        self._documents = documents
        self._named: dict[Digest, int] = {}
        self._short = short
        self._skip = skip
        self.entries = 0
        self.blobs = 0
        self.documents = 0
        self.left = False
        self._room = room
        self._state = state
        self._reader = reader
        self._peer = peer
        self._everything = everything
        self._room_left = limit
        self._digests: dict[Digest, None] = {}

    def pieces(
        self,
        signer: Signer,
        keyring: Keyring,
        courier: bytes,
        now_ms: int,
        random: Callable[[int], bytes],
    ) -> Iterator[bytes]:
        """Our key notice, an opening sealed to their courier key, and parcels."""
        notice = keyring.notice()
        if notice is not None and not self._short:
            yield notice
        session = begin(signer, self._room, self._peer, courier, now_ms, random)
        yield session.opening
        yield from self._record(session)
        yield from self._blobs(session)
        yield from self._of_documents(session)

    def _record(self, session: Outgoing) -> Iterator[bytes]:
        charter = self._room.charter
        link = Link(
            charter.members[self._peer].party, bare=self._short and not charter.passes_on
        )
        held = told(charter, self._state, link.party, everything=self._everything)
        link.heard(charter, self._state, held, session.opened_ms)
        for owed in link.owed(charter, self._state):
            if isinstance(owed, SendEntries):
                yield from self._span(session, owed)
            else:
                packed = tuple(encode_statement(one) for one in owed.statements)
                yield self._sealed(session, Statements(packed))

    def _span(self, session: Outgoing, owed: SendEntries) -> Iterator[bytes]:
        start = min(owed.start + self._skip, owed.stop)
        self._skip -= start - owed.start
        while start < owed.stop:
            if self._room_left <= 0:
                self.left = True
                return
            body = entries_of(owed, start, self._reader, Tail())
            start += len(body.entries)
            self.entries += len(body.entries)
            for entry in body.entries:
                self._note_blob(entry)
            parcel = self._sealed(session, body)
            self._room_left -= len(parcel)
            yield parcel

    def _sealed(self, session: Outgoing, body: Body) -> bytes:
        return session.seal(body, padded=not self._short)

    def _note_blob(self, entry: bytes) -> None:
        try:
            act = parse_act(entry)
        except PeerError:
            return
        if act.type == messages.MESSAGE and act.body.blob is not None:
            self._digests[Digest(act.body.blob.digest)] = None
        if act.type == messages.DOCUMENT:
            self._named[Digest(act.body.digest)] = act.body.size

    def _blobs(self, session: Outgoing) -> Iterator[bytes]:
        for digest in self._digests:
            data = self._reader.cell(BLOBS + self._room.charter.line, digest)
            if data is None:
                continue
            self.blobs += 1
            for offset in range(0, len(data), BLOB_PIECE):
                piece = data[offset : offset + BLOB_PIECE]
                yield self._sealed(session, BlobPiece(digest, offset, piece))

    def _of_documents(self, session: Outgoing) -> Iterator[bytes]:
        """Documents, last and whole; those without room wait for a path."""
        store, line = self._documents, self._room.charter.line
        for digest, size in self._named.items():
            if store is None or not store.whole(line, digest) or size > self._room_left:
                continue
            self._room_left -= size
            self.documents += 1
            for offset in range(0, size, BLOB_PIECE):
                piece = store.read(line, digest, offset, BLOB_PIECE)
                yield self._sealed(session, BlobPiece(digest, offset, piece))


class Taken(msgspec.Struct, frozen=True):
    """What came of a carriage.

    Attributes:
        line: The line it was for.
        party: The party that wrote it.
        pieces: Pieces read.
        known: How many of them had been taken before.
        refused: Codes of what was refused, and how often.
        entries: Entries that are new here.
        gap: Whether entries before those on the medium are missing here.
        whole: Whether the medium was whole.
        words: Places of its six check words; empty if it was not whole.
    """

    line: LineId
    party: int
    pieces: int
    known: int
    refused: dict[str, int]
    entries: int
    gap: bool
    whole: bool
    words: tuple[int, ...]


async def take_in(
    path: Path,
    charters: Mapping[LineId, Charter],
    held: Callable[[LineId], int],
    take: Callable[[StationId, bytes], Awaitable[None]],
) -> Taken:
    """Read a carriage and give its pieces to the loop, one after the other.

    Args:
        path: The file.
        charters: The lines of this station.
        held: How many entries a line holds now.
        take: What takes one piece of a station; it raises what refuses it.

    Raises:
        ForeignMedium, WrongMedium: It is not for this station; nothing was taken.
        NoSuchFile, NotReadable, DiskFailed: It cannot be read.
        OpenlineError: The station itself stopped; what was taken before is kept.
    """
    # Media are slow, and hang: they are looked at apart from the station's loop.
    await asyncio.to_thread(_check_file, path)
    with open_to_read(path) as file:
        unpacked = await asyncio.to_thread(Unpacked, file, str(path))
        charter, sender = _addressed(path, unpacked.tag, charters)
        before = held(charter.line)
        refused: Counter[str] = Counter()
        pieces = known = 0
        gap = False
        reading = iter(unpacked)
        while (piece := await asyncio.to_thread(next, reading, None)) is not None:
            pieces += 1
            try:
                await take(sender, piece)
            except Replayed:
                known += 1
            except Gap as error:
                gap = gap or "entries" in error.facts
            except PeerError as error:
                refused[error.code] += 1
        return Taken(
            charter.line,
            charter.members[sender].party,
            pieces,
            known,
            dict(refused),
            held(charter.line) - before,
            gap,
            unpacked.whole,
            medium_words(unpacked.digest) if unpacked.whole else (),
        )


def _check_file(path: Path) -> None:
    """Refuse what is no plain file: a pipe would keep us waiting for ever."""
    if path.exists() and not path.is_file():
        raise ForeignMedium(f"{path} is not a file.")


def _addressed(
    path: Path, tag: Tag, charters: Mapping[LineId, Charter]
) -> tuple[Charter, StationId]:
    """The line of a carriage and the station that wrote it."""
    for charter in charters.values():
        for station, member in charter.members.items():
            if member.party == charter.me:
                continue
            if tag == carriage_tag(charter.line, station, charter.station):
                return charter, station
            if tag == carriage_tag(charter.line, charter.station, station):
                code = charter.terms.parties[member.party].code
                raise WrongMedium(
                    f"{path} was written by this station itself, for {code}.",
                    advice=f"Nothing was taken. Carry it to {code}.",
                )
    raise WrongMedium(f"{path} is for another station or another line.")
