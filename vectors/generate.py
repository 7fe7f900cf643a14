"""Writes the test vectors of the codec, the keys, the record, sessions and check words.

Run it only when a format changes, from the project's folder: `python -m vectors.generate`.
ML-DSA signing and HPKE sealing are randomised, so each run makes other, equally good bytes.
Inputs are fixed or derived from the seeds below; everything expected is checked by the test
that runs the vectors, by code that did not write them where there is any.
"""

import hmac
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import cbor2
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from msgspec.structs import replace

from openline.core.codec import encode
from openline.core.crypto.keys import Digest, FeedId, LineId, SessionId
from openline.core.crypto.sealing import (
    Header,
    KeyNotice,
    SealingStream,
    encode_header,
    encode_key_notice,
    key_notice_tbs,
    opening_tbs,
    psk_id,
    seal_opening,
    session_id,
    session_key,
)
from openline.core.crypto.words import (
    commitment,
    frame_keys,
    frame_secret_hash,
    leg_transcript,
    root_words,
    word_numbers,
)
from openline.core.record.checkpoint import Statement, encode_statement
from openline.core.record.evidence import encode_evidence, fork_path, make_evidence
from openline.core.record.notes import render_note, render_proof
from openline.core.record.tree import (
    consistency_path,
    inclusion_path,
    leaf_hash,
    root_at,
)
from tests.core.keyring import Station
from tests.core.record.test_tree import Stored

HERE = Path(__file__).parent
ALICE, BOB, CAROL = (Station(sha256(name).digest()) for name in (b"alice", b"bob", b"carol"))
NAMES = {"alice": ALICE, "bob": BOB, "carol": CAROL}
STATIONS = {
    name: {"ed": s.keys.ed.hex(), "ml": s.keys.ml.hex(), "station": s.id.hex()}
    for name, s in NAMES.items()
}
LINE, TERMS, OLD = (sha256(name).digest() for name in (b"line", b"terms", b"older terms"))
PSK, SECRET = sha256(b"ceremony").digest(), sha256(b"secret").digest()
FEED = FeedId(sha256(b"feed").digest()[:16])
OURS = "made for this specification"

Case = dict[str, Any]


def _case(name: str, verdict: str, reason: str, origin: str = OURS, **rest: Any) -> Case:
    return {"name": name, "verdict": verdict, "reason": reason, "origin": origin, **rest}


def _write(name: str, about: str, cases: list[Case], **shared: Any) -> None:
    content = {"about": about, **shared, "cases": cases}
    text = json.dumps(content, indent=1, ensure_ascii=True)
    (HERE / f"{name}.json").write_text(text + "\n", encoding="ascii")


