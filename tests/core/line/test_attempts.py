"""A ring that came to nothing: who has it on the board, other times, and who dealt with it."""

import pytest
from msgspec.structs import replace

from openline.core.acts import attempts, calls
from openline.core.acts.act import Addressee, Ref
from openline.core.acts.attempts import Medium
from openline.core.acts.calls import Stage, open_attempt, stage
from openline.core.line import UNSETTLED
from openline.core.switchboard import Bells
from openline.station.views.calls import standing
from tests.core.line.speaking import accept, offer, ring
from tests.core.line.stations import Station, meet
from tests.core.line.views import accusations, facts, only, refused

THERE = Addressee(1, "watch")
BY = "WO 1"


def on_boards(*stations: Station) -> list[bool]:
    """Whether it stands on each board, by the record and by the cell that is kept."""
    found = [open_attempt(only(one), one.me) for one in stations]
    assert found == [one.store.count(UNSETTLED + one.charter.line) == 1 for one in stations]
    return found


def decline(
    ref: Ref, at: int = 0, level: str = "", medium: Medium = Medium.ANY
) -> calls.Decline:
    return calls.Decline(ref, "preparing", "en", "", "", at, level, medium, BY)


def declined(a: Station, b: Station, at: int = 0) -> Ref:
    ref = a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    b.say(calls.DECLINE, decline(ref, at))
    meet(a, b)
    return ref


def come_to_nothing(a: Station, b: Station, fate: Stage) -> Ref:
    """Ring, and let it have a fate; both know it in the end."""
    if fate is Stage.DECLINED:
        return declined(a, b)
    if fate in (Stage.ALERTING, Stage.EXHAUSTED, Stage.WITHDRAWN):
        b.take(Bells("watch", 1))
    ref = a.say(calls.RING, ring(), to=THERE)
    if fate is Stage.UNREACHABLE:
        a.elapse(13_000)
        b.now_ms = a.now_ms
    elif fate is Stage.LATE:
        b.now_ms += 120_000
    meet(a, b)
    if fate is Stage.EXHAUSTED:
        b.elapse(61_000)
    elif fate is Stage.WITHDRAWN:
        a.say(calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN))
    meet(a, b)
    assert stage(only(a)) is stage(only(b)) is fate
    return ref


@pytest.mark.parametrize(
    ("fate", "boards"),
    [
        (Stage.DECLINED, [True, True]),
        (Stage.EXHAUSTED, [True, True]),
        (Stage.UNREACHABLE, [True, True]),
        (Stage.LATE, [True, True]),
        (Stage.WITHDRAWN, [False, True]),
        (Stage.ALERTING, [False, False]),
    ],
)
def test_it_stays_on_both_boards_until_each_side_settles_it(
    pair: tuple[Station, Station], fate: Stage, boards: list[bool]
) -> None:
    a, b = pair
    ref = come_to_nothing(a, b, fate)
    assert on_boards(a, b) == boards
    said = attempts.Settled(ref, BY)
    if fate is Stage.ALERTING:
        assert refused(b, attempts.SETTLED, said) == "turn"
        return
    b.say(attempts.SETTLED, said)
    assert refused(b, attempts.SETTLED, said) == "turn"
    meet(a, b)
    assert on_boards(a, b) == [boards[0], False]
    if fate is not Stage.LATE:
        a.say(attempts.SETTLED, said)
        meet(a, b)
        assert on_boards(a, b) == [False, False]
    assert facts(a) == facts(b)
    assert accusations(a, b) == []


def test_a_refusal_that_comes_after_giving_up_is_settled_once_more(
    pair: tuple[Station, Station],
) -> None:
    a, b = pair
    ref = a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    b.say(calls.DECLINE, decline(ref))
    a.say(calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN))
    assert on_boards(a, b) == [False, True]
    meet(a, b)
    assert on_boards(a, b) == [True, True]


