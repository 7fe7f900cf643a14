"""Formal messages and the service channel as consoles see them.

Spec: docs/console.md, 3.
"""

from collections.abc import Iterator

import msgspec

from openline.core.acts import messages
from openline.core.acts.act import AnyAct, Ref, write_ref
from openline.core.acts.knowledge import Deed
from openline.core.acts.messages import Letter
from openline.core.crypto.keys import Digest
from openline.core.line import BLOBS, HELD_THERE, LETTERS, REMARKS, UNOPENED
from openline.station.caches import all_cells
from openline.station.documents import Documents
from openline.station.legible import legible
from openline.station.views.names import Doc, desk_doc, precedence_name
from openline.station.views.sight import Sight
from openline.voice.spoken import speech_ms

_unpack_letter = msgspec.msgpack.Decoder(Letter).decode


class LettersView(Sight):
    """Formal messages and remarks of one line."""

    def unopened(self) -> Iterator[tuple[bytes, bytes]]:
        """Messages that no officer of ours has opened: key, and desk (b"": all)."""
        return all_cells(self.store, UNOPENED + self.charter.line)

    def urgent(self, key: bytes) -> Doc | None:
        """An entry of `urgent` in `now`; None: the message is not held."""
        found = self.at_place(*_place(key))
        return None if found is None else self.urgent_doc(*found)

    def urgent_doc(self, act: AnyAct, ref: Ref) -> Doc:
        """A message as it waits for somebody."""
        return {
            "ref": write_ref(ref),
            "line": self.charter.line.hex(),
            "precedence": precedence_name(act.body.precedence),
            "from": desk_doc(self.terms, ref.party, act.sender),
            "at_ms": act.at,
            "open_by_ms": self._open_by_ms(act),
            "spoken": act.type == messages.SPOKEN,
        }

    def _open_by_ms(self, act: AnyAct) -> int:
        """When people of the addressee are to have opened a message, by its author's clock."""
        within_s = self.terms.precedences[act.body.precedence].open_within_s
        return int(act.at + within_s * 1_000)

    def letters(self, before: str | None, limit: int, documents: Documents) -> Doc:
        """`messages:ID`: newest first by when this station stored them."""
        rows, cursor = self.newest(LETTERS, _letter_held_ms, before, limit)
        found = [_unpack_letter(packed) for _, packed in rows]
        docs = [self.letter_doc(letter, documents) for letter in found]
        docs = [doc for doc in docs if doc]
        return {"messages": docs, "more": cursor is not None, "cursor": cursor}

    def letter_doc(self, letter: Letter, documents: Documents) -> Doc | None:
        """`Message` of docs/console.md."""
        act = self.act(letter.deed.ref)
        if act is None:
            return None
        body: messages.Message | messages.Spoken = act.body
        ref = letter.deed.ref
        return {
            "ref": write_ref(ref),
            "mine": ref.party == self.charter.me,
            "kind": act.kind.name,
            "at_ms": act.at,
            "open_by_ms": self._open_by_ms(act),
            "from": desk_doc(self.terms, ref.party, act.sender),
            "to": None if act.to is None else desk_doc(self.terms, act.to.party, act.to.desk),
            "by": body.by,
            "precedence": precedence_name(body.precedence),
            **(_heard(body) if isinstance(body, messages.Spoken) else self._read(body)),
            "documents": [
                doc for one in letter.documents if (doc := self._document(one, documents))
            ],
            "receipts": {
                "stored": self._stored(letter),
                "opened": _marks(letter, messages.Reading.OPENED),
                "informed": _marks(letter, messages.Reading.INFORMED),
            },
            "settled": True,
        }

    def _read(self, body: messages.Message) -> Doc:
        """What is written, as far as it is here."""
        text: str | None = body.text
        size = len(body.text.encode())
        if body.blob is not None:
            data = self.store.cell(BLOBS + self.charter.line, body.blob.digest)
            size = body.blob.size
            text = None if data is None else legible(data.decode("utf-8", "replace"))
        return {
            "language": body.language,
            "subject": body.subject,
            "text": text,
            "size": size,
            "spoken": None,
        }

    def _document(self, deed: Deed, documents: Documents) -> Doc | None:
        """`Document` of docs/console.md."""
        act = self.act(deed.ref)
        if act is None:
            return None
        body: messages.Document = act.body
        line, digest = self.charter.line, Digest(body.digest)
        there = []
        for party in range(len(self.terms.parties)):
            key = digest + party.to_bytes(2, "big")
            held = self.store.cell(HELD_THERE + line, key)
            if held is not None:
                there.append({"party": party, "at_ms": int.from_bytes(held, "big")})
        return {
            "ref": write_ref(deed.ref),
            "name": body.name,
            "media_type": body.media_type,
            "size": body.size,
            "at_ms": act.at,
            "by": body.by,
            "held": documents.progress(line, digest),
            "whole": documents.here(line, digest),
            "there": there,
        }

    def _stored(self, letter: Letter) -> list[Doc]:
        ref = letter.deed.ref
        feed = self.state.feed(ref.party, ref.incarnation)
        if feed is None:
            return []
        if ref.party != self.charter.me:
            firm = feed.firm_receipt is not None and feed.firm_receipt.size > ref.index
            return [{"party": self.charter.me, "at_ms": letter.held_ms, "firm": firm}]
        stored = []
        for party in self.charter.others:
            at_ms = self.received_ms(ref, party)
            if at_ms is not None:
                newest = feed.firm_receipts.get(party)
                firm = newest is not None and newest.size > ref.index
                stored.append({"party": party, "at_ms": at_ms, "firm": firm})
        return stored

    def remarks(self, limit: int) -> Doc:
        """`service:ID`: oldest first."""
        rows, cursor = self.newest(REMARKS, _remark_held_ms, None, limit)
        entries = []
        for key, _ in reversed(rows):
            doc = self._remark(key)
            if doc is not None:
                entries.append(doc)
        return {"entries": entries, "more": cursor is not None}

    def _remark(self, key: bytes) -> Doc | None:
        party, incarnation, index = _place(key)
        found = self.at_place(party, incarnation, index)
        if found is None:
            return None
        act, ref = found
        stored = party != self.charter.me or any(
            self.received_ms(ref, other) is not None for other in self.charter.others
        )
        return {
            "ref": write_ref(ref),
            "mine": party == self.charter.me,
            "at_ms": act.at,
            "desk": desk_doc(self.terms, party, act.sender),
            "by": act.body.by,
            "language": act.body.language,
            "text": act.body.text,
            "stored": stored,
        }


def _heard(body: messages.Spoken) -> Doc:
    """What is spoken has no words of its own to show."""
    ms = speech_ms(body.frames, body.rate)
    spoken = {"rate": body.rate, "ms": ms}
    size = len(body.frames)
    return {"language": "", "subject": "", "text": "", "size": size, "spoken": spoken}


def _marks(letter: Letter, reading: messages.Reading) -> list[Doc]:
    return [
        {"party": mark.party, "by": mark.by, "at_ms": mark.at}
        for mark in letter.marks
        if mark.reading is reading
    ]


def _letter_held_ms(value: bytes) -> int:
    return _unpack_letter(value).held_ms


def _remark_held_ms(value: bytes) -> int:
    return int.from_bytes(value, "big")


def _place(key: bytes) -> tuple[int, int, int]:
    return (
        int.from_bytes(key[:2], "big"),
        int.from_bytes(key[2:6], "big"),
        int.from_bytes(key[6:14], "big"),
    )
