"""ENC: the one byte form of every act, term and parcel body.

ENC is a narrow part of CBOR (RFC 8949): arrays, unsigned integers below 2**63, byte strings,
text, false, true and null, all of definite length and shortest form, nested at most six deep.
A reader turns bytes into a typed struct without optional fields, encodes that struct again and
compares: two encodings of one value cannot exist.

Spec: docs/spec/00-notation.md, 3 and 4.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar, dataclass_transform, overload

import cbor2
import msgspec

from openline.core.errors import BadInput, Malformed, TooLarge
from openline.core.text import text_refusal

ENTRY_LIMIT: Final = 16_384
MAX_DEPTH: Final = 6
_UINT_END: Final = 1 << 63

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(msgspec.field,))
class Struct(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Base of everything that has an ENC form: an array of its fields, none optional."""


def encode(value: object, kind: object = None) -> bytes:
    """Return the ENC bytes of a struct, or of a tuple or list of structs and plain values.

    Args:
        value: What to encode.
        kind: If given, what `parse` is to read it as: lengths, bounds and patterns are checked.

    Raises:
        BadInput: The value holds something that ENC has no form for, such as a negative number
            or text with a control character; or `parse` would refuse it.
    """
    plain = msgspec.to_builtins(value, builtin_types=(bytes,))
    reason = _refusal((plain,))
    if reason is None and kind is not None:
        try:
            msgspec.convert(plain, kind)
        except msgspec.ValidationError as error:
            reason = str(error)
    if reason is not None:
        raise BadInput(f"A {type(value).__name__} cannot be encoded: {reason}.")
    return cbor2.dumps(plain)


@overload
def parse(kind: type[T], data: bytes, *, limit: int = ENTRY_LIMIT) -> T: ...
@overload
def parse(kind: object, data: bytes, *, limit: int = ENTRY_LIMIT) -> Any: ...
def parse(kind: Any, data: bytes, *, limit: int = ENTRY_LIMIT) -> Any:
    """Read ENC bytes as `kind`: a `Struct`, a tuple or list of them, or a union of kinds.

    Args:
        kind: The type of the value.
        data: Hostile bytes.
        limit: The greatest length in bytes.

    Raises:
        TooLarge: More bytes than `limit`.
        Malformed: The bytes are not the one encoding of a value of this kind.
    """
    if len(data) > limit:
        raise TooLarge(
            f"{len(data)} bytes where at most {limit} are allowed.", size=len(data), limit=limit
        )
    try:
        plain = cbor2.loads(
            data, max_depth=MAX_DEPTH, allow_indefinite=False, semantic_decoders=_NO_TAGS
        )
    except (cbor2.CBORError, RecursionError, OverflowError, MemoryError) as error:
        raise _malformed(kind, f"not CBOR as ENC allows it ({error})") from None
    if (reason := _refusal((plain,))) is not None:
        raise _malformed(kind, reason)
    try:
        value = msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:
        raise _malformed(kind, str(error)) from None
    if cbor2.dumps(msgspec.to_builtins(value, builtin_types=(bytes,))) != data:
        raise _malformed(kind, "not the one encoding of its value")
    return value


def _malformed(kind: Any, reason: str) -> Malformed:
    name = getattr(kind, "__name__", "value")
    return Malformed(f"The bytes are not a {name}: {reason}.", kind=name)


_FREE: Final = frozenset({bytes, bool, type(None)})


def _refusal(parts: Sequence[Any], depth: int = 0) -> str | None:
    """Say what in plain values ENC has no form for; `None` if nothing."""
    if depth > MAX_DEPTH:
        return "arrays nested too deep"
    reason = None
    for part in parts:
        kind = type(part)
        if kind is int:
            if not 0 <= part < _UINT_END:
                return "a number below 0 or beyond 63 bits"
        elif kind is str:
            reason = text_refusal(part)
        elif kind is list or kind is tuple:
            reason = _refusal(part, depth + 1)
        elif kind not in _FREE:
            return f"a value of type {kind.__name__}"
        if reason is not None:
            return reason
    return None


class _NoTags(dict[int, Callable[[Any, bool], Any]]):
    """For cbor2: refuses every tag before its meaning (dates, big numbers) is computed."""

    def __missing__(self, tag: int) -> Callable[[Any, bool], Any]:
        raise cbor2.CBORDecodeError(f"tag {tag}")


_NO_TAGS: Final = _NoTags()
