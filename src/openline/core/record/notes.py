"""Statements and proofs as text that other people's tools read: C2SP notes and proof files.

A note is a checkpoint body with one signature line for each signature; a proof file adds the
entry, its index and the inclusion path. Both are rendered from the binary record, never sent on
the line, and verify offline against station keys alone.

Spec: docs/spec/04-checkpoint.md, 5 and 6. Source: c2sp.org/signed-note, tlog-checkpoint,
tlog-cosignature and tlog-proof.
"""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from msgspec.structs import replace

from openline.core.crypto.keys import Digest, FeedId, StationId, StationKeys
from openline.core.crypto.signatures import ED_SIGNATURE, ML_SIGNATURE
from openline.core.errors import BadSignature, Malformed, TooLarge
from openline.core.record.checkpoint import (
    NAME_PREFIX,
    Statement,
    key_name,
    note_text,
    verify_statement,
)
from openline.core.record.tree import leaf_hash, verify_inclusion

TEXT_LIMIT: Final = 1 << 18
_PROOF_TITLE: Final = "c2sp.org/tlog-proof@v1"
_ED_TYPE: Final = 0x04
_ML_TYPE: Final = 0x06
_TIME_END: Final = 1 << 63
_MARK: Final = "— "


def render_note(signed: Sequence[tuple[StationKeys, Statement]]) -> str:
    """Write statements about one tree head, each with the keys of its station, as a note."""
    lines = [note_text(signed[0][1]).decode("ascii")]
    for keys, statement in signed:
        name = key_name(keys.station_id)
        time = statement.time.to_bytes(8, "big")
        for kind, public, signature in (
            (_ED_TYPE, keys.ed, statement.ed),
            (_ML_TYPE, keys.ml, statement.ml),
        ):
            if signature:
                blob = _key_id(name, kind, public) + time + signature
                lines.append(f"{_MARK}{name} {_base64(blob)}\n")
    return "\n".join((lines[0], "".join(lines[1:])))


def render_verifier_keys(keys: StationKeys) -> tuple[str, str]:
    """The station's Ed25519 and ML-DSA-44 keys as C2SP vkeys, for other people's tools."""
    name = key_name(keys.station_id)
    ed, ml = (
        f"{name}+{_key_id(name, kind, public).hex()}+{_base64(bytes((kind,)) + public)}"
        for kind, public in ((_ED_TYPE, keys.ed), (_ML_TYPE, keys.ml))
    )
    return ed, ml


def parse_note(
    text: str, stations: Mapping[StationId, StationKeys]
) -> list[tuple[StationId, Statement]]:
    """Read a note's statements by known stations, not yet verified.

    Signature lines of unknown keys are ignored, as C2SP asks. ML-DSA-44 alone makes no
    statement here and is ignored too.

    Raises:
        TooLarge: More than 256 KiB.
        Malformed: The text is no note about a feed of Openline, or one station signs twice.
    """
    if len(text) > TEXT_LIMIT:
        raise TooLarge(f"A note of {len(text)} characters.", limit=TEXT_LIMIT)
    if any(chr(code) in text for code in range(32) if code != 10):
        raise Malformed("A note with a control character.")
    body, gap, signatures = text.rpartition("\n\n")
    if not gap or not signatures.endswith("\n"):
        raise Malformed("A note has a text, an empty line and signature lines.")
    head = _parse_body(body)
    found: dict[tuple[StationId, int], Statement] = {}
    for line in signatures[:-1].split("\n"):
        if (known := _parse_line(line, head, stations)) is not None:
            station, kind, statement = known
            if (station, kind) in found:
                raise Malformed("A station signs a note twice with one key.")
            found[station, kind] = statement
    return [
        (station, _merge(statement, found.get((station, _ML_TYPE))))
        for (station, kind), statement in found.items()
        if kind == _ED_TYPE
    ]


def verify_note(
    text: str, stations: Mapping[StationId, StationKeys], *, firm: bool
) -> dict[StationId, Statement]:
    """Read a note and check every statement by a known station; at least one.

    Raises:
        TooLarge, Malformed: As `parse_note`.
        BadSignature: No known station signed, a signature that is needed is missing, or one
            does not verify.
    """
    signed = dict(parse_note(text, stations))
    if not signed:
        raise BadSignature("No station that is known here signed the note.")
    for station, statement in signed.items():
        verify_statement(statement, stations[station], station, firm=firm)
    return signed


@dataclass(frozen=True)
class Proof:
    """A proof file as read: nothing in it is verified. `entry` stands in the line `extra`."""

    entry: bytes
    index: int
    path: tuple[Digest, ...]
    note: str


def render_proof(entry: bytes, index: int, path: Sequence[Digest], note: str) -> str:
    """Write a proof that `entry` stands at `index` of the feed that `note` is about.

    Args:
        entry: The entry's bytes; they go into the line `extra`, so the file stands alone.
        index: Its place in the feed.
        path: From `inclusion_path`, for the size in the note.
        note: From `render_note`.
    """
    lines = [_PROOF_TITLE, f"extra {_base64(entry)}", f"index {index}", *map(_base64, path), ""]
    return "\n".join(lines) + "\n" + note


