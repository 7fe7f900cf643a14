"""One-way sessions: openings, sealed parcels and key notices, byte for byte.

Station A draws a secret, signs it together with a header that names line, terms, both stations
and the sealing key, and seals both to B's sealing key by HPKE. From the secret both derive the
session key; each process start draws a stream key from it, whose counter lives in memory alone,
so that no restored database can repeat a nonce. A stolen sealing key reads, but cannot speak; a
stolen signing key speaks, but cannot read.

Random bytes arrive as arguments, with one exception: the library draws HPKE's own.

Spec: docs/spec/06-session.md.
"""

import struct
from collections import OrderedDict
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256, shake_256
from hmac import compare_digest
from typing import Annotated, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import (
    MLKEM768PrivateKey,
    MLKEM768PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand
from msgspec import Meta

from openline.core.codec import Struct, encode, parse
from openline.core.crypto.keys import (
    Bytes8,
    Digest,
    LineId,
    SealKeyId,
    SessionId,
    StationId,
    StationKeys,
    label,
)
from openline.core.crypto.signatures import (
    ED_SIGNATURE,
    STATION_SIGNATURE,
    verify_ed,
    verify_ml,
)
from openline.core.errors import (
    BadInput,
    CannotOpen,
    Malformed,
    NotAllowed,
    Replayed,
    TooLarge,
    UnknownKey,
    UnknownStation,
    WrongRecipient,
)

SUITE: Final = 1
PARCEL: Final = 1
OPENING: Final = 2
KEY_NOTICE: Final = 3

SEAL_PUBLIC_BYTES: Final = 1216
SECRET_BYTES: Final = 32
HEADER_BYTES: Final = 153
OPENING_BYTES: Final = 3814
PARCEL_OVERHEAD: Final = 37
PLAINTEXT_LIMIT: Final = 65_536
BODY_LIMIT: Final = PLAINTEXT_LIMIT - 5
PADDED_SIZES: Final = (256, 1_024, 4_096, 16_384, PLAINTEXT_LIMIT)
STREAMS_PER_SESSION: Final = 16
REPLAY_WINDOW: Final = 1_024

_HPKE: Final = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_MLKEM_PUBLIC_BYTES: Final = 1184
_HEADER: Final = struct.Struct(">B32s32s32s32s8s8sQ")
_PARCEL_HEAD: Final = struct.Struct(">B8s8sI")
_PLAIN_HEAD: Final = struct.Struct(">BI")
_LAST_COUNTER: Final = 0xFFFF_FFFE
_NO_PSK: Final = bytes(8)
_KEY_NOTICE_LIMIT: Final = 1_400


class Header(Struct):
    """What an opening binds. `time_ms`: the sender's clock, milliseconds since 1970."""

    line: LineId
    terms: Digest
    sender: StationId
    recipient: StationId
    seal_key: SealKeyId
    psk: Bytes8
    time_ms: int


def encode_header(header: Header) -> bytes:
    """The 153 bytes of a header of suite 1."""
    return _HEADER.pack(
        SUITE,
        header.line,
        header.terms,
        header.sender,
        header.recipient,
        header.seal_key,
        header.psk,
        header.time_ms,
    )


def parse_header(data: bytes) -> Header:
    """Read the 153 bytes of a header.

    Raises:
        Malformed: Another length or another suite.
    """
    if len(data) != HEADER_BYTES:
        raise Malformed(f"A session header has {HEADER_BYTES} bytes, not {len(data)}.")
    suite, line, terms, sender, recipient, seal_key, psk, time_ms = _HEADER.unpack(data)
    if suite != SUITE:
        raise Malformed(f"Cipher suite {suite} is not agreed.", suite=suite)
    return Header(
        LineId(line),
        Digest(terms),
        StationId(sender),
        StationId(recipient),
        SealKeyId(seal_key),
        psk,
        time_ms,
    )


def seal_key_id(public: bytes) -> SealKeyId:
    """H(L("seal-key") || pk), first 8 bytes."""
    return SealKeyId(sha256(label("seal-key") + public).digest()[:8])


def psk_id(psk: bytes | None) -> bytes:
    """H(L("psk") || psk), first 8 bytes; zeros if the terms say that there is none.

    Raises:
        BadInput: The secret has not exactly 32 bytes.
    """
    if psk is None:
        return _NO_PSK
    if len(psk) != SECRET_BYTES:
        raise BadInput(f"The secret from the ceremony has {SECRET_BYTES} bytes.")
    return sha256(label("psk") + psk).digest()[:8]


class SealingKey:
    """A private sealing key (X-Wing), made from 32 random bytes. Its `repr` shows the id only.

    The seed is the decapsulation key of the X-Wing draft: SHAKE-256 turns it into the seed of
    ML-KEM-768 (64 bytes) and the X25519 key (32 bytes).
    """

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SECRET_BYTES:
            raise BadInput(f"A sealing key is made from {SECRET_BYTES} bytes.")
        expanded = shake_256(seed).digest(96)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[64:])
        self._private = MLKEM768X25519PrivateKey(mlkem, x25519)
        self.public = (
            mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        )
        self.key_id = seal_key_id(self.public)

    def __repr__(self) -> str:
        return f"SealingKey({self.key_id.hex()})"

    def decrypt(self, sealed: bytes, info: bytes) -> bytes:
        """Open what `seal_opening` sealed.

        Raises:
            CannotOpen: Altered bytes, or another key or recipient.
        """
        try:
            return _HPKE.decrypt(sealed, self._private, info)
        except (InvalidTag, ValueError):
            raise CannotOpen("The opening does not open with the key that it names.") from None


