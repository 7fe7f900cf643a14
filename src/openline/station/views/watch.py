"""The watch as consoles see it: whether desks are manned, as was signed last, and by whom ours.

Spec: docs/spec/15-watch.md, 3; docs/console.md, 3 and 6.
"""

from enum import StrEnum
from typing import Final

from openline.core.acts.watch import manned_until
from openline.core.agreement.terms import Role, Terms, WatchShown
from openline.core.line import Charter, LineState
from openline.station.views.names import Doc, desk_doc


class Manning(StrEnum):
    """What can be said of a room before it is rung."""

    READY = "ready"
    BELL_OLD = "bell-old"
    UNMANNED = "unmanned"


_BEST_FIRST: Final = tuple(Manning)


def manning(charter: Charter, state: LineState, party: int, desk: str, now_ms: int) -> Manning:
    """Whether a desk is manned and its bell proven, by what it said last."""
    rules = charter.terms.watch
    known = state.watches.get((party, desk))
    until = manned_until(known, rules.vigilance_s)
    if known is None or known.on is None or until is None or now_ms >= until:
        return Manning.UNMANNED
    stale = now_ms - known.on.bell_proven_at > rules.bell_proof_s * 1_000
    return Manning.BELL_OLD if stale and rules.shown is WatchShown.BELL else Manning.READY


def over(terms: Terms, now_ms: int) -> bool:
    """Whether an agreement has run out: nothing can be said under it, and it binds nobody."""
    return terms.valid_until_s != 0 and now_ms >= terms.valid_until_s * 1_000


def watch_doc(charter: Charter, state: LineState, party: int, desk: str, now_ms: int) -> Doc:
    """`Watch` of docs/console.md: what a desk said of its watch, and how old that is."""
    terms = charter.terms
    known = state.watches.get((party, desk))
    on = known.on if known is not None else None
    place = terms.desk_index(party, desk)
    return {
        "desk": desk_doc(terms, party, desk),
        "state": manning(charter, state, party, desk, now_ms).value,
        "since_ms": on.since if on is not None else None,
        "ended_ms": ended_ms(charter, state, party, desk, now_ms) or None,
        "said_ms": known.at if known is not None else None,
        "bell_ms": (on.bell_proven_at or None) if on is not None else None,
        "must": place is not None and terms.must_be_manned(place, now_ms),
    }


def ended_ms(charter: Charter, state: LineState, party: int, desk: str, now_ms: int) -> int:
    """When a desk that is not manned ceased to be; 0: it is manned, or never was."""
    known = state.watches.get((party, desk))
    if known is None:
        return 0
    until = manned_until(known, charter.terms.watch.vigilance_s)
    if until is None:
        return known.at
    return until if now_ms >= until else 0


def keeps_watch(charter: Charter, state: LineState, place: int) -> bool:
    """Whether a desk (index in the terms) signs on: by its role, by duty, or since it did."""
    desk = charter.terms.desks[place]
    return (
        desk.role is Role.WATCH
        or any(duty.desk == place for duty in charter.terms.duties)
        or (desk.party, desk.code) in state.watches
    )


def far_desks(charter: Charter, state: LineState, desk: str) -> list[tuple[int, str]]:
    """The desks of others, (party, code), whose watch matters to one of our desks.

    Those that it may ring. If none of them keeps a watch, and for a desk without a place on the
    line, as a technician's, all that do: through them the others are reached.
    """
    terms, me = charter.terms, charter.me
    rung = {(one.party, one.code) for one in terms.counterparts(me, desk)}
    kept = [
        (one.party, one.code)
        for place, one in enumerate(terms.desks)
        if one.party != me and keeps_watch(charter, state, place)
    ]
    return [one for one in kept if one in rung] or kept


def worst(charter: Charter, state: LineState, desk: str, now_ms: int) -> Manning:
    """What can be said of a line: the best desk of each party, the worst party of them."""
    if charter.terms.watch.shown is WatchShown.NOTHING or over(charter.terms, now_ms):
        return Manning.READY
    best: dict[int, Manning] = {}
    for party, code in far_desks(charter, state, desk):
        found = manning(charter, state, party, code, now_ms)
        best[party] = min(best.get(party, found), found, key=_BEST_FIRST.index)
    return max(best.values(), key=_BEST_FIRST.index, default=Manning.READY)
