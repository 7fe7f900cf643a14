"""What consoles are shown of a line, as plain documents; nothing here changes anything.

A state of the far side is shown only as it is signed: a stage follows from acts in the record
and from receipts, never from a guess.

Spec: docs/console.md, 3 and 4.
"""

from openline.station.views.calls import CallsView
from openline.station.views.letters import LettersView
from openline.station.views.record import RecordView
from openline.station.views.requests import RequestsView


class Viewer(CallsView, LettersView, RecordView, RequestsView):
    """Reads one line for its consoles."""
