import hmac
import os
from hashlib import sha256, shake_256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from openline.core.codec import encode
from openline.core.crypto.keys import Digest, LineId, SessionId
from openline.core.crypto.sealing import (
    BODY_LIMIT,
    HEADER_BYTES,
    OPENING_BYTES,
    PARCEL_OVERHEAD,
    REPLAY_WINDOW,
    SEAL_PUBLIC_BYTES,
    STREAMS_PER_SESSION,
    Header,
    KeyNotice,
    Opened,
    ParcelOpener,
    SealingKey,
    SealingStream,
    encode_header,
    encode_key_notice,
    key_notice_tbs,
    open_key_notice,
    open_opening,
    opening_tbs,
    parcel_session,
    parse_header,
    psk_id,
    seal_opening,
    session_id,
    session_key,
)
from openline.core.errors import (
    BadInput,
    BadSignature,
    CannotOpen,
    Malformed,
    NotAllowed,
    OpenlineError,
    Replayed,
    TooLarge,
    UnknownKey,
    UnknownStation,
    WrongRecipient,
)
from tests.core.keyring import Station

ALICE, BOB, CAROL = (Station(name * 32) for name in (b"a", b"b", b"c"))
LINE, TERMS, OLD_TERMS = LineId(b"l" * 32), Digest(b"t" * 32), Digest(b"o" * 32)
SECRET, PSK = b"s" * 32, b"p" * 32
L = b"openline/v1/"
HEADER = Header(
    LINE, TERMS, ALICE.id, BOB.id, BOB.sealing.key_id, psk_id(None), 1_700_000_000_000
)
SESSION, KEY = SessionId(b"session!"), b"k" * 32


def _seal(header: Header, sender: Station = ALICE, recipient: Station = BOB) -> bytes:
    signature = sender.sign(opening_tbs(header, SECRET))
    return seal_opening(header, SECRET, signature, recipient.sealing.public)


def _open(data: bytes, **other: Any) -> Opened:
    given_: dict[str, Any] = {
        "here": BOB.id,
        "line": LINE,
        "terms": {TERMS: None, OLD_TERMS: PSK},
        "seal_keys": {BOB.sealing.key_id: BOB.sealing},
        "stations": {ALICE.id: ALICE.keys},
        "seen": set(),
    }
    return open_opening(data, **(given_ | other))


# --- headers --------------------------------------------------------------------------------


def test_the_header_is_laid_out_as_specified() -> None:
    data = encode_header(HEADER)
    assert len(data) == HEADER_BYTES
    expected = b"\x01" + LINE + TERMS + ALICE.id + BOB.id + BOB.sealing.key_id + bytes(8)
    assert data == expected + (1_700_000_000_000).to_bytes(8, "big")
    assert parse_header(data) == HEADER


@pytest.mark.parametrize(
    "data", [b"", bytes(152), bytes(153), b"\x02" + bytes(152), bytes(154)]
)
def test_other_headers_are_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_header(data)


# --- openings -------------------------------------------------------------------------------


def test_both_ends_reach_the_same_session() -> None:
    data = _seal(HEADER)
    assert len(data) == OPENING_BYTES
    opened = _open(data)
    assert opened.header == HEADER
    hidden = sha256(L + b"secret\x00" + SECRET).digest()
    header = encode_header(HEADER)
    assert opened.session == sha256(L + b"session\x00" + header + hidden).digest()[:8]
    assert opened.session == session_id(HEADER, SECRET)
    assert opened.key == session_key(HEADER, SECRET, None)
    assert opening_tbs(HEADER, SECRET) == L + b"open\x00" + header + hidden
    assert opened.key.hex() not in repr(opened)
    assert repr(opened.key) not in repr(opened)


