"""Requests between whole stations: what crosses, what is refused, when it lapses."""

import os
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from openline.core import asking
from openline.core.acts import requests
from openline.core.acts.act import Addressee, Kind, Ref, Seen
from openline.core.acts.requests import Request, Stage, Word, stage
from openline.core.errors import NotAllowed, OpenlineError
from openline.core.line import AWAITED, OPEN_REQUESTS, REQUESTS, ref_key
from openline.core.switchboard import Say, deadline
from openline.station import conditions
from openline.station.conditions import Item
from tests.core.acts.examples import PLAN
from tests.core.line.liar import Liar
from tests.core.line.speaking import about_a_request
from tests.core.line.stations import START_MS, Station, meet
from tests.core.line.views import facts

SOON = requests.Due(START_MS + 60_000, 120)


def ask(station: Station, to: int = 1, **changes: object) -> Ref:
    body = replace(requests.Ask(PLAN, SOON, None, "WO 1"), **changes)
    return station.say(requests.ASK, body, "watch", Addressee(to, "watch"))


def accept(ref: Ref, version: Ref, window: int = 0, level: str = "") -> requests.Accept:
    return requests.Accept(ref, version, window, level, "en", "", "WO 1")


def refuse(ref: Ref, version: Ref, *conditions: str) -> requests.Refuse:
    return requests.Refuse(ref, version, "no-reason", "en", "", conditions, "WO 1")


def counter(ref: Ref, **changes: object) -> requests.Counter:
    return requests.Counter(ref, replace(PLAN, **changes), SOON, "WO 1")


def remark(ref: Ref) -> requests.Remark:
    return requests.Remark(ref, "en", "", "WO 1")


def word(ref: Ref, item: Ref, number: int, said: Word) -> requests.Condition:
    return requests.Condition(ref, item, number, said, "en", "", "WO 1")


def request_of(station: Station, ref: Ref) -> Request:
    packed = station.store.cell(REQUESTS + station.charter.line, ref_key(ref))
    assert packed is not None
    return asking.unpack_request(packed)


def stage_of(ref: Ref, *stations: Station) -> Stage:
    """The stage at all stations, which is one."""
    found = {stage(request_of(station, ref)) for station in stations}
    assert len(found) == 1
    return found.pop()


def pair() -> tuple[Station, Station]:
    """Two stations that know each other."""
    a, b = Station(0, 2), Station(1, 2)
    meet(a, b)
    return a, b


def open_request(**changes: object) -> tuple[Station, Station, Ref]:
    """Two stations and a request that both hold."""
    a, b = pair()
    ref = ask(a, **changes)
    meet(a, b)
    return a, b, ref


def owing(station: Station, ref: Ref) -> set[int]:
    request = request_of(station, ref)
    return {party for party in request.parties if requests.owes(request, party)}


def test_asked_countered_accepted() -> None:
    a, b, ref = open_request()
    assert owing(b, ref) == {1}
    assert not asking.settled(a.line, request_of(a, ref))
    other = b.say(requests.COUNTER, counter(ref, minutes=40))
    meet(a, b)
    assert owing(a, ref) == {0}
    a.say(requests.ACCEPT, accept(ref, other))
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.AGREED
    agreed = requests.agreement(request_of(b, ref))
    assert agreed is not None
    assert agreed.names == other
    for station in (a, b):
        station.elapse(3_000)
    meet(a, b)
    assert asking.settled(a.line, request_of(a, ref))
    assert asking.settled(b.line, request_of(b, ref))
    assert facts(a) == facts(b)


def test_a_refused_counter_leaves_the_request_on_the_table() -> None:
    a, b, ref = open_request()
    other = b.say(requests.COUNTER, counter(ref))
    meet(a, b)
    a.say(requests.REFUSE, refuse(ref, other))
    with pytest.raises(NotAllowed):
        a.say(requests.REFUSE, refuse(ref, other))
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.OPEN
    assert owing(b, ref) == {1}
    b.say(requests.ACCEPT, accept(ref, ref))
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.AGREED


def test_the_asked_party_refuses_and_that_ends_it() -> None:
    a, b, ref = open_request()
    b.say(requests.REFUSE, refuse(ref, ref, "An agenda first"))
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.DECLINED
    with pytest.raises(NotAllowed):
        a.say(requests.COUNTER, counter(ref))
    again = ask(a, earlier=ref)
    meet(a, b)
    assert request_of(b, again).earlier == ref


def test_an_acceptance_beats_a_withdrawal_that_it_had_not_seen() -> None:
    a, b, ref = open_request()
    a.say(requests.WITHDRAW, remark(ref))
    b.say(requests.ACCEPT, accept(ref, ref))
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.AGREED
    a.say(requests.CALL_OFF, remark(ref))
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.OFF


