from hashlib import sha256

import pytest

from openline.core.codec import encode, parse
from openline.core.crypto.keys import (
    Digest,
    FeedId,
    LineId,
    PartyId,
    RootKeys,
    SealKeyId,
    SessionId,
    StationId,
    StationKeys,
    check_ed25519,
    label,
)
from openline.core.errors import BadSignature, Malformed
from tests.core.keyring import Station

FIELD = 2**255 - 19
D = -121665 * pow(121666, -1, FIELD) % FIELD


def _points_of_small_order() -> list[tuple[int, int]]:
    """All (x, y) on the curve with 8 P = 0, found by doubling alone."""
    found: set[tuple[int, int]] = set()
    y = 2
    while len(found) < 8:
        y += 1
        x = _x(y)
        if x is None:
            continue
        point = (x, y)
        order = 2**252 + 27742317777372353535851937790883648493
        small = _times(order, point)
        found |= {_times(times, small) for times in range(8)}
    return sorted(found)


def _x(y: int) -> int | None:
    square = (y * y - 1) * pow(D * y * y + 1, -1, FIELD) % FIELD
    x = pow(square, (FIELD + 3) // 8, FIELD)
    if x * x % FIELD != square:
        x = x * pow(2, (FIELD - 1) // 4, FIELD) % FIELD
    return x if x * x % FIELD == square else None


def _add(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    (x1, y1), (x2, y2) = one, other
    cross = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + cross, -1, FIELD)
    y = (y1 * y2 + x1 * x2) * pow(1 - cross, -1, FIELD)
    return x % FIELD, y % FIELD


def _times(number: int, point: tuple[int, int]) -> tuple[int, int]:
    total = (0, 1)
    while number:
        if number & 1:
            total = _add(total, point)
        point = _add(point, point)
        number >>= 1
    return total


def test_all_eight_points_of_small_order_are_refused() -> None:
    points = _points_of_small_order()
    assert len(points) == 8
    for x, y in points:
        with pytest.raises(BadSignature, match="small order"):
            check_ed25519((y | (x & 1) << 255).to_bytes(32, "little"))


@pytest.mark.parametrize("y", range(FIELD, 2**255))
def test_second_encodings_are_refused(y: int) -> None:
    for sign in (0, 1):
        with pytest.raises(BadSignature, match="canonical"):
            check_ed25519((y | sign << 255).to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_other_lengths_are_refused(length: int) -> None:
    with pytest.raises(BadSignature, match="32 bytes"):
        check_ed25519(bytes(length))


def test_an_honest_key_is_taken() -> None:
    key = Station().keys.ed
    assert check_ed25519(key) == key


def test_a_label_ends_with_a_zero_byte() -> None:
    assert label("open") == b"openline/v1/open\x00"


def test_the_station_id_binds_both_keys() -> None:
    keys = Station(bytes(range(32))).keys
    expected = sha256(b"openline/v1/station\x00" + keys.ed + keys.ml).digest()
    assert keys.station_id == expected
    assert StationKeys(keys.ed, bytes(1312)).station_id != expected


@pytest.mark.parametrize(
    ("kind", "size"),
    [
        (PartyId, 32),
        (StationId, 32),
        (LineId, 32),
        (Digest, 32),
        (FeedId, 16),
        (SessionId, 8),
        (SealKeyId, 8),
    ],
)
def test_ids_have_one_length(kind: object, size: int) -> None:
    assert parse(kind, encode(bytes(size))) == bytes(size)
    for wrong in (size - 1, size + 1):
        with pytest.raises(Malformed):
            parse(kind, encode(bytes(wrong)))


@pytest.mark.parametrize(("kind", "ml"), [(StationKeys, 1312), (RootKeys, 2592)])
def test_keys_have_one_length(kind: object, ml: int) -> None:
    assert parse(kind, encode([bytes(32), bytes(ml)])) is not None
    for ed, other in ((31, ml), (33, ml), (32, ml - 1), (32, ml + 1)):
        with pytest.raises(Malformed):
            parse(kind, encode([bytes(ed), bytes(other)]))
