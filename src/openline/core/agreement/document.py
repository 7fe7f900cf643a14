"""An agreement as one file: every version of the terms, texts, signatures, keys, certificates.

The file stands by itself: who holds it can check it without asking anybody. While signatures of
its newest version are missing it is a draft; the same file then goes from party to party.

Spec: docs/spec/02-agreement.md, 3 and 4.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Final

from msgspec import Meta

from openline.core.agreement.checks import verify_terms
from openline.core.agreement.refusals import (
    TermsRefused,
    TextAltered,
    Unsigned,
    WrongAgreement,
    WrongCard,
)
from openline.core.agreement.terms import TERMS_BYTES, Terms, line_id, terms_hash
from openline.core.codec import Struct, encode, parse
from openline.core.crypto.keys import Digest, LineId, PartyId, StationId, label
from openline.core.errors import Malformed
from openline.core.identity import (
    Certificate,
    RootSignature,
    RootStatement,
    SignedCertificate,
    SignedRoot,
    party_id,
    verify_certificate,
    verify_roots,
    verify_signers,
)
from openline.core.wording import Tag

AGREEMENT_KIND: Final = "openline agreement 1"
AGREEMENT_BYTES: Final = 8 << 20
TEXT_CHARACTERS: Final = 500_000


class PartySignature(Struct):
    """A root signature of a party, by the keys of one of its root statements."""

    party: int
    statement: int
    signature: RootSignature


class SignedTerms(Struct):
    """The ENC of one version of the terms, with the signatures it has so far."""

    terms: bytes
    signatures: tuple[PartySignature, ...]


class Text(Struct):
    """One text of the agreement, in whole."""

    language: Tag
    text: Annotated[str, Meta(min_length=1, max_length=TEXT_CHARACTERS)]


class AgreementFile(Struct):
    """The file `*.ola`. `roots` has one chain of root statements for each party number."""

    kind: str
    versions: tuple[SignedTerms, ...]
    texts: tuple[Text, ...]
    roots: tuple[tuple[SignedRoot, ...], ...]
    certificates: tuple[SignedCertificate, ...]


@dataclass(frozen=True)
class Agreement:
    """A file that was read and checked; everything here has been verified.

    Attributes:
        file: The file's content.
        versions: The terms, oldest first.
        hashes: The hash of each version.
        line: The line that version 1 opened.
        texts: Text by language, of the newest version.
        roots: For each party number its root statements, oldest first.
        certificates: By station id, of every station that the newest terms name.
        unsigned: The parties whose signature the newest version lacks.
    """

    file: AgreementFile
    versions: tuple[Terms, ...]
    hashes: tuple[Digest, ...]
    line: LineId
    texts: Mapping[str, str]
    roots: tuple[tuple[RootStatement, ...], ...]
    certificates: Mapping[StationId, Certificate]
    unsigned: tuple[int, ...]

    @property
    def terms(self) -> Terms:
        """The newest version."""
        return self.versions[-1]

    @property
    def terms_hash(self) -> Digest:
        """The hash of the newest version."""
        return self.hashes[-1]

    def version(self, number: int) -> Terms | None:
        """Return a version of the terms by its number, or None if it is not in the file."""
        return self.versions[number - 1] if 1 <= number <= len(self.versions) else None

    def stations(self, party: int) -> tuple[Certificate, ...]:
        """Return the certificates of a party's stations, in the order of the terms."""
        return tuple(self.certificates[s] for s in self.terms.parties[party].stations)

    def encode(self) -> bytes:
        """Return the bytes of the file."""
        return encode(self.file)


def terms_message(terms: bytes) -> bytes:
    """Return what root keys sign for terms."""
    return label("agreement") + terms


def text_digest(text: str) -> Digest:
    """Return the SHA-256 of a text in UTF-8, as terms carry it."""
    return Digest(hashlib.sha256(text.encode()).digest())


