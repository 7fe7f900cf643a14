"""Every reader of foreign bytes, each with good inputs to begin from.

A target takes any bytes and returns; what leaves it is a finding. Documented errors are taken
inside. Where two readers of one form exist they must agree, and what is accepted must encode to
the very same bytes again.
"""

import base64
import io
import json
import re
import struct
import tempfile
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Final

import msgspec
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

from openline.ceremony.draft import read_draft
from openline.core.acts.act import encode_act, parse_act, read_ref, write_ref
from openline.core.agreement.checks import verify_terms
from openline.core.agreement.document import parse_agreement
from openline.core.agreement.governance import verify_notice
from openline.core.agreement.terms import Terms
from openline.core.codec import encode, parse
from openline.core.crypto.keys import Digest, LineId, SessionId, StationId, label
from openline.core.crypto.sealing import (
    ParcelOpener,
    SealingKey,
    open_key_notice,
    open_opening,
)
from openline.core.errors import UnknownStation
from openline.core.identity import parse_card
from openline.core.parcels import BODY_LIMIT, KINDS
from openline.core.record.checkpoint import verify_statement
from openline.core.record.evidence import encode_evidence, parse_evidence, verify_evidence
from openline.core.record.notes import verify_note, verify_proof
from openline.paths.fragments import (
    ASKED,
    BULK,
    MESSAGE_BYTES,
    URGENT,
    Receiver,
    Sender,
)
from openline.paths.kiss import FRAME_BYTES, FrameReader, encode_frame
from openline.paths.mailbox import SIZES, Mailbox, mailbox
from openline.paths.relay_talk import Refused, encode_talk, parse_talk
from openline.relay.credential import Credential, encode_credential, verify_credential
from openline.station import calendars
from openline.station.admin import Command, parse_command
from openline.station.backup import KIND, MAGIC, OpenBackup
from openline.station.carriage import TAG_BYTES, Packed, Tag, Unpacked
from openline.station.codes import carriage_of, codes_of
from openline.station.config import first_settings, load_settings
from openline.station.exported import check_file
from openline.station.folder import REQUEST_KIND, StationRequest, parse_request
from openline.station.passphrase import Sealing, cipher
from openline.station.relaycard import RelayCard, encode_relay_card, load_relay_card
from openline.web.acts import BODIES, Do, parse_body, parse_message
from tests.fuzz.forms import FORMS, agreed, manifest, notes, notices
from tests.fuzz.forms import statement as statement_form
from tests.fuzz.judge import (
    REFUSED,
    Target,
    alike,
    inputs,
    is_enc,
    or_refused,
    stations,
    verified,
)
from tests.fuzz.mutate import MOST
from tests.fuzz.records import small_exports
from tests.fuzz.sealing import OneSeal
from verifier.acts import read_act
from verifier.agreement import Station, check_agreement, check_notice
from verifier.check import check
from verifier.container import open_container
from verifier.enc import Unreadable, decode
from verifier.tree import check_evidence

EXAMPLE: Final = Path(__file__).parents[2] / "src/openline/ceremony/example.toml"


# --- encoding, acts, parcels ----------------------------------------------------------------


def enc(data: bytes) -> None:
    ours = or_refused(lambda given: parse(object, given, limit=1 << 20), data)
    theirs = verified(decode, data)
    alike(ours, theirs)
    if ours is not REFUSED:
        assert repr(ours) == repr(theirs)


def act(data: bytes) -> None:
    ours = or_refused(parse_act, data)
    theirs = verified(read_act, data)
    alike(ours, theirs)
    if ours is not REFUSED:
        assert encode_act(ours) == data


def parcel(data: bytes) -> None:
    kind = KINDS.get(data[0]) if data else None
    if kind is not None:
        found = or_refused(lambda given: parse(kind, given, limit=BODY_LIMIT), data[1:])
        is_enc(found, data[1:])


def _parcels() -> list[bytes]:
    statement = inputs("statements")[0]
    ref = [0, 0, 3, bytes(32)]
    bodies: list[tuple[int, Any]] = [
        (1, [bytes(16), 0, [b"entry", b"other"], statement, [bytes(32)]]),
        (3, [[statement]]),
        (4, [[[bytes(16), 3, 2, 1, 1, 0]], bytes(8), bytes(8), 5, 7]),
        (5, [bytes(16), 7, None]),
        (5, [bytes(16), 7, bytes(32)]),
        (6, [bytes(32), 0, b"piece"]),
        (7, [ref, 1, b"signal"]),
        (9, [bytes(8)]),
    ]
    return [bytes((kind,)) + encode(body) for kind, body in bodies]