def test_a_withdrawn_request_takes_no_answer() -> None:
    a, b, ref = open_request()
    a.say(requests.WITHDRAW, remark(ref))
    meet(a, b)
    for type_, body in (
        (requests.ACCEPT, accept(ref, ref)),
        (requests.REFUSE, refuse(ref, ref)),
        (requests.COUNTER, counter(ref)),
        (requests.REMIND, remark(ref)),
        (requests.CALL_OFF, remark(ref)),
    ):
        with pytest.raises(NotAllowed):
            b.say(type_, body)
    assert stage_of(ref, a, b) is Stage.WITHDRAWN


def test_a_refusal_that_crossed_a_withdrawal_stands() -> None:
    a, b, ref = open_request()
    a.say(requests.WITHDRAW, remark(ref))
    b.say(requests.REFUSE, refuse(ref, ref))
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.DECLINED


def test_two_counters_at_once_are_both_to_be_answered() -> None:
    a, b, ref = open_request()
    ours = a.say(requests.COUNTER, counter(ref, minutes=30))
    theirs = b.say(requests.COUNTER, counter(ref, minutes=40))
    meet(a, b)
    assert owing(a, ref) == owing(b, ref) == {0, 1}
    # Both accept at once: of two versions of one sequence that of the lower number counts.
    a.say(requests.ACCEPT, accept(ref, theirs))
    b.say(requests.ACCEPT, accept(ref, ours))
    meet(a, b)
    for station in (a, b):
        agreed = requests.agreement(request_of(station, ref))
        assert agreed is not None
        assert agreed.names == ours


def test_a_refusal_that_crossed_a_new_version_ends_nothing() -> None:
    a, b, ref = open_request()
    better = a.say(requests.COUNTER, counter(ref, conditions=()))
    b.say(requests.REFUSE, refuse(ref, ref))
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.OPEN
    assert owing(a, ref) == {1}
    b.say(requests.ACCEPT, accept(ref, better))
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.AGREED


def test_an_answer_names_the_newest_version_and_one_of_its_windows() -> None:
    a, b, ref = open_request()
    b.say(requests.COUNTER, counter(ref))
    meet(a, b)
    a.say(requests.COUNTER, counter(ref))
    meet(a, b)
    for body, rule in (
        (accept(ref, ref), "turn"),
        (accept(ref, requests_newest(b, ref), window=1), "reference"),
        (accept(ref, replace(ref, index=0)), "reference"),
        (accept(ref, requests_newest(b, ref), level="nobody"), "desks"),
    ):
        with pytest.raises(NotAllowed) as refused:
            b.say(requests.ACCEPT, body)
        assert refused.value.facts["rule"] == rule
    b.say(requests.ACCEPT, accept(ref, requests_newest(b, ref), level="navy"))


def requests_newest(station: Station, ref: Ref) -> Ref:
    version = requests.newest(request_of(station, ref), 0)
    assert version is not None
    return version.deed.ref


def test_conditions_one_by_one() -> None:
    a, b, ref = open_request()

    def stands(number: int) -> set[Item]:
        return {
            conditions.stands(request_of(one, ref), request_of(one, ref).said[0], number)
            for one in (a, b)
        }

    assert stands(0) == {Item.OPEN}
    for station, number, said, expected in (
        (b, 0, Word.ACCEPTED, Item.ACCEPTED),
        (b, 1, Word.REFUSED, Item.REFUSED),
        (b, 0, Word.MET, Item.REPORTED),
        (a, 0, Word.NOT_MET, Item.OPEN),
        (b, 0, Word.MET, Item.REPORTED),
        (a, 0, Word.MET, Item.MET),
        (a, 1, Word.WAIVED, Item.WAIVED),
    ):
        station.say(requests.CONDITION, word(ref, ref, number, said))
        meet(a, b)
        assert stands(number) == {expected}
    # "Not met" takes back only what its maker knew of.
    a.say(requests.CONDITION, word(ref, ref, 0, Word.NOT_MET))
    b.say(requests.CONDITION, word(ref, ref, 0, Word.ACCEPTED))
    meet(a, b)
    assert stands(0) == {Item.ACCEPTED}
    for station, item, number, said in (
        (a, ref, 0, Word.ACCEPTED),
        (b, ref, 0, Word.WAIVED),
        (b, ref, 2, Word.MET),
        (b, replace(ref, index=ref.index + 1), 0, Word.MET),
    ):
        with pytest.raises(NotAllowed):
            station.say(requests.CONDITION, word(ref, item, number, said))


def test_a_plan_names_desks_of_its_sides_and_windows_that_last() -> None:
    a, _ = pair()
    window = requests.Window(5, 5)
    for plan, rule in (
        (replace(PLAN, asker="nobody"), "desks"),
        (replace(PLAN, asked="nobody"), "desks"),
        (replace(PLAN, windows=(window,)), "malformed"),
    ):
        with pytest.raises(NotAllowed) as refused:
            ask(a, plan=plan)
        assert refused.value.facts["rule"] == rule


