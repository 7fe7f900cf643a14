"""The terms of a line as every party's root signs them (spec: docs/spec/02-agreement.md, 1).

Terms are one ENC array. Their bytes, not this struct, are what is signed and hashed; encoding
the struct again gives the same bytes. `verify_terms` in `checks` says whether they make sense.
"""

import hashlib
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from openline.core.codec import Struct
from openline.core.crypto.keys import Bytes8, Bytes16, Digest, LineId, PartyId, StationId, label
from openline.core.wording import Address, Code, Tag, Wording

TERMS_BYTES: Final = 1 << 20
"""Largest ENC of terms that is read. Spec 02, 1."""


class Coded(Struct):
    """A code that acts carry, and what it means in each language of the agreement."""

    code: Code
    meanings: tuple[Wording, ...]


class HashedText(Struct):
    """The SHA-256 of a text (UTF-8) or of a word list in one language."""

    language: Tag
    digest: Digest


class Role(StrEnum):
    """What an office is on the line."""

    WATCH = "watch"
    PRINCIPAL = "principal"
    OFFICE = "office"


class MediaPolicy(StrEnum):
    """How consoles may reach each other for voice."""

    RELAY_ONLY = "relay_only"
    DIRECT = "direct"


class Recording(StrEnum):
    """Whether voice itself may be recorded. Acts are recorded always."""

    ACTS_ONLY = "acts-only"
    EACH_PARTY = "each-party"


class WatchShown(StrEnum):
    """What the other parties are told of a desk's watch."""

    NOTHING = "nothing"
    MANNED = "manned"
    BELL = "bell"


class LadderShown(StrEnum):
    """What the caller is told of the ladder that his ring climbs."""

    STEPS = "steps"
    ALERTING = "alerting"


class TermsParty(Struct):
    """A party; its place in `Terms.parties` is its party number, from 0."""

    party: PartyId
    code: Code
    names: tuple[Wording, ...]
    places: tuple[Wording, ...]
    zone: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}\Z")]
    language: Tag
    stations: tuple[StationId, ...]
    line_addresses: tuple[Address, ...]
    media_addresses: tuple[Address, ...]


class Desk(Struct):
    """An office that speaks and answers on the line. Desks are addressed, persons never."""

    party: int
    code: Code
    names: tuple[Wording, ...]
    role: Role


class Pair(Struct):
    """Two desks of different parties that may address each other; indexes in `Terms.desks`."""

    a: int
    b: int
    level: Code


class PrecedenceRule(Struct):
    """What one precedence means, how fast it is to be answered, how often it may be used.

    `open_within_s`: people open a formal message of it within this time. `preempts`: a ring of
    it may take the place of a call of a lower precedence.
    """

    code: Code
    meanings: tuple[Wording, ...]
    answer_within_s: int
    ring_for_s: int
    an_hour: int
    open_within_s: int
    preempts: bool


class Timetable(Struct):
    """Tests of the line. Minutes count from 00:00 UTC."""

    recorded_every_s: int
    spoken_at_min: tuple[int, ...]
    unannounced_a_day: int


class Quotas(Struct):
    """What one party may add to its feed before the others stop pulling."""

    entries_a_minute: int
    bytes_a_day: int


class Limits(Struct):
    """Largest sizes in bytes. `document` 0: no documents travel on this line."""

    entry: int
    inline_body: int
    message: int
    document: int


class ClockTolerance(Struct):
    """Differences between two stations' clocks, in milliseconds."""

    warn_ms: int
    refuse_ms: int


class Media(Struct):
    """Rules for voice between consoles."""

    policy: MediaPolicy
    dtls: str


class KeyRules(Struct):
    """Sealing keys and firm signatures, in seconds."""

    rotate_every_s: int
    grace_s: int
    seal_limit_s: int
    firm_every_s: int


class WatchRules(Struct):
    """How a desk proves that it is manned.

    A desk counts as manned for `vigilance_s` after an officer last confirmed it, and its bell
    as proven for `bell_proof_s` after one last heard it. `shown` bounds what others are told.
    """

    vigilance_s: int
    bell_proof_s: int
    shown: WatchShown


class Span(Struct):
    """Minutes of the week from 00:00 UTC on Monday: from `begins_min` to before `ends_min`."""

    begins_min: int
    ends_min: int


