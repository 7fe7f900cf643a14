"""The secret that two delegations may exchange face to face, and how it is read aloud.

32 random bytes are 256 bits; with 4 bits of check they make 26 numbers of ten bits, each a word
of the check-word lists. The terms carry only the secret's id.

Spec: docs/spec/02-agreement.md, 6.
"""

import difflib
import hashlib
import secrets
from collections.abc import Sequence
from typing import Final
from unicodedata import normalize

from openline.core.crypto.keys import label
from openline.core.errors import LocalError
from openline.locale import LANGUAGES, words

SECRET_WORDS: Final = 26
CHECK_BITS: Final = 4


class MisheardWords(LocalError):
    """Words do not make a secret: one was misheard, left out, or is in no list."""

    code = "misheard-words"
    default_advice = "Have all 26 words read again and compare them one by one."


def make_secret() -> bytes:
    """Return 32 random bytes."""
    return secrets.token_bytes(32)


def secret_numbers(secret: bytes) -> tuple[int, ...]:
    """Return the 26 numbers, from 0 to 1,023, of a secret of 32 bytes."""
    whole = int.from_bytes(secret, "big") << CHECK_BITS | _check(secret)
    return tuple(
        whole >> 10 * (SECRET_WORDS - 1 - place) & 1_023 for place in range(SECRET_WORDS)
    )


def secret_from_numbers(numbers: Sequence[int]) -> bytes:
    """Return the secret that 26 numbers stand for.

    Raises:
        MisheardWords: Their count is wrong, or their check does not fit.
    """
    if len(numbers) != SECRET_WORDS:
        raise MisheardWords(f"There are {len(numbers)} words; a secret has {SECRET_WORDS}.")
    whole = 0
    for number in numbers:
        whole = whole << 10 | number
    secret = (whole >> CHECK_BITS).to_bytes(32, "big")
    if whole & (1 << CHECK_BITS) - 1 != _check(secret):
        raise MisheardWords("The words do not fit together: at least one is wrong.")
    return secret


def read_words(spoken: Sequence[str]) -> tuple[int, ...]:
    """Return the numbers of words in any of the languages; a number may stand for its word.

    Raises:
        MisheardWords: A word is in no list.
    """
    return tuple(_number(normalize("NFC", word).strip().casefold()) for word in spoken)


def _number(word: str) -> int:
    if word.isascii() and word.isdigit() and int(word) < 1_024:
        return int(word)
    lists = [words(language) for language in LANGUAGES]
    for known in lists:
        if word in known:
            return known.index(word)
    near = difflib.get_close_matches(word, [each for known in lists for each in known], n=1)
    advice = f"Did you hear {near[0]}?" if near else None
    raise MisheardWords(f"{word} is not a check word.", advice=advice)


def _check(secret: bytes) -> int:
    return hashlib.sha256(label("secret-words") + secret).digest()[0] >> 8 - CHECK_BITS