def sealed_parcel(data: bytes) -> None:
    """A parcel as it comes, and what is inside the seal if a sender built it wrongly."""
    session, key, stream = SessionId(bytes(8)), bytes(32), bytes(8)
    opener = ParcelOpener(session, key)
    or_refused(opener.open, data)
    if len(data) >= 5:
        derived = HKDFExpand(SHA256(), 32, label("stream") + stream).derive(key)
        head = b"\x01" + session + stream + bytes(4)
        or_refused(opener.open, head + ChaCha20Poly1305(derived).encrypt(bytes(12), data, head))


def _plain_parcels() -> list[bytes]:
    bodies = [body[1:] for body in _parcels()]
    plain = [bytes((4,)) + len(body).to_bytes(4, "big") + body for body in bodies]
    return [*plain, *(one.ljust(1_024, b"\0") for one in plain), *inputs("parcels")]


_OPENING_PLAIN: Final = 153 + 32 + 64 + 2_420


@cache
def _opening() -> tuple[SealingKey, StationId, LineId, Digest, OneSeal]:
    key, here = SealingKey(bytes(32)), StationId(bytes(32))
    seal = OneSeal(key.public, label("seal") + here + key.key_id)
    return key, here, LineId(bytes(32)), Digest(bytes(32)), seal


def opening(data: bytes) -> None:
    """An opening as it comes, and one whose inside is these bytes."""
    key, here, line, terms, seal = _opening()

    def read(given: bytes) -> object:
        return open_opening(
            given,
            here=here,
            line=line,
            terms={terms: None},
            seal_keys={key.key_id: key},
            stations=stations("openings"),
            seen=(),
        )

    or_refused(read, data)
    plain = data[:_OPENING_PLAIN].ljust(_OPENING_PLAIN, b"\0")
    or_refused(read, b"\x02" + key.key_id + seal.seal(plain))


def _openings() -> list[bytes]:
    key, here, line, terms, _ = _opening()
    (sender, *_) = stations("openings")
    head = b"\x01" + line + terms + sender + here + key.key_id + bytes(8) + bytes(8)
    return [head.ljust(_OPENING_PLAIN, b"\1"), *inputs("openings")]


def key_notice(data: bytes) -> None:
    or_refused(lambda given: open_key_notice(given, stations("key-notices")), data)


# --- statements, evidence, notes ------------------------------------------------------------


def statement(data: bytes) -> None:
    ours = statement_form(data)
    if ours is not REFUSED:
        (signer, keys), *_ = stations("statements").items()
        or_refused(lambda _: verify_statement(ours, keys, signer, firm=False), data)


def evidence(data: bytes) -> None:
    known = stations("evidence")

    def read(given: bytes) -> object:
        found = parse_evidence(given)
        assert encode_evidence(found) == given
        keys = known.get(StationId(found.signer))
        if keys is None:
            raise UnknownStation("A stranger.")
        return verify_evidence(found, keys)

    ours = or_refused(read, data)
    held = {bytes(one): Station(0, keys.ed, keys.ml) for one, keys in known.items()}
    theirs = verified(lambda given: check_evidence(given, held), data)
    alike(ours, theirs)


def note(data: bytes) -> None:
    text = data.decode(errors="surrogateescape")
    known = stations("notes")
    or_refused(lambda _: verify_note(text, known, firm=False), data)
    or_refused(lambda _: verify_proof(text, known), data)


# --- identities, agreements, notices --------------------------------------------------------


def card(data: bytes) -> None:
    found = or_refused(parse_card, data)
    is_enc(found, data)


def request(data: bytes) -> None:
    found = or_refused(parse_request, data)
    is_enc(found, data)


def _requests() -> list[bytes]:
    _, party = agreed()
    certificate = party.certificate()
    made = StationRequest(REQUEST_KIND, certificate.site, certificate, ("a.example:1",), ())
    return [encode(made)]


def terms(data: bytes) -> None:
    found = or_refused(lambda given: verify_terms(parse(Terms, given, limit=1 << 20)), data)
    is_enc(found, data)


def agreement(data: bytes) -> None:
    ours = or_refused(parse_agreement, data)
    theirs = verified(check_agreement, data)
    alike(ours, theirs)
    if ours is not REFUSED:
        assert ours.encode() == data
        assert ours.terms_hash == theirs.terms_hash


