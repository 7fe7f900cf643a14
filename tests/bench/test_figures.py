"""Figures and the bars they are held against."""

import pytest

from bench.figures import at_least, at_most, percentile, shown, told


@pytest.mark.parametrize(
    ("percent", "expected"),
    [(0, 1.0), (1, 1.0), (50, 50.0), (99, 99.0), (99.5, 100.0), (100, 100.0)],
)
def test_a_percentile_is_a_value_that_was_measured(percent: float, expected: float) -> None:
    values = [float(number) for number in range(100, 0, -1)]
    assert percentile(values, percent) == expected


def test_a_percentile_of_one_value_is_that_value() -> None:
    assert percentile([7.0], 99) == 7.0


@pytest.mark.parametrize(("value", "holds"), [(2.9, True), (3.0, True), (3.1, False)])
def test_a_bar_at_most_includes_its_limit(value: float, holds: bool) -> None:
    figure = at_most("message.p50", value, "ms", 3.0, "3 times the floor")
    assert figure.holds is holds
    assert figure.bar == "at most 3.00 ms (3 times the floor)"


@pytest.mark.parametrize(("value", "holds"), [(19_999, False), (20_000, True), (20_001, True)])
def test_a_bar_at_least_includes_its_limit(value: float, holds: bool) -> None:
    figure = at_least("verify.rate", value, "1/s", 20_000)
    assert figure.holds is holds
    assert figure.bar == "at least 20,000 1/s"


def test_a_figure_that_is_only_told_neither_holds_nor_fails() -> None:
    figure = told("floor.p50", 1.5, "ms")
    assert figure.bar is None
    assert figure.holds is None


@pytest.mark.parametrize(
    ("value", "text"), [(0.4, "0.40"), (10, "10.0"), (99.96, "100.0"), (44_226.9, "44,227")]
)
def test_a_number_is_shown_with_the_digits_a_reader_can_use(value: float, text: str) -> None:
    assert shown(value) == text
