"""A passphrase and the key that comes of it: for root keys and for backups.

Argon2id (RFC 9106, second recommended choice) turns the passphrase into a key of
ChaCha20-Poly1305. A fresh salt each time makes a key that is used for one file only.
"""

import secrets
from typing import Final
from unicodedata import normalize

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from openline.core.codec import Struct
from openline.core.crypto.keys import Bytes16
from openline.core.errors import LocalError

PASSPHRASE_CHARACTERS: Final = 12
MEMORY_KIB: Final = 65_536
PASSES: Final = 3
LANES: Final = 4
MOST_MEMORY_KIB: Final = 4_194_304
MOST_PASSES: Final = 64
MOST_LANES: Final = 64


class WeakPassphrase(LocalError):
    """A new passphrase is too short to protect anything."""

    code = "weak-passphrase"
    default_advice = "Use six random words or more."


class WrongPassphrase(LocalError):
    """The passphrase does not open the file, or the file was altered."""

    code = "wrong-passphrase"
    default_advice = "Check keyboard layout and capital letters, then try again."


class Sealing(Struct):
    """How the passphrase becomes a key."""

    kind: str
    memory_kib: int
    passes: int
    lanes: int
    salt: Bytes16

    def usable(self, kind: str) -> bool:
        """Whether it is for a file of this kind, with costs that this machine can bear."""
        return (
            self.kind == kind
            and 0 < self.lanes <= MOST_LANES
            and 8 * self.lanes <= self.memory_kib <= MOST_MEMORY_KIB
            and 0 < self.passes <= MOST_PASSES
        )


def new_sealing(kind: str, passphrase: str) -> Sealing:
    """How a new file of a kind is to be sealed.

    Raises:
        WeakPassphrase: It has fewer than 12 characters.
    """
    if len(passphrase) < PASSPHRASE_CHARACTERS:
        raise WeakPassphrase(
            f"The passphrase has fewer than {PASSPHRASE_CHARACTERS} characters.",
            least=PASSPHRASE_CHARACTERS,
        )
    return Sealing(kind, MEMORY_KIB, PASSES, LANES, secrets.token_bytes(16))


def cipher(sealing: Sealing, passphrase: str) -> ChaCha20Poly1305:
    """Return the cipher; its key belongs to one file alone, so nonces may simply count."""
    derivation = Argon2id(
        salt=sealing.salt,
        length=32,
        iterations=sealing.passes,
        lanes=sealing.lanes,
        memory_cost=sealing.memory_kib,
    )
    return ChaCha20Poly1305(derivation.derive(normalize("NFC", passphrase).encode()))
