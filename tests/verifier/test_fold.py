"""The fold written twice: whatever happens on a line, both come to the same states."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from openline.core.acts.messages import REMARK, Remark
from openline.core.crypto.keys import Digest, FeedId
from openline.core.parcels import Statements
from openline.core.record.checkpoint import encode_statement
from openline.core.switchboard import Elapsed
from tests.core.line.stations import meet
from tests.station.histories import History
from tests.station.records import Writer, by_core, by_verifier, core_states, verifier_states


def compare(station: Writer) -> dict[str, dict[object, object]]:
    """Export a record, check it by all three ways, return the states that all agree on."""
    station.take(Elapsed())  # what a restart left to be judged
    data = station.export()
    core, verdict = by_core(data), by_verifier(data)
    assert core.finding is None
    assert verdict.finding is None
    ours = core_states(core.checked, station.charter.line)
    theirs = verifier_states(verdict)
    for part in ours:
        assert ours[part] == theirs[part]
    if station.sound:
        verified = station.verify()
        assert verified["result"] == "holds", verified
    return ours


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(10, 60))
def test_two_stations_hostile(seed: int, steps: int) -> None:
    history = History(Random(seed), 2)
    history.run(steps)
    for station in history.stations:
        compare(station)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(10, 60))
def test_three_stations_hostile(seed: int, steps: int) -> None:
    history = History(Random(seed), 3)
    history.run(steps)
    for station in history.stations:
        compare(station)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1 << 32), st.sampled_from((2, 3)))
def test_at_rest_all_hold_the_same(seed: int, parties: int) -> None:
    history = History(Random(seed), parties)
    history.run(40, hostile=False)
    history.rest()
    first, *others = [compare(station) for station in history.stations]
    for other in others:
        for part in ("rings", "letters", "watches", "requests"):
            assert first[part] == other[part]


def test_who_saw_more_of_two_histories_is_judged_all_the_same() -> None:
    a, b, liar = (Writer(number, 3) for number in range(3))
    meet(a, b, liar)
    split = liar.line.own
    assert split is not None
    twin = liar.keys.state(split, 1, Digest(bytes(32)), 1, firm=True)
    b.receive_from(liar.charter.station, Statements((encode_statement(twin),)))
    assert b.line.feeds[split].frozen
    liar.say(REMARK, Remark("en", "Not for b.", "WO"))
    meet(a, liar)
    said = a.say(REMARK, Remark("en", "For both.", "WO"))
    meet(a, b)
    _, judged, *_ = compare(b)["feeds"][0, 0]  # type: ignore[misc]
    assert judged == b.line.feeds[said_in(a)].folded == said.index + 1


def said_in(station: Writer) -> FeedId:
    assert station.line.own is not None
    return station.line.own
