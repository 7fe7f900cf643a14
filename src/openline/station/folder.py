"""The station's folder: settings, secret keys, certificate, and the lines it serves.

```text
station.toml            local settings, read by config.py
station.request         what the party's root is asked to certify
certificate.olc         what it certified
party.card              the party's root keys, as given when the station was made
keys/                   signing.key courier.key sealing.key tls.key tls.crt; for its user alone
lines/<line id>/        agreement.ola; secret.key if the terms use one; notices/; `opened` once
                        the station has spoken on it
restored                there until the next start: the record was brought back, or is lost
```
"""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from openline.core.agreement.checks import verify_in_time
from openline.core.agreement.document import (
    AGREEMENT_BYTES,
    Agreement,
    parse_agreement,
)
from openline.core.agreement.governance import (
    NOTICE_BYTES,
    Notice,
    SignedNotice,
    verify_notice,
)
from openline.core.agreement.refusals import WrongAgreement, WrongCard
from openline.core.codec import Struct, encode, parse
from openline.core.crypto.keys import LineId, PartyId
from openline.core.crypto.sealing import SealingKey, psk_id
from openline.core.errors import Malformed
from openline.core.identity import (
    CARD_BYTES,
    CERTIFICATE_BYTES,
    Card,
    Certificate,
    SignedCertificate,
    card_party,
    parse_card,
    verify_certificate,
    verify_roots,
)
from openline.core.wording import Address, Code
from openline.station.config import Settings, first_settings, load_settings, parse_listen
from openline.station.files import (
    NoSuchFile,
    make_folder,
    read_bytes,
    remove,
    replace,
    write_new,
)
from openline.station.keys import (
    KeyFileSigner,
    load_signing_key,
    make_sealing_key,
    make_signing_key,
    make_tls,
    read_secret,
    write_secret,
)
from openline.station.rota import NO_ROTA, Rota
from openline.station.rotacheck import read_rota

REQUEST_KIND: Final = "openline station request 1"


class StationRequest(Struct):
    """What a station asks its party's root to certify, and where it can be reached."""

    kind: str
    site: Code
    certificate: Certificate
    line_addresses: tuple[Address, ...]
    media_addresses: tuple[Address, ...]


@dataclass(frozen=True)
class InstalledLine:
    """A line that this station serves. `psk` is None unless the terms use a secret."""

    agreement: Agreement
    party: int
    psk: bytes | None
    path: Path
    notices: tuple[tuple[SignedNotice, Notice], ...]

    def __repr__(self) -> str:
        return f"InstalledLine({self.agreement.line.hex()})"


