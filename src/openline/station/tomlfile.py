"""TOML files read strictly into structs: a key that nobody reads is an error, not a surprise.

An error names the line and, for an unknown key, the nearest one that exists.
"""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeVar

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


def read_toml(path: Path, kind: type[T], *, limit: int = TOML_BYTES) -> T:
    """Read a TOML file as a struct of `kind`.

    Args:
        path: The file.
        kind: What it is to be.
        limit: Its greatest length in bytes. A name with many dots takes time by the square of
            its length: 64 KiB of it 12 s. What comes from others is kept far below that.

    Raises:
        BadFile: It is not TOML, has an unknown or missing key, or a value of a wrong type.
        NoSuchFile, NotReadable, DiskFailed: It cannot be read.
    """
    try:
        text = read_bytes(path, limit).decode()
        data = tomllib.loads(text)
    except UnicodeDecodeError:
        raise BadFile(f"{path} is not text in UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"{path} is not TOML: {error}.") from None
    except RecursionError:
        raise BadFile(f"{path} nests its values too deep.") from None
    except ValueError:
        raise BadFile(f"{path} has a number of thousands of digits.") from None
    for steps, key, known in _unknown_keys(data, _shape(kind), ()):
        raise _unknown(path, text, steps, key, known)
    try:
        return msgspec.convert(data, kind, strict=True)
    except msgspec.ValidationError as error:
        raise _wrong(path, text, data, kind, str(error)) from None


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


def _wrong(path: Path, text: str, data: Any, kind: type, message: str) -> BadFile:
    """Map msgspec's sentence, "Expected `int`, got `str` - at `$.desks[2].party`"."""
    what, _, place = message.partition(" - at ")
    steps, value = _way(data, kind, message, place)
    line = _line_of(text, steps)
    key = place.startswith("`key`")
    form = _form(_shape(kind), steps, key=key)
    said = f"{_shown(value)} is not {form}" if form else what.replace("`", "")
    where = ".".join(str(step) for step in steps)
    detail = f"{where}: {said}" if where else said
    return BadFile(f"{path}, line {line}: {detail}.", line=line)


def _shown(value: Any) -> str:
    """A value that is wrong, as far as a line has room."""
    try:
        return str(value)[:60]
    except (RecursionError, ValueError):  # tables in tables, or digits, by the thousand
        return "What stands there"


def _way(data: Any, kind: type, message: str, place: str) -> tuple[tuple[Step, ...], Any]:
    """The way to a value that is wrong, and the value.

    Where msgspec names no key of a table, it is the one that is wrong alone. The others are
    taken out of `data`, which nobody needs whole any more.
    """
    steps: list[Step] = []
    at: Any = data
    for name, index in re.findall(r"\.([\w-]+)|\[(\d+|\.\.\.)\]", place):
        step: Step = name or (index if index == "..." else int(index))
        if step == "...":
            step = _wrong_alone(data, kind, message, at)
        steps.append(step)
        at = at[step]
    if place.startswith("`key`"):
        at = _wrong_alone(data, kind, message, at)
        steps.append(str(at))
    return tuple(steps), at


def _wrong_alone(data: Any, kind: type, message: str, table: dict[str, Any]) -> str:
    whole = dict(table)
    for key, value in whole.items():
        table.clear()
        table[key] = value
        try:
            msgspec.convert(data, kind, strict=True)
        except msgspec.ValidationError as error:
            if str(error) == message:
                return key
    raise AssertionError("what is wrong with all of them is wrong with one")


_FORMS: Final[Mapping[type, str]] = {
    msgspec.inspect.DateType: "a date, as 2026-01-05",
    msgspec.inspect.DateTimeType: "a time with its offset, as 2026-12-24T18:00:00+01:00",
}


def _form(kind: msgspec.inspect.Type, steps: tuple[Step, ...], *, key: bool) -> str:
    """The form of a value, or of the key of a table, in words; empty if its type has none."""
    match kind:
        case msgspec.inspect.UnionType(types=members):
            return _form(members[0], steps, key=key)
        case msgspec.inspect.Metadata(type=plain, extra_json_schema=schema):
            said = "" if steps else str((schema or {}).get("description", ""))
            return said or _form(plain, steps, key=key)
        case msgspec.inspect.StructType(fields=fields) if steps:
            types = {field.encode_name: field.type for field in fields}
            return _form(types[str(steps[0])], steps[1:], key=key)
        case msgspec.inspect.VarTupleType(item_type=item) if steps:
            return _form(item, steps[1:], key=key)
        case msgspec.inspect.DictType(key_type=keys, value_type=values) if steps:
            if key and len(steps) == 1:
                return _form(keys, (), key=key)
            return _form(values, steps[1:], key=key)
        case _:
            return _FORMS.get(type(kind), "")


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
        header = r"\.".join(rf"[\"']?{re.escape(name)}[\"']?" for name in names[:length])
        places = [
            number
            for number, line in enumerate(lines)
            if re.match(rf"\s*\[\[?\s*{header}\s*\]", line)
        ]
        if places:
            return places[min(index, len(places) - 1)]
    return 0
