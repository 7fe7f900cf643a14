from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from openline.core.agreement.document import (
    Agreement,
    AgreementFile,
    PartySignature,
    SignedTerms,
    merge,
    parse_agreement,
    parse_draft,
    party_number,
    sign_terms,
)
from openline.core.agreement.refusals import (
    TermsRefused,
    TextAltered,
    Unsigned,
    WrongAgreement,
    WrongCard,
)
from openline.core.agreement.terms import line_id, terms_hash
from openline.core.codec import encode
from openline.core.crypto.keys import PartyId
from openline.core.errors import BadSignature, Malformed, OpenlineError, TooLarge
from openline.core.identity import SignedCertificate
from tests.core.keyring import Station
from tests.core.parties import (
    TEXTS,
    Party,
    amended,
    draft_of,
    sign_by,
    signed_by_all,
    terms_of,
    with_newest,
    with_text,
)

SG, CN, VN = Party("sg"), Party("cn"), Party("vn")
TWO = terms_of(SG, CN)
DRAFT = draft_of(TWO, SG, CN)
SIGNED = signed_by_all(DRAFT, SG, CN)


def agree(*parties: Party) -> Agreement:
    file = signed_by_all(draft_of(terms_of(*parties), *parties), *parties)
    return parse_agreement(encode(file))


def test_two_parties_agree() -> None:
    agreement = parse_agreement(encode(SIGNED))
    assert agreement.terms == TWO
    assert agreement.terms_hash == terms_hash(encode(TWO))
    assert agreement.line == line_id(encode(TWO))
    assert agreement.texts == TEXTS
    assert agreement.unsigned == ()
    assert agreement.encode() == encode(SIGNED)
    assert [c.station for c in agreement.stations(1)] == [CN.station.id]
    assert agreement.version(1) == TWO
    assert agreement.version(0) is None
    assert agreement.version(2) is None
    assert party_number(agreement, CN.id) == 1
    with pytest.raises(WrongCard, match="not one of the parties"):
        party_number(agreement, PartyId(bytes(32)))


def test_three_parties_agree_in_any_order() -> None:
    file = draft_of(terms_of(SG, CN, VN), SG, CN, VN)
    for number, party in ((2, VN), (0, SG), (1, CN)):
        with pytest.raises(Unsigned):
            parse_agreement(encode(file))
        file = sign_by(file, number, party)
    assert parse_agreement(encode(file)).unsigned == ()


def test_copies_signed_apart_are_joined() -> None:
    ours = parse_draft(encode(sign_by(DRAFT, 0, SG)))
    theirs = parse_draft(encode(sign_by(DRAFT, 1, CN)))
    assert ours.unsigned == (1,)
    joined = parse_agreement(encode(merge(ours, theirs)))
    assert encode(merge(joined, theirs)) == joined.encode()
    other = parse_draft(encode(draft_of(replace(TWO, nonce=b"x" * 16), SG, CN)))
    with pytest.raises(WrongAgreement):
        merge(ours, other)


def test_two_of_three_root_keys_sign() -> None:
    many = Party("many", keys=3, needed=2)
    file = sign_by(draft_of(terms_of(SG, many), SG, many), 0, SG)
    whole = sign_by(file, 1, many).versions[-1].signatures
    ours, (first, second, third) = whole[0], whole[1:]
    for count, signatures in ((1, (first,)), (0, (first, third)), (0, (second, third))):
        newest = replace(file.versions[-1], signatures=(ours, *signatures))
        assert len(parse_draft(encode(with_newest(file, newest))).unsigned) == count


def test_an_amendment_is_signed_by_all_again() -> None:
    first = agree(SG, CN)
    file = draft_of(amended(first, notice_s=7), SG, CN, earlier=first)
    draft = parse_draft(encode(file))
    assert draft.unsigned == (0, 1)
    assert draft.line == first.line
    second = parse_agreement(encode(signed_by_all(file, SG, CN)))
    assert [terms.version for terms in second.versions] == [1, 2]
    assert second.hashes[0] == first.terms_hash
    assert second.terms.notice_s == 7


def test_root_keys_may_change_between_versions() -> None:
    party = Party("renewed")
    first = agree(SG, party)
    party.rotate()
    file = draft_of(amended(first), SG, party, earlier=first)
    second = parse_agreement(encode(signed_by_all(file, SG, party)))
    assert len(second.roots[1]) == 2


def test_the_newest_certificate_of_a_station_counts() -> None:
    longer = replace(SG.certificate(), not_after_s=SG.certificate().not_after_s + 9)
    renewed, kept = SG.certify(longer), CN.certify(CN.certificate())
    stranger = VN.certify(VN.certificate())
    for order in ((renewed, SIGNED.certificates[0]), (SIGNED.certificates[0], renewed)):
        file = replace(SIGNED, certificates=(*order, kept, stranger))
        agreement = parse_agreement(encode(file))
        assert agreement.certificates[SG.station.id] == longer
        assert len(agreement.certificates) == 2


