"""The paths of a line as consoles see them.

Spec: docs/console.md, 3.
"""

from openline.ports.desk import Doc
from openline.station.carriers import carriers
from openline.station.pulse import PathState, Pulse


def path_docs(pulse: Pulse, now_ms: int) -> list[Doc]:
    """Every path to one station that ever stood or was tried, in that order."""
    carrying = {pulse.links[link].path for link in carriers(pulse.links, now_ms)}
    return [_doc(path, pulse, carrying, now_ms) for path in pulse.paths.values()]


def _doc(path: PathState, pulse: Pulse, carrying: set[str], now_ms: int) -> Doc:
    link = pulse.on(path.name)
    delay = None if link is None or link.delay_ms is None else round(link.delay_ms)
    return {
        "name": path.name,
        "up": path.up,
        "since_ms": path.since_ms,
        "cause": path.cause or None,
        "cost": path.cost,
        "round_trip_ms": delay,
        "lost": 0 if link is None else round(100 * link.lost),
        "silent": link is not None and not link.lives(now_ms),
        "carries": ("all" if path.name in carrying else "urgent") if path.up else None,
    }
