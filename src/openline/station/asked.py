"""Calls that our principals ask for: their watch officers see it until the call is handed over.

It concerns our own house alone, so it is no act of the record; it is kept over a restart.

Spec: docs/console.md, 3.
"""

from typing import Final

import msgspec

from openline.core.crypto.keys import LineId
from openline.core.ledger import Cell
from openline.ports.desk import Console, Doc
from openline.ports.store import Reader

ASKED: Final = b"asked/"
KEPT_MS: Final = 86_400_000
"""Whoever asked a day ago asks again."""


class Ask(msgspec.Struct, frozen=True):
    """A principal at our desk asks for a call with a desk of another party."""

    desk: str
    party: int
    far_desk: str
    by: str
    at_ms: int
    seen_by: str = ""
    seen_ms: int = 0


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Ask).decode


class Asked:
    """What is asked for on one line, one ask a desk."""

    def __init__(self, line: LineId, store: Reader) -> None:
        self._space = ASKED + line
        asks = [_unpack(value) for _, value in store.cells(self._space)]
        self._asks = {ask.desk: ask for ask in asks}

    def ask(self, console: Console, party: int, far_desk: str, now_ms: int) -> Cell:
        """Note an ask; the desk's former one is forgotten."""
        return self._keep(Ask(console.desk, party, far_desk, console.person, now_ms))

    def seen(self, desk: str, by: str, now_ms: int) -> Cell | None:
        """Note which officer saw an ask; None: there is none."""
        known = self._asks.get(desk)
        if known is None:
            return None
        return self._keep(msgspec.structs.replace(known, seen_by=by, seen_ms=now_ms))

    def done(self, desk: str) -> Cell | None:
        """Forget an ask: the call was handed over. None: there is none."""
        if self._asks.pop(desk, None) is None:
            return None
        return Cell(self._space, desk.encode(), None)

    def _keep(self, ask: Ask) -> Cell:
        self._asks[ask.desk] = ask
        return Cell(self._space, ask.desk.encode(), _pack(ask))

    def of(self, console: Console, now_ms: int) -> list[Ask]:
        """What concerns a console: its own desk's ask, or all for a watch officer."""
        return [
            ask
            for ask in self._asks.values()
            if now_ms - ask.at_ms < KEPT_MS
            and (ask.desk == console.desk or console.role == "watch")
        ]


def seen_doc(ask: Ask) -> Doc | None:
    """Who of the watch saw it, or None."""
    return {"by": ask.seen_by, "at_ms": ask.seen_ms} if ask.seen_by else None
