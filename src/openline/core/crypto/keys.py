"""Identifiers, public keys and labels.

Every hash and signature of Openline begins with a label of its own, so that bytes made for one
purpose never pass for another. Ed25519 keys of small order, under which one signature verifies
for every message, and keys in a second encoding are refused.

Spec: docs/spec/00-notation.md, 1 and 2; docs/spec/01-identities.md.
"""

from functools import lru_cache
from hashlib import sha256
from typing import Annotated, Final, NewType

from msgspec import Meta

from openline.core.codec import Struct
from openline.core.errors import BadSignature

Bytes8 = Annotated[bytes, Meta(min_length=8, max_length=8)]
Bytes16 = Annotated[bytes, Meta(min_length=16, max_length=16)]
Bytes32 = Annotated[bytes, Meta(min_length=32, max_length=32)]

PartyId = NewType("PartyId", Bytes32)
StationId = NewType("StationId", Bytes32)
LineId = NewType("LineId", Bytes32)
FeedId = NewType("FeedId", Bytes16)
Digest = NewType("Digest", Bytes32)
SessionId = NewType("SessionId", Bytes8)
SealKeyId = NewType("SealKeyId", Bytes8)

ED25519_BYTES: Final = 32
MLDSA44_BYTES: Final = 1312
MLDSA87_BYTES: Final = 2592

_FIELD: Final = (1 << 255) - 19
_SIGN: Final = 1 << 255
# The y coordinates of the eight points whose order divides 8; the sign of x does not matter.
_SMALL_ORDER_Y: Final = frozenset(
    {
        0,
        1,
        _FIELD - 1,
        0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
    }
)


def label(name: str) -> bytes:
    """Return L(name): the prefix of everything hashed or signed for one purpose."""
    return b"openline/v1/" + name.encode("ascii") + b"\x00"


class StationKeys(Struct):
    """The signing keys of a station: Ed25519 and ML-DSA-44, always used together."""

    ed: Annotated[bytes, Meta(min_length=ED25519_BYTES, max_length=ED25519_BYTES)]
    ml: Annotated[bytes, Meta(min_length=MLDSA44_BYTES, max_length=MLDSA44_BYTES)]

    @property
    def station_id(self) -> StationId:
        """H(L("station") || ed || ml)."""
        return _station_id(self.ed, self.ml)


class RootKeys(Struct):
    """One root key pair of a party: Ed25519 and ML-DSA-87, kept offline."""

    ed: Annotated[bytes, Meta(min_length=ED25519_BYTES, max_length=ED25519_BYTES)]
    ml87: Annotated[bytes, Meta(min_length=MLDSA87_BYTES, max_length=MLDSA87_BYTES)]


@lru_cache(maxsize=1024)
def _station_id(ed: bytes, ml: bytes) -> StationId:
    return StationId(sha256(label("station") + ed + ml).digest())


def check_ed25519(ed: bytes) -> bytes:
    """Return `ed` if it may be trusted as an Ed25519 public key.

    Raises:
        BadSignature: Wrong length, a second encoding of a point, or a point of small order.

    Source: RFC 8032, 5.1.2 and 5.1.3; docs/spec/00-notation.md, 2.
    """
    if len(ed) != ED25519_BYTES:
        raise BadSignature(f"An Ed25519 key has {ED25519_BYTES} bytes, this one {len(ed)}.")
    y = int.from_bytes(ed, "little") & (_SIGN - 1)
    if y >= _FIELD:
        raise BadSignature("The Ed25519 key is not in its canonical encoding.")
    if y in _SMALL_ORDER_Y:
        raise BadSignature("The Ed25519 key is of small order: anybody could sign for it.")
    return ed