def _signatures(change: Callable[[PartySignature], PartySignature]) -> AgreementFile:
    newest = SIGNED.versions[-1]
    first, *rest = newest.signatures
    return with_newest(SIGNED, replace(newest, signatures=(change(first), *rest)))


def _flipped(signature: PartySignature) -> PartySignature:
    data = signature.signature.signature
    wrong = replace(signature.signature, signature=data[:-1] + bytes((data[-1] ^ 1,)))
    return replace(signature, signature=wrong)


def _first_version(**changes: object) -> AgreementFile:
    return draft_of(replace(TWO, **changes), SG, CN)


def _second_version(**changes: object) -> AgreementFile:
    first = agree(SG, CN)
    return draft_of(amended(first, **changes), SG, CN, earlier=first)


def _forged_certificate() -> SignedCertificate:
    return SG.certify(replace(CN.certificate(), party=CN.id))


REFUSED: dict[str, tuple[AgreementFile, type[OpenlineError]]] = {
    "another kind of file": (replace(SIGNED, kind="openline agreement 2"), Malformed),
    "no version": (replace(SIGNED, versions=()), Malformed),
    "terms that cannot be": (_first_version(suite=9), TermsRefused),
    "terms of another form": (
        with_newest(SIGNED, SignedTerms(encode((1, 2)), ())),
        Malformed,
    ),
    "terms altered after signing": (
        with_newest(
            SIGNED, replace(SIGNED.versions[-1], terms=encode(replace(TWO, notice_s=1)))
        ),
        BadSignature,
    ),
    "a signature altered": (_signatures(_flipped), BadSignature),
    "a signature of a stranger": (_signatures(lambda s: replace(s, party=9)), Malformed),
    "a signature by another's key": (_signatures(lambda s: replace(s, party=1)), BadSignature),
    "an unknown root statement": (_signatures(lambda s: replace(s, statement=1)), Malformed),
    "a text altered": (with_text(SIGNED, "zh", "谅解备忘录！\n"), TextAltered),
    "a text missing": (replace(SIGNED, texts=SIGNED.texts[:1]), TextAltered),
    "a text under another language": (
        replace(SIGNED, texts=(SIGNED.texts[0], replace(SIGNED.texts[1], language="ja"))),
        TextAltered,
    ),
    "root keys of another party": (
        replace(SIGNED, roots=(SIGNED.roots[0], tuple(VN.chain))),
        WrongCard,
    ),
    "root keys missing": (replace(SIGNED, roots=SIGNED.roots[:1]), WrongCard),
    "a certificate missing": (
        replace(SIGNED, certificates=SIGNED.certificates[:1]),
        WrongCard,
    ),
    "a certificate by another root": (
        replace(SIGNED, certificates=(SIGNED.certificates[0], _forged_certificate())),
        BadSignature,
    ),
    "an amendment without its first version": (
        replace(_second_version(), versions=_second_version().versions[1:]),
        WrongAgreement,
    ),
    "an amendment of something else": (_second_version(previous=VN.id), WrongAgreement),
    "an amendment that skips a version": (_second_version(version=3), WrongAgreement),
    "an amendment that changes the parties": (
        _second_version(parties=(TWO.parties[0], VN.terms())),
        TermsRefused,
    ),
    "an amendment of an unsigned version": (
        draft_of(
            amended(parse_draft(encode(DRAFT))), SG, CN, earlier=parse_draft(encode(DRAFT))
        ),
        Unsigned,
    ),
}


@pytest.mark.parametrize(("file", "error"), REFUSED.values(), ids=REFUSED)
def test_refused(file: AgreementFile, error: type[OpenlineError]) -> None:
    with pytest.raises(error) as caught:
        parse_draft(encode(file))
    assert caught.value.what
    assert caught.value.advice


def test_a_missing_signature_names_the_party() -> None:
    with pytest.raises(Unsigned, match="signature of: cn"):
        parse_agreement(encode(sign_by(DRAFT, 0, SG)))


def test_a_party_signs_once() -> None:
    agreement = parse_draft(encode(SIGNED))
    assert sign_terms(agreement, SIGNED.versions[-1].signatures) == SIGNED


def test_a_second_station_needs_its_certificate() -> None:
    second = Station(b"2" * 32)
    party = replace(TWO.parties[0], stations=(SG.station.id, second.id))
    with pytest.raises(WrongCard, match="station of party sg"):
        parse_draft(encode(draft_of(replace(TWO, parties=(party, TWO.parties[1])), SG, CN)))


DATA = encode(SIGNED)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(DATA) - 1), st.integers(1, 255))
def test_no_byte_can_change(place: int, change: int) -> None:
    altered = bytearray(DATA)
    altered[place] ^= change
    with pytest.raises(OpenlineError):
        parse_agreement(bytes(altered))


def test_size_is_bounded() -> None:
    with pytest.raises(TooLarge):
        parse_draft(bytes((8 << 20) + 1))
