"""Whatever is altered in an exported record is found by both checks, and the place is named."""

import io
import os
from collections.abc import Callable
from functools import cache
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from openline.core.acts import calls, messages
from openline.core.acts.act import Addressee
from openline.core.crypto.keys import FeedId
from openline.core.errors import Malformed, OpenlineError
from openline.core.record.checkpoint import encode_statement, parse_statement
from openline.core.record.evidence import encode_evidence, fork_path, make_evidence
from openline.core.record.tree import leaf_hash, root_at
from openline.station.container import (
    Body,
    FeedHead,
    Header,
    Pair,
    Part,
    SignedBy,
    Stretch,
    read_export,
    write_export,
)
from tests.core.keyring import Station as Keys
from tests.core.line.stations import meet
from tests.core.record.test_tree import Stored
from tests.station.records import Writer, by_core, by_verifier, party
from verifier.enc import Unreadable

Parts = list[tuple[Part, Body]]
FIRST, SECOND = 1, 2
"""Which of the two feeds in the file."""


@cache
def record() -> bytes:
    """A record of two feeds with statements at several sizes."""
    one, other = Writer(0, 2), Writer(1, 2)
    there = Addressee(1, "watch")
    meet(one, other)
    for hour in range(4):
        for number in range(7):
            text = f"Message {hour}.{number}"
            words = messages.Message(3, "en", "Subject", text, None, "Watch officer 1")
            ref = one.say(messages.MESSAGE, words, to=there)
            meet(one, other)
            other.say(messages.OPENED, messages.MessageNote(ref, "Watch officer 2"))
        ring = one.say(calls.RING, calls.Ring(3, "", "", 60, "Watch officer 1"), to=there)
        meet(one, other)
        one.say(calls.CANCEL, calls.Cancel(ring, calls.CancelReason.WITHDRAWN))
        for station in (one, other, one, other):
            meet(one, other)
            station.firm()
        meet(one, other)
        one.now_ms += 3_600_000
        other.now_ms = one.now_ms
    return one.export()


def parts() -> Parts:
    return list(read_export(io.BytesIO(record()).read))


def joined(altered: Parts) -> bytes:
    return b"".join(write_export(altered))


def found(data: bytes) -> tuple[str, int | None, int | None]:
    """What both checks found first: code, party and entry."""
    ours, theirs = by_core(data).finding, by_verifier(data).finding
    assert ours is not None
    assert theirs is not None
    assert (ours.code, ours.party, ours.index) == (theirs.code, theirs.party, theirs.index)
    return ours.code, ours.party, ours.index


def place(kind: Part, nth: int = 1) -> int:
    """Where the nth part of a kind stands."""
    return [n for n, (part, _) in enumerate(parts()) if part is kind][nth - 1]


def with_entries(nth: int, change: Callable[[list[bytes], list[bytes]], None]) -> Parts:
    """The record with the entries and leaf hashes of the nth feed changed."""
    altered = parts()
    at, head_at = place(Part.ENTRIES, nth), place(Part.FEED, nth)
    stretch, head = altered[at][1], altered[head_at][1]
    assert isinstance(stretch, Stretch)
    assert isinstance(head, FeedHead)
    entries = list(stretch.entries)
    leaves = [stretch.leaves[n : n + 32] for n in range(0, len(stretch.leaves), 32)]
    change(entries, leaves)
    altered[at] = Part.ENTRIES, Stretch(0, tuple(entries), b"".join(leaves))
    altered[head_at] = Part.FEED, replace(head, size=len(entries))
    return altered


def sizes(nth: int) -> list[int]:
    """The sizes at which statements about the nth feed were signed."""
    numbers: list[int] = []
    feed = 0
    for part, body in parts():
        feed += part is Part.FEED
        if isinstance(body, SignedBy) and feed == nth:
            numbers.append(parse_statement(body.statement).size)
    return sorted(set(numbers))


def known_before(nth: int, index: int) -> int:
    """The largest signed size that does not cover an entry."""
    return max((size for size in sizes(nth) if size <= index), default=0)


def flipped(data: bytes, at: int = -1) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)


def test_the_record_itself_holds() -> None:
    assert by_core(record()).finding is None
    assert by_verifier(record()).finding is None
    assert joined(parts()) == record()
    assert len(sizes(FIRST)) >= 4


@pytest.mark.parametrize("nth", [FIRST, SECOND])
@pytest.mark.parametrize("index", [1, 8, 9, 17, 26])
def test_a_flipped_entry_is_named(nth: int, index: int) -> None:
    def change(entries: list[bytes], leaves: list[bytes]) -> None:
        entries[index] = flipped(entries[index])

    assert found(joined(with_entries(nth, change))) == ("entry", nth - 1, index)


