"""Requests as consoles see them: what is on the table, whose turn it is, what has been said.

Spec: docs/console.md, 3.
"""

from typing import Final

import msgspec

from openline.core import asking
from openline.core.acts import requests
from openline.core.acts.act import AnyAct, Ref, write_ref
from openline.core.acts.requests import Plan, Request, Said, Stage
from openline.core.line import OPEN_REQUESTS, REQUESTS, ref_key
from openline.station import conditions
from openline.station.views.names import TYPE_NAMES, Doc, desk_doc, texts
from openline.station.views.sight import Sight

SHOWN: Final = 50
"""Open requests, and others, that are shown: the newest."""
SAID_SHOWN: Final = 64
"""Acts about one request that are shown: the newest."""


class RequestsView(Sight):
    """Requests of one line."""

    def request(self, ref: Ref) -> Request | None:
        """A request, or None if there is none with this reference."""
        packed = self.store.cell(REQUESTS + self.charter.line, ref_key(ref))
        request = None if packed is None else asking.unpack_request(packed)
        return request if request is not None and request.deed.ref == ref else None

    def requests(self) -> Doc:
        """`requests:ID`: what is open first, then the newest of what is not."""
        rows, more = self.newest(REQUESTS, _held_ms, None, SHOWN)
        newest = [asking.unpack_request(packed) for _, packed in rows]
        over = [one for one in newest if requests.stage(one) is not Stage.OPEN]
        return {
            "open": [self.request_doc(one) for one in self._open()],
            "over": [self.request_doc(one) for one in over],
            "more": more is not None,
            "triggers": [
                {"code": coded.code, "text": texts(coded.meanings)}
                for coded in self.terms.triggers
            ],
            "desks": [desk_doc(self.terms, desk.party, desk.code) for desk in self.terms.desks],
        }

    def _open(self) -> list[Request]:
        """Of each party the newest: who asks all day hides nothing but its own."""
        share = max(SHOWN // len(self.terms.parties), 2)
        keys = [
            key
            for party in range(len(self.terms.parties))
            for key, _ in self.of_party(OPEN_REQUESTS, party, share)
        ][:SHOWN]
        packed = [self.store.cell(REQUESTS + self.charter.line, key) for key in keys]
        return [asking.unpack_request(one) for one in packed if one is not None]

    def briefs(self) -> list[Doc]:
        """Entries of `requests` in `now`: what is open, and what was agreed of the newest."""
        rows, _ = self.newest(REQUESTS, _held_ms, None, SHOWN)
        newest = [asking.unpack_request(packed) for _, packed in rows]
        agreed = [one for one in newest if requests.stage(one) is Stage.AGREED]
        mine = [one for one in (*self._open(), *agreed) if self.charter.me in one.parties]
        return [self._brief(one) for one in mine]

    def _brief(self, request: Request) -> Doc:
        versions = {one.deed.ref: one for one in request.said if one.sequence}
        agreed = requests.agreement(request)
        if agreed is None or agreed.names is None:
            version = max(versions.values(), key=lambda one: one.sequence)
        else:
            version = versions[agreed.names]
        act = self.act(version.deed.ref)
        plan: Plan | None = None if act is None else act.body.plan
        window = plan.windows[agreed.number] if plan and agreed else None
        return {
            "ref": write_ref(request.deed.ref),
            "line": self.charter.line.hex(),
            "form": plan.form.value if plan else "",
            "mine": request.asker == self.charter.me,
            "from": desk_doc(self.terms, request.asker, request.sender),
            "to": desk_doc(self.terms, request.to.party, request.to.desk),
            "at_ms": request.deed.at,
            "turns": self._turns(request),
            "agreed": {"start_ms": window.start, "end_ms": window.end} if window else None,
        }

    def request_doc(self, request: Request) -> Doc:
        """`Request` of docs/console.md."""
        agreed = requests.agreement(request)
        said = sorted(request.said, key=lambda one: (one.held_ms, one.deed.at))
        acts = [(one, self.act(one.deed.ref)) for one in said[-SAID_SHOWN:]]
        versions = [(one, self.act(one.deed.ref)) for one in said if one.sequence]
        return {
            "ref": write_ref(request.deed.ref),
            "line": self.charter.line.hex(),
            "mine": request.asker == self.charter.me,
            "ours": self.charter.me in request.parties,
            "kind": request.kind.name,
            "at_ms": request.deed.at,
            "from": desk_doc(self.terms, request.asker, request.sender),
            "to": desk_doc(self.terms, request.to.party, request.to.desk),
            "stage": requests.stage(request).value,
            "settled": asking.settled(self.state, request),
            "turns": self._turns(request),
            "earlier": None if request.earlier is None else write_ref(request.earlier),
            "agreed": None
            if agreed is None or agreed.names is None
            else {
                "ref": write_ref(agreed.deed.ref),
                "version": write_ref(agreed.names),
                "window": agreed.number,
            },
            "versions": [
                _version_doc(one, act.body) for one, act in versions if act is not None
            ],
            "said": [self._said_doc(request, one, act) for one, act in acts if act is not None],
        }

    def _turns(self, request: Request) -> list[Doc]:
        """Who owes an answer, and from when on it is overdue; None: it is not there yet."""
        turns: list[Doc] = []
        for party in request.parties:
            asks = request.other(party)
            said = requests.awaited(request, asks)
            if said is not None:
                ours = asks == self.charter.me
                received_ms = request.reached_ms if ours else said.held_ms
                due = requests.overdue_ms(request, asks, received_ms) if received_ms else None
                turns.append({"party": party, "since_ms": said.deed.at, "overdue_ms": due})
        return turns

    def _said_doc(self, request: Request, said: Said, act: AnyAct) -> Doc:
        body = act.body
        plan: Plan | None = getattr(body, "plan", None)
        level = getattr(body, "level", "")
        language = getattr(body, "language", "") if plan is None else plan.language
        stated = getattr(body, "conditions", ()) if plan is None else plan.conditions
        return {
            "ref": write_ref(said.deed.ref),
            "type": TYPE_NAMES[said.type],
            "party": said.deed.ref.party,
            "at_ms": said.deed.at,
            "by": getattr(body, "by", ""),
            "language": language,
            "text": getattr(body, "text", "") if plan is None else plan.purpose,
            "names": None if said.names is None else write_ref(said.names),
            "number": said.number,
            "code": getattr(body, "code", ""),
            "level": desk_doc(self.terms, said.deed.ref.party, level) if level else None,
            "word": None if said.word is None else said.word.value,
            "conditions": [
                {"text": text, "state": conditions.stands(request, said, number).value}
                for number, text in enumerate(stated)
            ],
        }


def _version_doc(said: Said, body: requests.Ask | requests.Counter) -> Doc:
    fields = msgspec.to_builtins(body.plan)
    named: Doc = dict(zip(body.plan.__struct_fields__, fields, strict=True))
    named["windows"] = [{"start_ms": one.start, "end_ms": one.end} for one in body.plan.windows]
    return {
        "ref": write_ref(said.deed.ref),
        "party": said.deed.ref.party,
        "sequence": said.sequence,
        "at_ms": said.deed.at,
        "due_ms": body.due.by,
        "within_s": body.due.within_s,
        "plan": named,
    }


def _held_ms(value: bytes) -> int:
    return asking.unpack_request(value).said[0].held_ms
