from typing import Any

import pytest
from msgspec.structs import replace

from openline.core.agreement.checks import verify_in_time, verify_not_over, verify_terms
from openline.core.agreement.refusals import AgreementExpired, TermsRefused
from openline.core.agreement.terms import (
    TERMS_BYTES,
    WEEK_MIN,
    Coded,
    Desk,
    Duty,
    Media,
    MediaPolicy,
    Pair,
    Role,
    Span,
    Terms,
    WatchShown,
    line_id,
    terms_hash,
)
from openline.core.codec import encode, parse
from openline.core.crypto.keys import Digest, PartyId, StationId
from openline.core.wording import Wording, wording
from tests.core.parties import NOW_S, Party, both, terms_of

SG, CN, VN = Party("sg"), Party("cn"), Party("vn")
TWO = terms_of(SG, CN)
THREE = terms_of(SG, CN, VN)


@pytest.mark.parametrize("terms", [TWO, THREE])
def test_good_terms_are_kept_and_read_back(terms: Terms) -> None:
    data = encode(verify_terms(terms))
    assert parse(Terms, data, limit=TERMS_BYTES) == terms
    assert terms_hash(encode(terms)) != bytes(line_id(encode(terms)))


def test_who_is_who() -> None:
    assert THREE.party_number(VN.id) == 2
    assert THREE.party_number(PartyId(bytes(32))) is None
    assert THREE.station_party(CN.station.id) == 1
    assert THREE.station_party(StationId(bytes(32))) is None
    watch = THREE.desk(1, "watch")
    assert watch == THREE.desks[1]
    assert THREE.desk(1, "navy") is None
    assert THREE.desk_index(2, "watch") == 2
    assert THREE.desks_of(1) == (THREE.desks[1],)
    assert THREE.counterparts(1, "watch") == (THREE.desks[0], THREE.desks[2])
    assert THREE.counterparts(1, "navy") == ()
    assert THREE.paired(THREE.desks[0], THREE.desks[2])
    assert not THREE.paired(THREE.desks[0], THREE.desks[0])
    flash = THREE.precedence("flash")
    assert flash is not None
    assert flash.ring_for_s == 120
    assert THREE.precedence("urgent") is None


def test_when_a_desk_must_be_manned() -> None:
    monday_ms = 1_790_553_600_000  # 28 September 2026, 00:00 UTC
    minute, day = 60_000, 1_440
    terms = _duties(Duty(1, (Span(60, 120), Span(6 * day, WEEK_MIN))))
    manned = [
        minute_of_week
        for minute_of_week in range(WEEK_MIN)
        if terms.must_be_manned(1, monday_ms + minute_of_week * minute + minute - 1)
    ]
    assert manned == [*range(60, 120), *range(6 * day, WEEK_MIN)]
    assert terms.must_be_manned(1, monday_ms - 1)
    assert not terms.must_be_manned(0, monday_ms + 60 * minute)
    assert TWO.must_be_manned(0, monday_ms)


def test_wording_takes_the_first_language_that_fits() -> None:
    texts = (Wording("en", "Hill"), Wording("zh-Hans", "山"), Wording("zh", "小山"))
    assert wording(texts, ["zh"]).text == "小山"
    assert wording(texts, ["zh-Hant"]).text == "山"
    assert wording(texts, ["vi", "zh-Hans"]).text == "山"
    assert wording(texts, ["vi"]).text == "Hill"


def _first(**changes: Any) -> Terms:
    return replace(TWO, parties=(replace(TWO.parties[0], **changes), *TWO.parties[1:]))


def _part(name: str, **changes: Any) -> Terms:
    return replace(TWO, **{name: replace(getattr(TWO, name), **changes)})


def _desks(*desks: Desk) -> Terms:
    return replace(TWO, desks=desks)


def _duties(*duties: Duty) -> Terms:
    return replace(TWO, duties=duties)


