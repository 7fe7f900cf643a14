"""Two readers of acts: for whatever bytes, both give the same code or read the same act."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openline.core.acts.act import known_types
from openline.core.fold import read_entry
from verifier.acts import FEED_OPEN, NAMES, UnknownAct, read_act
from verifier.enc import Unreadable

VECTORS = Path(__file__).parents[2] / "vectors" / "acts.json"
ENTRIES = [
    bytes.fromhex(case["entry"])
    for case in json.loads(VECTORS.read_text(encoding="ascii"))["cases"]
    if case["verdict"] == "ok"
]


def by_verifier(entry: bytes, index: int) -> str | None:
    try:
        act = read_act(entry)
    except UnknownAct:
        return "unknown-act"
    except Unreadable:
        return "malformed"
    return "turn" if (act[0] == FEED_OPEN) != (index == 0) else None


def test_the_types_are_the_same() -> None:
    assert tuple(sorted(NAMES)) == known_types()


@pytest.mark.parametrize("length", [16_383, 16_384, 16_385])
def test_the_limit_of_an_entry(length: int) -> None:
    # [0, [4, ...]] of exactly this length: no act, but an array
    entry = b"\x82\x00\x59" + (length - 5).to_bytes(2, "big") + bytes(length - 5)
    assert len(entry) == length
    assert by_verifier(entry, 1) == read_entry(entry, 1)[1]


@settings(max_examples=800, deadline=None)
@given(st.sampled_from(ENTRIES), st.integers(0, 10_000), st.integers(0, 255), st.booleans())
def test_altered_acts(entry: bytes, place: int, byte: int, double: bool) -> None:
    altered = bytearray(entry)
    altered[place % len(entry)] = byte
    if double:
        altered[place * 7 % len(entry)] ^= 1
    for index in (0, 1):
        assert by_verifier(bytes(altered), index) == read_entry(bytes(altered), index)[1]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(ENTRIES), st.integers(0, 10_000), st.binary(max_size=3))
def test_acts_with_bytes_put_in_or_taken_out(entry: bytes, place: int, added: bytes) -> None:
    at = place % len(entry)
    for altered in (entry[:at] + added + entry[at:], entry[:at] + entry[at + len(added) :]):
        assert by_verifier(altered, 1) == read_entry(altered, 1)[1]
