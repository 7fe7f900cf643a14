"""A dictionary of small structs held in memory and written through to a space of cells."""

from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

from openline.core.errors import IntegrityError
from openline.ports.desk import Cells
from openline.ports.store import Cell

T = TypeVar("T", bound=msgspec.Struct)


class Shelf(Generic[T]):
    """One space. A change is made in memory when its cell is given out to be kept."""

    def __init__(self, cells: Cells, space: bytes, kind: type[T], *, limit: int) -> None:
        """Read the space.

        Raises:
            IntegrityError: A cell does not hold what this program writes there.
        """
        self._space = space
        self._limit = limit
        try:
            self._rows = {
                key: msgspec.json.decode(value, type=kind)
                for key, value in cells.cells(space, limit=2 * limit)
            }
        except msgspec.MsgspecError:
            raise IntegrityError(f"The store's space {space.decode()} is damaged.") from None

    def get(self, key: bytes) -> T | None:
        """Return a row, or None."""
        return self._rows.get(key)

    def rows(self) -> Iterator[tuple[bytes, T]]:
        """Go through a copy of all rows."""
        return iter(list(self._rows.items()))

    def put(self, key: bytes, row: T) -> Cell:
        """Set a row; the cell returned is what must be kept."""
        self._rows[key] = row
        return Cell(self._space, key, msgspec.json.encode(row))

    def take(self, key: bytes) -> Cell:
        """Remove a row, if it is there; the cell returned is what must be kept."""
        self._rows.pop(key, None)
        return Cell(self._space, key, None)

    @property
    def full(self) -> bool:
        """Whether the space holds as many rows as it may."""
        return len(self._rows) >= self._limit
