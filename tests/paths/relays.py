"""A relay for tests: a real one, in the test's own event loop."""

import os
from pathlib import Path

from openline.core.crypto.keys import StationId
from openline.paths.relay import RelayPaths
from openline.paths.tls import make_context
from openline.relay.credential import Credential, encode_credential
from openline.relay.server import RelayServer
from openline.relay.shelf import Shelf
from tests.paths.stations import identity, station_id

NOW_S = 1_800_000_000
MAILBOXES = (bytes(range(32)),)
"""What stations of one line derive their mailboxes from."""


class Relay:
    """A relay with its own clock; started again on the same port and shelf after `stop`."""

    def __init__(
        self,
        folder: Path | None = None,
        *,
        total: int = 1 << 24,
        kind: type[RelayServer] = RelayServer,
    ) -> None:
        self._kind = kind
        self.now_s = NOW_S
        self.secret = os.urandom(32)
        self.revoked: frozenset[bytes] = frozenset()
        self.total = total
        self.port = 0
        self.path = Path(":memory:") if folder is None else folder / "shelf.db"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def pin(self) -> bytes:
        return identity("relay").pin

    def credential(self, name: str = "one", *, days: int = 30, mib: int = 8) -> bytes:
        held = Credential(name.encode().ljust(8, b"."), NOW_S + days * 86_400, mib)
        return encode_credential(held, self.secret)

    def paths(self, name: str, credential: bytes | None = None) -> RelayPaths:
        return self.through(station_id(name), credential)

    def through(self, station: StationId, credential: bytes | None = None) -> RelayPaths:
        return RelayPaths(
            station,
            self.address,
            self.pin,
            self.credential() if credential is None else credential,
            name="relay",
            now_s=lambda: self.now_s,
        )

    async def start(self) -> None:
        own = identity("relay")
        self.shelf = Shelf(self.path, self.total)
        self.server = self._kind(
            make_context(own.certificate, own.private_key),
            self.secret,
            self.shelf,
            keep_s=7 * 86_400,
            revoked=self.revoked,
            now_s=lambda: self.now_s,
        )
        await self.server.start("127.0.0.1", self.port)
        self.port = self.server.port

    async def stop(self) -> None:
        await self.server.stop()
        self.shelf.close()
