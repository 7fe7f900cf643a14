"""The rules of acts about requests, and where a station keeps what they come to.

Spec: docs/spec/17-requests.md, 2 and 3.
"""

import msgspec

from openline.core.acts import requests
from openline.core.acts.act import STATION, AnyAct, Ref
from openline.core.acts.knowledge import Deed, knows_ref
from openline.core.acts.requests import Plan, Request, Stage
from openline.core.grounds import Inert, paired
from openline.core.ledger import Ledger
from openline.core.line import AWAITED, OPEN_REQUESTS, REQUESTS, Charter, LineState, ref_key

_pack = msgspec.msgpack.Encoder().encode
unpack_request = msgspec.msgpack.Decoder(Request).decode


def ask(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    """request.ask: opens a request. What it repeats is one between the same two parties."""
    paired(charter, act, deed.ref.party)
    request = requests.asked(act, deed, now_ms)
    body: requests.Ask = act.body
    if body.earlier is not None:
        earlier = find_request(charter, ledger, body.earlier, deed)
        if set(earlier.parties) != set(request.parties):
            raise Inert("reference")
    _sound(charter, act, body.plan, request)
    return _kept(charter, line, ledger, request, act, deed)


def about_a_request(
    charter: Charter, line: LineState, ledger: Ledger, act: AnyAct, deed: Deed, now_ms: int
) -> LineState:
    """Any further act: by the desk that asked or was asked, at its own party's phase."""
    request = find_request(charter, ledger, act.body.ref, deed)
    _spoken_by_its_desk(request, act, deed)
    if act.type == requests.COUNTER:
        _sound(charter, act, act.body.plan, request)
    if act.type == requests.ACCEPT and act.body.level:
        _known(charter, act, deed.ref.party, act.body.level)
    code = requests.refusal(request, act, deed)
    if code is not None:
        raise Inert(code)
    request = requests.moved(request, act, deed, now_ms)
    return _kept(charter, line, ledger, request, act, deed)


def _sound(charter: Charter, act: AnyAct, plan: Plan, request: Request) -> None:
    """Principals are desks of their sides, and no window ends before it begins."""
    asker, asked = request.parties
    _known(charter, act, asker, plan.asker)
    _known(charter, act, asked, plan.asked)
    if any(window.end <= window.start for window in plan.windows):
        raise Inert("malformed")


def _known(charter: Charter, act: AnyAct, party: int, code: str) -> None:
    terms = charter.version(act.terms)
    if terms is None or terms.desk(party, code) is None:
        raise Inert("desks")


def _spoken_by_its_desk(request: Request, act: AnyAct, deed: Deed) -> None:
    desks = {request.asker: request.sender, request.to.party: request.to.desk}
    desk = desks.get(deed.ref.party)
    speaks = STATION if act.type == requests.LAPSE else desk
    if desk is None or act.to is not None or act.sender != speaks:
        raise Inert("desks")
    if act.kind is not request.kind:
        raise Inert("kind")


def find_request(charter: Charter, ledger: Ledger, ref: Ref, by: Deed) -> Request:
    """A request, as the act `by` names it.

    Raises:
        Inert: There is none with this reference that the author of `by` had seen.
    """
    packed = ledger.cell(REQUESTS + charter.line, ref_key(ref)) if knows_ref(by, ref) else None
    request = None if packed is None else unpack_request(packed)
    if request is None or request.deed.ref != ref:
        raise Inert("reference")
    return request


def _kept(
    charter: Charter, line: LineState, ledger: Ledger, request: Request, act: AnyAct, deed: Deed
) -> LineState:
    """Write a request back; keep it in memory while the others owe us an answer."""
    ours = deed.ref.party == charter.me
    if ours and act.type not in requests.STILL:
        request = msgspec.structs.replace(request, reached_ms=0)
    key = ref_key(request.deed.ref)
    is_open = requests.stage(request) is Stage.OPEN
    ledger.put(OPEN_REQUESTS + charter.line, key, b"" if is_open else None)
    if charter.me not in request.parties:
        return save(charter, line, ledger, request)
    if not ours:
        feed = line.feed(deed.ref.party, deed.ref.incarnation)
        assert feed is not None
        line = line.with_feed(msgspec.structs.replace(feed, asks=deed.ref.index + 1))
    awaits = requests.awaited(request, charter.me) is not None
    if awaits != (key in line.requests):
        ledger.put(AWAITED + charter.line, key, b"" if awaits else None)
    others = {place: one for place, one in line.requests.items() if place != key}
    live = {**others, key: request} if awaits else others
    line = msgspec.structs.replace(line, requests=live)
    return save(charter, line, ledger, request)


def save(charter: Charter, line: LineState, ledger: Ledger, request: Request) -> LineState:
    """Write a request's cell, and the copy in memory if it is held there."""
    key = ref_key(request.deed.ref)
    ledger.put(REQUESTS + charter.line, key, _pack(request))
    if key not in line.requests:
        return line
    return msgspec.structs.replace(line, requests={**line.requests, key: request})


def settled(line: LineState, request: Request) -> bool:
    """Whether both parties have seen all that the other said of it, as far as it is held."""
    return line.seen_by(request.parties, [one.deed for one in request.said])
