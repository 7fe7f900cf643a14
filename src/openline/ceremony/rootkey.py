"""A party's root key: Ed25519 and ML-DSA-87, kept in one file under a passphrase.

Argon2id (RFC 9106, second recommended choice) turns the passphrase into the key of
ChaCha20-Poly1305; the parameters are authenticated with the sealed keys.
"""

import secrets
from pathlib import Path
from typing import Final
from unicodedata import normalize

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA87PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from openline.core.codec import Struct, encode, parse
from openline.core.crypto.keys import Bytes16, RootKeys
from openline.core.errors import LocalError, Malformed
from openline.core.identity import RootSignature
from openline.station.files import SECRET_MODE, read_bytes, write_new

KIND: Final = "openline root key 1"
PASSPHRASE_CHARACTERS: Final = 12
MEMORY_KIB: Final = 65_536
PASSES: Final = 3
LANES: Final = 4
MOST_MEMORY_KIB: Final = 4_194_304
MOST_PASSES: Final = 64
FILE_BYTES: Final = 4_096


class WeakPassphrase(LocalError):
    """A new passphrase is too short to protect a root key."""

    code = "weak-passphrase"
    default_advice = "Use six random words or more."


class WrongPassphrase(LocalError):
    """The passphrase does not open the root key, or the file was altered."""

    code = "wrong-passphrase"
    default_advice = "Check keyboard layout and capital letters, then try again."


class Sealing(Struct):
    """How the passphrase becomes a key."""

    kind: str
    memory_kib: int
    passes: int
    lanes: int
    salt: Bytes16


class SealedRootKey(Struct):
    """The file `root.key`."""

    sealing: Sealing
    sealed: bytes


class RootKey:
    """A root key, opened. Keep it no longer than the one act needs."""

    def __init__(self, ed: Ed25519PrivateKey, ml: MLDSA87PrivateKey) -> None:
        self._ed = ed
        self._ml = ml
        self.keys = RootKeys(
            ed.public_key().public_bytes_raw(), ml.public_key().public_bytes_raw()
        )

    def sign(self, message: bytes, *, place: int) -> RootSignature:
        """Sign as the key at `place` of a root statement."""
        return RootSignature(place, self._ed.sign(message) + self._ml.sign(message))


def make_root_key(path: Path, passphrase: str) -> RootKey:
    """Make a root key and keep it under a passphrase.

    Raises:
        WeakPassphrase: It has fewer than 12 characters.
        FileInTheWay, NoSuchFile, NotReadable, DiskFull, DiskFailed: The file cannot be made.
    """
    if len(passphrase) < PASSPHRASE_CHARACTERS:
        raise WeakPassphrase(
            f"The passphrase has fewer than {PASSPHRASE_CHARACTERS} characters.",
            least=PASSPHRASE_CHARACTERS,
        )
    ed, ml = Ed25519PrivateKey.generate(), MLDSA87PrivateKey.generate()
    sealing = Sealing(KIND, MEMORY_KIB, PASSES, LANES, secrets.token_bytes(16))
    plain = ed.private_bytes_raw() + ml.private_bytes_raw()
    sealed = _cipher(sealing, passphrase).encrypt(bytes(12), plain, encode(sealing))
    write_new(path, encode(SealedRootKey(sealing, sealed)), mode=SECRET_MODE)
    return RootKey(ed, ml)


def open_root_key(path: Path, passphrase: str) -> RootKey:
    """Open a root key with its passphrase.

    Raises:
        WrongPassphrase: It does not open.
        Malformed: The file is no root key of this version.
        NoSuchFile, NotReadable, DiskFailed: It cannot be read.
    """
    file = parse(SealedRootKey, read_bytes(path, FILE_BYTES))
    sealing = file.sealing
    if (
        sealing.kind != KIND
        or not 8 * sealing.lanes <= sealing.memory_kib <= MOST_MEMORY_KIB
        or not 0 < sealing.passes <= MOST_PASSES
        or not sealing.lanes > 0
    ):
        raise Malformed(f"{path} is not a root key of this version.")
    try:
        plain = _cipher(sealing, passphrase).decrypt(bytes(12), file.sealed, encode(sealing))
        ed = Ed25519PrivateKey.from_private_bytes(plain[:32])
        ml = MLDSA87PrivateKey.from_seed_bytes(plain[32:])
    except InvalidTag:
        raise WrongPassphrase("The passphrase does not open the root key.") from None
    except ValueError:
        raise Malformed(f"{path} is not a root key of this version.") from None
    return RootKey(ed, ml)


def _cipher(sealing: Sealing, passphrase: str) -> ChaCha20Poly1305:
    """Return the cipher. Its key is used once (fresh salt), so the nonce may be zero."""
    derivation = Argon2id(
        salt=sealing.salt,
        length=32,
        iterations=sealing.passes,
        lanes=sealing.lanes,
        memory_cost=sealing.memory_kib,
    )
    return ChaCha20Poly1305(derivation.derive(normalize("NFC", passphrase).encode()))
