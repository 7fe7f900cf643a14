"""The forms alone: what reads foreign bytes before the first signature, key or seal.

A whole reader spends nearly all its time on signatures, which refuse almost every input that
was altered. The targets here leave those out: so the part that meets the bytes as they come
gets ten million of them, and the whole readers in `targets` what time is left.
"""

import io
from functools import cache
from hashlib import sha256
from typing import Annotated, Any, Final

import msgspec

from openline.core.agreement.checks import verify_terms
from openline.core.agreement.document import (
    AGREEMENT_BYTES,
    Agreement,
    AgreementFile,
    parse_agreement,
)
from openline.core.agreement.governance import (
    BODIES,
    NOTICE_BYTES,
    Closing,
    FeedEnd,
    Notice,
    Resumption,
    Revocation,
    SignedNotice,
    Suspension,
    encode_notice,
    kind_of,
    notice_message,
)
from openline.core.agreement.terms import TERMS_BYTES, Terms
from openline.core.codec import encode, parse
from openline.core.crypto.keys import FeedId
from openline.core.crypto.sealing import (
    HEADER_BYTES,
    KeyNotice,
    encode_header,
    parse_header,
)
from openline.core.crypto.signatures import STATION_SIGNATURE
from openline.core.identity import (
    CARD_BYTES,
    CERTIFICATE_BYTES,
    ROOT_BYTES,
    Card,
    Certificate,
    RootStatement,
    SignedCertificate,
    SignedRoot,
)
from openline.core.record.checkpoint import encode_statement, parse_statement
from openline.core.record.evidence import encode_evidence, make_evidence, parse_evidence
from openline.core.record.notes import parse_note, parse_proof
from openline.station.backup import KIND, HeldFeed, HeldFile, Manifest
from openline.station.container import (
    MAGIC,
    Body,
    Damaged,
    Header,
    Part,
    Stretch,
    read_export,
    write_export,
)
from openline.station.exported import ExportedCopy
from openline.station.passphrase import Sealing
from tests.core.parties import Party, draft_of, signed_by_all, terms_of
from tests.fuzz.judge import (
    REFUSED,
    Target,
    alike,
    inputs,
    is_enc,
    or_refused,
    stations,
    vectors,
    verified,
)
from verifier.container import open_container
from verifier.tree import read_statement


@cache
def agreed() -> tuple[Agreement, Party]:
    """An agreement of two parties, and the first of them."""
    one, two = Party("one"), Party("two")
    file = signed_by_all(draft_of(terms_of(one, two), one, two), one, two)
    return parse_agreement(encode(file)), one


# --- statements, evidence, notes ------------------------------------------------------------


def statement(data: bytes) -> Any:
    """Returns what was read, for the whole reader."""
    ours = or_refused(parse_statement, data)
    alike(ours, verified(read_statement, data))
    assert ours is REFUSED or encode_statement(ours) == data
    return ours


def evidence(data: bytes) -> None:
    """Evidence up to its signatures: statements, feeds, and the path that shows a fork."""

    def read(given: bytes) -> object:
        found = parse_evidence(given)
        one, other = parse_statement(found.older), parse_statement(found.newer)
        return make_evidence(found.signer, one, other, found.path)

    ours = or_refused(read, data)
    assert ours is REFUSED or len(encode_evidence(ours)) == len(data)


def note(data: bytes) -> None:
    text = data.decode(errors="surrogateescape")
    known = stations("notes")
    or_refused(lambda _: parse_note(text, known), data)
    or_refused(lambda _: parse_note(parse_proof(text).note, known), data)


def notes() -> list[bytes]:
    """Notes and proofs of the vectors."""
    return [case["text"].encode() for case in vectors("notes")["cases"] if "text" in case]


# --- identities, agreements, notices --------------------------------------------------------


def _roots(signed: SignedRoot) -> RootStatement:
    return parse(RootStatement, signed.statement, limit=ROOT_BYTES)


def _certificate(signed: SignedCertificate) -> Certificate:
    return parse(Certificate, signed.certificate, limit=CERTIFICATE_BYTES)


def card(data: bytes) -> None:
    def read(given: bytes) -> Card:
        found = parse(Card, given, limit=CARD_BYTES)
        for root in found.roots:
            _roots(root)
        for station in found.stations:
            _certificate(station.certificate)
        return found

    is_enc(or_refused(read, data), data)


def agreement(data: bytes) -> None:
    def read(given: bytes) -> AgreementFile:
        found = parse(AgreementFile, given, limit=AGREEMENT_BYTES)
        for version in found.versions:
            verify_terms(parse(Terms, version.terms, limit=TERMS_BYTES))
        for chain in found.roots:
            for root in chain:
                _roots(root)
        for certificate in found.certificates:
            _certificate(certificate)
        return found

    is_enc(or_refused(read, data), data)


def _agreements() -> list[bytes]:
    """An agreement, and one without its signatures, which are most of its bytes."""
    whole = agreed()[0].file
    bare = msgspec.structs.replace(
        whole,
        versions=tuple(msgspec.structs.replace(one, signatures=()) for one in whole.versions),
        roots=tuple(
            tuple(msgspec.structs.replace(one, own=()) for one in chain)
            for chain in whole.roots
        ),
        certificates=tuple(
            msgspec.structs.replace(one, signatures=()) for one in whole.certificates
        ),
    )
    return [encode(bare), encode(bare), encode(whole)]


