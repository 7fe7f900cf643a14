"""Text of others: left as it is where it may stand in an act, else tidied, never at length."""

from hypothesis import given
from hypothesis import strategies as st

from openline.core.text import text_refusal, tidy_text
from openline.station.legible import MARKS, legible

ACUTE, GRAVE_BELOW, TIBETAN = "\u0301", "\u0316", "\u0f73"


@given(
    st.text(max_size=20) | st.text(f"ae {ACUTE}{GRAVE_BELOW}{TIBETAN}\u202e\r\n", max_size=20)
)
def test_short_text_is_tidied_as_what_is_typed(text: str) -> None:
    assert legible(text) == tidy_text(text)
    assert text_refusal(legible(text)) is None


def test_marks_without_end_are_left_out() -> None:
    # All of them in their order would take minutes.
    many = ACUTE * 200_000 + GRAVE_BELOW * 200_000
    assert legible(f"a{many}b") == f"\u00e1{ACUTE * (MARKS - 1)}b"
    assert len(legible(TIBETAN * 400_000)) == 2 * MARKS
