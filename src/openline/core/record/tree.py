"""The Merkle tree of a feed: growing it, proving from it and checking proofs.

A tree is RFC 6962's: SHA-256, leaves H(0x00 || entry), nodes H(0x01 || left || right). Whoever
grows a tree keeps its frontier (the roots of the complete subtrees that make it up); whoever
proves from it needs the leaf hashes and one stored node per 256 of them, 65,536 of them, and so
on. Everything between is computed anew when a proof is asked for.

Spec: docs/spec/03-feed.md, 3 to 6. Source: RFC 6962, 2.1; RFC 9162, 2.1.3 and 2.1.4.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, Protocol

from openline.core.codec import Struct
from openline.core.crypto.keys import Digest
from openline.core.errors import BadProof, Malformed, RecordFork

STORED_STEP: Final = 8
EMPTY_ROOT: Final = Digest(sha256(b"").digest())


class Node(Struct):
    """The root of the complete subtree of 2**level leaves that begins at index * 2**level."""

    level: int
    index: int
    digest: Digest


class Nodes(Protocol):
    """Where a prover reads what it stored of one feed."""

    def leaves(self, start: int, stop: int) -> list[Digest]:
        """The leaf hashes from `start` up to, not including, `stop`."""
        ...

    def node(self, level: int, index: int) -> Digest:
        """A node that `grow` returned: `level` is 8, 16, 24 and so on."""
        ...


def leaf_hash(entry: bytes) -> Digest:
    """H(0x00 || entry)."""
    return Digest(sha256(b"\x00" + entry).digest())


def _join(left: Digest, right: Digest) -> Digest:
    return Digest(sha256(b"\x01" + left + right).digest())


def _fold(peaks: Sequence[Digest]) -> Digest:
    """The root over complete subtrees given largest first; at least one."""
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = _join(peak, root)
    return root


class Frontier(Struct):
    """A tree of `size` leaves as the roots of its complete subtrees, largest first."""

    size: int
    peaks: tuple[Digest, ...]

    @staticmethod
    def empty() -> "Frontier":
        """The tree without leaves."""
        return Frontier(0, ())

    def root(self) -> Digest:
        """The tree's root; H of nothing for the empty tree."""
        return _fold(self.peaks) if self.peaks else EMPTY_ROOT


def check_frontier(frontier: Frontier) -> Frontier:
    """Return the frontier if it has as many peaks as its size has bits set.

    Raises:
        Malformed: It has not.
    """
    if len(frontier.peaks) != frontier.size.bit_count():
        raise Malformed(f"A tree of {frontier.size} leaves has another number of peaks.")
    return frontier


def grow(frontier: Frontier, leaves: Iterable[Digest]) -> tuple[Frontier, list[Node]]:
    """Append leaf hashes to a tree.

    Returns:
        The new frontier, and the nodes of levels 8, 16, 24 and so on that are now complete;
        a prover needs these stored.
    """
    size = frontier.size
    peaks = list(frontier.peaks)
    complete: list[Node] = []
    for leaf in leaves:
        digest, level, carry = leaf, 0, size
        while carry & 1:
            digest = _join(peaks.pop(), digest)
            level += 1
            carry >>= 1
            if level % STORED_STEP == 0:
                complete.append(Node(level, carry, digest))
        peaks.append(digest)
        size += 1
    return Frontier(size, tuple(peaks)), complete


def root_at(size: int, nodes: Nodes) -> Digest:
    """The root over the first `size` leaves."""
    return _range_root(0, size, nodes)


def inclusion_path(index: int, size: int, nodes: Nodes) -> list[Digest]:
    """The proof that leaf `index` is in the tree of `size` leaves, leaf side first.

    Source: RFC 9162, 2.1.3.1.
    """
    path: list[Digest] = []
    start, stop = 0, size
    while stop - start > 1:
        middle = start + _split(stop - start)
        if index < middle:
            path.append(_range_root(middle, stop, nodes))
            stop = middle
        else:
            path.append(_range_root(start, middle, nodes))
            start = middle
    return path[::-1]


def consistency_path(old: int, new: int, nodes: Nodes) -> list[Digest]:
    """The proof that the tree of `new` leaves extends that of `old`, leaf side first.

    Empty when `old` is 0 or equals `new`.

    Source: RFC 9162, 2.1.4.1.
    """
    if old in (0, new):
        return []
    path: list[Digest] = []
    start, stop = 0, new
    while stop != old:
        middle = start + _split(stop - start)
        if old <= middle:
            path.append(_range_root(middle, stop, nodes))
            stop = middle
        else:
            path.append(_range_root(start, middle, nodes))
            start = middle
    if start > 0:
        path.append(_range_root(start, stop, nodes))
    return path[::-1]