def test_an_answered_call_stands_on_no_board(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    b.say(calls.ANSWER, calls.Answer(ref, BY, offer()))
    a.say(calls.CANCEL, calls.Cancel(ref, calls.CancelReason.WITHDRAWN))
    meet(a, b)
    assert stage(only(a)) is Stage.CROSSED
    assert on_boards(a, b) == [False, False]
    # Either may still say when to try again.
    b.say(attempts.PROPOSED, attempts.Proposed(ref, 9, "", Medium.VOICE, BY))


def test_a_proposal_is_agreed_to(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = declined(a, b, at=1_000)
    (proposal,) = only(a).proposals
    assert (proposal.at, proposal.deed.ref.party) == (1_000, 1)
    a.say(attempts.AGREED, attempts.Agreed(ref, proposal.deed.ref, "WO 9"))
    again = attempts.Agreed(ref, proposal.deed.ref, BY)
    assert refused(a, attempts.AGREED, again) == "turn"
    assert refused(b, attempts.AGREED, again) == "turn"  # its own proposal
    meet(a, b)
    (known,) = standing(only(b).proposals)
    (word,) = known.agreed
    assert (word.deed.ref.party, word.by) == (0, "WO 9")
    assert facts(a) == facts(b)


@pytest.mark.parametrize("what", [{"level": "navy"}, {"medium": Medium.MEETING}])
def test_a_refusal_may_name_a_desk_or_a_medium_without_a_time(
    pair: tuple[Station, Station], what: dict[str, object]
) -> None:
    a, b = pair
    ref = a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    b.say(calls.DECLINE, decline(ref, **what))  # type: ignore[arg-type]
    assert len(only(b).proposals) == 1


def test_a_new_proposal_takes_the_place_of_the_former(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = declined(a, b, at=1_000)
    (first,) = only(a).proposals
    newer = b.say(attempts.PROPOSED, attempts.Proposed(ref, 2_000, "navy", Medium.VOICE, BY))
    # Agreed to before the new one arrived: the agreement holds for nothing any more.
    a.say(attempts.AGREED, attempts.Agreed(ref, first.deed.ref, BY))
    meet(a, b)
    for station in pair:
        (known,) = standing(only(station).proposals)
        assert (known.deed.ref, known.agreed) == (newer, ())
    assert refused(a, attempts.AGREED, attempts.Agreed(ref, first.deed.ref, BY)) == "turn"
    a.say(attempts.PROPOSED, attempts.Proposed(ref, 3_000, "", Medium.ANY, BY))
    meet(a, b)
    assert {one.at for one in standing(only(a).proposals)} == {2_000, 3_000}
    assert facts(a) == facts(b)


def test_the_number_of_proposals_is_bounded(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = declined(a, b)
    said = attempts.Proposed(ref, 2_000, "", Medium.VOICE, BY)
    for _ in range(attempts.MOST_PROPOSALS):
        a.say(attempts.PROPOSED, said)
    assert refused(a, attempts.PROPOSED, said) == "turn"
    b.say(attempts.PROPOSED, said)


def test_what_is_said_too_early_or_by_others_is_refused(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    said = attempts.Proposed(ref, 2_000, "", Medium.VOICE, BY)
    for station in pair:
        assert refused(station, attempts.PROPOSED, said) == "turn"
        assert refused(station, attempts.PROPOSED, said, "navy") == "desks"
    b.say(calls.DECLINE, decline(ref))
    # The caller has not heard of the refusal yet.
    assert refused(a, attempts.PROPOSED, said) == "turn"
    meet(a, b)
    a.say(attempts.PROPOSED, said)
    leg = replace(ref, index=ref.index + 1)
    assert refused(a, attempts.PROPOSED, replace(said, ref=leg)) == "reference"


def test_after_a_call_either_may_propose_another(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = a.say(calls.RING, ring(), to=THERE)
    meet(a, b)
    leg = b.say(calls.ANSWER, calls.Answer(ref, BY, offer()))
    meet(a, b)
    assert refused(a, attempts.SETTLED, attempts.Settled(leg, BY)) == "reference"
    a.say(calls.END, calls.End(ref, calls.EndReason.DONE))
    meet(a, b)
    for station in pair:
        station.say(attempts.PROPOSED, attempts.Proposed(ref, 9, "", Medium.VOICE, BY))
    meet(a, b)
    assert facts(a) == facts(b)
    assert accept(leg).ref == leg
