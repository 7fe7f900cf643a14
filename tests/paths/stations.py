"""Stations for tests of paths: keys, certificates, and somebody who listens."""

import asyncio
import datetime
from collections.abc import Callable
from functools import cache
from typing import NamedTuple, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from openline.core.crypto.keys import StationId
from openline.paths.tls import key_hash
from openline.ports.path import Arrived, LinkDown, LinkUp, PathEvent

E = TypeVar("E", LinkUp, LinkDown, Arrived)

PATIENCE_S = 60


class Identity(NamedTuple):
    """A TLS key with its certificate, both PEM, and its pin."""

    certificate: bytes
    private_key: bytes
    pin: bytes


@cache
def identity(name: str) -> Identity:
    """One for each name, all through a run. It ran out long ago, since dates do not count."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    long_ago = datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(long_ago)
        .not_valid_after(long_ago + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    return Identity(
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
        key_hash(certificate),
    )


def station_id(name: str) -> StationId:
    """Ids that sort as their names do."""
    return StationId(name.encode().ljust(32, b"."))


class Listener:
    """Keeps what a path tells, in order."""

    def __init__(self) -> None:
        self.events: list[PathEvent] = []
        self._new = asyncio.Event()
        self._read = 0

    def __call__(self, event: PathEvent) -> None:
        self.events.append(event)
        self._new.set()

    async def next(self, kind: type[E]) -> E:
        """The next event of a kind; others before it are passed over."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                while self._read < len(self.events):
                    event = self.events[self._read]
                    self._read += 1
                    if isinstance(event, kind):
                        return event
                self._new.clear()
                await self._new.wait()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something that was told makes the condition true."""
        async with asyncio.timeout(PATIENCE_S):
            while not condition():
                self._new.clear()
                await self._new.wait()

    def standing(self) -> set[int]:
        """Links that are up, after all that was told."""
        up: set[int] = set()
        for event in self.events:
            if isinstance(event, LinkUp):
                up.add(event.link)
            elif isinstance(event, LinkDown) and event.link is not None:
                up.remove(event.link)
        return up
