"""Calls that no console of ours carries any more: they must not last for ever.

A console may vanish in the middle of a call: a browser crashes, a computer loses power. Its
page comes back within seconds or not at all, so a call whose console has been away for longer
than the local setting allows is ended, with the reason "gone".

Spec: docs/console.md, 4.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256

from openline.core.acts import calls
from openline.core.acts.calls import Call, End, EndReason
from openline.core.switchboard import Say
from openline.station.board import LineDesk


class Absence:
    """Which consoles are here, and since when the others are not.

    Args:
        started_ms: Consoles that nobody has seen yet count as away since then.
        limit_ms: How long a console may be away from its call.
    """

    def __init__(self, started_ms: int, limit_ms: int) -> None:
        self._started_ms = started_ms
        self._limit_ms = limit_ms
        self._here: set[bytes] = set()
        self._left_ms: dict[bytes, int] = {}

    def opened(self, console: bytes) -> None:
        """A console is here."""
        self._here.add(console)
        self._left_ms.pop(console, None)

    def closed(self, console: bytes, now_ms: int) -> None:
        """A console is gone, or is being loaded anew."""
        self._here.discard(console)
        self._left_ms[console] = now_ms

    def abandoned(self, desk: LineDesk, now_ms: int) -> Iterator[Say]:
        """The ends of calls on a line whose console has been away too long."""
        for place, call in desk.room.state.calls.items():
            own = desk.own_desk(call)
            if own is None or not calls.talking(call):
                continue
            carried = desk.carried.get(place)
            away_ms = self._away_ms(None if carried is None else carried.console, call, now_ms)
            if away_ms > self._limit_ms:
                # The same command each time: it is done once however often it is asked for.
                command = sha256(b"gone" + call.deed.ref.leaf).digest()[:16]
                said = End(call.deed.ref, EndReason.GONE)
                yield Say(command, call.kind, own, None, calls.END, said)

    def _away_ms(self, console: bytes | None, call: Call, now_ms: int) -> int:
        if console is None:
            answered_ms = max((s.at for s in call.steps if s.type == calls.ANSWER), default=0)
            return now_ms - max(self._started_ms, answered_ms)
        if console in self._here:
            return 0
        return now_ms - self._left_ms.get(console, self._started_ms)

    def forget(self, desks: Iterable[LineDesk]) -> None:
        """Forget consoles that carry nothing."""
        carriers = {one.console for desk in desks for one in desk.carried.values()}
        self._left_ms = {key: ms for key, ms in self._left_ms.items() if key in carriers}
