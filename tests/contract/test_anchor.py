"""Every anchor keeps these promises: the file and the fake alike."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from openline.core.crypto.keys import Digest, FeedId
from openline.ports.anchor import Anchor, Mark
from openline.ports.memory import MemoryAnchor
from openline.storage.anchor import FileAnchor

FEED = FeedId(b"a" * 16)
OTHER = FeedId(b"b" * 16)

Open = Callable[[], Anchor]


@pytest.fixture(params=["file", "memory"])
def open_anchor(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """What opens the same anchor again and again."""
    opened: list[Anchor] = []
    memory = MemoryAnchor()

    def again() -> Anchor:
        for anchor in opened:
            anchor.close()
        file = request.param == "file"
        opened.append(FileAnchor(tmp_path / "anchor") if file else memory)
        return opened[-1]

    yield again
    for anchor in opened:
        anchor.close()


def mark(feed: FeedId, size: int, time: int = 1) -> Mark:
    return Mark(feed, size, Digest(size.to_bytes(32, "big")), time)


def test_an_anchor_never_written_reads_as_none(open_anchor: Open) -> None:
    assert open_anchor().read() is None
    assert open_anchor().read() is None


def test_writing_nothing_is_fine(open_anchor: Open) -> None:
    anchor = open_anchor()
    anchor.write([])
    assert anchor.read() is None


def test_marks_are_there_at_once_and_after_opening_again(open_anchor: Open) -> None:
    anchor = open_anchor()
    for size in range(1, 8):
        anchor.write([mark(FEED, size)])
        if size % 3 == 0:
            anchor.write([mark(OTHER, size), mark(FEED, size, 2)])
        expected = {FEED: mark(FEED, size, 2 if size % 3 == 0 else 1)}
        if size >= 3:
            expected[OTHER] = mark(OTHER, size - size % 3)
        assert anchor.read() == expected
        anchor = open_anchor()
        assert anchor.read() == expected


def test_a_mark_never_goes_back(open_anchor: Open) -> None:
    anchor = open_anchor()
    anchor.write([mark(FEED, 5, 10)])
    anchor.write([mark(FEED, 4, 11), mark(FEED, 5, 9)])
    assert anchor.read() == {FEED: mark(FEED, 5, 10)}
    anchor.write([mark(FEED, 7), mark(FEED, 6)])
    assert open_anchor().read() == {FEED: mark(FEED, 7)}


def test_many_feeds(open_anchor: Open) -> None:
    feeds = [FeedId(number.to_bytes(16, "big")) for number in range(40)]
    anchor = open_anchor()
    for size in (1, 2, 3):
        anchor.write(mark(feed, size) for feed in feeds)
    assert open_anchor().read() == {feed: mark(feed, 3) for feed in feeds}


def test_closing_twice_is_fine(open_anchor: Open) -> None:
    anchor = open_anchor()
    anchor.close()
    anchor.close()
