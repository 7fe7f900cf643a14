"""What requests are, what moves them, and what became of them (spec 17)."""

from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from verifier import acts
from verifier.states import Deed, Inert, Place

MOST: Final = 64
_VERSIONS: Final = {acts.REQ_ASK, acts.REQ_COUNTER}
_COUNTED: Final = {*_VERSIONS, acts.REQ_REFUSE, acts.REQ_REMIND, acts.REQ_CONDITION}
_ANY: Final = ("none", "put", "declined", "lapsed")

ASKER: Final = {
    ("put", acts.REQ_COUNTER): "put",
    ("put", acts.REQ_REFUSE): "put",
    ("put", acts.REQ_ACCEPT): "accepted",
    ("put", acts.REQ_WITHDRAW): "withdrawn",
    ("put", acts.REQ_LAPSE): "lapsed",
    ("lapsed", acts.REQ_ACCEPT): "accepted",
    ("lapsed", acts.REQ_WITHDRAW): "withdrawn",
    ("lapsed", acts.REQ_COUNTER): "put",
    ("lapsed", acts.REQ_REFUSE): "lapsed",
    **{(at, acts.REQ_OFF): "off" for at in ("put", "accepted", "withdrawn", "lapsed")},
}
ASKED: Final = {
    **{(at, acts.REQ_COUNTER): "put" for at in _ANY},
    **{(at, acts.REQ_ACCEPT): "accepted" for at in _ANY},
    **{(at, acts.REQ_REFUSE): "declined" for at in _ANY},
    ("put", acts.REQ_LAPSE): "lapsed",
    **{(at, acts.REQ_OFF): "off" for at in ("put", "accepted", "declined", "lapsed")},
}


class Said(NamedTuple):
    """An act in force about a request: where, what, its body; of a version its sequence."""

    deed: Deed
    type: int
    body: list[Any]
    sequence: int

    @property
    def version(self) -> bool:
        """Whether it puts a version."""
        return self.type in _VERSIONS

    @property
    def windows(self) -> int:
        """How many windows a version has."""
        plan = self.body[0] if self.type == acts.REQ_ASK else self.body[1]
        return len(plan[7])

    @property
    def conditions(self) -> int:
        """How many conditions it states."""
        if self.type == acts.REQ_REFUSE:
            return len(self.body[5])
        if not self.version:
            return 0
        return len((self.body[0] if self.type == acts.REQ_ASK else self.body[1])[13])

    def named_by(self, ref: list[Any]) -> bool:
        """Whether a reference names this entry."""
        return self.deed.place == tuple(ref[:3]) and self.deed.leaf == ref[3]


