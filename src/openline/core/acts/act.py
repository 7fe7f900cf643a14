"""The envelope of every act: who says it, to which desk, of what kind, knowing what.

An entry of a feed is the ENC of one act. Whoever reads an entry gets either an act or the code
of the reason why it is inert: stored and receipted, shown as such, and ignored by the fold.

Spec: docs/spec/05-act.md.
"""

from enum import IntEnum
from typing import Annotated, Any, Final, Generic, TypeVar

from msgspec import Meta

from openline.core.codec import Struct, encode, parse
from openline.core.crypto.keys import Bytes16, Bytes32
from openline.core.errors import PeerError

Small = Annotated[int, Meta(ge=0, le=65_535)]
Count = Annotated[int, Meta(ge=0, le=(1 << 53))]
DeskCode = Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,32}\Z")]
CodeOrNone = Annotated[str, Meta(pattern=r"^[a-z0-9-]{0,32}\Z")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z", max_length=35)]
Post = Annotated[str, Meta(max_length=80)]
Note = Annotated[str, Meta(max_length=500)]

STATION: Final = ""
"""The sender of an act that the station itself writes, without a person."""

Body = TypeVar("Body")


class Kind(IntEnum):
    """Whether an act is meant: never confusable on any screen."""

    REAL = 0
    EXERCISE = 1
    TEST = 2


class Ref(Struct):
    """Names one entry of one feed: its place, and its leaf hash so that it cannot be moved."""

    party: Small
    incarnation: Count
    index: Count
    leaf: Bytes32


class Seen(Struct):
    """The author's station holds durably `size` entries of this feed of another party."""

    party: Small
    incarnation: Count
    size: Count


class Addressee(Struct):
    """A desk of another party."""

    party: Small
    desk: DeskCode


class Officer(Struct):
    """An assertion by an officer's own key over the act (docs/spec/05-act.md, 4)."""

    credential: bytes
    authenticator_data: bytes
    client_data: bytes
    signature: bytes


class Act(Struct, Generic[Body]):
    """One act.

    Attributes:
        type: Number in the registry; fixes the shape of `body`.
        kind: REAL, EXERCISE or TEST.
        terms: Version of the agreement under which it is said.
        at: Milliseconds since 1970, a claim of the author.
        nonce: 16 random bytes; the id of the command that caused it.
        sender: Desk code, or `STATION`.
        to: The desk addressed; None: everybody on the line.
        seen: What the author holds of the others, where that changed since its last entry.
        officer: An officer's assertion, or None.
        body: Fields of this type of act.
    """

    type: Small
    kind: Kind
    terms: Count
    at: Count
    nonce: Bytes16
    sender: CodeOrNone
    to: Addressee | None
    seen: tuple[Seen, ...]
    officer: Officer | None
    body: Body


AnyAct = Act[Any]


class UnknownAct(PeerError):
    """The type is not in this station's registry. The entry is kept, verified and inert."""

    code = "unknown-act"
    default_advice = "Update the station: the other side speaks a newer version."


class NoBody(Struct):
    """An act that says all by its type."""


_FIRST_BYTE: Final = 0x80 + 10
_registry: dict[int, Any] = {}


def register(number: int, body: type[Struct]) -> int:
    """Give a type number its body; called once for each type when the module is read."""
    assert number not in _registry
    _registry[number] = Act[body]  # type: ignore[valid-type]
    return number


def known_types() -> tuple[int, ...]:
    """All registered type numbers, ascending."""
    return tuple(sorted(_registry))


def encode_act(act: AnyAct) -> bytes:
    """Return the entry of an act.

    Raises:
        BadInput: A field has another form than the specification says: the others could not
            read it, and it would bind nobody but us.
    """
    return encode(act, _registry.get(act.type))


def parse_act(entry: bytes) -> AnyAct:
    """Read an entry.

    Raises:
        UnknownAct: A type that is not registered.
        Malformed, TooLarge: Not the one encoding of an act of its type.
    """
    number = _type_of(entry)
    shape = _registry.get(number, _Unknown)
    act = parse(shape, entry)
    if shape is _Unknown:
        raise UnknownAct(f"Type {act[0] if act else '?'} is not known here.", type=number)
    return act  # type: ignore[no-any-return]


_Unknown = list[Any]


def _type_of(entry: bytes) -> int:
    """Return the type number in front of an entry, or -1; `parse` judges the rest."""
    if len(entry) < 3 or entry[0] != _FIRST_BYTE:
        return -1
    if entry[1] < 24:
        return entry[1]
    return entry[2] if entry[1] == 24 else -1


def write_ref(ref: Ref) -> str:
    """Return `party.incarnation.index.leaf`, the form used on pages and in files."""
    return f"{ref.party}.{ref.incarnation}.{ref.index}.{ref.leaf.hex()}"


def read_ref(text: str) -> Ref | None:
    """Read what `write_ref` wrote; None if it is something else."""
    parts = text.split(".")
    if len(parts) != 4 or not all(
        p.isascii() and p.isdigit() and len(p) < 16 for p in parts[:3]
    ):
        return None
    try:
        leaf = bytes.fromhex(parts[3])
    except ValueError:
        return None
    ref = Ref(int(parts[0]), int(parts[1]), int(parts[2]), leaf)
    if ref.party >= 1 << 16 or ref.incarnation >= 1 << 32:
        return None
    return ref if len(leaf) == 32 and write_ref(ref) == text else None
