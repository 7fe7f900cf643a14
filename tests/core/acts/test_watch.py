"""The watch: which times fit, until when a desk counts as manned, what supersedes what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline.core.acts import watch
from openline.core.acts.act import Act, Addressee, AnyAct, Kind, NoBody, Ref
from openline.core.acts.knowledge import Deed
from openline.core.acts.watch import Watch, WatchOn, longest_ms, manned_until, sensible
from openline.core.errors import BadInput, NotAllowed
from openline.core.fold import judge
from openline.core.ledger import Ledger
from openline.core.line import WATCHES, desk_key
from openline.core.switchboard import Say
from tests.core.line.stations import Station, meet

AT = 1_800_000_000_000
VIGILANCE_S = 1_800
LONGEST = 1_982_000


def test_the_longest_watch_without_a_word() -> None:
    assert longest_ms(VIGILANCE_S) == LONGEST
    assert longest_ms(5) == 7_500


@pytest.mark.parametrize(
    ("said", "good"),
    [
        (WatchOn(AT, AT, 0), True),
        (WatchOn(AT - 9, AT + LONGEST, AT), True),
        (WatchOn(AT + 1, AT + 60, 0), False),
        (WatchOn(AT, AT - 1, 0), False),
        (WatchOn(AT, AT + LONGEST + 1, 0), False),
        (WatchOn(AT, AT + 60, AT + 1), False),
    ],
)
def test_times_that_fit(said: WatchOn, *, good: bool) -> None:
    assert sensible(said, AT, VIGILANCE_S) is good


def _watch(
    on: WatchOn | None, held_ms: int = AT, index: int = 3, incarnation: int = 0
) -> Watch:
    return Watch(Ref(1, incarnation, index, bytes(32)), AT, held_ms, on)


@given(st.integers(-10 * LONGEST, 10 * LONGEST), st.integers(0, LONGEST))
def test_no_desk_is_manned_longer_than_it_said_or_may_say(delay: int, holds: int) -> None:
    said = _watch(WatchOn(AT, AT + holds, 0), held_ms=AT + delay)
    until = manned_until(said, VIGILANCE_S)
    assert until is not None
    assert until <= AT + holds
    assert until <= AT + delay + LONGEST


def test_a_desk_that_signed_off_or_never_on() -> None:
    assert manned_until(None, VIGILANCE_S) is None
    assert manned_until(_watch(None), VIGILANCE_S) is None


@given(st.permutations([(i, n) for i in range(3) for n in range(3)]))
def test_the_newest_stands_in_every_order(order: list[tuple[int, int]]) -> None:
    kept: Watch | None = None
    for incarnation, index in order:
        new = _watch(None, index=index, incarnation=incarnation)
        if watch.supersedes(new.ref, kept):
            kept = new
    assert kept is not None
    assert (kept.ref.incarnation, kept.ref.index) == (2, 2)


@pytest.fixture
def pair() -> tuple[Station, Station]:
    one, other = Station(0, 2), Station(1, 2)
    meet(one, other)
    return one, other


def _on(station: Station, **late: int) -> WatchOn:
    now = station.now_ms
    return WatchOn(now + late.get("since", 0), now + late.get("until", 60_000), 0)


def test_both_sides_hold_the_same_and_so_after_a_crash(pair: tuple[Station, Station]) -> None:
    one, other = pair
    one.say(watch.WATCH_ON, _on(one), "watch")
    meet(one, other)
    assert one.line.watches.keys() == other.line.watches.keys() == {(0, "watch")}
    for station in pair:
        station.crash()
        assert station.line.watches[0, "watch"].on is not None
    one.say(watch.WATCH_OFF, NoBody(), "watch")
    meet(one, other)
    for station in pair:
        assert station.line.watches[0, "watch"].on is None
        assert station.store.cell(WATCHES + station.charter.line, desk_key(0, "watch"))


def test_what_no_station_may_say(pair: tuple[Station, Station]) -> None:
    one, _ = pair
    for sender, said in (
        ("minister", _on(one)),
        ("", _on(one)),
        ("watch", _on(one, until=LONGEST + 1)),
        ("watch", _on(one, since=1)),
    ):
        with pytest.raises((NotAllowed, BadInput)):
            one.say(watch.WATCH_ON, said, sender)
    test = Say(bytes(16), Kind.TEST, "watch", None, watch.WATCH_ON, _on(one))
    error = one.take(test)[0].error
    assert isinstance(error, NotAllowed)
    assert error.facts["rule"] == "kind"
    assert one.line.watches == {}


def test_a_watch_is_told_to_everybody(pair: tuple[Station, Station]) -> None:
    one, _ = pair
    for type_, body in ((watch.WATCH_ON, _on(one)), (watch.WATCH_OFF, NoBody())):
        with pytest.raises(NotAllowed):
            one.say(type_, body, "watch", to=Addressee(1, "watch"))


def test_what_comes_late_of_an_earlier_feed_changes_nothing(
    pair: tuple[Station, Station],
) -> None:
    one, _ = pair
    terms = one.charter.terms.version
    line = one.line
    for incarnation, said in ((4, _on(one)), (3, None)):
        deed = Deed(Ref(0, incarnation, 7, bytes(32)), one.now_ms, ())
        type_ = watch.WATCH_OFF if said is None else watch.WATCH_ON
        act: AnyAct = Act(
            type_, Kind.REAL, terms, one.now_ms, bytes(16), "watch", None, (), None,
            said or NoBody(),
        )  # fmt: skip
        line = judge(one.charter, line, Ledger(one.store), act, deed, one.now_ms)
    assert line.watches[0, "watch"].ref.incarnation == 4
