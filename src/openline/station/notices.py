"""The one sentence that leaves this house by mail, pager or siren when a ring waits.

It says that a ring of a precedence waits at a desk, and on which line, in our own language: no
subject, no purpose, no post of the other side.

Spec: docs/operations/rota.md.
"""

from openline.core.acts.act import Kind
from openline.core.acts.calls import Call
from openline.locale import Catalogue, choose_language
from openline.ports.alert import TEXT_BYTES, Notice
from openline.station.rooms import LineRoom
from openline.station.views.names import desk_doc, line_names, precedence_name


def notice_of(room: LineRoom, call: Call) -> Notice:
    """What an alert about a ring says; its id is still empty."""
    terms, me = room.charter.terms, room.charter.me
    language = choose_language(terms.parties[me].language, {})
    desk = _in(language, desk_doc(terms, me, call.to.desk)["names"]) or call.to.desk
    line = _in(language, line_names(terms))
    precedence = precedence_name(call.ring.precedence)
    message = "alert-ring" if call.kind is Kind.REAL else "alert-exercise"
    text = Catalogue(language).text(message, precedence=precedence, desk=desk, line=line)
    short = text.encode()[:TEXT_BYTES].decode("utf-8", "ignore").replace("\n", " ")
    return Notice("", precedence, call.kind.name, desk, line, short)


def _in(language: str, names: dict[str, str]) -> str:
    """A name in a language, or else in the first there is."""
    return names.get(language) or next(iter(names.values()), "")
