"""Inputs near good ones: half of them broken in their bytes, half in what they say.

An ENC is taken apart, changed in its values and put together again, so that readers get past
the encoding to the rules behind it; values of other inputs are spliced in. Of a text whole
lines are lost, repeated and exchanged as well. Now and then something is put in thousands of
times: what is deep or long without end.

Dice are thrown by `_below` and `_pick`: `randrange` and `choice` cost more than many a reader.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from random import Random
from typing import Any, Final, TypeVar

import cbor2

EDGES: Final = (
    *(0, 1, 2, 23, 24, 255, 256, 65_535, 65_536, 1 << 31, 1 << 32, 1 << 53, (1 << 53) + 1),
    *((1 << 63) - 1, 1 << 63, (1 << 64) - 1, -1),
)
TEXTS: Final = ("", "a", "\x00", "\u202e", "é", "e\u0301", "x" * 33, "x" * 600, "\n", "-", "0")
HEAPS: Final = (
    *(b"[", b"[[", b"{a=", b'{"a":', b".a", b"a/", b"1", b"f", b"_1", b" ", b"\n", b"\r\n "),
    *(b"\x81", b"\x9f", b"\xa1\x00", b"\xc1", b"(", b'"', b"\\", b",", b";a=1", b"<"),
)
HEAPED: Final = 1 / 4_096
"""How many inputs are heaps: they take a thousand times as long."""
MOST: Final = 1 << 17

T = TypeVar("T")


def mutated(dice: Random, seeds: Sequence[bytes]) -> bytes:
    """One input made from one or two good ones."""
    data = _pick(dice, seeds)
    chance = dice.random()
    if chance < HEAPED:
        return _heap(dice, data, seeds)[:MOST]
    if chance < 0.5:
        data = _of_values(dice, data, seeds) or data
        if dice.random() < 0.8:
            return data[:MOST]
    for _ in range(1 + _below(dice, 3)):
        data = _pick(dice, _BYTES)(dice, data, seeds)
    return data[:MOST]


def _heap(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """A few bytes, of the input or such as begin something, over and over at one place."""
    at = _below(dice, len(data) + 1)
    piece = _pick(dice, (*HEAPS, data[at : at + 1 + _below(dice, 12)]))
    return data[:at] + piece * _pick(dice, (500, 2_000, 10_000)) + data[at:]


def _below(dice: Random, end: int) -> int:
    return int(dice.random() * end)


def _pick(dice: Random, among: Sequence[T]) -> T:
    return among[int(dice.random() * len(among))]


# --- bytes ----------------------------------------------------------------------------------


def _flip(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    if not data:
        return b"\x00"
    at = _below(dice, len(data))
    return data[:at] + bytes((data[at] ^ 1 << _below(dice, 8),)) + data[at + 1 :]


def _set(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _below(dice, len(data) + 1)
    size = _pick(dice, (1, 1, 2, 4, 8))
    return data[:at] + dice.randbytes(size) + data[at + size :]


def _drop(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _below(dice, len(data) + 1)
    return data[:at] + data[at + _pick(dice, (1, 1, 2, 8, 64)) :]


def _cut(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return data[: _below(dice, len(data) + 1)]


def _grow(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = _below(dice, len(data) + 1)
    return data[:at] + dice.randbytes(_pick(dice, (1, 2, 8, 300))) + data[at:]


def _splice(dice: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    other = _pick(dice, seeds)
    return data[: _below(dice, len(data) + 1)] + other[_below(dice, len(other) + 1) :]


def _twice(dice: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start = _below(dice, len(data) + 1)
    stop = min(len(data), start + _pick(dice, (1, 8, 64)))
    return data[:stop] + data[start:]


def _line(dice: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    if len(lines) < 2:
        return _set(dice, data, seeds)
    at, other = _below(dice, len(lines)), _below(dice, len(lines))
    lines[at : at + 1] = _pick(dice, ([], [lines[other]], [lines[at], lines[other]]))
    return b"\n".join(lines)


_BYTES: Final[tuple[Callable[[Random, bytes, Sequence[bytes]], bytes], ...]] = (
    *(_flip, _flip, _set, _drop, _cut, _grow, _splice, _twice, _line),
)


# --- values ---------------------------------------------------------------------------------


def _of_values(dice: Random, data: bytes, seeds: Sequence[bytes]) -> bytes | None:
    """The same ENC with values changed; None: it is not one."""
    values = _values(data)
    if values is None:
        return None
    other = _values(_pick(dice, seeds))
    for _ in range(1 + _below(dice, 2)):
        values = _changed(dice, values, other)
    try:
        return cbor2.dumps(values)
    except (cbor2.CBORError, UnicodeError):
        return None


@lru_cache(maxsize=256)
def _values(data: bytes) -> Any:
    """What an ENC says; nothing changes it in place, so that one reading is enough."""
    try:
        found = cbor2.loads(data)
    except (cbor2.CBORError, RecursionError, ValueError, OverflowError):
        return None
    return found if isinstance(found, list) else None


def _changed(dice: Random, value: Any, other: Any) -> Any:
    if isinstance(value, list) and value and dice.random() < 0.85:
        if dice.random() < 0.1:
            return _rearranged(dice, value)
        at = _below(dice, len(value))
        return [*value[:at], _changed(dice, value[at], other), *value[at + 1 :]]
    if isinstance(value, bytes) and dice.random() < 0.3:
        # An ENC inside a byte string: what was signed.
        inner = _values(value)
        if inner is not None:
            return cbor2.dumps(_changed(dice, inner, other))
    return _pick(dice, _VALUES)(dice, value, other)


def _another(dice: Random, value: Any, _: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return _pick(dice, (*EDGES, value + 1, max(0, value - 1), value ^ 1))
    if isinstance(value, bytes):
        return _pick(
            dice, (b"", value[:-1], value + b"\0", bytes(len(value)), _set(dice, value, ()))
        )
    if isinstance(value, str):
        return _pick(dice, (*TEXTS, value[:-1], value + "x", value.upper()))
    if isinstance(value, list):
        return _pick(dice, (_rearranged(dice, value), [], value[:-1], value * 2, [value]))
    return _pick(dice, (0, b"", "", [], None, 1.5, {}, cbor2.undefined))


def _rearranged(dice: Random, value: list[Any]) -> list[Any]:
    """One item less, one twice, or two exchanged."""
    if not value:
        return [0]
    at, other = _below(dice, len(value)), _below(dice, len(value))
    put = _pick(dice, ([], [value[at], value[other]], [value[other], value[at]]))
    return [*value[:at], *put, *value[at + 1 :]]


def _kind(dice: Random, value: Any, _: Any) -> Any:
    return _pick(
        dice, (None, 0, 1, b"", bytes(32), "", "x", [], [0], True, False, -1, 1.5, {1: 2})
    )


def _from_other(dice: Random, value: Any, other: Any) -> Any:
    while isinstance(other, list) and other and dice.random() < 0.7:
        other = _pick(dice, other)
    return value if other is None else other


_VALUES: Final = (_another, _another, _another, _kind, _from_other)
