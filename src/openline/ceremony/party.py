"""A party's folder: `root.key`, kept offline, and `party.card`, which goes to the others."""

import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from msgspec import structs

from openline.ceremony.rootkey import make_root_key, open_root_key
from openline.core.agreement.refusals import WrongCard
from openline.core.codec import encode
from openline.core.crypto.keys import Digest, PartyId
from openline.core.errors import BadInput, NotAllowed
from openline.core.identity import (
    CARD_BYTES,
    CARD_KIND,
    Card,
    CardStation,
    RootSignature,
    RootStatement,
    SignedCertificate,
    SignedRoot,
    card_party,
    certificate_message,
    parse_card,
    root_message,
    verify_roots,
)
from openline.core.text import tidy_text
from openline.core.wording import Wording
from openline.station.files import (
    FileInTheWay,
    make_folder,
    move,
    read_bytes,
    remove,
    replace,
    write_new,
)
from openline.station.folder import parse_request

CODE: Final = re.compile(r"[a-z0-9-]{1,32}")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True)
class PartyFolder:
    """A party's folder. The root key is opened by a passphrase, for one act at a time."""

    path: Path

    def card(self) -> Card:
        """Read the party's card and check it."""
        return parse_card(self.card_bytes())

    def card_bytes(self) -> bytes:
        """Read the bytes of the party's card."""
        return read_bytes(self.path / "party.card", CARD_BYTES)

    def party(self) -> PartyId:
        """Return the party's id."""
        return card_party(self.card())

    def statement(self) -> RootStatement:
        """Return the party's newest root statement."""
        return verify_roots(self.card().roots)[-1]

    def sign(self, message: bytes, passphrase: str) -> RootSignature:
        """Sign with the root key of this folder.

        Raises:
            WrongPassphrase: The passphrase does not open it.
            WrongCard: The key does not belong to the card.
        """
        key = open_root_key(self.path / "root.key", passphrase)
        statement = self.statement()
        if key.keys not in statement.keys:
            raise WrongCard(
                "The root key and the card in this folder do not belong together.",
                advice="Restore both from the same backup.",
            )
        return key.sign(message, place=statement.keys.index(key.keys))

    def certify(self, request: bytes, passphrase: str) -> bytes:
        """Certify a station, put it on the card, and return its certificate.

        Another station of the same site is taken off the card.

        Raises:
            WrongCard: The station was made for another party.
            WrongPassphrase, Malformed, TooLarge: As their names say.
        """
        wanted = parse_request(request)
        if wanted.certificate.party != self.party():
            raise WrongCard(
                "The station was made for another party.",
                advice="Make the station again with this party's card.",
            )
        certificate = encode(wanted.certificate)
        signature = self.sign(certificate_message(certificate), passphrase)
        signed = SignedCertificate(certificate, (signature,))
        entry = CardStation(wanted.site, signed, wanted.line_addresses, wanted.media_addresses)
        card = self.card()
        kept = [s for s in card.stations if s.site != wanted.site]
        replace(self.path / "party.card", encode(_with_stations(card, (*kept, entry))))
        return encode(signed)


def rotate_root(folder: PartyFolder, passphrase: str, new_passphrase: str) -> RootStatement:
    """Make a new root key for a party; the old one signs it and counts no more.

    The card gets the new root statement, and its stations' certificates the new signature.
    Others know the new key once they hold an amendment that was drafted from the card. The old
    key stays in the folder as `root-N.key`: destroy it when the amendment is in force.

    Raises:
        NotAllowed: The root needs several keys.
        WrongPassphrase, WeakPassphrase, WrongCard, FileInTheWay, ...: Nothing was changed.
    """
    statement, card = folder.statement(), folder.card()
    if statement.needed != 1:
        raise NotAllowed(
            "This root needs several keys, which this command does not rotate.",
            advice="Have the holders of the keys make the next root statement together.",
        )
    root, fresh = folder.path / "root.key", folder.path / "root-next.key"
    kept = folder.path / f"root-{statement.number}.key"
    if kept.exists():
        raise FileInTheWay(f"{kept} exists already.")
    key = make_root_key(fresh, new_passphrase)
    try:
        previous = Digest(sha256(card.roots[-1].statement).digest())
        number = statement.number + 1
        following = RootStatement(number, 1, (key.keys,), previous)
        told = encode(following)
        message = root_message(told)
        earlier = (folder.sign(message, passphrase),)
        signed = SignedRoot(told, (key.sign(message, place=0),), earlier)
    except BaseException:
        remove(fresh)
        raise
    stations = tuple(
        structs.replace(
            one,
            certificate=SignedCertificate(
                one.certificate.certificate,
                (key.sign(certificate_message(one.certificate.certificate), place=0),),
            ),
        )
        for one in card.stations
    )
    move(root, kept)
    move(fresh, root)
    renewed = structs.replace(card, roots=(*card.roots, signed), stations=stations)
    replace(folder.path / "party.card", encode(renewed))
    return following


def create_party(
    path: Path,
    *,
    code: str,
    names: Mapping[str, str],
    places: Mapping[str, str],
    zone: str,
    language: str,
    passphrase: str,
) -> PartyFolder:
    """Make a party: root key, root statement 0, and its card without a station.

    Args:
        path: A folder that does not exist or is empty.
        code: Short and lower-case, as in "sg"; numbers of messages show it.
        names: The party's name by language.
        places: Its capital by language.
        zone: The capital's IANA time zone.
        language: The language in which it reads and signs.
        passphrase: Protects the root key.

    Raises:
        BadInput, WeakPassphrase, FileInTheWay, ...: What was given cannot be used.
    """
    _verify_input(code, names, places, zone, language)
    make_folder(path)
    key = make_root_key(path / "root.key", passphrase)
    statement = encode(RootStatement(0, 1, (key.keys,), None))
    signed = SignedRoot(statement, (key.sign(root_message(statement), place=0),), ())
    card = Card(
        CARD_KIND, code, wordings(names), wordings(places), zone, language, (signed,), ()
    )
    write_new(path / "party.card", encode(card))
    return PartyFolder(path)


def wordings(texts: Mapping[str, str]) -> tuple[Wording, ...]:
    """Return texts by language as terms and cards carry them."""
    return tuple(Wording(language, tidy_text(text)) for language, text in sorted(texts.items()))


def _verify_input(
    code: str, names: Mapping[str, str], places: Mapping[str, str], zone: str, language: str
) -> None:
    if CODE.fullmatch(code) is None:
        raise BadInput(
            f"{code!r} is not a code.", advice="Use 1 to 32 of a-z, 0-9 and hyphen, as in sg."
        )
    for tag in (language, *names, *places):
        if LANGUAGE.fullmatch(tag) is None:
            raise BadInput(
                f"{tag!r} is not a language tag.", advice="Write en, zh, vi, ja, fa, and so on."
            )
    for what, texts in (("name", names), ("place", places)):
        if language not in texts:
            raise BadInput(
                f"The party has no {what} in {language}, its own language.",
                advice=f"Add --{what} {language}=...",
            )
    if zone not in zoneinfo.available_timezones():
        raise BadInput(
            f"{zone!r} is not a time zone.", advice="Write it as in Asia/Singapore or UTC."
        )


def _with_stations(card: Card, stations: tuple[CardStation, ...]) -> Card:
    return Card(
        card.kind,
        card.code,
        card.names,
        card.places,
        card.zone,
        card.language,
        card.roots,
        stations,
    )
