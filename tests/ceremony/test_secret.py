import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline.ceremony.secret import (
    MisheardWords,
    read_words,
    secret_from_numbers,
    secret_numbers,
)
from openline.locale import LANGUAGES, words

SECRETS = st.binary(min_size=32, max_size=32)


@given(SECRETS)
def test_a_secret_is_26_numbers(secret: bytes) -> None:
    numbers = secret_numbers(secret)
    assert len(numbers) == 26
    assert all(0 <= number < 1_024 for number in numbers)
    assert secret_from_numbers(numbers) == secret


@given(SECRETS, st.sampled_from(LANGUAGES))
def test_words_of_each_language_are_read(secret: bytes, language: str) -> None:
    spoken = [words(language)[number] for number in secret_numbers(secret)]
    assert secret_from_numbers(read_words(spoken)) == secret


def test_numbers_may_stand_for_words() -> None:
    assert read_words(["0", "1023", " 7 "]) == (0, 1_023, 7)
    for wrong in ("1024", "-1", "", "٧"):
        with pytest.raises(MisheardWords):
            read_words([wrong])


def test_most_mistakes_are_noticed() -> None:
    numbers = secret_numbers(bytes(range(32)))
    noticed = 0
    for place in range(26):
        wrong = list(numbers)
        wrong[place] ^= 1
        try:
            secret_from_numbers(wrong)
        except MisheardWords:
            noticed += 1
    assert noticed >= 20
    for count in (25, 27):
        with pytest.raises(MisheardWords, match=f"{count} words"):
            secret_from_numbers([0] * count)
