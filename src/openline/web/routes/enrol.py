"""Getting in and leaving: the enrolment link, the session cookie, `POST /leave`.

Spec: docs/console.md, 1.
"""

import re
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from openline.core.errors import BadInput, OpenlineError, TooLarge
from openline.web.access import Parts, parts_of
from openline.web.answers import documented, error_response, status_of
from openline.web.auth import Token, TokenUsed

_FORM_BYTES: Final = 1_024
_COOKIE_S: Final = 30 * 86_400
"""How long a browser keeps the cookie; the station ends the session long before."""
_FORM: Final = re.compile(rb"[\x21-\x7e]*\Z")


async def show(request: Request) -> Response:
    """`GET /enrol/{token}`: what the link is for. Uses nothing up."""
    parts = parts_of(request)
    try:
        token = parts.door.peek(request.path_params["token"])
    except TokenUsed:
        return _used(request)
    page = parts.text.enrol(
        request.path_params["token"],
        token.person,
        _desk_name(parts, token),
        token.language,
    )
    return HTMLResponse(page)


async def use(request: Request) -> Response:
    """`POST /enrol/{token}`: uses the link up and signs this browser in."""
    parts = parts_of(request)
    text, cookie = request.path_params["token"], parts.origin.cookie
    try:
        language = await _language(request)
        key = await parts.door.redeem(text, language)
        await parts.door.leave(request.cookies.get(cookie, ""))
    except TokenUsed:
        return _used(request)
    except Exception as error:  # noqa: BLE001 - the border: nothing else may leave
        return _failed(request, documented(error))
    response = RedirectResponse("/", 303)
    response.set_cookie(
        cookie,
        key,
        max_age=_COOKIE_S,
        httponly=True,
        samesite="strict",
        secure=parts.origin.secure,
    )
    return response


async def leave(request: Request) -> Response:
    """`POST /leave`: ends the session of this browser and shows the way back in."""
    parts = parts_of(request)
    try:
        await parts.door.leave(request.cookies.get(parts.origin.cookie, ""))
    except OpenlineError as error:
        return error_response(error)
    response = RedirectResponse("/", 303)
    response.delete_cookie(
        parts.origin.cookie, httponly=True, samesite="strict", secure=parts.origin.secure
    )
    return response


async def _language(request: Request) -> str:
    form = b""
    async for piece in request.stream():
        form += piece
        if len(form) > _FORM_BYTES:
            raise TooLarge("The form is longer than any of this console.")
    if _FORM.match(form) is None:
        raise BadInput("The form is not one of this console.")
    fields = parse_qs(form.decode(), max_num_fields=4)
    if set(fields) != {"language"} or len(fields["language"]) != 1:
        raise BadInput("The form must name one language.")
    return fields["language"][0]


def _desk_name(parts: Parts, token: Token) -> str:
    for desk in parts.desk.desks():
        if desk.code == token.desk:
            return desk.names.get(token.language) or next(iter(desk.names.values()), desk.code)
    return token.desk


def _used(request: Request) -> Response:
    text = parts_of(request).text
    language = text.language(request.headers.get("accept-language", ""))
    return HTMLResponse(text.used(language), 410)


def _failed(request: Request, error: OpenlineError) -> Response:
    text = parts_of(request).text
    language = text.language(request.headers.get("accept-language", ""))
    return HTMLResponse(text.failed(error.what, error.advice, language), status_of(error))


ROUTES: Final = [
    Route("/enrol/{token}", show, methods=["GET"]),
    Route("/enrol/{token}", use, methods=["POST"]),
    Route("/leave", leave, methods=["POST"]),
]
