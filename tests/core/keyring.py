"""Real keys for tests: what a station's signer and root holder do outside the pure core."""

import os

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA87PrivateKey
from msgspec.structs import replace

from openline.core.crypto.keys import Digest, FeedId, RootKeys, StationId, StationKeys
from openline.core.crypto.sealing import SealingKey
from openline.core.record.checkpoint import Statement, ed_message, ml_message


class Station:
    """A station with fixed or random signing keys and one sealing key."""

    def __init__(self, seed: bytes | None = None) -> None:
        seed = seed or os.urandom(32)
        self._ed = Ed25519PrivateKey.from_private_bytes(seed)
        self._ml = MLDSA44PrivateKey.from_seed_bytes(seed)
        self.sealing = SealingKey(seed[::-1])
        self.keys = StationKeys(
            self._ed.public_key().public_bytes_raw(), self._ml.public_key().public_bytes_raw()
        )

    @property
    def id(self) -> StationId:
        return self.keys.station_id

    def sign(self, message: bytes) -> bytes:
        return self._ed.sign(message) + self._ml.sign(message)

    def state(
        self, feed: FeedId, size: int, root: Digest, time: int = 1, *, firm: bool = True
    ) -> Statement:
        bare = Statement(feed, size, root, time, b"", b"")
        ml = self._ml.sign(ml_message(bare, self.id)) if firm else b""
        return replace(bare, ed=self._ed.sign(ed_message(bare)), ml=ml)


class Root:
    """A party's root key pair."""

    def __init__(self, seed: bytes) -> None:
        self._ed = Ed25519PrivateKey.from_private_bytes(seed)
        self._ml = MLDSA87PrivateKey.from_seed_bytes(seed)
        self.keys = RootKeys(
            self._ed.public_key().public_bytes_raw(), self._ml.public_key().public_bytes_raw()
        )

    def sign(self, message: bytes) -> bytes:
        return self._ed.sign(message) + self._ml.sign(message)
