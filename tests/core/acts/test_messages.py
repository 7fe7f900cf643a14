"""Messages: every (how far, act) moves or is absorbed."""

import itertools

import pytest

from openline.core.acts import messages
from openline.core.acts.act import Addressee
from openline.core.acts.messages import RULES, Letter, Reading, noted, reading
from tests.core.acts.examples import deed

NOTES = (messages.OPENED, messages.INFORMED)


def test_every_pair_is_in_the_table() -> None:
    assert set(RULES) == set(itertools.product(Reading, NOTES))


@pytest.mark.parametrize("order", list(itertools.product(NOTES, repeat=4)))
def test_marks_in_any_order(order: tuple[int, ...]) -> None:
    letter = Letter(deed(0, 3), None, None, 0, (), ())
    for index, type_ in enumerate(order):
        letter = noted(letter, type_, "WO", deed(1, index)) or letter
    assert [mark.reading for mark in letter.marks] == list(
        dict.fromkeys(
            Reading.OPENED if type_ == messages.OPENED else Reading.INFORMED for type_ in order
        )
    )
    assert reading(letter, 1) is letter.marks[-1].reading
    assert reading(letter, 2) is Reading.UNOPENED


def test_who_is_addressed() -> None:
    to_all = Letter(deed(0, 3), None, None, 0, (), ())
    to_one = Letter(deed(0, 3), Addressee(1, "watch"), None, 0, (), ())
    assert [messages.addressed(to_all, n) for n in range(3)] == [False, True, True]
    assert [messages.addressed(to_one, n) for n in range(3)] == [False, True, False]
