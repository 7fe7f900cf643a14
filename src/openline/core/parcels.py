"""What parcels carry: the bodies inside the seal, by type number.

All but `Have` and `Signal` may come twice, late or out of order without harm.

Spec: docs/spec/06-session.md, 6.
"""

from typing import Annotated, Final

from msgspec import Meta

from openline.core.acts.act import Count, Ref
from openline.core.codec import ENTRY_LIMIT, Struct
from openline.core.crypto.keys import Bytes8, Bytes16, Bytes32

BODY_LIMIT: Final = 65_000
"""The largest body of a parcel in bytes. Spec 06, 6."""
ENTRIES_LIMIT: Final = 256
"""The most entries in one parcel. Spec 06, 6."""
HAVE_FEEDS: Final = 512
BLOB_PIECE: Final = 48_000
"""The most bytes of a blob in one parcel. Spec 06, 6."""

StatementBytes = Annotated[bytes, Meta(min_length=129, max_length=2_549)]
Path = Annotated[tuple[Bytes32, ...], Meta(max_length=64)]


class Entries(Struct):
    """Entries of one feed from `start` on, and a statement of its author that covers them.

    `path` is the consistency path from the end of these entries to the statement's size; empty
    when they are the same.
    """

    feed: Bytes16
    start: Count
    entries: Annotated[tuple[bytes, ...], Meta(min_length=1, max_length=ENTRIES_LIMIT)]
    statement: StatementBytes
    path: Path


class Express(Struct):
    """One entry ahead of its place, and the proof that its author signed it there.

    `path` is the inclusion path from the entry at `index` to the statement's root.
    """

    feed: Bytes16
    index: Count
    entry: Annotated[bytes, Meta(min_length=1, max_length=ENTRY_LIMIT)]
    statement: StatementBytes
    path: Path


class Statements(Struct):
    """Checkpoints and receipts of the station that opened the session."""

    statements: Annotated[tuple[StatementBytes, ...], Meta(min_length=1, max_length=64)]


class HaveFeed(Struct):
    """Where the sender stands with one feed.

    `held`: entries held durably, of another party's feed those that its statements cover.
    `provisional`, `firm`: sizes of the author's newest statements
    held. `receipted`, `receipted_firm`: sizes of the newest receipts that the sender gave.
    """

    feed: Bytes16
    held: Count
    provisional: Count
    firm: Count
    receipted: Count
    receipted_firm: Count


class Have(Struct):
    """Proof of life: what the sender holds, its challenge, and the echo of ours.

    `echo` is eight zero bytes if none was heard yet; `held_ms` how long it was held back;
    `at` the sender's clock.
    """

    feeds: Annotated[tuple[HaveFeed, ...], Meta(max_length=HAVE_FEEDS)]
    challenge: Bytes8
    echo: Bytes8
    held_ms: Count
    at: Count


class Want(Struct):
    """Send these entries of your feed, or, if `blob` is set, this blob from `start` on."""

    feed: Bytes16
    start: Count
    blob: Bytes32 | None


class BlobPiece(Struct):
    """Part of a blob. The whole is checked against its hash before anything is done with it."""

    digest: Bytes32
    offset: Count
    data: Annotated[bytes, Meta(min_length=1, max_length=BLOB_PIECE)]


class Contrast(Struct):
    """What the first `size` entries of a feed come to under its author's newer statement.

    `path` is that of evidence. Spec 04, 7.4.
    """

    size: Count
    statement: StatementBytes
    path: Path


class Signal(Struct):
    """A transient for the far console of a leg; counts once, by its number."""

    leg: Ref
    number: Count
    data: Annotated[bytes, Meta(max_length=64)]


class Reopen(Struct):
    """A session that the sender does not know: open a new one."""

    session: Bytes8


ENTRIES: Final = 1
EXPRESS: Final = 2
STATEMENTS: Final = 3
HAVE: Final = 4
WANT: Final = 5
BLOB: Final = 6
SIGNAL: Final = 7
CONTRAST: Final = 8
REOPEN: Final = 9

Body = Entries | Express | Statements | Have | Want | BlobPiece | Signal | Contrast | Reopen

KINDS: Final[dict[int, type[Body]]] = {
    ENTRIES: Entries,
    EXPRESS: Express,
    STATEMENTS: Statements,
    HAVE: Have,
    WANT: Want,
    BLOB: BlobPiece,
    SIGNAL: Signal,
    CONTRAST: Contrast,
    REOPEN: Reopen,
}
"""Parcel type -> body."""

NUMBERS: Final[dict[type[Struct], int]] = {body: number for number, body in KINDS.items()}
