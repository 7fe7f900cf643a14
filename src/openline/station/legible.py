"""Text that no act holds yet, of a blob, a file or a console, made fit to be shown or said.

To bring marks into their order takes time by the square of how many stand in a row: 64 KiB of
them more than a second. No script puts more than a few on a letter, so the rest is left out.

Source: UAX #15, 13 (30 marks at most).
"""

import re
import sys
from functools import cache
from typing import Final
from unicodedata import category

from openline.core.text import text_refusal, tidy_text

MARKS: Final = 30


def legible(text: str) -> str:
    """The text, without what would turn or hide it; as it is, where an act might hold it."""
    return text if text_refusal(text) is None else tidy_text(_long_runs().sub(r"\1", text))


@cache
def _long_runs() -> re.Pattern[str]:
    """Made when a text first needs it: most stations never see one."""
    codes = map(chr, range(sys.maxunicode + 1))
    marks = "".join(character for character in codes if category(character)[0] == "M")
    return re.compile(f"([{marks}]{{{MARKS}}})[{marks}]+")
