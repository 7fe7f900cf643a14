"""The file of an exported record: written, read back, cut, damaged, put out of order."""

import io
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline.core.errors import Malformed, OpenlineError, TooLarge
from openline.station.container import (
    BODY_BYTES,
    MAGIC,
    Body,
    Damaged,
    FeedHead,
    Header,
    Pair,
    Part,
    SignedBy,
    Stretch,
    read_export,
    write_export,
)

HEADER = Header(bytes(32), bytes(32), 0, bytes(32), 1_800_000_000_000)
HEAD = FeedHead(0, 0, bytes(16), bytes(32), 2)
PARTS: list[tuple[Part, Body]] = [
    (Part.HEADER, HEADER),
    (Part.AGREEMENT, b"agreement"),
    (Part.NOTICE, b"notice"),
    (Part.FEED, HEAD),
    (Part.STATEMENT, SignedBy(bytes(32), bytes(129))),
    (Part.ENTRIES, Stretch(0, (b"one", b"two"), bytes(64))),
    (Part.EVIDENCE, b"evidence"),
    (Part.PAIR, Pair(bytes(129), bytes(2_549), 1, (bytes(32),), 7)),
    (Part.FEED, HEAD),
    (Part.BLOB, b"blob"),
]


def written(parts: list[tuple[Part, Body]]) -> bytes:
    return b"".join(write_export(parts))


def read(data: bytes) -> list[tuple[Part, Body]]:
    return list(read_export(io.BytesIO(data).read))


def test_what_was_written_is_read() -> None:
    assert read(written(PARTS)) == PARTS
    assert written(PARTS).startswith(MAGIC)


def test_another_file_is_refused() -> None:
    with pytest.raises(Malformed, match="not a record"):
        read(b"openline record 2\n" + written(PARTS)[len(MAGIC) :])


@pytest.mark.parametrize("length", range(len(MAGIC), len(written(PARTS)), 7))
def test_a_cut_file_is_refused(length: int) -> None:
    with pytest.raises(Malformed, match="cut off"):
        read(written(PARTS)[:length])


def test_what_follows_the_end_is_refused() -> None:
    with pytest.raises(Malformed, match="goes on"):
        read(written(PARTS) + b"\0")


def test_a_wrong_checksum_is_told_after_the_last_part() -> None:
    parts = read_export(io.BytesIO(written(PARTS)[:-32] + sha256(b"").digest()).read)
    assert [next(parts) for _ in PARTS] == PARTS
    with pytest.raises(Damaged):
        next(parts)


def test_a_part_of_unknown_kind_is_refused() -> None:
    with pytest.raises(Malformed, match="unknown kind 77"):
        read(MAGIC + bytes((77, 0, 0, 0, 0)))


def test_a_part_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(TooLarge):
        read(MAGIC + bytes((Part.HEADER,)) + (BODY_BYTES + 1).to_bytes(4, "big"))


@pytest.mark.parametrize("kind", [p for p in Part if p not in (Part.HEADER, Part.END)])
def test_a_part_out_of_its_place_is_refused(kind: Part) -> None:
    body = next(body for part, body in PARTS if part is kind)
    with pytest.raises(Malformed, match="where none belongs"):
        read(written([(kind, body)]))


def test_statements_after_entries_are_refused() -> None:
    late = [*PARTS[:6], PARTS[4]]
    with pytest.raises(Malformed, match="where none belongs"):
        read(written(late))


def test_a_body_of_another_form_is_refused() -> None:
    with pytest.raises(Malformed):
        read(written([(Part.HEADER, b"\x80")]))


@given(st.binary(max_size=200))
def test_noise_is_refused_with_a_documented_error(noise: bytes) -> None:
    with pytest.raises(OpenlineError):
        read(MAGIC + noise)
