"""A relay's card: where it is, its key, and the credential that its operator gave to us.

Spec: docs/spec/21-relay.md, 5.
"""

import base64
import binascii
from pathlib import Path
from typing import Final

import msgspec

from openline.station.config import parse_listen
from openline.station.tomlfile import BadFile, read_toml

RELAY_CARD_BYTES: Final = 4_096
"""The largest file that is read: cards come from others, and have 300 bytes."""


class RelayCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in the file. `pin` in hexadecimal, `credential` in base64url."""

    address: str
    pin: str
    credential: str

    def __repr__(self) -> str:
        return f"RelayCard({self.address})"

    @property
    def pin_bytes(self) -> bytes:
        """SHA-256 of the relay's public TLS key."""
        return bytes.fromhex(self.pin)

    @property
    def credential_bytes(self) -> bytes:
        """What is shown to the relay."""
        return base64.urlsafe_b64decode(self.credential)


def load_relay_card(path: Path) -> RelayCard:
    """Read a card.

    Raises:
        NoSuchFile, NotReadable, BadFile, BadInput: It cannot be used.
    """
    card = read_toml(path, RelayCard, limit=RELAY_CARD_BYTES)
    parse_listen(card.address)
    try:
        fits = (len(card.pin_bytes), len(card.credential_bytes)) == (32, 52)
    except (ValueError, binascii.Error):
        fits = False
    if not fits:
        raise BadFile(
            f"{path} is not whole.", advice="Have the relay's operator send it again."
        )
    return card


def encode_relay_card(card: RelayCard) -> bytes:
    """The bytes of a card's file."""
    lines = [
        "# A relay for a station of Openline. Keep it secret: who has it may use the relay.",
        f'address = "{card.address}"',
        f'pin = "{card.pin}"',
        f'credential = "{card.credential}"',
    ]
    return ("\n".join(lines) + "\n").encode()