@cache
def _checked() -> Any:
    return check_agreement(agreed()[0].encode())


def notice(data: bytes) -> None:
    known, _ = agreed()
    ours = or_refused(lambda given: verify_notice(given, known), data)
    theirs = verified(lambda given: check_notice(given, _checked()), data)
    # The verifier leaves to a person what a notice asks for beyond its signature.
    assert ours is REFUSED or theirs is not REFUSED


# --- files ----------------------------------------------------------------------------------


def export(data: bytes) -> None:
    ours = or_refused(lambda given: check_file(io.BytesIO(given).read), data)

    def read(given: bytes) -> Any:
        verdict = check(open_container(io.BytesIO(given)))
        if verdict.finding is not None and verdict.finding.code in ("agreement", "notice"):
            raise Unreadable(verdict.finding.what)
        return verdict

    theirs = verified(read, data)
    alike(ours, theirs)
    if ours is not REFUSED:
        codes = [found.code if found else None for found in (ours.finding, theirs.finding)]
        assert codes[0] == codes[1], codes


def backup(data: bytes) -> None:
    """A backup as it comes, and one whose inside is these bytes, under a cheap passphrase."""

    def read(given: bytes) -> object:
        opened = OpenBackup(io.BytesIO(given).read, "word")
        return [b"".join(pieces) for _, pieces in opened.files()]

    if not data.startswith(MAGIC):  # the costs that a file asks for are its reader's choice
        or_refused(read, data)
    head, key = _cheap()
    or_refused(read, head + key.encrypt(bytes(11) + b"\1", data[:65_536], head))


@cache
def _cheap() -> tuple[bytes, ChaCha20Poly1305]:
    """The head of a backup whose passphrase costs next to nothing, and its key."""
    sealing = Sealing(KIND, 8, 1, 1, bytes(16))
    head = encode(sealing)
    return MAGIC + len(head).to_bytes(2, "big") + head, cipher(sealing, "word")


def _backups() -> list[bytes]:
    told = encode(manifest(sha256(b"x").digest()))
    return [len(told).to_bytes(4, "big") + told + b"xx"]


def carriage(data: bytes) -> None:
    def read(given: bytes) -> list[bytes]:
        return list(Unpacked(io.BytesIO(given), "medium"))

    or_refused(read, data)


def frames(data: bytes) -> None:
    """What a serial line brings; noise in a frame is nearly always seen by its check sum."""
    for content in FrameReader().take(data):
        assert 0 < len(content) <= FRAME_BYTES


def fragments(data: bytes) -> None:
    """Pieces that a hostile peer puts into good frames, first to last."""
    given = or_refused(lambda one: parse(tuple[bytes, ...], one, limit=MOST), data)
    if given is REFUSED:
        return
    sender = Sender()
    sender.put(bytes(300), urgent=False)
    receivers = Receiver(BULK), Receiver(URGENT)
    for piece in given:
        sender.asked(piece)
        for receiver in receivers:
            message = receiver.take(piece)
            assert message is None or len(message) <= MESSAGE_BYTES
            asks = receiver.ask()
            assert asks is None or len(asks) <= FRAME_BYTES
    told = sum(1 for _ in iter(sender.next, None))
    assert told <= 5 + 4 * ASKED


def _fragments() -> list[bytes]:
    sender = Sender()
    sender.put(b"bulk" * 60, urgent=False)
    sender.put(b"urgent" * 50, urgent=True)
    every = tuple(iter(sender.next, None))
    return [encode(every), encode(every[:2]), encode((*every[1:], b"\x04\x02\0\0\1"))]


def _frames() -> list[bytes]:
    lists = [parse(tuple[bytes, ...], one) for one in _fragments()]
    return [b"".join(map(encode_frame, pieces)) for pieces in lists]


def codes(data: bytes) -> None:
    # Pictures are the library's to read, in a process of its own.
    if not data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"RIFF")):
        or_refused(lambda given: carriage_of([given]), data)


def _codes() -> list[bytes]:
    made = [codes_of(data) for data in (bytes(2_000), b"short", bytes(30), b"x" * 60)]
    return [one.encode() for found in made for one in found]


def _carriages() -> list[bytes]:
    return [
        b"".join(Packed(Tag(bytes(TAG_BYTES)), pieces))
        for pieces in ([b"one", b"two" * 30], [])
    ]


