"""Writes the test vectors of acts and of exported records.

Run it only when a format changes, from the project's folder:
`python -m vectors.generate_record`. Signatures and nonces are random, so each run makes other,
equally good bytes. Two programs that share no code agree on everything expected here, or
nothing is written.
"""

import io
import json
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from msgspec.structs import replace

from openline.core.acts import calls, upkeep
from openline.core.acts.act import (
    Act,
    Addressee,
    AnyAct,
    Kind,
    Officer,
    Seen,
    encode_act,
)
from openline.core.codec import encode
from openline.core.fold import read_entry
from openline.core.record.tree import leaf_hash
from openline.station.container import SignedBy, Stretch, read_export
from tests.core.acts.examples import BODIES
from tests.station.histories import History
from tests.station.records import by_core, by_verifier, core_states, verifier_states
from verifier.report import document

HERE = Path(__file__).parent
NONCE = bytes(range(16))
ORIGIN = "vectors/generate_record.py"


def act(type_: int, **changes: Any) -> AnyAct:
    """An act of a type."""
    seen = (Seen(1, 0, 3),)
    plain: AnyAct = Act(
        type_, Kind.REAL, 1, 1_800_000_000_000, NONCE, "", None, seen, None, BODIES[type_]
    )
    return replace(plain, **changes)


def case(name: str, entry: bytes, verdict: str, reason: str, index: int = 1) -> dict[str, Any]:
    """A case of acts.json."""
    _, code = read_entry(entry, index)
    assert (code or "ok") == verdict, (name, code)
    return {
        "name": name,
        "index": index,
        "entry": entry.hex(),
        "verdict": verdict,
        "reason": reason,
        "origin": ORIGIN,
    }


def good_acts() -> list[dict[str, Any]]:
    """Entries that can be read."""
    cases = []
    for type_ in sorted(BODIES):
        index = 0 if type_ == upkeep.FEED_OPEN else 1
        entry = encode_act(act(type_))
        cases.append(case(f"type {type_}", entry, "ok", "05, 8", index))
    to = Addressee(1, "watch")
    ring = encode_act(act(calls.RING, sender="watch", to=to, kind=Kind.TEST))
    cases.append(case("a desk to a desk, TEST", ring, "ok", "05, 1"))
    officer = Officer(b"key", b"data", b"client", b"signature")
    entry = encode_act(act(upkeep.SEEN, officer=officer))
    cases.append(case("an officer's signature", entry, "ok", "05, 5: read, and inert later"))
    return cases


def bad_acts() -> list[dict[str, Any]]:
    """Entries whose bytes alone make them inert."""
    seen = encode_act(act(upkeep.SEEN))
    plain = [1, 0, 1, 0, NONCE, "", None, [], None]
    opening = encode_act(act(upkeep.FEED_OPEN))
    return [
        case("empty", b"", "malformed", "05, 3.1"),
        case("too large", encode([bytes(16_384)]), "malformed", "05, 3.1"),
        case("no array", encode(7), "malformed", "05, 3.1"),
        case("an empty array", encode([]), "unknown-act", "05, 3.3"),
        case("nine fields", encode([16, *plain[1:]]), "unknown-act", "05, 3.3"),
        case("a request without a window",
             encode([72, *plain[1:], [["call", "en", "", "", "", "a", "b", [], 0, [], "each",
                                       "line", "", []], [0, 1], None, ""]]),
             "malformed", "17, 1"),
        case("a word spoken at 1,200 bit/s", encode([53, *plain[1:], [0, 1_200, b"frames", ""]]),
             "malformed", "08, 7.2"),
        case("a word without a frame", encode([53, *plain[1:], [0, 700, b"", ""]]),
             "malformed", "08, 1"),
        case("type 60", encode([60, *plain[1:], []]), "unknown-act", "05, 3.3"),
        case("type 256", encode([256, *plain[1:], []]), "unknown-act", "05, 3.3"),
        case("type as text", encode(["seen", *plain[1:], []]), "unknown-act", "05, 3.3"),
        case("a byte after it", seen + b"\0", "malformed", "00, 3.4"),
        case("cut", seen[:-1], "malformed", "00, 3.4"),
        case("a body too many", encode([4, *plain[1:], [1]]), "malformed", "05, 8"),
        case("kind 3", encode([4, 3, *plain[2:], []]), "malformed", "05, 1.1"),
        case("kind true", encode([4, True, *plain[2:], []]), "malformed", "05, 1.1"),
        case("a desk in capitals", encode([4, *plain[1:5], "A", *plain[6:], []]), "malformed",
             "05, 1.1"),
        case("a short nonce", encode([4, *plain[1:4], b"n", *plain[5:], []]), "malformed",
             "05, 1.1"),
        case("a time beyond 2^53", encode([4, 0, 1, (1 << 53) + 1, *plain[4:], []]),
             "malformed", "05, 1.2"),
        case("a head not in its shortest form", b"\x8a\x18\x04" + seen[2:], "malformed",
             "00, 3.2"),
        case("feed.open at index 1", opening, "turn", "05, 6.2"),
        case("seen at index 0", seen, "turn", "05, 6.2", 0),
    ]  # fmt: skip


_FATES = {"ended", "crossed", "up", "opened", "manned", "agreed", "declined"}


