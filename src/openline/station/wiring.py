"""Puts a station together: the only module that names a concrete store or path.

Spec: docs/spec/11-step.md, 4.
"""

import asyncio
import logging
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from msgspec import structs

from openline.alerts.apart import Apart
from openline.alerts.command import CommandAlerter
from openline.alerts.mail import MailAlerter
from openline.alerts.services import ServiceAlerter
from openline.alerts.webhook import WebhookAlerter
from openline.core.acts.upkeep import OpenReason
from openline.core.agreement.document import Agreement
from openline.core.agreement.governance import Closing
from openline.core.agreement.refusals import WrongAgreement
from openline.core.codec import encode, parse
from openline.core.crypto.keys import Digest, FeedId, LineId, StationId
from openline.core.crypto.sealing import SealingKey
from openline.core.errors import OpenlineError
from openline.core.identity import CERTIFICATE_BYTES, Certificate
from openline.core.line import Charter, LineState, Member
from openline.core.record.tree import Frontier
from openline.core.resume import resume, root_of
from openline.core.switchboard import Elapsed, Note, Open
from openline.paths.mailbox import line_secret
from openline.paths.many import ManyPaths, OnePath
from openline.paths.relay import RelayPaths
from openline.paths.serial import SerialPaths
from openline.paths.websocket import WebSocketPaths
from openline.ports.alert import Alerter, Notice
from openline.ports.anchor import Mark
from openline.ports.documents import DocumentStore
from openline.ports.path import Peer
from openline.ports.store import Head, Reader
from openline.station.absence import Absence
from openline.station.bell import RoomBell
from openline.station.cells import LoopCells
from openline.station.config import RelaySettings
from openline.station.courier import take_in
from openline.station.desk import Desk, Turn
from openline.station.documents import Documents
from openline.station.files import NoSuchFile
from openline.station.folder import InstalledLine, StationFolder, load_station
from openline.station.governed import governed
from openline.station.keyring import Keyring
from openline.station.ladders import Ladders
from openline.station.loop import Loop
from openline.station.notices import notice_of
from openline.station.relaycard import load_relay_card
from openline.station.restart import opening
from openline.station.rooms import LineRoom
from openline.station.roster import Roster
from openline.station.rota import NO_ROTA, Bell, Rota
from openline.station.rotacheck import Problem
from openline.station.sessions import Room, Sessions
from openline.station.shared import Shared
from openline.station.standins import StandIns
from openline.storage.anchor import FileAnchor
from openline.storage.documents import DocumentFolder
from openline.storage.sqlite import SqliteReader, SqliteStore, drop_cells, held_apart
from openline.voice.spoken import Codec

log = logging.getLogger("openline.station")


