"""How the command line speaks: sentences in the user's language, data as JSON."""

import json
import sys
from collections.abc import Sequence
from typing import Any

from openline.core.errors import OpenlineError
from openline.locale import Catalogue, catalogue, reading, words

_speaker: list[Catalogue] = []


def speak(language: str | None) -> None:
    """Choose the language of all that follows; None takes the environment's."""
    _speaker[:] = [catalogue(language)]


def speaker() -> Catalogue:
    """Return the catalogue in use."""
    if not _speaker:
        speak(None)
    return _speaker[0]


def text(message: str, **values: object) -> str:
    """Return a sentence in the language in use."""
    return speaker().text(message, **values)


def say(line: str) -> None:
    """Print a line for people."""
    sys.stdout.write(f"{line}\n")


def data(value: Any) -> None:
    """Print one line of JSON for programs."""
    say(json.dumps(value, ensure_ascii=False, separators=(", ", ": ")))
    sys.stdout.flush()


def spoken(numbers: Sequence[int], language: str) -> str:
    """Return check words in a language, six a line, with their readings where it helps."""
    listed, readings = words(language), reading(language)
    shown = [
        listed[number] if readings is None else f"{listed[number]} ({readings[number]})"
        for number in numbers
    ]
    rows = [shown[place : place + 6] for place in range(0, len(shown), 6)]
    return "\n".join("  " + "   ".join(row) for row in rows)


def complain(error: OpenlineError) -> None:
    """Print an error: what was wrong, then what to do next.

    English carries the exact sentences. Other languages name the kind of error in their own
    words and add the exact English ones as detail.
    """
    lines = [error.what, error.advice]
    spoken_here = speaker()
    kind = f"error-{error.code}"
    if spoken_here.language != "en" and spoken_here.has(kind):
        detail = spoken_here.text("detail", english=f"{error.what} {error.advice}")
        lines = [spoken_here.text(kind), spoken_here.text(f"{kind}-advice"), detail]
    sys.stderr.write("\n".join(lines) + "\n")
