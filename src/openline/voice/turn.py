"""Short-lived credentials for a TURN server that shares a secret with the station.

The scheme is that of coturn's `use-auth-secret` (draft-uberti-behave-turn-rest-00): the user
name is the second at which it expires, a colon and a label; the password is the HMAC-SHA1 of
the user name under the shared secret, in base64. SHA-1 is what the scheme fixes; forging needs
the secret all the same, and what is gained is relaying of frames that are encrypted twice.

Spec: docs/spec/14-voice.md.
"""

import base64
import hmac
from collections.abc import Sequence
from typing import Any

import msgspec


class TurnCredential(msgspec.Struct, frozen=True):
    """A user name and the password that goes with it."""

    username: str
    credential: str

    def __repr__(self) -> str:
        return f"TurnCredential({self.username!r})"


def turn_credential(secret: bytes, label: str, *, now_s: int, ttl_s: int) -> TurnCredential:
    """Return a credential that coturn accepts until `now_s + ttl_s`.

    Args:
        secret: The shared secret, at least 16 bytes.
        label: Who asks, in letters that tell coturn's log nothing about a person.
        now_s: Seconds since 1970.
        ttl_s: Seconds until a new allocation with it is refused.
    """
    username = f"{now_s + ttl_s}:{label}"
    code = hmac.digest(secret, username.encode(), "sha1")
    return TurnCredential(username, base64.b64encode(code).decode())


def turn_document(
    policy: str, urls: Sequence[str], credential: TurnCredential | None
) -> dict[str, Any]:
    """Return the document of `GET /api/lines/ID/turn`.

    Args:
        policy: `relay` or `all`, by the line's agreement.
        urls: Addresses of our TURN server; empty: none is set up.
        credential: None: the server asks for none.
    """
    if not urls:
        return {"policy": policy, "servers": []}
    server: dict[str, Any] = {"urls": list(urls)}
    if credential is not None:
        server |= {"username": credential.username, "credential": credential.credential}
    return {"policy": policy, "servers": [server]}