def now_ms() -> int:
    """The station's clock: milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def steady_ms() -> int:
    """A clock that nobody can set: milliseconds since some moment."""
    return time.monotonic_ns() // 1_000_000


def charter_of(installed: InstalledLine, station: StationId) -> Charter:
    """What the core needs of an installed agreement."""
    agreement = installed.agreement
    members = {}
    for number, party in enumerate(agreement.terms.parties):
        for one in party.stations:
            certificate = agreement.certificates[one]
            members[one] = Member(
                number, one, certificate.keys, certificate_digest(agreement, one)
            )
    return Charter(
        agreement.line,
        installed.party,
        station,
        agreement.terms,
        agreement.terms_hash,
        members,
        {terms.version: terms for terms in agreement.versions[:-1]},
        **governed(installed.notices, agreement.hashes),
    )


def certificate_digest(agreement: Agreement, station: StationId) -> Digest:
    """SHA-256 of the ENC of a station's certificate, as named in its feed's entry 0."""
    for signed in agreement.file.certificates:
        certificate = parse(Certificate, signed.certificate, limit=CERTIFICATE_BYTES)
        if certificate.station == station:
            return Digest(sha256(signed.certificate).digest())
    raise KeyError(station.hex())


class Running:
    """A station at work: its loop, its links, and the desk that consoles use."""

    def __init__(self, folder: StationFolder, clock: Callable[[], int] = now_ms) -> None:
        self.folder = folder
        self._clock = clock
        signer = folder.signer()
        self._certificate = certificate = folder.certificate()
        self._paths = _paths_of(folder, certificate.station)
        self.store = SqliteStore(folder.store_path)
        self.anchor = FileAnchor(folder.anchor_path)
        keyring = Keyring(
            self.store,
            signer,
            SealingKey(folder.first_seal_seed()),
            folder.courier_key(),
            os.urandom,
        )
        room_bytes = folder.settings.documents.room_bytes
        self._documents = Documents(DocumentFolder(folder.documents_path), room_bytes)
        self.loop = Loop(
            store=self.store,
            anchor=self.anchor,
            signer=signer,
            sessions=Sessions(self.store, signer, keyring, os.urandom),
            keyring=keyring,
            paths=self._paths,
            documents=self._documents,
            now_ms=clock,
            random=os.urandom,
            steady_ms=steady_ms,
        )
        self._minding: tuple[asyncio.Task[None], ...] = ()
        self._shared = Shared()
        self._peers: dict[LineId, dict[StationId, Peer]] = {}
        texts: dict[LineId, Mapping[str, str]] = {}
        heads = {head.feed: root_of(head.peaks, head.size) for head in self.store.heads()}
        for installed in folder.each_line():
            self._add(installed, certificate.station, heads)
            texts[installed.agreement.line] = self._texts(installed)
        self.cells = LoopCells(self.loop, self.store)
        turn = folder.settings.turn
        bell = RoomBell(folder.settings.bell.command)
        self.ladders = Ladders(
            lines=self.loop.lines,
            offer=self.loop.offer,
            keep=self.loop.offer_cells,
            store=self.loop.reader(),
            room=bell,
            alerter=lambda bell, rota: _alerter(folder.path, bell, rota),
            said=notice_of,
            folder=folder.path,
            now_ms=clock,
        )
        self._codec = Codec()
        roster = Roster(self.loop, self.loop.reader(), bell, clock, os.urandom)
        self.desk = Desk(
            self.loop,
            self.loop.reader(),
            texts,
            self._agreement,
            self._notices,
            self._documents,
            Turn(turn.urls, folder.turn_secret(), turn.credential_ttl_s),
            Absence(clock(), folder.settings.calls.console_away_s * 1_000),
            roster,
            self.ladders,
            StandIns(self.loop, self.loop.reader(), roster, self.ladders, clock),
            self._codec,
            clock,
        )

    def _add(
        self, installed: InstalledLine, station: StationId, heads: dict[FeedId, Frontier]
    ) -> None:
        served = _room_of(installed, station, self._shared)
        self._peers[installed.agreement.line] = _peers(installed)
        state = resume(served.charter, self.store, heads)
        room = LineRoom(served, state)
        room.ends_ms = _ends_ms(installed)
        room.recall(self.store, self._clock())
        self.loop.add_line(room)

    async def start(self, *, linked: bool = True) -> "asyncio.Task[None]":
        """Open feeds that are not open, start the links; returns the loop's task.

        Args:
            linked: Whether to listen and dial; not while a medium is taken in at a station
                that is stopped.

        Raises:
            PortInUse, BadAddress: Nothing was started.
        """
        marks = self.anchor.read()
        # Before the loop runs: not even a deadline may extend a feed that lost its end.
        openings = [self._silenced(room, marks) for room in self.loop.lines.values()]
        working = asyncio.create_task(self.loop.run())
        minds = (self.desk.run(), self.loop.mind_documents())
        self._minding = tuple(asyncio.create_task(mind) for mind in minds)
        self._read_rota()
        for line, given in zip(tuple(self.loop.lines), openings, strict=True):
            if given is not None:
                await self.loop.put(line, given)
            self.folder.note_opened(line)
            self.loop.offer(line, Note())
        self.folder.settle_restored()
        if linked:
            await self._paths.start(self._all_peers(), self.loop.tell)
        return working

    async def carry_in(self, path: Path) -> dict[str, Any]:
        """Take a carriage in; what came of it, with the code of the party that wrote it.

        Raises:
            OpenlineError: It is not for this station, or the station has stopped.
        """
        rooms = self.loop.lines
        charters = {line: room.charter for line, room in rooms.items()}
        taken = await take_in(path, charters, self._held, self.loop.carry)
        # Their receipts wait for no other batch: the medium may not come by again.
        await self.loop.settle(taken.line)
        log.info("carried in line=%s entries=%d", taken.line.hex()[:8], taken.entries)
        parties = charters[taken.line].terms.parties
        told = {"line": taken.line.hex(), "party": parties[taken.party].code}
        return structs.asdict(taken) | told

    def _held(self, line: LineId) -> int:
        return sum(feed.size for feed in self.loop.lines[line].state.feeds.values())

    def _silenced(self, room: LineRoom, marks: Mapping[FeedId, Mark] | None) -> Open | None:
        """What a line must open before it speaks; until then it has no feed to speak in."""
        now_s = self._clock() // 1_000
        given = opening(room.charter, room.state, marks, now_s, declared=self._declared(room))
        if given is not None:
            line = room.charter.line.hex()[:8]
            log.warning("opening a feed line=%s reason=%s", line, given.reason.value)
            room.state = structs.replace(room.state, own=None)
        return given

    def _declared(self, room: LineRoom) -> OpenReason | None:
        """Why a line needs a new feed whatever store and anchor say; None: they decide."""
        if self.folder.declared_restored:
            return OpenReason.RESTORE
        if room.state.own is not None:
            return None
        if self.folder.was_opened(room.charter.line):
            return OpenReason.RESTORE
        # Before an amendment another station may have spoken for this party.
        return OpenReason.SITE if room.charter.terms.version > 1 else None

    async def stop(self, working: "asyncio.Task[None]") -> None:
        """Close links, loop, store and anchor."""
        await self._paths.stop()
        for task in (working, *self._minding):
            task.cancel()
        await asyncio.gather(working, *self._minding, return_exceptions=True)
        self.ladders.close()
        self._codec.close()
        self.store.close()
        self.anchor.close()

    def reload_rota(self) -> list[Problem]:
        """Go by the rota as it stands in the folder now.

        Returns:
            What people must know of it.

        Raises:
            BadFile, BadRota: The one before stays in force.
        """
        self.ladders.take_on(self.folder.rota())
        return self.ladders.problems()

    def _read_rota(self) -> None:
        """A rota that cannot be read keeps no station from its work: consoles ring."""
        try:
            self.ladders.take_on(self.folder.rota())
        except OpenlineError as error:
            log.error("no rota code=%s", error.code)
            self.ladders.take_on(NO_ROTA, error.what)

    def status(self) -> dict[str, Any]:
        """What a command on this machine may know of the station: lines and lamps."""
        now = self._clock()
        return {
            "station": self.folder.settings.name,
            "lines": [
                {
                    "line": line.hex(),
                    "lamps": {
                        str(room.charter.members[station].party): pulse.lamp(now).value
                        for station, pulse in room.pulses.items()
                    },
                    "entries": sum(feed.size for feed in room.state.feeds.values()),
                    "recovered": not room.state.unheard
                    and not any(feed.unjudged for feed in room.state.feeds.values()),
                }
                for line, room in self.loop.lines.items()
            ],
        }

    async def reload(self) -> list[str]:
        """Take on what was installed since the start: lines, amendments, notices.

        Returns:
            The ids of new lines.
        """
        installed = self.folder.lines()
        for one in installed:
            if one.agreement.line in self.loop.lines:
                self._renew(one)
        fresh = [one for one in installed if one.agreement.line not in self.loop.lines]
        heads = {head.feed: root_of(head.peaks, head.size) for head in self.store.heads()}
        for one in fresh:
            self._add(one, self._certificate.station, heads)
            room = self.loop.lines[one.agreement.line]
            given = self._silenced(room, self.anchor.read() or {})
            if given is not None:
                await self.loop.put(one.agreement.line, given)
            self.folder.note_opened(one.agreement.line)
            self.desk.add_line(self.loop.lines[one.agreement.line], self._texts(one))
        self._paths.set_peers(self._all_peers())
        return [one.agreement.line.hex() for one in fresh]

    def _renew(self, installed: InstalledLine) -> None:
        """Let a line go on under the newest terms, and end when a notice says so."""
        line = installed.agreement.line
        room = self.loop.lines[line]
        room.ends_ms = _ends_ms(installed)
        self._peers[line] = _peers(installed)
        renewed = _room_of(installed, self._certificate.station, self._shared)
        if room.charter.terms_hash != renewed.charter.terms_hash:
            log.warning("new terms line=%s", line.hex()[:8])
            self.desk.renew(line, self._texts(installed))
        if room.charter != renewed.charter:
            log.warning("notices line=%s count=%d", line.hex()[:8], len(installed.notices))
            self.loop.renew(room, renewed)
            self.loop.offer(line, Note())
        # Acts that named these terms wait to be judged.
        self.loop.offer(line, Elapsed())

    def _all_peers(self) -> list[Peer]:
        peers: dict[StationId, Peer] = {}
        for of_line in self._peers.values():
            for station, peer in of_line.items():
                known = peers.get(station)
                more = () if known is None else known.mailboxes
                peers[station] = structs.replace(peer, mailboxes=(*more, *peer.mailboxes))
        return list(peers.values())

    def _texts(self, installed: InstalledLine) -> Mapping[str, str]:
        texts = installed.agreement.texts.items()
        return {language: self._shared.one(text) for language, text in texts}

    def _notices(self, line: LineId) -> tuple[bytes, ...]:
        """The signed notices about a line, as they are exported with its record."""
        return tuple(encode(signed) for signed, _ in self.folder.line(line).notices)

    def _agreement(self, line: LineId) -> Agreement:
        """Read an agreement again: too large to be held for each line, and rarely looked at.

        Raises:
            WrongAgreement: The file holds an amendment that this station has not taken on.
        """
        agreement = self.folder.line(line).agreement
        if agreement.terms_hash != self.loop.lines[line].charter.terms_hash:
            raise WrongAgreement(
                "The agreement's file is of another version than the one in force here.",
                advice="Have the station's technician restart the station.",
            )
        return agreement


def sound(folder: Path, bell: str, rota: Rota, said: str) -> None:
    """Sound one bell of a rota once, to test it.

    Raises:
        AlertFailed: It did not ring.
    """
    notice = Notice(os.urandom(32).hex(), "ROUTINE", "TEST", "", "", said)
    _alerter(folder, rota.bells[bell], rota).alert(notice)


def _alerter(folder: Path, bell: Bell, rota: Rota) -> Alerter:
    """What sounds a bell of the rota."""
    if bell.command:
        return CommandAlerter(bell.command, str(folder), bell.limit_s)
    inner: MailAlerter | WebhookAlerter | ServiceAlerter
    mail = rota.mail
    if bell.mail_to and mail is not None:
        secret = str(folder / mail.password_file) if mail.password_file else ""
        inner = MailAlerter(
            mail.host, mail.port, mail.tls, mail.sender, bell.mail_to, mail.user, secret,
            bell.limit_s,
        )  # fmt: skip
    elif bell.webhook_file:
        inner = WebhookAlerter(str(folder / bell.webhook_file), bell.limit_s)
    else:
        inner = ServiceAlerter(str(folder / bell.apprise_file))
    return Apart(inner, bell.limit_s)


def _paths_of(folder: StationFolder, station: StationId) -> ManyPaths:
    """The paths that a station's settings name."""
    certificate = folder.tls_certificate_file.read_bytes()
    private_key = folder.tls_key_file.read_bytes()
    direct = [
        OnePath(
            one.name,
            WebSocketPaths(
                station,
                one.listen,
                certificate=certificate,
                private_key=private_key,
                allowed=one.allow,
                name=one.name,
                cost=one.cost,
                dial_from=one.dial_from,
            ),
            one.addresses,
        )
        for one in folder.settings.line.all_paths
    ]
    relayed = [
        OnePath(one.name, _relay_of(folder, station, one))
        for one in folder.settings.line.relays
    ]
    serial = [
        OnePath(
            one.name,
            SerialPaths(station, one.device, one.bits_s, name=one.name, cost=one.cost),
        )
        for one in folder.settings.line.modems
    ]
    return ManyPaths([*direct, *relayed, *serial])