@pytest.mark.parametrize("index", [1, 9, 17, 26])
def test_of_two_flipped_entries_the_first_is_named(index: int) -> None:
    def change(entries: list[bytes], leaves: list[bytes]) -> None:
        entries[index] = flipped(entries[index])
        entries[index + 2] = flipped(entries[index + 2])

    assert found(joined(with_entries(FIRST, change))) == ("entry", 0, index)


@pytest.mark.parametrize("index", [1, 9, 17, 26])
def test_an_entry_with_its_hash_is_found_between_signed_sizes(index: int) -> None:
    def change(entries: list[bytes], leaves: list[bytes]) -> None:
        entries[index] = flipped(entries[index])
        leaves[index] = leaf_hash(entries[index])

    assert found(joined(with_entries(FIRST, change))) == ("root", 0, known_before(1, index))


@pytest.mark.parametrize("index", [1, 9, 26])
def test_a_false_leaf_hash_is_told_from_a_false_entry(index: int) -> None:
    def change(entries: list[bytes], leaves: list[bytes]) -> None:
        leaves[index] = bytes(32)

    assert found(joined(with_entries(FIRST, change))) == ("leaf", 0, index)


@pytest.mark.parametrize("index", [1, 9, 17, 26])
def test_a_dropped_entry(index: int) -> None:
    def change(entries: list[bytes], leaves: list[bytes]) -> None:
        del entries[index], leaves[index]

    code, feed, named = found(joined(with_entries(FIRST, change)))
    assert (code, feed) == ("root", 0)
    assert named == known_before(FIRST, index)


def test_entry_0_dropped_or_altered() -> None:
    def drop(entries: list[bytes], leaves: list[bytes]) -> None:
        del entries[0], leaves[0]

    def other(entries: list[bytes], leaves: list[bytes]) -> None:
        entries[0] = entries[1]

    for change in (drop, other):
        assert found(joined(with_entries(FIRST, change))) == ("opening", 0, 0)


@pytest.mark.parametrize("index", [1, 9, 17])
def test_reordered_entries(index: int) -> None:
    def change(entries: list[bytes], leaves: list[bytes]) -> None:
        for rows in (entries, leaves):
            rows[index], rows[index + 1] = rows[index + 1], rows[index]

    code, feed, named = found(joined(with_entries(FIRST, change)))
    assert (code, feed) == ("root", 0)
    assert named == known_before(FIRST, index)


def test_an_added_entry() -> None:
    def change(entries: list[bytes], leaves: list[bytes]) -> None:
        entries.insert(5, entries[4])
        leaves.insert(5, leaves[4])

    assert found(joined(with_entries(FIRST, change))) == ("root", 0, known_before(FIRST, 5))


@pytest.mark.parametrize("count", [1, 7, 20])
def test_a_cut_tail(count: int) -> None:
    def change(entries: list[bytes], leaves: list[bytes]) -> None:
        del entries[-count:], leaves[-count:]

    code, feed, named = found(joined(with_entries(FIRST, change)))
    assert (code, feed) == ("missing", 0)
    assert named == sizes(FIRST)[-1] - count


def test_a_cut_tail_with_its_statements_is_not_complete() -> None:
    kept = sizes(FIRST)[1]

    def change(entries: list[bytes], leaves: list[bytes]) -> None:
        del entries[kept:], leaves[kept:]

    feed = 0
    altered: Parts = []
    for part, body in with_entries(FIRST, change):
        feed += part is Part.FEED
        later = isinstance(body, SignedBy) and parse_statement(body.statement).size > kept
        if feed != FIRST or not later:
            altered.append((part, body))
    verdict = by_verifier(joined(altered))
    assert verdict.finding is None
    assert verdict.fold is not None
    ((entry, of, number, size),) = verdict.fold.beyond()
    assert (entry[0], of, number) == (1, 0, 0)
    assert size > kept


def test_a_gap_between_parts() -> None:
    altered = parts()
    at = place(Part.ENTRIES)
    stretch = altered[at][1]
    assert isinstance(stretch, Stretch)
    first = Stretch(0, stretch.entries[:5], stretch.leaves[: 5 * 32])
    rest = Stretch(7, stretch.entries[7:], stretch.leaves[7 * 32 :])
    altered[at : at + 1] = [(Part.ENTRIES, first), (Part.ENTRIES, rest)]
    assert found(joined(altered)) == ("missing", 0, 5)


@pytest.mark.parametrize("start", [0, 4, 1_000])
def test_entries_that_are_not_in_their_order(start: int) -> None:
    altered = parts()
    at = place(Part.ENTRIES)
    stretch = altered[at][1]
    assert isinstance(stretch, Stretch)
    altered.insert(at + 1, (Part.ENTRIES, Stretch(start, stretch.entries, stretch.leaves)))
    with pytest.raises(Malformed):
        by_core(joined(altered))
    with pytest.raises(Unreadable):
        by_verifier(joined(altered))


