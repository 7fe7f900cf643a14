"""Whether a station must open a new feed before it speaks: what the anchor knows and the store
does not.

A store behind its anchor was restored or rolled back; to go on with the old feed would sign a
second history. An anchor that is gone cannot tell, so it counts as ahead.

Spec: docs/spec/09-incarnation.md, 2.
"""

from collections.abc import Mapping
from typing import Final

from openline.core.acts.upkeep import OpenReason
from openline.core.crypto.keys import FeedId
from openline.core.line import Charter, LineState
from openline.core.switchboard import Open
from openline.ports.anchor import Mark

LOOK_AHEAD: Final = 8
"""How many incarnations beyond those held are looked for in the anchor."""


def opening(
    charter: Charter, state: LineState, marks: Mapping[FeedId, Mark] | None
) -> Open | None:
    """What must be opened before anything is said on a line; None: nothing.

    Args:
        charter: The line's charter.
        state: As read from the store.
        marks: What the anchor holds, of all lines; None: it is lost or was never written.
    """
    if marks is None:
        return Open(OpenReason.START if state.own is None else OpenReason.RESTORE)
    lost = _lost(charter, state, marks)
    mine = _numbers(charter, state, charter.me)
    signed = [number for number in mine if charter.feed(charter.me, number) in marks]
    number = 1 + max(signed, default=-1)
    if state.own is None:
        reason = OpenReason.RESTORE if lost else OpenReason.START
        return Open(reason, number, lost)
    if lost:
        return Open(OpenReason.ROLLBACK, number, lost)
    if state.own not in marks:
        return Open(OpenReason.RESTORE)
    return None


def _lost(
    charter: Charter, state: LineState, marks: Mapping[FeedId, Mark]
) -> dict[FeedId, int]:
    """Feeds that we signed for further than the store goes, and is not known to have lost."""
    lost = {}
    for party in range(len(charter.terms.parties)):
        for number in _numbers(charter, state, party):
            feed = charter.feed(party, number)
            held = state.feeds.get(feed)
            known = max(held.size if held else 0, state.regain.get(feed, 0))
            if feed in marks and marks[feed].size > known:
                lost[feed] = marks[feed].size
    return lost


def _numbers(charter: Charter, state: LineState, party: int) -> range:
    newest = state.newest(party)
    return range((newest.incarnation if newest else 0) + 1 + LOOK_AHEAD)
