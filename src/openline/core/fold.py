"""The fold: what an act changes, judged only when all that its author had seen is held here.

Every party must reach the same state although feeds interleave differently. So an act waits
until everything its author knew is held (its `seen`, and its own feed before it); then its
author's positions move by the author's own acts, and nothing else decides whether it is inert.

Spec: docs/spec/05-act.md, 5 to 7.
"""

from collections.abc import Callable
from typing import Final

import msgspec

from openline.core import asking, quota
from openline.core.acts import (
    attempts,
    calls,
    legs,
    messages,
    principals,
    requests,
    upkeep,
    watch,
)
from openline.core.acts.act import STATION, AnyAct, Kind, Ref, UnknownAct, parse_act
from openline.core.acts.calls import Call
from openline.core.acts.knowledge import Deed, advance, knows, knows_ref
from openline.core.acts.messages import Letter
from openline.core.crypto.keys import Digest
from openline.core.errors import Malformed, TooLarge
from openline.core.grounds import Inert, desk_of, paired
from openline.core.ledger import Ledger
from openline.core.line import (
    BLOBS,
    CALLS,
    DOCUMENTS,
    FEEDS_OF_A_PARTY,
    FETCHING,
    HELD_THERE,
    INERT,
    LACKED,
    LEGS,
    LETTERS,
    LIVE,
    REMARKS,
    UNOPENED,
    UNSETTLED,
    WATCHES,
    Charter,
    FeedState,
    LineState,
    desk_key,
    place_key,
    ref_key,
    size_key,
)
from openline.core.revocation import judged_at_most, note

MAX_LEGS: Final = 256
"""Legs of one call. Spec 07, 6."""
INERT_KEPT: Final = 1_000
"""How many inert entries of a feed are listed with their code; all of them are counted."""

_pack = msgspec.msgpack.Encoder().encode
_unpack_call = msgspec.msgpack.Decoder(Call).decode
_unpack_letter = msgspec.msgpack.Decoder(Letter).decode


class Judged(msgspec.Struct, frozen=True):
    """What one entry came to: the act (None if unreadable) and the code if it is inert."""

    deed: Deed
    act: AnyAct | None
    inert: str | None


def ripe(charter: Charter, line: LineState, act: AnyAct, at: FeedState) -> bool:
    """Whether all that the author had seen is judged here or never will be, under known terms.

    Whoever saw more of a feed that is halted was shown another history, of which nothing will
    come; nor will a feed of a party that opened too many. `at`: the feed, judged so far.
    """
    if act.terms > charter.terms.version:
        return False
    needed = [(one.party, one.incarnation, one.size) for one in act.seen]
    if at.folded == 0 and act.type == upkeep.FEED_OPEN and act.body.previous is not None:
        needed.append((at.party, act.body.previous.incarnation, act.body.previous.size))
    for party, incarnation, size in needed:
        feed = line.feed(party, incarnation)
        over = feed.halted if feed else line.full(party)
        if size > (feed.folded if feed else 0) and not over:
            return False
    return True


def fold_entry(
    charter: Charter, line: LineState, ledger: Ledger, feed: FeedState, now_ms: int
) -> tuple[LineState, Judged] | None:
    """Judge the next entry of a feed that the fold has not judged yet.

    Returns:
        The line after it and what it came to; None: the feed has no further entry, or what the
        author had seen is not held yet.
    """
    held_entry = ledger.entry(feed.feed, feed.folded)
    if feed.folded >= judged_at_most(charter, line, ledger, feed) or held_entry is None:
        return None
    data, leaf = held_entry
    act, inert = read_entry(data, feed.folded)
    if act is not None and not ripe(charter, line, act, feed):
        return None
    ref = Ref(feed.party, feed.incarnation, feed.folded, leaf)
    feed = msgspec.structs.replace(feed, folded=feed.folded + 1)
    if act is not None:
        feed = _read(feed, act)
    deed = Deed(ref, act.at if act else 0, feed.seen)
    line = line.with_feed(feed)
    if act is not None and inert is None:
        try:
            line = judge(charter, line, ledger, act, deed, now_ms)
        except Inert as rule:
            inert = rule.code
    if inert is not None:
        line = _count_inert(line, ledger, deed, inert)
    return line, Judged(deed, act, inert)