def test_the_session_key_is_hkdf_salted_by_the_ceremony() -> None:
    for psk, salt in ((None, bytes(32)), (PSK, PSK)):
        info = L + b"session\x00" + sha256(encode_header(HEADER)).digest()
        master = hmac.digest(salt, SECRET, "sha256")
        assert session_key(HEADER, SECRET, psk) == hmac.digest(master, info + b"\x01", "sha256")


def test_a_secret_from_the_ceremony_belongs_to_its_terms() -> None:
    salted = replace(HEADER, terms=OLD_TERMS, psk=psk_id(PSK))
    assert _open(_seal(salted)).key == session_key(salted, SECRET, PSK)
    for wrong in (replace(HEADER, psk=psk_id(PSK)), replace(HEADER, terms=OLD_TERMS)):
        with pytest.raises(WrongRecipient, match="ceremony"):
            _open(_seal(wrong))
    assert psk_id(PSK) == sha256(L + b"psk\x00" + PSK).digest()[:8]
    with pytest.raises(BadInput):
        psk_id(PSK[1:])


def test_an_opening_is_for_one_line_station_and_terms() -> None:
    for wrong in (
        replace(HEADER, line=LineId(b"x" * 32)),
        replace(HEADER, terms=Digest(b"x" * 32)),
        replace(HEADER, seal_key=CAROL.sealing.key_id),
    ):
        sealed = _seal(wrong)
        # The outside must still name the key that HPKE used, or it opens nowhere.
        data = sealed[:1] + BOB.sealing.key_id + sealed[9:]
        with pytest.raises((WrongRecipient, CannotOpen)):
            _open(data)
    with pytest.raises(WrongRecipient, match="line"):
        _open(_seal(HEADER), line=LineId(b"x" * 32))
    with pytest.raises(CannotOpen):
        _open(_seal(HEADER), here=CAROL.id)


def test_the_header_inside_must_name_the_key_and_station_outside() -> None:
    """A hostile sender seals, to Bob's key with Bob's info, a header that names another."""
    for wrong in (
        replace(HEADER, recipient=CAROL.id),
        replace(HEADER, seal_key=CAROL.sealing.key_id),
    ):
        plaintext = encode_header(wrong) + SECRET + ALICE.sign(opening_tbs(wrong, SECRET))
        with pytest.raises(WrongRecipient, match="another station"):
            _open(_seal_raw(plaintext))


def _seal_raw(plaintext: bytes) -> bytes:
    from openline.core.crypto import sealing

    info = L + b"seal\x00" + BOB.id + BOB.sealing.key_id
    public = sealing._public_key(BOB.sealing.public)
    return b"\x02" + BOB.sealing.key_id + sealing._HPKE.encrypt(plaintext, public, info)


def test_another_suite_is_refused_inside_too() -> None:
    plaintext = encode_header(HEADER) + SECRET + ALICE.sign(opening_tbs(HEADER, SECRET))
    with pytest.raises(Malformed, match="suite 2"):
        _open(_seal_raw(b"\x02" + plaintext[1:]))


def test_a_recipient_cannot_pass_an_opening_on() -> None:
    """Bob seals what Alice signed for him to Carol: Carol refuses it."""
    signature = ALICE.sign(opening_tbs(HEADER, SECRET))
    to_carol = replace(HEADER, recipient=CAROL.id, seal_key=CAROL.sealing.key_id)
    data = seal_opening(to_carol, SECRET, signature, CAROL.sealing.public)
    with pytest.raises(BadSignature):
        _open(data, here=CAROL.id, seal_keys={CAROL.sealing.key_id: CAROL.sealing})


def test_unknown_senders_keys_and_replays_are_refused() -> None:
    data = _seal(HEADER)
    with pytest.raises(UnknownStation):
        _open(data, stations={})
    with pytest.raises(UnknownKey):
        _open(data, seal_keys={})
    with pytest.raises(Replayed):
        _open(data, seen={session_id(HEADER, SECRET)})
    with pytest.raises(BadSignature):
        _open(_seal(HEADER, sender=CAROL))


