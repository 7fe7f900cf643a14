"""Principals: each side says that its own is ready, then hands the call over to that desk.

The watch officers speak first and compare the check words. Both say which desk is to be
connected and that its principal is ready; the two desks must be counterparts, so that ranks
match. A transfer then lets that desk speak for its party in this call.

Spec: docs/spec/07-calls.md, 11.
"""

from typing import Final

from openline.core.acts.act import DeskCode, Post, Ref, register
from openline.core.acts.knowledge import Deed, knows, place
from openline.core.codec import Struct

MOST_READY: Final = 64
"""Words of one party on its principal in one call. Spec 07, 11."""


class Ready(Struct):
    """Whether the principal at `desk` is ready to be connected."""

    ref: Ref
    desk: DeskCode
    ready: bool
    by: Post


class Transfer(Struct):
    """From here on `desk`, too, speaks for the author in this call."""

    ref: Ref
    desk: DeskCode
    by: Post


READY: Final = register(26, Ready)
TRANSFER: Final = register(27, Transfer)


class Readiness(Struct):
    """What a party said of its principal."""

    deed: Deed
    desk: str
    ready: bool
    by: str


class Handover(Struct):
    """A transfer that stands."""

    deed: Deed
    desk: str
    by: str


def last_ready(said: tuple[Readiness, ...], party: int, by: Deed) -> Readiness | None:
    """The last word of a party on its principal that the author of `by` knew, or None."""
    known = [one for one in said if one.deed.ref.party == party and knows(by, one.deed)]
    return max(known, key=lambda one: place(one.deed), default=None)
