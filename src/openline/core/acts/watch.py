"""The watch: whether a desk is manned, until when that holds, and when its bell was proven.

A desk says so itself. Each `watch.on` ends by itself at its `until`, so an old or late one
never shows an empty room as manned. Who has the watch is its own side's business alone.

Spec: docs/spec/15-watch.md.
"""

from typing import Final

from openline.core.acts.act import Count, NoBody, Ref, register
from openline.core.codec import Struct


class WatchOn(Struct):
    """The desk is manned.

    Attributes:
        since: Since when without a break, milliseconds since 1970.
        until: It counts as manned until then, unless this is said again.
        bell_proven_at: When an officer last heard its bell; 0: never, or not told.
    """

    since: Count
    until: Count
    bell_proven_at: Count


WATCH_ON: Final = register(64, WatchOn)
WATCH_OFF: Final = register(65, NoBody)


class Watch(Struct):
    """What a desk last said of its watch.

    Attributes:
        ref: Where it said so.
        at: When, as its author claims.
        held_ms: When this station judged it, a local fact.
        on: What it said; None: nobody has the watch.
    """

    ref: Ref
    at: int
    held_ms: int
    on: WatchOn | None


def longest_ms(vigilance_s: int) -> int:
    """How long one `watch.on` holds: the agreed interval, a tenth of it, 2 s. Spec 15, 2."""
    return vigilance_s * 1_100 + 2_000


def sensible(said: WatchOn, at: int, vigilance_s: int) -> bool:
    """Tell whether the times of a `watch.on` of the time `at` fit together."""
    if said.since > at or said.bell_proven_at > at:
        return False
    return at <= said.until <= at + longest_ms(vigilance_s)


def supersedes(ref: Ref, known: Watch | None) -> bool:
    """Tell whether an act at `ref` is the newer one; the same in every order of arrival."""
    if known is None:
        return True
    return (ref.incarnation, ref.index) > (known.ref.incarnation, known.ref.index)


def manned_until(watch: Watch | None, vigilance_s: int) -> int | None:
    """Until when a desk counts as manned (ms), by both clocks; None: it is not manned.

    A clock ahead of ours would else make a desk manned for longer than the terms allow.
    """
    if watch is None or watch.on is None:
        return None
    return min(watch.on.until, watch.held_ms + longest_ms(vigilance_s))
