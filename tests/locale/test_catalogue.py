"""Every error has its words in each language, and languages are chosen as people expect."""

import importlib
import pkgutil

import pytest

import openline
from openline.core.errors import OpenlineError
from openline.locale import LANGUAGES, Catalogue, choose_language


def _codes() -> list[str]:
    for module in pkgutil.walk_packages(openline.__path__, "openline."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: set[str] = set()
    waiting: list[type[OpenlineError]] = [OpenlineError]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.__module__.startswith("openline."):
            found.add(kind.code)
    return sorted(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_error_has_words(language: str) -> None:
    catalogue = Catalogue(language)
    for code in _codes():
        assert catalogue.has(f"error-{code}"), code
        assert catalogue.text(f"error-{code}-advice")


def test_a_missing_sentence_is_our_own_mistake() -> None:
    with pytest.raises(KeyError):
        Catalogue("fa").text("no-such-sentence")


@pytest.mark.parametrize(
    ("wanted", "environment", "language"),
    [
        (None, {}, "en"),
        ("zh", {}, "zh"),
        ("zh-CN", {"LANG": "vi_VN.UTF-8"}, "zh"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh"),
        (None, {"LC_ALL": "fa_IR", "LANG": "ja_JP"}, "fa"),
        (None, {"LC_ALL": "C.UTF-8", "LANG": "ja_JP.UTF-8"}, "ja"),
        ("xx", {"LANG": "C"}, "en"),
    ],
)
def test_the_language_is_chosen(
    wanted: str | None, environment: dict[str, str], language: str
) -> None:
    assert choose_language(wanted, environment) == language
