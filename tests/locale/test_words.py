"""The check words: one table, five languages, each word once and hard to mistake."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from importlib import resources
from itertools import combinations
from typing import Final
from unicodedata import combining, normalize

import pytest

from openline.locale import LANGUAGES, WORDS, reading, words

COLUMNS: Final = ("n", "en", "zh", "pinyin", "vi", "ja", "yomi", "fa")
TONES: Final = {"\u0300", "\u0301", "\u0304", "\u030c"}
PERSIAN: Final = "آأئابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"
SHAPES: Final = {
    "en": r"[a-z]{3,9}",
    "zh": r"[\u4e00-\u9fff]{2,3}",
    "pinyin": r"[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ']+",
    "vi": r"[^\W\d_]+( [^\W\d_]+)?",
    "ja": r"[\u3041-\u3096\u30a1-\u30fa\u30fc\u3005\u4e00-\u9fff]+",
    "yomi": r"[\u3041-\u3096ー]+",
    "fa": rf"[{PERSIAN}]+(\u200c[{PERSIAN}]+)?",
}


def _table() -> list[dict[str, str]]:
    text = (resources.files("openline.locale") / "words.tsv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS: Final = _table()


def _column(name: str) -> list[str]:
    return [row[name] for row in ROWS]


def _twice(cells: Iterable[str]) -> list[str]:
    return [cell for cell, times in Counter(cells).items() if times > 1]


def _without_tones(pinyin: str) -> str:
    letters = (letter for letter in normalize("NFD", pinyin) if letter not in TONES)
    return normalize("NFC", "".join(letters)).replace("'", "")


def _without_marks(vietnamese: str) -> str:
    plain = normalize("NFD", vietnamese).replace("đ", "d")
    return "".join(letter for letter in plain if not combining(letter))


def _one_slip(left: str, right: str) -> bool:
    """Tell whether one letter changed, added or lost turns one word into the other."""
    short, long = sorted((left, right), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    rest = short[same + 1 :] if len(short) == len(long) else short[same:]
    return rest == long[same + 1 :]


def test_the_rows_are_numbered() -> None:
    assert tuple(ROWS[0]) == COLUMNS
    assert _column("n") == [str(n) for n in range(WORDS)]


@pytest.mark.parametrize("column", SHAPES)
def test_every_cell_has_its_shape(column: str) -> None:
    shape = re.compile(SHAPES[column])
    assert [cell for cell in _column(column) if not shape.fullmatch(cell)] == []
    assert [cell for cell in _column(column) if normalize("NFC", cell) != cell] == []


def test_vietnamese_has_at_most_two_syllables() -> None:
    assert [cell for cell in _column("vi") if len(cell.split()) > 2] == []


@pytest.mark.parametrize("column", SHAPES)
def test_no_cell_stands_twice(column: str) -> None:
    assert _twice(_column(column)) == []


def test_no_two_words_differ_by_what_the_line_may_swallow() -> None:
    assert _twice(_without_tones(cell) for cell in _column("pinyin")) == []
    assert _twice(_without_marks(cell) for cell in _column("vi")) == []
    assert _twice(cell.replace("\u200c", "") for cell in _column("fa")) == []


def test_no_slip_of_a_letter_makes_another_english_word() -> None:
    assert [pair for pair in combinations(_column("en"), 2) if _one_slip(*pair)] == []


@pytest.mark.parametrize("column", ["en", "yomi", "fa"])
def test_no_word_is_two_others_said_together(column: str) -> None:
    known = {cell.replace("\u200c", "") for cell in _column(column)}
    joined = [
        cell
        for cell in known
        for cut in range(1, len(cell))
        if cell[:cut] in known and cell[cut:] in known
    ]
    assert joined == []


def test_a_word_has_one_number_in_all_languages_together() -> None:
    numbers: dict[str, set[str]] = {}
    for row in ROWS:
        for column in ("en", "zh", "vi", "ja", "yomi", "fa"):
            numbers.setdefault(row[column].casefold(), set()).add(row["n"])
    assert [word for word, found in numbers.items() if len(found) > 1] == []


def test_kana_words_are_read_as_they_are_written() -> None:
    to_hiragana = {ord("ァ") + n: ord("ぁ") + n for n in range(0x56)}
    kana = re.compile(SHAPES["yomi"])
    for row in ROWS:
        written = row["ja"].translate(to_hiragana)
        if kana.fullmatch(written):
            assert row["yomi"] == written


def test_pinyin_has_a_syllable_for_each_character() -> None:
    groups = re.compile(r"[aeiouü]+")
    for row in ROWS:
        plain = _without_tones(row["pinyin"])
        assert len(groups.findall(plain)) <= len(row["zh"]), row
        assert len(plain) >= 2 * len(row["zh"]) or "'" in row["pinyin"], row


def test_readers_see_the_same_table() -> None:
    for language in LANGUAGES:
        assert words(language) == tuple(_column(language))
    assert reading("zh") == tuple(_column("pinyin"))
    assert reading("ja") == tuple(_column("yomi"))
    assert reading("en") is None
