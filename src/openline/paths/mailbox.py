"""Mailboxes at a relay: named by secrets of a line, turned each day, filled with equal pieces.

Whoever reads a mailbox shows its read key; whoever writes knows its name, a hash of that key.
What lies in it is sealed once more, under a key of that mailbox, and padded, so that a relay
sees neither station ids nor which kind of bytes it carries.

Spec: docs/spec/21-relay.md, 2 and 3.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Final, NewType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from openline.core.crypto.keys import LineId, StationId, label
from openline.core.errors import CannotOpen

BoxId = NewType("BoxId", bytes)

BOX_BYTES: Final = 16
KEY_BYTES: Final = 32
DAY_S: Final = 86_400
DAYS_BACK: Final = 8
"""A reader opens the mailboxes of so many days before today, and tomorrow's. Spec 21, 2.3."""
SIZES: Final = (512, 1_280, 4_608, 17_408, 66_560, 131_328)
PIECE_BYTES: Final = SIZES[-1] + 28
_NONCE: Final = 12


@dataclass(frozen=True)
class Mailbox:
    """One direction between two stations on one day."""

    box: BoxId
    read_key: bytes = field(repr=False)
    seal_key: bytes = field(repr=False)

    def wrap(self, data: bytes, random: Callable[[int], bytes]) -> bytes:
        """Seal and pad at most 128 KiB."""
        size = next(step for step in SIZES if len(data) + 4 <= step)
        plaintext = (len(data).to_bytes(4, "big") + data).ljust(size, b"\x00")
        nonce = random(_NONCE)
        return nonce + ChaCha20Poly1305(self.seal_key).encrypt(nonce, plaintext, self.box)

    def unwrap(self, piece: bytes) -> bytes:
        """Open what lay in this mailbox.

        Raises:
            CannotOpen: It was altered, or lay in another one.
        """
        try:
            cipher = ChaCha20Poly1305(self.seal_key)
            plaintext = cipher.decrypt(piece[:_NONCE], piece[_NONCE:], self.box)
        except (InvalidTag, ValueError):
            raise CannotOpen("A relay handed over altered bytes.") from None
        end = 4 + int.from_bytes(plaintext[:4], "big")
        if len(plaintext) not in SIZES or end > len(plaintext) or any(plaintext[end:]):
            raise CannotOpen("A piece from a relay is not padded as the specification says.")
        return plaintext[4:end]


def box_of(read_key: bytes) -> BoxId:
    """H(L("mailbox") || read key), the first 16 bytes: what writers name."""
    return BoxId(sha256(label("mailbox") + read_key).digest()[:BOX_BYTES])


def line_secret(line: LineId, psk: bytes | None) -> bytes:
    """What both sides derive the mailboxes of a line from, 32 bytes."""
    secret = HKDF.extract(SHA256(), psk or bytes(32), line)
    return HKDFExpand(SHA256(), KEY_BYTES, label("mailboxes")).derive(secret)


@lru_cache(maxsize=4_096)
def mailbox(secret: bytes, sender: StationId, recipient: StationId, day: int) -> Mailbox:
    """The mailbox of a direction on a day (days since 1970)."""
    info = label("mailbox") + sender + recipient + day.to_bytes(8, "big")
    keys = HKDFExpand(SHA256(), 2 * KEY_BYTES, info).derive(secret)
    read_key = keys[:KEY_BYTES]
    return Mailbox(box_of(read_key), read_key, keys[KEY_BYTES:])