def _codec() -> None:
    def case(name: str, kind: str, data: str, verdict: str, reason: str) -> Case:
        hexadecimal = data.replace(" ", "")
        return _case(
            name, verdict, reason, "RFC 8949 and spec 00", kind=kind, input=hexadecimal
        )

    deep = "81" * 6 + "01"
    good = [
        case("numbers", "any", "84 00 17 1818 1b7fffffffffffffff", "ok", "shortest forms"),
        case("pair", "[uint, text]", "82 07 63726564", "ok", "the kind itself"),
        case("bytes", "[bytes]", "81 4178", "ok", "the kind itself"),
        case("constants", "any", "83 f4 f5 f6", "ok", "false, true, null"),
        case("six deep", "any", deep, "ok", "six arrays"),
        case(
            "persian", "any", cbor2.dumps("می\u200cخواهم").hex(), "ok", "U+200C between letters"
        ),
        case("newline", "any", "63 610a62", "ok", "U+000A alone is allowed"),
    ]
    bad = [
        ("seven deep", "any", "81" + deep, "arrays nested seven deep"),
        ("text for bytes", "[bytes]", "81 6465413d3d", "base64 text where bytes belong"),
        ("bytes for text", "[uint, text]", "82 07 43726564", "bytes where text belongs"),
        ("long integer", "[uint, text]", "82 1807 63726564", "7 in two bytes"),
        ("long length", "[uint, text]", "82 07 7803726564", "a length in two bytes"),
        ("64 bits", "any", "1b8000000000000000", "2**63"),
        ("negative", "any", "20", "-1"),
        ("big number", "any", "c24101", "tag 2"),
        ("date", "any", "c100", "tag 1"),
        ("decimal fraction", "any", "c4821b7fffffffffffffff01", "tag 4, costly to compute"),
        ("self-described", "any", "d9d9f700", "tag 55799"),
        ("shared value", "any", "82d81c00d81d00", "tags 28 and 29"),
        ("float", "any", "f94700", "7.0"),
        ("undefined", "any", "f7", "undefined"),
        ("simple value", "any", "e0", "simple(0)"),
        ("map", "any", "a0", "a map"),
        ("indefinite array", "any", "9f00ff", "indefinite length"),
        ("indefinite text", "any", "7f6161ff", "indefinite length"),
        ("trailing byte", "any", "0000", "one byte after the value"),
        ("cut off", "[uint, text]", "82 07 637265", "a byte is missing"),
        ("empty", "any", "", "no bytes"),
        ("break", "any", "ff", "a break alone"),
        ("missing field", "[uint, text]", "81 07", "one field of two"),
        ("extra field", "[uint, text]", "83 07 63726564 00", "three fields for two"),
        ("huge array", "any", "9b7fffffffffffffff", "a length beyond the bytes"),
        ("bad utf-8", "any", "62c328", "no UTF-8"),
        ("surrogate", "any", "63eda080", "a surrogate in UTF-8"),
        ("not nfc", "any", cbor2.dumps("e\u0301").hex(), "e and U+0301 apart"),
        ("tab", "any", "6109", "U+0009"),
        ("bidi override", "any", cbor2.dumps("\u202ea").hex(), "U+202E"),
        ("joiner", "any", cbor2.dumps("a\u200db").hex(), "U+200D"),
        ("non-joiner in latin", "any", cbor2.dumps("a\u200cb").hex(), "U+200C, not Arabic"),
        ("non-joiner at the end", "any", cbor2.dumps("می\u200c").hex(), "U+200C at the end"),
        ("unicode 15", "any", cbor2.dumps("\U0001fae8").hex(), "unassigned in Unicode 14.0"),
        ("private use", "any", cbor2.dumps("\ue000").hex(), "U+E000"),
        ("line separator", "any", cbor2.dumps("\u2028").hex(), "U+2028"),
    ]
    bad_cases = [case(name, kind, data, "malformed", why) for name, kind, data, why in bad]
    long = _case(
        "too long", "too-large", "16,385 bytes", kind="any", input="593ffe" + "00" * 16_382
    )
    _write(
        "codec",
        "ENC: spec 00, 3 and 4. `kind` says what is expected.",
        [*good, *bad_cases, long],
    )


def _keys() -> None:
    field = 2**255 - 19
    eight = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
    cases = [_case("honest", "ok", "an ordinary key", key=ALICE.keys.ed.hex())]
    for name, y in (
        ("0", 0),
        ("1", 1),
        ("p-1", field - 1),
        ("8", eight),
        ("-8", field - eight),
    ):
        for sign in (0, 1):
            key = (y | sign << 255).to_bytes(32, "little").hex()
            cases.append(
                _case(
                    f"small order {name}, sign {sign}",
                    "bad-signature",
                    "one signature would verify for every message",
                    "RFC 8032 and the curve's torsion",
                    key=key,
                )
            )
    for y in (field, field + 1, 2**255 - 1):
        key = y.to_bytes(32, "little").hex()
        cases.append(_case(f"p+{y - field}", "bad-signature", "second encoding", key=key))
    _write("keys", "Ed25519 keys that may be trusted: spec 00, 2.", cases)


KNOWN_INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
KNOWN_INPUTS.append("606162636465666768696a6b6c6d6e6f")


