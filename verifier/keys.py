"""Hashes, labels and signatures (spec 00, 1 and 2; 04, 3)."""

from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey, MLDSA87PublicKey

ED: Final = 64
ML44: Final = 2_420
ML87: Final = 4_627

_P: Final = (1 << 255) - 19
_SMALL: Final = {
    0,
    1,
    _P - 1,
    int.from_bytes(
        bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        "little",
    ),
    int.from_bytes(
        bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
        "little",
    ),
}


def digest(data: bytes) -> bytes:
    """H."""
    return sha256(data).digest()


def label(name: str) -> bytes:
    """L(name)."""
    return b"openline/v1/" + name.encode() + b"\0"


def usable(ed: bytes) -> bool:
    """Whether an Ed25519 public key may be used at all (00, 2.4)."""
    y = int.from_bytes(ed, "little") & ((1 << 255) - 1)
    return len(ed) == 32 and y < _P and y not in _SMALL


@lru_cache(maxsize=4_096)
def _ed(key: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(key)


@lru_cache(maxsize=4_096)
def _ml44(key: bytes) -> MLDSA44PublicKey:
    return MLDSA44PublicKey.from_public_bytes(key)


# Few: a key that has verified once holds 25 KiB.
@lru_cache(maxsize=64)
def _ml87(key: bytes) -> MLDSA87PublicKey:
    return MLDSA87PublicKey.from_public_bytes(key)


def ed_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an Ed25519 signature verifies."""
    try:
        if not usable(key):
            return False
        _ed(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def ml44_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether an ML-DSA-44 signature verifies."""
    try:
        _ml44(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def root_signed(ed: bytes, ml87: bytes, message: bytes, signature: bytes) -> bool:
    """Whether both halves of a root key's signature verify."""
    if len(signature) != ED + ML87 or not ed_signed(ed, message, signature[:ED]):
        return False
    try:
        _ml87(ml87).verify(signature[ED:], message)
    except (InvalidSignature, ValueError):
        return False
    return True


def ed_message(feed: bytes, size: int, root: bytes, time: int) -> bytes:
    """What Ed25519 signs in a statement (04, 3.2)."""
    lines = (
        "cosignature/v1",
        f"time {time}",
        f"openline/v1/{feed.hex()}",
        str(size),
        b64encode(root).decode(),
    )
    return "".join(f"{line}\n" for line in lines).encode()


def ml_message(feed: bytes, size: int, root: bytes, time: int, signer: bytes) -> bytes:
    """What ML-DSA-44 signs in a statement (04, 3.3)."""
    name = f"openline/v1/{signer.hex()}".encode()
    origin = f"openline/v1/{feed.hex()}".encode()
    parts = (
        b"subtree/v1\n\0",
        bytes((len(name),)),
        name,
        time.to_bytes(8, "big"),
        bytes((len(origin),)),
        origin,
        bytes(8),
        size.to_bytes(8, "big"),
        root,
    )
    return b"".join(parts)
