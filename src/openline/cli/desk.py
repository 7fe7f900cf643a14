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


@app.command(name="list")
def list_posts(
    folder: Path, /, *, json: Annotated[bool, Parameter(negative="")] = False
) -> None:
    """List the posts that were let in. The station must be running.

    Args:
        folder: The station's folder.
        json: One line of JSON.
    """
    posts = admin.call(folder, "persons")["persons"]
    if json:
        data(posts)
        return
    for post in posts:
        say(f"{post['desk']:<16}{post['role']:<12}{post['language']:<6}{post['person']}")


@app.command
def revoke(
    folder: Path,
    /,
    *,
    desk: str,
    person: str,
    json: Annotated[bool, Parameter(negative="")] = False,
) -> None:
    """End every session and link of a post at once, open pages included.

    Args:
        folder: The station's folder.
        desk: Code of the desk.
        person: The post, as it was enrolled.
        json: One line of JSON.
    """
    answer = admin.call(folder, "revoke", desk=desk, person=person)
    if json:
        data(answer)
        return
    say(text("revoked", person=person, desk=desk, ended=str(answer["ended"])))