def notice(data: bytes) -> None:
    def read(given: bytes) -> SignedNotice:
        found = parse(SignedNotice, given, limit=NOTICE_BYTES)
        body: Notice = parse(BODIES[found.kind], found.notice, limit=NOTICE_BYTES)
        assert encode(body) == found.notice
        return found

    is_enc(or_refused(read, data), data)


def notices() -> list[bytes]:
    """A notice of each kind."""
    known, party = agreed()
    (station, *_) = known.certificates
    bodies = (
        Suspension(known.line, "reason", 1),
        Resumption(known.line, 1, 2),
        Revocation(known.line, station, (FeedEnd(FeedId(bytes(16)), 3),), 2),
        Closing(known.line, known.terms_hash, "reason", 1, 1 << 32),
    )
    made = []
    for body in bodies:
        message = notice_message(kind_of(body), encode(body))
        made.append(encode_notice(body, 0, 0, party.sign(message)))
    return made


# --- what is sealed -------------------------------------------------------------------------


def opening(data: bytes) -> None:
    """The header inside an opening."""
    found = or_refused(parse_header, data)
    assert found is REFUSED or encode_header(found) == data


def key_notice(data: bytes) -> None:
    """A key notice between its first byte and its signature."""
    is_enc(or_refused(lambda given: parse(KeyNotice, given, limit=1_400), data), data)


def _key_notices() -> list[bytes]:
    return [one[1:-STATION_SIGNATURE] for one in inputs("key-notices")]


def backup(data: bytes) -> None:
    """A backup's head, and the manifest inside."""
    head = or_refused(lambda given: parse(Sealing, given), data)
    is_enc(head, data)
    if head is REFUSED:
        is_enc(or_refused(lambda given: parse(Manifest, given, limit=1 << 24), data), data)


def _backups() -> list[bytes]:
    return [encode(Sealing(KIND, 65_536, 3, 4, bytes(16))), encode(manifest(bytes(32)))]


def manifest(digest: bytes) -> Manifest:
    """What a backup of two small files says of itself."""
    files = (HeldFile("store", 1, digest), HeldFile("party.card", 1, digest))
    return Manifest(bytes(32), bytes(32), 1, (HeldFeed(bytes(16), 2),), files)


# --- files ----------------------------------------------------------------------------------


def export(data: bytes) -> None:
    """An exported record's parts as they come, and parts under right lengths and checksum."""
    _export(data)
    parts = or_refused(lambda given: parse(tuple[tuple[Octet, bytes], ...], given), data)
    if parts is not REFUSED:
        whole = MAGIC + b"".join(
            bytes((kind,)) + len(body).to_bytes(4, "big") + body for kind, body in parts
        )
        _export(whole + bytes((Part.END,)) + (32).to_bytes(4, "big") + sha256(whole).digest())


def _export(data: bytes) -> None:
    def read(given: bytes) -> bool:
        copy = ExportedCopy()
        try:
            for part, body in read_export(io.BytesIO(given).read):
                if part > Part.NOTICE:
                    copy.take(part, body)
        except Damaged:
            return False
        return True

    ours = or_refused(read, data)
    theirs = verified(lambda given: open_container(io.BytesIO(given)).intact, data)
    assert ours is theirs, (ours, theirs)


Octet = Annotated[int, msgspec.Meta(ge=0, le=255)]


def _exports() -> list[bytes]:
    """Small files: the agreement and the evidence in them are cut short."""
    whole = bytes.fromhex(next(iter(vectors("exports")["files"].values())))
    some: list[tuple[Part, Body]] = []
    for part, body in read_export(io.BytesIO(whole).read):
        match body:
            case bytes():
                body = body[:40]
            case Stretch():
                body = Stretch(body.start, body.entries[:2], body.leaves[:64])
        if sum(part is known for known, _ in some) < 2:
            some.append((part, body))
    ends: list[tuple[Part, Body]] = [(Part.NOTICE, b"notice"), (Part.BLOB, b"blob")]
    heads = [one for one in some if isinstance(one[1], Header) or one[0] is Part.AGREEMENT]
    files = [some, heads + ends, heads]
    listed = [
        encode(tuple((int(part), _body(body)) for part, body in parts)) for parts in files
    ]
    return [b"".join(write_export(parts)) for parts in files] + listed


def _body(body: Body) -> bytes:
    return body if isinstance(body, bytes) else encode(body)


FORMS: Final[dict[str, Target]] = {
    "statement-form": Target(statement, lambda: inputs("statements")),
    "evidence-form": Target(evidence, lambda: inputs("evidence")),
    "note-form": Target(note, notes),
    "card-form": Target(card, lambda: [encode(agreed()[1].card())]),
    "agreement-form": Target(agreement, _agreements),
    "notice-form": Target(notice, notices),
    "opening-form": Target(opening, lambda: [b"\x01".ljust(HEADER_BYTES, b"\2")]),
    "key-notice-form": Target(key_notice, _key_notices),
    "backup-form": Target(backup, _backups),
    "export-form": Target(export, _exports),
}