@cache
def _kept() -> IO[bytes]:
    """A file that stays open: making one anew takes longer than many a reader."""
    memory = Path("/dev/shm")
    return tempfile.NamedTemporaryFile(
        prefix="fuzz-", dir=memory if memory.is_dir() else None, buffering=0
    )


def _file(data: bytes) -> Path:
    kept = _kept()
    kept.truncate(0)
    kept.seek(0)
    kept.write(data)
    return Path(kept.name)


def settings(data: bytes) -> None:
    or_refused(lambda given: load_settings(_file(given)), data)


def draft(data: bytes) -> None:
    or_refused(lambda given: read_draft(_file(given)), data)


def _drafts() -> list[bytes]:
    """The example with one table of each kind, in English; and what no draft can be without."""
    text = re.sub(
        r'(?ms)^(zh|vi|ja|fa) = ("""\n.*?"""|[^\n]*)\n', "", EXAMPLE.read_text("utf-8")
    )
    lines = [one.partition("  ")[0] for one in text.splitlines()]
    bare = "\n".join(one for one in lines if one and one[0] not in "#123456789")
    tables = {one.partition("]")[0]: one for one in reversed(re.split(r"(?m)^(?=\[)", bare))}
    every = [*reversed(tables.values())]
    needed = [one for one in every if one.startswith(_NEEDED) or one[0] != "["]
    return ["".join(some).encode() for some in (every, needed)]


_NEEDED: Final = tuple(
    f"{bracket}{name}"
    for bracket in ("[", "[[")
    for name in ("texts", "desks", "pairs", "precedences", "triggers", "declines", "subjects")
)


def relay_card(data: bytes) -> None:
    found = or_refused(lambda given: load_relay_card(_file(given)), data)
    assert found is REFUSED or len(found.pin_bytes) == 32


def _relay_cards() -> list[bytes]:
    credential = base64.urlsafe_b64encode(bytes(52)).decode()
    return [encode_relay_card(RelayCard("relay.example:7443", "0" * 64, credential))]


def credential(data: bytes) -> None:
    """A credential as it comes, and one that says this and verifies."""
    or_refused(lambda given: verify_credential(given, bytes(32), 5), data)
    if len(data) >= 20:
        made = Credential(data[:8], *struct.unpack(">QI", data[8:20]))
        again = encode_credential(made, bytes(32))
        found = or_refused(lambda given: verify_credential(given, bytes(32), 5), again)
        assert found is REFUSED or found == made


# --- our own machine: pages, commands, relays -----------------------------------------------


def page(data: bytes) -> None:
    def read(given: bytes) -> object:
        message = parse_message(given.decode(errors="replace"))
        return parse_body(message) if isinstance(message, Do) else message

    or_refused(read, data)


def _pages() -> list[bytes]:
    ref = f"0.0.1.{'0' * 64}"
    far = {"party": 1, "desk": "watch"}
    words = {"precedence": "ROUTINE", "subject": "", "language": "en", "text": "Hello"}
    bodies: list[tuple[str, Any]] = [
        ("message.send", {"to": far} | words),
        ("ring.cancel", {"ref": ref}),
        ("service.say", {"language": "en", "text": "x"}),
        ("call.dial", {"to": far, "kind": "TEST", "purpose": "", "trigger": ""} | words),
    ]
    said = [
        {"t": "do", "id": "0" * 32, "line": "0" * 64, "act": name, "body": body}
        for name, body in [*bodies, *((name, {}) for name in BODIES)]
    ]
    other = [{"t": "watch", "topics": ["board"]}, {"t": "signal", "leg": ref, "data": "00"}]
    return [json.dumps(one).encode() for one in [*said, *other]]


class _Arguments(msgspec.Struct, forbid_unknown_fields=True):
    desk: str
    count: int | None = None


def command(data: bytes) -> None:
    parsed = or_refused(lambda given: parse_command(given, _COMMANDS), data)
    assert parsed is REFUSED or isinstance(parsed[1], _Arguments)


async def _done(_: _Arguments) -> dict[str, Any]:
    return {}


_COMMANDS: Final = {"enrol": Command(_Arguments, _done)}


def relay(data: bytes) -> None:
    found = or_refused(parse_talk, data)
    assert found is REFUSED or encode_talk(found) == data


def _relays() -> list[bytes]:
    return [encode_talk(Refused("full"))] + [
        bytes((kind,)) + encode(body)
        for kind, body in (
            (1, [bytes(16), bytes(32)]),
            (2, [[bytes(16)]]),
            (4, [1, bytes(16), b"x"]),
            (5, [1]),
            (17, [1, bytes(16), b"x"]),
            (18, [bytes(16), True]),
        )
    ]


