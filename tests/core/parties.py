"""Parties with real root keys, their stations, and agreements between them, for tests."""

import hashlib

from msgspec.structs import replace

from openline.core.agreement.document import (
    Agreement,
    AgreementFile,
    PartySignature,
    SignedTerms,
    Text,
    draft_file,
    parse_draft,
    sign_terms,
    terms_message,
    text_digest,
)
from openline.core.agreement.governance import Notice, encode_notice, kind_of, notice_message
from openline.core.agreement.terms import (
    PRECEDENCES,
    WEEK_MIN,
    ClockTolerance,
    Coded,
    Desk,
    Duty,
    HashedText,
    KeyRules,
    LadderShown,
    Limits,
    Media,
    MediaPolicy,
    Pair,
    PrecedenceRule,
    Quotas,
    Recording,
    Role,
    Span,
    Terms,
    TermsParty,
    Timetable,
    WatchRules,
    WatchShown,
)
from openline.core.codec import encode
from openline.core.crypto.keys import Digest, PartyId
from openline.core.identity import (
    CARD_KIND,
    Card,
    CardStation,
    Certificate,
    RootSignature,
    RootStatement,
    SignedCertificate,
    SignedRoot,
    certificate_message,
    party_id,
    root_message,
)
from openline.core.wording import Wording
from tests.core.keyring import Root, Station

NOW_S = 1_800_000_000
LANGUAGES = ("en", "zh")
TEXTS = {"en": "Memorandum.\n", "zh": "谅解备忘录。\n"}


def both(text: str) -> tuple[Wording, ...]:
    return tuple(Wording(language, f"{text} {language}") for language in LANGUAGES)


class Party:
    """A party whose statements need `needed` of `keys` root keys."""

    def __init__(self, name: str, *, keys: int = 1, needed: int = 1) -> None:
        self.name = name
        self.seed = hashlib.sha256(name.encode()).digest()
        self.chain: list[SignedRoot] = []
        self.roots: list[Root] = []
        self.statement = self.rotate(keys=keys, needed=needed)
        self.id: PartyId = party_id(self.statement)
        self.station = Station(hashlib.sha256(b"station" + self.seed).digest())

    def rotate(self, *, keys: int = 1, needed: int = 1) -> RootStatement:
        """Publish the next root statement, with new keys."""
        number, before = len(self.chain), self.roots
        previous = (
            Digest(hashlib.sha256(self.chain[-1].statement).digest()) if self.chain else None
        )
        self.roots = [
            Root(hashlib.sha256(self.seed + bytes((number, place))).digest())
            for place in range(keys)
        ]
        statement = RootStatement(number, needed, tuple(r.keys for r in self.roots), previous)
        data = encode(statement)
        earlier = () if number == 0 else sign_all(before, root_message(data))
        self.chain.append(SignedRoot(data, sign_all(self.roots, root_message(data)), earlier))
        self.statement = statement
        return statement

    def sign(self, message: bytes) -> tuple[RootSignature, ...]:
        return sign_all(self.roots, message)

    def certificate(self, station: Station | None = None, *, site: str = "main") -> Certificate:
        station = station or self.station
        return Certificate(
            self.id,
            site,
            station.keys.ed,
            station.keys.ml,
            station.sealing.public,
            station.sealing.public,
            (Digest(bytes(32)),),
            NOW_S,
            NOW_S + 1_000,
        )

    def certify(self, certificate: Certificate) -> SignedCertificate:
        data = encode(certificate)
        return SignedCertificate(data, self.sign(certificate_message(data)))

    def card(self) -> Card:
        entry = CardStation("main", self.certify(self.certificate()), ("a.example:1",), ())
        names = both(self.name)
        return Card(
            CARD_KIND, self.name, names, names, "UTC", "en", tuple(self.chain), (entry,)
        )

    def terms(self) -> TermsParty:
        names = both(self.name)
        stations = (self.station.id,)
        return TermsParty(
            self.id, self.name, names, names, "UTC", "en", stations, ("a.example:1",), ()
        )


def sign_all(roots: list[Root], message: bytes) -> tuple[RootSignature, ...]:
    return tuple(RootSignature(place, r.sign(message)) for place, r in enumerate(roots))


def terms_of(*parties: Party) -> Terms:
    """Terms of version 1: each party has the desk "watch", all of them paired."""
    count = len(parties)
    return Terms(
        version=1,
        previous=None,
        nonce=bytes(16),
        parties=tuple(party.terms() for party in parties),
        texts=tuple(HashedText(tag, text_digest(TEXTS[tag])) for tag in LANGUAGES),
        desks=tuple(Desk(n, "watch", both("Watch"), Role.WATCH) for n in range(count)),
        pairs=tuple(Pair(a, b, "watch") for a in range(count) for b in range(a + 1, count)),
        suite=1,
        precedences=tuple(
            PrecedenceRule(c, both(c), 60, 120, 10, 600, c == "flash") for c in PRECEDENCES
        ),
        tests=Timetable(3_600, (30, 750), 1),
        quotas=Quotas(600, 1 << 28),
        limits=Limits(16_384, 4_096, 65_536, 1 << 20),
        clock=ClockTolerance(1_000, 10_000),
        triggers=(Coded("collision", both("Collision")),),
        declines=(Coded("absent", both("Absent")),),
        subjects=(Coded("sea", both("Sea")),),
        media=Media(MediaPolicy.RELAY_ONLY, "1.3"),
        recording=Recording.ACTS_ONLY,
        psk_used=False,
        psk_id=bytes(8),
        officer_types=(),
        word_lists=tuple(HashedText(tag, Digest(bytes(32))) for tag in LANGUAGES),
        keys=KeyRules(86_400, 3_600, 1 << 20, 60),
        valid_from_s=NOW_S,
        valid_until_s=NOW_S + 1_000_000,
        notice_s=1_000,
        witnesses=(),
        watch=WatchRules(1_800, 86_400, WatchShown.BELL),
        duties=(Duty(0, (Span(0, WEEK_MIN),)),),
        ladder_shown=LadderShown.STEPS,
    )


def draft_of(terms: Terms, *parties: Party, earlier: Agreement | None = None) -> AgreementFile:
    """The file of these terms without any signature under the newest version."""
    roots = [tuple(party.chain) for party in parties]
    certificates = [party.certify(party.certificate()) for party in parties]
    return draft_file(terms, TEXTS, roots, certificates, earlier)


def sign_by(file: AgreementFile, number: int, party: Party) -> AgreementFile:
    agreement = parse_draft(encode(file))
    message = terms_message(file.versions[-1].terms)
    return sign_terms(
        agreement,
        [PartySignature(number, party.statement.number, s) for s in party.sign(message)],
    )


def signed_by_all(file: AgreementFile, *parties: Party) -> AgreementFile:
    for number, party in enumerate(parties):
        file = sign_by(file, number, party)
    return file


def amended(agreement: Agreement, **changes: object) -> Terms:
    """The next version of the terms."""
    follows = {"version": agreement.terms.version + 1, "previous": agreement.terms_hash}
    return replace(agreement.terms, **(follows | changes))


def notice_of(notice: Notice, number: int, party: Party) -> bytes:
    signatures = party.sign(notice_message(kind_of(notice), encode(notice)))
    return encode_notice(notice, number, party.statement.number, signatures)


def with_newest(file: AgreementFile, newest: SignedTerms) -> AgreementFile:
    return replace(file, versions=(*file.versions[:-1], newest))


def with_text(file: AgreementFile, language: str, text: str) -> AgreementFile:
    kept = tuple(each for each in file.texts if each.language != language)
    return replace(file, texts=(*kept, Text(language, text)))