@dataclass(frozen=True)
class StationFolder:
    """A station's folder, opened: settings read, nothing else yet."""

    path: Path
    settings: Settings

    @property
    def keys(self) -> Path:
        """The folder of secret keys."""
        return self.path / "keys"

    @property
    def tls_certificate_file(self) -> Path:
        """The certificate that the line's port shows, in PEM."""
        return self.keys / "tls.crt"

    @property
    def tls_key_file(self) -> Path:
        """Its secret key, in PEM."""
        return self.keys / "tls.key"

    @property
    def store_path(self) -> Path:
        """The folder of the record."""
        return self.path / self.settings.store.path

    @property
    def anchor_path(self) -> Path:
        """The folder of the anchor."""
        return self.path / self.settings.store.anchor_path

    @property
    def documents_path(self) -> Path:
        """The folder of the documents that go with messages."""
        return self.path / self.settings.documents.path

    def resolve(self, name: str) -> Path:
        """Return a path of the settings: relative ones begin at the station's folder."""
        return self.path / name

    @property
    def rota_path(self) -> Path:
        """The file of the rota, which need not exist."""
        return self.path / "rota.toml"

    def rota(self) -> Rota:
        """Read and check the rota; without a file there is none.

        Raises:
            BadFile, BadRota: It cannot be used.
        """
        return read_rota(self.rota_path) if self.rota_path.exists() else NO_ROTA

    def signer(self) -> KeyFileSigner:
        """Read the signing keys."""
        return load_signing_key(self.keys / "signing.key")

    def courier_key(self) -> SealingKey:
        """Read the courier key, which lives as long as the certificate."""
        return SealingKey(read_secret(self.keys / "courier.key"))

    def first_seal_seed(self) -> bytes:
        """Return the 32 bytes of the sealing key that the certificate announces."""
        return read_secret(self.keys / "sealing.key")

    def turn_secret(self) -> bytes | None:
        """Return the secret shared with the TURN server, or None if none is set."""
        name = self.settings.turn.secret_file
        return None if name is None else read_bytes(self.resolve(name), 4_096).strip()

    def card(self) -> Card:
        """Read the card of this station's party."""
        return parse_card(read_bytes(self.path / "party.card", CARD_BYTES))

    def party(self) -> PartyId:
        """Return this station's party."""
        return card_party(self.card())

    def certificate(self) -> Certificate:
        """Read the station's certificate and check it.

        Raises:
            NoSuchFile: The station is not certified yet.
            WrongCard, BadSignature, Malformed: It is not this station's, or not signed.
        """
        try:
            data = read_bytes(self.path / "certificate.olc", CERTIFICATE_BYTES)
        except NoSuchFile:
            raise NoSuchFile(
                "The station has no certificate yet.",
                advice="Have station.request certified, then: openline station install",
            ) from None
        return self._verify(parse(SignedCertificate, data, limit=CERTIFICATE_BYTES))

    def install_certificate(self, data: bytes) -> Certificate:
        """Check a certificate and keep it.

        Raises:
            WrongCard, BadSignature, Malformed: It is not this station's, or not signed.
        """
        certificate = self._verify(parse(SignedCertificate, data, limit=CERTIFICATE_BYTES))
        replace(self.path / "certificate.olc", data)
        return certificate

    def _verify(self, signed: SignedCertificate) -> Certificate:
        roots = verify_roots(self.card().roots)
        certificate = verify_certificate(signed, self.party(), roots[-1])
        if certificate.station != self.signer().keys.station_id:
            raise WrongCard(
                "The certificate is another station's.",
                advice="Install the certificate that was made from this station's request.",
            )
        return certificate

    def lines(self) -> tuple[InstalledLine, ...]:
        """Read and check all lines, in the order of their ids."""
        return tuple(self.each_line())

    def each_line(self) -> Iterator[InstalledLine]:
        """Read and check one line after the other, as `lines` does."""
        for file in sorted((self.path / "lines").glob("*/agreement.ola")):
            yield self._line(file.parent)

    def line(self, line: LineId) -> InstalledLine:
        """Read and check one line.

        Raises:
            NoSuchFile: The station does not serve it.
        """
        return self._line(self.line_path(line))

    def line_path(self, line: LineId) -> Path:
        """Return the folder of a line, whether it exists or not."""
        return self.path / "lines" / line.hex()

    def _line(self, path: Path) -> InstalledLine:
        agreement = parse_agreement(read_bytes(path / "agreement.ola", AGREEMENT_BYTES))
        if agreement.line.hex() != path.name:
            raise WrongAgreement(f"{path} holds the agreement of another line.")
        number = self._number(agreement)
        psk = read_secret(path / "secret.key") if agreement.terms.psk_used else None
        _verify_psk(agreement, psk)
        notices = tuple(
            verify_notice(read_bytes(file, NOTICE_BYTES), agreement)
            for file in sorted((path / "notices").glob("*.notice"))
        )
        return InstalledLine(agreement, number, psk, path, notices)

    def _number(self, agreement: Agreement) -> int:
        number = agreement.terms.station_party(self.signer().keys.station_id)
        if number is None:
            raise WrongCard(
                "The agreement does not name this station.",
                advice="Put this station's certificate on your card, then amend the agreement.",
            )
        return number

    def open_line(self, data: bytes, psk: bytes | None, now_s: int) -> InstalledLine:
        """Check an agreement and keep it, as a new line or as a later version of one.

        Args:
            data: The agreement file, signed by all.
            psk: The secret from the ceremony, if the terms use one and it is not here yet.
            now_s: Seconds since 1970.

        Raises:
            AgreementExpired, Unsigned, WrongCard, WrongAgreement, ...: It cannot be used.
        """
        agreement = parse_agreement(data)
        verify_in_time(agreement.terms, now_s)
        self._number(agreement)
        path = self.line_path(agreement.line)
        if (path / "agreement.ola").exists():
            installed = self._line(path)
            _verify_later(installed.agreement, agreement)
            psk = installed.psk if psk is None and agreement.terms.psk_used else psk
        _verify_psk(agreement, psk)
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if psk is not None:
            (path / "secret.key").unlink(missing_ok=True)
            write_secret(path / "secret.key", psk)
        replace(path / "agreement.ola", data)
        return self._line(path)

    def was_opened(self, line: LineId) -> bool:
        """Whether this station has spoken on a line before, whatever its store says now."""
        return (self.line_path(line) / "opened").exists()

    def note_opened(self, line: LineId) -> None:
        """Note that this station speaks on a line, so that a lost store is known as lost."""
        if not self.was_opened(line):
            replace(self.line_path(line) / "opened", b"")

    @property
    def declared_restored(self) -> bool:
        """Whether the operator said that the record was restored or lost."""
        return (self.path / "restored").exists()

    def declare_restored(self) -> None:
        """Have the next start open new feeds, whatever store and anchor say."""
        replace(self.path / "restored", b"")

    def settle_restored(self) -> None:
        """New feeds are open: what was declared is done."""
        remove(self.path / "restored")

    def accept_notice(self, line: LineId, data: bytes) -> tuple[SignedNotice, Notice]:
        """Check a notice about a line and keep it."""
        installed = self.line(line)
        signed, notice = verify_notice(data, installed.agreement)
        folder = installed.path / "notices"
        folder.mkdir(mode=0o700, exist_ok=True)
        replace(folder / f"{signed.id.hex()}.notice", data)
        return signed, notice


