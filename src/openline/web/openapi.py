"""The OpenAPI description, made from the structs that the server really checks with."""

from functools import cache
from typing import Any, Final

import msgspec

from openline.web.acts import BODIES, Do, Signal, Watch
from openline.web.answers import ErrorDoc

_REFS: Final = "#/components/schemas/{name}"
_READS: Final = (
    ("messages", "get", "Older messages", ("before", "limit")),
    ("record", "get", "Entries of one feed", ("feed", "before", "limit")),
    ("proof", "get", "The proof of one entry as a C2SP tlog-proof file", ("feed", "index")),
    ("verify", "post", "Check the record from its bytes", ()),
    ("export", "get", "The record as a file", ()),
    ("document", "get", "A document, as a file to be saved", ("ref",)),
    ("document", "put", "Add a piece of a document", ("digest", "size", "offset")),
    ("sound", "get", "A spoken word as a WAV file", ("ref",)),
    ("speech", "post", "Speech as what a spoken word is to carry", ()),
    ("calendar", "get", "A request as an iCalendar file", ("ref",)),
    ("calendar", "post", "The events of an iCalendar file, as drafts", ()),
    ("turn", "get", "Credentials for the TURN server", ()),
)
_FILES: Final = {
    "calendar": "text/calendar",
    "sound": "audio/wav",
    "proof": "text/plain",
    "export": "application/octet-stream",
}


@cache
def openapi() -> dict[str, Any]:
    """Return the description as a JSON value."""
    bodies = sorted(
        {kind for kinds in BODIES.values() for kind in kinds}, key=lambda k: k.__name__
    )
    _, schemas = msgspec.json.schema_components(
        (*bodies, Watch, Do, Signal, ErrorDoc), ref_template=_REFS
    )
    acts = {
        act: [_ref(kind.__name__) for kind in kinds] for act, kinds in sorted(BODIES.items())
    }
    paths: dict[str, Any] = {}
    for name, method, summary, query in _READS:
        methods = paths.setdefault(f"/api/lines/{{line}}/{name}", {})
        methods[method] = _operation(name, summary, query)
    paths["/api/me"] = {"get": _operation("me", "Who is signed in", (), line=False)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Openline console",
            "version": "1",
            "description": "The WebSocket /live takes Watch, Do and Signal (docs/console.md). "
            "x-acts names the bodies that each act of Do may have.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "openline"}
            },
        },
        "security": [{"session": []}],
        "x-acts": acts,
    }


def _operation(
    name: str, summary: str, query: tuple[str, ...], *, line: bool = True
) -> dict[str, Any]:
    lines = [{"name": "line", "in": "path", "required": True, "schema": {"type": "string"}}]
    others = [{"name": each, "in": "query", "schema": {"type": "string"}} for each in query]
    kind = _FILES.get(name, "application/json")
    error = {"content": {"application/json": {"schema": _ref(ErrorDoc.__name__)}}}
    return {
        "summary": summary,
        "parameters": lines * line + others,
        "responses": {
            "200": {"description": summary, "content": {kind: {}}},
            "default": {"description": "What was wrong and what to do", **error},
        },
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": _REFS.format(name=name)}
