"""What a console is shown of a ring's way."""

from openline.station.views.calls import not_after


def test_a_ring_never_reached_a_station_after_that_station_alerted() -> None:
    assert not_after(1_678, 1_630, [1_642, 9_000]) == 1_642


def test_a_receipt_that_came_first_stands() -> None:
    assert not_after(1_640, 1_630, [1_642]) == 1_640
    assert not_after(1_678, 1_630, []) == 1_678


def test_a_clock_that_is_behind_proves_nothing() -> None:
    assert not_after(1_678, 1_630, [630]) == 1_678
