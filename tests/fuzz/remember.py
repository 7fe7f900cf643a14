"""A memory of the signatures that were found good, under the readers' feet.

Inputs are made from a few good ones, so the same unaltered signatures are checked millions of
times, and most of a reader's time goes there. Here the library's public keys remember what they
said yes to: a key, a message and a signature that are byte for byte those of an earlier yes are
not computed again. Everything else is, and a no is never remembered. So verdicts are the
library's, and no part of our own is replaced.

The readers take the keys from the library when they are first imported: `remember_signatures`
comes before that, in a process that does nothing else.
"""

import sys
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ed25519, mldsa

MOST: Final = 4_096
"""Good signatures are those of the good inputs: a few hundred."""


def remembering(kind: Any) -> type:
    """Return what stands for a kind of public key of the library and has a memory."""
    known: set[tuple[bytes, bytes, bytes]] = set()

    class Key:
        """A public key of the library, and its bytes."""

        def __init__(self, key: Any, data: bytes) -> None:
            self._key = key
            self._data = data

        @classmethod
        def from_public_bytes(cls, data: bytes) -> "Key":
            """Read a key as the library does, with its errors."""
            return cls(kind.from_public_bytes(data), data)

        def verify(self, signature: bytes, message: bytes) -> None:
            """Raise InvalidSignature unless the signature is good."""
            triple = (self._data, message, signature)
            if triple not in known:
                self._key.verify(signature, message)
                if len(known) < MOST:
                    known.add(triple)

    return Key


def remember_signatures() -> None:
    """Give the library's keys a memory, for all that is imported from now on."""
    assert "openline.core" not in sys.modules, "the readers have their keys already"
    for place, name in (
        (ed25519, "Ed25519PublicKey"),
        (mldsa, "MLDSA44PublicKey"),
        (mldsa, "MLDSA87PublicKey"),
    ):
        setattr(place, name, remembering(getattr(place, name)))
