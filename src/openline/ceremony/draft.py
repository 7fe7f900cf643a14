"""Drafts of agreements: what a person writes in TOML, turned into terms.

Texts and names are tidied (normal form, no invisible characters) before they are signed.
The keys of the file are the fields of the structs below; docs/operations/ceremony.md explains
them and `openline agreement example` prints a complete file.
"""

import datetime
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Annotated, Final

import msgspec

from openline.ceremony.party import wordings
from openline.ceremony.week import spans_of
from openline.core.agreement.checks import verify_terms
from openline.core.agreement.document import (
    Agreement,
    AgreementFile,
    draft_file,
    text_digest,
)
from openline.core.agreement.refusals import TermsRefused, WrongCard
from openline.core.agreement.terms import (
    PRECEDENCES,
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
    Terms,
    TermsParty,
    Timetable,
    WatchRules,
    WatchShown,
)
from openline.core.codec import parse
from openline.core.crypto.keys import Digest, StationId
from openline.core.crypto.sealing import psk_id
from openline.core.identity import (
    CERTIFICATE_BYTES,
    Card,
    Certificate,
    SignedCertificate,
    SignedRoot,
    card_party,
    card_stations,
)
from openline.core.text import tidy_text
from openline.locale import LANGUAGES, word_list_digest
from openline.station.files import read_bytes
from openline.station.tomlfile import BadFile, read_toml

TEXT_FILE_BYTES: Final = 2 << 20
Moment = Annotated[datetime.datetime, msgspec.Meta(tz=True)]


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the draft: every key is known."""


class TextFile(_Table, frozen=True):
    """A text kept in a file beside the draft."""

    file: str


class DraftDesk(_Table, frozen=True):
    """A desk; `party` is the code on the party's card."""

    party: str
    code: str
    role: Role
    names: dict[str, str]


class DraftPairs(_Table, frozen=True):
    """Desks, each written "party/desk", that may address one another."""

    level: str
    desks: tuple[str, ...]


class DraftPrecedence(_Table, frozen=True):
    """The rule of one precedence."""

    answer_within_s: int
    ring_for_s: int
    an_hour: int
    open_within_s: int
    preempts: bool
    meanings: dict[str, str]


class DraftPrecedences(_Table, frozen=True):
    """The four precedences."""

    flash: DraftPrecedence
    immediate: DraftPrecedence
    priority: DraftPrecedence
    routine: DraftPrecedence


class DraftCoded(_Table, frozen=True):
    """A code and what it means."""

    code: str
    meanings: dict[str, str]


class DraftTests(_Table, frozen=True):
    """Tests of the line; `spoken_at_utc` are times as "06:30"."""

    recorded_every_s: int = 3_600
    spoken_at_utc: tuple[str, ...] = ("00:00", "12:00")
    unannounced_a_day: int = 1


class DraftQuotas(_Table, frozen=True):
    """What one party may add."""

    entries_a_minute: int = 600
    bytes_a_day: int = 256 << 20


class DraftLimits(_Table, frozen=True):
    """Largest sizes in bytes."""

    entry: int = 16_384
    inline_body: int = 4_096
    message: int = 65_536
    document: int = 25 << 20


class DraftClock(_Table, frozen=True):
    """Differences between two clocks."""

    warn_ms: int = 1_000
    refuse_ms: int = 10_000


class DraftKeys(_Table, frozen=True):
    """Sealing keys and firm signatures."""

    rotate_every_s: int = 86_400
    grace_s: int = 86_400
    seal_limit_s: int = 90 * 86_400
    firm_every_s: int = 60


class DraftMedia(_Table, frozen=True):
    """Voice between consoles."""

    policy: MediaPolicy = MediaPolicy.RELAY_ONLY


class DraftWatch(_Table, frozen=True):
    """How a desk proves that it is manned."""

    vigilance_s: int = 1_800
    bell_proof_s: int = 86_400
    shown: WatchShown = WatchShown.BELL


class DraftDuty(_Table, frozen=True):
    """When a desk, written "party/desk", must be manned; the times are those of `week`."""

    desk: str
    manned_utc: tuple[str, ...]