def draft_file(
    terms: Terms,
    texts: Mapping[str, str],
    roots: Sequence[tuple[SignedRoot, ...]],
    certificates: Sequence[SignedCertificate],
    earlier: Agreement | None,
) -> AgreementFile:
    """Return the file of a new version that nobody has signed.

    Args:
        terms: The new version.
        texts: Its text by language.
        roots: The root statements of each party, in the order of the terms.
        certificates: Those of all stations that the terms name.
        earlier: The agreement that it amends; None for version 1.
    """
    kept = () if earlier is None else earlier.file.versions
    old_texts = () if earlier is None else earlier.file.texts
    new_texts = tuple(Text(language, text) for language, text in sorted(texts.items()))
    return AgreementFile(
        AGREEMENT_KIND,
        (*kept, SignedTerms(encode(terms), ())),
        tuple(dict.fromkeys((*old_texts, *new_texts))),
        tuple(roots),
        tuple(certificates),
    )


def parse_agreement(data: bytes) -> Agreement:
    """Read an agreement that every party has signed.

    Raises:
        Unsigned: The signature of a party is missing.
        As `parse_draft`.
    """
    agreement = parse_draft(data)
    if agreement.unsigned:
        codes = ", ".join(agreement.terms.parties[n].code for n in agreement.unsigned)
        raise Unsigned(f"The agreement lacks the signature of: {codes}.", parties=codes)
    return agreement


def parse_draft(data: bytes) -> Agreement:
    """Read an agreement whose newest version need not have all its signatures.

    Raises:
        TooLarge, Malformed: The bytes are no such file.
        TermsRefused: The terms cannot be kept.
        TextAltered: A text is missing or not the one that the terms name.
        WrongCard: Root keys or certificates are not those that the terms name.
        WrongAgreement: The versions do not follow one another.
        BadSignature: A signature is wrong.
        Unsigned: A version before the newest one is not signed by all.
    """
    file = parse(AgreementFile, data, limit=AGREEMENT_BYTES)
    if file.kind != AGREEMENT_KIND or not file.versions:
        raise Malformed("The file is not an agreement of this version of Openline.")
    claimed = (parse(Terms, v.terms, limit=TERMS_BYTES) for v in file.versions)
    versions = tuple(verify_terms(terms) for terms in claimed)
    hashes = tuple(terms_hash(v.terms) for v in file.versions)
    _verify_succession(versions, hashes)
    roots = _verify_parties(versions[-1], file.roots)
    unsigned = tuple(
        _missing_signatures(signed, terms, roots)
        for signed, terms in zip(file.versions, versions, strict=True)
    )
    if any(unsigned[:-1]):
        raise Unsigned("A version before the newest one is not signed by every party.")
    texts = {text_digest(text.text): text for text in file.texts}
    for terms in versions:
        _verify_texts(terms, texts)
    return Agreement(
        file,
        versions,
        hashes,
        line_id(file.versions[0].terms),
        {text.language: texts[text.digest].text for text in versions[-1].texts},
        roots,
        _verify_stations(versions[-1], roots, file.certificates),
        unsigned[-1],
    )


def _verify_succession(versions: Sequence[Terms], hashes: Sequence[Digest]) -> None:
    if versions[0].version != 1:
        raise WrongAgreement("The file does not begin with version 1 of the terms.")
    for (before, after), previous in zip(pairwise(versions), hashes, strict=False):
        if after.version != before.version + 1 or after.previous != previous:
            raise WrongAgreement(f"Version {after.version} does not follow the one before it.")
        if [p.party for p in after.parties] != [p.party for p in before.parties]:
            raise TermsRefused(
                "An amendment cannot change the parties.",
                advice="Sign a new agreement: it opens a line of its own.",
            )


def _verify_parties(
    terms: Terms, roots: Sequence[Sequence[SignedRoot]]
) -> tuple[tuple[RootStatement, ...], ...]:
    if len(roots) != len(terms.parties):
        raise WrongCard("The file does not hold the root keys of each party.")
    chains = tuple(verify_roots(chain) for chain in roots)
    for party, chain in zip(terms.parties, chains, strict=True):
        if party_id(chain[0]) != party.party:
            raise WrongCard(f"The root keys are not those of party {party.code}.")
    return chains


