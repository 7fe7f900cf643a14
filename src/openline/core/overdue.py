"""When an answer to a request of ours is overdue: our station then says that it lapsed.

The other side has until the later of the time that we named and a span after its station
received what it is to answer. It counts from its own receipt: what never arrived is never late.

Spec: docs/spec/17-requests.md, 6.
"""

from collections.abc import Iterator

import msgspec

from openline.core import alerting, asking
from openline.core.acts import requests
from openline.core.acts.requests import Request
from openline.core.alerting import Due, World
from openline.core.ledger import Ledger
from openline.core.line import Charter, LineState


def reached(charter: Charter, line: LineState, ledger: Ledger, world: World) -> LineState:
    """Note of each request that waits when the other station received what it is to answer.

    It is the time that the other station signed; one from before we spoke, or from beyond our
    own clock, would move its deadline, so it counts as that limit.
    """
    for request in tuple(line.requests.values()):
        said = None if request.reached_ms else requests.awaited(request, charter.me)
        if said is None:
            continue
        feed = line.feed(charter.me, said.deed.ref.incarnation)
        other = request.other(charter.me)
        if feed is None or not alerting.receipted(feed, other, said.deed.ref.index):
            continue
        signed_ms = feed.receipts[other].time * 1_000
        at = max(said.deed.at, min(signed_ms, world.now_ms))
        noted = msgspec.structs.replace(request, reached_ms=at)
        line = asking.save(charter, line, ledger, noted)
    return line


def _lapses(charter: Charter, line: LineState) -> Iterator[tuple[int, Request]]:
    """Each request of which an answer to us will be overdue, and when."""
    for request in line.requests.values():
        withheld = line.withheld(charter.me, request.deed.ref)
        if request.reached_ms and requests.may_lapse(request, charter.me) and not withheld:
            yield requests.overdue_ms(request, charter.me, request.reached_ms), request


def due(charter: Charter, line: LineState, world: World) -> list[Due]:
    """The lapses that our station owes now."""
    return [
        Due(requests.LAPSE, request.kind, requests.Lapsed(request.deed.ref))
        for at, request in _lapses(charter, line)
        if at <= world.now_ms
    ]


def next_deadline(charter: Charter, line: LineState) -> int | None:
    """When `due` may next have something without any input (ms); None: never."""
    return min((at for at, _ in _lapses(charter, line)), default=None)