@pytest.mark.parametrize("place", [0, 1, 8, 9, 500, 1128, 1129, 1500, 3797, 3798, 3813])
def test_a_flipped_bit_is_refused(place: int) -> None:
    data = bytearray(_seal(HEADER))
    data[place] ^= 0x10
    with pytest.raises((Malformed, UnknownKey, CannotOpen)):
        _open(bytes(data))


@pytest.mark.parametrize("size", [0, 1, 8, 9, 3813, 3815])
def test_other_lengths_are_refused(size: int) -> None:
    with pytest.raises(Malformed):
        _open((_seal(HEADER) + b"\x00")[:size])


@pytest.mark.parametrize("half", [153 + 32, 153 + 32 + 64])
def test_both_signatures_inside_count(half: int) -> None:
    plaintext = encode_header(HEADER) + SECRET + ALICE.sign(opening_tbs(HEADER, SECRET))
    changed = bytearray(plaintext)
    changed[half] ^= 1
    with pytest.raises(BadSignature):
        _open(_seal_raw(bytes(changed)))


def test_the_sealing_key_is_x_wing() -> None:
    seed = bytes(range(32))
    key = SealingKey(seed)
    expanded = shake_256(seed).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]).public_key().public_bytes_raw()
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:]).public_key().public_bytes_raw()
    assert key.public == mlkem + x25519
    assert len(key.public) == SEAL_PUBLIC_BYTES
    assert key.key_id == sha256(L + b"seal-key\x00" + key.public).digest()[:8]
    assert repr(key) == f"SealingKey({key.key_id.hex()})"
    with pytest.raises(BadInput):
        SealingKey(seed[1:])


@pytest.mark.parametrize(
    "public",
    [b"", bytes(1216), b"\xff" * 1216, ALICE.sealing.public[:1184] + bytes(32)],
    ids=["empty", "zeros", "ones", "small order"],
)
def test_a_hostile_sealing_key_is_refused(public: bytes) -> None:
    with pytest.raises(Malformed):
        seal_opening(HEADER, SECRET, bytes(2484), public)


# --- key notices ----------------------------------------------------------------------------

NOTICE = KeyNotice(ALICE.id, 7, ALICE.sealing.public, 1_800_000_000)


def _notice(notice: KeyNotice = NOTICE, signer: Station = ALICE) -> bytes:
    return encode_key_notice(notice, signer.sign(key_notice_tbs(notice)))


def test_a_key_notice_is_read_by_whoever_knows_the_station() -> None:
    assert open_key_notice(_notice(), {ALICE.id: ALICE.keys}) == NOTICE
    assert key_notice_tbs(NOTICE) == L + b"keys\x00" + encode(NOTICE)


def test_a_key_notice_of_others_is_refused() -> None:
    known = {ALICE.id: ALICE.keys}
    with pytest.raises(BadSignature):
        open_key_notice(_notice(signer=BOB), known)
    with pytest.raises(UnknownStation):
        open_key_notice(_notice(replace(NOTICE, station=BOB.id), BOB), known)
    with pytest.raises(Malformed):
        open_key_notice(_notice(replace(NOTICE, seal_pk=b"\xff" * 1216)), known)
    with pytest.raises(Malformed):
        open_key_notice(_notice(replace(NOTICE, seal_pk=b"")), known)


@pytest.mark.parametrize("place", [0, 1, 40, 1200, -2484, -2420, -1])
def test_an_altered_key_notice_is_refused(place: int) -> None:
    data = bytearray(_notice())
    data[place] ^= 1
    with pytest.raises((Malformed, BadSignature, UnknownStation)):
        open_key_notice(bytes(data), {ALICE.id: ALICE.keys})


@given(st.binary(max_size=80))
def test_random_key_notices_raise_documented_errors(data: bytes) -> None:
    for hostile in (data, b"\x03" + data, b"\x03" + data + bytes(2484)):
        with pytest.raises(OpenlineError):
            open_key_notice(hostile, {ALICE.id: ALICE.keys})


