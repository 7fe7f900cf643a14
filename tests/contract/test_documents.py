"""Every store of documents keeps these promises: the folder and the fake alike."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from openline.core.crypto.keys import Digest, LineId
from openline.ports.documents import DocumentStore
from openline.ports.memory import MemoryDocuments
from openline.storage.documents import DocumentFolder

LINE = LineId(b"l" * 32)
OTHER = LineId(b"m" * 32)
DATA = bytes(range(256)) * 40
DIGEST = Digest(sha256(DATA).digest())

Open = Callable[[], DocumentStore]


@pytest.fixture(params=["folder", "memory"])
def again(request: pytest.FixtureRequest, tmp_path: Path) -> Open:
    """What opens the same store again and again."""
    memory = MemoryDocuments()
    folder = request.param == "folder"
    return lambda: DocumentFolder(tmp_path / "documents") if folder else memory


def test_a_document_is_gathered_through_restarts_and_whole_at_the_end(again: Open) -> None:
    assert again().gathered(LINE, DIGEST) == 0
    for start in range(0, len(DATA), 1_000):
        store = again()
        assert store.append(LINE, DIGEST, start, DATA[start : start + 1_000]) == min(
            start + 1_000, len(DATA)
        )
        assert not store.whole(LINE, DIGEST)
        assert store.read(LINE, DIGEST, 0, 10) == b""
    assert again().finish(LINE, DIGEST, len(DATA))
    store = again()
    assert store.whole(LINE, DIGEST)
    assert store.gathered(LINE, DIGEST) == store.used(LINE) == len(DATA)
    assert store.read(LINE, DIGEST, 10, 20) == DATA[10:30]
    assert store.read(LINE, DIGEST, len(DATA), 20) == b""
    assert store.read(LINE, DIGEST, -1, 20) == b""


def test_a_piece_that_does_not_follow_is_ignored(again: Open) -> None:
    store = again()
    assert store.append(LINE, DIGEST, 5, b"late") == 0
    assert store.append(LINE, DIGEST, 0, DATA[:100]) == 100
    assert store.append(LINE, DIGEST, 0, DATA[:100]) == 100
    assert store.append(LINE, DIGEST, 100, b"") == 100
    assert store.used(LINE) == 100


@pytest.mark.parametrize("wrong", [DATA[:-1], DATA[:-1] + b"x"])
def test_what_does_not_fit_its_hash_is_dropped(again: Open, wrong: bytes) -> None:
    store = again()
    store.append(LINE, DIGEST, 0, wrong)
    assert not store.finish(LINE, DIGEST, len(DATA))
    assert again().gathered(LINE, DIGEST) == again().used(LINE) == 0
    again().append(LINE, DIGEST, 0, DATA)
    assert again().finish(LINE, DIGEST, len(DATA))


def test_what_is_whole_is_not_written_again(again: Open) -> None:
    store = again()
    store.append(LINE, DIGEST, 0, DATA)
    assert store.finish(LINE, DIGEST, len(DATA))
    assert store.append(LINE, DIGEST, len(DATA), b"more") == len(DATA)
    assert again().read(LINE, DIGEST, 0, 1 << 20) == DATA


def test_lines_do_not_see_each_other(again: Open) -> None:
    store = again()
    store.append(LINE, DIGEST, 0, DATA)
    store.finish(LINE, DIGEST, len(DATA))
    assert not store.whole(OTHER, DIGEST)
    assert store.read(OTHER, DIGEST, 0, 10) == b""
    assert store.used(OTHER) == 0


def test_what_no_message_names_is_removed(again: Open) -> None:
    store = again()
    other = Digest(sha256(b"other").digest())
    for digest, data in ((DIGEST, DATA), (other, b"other")):
        store.append(LINE, digest, 0, data)
    store.finish(LINE, DIGEST, len(DATA))
    store.tidy(LINE, {DIGEST}, -1)
    assert store.whole(LINE, DIGEST)
    assert store.used(LINE) == len(DATA)
    store.tidy(LINE, (), -1)
    assert again().used(LINE) == 0
