"""Merkle trees, statements and evidence (spec 03, 3 to 6; 04)."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final, NamedTuple

from verifier.agreement import Station, read
from verifier.enc import Unreadable
from verifier.forms import fields, many, octets
from verifier.keys import ed_message, ed_signed, ml44_signed, ml_message

EMPTY: Final = sha256(b"").digest()
_HEAD: Final = 65
_EVIDENCE: Final = fields(octets(32), octets(2_549), octets(2_549), many(octets(32), 64))


class Tree:
    """A tree that grows: the roots of its complete subtrees, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def copy(self) -> "Tree":
        """Return a tree that grows apart from this one."""
        other = Tree()
        other.size, other._peaks = self.size, list(self._peaks)
        return other

    def add(self, leaves: Iterable[bytes]) -> None:
        """Append leaf hashes."""
        peaks, size = self._peaks, self.size
        for leaf in leaves:
            node, rest = leaf, size
            while rest & 1:
                node = sha256(b"\x01" + peaks.pop() + node).digest()
                rest >>= 1
            peaks.append(node)
            size += 1
        self.size = size

    def root(self) -> bytes:
        """The root."""
        if not self._peaks:
            return EMPTY
        root = self._peaks[-1]
        for peak in self._peaks[-2::-1]:
            root = sha256(b"\x01" + peak + root).digest()
        return root


class Statement(NamedTuple):
    """A station's signature over size and root of a feed."""

    feed: bytes
    size: int
    root: bytes
    time: int
    ed: bytes
    ml: bytes

    @property
    def firm(self) -> bool:
        """Whether both signatures are there."""
        return bool(self.ml)


def read_statement(data: bytes) -> Statement:
    """Read the binary form (04, 2).

    Raises:
        Unreadable: It is something else.
    """
    flags = data[64] if len(data) > 64 else 0
    if len(data) != {1: 129, 3: 2_549}.get(flags):
        raise Unreadable("a statement of another length")
    size, time = int.from_bytes(data[16:24], "big"), int.from_bytes(data[56:64], "big")
    if size >> 63 or time >> 63 or time == 0:
        raise Unreadable("a statement whose size or time is out of range")
    return Statement(data[:16], size, data[24:56], time, data[_HEAD:129], data[129:])


def signed_by(statement: Statement, signer: bytes, station: Station) -> bool:
    """Whether every signature that a statement bears verifies."""
    feed, size, root, time, ed, ml = statement
    if not ed_signed(station.ed, ed_message(feed, size, root, time), ed):
        return False
    message = ml_message(feed, size, root, time, signer)
    return not ml or ml44_signed(station.ml, message, ml)


def check_evidence(data: bytes, stations: dict[bytes, Station]) -> tuple[bytes, bytes]:
    """Check evidence that a key signed two histories (04, 7).

    Returns:
        The signer and the feed.

    Raises:
        Unreadable: It proves nothing.
    """
    signer, *packed, path = read(data, _EVIDENCE, 8_192)
    older, newer = (read_statement(each) for each in packed)
    station = stations.get(signer)
    if station is None or older.feed != newer.feed or older.size > newer.size:
        raise Unreadable("the two statements do not belong together")
    if not _contradict(older, newer, path):
        raise Unreadable("the two statements do not contradict each other")
    if not all(one.firm and signed_by(one, signer, station) for one in (older, newer)):
        raise Unreadable("a signature in it does not verify")
    return signer, older.feed


def _contradict(older: Statement, newer: Statement, path: list[bytes]) -> bool:
    if older.size == newer.size:
        return not path and older.root != newer.root
    if older.size == 0 or not path:
        return False
    try:
        old, new = path_roots(older.size, newer.size, path)
    except Unreadable:
        return False
    return new == newer.root and old != older.root


def path_roots(size: int, whole: int, path: list[bytes]) -> tuple[bytes, bytes]:
    """The roots of the first `size` and of all `whole` entries to which a path leads (04, 7.4).

    Raises:
        Unreadable: The path has another length than fits the two sizes.
    """
    if not 0 < size < whole:
        raise Unreadable("a path between sizes that have none")
    zeros = (size & -size).bit_length() - 1
    place, last = (size - 1) >> zeros, (whole - 1) >> zeros
    inner = (place ^ last).bit_length()
    if len(path) != 1 + inner + (place >> inner).bit_count():
        raise Unreadable("a path of another length")
    old = new = path[0]
    for level, step in enumerate(path[1:]):
        if level >= inner or place >> level & 1:
            old = sha256(b"\x01" + step + old).digest()
            new = sha256(b"\x01" + step + new).digest()
        else:
            new = sha256(b"\x01" + new + step).digest()
    return old, new