# --- parcels --------------------------------------------------------------------------------


def _stream(name: bytes = b"stream-1") -> SealingStream:
    return SealingStream(SESSION, KEY, name)


@settings(max_examples=30)
@given(st.integers(1, 9), st.binary(max_size=2_000), st.booleans())
def test_what_is_sealed_opens(kind: int, body: bytes, padded: bool) -> None:
    parcel = _stream().seal(kind, body, padded=padded)
    assert ParcelOpener(SESSION, KEY).open(parcel) == (kind, body)
    size = len(parcel) - PARCEL_OVERHEAD
    assert size in (256, 1024, 4096) if padded else size == 5 + len(body)


def test_a_parcel_is_laid_out_as_specified() -> None:
    stream = _stream()
    stream.seal(1, b"first")
    parcel = stream.seal(5, b"body", padded=False)
    head = b"\x01" + SESSION + b"stream-1" + b"\x00\x00\x00\x01"
    assert parcel[:21] == head
    key = hmac.digest(KEY, L + b"stream\x00" + b"stream-1" + b"\x01", "sha256")
    plain = b"\x05\x00\x00\x00\x04body"
    assert parcel[21:] == ChaCha20Poly1305(key).encrypt(bytes(11) + b"\x01", plain, head)
    assert stream.sealed == 2
    assert parcel_session(parcel) == SESSION


@pytest.mark.parametrize("size", [0, 251, 252, 1019, 1020, 4091, 16_379, 16_380, BODY_LIMIT])
def test_padding_takes_the_next_step(size: int) -> None:
    parcel = _stream().seal(1, b"x" * size)
    padded = len(parcel) - PARCEL_OVERHEAD
    assert padded in (256, 1_024, 4_096, 16_384, 65_536)
    assert padded >= size + 5 > padded // 4 - 1 or padded == 256
    assert ParcelOpener(SESSION, KEY).open(parcel)[1] == b"x" * size


def test_a_body_that_is_too_long_is_our_own_mistake() -> None:
    with pytest.raises(BadInput):
        _stream().seal(1, bytes(BODY_LIMIT + 1))


def test_the_counter_ends_before_it_would_repeat() -> None:
    stream = _stream()
    stream._number = 0xFFFF_FFFE
    last = stream.seal(1, b"")
    assert last[17:21] == b"\xff\xff\xff\xfe"
    with pytest.raises(NotAllowed):
        stream.seal(1, b"")
    assert ParcelOpener(SESSION, KEY).open(last) == (1, b"")


def test_no_key_and_nonce_repeat_after_a_restore() -> None:
    """The session key comes back from a backup again and again; the stream is drawn anew."""
    used: set[bytes] = set()
    for _ in range(50):
        stream = SealingStream(SESSION, KEY, os.urandom(8))
        for _ in range(20):
            used.add(stream.seal(1, b"")[9:21])
    assert len(used) == 1_000


def test_a_parcel_opens_once() -> None:
    opener, parcel = ParcelOpener(SESSION, KEY), _stream().seal(1, b"x")
    opener.open(parcel)
    with pytest.raises(Replayed):
        opener.open(parcel)


@settings(max_examples=60)
@given(st.lists(st.integers(0, 3 * REPLAY_WINDOW), max_size=40))
def test_the_window_is_that_of_a_set(numbers: list[int]) -> None:
    """Against an oracle that remembers every counter."""
    opener, came = ParcelOpener(SESSION, KEY), set[int]()
    for number in numbers:
        stream = _stream()
        stream._number = number
        fresh = number not in came and number > max(came, default=-1) - REPLAY_WINDOW
        if fresh:
            assert opener.open(stream.seal(1, b""))
            came.add(number)
        else:
            with pytest.raises(Replayed):
                opener.open(stream.seal(1, b""))


