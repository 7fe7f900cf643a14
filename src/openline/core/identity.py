"""Parties and stations: root statements, certificates, cards.

A party is the digest of its first root statement. Each later statement is signed by the keys of
the one before it too, so keys can change and the party stays. A station is known by a
certificate that the root keys signed. A card gathers what a party hands to the others before an
agreement. It is not signed: the terms repeat what binds, and every root signs the terms.

Spec: docs/spec/01-identities.md.
"""

import hashlib
from collections.abc import Sequence
from typing import Annotated, Final

from msgspec import Meta

from openline.core.codec import Struct, encode, parse
from openline.core.crypto.keys import (
    Bytes32,
    Digest,
    PartyId,
    RootKeys,
    StationId,
    StationKeys,
    check_ed25519,
    label,
)
from openline.core.crypto.signatures import verify_root
from openline.core.errors import BadSignature, Malformed
from openline.core.wording import Address, Code, Tag, Wording

ROOT_SIGNATURE_BYTES: Final = 64 + 4627
ROOT_BYTES: Final = 1 << 16
ROOT_KEYS: Final = 16
CARD_BYTES: Final = 1 << 18
CERTIFICATE_BYTES: Final = 1 << 16

SealingKey = Annotated[bytes, Meta(min_length=1216, max_length=1216)]


class RootSignature(Struct):
    """One root key's signature: `key` is its place in the statement, Ed25519 then ML-DSA-87."""

    key: int
    signature: Annotated[
        bytes, Meta(min_length=ROOT_SIGNATURE_BYTES, max_length=ROOT_SIGNATURE_BYTES)
    ]


class RootStatement(Struct):
    """The root keys of a party and how many of them must sign."""

    number: int
    needed: int
    keys: tuple[RootKeys, ...]
    previous: Digest | None


class SignedRoot(Struct):
    """The ENC of a root statement, signed by its own keys and by those of the one before."""

    statement: bytes
    own: tuple[RootSignature, ...]
    earlier: tuple[RootSignature, ...]


class Certificate(Struct):
    """What a party says of its station. Times are seconds since 1970."""

    party: PartyId
    site: Code
    ed: Bytes32
    ml: Annotated[bytes, Meta(min_length=1312, max_length=1312)]
    seal_pk: SealingKey
    courier_pk: SealingKey
    tls_spki: tuple[Digest, ...]
    not_before_s: int
    not_after_s: int

    @property
    def keys(self) -> StationKeys:
        """The station's signing keys."""
        return StationKeys(self.ed, self.ml)

    @property
    def station(self) -> StationId:
        """H(L("station") || ed || ml)."""
        return self.keys.station_id


class SignedCertificate(Struct):
    """The ENC of a certificate with the signatures of the party's root keys."""

    certificate: bytes
    signatures: tuple[RootSignature, ...]


class CardStation(Struct):
    """A station on a card: its certificate, where to reach it, where its media comes from."""

    site: Code
    certificate: SignedCertificate
    line_addresses: tuple[Address, ...]
    media_addresses: tuple[Address, ...]


class Card(Struct):
    """What a party publishes to those it wants to agree with."""

    kind: str
    code: Code
    names: tuple[Wording, ...]
    places: tuple[Wording, ...]
    zone: str
    language: Tag
    roots: tuple[SignedRoot, ...]
    stations: tuple[CardStation, ...]


CARD_KIND: Final = "openline card 1"


def party_id(first: RootStatement) -> PartyId:
    """Return H(L("party") || ENC of root statement 0)."""
    return PartyId(hashlib.sha256(label("party") + encode(first)).digest())


def root_message(statement: bytes) -> bytes:
    """Return what root keys sign for a root statement."""
    return label("root") + statement


def certificate_message(certificate: bytes) -> bytes:
    """Return what root keys sign for a station certificate."""
    return label("cert") + certificate


def verify_signers(
    root: RootStatement, message: bytes, signatures: Sequence[RootSignature]
) -> bool:
    """Check each signature; tell whether enough different keys of the statement signed.

    Raises:
        BadSignature: A signature is wrong, names no key, or a key signed twice.
    """
    seen: set[int] = set()
    for signature in signatures:
        if signature.key >= len(root.keys) or signature.key in seen:
            raise BadSignature("A root signature names a wrong key or one that signed already.")
        verify_root(root.keys[signature.key], message, signature.signature)
        seen.add(signature.key)
    return len(seen) >= root.needed


