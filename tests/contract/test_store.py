"""Every store keeps these promises: SQLite and the fake alike."""

from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openline.core.crypto.keys import Digest, FeedId
from openline.ports.errors import HeadMoved, StoreUnknown
from openline.ports.memory import MemoryStore
from openline.ports.store import Cell, Commit, Head, HeadMove, NewEntry, NewNode, Store
from openline.storage.sqlite import SqliteStore

FEED = FeedId(b"a" * 16)
OTHER = FeedId(b"b" * 16)

Open = Callable[[], Store]


@pytest.fixture(params=["sqlite", "memory"])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """What opens the same store again and again, one writer after the other."""
    opened: list[Store] = []
    memory = MemoryStore()

    def again() -> Store:
        for store in opened:
            store.close()
        sqlite = request.param == "sqlite"
        opened.append(SqliteStore(tmp_path / "record.db") if sqlite else memory.open())
        return opened[-1]

    yield again
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Open) -> Store:
    return open_store()


def entry(feed: FeedId, index: int, data: bytes = b"") -> NewEntry:
    data = data or f"entry {index}".encode()
    return NewEntry(feed, index, Digest(sha256(b"\0" + data).digest()), data)


def batch(feed: FeedId, start: int, stop: int, *cells: Cell) -> Commit:
    return Commit(
        entries=[entry(feed, index) for index in range(start, stop)],
        heads=[HeadMove(feed, start, stop, b"p" * 32)],
        cells=cells,
    )


def test_a_new_store_is_empty(store: Store) -> None:
    assert store.heads() == []
    assert store.entries(FEED, 0, 10, max_bytes=100) == []
    assert store.leaves(FEED, 0, 10) == []
    assert store.cell(b"s", b"k") is None
    assert store.cells(b"s") == []
    assert store.count(b"s") == 0
    with pytest.raises(KeyError):
        store.node(FEED, 8, 0)


def test_what_is_committed_is_read_at_once_and_after_opening_again(open_store: Open) -> None:
    store = open_store()
    node = NewNode(FEED, 8, 0, Digest(b"n" * 32))
    store.commit(batch(FEED, 0, 3, Cell(b"s", b"k", b"v")))
    store.commit(Commit(nodes=[node]))
    for _ in range(2):
        assert store.heads() == [Head(FEED, 3, b"p" * 32)]
        assert store.entries(FEED, 0, 99, max_bytes=999) == [b"entry 0", b"entry 1", b"entry 2"]
        assert store.leaves(FEED, 1, 3) == [entry(FEED, 1).leaf, entry(FEED, 2).leaf]
        assert store.cell(b"s", b"k") == b"v"
        assert store.node(FEED, 8, 0) == b"n" * 32
        store = open_store()


def test_feeds_do_not_mix(store: Store) -> None:
    store.commit(batch(OTHER, 0, 2))
    store.commit(Commit(entries=[entry(FEED, 0, b"mine")], heads=[HeadMove(FEED, 0, 1, b"")]))
    assert store.entries(FEED, 0, 9, max_bytes=99) == [b"mine"]
    assert len(store.leaves(OTHER, 0, 9)) == 2
    assert [head.feed for head in store.heads()] == [FEED, OTHER]


def test_two_feeds_move_in_one_batch(store: Store) -> None:
    store.commit(
        Commit(
            entries=[entry(FEED, 0), entry(OTHER, 0), entry(FEED, 1)],
            heads=[HeadMove(FEED, 0, 2, b""), HeadMove(OTHER, 0, 1, b"")],
        )
    )
    assert [(head.feed, head.size) for head in store.heads()] == [(FEED, 2), (OTHER, 1)]


@pytest.mark.parametrize("expected", [0, 2, 4])
def test_a_head_that_moved_stops_the_writer(open_store: Open, expected: int) -> None:
    store = open_store()
    store.commit(batch(FEED, 0, 3))
    wrong = Commit(heads=[HeadMove(FEED, expected, 9, b"")], cells=[Cell(b"s", b"k", b"v")])
    with pytest.raises(HeadMoved):
        store.commit(wrong)
    with pytest.raises(StoreUnknown):
        store.commit(batch(FEED, 3, 4))
    again = open_store()
    assert again.cell(b"s", b"k") is None
    assert again.heads()[0].size == 3


