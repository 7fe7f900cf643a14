"""Words in several languages, and the short codes that stand for them (spec: docs/spec/02)."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta

from openline.core.codec import Struct

Code = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z")]
Tag = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", max_length=35)]
Address = Annotated[str, Meta(min_length=1, max_length=255)]


class Wording(Struct):
    """A text of at most 2,000 characters in one language."""

    language: Tag
    text: Annotated[str, Meta(min_length=1, max_length=2_000)]


def wording(texts: Sequence[Wording], languages: Sequence[str]) -> Wording:
    """Return the text in the first language that fits, exact tag first, else the first text."""
    for wanted in languages:
        for text in texts:
            if text.language == wanted:
                return text
        for text in texts:
            if text.language.split("-")[0] == wanted.split("-")[0]:
                return text
    return texts[0]