def _verify_psk(agreement: Agreement, psk: bytes | None) -> None:
    if psk_id(psk) == agreement.terms.psk_id:
        return
    if psk is None:
        raise WrongAgreement(
            "The agreement uses a secret that was exchanged face to face; it is not here.",
            advice="Give it with --secret.",
        )
    raise WrongAgreement(
        "The secret is not the one that the agreement names.",
        advice="Compare the secret's id with the other side, then give the right file.",
    )


def _verify_later(installed: Agreement, agreement: Agreement) -> None:
    kept = installed.hashes
    if agreement.hashes[: len(kept)] != kept:
        raise WrongAgreement("The agreement does not follow the one that is installed.")


def load_station(path: Path) -> StationFolder:
    """Open a station's folder and read its settings.

    Raises:
        NoSuchFile, BadFile, ...: There are no settings, or they cannot be used.
    """
    return StationFolder(path, load_settings(path / "station.toml"))


def create_station(
    path: Path,
    *,
    card: bytes,
    site: str,
    line_listen: str,
    web_listen: str,
    line_addresses: Sequence[str],
    media_addresses: Sequence[str],
    turn_urls: Sequence[str],
    valid_s: int,
    now: datetime.datetime,
) -> bytes:
    """Make a station's folder and keys; return the request for its certificate.

    Args:
        path: A folder that does not exist or is empty.
        card: The card of the station's party.
        site: A short code for the place, as in "main".
        line_listen: Where the station listens for its counterparts.
        web_listen: Where it listens for consoles.
        line_addresses: Where the counterparts reach it, "host:port".
        media_addresses: Addresses from which voice comes: those of the TURN server.
        turn_urls: The TURN server, as consoles name it.
        valid_s: Seconds for which the certificate is asked.
        now: The time, in UTC.

    Raises:
        BadInput, Malformed, BadSignature, FileInTheWay, ...: What was given cannot be used.
    """
    party = card_party(parse_card(card))
    for listen in (line_listen, web_listen, *line_addresses):
        parse_listen(listen)
    make_folder(path)
    (path / "keys").mkdir(mode=0o700)
    (path / "lines").mkdir(mode=0o700)
    signer = make_signing_key(path / "keys" / "signing.key")
    courier = make_sealing_key(path / "keys" / "courier.key")
    sealing = make_sealing_key(path / "keys" / "sealing.key")
    spki = make_tls(path / "keys" / "tls.key", path / "keys" / "tls.crt", now)
    now_s = int(now.timestamp())
    certificate = Certificate(
        party,
        site,
        signer.keys.ed,
        signer.keys.ml,
        sealing.public,
        courier.public,
        (spki,),
        now_s,
        now_s + valid_s,
    )
    request = StationRequest(
        REQUEST_KIND, site, certificate, tuple(line_addresses), tuple(media_addresses)
    )
    settings = first_settings(site, line_listen, web_listen, list(turn_urls))
    write_new(path / "party.card", card)
    write_new(path / "station.toml", settings)
    write_new(path / "station.request", encode(request))
    return encode(request)


def parse_request(data: bytes) -> StationRequest:
    """Read a station's request.

    Raises:
        Malformed: The bytes are no request of this version.
    """
    request = parse(StationRequest, data, limit=CERTIFICATE_BYTES)
    if request.kind != REQUEST_KIND or request.site != request.certificate.site:
        raise Malformed("The file is not a station's request of this version.")
    return request
