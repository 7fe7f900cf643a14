"""Formal messages, written or spoken, their receipts, and the operators' service channel.

Three receipts that are never mixed up: *stored* is the other station's cosignature and needs no
act; *opened* and *informed* are acts of people. None of them means agreement.

Spec: docs/spec/08-messages.md.
"""

from enum import StrEnum
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from openline.core.acts.act import Addressee, Language, Post, Ref, register
from openline.core.acts.knowledge import Deed
from openline.core.codec import Struct
from openline.core.crypto.keys import Bytes32

INLINE_BYTES: Final = 4_096
"""A text of more UTF-8 bytes than this travels as a blob. Spec 08, 2."""
MESSAGE_BYTES: Final = 65_536
"""The largest formal message. Spec 08, 2."""
DOCUMENT_BYTES: Final = 100 << 20
"""The largest document that an agreement may allow. Spec 08, 6."""
DOCUMENTS: Final = 16
"""Documents that go with one message. Spec 08, 6."""

SPOKEN_BLOCKS: Final = 100
"""A spoken word lasts at most so many times 80 ms. Spec 08, 7."""

Precedence = Annotated[int, Meta(ge=0, le=3)]


class Blob(Struct):
    """Bytes that travel apart from the record, never ahead of a ring."""

    digest: Bytes32
    size: Annotated[int, Meta(ge=1, le=MESSAGE_BYTES)]
    media_type: Annotated[str, Meta(max_length=80)]


class Message(Struct):
    """A formal message: exactly one of `text` and `blob` carries the words."""

    precedence: Precedence
    language: Language
    subject: Annotated[str, Meta(max_length=200)]
    text: str
    blob: Blob | None
    by: Post


class Spoken(Struct):
    """A spoken word: Codec2 at `rate` bits a second, `rate` / 100 bytes for each 80 ms."""

    precedence: Precedence
    rate: Literal[700, 3200]
    frames: Annotated[bytes, Meta(min_length=1)]
    by: Post


class MessageNote(Struct):
    """Opened by an officer, or the principal informed."""

    ref: Ref
    by: Post


class BlobHeld(Struct):
    """The author's station holds this blob durably."""

    digest: Bytes32


class Document(Struct):
    """A document or picture that goes with the author's message `ref`. It travels as a blob.

    Its name and media type are the author's words: nothing here may act on them.
    """

    ref: Ref
    digest: Bytes32
    size: Annotated[int, Meta(ge=1, le=DOCUMENT_BYTES)]
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    media_type: Annotated[str, Meta(pattern=r"^[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}\Z")]
    by: Post


class Remark(Struct):
    """A line of the service channel. It binds nobody."""

    language: Language
    text: Annotated[str, Meta(min_length=1, max_length=4_000)]
    by: Post


MESSAGE: Final = register(48, Message)
OPENED: Final = register(49, MessageNote)
INFORMED: Final = register(50, MessageNote)
BLOB_HELD: Final = register(51, BlobHeld)
DOCUMENT: Final = register(52, Document)
SPOKEN: Final = register(53, Spoken)
REMARK: Final = register(56, Remark)


class Reading(StrEnum):
    """How far one party has come with a message of another."""

    UNOPENED = "unopened"
    OPENED = "opened"
    INFORMED = "informed"


class Mark(Struct):
    """A receipt by people of one party."""

    party: int
    reading: Reading
    by: str
    at: int
    deed: Deed


class Letter(Struct):
    """A formal message as the fold sees it: what was said is in the entry itself.

    `to` is None when it went to everybody. `held_ms` is when this station stored it, a
    local fact by which lists are ordered. `documents` are the acts that added one.
    """

    deed: Deed
    to: Addressee | None
    blob: Bytes32 | None
    held_ms: int
    marks: tuple[Mark, ...]
    documents: tuple[Deed, ...]


RULES: Final[dict[tuple[Reading, int], Reading | None]] = {
    (Reading.UNOPENED, OPENED): Reading.OPENED,
    (Reading.UNOPENED, INFORMED): Reading.INFORMED,
    (Reading.OPENED, OPENED): None,
    (Reading.OPENED, INFORMED): Reading.INFORMED,
    (Reading.INFORMED, OPENED): Reading.OPENED,
    (Reading.INFORMED, INFORMED): None,
}
"""(how far, act) -> how far after it; None: absorbed, no change. Every pair is here."""


def well_formed(body: Message | Spoken) -> bool:
    """Tell whether what is said has a length that it may have. Spec 08, 2 and 7."""
    if isinstance(body, Spoken):
        blocks, rest = divmod(len(body.frames), body.rate // 100)
        return rest == 0 and blocks <= SPOKEN_BLOCKS
    inline = len(body.text.encode()) <= INLINE_BYTES
    return inline and (body.blob is None) == (body.text != "")


def reading(letter: Letter, party: int) -> Reading:
    """How far a party has come: the last of its marks."""
    return next(
        (mark.reading for mark in reversed(letter.marks) if mark.party == party),
        Reading.UNOPENED,
    )


def noted(letter: Letter, type_: int, by: str, deed: Deed) -> Letter | None:
    """Return the letter after an OPENED or INFORMED act; None: absorbed.

    The caller has checked that the act's party is one that the message was addressed to. A
    party may inform its principal before an officer opens the message; both marks then stand.
    """
    party = deed.ref.party
    after = RULES[reading(letter, party), type_]
    if after is None or any(m.party == party and m.reading is after for m in letter.marks):
        return None
    mark = Mark(party, after, by, deed.at, deed)
    return msgspec.structs.replace(letter, marks=(*letter.marks, mark))


def addressed(letter: Letter, party: int) -> bool:
    """Tell whether a party may receipt this message by its people."""
    return party != letter.deed.ref.party and (letter.to is None or letter.to.party == party)
