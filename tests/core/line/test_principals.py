"""Watch officers first, ranks matched, both principals ready; then the call is handed over."""

from openline.core.acts import calls, legs, principals
from openline.core.acts.act import Addressee, Ref
from openline.core.acts.calls import desks
from openline.station.views.calls import newest_ready
from tests.core.line.speaking import NONCE, accept, offer, ring
from tests.core.line.stations import Station, meet
from tests.core.line.views import accusations, facts, only, refused

BY = "WO 1"
PRINCIPAL = "navy"
"""The desk to which the watch officers hand over here."""


def talking(a: Station, b: Station) -> Ref:
    """A call of the two watch desks, the leg's nonces exchanged."""
    ref = a.say(calls.RING, ring(), to=Addressee(1, "watch"))
    meet(a, b)
    leg = b.say(calls.ANSWER, calls.Answer(ref, BY, offer()))
    meet(a, b)
    a.say(legs.LEG_ACCEPT, accept(leg))
    meet(a, b)
    b.say(legs.LEG_REVEAL, legs.LegReveal(leg, NONCE))
    meet(a, b)
    return ref


def compare(a: Station, b: Station, result: legs.WordsResult = legs.WordsResult.MATCH) -> None:
    leg = only(a).legs[0].deed.ref
    for station in (a, b):
        station.say(legs.LEG_WORDS, legs.LegWords(leg, result, ""))
    meet(a, b)


def ready(ref: Ref, desk: str = PRINCIPAL, *, ready: bool = True) -> principals.Ready:
    return principals.Ready(ref, desk, ready, BY)


def both_ready(a: Station, b: Station, ref: Ref) -> None:
    for station in (a, b):
        station.say(principals.READY, ready(ref))
    meet(a, b)


def test_both_are_ready_and_the_principals_speak(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = talking(a, b)
    compare(a, b)
    both_ready(a, b, ref)
    again = legs.LegAgain(ref, offer(1))
    assert refused(a, legs.LEG_OFFER, again, PRINCIPAL) == "desks"
    a.say(principals.TRANSFER, principals.Transfer(ref, PRINCIPAL, BY))
    leg = a.say(legs.LEG_OFFER, again, sender=PRINCIPAL)
    meet(a, b)
    b.say(principals.TRANSFER, principals.Transfer(ref, PRINCIPAL, BY))
    b.say(legs.LEG_ACCEPT, accept(leg), sender=PRINCIPAL)
    meet(a, b)
    b.say(calls.END, calls.End(ref, calls.EndReason.PRINCIPAL), sender=PRINCIPAL)
    meet(a, b)
    assert facts(a) == facts(b)
    assert accusations(a, b) == []
    assert desks(only(a), 0) == desks(only(a), 1) == {"watch", PRINCIPAL}
    assert desks(only(a), 2) == set()


def test_a_principal_who_is_not_ready_is_not_connected(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = talking(a, b)
    compare(a, b)
    transfer = principals.Transfer(ref, PRINCIPAL, BY)
    assert refused(a, principals.TRANSFER, transfer) == "turn"
    a.say(principals.READY, ready(ref))
    assert refused(a, principals.TRANSFER, transfer) == "turn"
    b.say(principals.READY, ready(ref))
    assert refused(a, principals.TRANSFER, transfer) == "turn"  # not heard of yet
    meet(a, b)
    # "Not now" of the other side counts as soon as it is known, and no earlier.
    b.say(principals.READY, ready(ref, ready=False))
    a.say(principals.TRANSFER, transfer)
    meet(a, b)
    assert refused(a, principals.TRANSFER, transfer) == "turn"
    assert facts(a) == facts(b)
    assert accusations(a, b) == []


def test_ranks_must_match(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = talking(a, b)
    compare(a, b)
    a.say(principals.READY, ready(ref, "watch"))
    b.say(principals.READY, ready(ref))
    meet(a, b)
    for desk in ("watch", PRINCIPAL):
        said = principals.Transfer(ref, desk, BY)
        assert refused(a, principals.TRANSFER, said) == "turn"
    assert refused(a, principals.READY, ready(ref, "nowhere")) == "desks"


def test_the_check_words_come_first(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = talking(a, b)
    both_ready(a, b, ref)
    transfer = principals.Transfer(ref, PRINCIPAL, BY)
    assert refused(a, principals.TRANSFER, transfer) == "turn"
    compare(a, b, legs.WordsResult.MISMATCH)
    assert refused(a, principals.TRANSFER, transfer) == "turn"
    compare(a, b, legs.WordsResult.SKIPPED)
    a.say(principals.TRANSFER, transfer)


def test_words_on_principals_are_bounded_and_belong_to_a_call(
    pair: tuple[Station, Station],
) -> None:
    a, b = pair
    ref = a.say(calls.RING, ring(), to=Addressee(1, "watch"))
    assert refused(a, principals.READY, ready(ref)) == "turn"
    a.say(calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN))
    meet(a, b)
    a, b = Station(0, 2), Station(1, 2)
    meet(a, b)
    ref = talking(a, b)
    compare(a, b)
    for _ in range(principals.MOST_READY):
        a.say(principals.READY, ready(ref))
    assert refused(a, principals.READY, ready(ref)) == "turn"
    b.say(principals.READY, ready(ref))
    meet(a, b)
    transfer = principals.Transfer(ref, PRINCIPAL, BY)
    for _ in range(principals.MOST_READY):
        a.say(principals.TRANSFER, transfer)
    assert refused(a, principals.TRANSFER, transfer) == "turn"
    assert newest_ready(only(a).ready, 2) is None
