"""One act of every type, in its place and form."""

from typing import Final

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
from openline.core.acts.act import Act, Addressee, AnyAct, Kind, NoBody, Ref, Seen
from openline.core.acts.attempts import Medium
from openline.core.acts.knowledge import Deed
from openline.core.codec import Struct

RING: Final = Ref(0, 0, 5, bytes([5]) * 32)
LEG: Final = Ref(1, 0, 7, bytes([7]) * 32)
HASH: Final = bytes(range(32))
OFFER: Final = legs.LegOffer(0, HASH, "abcd", "a" * 22, ("candidate",), HASH, HASH, 1)
PLAN: Final = requests.Plan(
    form=requests.Form.MEETING,
    language="fa",
    purpose="گفت‌وگو دربارهٔ تنگه",
    event="Shangri-La Dialogue",
    trigger="collision",
    asker="watch",
    asked="navy",
    windows=(requests.Window(1_790_000_000_000, 1_790_000_600_000),),
    minutes=20,
    languages=("en", "zh"),
    interpreters=requests.Interpreters.EACH,
    medium=requests.Medium.IN_PERSON,
    place="Singapore",
    conditions=("Same rank on both sides", "No readout before 18 March"),
)
DUE: Final = requests.Due(1_790_000_100_000, 60)
REQUEST: Final = Ref(0, 0, 9, bytes([9]) * 32)
BLOB: Final = messages.Blob(HASH, 5_000, "text/plain")

BODIES: Final[dict[int, Struct]] = {
    upkeep.FEED_OPEN: upkeep.FeedOpen(
        1, upkeep.End(0, 9, HASH), upkeep.OpenReason.RESTORE, HASH
    ),
    upkeep.FEED_ADOPT: upkeep.FeedAdopt(0, 9, HASH),
    upkeep.SEEN: NoBody(),
    upkeep.OBJECTION: upkeep.Objection(LEG, "turn"),
    upkeep.GOVERNANCE_NOTE: upkeep.GovernanceNote(HASH),
    upkeep.LINE_CLOSE: NoBody(),
    calls.RING: calls.Ring(0, "sea", "问候", 60, "WO 1"),
    calls.ALERT: calls.Alert(RING, 1, 2, 0, 4, 1_790_000_015_000),
    calls.EXHAUSTED: calls.Exhausted(RING),
    calls.DECLINE: calls.Decline(RING, "absent", "zh", "", "", 0, "", Medium.ANY, "WO 1"),
    calls.CANCEL: calls.Cancel(RING, calls.CancelReason.MERGED),
    calls.UNREACHED: calls.Unreached(RING, (calls.Try("ws", 1, 2, "refused"),), 0),
    calls.ANSWER: calls.Answer(RING, "WO 1", OFFER),
    calls.LATE: calls.Late(RING),
    calls.END: calls.End(RING, calls.EndReason.DONE),
    calls.COMING: calls.Coming(RING, "WO 1"),
    attempts.SETTLED: attempts.Settled(RING, "WO 1"),
    attempts.PROPOSED: attempts.Proposed(RING, 1, "watch", Medium.MESSAGE, "WO 1"),
    attempts.AGREED: attempts.Agreed(RING, LEG, "WO 1"),
    principals.READY: principals.Ready(RING, "minister", True, "WO 1"),
    principals.TRANSFER: principals.Transfer(RING, "minister", "WO 1"),
    legs.LEG_OFFER: legs.LegAgain(RING, OFFER),
    legs.LEG_ACCEPT: legs.LegAccept(LEG, HASH, "abcd", "a" * 22, (), HASH, HASH),
    legs.LEG_REVEAL: legs.LegReveal(LEG, HASH),
    legs.LEG_UP: legs.LegUp(LEG, "1.3", HASH, True),
    legs.LEG_WORDS: legs.LegWords(LEG, legs.WordsResult.SKIPPED, "no time"),
    legs.LEG_FAIL: legs.LegFail(LEG, "frames"),
    messages.MESSAGE: messages.Message(3, "fa", "s", "", BLOB, "WO 1"),
    messages.OPENED: messages.MessageNote(LEG, "WO 1"),
    messages.INFORMED: messages.MessageNote(LEG, "WO 1"),
    messages.BLOB_HELD: messages.BlobHeld(HASH),
    messages.DOCUMENT: messages.Document(LEG, HASH, 5_000, "海图.png", "image/png", "WO 1"),
    messages.SPOKEN: messages.Spoken(0, 700, bytes(range(14)), "WO 1"),
    messages.REMARK: messages.Remark("ja", "試験", "op"),
    watch.WATCH_ON: watch.WatchOn(1, 2, 0),
    watch.WATCH_OFF: NoBody(),
    requests.ASK: requests.Ask(PLAN, DUE, REQUEST, "WO 1"),
    requests.COUNTER: requests.Counter(REQUEST, PLAN, DUE, "WO 1"),
    requests.ACCEPT: requests.Accept(REQUEST, REQUEST, 0, "navy", "zh", "可以", "WO 1"),
    requests.REFUSE: requests.Refuse(
        REQUEST, REQUEST, "preparing", "en", "", ("An agenda first",), "WO 1"
    ),
    requests.WITHDRAW: requests.Remark(REQUEST, "en", "", "WO 1"),
    requests.REMIND: requests.Remark(REQUEST, "en", "Still waiting", "WO 1"),
    requests.LAPSE: requests.Lapsed(REQUEST),
    requests.CALL_OFF: requests.Remark(REQUEST, "vi", "Hoãn", "WO 1"),
    requests.CONDITION: requests.Condition(
        REQUEST, REQUEST, 1, requests.Word.MET, "en", "", "WO 1"
    ),
}


def act(type_: int, body: Struct | None = None) -> AnyAct:
    """An act of a type, with every optional part of the envelope."""
    return Act(
        type=type_,
        kind=Kind.EXERCISE,
        terms=1,
        at=1_790_000_000_000,
        nonce=bytes(16),
        sender="watch",
        to=Addressee(1, "navy"),
        seen=(Seen(1, 0, 4),),
        officer=None,
        body=BODIES[type_] if body is None else body,
    )


def deed(party: int, index: int, *seen: Seen) -> Deed:
    """A deed at a place."""
    return Deed(Ref(party, 0, index, bytes([party, index]) * 16), 0, seen)
