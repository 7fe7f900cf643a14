"""What the verifier tells people and programs, and agreements with a history of their own."""

import io
import json
from pathlib import Path

import msgspec
import pytest

from openline.core.acts import messages, upkeep
from openline.core.acts.act import Addressee, Seen
from openline.core.agreement.document import Agreement, parse_agreement
from openline.core.agreement.governance import Suspension
from openline.core.codec import encode
from openline.station import archive
from openline.station.container import Part, read_export, write_export
from openline.station.folder import InstalledLine
from openline.station.wiring import charter_of
from tests.core.line.stations import meet
from tests.core.parties import amended, draft_of, notice_of, signed_by_all
from tests.station.records import (
    Writer,
    agreement_of,
    by_core,
    by_verifier,
    core_states,
    party,
    verifier_states,
)
from verifier.__main__ import main
from verifier.report import document, sentences

THERE = Addressee(1, "watch")


def hello(language: str = "en") -> messages.Message:
    return messages.Message(3, language, "Subject", "Hello", None, "Watch officer 1")


def talked() -> tuple[Writer, Writer]:
    one, other = Writer(0, 2), Writer(1, 2)
    meet(one, other)
    ref = one.say(messages.MESSAGE, hello(), to=THERE)
    meet(one, other)
    other.say(messages.OPENED, messages.MessageNote(ref, "Watch officer 2"))
    for station in (one, other, one, other):
        meet(one, other)
        station.firm()
    meet(one, other)
    return one, other


def told(data: bytes) -> str:
    return "\n".join(sentences(by_verifier(data)))


def test_a_record_that_holds() -> None:
    one, other = talked()
    text = told(one.export())
    assert "The record holds" in text
    assert "p1 en signed at" in text
    assert "Formal messages: 1, 1 of them opened" in text
    assert "Who pressed the key" in text
    assert agreement_of(2).terms.parties[0].party.hex() in text
    doc = document(by_verifier(other.export()))
    assert doc["complete"] is True
    assert [feed["firm"] for feed in doc["feeds"]] == [feed["size"] for feed in doc["feeds"]]


def test_a_tail_without_firm_signature_is_not_proven() -> None:
    one, _ = talked()
    one.say(messages.MESSAGE, hello(), to=THERE)
    assert "are not proven" in told(one.export())


def test_what_is_inert_waits_or_lacks_its_text() -> None:
    one, other = talked()
    other.force_act(upkeep.SEEN, upkeep.NoBody(), sender="watch")
    blob = messages.Blob(b"b" * 32, 9_000, "text/plain")
    long = messages.Message(3, "en", "Subject", "", blob, "Watch officer 1")
    one.say(messages.MESSAGE, long, to=THERE)
    other.force_act(upkeep.SEEN, upkeep.NoBody(), sender="", seen=(Seen(0, 0, 500),))
    meet(one, other)
    text = told(one.export())
    assert "1 inert entries (desks 1)" in text
    assert "the text of 1 is not in the file" in text
    assert "NOT COMPLETE" in text
    assert "had seen 500 entries of p0 en" in text
    assert document(by_verifier(one.export()))["complete"] is False


def test_the_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, _ = talked()
    file = tmp_path / "record.olr"
    file.write_bytes(one.export())
    assert main([str(file)]) == 0
    assert "The record holds" in capsys.readouterr().out
    parts = list(read_export(io.BytesIO(file.read_bytes()).read))
    file.write_bytes(b"".join(write_export(p for p in parts if p[0] is not Part.ENTRIES)))
    assert main([str(file)]) == 1
    assert "DOES NOT HOLD" in capsys.readouterr().out
    assert main([str(file), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["first_bad"]["index"] == 0
    file.write_bytes(b"")
    assert main([str(file)]) == 2
    assert "cannot be read" in capsys.readouterr().err


def test_acts_stand_under_the_terms_that_they_name() -> None:
    one, other = talked()
    first = agreement_of(2)
    sides = [party(0), party(1)]
    pairs = tuple(
        pair for pair in first.terms.pairs if first.terms.desks[pair.a].code == "navy"
    )
    desks = first.terms.desks
    kept = [n for n, desk in enumerate(desks) if desk.code == "navy"]
    terms = amended(
        first,
        desks=tuple(desks[n] for n in kept),
        pairs=tuple(
            msgspec.structs.replace(pair, a=kept.index(pair.a), b=kept.index(pair.b))
            for pair in pairs
        ),
    )
    file = signed_by_all(draft_of(terms, *sides, earlier=first), *sides)
    second = parse_agreement(encode(file))
    under(second, one)
    one.say(messages.MESSAGE, hello(), sender="navy", to=Addressee(1, "navy"))
    one.force_act(messages.MESSAGE, hello(), sender="watch", to=THERE, terms=2)
    one.force_act(messages.MESSAGE, hello(), sender="watch", to=THERE, terms=1)
    other.say(messages.MESSAGE, hello("zh"), to=Addressee(0, "watch"))
    meet(one, other)
    under(second, other)
    other.elapse(1)
    data = one.export()
    core, verdict = by_core(data), by_verifier(data)
    assert core.finding is verdict.finding is None
    states = verifier_states(verdict)
    assert core_states(core.checked, one.charter.line) == states
    inert = [code for _, code in states["feeds"][0, 0][4]]
    assert inert == ["desks", "terms"]
    assert len(states["letters"]) == 3
    assert one.verify()["result"] == other.verify()["result"] == "holds"
    assert "Terms version 2" in told(data)


def under(agreement: Agreement, station: Writer) -> None:
    """Install an amendment at a station."""
    installed = InstalledLine(agreement, station.me, None, Path(), ())
    station.charter = charter_of(installed, station.keys.id)
    station.agreement = agreement


def test_notices_are_checked_and_told() -> None:
    one, _ = talked()
    agreement = one.agreement
    notice = notice_of(Suspension(agreement.line, "exercise", 1), 1, party(1))
    data = b"".join(
        archive.export(one.store, one.charter, one.line, agreement.encode(), [notice])
    )
    assert "Notice by the root of p1 en: suspend" in told(data)
    assert by_core(data).finding is None
    forged = notice_of(Suspension(agreement.line, "exercise", 1), 1, party(0))
    data = b"".join(
        archive.export(one.store, one.charter, one.line, agreement.encode(), [forged])
    )
    finding = by_verifier(data).finding
    assert finding is not None
    assert finding.code == "agreement"


def test_a_feed_begun_anew_and_what_it_says_of_the_one_before() -> None:
    one, other = talked()
    backup = one.store.copy()
    one.say(messages.MESSAGE, hello(), to=THERE)
    meet(one, other)
    one.store = backup
    one.links.clear()
    one.start()
    for _ in range(3):
        meet(one, other)
        one.elapse(1)
    text = told(other.export())
    assert "incarnation 1, opened after: rollback" in text
    assert "names another root" not in text
    adopt = upkeep.FeedAdopt(0, 2, b"r" * 32)
    ref = one.force_act(upkeep.FEED_ADOPT, adopt, sender="")
    meet(one, other)
    data = other.export()
    assert "names another root for its first 2 entries" in told(data)
    assert document(by_verifier(data))["misstated"] == [[0, 1, ref.index]]
