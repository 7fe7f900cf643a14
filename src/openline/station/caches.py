"""Compares what a station concluded from a record with the same record folded anew.

Some of what a station keeps is local and differs from place to place: when something was
stored, in which order acts arrived, who of two that hung up at once was heard first. The rest
follows from the record and must be the same.

Spec: docs/spec/11-step.md, 4; docs/spec/12-export.md, 4.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Generic, TypeVar

import msgspec

from openline.core.acts import calls, legs, requests
from openline.core.acts.act import Ref
from openline.core.acts.calls import STEPS, Call
from openline.core.acts.knowledge import Deed
from openline.core.acts.legs import Leg
from openline.core.acts.messages import Letter
from openline.core.acts.requests import Request
from openline.core.acts.watch import Watch
from openline.core.asking import unpack_request
from openline.core.line import CALLS, INERT, LETTERS, REQUESTS, Charter, LineState
from openline.ports.store import Reader
from openline.station.audit import Audit, Finding

_unpack_call = msgspec.msgpack.Decoder(Call).decode
_unpack_letter = msgspec.msgpack.Decoder(Letter).decode

Facts = tuple[Any, ...]
Noted = TypeVar("Noted", Call, Letter, Request)


def call_facts(call: Call) -> Facts:
    """What all parties must agree on about a ring."""
    both_ended = call.caller is call.callee is calls.Phase.ENDED
    return (
        (call.deed, call.ring, call.sender, call.to, call.kind),
        (call.caller, call.caller_deed, call.callee, call.callee_deed, call.answer_deed),
        calls.stage(call),
        (call.alert, call.decline, call.unreached, call.answer, call.cancel),
        call.coming,
        None if both_ended else (call.end, call.end_party),
        frozenset(call.last),
        frozenset(call.steps) if len(call.steps) < STEPS else None,
        sorted((_leg_facts(leg) for leg in call.legs), key=lambda facts: _place(facts[0])),
        tuple(map(frozenset, (call.ready, call.handovers, call.settlements))),
        frozenset(
            (p.deed, p.at, p.level, p.medium, p.by, frozenset(p.agreed)) for p in call.proposals
        ),
    )


def _leg_facts(leg: Leg) -> Facts:
    both_failed = leg.offerer is leg.acceptor is legs.LegPhase.FAILED
    return (
        leg.deed,
        (leg.offer, leg.offerer, leg.acceptor, leg.accept, leg.accept_deed, leg.reveal),
        frozenset(leg.checks),
        None if both_failed else (leg.fail, leg.fail_party),
    )


def letter_facts(letter: Letter) -> Facts:
    """What all parties must agree on about a message."""
    return (
        letter.deed,
        letter.to,
        letter.blob,
        frozenset(letter.marks),
        letter.documents,
    )


def request_facts(request: Request) -> Facts:
    """What all parties must agree on about a request."""
    said = frozenset(msgspec.structs.replace(one, held_ms=0) for one in request.said)
    opening = (request.sender, request.to, request.kind, request.earlier)
    return (opening, request.deed, said, requests.stage(request))


class _Kind(msgspec.Struct, Generic[Noted], frozen=True):
    """What the station notes of one kind of thing, a cell for each."""

    name: str
    space: bytes
    unpack: Callable[[bytes], Noted]
    deeds: Callable[[Noted], Iterable[Deed]]
    facts: Callable[[Noted], Facts]


_RINGS: Final = _Kind("ring", CALLS, _unpack_call, lambda call: call.last, call_facts)
_MESSAGES: Final = _Kind(
    "message",
    LETTERS,
    _unpack_letter,
    lambda letter: (letter.deed, *(mark.deed for mark in letter.marks)),
    letter_facts,
)
_REQUESTS: Final = _Kind(
    "request",
    REQUESTS,
    unpack_request,
    lambda request: [said.deed for said in request.said],
    request_facts,
)


def _place(deed: Deed) -> tuple[int, int, int]:
    return (deed.ref.party, deed.ref.incarnation, deed.ref.index)


def first_difference(
    store: Reader, charter: Charter, state: LineState, checked: Audit
) -> Finding | None:
    """The first conclusion that does not follow from the record, or None.

    Args:
        store: Where the conclusions are kept, perhaps of a later time than `state`.
        charter: The line's charter.
        state: The line as the station has it.
        checked: The same record after a check that found nothing.
    """
    for feed in checked.feeds:
        kept = state.feeds[feed.state.feed]
        for name in ("folded", "seen", "terms", "inert", "closed", "adopts"):
            if getattr(kept, name) != getattr(feed.state, name):
                what = f"What the station noted of the feed ({name}) does not follow from it."
                return _finding(what, Ref(kept.party, kept.incarnation, 0, b""), entry=False)
        inert = dict(store.cells(INERT + kept.feed))
        for key, code in checked.cells.get(INERT + kept.feed, {}).items():
            if inert.get(key) != code:
                ref = Ref(kept.party, kept.incarnation, int.from_bytes(key, "big"), b"")
                return _finding("The station judged an inert entry otherwise.", ref)
    return (
        _cells_differ(store, charter, state, checked, _RINGS)
        or _cells_differ(store, charter, state, checked, _MESSAGES)
        or _watches_differ(state, checked)
        or _cells_differ(store, charter, state, checked, _REQUESTS)
    )


def _cells_differ(
    store: Reader, charter: Charter, state: LineState, checked: Audit, kind: _Kind[Noted]
) -> Finding | None:
    """Compare what was noted of all rings, messages or requests of a line."""
    space = kind.space + charter.line
    folded = dict(checked.cells.get(space, {}))
    for key, packed in all_cells(store, space):
        noted = kind.unpack(packed)
        anew = folded.pop(key, None)
        if _later(state, *kind.deeds(noted)):
            continue
        if anew is None or kind.facts(kind.unpack(anew)) != kind.facts(noted):
            what = f"What the station noted of a {kind.name} does not follow."
            return _finding(what, noted.deed.ref)
    for packed in folded.values():
        ref = kind.unpack(packed).deed.ref
        return _finding(f"The station did not note a {kind.name}.", ref)
    return None


def _watches_differ(state: LineState, checked: Audit) -> Finding | None:
    for desk in state.watches.keys() | checked.line.watches.keys():
        kept, anew = state.watches.get(desk), checked.line.watches.get(desk)
        if kept is None or anew is None or _watch_facts(kept) != _watch_facts(anew):
            said = kept or anew
            assert said is not None
            return _finding("What the station noted of a watch does not follow.", said.ref)
    return None


def _watch_facts(said: Watch) -> Facts:
    return (said.ref, said.at, said.on)


def _finding(what: str, ref: Ref, *, entry: bool = True) -> Finding:
    what = f"{what} The record itself holds; have the station fold it anew."
    index = ref.index if entry else None
    return Finding("state", what, ref.party, ref.incarnation, index, ref.index)


def all_cells(store: Reader, space: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Every (key, value) of a space, in key order."""
    after: bytes | None = None
    while page := store.cells(space, after=after):
        yield from page
        after = page[-1][0]


def _later(state: LineState, *deeds: Deed) -> bool:
    """Whether one of these acts was judged after `state` was."""
    for deed in deeds:
        feed = state.feed(deed.ref.party, deed.ref.incarnation)
        if feed is None or deed.ref.index >= feed.folded:
            return True
    return False