def test_what_is_repeated_is_between_the_same_two() -> None:
    a, b, c = Station(0, 3), Station(1, 3), Station(2, 3)
    meet(a, b, c)
    ref = ask(a, 1)
    meet(a, b, c)
    with pytest.raises(NotAllowed) as refused:
        ask(a, 2, earlier=ref)
    assert refused.value.facts["rule"] == "reference"
    with pytest.raises(NotAllowed) as refused:
        c.say(requests.ACCEPT, accept(ref, ref))
    assert refused.value.facts["rule"] == "desks"
    given = Say(os.urandom(16), Kind.TEST, "watch", None, requests.ACCEPT, accept(ref, ref))
    error = b.take(given)[0].error
    assert error is not None
    assert error.facts["rule"] == "kind"
    assert stage_of(ref, a, b, c) is Stage.OPEN
    assert c.line.requests == {}


def test_one_party_says_so_much_of_a_request_and_no_more() -> None:
    a, b, ref = open_request()
    for _ in range(requests.MOST_SAID - 1):
        a.say(requests.REMIND, remark(ref))
    for type_, body in (
        (requests.REMIND, remark(ref)),
        (requests.COUNTER, counter(ref)),
        (requests.CONDITION, word(ref, ref, 0, Word.MET)),
    ):
        with pytest.raises(NotAllowed):
            a.say(type_, body)
    meet(a, b)
    b.say(requests.ACCEPT, accept(ref, ref))
    a.say(requests.WITHDRAW, remark(ref))
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.AGREED


# --- lapse ------------------------------------------------------------------------------


def test_an_answer_is_overdue_from_the_later_of_both_limits() -> None:
    a, b, ref = open_request()
    due = deadline(a.charter, a.line)
    assert due == START_MS + 120_000
    assert due == requests.overdue_ms(request_of(b, ref), 0, START_MS)
    a.elapse(119_999)
    assert stage_of(ref, a) is Stage.OPEN
    a.elapse(1)
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.LAPSED
    assert a.line.requests == {}
    assert not a.store.cells(AWAITED + a.charter.line)
    assert not b.store.cells(OPEN_REQUESTS + b.charter.line)
    with pytest.raises(NotAllowed):
        b.say(requests.ACCEPT, accept(ref, ref))


def test_what_never_arrived_is_never_overdue() -> None:
    a, b = pair()
    ref = ask(a)
    a.elapse(10_000_000)
    assert stage_of(ref, a) is Stage.OPEN
    assert deadline(a.charter, a.line) is None
    b.now_ms = a.now_ms
    meet(a, b)
    assert deadline(a.charter, a.line) == a.now_ms + 120_000


def test_a_deadline_outlives_a_restart_and_a_reminder() -> None:
    a, b, ref = open_request()
    a.now_ms += 50_000
    b.now_ms += 50_000
    a.say(requests.REMIND, remark(ref))
    meet(a, b)
    a.crash()
    assert deadline(a.charter, a.line) == START_MS + 120_000
    a.elapse(70_000)
    assert stage_of(ref, a) is Stage.LAPSED


def test_a_clock_far_off_does_not_move_the_deadline() -> None:
    for skew_ms in (-5_000_000, 5_000_000):
        a, b = pair()
        ask(a)
        b.now_ms += skew_ms
        meet(a, b)
        assert deadline(a.charter, a.line) == START_MS + 120_000


def test_a_refused_counter_has_its_own_deadline() -> None:
    a, b, ref = open_request()
    other = b.say(requests.COUNTER, counter(ref))
    meet(a, b)
    for station in (a, b):
        station.now_ms += 100_000
    a.say(requests.REFUSE, refuse(ref, other))
    meet(a, b)
    assert deadline(a.charter, a.line) == START_MS + 220_000
    a.elapse(120_000)
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.LAPSED


def test_an_unanswered_counter_lapses_by_its_author() -> None:
    a, b, ref = open_request()
    b.say(requests.COUNTER, counter(ref))
    meet(a, b)
    b.elapse(120_000)
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.LAPSED


def test_an_acceptance_that_crossed_the_lapse_stands() -> None:
    a, b, ref = open_request()
    a.elapse(120_000)
    b.say(requests.ACCEPT, accept(ref, ref))
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.AGREED


def test_a_counter_that_crossed_the_lapse_waits_for_an_answer() -> None:
    a, b, ref = open_request()
    a.elapse(120_000)
    other = b.say(requests.COUNTER, counter(ref))
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.OPEN
    assert owing(a, ref) == {0}
    a.say(requests.REFUSE, refuse(ref, other))
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.LAPSED


