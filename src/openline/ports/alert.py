"""Alerts outside the page: bells of the house, mail, webhooks, services.

An alert carries no content: only that a ring of a precedence waits at a desk, on a line by its
name in this house. Whoever carries it is bounded in time; the same alert may be given twice,
and says by its id that it is the same.

Spec: docs/operations/rota.md; the contract is held by tests/contract/test_alerts.py.
"""

from typing import Final, Protocol

import msgspec

from openline.core.errors import Fault

TEXT_BYTES: Final = 500
"""Longest text of an alert."""


class AlertFailed(Fault):
    """An alert did not go out. The ladder does not wait for it."""

    code = "alert-failed"
    default_advice = "Test the bell with `openline rota test`, then look at its settings."


class Notice(msgspec.Struct, frozen=True):
    """What an alert says.

    Attributes:
        id: The same for the same alert, in hex; who gets it twice can tell.
        precedence: `FLASH`, `IMMEDIATE`, `PRIORITY` or `ROUTINE`.
        kind: `REAL`, `EXERCISE` or `TEST`.
        desk: Name of the rung desk.
        line: Name of the line in this house.
        text: All of this in a sentence, in the party's language.
    """

    id: str
    precedence: str
    kind: str
    desk: str
    line: str
    text: str


class Alerter(Protocol):
    """One means of alerting. Called in a worker thread."""

    def alert(self, notice: Notice) -> None:
        """Give the alert; returns once it was handed over.

        Raises:
            AlertFailed: It was not, or that is not known. Never anything else.
        """
        ...
