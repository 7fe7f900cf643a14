"""Verification of hybrid signatures: Ed25519 and ML-DSA, and both must hold.

A station signs with Ed25519 and ML-DSA-44, a root with Ed25519 and ML-DSA-87, the ML-DSA
context empty. Signing needs secret keys and randomness, so it is done by the station's signer.

Spec: docs/spec/00-notation.md, 2.
"""

from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey, MLDSA87PublicKey

from openline.core.crypto.keys import RootKeys, StationKeys, check_ed25519
from openline.core.errors import BadSignature

ED_SIGNATURE: Final = 64
ML_SIGNATURE: Final = 2420
ML87_SIGNATURE: Final = 4627
STATION_SIGNATURE: Final = ED_SIGNATURE + ML_SIGNATURE
ROOT_SIGNATURE: Final = ED_SIGNATURE + ML87_SIGNATURE


@lru_cache(maxsize=1024)
def _ed_key(ed: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(check_ed25519(ed))


# Few: a key that has verified once holds 25 KiB, and to load it again costs next to nothing.
@lru_cache(maxsize=16)
def _ml_key(ml: bytes) -> MLDSA44PublicKey:
    try:
        return MLDSA44PublicKey.from_public_bytes(ml)
    except ValueError:
        raise BadSignature("The ML-DSA-44 key cannot be used.") from None


@lru_cache(maxsize=64)
def _ml87_key(ml87: bytes) -> MLDSA87PublicKey:
    try:
        return MLDSA87PublicKey.from_public_bytes(ml87)
    except ValueError:
        raise BadSignature("The ML-DSA-87 key cannot be used.") from None


def verify_ed(ed: bytes, message: bytes, signature: bytes) -> None:
    """Check an Ed25519 signature of 64 bytes under the key `ed` of 32 bytes.

    Raises:
        BadSignature: It does not verify, or the key must be refused.
    """
    try:
        _ed_key(ed).verify(signature, message)
    except InvalidSignature:
        raise BadSignature("The Ed25519 signature does not verify.") from None


def verify_ml(ml: bytes, message: bytes, signature: bytes) -> None:
    """Check an ML-DSA-44 signature of 2,420 bytes under the key `ml` of 1,312 bytes.

    Raises:
        BadSignature: It does not verify, or the key cannot be used.
    """
    try:
        _ml_key(ml).verify(signature, message)
    except InvalidSignature:
        raise BadSignature("The ML-DSA-44 signature does not verify.") from None


def verify_station(keys: StationKeys, message: bytes, signature: bytes) -> None:
    """Check a station's signature: Ed25519 (64 bytes), then ML-DSA-44 (2,420 bytes).

    Raises:
        BadSignature: The length is wrong or either half does not verify.
    """
    if len(signature) != STATION_SIGNATURE:
        raise BadSignature(f"A station's signature has {STATION_SIGNATURE} bytes.")
    verify_ed(keys.ed, message, signature[:ED_SIGNATURE])
    verify_ml(keys.ml, message, signature[ED_SIGNATURE:])


def verify_root(keys: RootKeys, message: bytes, signature: bytes) -> None:
    """Check a root's signature: Ed25519 (64 bytes), then ML-DSA-87 (4,627 bytes).

    Raises:
        BadSignature: The length is wrong or either half does not verify.
    """
    if len(signature) != ROOT_SIGNATURE:
        raise BadSignature(f"A root signature has {ROOT_SIGNATURE} bytes.")
    verify_ed(keys.ed, message, signature[:ED_SIGNATURE])
    try:
        _ml87_key(keys.ml87).verify(signature[ED_SIGNATURE:], message)
    except InvalidSignature:
        raise BadSignature("The ML-DSA-87 signature does not verify.") from None
