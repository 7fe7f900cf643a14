"""What came ahead of its place on a line, and what of ours is to go ahead.

A ring that overtook what was said before it is shown and sounds; it cannot be answered until
the record has reached it. A spoken word is shown and played. Nothing here is recorded, and none
of it outlives the process.

Spec: docs/spec/06-session.md, 8.
"""

from collections.abc import Iterator
from typing import Final, TypeVar

import msgspec

from openline.core.acts import calls, messages
from openline.core.acts.act import AnyAct, Ref
from openline.core.acts.calls import Call
from openline.core.acts.knowledge import Deed
from openline.core.express import OVERTAKE, Heralded
from openline.core.fold import Judged
from openline.core.grounds import Inert, paired
from openline.core.line import Charter, LineState, Place, ref_key

T = TypeVar("T")

KEPT: Final = 8
"""Of more rings that came ahead, the oldest is forgotten; it comes again in its place."""
GRAVE: Final = 1
"""A spoken word of FLASH or IMMEDIATE goes ahead; others do not pass what is more urgent."""


class Herald(msgspec.Struct, frozen=True):
    """A ring that came ahead, and when (ms)."""

    ring: Heralded
    came_ms: int


class Heralds:
    """Those of one line.

    Attributes:
        ours: Acts of ours that may go ahead, the newest last.
    """

    __slots__ = ("_rings", "_words", "ours")

    def __init__(self) -> None:
        self._rings: dict[Place, Herald] = {}
        self._words: dict[Place, Heralded] = {}
        self.ours: tuple[Ref, ...] = ()

    def __bool__(self) -> bool:
        return bool(self._rings)

    def said(self, one: Judged) -> None:
        """Note an act of ours that may go ahead."""
        act = one.act
        if act is None or act.type not in OVERTAKE:
            return
        if act.type != messages.SPOKEN or act.body.precedence <= GRAVE:
            self.ours = (*self.ours, one.deed.ref)[-KEPT:]

    def take(self, charter: Charter, one: Heralded, now_ms: int) -> None:
        """A ring came ahead, or the act that withdraws it, or a spoken word."""
        if one.act.type == calls.CANCEL:
            self._rings.pop(ref_key(one.act.body.ref), None)
            return
        try:
            paired(charter, one.act, one.ref.party)
        except Inert:
            return  # under terms that are not here yet, or a ring that will come to nothing
        if one.act.type == messages.SPOKEN:
            if messages.well_formed(one.act.body):
                _keep(self._words, ref_key(one.ref), one)
        else:
            _keep(self._rings, ref_key(one.ref), Herald(one, now_ms))

    def rings(self, line: LineState, now_ms: int) -> Iterator[Call]:
        """Rings that sound now and whose place the record has not reached."""
        for place, herald in tuple(self._rings.items()):
            ref, act = herald.ring.ref, herald.ring.act
            feed = line.feed(ref.party, ref.incarnation)
            over = abs(now_ms - herald.came_ms) > act.body.ring_for_s * 1_000
            if over or feed is None or feed.frozen or feed.folded > ref.index:
                del self._rings[place]
            else:
                yield calls.rung(act, Deed(ref, act.at, ()), herald.came_ms)

    def words(self, line: LineState) -> Iterator[Heralded]:
        """Spoken words whose place the record has not reached."""
        for place, word in tuple(self._words.items()):
            feed = line.feed(word.ref.party, word.ref.incarnation)
            if feed is None or feed.frozen or feed.folded > word.ref.index:
                del self._words[place]
            else:
                yield word

    def word(self, ref: Ref) -> AnyAct | None:
        """A spoken word that came ahead; None if there is none of this reference."""
        found = self._words.get(ref_key(ref))
        return None if found is None or found.ref != ref else found.act


def _keep(kept: dict[Place, T], place: Place, one: T) -> None:
    kept.setdefault(place, one)
    if len(kept) > KEPT:
        del kept[next(iter(kept))]
