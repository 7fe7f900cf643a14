"""The JSON interface beside the live connection: older pages, proofs, checks, exports, TURN.

What reads much runs in a worker thread, so that no ring waits for it.

Spec: docs/console.md, 3 and 5.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Final, ParamSpec, TypeVar
from urllib.parse import quote

from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from openline.core.errors import BadInput
from openline.ports.desk import Console, StationDesk
from openline.web import roles
from openline.web.access import console_of, parts_of
from openline.web.answers import documented, error_response, json_response
from openline.web.hello import me_doc
from openline.web.openapi import openapi

P = ParamSpec("P")
T = TypeVar("T")
Handler = Callable[[StationDesk, Console, str, Request], Awaitable[Response]]

PIECE_BYTES: Final = 1 << 20
"""Of a document that a console adds, in one request."""
_MOST: Final = 200
_FEED: Final = re.compile(r"[0-9a-f]{32}\Z")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}\Z")
_REF: Final = re.compile(r"[0-9.]{5,60}\.[0-9a-f]{64}\Z")
_CURSOR: Final = re.compile(r"[\x21-\x7e]{1,200}\Z")
_NUMBER: Final = re.compile(r"[0-9]{1,15}\Z")
CALENDAR_BYTES: Final = 131_072
SPEECH_BYTES: Final = 128_000
"""8 s of samples. Of what is longer the station is given one byte more, and refuses it."""
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9._-]{1,120}\Z")


def line_route(path: str, read: str, handler: Handler, *, method: str = "GET") -> Route:
    """Make a route below `/api/lines/{line}` that checks session, role and line first."""

    async def endpoint(request: Request) -> Response:
        try:
            desk, console = parts_of(request).desk, console_of(request)
            roles.check(roles.READS, read, console.role)
            line = request.path_params["line"]
            roles.check_line(desk.lines(console), line)
            return await handler(desk, console, line, request)
        except Exception as error:  # noqa: BLE001 - the border: nothing else may leave
            return error_response(documented(error))

    return Route(f"/api/lines/{{line}}/{path}", endpoint, methods=[method])


async def messages(
    desk: StationDesk, console: Console, line: str, request: Request
) -> Response:
    """Older messages than the cursor `before`."""
    given = _parameters(request, before=_CURSOR, limit=_NUMBER)
    limit = _limit(given)
    before = given.get("before")
    doc = await _read(request, desk.messages_page, console, line, before, limit)
    return json_response(doc)


async def record(desk: StationDesk, console: Console, line: str, request: Request) -> Response:
    """Entries of one feed below index `before`."""
    given = _parameters(request, feed=_FEED, before=_NUMBER, limit=_NUMBER)
    feed, limit = _feed(given), _limit(given)
    before = int(given["before"]) if "before" in given else None
    doc = await _read(request, desk.record_page, console, line, feed, before, limit)
    return json_response(doc)


async def proof(desk: StationDesk, console: Console, line: str, request: Request) -> Response:
    """The proof of one entry, as a file."""
    given = _parameters(request, feed=_FEED, index=_NUMBER)
    feed = _feed(given)
    if "index" not in given:
        raise _bad("The index of the entry is missing.", "index")
    text = await _read(request, desk.proof, console, line, feed, int(given["index"]))
    name = f"{given['feed']}-{given['index']}.tlog-proof"
    return PlainTextResponse(text, headers=_download(name))


async def verify(desk: StationDesk, console: Console, line: str, request: Request) -> Response:
    """Check the record from its bytes."""
    _parameters(request)
    return json_response(await _read(request, desk.verify, console, line))


async def export(desk: StationDesk, console: Console, line: str, request: Request) -> Response:
    """The record as a file."""
    _parameters(request)
    name, pieces = await _read(request, desk.export, console, line)
    if _FILE_NAME.match(name) is None:
        raise ValueError("an export's file name has characters that a header must not have")
    return StreamingResponse(
        iterate_in_threadpool(pieces),
        media_type="application/octet-stream",
        headers=_download(name),
    )


async def document(
    desk: StationDesk, console: Console, line: str, request: Request
) -> Response:
    """A document as a file. Its name and its bytes are a stranger's: it is only ever saved."""
    given = _parameters(request, ref=_REF)
    if "ref" not in given:
        raise _bad("The reference of the document is missing.", "ref")
    name, pieces = desk.document(console, line, given["ref"])
    return StreamingResponse(
        iterate_in_threadpool(pieces),
        media_type="application/octet-stream",
        headers={
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "content-security-policy": "default-src 'none'; sandbox",
        },
    )