def parse_proof(text: str) -> Proof:
    """Read a proof file; the note in it is not parsed.

    Raises:
        TooLarge: More than 256 KiB.
        Malformed: The text is no proof file of Openline.
    """
    if len(text) > TEXT_LIMIT:
        raise TooLarge(f"A proof of {len(text)} characters.", limit=TEXT_LIMIT)
    head, gap, note = text.partition("\n\n")
    title, *lines = head.split("\n")
    if not gap or title != _PROOF_TITLE or len(lines) < 2:
        raise Malformed(f"A proof begins with {_PROOF_TITLE}, an entry and an index.")
    path = tuple(Digest(_bytes(line)) for line in lines[2:])
    if any(len(digest) != 32 for digest in path):
        raise Malformed("A path is made of hashes of 32 bytes.")
    entry = _bytes(_field(lines[0], "extra"))
    return Proof(entry, _number(_field(lines[1], "index")), path, note)


@dataclass(frozen=True)
class Proven:
    """An entry at its place, and who stated to hold it."""

    entry: bytes
    index: int
    feed: FeedId
    statements: dict[StationId, Statement]


def verify_proof(text: str, stations: Mapping[StationId, StationKeys]) -> Proven:
    """Check a proof file against station keys alone: firm statements and the path.

    Who of `stations` is the feed's author, and whose statement is a receipt, the caller says.

    Raises:
        TooLarge, Malformed: The text is no proof file.
        BadSignature: As `verify_note`.
        BadProof: The path does not lead from the entry to the root.
    """
    proof = parse_proof(text)
    statements = verify_note(proof.note, stations, firm=True)
    head = next(iter(statements.values()))
    verify_inclusion(leaf_hash(proof.entry), proof.index, head.size, proof.path, head.root)
    return Proven(proof.entry, proof.index, head.feed, statements)


def _parse_body(body: str) -> Statement:
    """The tree head of a note as a statement without time and signatures."""
    lines = body.split("\n")
    if len(lines) != 3:
        raise Malformed("A feed's note has three lines of text: origin, size and root.")
    hexadecimal = lines[0].removeprefix(NAME_PREFIX)
    feed, root = _hex(hexadecimal, 16), _bytes(lines[2])
    if lines[0] != NAME_PREFIX + hexadecimal or feed is None or len(root) != 32:
        raise Malformed("The origin or the root of the note is not that of a feed.")
    return Statement(FeedId(feed), _number(lines[1]), Digest(root), 0, b"", b"")


def _parse_line(
    line: str, head: Statement, stations: Mapping[StationId, StationKeys]
) -> tuple[StationId, int, Statement] | None:
    """One signature line as station, type and statement; `None` if the key is unknown."""
    name, gap, encoded = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not gap or not name:
        raise Malformed("A signature line begins with a dash, a key name and a space.")
    blob = _bytes(encoded)
    station = _hex(name.removeprefix(NAME_PREFIX), 32)
    keys = None if station is None else stations.get(StationId(station))
    if keys is None or name != key_name(keys.station_id):
        return None
    key_id, time, signature = blob[:4], int.from_bytes(blob[4:12], "big"), blob[12:]
    if key_id == _key_id(name, _ED_TYPE, keys.ed):
        _check_cosignature(time, len(signature), ED_SIGNATURE)
        return keys.station_id, _ED_TYPE, replace(head, time=time, ed=signature)
    if key_id == _key_id(name, _ML_TYPE, keys.ml):
        _check_cosignature(time, len(signature), ML_SIGNATURE)
        return keys.station_id, _ML_TYPE, replace(head, time=time, ml=signature)
    return None


def _check_cosignature(time: int, length: int, expected: int) -> None:
    if length != expected or not 0 < time < _TIME_END:
        raise Malformed("A cosignature of the wrong length, or a time not from 1 to 2**63 - 1.")


def _merge(with_ed: Statement, with_ml: Statement | None) -> Statement:
    """One statement from a station's two signatures; they must bear one time."""
    if with_ml is None:
        return with_ed
    if with_ml.time != with_ed.time:
        raise Malformed("A station's two signatures bear different times.")
    return replace(with_ed, ml=with_ml.ml)


def _key_id(name: str, kind: int, public: bytes) -> bytes:
    return sha256(f"{name}\n".encode("ascii") + bytes((kind,)) + public).digest()[:4]


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _bytes(encoded: str) -> bytes:
    """Decode base64 (RFC 4648, 4) in its one form."""
    try:
        data = b64decode(encoded, validate=True)
    except (Base64Error, ValueError):
        raise Malformed("A line that is not base64.") from None
    if _base64(data) != encoded:
        raise Malformed("A line that is not the one base64 form of its bytes.")
    return data


def _hex(digits: str, size: int) -> bytes | None:
    """Decode lower-case hexadecimal of `size` bytes; `None` if it is not that."""
    allowed = len(digits) == 2 * size and set(digits) <= set("0123456789abcdef")
    return bytes.fromhex(digits) if allowed else None


def _number(digits: str) -> int:
    """Read a decimal number below 2**63 without leading zeros."""
    if digits.isascii() and digits.isdigit() and len(digits) < 20:
        number = int(digits)
        if str(number) == digits and number < _TIME_END:
            return number
    raise Malformed("A size or index that is not a decimal number in its one form.")


def _field(line: str, name: str) -> str:
    """What follows `name` and one space."""
    if not line.startswith(f"{name} "):
        raise Malformed(f"A line {name} is missing.")
    return line[len(name) + 1 :]
