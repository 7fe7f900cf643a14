"""Two stations that know each other."""

import pytest

from tests.core.line.stations import Station, meet


@pytest.fixture
def pair() -> tuple[Station, Station]:
    """Parties 0 and 1 of a line of two."""
    a, b = Station(0, 2), Station(1, 2)
    meet(a, b)
    return a, b