async def add(desk: StationDesk, console: Console, line: str, request: Request) -> Response:
    """Take a piece of a document that is to go with a message."""
    given = _parameters(request, digest=_DIGEST, size=_NUMBER, offset=_NUMBER)
    for name in ("digest", "size", "offset"):
        if name not in given:
            raise _bad("A parameter is missing.", name)
    data = await _body(request, PIECE_BYTES)
    if len(data) > PIECE_BYTES:
        raise _bad(f"A piece may have {PIECE_BYTES} bytes.", "body")
    place = bytes.fromhex(given["digest"]), int(given["size"]), int(given["offset"])
    return json_response(await desk.add_document(console, line, *place, data))


async def calendar(
    desk: StationDesk, console: Console, line: str, request: Request
) -> Response:
    """A request as an iCalendar file."""
    given = _parameters(request, ref=_REF)
    if "ref" not in given:
        raise _bad("The request is missing.", "ref")
    name, data = await _read(request, desk.calendar, console, line, given["ref"])
    if _FILE_NAME.match(name) is None:
        raise ValueError("a calendar's file name has characters that a header must not have")
    return Response(data, media_type="text/calendar", headers=_download(name))


async def drafts(desk: StationDesk, console: Console, line: str, request: Request) -> Response:
    """The events of an iCalendar file; nothing is said on the line."""
    _parameters(request)
    data = await _body(request, CALENDAR_BYTES)
    return json_response(await _read(request, desk.calendar_drafts, console, line, data))


async def sound(desk: StationDesk, console: Console, line: str, request: Request) -> Response:
    """A spoken word, to be played by the page; this station decoded it."""
    given = _parameters(request, ref=_REF)
    if "ref" not in given:
        raise _bad("The reference of the word is missing.", "ref")
    data = await _read(request, desk.sound, console, line, given["ref"])
    return Response(data, media_type="audio/wav", headers={"cache-control": "no-store"})


async def speech(desk: StationDesk, console: Console, line: str, request: Request) -> Response:
    """Turn speech into what a spoken word carries; nothing is said on the line yet."""
    _parameters(request)
    data = await _body(request, SPEECH_BYTES)
    return json_response(await _read(request, desk.speech, console, line, data))


async def turn(desk: StationDesk, console: Console, line: str, request: Request) -> Response:
    """Credentials for our own TURN server, valid for minutes."""
    _parameters(request)
    return json_response(desk.turn(console, line))


async def me(request: Request) -> Response:
    """`GET /api/me`: who this browser is signed in as."""
    try:
        return json_response(me_doc(parts_of(request).desk, console_of(request)))
    except Exception as error:  # noqa: BLE001 - the border: nothing else may leave
        return error_response(documented(error))


async def describe(request: Request) -> Response:
    """`GET /api/openapi.json`."""
    try:
        console_of(request)
        return json_response(openapi())
    except Exception as error:  # noqa: BLE001 - the border: nothing else may leave
        return error_response(documented(error))


async def _read(request: Request, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    async with parts_of(request).reading:
        return await run_in_threadpool(read, *args, **kwargs)


async def _body(request: Request, most: int) -> bytes:
    """What a page sent; of more than `most` bytes so many and one, and the rest is not read."""
    data = bytearray()
    async for part in request.stream():
        data += part
        if len(data) > most:
            break
    return bytes(data[: most + 1])


def _parameters(request: Request, **allowed: re.Pattern[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in allowed or name in given or allowed[name].match(value) is None:
            raise _bad("A parameter is unknown, repeated, or has another form.", name)
        given[name] = value
    return given


def _limit(given: dict[str, str]) -> int:
    limit = int(given.get("limit", "50"))
    if not 1 <= limit <= _MOST:
        raise _bad(f"The limit must be from 1 to {_MOST}.", "limit")
    return limit


def _feed(given: dict[str, str]) -> bytes:
    if "feed" not in given:
        raise _bad("The feed is missing.", "feed")
    return bytes.fromhex(given["feed"])


def _download(name: str) -> dict[str, str]:
    return {"content-disposition": f'attachment; filename="{name}"'}


def _bad(what: str, field: str) -> BadInput:
    return BadInput(what, advice="See docs/console.md for the form.", field=field[:32])


ROUTES: Final = [
    line_route("messages", "messages", messages),
    line_route("record", "record", record),
    line_route("proof", "proof", proof),
    line_route("verify", "verify", verify, method="POST"),
    line_route("export", "export", export),
    line_route("document", "document", document),
    line_route("document", "add", add, method="PUT"),
    line_route("sound", "sound", sound),
    line_route("speech", "speech", speech, method="POST"),
    line_route("calendar", "calendar", calendar),
    line_route("calendar", "drafts", drafts, method="POST"),
    line_route("turn", "turn", turn),
    Route("/api/me", me, methods=["GET"]),
    Route("/api/openapi.json", describe, methods=["GET"]),
]
