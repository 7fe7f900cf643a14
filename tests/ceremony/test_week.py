"""Times of the week as people write them: each text against every minute of the week."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline.ceremony.week import DAYS, spans_of
from openline.core.agreement.refusals import TermsRefused
from openline.core.agreement.terms import WEEK_MIN, Span

DAY = 1_440


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        (["always"], [(0, WEEK_MIN)]),
        (["mon 00:00-24:00"], [(0, DAY)]),
        (["mon-sun 00:00-24:00"], [(0, WEEK_MIN)]),
        (["Mon-Tue 08:00-18:00"], [(480, 1_080), (DAY + 480, DAY + 1_080)]),
        (["sun 22:00-06:00"], [(0, 360), (6 * DAY + 1_320, WEEK_MIN)]),
        (["sun-mon 12:00-13:00"], [(720, 780), (6 * DAY + 720, 6 * DAY + 780)]),
        (["mon 08:00-10:00", "mon 09:00-12:00", "mon 12:00-13:00"], [(480, 780)]),
        (["mon 07:00-07:00"], [(420, DAY + 420)]),
        ([], []),
    ],
)
def test_examples(written: list[str], spans: list[tuple[int, int]]) -> None:
    assert spans_of(written) == tuple(Span(*span) for span in spans)


@given(st.integers(0, 6), st.integers(0, 6), st.integers(0, DAY - 1), st.integers(0, DAY - 1))
def test_each_minute(first: int, last: int, begins: int, ends: int) -> None:
    clock = [f"{minute // 60:02}:{minute % 60:02}" for minute in (begins, ends)]
    spans = spans_of([f"{DAYS[first]}-{DAYS[last]} {clock[0]}-{clock[1]}"])
    wanted = set()
    day = first
    while True:
        minute = day * DAY + begins
        while True:
            wanted.add(minute % WEEK_MIN)
            minute += 1
            if minute % DAY == ends:
                break
        if day == last:
            break
        day = (day + 1) % 7
    assert {m for span in spans for m in range(span.begins_min, span.ends_min)} == wanted


@pytest.mark.parametrize(
    "written",
    [
        "",
        "never",
        "mon",
        "mon 8:00-9:00",
        "mon 24:00-01:00",
        "mon 08:60-09:00",
        "may 08:00-09:00",
        "mon 08:00-24:01",
        "mon-fri-sat 08:00-09:00",
        "08:00-18:00",
    ],
)
def test_other_texts_are_refused(written: str) -> None:
    with pytest.raises(TermsRefused, match="not a time of the week") as caught:
        spans_of([written])
    assert "mon-fri 08:00-18:00" in caught.value.advice