class Duty(Struct):
    """When a desk (index in `Terms.desks`) must be manned, every week."""

    desk: int
    spans: tuple[Span, ...]


WEEK_MIN: Final = 7 * 24 * 60
_MONDAY_MIN: Final = 4 * 24 * 60
"""From 00:00 UTC on Thursday, 1 January 1970, to the first Monday."""


class Terms(Struct):
    """One version of the terms.

    `previous` is None in version 1 and else the hash of the version before. `psk_id` is eight
    zero bytes unless `psk_used`. `valid_from_s` and `valid_until_s` are seconds since 1970;
    `valid_until_s` 0 means no end. `precedences` are the four of `PRECEDENCES`, in that order.
    """

    version: int
    previous: Digest | None
    nonce: Bytes16
    parties: tuple[TermsParty, ...]
    texts: tuple[HashedText, ...]
    desks: tuple[Desk, ...]
    pairs: tuple[Pair, ...]
    suite: int
    precedences: tuple[PrecedenceRule, ...]
    tests: Timetable
    quotas: Quotas
    limits: Limits
    clock: ClockTolerance
    triggers: tuple[Coded, ...]
    declines: tuple[Coded, ...]
    subjects: tuple[Coded, ...]
    media: Media
    recording: Recording
    psk_used: bool
    psk_id: Bytes8
    officer_types: tuple[int, ...]
    word_lists: tuple[HashedText, ...]
    keys: KeyRules
    valid_from_s: int
    valid_until_s: int
    notice_s: int
    witnesses: tuple[str, ...]
    watch: WatchRules
    duties: tuple[Duty, ...]
    ladder_shown: LadderShown

    def party_number(self, party: PartyId) -> int | None:
        """Return the number of a party, or None if it is no party to these terms."""
        for number, known in enumerate(self.parties):
            if known.party == party:
                return number
        return None

    def station_party(self, station: StationId) -> int | None:
        """Return the number of the party that named a station, or None."""
        for number, known in enumerate(self.parties):
            if station in known.stations:
                return number
        return None

    def desk_index(self, party: int, code: str) -> int | None:
        """Return the index of a desk in `desks`, or None."""
        for index, desk in enumerate(self.desks):
            if desk.party == party and desk.code == code:
                return index
        return None

    def desk(self, party: int, code: str) -> Desk | None:
        """Return a desk of a party by its code, or None."""
        index = self.desk_index(party, code)
        return None if index is None else self.desks[index]

    def desks_of(self, party: int) -> tuple[Desk, ...]:
        """Return the desks of one party, in the order of the terms."""
        return tuple(desk for desk in self.desks if desk.party == party)

    def counterparts(self, party: int, code: str) -> tuple[Desk, ...]:
        """Return the desks that a desk may address and be addressed by, in the terms' order."""
        own = self.desk_index(party, code)
        others = sorted(
            pair.b if pair.a == own else pair.a
            for pair in self.pairs
            if own is not None and own in (pair.a, pair.b)
        )
        return tuple(self.desks[index] for index in others)

    def paired(self, a: Desk, b: Desk) -> bool:
        """Tell whether two desks are counterparts."""
        return b in self.counterparts(a.party, a.code)

    def must_be_manned(self, desk: int, at_ms: int) -> bool:
        """Tell whether a desk (index in `desks`) must be manned at a time in ms since 1970."""
        minute = (at_ms // 60_000 - _MONDAY_MIN) % WEEK_MIN
        return any(
            span.begins_min <= minute < span.ends_min
            for duty in self.duties
            if duty.desk == desk
            for span in duty.spans
        )

    def precedence(self, code: str) -> PrecedenceRule | None:
        """Return the rule of a precedence by its code, or None."""
        return next((rule for rule in self.precedences if rule.code == code), None)


PRECEDENCES: Final = ("flash", "immediate", "priority", "routine")
"""Codes of the precedences, most urgent first. Their index is their number in acts."""


def terms_hash(terms: bytes) -> Digest:
    """Return H(L("terms") || ENC) of a version."""
    return Digest(hashlib.sha256(label("terms") + terms).digest())


def line_id(first: bytes) -> LineId:
    """Return H(L("line") || ENC of version 1): the line that these terms opened."""
    return LineId(hashlib.sha256(label("line") + first).digest())