def _relay_of(folder: StationFolder, station: StationId, settings: RelaySettings) -> RelayPaths:
    """The path through a relay, as its operator's card says.

    Raises:
        NoSuchFile, BadFile, BadAddress: The card cannot be used.
    """
    card = load_relay_card(folder.resolve(settings.credential_file))
    return RelayPaths(
        station,
        card.address,
        card.pin_bytes,
        card.credential_bytes,
        name=settings.name,
        cost=settings.cost,
    )


def _peers(installed: InstalledLine) -> dict[StationId, Peer]:
    """The stations at the other ends of a line."""
    agreement = installed.agreement
    revoked = governed(installed.notices, agreement.hashes)["revoked"]
    mailboxes = (line_secret(agreement.line, installed.psk),)
    return {
        station: Peer(
            station,
            party.line_addresses,
            agreement.certificates[station].tls_spki,
            mailboxes=mailboxes,
        )
        for number, party in enumerate(agreement.terms.parties)
        if number != installed.party
        for station in party.stations
        if station not in revoked
    }


def _room_of(installed: InstalledLine, station: StationId, shared: Shared) -> Room:
    agreement = installed.agreement
    charter = shared.charter(charter_of(installed, station))
    keys = {one: shared.one(agreement.certificates[one].seal_pk) for one in charter.members}
    return Room(charter, installed.psk, keys, agreement.hashes[:-1])