def verify_quorum(
    root: RootStatement, message: bytes, signatures: Sequence[RootSignature]
) -> None:
    """Check that enough different keys of a root statement signed the message.

    Raises:
        BadSignature: A signature is wrong, or too few keys signed.
    """
    if not verify_signers(root, message, signatures):
        raise BadSignature(f"{len(signatures)} root keys signed; {root.needed} must.")


def verify_roots(chain: Sequence[SignedRoot]) -> tuple[RootStatement, ...]:
    """Check a chain of root statements from number 0 on; return them, oldest first.

    Raises:
        Malformed: A statement cannot be read, is out of its place, or has no usable keys.
        BadSignature: A statement is not signed by its own keys or by those before it.
    """
    statements: list[RootStatement] = []
    previous: bytes | None = None
    for number, signed in enumerate(chain):
        statement = parse(RootStatement, signed.statement, limit=ROOT_BYTES)
        _check_statement(statement, number, previous)
        message = root_message(signed.statement)
        verify_quorum(statement, message, signed.own)
        if statements:
            verify_quorum(statements[-1], message, signed.earlier)
        elif signed.earlier:
            raise Malformed("Root statement 0 has signatures of one before it.")
        statements.append(statement)
        previous = signed.statement
    if not statements:
        raise Malformed("A party without a root statement.")
    return tuple(statements)


def _check_statement(statement: RootStatement, number: int, previous: bytes | None) -> None:
    expected = None if previous is None else hashlib.sha256(previous).digest()
    if statement.number != number or statement.previous != expected:
        raise Malformed(f"Root statement {number} does not follow the one before it.")
    if not 1 <= statement.needed <= len(statement.keys) <= ROOT_KEYS:
        raise Malformed(f"Root statement {number} asks for an impossible number of keys.")
    if len({key.ed for key in statement.keys}) != len(statement.keys):
        raise Malformed(f"Root statement {number} lists one key twice.")
    for key in statement.keys:
        check_ed25519(key.ed)


def verify_certificate(
    signed: SignedCertificate, party: PartyId, root: RootStatement
) -> Certificate:
    """Check a station certificate against its party's newest root statement.

    Expiry is not judged here: by default it is an alarm, not a refusal.

    Raises:
        Malformed: The certificate cannot be read, or ends before it begins.
        BadSignature: It belongs to another party, or the root keys did not sign it.
    """
    certificate = parse(Certificate, signed.certificate, limit=CERTIFICATE_BYTES)
    if certificate.party != party:
        raise BadSignature("The station certificate names another party.")
    if certificate.not_after_s <= certificate.not_before_s:
        raise Malformed("The station certificate ends before it begins.")
    check_ed25519(certificate.ed)
    verify_quorum(root, certificate_message(signed.certificate), signed.signatures)
    return certificate


def card_party(card: Card) -> PartyId:
    """Return the party of a card that was checked."""
    return PartyId(hashlib.sha256(label("party") + card.roots[0].statement).digest())


def card_stations(card: Card) -> tuple[StationId, ...]:
    """Return the stations of a card that was checked."""
    return tuple(
        parse(Certificate, station.certificate.certificate, limit=CERTIFICATE_BYTES).station
        for station in card.stations
    )


def parse_card(data: bytes) -> Card:
    """Read a card and check every signature on it.

    Raises:
        Malformed: The bytes are no card.
        BadSignature: A root statement or certificate on it is not signed as it must be.
    """
    card = parse(Card, data, limit=CARD_BYTES)
    if card.kind != CARD_KIND:
        raise Malformed("The file is not a card of this version.")
    statements = verify_roots(card.roots)
    party = party_id(statements[0])
    for station in card.stations:
        certificate = verify_certificate(station.certificate, party, statements[-1])
        if certificate.site != station.site:
            raise Malformed("The card names another site than the station's certificate.")
    return card
