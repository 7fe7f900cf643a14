"""What the routes share: the parts of the server, and who is asking."""

import asyncio

import msgspec
from starlette.requests import HTTPConnection

from openline.ports.desk import Console, StationDesk
from openline.web.auth import Doorkeeper
from openline.web.door.text import DoorText
from openline.web.live import Live
from openline.web.origin import Origin
from openline.web.statics import Statics


class Parts(msgspec.Struct, frozen=True):
    """All that answers requests. `reading` bounds how many read much at the same time."""

    desk: StationDesk
    door: Doorkeeper
    live: Live
    origin: Origin
    statics: Statics
    text: DoorText
    reading: asyncio.Semaphore


def parts_of(connection: HTTPConnection) -> Parts:
    """Return the parts of the server that got a request."""
    parts: Parts = connection.app.state.parts
    return parts


def console_of(connection: HTTPConnection) -> Console:
    """Return who asks.

    Raises:
        NotSignedIn: Nobody who was let in.
    """
    parts = parts_of(connection)
    return parts.door.console(connection.cookies.get(parts.origin.cookie))
