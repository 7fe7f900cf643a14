"""Who sits at a console, as its pages are told.

Spec: docs/console.md, 2.
"""

from typing import Any

from openline.ports.desk import Console, StationDesk


def me_doc(desk: StationDesk, console: Console) -> dict[str, Any]:
    """Return the document `Me`."""
    names = next((info.names for info in desk.desks() if info.code == console.desk), {})
    return {
        "person": console.person,
        "desk": console.desk,
        "desk_names": names,
        "role": console.role,
        "party": desk.party(),
        "language": console.language,
        "theme": console.theme,
        "console": console.id.hex(),
    }
