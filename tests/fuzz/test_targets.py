"""Each reader of foreign bytes on good inputs, on all that was ever found, and on some more.

`make fuzz SECONDS=3600` goes on for as long as it is told.
"""

from random import Random

import pytest

from tests.fuzz.__main__ import corpus
from tests.fuzz.mutate import mutated
from tests.fuzz.targets import TARGETS

SLOW = {"opening": 200, "agreement": 200, "export": 150, "notice": 400, "draft": 200}


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_undocumented_leaves_a_reader(name: str) -> None:
    target = TARGETS[name]
    seeds = target.seeds()
    assert seeds
    for data in (*seeds, *corpus(name), b""):
        target.run(data)
    dice = Random(name)
    for _ in range(SLOW.get(name, 2_000)):
        target.run(mutated(dice, seeds))


def test_inputs_differ_from_what_they_are_made_of() -> None:
    seeds = TARGETS["act"].seeds()
    made = {mutated(Random(number), seeds) for number in range(500)}
    assert len(made - set(seeds)) > 400