def _ends_ms(installed: InstalledLine) -> int | None:
    """When a line ends by the earliest notice of termination; None: it does not."""
    ends = [notice.ends_s for _, notice in installed.notices if isinstance(notice, Closing)]
    return min(ends) * 1_000 if ends else None


def load(path: Path) -> Running:
    """Open a station's folder and put the station together.

    Raises:
        OpenlineError: The folder, its keys, an agreement or the store cannot be used.
    """
    return Running(load_station(path))


def copy_store(folder: StationFolder, to: Path) -> list[Head]:
    """Copy the record of a station, which may be running, to a new file.

    Returns:
        The head of each feed in the copy.

    Raises:
        NoSuchFile: The station has no record yet.
        StoreUnusable, StoreCorrupt, StoreFull: It cannot be read, or the copy not be made.
    """
    store = _reader(folder)
    try:
        store.copy_to(to)
    finally:
        store.close()
    copy = SqliteReader(to)
    try:
        return copy.heads()
    finally:
        copy.close()


@contextmanager
def store_apart(folder: StationFolder) -> Iterator[None]:
    """Keep the station from running while its record is being replaced.

    Raises:
        StoreInUse: It runs.
    """
    with held_apart(folder.store_path):
        yield


def clean_copy(path: Path, spaces: Sequence[bytes]) -> None:
    """Check that a file is a record of this version, and take out what must not come back.

    Raises:
        StoreCorrupt, StoreUnusable: It is not.
    """
    drop_cells(path, spaces)


