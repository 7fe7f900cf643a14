import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from openline.core.crypto.keys import Digest, FeedId
from openline.core.errors import BadProof, BadSignature, Malformed, OpenlineError
from openline.core.record.checkpoint import Statement, encode_statement
from openline.core.record.evidence import (
    Evidence,
    encode_evidence,
    fork_path,
    make_evidence,
    parse_evidence,
    verify_evidence,
)
from openline.core.record.tree import leaf_hash, root_at
from tests.core.keyring import Station
from tests.core.record.test_tree import Stored

STATION, OTHER = Station(b"s" * 32), Station(b"o" * 32)
FEED = FeedId(bytes(16))
MOST = 40
TRUE = Stored([leaf_hash(f"true {place}".encode()) for place in range(MOST)])


def _other_history(split: int) -> Stored:
    """Equal up to `split`, other entries from there."""
    kept = TRUE.leaves(0, split)
    return Stored(kept + [leaf_hash(f"false {place}".encode()) for place in range(split, MOST)])


def _unsigned(size: int, root: Digest, time: int = 1) -> Statement:
    """Bytes in place of signatures, for tests of the path alone."""
    return Statement(FEED, size, root, time, bytes(64), bytes(2420))


def test_every_pair_of_two_histories_is_evidence() -> None:
    split = 5
    false = _other_history(split)
    for old in range(split + 1, 20):
        for new in range(old, 22):
            older = _unsigned(old, root_at(old, false))
            newer = _unsigned(new, root_at(new, TRUE))
            path = fork_path(old, new, TRUE)
            evidence = make_evidence(STATION.id, newer, older, path)
            assert parse_evidence(encode_evidence(evidence)) == evidence
            assert evidence.older == encode_statement(older) or old == new


@pytest.mark.parametrize(("old", "new"), [(7, 12), (8, 12), (8, 8), (12, 12), (16, 32)])
def test_signed_evidence_convinces_whoever_has_the_key(old: int, new: int) -> None:
    false = _other_history(3)
    one = STATION.state(FEED, old, root_at(old, false), 50)
    other = STATION.state(FEED, new, root_at(new, TRUE), 40)
    path = fork_path(old, new, TRUE)
    evidence = make_evidence(STATION.id, one, other, path)
    assert verify_evidence(evidence, STATION.keys) == (one, other)
    with pytest.raises(BadSignature):
        verify_evidence(evidence, OTHER.keys)
    unsigned = replace(evidence, older=encode_statement(replace(one, ed=bytes(64))))
    with pytest.raises(BadSignature):
        verify_evidence(unsigned, STATION.keys)


DIGESTS = st.binary(min_size=32, max_size=32).map(Digest)


@settings(max_examples=200)
@given(st.integers(0, MOST), st.integers(0, MOST), st.data())
def test_an_honest_pair_is_never_evidence(one: int, other: int, draw: st.DataObject) -> None:
    """Whatever path an accuser gives: honest, altered, of other sizes, invented."""
    old, new = sorted((one, other))
    honest = [_unsigned(size, root_at(size, TRUE), size + 1) for size in (old, new)]
    source = draw.draw(st.sampled_from(["own", "other", "false", "invented"]))
    if source == "invented":
        path = draw.draw(st.lists(DIGESTS, max_size=8))
    elif source == "other":
        smaller, larger = sorted(draw.draw(st.tuples(*[st.integers(1, MOST)] * 2)))
        path = fork_path(smaller, larger, TRUE)
    else:
        tree = TRUE if source == "own" else _other_history(draw.draw(st.integers(0, MOST)))
        path = fork_path(old, new, tree)
    altered: bool = draw.draw(st.booleans())
    if path and altered:
        place = draw.draw(st.integers(0, len(path) - 1))
        path[place] = draw.draw(DIGESTS | st.sampled_from(path))
    with pytest.raises((BadProof, Malformed)):
        make_evidence(STATION.id, honest[0], honest[1], path)
    older, newer = map(encode_statement, honest)
    evidence = Evidence(STATION.id, older, newer, tuple(path))
    with pytest.raises((BadProof, Malformed)):
        verify_evidence(evidence, STATION.keys)


def test_other_pairs_are_refused() -> None:
    one, two = _unsigned(3, Digest(b"1" * 32)), _unsigned(3, Digest(b"2" * 32))
    larger = _unsigned(4, root_at(4, TRUE))
    cases = [
        (one, replace(two, feed=FeedId(b"x" * 16)), [], "different feeds"),
        (one, replace(two, ml=b""), [], "firm"),
        (one, two, [Digest(b"3" * 32)], "none belongs"),
        (one, larger, [], "hashes"),
        (_unsigned(0, Digest(b"1" * 32)), larger, [], "empty"),
    ]
    for first, second, path, reason in cases:
        with pytest.raises((Malformed, BadProof), match=reason):
            make_evidence(STATION.id, first, second, path)
    backwards = Evidence(STATION.id, encode_statement(larger), encode_statement(one), ())
    with pytest.raises(Malformed, match="covers more"):
        verify_evidence(backwards, STATION.keys)


@given(st.binary(max_size=100))
def test_random_bytes_raise_documented_errors(data: bytes) -> None:
    with pytest.raises(OpenlineError):
        parse_evidence(data)
