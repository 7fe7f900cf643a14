"""What counterparts sent that was refused stands as an alarm for a while."""

from openline.core.errors import BadProof, BadSignature, CannotOpen
from openline.station.alarms import refusal_alarms
from openline.station.refusals import STANDS_MS, Refusals
from tests.core.line.stations import charter_for


def test_an_alarm_stands_for_a_while_after_the_last_one() -> None:
    charter, refusals = charter_for(0, 3), Refusals()
    assert refusal_alarms(charter, refusals, 0) == []
    for at_ms in (1_000, 5_000):
        refusals.note(1, BadSignature("x"), at_ms)
    refusals.note(2, BadProof("x"), 6_000)
    told = refusal_alarms(charter, refusals, 7_000)
    assert [(one.code, one.grave, one.since_ms) for one in told] == [
        ("refused", "attention", 1_000),
        ("contested", "alarm", 6_000),
    ]
    assert told[0].facts == {"party": 1, "count": 2}
    assert len({one.id for one in told}) == 2
    later = 5_000 + STANDS_MS + 1
    assert [one.code for one in refusal_alarms(charter, refusals, later)] == ["contested"]
    refusals.note(1, BadSignature("x"), later)
    (_, again) = sorted(refusal_alarms(charter, refusals, later), key=lambda one: one.code)
    assert (again.since_ms, again.facts["count"]) == (later, 1)


def test_what_a_path_or_a_restart_explains_raises_none() -> None:
    refusals = Refusals()
    refusals.note(1, CannotOpen("x"), 1)
    assert refusals.standing(2) == []
