"""The signer: holds the station's signing keys and signs statements that the core wrote.

Spec: docs/spec/04-checkpoint.md, docs/spec/06-session.md.
"""

from typing import Protocol

from openline.core.crypto.keys import StationKeys


class Signer(Protocol):
    """Synchronous and quick (under 2 s, else the station is degraded). Keeps no copies."""

    @property
    def keys(self) -> StationKeys:
        """The public keys."""
        ...

    def sign_ed(self, message: bytes) -> bytes:
        """Ed25519 over `message`: 64 bytes."""
        ...

    def sign_ml(self, message: bytes) -> bytes:
        """ML-DSA-44 over `message`, empty context: 2,420 bytes."""
        ...