def _varied() -> History:
    """A history with calls and messages of many fates, all of it judged."""
    for seed in range(2_000):
        history = History(Random(seed), 2)  # noqa: S311 - not for keys
        history.run(90)
        history.rest()
        fold = by_verifier(history.stations[0].export()).fold
        assert fold is not None
        judged = all(s.judged == len(s.feed.entries) for s in fold.feeds.values())
        fates = {ring.stage() for ring in fold.rings.values()}
        fates |= {leg.state() for ring in fold.rings.values() for leg in ring.legs.values()}
        fates |= {request.stage() for request in fold.requests.values()}
        fates |= {"opened" for letter in fold.letters.values() if letter.opened}
        fates |= {"manned" for said in fold.watches.values() if said.on}
        if judged and fates >= _FATES and not history.restored:
            return history
    raise AssertionError


def record() -> tuple[bytes, dict[str, Any]]:
    """A record with calls, messages and inert entries, and what it comes to."""
    history = _varied()
    data = history.stations[0].export()
    core, verdict = by_core(data), by_verifier(data)
    ours = core_states(core.checked, history.stations[0].charter.line)
    theirs = verifier_states(verdict)
    assert ours == theirs
    rings = [
        {
            "place": list(place),
            "caller": caller,
            "callee": callee,
            "stage": stage,
            "settled": settled,
            "legs": [[list(at), leg[3]] for at, leg in sorted(legs_.items())],
        }
        for place, (_, (caller, callee, stage), _, _, settled, legs_, _) in sorted(
            theirs["rings"].items()
        )
    ]
    letters = [
        {"place": list(place), "opened": sorted(opened), "informed": sorted(informed)}
        for place, (_, _, opened, informed, _) in sorted(theirs["letters"].items())
    ]
    watches = [
        {"party": party, "desk": desk, "place": list(place), "on": on and list(on)}
        for (party, desk), (place, on) in sorted(theirs["watches"].items())
    ]
    asked = [
        {
            "place": list(place),
            "stage": stage,
            "agreed": None if agreed is None else [list(agreed[0]), agreed[1]],
            "owe": sorted(owe),
            "conditions": [[list(at), n, how] for (at, n), how in sorted(conditions.items())],
            "settled": settled,
        }
        for place, (_, _, stage, agreed, owe, conditions, settled) in sorted(
            theirs["requests"].items()
        )
    ]
    states = {"ring_states": rings, "message_states": letters, "watch_states": watches}
    return data, {**document(verdict), **states, "request_states": asked}


def altered(data: bytes) -> list[dict[str, Any]]:
    """Alterations of the record's bytes, each with a right checksum, and what is found."""
    parts = list(read_export(io.BytesIO(data).read))
    stretch = next(body for _, body in parts if isinstance(body, Stretch))
    firm = next(
        body for _, body in parts if isinstance(body, SignedBy) and len(body.statement) > 129
    )
    entry, other = stretch.entries[5], stretch.entries[2]
    hashed = leaf_hash(other)
    flipped = other[:-1] + bytes([other[-1] ^ 1])
    with_hash = data.replace(other, flipped, 1).replace(hashed, leaf_hash(flipped), 1)
    cases = [
        ("as exported", data, "12, 4.2"),
        ("an entry", _flip(data, entry, -1), "12, 4.3"),
        ("an entry and its leaf hash", with_hash, "12, 4.3"),
        ("a leaf hash", _flip(data, hashed, 0), "12, 4.3"),
        ("a root", _flip(data, firm.statement, 24), "12, 4.1, 5"),
        ("an Ed25519 signature", _flip(data, firm.statement, 65), "12, 4.1, 5"),
        ("an ML-DSA-44 signature", _flip(data, firm.statement, 129), "12, 4.1, 5"),
        ("a signer", _flip(data, firm.signer + b"\x59", 0), "12, 4.1, 5"),
        ("the header's line", _flip(data, parts[0][1].line, 0), "12, 4.1, 2"),  # type: ignore[union-attr]
        ("the agreement's text", _flip(data, b"Memorandum", 0), "12, 4.1, 2"),
    ]
    return [alteration(name, data, changed, reason) for name, changed, reason in cases]


def _flip(data: bytes, what: bytes, at: int) -> bytes:
    place = data.index(what) + at % len(what)
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def alteration(name: str, data: bytes, changed: bytes, reason: str) -> dict[str, Any]:
    """A case: where the bytes differ from the record, and what is found then."""
    body = changed[:-32]
    whole = body + sha256(body[:-5]).digest()
    patch = []
    at = 0
    while at < len(whole):
        stop = at
        while stop < len(whole) and whole[stop] != data[stop]:
            stop += 1
        if stop > at:
            patch.append([at, whole[at:stop].hex()])
        at = stop + 1
    found = by_verifier(whole).finding
    return {
        "name": name,
        "verdict": found.code if found else "ok",
        "reason": reason,
        "origin": ORIGIN,
        "file": "record",
        "patch": patch,
        "place": [found.party, found.incarnation, found.index] if found else None,
    }


def _write(name: str, content: Any) -> None:
    text = json.dumps(content, ensure_ascii=True, indent=1)
    (HERE / name).write_text(f"{text}\n", encoding="ascii")


def main() -> None:
    """Write the files."""
    _write("acts.json", {"spec": ["docs/spec/05-act.md"], "cases": good_acts() + bad_acts()})
    data, known = record()
    exports = {
        "spec": ["docs/spec/12-export.md", "docs/spec/05-act.md", "docs/spec/07-calls.md"],
        "files": {"record": data.hex()},
        "known": known,
        "cases": altered(data),
    }
    _write("exports.json", exports)


if __name__ == "__main__":
    main()