@lru_cache(maxsize=16)
def _public_key(public: bytes) -> MLKEM768X25519PublicKey:
    """Load a sealing key of 1,216 bytes: ML-KEM-768, then X25519.

    An X25519 key of small order loads, and only sealing to it fails: so that is tried here.
    """
    try:
        key = MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC_BYTES]),
            X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC_BYTES:]),
        )
        _HPKE.encrypt(b"", key, b"")
        return key
    except ValueError:
        raise Malformed("The sealing key cannot be used.") from None


# --- openings -------------------------------------------------------------------------------


def opening_tbs(header: Header, secret: bytes) -> bytes:
    """What the sending station signs: L("open") || header || H(L("secret") || s)."""
    return label("open") + encode_header(header) + _secret_hash(secret)


def session_id(header: Header, secret: bytes) -> SessionId:
    """The first 8 bytes of H(L("session") || header || H(L("secret") || s))."""
    bound = label("session") + encode_header(header) + _secret_hash(secret)
    return SessionId(sha256(bound).digest()[:8])


def session_key(header: Header, secret: bytes, psk: bytes | None) -> bytes:
    """K, 32 bytes: the key that both ends derive stream keys from."""
    info = label("session") + sha256(encode_header(header)).digest()
    return HKDF(SHA256(), 32, psk or bytes(32), info).derive(secret)


def seal_opening(header: Header, secret: bytes, signature: bytes, public: bytes) -> bytes:
    """Seal a signed opening to the recipient's sealing key; 3,814 bytes.

    HPKE encryption draws its own randomness inside the library, so equal arguments give
    different bytes.

    Args:
        header: Names the recipient and its sealing key.
        secret: 32 random bytes, never used before.
        signature: The station's over `opening_tbs`, 2,484 bytes.
        public: The recipient's sealing key, 1,216 bytes.

    Raises:
        Malformed: The other side's sealing key cannot be used.
    """
    plaintext = encode_header(header) + secret + signature
    info = _seal_info(header.recipient, header.seal_key)
    sealed = _HPKE.encrypt(plaintext, _public_key(public), info)
    return bytes((OPENING,)) + header.seal_key + sealed


@dataclass(frozen=True)
class Opened:
    """A session that another station has opened. Commit `session` and `key` before using it."""

    header: Header
    session: SessionId
    key: bytes = field(repr=False)


def open_opening(
    data: bytes,
    *,
    here: StationId,
    line: LineId,
    terms: Mapping[Digest, bytes | None],
    seal_keys: Mapping[SealKeyId, SealingKey],
    stations: Mapping[StationId, StationKeys],
    seen: Container[SessionId],
) -> Opened:
    """Open and check an opening, cheap checks first.

    Args:
        data: Hostile bytes.
        here: This station.
        line: The line.
        terms: Hash of the current and of the previous terms, each with its secret from the
            ceremony, if the terms say that there is one.
        seal_keys: This station's sealing keys on this line, by id.
        stations: The keys of the other parties' stations.
        seen: The sessions opened before.

    Raises:
        Malformed: Wrong length, suite or secret id.
        UnknownKey: No such sealing key here: answer with a key notice.
        CannotOpen: HPKE refuses it.
        WrongRecipient: Another line, other terms, another station or another sealing key.
        UnknownStation: The sender is no station of the line.
        BadSignature: Either signature does not verify.
        Replayed: The session was opened before.
    """
    if len(data) != OPENING_BYTES or data[0] != OPENING:
        raise Malformed(f"An opening has {OPENING_BYTES} bytes and begins with 2.")
    seal_key = seal_keys.get(SealKeyId(data[1:9]))
    if seal_key is None:
        raise UnknownKey("The opening names a sealing key that this station has not.")
    plaintext = seal_key.decrypt(data[9:], _seal_info(here, seal_key.key_id))
    header = parse_header(plaintext[:HEADER_BYTES])
    secret = plaintext[HEADER_BYTES : HEADER_BYTES + SECRET_BYTES]
    _check_addressed(header, here, line, terms, seal_key)
    keys = stations.get(header.sender)
    if keys is None:
        raise UnknownStation("The opening comes from a station that is not on this line.")
    signature = plaintext[HEADER_BYTES + SECRET_BYTES :]
    message = opening_tbs(header, secret)
    verify_ed(keys.ed, message, signature[:ED_SIGNATURE])
    verify_ml(keys.ml, message, signature[ED_SIGNATURE:])
    session = session_id(header, secret)
    if session in seen:
        raise Replayed("This session was opened before.")
    return Opened(header, session, session_key(header, secret, terms[header.terms]))


