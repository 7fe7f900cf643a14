"""Whether terms make sense (spec: docs/spec/02-agreement.md, 2).

A reader refuses terms that it does not understand in full, since it could not keep them.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from openline.core.agreement.refusals import AgreementExpired, TermsRefused
from openline.core.agreement.terms import (
    PRECEDENCES,
    WEEK_MIN,
    Coded,
    Duty,
    HashedText,
    Terms,
    TermsParty,
    WatchShown,
)
from openline.core.wording import Wording

SUITES: Final = (1,)
MOST_PARTIES: Final = 200
ENTRY_BYTES: Final = 16_384
MESSAGE_BYTES: Final = 65_536
DOCUMENT_BYTES: Final = 100 << 20
DAY_S: Final = 86_400
NO_PSK: Final = bytes(8)


def verify_terms(terms: Terms) -> Terms:
    """Return terms that can be kept.

    Raises:
        TermsRefused: Names the first term that cannot.
    """
    for check in CHECKS:
        check(terms)
    return terms


def verify_in_time(terms: Terms, now_s: int) -> None:
    """Check that terms are valid at a time in seconds since 1970.

    Raises:
        AgreementExpired: They are not valid yet, or no longer.
    """
    if now_s < terms.valid_from_s:
        raise AgreementExpired(
            "The agreement is not valid yet.",
            advice="Check this machine's clock. If it is right, wait for the first day.",
            valid_from_s=terms.valid_from_s,
        )
    verify_not_over(terms, now_s)


def verify_not_over(terms: Terms, now_s: int) -> None:
    """Check that terms are still valid at a time in seconds since 1970, or will be.

    Raises:
        AgreementExpired: Their time is over.
    """
    if terms.valid_until_s and now_s >= terms.valid_until_s:
        raise AgreementExpired("The agreement has expired.", valid_until_s=terms.valid_until_s)


def _require(holds: object, what: str) -> None:
    if not holds:
        raise TermsRefused(what)


def _unique(values: Iterable[object], what: str) -> None:
    seen = list(values)
    _require(len(set(seen)) == len(seen), what)


def _between(value: int, low: int, high: int, what: str) -> None:
    _require(low <= value <= high, f"{what} is {value}; it must be {low} to {high}.")


def _version(terms: Terms) -> None:
    _between(terms.version, 1, 100_000, "The version")
    _require(
        (terms.previous is None) == (terms.version == 1),
        "Version 1 follows nothing; each later version names the one before it.",
    )
    _require(terms.suite in SUITES, f"Suite {terms.suite} of algorithms is not known here.")


def _parties(terms: Terms) -> None:
    _between(len(terms.parties), 2, MOST_PARTIES, "The number of parties")
    _unique((party.party for party in terms.parties), "One party is named twice.")
    _unique((party.code for party in terms.parties), "Two parties use the same code.")
    stations = [station for party in terms.parties for station in party.stations]
    _unique(stations, "One station is named twice.")
    for party in terms.parties:
        _party(party)


def _party(party: TermsParty) -> None:
    _require(bool(party.stations), f"Party {party.code} names no station.")
    _require(bool(party.line_addresses), f"Party {party.code} names no address of its line.")
    _require(bool(party.names), f"Party {party.code} has no name.")
    _require(bool(party.places), f"Party {party.code} has no place.")


def _texts(terms: Terms) -> None:
    languages = _languages(terms.texts)
    _require(bool(languages), "The agreement has no text.")
    _unique(languages, "Two texts are in the same language.")
    _unique(_languages(terms.word_lists), "Two word lists are in the same language.")
    for party in terms.parties:
        _require(
            party.language in languages,
            f"There is no text in {party.language}, the language of party {party.code}.",
        )
        _require(
            party.language in _languages(terms.word_lists),
            f"There is no list of check words in {party.language}.",
        )


def _languages(texts: Sequence[HashedText]) -> tuple[str, ...]:
    return tuple(text.language for text in texts)


def _desks(terms: Terms) -> None:
    _require(bool(terms.desks), "The agreement names no desk.")
    _unique(((desk.party, desk.code) for desk in terms.desks), "One desk is named twice.")
    for desk in terms.desks:
        _between(desk.party, 0, len(terms.parties) - 1, f"The party of desk {desk.code}")
        _worded(terms, desk.names, f"Desk {desk.code}")
    for pair in terms.pairs:
        _require(
            pair.a < pair.b < len(terms.desks)
            and terms.desks[pair.a].party != terms.desks[pair.b].party,
            "A pair must join desks of two parties, the earlier one first.",
        )
    _unique(((pair.a, pair.b) for pair in terms.pairs), "Two desks are paired twice.")
    paired = {index for pair in terms.pairs for index in (pair.a, pair.b)}
    for index, desk in enumerate(terms.desks):
        _require(index in paired, f"Desk {desk.code} has no counterpart.")


def _worded(terms: Terms, names: Sequence[Wording], what: str) -> None:
    given = [name.language for name in names]
    _unique(given, f"{what} is worded twice in one language.")
    missing = sorted({*_languages(terms.texts)}.difference(given))
    _require(not missing, f"{what} is not worded in {' or '.join(missing[:3])}.")


def _codes(terms: Terms) -> None:
    books: tuple[tuple[str, tuple[Coded, ...]], ...] = (
        ("Trigger", terms.triggers),
        ("Decline reason", terms.declines),
        ("Subject", terms.subjects),
    )
    for name, book in books:
        _unique((coded.code for coded in book), f"{name}: one code stands there twice.")
        for coded in book:
            _worded(terms, coded.meanings, f"{name} {coded.code}")


def _precedences(terms: Terms) -> None:
    _require(
        tuple(rule.code for rule in terms.precedences) == PRECEDENCES,
        f"The precedences must be {', '.join(PRECEDENCES)}, in this order.",
    )
    for rule in terms.precedences:
        _worded(terms, rule.meanings, f"Precedence {rule.code}")
        _between(rule.answer_within_s, 1, 30 * DAY_S, f"Answer time of {rule.code}")
        _between(rule.ring_for_s, 5, DAY_S, f"Ring time of {rule.code}")
        _between(rule.an_hour, 1, 100_000, f"Uses an hour of {rule.code}")
        _between(rule.open_within_s, 1, 30 * DAY_S, f"Time to open a message of {rule.code}")
    lowest = terms.precedences[-1]
    _require(not lowest.preempts, f"There is no call lower than {lowest.code} to pre-empt.")


def _watch(terms: Terms) -> None:
    _between(terms.watch.vigilance_s, 5, DAY_S, "Time between two signs of the watch")
    _between(terms.watch.bell_proof_s, 5, 30 * DAY_S, "Age of a proven bell")
    _require(
        not terms.duties or terms.watch.shown is not WatchShown.NOTHING,
        "A desk must be manned, but nobody would be told whether it is.",
    )
    desks = [duty.desk for duty in terms.duties]
    _require(desks == sorted(set(desks)), "The duties must follow the order of the desks.")
    for duty in terms.duties:
        _duty(terms, duty)


def _duty(terms: Terms, duty: Duty) -> None:
    _between(duty.desk, 0, len(terms.desks) - 1, "The desk of a duty")
    code = terms.desks[duty.desk].code
    _require(bool(duty.spans), f"The duty of desk {code} has no times.")
    free_from = -1
    for span in duty.spans:
        _require(
            free_from < span.begins_min < span.ends_min <= WEEK_MIN,
            f"The duty of desk {code} has times that overlap, touch or leave the week.",
        )
        free_from = span.ends_min


def _figures(terms: Terms) -> None:
    _between(terms.tests.recorded_every_s, 60, DAY_S, "Time between recorded tests")
    _between(terms.tests.unannounced_a_day, 0, 24, "Unannounced tests a day")
    _unique(terms.tests.spoken_at_min, "Two spoken tests are at the same time.")
    for minute in terms.tests.spoken_at_min:
        _between(minute, 0, 1_439, "Minute of a spoken test")
    _between(terms.quotas.entries_a_minute, 10, 1_000_000, "Entries a minute")
    _between(terms.quotas.bytes_a_day, 1 << 20, 1 << 40, "Bytes a day")
    _between(terms.limits.entry, 4_096, ENTRY_BYTES, "Largest entry")
    _between(terms.limits.inline_body, 256, terms.limits.entry // 2, "Largest inline body")
    _between(terms.limits.message, 1_024, MESSAGE_BYTES, "Largest message")
    _between(terms.limits.document, 0, DOCUMENT_BYTES, "Largest document")
    _between(terms.clock.warn_ms, 10, 60_000, "Clock difference that warns")
    _between(terms.clock.refuse_ms, terms.clock.warn_ms, 600_000, "Clock difference refused")


def _keys(terms: Terms) -> None:
    rules = terms.keys
    _between(rules.rotate_every_s, 600, 30 * DAY_S, "Rotation of sealing keys")
    _between(rules.grace_s, 60, 30 * DAY_S, "Grace of sealing keys")
    limit = rules.rotate_every_s + rules.grace_s
    _between(rules.seal_limit_s, limit, 3_660 * DAY_S, "Hard limit of sealing keys")
    _between(rules.firm_every_s, 1, DAY_S, "Time between firm signatures")
    _require(
        terms.psk_used == (terms.psk_id != NO_PSK),
        "A shared secret is named but not used, or used but not named.",
    )
    _require(terms.media.dtls == "1.3", f"DTLS {terms.media.dtls} is not known here.")


# Types of acts that people say (docs/spec/05-act.md, 8): an officer signs for nothing else.
# Were an act of the station itself among them, the station could not do what it owes.
_SAID_BY_PEOPLE: Final = frozenset({16, 19, 22, 32, 33, 34, 35, 36, 48, 49, 50, 56})


def _officers(terms: Terms) -> None:
    _unique(terms.officer_types, "An act type needs an officer twice.")
    for number in terms.officer_types:
        _require(number in _SAID_BY_PEOPLE, f"Act type {number} is not one that people say.")


def _validity(terms: Terms) -> None:
    ends = terms.valid_until_s
    _require(not ends or ends > terms.valid_from_s, "The agreement ends before it begins.")
    _between(terms.notice_s, 0, 3_660 * DAY_S, "Notice of termination")


CHECKS: Final[tuple[Callable[[Terms], None], ...]] = (
    _version,
    _parties,
    _texts,
    _desks,
    _codes,
    _precedences,
    _watch,
    _figures,
    _keys,
    _officers,
    _validity,
)
