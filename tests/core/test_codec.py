from enum import StrEnum
from typing import Annotated

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

import openline.core.record.evidence
import openline.core.record.tree  # noqa: F401
from openline.core.codec import MAX_DEPTH, Struct, encode, parse
from openline.core.errors import BadInput, Malformed, OpenlineError, TooLarge


class Colour(StrEnum):
    RED = "red"


class Inner(Struct):
    number: int
    colour: Colour


class Outer(Struct):
    text: str
    data: Annotated[bytes, Meta(max_length=8)]
    flag: bool
    maybe: bytes | None
    inner: Inner
    many: tuple[Inner, ...]


INNER = st.builds(Inner, st.integers(0, 2**63 - 1), st.just(Colour.RED))
OUTER = st.builds(
    Outer,
    st.text("aé我\n", max_size=9).filter(lambda text: "e\u0301" not in text),
    st.binary(max_size=8),
    st.booleans(),
    st.none() | st.binary(max_size=40),
    INNER,
    st.lists(INNER, max_size=3).map(tuple),
)
SAMPLE = Outer("abc", b"x", True, None, Inner(7, Colour.RED), (Inner(1, Colour.RED),))


@given(OUTER)
def test_what_is_encoded_is_parsed(value: Outer) -> None:
    data = encode(value)
    assert parse(Outer, data) == value
    assert encode(parse(Outer, data)) == data


@given(OUTER, st.data())
def test_no_other_bytes_mean_the_same(value: Outer, draw: st.DataObject) -> None:
    data = bytearray(encode(value))
    place = draw.draw(st.integers(0, len(data) - 1))
    data[place] ^= draw.draw(st.integers(1, 255))
    try:
        other = parse(Outer, bytes(data))
    except Malformed:
        return
    assert other != value
    assert encode(other) == bytes(data)


@given(st.binary(max_size=60))
def test_random_bytes_raise_documented_errors_only(data: bytes) -> None:
    for kind in (Outer, Inner, tuple[Inner, ...], object, list[int], str, int):
        try:
            value = parse(kind, data)
        except Malformed:
            continue
        assert encode(value) == data


def test_a_tuple_or_union_of_kinds_can_be_parsed() -> None:
    pair = (Inner(1, Colour.RED), Inner(2, Colour.RED))
    assert parse(tuple[Inner, ...], encode(pair)) == pair
    assert parse(int | None, encode(None)) is None
    assert parse(object, encode([1, "a", b"b", [True]])) == [1, "a", b"b", [True]]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("text for bytes", bytes.fromhex("60 64 65413d3d f5 f6 82 07 63 726564 80")),
        ("long integer", bytes.fromhex("82 1807 63 726564")),
        ("integer of 64 bits", bytes.fromhex("82 1bffffffffffffffff 63 726564")),
        ("big number tag", bytes.fromhex("82 c24107 63 726564")),
        ("date tag", bytes.fromhex("82 07 c1 63 726564")),
        ("huge decimal fraction", bytes.fromhex("82 c4821b7fffffffffffffff01 63 726564")),
        ("negative", bytes.fromhex("82 20 63 726564")),
        ("float", bytes.fromhex("82 f94700 63 726564")),
        ("undefined", bytes.fromhex("82 f7 63 726564")),
        ("simple value", bytes.fromhex("82 e0 63 726564")),
        ("map", bytes.fromhex("a1 07 63 726564")),
        ("indefinite array", bytes.fromhex("9f 07 63 726564 ff")),
        ("indefinite text", bytes.fromhex("82 07 7f 63 726564 ff")),
        ("trailing byte", bytes.fromhex("82 07 63 726564 00")),
        ("missing field", bytes.fromhex("81 07")),
        ("extra field", bytes.fromhex("83 07 63 726564 00")),
        ("unknown word", bytes.fromhex("82 07 63 726565")),
        ("bad UTF-8", bytes.fromhex("82 07 63 ff6564")),
        ("huge array", bytes.fromhex("9b 7fffffffffffffff")),
        ("huge bytes", bytes.fromhex("5b 7fffffffffffffff 00")),
        ("cut off", bytes.fromhex("82 07 63 7265")),
        ("empty", b""),
        ("break", b"\xff"),
        ("shared reference", bytes.fromhex("82 d81c 07 d81d00")),
        ("string reference", bytes.fromhex("d90100 82 07 63 726564")),
        ("deep", b"\x81" * 5_000),
    ],
)
def test_other_encodings_are_refused(name: str, data: bytes) -> None:
    for kind in (Inner, Outer):
        with pytest.raises(Malformed):
            parse(kind, data)


@pytest.mark.parametrize("tag", [*range(64), 100, 256, 258, 260, 261, 1004, 43000, 55799])
def test_every_tag_is_refused(tag: int) -> None:
    for value in (0, 1, b"\x01", "a", [1, 2]):
        with pytest.raises(Malformed):
            parse(object, cbor2.dumps(cbor2.CBORTag(tag, value)))


def test_arrays_are_at_most_six_deep() -> None:
    deep: object = 1
    for _ in range(MAX_DEPTH):
        deep = [deep]
    assert parse(object, encode(deep)) == deep
    with pytest.raises(Malformed):
        parse(object, cbor2.dumps([deep]))
    with pytest.raises(BadInput):
        encode([deep])


def test_the_limit_is_exact() -> None:
    data = encode(SAMPLE)
    assert parse(Outer, data, limit=len(data)) == SAMPLE
    with pytest.raises(TooLarge):
        parse(Outer, data, limit=len(data) - 1)


@pytest.mark.parametrize(
    "value", [-1, 2**63, 1.5, {1: 2}, ["a\u202e"], ["e\u0301"], [{"a"}, 0.5], 2**70]
)
def test_what_has_no_form_is_refused_when_encoding(value: object) -> None:
    with pytest.raises(BadInput):
        encode(value)


def test_forbidden_text_is_refused() -> None:
    with pytest.raises(Malformed, match="Normalization"):
        parse(object, cbor2.dumps("e\u0301"))
    with pytest.raises(Malformed, match="forbidden"):
        parse(object, cbor2.dumps("a\u202eb"))


def _kinds(base: type[Struct]) -> list[type[Struct]]:
    return [kind for child in base.__subclasses__() for kind in (child, *_kinds(child))]


def test_no_struct_has_an_optional_field() -> None:
    for kind in _kinds(Struct):
        assert kind.__struct_defaults__ == (), kind


def test_errors_name_the_kind() -> None:
    with pytest.raises(OpenlineError, match="Inner"):
        parse(Inner, b"\x00")
