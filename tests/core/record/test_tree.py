from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openline.core.crypto.keys import Digest
from openline.core.errors import BadProof, Malformed, RecordFork
from openline.core.record.tree import (
    EMPTY_ROOT,
    Frontier,
    check_frontier,
    consistency_path,
    grow,
    implied_roots,
    inclusion_path,
    is_power_of_two,
    leaf_hash,
    root_at,
    verify_consistency,
    verify_inclusion,
)


class Stored:
    """A prover's store: leaf hashes and the nodes that `grow` returned."""

    def __init__(self, leaves: list[Digest]) -> None:
        self._leaves = leaves
        self.frontier, nodes = grow(Frontier.empty(), leaves)
        self._nodes = {(node.level, node.index): node.digest for node in nodes}

    def leaves(self, start: int, stop: int) -> list[Digest]:
        assert stop - start <= 256
        return self._leaves[start:stop]

    def node(self, level: int, index: int) -> Digest:
        return self._nodes[level, index]


# An oracle that shares nothing with the code: the recursive definitions of RFC 6962, 2.1.


def _split(size: int) -> int:
    k = 1
    while 2 * k < size:
        k *= 2
    return k


def _mth(leaves: list[Digest]) -> Digest:
    if not leaves:
        return Digest(sha256(b"").digest())
    if len(leaves) == 1:
        return leaves[0]
    k = _split(len(leaves))
    return Digest(sha256(b"\x01" + _mth(leaves[:k]) + _mth(leaves[k:])).digest())


def _path(m: int, leaves: list[Digest]) -> list[Digest]:
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if m < k:
        return [*_path(m, leaves[:k]), _mth(leaves[k:])]
    return [*_path(m - k, leaves[k:]), _mth(leaves[:k])]


def _subproof(m: int, leaves: list[Digest], whole: bool) -> list[Digest]:
    if m == len(leaves):
        return [] if whole else [_mth(leaves)]
    k = _split(len(leaves))
    if m <= k:
        return [*_subproof(m, leaves[:k], whole), _mth(leaves[k:])]
    return [*_subproof(m - k, leaves[k:], False), _mth(leaves[:k])]


def _leaves(count: int, salt: bytes = b"") -> list[Digest]:
    return [leaf_hash(salt + str(place).encode()) for place in range(count)]


LEAVES = _leaves(2_100)
STORED = Stored(LEAVES)
SMALL = 34

# The inputs and roots of RFC 6962's well-known test tree.
KNOWN_INPUTS = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
KNOWN_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def test_the_known_tree_of_rfc_6962() -> None:
    leaves = [leaf_hash(bytes.fromhex(text)) for text in KNOWN_INPUTS]
    for size, root in enumerate(KNOWN_ROOTS):
        frontier, _ = grow(Frontier.empty(), leaves[:size])
        assert frontier.root().hex() == root
    assert [digest.hex() for digest in inclusion_path(0, 8, Stored(leaves))] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]


def test_roots_and_paths_are_those_of_the_recursive_definition() -> None:
    for size in range(SMALL):
        leaves = LEAVES[:size]
        root = _mth(leaves)
        assert root_at(size, STORED) == root
        assert grow(Frontier.empty(), leaves)[0].root() == root
        for index in range(size):
            path = inclusion_path(index, size, STORED)
            assert path == _path(index, leaves)
            verify_inclusion(LEAVES[index], index, size, path, root)
        for old in range(1, size + 1):
            path = consistency_path(old, size, STORED)
            assert path == _subproof(old, leaves, True)
            verify_consistency(old, _mth(leaves[:old]), size, root, path)


