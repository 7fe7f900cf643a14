"""Names as documents give them: parties, desks, types of act, precedences."""

from collections.abc import Sequence
from typing import Any, Final

from openline.core.acts import calls
from openline.core.agreement.terms import PRECEDENCES, Desk, Terms, TermsParty
from openline.core.wording import Wording

Doc = dict[str, Any]

STAGE_OF: Final = {
    calls.RING: "sent",
    calls.ALERT: "alerting",
    calls.EXHAUSTED: "exhausted",
    calls.DECLINE: "declined",
    calls.CANCEL: "withdrawn",
    calls.UNREACHED: "unreachable",
    calls.ANSWER: "answered",
    calls.LATE: "late",
    calls.END: "ended",
}

TYPE_NAMES: Final = {
    1: "feed.open",
    2: "feed.adopt",
    4: "seen",
    5: "objection",
    6: "gov.note",
    8: "line.close",
    16: "call.ring",
    17: "call.alert",
    18: "call.exhausted",
    19: "call.decline",
    20: "call.cancel",
    21: "call.unreached",
    22: "call.answer",
    23: "call.late",
    24: "call.end",
    25: "call.coming",
    26: "call.ready",
    27: "call.transfer",
    28: "call.settled",
    29: "call.propose",
    30: "call.agree",
    32: "leg.offer",
    33: "leg.accept",
    34: "leg.reveal",
    35: "leg.up",
    36: "leg.words",
    37: "leg.fail",
    48: "msg.send",
    49: "msg.opened",
    50: "msg.principal",
    51: "blob.held",
    52: "msg.document",
    53: "msg.speak",
    56: "service.say",
    64: "watch.on",
    65: "watch.off",
    72: "request.ask",
    73: "request.counter",
    74: "request.accept",
    75: "request.refuse",
    76: "request.withdraw",
    77: "request.remind",
    78: "request.lapse",
    79: "request.call-off",
    80: "request.condition",
}


def texts(wordings: Sequence[Wording]) -> dict[str, str]:
    """Texts by language."""
    return {wording.language: wording.text for wording in wordings}


def party_doc(number: int, party: TermsParty) -> Doc:
    """`Party` of docs/console.md."""
    return {
        "number": number,
        "id": party.party.hex()[:16],
        "names": texts(party.names),
        "places": texts(party.places),
        "zone": party.zone,
        "language": party.language,
    }


def line_names(terms: Terms) -> dict[str, str]:
    """The line's name in each language in which every party has a name."""
    names = [texts(party.names) for party in terms.parties]
    languages = [tag for tag in names[0] if all(tag in one for one in names)]
    return {tag: "–".join(one[tag] for one in names) for tag in languages}


def desk_doc(terms: Terms, party: int, code: str) -> Doc:
    """`Desk` of docs/console.md; a desk that the terms do not name has its code alone."""
    desk: Desk | None = terms.desk(party, code)
    return {"party": party, "code": code, "names": texts(desk.names) if desk else {}}


def precedence_name(number: int) -> str:
    """FLASH, IMMEDIATE, PRIORITY or ROUTINE."""
    return PRECEDENCES[number].upper()
