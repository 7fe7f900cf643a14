"""What a station and a relay say to each other: one byte of kind, then ENC.

Spec: docs/spec/21-relay.md, 4.
"""

from typing import Annotated, Final

from msgspec import Meta

from openline.core.codec import Struct, encode, parse
from openline.core.crypto.keys import Bytes16, Bytes32
from openline.core.errors import Malformed
from openline.paths.mailbox import PIECE_BYTES

MESSAGE_BYTES: Final = PIECE_BYTES + 64
"""The largest message. Spec 21, 4.1."""
BOXES: Final = 2_048
"""So many mailboxes one station opens or watches at most. Spec 21, 4.1."""
CREDENTIAL_BYTES: Final = 52

Count = Annotated[int, Meta(ge=0, le=1 << 53)]


class Hello(Struct):
    """A station shows its credential; the first thing that it says."""

    credential: Annotated[bytes, Meta(max_length=CREDENTIAL_BYTES)]


class Read(Struct):
    """The read keys of all mailboxes that the station reads; replaces those said before."""

    keys: Annotated[tuple[Bytes32, ...], Meta(max_length=BOXES)]


class Watch(Struct):
    """The mailboxes whose reader's presence is to be told; replaces those said before."""

    boxes: Annotated[tuple[Bytes16, ...], Meta(max_length=BOXES)]


class Put(Struct):
    """Lay a piece into a mailbox. `keep`: also while its reader is away."""

    box: Bytes16
    keep: bool
    data: Annotated[bytes, Meta(min_length=1, max_length=PIECE_BYTES)]


class Done(Struct):
    """The station has this piece; the relay forgets it."""

    number: Count


class Welcome(Struct):
    """The credential is good until then (seconds since 1970)."""

    until_s: Count


class Piece(Struct):
    """A piece from a mailbox that the station reads."""

    number: Count
    box: Bytes16
    data: Annotated[bytes, Meta(min_length=1, max_length=PIECE_BYTES)]


class Present(Struct):
    """Whether a watched mailbox has a reader now. A relay's word: it proves nothing."""

    box: Bytes16
    present: bool


class Refused(Struct):
    """What the relay does not do: `not-accepted`, `expired`, or `full`."""

    code: Annotated[str, Meta(pattern=r"^[a-z-]{1,32}\Z")]


Talk = Hello | Read | Watch | Put | Done | Welcome | Piece | Present | Refused

_KINDS: Final[dict[int, type[Talk]]] = {
    1: Hello,
    2: Read,
    3: Watch,
    4: Put,
    5: Done,
    16: Welcome,
    17: Piece,
    18: Present,
    19: Refused,
}
_NUMBERS: Final = {shape: kind for kind, shape in _KINDS.items()}


def encode_talk(talk: Talk) -> bytes:
    """The bytes of a message."""
    return bytes((_NUMBERS[type(talk)],)) + encode(talk)


def parse_talk(data: bytes) -> Talk:
    """Read a message from hostile bytes.

    Raises:
        Malformed, TooLarge: It is none.
    """
    shape = _KINDS.get(data[0]) if data else None
    if shape is None:
        raise Malformed("The bytes are no message between station and relay.")
    return parse(shape, data[1:], limit=MESSAGE_BYTES)
