"""Frames and pieces of a narrow line: whatever is lost, what arrives is what was sent."""

from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from openline.core.crypto.keys import StationId
from openline.paths.fragments import (
    ASKED,
    BULK,
    BULK_BYTES,
    IN_A_ROW,
    PARTIAL,
    URGENT,
    WAITS,
    Receiver,
    Sender,
)
from openline.paths.kiss import FRAME_BYTES, FrameReader, encode_frame
from openline.paths.serial import SerialPaths
from openline.ports.errors import BadAddress


@given(st.lists(st.binary(min_size=1, max_size=FRAME_BYTES), max_size=5), st.integers(1, 40))
def test_frames_arrive_however_they_are_cut(contents: list[bytes], step: int) -> None:
    data = b"".join(encode_frame(content) for content in contents)
    reader = FrameReader()
    got = [
        content
        for start in range(0, len(data), step)
        for content in reader.take(data[start : start + step])
    ]
    assert got == contents
    assert reader.garbled == 0


@given(st.binary(max_size=2_000), st.binary(min_size=1, max_size=100))
def test_noise_is_passed_over(noise: bytes, content: bytes) -> None:
    reader = FrameReader()
    list(reader.take(noise))
    assert list(reader.take(b"\xc0" + encode_frame(content)))[-1] == content
    assert len(reader._held) <= 2 * FRAME_BYTES


@given(st.binary(min_size=1, max_size=100), st.integers(0), st.integers(1, 255))
def test_an_altered_frame_is_not_taken(content: bytes, place: int, flip: int) -> None:
    frame = bytearray(encode_frame(content))
    inner = 1 + place % (len(frame) - 2)
    frame[inner] ^= flip
    assert content not in list(FrameReader().take(bytes(frame)))


def carry(
    sender: Sender, receivers: dict[int, Receiver], loses: Random, share: float
) -> list[bytes]:
    """Let pieces go over a line that loses some, until nothing moves any more."""
    came, quiet = [], 0
    while quiet <= WAITS + 1:
        moved = False
        while (piece := sender.next()) is not None:
            moved = True
            if loses.random() >= share:
                whole = receivers[piece[0]].take(piece)
                if whole is not None:
                    came.append(whole)
        for receiver in receivers.values():
            asked = receiver.ask()
            if asked is not None:
                moved = True
                if loses.random() >= share:
                    sender.asked(asked)
        quiet = 0 if moved else quiet + 1
    return came


@given(
    st.lists(st.tuples(st.binary(min_size=65, max_size=2_000), st.booleans()), max_size=8),
    st.integers(0, 1_000),
)
def test_a_line_that_loses_pieces_is_repaired(
    messages: list[tuple[bytes, bool]], seed: int
) -> None:
    sender, receivers = Sender(), {kind: Receiver(kind) for kind in (BULK, URGENT)}
    for data, urgent in messages:
        sender.put(data, urgent=urgent)
    # One more of each tells that the last one was lost, should it have been.
    came = carry(sender, receivers, Random(seed), 0.2)
    for urgent in (False, True):
        sender.put(b"last" * 40, urgent=urgent)
    came += carry(sender, receivers, Random(seed), 0.0)
    sent = [data for data, _ in messages]
    # Of many lost whole in a row only the newest are asked for; replication sends the others.
    missing = [data for data in sent if data not in came]
    assert len(missing) <= max(0, len(sent) - PARTIAL)
    assert all(data in sent or data == b"last" * 40 for data in came)


def test_what_is_urgent_overtakes_and_nothing_starves() -> None:
    sender = Sender()
    sender.put(bytes(40 * BULK_BYTES), urgent=False)
    for _ in range(3):
        assert (sender.next() or b"")[0] == BULK
    sender.put(bytes(3_000), urgent=True)
    kinds = [(sender.next() or b"")[0] for _ in range(12)]
    assert kinds.count(BULK) == 12 // (IN_A_ROW + 1)


@given(st.lists(st.binary(max_size=300), max_size=30))
@example([b"\x00\x00\x00\x01", b"\x00\x04\x00\x01"])  # numbers passed over fill all places
def test_hostile_pieces_take_a_bounded_memory(pieces: list[bytes]) -> None:
    receiver, sender = Receiver(BULK), Sender()
    for piece in pieces:
        receiver.take(piece)
        sender.asked(piece)
        receiver.ask()
    assert len(receiver._partial) <= PARTIAL
    assert len(sender._again) <= 4 * ASKED
    sender.put(b"still", urgent=False)
    assert sender.next() is not None


def test_a_device_that_cannot_be_used_is_told(tmp_path: object) -> None:
    for device in (f"{tmp_path}/none", "/dev/null"):
        paths = SerialPaths(StationId(bytes(32)), device, 1_200, name="radio")
        with pytest.raises(BadAddress):
            paths._open()
