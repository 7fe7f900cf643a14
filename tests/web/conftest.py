"""A station with a web server for the tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.web.station import Station


@pytest.fixture
def station() -> Iterator[Station]:
    running = Station()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def shared() -> Iterator[Station]:
    """One for tests that leave nothing behind but sessions."""
    running = Station()
    yield running
    running.stop()
