"""What each role may do, see and read. The station narrows it further by desk and line.

Source: docs/console.md, 5 and 6. A technician sees no content of messages and calls; an auditor
reads everything and adds nothing to a feed.
"""

from collections.abc import Collection, Mapping
from typing import Final

from openline.core.errors import NotAllowed

ROLES: Final = ("watch", "principal", "office", "technician", "auditor")

_OFFICERS: Final = frozenset({"watch", "principal", "office"})
_READERS: Final = _OFFICERS | {"auditor"}
_ALL: Final = frozenset(ROLES)

ACTS: Final[Mapping[str, frozenset[str]]] = {
    "ring": _OFFICERS,
    "cancel": _OFFICERS,
    "coming": _OFFICERS,
    "answer": _OFFICERS,
    "decline": _OFFICERS,
    "ask": _OFFICERS,
    "settle": _OFFICERS,
    "propose": _OFFICERS,
    "agree": _OFFICERS,
    "ready": _OFFICERS,
    "transfer": _OFFICERS,
    "hang-up": _OFFICERS,
    "leg-offer": _OFFICERS,
    "leg-accept": _OFFICERS,
    "leg-reveal": _OFFICERS,
    "leg-up": _OFFICERS,
    "leg-fail": _OFFICERS,
    "leg-words": _OFFICERS,
    "message": _OFFICERS,
    "speak": _OFFICERS,
    "document": _OFFICERS,
    "opened": _OFFICERS,
    "informed": _OFFICERS,
    "request": _OFFICERS,
    "counter": _OFFICERS,
    "accept": _OFFICERS,
    "refuse": _OFFICERS,
    "withdraw": _OFFICERS,
    "remind": _OFFICERS,
    "call-off": _OFFICERS,
    "condition": _OFFICERS,
    "say": _OFFICERS | {"technician"},
    "acknowledge": _OFFICERS | {"technician"},
    "sign-on": _OFFICERS,
    "sign-off": _OFFICERS,
    "confirm": _OFFICERS,
    "hand-over": _OFFICERS,
    "stand-in": _OFFICERS,
    "stand-down": _OFFICERS,
    "bell-test": _OFFICERS,
    "bell-heard": _OFFICERS,
    "prefer": _ALL,
    "signal": _OFFICERS,
}

TOPICS: Final[Mapping[str, frozenset[str]]] = {
    "now": _ALL,
    "watch": _ALL,
    "line": _ALL,
    "messages": _READERS,
    "service": _ALL,
    "requests": _READERS,
    "record": _ALL,
    "agreement": _ALL,
}

LINELESS: Final = frozenset({"now", "watch"})
"""Topics that concern no line."""

READS: Final[Mapping[str, frozenset[str]]] = {
    "messages": _READERS,
    "record": _READERS,
    "proof": _READERS,
    "verify": _ALL,
    "export": _READERS,
    "document": _READERS,
    "add": _OFFICERS,
    "sound": _READERS,
    "speech": _OFFICERS,
    "calendar": _READERS,
    "drafts": _OFFICERS,
    "turn": _OFFICERS,
}


def check(table: Mapping[str, frozenset[str]], name: str, role: str) -> None:
    """Let a role pass, or say that it may not.

    Raises:
        NotAllowed: The role may not do or read this.
    """
    if role not in table[name]:
        raise NotAllowed(
            f"The role {role} does not include {name}.",
            advice="Ask the watch officer, or the technician to enrol you with another role.",
            role=role,
        )


def check_line(lines: Collection[str], line: str) -> None:
    """Let a console reach a line that is its own.

    Raises:
        NotAllowed: It is another desk's, or no line at all; which of them is not told.
    """
    if line not in lines:
        raise NotAllowed(
            "This desk has no such line.",
            advice="Open the line from the list of lines. A technician can add desks to it.",
        )
