import hmac
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from openline.core.crypto.keys import Digest, FeedId, LineId
from openline.core.crypto.words import (
    commitment,
    frame_keys,
    frame_secret_hash,
    leg_transcript,
    medium_words,
    root_words,
    word_numbers,
)

BYTES = st.binary(min_size=32, max_size=32)
L = b"openline/v1/"


def test_the_transcript_names_line_feeds_and_both_acts() -> None:
    line, offer, accept = LineId(b"l" * 32), FeedId(b"o" * 16), FeedId(b"a" * 16)
    one, other = Digest(b"1" * 32), Digest(b"2" * 32)
    expected = sha256(L + b"leg\x00" + line + offer + one + accept + other).digest()
    assert leg_transcript(line, offer, one, accept, other) == expected
    assert leg_transcript(line, accept, other, offer, one) != expected


def test_commitment_and_secret_hash_have_labels_of_their_own() -> None:
    assert commitment(b"n" * 32) == sha256(L + b"commit\x00" + b"n" * 32).digest()
    assert frame_secret_hash(b"n" * 32) == sha256(L + b"frame-secret\x00" + b"n" * 32).digest()


@given(BYTES, BYTES, BYTES)
def test_words_are_the_first_forty_bits(transcript: bytes, offer: bytes, accept: bytes) -> None:
    digest = sha256(L + b"words\x00" + transcript + offer + accept).digest()
    bits = "".join(f"{byte:08b}" for byte in digest)
    expected = tuple(int(bits[10 * place : 10 * place + 10], 2) for place in range(4))
    assert word_numbers(Digest(transcript), offer, accept) == expected


@given(BYTES)
def test_root_words_are_the_first_120_bits(digest: bytes) -> None:
    bits = "".join(f"{byte:08b}" for byte in sha256(L + b"root-words\x00" + digest).digest())
    expected = tuple(int(bits[10 * place : 10 * place + 10], 2) for place in range(12))
    assert root_words(Digest(digest)) == expected


@given(BYTES)
def test_medium_words_are_the_first_60_bits(digest: bytes) -> None:
    bits = "".join(f"{byte:08b}" for byte in sha256(L + b"medium-words\x00" + digest).digest())
    expected = tuple(int(bits[10 * place : 10 * place + 10], 2) for place in range(6))
    assert medium_words(Digest(digest)) == expected


@given(BYTES, BYTES, BYTES)
def test_frame_keys_are_hkdf_of_both_secrets(
    transcript: bytes, offer: bytes, accept: bytes
) -> None:
    master = hmac.digest(transcript, offer + accept, "sha256")
    out, back = (
        hmac.digest(master, L + b"frame\x00" + bytes((way, 1)), "sha256") for way in (0, 1)
    )
    assert frame_keys(Digest(transcript), offer, accept) == (out, back)
