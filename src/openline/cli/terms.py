"""An agreement shown: as JSON for programs, as lines for people."""

import enum
from collections.abc import Iterator
from typing import Any

import msgspec

from openline.cli.output import say, speaker, text
from openline.core.agreement.document import Agreement
from openline.core.wording import Wording, wording


def agreement_data(agreement: Agreement) -> dict[str, Any]:
    """Return an agreement as JSON values; bytes are in hexadecimal."""
    terms = agreement.terms
    return {
        "line": agreement.line.hex(),
        "version": terms.version,
        "terms_hash": agreement.terms_hash.hex(),
        "unsigned": [terms.parties[number].code for number in agreement.unsigned],
        "texts": dict(agreement.texts),
        "terms": plain(terms),
    }


def plain(value: object) -> Any:
    """Return terms as JSON values; a list of wordings becomes an object by language."""
    match value:
        case enum.Enum():
            return value.value
        case bytes():
            return value.hex()
        case tuple() if value and all(isinstance(part, Wording) for part in value):
            return {part.language: part.text for part in value}
        case tuple():
            return [plain(part) for part in value]
        case msgspec.Struct():
            names = value.__struct_fields__
            return {name: plain(getattr(value, name)) for name in names}
        case _:
            return value


def show_agreement(agreement: Agreement) -> None:
    """Print all terms, then the text in the language in use."""
    here = speaker().language
    terms = agreement.terms
    say(f"line {agreement.line.hex()}")
    say(f"terms_hash {agreement.terms_hash.hex()}")
    for row in _rows("", terms, here):
        say(row)
    language = here if here in agreement.texts else terms.texts[0].language
    say("")
    say(agreement.texts[language].strip())
    say("")
    missing = ", ".join(terms.parties[number].code for number in agreement.unsigned)
    say(text("lacks-signatures", parties=missing) if missing else text("has-signatures"))


def _rows(name: str, value: object, language: str) -> Iterator[str]:
    """Yield "name = value" for each term; words in one language."""
    match value:
        case tuple() if value and all(isinstance(part, Wording) for part in value):
            yield f"{name} = {wording(value, [language]).text}"
        case tuple() if value and all(isinstance(part, str | int) for part in value):
            yield f"{name} = {', '.join(str(part) for part in value)}"
        case tuple():
            for place, part in enumerate(value):
                yield from _rows(f"{name}[{place}]", part, language)
        case msgspec.Struct():
            for field in value.__struct_fields__:
                inner = f"{name}.{field}" if name else field
                yield from _rows(inner, getattr(value, field), language)
        case enum.Enum() | bytes():
            yield f"{name} = {plain(value)}"
        case _:
            yield f"{name} = {value}"
