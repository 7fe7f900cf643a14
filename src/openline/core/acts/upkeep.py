"""Acts by which a feed looks after itself: opening, `seen`, objections, notes of government.

Spec: docs/spec/05-act.md, 6; docs/spec/09-incarnation.md.
"""

from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from openline.core.acts.act import Count, NoBody, Ref, register
from openline.core.codec import Struct
from openline.core.crypto.keys import Bytes32


class OpenReason(StrEnum):
    """Why a feed was opened."""

    START = "start"
    RESTORE = "restore"
    ROLLBACK = "rollback"
    FAILOVER = "failover"
    SITE = "site"


class End(Struct):
    """Where an incarnation ended, as its author saw it."""

    incarnation: Count
    size: Count
    root: Bytes32


class FeedOpen(Struct):
    """Entry 0 of every feed."""

    incarnation: Count
    previous: End | None
    reason: OpenReason
    certificate: Bytes32


class FeedAdopt(Struct):
    """The author takes back entries of an earlier incarnation that others still hold."""

    incarnation: Count
    size: Count
    root: Bytes32


class Objection(Struct):
    """An entry of another party was inert here, and why. It accuses nobody of bad faith."""

    ref: Ref
    code: Annotated[str, Meta(max_length=32)]


class GovernanceNote(Struct):
    """The author holds a root-signed statement with this hash."""

    statement: Bytes32


FEED_OPEN: Final = register(1, FeedOpen)
FEED_ADOPT: Final = register(2, FeedAdopt)
SEEN: Final = register(4, NoBody)
OBJECTION: Final = register(5, Objection)
GOVERNANCE_NOTE: Final = register(6, GovernanceNote)
LINE_CLOSE: Final = register(8, NoBody)
