"""The console's page and its files.

Spec: docs/console.md, 1.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from openline.web.access import console_of, parts_of
from openline.web.answers import error_response
from openline.web.auth import NotSignedIn


async def index(request: Request) -> Response:
    """`GET /`: the console, or how to get in."""
    parts = parts_of(request)
    try:
        console_of(request)
    except NotSignedIn:
        language = parts.text.language(request.headers.get("accept-language", ""))
        return HTMLResponse(parts.text.no_session(language), 401)
    return parts.statics.answer("/page/index.html", request) or await missing(request)


async def inside(request: Request) -> Response:
    """`GET /page/…` and `GET /locale/…`: files of the console, with a session only."""
    try:
        console_of(request)
    except NotSignedIn as error:
        return error_response(error)
    return parts_of(request).statics.answer(request.url.path, request) or await missing(request)


async def outside(request: Request) -> Response:
    """`GET /door/…`: files of the pages before the console."""
    return parts_of(request).statics.answer(request.url.path, request) or await missing(request)


async def missing(request: Request) -> Response:
    """Whatever there is not, for somebody who was let in."""
    text = parts_of(request).text
    language = text.language(request.headers.get("accept-language", ""))
    return HTMLResponse(text.missing(language), 404)


async def nowhere(request: Request, error: Exception) -> Response:
    """An address or method that no route has; without a session nobody learns which."""
    try:
        console_of(request)
    except NotSignedIn as refusal:
        return error_response(refusal)
    response = await missing(request)
    response.status_code = getattr(error, "status_code", 404)
    return response


ROUTES: Final = [
    Route("/", index, methods=["GET"]),
    Route("/page/{path:path}", inside, methods=["GET"]),
    Route("/locale/{path:path}", inside, methods=["GET"]),
    Route("/door/{path:path}", outside, methods=["GET"]),
]
