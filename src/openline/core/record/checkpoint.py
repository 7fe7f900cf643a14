"""Statements: one structure for an author's checkpoint and another party's receipt.

A statement says "I durably store every entry of this feed below size", and never that they are
valid, read or agreed. Signed by the station named in the feed's entry 0 it is a checkpoint; by
another party's station, a receipt. Its signatures are C2SP cosignatures, so that other people's
tools can read and witness them; on the wire it is binary.

Spec: docs/spec/04-checkpoint.md. Source: c2sp.org/tlog-checkpoint, c2sp.org/tlog-cosignature.
"""

import struct
from base64 import b64encode
from typing import Annotated, Final

from msgspec import Meta

from openline.core.codec import Struct
from openline.core.crypto.keys import Digest, FeedId, StationId, StationKeys
from openline.core.crypto.signatures import ED_SIGNATURE, ML_SIGNATURE, verify_ed, verify_ml
from openline.core.errors import BadSignature, Malformed

NAME_PREFIX: Final = "openline/v1/"
_HEAD: Final = struct.Struct(">16sQ32sQB")
_WITH_ED: Final = 1
_WITH_BOTH: Final = 3
PROVISIONAL_BYTES: Final = _HEAD.size + ED_SIGNATURE
FIRM_BYTES: Final = PROVISIONAL_BYTES + ML_SIGNATURE
_MAX: Final = (1 << 63) - 1


class Statement(Struct):
    """A signed tree head of one feed.

    Attributes:
        feed: The feed.
        size: Entries covered.
        root: Root over the first `size` entries.
        time: Seconds since 1970, never 0; of this key and feed never less than before.
        ed: The Ed25519 signature; empty only before signing.
        ml: The ML-DSA-44 signature; empty on a provisional statement.
    """

    feed: FeedId
    size: int
    root: Digest
    time: int
    ed: Annotated[bytes, Meta(max_length=ED_SIGNATURE)]
    ml: Annotated[bytes, Meta(max_length=ML_SIGNATURE)]

    @property
    def provisional(self) -> bool:
        """Whether Ed25519 alone signs it: enough to alert and to show, never for evidence."""
        return bool(self.ed) and not self.ml

    @property
    def firm(self) -> bool:
        """Whether both signatures are there."""
        return bool(self.ed) and bool(self.ml)


def origin(feed: FeedId) -> str:
    """The C2SP origin of a feed: opaque, so that no witness learns a party's name from it."""
    return NAME_PREFIX + feed.hex()


def key_name(station: StationId) -> str:
    """The C2SP key name of a station."""
    return NAME_PREFIX + station.hex()


def note_text(statement: Statement) -> bytes:
    """The C2SP checkpoint body: origin, size, root, each with its newline."""
    root = b64encode(statement.root).decode("ascii")
    return f"{origin(statement.feed)}\n{statement.size}\n{root}\n".encode("ascii")


def ed_message(statement: Statement) -> bytes:
    """What Ed25519 signs: C2SP cosignature/v1 (type 0x04)."""
    return b"cosignature/v1\ntime %d\n" % statement.time + note_text(statement)


def ml_message(statement: Statement, station: StationId) -> bytes:
    """What ML-DSA-44 signs: C2SP subtree/v1 (type 0x06) from leaf 0. `station` signs."""
    name = key_name(station).encode("ascii")
    log = origin(statement.feed).encode("ascii")
    return b"".join(
        (
            b"subtree/v1\n\x00",
            bytes((len(name),)),
            name,
            statement.time.to_bytes(8, "big"),
            bytes((len(log),)),
            log,
            bytes(8),
            statement.size.to_bytes(8, "big"),
            statement.root,
        )
    )


def encode_statement(statement: Statement) -> bytes:
    """The binary form: 129 bytes provisional, 2,549 firm."""
    flags = _WITH_BOTH if statement.ml else _WITH_ED
    head = _HEAD.pack(statement.feed, statement.size, statement.root, statement.time, flags)
    return head + statement.ed + statement.ml


def parse_statement(data: bytes) -> Statement:
    """Read the binary form. The signatures are not verified.

    Raises:
        Malformed: Wrong length, flags, size or time.
    """
    if len(data) < _HEAD.size:
        raise Malformed(f"A statement of {len(data)} bytes is too short.", size=len(data))
    feed, size, root, time, flags = _HEAD.unpack_from(data)
    if flags not in (_WITH_ED, _WITH_BOTH):
        raise Malformed(f"A statement with flags {flags}; 1 and 3 are known.", flags=flags)
    if len(data) != (FIRM_BYTES if flags == _WITH_BOTH else PROVISIONAL_BYTES):
        raise Malformed(f"A statement of {len(data)} bytes does not fit its flags.")
    if not 0 < time <= _MAX or size > _MAX:
        raise Malformed("A statement's time is from 1, time and size below 2**63.")
    return Statement(
        FeedId(feed),
        size,
        Digest(root),
        time,
        data[_HEAD.size : PROVISIONAL_BYTES],
        data[PROVISIONAL_BYTES:],
    )


def verify_statement(
    statement: Statement,
    keys: StationKeys,
    station: StationId,
    *,
    firm: bool,
    known: Statement | None = None,
) -> Statement:
    """Check every signature that a statement bears.

    Args:
        statement: From `parse_statement`.
        keys: The keys of the station that is said to have signed.
        station: The id of that station.
        firm: Whether both signatures must be there.
        known: One of this station that was verified. A firm statement most often repeats a
            provisional one, signature and all, which is then not checked twice.

    Returns:
        The statement.

    Raises:
        BadSignature: A signature is missing or does not verify.
    """
    if not statement.ed or (firm and not statement.ml):
        raise BadSignature("A statement lacks a signature that it needs here.")
    if known is None or _head(known) != _head(statement):
        verify_ed(keys.ed, ed_message(statement), statement.ed)
    if statement.ml:
        verify_ml(keys.ml, ml_message(statement, station), statement.ml)
    return statement


def _head(statement: Statement) -> tuple[bytes, int, bytes, int, bytes]:
    """What the Ed25519 signature covers, and the signature."""
    return statement.feed, statement.size, statement.root, statement.time, statement.ed