@pytest.mark.parametrize("size", [255, 256, 257, 511, 512, 513, 1_023, 1_025, 2_047, 2_100])
def test_large_trees_use_stored_nodes(size: int) -> None:
    leaves = LEAVES[:size]
    root = _mth(leaves)
    assert root_at(size, STORED) == root
    for index in {0, 1, 254, size // 2, size - 1}:
        path = inclusion_path(index, size, STORED)
        assert path == _path(index, leaves)
        verify_inclusion(LEAVES[index], index, size, path, root)
    for old in {1, 128, 250, size // 2, size - 1, size}:
        path = consistency_path(old, size, STORED)
        assert path == _subproof(old, leaves, True)
        verify_consistency(old, _mth(leaves[:old]), size, root, path)


def test_a_tree_beyond_65536_leaves_stores_a_second_row() -> None:
    digest = leaf_hash(b"one and the same")
    size = 65_536 + 300
    frontier, nodes = grow(Frontier.empty(), [digest] * size)
    levels = [node.level for node in nodes]
    assert (levels.count(8), levels.count(16)) == (257, 1)
    stored = Stored([digest] * size)
    assert root_at(size, stored) == frontier.root()
    path = inclusion_path(size - 1, size, stored)
    verify_inclusion(digest, size - 1, size, path, frontier.root())
    verify_consistency(
        300, root_at(300, stored), size, frontier.root(), consistency_path(300, size, stored)
    )


@given(st.lists(st.integers(0, 40), max_size=8))
def test_growing_in_steps_is_growing_at_once(steps: list[int]) -> None:
    frontier, nodes, size = Frontier.empty(), [], 0
    for step in steps:
        frontier, more = grow(frontier, LEAVES[size : size + step])
        nodes += more
        size += step
    assert (check_frontier(frontier), nodes) == grow(Frontier.empty(), LEAVES[:size])
    assert frontier.size == size


def test_a_frontier_has_a_peak_for_each_bit() -> None:
    with pytest.raises(Malformed):
        check_frontier(Frontier(3, (LEAVES[0],)))


SIZES = st.integers(1, 70)


@given(SIZES, st.data())
def test_an_altered_inclusion_proof_is_refused(size: int, draw: st.DataObject) -> None:
    index = draw.draw(st.integers(0, size - 1))
    path, root = inclusion_path(index, size, STORED), root_at(size, STORED)
    place = draw.draw(st.integers(-2, len(path) - 1))
    leaf = LEAVES[index]
    flipped = bytes(31) + b"\x01"
    if place == -1:
        leaf = _xor(leaf, flipped)
    elif place == -2:
        root = _xor(root, flipped)
    else:
        path[place] = _xor(path[place], flipped)
    with pytest.raises(BadProof):
        verify_inclusion(leaf, index, size, path, root)


@given(SIZES, st.data(), st.booleans())
def test_the_length_of_an_inclusion_path_is_checked_first(
    size: int, draw: st.DataObject, longer: bool
) -> None:
    index = draw.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size, STORED)
    wrong = [*path, LEAVES[0]] if longer or not path else path[1:]
    with pytest.raises(Malformed, match=f"{len(wrong)} hashes where {len(path)} belong"):
        verify_inclusion(LEAVES[index], index, size, wrong, root_at(size, STORED))


@pytest.mark.parametrize(("index", "size"), [(1, 1), (-1, 2), (2, 2), (0, 0)])
def test_an_entry_outside_the_tree_is_refused(index: int, size: int) -> None:
    """Even if the path has the length that the formula would give."""
    with pytest.raises(Malformed, match="outside"):
        verify_inclusion(LEAVES[0], index, size, [LEAVES[1]], LEAVES[2])


@given(SIZES, SIZES, st.data())
def test_a_proof_proves_one_place_in_one_tree(
    size: int, other_size: int, draw: st.DataObject
) -> None:
    index = draw.draw(st.integers(0, size - 1))
    other = draw.draw(st.integers(-1, other_size))
    path = inclusion_path(index, size, STORED)
    if (index, size) != (other, other_size):
        with pytest.raises((Malformed, BadProof)):
            verify_inclusion(
                LEAVES[index], other, other_size, path, root_at(other_size, STORED)
            )


@given(SIZES, SIZES, st.data())
def test_an_altered_consistency_proof_is_refused(
    one: int, other: int, draw: st.DataObject
) -> None:
    old, new = sorted((one, other))
    if old == new:
        return
    path = consistency_path(old, new, STORED)
    place = draw.draw(st.integers(0, len(path) - 1))
    path[place] = _xor(path[place], bytes(31) + b"\x80")
    with pytest.raises(BadProof):
        verify_consistency(old, root_at(old, STORED), new, root_at(new, STORED), path)


@given(SIZES, SIZES, st.integers(0, 3))
def test_the_length_of_a_path_is_checked_first(one: int, other: int, extra: int) -> None:
    old, new = sorted((one, other))
    path = consistency_path(old, new, STORED)
    wrong = [*path, LEAVES[0]] if extra else path[1:]
    if len(wrong) != len(path):
        with pytest.raises(Malformed):
            verify_consistency(old, root_at(old, STORED), new, root_at(new, STORED), wrong)


@settings(max_examples=50)
@given(SIZES, SIZES, st.data())
def test_two_histories_show(one: int, other: int, draw: st.DataObject) -> None:
    """The older root is of another history: the honest path of the newer tree shows it."""
    old, new = sorted((one, other))
    change = draw.draw(st.integers(0, old - 1))
    leaves = list(LEAVES[:old])
    leaves[change] = leaf_hash(b"another")
    forked, path = _mth(leaves), consistency_path(old, new, STORED)
    complete = is_power_of_two(old) and old < new
    with pytest.raises(BadProof if complete else RecordFork):
        verify_consistency(old, forked, new, root_at(new, STORED), path)
    if complete:
        path = [root_at(old, STORED), *path]
    if old < new:
        implied = implied_roots(old, new, path)
        assert implied == (root_at(old, STORED), root_at(new, STORED))


def test_the_empty_tree_extends_to_every_tree() -> None:
    verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    verify_consistency(0, EMPTY_ROOT, 5, root_at(5, STORED), [])
    assert root_at(0, STORED) == EMPTY_ROOT == Frontier.empty().root()
    with pytest.raises(Malformed, match="empty tree"):
        verify_consistency(0, LEAVES[0], 5, root_at(5, STORED), [])
    with pytest.raises(Malformed, match="none belongs"):
        verify_consistency(0, EMPTY_ROOT, 5, root_at(5, STORED), [LEAVES[0]])


@pytest.mark.parametrize(("old", "new"), [(5, 4), (-1, 4)])
def test_sizes_never_fall(old: int, new: int) -> None:
    with pytest.raises(Malformed, match="extend"):
        verify_consistency(old, LEAVES[0], new, LEAVES[1], [])


def _xor(digest: Digest, mask: bytes) -> Digest:
    return Digest(bytes(one ^ other for one, other in zip(digest, mask, strict=True)))
