import itertools
import json
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openline.core.text import text_refusal, tidy_text

ROOT = Path(__file__).parents[2]
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


# Two honest stations run different versions of Python, and must judge every text alike. Those
# that this machine has are asked; no more than the standard library is needed for it.
JUDGE = """
import json, sys
sys.path[:0] = sys.argv[1:]
from openline.core.text import text_refusal
from verifier.enc import Unreadable, check_text

def held(text):
    try:
        check_text(text)
    except Unreadable:
        return False
    return True

texts = json.load(sys.stdin)
json.dump([[text_refusal(text) is None, held(text)] for text in texts], sys.stdout)
"""


def interpreters() -> list[str]:
    names = [f"python3.{minor}" for minor in range(11, 20)]
    found = {shutil.which(name, path=path) for name in names for path in (None, "/usr/bin")}
    return [sys.executable, *sorted(name for name in found if name and _runs(name))]


def _runs(name: str) -> bool:
    """Say whether it is an interpreter, and not a launcher of one that is missing."""
    tried = subprocess.run([name, "-I", "-c", ""], capture_output=True, check=False)
    return tried.returncode == 0


@pytest.mark.parametrize("interpreter", interpreters())
def test_every_python_judges_a_text_alike(interpreter: str) -> None:
    letters = ["م", "ی", "\u200c", " ", "a", "\u202e"]
    texts = ["".join(word) for n in range(6) for word in itertools.product(letters, repeat=n)]
    done = subprocess.run(
        [interpreter, "-I", "-c", JUDGE, str(ROOT / "src"), str(ROOT)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    wrong = [
        text
        for text, judged in zip(texts, json.loads(done.stdout), strict=True)
        if judged != [_by_hand(text)] * 2
    ]
    assert not wrong


def _by_hand(text: str) -> bool:
    """Judge a text of the six characters above, one character after the other."""
    padded = f" {text} "
    return all(
        mark in "می a" or (mark == "\u200c" and before in "می" and after in "می")
        for before, mark, after in zip(padded, padded[1:], padded[2:], strict=False)
    )
