"""Documents that go with messages: who may add one, and how both learn that it is held."""

from hashlib import sha256

import pytest

from openline.core.acts import messages
from openline.core.acts.act import Addressee, Ref
from openline.core.crypto.keys import Digest
from openline.core.errors import NotAllowed
from openline.core.line import DOCUMENTS, FETCHING, HELD_THERE, split_place
from openline.core.switchboard import DocumentCame
from tests.core.line.speaking import message
from tests.core.line.stations import Station, meet

DATA = b"a chart"
DIGEST = Digest(sha256(DATA).digest())
LIMIT = 1 << 20


def document(ref: Ref, size: int = len(DATA), digest: bytes = DIGEST) -> messages.Document:
    return messages.Document(ref, digest, size, "Chart.pdf", "application/pdf", "WO 1")


def said(station: Station) -> Ref:
    return station.say(messages.MESSAGE, message("See the chart"), to=Addressee(1, "watch"))


def test_both_sides_know_who_holds_it(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = said(a)
    a.say(messages.DOCUMENT, document(ref))
    line = a.charter.line
    assert a.store.cell(DOCUMENTS + line, DIGEST) == len(DATA).to_bytes(8, "big")
    meet(a, b)
    awaited = b.store.cell(FETCHING + line, DIGEST)
    assert awaited is not None
    assert split_place(awaited) == (0, 0, len(DATA))
    assert b.store.cell(DOCUMENTS + line, DIGEST) is None
    b.take(DocumentCame(DIGEST))
    b.take(DocumentCame(DIGEST))  # nobody awaits it any more: nothing is said twice
    assert b.store.cell(FETCHING + line, DIGEST) is None
    meet(a, b)
    assert a.store.cell(HELD_THERE + line, DIGEST + b"\0\1") is not None
    assert b.store.cell(HELD_THERE + line, DIGEST + b"\0\1") is None
    assert b.newest(1).size == 2


def test_one_document_may_go_with_two_messages(pair: tuple[Station, Station]) -> None:
    a, b = pair
    for _ in range(2):
        a.say(messages.DOCUMENT, document(said(a)))
        meet(a, b)
        b.take(DocumentCame(DIGEST))
    assert b.store.cell(FETCHING + b.charter.line, DIGEST) is None


def test_only_the_author_adds_and_no_more_than_agreed(pair: tuple[Station, Station]) -> None:
    a, b = pair
    ref = said(a)
    meet(a, b)
    with pytest.raises(NotAllowed) as refused:
        b.say(messages.DOCUMENT, document(ref))
    assert refused.value.facts["rule"] == "desks"
    with pytest.raises(NotAllowed) as refused:
        a.say(messages.DOCUMENT, document(ref), to=Addressee(1, "watch"))
    assert refused.value.facts["rule"] == "desks"
    with pytest.raises(NotAllowed) as refused:
        a.say(messages.DOCUMENT, document(ref, LIMIT + 1))
    assert refused.value.facts["rule"] == "malformed"
    for number in range(messages.DOCUMENTS):
        a.say(messages.DOCUMENT, document(ref, LIMIT, bytes([number]) * 32))
    with pytest.raises(NotAllowed) as refused:
        a.say(messages.DOCUMENT, document(ref))
    assert refused.value.facts["rule"] == "turn"


def test_a_document_with_no_message_of_ours_is_refused(pair: tuple[Station, Station]) -> None:
    a, _ = pair
    nowhere = Ref(0, 0, 0, bytes(32))
    with pytest.raises(NotAllowed) as refused:
        a.say(messages.DOCUMENT, document(nowhere))
    assert refused.value.facts["rule"] == "reference"
