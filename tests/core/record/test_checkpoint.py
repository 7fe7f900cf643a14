from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from openline.core.crypto.keys import Digest, FeedId
from openline.core.errors import BadSignature, Malformed
from openline.core.record.checkpoint import (
    FIRM_BYTES,
    PROVISIONAL_BYTES,
    Statement,
    ed_message,
    encode_statement,
    ml_message,
    parse_statement,
    verify_statement,
)
from tests.core.keyring import Station

STATION, OTHER = Station(b"s" * 32), Station(b"o" * 32)
FEED, ROOT = FeedId(bytes(range(16))), Digest(b"r" * 32)
FIRM = STATION.state(FEED, 20_852_163, ROOT, 1_679_315_147)
PROVISIONAL = STATION.state(FEED, 0, ROOT, 1, firm=False)


def test_ed25519_signs_a_c2sp_cosignature() -> None:
    assert ed_message(FIRM) == (
        b"cosignature/v1\ntime 1679315147\n"
        b"openline/v1/000102030405060708090a0b0c0d0e0f\n20852163\n" + b64encode(ROOT) + b"\n"
    )


def test_ml_dsa_signs_a_c2sp_subtree_from_leaf_0() -> None:
    name = b"openline/v1/" + STATION.id.hex().encode()
    log = b"openline/v1/000102030405060708090a0b0c0d0e0f"
    assert ml_message(FIRM, STATION.id) == (
        b"subtree/v1\n\x00"
        + bytes([76])
        + name
        + (1_679_315_147).to_bytes(8, "big")
        + bytes([44])
        + log
        + bytes(8)
        + (20_852_163).to_bytes(8, "big")
        + ROOT
    )


@pytest.mark.parametrize("statement", [FIRM, PROVISIONAL])
def test_the_binary_form_comes_back(statement: Statement) -> None:
    data = encode_statement(statement)
    assert len(data) == (FIRM_BYTES if statement.firm else PROVISIONAL_BYTES)
    assert parse_statement(data) == statement
    assert statement.provisional != statement.firm


def test_the_layout_is_that_of_the_specification() -> None:
    assert (PROVISIONAL_BYTES, FIRM_BYTES) == (129, 2_549)
    head = FEED + (20_852_163).to_bytes(8, "big") + ROOT + (1_679_315_147).to_bytes(8, "big")
    assert encode_statement(FIRM) == head + b"\x03" + FIRM.ed + FIRM.ml


def test_signatures_verify_and_count() -> None:
    for firm in (False, True):
        assert verify_statement(FIRM, STATION.keys, STATION.id, firm=firm) is FIRM
    verify_statement(PROVISIONAL, STATION.keys, STATION.id, firm=False)
    for bad in (PROVISIONAL, replace(FIRM, ed=b""), replace(FIRM, ml=b"")):
        with pytest.raises(BadSignature, match="lacks"):
            verify_statement(bad, STATION.keys, STATION.id, firm=True)


@pytest.mark.parametrize(
    "bad",
    [
        replace(FIRM, size=FIRM.size + 1),
        replace(FIRM, root=Digest(b"x" * 32)),
        replace(FIRM, time=FIRM.time + 1),
        replace(FIRM, feed=FeedId(bytes(16))),
        replace(FIRM, ed=bytes(64)),
        replace(FIRM, ml=bytes(2420)),
    ],
)
def test_everything_is_signed(bad: Statement) -> None:
    with pytest.raises(BadSignature):
        verify_statement(bad, STATION.keys, STATION.id, firm=False)


def test_another_station_has_not_signed_it() -> None:
    with pytest.raises(BadSignature):
        verify_statement(FIRM, OTHER.keys, OTHER.id, firm=False)
    with pytest.raises(BadSignature, match="ML-DSA"):
        verify_statement(FIRM, STATION.keys, OTHER.id, firm=False)


def _with(place: int, value: bytes) -> bytes:
    data = encode_statement(PROVISIONAL)
    return data[:place] + value + data[place + len(value) :]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        bytes(64),
        encode_statement(PROVISIONAL)[:-1],
        encode_statement(PROVISIONAL) + b"\x00",
        encode_statement(FIRM)[:-1],
        _with(64, b"\x00"),
        _with(64, b"\x02"),
        _with(64, b"\x03"),
        _with(64, b"\x05"),
        _with(56, bytes(8)),
        _with(56, b"\x80" + bytes(7)),
        _with(16, b"\x80" + bytes(7)),
    ],
)
def test_other_forms_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_statement(data)


def test_size_and_time_reach_63_bits() -> None:
    most = (1 << 63) - 1
    statement = STATION.state(FEED, most, ROOT, most, firm=False)
    assert parse_statement(encode_statement(statement)) == statement


@given(st.binary(max_size=140) | st.binary(min_size=129, max_size=129))
def test_random_bytes_raise_malformed_or_come_back(data: bytes) -> None:
    try:
        statement = parse_statement(data)
    except Malformed:
        return
    assert encode_statement(statement) == data
