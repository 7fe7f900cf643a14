from base64 import b64decode, b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from openline.core.crypto.keys import FeedId
from openline.core.errors import (
    BadProof,
    BadSignature,
    Malformed,
    OpenlineError,
    TooLarge,
)
from openline.core.record.notes import (
    TEXT_LIMIT,
    Proof,
    parse_note,
    parse_proof,
    render_note,
    render_proof,
    render_verifier_keys,
    verify_note,
    verify_proof,
)
from openline.core.record.tree import inclusion_path, leaf_hash
from tests.core.keyring import Station
from tests.core.record.test_tree import Stored

AUTHOR, OTHER = Station(b"a" * 32), Station(b"b" * 32)
KNOWN = {station.id: station.keys for station in (AUTHOR, OTHER)}
FEED = FeedId(bytes(range(16)))
ENTRIES = [f"entry {place}".encode() for place in range(11)]
STORED = Stored([leaf_hash(entry) for entry in ENTRIES])
ROOT = STORED.frontier.root()
CHECKPOINT = AUTHOR.state(FEED, 11, ROOT, 100)
RECEIPT = OTHER.state(FEED, 11, ROOT, 101)
NOTE = render_note([(AUTHOR.keys, CHECKPOINT), (OTHER.keys, RECEIPT)])
PROOF = render_proof(ENTRIES[4], 4, inclusion_path(4, 11, STORED), NOTE)


def test_a_note_is_laid_out_as_c2sp_says() -> None:
    lines = NOTE.split("\n")
    assert lines[:4] == [
        "openline/v1/000102030405060708090a0b0c0d0e0f",
        "11",
        b64encode(ROOT).decode(),
        "",
    ]
    name = f"openline/v1/{AUTHOR.id.hex()}"
    key_id = sha256(name.encode() + b"\n\x04" + AUTHOR.keys.ed).digest()[:4]
    blob = key_id + (100).to_bytes(8, "big") + CHECKPOINT.ed
    assert lines[4] == f"— {name} {b64encode(blob).decode()}"
    key_id = sha256(name.encode() + b"\n\x06" + AUTHOR.keys.ml).digest()[:4]
    assert b64decode(lines[5].split(" ")[2])[:4] == key_id
    assert len(lines) == 9
    assert lines[8] == ""


def test_verifier_keys_are_laid_out_as_c2sp_says() -> None:
    ed, ml = render_verifier_keys(AUTHOR.keys)
    for text, kind, public in ((ed, 4, AUTHOR.keys.ed), (ml, 6, AUTHOR.keys.ml)):
        name, key_id, blob = text.split("+", 2)
        assert b64decode(blob) == bytes([kind]) + public
        expected = sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4].hex()
        assert key_id == expected


def test_statements_come_back_from_a_note() -> None:
    assert parse_note(NOTE, KNOWN) == [(AUTHOR.id, CHECKPOINT), (OTHER.id, RECEIPT)]
    expected = {AUTHOR.id: CHECKPOINT, OTHER.id: RECEIPT}
    assert verify_note(NOTE, KNOWN, firm=True) == expected


def test_a_provisional_statement_makes_a_note() -> None:
    light = AUTHOR.state(FEED, 11, ROOT, 5, firm=False)
    note = render_note([(AUTHOR.keys, light)])
    assert verify_note(note, KNOWN, firm=False) == {AUTHOR.id: light}
    with pytest.raises(BadSignature):
        verify_note(note, KNOWN, firm=True)


def test_signatures_of_unknown_keys_are_ignored() -> None:
    strange = "— witness.example/w1 " + b64encode(bytes(76)).decode() + "\n"
    upper = f"— openline/v1/{AUTHOR.id.hex().upper()} AAAA\n"
    short = f"— openline/v1/{AUTHOR.id.hex()} AAAA\n"
    bare = f"— {AUTHOR.id.hex()} AAAA\n"
    text = NOTE + strange + upper + short + bare
    assert verify_note(text, KNOWN, firm=True) == verify_note(NOTE, KNOWN, firm=True)
    assert list(verify_note(NOTE, {OTHER.id: OTHER.keys}, firm=True)) == [OTHER.id]
    with pytest.raises(BadSignature, match="No station"):
        verify_note(NOTE, {}, firm=True)


def test_ml_dsa_alone_makes_no_statement() -> None:
    lines = NOTE.split("\n")
    assert parse_note("\n".join([*lines[:4], lines[5], ""]), KNOWN) == []


def test_a_wrong_signature_by_a_known_key_spoils_the_note() -> None:
    bad = replace(RECEIPT, ml=bytes(2420))
    with pytest.raises(BadSignature):
        verify_note(
            render_note([(AUTHOR.keys, CHECKPOINT), (OTHER.keys, bad)]), KNOWN, firm=True
        )


def _swap(old: str, new: str) -> str:
    assert old in NOTE
    return NOTE.replace(old, new, 1)


LINE = NOTE.split("\n")[4]
BLOB = b64decode(LINE.split(" ")[2])


