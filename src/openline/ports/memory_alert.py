"""A fake of the alerters: keeps what it was given, and fails when a test says so."""

from openline.ports.alert import AlertFailed, Notice


class MemoryAlerter:
    """Keeps the notices that it gave, each once by its id.

    Attributes:
        given: Notices by their id.
        failing: While it is set, alerts fail and nothing is kept.
    """

    def __init__(self) -> None:
        self.given: dict[str, Notice] = {}
        self.failing = False

    def alert(self, notice: Notice) -> None:
        """Keep the notice; see `ports.alert`."""
        if self.failing:
            raise AlertFailed("The fake was told to fail.")
        self.given[notice.id] = notice