def _tree() -> None:
    tree = Stored([leaf_hash(bytes.fromhex(text)) for text in KNOWN_INPUTS])
    leaves = tree.leaves(0, 8)
    roots = [root_at(size, tree).hex() for size in range(9)]
    origin = "test tree of RFC 6962 implementations"
    cases: list[Case] = []
    for index, size in ((0, 1), (0, 8), (5, 8), (2, 3), (1, 5), (6, 7)):
        path = [digest.hex() for digest in inclusion_path(index, size, tree)]
        given: Case = {
            "proof": "inclusion",
            "leaf": leaves[index].hex(),
            "index": index,
            "size": size,
            "path": path,
            "root": roots[size],
        }
        name = f"entry {index} of {size}"
        cases.append(_case(name, "ok", "honest", origin, **given))
        wrong = given | {"leaf": leaves[(index + 1) % 8].hex()}
        cases.append(_case(f"{name}, other leaf", "bad-proof", "another leaf", **wrong))
        longer = given | {"path": [*path, roots[0]]}
        cases.append(_case(f"{name}, longer", "malformed", "one hash too many", **longer))
        outside = given | {"index": size}
        cases.append(_case(f"{name}, outside", "malformed", "index outside", **outside))
    for old, new in ((1, 1), (1, 8), (6, 8), (2, 5), (3, 7), (0, 4), (4, 8)):
        path = [digest.hex() for digest in consistency_path(old, new, tree)]
        given = {
            "proof": "consistency",
            "old": old,
            "old_root": roots[old],
            "new": new,
            "new_root": roots[new],
            "path": path,
        }
        name = f"{old} to {new}"
        cases.append(_case(name, "ok", "honest", origin, **given))
        if old:
            complete = old & (old - 1) == 0 and old < new
            verdict = "bad-proof" if complete else "record-fork"
            reason = "another old root" + (", which the path cannot show" if complete else "")
            forked = given | {"old_root": roots[old - 1]}
            cases.append(_case(f"{name}, other old root", verdict, reason, **forked))
        longer = given | {"path": [*path, roots[0]]}
        cases.append(_case(f"{name}, longer", "malformed", "one hash too many", **longer))
    cases.append(
        _case(
            "falling sizes",
            "malformed",
            "8 does not extend to 6",
            proof="consistency",
            old=8,
            old_root=roots[8],
            new=6,
            new_root=roots[6],
            path=[],
        )
    )
    about = "Merkle trees: spec 03. `entries` are the first eight entries, `roots` by size."
    _write("tree", about, cases, entries=KNOWN_INPUTS, roots=roots)


ENTRIES = [f"entry {place}".encode() for place in range(11)]
TREE = Stored([leaf_hash(entry) for entry in ENTRIES])
FORK = Stored([leaf_hash(entry) for entry in [*ENTRIES[:4], b"another", *ENTRIES[5:]]])


def _statements() -> None:
    firm = ALICE.state(FEED, 11, root_at(11, TREE), 1_700_000_000)
    light = ALICE.state(FEED, 11, root_at(11, TREE), 1_700_000_001, firm=False)

    def case(name: str, verdict: str, reason: str, data: bytes, *, asked: bool) -> Case:
        return _case(name, verdict, reason, input=data.hex(), by="alice", firm=asked)

    data, short = encode_statement(firm), encode_statement(light)
    other = replace(firm, size=12)
    cases = [
        case("firm", "ok", "both signatures", data, asked=True),
        case("firm as provisional", "ok", "more than asked", data, asked=False),
        case("provisional", "ok", "Ed25519 alone", short, asked=False),
        case("provisional as firm", "bad-signature", "ML-DSA missing", short, asked=True),
        case("other size", "bad-signature", "size signed", encode_statement(other), asked=True),
        case("by another", "bad-signature", "bob signed", _bob(firm), asked=True),
        case("ML-DSA broken", "bad-signature", "last byte", data[:-1] + b"\x00", asked=False),
        case(
            "ML-DSA alone", "malformed", "flags 2", data[:64] + b"\x02" + firm.ml, asked=False
        ),
        case("no signature", "malformed", "flags 0", data[:64] + b"\x00", asked=False),
        case(
            "unknown flag", "malformed", "flags 7", data[:64] + b"\x07" + data[65:], asked=True
        ),
        case("cut", "malformed", "one byte short", data[:-1], asked=True),
        case("longer", "malformed", "one byte more", short + b"\x00", asked=False),
        case("time 0", "malformed", "time", short[:56] + bytes(8) + short[64:], asked=False),
    ]
    about = "Statements: spec 04, 2 to 4. Signed by the station named in `by`."
    _write("statements", about, cases, stations=STATIONS)