class Draft(_Table, frozen=True):
    """The whole file."""

    valid_from: Moment
    notice_days: int
    texts: dict[str, str | TextFile]
    desks: tuple[DraftDesk, ...]
    pairs: tuple[DraftPairs, ...]
    precedences: DraftPrecedences
    triggers: tuple[DraftCoded, ...]
    declines: tuple[DraftCoded, ...]
    subjects: tuple[DraftCoded, ...]
    valid_until: Moment | None = None
    suite: int = 1
    recording: Recording = Recording.ACTS_ONLY
    tests: DraftTests = DraftTests()
    quotas: DraftQuotas = DraftQuotas()
    limits: DraftLimits = DraftLimits()
    clock: DraftClock = DraftClock()
    keys: DraftKeys = DraftKeys()
    media: DraftMedia = DraftMedia()
    watch: DraftWatch = DraftWatch()
    duties: tuple[DraftDuty, ...] = ()
    ladder_shown: LadderShown = LadderShown.STEPS
    officer_types: tuple[int, ...] = ()
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True)
class DraftParty:
    """What terms and file say of a party: taken from its card, or from an earlier version."""

    terms: TermsParty
    roots: tuple[SignedRoot, ...]
    certificates: tuple[SignedCertificate, ...]


def party_of_card(card: Card) -> DraftParty:
    """Return what a card says of its party."""
    terms = TermsParty(
        card_party(card),
        card.code,
        card.names,
        card.places,
        card.zone,
        card.language,
        card_stations(card),
        tuple(address for station in card.stations for address in station.line_addresses),
        tuple(address for station in card.stations for address in station.media_addresses),
    )
    return DraftParty(terms, card.roots, tuple(s.certificate for s in card.stations))


def parties_of(agreement: Agreement, cards: Sequence[Card]) -> list[DraftParty]:
    """Return the parties of an agreement, each by its new card if there is one.

    Raises:
        WrongCard: A card belongs to no party of the agreement.
    """
    renewed = {card_party(card): party_of_card(card) for card in cards}
    parties: list[DraftParty] = []
    for terms, roots in zip(agreement.terms.parties, agreement.file.roots, strict=True):
        # Its own only: those of a party whose root was rotated are replaced by its new card's.
        own = tuple(
            one for one in agreement.file.certificates if _station_of(one) in terms.stations
        )
        kept = DraftParty(terms, roots, own)
        parties.append(renewed.pop(terms.party, kept))
    if renewed:
        raise WrongCard(
            "A card belongs to no party of the agreement.",
            advice="A new party needs a new agreement: it opens a line of its own.",
        )
    return parties


def _station_of(signed: SignedCertificate) -> StationId:
    return parse(Certificate, signed.certificate, limit=CERTIFICATE_BYTES).station


def read_draft(path: Path) -> tuple[Draft, dict[str, str]]:
    """Read a draft in TOML; return it with its texts by language, tidied.

    Raises:
        BadFile, NoSuchFile, NotReadable, DiskFailed: The draft or a text cannot be used.
    """
    draft = read_toml(path, Draft)
    texts: dict[str, str] = {}
    for language, text in draft.texts.items():
        if isinstance(text, TextFile):
            file = path.parent / text.file
            try:
                text = read_bytes(file, TEXT_FILE_BYTES).decode()
            except UnicodeDecodeError:
                raise BadFile(f"{file} is not text in UTF-8.") from None
        texts[language] = tidy_text(text)
    return draft, texts