def test_the_window_ends_where_the_specification_says() -> None:
    opener, stream = ParcelOpener(SESSION, KEY), _stream()
    stream._number = 5_000
    opener.open(stream.seal(1, b""))
    stream._number = 5_000 - REPLAY_WINDOW
    with pytest.raises(Replayed):
        opener.open(stream.seal(1, b""))
    assert opener.open(stream.seal(1, b"")) == (1, b"")


def test_a_leap_of_the_counter_costs_nothing() -> None:
    opener, stream = ParcelOpener(SESSION, KEY), _stream()
    opener.open(stream.seal(1, b""))
    stream._number = 0xFFFF_FFF0
    assert opener.open(stream.seal(1, b"")) == (1, b"")
    with pytest.raises(Replayed):
        opener.open(_stream().seal(1, b""))


def test_of_many_streams_the_one_idle_longest_is_forgotten() -> None:
    opener = ParcelOpener(SESSION, KEY)
    streams = [_stream(b"stream%02d" % place) for place in range(STREAMS_PER_SESSION + 1)]
    parcels = [stream.seal(1, b"") for stream in streams]
    for parcel in parcels[:-1]:
        opener.open(parcel)
    opener.open(streams[0].seal(1, b""))
    opener.open(parcels[-1])
    assert opener.open(parcels[1]) == (1, b"")
    for place in (0, 16):
        with pytest.raises(Replayed):
            opener.open(parcels[place])


@pytest.mark.parametrize("place", [0, 1, 8, 9, 16, 17, 20, 21, 40, -1])
def test_an_altered_parcel_is_refused_and_changes_nothing(place: int) -> None:
    opener, parcel = ParcelOpener(SESSION, KEY), _stream().seal(1, b"x")
    bad = bytearray(parcel)
    bad[place] ^= 1
    with pytest.raises((Malformed, UnknownKey, CannotOpen)):
        opener.open(bytes(bad))
    assert opener.open(parcel) == (1, b"x")


def test_parcels_of_other_lengths_are_refused() -> None:
    parcel = _stream().seal(1, b"", padded=False)
    assert len(parcel) == PARCEL_OVERHEAD + 5
    opener = ParcelOpener(SESSION, KEY)
    for short in range(len(parcel)):
        with pytest.raises(Malformed):
            opener.open(parcel[:short])
    with pytest.raises(TooLarge):
        opener.open(_stream().seal(1, bytes(BODY_LIMIT)) + b"\x00")


@pytest.mark.parametrize(
    "plain",
    [
        b"\x01\x00\x00\x00\x02x",
        b"\x01\xff\xff\xff\xffx",
        b"\x01\x00\x00\x00\x01x\x00",
        b"\x01\x00\x00\x00\x01x".ljust(255, b"\x00") + b"\x01",
        b"\x01\x00\x00\x00\x01x".ljust(1_024, b"\x00"),
    ],
)
def test_a_sender_must_pad_as_specified(plain: bytes) -> None:
    head = b"\x01" + SESSION + b"stream-1" + bytes(4)
    key = hmac.digest(KEY, L + b"stream\x00" + b"stream-1" + b"\x01", "sha256")
    parcel = head + ChaCha20Poly1305(key).encrypt(bytes(12), plain, head)
    with pytest.raises(Malformed):
        ParcelOpener(SESSION, KEY).open(parcel)


@given(st.binary(max_size=100))
def test_random_parcels_and_openings_raise_documented_errors(data: bytes) -> None:
    opener = ParcelOpener(SESSION, KEY)
    for hostile in (data, b"\x01" + SESSION + data):
        with pytest.raises(OpenlineError):
            opener.open(hostile)
    with pytest.raises(OpenlineError):
        _open((b"\x02" + BOB.sealing.key_id + data).ljust(OPENING_BYTES, b"\x00"))