def _bob(statement: Statement) -> bytes:
    return encode_statement(BOB.state(FEED, statement.size, statement.root, statement.time))


def _notes() -> None:
    root = root_at(11, TREE)
    checkpoint = ALICE.state(FEED, 11, root, 1_700_000_000)
    receipt = BOB.state(FEED, 11, root, 1_700_000_002)
    note = render_note([(ALICE.keys, checkpoint), (BOB.keys, receipt)])
    proof = render_proof(ENTRIES[4], 4, inclusion_path(4, 11, TREE), note)

    def case(name: str, verdict: str, reason: str, form: str, text: str) -> Case:
        return _case(name, verdict, reason, form=form, text=text, known=["alice", "bob"])

    stranger = f"— {'witness.example/w1'} {'A' * 24}\n"
    cases = [
        case("note", "ok", "checkpoint and receipt", "note", note),
        case("with a stranger", "ok", "unknown keys are ignored", "note", note + stranger),
        case("other size", "bad-signature", "12", "note", note.replace("\n11\n", "\n12\n", 1)),
        case("leading zero", "malformed", "011", "note", note.replace("\n11\n", "\n011\n", 1)),
        case("carriage return", "malformed", "CR", "note", note.replace("\n", "\r\n")),
        case(
            "extension", "malformed", "line 4", "note", note.replace("\n11\n", "\n11\nx\n", 1)
        ),
        case("proof", "ok", "entry 4 of 11", "proof", proof),
        case("other index", "bad-proof", "5", "proof", proof.replace("index 4", "index 5", 1)),
        case("no index", "malformed", "missing", "proof", proof.replace("index 4\n", "", 1)),
    ]
    nobody = case("nobody known", "bad-signature", "no known signer", "note", note)
    cases.append(nobody | {"known": ["carol"]})
    about = "Notes and proof files: spec 04, 5 and 6. `known` names the stations known."
    _write("notes", about, cases, stations=STATIONS)


HEADER = Header(
    LineId(Digest(LINE)),
    Digest(TERMS),
    ALICE.id,
    BOB.id,
    BOB.sealing.key_id,
    psk_id(None),
    1_700_000_000_000,
)


def _openings() -> None:
    salted = replace(HEADER, terms=Digest(OLD), psk=psk_id(PSK))
    honest = _seal(HEADER, ALICE)
    to_carol = replace(HEADER, recipient=CAROL.id, seal_key=CAROL.sealing.key_id)
    passed_on = seal_opening(
        to_carol, SECRET, ALICE.sign(opening_tbs(HEADER, SECRET)), CAROL.sealing.public
    )

    def case(name: str, verdict: str, reason: str, data: bytes, **rest: Any) -> Case:
        given = {"input": data.hex(), "here": "bob", "known": ["alice"], "seen": []}
        return _case(name, verdict, reason, **(given | rest))

    def result(header: Header, psk: bytes | None) -> Case:
        session, key = session_id(header, SECRET), session_key(header, SECRET, psk)
        return {
            "session": session.hex(),
            "key": key.hex(),
            "header": encode_header(header).hex(),
        }

    strange = honest[:1] + bytes(8) + honest[9:]
    cases = [
        case("honest", "ok", "current terms", honest, expect=result(HEADER, None)),
        case("salted", "ok", "older terms, with a secret", _seal(salted, ALICE),
             expect=result(salted, PSK)),
        case("again", "replayed", "session known", honest,
             seen=[session_id(HEADER, SECRET).hex()]),
        case("by a stranger", "unknown-station", "carol is not known",
             _seal(replace(HEADER, sender=CAROL.id), CAROL)),
        case("forged", "bad-signature", "carol signs as alice", _seal(HEADER, CAROL)),
        case("unknown key", "unknown-key", "seal key id zeros", strange),
        case("flipped", "cannot-open", "last bit", honest[:-1] + bytes([honest[-1] ^ 1])),
        case("other line", "wrong-recipient", "another line",
             _seal(replace(HEADER, line=LineId(Digest(OLD))), ALICE)),
        case("other terms", "wrong-recipient", "unknown terms",
             _seal(replace(HEADER, terms=Digest(LINE)), ALICE)),
        case("secret missing", "wrong-recipient", "terms ask for a secret",
             _seal(replace(HEADER, terms=Digest(OLD)), ALICE)),
        case("passed on", "bad-signature", "bob seals alice's words to carol", passed_on,
             here="carol"),
        case("cut", "malformed", "3,813 bytes", honest[:-1]),
        case("other type", "malformed", "begins with 1", b"\x01" + honest[1:]),
    ]  # fmt: skip
    seeds = {name: sha256(name.encode()).digest()[::-1].hex() for name in NAMES}
    public = {name: station.sealing.public.hex() for name, station in NAMES.items()}
    terms = [{"terms": TERMS.hex(), "psk": None}, {"terms": OLD.hex(), "psk": PSK.hex()}]
    _write(
        "openings",
        "Openings: spec 06, 1 to 4. Each station has one sealing key, made from its seed.",
        cases,
        line=LINE.hex(),
        terms=terms,
        seal_seeds=seeds,
        seal_public=public,
        stations=STATIONS,
    )