def _check_addressed(
    header: Header,
    here: StationId,
    line: LineId,
    terms: Mapping[Digest, bytes | None],
    seal_key: SealingKey,
) -> None:
    if header.line != line:
        raise WrongRecipient("The opening is for another line.")
    if header.terms not in terms:
        raise WrongRecipient("The opening is made under terms that are not in force here.")
    if header.recipient != here or header.seal_key != seal_key.key_id:
        raise WrongRecipient("The opening is for another station or sealing key.")
    if not compare_digest(header.psk, psk_id(terms[header.terms])):
        raise WrongRecipient(
            "The two sides hold different secrets from the ceremony.",
            advice="Compare the secret's id on both sides; repeat the exchange if they differ.",
        )


def _secret_hash(secret: bytes) -> bytes:
    return sha256(label("secret") + secret).digest()


def _seal_info(recipient: StationId, seal_key: SealKeyId) -> bytes:
    return label("seal") + recipient + seal_key


# --- key notices ----------------------------------------------------------------------------


class KeyNotice(Struct):
    """A station's newest sealing key, in clear. `not_after_s`: seconds since 1970."""

    station: StationId
    serial: int
    seal_pk: Annotated[bytes, Meta(min_length=1216, max_length=1216)]
    not_after_s: int


def key_notice_tbs(notice: KeyNotice) -> bytes:
    """What the station signs: L("keys") || ENC."""
    return label("keys") + encode(notice)


def encode_key_notice(notice: KeyNotice, signature: bytes) -> bytes:
    """0x03 || ENC || the station's signature of 2,484 bytes."""
    return bytes((KEY_NOTICE,)) + encode(notice) + signature


def open_key_notice(data: bytes, stations: Mapping[StationId, StationKeys]) -> KeyNotice:
    """Read and check a key notice. Of several the highest serial wins; the caller compares.

    Raises:
        Malformed: The bytes are no key notice, or the sealing key cannot be used.
        UnknownStation: It comes from a station that is not on this line.
        BadSignature: Either signature does not verify.
    """
    split = len(data) - STATION_SIGNATURE
    if split < 2 or data[0] != KEY_NOTICE:
        raise Malformed("A key notice begins with 3 and ends with a station's signature.")
    notice = parse(KeyNotice, data[1:split], limit=_KEY_NOTICE_LIMIT)
    keys = stations.get(notice.station)
    if keys is None:
        raise UnknownStation("The key notice comes from a station that is not on this line.")
    message = label("keys") + data[1:split]
    verify_ed(keys.ed, message, data[split : split + ED_SIGNATURE])
    verify_ml(keys.ml, message, data[split + ED_SIGNATURE :])
    _public_key(notice.seal_pk)
    return notice


# --- parcels --------------------------------------------------------------------------------


def _stream_cipher(key: bytes, stream: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDFExpand(SHA256(), 32, label("stream") + stream).derive(key))


def _nonce(number: int) -> bytes:
    return bytes(8) + number.to_bytes(4, "big")


def parcel_session(data: bytes) -> SessionId:
    """The session that a parcel names, before anything is verified.

    Raises:
        Malformed: Too short to be a parcel, or no parcel.
    """
    if len(data) < PARCEL_OVERHEAD + _PLAIN_HEAD.size or data[0] != PARCEL:
        raise Malformed("A parcel begins with 1 and has 42 bytes or more.")
    return SessionId(data[1:9])


