"""What a relay gives a party so that it may use it: proof of itself, and it expires.

The relay keeps no list of those that it gave; one that was lost is named in `relay.toml`.

Spec: docs/spec/21-relay.md, 5.
"""

import hmac
import struct
from hashlib import sha256
from typing import Final

import msgspec

from openline.core.crypto.keys import label
from openline.core.errors import LocalError

_BODY: Final = struct.Struct(">8sQI")
_MAC_BYTES: Final = 32


class CredentialExpired(LocalError):
    """A credential whose time is over."""

    code = "credential-expired"
    default_advice = "Have the relay's operator give a new one."


class CredentialUnknown(LocalError):
    """A credential that this relay did not give, or that its operator took back."""

    code = "credential-unknown"
    default_advice = "Compare the file with the one that the relay's operator gave."


class Credential(msgspec.Struct, frozen=True):
    """What its holder may do.

    Attributes:
        name: 8 bytes, by which the operator takes it back.
        until_s: Seconds since 1970.
        mib: So many MiB may wait in mailboxes.
    """

    name: bytes
    until_s: int
    mib: int


def encode_credential(credential: Credential, secret: bytes) -> bytes:
    """The 52 bytes that a holder shows."""
    body = _BODY.pack(credential.name, credential.until_s, credential.mib)
    return body + _mac(body, secret)


def verify_credential(data: bytes, secret: bytes, now_s: int) -> Credential:
    """Read a credential.

    Raises:
        CredentialUnknown: This relay did not make it.
        CredentialExpired: Its time is over.
    """
    body, mac = data[: _BODY.size], data[_BODY.size :]
    if len(mac) != _MAC_BYTES or not hmac.compare_digest(mac, _mac(body, secret)):
        raise CredentialUnknown("The credential was not given by this relay.")
    credential = Credential(*_BODY.unpack(body))
    if now_s >= credential.until_s:
        raise CredentialExpired("The credential has expired.")
    return credential


def _mac(body: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, label("relay-credential") + body, sha256)
