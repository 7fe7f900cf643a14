"""Every ring ends in one signed fate, the same on both sides; nobody is accused.

A few hundred here; `make rings` lets 100,000 happen (`OPENLINE_RINGS=1000` any other number).
"""

import os
from collections import Counter

import pytest

from openline.core.acts.calls import Stage
from tests.core.line.climbing import Pair

RINGS_A_RUN = 25
RINGS = int(os.environ.get("OPENLINE_RINGS", "400"))
FIRST = int(os.environ.get("OPENLINE_FIRST_SEED", "0"))


@pytest.mark.parametrize("part", range(8))
def test_every_ring_has_one_fate(part: int) -> None:
    fates: Counter[Stage] = Counter()
    for seed in range(FIRST + part, FIRST + RINGS // RINGS_A_RUN, 8):
        try:
            fates += Pair(seed).run(RINGS_A_RUN)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
    print(dict(fates))
    assert fates.total() > 0