def test_a_head_of_an_unknown_feed_cannot_be_expected_to_have_entries(store: Store) -> None:
    with pytest.raises(HeadMoved):
        store.commit(Commit(heads=[HeadMove(FEED, 1, 2, b"")]))


def test_an_entry_is_never_overwritten(open_store: Open) -> None:
    store = open_store()
    store.commit(batch(FEED, 0, 2))
    with pytest.raises(HeadMoved):
        store.commit(Commit(entries=[entry(FEED, 2), entry(FEED, 1, b"another history")]))
    assert open_store().entries(FEED, 0, 9, max_bytes=99) == [b"entry 0", b"entry 1"]


def test_entries_are_cut_off_at_the_bytes_asked_for(store: Store) -> None:
    data = [b"x" * 10, b"y" * 10, b"z" * 10]
    entries = [entry(FEED, index, part) for index, part in enumerate(data)]
    store.commit(Commit(entries=entries, heads=[HeadMove(FEED, 0, 3, b"")]))
    assert store.entries(FEED, 0, 3, max_bytes=29) == data[:2]
    assert store.entries(FEED, 0, 3, max_bytes=30) == data
    assert store.entries(FEED, 1, 1 << 64, max_bytes=0) == data[1:2]
    assert store.entries(FEED, 3, 9, max_bytes=99) == []
    assert store.entries(FEED, 2, 1, max_bytes=99) == []


def test_cells_are_put_changed_and_removed_in_the_order_of_the_batch(store: Store) -> None:
    store.commit(Commit(cells=[Cell(b"s", b"a", b"1"), Cell(b"s", b"b", b"2")]))
    store.commit(
        Commit(
            cells=[
                Cell(b"s", b"a", b"first"),
                Cell(b"s", b"b", None),
                Cell(b"s", b"a", b"second"),
                Cell(b"s", b"c", b""),
                Cell(b"t", b"a", None),
            ]
        )
    )
    assert store.cells(b"s") == [(b"a", b"second"), (b"c", b"")]
    assert store.cell(b"s", b"c") == b""
    assert store.count(b"s") == 2
    assert store.count(b"t") == 0


def test_an_empty_batch_is_fine(store: Store) -> None:
    store.commit(Commit())
    assert store.heads() == []


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    steps=st.lists(
        st.lists(
            st.tuples(
                st.sampled_from([b"", b"s", b"t"]),
                st.binary(max_size=2),
                st.none() | st.binary(max_size=3),
            ),
            max_size=6,
        ),
        max_size=4,
    ),
    after=st.none() | st.binary(max_size=2),
    before=st.none() | st.binary(max_size=2),
    limit=st.integers(0, 5),
    newest_first=st.booleans(),
)
def test_cells_are_a_sorted_map_in_each_space(
    store: Store,
    steps: list[list[tuple[bytes, bytes, bytes | None]]],
    after: bytes | None,
    before: bytes | None,
    limit: int,
    newest_first: bool,
) -> None:
    for space in (b"", b"s", b"t"):
        store.commit(Commit(cells=[Cell(space, key, None) for key, _ in store.cells(space)]))
    model: dict[bytes, dict[bytes, bytes]] = {b"": {}, b"s": {}, b"t": {}}
    for step in steps:
        store.commit(Commit(cells=[Cell(*cell) for cell in step]))
        for space, key, value in step:
            if value is None:
                model[space].pop(key, None)
            else:
                model[space][key] = value
    for space, cells in model.items():
        chosen = [
            pair
            for pair in sorted(cells.items(), reverse=newest_first)
            if (after is None or pair[0] > after) and (before is None or pair[0] < before)
        ]
        assert (
            store.cells(
                space, after=after, before=before, limit=limit, newest_first=newest_first
            )
            == chosen[:limit]
        )
        assert store.count(space) == len(cells)


def test_closing_twice_is_fine_and_then_nothing_is_taken(open_store: Open) -> None:
    store = open_store()
    store.close()
    store.close()
    with pytest.raises(StoreUnknown):
        store.commit(batch(FEED, 0, 1))
    assert open_store().heads() == []