def _line(blob: bytes) -> str:
    return " ".join([*LINE.split(" ")[:2], b64encode(blob).decode()])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        NOTE.rstrip("\n"),
        NOTE.replace("\n\n", "\n"),
        _swap("11\n", "011\n"),
        _swap("11\n", "+11\n"),
        _swap("11\n", "１１\n"),
        _swap("11\n", "\n"),
        _swap("11\n", "9223372036854775808\n"),
        _swap("11\n", "99999999999999999999\n"),
        _swap("11\n", "11\nextension\n"),
        _swap("openline/v1/0001", "openline/v2/0001"),
        _swap("openline/v1/0001", "0001"),
        _swap("0a0b0c", "0A0B0C"),
        _swap("0a0b0c", "0a0b"),
        _swap(b64encode(ROOT).decode(), b64encode(ROOT[1:]).decode()),
        _swap(b64encode(ROOT).decode(), "?"),
        _swap(b64encode(ROOT).decode(), b64encode(ROOT).decode().rstrip("=")),
        _swap("— ", "- "),
        _swap("— ", "—  "),
        _swap(LINE, LINE + "\r"),
        _swap(LINE, LINE + "\x00"),
        _swap(LINE, LINE.rsplit(" ", 1)[0]),
        _swap(LINE, f"{LINE}\n{LINE}"),
        _swap(LINE, _line(BLOB + b"\x00")),
        _swap(LINE, _line(BLOB[:4] + bytes(8) + BLOB[12:])),
        _swap(LINE, _line(BLOB[:4] + b"\x80" + BLOB[5:])),
        _swap(LINE, _line(BLOB[:4] + (99).to_bytes(8, "big") + BLOB[12:])),
    ],
)
def test_other_notes_are_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_note(text, KNOWN)


LIGHT = AUTHOR.state(FEED, 11, ROOT, 7, firm=False)


@pytest.mark.parametrize("time", [0, 1 << 63])
def test_times_of_a_cosignature_are_bounded(time: int) -> None:
    with pytest.raises(Malformed, match="time"):
        parse_note(render_note([(AUTHOR.keys, replace(LIGHT, time=time))]), KNOWN)
    most = replace(LIGHT, time=(1 << 63) - 1)
    assert parse_note(render_note([(AUTHOR.keys, most)]), KNOWN) == [(AUTHOR.id, most)]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (NOTE + "— witness\x01 AAAA\n", "control character"),
        (NOTE.replace("\n\n", "\n"), "an empty line"),
        (NOTE.removesuffix("\n"), "an empty line"),
        (_swap("11\n", "11\nextension\n"), "three lines"),
        (_swap("11\n", "18446744073709551616\n"), "decimal number"),
    ],
)
def test_a_refusal_names_the_rule(text: str, reason: str) -> None:
    with pytest.raises(Malformed, match=reason):
        parse_note(text, KNOWN)


def test_a_proof_without_a_note_is_refused() -> None:
    for text in ("", "c2sp.org/tlog-proof@v1\n\n", PROOF.split("\n\n")[0]):
        with pytest.raises(Malformed, match="begins with"):
            parse_proof(text)


def test_base64_has_one_form() -> None:
    last = b64encode(ROOT).decode()
    assert last[-2:-1] != "B"
    other = last[:-2] + chr(ord(last[-2]) + 1) + "="
    assert b64decode(other) == ROOT
    with pytest.raises(Malformed, match="one base64 form"):
        parse_note(_swap(last, other), KNOWN)


def test_long_texts_are_refused() -> None:
    for parse in (parse_proof, lambda text: parse_note(text, KNOWN)):
        with pytest.raises(TooLarge):
            parse("x" * (TEXT_LIMIT + 1))


def test_a_proof_stands_alone() -> None:
    proven = verify_proof(PROOF, KNOWN)
    assert (proven.entry, proven.index, proven.feed) == (ENTRIES[4], 4, FEED)
    assert proven.statements == {AUTHOR.id: CHECKPOINT, OTHER.id: RECEIPT}
    assert PROOF.startswith("c2sp.org/tlog-proof@v1\nextra ZW50cnkgNA==\nindex 4\n")
    path = tuple(inclusion_path(4, 11, STORED))
    assert parse_proof(PROOF) == Proof(ENTRIES[4], 4, path, NOTE)


def test_a_tree_of_one_entry_needs_no_path() -> None:
    entry = b"only"
    statement = AUTHOR.state(FEED, 1, leaf_hash(entry), 9)
    text = render_proof(entry, 0, [], render_note([(AUTHOR.keys, statement)]))
    assert verify_proof(text, KNOWN).entry == entry


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("index 4", "index 5", BadProof),
        ("index 4", "index 11", Malformed),
        ("index 4", "index 04", Malformed),
        ("index 4", "place 4", Malformed),
        ("ZW50cnkgNA==", "ZW50cnkgNQ==", BadProof),
        ("ZW50cnkgNA==", "ZW50cnkgNA", Malformed),
        ("extra", "Extra", Malformed),
        ("@v1", "@v2", Malformed),
        ("index 4\n", "index 4\nAAAA\n", Malformed),
        ("index 4\n", f"index 4\n{b64encode(bytes(32)).decode()}\n", Malformed),
        ("index 4\n", "index 4\n\n", Malformed),
        ("extra ZW50cnkgNA==\n", "", Malformed),
    ],
)
def test_altered_proofs_are_refused(old: str, new: str, error: type[OpenlineError]) -> None:
    assert old in PROOF
    with pytest.raises(error):
        verify_proof(PROOF.replace(old, new, 1), KNOWN)
    with pytest.raises(Malformed):
        verify_proof(PROOF.split("\n\n")[0], KNOWN)


@given(st.text(max_size=40), st.integers(0, len(PROOF) - 1))
def test_random_text_raises_documented_errors(text: str, place: int) -> None:
    for hostile in (
        text,
        NOTE[: place % len(NOTE)] + text,
        PROOF[:place] + text + PROOF[place:],
    ):
        for check in (lambda t: parse_note(t, KNOWN), parse_proof):
            try:
                check(hostile)
            except OpenlineError:
                continue