class SealingStream:
    """The sending end of one session in one run of the process. It keeps the only counter.

    Args:
        session: The session's id.
        key: K, 32 bytes.
        stream: 8 random bytes, drawn at every start of the process.
    """

    def __init__(self, session: SessionId, key: bytes, stream: bytes) -> None:
        self._head = session + stream
        self._cipher = _stream_cipher(key, stream)
        self._number = 0

    @property
    def sealed(self) -> int:
        """How many parcels this stream has sealed."""
        return self._number

    def seal(self, kind: int, body: bytes, *, padded: bool = True) -> bytes:
        """Seal one parcel.

        Args:
            kind: The parcel type, 1 to 255.
            body: At most 65,531 bytes.
            padded: Whether to hide the length; a narrow path sends without padding.

        Raises:
            BadInput: The body is too long.
            NotAllowed: The stream's counter is used up: begin another stream.
        """
        if len(body) > BODY_LIMIT:
            raise BadInput(f"A parcel holds at most {BODY_LIMIT} bytes, not {len(body)}.")
        if self._number > _LAST_COUNTER:
            raise NotAllowed("This stream's counter is used up.", advice="Begin a new stream.")
        number = self._number
        self._number += 1
        plaintext = _PLAIN_HEAD.pack(kind, len(body)) + body
        if padded:
            plaintext = plaintext.ljust(_padded_size(len(plaintext)), b"\x00")
        head = bytes((PARCEL,)) + self._head + number.to_bytes(4, "big")
        return head + self._cipher.encrypt(_nonce(number), plaintext, head)


def _padded_size(size: int) -> int:
    """The smallest of the padded sizes that holds `size` bytes."""
    return next(step for step in PADDED_SIZES if size <= step)


class _Window:
    """Which counters of one stream have come, within the newest 1,024."""

    def __init__(self, cipher: ChaCha20Poly1305) -> None:
        self.cipher = cipher
        self._highest = -1
        self._came = 0

    def take(self, number: int) -> None:
        """Note a counter whose parcel is authentic.

        Raises:
            Replayed: It came before, or is older than the window.
        """
        ahead = number - self._highest
        if ahead > 0:
            kept = self._came << ahead if ahead < REPLAY_WINDOW else 0
            self._came = (kept | 1) & ((1 << REPLAY_WINDOW) - 1)
            self._highest = number
            return
        if -ahead >= REPLAY_WINDOW or self._came >> -ahead & 1:
            raise Replayed("This parcel came before, or is too old to tell.", number=number)
        self._came |= 1 << -ahead


class ParcelOpener:
    """The receiving end of one session: at most 16 streams, each with a window of 1,024.

    Of more streams the one used longest ago is forgotten. All is in memory: after a restart an
    old parcel may pass once more, so parcel types are idempotent or protect themselves.
    """

    def __init__(self, session: SessionId, key: bytes) -> None:
        self._session = session
        self._key = key
        self._windows: OrderedDict[bytes, _Window] = OrderedDict()

    def open(self, parcel: bytes) -> tuple[int, bytes]:
        """Open one parcel.

        Returns:
            Its type and body.

        Raises:
            Malformed: It is no parcel, or its sender built it wrongly.
            TooLarge: It is longer than any parcel.
            UnknownKey: It belongs to another session.
            CannotOpen: It was altered on the way.
            Replayed: It came before.
        """
        if parcel_session(parcel) != self._session:
            raise UnknownKey("The parcel belongs to another session.")
        if len(parcel) > PARCEL_OVERHEAD + PLAINTEXT_LIMIT:
            raise TooLarge(f"A parcel of {len(parcel)} bytes.", size=len(parcel))
        _, _, stream, number = _PARCEL_HEAD.unpack_from(parcel)
        window = self._windows.get(stream) or _Window(_stream_cipher(self._key, stream))
        try:
            plaintext = window.cipher.decrypt(
                _nonce(number), parcel[_PARCEL_HEAD.size :], parcel[: _PARCEL_HEAD.size]
            )
        except InvalidTag:
            raise CannotOpen("The parcel was altered on the way.") from None
        window.take(number)
        self._remember(stream, window)
        return _unpad(plaintext)

    def _remember(self, stream: bytes, window: _Window) -> None:
        self._windows[stream] = window
        self._windows.move_to_end(stream)
        if len(self._windows) > STREAMS_PER_SESSION:
            self._windows.popitem(last=False)


def _unpad(plaintext: bytes) -> tuple[int, bytes]:
    kind, length = _PLAIN_HEAD.unpack_from(plaintext)
    end = _PLAIN_HEAD.size + length
    if end > len(plaintext):
        raise Malformed("The parcel's body is shorter than it says.")
    padding = len(plaintext) - end
    if padding not in (0, _padded_size(end) - end) or plaintext[end:] != bytes(padding):
        raise Malformed("The parcel is not padded as the specification says.")
    return kind, plaintext[_PLAIN_HEAD.size : end]