def test_nobody_says_that_an_answer_lapsed_which_it_owes_itself() -> None:
    a, b, ref = open_request()
    b.say(requests.COUNTER, counter(ref))
    meet(a, b)
    with pytest.raises(NotAllowed):
        a.say(requests.LAPSE, requests.Lapsed(ref), sender="")


def test_who_refused_what_was_countered_meanwhile_has_nothing_to_let_lapse() -> None:
    """Its station would else look at the time again and again, and nothing would come of it."""
    a, b, ref = open_request()
    b.say(requests.COUNTER, counter(ref))
    b.say(requests.REFUSE, refuse(ref, ref))
    a.say(requests.COUNTER, counter(ref))
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.OPEN
    for one in (a, b):
        one.elapse(3_600_000)
        assert (deadline(one.charter, one.line) or 1 << 60) > one.now_ms
    meet(a, b)
    assert stage_of(ref, a, b) is Stage.LAPSED
    assert b.newest(1).inert == 0


# --- any order --------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1 << 32), parties=st.sampled_from([2, 3]))
def test_whatever_crosses_all_come_to_the_same(seed: int, parties: int) -> None:
    chance = Random(seed)
    stations = [Station(n, parties) for n in range(parties)]
    meet(*stations)
    ref = ask(stations[0])
    meet(*stations)
    for _ in range(12):
        party = chance.randrange(2)
        station = stations[party]
        said = list(about_a_request(request_of(station, ref), party))
        type_, body = chance.choice(said)
        try:
            station.say(type_, body)
        except OpenlineError:
            station.refused.clear()
        if chance.random() < 0.4:
            one, other = chance.sample(stations, 2)
            meet(one, other)
        if chance.random() < 0.1:
            station.crash()
    for _ in range(2):
        meet(*stations)
        for station in stations:
            station.elapse(3_000)
    meet(*stations)
    first, *others = (facts(station) for station in stations)
    assert all(other == first for other in others)
    assert not any(feed.inert for one in stations for feed in one.line.feeds.values())
    for station in stations:
        request = request_of(station, ref)
        assert asking.settled(station.line, request)
        # The order in which acts came decides nothing.
        rest = chance.sample(request.said[1:], len(request.said) - 1)
        shuffled = replace(request, said=(request.said[0], *rest))
        assert stage(shuffled) is stage(request)
        assert requests.agreement(shuffled) == requests.agreement(request)


def test_a_reference_to_nothing() -> None:
    a, _ = pair()
    with pytest.raises(NotAllowed) as refused:
        a.say(requests.REMIND, remark(Ref(1, 0, 0, bytes(32))))
    assert refused.value.facts["rule"] == "reference"


def test_nothing_is_settled_with_a_party_that_has_no_feed_yet() -> None:
    a = Station(0, 2)
    assert not asking.settled(a.line, request_of(a, ask(a)))


def test_what_one_feed_of_a_party_says_unknown_to_another_stops_nobody() -> None:
    """A later feed counters what an earlier one withdrew: in force, and no move any more."""
    victim, liar = Station(1, 2), Liar()
    body = requests.Ask(PLAN, SOON, None, "WO 1")
    ref = liar.say(requests.ASK, body, to=Addressee(1, "watch"))
    liar.say(requests.WITHDRAW, remark(ref))
    liar.deliver(victim)
    assert stage(request_of(victim, ref)) is Stage.WITHDRAWN
    later = Liar(incarnation=1)
    later.say(requests.COUNTER, counter(ref), seen=(Seen(0, 0, 2),))
    later.deliver(victim)
    feed = victim.line.feeds[later.feed]
    assert (feed.folded, feed.inert) == (2, 0)
    assert stage(request_of(victim, ref)) is Stage.WITHDRAWN


def test_who_knows_an_acceptance_and_not_what_it_accepts_stops_nobody() -> None:
    """A later feed of a liar is read as not knowing what its own earlier one put."""
    victim, liar = Station(1, 2), Liar()
    ref = ask(victim, to=0)
    size = victim.line.feeds[victim.line.own or liar.feed].size
    put = liar.say(requests.COUNTER, counter(ref), seen=(Seen(1, 0, size),))
    liar.deliver(victim)
    accepted = victim.say(requests.ACCEPT, accept(ref, put))
    later = Liar(incarnation=1)
    seen = (Seen(1, 0, accepted.index + 1),)
    later.say(requests.REMIND, remark(ref), seen=seen)
    later.say(requests.CALL_OFF, remark(ref))
    later.deliver(victim)
    feed = victim.line.feeds[later.feed]
    assert (feed.folded, feed.inert) == (3, 2)  # agreed: no reminder; and no move from NONE
    assert stage(request_of(victim, ref)) is Stage.AGREED
