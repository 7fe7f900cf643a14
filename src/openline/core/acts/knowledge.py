"""Who knew what: the causal order between acts, read from `seen` and never from a clock.

Spec: docs/spec/05-act.md, 5.
"""

from openline.core.acts.act import Ref, Seen
from openline.core.codec import Struct


class Deed(Struct):
    """An act in its place, with all that its author's feed had seen up to and with it."""

    ref: Ref
    at: int
    seen: tuple[Seen, ...]


def advance(
    seen: tuple[Seen, ...], news: tuple[Seen, ...], author: tuple[int, int]
) -> tuple[Seen, ...]:
    """Return what a feed has seen after an entry that tells `news`.

    `author` is the party and the incarnation of the feed.

    Sizes never decrease: a smaller one than before is passed over, and so is what a feed says
    of itself. Of its author's earlier incarnations it knows what it says, like of any feed:
    nobody else could tell how much of them it held.
    """
    if not news:
        return seen
    sizes = {(s.party, s.incarnation): s.size for s in seen}
    for told in news:
        key = (told.party, told.incarnation)
        own = told.party == author[0] and told.incarnation >= author[1]
        if not own and told.size > sizes.get(key, 0):
            sizes[key] = told.size
    return tuple(Seen(p, i, size) for (p, i), size in sorted(sizes.items()))


def held(seen: tuple[Seen, ...], party: int, incarnation: int) -> int:
    """How many entries of a feed a `seen` covers."""
    at = party, incarnation
    return next((one.size for one in seen if (one.party, one.incarnation) == at), 0)


def place(deed: Deed) -> tuple[int, int]:
    """What sorts the acts of one party: its incarnation, then the index there."""
    return deed.ref.incarnation, deed.ref.index


def knows(later: Deed, earlier: Deed) -> bool:
    """Tell whether the author of `later` had `earlier` when it wrote it."""
    return knows_ref(later, earlier.ref)


def knows_ref(later: Deed, ref: Ref) -> bool:
    """Tell whether the author of `later` had the entry named `ref` when it wrote it."""
    own = later.ref
    if (own.party, own.incarnation) == (ref.party, ref.incarnation):
        return ref.index < own.index
    return ref.index < held(later.seen, ref.party, ref.incarnation)
