"""Texts for people, in five languages: Fluent files for sentences, one table for check words.

`<language>/*.ftl` say the same in each language; `words.tsv` has the 1,024 check words. The
page reads the same files, so that the command line and the console speak alike.
"""

import hashlib
import os
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Final

from fluent.runtime import FluentBundle, FluentResource

LANGUAGES: Final = ("en", "zh", "vi", "ja", "fa")
WORDS: Final = 1_024
FILES: Final = ("cli.ftl", "errors.ftl", "alerts.ftl")


class Catalogue:
    """The sentences of the command line in one language; English where one is missing."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._bundles = [_bundle(tag) for tag in dict.fromkeys((language, "en"))]

    def has(self, message: str) -> bool:
        """Tell whether a sentence exists."""
        return any(bundle.has_message(message) for bundle in self._bundles)

    def text(self, message: str, **values: object) -> str:
        """Return a sentence with its values filled in.

        Raises:
            KeyError: No language has it.
        """
        for bundle in self._bundles:
            if not bundle.has_message(message):
                continue
            pattern = bundle.get_message(message).value
            if pattern is not None:
                sentence, _ = bundle.format_pattern(pattern, values)
                return str(sentence)
        raise KeyError(message)


@lru_cache(maxsize=16)
def _bundle(language: str) -> FluentBundle:
    # A terminal shows the isolating marks as boxes, so they stay out.
    bundle = FluentBundle([language], use_isolating=False)
    folder = resources.files(__name__) / language
    for name in FILES:
        bundle.add_resource(FluentResource((folder / name).read_text("utf-8")))
    return bundle


def choose_language(wanted: str | None, environment: Mapping[str, str]) -> str:
    """Return the language asked for, else that of the environment (LC_ALL, LANG), else English.

    Args:
        wanted: A tag such as "zh", "zh_CN.UTF-8" or "zh-CN"; None to look at the environment.
        environment: As `os.environ`.
    """
    candidates = [
        wanted,
        *(environment.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG")),
    ]
    for candidate in candidates:
        primary = (candidate or "").replace("_", "-").split("-")[0].split(".")[0].lower()
        if primary in LANGUAGES:
            return primary
    return "en"


def catalogue(wanted: str | None = None) -> Catalogue:
    """Return the catalogue of the language that is wanted, or of the environment's."""
    return Catalogue(choose_language(wanted, os.environ))


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[str, ...]]:
    text = (resources.files(__name__) / "words.tsv").read_text("utf-8")
    header, *rows = (line.split("\t") for line in text.splitlines())
    return {name: tuple(row[place] for row in rows) for place, name in enumerate(header)}


def words(language: str) -> tuple[str, ...]:
    """Return the 1,024 check words of a language; number n stands at place n."""
    return _table()[language]


def reading(language: str) -> tuple[str, ...] | None:
    """Return how to say the check words: pinyin for Chinese, kana for Japanese, else None."""
    column = {"zh": "pinyin", "ja": "yomi"}.get(language)
    return None if column is None else _table()[column]


def word_list_digest(language: str) -> bytes:
    """Return the SHA-256 of a list: each word in UTF-8, followed by a line feed."""
    return hashlib.sha256("".join(f"{word}\n" for word in words(language)).encode()).digest()
