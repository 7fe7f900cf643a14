"""TURN credentials as coturn checks them. `openssl` and `turnutils` would give the same."""

from openline.voice.turn import turn_credential, turn_document

SECRET = b"north"


def test_the_value_that_coturn_computes() -> None:
    # printf '%s' 1700000600:watch | openssl dgst -sha1 -hmac north -binary | base64
    made = turn_credential(SECRET, "watch", now_s=1_700_000_000, ttl_s=600)
    assert made.username == "1700000600:watch"
    assert made.credential == "FJ5lA1gIHBp4xZWllMRCv/r5L2w="
    assert made.credential not in repr(made)


def test_the_document() -> None:
    credential = turn_credential(SECRET, "watch", now_s=0, ttl_s=600)
    urls = ["turns:turn.example:5349"]
    assert turn_document("relay", urls, credential) == {
        "policy": "relay",
        "servers": [
            {"urls": urls, "username": "600:watch", "credential": credential.credential}
        ],
    }
    assert turn_document("all", urls, None)["servers"] == [{"urls": urls}]
    assert turn_document("all", [], credential) == {"policy": "all", "servers": []}
