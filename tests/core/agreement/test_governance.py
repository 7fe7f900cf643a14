import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from openline.core.agreement.document import parse_agreement
from openline.core.agreement.governance import (
    Closing,
    FeedEnd,
    Notice,
    NoticeKind,
    Resumption,
    Revocation,
    SignedNotice,
    Suspension,
    kind_of,
    verify_notice,
)
from openline.core.agreement.refusals import WrongAgreement
from openline.core.codec import encode, parse
from openline.core.crypto.keys import Digest, FeedId, LineId
from openline.core.errors import BadSignature, Malformed, OpenlineError
from tests.core.parties import NOW_S, Party, draft_of, notice_of, signed_by_all, terms_of

SG, CN = Party("sg"), Party("cn")
AGREEMENT = parse_agreement(encode(signed_by_all(draft_of(terms_of(SG, CN), SG, CN), SG, CN)))
LINE, TERMS = AGREEMENT.line, AGREEMENT.terms_hash
CLOSING = Closing(LINE, TERMS, "replaced", NOW_S, NOW_S + 1_000)
REVOCATION = Revocation(LINE, CN.station.id, (FeedEnd(FeedId(bytes(16)), 7),), NOW_S)
NOTICES: list[Notice] = [
    CLOSING,
    REVOCATION,
    Suspension(LINE, "exercise", NOW_S),
    Resumption(LINE, 2, NOW_S),
]


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: kind_of(notice).value)
def test_a_notice_is_valid_by_itself(notice: Notice) -> None:
    data = notice_of(notice, 1, CN)
    signed, read = verify_notice(data, AGREEMENT)
    assert read == notice
    assert signed.kind is kind_of(notice)
    again, _ = verify_notice(notice_of(notice, 1, CN), AGREEMENT)
    assert again.id == signed.id


def _altered(**changes: object) -> bytes:
    signed = parse(SignedNotice, notice_of(CLOSING, 1, CN), limit=1 << 20)
    return encode(replace(signed, **changes))


REFUSED: dict[str, tuple[bytes, type[OpenlineError]]] = {
    "another line": (
        notice_of(replace(CLOSING, line=LineId(bytes(32))), 1, CN),
        WrongAgreement,
    ),
    "other terms": (
        notice_of(replace(CLOSING, terms=Digest(bytes(32))), 1, CN),
        WrongAgreement,
    ),
    "no such party": (_altered(party=2), WrongAgreement),
    "unknown root keys": (_altered(statement=1), WrongAgreement),
    "another party's signature": (notice_of(CLOSING, 0, CN), BadSignature),
    "no signature": (_altered(signatures=()), Malformed),
    "another kind": (_altered(kind=NoticeKind.SUSPEND), Malformed),
    "one kind signed as another": (
        _altered(kind=NoticeKind.RESUME, notice=encode(Resumption(LINE, 2, NOW_S))),
        BadSignature,
    ),
    "too short": (notice_of(replace(CLOSING, ends_s=NOW_S + 999), 1, CN), Malformed),
    "another party's station": (notice_of(REVOCATION, 0, SG), WrongAgreement),
}


@given(st.binary(max_size=200))
def test_bytes_that_are_no_notice(data: bytes) -> None:
    with pytest.raises(OpenlineError):
        verify_notice(data, AGREEMENT)


@pytest.mark.parametrize(("data", "error"), REFUSED.values(), ids=REFUSED)
def test_refused(data: bytes, error: type[OpenlineError]) -> None:
    with pytest.raises(error):
        verify_notice(data, AGREEMENT)
