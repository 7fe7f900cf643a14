"""What an hour allows, and the one ring a minute that always sounds."""

from hypothesis import given
from hypothesis import strategies as st

from openline.core.quota import HOUR_MS, SOUNDS_EVERY_MS, Pair, Uses, rings, used
from tests.core.line.stations import terms_for

TERMS = terms_for(2)
AN_HOUR = TERMS.precedences[0].an_hour
PAIR: Pair = (1, "watch", 0, "watch")
OTHER: Pair = (1, "navy", 0, "navy")
DAY_MS = 24 * HOUR_MS


def test_within_the_quota_all_sound_and_beyond_it_one_a_minute_of_each_pair() -> None:
    uses = Uses()
    for n in range(AN_HOUR):
        uses, joins = rings(uses, TERMS, PAIR, 0, DAY_MS + n)
        assert not joins
    last = DAY_MS + AN_HOUR - 1
    assert uses.spent(TERMS, 1, 0, last)
    assert not uses.spent(TERMS, 1, 1, last)
    assert not uses.spent(TERMS, 0, 0, last)
    uses, joins = rings(uses, TERMS, PAIR, 0, last + 1)
    assert joins
    uses, joins = rings(uses, TERMS, OTHER, 0, last + 2)
    assert not joins
    uses, joins = rings(uses, TERMS, PAIR, 0, last + SOUNDS_EVERY_MS)
    assert not joins


def test_the_hour_goes_by() -> None:
    uses = Uses()
    for n in range(AN_HOUR):
        uses = used(uses, TERMS, 1, 3, DAY_MS + n)
    assert uses.spent(TERMS, 1, 3, DAY_MS + HOUR_MS - 1)
    assert not uses.spent(TERMS, 1, 3, DAY_MS + HOUR_MS)


def test_a_clock_that_is_set_back_silences_nobody_for_long() -> None:
    uses = Uses()
    for _ in range(AN_HOUR + 1):
        uses, _ = rings(uses, TERMS, PAIR, 0, DAY_MS)
    uses, joins = rings(uses, TERMS, PAIR, 0, DAY_MS - HOUR_MS)
    assert not joins


@given(
    st.lists(st.tuples(st.integers(0, 120_000), st.booleans(), st.integers(0, 3)), max_size=80)
)
def test_whatever_is_rung_memory_is_bounded_and_each_pair_is_heard_every_minute(
    rung: list[tuple[int, bool, int]],
) -> None:
    uses, now_ms = Uses(), DAY_MS
    heard = {PAIR: 0, OTHER: 0}
    for passed, first, precedence in rung:
        now_ms += passed
        pair = PAIR if first else OTHER
        uses, joins = rings(uses, TERMS, pair, precedence, now_ms)
        assert all(len(times) <= AN_HOUR for times in uses.times.values())
        if joins:
            assert now_ms - heard[pair] < SOUNDS_EVERY_MS
        else:
            heard[pair] = now_ms
