"""The station's secret keys: made once, kept in files that only the station's user may read.

`signing.key` holds Ed25519 and ML-DSA-44 as PKCS #8 in PEM; `courier.key` and `sealing.key`
hold the 32 bytes from which a sealing key is made, in hexadecimal. `KeyFileSigner` is the
signer that uses the first.
"""

import datetime
import hashlib
import secrets
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.x509.oid import NameOID

from openline.core.crypto.keys import Digest, StationKeys
from openline.core.crypto.sealing import SECRET_BYTES, SealingKey
from openline.core.errors import IntegrityError
from openline.station.files import SECRET_MODE, read_bytes, write_new

KEY_FILE_BYTES: Final = 65_536
TLS_DAYS: Final = 3_650


class BadKeyFile(IntegrityError):
    """A key file of the station cannot be read as what it should hold."""

    code = "bad-key-file"
    default_advice = "Restore the file from the backup of the station's keys."


class KeyFileSigner:
    """Signs with the keys of one `signing.key`; implements `ports.signer.Signer`."""

    def __init__(self, ed: Ed25519PrivateKey, ml: MLDSA44PrivateKey) -> None:
        self._ed = ed
        self._ml = ml
        self._keys = StationKeys(
            ed.public_key().public_bytes_raw(), ml.public_key().public_bytes_raw()
        )

    @property
    def keys(self) -> StationKeys:
        """The public keys."""
        return self._keys

    def sign_ed(self, message: bytes) -> bytes:
        """Ed25519 over `message`: 64 bytes."""
        return self._ed.sign(message)

    def sign_ml(self, message: bytes) -> bytes:
        """ML-DSA-44 over `message`, empty context: 2,420 bytes."""
        return self._ml.sign(message)


def pem(key: Ed25519PrivateKey | MLDSA44PrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    """Return a secret key as PKCS #8 in PEM, not encrypted."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def make_signing_key(path: Path) -> KeyFileSigner:
    """Make and keep a station's signing keys."""
    ed, ml = Ed25519PrivateKey.generate(), MLDSA44PrivateKey.generate()
    write_new(path, pem(ed) + pem(ml), mode=SECRET_MODE)
    return KeyFileSigner(ed, ml)


def load_signing_key(path: Path) -> KeyFileSigner:
    """Read a station's signing keys.

    Raises:
        BadKeyFile: The file does not hold them.
        NoSuchFile, NotReadable, DiskFailed: It cannot be read.
    """
    ed, ml = _load(path)
    if not (isinstance(ed, Ed25519PrivateKey) and isinstance(ml, MLDSA44PrivateKey)):
        raise BadKeyFile(f"{path} does not hold a station's signing keys.")
    return KeyFileSigner(ed, ml)


def make_sealing_key(path: Path) -> SealingKey:
    """Make a key pair for sealing and keep its seed."""
    seed = secrets.token_bytes(SECRET_BYTES)
    write_secret(path, seed)
    return SealingKey(seed)


def write_secret(path: Path, secret: bytes) -> None:
    """Keep 32 secret bytes in a new file, in hexadecimal."""
    write_new(path, secret.hex().encode() + b"\n", mode=SECRET_MODE)


def read_secret(path: Path) -> bytes:
    """Read 32 secret bytes: the seed of a sealing key, or a secret from the ceremony.

    Raises:
        BadKeyFile: The file does not hold 64 hexadecimal digits.
        NoSuchFile, NotReadable, DiskFailed: It cannot be read.
    """
    try:
        secret = bytes.fromhex(read_bytes(path, KEY_FILE_BYTES).decode("ascii"))
    except ValueError:
        secret = b""
    if len(secret) != SECRET_BYTES:
        raise BadKeyFile(f"{path} does not hold a secret of 32 bytes in hexadecimal.")
    return secret


def make_tls(key_path: Path, certificate_path: Path, now: datetime.datetime) -> Digest:
    """Make a self-signed TLS certificate for the line; return the SHA-256 of its key's SPKI."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "openline station")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=TLS_DAYS))
        .sign(key, hashes.SHA256())
    )
    write_new(key_path, pem(key), mode=SECRET_MODE)
    write_new(certificate_path, certificate.public_bytes(serialization.Encoding.PEM))
    spki = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return Digest(hashlib.sha256(spki).digest())


def _load(path: Path) -> tuple[object, object]:
    end = b"-----END PRIVATE KEY-----\n"
    blocks = [block + end for block in read_bytes(path, KEY_FILE_BYTES).split(end) if block]
    if len(blocks) != 2:
        raise BadKeyFile(f"{path} does not hold two keys.")
    try:
        first, second = (serialization.load_pem_private_key(b, password=None) for b in blocks)
    except ValueError:
        raise BadKeyFile(f"{path} does not hold keys in PEM.") from None
    return first, second
