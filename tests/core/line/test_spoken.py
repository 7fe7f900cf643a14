"""Spoken words: what length one may have, and that it is a message in all else."""

from typing import Literal

import pytest

from openline.core.acts import messages
from openline.core.acts.act import Addressee
from openline.core.errors import NotAllowed
from openline.core.line import LETTERS, UNOPENED
from tests.core.line.stations import Station, meet

THERE = Addressee(1, "watch")
Rate = Literal[700, 3_200]


def word(rate: Rate, size: int) -> messages.Spoken:
    return messages.Spoken(1, rate, bytes(size), "WO 1")


@pytest.mark.parametrize(("rate", "size"), [(700, 7), (700, 700), (3_200, 32), (3_200, 3_200)])
def test_a_spoken_word_is_receipted_as_a_message_is(
    pair: tuple[Station, Station], rate: Rate, size: int
) -> None:
    a, b = pair
    ref = a.say(messages.SPOKEN, word(rate, size), to=THERE)
    meet(a, b)
    assert b.store.count(LETTERS + b.charter.line) == 1
    assert b.store.count(UNOPENED + b.charter.line) == 1
    b.say(messages.OPENED, messages.MessageNote(ref, "WO 2"))
    meet(a, b)
    assert b.store.count(UNOPENED + b.charter.line) == 0


@pytest.mark.parametrize(
    ("rate", "size"), [(700, 6), (700, 707), (3_200, 31), (3_200, 3_232), (3_200, 7)]
)
def test_no_block_is_cut_and_none_goes_on_for_ever(
    pair: tuple[Station, Station], rate: Rate, size: int
) -> None:
    with pytest.raises(NotAllowed) as refused:
        pair[0].say(messages.SPOKEN, word(rate, size), to=THERE)
    assert refused.value.facts["rule"] == "malformed"
