"""A relay's folder: settings, keys, and the file of waiting pieces.

```text
relay.toml           settings
keys/                tls.key tls.crt credential.key; for its user alone
waiting.db           pieces that wait; may be removed at any time while the relay is stopped
```
"""

import base64
import datetime
import secrets
from pathlib import Path
from typing import Annotated, Final

import msgspec
from cryptography import x509

from openline.paths.tls import key_hash, make_context
from openline.relay.credential import Credential, encode_credential
from openline.relay.server import RelayServer
from openline.relay.shelf import Shelf
from openline.station.config import parse_listen
from openline.station.files import make_folder, read_bytes, write_new
from openline.station.keys import make_tls, read_secret, write_secret
from openline.station.relaycard import RelayCard, encode_relay_card
from openline.station.tomlfile import BadFile, read_toml

DAY_S: Final = 86_400
_SETTINGS: Final = """\
# Settings of this relay.
listen = {listen}
# As stations reach it.
address = {address}
# All that waits together, in MiB.
total_mib = 1024
# So long it waits at most.
keep_days = 7
# Names of credentials taken back, as `openline relay grant` told them.
revoked = []
"""


class RelaySettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`relay.toml`."""

    listen: str
    address: str
    total_mib: Annotated[int, msgspec.Meta(ge=1, le=1 << 20)] = 1_024
    keep_days: Annotated[int, msgspec.Meta(ge=1, le=7)] = 7
    revoked: tuple[str, ...] = ()


class RelayFolder:
    """A relay's folder, opened.

    Raises:
        NoSuchFile, BadFile, BadInput: Its settings cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        file = path / "relay.toml"
        self.settings = settings = read_toml(file, RelaySettings)
        parse_listen(settings.listen)
        parse_listen(settings.address)
        try:
            self._revoked = frozenset(bytes.fromhex(name) for name in settings.revoked)
        except ValueError:
            raise BadFile(
                f"{file}: a name in revoked is not 16 hexadecimal digits.",
                advice="Write the name as `openline relay grant` told it.",
            ) from None

    def grant(self, days: int, mib: int, now_s: int) -> tuple[str, bytes]:
        """Make a credential; returns its name and the card for a station's folder."""
        name = secrets.token_bytes(8)
        credential = Credential(name, now_s + days * DAY_S, mib)
        shown = encode_credential(credential, self._secret())
        certificate = x509.load_pem_x509_certificate(self._tls_certificate())
        card = RelayCard(
            self.settings.address,
            key_hash(certificate).hex(),
            base64.urlsafe_b64encode(shown).decode(),
        )
        return name.hex(), encode_relay_card(card)

    def server(self) -> tuple[RelayServer, Shelf]:
        """Put the relay together.

        Raises:
            ShelfBroken, BadTransportKey, BadKeyFile, NoSuchFile: A file cannot be used.
        """
        settings = self.settings
        key = read_bytes(self.path / "keys" / "tls.key", 1 << 16)
        shelf = Shelf(self.path / "waiting.db", settings.total_mib << 20)
        server = RelayServer(
            make_context(self._tls_certificate(), key),
            self._secret(),
            shelf,
            keep_s=settings.keep_days * DAY_S,
            revoked=self._revoked,
        )
        return server, shelf

    def _tls_certificate(self) -> bytes:
        return read_bytes(self.path / "keys" / "tls.crt", 1 << 16)

    def _secret(self) -> bytes:
        return read_secret(self.path / "keys" / "credential.key")


def create_relay(path: Path, listen: str, address: str, now: datetime.datetime) -> None:
    """Make a relay's folder and keys.

    Raises:
        BadInput, FileInTheWay, ...: It cannot be made.
    """
    parse_listen(listen)
    parse_listen(address)
    make_folder(path)
    keys = path / "keys"
    keys.mkdir(mode=0o700)
    make_tls(keys / "tls.key", keys / "tls.crt", now)
    write_secret(keys / "credential.key", secrets.token_bytes(32))
    told = {"listen": listen, "address": address}
    quoted = {key: msgspec.json.encode(value).decode() for key, value in told.items()}
    write_new(path / "relay.toml", _SETTINGS.format(**quoted).encode())