def _seal(header: Header, signer: Station) -> bytes:
    """Seals to Bob whatever the header says, as a hostile sender may."""
    signature = signer.sign(opening_tbs(header, SECRET))
    return seal_opening(header, SECRET, signature, BOB.sealing.public)


def _notices() -> None:
    notice = KeyNotice(ALICE.id, 7, ALICE.sealing.public, 1_800_000_000)
    data = encode_key_notice(notice, ALICE.sign(key_notice_tbs(notice)))
    forged = encode_key_notice(notice, CAROL.sign(key_notice_tbs(notice)))
    strange = encode_key_notice(
        replace(notice, station=CAROL.id), CAROL.sign(key_notice_tbs(notice))
    )
    useless = replace(notice, seal_pk=b"\xff" * 1216)
    useless_data = encode_key_notice(useless, ALICE.sign(key_notice_tbs(useless)))
    expect = {"station": "alice", "serial": 7, "seal_pk": notice.seal_pk.hex()}
    cases = [
        _case("honest", "ok", "alice's newest key", input=data.hex(), expect=expect),
        _case("forged", "bad-signature", "signed by carol", input=forged.hex()),
        _case("stranger", "unknown-station", "carol is not known", input=strange.hex()),
        _case("useless key", "malformed", "no ML-KEM key", input=useless_data.hex()),
        _case("cut", "malformed", "one byte short", input=data[:-1].hex()),
        _case("other type", "malformed", "begins with 2", input=(b"\x02" + data[1:]).hex()),
    ]
    _write("key-notices", "Key notices: spec 06, 5. Alice is known.", cases, stations=STATIONS)


def _parcels() -> None:
    session = session_id(HEADER, SECRET)
    key = session_key(HEADER, SECRET, None)
    stream = SealingStream(SessionId(session), key, b"stream-1")
    parcels = [stream.seal(kind, b"body %d" % kind, padded=kind % 2 == 1) for kind in (4, 5)]
    sealer = ChaCha20Poly1305(hmac.digest(key, b"openline/v1/stream\x00stream-1\x01", "sha256"))

    def raw(number: int, plaintext: bytes) -> bytes:
        head = b"\x01" + session + b"stream-1" + number.to_bytes(4, "big")
        return head + sealer.encrypt(bytes(8) + number.to_bytes(4, "big"), plaintext, head)

    def case(name: str, verdict: str, reason: str, data: bytes, **rest: Any) -> Case:
        return _case(name, verdict, reason, input=data.hex(), **rest)

    cases = [
        case("plain", "ok", "not padded", parcels[0], type=4, body=b"body 4".hex()),
        case("padded", "ok", "to 256", parcels[1], type=5, body=b"body 5".hex()),
        case("again", "replayed", "counter 0 came", parcels[0]),
        case("leap", "ok", "counter 5,000", raw(5_000, b"\x01" + bytes(4)), type=1, body=""),
        case("late", "ok", "oldest of the window", raw(3_977, b"\x01" + bytes(4)),
             type=1, body=""),
        case("too late", "replayed", "beyond the window", raw(3_976, b"\x01" + bytes(4))),
        case("flipped", "cannot-open", "last bit", _flip(parcels[1], -1)),
        case("other counter", "cannot-open", "head signed", _flip(parcels[1], 20)),
        case("other session", "unknown-key", "session id", _flip(parcels[1], 1)),
        case("long body", "malformed", "length beyond", raw(5_001, b"\x01\x00\x00\x00\x02x")),
        case("odd padding", "malformed", "one zero", raw(5_002, b"\x01\x00\x00\x00\x01x\x00")),
        case("padding of ones", "malformed", "not zeros",
             raw(5_003, b"\x01\x00\x00\x00\x01x".ljust(256, b"\x01"))),
        case("cut", "malformed", "41 bytes", parcels[0][:41]),
        case("other type", "malformed", "begins with 2", b"\x02" + parcels[0][1:]),
    ]  # fmt: skip
    about = "Parcels: spec 06, 6. One receiver takes all cases in order."
    _write("parcels", about, cases, session=session.hex(), key=key.hex())


