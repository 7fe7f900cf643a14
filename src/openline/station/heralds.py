"""What came ahead of its place on a line, and what of ours is to go ahead.

A ring that overtook what was said before it is shown and sounds; it cannot be answered until
the record has reached it. A spoken word is shown and played. Nothing here is recorded, and none
of it outlives the process.

Spec: docs/spec/06-session.md, 8.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from openline.core.acts import calls, messages
from openline.core.acts.act import AnyAct, Ref
from openline.core.acts.calls import Call
from openline.core.acts.knowledge import Deed
from openline.core.express import OVERTAKE, Heralded
from openline.core.fold import Judged
from openline.core.grounds import Inert, paired
from openline.core.line import Charter, LineState, Place, ref_key
from openline.core.quota import HOUR_MS, SOUNDS_EVERY_MS, Pair

KEPT: Final = 8
"""Of more rings that came ahead, the oldest is forgotten; it comes again in its place."""
GRAVE: Final = 1
"""A spoken word of FLASH or IMMEDIATE goes ahead; others do not pass what is more urgent."""


class Herald(msgspec.Struct, frozen=True):
    """What came ahead, when (ms), and whether that was past its party's quota."""

    said: Heralded
    came_ms: int
    past: bool


class Heralds:
    """Those of one line.

    Attributes:
        ours: Acts of ours that may go ahead, the newest last.
    """

    __slots__ = ("_rings", "_sounded", "_uses", "_words", "ours")

    def __init__(self) -> None:
        self._rings: dict[Place, Herald] = {}
        self._words: dict[Place, Herald] = {}
        self._uses: dict[Place, Herald] = {}
        self._sounded: dict[Pair, int] = {}
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

    def take(self, charter: Charter, line: LineState, one: Heralded, now_ms: int) -> None:
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
                self._keep(self._words, charter, line, one, now_ms)
        else:
            self._keep(self._rings, charter, line, one, now_ms)

    def _keep(
        self,
        kept: dict[Place, Herald],
        charter: Charter,
        line: LineState,
        one: Heralded,
        now_ms: int,
    ) -> None:
        place = ref_key(one.ref)
        if place in kept:
            return
        past = self._spent(charter, line, one, now_ms)
        if kept is self._rings:
            past = self._joins(line, one, now_ms, spent=past)
        kept[place] = Herald(one, now_ms, past)
        self._uses.setdefault(place, kept[place])
        if len(kept) > KEPT:
            del kept[next(iter(kept))]

    def _spent(self, charter: Charter, line: LineState, one: Heralded, now_ms: int) -> bool:
        """Whether the hour's uses of a precedence are spent.

        What the record has reached is counted there. The rest counts here: its author may never
        let it come.
        """
        self._uses = {
            place: use
            for place, use in self._uses.items()
            if abs(now_ms - use.came_ms) < HOUR_MS and not _reached(line, use)
        }
        party, precedence = one.ref.party, int(one.act.body.precedence)
        said = [
            (use.said.ref.party, use.said.act.body.precedence) for use in self._uses.values()
        ]
        used = len(line.uses.since(party, precedence, now_ms)) + said.count((party, precedence))
        return used >= charter.terms.precedences[precedence].an_hour

    def _joins(self, line: LineState, one: Heralded, now_ms: int, *, spent: bool) -> bool:
        """Whether a ring joins what sounds: past the quota, unless its desks were quiet."""
        to = one.act.to
        assert to is not None
        pair = one.ref.party, one.act.sender, to.party, to.desk
        last_ms = self._sounded.get(pair)
        rests = last_ms is not None and abs(now_ms - last_ms) < SOUNDS_EVERY_MS
        if spent and (rests or not line.uses.sounds(pair, now_ms)):
            return True
        self._sounded[pair] = now_ms
        return False

    def rings(self, line: LineState, now_ms: int) -> Iterator[Call]:
        """Rings that sound now and whose place the record has not reached."""
        for place, herald in tuple(self._rings.items()):
            ref, act = herald.said.ref, herald.said.act
            over = abs(now_ms - herald.came_ms) > act.body.ring_for_s * 1_000
            if over or _reached(line, herald):
                del self._rings[place]
            else:
                deed = Deed(ref, act.at, ())
                yield calls.rung(act, deed, herald.came_ms, joins=herald.past)

    def words(self, line: LineState) -> Iterator[Herald]:
        """Spoken words whose place the record has not reached."""
        for place, herald in tuple(self._words.items()):
            if _reached(line, herald):
                del self._words[place]
            else:
                yield herald

    def word(self, ref: Ref) -> AnyAct | None:
        """A spoken word that came ahead; None if there is none of this reference."""
        found = self._words.get(ref_key(ref))
        return None if found is None or found.said.ref != ref else found.said.act


def _reached(line: LineState, herald: Herald) -> bool:
    """Whether the record has reached the place of what came ahead, or never will."""
    ref = herald.said.ref
    feed = line.feed(ref.party, ref.incarnation)
    return feed is None or feed.frozen or feed.folded > ref.index