def _reader(folder: StationFolder) -> SqliteReader:
    if not folder.store_path.exists():
        raise NoSuchFile(
            "The station has no record yet.", advice="Start it once: openline station run"
        )
    return SqliteReader(folder.store_path)


def kept_documents(folder: StationFolder) -> DocumentStore:
    """The documents of a station, for reading only."""
    return DocumentFolder(folder.documents_path)


@dataclass(frozen=True)
class KeptLine:
    """A line of a station as its store has it, for reading only."""

    installed: InstalledLine
    charter: Charter
    state: LineState


@contextmanager
def kept_lines(path: Path) -> Iterator[tuple[Reader, list[KeptLine]]]:
    """Open a station's folder for reading; a running station is not disturbed.

    Yields:
        The store as it is now, and the lines in it, in the order of their ids.

    Raises:
        OpenlineError: The folder, its keys, an agreement or the store cannot be used.
    """
    folder = load_station(path)
    station = folder.certificate().station
    store = _reader(folder)
    try:
        store.hold()
        heads = {head.feed: root_of(head.peaks, head.size) for head in store.heads()}
        lines = []
        for installed in folder.each_line():
            charter = charter_of(installed, station)
            lines.append(KeptLine(installed, charter, resume(charter, store, heads)))
        yield store, lines
    finally:
        store.close()