def make_draft(
    draft: Draft,
    texts: Mapping[str, str],
    parties: Sequence[DraftParty],
    *,
    psk: bytes | None,
    earlier: Agreement | None,
) -> AgreementFile:
    """Return the file of a new version of terms that nobody has signed.

    Args:
        draft: What a person wrote.
        texts: The text by language.
        parties: In the order of their numbers.
        psk: The secret exchanged face to face, if there is one.
        earlier: The agreement that is amended; None for a new line.

    Raises:
        BadFile, TermsRefused: The terms cannot be kept.
    """
    parts = [party.terms for party in parties]
    desks = tuple(_desk(desk, parts) for desk in draft.desks)
    terms = Terms(
        version=1 if earlier is None else earlier.terms.version + 1,
        previous=None if earlier is None else earlier.terms_hash,
        nonce=secrets.token_bytes(16),
        parties=tuple(parts),
        texts=tuple(HashedText(tag, text_digest(text)) for tag, text in sorted(texts.items())),
        desks=desks,
        pairs=tuple(pair for group in draft.pairs for pair in _pairs(group, parts, desks)),
        suite=draft.suite,
        precedences=_precedences(draft.precedences),
        tests=_tests(draft.tests),
        quotas=Quotas(draft.quotas.entries_a_minute, draft.quotas.bytes_a_day),
        limits=Limits(
            draft.limits.entry,
            draft.limits.inline_body,
            draft.limits.message,
            draft.limits.document,
        ),
        clock=ClockTolerance(draft.clock.warn_ms, draft.clock.refuse_ms),
        triggers=_book(draft.triggers),
        declines=_book(draft.declines),
        subjects=_book(draft.subjects),
        media=Media(draft.media.policy, "1.3"),
        recording=draft.recording,
        psk_used=psk is not None,
        psk_id=psk_id(psk),
        officer_types=draft.officer_types,
        word_lists=tuple(HashedText(tag, Digest(word_list_digest(tag))) for tag in LANGUAGES),
        keys=KeyRules(
            draft.keys.rotate_every_s,
            draft.keys.grace_s,
            draft.keys.seal_limit_s,
            draft.keys.firm_every_s,
        ),
        valid_from_s=int(draft.valid_from.timestamp()),
        valid_until_s=0 if draft.valid_until is None else int(draft.valid_until.timestamp()),
        notice_s=draft.notice_days * 86_400,
        witnesses=draft.witnesses,
        watch=WatchRules(draft.watch.vigilance_s, draft.watch.bell_proof_s, draft.watch.shown),
        duties=_duties(draft.duties, parts, desks),
        ladder_shown=draft.ladder_shown,
    )
    certificates = [certificate for party in parties for certificate in party.certificates]
    return draft_file(
        verify_terms(terms),
        texts,
        [party.roots for party in parties],
        list(dict.fromkeys(certificates)),
        earlier,
    )


def _party(code: str, parties: Sequence[TermsParty]) -> int:
    codes = [party.code for party in parties]
    if code not in codes:
        raise TermsRefused(
            f"{code} is not the code of a party.", advice=f"The cards say: {', '.join(codes)}."
        )
    return codes.index(code)


def _desk(desk: DraftDesk, parties: Sequence[TermsParty]) -> Desk:
    return Desk(_party(desk.party, parties), desk.code, wordings(desk.names), desk.role)


def _pairs(
    group: DraftPairs, parties: Sequence[TermsParty], desks: Sequence[Desk]
) -> list[Pair]:
    """Return a pair for every two desks of different parties in a group."""
    places = [_place(name, parties, desks) for name in group.desks]
    return [
        Pair(a, b, group.level)
        for a, b in combinations(sorted(places), 2)
        if desks[a].party != desks[b].party
    ]


def _place(name: str, parties: Sequence[TermsParty], desks: Sequence[Desk]) -> int:
    """Return the index of a desk written as "party/desk"."""
    party, _, code = name.partition("/")
    number = _party(party, parties)
    for place, desk in enumerate(desks):
        if (desk.party, desk.code) == (number, code):
            return place
    raise TermsRefused(
        f"{name} is not among the desks.",
        advice="Write it as party/desk, with codes that stand in [[desks]].",
    )


def _duties(
    given: Sequence[DraftDuty], parties: Sequence[TermsParty], desks: Sequence[Desk]
) -> tuple[Duty, ...]:
    placed = [(_place(one.desk, parties, desks), spans_of(one.manned_utc)) for one in given]
    return tuple(Duty(*one) for one in sorted(placed, key=lambda one: one[0]))


def _precedences(given: DraftPrecedences) -> tuple[PrecedenceRule, ...]:
    rules: list[DraftPrecedence] = [
        given.flash,
        given.immediate,
        given.priority,
        given.routine,
    ]
    return tuple(
        PrecedenceRule(
            code,
            wordings(rule.meanings),
            rule.answer_within_s,
            rule.ring_for_s,
            rule.an_hour,
            rule.open_within_s,
            rule.preempts,
        )
        for code, rule in zip(PRECEDENCES, rules, strict=True)
    )


def _tests(tests: DraftTests) -> Timetable:
    minutes: list[int] = []
    for text in tests.spoken_at_utc:
        try:
            moment = datetime.time.fromisoformat(text)
        except ValueError:
            raise TermsRefused(f"{text!r} is not a time of day, as in 06:30.") from None
        minutes.append(moment.hour * 60 + moment.minute)
    return Timetable(tests.recorded_every_s, tuple(minutes), tests.unannounced_a_day)


def _book(book: Sequence[DraftCoded]) -> tuple[Coded, ...]:
    return tuple(Coded(entry.code, wordings(entry.meanings)) for entry in book)