def _missing_signatures(
    signed: SignedTerms, terms: Terms, roots: Sequence[Sequence[RootStatement]]
) -> tuple[int, ...]:
    """Check the signatures under one version; return the parties whose own is missing."""
    by_party: dict[int, list[PartySignature]] = {}
    for signature in signed.signatures:
        by_party.setdefault(signature.party, []).append(signature)
    if any(party >= len(terms.parties) for party in by_party):
        raise Malformed("A signature is by a party that the terms do not know.")
    complete = {
        party
        for party, signatures in by_party.items()
        if _verify_party(signed.terms, roots[party], signatures)
    }
    return tuple(number for number in range(len(terms.parties)) if number not in complete)


def _verify_party(
    terms: bytes, chain: Sequence[RootStatement], signatures: Sequence[PartySignature]
) -> bool:
    number = signatures[0].statement
    if number >= len(chain) or any(s.statement != number for s in signatures):
        raise Malformed("The signatures of a party name a wrong root statement.")
    signers = [signature.signature for signature in signatures]
    return verify_signers(chain[number], terms_message(terms), signers)


def _verify_texts(terms: Terms, texts: Mapping[Digest, Text]) -> None:
    for named in terms.texts:
        text = texts.get(named.digest)
        if text is None or text.language != named.language:
            raise TextAltered(
                f"The text in {named.language} is missing or was altered.",
                language=named.language,
            )


def _verify_stations(
    terms: Terms, roots: Sequence[Sequence[RootStatement]], signed: Sequence[SignedCertificate]
) -> dict[StationId, Certificate]:
    named = {
        station: number for number, p in enumerate(terms.parties) for station in p.stations
    }
    found: dict[StationId, Certificate] = {}
    for each in signed:
        claimed = parse(Certificate, each.certificate, limit=1 << 16)
        party = named.get(claimed.station)
        if party is None:
            continue
        chain = roots[party]
        certificate = verify_certificate(each, party_id(chain[0]), chain[-1])
        kept = found.get(certificate.station)
        if kept is None or kept.not_after_s < certificate.not_after_s:
            found[certificate.station] = certificate
    for station, party in named.items():
        if station not in found:
            code = terms.parties[party].code
            raise WrongCard(f"The certificate of a station of party {code} is missing.")
    return found


def sign_terms(agreement: Agreement, signatures: Sequence[PartySignature]) -> AgreementFile:
    """Return the file with signatures added under its newest version; repeats are left out."""
    newest = agreement.file.versions[-1]
    known = {(s.party, s.signature.key) for s in newest.signatures}
    added = [s for s in signatures if (s.party, s.signature.key) not in known]
    signed = SignedTerms(newest.terms, (*newest.signatures, *added))
    return _with_versions(agreement.file, (*agreement.file.versions[:-1], signed))


def merge(agreement: Agreement, other: Agreement) -> AgreementFile:
    """Return the file with the signatures that another copy of the same version has.

    Raises:
        WrongAgreement: The copies are not of the same version.
    """
    if agreement.hashes != other.hashes:
        raise WrongAgreement("The two files are not the same version of one agreement.")
    return sign_terms(agreement, other.file.versions[-1].signatures)


def _with_versions(file: AgreementFile, versions: tuple[SignedTerms, ...]) -> AgreementFile:
    return AgreementFile(file.kind, versions, file.texts, file.roots, file.certificates)


def party_number(agreement: Agreement, party: PartyId) -> int:
    """Return the number of a party in an agreement.

    Raises:
        WrongCard: It is no party to it.
    """
    number = agreement.terms.party_number(party)
    if number is None:
        raise WrongCard(
            "This party is not one of the parties of the agreement.",
            advice="Use the folder of a party that the agreement names, or draft it anew.",
        )
    return number
