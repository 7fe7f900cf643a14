"""Which links carry what: all of them what is urgent, the best of them everything.

Of the links on which life is proven those of the least cost carry everything, each of them all
of it, so that the loss of one costs no time; but not one that is far slower than the quickest.
The others carry what is urgent, and what the carriers did not bring across in time.

Spec: docs/spec/13-transport.md, 7.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from openline.core.acts.act import AnyAct
from openline.ports.path import LinkId
from openline.station.echoes import Echoes

SLOWER: Final = 4
"""A link so many times slower than the quickest of its cost carries what is urgent only."""
NEAR_MS: Final = 100
"""But none is slow that is there and back within this time."""
PATIENCE_MS: Final = 150
"""So long, beyond twice the time there and back, a receipt may take to come."""
PATIENCE_MOST_MS: Final = 3_000
"""After this time replication sends again anyway. Spec 06, 6.10."""

_CALLS: Final = range(16, 48)
"""Act types of calls and their legs. Spec 05, 7."""


def carriers(links: Mapping[LinkId, Echoes], now_ms: int) -> frozenset[LinkId]:
    """The links that carry everything; all, if life is proven on none."""
    sound = {link: one for link, one in links.items() if one.sound(now_ms)}
    if not sound:
        return frozenset(links)
    least = min(one.cost for one in sound.values())
    delays = {link: one.delay_ms or 0.0 for link, one in sound.items() if one.cost == least}
    limit = max(NEAR_MS, SLOWER * min(delays.values()))
    return frozenset(link for link, delay in delays.items() if delay <= limit)


def patience_ms(carrying: Iterable[Echoes]) -> int:
    """How long what links were given may go without a receipt."""
    delay = max((one.delay_ms or 0.0 for one in carrying), default=0.0)
    return min(PATIENCE_MOST_MS, round(2 * delay) + PATIENCE_MS)


def is_urgent(act: AnyAct) -> bool:
    """Whether an act goes on all links at once: all about a call, and what is FLASH."""
    return act.type in _CALLS or getattr(act.body, "precedence", None) == 0