def _flip(data: bytes, place: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 1
    return bytes(changed)


def _words() -> None:
    cases = []
    for count in range(3):
        names = (
            "offer nonce",
            "accept nonce",
            "offer secret",
            "accept secret",
            "offer",
            "accept",
        )
        n_o, n_a, f_o, f_a, leaf_o, leaf_a = (
            sha256(f"{name} {count}".encode()).digest() for name in names
        )
        feeds = FEED, FeedId(sha256(b"other feed").digest()[:16])
        line = LineId(Digest(LINE))
        transcript = leg_transcript(line, feeds[0], Digest(leaf_o), feeds[1], Digest(leaf_a))
        keys = frame_keys(transcript, f_o, f_a)
        cases.append(
            _case(
                f"leg {count}",
                "ok",
                "derived",
                line=LINE.hex(),
                offer_feed=feeds[0].hex(),
                offer_leaf=leaf_o.hex(),
                accept_feed=feeds[1].hex(),
                accept_leaf=leaf_a.hex(),
                offer_nonce=n_o.hex(),
                accept_nonce=n_a.hex(),
                offer_secret=f_o.hex(),
                accept_secret=f_a.hex(),
                transcript=transcript.hex(),
                commitment=commitment(n_o).hex(),
                offer_secret_hash=frame_secret_hash(f_o).hex(),
                frame_keys=[key.hex() for key in keys],
                words=list(word_numbers(transcript, n_o, n_a)),
                root_words=list(root_words(transcript)),
            )
        )
    _write("words", "Check words and frame keys: spec 07. `root_words` of `transcript`.", cases)


def _evidence() -> None:
    cases = []
    for old, new in ((7, 11), (8, 11), (9, 9)):
        one = ALICE.state(FEED, old, root_at(old, FORK), 1_700_000_000)
        other = ALICE.state(FEED, new, root_at(new, TREE), 1_700_000_009)
        evidence = make_evidence(ALICE.id, one, other, fork_path(old, new, TREE))
        honest = replace(
            evidence,
            older=encode_statement(ALICE.state(FEED, old, root_at(old, TREE), 1_700_000_000)),
        )
        unsigned = replace(evidence, newer=_bob(other))
        longer = replace(evidence, path=(*evidence.path, root_at(1, TREE)))
        name = f"{old} and {new}"
        for suffix, verdict, reason, value in (
            ("", "ok", "two histories", evidence),
            (", honest", "bad-proof", "one history", honest),
            (", not signed", "bad-signature", "bob signed the newer one", unsigned),
            (", longer", "malformed", "one hash too many", longer),
        ):
            data = encode_evidence(value).hex()
            cases.append(_case(name + suffix, verdict, reason, input=data))
    broken = encode((ALICE.id, b"", b"", ())).hex()
    cases.append(_case("empty statements", "malformed", "no statements", input=broken))
    _write(
        "evidence",
        "Evidence: spec 04, 7. Alice is said to have signed.",
        cases,
        stations=STATIONS,
    )


if __name__ == "__main__":
    for write in (_codec, _keys, _tree, _statements, _notes, _openings, _notices, _parcels):
        write()
    _words()
    _evidence()