def _read(feed: FeedState, act: AnyAct) -> FeedState:
    """The feed after an act that could be read, inert or not."""
    seen = advance(feed.seen, act.seen, (feed.party, feed.incarnation))
    return msgspec.structs.replace(feed, seen=seen, terms=max(feed.terms, act.terms))


def read_entry(data: bytes, index: int) -> tuple[AnyAct | None, str | None]:
    """Read an entry; the code is set if its bytes alone make it inert."""
    try:
        act = parse_act(data)
    except UnknownAct:
        return None, "unknown-act"
    except (Malformed, TooLarge):
        return None, "malformed"
    if (act.type == upkeep.FEED_OPEN) != (index == 0):
        return act, "turn"
    return act, None


def _count_inert(line: LineState, ledger: Ledger, deed: Deed, code: str) -> LineState:
    feed = line.feed(deed.ref.party, deed.ref.incarnation)
    assert feed is not None
    if feed.inert < INERT_KEPT:
        ledger.put(INERT + feed.feed, deed.ref.index.to_bytes(8, "big"), code.encode())
    return line.with_feed(msgspec.structs.replace(feed, inert=feed.inert + 1))


def judge(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    """Return the line after an act; the same rule decides what our own station may say.

    Raises:
        Inert: The act has no effect; nothing was written.
    """
    feed = line.feed(deed.ref.party, deed.ref.incarnation)
    if feed is not None and feed.closed:
        raise Inert("closed")
    terms = charter.version(act.terms)
    if terms is None or (feed is not None and act.terms < feed.terms):
        raise Inert("terms")
    if act.officer is not None or act.type in terms.officer_types:
        raise Inert("officer")
    rule = _RULES.get(act.type, _about_a_leg)
    return rule(charter, line, ledger, act, deed, now_ms)


def _ring(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    paired(charter, act, deed.ref.party)
    assert act.to is not None
    pair = (deed.ref.party, act.sender, act.to.party, act.to.desk)
    uses, joins = quota.rings(line.uses, charter.terms, pair, act.body.precedence, now_ms)
    line = msgspec.structs.replace(line, uses=uses)
    call = calls.rung(act, deed, now_ms, joins=joins)
    return save_call(charter, line, ledger, call)


def _about_a_ring(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    call = _ring_named(charter, line, ledger, act, act.body.ref, deed)
    if act.type == calls.ANSWER and act.body.offer.number != 0:
        raise Inert("malformed")
    after = calls.moved(call, act, deed)
    if after is None:
        raise Inert("turn")
    return save_call(charter, line, ledger, after)


_BY_STATION: Final = {calls.ALERT, calls.EXHAUSTED, calls.LATE, calls.UNREACHED}
_BY_EITHER: Final = {calls.CANCEL, calls.END, legs.LEG_FAIL}


def _spoken_by_its_desk(call: Call, act: AnyAct, deed: Deed) -> None:
    desks = calls.desks(call, deed.ref.party)
    allowed = desks | {STATION} if act.type in _BY_EITHER else desks
    if act.type in _BY_STATION:
        allowed = {STATION}
    if not desks or act.to is not None or act.sender not in allowed:
        raise Inert("desks")
    if act.kind is not call.kind:
        raise Inert("kind")


def _ring_named(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, ref: Ref, deed: Deed
) -> Call:
    """The ring that the act names, if the desk that speaks may speak about it."""
    call = find_call(charter, line, ledger, ref, deed)
    if ref != call.deed.ref:
        raise Inert("reference")
    _spoken_by_its_desk(call, act, deed)
    return call


def _of_an_attempt(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    call = _ring_named(charter, line, ledger, act, act.body.ref, deed)
    if not calls.known_over(call, deed):
        raise Inert("turn")
    if act.type == attempts.SETTLED:
        settled_by = attempts.settled(call.settlements, act, deed)
        after = msgspec.structs.replace(call, settlements=settled_by)
    else:
        change = attempts.proposed if act.type == attempts.PROPOSED else attempts.agreed
        proposals = change(call.proposals, act, deed)
        after = msgspec.structs.replace(call, proposals=proposals)
    if after == call:
        raise Inert("turn")
    return save_call(charter, line, ledger, calls.touched(after, act, deed))


def _of_a_principal(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    call = _ring_named(charter, line, ledger, act, act.body.ref, deed)
    _in_call(call, deed)
    party, body = deed.ref.party, act.body
    other = sum(calls.parties(call)) - party
    if act.type == principals.READY:
        if not any(pair[:4] == (act.terms, party, body.desk, other) for pair in charter.pairs):
            raise Inert("desks")
        said = [o for o in call.ready if o.deed.ref.party == party and knows(deed, o.deed)]
        if len(said) >= principals.MOST_READY:
            raise Inert("turn")
        word = principals.Readiness(deed, body.desk, body.ready, body.by)
        call = msgspec.structs.replace(call, ready=(*call.ready, word))
    else:
        _ranks_match(charter, call, act, deed, other)
        handover = principals.Handover(deed, body.desk, body.by)
        call = msgspec.structs.replace(call, handovers=(*call.handovers, handover))
    return save_call(charter, line, ledger, calls.touched(call, act, deed))


def _ranks_match(charter: Charter, call: Call, act: AnyAct, deed: Deed, other: int) -> None:
    """Refuse a transfer before both principals are ready, at desks that are counterparts."""
    party, desk = deed.ref.party, act.body.desk
    ours = principals.last_ready(call.ready, party, deed)
    theirs = principals.last_ready(call.ready, other, deed)
    if ours is None or theirs is None or not (ours.ready and theirs.ready):
        raise Inert("turn")
    match = (act.terms, party, desk, other, theirs.desk) in charter.pairs
    if ours.desk != desk or not match or not calls.words_recorded(call, party):
        raise Inert("turn")
    made = [o for o in call.handovers if o.deed.ref.party == party and knows(deed, o.deed)]
    if len(made) >= principals.MOST_READY:
        raise Inert("turn")


def _in_call(call: Call, deed: Deed) -> None:
    """Refuse leg acts of a party that has ended its part or does not know of an answer."""
    caller, _ = calls.parties(call)
    if deed.ref.party == caller:
        answered = call.answer_deed is not None and knows(deed, call.answer_deed)
        if call.caller is not calls.Phase.RUNG or not answered:
            raise Inert("turn")
    elif call.callee is not calls.Phase.ANSWERED:
        raise Inert("turn")


def _leg_again(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    call = _ring_named(charter, line, ledger, act, act.body.ring, deed)
    _in_call(call, deed)
    offer = act.body.offer
    party = deed.ref.party
    before = [leg.offer.number for leg in call.legs if leg.deed.ref.party == party]
    if offer.number >= MAX_LEGS or (before and offer.number <= max(before)):
        raise Inert("turn")
    call = msgspec.structs.replace(call, legs=(*call.legs, legs.offered(offer, deed)))
    return save_call(charter, line, ledger, calls.touched(call, act, deed))


def _about_a_leg(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    call = find_call(charter, line, ledger, act.body.ref, deed)
    _spoken_by_its_desk(call, act, deed)
    _in_call(call, deed)
    ref = act.body.ref
    place = next((n for n, leg in enumerate(call.legs) if leg.deed.ref == ref), None)
    if place is None:
        raise Inert("reference")
    after = legs.advanced(call.legs[place], act, deed)
    if after is None:
        raise Inert("turn")
    changed = (*call.legs[:place], after, *call.legs[place + 1 :])
    call = msgspec.structs.replace(call, legs=changed)
    return save_call(charter, line, ledger, calls.touched(call, act, deed))


def find_call(charter: Charter, line: LineState, ledger: Ledger, ref: Ref, by: Deed) -> Call:
    """The call that a ring or a leg belongs to, as the act `by` names it.

    Raises:
        Inert: There is none, or the author of `by` names what it had not seen.
    """
    if not knows_ref(by, ref):
        raise Inert("reference")
    place = ref_key(ref)
    live = line.calls.get(line.legs.get(place, place))
    if live is not None and _names(ref, live):
        return live
    ring = ledger.cell(LEGS + charter.line, place) or place
    packed = ledger.cell(CALLS + charter.line, ring)
    if packed is None:
        raise Inert("reference")
    call = _unpack_call(packed)
    if not _names(ref, call):
        raise Inert("reference")
    return call


def _names(ref: Ref, call: Call) -> bool:
    return ref == call.deed.ref or any(leg.deed.ref == ref for leg in call.legs)


def save_call(charter: Charter, line: LineState, ledger: Ledger, call: Call) -> LineState:
    """Write a call back; keep it in memory while it moves or is not settled."""
    key = ref_key(call.deed.ref)
    ledger.put(CALLS + charter.line, key, _pack(call))
    if calls.open_attempt(call, charter.me):
        ledger.put(UNSETTLED + charter.line, key, call.held_ms.to_bytes(8, "big"))
    elif call.settlements or calls.stage(call) not in calls.OPEN_STAGES:
        ledger.put(UNSETTLED + charter.line, key, None)
    if key not in line.calls:
        ledger.put(LIVE + charter.line, key, b"")
    for leg in call.legs[-1:]:
        ledger.put(LEGS + charter.line, ref_key(leg.deed.ref), key)
    return with_call(line, call)


def with_call(line: LineState, call: Call) -> LineState:
    """The line with one live call replaced or added."""
    place = ref_key(call.deed.ref)
    ways = {ref_key(leg.deed.ref): place for leg in call.legs}
    return msgspec.structs.replace(
        line, calls={**line.calls, place: call}, legs={**line.legs, **ways}
    )


def retire(charter: Charter, line: LineState, ledger: Ledger, call: Call) -> LineState:
    """Let a call that is over and settled go from memory; its cell stays."""
    place = ref_key(call.deed.ref)
    ledger.put(LIVE + charter.line, place, None)
    return msgspec.structs.replace(
        line,
        calls={k: c for k, c in line.calls.items() if k != place},
        legs={k: ring for k, ring in line.legs.items() if ring != place},
    )


def settled(line: LineState, call: Call) -> bool:
    """Whether both parties' last acts know all that was said about the ring, and we hold it."""
    return line.seen_by(calls.parties(call), call.last)


def _message(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    if act.to is None:
        desk_of(charter, act, deed)
    else:
        paired(charter, act, deed.ref.party)
    if not messages.well_formed(act.body):
        raise Inert("malformed")
    blob = act.body.blob if act.type == messages.MESSAGE else None
    letter = Letter(deed, act.to, blob and blob.digest, now_ms, (), ())
    ledger.put(LETTERS + charter.line, ref_key(deed.ref), _pack(letter))
    if messages.addressed(letter, charter.me):
        desk = "" if act.to is None else act.to.desk
        ledger.put(UNOPENED + charter.line, ref_key(deed.ref), desk.encode())
    if blob is not None and deed.ref.party != charter.me:
        _lack(charter, ledger, blob, deed.ref.party)
    party, precedence = deed.ref.party, act.body.precedence
    uses = quota.used(line.uses, charter.terms, party, precedence, now_ms)
    return msgspec.structs.replace(line, uses=uses)


def _lack(charter: Charter, ledger: Ledger, blob: messages.Blob, party: int) -> None:
    """Note a blob that is to be fetched, so that a restart does not forget it."""
    if ledger.cell(BLOBS + charter.line, blob.digest) is None:
        ledger.put(LACKED + charter.line, blob.digest, place_key(party, 0, blob.size))


def _message_note(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    letter = find_letter(charter, ledger, act.body.ref, deed)
    party = deed.ref.party
    desk_of(charter, act, deed)
    if not messages.addressed(letter, party):
        raise Inert("desks")
    if letter.to is not None and letter.to.desk != act.sender:
        raise Inert("desks")
    after = messages.noted(letter, act.type, act.body.by, deed)
    if after is not None:
        ledger.put(LETTERS + charter.line, ref_key(letter.deed.ref), _pack(after))
        if party == charter.me:
            ledger.put(UNOPENED + charter.line, ref_key(letter.deed.ref), None)
    return line


def _document(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    body: messages.Document = act.body
    letter = find_letter(charter, ledger, body.ref, deed)
    terms = charter.version(act.terms)
    assert terms is not None
    desk_of(charter, act, deed)
    if letter.deed.ref.party != deed.ref.party or act.to is not None:
        raise Inert("desks")
    if body.size > terms.limits.document:
        raise Inert("malformed")
    if len(letter.documents) >= messages.DOCUMENTS:
        raise Inert("turn")
    after = msgspec.structs.replace(letter, documents=(*letter.documents, deed))
    ledger.put(LETTERS + charter.line, ref_key(letter.deed.ref), _pack(after))
    digest = Digest(body.digest)
    if ledger.cell(DOCUMENTS + charter.line, digest) is not None:
        return line
    if deed.ref.party == charter.me:
        ledger.put(DOCUMENTS + charter.line, digest, size_key(body.size))
    else:
        ledger.put(FETCHING + charter.line, digest, place_key(deed.ref.party, 0, body.size))
    return line


def _blob_held(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    line = _by_the_station(charter, line, ledger, act, deed, now_ms)
    digest = Digest(act.body.digest)
    ours = ledger.cell(DOCUMENTS + charter.line, digest) is not None
    if ours and deed.ref.party != charter.me:
        key = digest + deed.ref.party.to_bytes(2, "big")
        ledger.put(HELD_THERE + charter.line, key, act.at.to_bytes(8, "big"))
    return line


def find_letter(charter: Charter, ledger: Ledger, ref: Ref, by: Deed) -> Letter:
    """A formal message, as the act `by` names it.

    Raises:
        Inert: There is none with this reference that the author of `by` had seen.
    """
    if not knows_ref(by, ref):
        raise Inert("reference")
    packed = ledger.cell(LETTERS + charter.line, ref_key(ref))
    letter = None if packed is None else _unpack_letter(packed)
    if letter is None or letter.deed.ref != ref:
        raise Inert("reference")
    return letter


def _remark(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    desk_of(charter, act, deed)
    if act.to is not None:
        raise Inert("desks")
    ledger.put(REMARKS + charter.line, ref_key(deed.ref), now_ms.to_bytes(8, "big"))
    return line


def _watch(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    desk_of(charter, act, deed)
    if act.to is not None:
        raise Inert("desks")
    if act.kind is not Kind.REAL:
        raise Inert("kind")
    terms = charter.version(act.terms)
    assert terms is not None
    on = act.body if act.type == watch.WATCH_ON else None
    if on is not None and not watch.sensible(on, act.at, terms.watch.vigilance_s):
        raise Inert("malformed")
    place = deed.ref.party, act.sender
    if not watch.supersedes(deed.ref, line.watches.get(place)):
        return line
    said = watch.Watch(deed.ref, act.at, now_ms, on)
    ledger.put(WATCHES + charter.line, desk_key(*place), _pack(said))
    return msgspec.structs.replace(line, watches={**line.watches, place: said})


def _by_the_station(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    if act.sender != STATION or act.to is not None:
        raise Inert("desks")
    feed = line.feed(deed.ref.party, deed.ref.incarnation)
    assert feed is not None
    if act.type == upkeep.GOVERNANCE_NOTE:
        note(ledger, feed.feed, Digest(act.body.statement), deed.seen)
    elif act.type == upkeep.LINE_CLOSE:
        feed = msgspec.structs.replace(feed, closed=True)
    elif act.type == upkeep.FEED_ADOPT:
        ends = {**feed.adopts, act.body.incarnation: act.body.size}
        feed = msgspec.structs.replace(feed, adopts=dict([*ends.items()][:FEEDS_OF_A_PARTY]))
    return line.with_feed(feed)


Rule = Callable[[Charter, LineState, Ledger, AnyAct, Deed, int], LineState]

_RULES: Final[dict[int, Rule]] = {
    **dict.fromkeys((upkeep.FEED_OPEN, upkeep.FEED_ADOPT, upkeep.SEEN), _by_the_station),
    **dict.fromkeys((upkeep.OBJECTION, upkeep.GOVERNANCE_NOTE), _by_the_station),
    upkeep.LINE_CLOSE: _by_the_station,
    calls.RING: _ring,
    **dict.fromkeys((calls.ALERT, calls.EXHAUSTED, calls.LATE, calls.COMING), _about_a_ring),
    **dict.fromkeys((calls.CANCEL, calls.UNREACHED, calls.DECLINE), _about_a_ring),
    **dict.fromkeys((calls.ANSWER, calls.END), _about_a_ring),
    **dict.fromkeys((attempts.SETTLED, attempts.PROPOSED, attempts.AGREED), _of_an_attempt),
    **dict.fromkeys((principals.READY, principals.TRANSFER), _of_a_principal),
    legs.LEG_OFFER: _leg_again,
    **dict.fromkeys((messages.MESSAGE, messages.SPOKEN), _message),
    **dict.fromkeys((messages.OPENED, messages.INFORMED), _message_note),
    messages.REMARK: _remark,
    messages.DOCUMENT: _document,
    messages.BLOB_HELD: _blob_held,
    **dict.fromkeys((watch.WATCH_ON, watch.WATCH_OFF), _watch),
    requests.ASK: asking.ask,
    **dict.fromkeys(requests.ABOUT, asking.about_a_request),
    **dict.fromkeys(legs.LEG_TYPES, _about_a_leg),
}
