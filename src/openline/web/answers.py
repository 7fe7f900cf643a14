"""JSON on its way to a page: encoding, and the one form in which errors are told.

Errors that are documented keep their code and words. Anything else is a mistake of ours: the
log gets it, the page a sentence, and no traceback leaves the station.
"""

import logging
from typing import Any, Final

import msgspec
from starlette.responses import Response

from openline.core.errors import (
    BadInput,
    Fault,
    LocalError,
    NotAllowed,
    OpenlineError,
    TooLarge,
)
from openline.web.auth import NotSignedIn, TokenUsed, TooManyPages

log = logging.getLogger("openline.web")

_STATUS: Final[tuple[tuple[type[OpenlineError], int], ...]] = (
    (NotSignedIn, 401),
    (TokenUsed, 410),
    (TooManyPages, 429),
    (NotAllowed, 403),
    (TooLarge, 413),
    (BadInput, 400),
    (LocalError, 409),
    (Fault, 503),
    (OpenlineError, 500),
)


class Failed(Fault):
    """The station made a mistake of its own; its log says which."""

    code = "failed"
    default_advice = "Try once more. If it fails again, give the time to your technician."


class ErrorDoc(msgspec.Struct, frozen=True):
    """An error as pages and programs read it."""

    code: str
    what: str
    advice: str
    facts: dict[str, Any]


def to_json(value: object) -> bytes:
    """Encode a document; bytes become lower-case hex."""
    return msgspec.json.encode(value, enc_hook=_plain)


def error_doc(error: OpenlineError) -> ErrorDoc:
    """Return what is told of an error."""
    facts = msgspec.to_builtins(error.facts, enc_hook=_plain, builtin_types=(bytes,))
    return ErrorDoc(error.code, error.what, error.advice, _hex(facts))


def documented(error: Exception) -> OpenlineError:
    """Return `error` if it is documented; else log it and return what may be told of it."""
    if isinstance(error, OpenlineError):
        return error
    log.error("an undocumented error reached the web server", exc_info=error)
    return Failed("The station could not do this because of a mistake of its own.")


def status_of(error: OpenlineError) -> int:
    """Return the HTTP status that goes with an error."""
    return next(status for kind, status in _STATUS if isinstance(error, kind))


def json_response(value: object, status: int = 200) -> Response:
    """Answer a request with a document that no cache keeps."""
    return Response(
        to_json(value),
        status,
        {"cache-control": "no-store"},
        media_type="application/json",
    )


def error_response(error: OpenlineError) -> Response:
    """Answer a request with an error."""
    return json_response(error_doc(error), status_of(error))


def _hex(value: Any) -> Any:
    match value:
        case bytes():
            return value.hex()
        case dict():
            return {str(key): _hex(item) for key, item in value.items()}
        case list() | tuple():
            return [_hex(item) for item in value]
        case _:
            return value


def _plain(value: object) -> object:
    return str(value)
