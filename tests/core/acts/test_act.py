"""Every type of act in its one encoding, and hostile bytes."""

from contextlib import suppress

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openline.core.acts.act import (
    Ref,
    UnknownAct,
    encode_act,
    known_types,
    parse_act,
    read_ref,
    write_ref,
)
from openline.core.errors import BadInput, Malformed, TooLarge
from tests.core.acts.examples import BODIES, LEG, act


def test_every_type_has_an_example() -> None:
    assert set(BODIES) == set(known_types())
    assert len(known_types()) == len(set(known_types()))


@pytest.mark.parametrize("type_", known_types())
def test_every_type_is_read_as_it_was_written(type_: int) -> None:
    entry = encode_act(act(type_))
    assert parse_act(entry) == act(type_)
    assert encode_act(parse_act(entry)) == entry


@pytest.mark.parametrize("type_", known_types())
def test_no_type_is_read_from_another_form(type_: int) -> None:
    plain = cbor2.loads(encode_act(act(type_)))
    for changed in (
        plain[:-1],
        [*plain, None],
        [*plain[:-1], [*plain[-1], None]],
        [*plain[:-1], None],
        [plain[0], 3, *plain[2:]],
        [*plain[:4], b"short", *plain[5:]],
        [*plain[:5], "Watch", *plain[6:]],
    ):
        with pytest.raises((Malformed, UnknownAct)):
            parse_act(cbor2.dumps(changed))


@pytest.mark.parametrize("number", [0, 3, 7, 31, 63, 71, 255, 256, 65_535])
def test_a_type_that_is_not_registered(number: int) -> None:
    plain = cbor2.loads(encode_act(act(4)))
    with pytest.raises(UnknownAct):
        parse_act(cbor2.dumps([number, *plain[1:]]))


@pytest.mark.parametrize("entry", [b"", b"\x80", b"\x8a", b"\x8a\x04", b"\x00", b"\xf6"])
def test_too_little(entry: bytes) -> None:
    with pytest.raises((Malformed, UnknownAct)):
        parse_act(entry)


def test_too_much() -> None:
    with pytest.raises(TooLarge):
        parse_act(bytes(16_385))
    with pytest.raises(BadInput):
        encode_act(act(56, BODIES[56].__class__("en", "a\u202eb", "op")))


@settings(deadline=None)
@given(st.sampled_from(known_types()), st.data())
def test_hostile_bytes_raise_what_is_documented(type_: int, data: st.DataObject) -> None:
    entry = bytearray(encode_act(act(type_)))
    for _ in range(data.draw(st.integers(1, 4))):
        entry[data.draw(st.integers(0, len(entry) - 1))] = data.draw(st.integers(0, 255))
    changed = bytes(entry[: data.draw(st.integers(0, len(entry)))])
    with suppress(Malformed, UnknownAct, TooLarge):
        assert encode_act(parse_act(changed)) == changed


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_noise_raises_what_is_documented(noise: bytes) -> None:
    with pytest.raises((Malformed, UnknownAct)):
        parse_act(noise)


def test_references_as_text() -> None:
    assert read_ref(write_ref(LEG)) == LEG
    leaf = "0" * 64
    for text in (
        "",
        "0.0.0",
        f"0.0.0.{leaf}.0",
        f"00.0.0.{leaf}",
        f"-1.0.0.{leaf}",
        f"0.0.٣.{leaf}",
        f"0.0.0.{leaf[1:]}",
        f"0.0.0.{leaf[2:]}",
        f"0.0.0.{'A' * 64}",
        f"0.0.0.{'g' * 64}",
        f"65536.0.0.{leaf}",
        f"0.4294967296.0.{leaf}",
        f"0.0.{'9' * 16}.{leaf}",
    ):
        assert read_ref(text) is None, text
    assert read_ref(f"1.2.3.{leaf}") == Ref(1, 2, 3, bytes(32))