WEEK = (Span(0, WEEK_MIN),)
WATCH = TWO.desks
NAVY = Desk(0, "navy", both("Navy"), Role.OFFICE)
FLASH = TWO.precedences[0]
REFUSED: dict[str, tuple[Terms, str]] = {
    "version 0": (replace(TWO, version=0), "version"),
    "version 1 with a previous one": (replace(TWO, previous=Digest(bytes(32))), "Version 1"),
    "version 2 without": (replace(TWO, version=2), "Version 1"),
    "unknown suite": (replace(TWO, suite=2), "Suite 2"),
    "one party": (replace(TWO, parties=TWO.parties[:1]), "number of parties"),
    "a party twice": (replace(TWO, parties=(TWO.parties[0],) * 2), "twice"),
    "a code twice": (_first(code="cn"), "same code"),
    "a station twice": (_first(stations=TWO.parties[1].stations), "station is named twice"),
    "no station": (_first(stations=()), "no station"),
    "no address": (_first(line_addresses=()), "no address"),
    "no name": (_first(names=()), "no name"),
    "no place": (_first(places=()), "no place"),
    "no text": (replace(TWO, texts=()), "no text"),
    "two texts in one language": (replace(TWO, texts=TWO.texts[:1] * 2), "same language"),
    "two word lists": (replace(TWO, word_lists=TWO.word_lists[:1] * 2), "word lists"),
    "no text for a party": (_first(language="vi"), "no text in vi"),
    "no words for a party": (replace(TWO, word_lists=TWO.word_lists[1:]), "check words in en"),
    "no desk": (_desks(), "no desk"),
    "a desk twice": (_desks(WATCH[0], WATCH[0]), "named twice"),
    "a desk of nobody": (_desks(WATCH[0], replace(WATCH[1], party=2)), "party of desk"),
    "a desk without a name": (
        _desks(WATCH[0], replace(WATCH[1], names=both("Watch")[:1])),
        "not worded in zh",
    ),
    "a desk named twice in a language": (
        _desks(WATCH[0], replace(WATCH[1], names=both("Watch") * 2)),
        "twice in one language",
    ),
    "a pair beyond": (replace(TWO, pairs=(Pair(0, 2, "watch"),)), "pair must join"),
    "a pair of one desk": (replace(TWO, pairs=(Pair(1, 1, "watch"),)), "pair must join"),
    "a pair within a party": (
        replace(TWO, desks=(WATCH[0], NAVY, WATCH[1]), pairs=(Pair(0, 1, "watch"),)),
        "pair must join",
    ),
    "a pair twice": (replace(TWO, pairs=TWO.pairs * 2), "paired twice"),
    "a desk without a counterpart": (_desks(*WATCH, NAVY), "no counterpart"),
    "a trigger twice": (replace(TWO, triggers=TWO.triggers * 2), "Trigger"),
    "a reason in one language": (
        replace(TWO, declines=(Coded("absent", both("Absent")[1:]),)),
        "Decline reason absent is not worded in en",
    ),
    "a subject twice": (replace(TWO, subjects=TWO.subjects * 2), "Subject"),
    "precedences out of order": (
        replace(TWO, precedences=TWO.precedences[::-1]),
        "precedences must be",
    ),
    "no time to answer": (
        replace(TWO, precedences=(replace(FLASH, answer_within_s=0), *TWO.precedences[1:])),
        "Answer time of flash is 0",
    ),
    "no time to open a message": (
        replace(TWO, precedences=(replace(FLASH, open_within_s=0), *TWO.precedences[1:])),
        "Time to open a message of flash is 0",
    ),
    "a lowest call that pre-empts": (
        replace(TWO, precedences=(*TWO.precedences[:3], replace(FLASH, code="routine"))),
        "no call lower than routine",
    ),
    "a watch that is never over": (_part("watch", vigilance_s=1 << 40), "signs of the watch"),
    "a bell that is never proven": (_part("watch", bell_proof_s=0), "proven bell"),
    "a duty that nobody is told of": (_part("watch", shown=WatchShown.NOTHING), "nobody would"),
    "duties out of order": (_duties(Duty(1, WEEK), Duty(0, WEEK)), "order of the desks"),
    "two duties of a desk": (_duties(Duty(0, WEEK), Duty(0, WEEK)), "order of the desks"),
    "a duty of no desk": (_duties(Duty(2, WEEK)), "desk of a duty is 2"),
    "a duty at no time": (_duties(Duty(0, ())), "desk watch has no times"),
    "a duty that is empty": (_duties(Duty(0, (Span(5, 5),))), "overlap, touch or leave"),
    "a duty beyond the week": (
        _duties(Duty(0, (Span(5, WEEK_MIN + 1),))),
        "overlap, touch or leave",
    ),
    "a duty whose times touch": (
        _duties(Duty(0, (Span(0, 5), Span(5, 9)))),
        "overlap, touch or leave",
    ),
    "tests too often": (_part("tests", recorded_every_s=1), "recorded tests"),
    "a test at 24:00": (_part("tests", spoken_at_min=(1_440,)), "Minute"),
    "two tests at once": (_part("tests", spoken_at_min=(1, 1)), "same time"),
    "an officer for a station's act": (replace(TWO, officer_types=(17,)), "people say"),
    "an officer twice": (replace(TWO, officer_types=(16, 16)), "twice"),
    "a tiny quota": (_part("quotas", bytes_a_day=1), "Bytes a day"),
    "entries too large": (_part("limits", entry=16_385), "Largest entry"),
    "messages too large": (_part("limits", message=65_537), "Largest message"),
    "documents too large": (_part("limits", document=(100 << 20) + 1), "Largest document"),
    "a clock that refuses before it warns": (_part("clock", refuse_ms=999), "refused"),
    "keys for ever": (_part("keys", rotate_every_s=1 << 40), "Rotation"),
    "a limit below rotation": (_part("keys", seal_limit_s=86_400), "Hard limit"),
    "a secret named but unused": (replace(TWO, psk_id=b"12345678"), "shared secret"),
    "a secret used but unnamed": (replace(TWO, psk_used=True), "shared secret"),
    "old DTLS": (replace(TWO, media=Media(MediaPolicy.DIRECT, "1.2")), "DTLS 1.2"),
    "an end before the beginning": (replace(TWO, valid_until_s=NOW_S), "ends before"),
    "endless notice": (replace(TWO, notice_s=1 << 40), "Notice"),
}


@pytest.mark.parametrize(("terms", "reason"), REFUSED.values(), ids=REFUSED)
def test_terms_that_contradict_themselves(terms: Terms, reason: str) -> None:
    with pytest.raises(TermsRefused, match=reason) as caught:
        verify_terms(terms)
    assert caught.value.advice


def test_the_time_of_terms() -> None:
    verify_in_time(TWO, NOW_S)
    with pytest.raises(AgreementExpired, match="not valid yet"):
        verify_in_time(TWO, NOW_S - 1)
    verify_not_over(TWO, NOW_S - 1)
    for verify in (verify_in_time, verify_not_over):
        with pytest.raises(AgreementExpired, match="has expired"):
            verify(TWO, TWO.valid_until_s)
    verify_in_time(replace(TWO, valid_until_s=0), 1 << 40)
