"""`openline desk`: who gets in at a console."""

from pathlib import Path
from typing import Annotated

import cyclopts
from cyclopts import Parameter

from openline.cli.output import data, say, text
from openline.station import admin

app = cyclopts.App(name="desk", help="Posts and their consoles.")


@app.command
def enrol(
    folder: Path,
    /,
    *,
    desk: str,
    person: str,
    role: str | None = None,
    language: str | None = None,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """Make a one-time link that lets one browser in. The station must be running.

    Args:
        folder: The station's folder.
        desk: Code of a desk of this party, as in the agreement.
        person: The post, never a name, as in "Watch officer 1".
        role: watch, principal, office, technician or auditor; default is the desk's own.
        language: Language of the console for this post, as in zh.
        json: One line of JSON.
    """
    answer = admin.call(folder, "enrol", desk=desk, person=person, role=role, language=language)
    if json:
        data(answer)
        return
    say(text("enrolled", person=person, desk=desk, url=str(answer["url"])))
