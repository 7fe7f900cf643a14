"""The cells of the store as the web server uses them: reads at once, writes in turn."""

from collections.abc import Sequence

from openline.core.ledger import Cell
from openline.ports.store import Store
from openline.station.loop import Loop


class LoopCells:
    """Implements `ports.desk.Cells`: every write goes the way of all inputs."""

    def __init__(self, loop: Loop, store: Store) -> None:
        self._loop = loop
        self._store = store

    def cell(self, space: bytes, key: bytes) -> bytes | None:
        """Return the value of one cell, or None."""
        return self._store.cell(space, key)

    def cells(self, space: bytes, *, limit: int = 1_000) -> list[tuple[bytes, bytes]]:
        """Return the first (key, value) pairs of a space in key order."""
        return self._store.cells(space, limit=limit)

    async def keep(self, cells: Sequence[Cell]) -> None:
        """Write cells; returns once they are durable."""
        await self._loop.keep(cells)
