"""Check words and frame keys of a leg, and the words of the ceremony.

The words are derived from the leaf hashes of offer and accept and from the two nonces, and
from nothing else, so that neither side can try values until they fit. They prove the channel,
not who is speaking. Frame keys come from secrets that the consoles exchanged in sealed parcels.

Spec: docs/spec/07-calls.md; docs/spec/02-agreement.md for the words of the ceremony.
"""

from hashlib import sha256
from typing import Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from openline.core.crypto.keys import Digest, FeedId, LineId, label

WORD_BITS: Final = 10
LEG_WORDS: Final = 4
ROOT_WORDS: Final = 12
MEDIUM_WORDS: Final = 6


def leg_transcript(
    line: LineId,
    offer_feed: FeedId,
    offer_leaf: Digest,
    accept_feed: FeedId,
    accept_leaf: Digest,
) -> Digest:
    """T: what both sides of a leg have signed, by leaf hashes of offer and accept."""
    return Digest(
        sha256(
            label("leg") + line + offer_feed + offer_leaf + accept_feed + accept_leaf
        ).digest()
    )


def commitment(nonce: bytes) -> Digest:
    """What the offerer shows of its nonce before the acceptor has shown its own."""
    return Digest(sha256(label("commit") + nonce).digest())


def frame_secret_hash(secret: bytes) -> Digest:
    """What a leg's act shows of a console's frame secret, which itself is never recorded."""
    return Digest(sha256(label("frame-secret") + secret).digest())


def frame_keys(
    transcript: Digest, offer_secret: bytes, accept_secret: bytes
) -> tuple[bytes, bytes]:
    """AES-256-GCM keys of a leg: offerer to acceptor, and back."""
    master = HKDF.extract(SHA256(), transcript, offer_secret + accept_secret)
    out, back = (
        HKDFExpand(SHA256(), 32, label("frame") + bytes((way,))).derive(master)
        for way in (0, 1)
    )
    return out, back


def word_numbers(
    transcript: Digest, offer_nonce: bytes, accept_nonce: bytes
) -> tuple[int, int, int, int]:
    """The four check words of a leg, as places from 0 to 1,023 in each language's list."""
    digest = sha256(label("words") + transcript + offer_nonce + accept_nonce).digest()
    first, second, third, fourth = _numbers(digest, LEG_WORDS)
    return first, second, third, fourth


def root_words(digest: Digest) -> tuple[int, ...]:
    """The twelve words that delegations read aloud to compare a digest: 120 bits of it."""
    return _numbers(sha256(label("root-words") + digest).digest(), ROOT_WORDS)


def medium_words(digest: Digest) -> tuple[int, ...]:
    """The six words that name one carriage, shown where it is written and where it is read."""
    return _numbers(sha256(label("medium-words") + digest).digest(), MEDIUM_WORDS)


def _numbers(digest: bytes, count: int) -> tuple[int, ...]:
    """The first `count` numbers of 10 bits."""
    whole = int.from_bytes(digest, "big")
    return tuple(
        whole >> 8 * len(digest) - WORD_BITS * place & (1 << WORD_BITS) - 1
        for place in range(1, count + 1)
    )
