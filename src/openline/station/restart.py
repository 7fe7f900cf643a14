"""Whether a station must open a new feed before it speaks: what the anchor knows and the store
does not.

A store behind its anchor was restored or rolled back; to go on with the old feed would sign a
second history. An anchor that is gone cannot tell, so it counts as ahead; and since an older
store cannot tell either which numbers were used after it, the number is then taken from the
clock, which no earlier start can have reached. Since numbers may leap by it, the anchor holds
the newest of our own too: an older store could not find it by counting on.

Spec: docs/spec/09-incarnation.md, 2.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from openline.core.acts.upkeep import OpenReason
from openline.core.crypto.keys import Digest, FeedId, label
from openline.core.line import Charter, LineState
from openline.core.switchboard import Open
from openline.ports.anchor import Mark

LOOK_AHEAD: Final = 8
"""How many incarnations beyond those held are looked for in the anchor."""


def opened(charter: Charter, number: int) -> Mark:
    """What the anchor keeps of the newest feed of our own: its number, in place of a size."""
    return Mark(_newest(charter), number, Digest(bytes(32)), 0)


def _newest(charter: Charter) -> FeedId:
    me = charter.terms.parties[charter.me].party
    return FeedId(sha256(label("newest") + charter.line + me).digest()[:16])


def opening(
    charter: Charter,
    state: LineState,
    marks: Mapping[FeedId, Mark] | None,
    now_s: int,
    *,
    declared: OpenReason | None = None,
) -> Open | None:
    """What must be opened before anything is said on a line; None: nothing.

    Args:
        charter: The line's charter.
        state: As read from the store.
        marks: What the anchor holds, of all lines; None: it is lost or was never written.
        now_s: Seconds since 1970.
        declared: Why a new feed is due whatever store and anchor say: the operator's word, a
            line that was opened here once and of which nothing is held, or another station that
            spoke for the party before.
    """
    if marks is None:
        if state.own is None and declared is None:
            return Open(OpenReason.START)
        return Open(declared or OpenReason.RESTORE, now_s)
    mark = marks.get(_newest(charter))
    newest = -1 if mark is None else mark.size
    lost = _lost(charter, state, marks, newest)
    mine = _numbers(state, charter.me)
    signed = [number for number in mine if charter.feed(charter.me, number) in marks]
    number = 1 + max([newest, *signed])
    if declared is not None:
        return Open(declared, max(number, now_s), lost)
    if state.own is None:
        reason = OpenReason.RESTORE if lost or mark else OpenReason.START
        return Open(reason, number, lost)
    if state.own not in marks:
        # The anchor was begun anew since: it knows no number that was used before.
        return Open(OpenReason.RESTORE, max(number, now_s), lost)
    if lost or state.feeds[state.own].incarnation < newest:
        return Open(OpenReason.ROLLBACK, number, lost)
    return None


def _lost(
    charter: Charter, state: LineState, marks: Mapping[FeedId, Mark], newest: int
) -> dict[FeedId, int]:
    """Feeds that we signed for further than the store goes, and is not known to have lost."""
    lost = {}
    for party in range(len(charter.terms.parties)):
        numbers = _numbers(state, party)
        if party == charter.me and newest > numbers[-1]:
            numbers.append(newest)
        for number in numbers:
            feed = charter.feed(party, number)
            held = state.feeds.get(feed)
            known = max(held.size if held else 0, state.regain.get(feed, 0))
            if feed in marks and marks[feed].size > known:
                lost[feed] = marks[feed].size
    return lost


def _numbers(state: LineState, party: int) -> list[int]:
    """The incarnations of a party that are held, and those that may have followed."""
    held = sorted(feed.incarnation for feed in state.feeds.values() if feed.party == party)
    following = held[-1] + 1 if held else 0
    return [*held, *range(following, following + LOOK_AHEAD)]
