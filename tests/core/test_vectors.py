"""Runs every vector of vectors/ through the code that a station uses."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from openline.core.codec import encode, parse
from openline.core.crypto.keys import (
    Digest,
    FeedId,
    LineId,
    SessionId,
    StationKeys,
    check_ed25519,
)
from openline.core.crypto.sealing import (
    ParcelOpener,
    SealingKey,
    encode_header,
    open_key_notice,
    open_opening,
)
from openline.core.crypto.words import (
    commitment,
    frame_keys,
    frame_secret_hash,
    leg_transcript,
    root_words,
    word_numbers,
)
from openline.core.errors import OpenlineError
from openline.core.record.checkpoint import parse_statement, verify_statement
from openline.core.record.evidence import parse_evidence, verify_evidence
from openline.core.record.notes import verify_note, verify_proof
from openline.core.record.tree import (
    Frontier,
    grow,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)

FOLDER = Path(__file__).parents[2] / "vectors"
KINDS: dict[str, Any] = {
    "any": object,
    "[uint, text]": tuple[int, str],
    "[bytes]": tuple[bytes],
}
Case = dict[str, Any]


def _load(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="ascii"))
    return content


def _cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in _load(name)["cases"]]


def _judge(case: Case, run: Callable[[], Any]) -> Any:
    """Run a case and compare its verdict; return what it gave, if it passed."""
    assert case["reason"]
    assert case["origin"]
    if case["verdict"] == "ok":
        return run()
    with pytest.raises(OpenlineError) as raised:
        run()
    assert raised.value.code == case["verdict"]
    return None


def _keys(content: Case, name: str) -> StationKeys:
    known = content["stations"][name]
    keys = StationKeys(bytes.fromhex(known["ed"]), bytes.fromhex(known["ml"]))
    assert keys.station_id.hex() == known["station"]
    return keys


def test_every_file_of_vectors_is_run_by_a_test() -> None:
    tests = Path(__file__).parents[1].rglob("test_*.py")
    texts = [test.read_text(encoding="utf-8") for test in tests]
    for file in FOLDER.glob("*.json"):
        assert any(f'"{file.stem}"' in text or file.name in text for text in texts), file.name


@pytest.mark.parametrize("case", _cases("codec"))
def test_codec(case: Case) -> None:
    data = bytes.fromhex(case["input"])
    value = _judge(case, lambda: parse(KINDS[case["kind"]], data))
    assert case["verdict"] != "ok" or encode(value) == data


@pytest.mark.parametrize("case", _cases("keys"))
def test_keys(case: Case) -> None:
    _judge(case, lambda: check_ed25519(bytes.fromhex(case["key"])))


@pytest.mark.parametrize("case", _cases("tree"))
def test_tree(case: Case) -> None:
    path = [Digest(bytes.fromhex(digest)) for digest in case["path"]]
    if case["proof"] == "inclusion":
        leaf, root = (Digest(bytes.fromhex(case[name])) for name in ("leaf", "root"))
        _judge(case, lambda: verify_inclusion(leaf, case["index"], case["size"], path, root))
        return
    old, new = (Digest(bytes.fromhex(case[name])) for name in ("old_root", "new_root"))
    _judge(case, lambda: verify_consistency(case["old"], old, case["new"], new, path))


def test_tree_roots() -> None:
    content = _load("tree")
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in content["entries"]]
    for size, root in enumerate(content["roots"]):
        assert grow(Frontier.empty(), leaves[:size])[0].root().hex() == root


@pytest.mark.parametrize("case", _cases("statements"))
def test_statements(case: Case) -> None:
    keys = _keys(_load("statements"), case["by"])
    data = bytes.fromhex(case["input"])
    _judge(
        case,
        lambda: verify_statement(
            parse_statement(data), keys, keys.station_id, firm=case["firm"]
        ),
    )


@pytest.mark.parametrize("case", _cases("notes"))
def test_notes(case: Case) -> None:
    content = _load("notes")
    known = {keys.station_id: keys for keys in (_keys(content, name) for name in case["known"])}
    if case["form"] == "note":
        _judge(case, lambda: verify_note(case["text"], known, firm=True))
    else:
        _judge(case, lambda: verify_proof(case["text"], known))


@pytest.mark.parametrize("case", _cases("openings"))
def test_openings(case: Case) -> None:
    content = _load("openings")
    seal_key = SealingKey(bytes.fromhex(content["seal_seeds"][case["here"]]))
    assert seal_key.public.hex() == content["seal_public"][case["here"]]
    known = {keys.station_id: keys for keys in (_keys(content, name) for name in case["known"])}
    terms = {
        Digest(bytes.fromhex(row["terms"])): row["psk"] and bytes.fromhex(row["psk"])
        for row in content["terms"]
    }
    opened = _judge(
        case,
        lambda: open_opening(
            bytes.fromhex(case["input"]),
            here=_keys(content, case["here"]).station_id,
            line=LineId(bytes.fromhex(content["line"])),
            terms=terms,
            seal_keys={seal_key.key_id: seal_key},
            stations=known,
            seen={SessionId(bytes.fromhex(session)) for session in case["seen"]},
        ),
    )
    if opened is not None:
        expect = case["expect"]
        assert opened.session.hex() == expect["session"]
        assert opened.key.hex() == expect["key"]
        assert encode_header(opened.header).hex() == expect["header"]


@pytest.mark.parametrize("case", _cases("key-notices"))
def test_key_notices(case: Case) -> None:
    alice = _keys(_load("key-notices"), "alice")
    data = bytes.fromhex(case["input"])
    notice = _judge(case, lambda: open_key_notice(data, {alice.station_id: alice}))
    if notice is not None:
        assert notice.station == alice.station_id
        assert notice.serial == case["expect"]["serial"]
        assert notice.seal_pk.hex() == case["expect"]["seal_pk"]


def test_parcels() -> None:
    content = _load("parcels")
    session = SessionId(bytes.fromhex(content["session"]))
    opener = ParcelOpener(session, bytes.fromhex(content["key"]))
    for case in content["cases"]:
        data = bytes.fromhex(case["input"])
        opened = _judge(case, lambda data=data: opener.open(data))  # type: ignore[misc]
        if opened is not None:
            assert opened == (case["type"], bytes.fromhex(case["body"])), case["name"]


@pytest.mark.parametrize("case", _cases("words"))
def test_words(case: Case) -> None:
    def given(name: str) -> bytes:
        return bytes.fromhex(case[name])

    transcript = leg_transcript(
        LineId(given("line")),
        FeedId(given("offer_feed")),
        Digest(given("offer_leaf")),
        FeedId(given("accept_feed")),
        Digest(given("accept_leaf")),
    )
    assert transcript == given("transcript")
    numbers = word_numbers(transcript, given("offer_nonce"), given("accept_nonce"))
    assert list(numbers) == case["words"]
    keys = frame_keys(transcript, given("offer_secret"), given("accept_secret"))
    assert [key.hex() for key in keys] == case["frame_keys"]
    assert commitment(given("offer_nonce")) == given("commitment")
    assert frame_secret_hash(given("offer_secret")) == given("offer_secret_hash")
    assert list(root_words(transcript)) == case["root_words"]
    bare = b"openline/v1/words\x00" + transcript + given("offer_nonce") + given("accept_nonce")
    first = int.from_bytes(sha256(bare).digest()[:5], "big")
    assert list(numbers) == [first >> shift & 1023 for shift in (30, 20, 10, 0)]


@pytest.mark.parametrize("case", _cases("evidence"))
def test_evidence(case: Case) -> None:
    alice = _keys(_load("evidence"), "alice")
    data = bytes.fromhex(case["input"])
    _judge(case, lambda: verify_evidence(parse_evidence(data), alice))
