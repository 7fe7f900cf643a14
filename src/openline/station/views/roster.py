"""Who has the watch at our desks, for our own consoles only.

Spec: docs/console.md, 3.
"""

from collections.abc import Sequence

from openline.ports.desk import Console, DeskInfo, Doc
from openline.station.roster import Roster
from openline.station.watch import Phase


def post_doc(roster: Roster, console: Console) -> Doc:
    """`Post` of docs/console.md: the watch at a console's desk."""
    post = roster.post(console.desk)
    manned = post.phase is Phase.MANNED
    return {
        "phase": post.phase.value,
        "by": post.by or None,
        "here": manned and post.console == console.id,
        "mine": post.phase is not Phase.FREE and console.person == post.by,
        "since_ms": post.since_ms or None,
        "taken_ms": post.taken_ms or None,
        "due_ms": roster.due_ms(console.desk, post) if manned else None,
        "until_ms": roster.until_ms(console.desk, post) if manned else None,
        "ended_ms": post.ended_ms or None,
        "bell_ms": roster.bell_proven_ms(console.desk) or None,
        "vigilance_s": roster.vigilance_s(console.desk),
    }


def roster_doc(roster: Roster, console: Console, desks: Sequence[DeskInfo]) -> Doc:
    """The part of `watch` that concerns our own house."""
    return {
        "desks": [
            {
                "code": desk.code,
                "names": desk.names,
                "phase": (post := roster.post(desk.code)).phase.value,
                "by": post.by or None,
                "since_ms": post.since_ms or None,
                "ended_ms": post.ended_ms or None,
                "bell_ms": roster.bell_proven_ms(desk.code) or None,
            }
            for desk in desks
        ],
        "bells": {
            "page_ms": roster.page_proven_ms(console.id) or None,
            "room": roster.bell.fitted,
            "room_ms": roster.room_proven_ms() or None,
        },
        "book": [
            {"at_ms": one.at_ms, "what": one.what, "by": one.by, "text": one.text}
            for one in roster.book(console.desk)
        ],
    }
