"""Stand-ins entered at a console: the officer on watch puts somebody in an ill one's place.

They stand beside the rota, so that a rota that is set anew forgets none, and they end by
themselves. Local policy; nothing of it leaves this house.

Spec: docs/operations/rota.md, 3; docs/console.md, 6.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Final

import msgspec

from openline.core.errors import BadInput, NotAllowed
from openline.core.ledger import Cell
from openline.ports.desk import Console, Doc
from openline.ports.store import Reader
from openline.station.commands import PastTime
from openline.station.ladders import Ladders
from openline.station.loop import Loop
from openline.station.roster import Roster
from openline.station.rota import StandIn, on_ladder
from openline.station.rotacheck import utc
from openline.station.watch import AnotherHasTheWatch, NobodyHasTheWatch, Phase

STAND_INS: Final = b"stand-in/"
"""Space of cells: who stands in, by the person in whose place."""
LONGEST_MS: Final = 31 * 86_400_000
"""A longer absence is a matter of the rota."""
MOST: Final = 32
"""Stand-ins that stand at once."""

ACTS: Final = frozenset({"stand-in", "stand-down"})


class TooManyStandIns(NotAllowed):
    """Half the house is away: that is a rota of its own."""

    code = "too-many-stand-ins"
    default_advice = "End some that are over, or have the technician set another rota."


def _gist(one: StandIn | None) -> tuple[str, datetime] | None:
    return None if one is None else (one.by, one.end)


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(StandIn).decode


class StandIns:
    """All methods are called in the event loop.

    Args:
        loop: Where they are kept.
        store: What was kept.
        roster: Who has the watch.
        ladders: What goes by them.
        now_ms: The station's clock.
    """

    def __init__(
        self,
        loop: Loop,
        store: Reader,
        roster: Roster,
        ladders: Ladders,
        now_ms: Callable[[], int],
    ) -> None:
        self._loop = loop
        self._roster = roster
        self._ladders = ladders
        self._now_ms = now_ms
        kept = (_unpack(cell) for _, cell in store.cells(STAND_INS))
        self._kept = {one.person: one for one in kept}
        ladders.go_by(tuple(self._kept.values()))

    async def do(self, console: Console, act: str, command: bytes, body: Doc) -> Doc:
        """Do one of `ACTS`; it is durable when this returns, and the ladders go by it.

        Raises:
            NobodyHasTheWatch, AnotherHasTheWatch, TooManyStandIns, BadInput: Nothing changed.
        """
        self._check_watch(console)
        person, now = body["person"], self._now_ms()
        before = self._kept.get(person)
        after = None if act == "stand-down" else self._entered(console.desk, body, now)
        # A command that is repeated, and an end of what has ended, change nothing.
        if _gist(before) == _gist(after):
            return {}
        over = [one for one, stands in self._kept.items() if stands.end <= utc(now)]
        kept = {one: stands for one, stands in self._kept.items() if one not in (person, *over)}
        if after is not None:
            if len(kept) >= MOST:
                raise TooManyStandIns(f"{MOST} persons are stood in for.")
            kept[person] = after
        self._kept = kept
        self._ladders.go_by(tuple(kept.values()))
        gone = [Cell(STAND_INS, one.encode(), None) for one in over if one not in kept]
        changed = Cell(STAND_INS, person.encode(), None if after is None else _pack(after))
        # In one commit: nobody stands in of whom the watch book does not say who let him.
        said = self._roster.noted(console, command, act, self._written(after or before))
        await self._loop.keep([*gone, changed, said])
        return {}

    def _check_watch(self, console: Console) -> None:
        post = self._roster.post(console.desk)
        if post.phase is not Phase.MANNED:
            raise NobodyHasTheWatch("Nobody has signed on at this desk.")
        if console.person != post.by and console.id != post.console:
            raise AnotherHasTheWatch("Another officer has the watch at this desk.")

    def _entered(self, desk: str, body: Doc, now_ms: int) -> StandIn:
        rota, person, by = self._ladders.rota, body["person"], body["by"]
        if person not in on_ladder(rota, desk):
            raise BadInput("This person is not on this desk's ladder.", field="person")
        if by not in rota.persons or by == person:
            raise BadInput("Somebody else of the rota must stand in.", field="by")
        if body["until_ms"] <= now_ms:
            raise PastTime("The end of the stand-in is past.")
        if body["until_ms"] > now_ms + LONGEST_MS:
            raise BadInput("A stand-in lasts 31 days at most.", field="until_ms")
        return StandIn(person, by, utc(now_ms), utc(body["until_ms"]))

    def _written(self, one: StandIn | None) -> str:
        """The line of the watch book: by, for whom, until when."""
        if one is None:
            return ""
        known = self._ladders.rota.persons
        by, person = (
            known[each].name if each in known else each for each in (one.by, one.person)
        )
        return f"{person}: {by}, {one.end:%Y-%m-%d %H:%MZ}"
