"""The web application of a station, put together from its parts.

Spec: docs/console.md.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from openline.ports.desk import Cells, StationDesk
from openline.web.access import Parts
from openline.web.auth import Doorkeeper
from openline.web.door.text import DoorText
from openline.web.live import Live
from openline.web.origin import Origin
from openline.web.routes import api, enrol, page
from openline.web.shield import Shield
from openline.web.statics import Statics

READING: Final = 2
"""How many long reads of the record may run at once: rings need the processor too."""


def make_parts(
    desk: StationDesk, cells: Cells, origin: Origin, now_ms: Callable[[], int]
) -> Parts:
    """Build what answers requests; reads the sessions from the cells."""
    door = Doorkeeper(cells, desk.desks, now_ms)
    live = Live(desk, door, origin, now_ms)
    return Parts(desk, door, live, origin, Statics(), DoorText(), asyncio.Semaphore(READING))


def make_app(parts: Parts) -> Starlette:
    """Return the application."""

    async def connect(socket: WebSocket) -> None:
        await parts.live.connect(socket)

    app = Starlette(
        routes=[
            *enrol.ROUTES,
            *api.ROUTES,
            WebSocketRoute("/live", connect),
            *page.ROUTES,
        ],
        middleware=[Middleware(Shield, origin=parts.origin)],
        exception_handlers={404: page.nowhere, 405: page.nowhere},
    )
    app.state.parts = parts
    return app
