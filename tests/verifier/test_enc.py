"""Two readers of ENC: what one accepts the other accepts, as the same value."""

import cbor2
from hypothesis import example, given, settings
from hypothesis import strategies as st

from openline.core.codec import parse
from openline.core.errors import OpenlineError
from openline.core.text import text_refusal
from verifier.enc import Unreadable, check_text, decode

_REFUSED = object()

texts = st.text(st.characters(max_codepoint=0x2FFF), max_size=8) | st.text(max_size=4)
leaves = (
    st.none()
    | st.booleans()
    | st.integers(0, 30)
    | st.integers(-(1 << 65), 1 << 65)
    | st.binary(max_size=30)
    | texts
    | st.floats()
)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(0, 3), inner, max_size=2)
        | st.builds(lambda value: cbor2.CBORTag(9, value), inner)
    ),
    max_leaves=12,
)


def by_core(data: bytes) -> object:
    try:
        value: object = parse(object, data)
    except OpenlineError:
        return _REFUSED
    return value


def by_verifier(data: bytes) -> object:
    try:
        return decode(data)
    except Unreadable:
        return _REFUSED


def same(data: bytes) -> None:
    core, verifier = by_core(data), by_verifier(data)
    assert core == verifier
    assert repr(core) == repr(verifier)


@settings(max_examples=300)
@given(values)
def test_values(value: object) -> None:
    same(cbor2.dumps(value))


@settings(max_examples=300)
@given(values, st.integers(0, 200), st.integers(0, 255))
def test_altered_bytes(value: object, place: int, byte: int) -> None:
    data = bytearray(cbor2.dumps(value))
    data[place % len(data)] = byte
    same(bytes(data))


@settings(max_examples=300)
@given(st.binary(max_size=20))
@example(b"")
@example(b"\x18\x17")
@example(b"\x19\x00\xff")
@example(b"\x1b\x7f\xff\xff\xff\xff\xff\xff\xff")
@example(b"\x1b\x80\x00\x00\x00\x00\x00\x00\x00")
@example(b"\x58\x17" + bytes(23))
@example(b"\x9f\xff")
@example(b"\x5f\x41a\xff")
@example(b"\x81" * 6 + b"\x01")
@example(b"\x81" * 5 + b"\x80")
@example(b"\x81" * 6 + b"\x80")
@example(b"\x81" * 7 + b"\x01")
@example(b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff")
@example(b"\x7b\xff\xff\xff\xff\xff\xff\xff\xff")
@example(b"\xf8\x14")
@example(b"\xf7")
@example(b"\x62\xc3\x28")
def test_bytes(data: bytes) -> None:
    same(data)


@settings(max_examples=500)
@given(
    texts
    | st.text(st.sampled_from("می\u200c\u200dخ a\ne\u0301é\u202e\ufeff\u00ad"), max_size=6)
)
def test_text(text: str) -> None:
    try:
        check_text(text)
        allowed = True
    except Unreadable:
        allowed = False
    assert allowed == (text_refusal(text) is None)


def test_the_tables_of_characters_are_the_same() -> None:
    for point in range(0x110000):
        if 0xD800 <= point < 0xE000:
            continue
        character = chr(point)
        allowed = True
        try:
            check_text(character)
        except Unreadable:
            allowed = False
        assert allowed == (text_refusal(character) is None), hex(point)