def test_statements_of_another_feed() -> None:
    altered = parts()
    at = place(Part.STATEMENT)
    altered[at] = altered[place(Part.STATEMENT, len(_statements()))]
    assert found(joined(altered))[:2] == ("statement", 0)


def _statements() -> list[SignedBy]:
    return [body for _, body in parts() if isinstance(body, SignedBy)]


@pytest.mark.parametrize("offset", [0, 64])
def test_a_signature_that_does_not_verify(offset: int) -> None:
    altered = parts()
    firm = next(n for n, s in enumerate(_statements(), 1) if len(s.statement) > 129)
    at = place(Part.STATEMENT, firm)
    body = altered[at][1]
    assert isinstance(body, SignedBy)
    altered[at] = Part.STATEMENT, replace(body, statement=flipped(body.statement, 70 + offset))
    assert found(joined(altered))[:2] == ("signature", 0)


def test_a_foreign_signature() -> None:
    stranger = Keys(b"z" * 32)
    altered = parts()
    at = place(Part.STATEMENT)
    body = altered[at][1]
    assert isinstance(body, SignedBy)
    true = parse_statement(body.statement)
    forged = encode_statement(stranger.state(true.feed, true.size, true.root, true.time))
    altered[at] = Part.STATEMENT, replace(body, statement=forged)
    assert found(joined(altered))[:2] == ("signature", 0)
    altered[at] = Part.STATEMENT, SignedBy(stranger.id, forged)
    assert found(joined(altered))[:2] == ("statement", 0)


def test_an_honest_key_under_another_history() -> None:
    altered = parts()
    at = place(Part.STATEMENT)
    body = altered[at][1]
    assert isinstance(body, SignedBy)
    true = parse_statement(body.statement)
    forked = party(0).station.state(true.feed, true.size, true.root[::-1], true.time)
    altered.insert(
        at, (Part.STATEMENT, SignedBy(party(0).station.id, encode_statement(forked)))
    )
    assert found(joined(altered))[:2] == ("root", 0)


@pytest.mark.parametrize(
    "change",
    [{"party": 1}, {"incarnation": 3}, {"feed": bytes(16)}, {"station": bytes(32)}],
    ids=str,
)
def test_another_feed(change: dict[str, object]) -> None:
    altered = parts()
    at = place(Part.FEED)
    head = altered[at][1]
    assert isinstance(head, FeedHead)
    if change == {"party": 1}:
        change = {"party": 1, "incarnation": 0}
        del altered[place(Part.FEED, 2) :]
    altered[at] = Part.FEED, replace(head, **change)
    assert found(joined(altered))[0] == "feed"


def test_evidence_that_proves_nothing() -> None:
    altered = parts()
    altered.insert(place(Part.ENTRIES) + 1, (Part.EVIDENCE, b"nothing"))
    assert found(joined(altered))[:2] == ("evidence", 0)


def test_evidence_that_holds_is_told_and_breaks_nothing() -> None:
    altered = parts()
    at = place(Part.ENTRIES)
    stretch, head = altered[at][1], altered[place(Part.FEED)][1]
    assert isinstance(stretch, Stretch)
    assert isinstance(head, FeedHead)
    held = Stored([leaf_hash(entry) for entry in stretch.entries])
    signer = party(0).station
    newer = signer.state(head.feed, head.size, root_at(head.size, held), 1)  # type: ignore[arg-type]
    older = signer.state(head.feed, 5, leaf_hash(b"another"), 1)  # type: ignore[arg-type]
    proof = make_evidence(signer.id, older, newer, fork_path(5, head.size, held))
    pair = Pair(encode_statement(older), encode_statement(newer), 5, (), 5)
    altered[at + 1 : at + 1] = [(Part.EVIDENCE, encode_evidence(proof)), (Part.PAIR, pair)]
    core, verdict = by_core(joined(altered)), by_verifier(joined(altered))
    assert core.finding is verdict.finding is None
    assert core.checked.feeds[0].forks == verdict.feeds[0].forks == 1