@dataclass
class Request:
    """A request and what was said of it."""

    deed: Deed
    desks: dict[int, str]
    asked: int
    kind: int
    said: list[Said] = field(default_factory=list)

    @property
    def asker(self) -> int:
        """The party that asks."""
        return self.deed.party

    def other(self, party: int) -> int:
        """The other party."""
        return self.asker if party == self.asked else self.asked

    def known_to(self, deed: Deed) -> "Request":
        """17, 2.4."""
        said = [one for one in self.said if deed.knows(one.deed)]
        return Request(self.deed, self.desks, self.asked, self.kind, said)

    def add(self, deed: Deed, type_: int, body: list[Any]) -> None:
        """Count an act in force. 17, 3.3: all that its author knew has been counted before."""
        sequence = 0
        if type_ in _VERSIONS:
            known = (said.sequence for said in self.said if deed.knows(said.deed))
            sequence = 1 + max(known, default=0)
        self.said.append(Said(deed, type_, body, sequence))

    def of(self, party: int) -> list[Said]:
        """What a party said, in the order of its feeds."""
        return sorted((s for s in self.said if s.deed.party == party), key=_order)

    def phase(self, party: int) -> tuple[str, Deed | None]:
        """17, 3: where a party stands, and the act that put it there."""
        at, by = "none", None
        table = ASKER if party == self.asker else ASKED
        for said in self.of(party):
            if said.type == acts.REQ_ASK:
                at, by = "put", said.deed
            elif (at, said.type) in table:
                at, by = table[at, said.type], said.deed
        return at, by

    def newest(self, party: int) -> Said | None:
        """17, 3.2."""
        versions = [said for said in self.of(party) if said.version]
        return versions[-1] if versions else None

    def refused(self, party: int, version: Said) -> bool:
        """Whether a party has refused a version."""
        return any(
            s.type == acts.REQ_REFUSE and version.named_by(s.body[1]) for s in self.of(party)
        )

    def owes(self, party: int) -> bool:
        """17, 4.3."""
        other = self.other(party)
        theirs, mine = self.newest(other), self.newest(party)
        if theirs is None or self.refused(party, theirs):
            return False
        if mine is None or not mine.deed.knows(theirs.deed):
            return True
        return self.refused(other, mine)

    def stage(self) -> str:
        """17, 4.1."""
        types = {said.type for said in self.said}
        if acts.REQ_OFF in types:
            return "off"
        if acts.REQ_ACCEPT in types:
            return "agreed"
        if self._ends(self.asked, "declined"):
            return "declined"
        if self.phase(self.asker)[0] == "withdrawn":
            return "withdrawn"
        if self._ends(self.asker, "lapsed") or self._ends(self.asked, "lapsed"):
            return "lapsed"
        return "open"

    def _ends(self, party: int, phase: str) -> bool:
        at, by = self.phase(party)
        theirs = self.newest(self.other(party))
        return at == phase and by is not None and (theirs is None or by.knows(theirs.deed))

    def agreed(self) -> tuple[Place, int] | None:
        """17, 4.2: the version and the window."""
        found = []
        for said in self.said:
            if said.type == acts.REQ_ACCEPT:
                version = next(s for s in self.said if s.named_by(said.body[1]))
                rank = (-version.sequence, version.deed.party)
                found.append((rank, version.deed.place, said.body[2]))
        return min(found)[1:] if found else None

    def conditions(self) -> dict[tuple[Place, int], str]:
        """17, 5.1: every condition and how it stands."""
        return {
            (item.deed.place, number): self._condition(item, number)
            for item in self.said
            for number in range(item.conditions)
        }

    def _condition(self, item: Said, number: int) -> str:
        words = [
            said
            for said in sorted(self.said, key=_order)
            if said.type == acts.REQ_CONDITION
            and item.named_by(said.body[1])
            and said.body[2] == number
        ]
        makers = [said for said in words if said.deed.party == item.deed.party]
        others = [said for said in words if said.deed.party != item.deed.party]
        if makers and makers[-1].body[3] in ("waived", "met"):
            return str(makers[-1].body[3])
        if not others or (makers and makers[-1].deed.knows(others[-1].deed)):
            return "open"
        word = others[-1].body[3]
        return "reported" if word == "met" else str(word)


def _order(said: Said) -> tuple[int, int]:
    return said.deed.incarnation, said.deed.entry


def sound(desks: frozenset[tuple[int, str]], plan: list[Any], asker: int, asked: int) -> None:
    """17, 2.3."""
    if (asker, plan[5]) not in desks or (asked, plan[6]) not in desks:
        raise Inert("desks")
    if any(end <= start for start, end in plan[7]):
        raise Inert("malformed")


def judge(request: Request, act: list[Any], deed: Deed) -> None:
    """17, 2.2, rules 5 to 10."""
    type_, body, party = act[0], act[9], deed.party
    known = request.known_to(deed)
    if type_ == acts.REQ_CONDITION:
        _word(known, body, party)
    elif type_ in (acts.REQ_ACCEPT, acts.REQ_REFUSE):
        _answer(known, type_, body, party)
    if type_ in _COUNTED and sum(s.type in _COUNTED for s in request.of(party)) >= MOST:
        raise Inert("turn")
    if type_ == acts.REQ_CONDITION:
        return
    table = ASKER if party == request.asker else ASKED
    if type_ != acts.REQ_REMIND and (known.phase(party)[0], type_) not in table:
        raise Inert("turn")
    if type_ == acts.REQ_LAPSE and not known.owes(known.other(party)):
        raise Inert("turn")
    if known.stage() != ("agreed" if type_ == acts.REQ_OFF else "open"):
        raise Inert("turn")


def _word(known: Request, body: list[Any], party: int) -> None:
    item = next((said for said in known.said if said.named_by(body[1])), None)
    if item is None or body[2] >= item.conditions:
        raise Inert("reference")
    own = item.deed.party == party
    if body[3] not in (("met", "not-met", "waived") if own else ("accepted", "refused", "met")):
        raise Inert("turn")


def _answer(known: Request, type_: int, body: list[Any], party: int) -> None:
    version = next((said for said in known.said if said.named_by(body[1])), None)
    if version is None or not version.version or version.deed.party == party:
        raise Inert("reference")
    if type_ == acts.REQ_ACCEPT and body[2] >= version.windows:
        raise Inert("reference")
    if type_ == acts.REQ_REFUSE and known.refused(party, version):
        raise Inert("turn")
    if version != known.newest(known.other(party)):
        raise Inert("turn")
