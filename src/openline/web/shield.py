"""What every request must pass and every answer carries.

Host must be ours, else another name that was made to point here (DNS rebinding) could read the
console. Origin must be ours for whatever changes something and for the live connection, else
another page in the same browser could act. Nothing but our own files may run, be framed, or be
cached by others. Other sites never get a referrer; our own does, since under `no-referrer` a
browser sends "Origin: null" with a form.

Spec: docs/console.md, 1.
"""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from openline.core.errors import LocalError
from openline.web.answers import error_response
from openline.web.origin import Origin

_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "worker-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'self'",
    )
)
_PERMISSIONS: Final = "microphone=(self), camera=(), geolocation=(), display-capture=()"
_SAFE: Final = frozenset({"GET", "HEAD"})


class WrongHost(LocalError):
    """The console was opened under a name that is not its own."""

    code = "wrong-host"


class WrongOrigin(LocalError):
    """Another page tries to act through this browser."""

    code = "wrong-origin"
    default_advice = "Open the console itself and act there."


class Shield:
    """ASGI middleware around everything."""

    def __init__(self, app: ASGIApp, origin: Origin) -> None:
        self._app = app
        self._origin = origin
        self._headers = {
            "content-security-policy": _POLICY,
            "x-content-type-options": "nosniff",
            "referrer-policy": "same-origin",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": _PERMISSIONS,
            "cache-control": "no-store",
        }
        if origin.secure:
            self._headers["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a strange Host or Origin; else pass on and add the headers."""

        async def send_guarded(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self._app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        if scope["type"] not in ("http", "websocket"):
            return None
        headers = Headers(scope=scope)
        if headers.getlist("host") != [self._origin.authority]:
            advice = f"Open {self._origin.text} instead."
            return _refuse(WrongHost("The console has another address.", advice=advice), 421)
        changes = scope["type"] == "websocket" or scope["method"] not in _SAFE
        if changes and headers.getlist("origin") != [self._origin.text]:
            return _refuse(WrongOrigin("This request does not come from the console."), 403)
        return None


def _refuse(error: LocalError, status: int) -> Response:
    response = error_response(error)
    response.status_code = status
    return response