def test_a_pair_that_contradicts_nothing_accuses_nobody() -> None:
    at = place(Part.ENTRIES)
    stretch, head = parts()[at][1], parts()[place(Part.FEED)][1]
    assert isinstance(stretch, Stretch)
    assert isinstance(head, FeedHead)
    leaves = [leaf_hash(entry) for entry in stretch.entries]
    other = Stored([leaf_hash(b"another"), *leaves[1:], leaf_hash(b"more")])
    held, size = Stored(leaves), head.size

    def said(by: int, many: int, tree: Stored) -> bytes:
        root = root_at(many, tree)
        signer = party(by).station
        return encode_statement(signer.state(FeedId(head.feed), many, root, 1, firm=False))

    def with_pair(pair: Pair) -> bytes:
        altered = parts()
        altered.insert(at + 1, (Part.PAIR, pair))
        return joined(altered)

    path = tuple(fork_path(3, size + 1, other))
    agreeing = tuple(fork_path(3, size, held))
    for good in (
        Pair(said(0, 5, held), said(0, size, other), size, (), 5),
        Pair(said(0, 5, other), said(0, size, held), 5, (), 5),
        Pair(said(0, 5, held), said(0, size + 1, other), 3, path, 5),
    ):
        core, verdict = by_core(with_pair(good)), by_verifier(with_pair(good))
        assert core.finding is verdict.finding is None
        assert verdict.fold is not None
        # As far as the station had judged it when it found two histories, and no further.
        assert core.checked.line.feeds[FeedId(head.feed)].folded == 5
        assert verdict.fold.feeds[0, 0].judged == 5
    for bad in (
        Pair(bytes(129), bytes(129), 1, (), 5),
        Pair(said(0, 5, held), said(0, size, held), 5, (), 5),
        Pair(said(0, 5, held), said(0, size, held), 3, agreeing, 5),
        Pair(said(0, 5, held), said(0, size, other), 5, (), 5),
        Pair(said(0, 5, held), said(1, size, other), size, (), 5),
        Pair(said(0, size, other), said(0, 5, held), size, (), 5),
        Pair(said(0, 5, held), said(0, size + 1, other), size + 1, (), 5),
        Pair(said(0, 5, held), said(0, size + 1, other), 0, path, 5),
        Pair(said(0, 5, held), said(0, size + 1, other), 3, path[1:], 5),
        Pair(said(0, 2, held), said(0, size + 1, other), 3, path, 5),
        Pair(said(0, 5, held), said(0, size + 1, other), 3, (bytes(32), *path[1:]), 5),
    ):
        assert found(with_pair(bad)) == ("evidence", 0, None)


@pytest.mark.parametrize("at", [100, 5_000, 20_000])
def test_an_altered_agreement(at: int) -> None:
    altered = parts()
    agreement = altered[1][1]
    assert isinstance(agreement, bytes)
    altered[1] = Part.AGREEMENT, flipped(agreement, at)
    with pytest.raises(OpenlineError):
        by_core(joined(altered))
    finding = by_verifier(joined(altered)).finding
    assert finding is not None
    assert finding.code == "agreement"


def test_a_header_of_another_line() -> None:
    altered = parts()
    header = altered[0][1]
    assert isinstance(header, Header)
    altered[0] = Part.HEADER, replace(header, line=bytes(32))
    with pytest.raises(OpenlineError):
        by_core(joined(altered))
    finding = by_verifier(joined(altered)).finding
    assert finding is not None
    assert finding.code == "agreement"


def test_a_wrong_checksum_alone() -> None:
    altered = parts()
    header = altered[0][1]
    assert isinstance(header, Header)
    altered[0] = Part.HEADER, replace(header, made_at=1)
    data = joined(altered)
    assert found(data[:-32] + sha256(b"").digest())[0] == "damaged"


def _refused(data: bytes) -> bool:
    """Whether both refuse the file, by a documented error or by a finding."""
    try:
        core = by_core(data).finding is not None
    except OpenlineError:
        core = True
    try:
        verifier = by_verifier(data).finding is not None
    except Unreadable:
        verifier = True
    assert core == verifier
    return core


def test_no_two_feeds_have_one_id() -> None:
    altered = parts()
    first, second = (at for at, (part, _) in enumerate(altered) if part is Part.FEED)
    head, other = altered[first][1], altered[second][1]
    assert isinstance(head, FeedHead)
    assert isinstance(other, FeedHead)
    altered[second] = (Part.FEED, replace(other, feed=head.feed))
    data = b"".join(write_export(altered))
    with pytest.raises(Malformed, match="one id"):
        by_core(data)
    with pytest.raises(Unreadable, match="one id"):
        by_verifier(data)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_flipped_bit_is_missed(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(record()) - 1))
    changed = bytearray(record())
    changed[at] ^= 1 << data.draw(st.integers(0, 7))
    assert _refused(bytes(changed))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_cut_is_missed(data: st.DataObject) -> None:
    length = data.draw(st.integers(0, len(record()) - 1))
    assert _refused(record()[:length])
    assert _refused(record() + os.urandom(1))


def test_an_exporter_that_is_no_party() -> None:
    altered = parts()
    at = place(Part.HEADER)
    head = altered[at][1]
    assert isinstance(head, Header)
    altered[at] = Part.HEADER, replace(head, party=2)
    with pytest.raises(Malformed, match="no party of the line"):
        by_core(joined(altered))
    finding = by_verifier(joined(altered)).finding
    assert finding is not None
    assert finding.code == "agreement"
