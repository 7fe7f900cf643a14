import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline.core.text import text_refusal, tidy_text

HIDDEN = "\u200c\u200d\u202e\u00ad\u2028\t\r\x00\ue000\U000e0041"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ring the watch.\nNow.",
        "新加坡外交部",
        "Đường dây nóng",
        "日本語の電文",
        "می\u200cخواهم",
        "نامه\u200cها و خانه\u200cها",
        "café 🙂",
    ],
)
def test_text_of_five_scripts_is_allowed(text: str) -> None:
    assert text_refusal(text) is None
    assert tidy_text(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("cafe\u0301", "Normalization"),
        ("a\u0000", "character"),
        ("a\tb", "character"),
        ("a\r\nb", "character"),
        ("\u202egnirts", "character"),
        ("a\u200db", "character"),
        ("a\u200cb", "character"),
        ("\u200cمی", "character"),
        ("می\u200c", "character"),
        ("می\u200c\u200cخ", "character"),
        ("می\u200c خ", "character"),
        ("\ue000", "character"),
        ("\u2028", "character"),
        ("\u0378", "character"),
        ("\U0001fae8", "character"),  # assigned in Unicode 15
        ("\ud800", "character"),
    ],
)
def test_hidden_and_unassigned_characters_are_refused(text: str, reason: str) -> None:
    refusal = text_refusal(text)
    assert refusal is not None
    assert reason in refusal


@given(st.text(st.characters() | st.sampled_from(HIDDEN + "می\u0301e\n"), max_size=30))
def test_tidied_text_is_always_allowed(typed: str) -> None:
    tidy = tidy_text(typed)
    assert text_refusal(tidy) is None
    assert tidy_text(tidy) == tidy


def test_tidying_keeps_what_can_be_read() -> None:
    assert tidy_text("a\tb\r\nc\rd\u2028e\u2029cafe\u0301\u202e") == "a b\nc\nd\ne\ncafé"
    assert tidy_text("e\u200b\u0301") == "é"


@pytest.mark.skipif(
    unicodedata.unidata_version != "14.0.0", reason="the table is that of Unicode 14.0"
)
def test_the_table_is_that_of_unicode_14() -> None:
    hidden = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if unicodedata.is_normalized("NFC", character):
            allowed = character == "\n" or unicodedata.category(character) not in hidden
            assert (text_refusal(character) is None) == allowed, hex(code)
