"""ENC, the narrow part of CBOR in which everything of a record is written (spec 00, 3 and 4).

The reader is strict: shortest heads, definite lengths, no tags, floats or maps, text as the
specification allows it, nothing before or after. What it accepts has one encoding only.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Any, Final

from verifier.unicode14 import ASSIGNED

MOST_DEEP: Final = 6
_MOST: Final = (1 << 63) - 1


class Unreadable(Exception):
    """Bytes do not have the form that the specification gives them."""


def decode(data: bytes) -> Any:
    """Return the value that `data` encodes: int, bytes, str, bool, None, or a list of them.

    Raises:
        Unreadable: The bytes are not ENC.
    """
    try:
        value, end = _item(data, 0, 0)
    except IndexError:
        raise Unreadable("the bytes end too early") from None
    if end != len(data):
        raise Unreadable("bytes follow the value")
    return value


def _item(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    head = data[at]
    if head < 0x18:
        return head, at + 1
    major = head >> 5
    if major == 7:
        if 0xF4 <= head <= 0xF6:
            return (False, True, None)[head - 0xF4], at + 1
        raise Unreadable("a value that ENC does not have")
    size, at = _size(data, at)
    if major == 4:
        return _array(data, at, size, depth)
    end = at + size
    if major == 2 and end <= len(data):
        return data[at:end], end
    if major == 3 and end <= len(data):
        return _text(data[at:end]), end
    if major == 0:
        if size > _MOST:
            raise Unreadable("a number beyond 63 bits")
        return size, at
    raise Unreadable("a value that ENC does not have, or one that ends too early")


def _size(data: bytes, at: int) -> tuple[int, int]:
    """The number in a head, in its shortest form, and where what follows begins."""
    info = data[at] & 31
    if info < 24:
        return info, at + 1
    if info == 24:
        size = data[at + 1]
        if size < 24:
            raise Unreadable("a head that is not in its shortest form")
        return size, at + 2
    if info > 27:
        raise Unreadable("a length that is not definite")
    width = 1 << (info - 24)
    end = at + 1 + width
    if end > len(data):
        raise Unreadable("the bytes end too early")
    size = int.from_bytes(data[at + 1 : end], "big")
    if size >> (4 * width) == 0:
        raise Unreadable("a head that is not in its shortest form")
    return size, end


def _array(data: bytes, at: int, count: int, depth: int) -> tuple[list[Any], int]:
    if depth == MOST_DEEP:
        raise Unreadable("arrays nested too deep")
    if count > len(data) - at:
        raise Unreadable("the bytes end too early")
    items: list[Any] = []
    add = items.append
    for _ in range(count):
        head = data[at]
        if head < 0x18:
            add(head)
            at += 1
        elif 0x40 < head < 0x58:
            end = at + head - 0x3F
            if end > len(data):
                raise Unreadable("the bytes end too early")
            add(data[at + 1 : end])
            at = end
        else:
            item, at = _item(data, at, depth + 1)
            add(item)
    return items, at


def _text(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise Unreadable("text that is not UTF-8") from None
    if not (data.isascii() and text.isprintable()):
        check_text(text)
    return text


@lru_cache(maxsize=1)
def _allowed() -> re.Pattern[str]:
    pairs = (word.partition("-") for word in ASSIGNED.split())
    known = "".join(f"\\U{low:0>8}-\\U{high or low:0>8}" for low, _, high in pairs)
    letters = (
        "\\u0620-\\u063f\\u0641-\\u064a\\u066e\\u066f\\u0671-\\u06d3"
        "\\u06d5\\u06ee\\u06ef\\u06fa-\\u06fc\\u06ff"
    )
    joint = f"(?<=[{letters}])\\u200c(?=[{letters}])"
    return re.compile(f"[\\n{known}]*(?:{joint}[\\n{known}]+)*")


def check_text(text: str) -> None:
    """Check text by spec 00, 4.

    Raises:
        Unreadable: It may not stand in an act.
    """
    if not unicodedata.is_normalized("NFC", text):
        raise Unreadable("text that is not in Normalization Form C")
    if _allowed().fullmatch(text) is None:
        raise Unreadable("text with a character that is not allowed")
