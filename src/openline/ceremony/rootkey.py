"""A party's root key: Ed25519 and ML-DSA-87, kept in one file under a passphrase.

The parameters that make the passphrase a key are authenticated with the sealed keys.
"""

from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA87PrivateKey

from openline.core.codec import Struct, encode, parse
from openline.core.crypto.keys import RootKeys
from openline.core.errors import Malformed
from openline.core.identity import RootSignature
from openline.station.files import SECRET_MODE, read_bytes, write_new
from openline.station.passphrase import Sealing, WrongPassphrase, cipher, new_sealing

KIND: Final = "openline root key 1"
FILE_BYTES: Final = 4_096


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
    sealing = new_sealing(KIND, passphrase)
    ed, ml = Ed25519PrivateKey.generate(), MLDSA87PrivateKey.generate()
    plain = ed.private_bytes_raw() + ml.private_bytes_raw()
    sealed = cipher(sealing, passphrase).encrypt(bytes(12), plain, encode(sealing))
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
    if not sealing.usable(KIND):
        raise Malformed(f"{path} is not a root key of this version.")
    try:
        plain = cipher(sealing, passphrase).decrypt(bytes(12), file.sealed, encode(sealing))
        ed = Ed25519PrivateKey.from_private_bytes(plain[:32])
        ml = MLDSA87PrivateKey.from_seed_bytes(plain[32:])
    except InvalidTag:
        raise WrongPassphrase("The passphrase does not open the root key.") from None
    except ValueError:
        raise Malformed(f"{path} is not a root key of this version.") from None
    return RootKey(ed, ml)