def verify_inclusion(
    leaf: Digest, index: int, size: int, path: Sequence[Digest], root: Digest
) -> None:
    """Check that `leaf` is entry `index` of the tree of `size` leaves with this root.

    Args:
        leaf: The leaf hash.
        index: The place of the entry, from 0.
        size: The tree's size.
        path: Digests of 32 bytes, leaf side first. The length is checked before any hashing.
        root: The tree's root, from a verified statement.

    Raises:
        Malformed: The index is outside the tree or the path has the wrong length.
        BadProof: The hashes do not lead to the root.

    Source: RFC 9162, 2.1.3.2; docs/spec/03-feed.md, 5.
    """
    if not 0 <= index < size:
        raise Malformed(f"Entry {index} is outside a tree of {size}.", index=index, size=size)
    inner = (index ^ (size - 1)).bit_length()
    border = (index >> inner).bit_count()
    if len(path) != inner + border:
        raise Malformed(f"The path has {len(path)} hashes where {inner + border} belong.")
    digest = leaf
    for level, sibling in enumerate(path):
        # Above `inner` the leaf lies on the right border of the tree: siblings are all left.
        left_leaf = level < inner and not index >> level & 1
        digest = _join(digest, sibling) if left_leaf else _join(sibling, digest)
    if digest != root:
        raise BadProof(f"The path does not lead from entry {index} to the root.", index=index)


def verify_consistency(
    old_size: int, old_root: Digest, new_size: int, new_root: Digest, path: Sequence[Digest]
) -> None:
    """Check that the tree of `new_size` extends that of `old_size` without altering it.

    Args:
        old_size: The size of the older tree; 0 is allowed.
        old_root: Its root, from a verified statement.
        new_size: The size of the newer tree.
        new_root: Its root, from a verified statement.
        path: Digests of 32 bytes, leaf side first. The length is checked before any hashing.

    Raises:
        Malformed: The sizes fall, or the path has the wrong length for them.
        BadProof: The hashes do not lead to the roots. This alone accuses nobody.
        RecordFork: Two roots for one size, or the path leads to the new root, but from another
            old root than the one claimed. If both roots are signed, that is evidence.

    Source: RFC 9162, 2.1.4.2; docs/spec/03-feed.md, 6.
    """
    if old_size in (0, new_size):
        _verify_trivial(old_size, old_root, new_root, path)
        return
    if not 0 < old_size < new_size:
        raise Malformed(f"A tree of {new_size} does not extend one of {old_size}.")
    if is_power_of_two(old_size):
        path = [old_root, *path]
    implied_old, implied_new = implied_roots(old_size, new_size, path)
    if implied_new != new_root:
        raise BadProof(f"The path does not lead from size {old_size} to size {new_size}.")
    if implied_old != old_root:
        raise RecordFork(f"The tree of {new_size} holds another first {old_size} entries.")


def _verify_trivial(
    old_size: int, old_root: Digest, new_root: Digest, path: Sequence[Digest]
) -> None:
    if path:
        raise Malformed("A path where none belongs.")
    if old_size == 0 and old_root == EMPTY_ROOT:
        return
    if old_size == 0:
        raise Malformed("The root of the empty tree is wrong.")
    if old_root != new_root:
        raise RecordFork(f"Two roots for one size, {old_size}.", size=old_size)


def is_power_of_two(size: int) -> bool:
    """Whether a positive size makes one complete subtree."""
    return size & (size - 1) == 0


def implied_roots(
    old_size: int, new_size: int, path: Sequence[Digest]
) -> tuple[Digest, Digest]:
    """The roots at two sizes that a consistency path leads to.

    Args:
        old_size: From 1.
        new_size: Greater than `old_size`.
        path: The consistency path; if `old_size` is a power of two, the root at `old_size`
            comes first, which RFC 9162 leaves out.

    Raises:
        Malformed: The path has the wrong length for the two sizes.

    Source: RFC 9162, 2.1.4.2; docs/spec/03-feed.md, 6.
    """
    # The path starts at the largest complete subtree that ends the old tree.
    skipped = (old_size & -old_size).bit_length() - 1
    place, last = (old_size - 1) >> skipped, (new_size - 1) >> skipped
    inner = (place ^ last).bit_length()
    border = (place >> inner).bit_count()
    if len(path) != 1 + inner + border:
        raise Malformed(f"The path has {len(path)} hashes where {1 + inner + border} belong.")
    implied_old = implied_new = path[0]
    for level, sibling in enumerate(path[1:]):
        if level >= inner or place >> level & 1:
            implied_old = _join(sibling, implied_old)
            implied_new = _join(sibling, implied_new)
        else:
            implied_new = _join(implied_new, sibling)
    return implied_old, implied_new


def _split(size: int) -> int:
    """The greatest power of two below `size`, which is 2 or more."""
    return 1 << (size - 1).bit_length() - 1


def _range_root(start: int, stop: int, nodes: Nodes) -> Digest:
    """The root over leaves `start` to `stop`, where `start` is aligned as in a proof."""
    peaks: list[Digest] = []
    while (left := stop - start) >= 1 << STORED_STEP:
        level = left.bit_length() - 1
        peaks.append(_complete_root(level, start >> level, nodes))
        start += 1 << level
    if left or not peaks:
        rest, _ = grow(Frontier.empty(), nodes.leaves(start, stop) if left else ())
        peaks.append(rest.root())
    return _fold(peaks)


def _complete_root(level: int, index: int, nodes: Nodes) -> Digest:
    """The root of a complete subtree of 256 leaves or more, from stored nodes."""
    rise = level % STORED_STEP
    base = level - rise
    places = range(index << rise, (index + 1) << rise)
    row, _ = grow(Frontier.empty(), (nodes.node(base, place) for place in places))
    return row.root()
