"""What rings, legs and messages are, and what moves them (spec 07, 2 to 6; 08)."""

from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from verifier import acts
from verifier.keys import digest, label

Place = tuple[int, int, int]
"""(party, incarnation, index)."""
Seen = dict[tuple[int, int], int]


class Deed(NamedTuple):
    """An act in its place, with what its feed had seen."""

    party: int
    incarnation: int
    entry: int
    leaf: bytes
    seen: Seen

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.party, self.incarnation, self.entry

    def knows(self, other: "Deed | Place") -> bool:
        """Whether the author had the other entry when it wrote this (05, 4.3)."""
        party, incarnation, index = other[:3]
        if (party, incarnation) == (self.party, self.incarnation):
            return index < self.entry
        return index < self.seen.get((party, incarnation), 0)


@dataclass
class Leg:
    """An attempt at voice."""

    offer: Deed
    number: int
    commitment: bytes
    offerer: str = "offered"
    acceptor: str = "none"
    accept: Deed | None = None
    reveal: bytes | None = None
    words: dict[int, str] = field(default_factory=dict)
    up: set[int] = field(default_factory=set)

    def opened_by(self, deed: Deed, nonce: bytes) -> bool:
        """Whether a reveal answers the accept and opens the commitment (07, 6.5)."""
        known = self.accept is not None and deed.knows(self.accept)
        return known and digest(label("commit") + nonce) == self.commitment

    def state(self) -> str:
        """07, 6.6."""
        if "failed" in (self.offerer, self.acceptor):
            return "failed"
        if self.acceptor == "none":
            return "offered"
        if self.offerer == "offered":
            return "accepted"
        return "up" if self.offerer == self.acceptor == "up" else "revealed"


@dataclass
class Proposal:
    """A time to call instead, and the act of the other side that agreed to it."""

    deed: Deed
    at: int
    agreed: list[Deed] = field(default_factory=list)


@dataclass
class Ring:
    """A ring and what was said about it."""

    deed: Deed
    desks: dict[int, str]
    callee_party: int
    kind: int
    caller: str = "rung"
    callee: str = "none"
    caller_deed: Deed | None = None
    callee_deed: Deed | None = None
    answer: Deed | None = None
    merged: bool = False
    last: dict[int, Deed] = field(default_factory=dict)
    coming: set[str] = field(default_factory=set)
    legs: dict[Place, Leg] = field(default_factory=dict)
    ready: dict[Place, tuple[str, bool]] = field(default_factory=dict)
    handovers: dict[Place, str] = field(default_factory=dict)
    proposals: dict[Place, Proposal] = field(default_factory=dict)
    settlements: list[Deed] = field(default_factory=list)

    def counts_last(self, deed: Deed) -> None:
        """Of each party the last act about the ring: the newest incarnation's last one."""
        before = self.last.get(deed.party)
        if before is None or before.place < deed.place:
            self.last[deed.party] = deed

    def speaks_for(self, party: int) -> set[str]:
        """The desks that may speak for a party about this ring (07, 2.2 and 11.4)."""
        own = self.desks.get(party)
        if own is None:
            return set()
        return {own, *(desk for place, desk in self.handovers.items() if place[0] == party)}

    def last_ready(self, party: int, deed: Deed) -> tuple[str, bool]:
        """What a party last said of its principal, as `deed` knows it (07, 11.3)."""
        known = {p: r for p, r in self.ready.items() if p[0] == party and deed.knows(p)}
        return known[max(known)] if known else ("", False)

    def compared(self, party: int) -> bool:
        """Whether a party recorded the check words of a leg without finding them to differ."""
        return any(leg.words.get(party, "mismatch") != "mismatch" for leg in self.legs.values())

    def over_to(self, deed: Deed) -> bool:
        """Whether the author, one of the two parties, knew the ring to be over (07, 10.2)."""
        done = self.callee in ("declined", "exhausted", "late", "ended")
        if deed.party != self.deed.party:
            return done or self.given_up_to(deed)
        if self.caller != "rung":
            return True
        return done and self.callee_deed is not None and deed.knows(self.callee_deed)

    def agree(self, deed: Deed, proposal: Place, leaf: bytes) -> bool:
        """Agree to the newest proposal of the other side that the author knows (07, 10.4)."""
        known = [p for p in self.proposals if p[0] != deed.party and deed.knows(p)]
        newest = self.proposals[max(known)] if known else None
        if newest is None or any(deed.knows(other) for other in newest.agreed):
            return False
        if newest.deed.place != proposal or newest.deed.leaf != leaf:
            return False
        newest.agreed.append(deed)
        return True

    def open_attempt(self, party: int) -> bool:
        """Whether it stays on the board of a party (07, 10.1)."""
        stage = self.stage()
        own = stage == "withdrawn" and party == self.deed.party
        came_to_nothing = stage in (
            "declined",
            "exhausted",
            "unreachable",
            "late",
            "withdrawn",
        )
        done = any(deed.party == party for deed in self.settlements)
        return came_to_nothing and not own and not done

    def refused_to(self, deed: Deed) -> bool:
        """Whether the caller had read that its ring was declined or exhausted."""
        over = self.callee in ("declined", "exhausted")
        return over and self.callee_deed is not None and deed.knows(self.callee_deed)

    def given_up_to(self, deed: Deed) -> bool:
        """Whether the callee had read that the caller no longer rings."""
        return self.caller_deed is not None and deed.knows(self.caller_deed)

    def stage(self) -> str:
        """07, 4.1."""
        given_up, answer = self.caller_deed, self.answer
        if given_up is None:
            return "ringing" if self.callee == "none" else self.callee
        if self.callee in ("declined", "exhausted"):
            return self.callee
        if answer is not None:
            return "ended" if given_up.knows(answer) else "crossed"
        if self.caller == "unreached":
            return "unreachable"
        return "merged" if self.merged else "withdrawn"