@cache
def _box() -> Mailbox:
    return mailbox(bytes(32), StationId(bytes(32)), StationId(b"\1" * 32), 20_000)


def mail(data: bytes) -> None:
    """What lay in a mailbox, and one that a hostile counterpart padded like this."""
    box = _box()
    or_refused(box.unwrap, data)
    size = next((step for step in SIZES if len(data) <= step), SIZES[-1])
    plain = data[:size].ljust(size, b"\0")
    sealed = ChaCha20Poly1305(box.seal_key).encrypt(bytes(12), plain, box.box)
    found = or_refused(box.unwrap, bytes(12) + sealed)
    assert found is REFUSED or box.unwrap(box.wrap(found, bytes)) == found


def _mail() -> list[bytes]:
    plain = [
        len(one).to_bytes(4, "big") + one for one in (b"", b"piece", bytes(508), b"x" * 600)
    ]
    return [*plain, plain[1].ljust(512, b"\0"), _box().wrap(b"piece", bytes)]


def reference(data: bytes) -> None:
    text = data.decode(errors="replace")
    found = read_ref(text)
    assert found is None or write_ref(found) == text


_EVENTS: Final = (
    "METHOD:REQUEST|BEGIN:VEVENT|DTSTART;TZID=Asia/Tokyo:20270316T200000|DURATION:PT1H",
    "BEGIN:VEVENT|SUMMARY:Talks|DTSTART:20270316T200000Z|DTEND:20270316T210000Z",
    "BEGIN:VEVENT|DESCRIPTION:One\\,|  two|DTSTART;VALUE=DATE:20270316|RRULE:FREQ=DAILY",
    "METHOD:CANCEL|BEGIN:VEVENT|LOCATION:Quay|STATUS:CANCELLED|DTSTART:20270316T200000",
)


def _calendars() -> list[bytes]:
    """An event each: the library takes its time over every line."""
    return [
        f"BEGIN:VCALENDAR|{event}|END:VEVENT|END:VCALENDAR|".replace("|", "\r\n").encode()
        for event in _EVENTS
    ]


def calendar(data: bytes) -> None:
    """A calendar file that somebody opens."""
    drafts = or_refused(lambda given: calendars.read(given, 1_800_000_000_000), data)
    assert drafts is REFUSED or len(drafts) <= calendars.MOST_EVENTS


TARGETS: Final[dict[str, Target]] = {
    **FORMS,
    "enc": Target(enc, lambda: inputs("codec") + inputs("acts", "entry")),
    "act": Target(act, lambda: inputs("acts", "entry")),
    "parcel": Target(parcel, _parcels),
    "sealed-parcel": Target(sealed_parcel, _plain_parcels),
    "opening": Target(opening, _openings),
    "key-notice": Target(key_notice, lambda: inputs("key-notices")),
    "statement": Target(statement, lambda: inputs("statements")),
    "evidence": Target(evidence, lambda: inputs("evidence")),
    "note": Target(note, notes),
    "card": Target(card, lambda: [encode(agreed()[1].card())]),
    "request": Target(request, _requests),
    "terms": Target(terms, lambda: [one.terms for one in agreed()[0].file.versions]),
    "agreement": Target(agreement, lambda: [agreed()[0].encode()]),
    "notice": Target(notice, notices),
    "export": Target(export, small_exports),
    "backup": Target(backup, _backups),
    "carriage": Target(carriage, _carriages),
    "frames": Target(frames, _frames),
    "fragments": Target(fragments, _fragments),
    "codes": Target(codes, _codes),
    "settings": Target(
        settings, lambda: [first_settings("a", "127.0.0.1:1", "127.0.0.1:2", [])]
    ),
    "draft": Target(draft, _drafts),
    "relay-card": Target(relay_card, _relay_cards),
    "credential": Target(
        credential, lambda: [encode_credential(Credential(bytes(8), 9, 1), bytes(32))]
    ),
    "page": Target(page, _pages),
    "command": Target(
        command, lambda: [b'{"command": "enrol", "arguments": {"desk": "a", "count": 3}}']
    ),
    "relay": Target(relay, _relays),
    "mailbox": Target(mail, _mail),
    "calendar": Target(calendar, _calendars),
    "reference": Target(reference, lambda: [f"0.0.1.{'0' * 64}".encode()]),
}
