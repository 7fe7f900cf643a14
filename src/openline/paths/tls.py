"""TLS 1.3 between stations, both certificates pinned by the hash of their public key.

The pin is checked in OpenSSL's verification callback, so that a stranger is refused inside the
handshake and never sees an answer to anything it sends. Names, issuers and dates in the
certificates mean nothing here: the agreement says which keys a station has, and for how long.

Python's own `ssl` has no such callback; `pyOpenSSL`, which is kept by the makers of
`cryptography`, has.

Spec: docs/spec/13-transport.md, 1 and 2.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from OpenSSL import SSL, crypto

from openline.ports.errors import BadTransportKey

_PIECE_BYTES: Final = 2_048
"""What OpenSSL is given at a time. It keeps a buffer of the largest size it ever needed, and a
station has thousands of links that are idle most of the time."""

_RECORD_BYTES: Final = 16_384

Pinned = Callable[[bytes], bool]
"""Whether a key, given by the SHA-256 of its SubjectPublicKeyInfo, may be at the other end."""


class Refused(Exception):
    """The handshake or the stream ended. `cause` is one of the codes of the specification."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


def make_context(certificate: bytes, private_key: bytes) -> SSL.Context:
    """Return what all links of a station share; it serves both ends of a link.

    Args:
        certificate: The station's TLS certificate, PEM.
        private_key: Its key, PEM, not encrypted.

    Raises:
        BadTransportKey: They cannot be read, or do not belong together.
    """
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_min_proto_version(SSL.TLS1_3_VERSION)
    # A resumed session would skip the certificates.
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.set_options(SSL.OP_NO_TICKET)
    context.set_mode(SSL.MODE_RELEASE_BUFFERS)
    context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, _verify)
    try:
        context.use_certificate(x509.load_pem_x509_certificate(certificate))
        key = serialization.load_pem_private_key(private_key, None)
        context.use_privatekey(key)  # type: ignore[arg-type] # a kind that TLS cannot use raises
        context.check_privatekey()
    except (ValueError, TypeError, SSL.Error) as error:
        raise BadTransportKey("The station's TLS key and certificate do not fit.") from error
    return context


def key_hash(certificate: x509.Certificate) -> bytes:
    """SHA-256 of the certificate's SubjectPublicKeyInfo: what a pin is."""
    spki = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return sha256(spki).digest()


class Tunnel:
    """One TLS connection between two buffers: no socket, no waiting.

    Args:
        context: From `make_context`.
        pinned: Asked about the key at the other end.
        dialled: Whether we opened the connection.

    Attributes:
        peer_key: The pin of the key at the other end; None until the handshake is over.
    """

    def __init__(self, context: SSL.Context, pinned: Pinned, *, dialled: bool) -> None:
        self.peer_key: bytes | None = None
        self._pinned = pinned
        self._tls = SSL.Connection(context)
        self._tls.set_app_data(pinned)
        if dialled:
            self._tls.set_connect_state()
        else:
            self._tls.set_accept_state()

    def take(self, received: bytes) -> Iterator[bytes]:
        """Yield what the received bytes hold, in pieces; nothing before the key is checked.

        Raises:
            Refused: Strange key, broken stream, or the other end has closed it.
        """
        for start in range(0, len(received), _PIECE_BYTES):
            self._tls.bio_write(received[start : start + _PIECE_BYTES])
            if self.peer_key is None:
                self.shake()
            if self.peer_key is not None:
                yield from self._read()

    def shake(self) -> None:
        """Go on with the handshake. Raises Refused."""
        try:
            self._tls.do_handshake()
        except SSL.WantReadError:
            return
        except SSL.Error as error:
            raise Refused(_cause(error)) from error
        certificate = self._tls.get_peer_certificate(as_cryptography=True)
        pin = None if certificate is None else key_hash(certificate)
        if pin is None or not self._pinned(pin):
            raise Refused("wrong-key")  # the callback has seen to it; this is the second lock
        self.peer_key = pin

    def put(self, data: bytes) -> bytes:
        """Encrypt bytes; returns what is to be sent to the other end."""
        if not data:
            return self.due()
        due = []
        for start in range(0, len(data), _PIECE_BYTES):
            self._tls.send(data[start : start + _PIECE_BYTES])
            due.append(self.due())
        return b"".join(due)

    def shut(self) -> None:
        """Say that no more follows. Needs no answer."""
        with suppress(SSL.Error):  # if the handshake is not over there is nothing to close
            self._tls.shutdown()

    def due(self) -> bytes:
        """Return what TLS itself wants to send to the other end."""
        pieces: list[bytes] = []
        try:
            # A shorter piece is the last one. To ask once more costs as much as to encrypt it.
            while not pieces or len(pieces[-1]) == _RECORD_BYTES:
                pieces.append(self._tls.bio_read(_RECORD_BYTES))
        except SSL.WantReadError:
            pass
        return b"".join(pieces)

    def _read(self) -> Iterator[bytes]:
        while True:
            try:
                yield self._tls.recv(_RECORD_BYTES)
            except SSL.WantReadError:
                return
            except SSL.Error as error:
                raise Refused(_cause(error)) from error


def _verify(
    connection: SSL.Connection, certificate: crypto.X509, _error: int, depth: int, _ok: int
) -> bool:
    # OpenSSL's own verdict does not matter. A certificate that comes along as an issuer is
    # refused too, so the one asked about here is the one whose key signed the handshake.
    try:
        pin = key_hash(certificate.to_cryptography())
    except Exception:  # noqa: BLE001 - a stranger's bytes, and whatever a parser makes of them
        return False
    pinned: Pinned = connection.get_app_data()
    return depth == 0 and pinned(pin)


def _cause(error: SSL.Error) -> str:
    if isinstance(error, SSL.ZeroReturnError | SSL.SysCallError):
        return "closed"
    reasons = {str(part[-1]) for part in (error.args[0] if error.args else ())}
    if "certificate verify failed" in reasons:
        return "wrong-key"
    if any("alert" in reason for reason in reasons):
        return "not-accepted"
    return "no-tls"
