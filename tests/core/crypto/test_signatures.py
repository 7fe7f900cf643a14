import pytest

from openline.core.crypto.keys import RootKeys, StationKeys
from openline.core.crypto.signatures import verify_ed, verify_ml, verify_root, verify_station
from openline.core.errors import BadSignature
from tests.core.keyring import Root, Station

STATION = Station(b"s" * 32)
ROOT = Root(b"r" * 32)
MESSAGE = b"openline/v1/open\x00message"


def test_honest_signatures_verify() -> None:
    verify_station(STATION.keys, MESSAGE, STATION.sign(MESSAGE))
    verify_root(ROOT.keys, MESSAGE, ROOT.sign(MESSAGE))


@pytest.mark.parametrize("place", [0, 63, 64, 2483])
def test_either_half_of_a_station_signature_counts(place: int) -> None:
    signature = bytearray(STATION.sign(MESSAGE))
    signature[place] ^= 1
    with pytest.raises(BadSignature):
        verify_station(STATION.keys, MESSAGE, bytes(signature))


@pytest.mark.parametrize("place", [0, 63, 64, 4690])
def test_either_half_of_a_root_signature_counts(place: int) -> None:
    signature = bytearray(ROOT.sign(MESSAGE))
    signature[place] ^= 1
    with pytest.raises(BadSignature):
        verify_root(ROOT.keys, MESSAGE, bytes(signature))


def test_other_messages_keys_and_lengths_are_refused() -> None:
    signature, other = STATION.sign(MESSAGE), Station(b"o" * 32)
    for keys, message, bad in (
        (STATION.keys, MESSAGE + b".", signature),
        (other.keys, MESSAGE, signature),
        (StationKeys(STATION.keys.ed, other.keys.ml), MESSAGE, signature),
        (STATION.keys, MESSAGE, signature[:-1]),
        (STATION.keys, MESSAGE, signature + b"\x00"),
        (STATION.keys, MESSAGE, b""),
    ):
        with pytest.raises(BadSignature):
            verify_station(keys, message, bad)
    with pytest.raises(BadSignature):
        verify_root(ROOT.keys, MESSAGE, ROOT.sign(MESSAGE)[1:])
    with pytest.raises(BadSignature):
        verify_ed(STATION.keys.ed, MESSAGE, b"")
    with pytest.raises(BadSignature):
        verify_ml(STATION.keys.ml, MESSAGE, b"")


def test_a_key_of_small_order_signs_nothing() -> None:
    forged = (1).to_bytes(32, "little") + bytes(32)
    with pytest.raises(BadSignature, match="small order"):
        verify_ed((1).to_bytes(32, "little"), MESSAGE, forged)


def test_keys_of_other_lengths_are_refused() -> None:
    with pytest.raises(BadSignature, match="ML-DSA-44 key"):
        verify_ml(bytes(1311), MESSAGE, bytes(2420))
    signature = ROOT.sign(MESSAGE)
    with pytest.raises(BadSignature, match="ML-DSA-87 key"):
        verify_root(RootKeys(ROOT.keys.ed, bytes(3)), MESSAGE, signature)
