"""TOML files read strictly into structs: a key that nobody reads is an error, not a surprise.

An error names the line and, for an unknown key, the nearest one that exists.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from openline.core.errors import LocalError
from openline.station.files import read_bytes

TOML_BYTES: Final = 4 << 20

Step = str | int
T = TypeVar("T")


class BadFile(LocalError):
    """A TOML file that a person wrote cannot be used as it is."""

    code = "bad-file"
    default_advice = "Correct the line and try again. Nothing was changed."


def read_toml(path: Path, kind: type[T]) -> T:
    """Read a TOML file as a struct of `kind`.

    Raises:
        BadFile: It is not TOML, has an unknown or missing key, or a value of a wrong type.
        NoSuchFile, NotReadable, DiskFailed: It cannot be read.
    """
    try:
        text = read_bytes(path, TOML_BYTES).decode()
        data = tomllib.loads(text)
    except UnicodeDecodeError:
        raise BadFile(f"{path} is not text in UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"{path} is not TOML: {error}.") from None
    for steps, key, known in _unknown_keys(data, _shape(kind), ()):
        raise _unknown(path, text, steps, key, known)
    try:
        return msgspec.convert(data, kind, strict=True)
    except msgspec.ValidationError as error:
        raise _wrong(path, text, str(error)) from None


_SHAPES: Final[dict[type, msgspec.inspect.Type]] = {}


def _shape(kind: type) -> msgspec.inspect.Type:
    """What a struct is made of; finding it out takes longer than reading a file."""
    if kind not in _SHAPES:
        _SHAPES[kind] = msgspec.inspect.type_info(kind)
    return _SHAPES[kind]


Unknown = tuple[tuple[Step, ...], str, list[str]]
"""The way to a table, a key in it that is not known, and the keys that are."""


def _unknown_keys(
    value: object, kind: msgspec.inspect.Type, steps: tuple[Step, ...]
) -> Iterator[Unknown]:
    match kind, value:
        case msgspec.inspect.UnionType(types=types), _:
            for member in types:
                yield from _unknown_keys(value, member, steps)
        case msgspec.inspect.StructType(fields=fields), dict():
            known = {field.encode_name: field.type for field in fields}
            for key in sorted(value.keys() - known.keys()):
                yield steps, key, list(known)
            for key in value.keys() & known.keys():
                yield from _unknown_keys(value[key], known[key], (*steps, key))
        case msgspec.inspect.VarTupleType(item_type=item), list():
            for index, inner in enumerate(value):
                yield from _unknown_keys(inner, item, (*steps, index))
        case msgspec.inspect.DictType(value_type=item), dict():
            for key, inner in value.items():
                yield from _unknown_keys(inner, item, (*steps, key))
        case _:
            pass


def _unknown(
    path: Path, text: str, steps: tuple[Step, ...], key: str, known: list[str]
) -> BadFile:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    known_here = f"Known here: {', '.join(known)}."
    advice = f"Did you mean {near[0]}? {known_here}" if near else known_here
    line = _line_of(text, (*steps, key))
    return BadFile(f"{path}, line {line}: {key} is not known.", advice=advice, line=line)


def _wrong(path: Path, text: str, message: str) -> BadFile:
    """Map msgspec's sentence, "Expected `int`, got `str` - at `$.desks[2].party`"."""
    what, _, place = message.partition(" - at `$")
    steps: list[Step] = []
    for name, index in re.findall(r"\.([\w-]+)|\[(\d+)\]", place):
        steps.append(name or int(index))
    where = ".".join(str(step) for step in steps)
    line = _line_of(text, tuple(steps))
    detail = f"{where}: {what}" if where else what
    return BadFile(f"{path}, line {line}: {detail}.".replace("`", ""), line=line)


def _line_of(text: str, steps: tuple[Step, ...]) -> int:
    """Return the line, from 1, on which the way to a value begins, as well as can be told."""
    names = [step for step in steps if isinstance(step, str)]
    index = next((step for step in steps if isinstance(step, int)), 0)
    lines = text.splitlines()
    section = _section(lines, names, index)
    for name in reversed(names):
        pattern = re.compile(rf"(?<![\w-])[\"']?{re.escape(name)}[\"']?\s*[=.\]]")
        for number in range(section, len(lines)):
            if number > section and lines[number].lstrip().startswith("["):
                break
            if pattern.search(lines[number]):
                return number + 1
    return section + 1


def _section(lines: list[str], names: list[str], index: int) -> int:
    """Return the number of the line, from 0, of the longest header that leads to the value."""
    for length in range(len(names), 0, -1):
        header = ".".join(names[:length])
        places = [
            number
            for number, line in enumerate(lines)
            if re.match(rf"\s*\[\[?\s*{re.escape(header)}\s*\]", line)
        ]
        if places:
            return places[min(index, len(places) - 1)]
    return 0