@dataclass
class Letter:
    """A formal message and who of which party has taken note of it."""

    deed: Deed
    to: tuple[int, str] | None
    blob: bytes | None
    opened: set[int] = field(default_factory=set)
    informed: set[int] = field(default_factory=set)
    documents: list[Deed] = field(default_factory=list)


@dataclass(frozen=True)
class Watch:
    """What a desk last said of its watch: where, and since, until, bell; None: it is off."""

    place: Place
    on: tuple[int, int, int] | None


class Inert(Exception):
    """The act changes nothing; its argument is the code of the reason."""


CALLER: Final = {acts.CANCEL: "cancelled", acts.UNREACHED: "unreached", acts.END: "ended"}
CALLEE: Final = {
    ("none", acts.ALERT): "alerting",
    ("none", acts.LATE): "late",
    **{
        (at, act): after
        for at in ("none", "alerting")
        for act, after in (
            (acts.ANSWER, "answered"),
            (acts.DECLINE, "declined"),
            (acts.EXHAUSTED, "exhausted"),
        )
    },
    ("alerting", acts.ALERT): "alerting",
    ("none", acts.COMING): "none",
    ("alerting", acts.COMING): "alerting",
    ("answered", acts.ALERT): "answered",
    ("answered", acts.END): "ended",
}
OFFERER: Final = {
    ("offered", acts.LEG_REVEAL): "revealed",
    ("offered", acts.LEG_FAIL): "failed",
    ("revealed", acts.LEG_UP): "up",
    ("revealed", acts.LEG_WORDS): "revealed",
    ("revealed", acts.LEG_FAIL): "failed",
    ("up", acts.LEG_WORDS): "up",
    ("up", acts.LEG_FAIL): "failed",
}
ACCEPTOR: Final = {
    ("none", acts.LEG_ACCEPT): "accepted",
    ("none", acts.LEG_FAIL): "failed",
    ("accepted", acts.LEG_UP): "up",
    ("accepted", acts.LEG_WORDS): "accepted",
    ("accepted", acts.LEG_FAIL): "failed",
    ("up", acts.LEG_WORDS): "up",
    ("up", acts.LEG_FAIL): "failed",
}
_STATION_SAYS: Final = {acts.ALERT, acts.EXHAUSTED, acts.LATE, acts.UNREACHED}
_EITHER_SAYS: Final = {acts.CANCEL, acts.END, acts.LEG_FAIL}
MOST_LEGS: Final = 256
MOST_COMING: Final = 16
MOST_PROPOSALS: Final = 32
MOST_READY: Final = 64


def spoken(ring: Ring, act: list[Any], deed: Deed) -> None:
    """07, 2.2: desk and kind."""
    desks = ring.speaks_for(deed.party)
    allowed = {*desks, ""} if act[0] in _EITHER_SAYS else desks
    if act[0] in _STATION_SAYS:
        allowed = {""}
    if not desks or act[6] is not None or act[5] not in allowed:
        raise Inert("desks")
    if act[1] != ring.kind:
        raise Inert("kind")


def in_call(ring: Ring, deed: Deed) -> None:
    """07, 6.3."""
    if deed.party == ring.deed.party:
        answered = ring.answer is not None and deed.knows(ring.answer)
        if ring.caller != "rung" or not answered:
            raise Inert("turn")
    elif ring.callee != "answered":
        raise Inert("turn")
