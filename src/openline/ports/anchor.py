"""The anchor: a few bytes on a second medium that tell whether the store was rolled back.

A store cannot prove from itself that it never held more. After each commit, and before
anything leaves, the sizes and roots that we are about to sign for are written here and synced.
A store behind its anchor was restored: the station then opens a new incarnation.

Spec: docs/spec/09-incarnation.md.
"""

from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec

from openline.core.crypto.keys import Digest, FeedId


class Mark(msgspec.Struct, frozen=True):
    """The furthest point of a feed that this station has signed for (own or foreign)."""

    feed: FeedId
    size: int
    root: Digest
    time: int


def is_newer(mark: Mark, held: Mark | None) -> bool:
    """Whether `mark` goes beyond what is held: more entries, or a later time at as many."""
    return held is None or (mark.size, mark.time) > (held.size, held.time)


class Anchor(Protocol):
    """Synchronous; called from the store's thread."""

    def write(self, marks: Iterable[Mark]) -> None:
        """Record newer marks durably (synced) before returning; older feeds are kept.

        Raises:
            StoreFull, StoreUnknown: As for the store. Nothing may leave the station.
        """
        ...

    def read(self) -> Mapping[FeedId, Mark] | None:
        """All marks; None when there is no anchor (lost, damaged or never written)."""
        ...

    def close(self) -> None:
        """Release the file; safe to call twice."""
        ...
