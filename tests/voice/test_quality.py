"""What comes out at the other ear, judged by a standard measure.

The bars, 4.0 without loss and 3.0 with a tenth lost, are held by `make bench`. Here the
machine may be busy with anything, which costs more than loss does; a fault in codec,
repetition or frame layer still costs more than that.
"""

import pytest
from playwright.sync_api import Page

from bench.impairment import Impairment
from bench.voice import Legs, Route, speech_score

TRIES = 3


@pytest.mark.parametrize(("loss", "least"), [(0.0, 3.0), (0.1, 2.2)])
def test_speech_is_good_with_and_without_loss(
    pages: tuple[Page, Page], loss: float, least: float
) -> None:
    with Impairment(loss=loss) as way:
        Legs(pages, Route(impairment=way)).connect()
        best = 0.0
        for _ in range(TRIES):
            best = max(best, speech_score(*pages))
            if best >= least:
                break
        assert best >= least
