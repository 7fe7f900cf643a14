"""A party with its real keys and software of its own, that follows no rule.

It keeps as many histories of its feed as it likes, signs whatever it likes, and knows what its
victims hold. Each way to lie that docs/threat-model.md names is one line of `LIES`.
"""

import asyncio
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, Final

from msgspec.structs import replace

from openline.core.acts import upkeep
from openline.core.acts.act import Act, Addressee, AnyAct, Kind, NoBody, Seen
from openline.core.codec import Struct, encode
from openline.core.crypto.keys import Digest, FeedId, StationId
from openline.core.crypto.sealing import (
    KEY_NOTICE,
    Header,
    SealingStream,
    open_key_notice,
    opening_tbs,
    psk_id,
    seal_key_id,
    seal_opening,
    session_id,
    session_key,
)
from openline.core.errors import OpenlineError
from openline.core.line import Charter
from openline.core.parcels import (
    NUMBERS,
    BlobPiece,
    Entries,
    Have,
    HaveFeed,
    Reopen,
    Signal,
    Statements,
    Want,
)
from openline.core.record.checkpoint import (
    Statement,
    ed_message,
    encode_statement,
    ml_message,
)
from openline.core.record.tree import Frontier, consistency_path, grow, leaf_hash
from openline.ports.memory import MemoryStore
from openline.ports.path import Arrived, LinkDown, LinkId, LinkUp, PathEvent
from openline.station.keyring import Keyring
from openline.station.sessions import Room, Sessions
from simulator.machine import Machine
from simulator.network import Network, Paths
from simulator.parties import DESKS, START_S, charter_of, party
from simulator.people import SAYINGS, Speaker


class History:
    """One history of one of its feeds; as `Nodes`, for short ones."""

    def __init__(self, feed: FeedId, incarnation: int, entries: Sequence[bytes] = ()) -> None:
        self.feed = feed
        self.incarnation = incarnation
        self.entries = list(entries)

    def leaves(self, start: int, stop: int) -> list[Digest]:
        """Leaf hashes of a range."""
        return [leaf_hash(entry) for entry in self.entries[start:stop]]

    def node(self, level: int, index: int) -> Digest:
        """The root of a complete subtree."""
        width = 1 << level
        part = self.leaves(index * width, (index + 1) * width)
        return grow(Frontier.empty(), part)[0].root()

    def root(self, size: int) -> Digest:
        """The root of the first `size` entries."""
        return grow(Frontier.empty(), self.leaves(0, size))[0].root()


class _Mouth:
    """What it speaks to one victim with: a session, and the link that carries it."""

    def __init__(self) -> None:
        self.link: LinkId | None = None
        self.public: bytes | None = None
        self.stream: SealingStream | None = None
        self.opening = b""
        self.sent: list[bytes] = []
        self.echo = bytes(8)


class Liar:
    """The lying party of a run.

    Attributes:
        forked: Of each victim two histories that contradict each other, both signed firmly and
            shown to it again once all is quiet; and the first of them at the size of the other.
        promised: Of each victim a statement that it kept, and that what it was shown since
            contradicts.
    """

    def __init__(self, number: int, parties: int, network: Network, chance: Random) -> None:
        self.number = number
        self.charter: Charter = charter_of(number, parties)
        self.station: StationId = party(number).station
        self.dice = chance
        self.victims: dict[StationId, Machine] = {}
        self.forked: dict[int, tuple[Entries, Statement, Statement]] = {}
        self.promised: dict[int, Statement] = {}
        self._paths = Paths(network, self.station)
        self.mouths: dict[StationId, _Mouth] = {}
        keys = party(number)
        sealing = {party(n).station: party(n).sealing.public for n in range(parties)}
        keyring = Keyring(
            MemoryStore(), keys.signer, keys.sealing, keys.courier, chance.randbytes
        )
        self._ears = Sessions(MemoryStore(), keys.signer, keyring, chance.randbytes)
        self._ears.serve(Room(self.charter, None, sealing))
        self.histories = [self.begun(0)]
        self.heard: list[bytes] = []

    async def start(self) -> None:
        """Come up, and stay."""
        for station in self.victims:
            self.mouths[station] = _Mouth()
        await self._paths.start([], self._tell)

    # --- what it writes and signs -------------------------------------------------------

    def begun(self, incarnation: int, **changes: Any) -> History:
        """A history that begins as one should, but for `changes` of its first act."""
        history = History(self.charter.feed(self.number, incarnation), incarnation)
        fields: dict[str, Any] = {
            "incarnation": incarnation,
            "previous": None,
            "reason": upkeep.OpenReason.START,
            "certificate": self.charter.members[self.station].certificate,
        }
        body = upkeep.FeedOpen(**fields | changes)
        history.entries.append(self.act(upkeep.FEED_OPEN, body, ""))
        return history

    def act(
        self,
        type_: int,
        body: Struct,
        sender: str,
        to: Addressee | None = None,
        kind: Kind = Kind.REAL,
        seen: Sequence[Seen] = (),
    ) -> bytes:
        """The entry of an act."""
        at = 1_000 * START_S + self.dice.randrange(1_000_000)
        nonce = self.dice.randbytes(16)
        act: AnyAct = Act(type_, kind, 1, at, nonce, sender, to, tuple(seen), None, body)
        return encode(act)

    def signed(
        self,
        history: History,
        size: int | None = None,
        *,
        firm: bool = True,
        root: Digest | None = None,
        time: int | None = None,
    ) -> Statement:
        """A statement about a history, or about whatever `root` says."""
        size = len(history.entries) if size is None else size
        root = history.root(size) if root is None else root
        return self.sign(history.feed, size, root, START_S if time is None else time, firm=firm)

    def sign(
        self, feed: FeedId, size: int, root: Digest, time: int, *, firm: bool = True
    ) -> Statement:
        """A statement about any feed."""
        signer = party(self.number).signer
        bare = Statement(feed, size, root, max(1, time), b"", b"")
        ml = signer.sign_ml(ml_message(bare, self.station)) if firm else b""
        return replace(bare, ed=signer.sign_ed(ed_message(bare)), ml=ml)

    def parcel(self, history: History, start: int, statement: Statement) -> Entries:
        """All entries of a history from `start` on, under a statement."""
        stop = min(len(history.entries), start + 200, statement.size)
        data = tuple(history.entries[start:stop])
        path: Sequence[Digest] = ()
        if stop < statement.size <= len(history.entries):
            path = consistency_path(stop, statement.size, history)
        return Entries(history.feed, start, data, encode_statement(statement), tuple(path))

    # --- how it speaks ------------------------------------------------------------------

    def _tell(self, event: PathEvent) -> None:
        mouth = self.mouths.get(event.station)
        if mouth is None:
            return
        match event:
            case LinkUp():
                mouth.link, mouth.stream = event.link, None
                self.say(event.station, self.have(event.station))
            case LinkDown() if event.link == mouth.link:
                mouth.link = None
            case Arrived():
                self._hear(mouth, event)
            case _:
                pass

    def _hear(self, mouth: _Mouth, arrived: Arrived) -> None:
        self.heard = [*self.heard[-30:], arrived.data]
        if arrived.data[:1] == bytes((KEY_NOTICE,)):
            stations = {arrived.station: self.charter.members[arrived.station].keys}
            public = open_key_notice(arrived.data, stations).seal_pk
            if public != mouth.public:
                mouth.public, mouth.stream = public, None
            return
        try:
            body = self._ears.take(arrived.station, arrived.data).body
        except OpenlineError:
            return
        if isinstance(body, Have):
            fresh = mouth.echo != body.challenge
            mouth.echo = body.challenge
            if fresh and body.echo == bytes(8):
                self.say(arrived.station, self.have(arrived.station))
        elif isinstance(body, Reopen):
            mouth.stream = None

    def have(self, station: StationId, more: int = 0) -> Have:
        """A proof of life; `more`: how much more it claims to hold than its victim wrote."""
        state = self.victims[station].room
        feeds = [] if state is None else list(state.state.feeds.values())
        told = []
        for feed in feeds:
            size = max(0, feed.size + more)
            told.append(HaveFeed(feed.feed, size, size, size, size, size))
        echo = self.mouths[station].echo
        return Have(tuple(told), self.dice.randbytes(8), echo, 0, 1_000 * START_S)

    def say(self, station: StationId, body: Struct) -> None:
        """Seal a body and send it."""
        self.send_sealed(station, NUMBERS[type(body)], encode(body))

    def send_sealed(self, station: StationId, kind: int, data: bytes) -> None:
        """Seal any bytes as a parcel of any type, and send it."""
        mouth = self.mouths[station]
        if mouth.stream is None:
            self._open(station, mouth)
        assert mouth.stream is not None
        self.send(station, mouth.stream.seal(kind, data))

    def send(self, station: StationId, data: bytes) -> None:
        """Send bytes as they are."""
        mouth = self.mouths[station]
        mouth.sent = [*mouth.sent[-30:], data]
        if mouth.link is not None:
            self._paths.send(mouth.link, data)

    def _open(self, station: StationId, mouth: _Mouth) -> None:
        number = self.charter.members[station].party
        public = mouth.public or party(number).sealing.public
        header = Header(
            line=self.charter.line,
            terms=self.charter.terms_hash,
            sender=self.station,
            recipient=station,
            seal_key=seal_key_id(public),
            psk=psk_id(None),
            time_ms=1_000 * START_S + int(1_000 * asyncio.get_running_loop().time()),
        )
        secret = self.dice.randbytes(32)
        message = opening_tbs(header, secret)
        signer = party(self.number).signer
        signature = signer.sign_ed(message) + signer.sign_ml(message)
        mouth.opening = seal_opening(header, secret, signature, public)
        key = session_key(header, secret, None)
        mouth.stream = SealingStream(session_id(header, secret), key, self.dice.randbytes(8))
        self.send(station, mouth.opening)

    # --- what it does -------------------------------------------------------------------

    def lie(self, victim: Machine) -> str:
        """Lie in one way; returns which."""
        ((_, lie),) = self.dice.choices(LIES, [weight for weight, _ in LIES])
        lie(self, victim)
        return lie.__name__

    def newest(self) -> History:
        """The history that it shows."""
        return self.histories[-1]

    def show(self, victim: Machine, *, firm: bool = True) -> None:
        """Give a victim all of the history that is shown now, as an honest station would."""
        history = self.newest()
        held = 0
        if victim.room is not None:
            known = victim.room.state.feeds.get(history.feed)
            held = 0 if known is None else known.size
        start = min(held, len(history.entries))
        statement = self.signed(history, firm=firm)
        while start < len(history.entries):
            parcel = self.parcel(history, start, statement)
            self.say(victim.station, parcel)
            start += len(parcel.entries)
        self.say(victim.station, Statements((encode_statement(statement),)))

    def receipt(self, victim: Machine) -> None:
        """Receipt what a victim wrote, as an honest station would."""
        if victim.room is None or victim.room.state.own is None:
            return
        own = victim.room.state.feeds[victim.room.state.own]
        time = victim.now_ms() // 1_000
        statement = self.sign(own.feed, own.size, own.frontier.root(), time)
        self.say(victim.station, Statements((encode_statement(statement),)))

    def confess(self) -> None:
        """When all is quiet: show again what contradicts itself, to whom it was shown."""
        for station, victim in self.victims.items():
            self.say(station, self.have(station))
            if victim.number in self.forked:
                entries, *statements = self.forked[victim.number]
                self.say(station, entries)
                self.say(station, Statements(tuple(map(encode_statement, statements))))
            self._break_promises(victim)

    def contradicted(self) -> dict[int, Statement]:
        """Of each victim one of two statements that it must have found to contradict."""
        forked = {number: statement for number, (_, statement, _) in self.forked.items()}
        victims = {victim.number: victim for victim in self.victims.values()}
        return {
            number: statement
            for number, statement in (self.promised | forked).items()
            if self._taken(victims[number], statement)
        }

    def _taken(self, victim: Machine, statement: Statement) -> bool:
        """Whether a victim looks at a history: not if it lost what it held of a feed that was
        left behind since."""
        assert victim.room is not None
        newest = victim.room.state.newest(self.number)
        known = victim.room.state.feeds.get(statement.feed)
        held = 0 if known is None else known.size
        return newest is None or newest.feed == statement.feed or held >= statement.size

    def _break_promises(self, victim: Machine) -> None:
        """Show more of the history that is shown, up to where another one was signed."""
        history = self.newest()
        feed = None if victim.room is None else victim.room.state.feeds.get(history.feed)
        if feed is None or feed.frozen or feed.frontier.root() != history.root(feed.size):
            return
        for statement in feed.ahead:
            while len(history.entries) < statement.size < 400:
                history.entries.append(self.act(upkeep.SEEN, NoBody(), ""))
            if statement.size < 400 and history.root(statement.size) != statement.root:
                self.promised[victim.number] = statement
        self.show(victim)


def _seen(liar: Liar, victim: Machine, more: int = 0) -> list[Seen]:
    if victim.room is None:
        return []
    return [
        Seen(feed.party, feed.incarnation, max(0, feed.folded + more))
        for feed in victim.room.state.feeds.values()
        if feed.party != liar.number
    ]


def speaks(liar: Liar, victim: Machine) -> None:
    """Says things as an honest party might, though in any order; and shows them."""
    speaker = Speaker(victim, liar.dice)
    speaker.me = liar.number
    seen = _seen(liar, victim)
    for _ in range(liar.dice.randrange(1, 6)):
        ((_, saying),) = liar.dice.choices(SAYINGS, [weight for weight, _ in SAYINGS])
        speaker.to = Addressee(victim.number, speaker.desk)
        speech = saying(speaker)
        if speech is not None:
            type_, body, to = speech
            entry = liar.act(type_, body, speaker.desk, to, speaker.kind, seen)
            liar.newest().entries.append(entry)
    liar.show(victim, firm=liar.dice.random() < 0.7)
    liar.receipt(victim)


def speaks_out_of_turn(liar: Liar, victim: Machine) -> None:
    """Says what it has no right to: other desks, kinds, references, or as the station."""
    speaker = Speaker(victim, liar.dice)
    speaker.me = liar.dice.choice((liar.number, victim.number))
    for _ in range(3):
        _, saying = liar.dice.choice(SAYINGS)
        speech = saying(speaker)
        if speech is not None:
            type_, body, to = speech
            sender = liar.dice.choice((*DESKS, "", "cook"))
            kind = liar.dice.choice(list(Kind))
            seen = _seen(liar, victim, liar.dice.choice((0, 0, -1, 5)))
            liar.newest().entries.append(liar.act(type_, body, sender, to, kind, seen))
    liar.show(victim)


def writes_rubbish(liar: Liar, victim: Machine) -> None:
    """Writes entries that are no acts, or acts of no known type."""
    dice = liar.dice
    for _ in range(dice.randrange(1, 4)):
        unknown = encode([999, 0, 1, 0, dice.randbytes(16), "", None, [], None, []])
        entry = dice.choice((dice.randbytes(dice.randrange(1, 300)), unknown))
        liar.newest().entries.append(entry)
    liar.show(victim)


def copies(liar: Liar, victim: Machine) -> None:
    """Copies a victim's own entries into its feed, byte for byte."""
    if victim.room is not None and victim.room.state.own is not None:
        own = victim.room.state.feeds[victim.room.state.own]
        entries = victim.store.entries(own.feed, 0, own.size, max_bytes=1 << 20)
        liar.newest().entries += liar.dice.sample(entries, min(3, len(entries)))
    liar.show(victim)


def closes(liar: Liar, victim: Machine) -> None:
    """Closes the line, and goes on."""
    liar.newest().entries.append(liar.act(upkeep.LINE_CLOSE, NoBody(), ""))
    liar.show(victim)


def forks(liar: Liar, victim: Machine) -> None:
    """Signs two histories and shows both to one victim."""
    history = liar.newest()
    other = History(history.feed, history.incarnation, history.entries)
    place = liar.dice.randrange(1, len(history.entries) + 1)
    other.entries[place - 1 :] = [liar.act(upkeep.SEEN, NoBody(), "")]
    extra = liar.dice.randrange(3)
    other.entries += [liar.act(upkeep.SEEN, NoBody(), "") for _ in range(extra)]
    liar.show(victim)
    first = liar.parcel(history, 0, liar.signed(history))
    second = liar.signed(other, time=START_S + 1)
    liar.say(victim.station, Statements((encode_statement(second),)))
    liar.say(victim.station, liar.parcel(other, 0, second))
    small = len(history.entries) <= 200 and second.size <= len(history.entries)
    if small and victim.number not in liar.forked:
        # Whichever of the two histories came first: one of these two contradicts it.
        at_its_size = liar.signed(history, size=second.size)
        liar.forked[victim.number] = first, second, at_its_size


def promises(liar: Liar, victim: Machine) -> None:
    """Signs what it will say, and sends something else instead; later it says neither."""
    history = liar.newest()
    held = next((one.size for one in _feeds(victim) if one.feed == history.feed), 0)
    if 0 < held <= len(history.entries):
        acts = [liar.act(upkeep.SEEN, NoBody(), "") for _ in range(liar.dice.randrange(1, 4))]
        other = History(history.feed, history.incarnation, history.entries[:held] + acts)
        statement = liar.signed(other, firm=liar.dice.random() < 0.7)
        instead = tuple(liar.act(upkeep.SEEN, NoBody(), "") for _ in acts)
        parcel = Entries(history.feed, held, instead, encode_statement(statement), ())
        liar.say(victim.station, parcel)


def signs_other_roots(liar: Liar, victim: Machine) -> None:
    """Signs a root that no entries have; or a time or a size out of any order."""
    dice, history = liar.dice, liar.newest()
    for statement in (
        liar.signed(history, root=Digest(dice.randbytes(32)), size=len(history.entries) + 3),
        liar.signed(history, time=1),
        liar.signed(history, time=1 << 40),
        liar.signed(history, size=len(history.entries) // 2),
    ):
        if statement.size:
            liar.say(victim.station, Statements((encode_statement(statement),)))


def sends_what_does_not_hash(liar: Liar, victim: Machine) -> None:
    """Sends entries under a statement that does not cover them."""
    history = liar.newest()
    parcel = liar.parcel(history, 0, liar.signed(history))
    entries = list(parcel.entries)
    entries[-1] = entries[-1] + b"\0"
    more = (*parcel.entries, liar.act(upkeep.SEEN, NoBody(), ""))
    liar.say(victim.station, replace(parcel, entries=tuple(entries)))
    liar.say(victim.station, replace(parcel, entries=more))
    liar.say(victim.station, replace(parcel, path=(liar.dice.randbytes(32),)))
    liar.say(victim.station, replace(parcel, start=len(history.entries) + 7))


def forges(liar: Liar, victim: Machine) -> None:
    """Speaks for others: their feeds under its own signature, a receipt for what never was."""
    for feed in _feeds(victim):
        if feed.party == liar.number or not feed.size:
            continue
        entry = liar.act(upkeep.SEEN, NoBody(), "")
        root = grow(feed.frontier, [leaf_hash(entry)])[0].root()
        ours = liar.sign(feed.feed, feed.size + 1, root, START_S)
        liar.say(
            victim.station, Entries(feed.feed, feed.size, (entry,), encode_statement(ours), ())
        )
        liar.say(victim.station, Statements((encode_statement(ours),)))
        if feed.provisional is not None:
            theirs = encode_statement(replace(feed.provisional, size=feed.size + 1, root=root))
            liar.say(victim.station, Entries(feed.feed, feed.size, (entry,), theirs, ()))
            liar.say(victim.station, Statements((theirs,)))


def _feeds(victim: Machine) -> list[Any]:
    return [] if victim.room is None else list(victim.room.state.feeds.values())


def passes_on(liar: Liar, victim: Machine) -> None:
    """Passes a third party's feed on, under that party's own signature."""
    for other in liar.victims.values():
        for feed in _feeds(other):
            if feed.party == other.number and feed.provisional is not None:
                size = feed.provisional.size
                data = other.store.entries(feed.feed, 0, min(size, 50), max_bytes=40_000)
                packed = encode_statement(feed.provisional)
                parcel = Entries(feed.feed, 0, tuple(data), packed, ())
                liar.say(victim.station, parcel)
                liar.say(victim.station, Statements((packed,)))


def begins_anew(liar: Liar, victim: Machine) -> None:
    """Opens another incarnation, with or without truth about the one before."""
    dice, before = liar.dice, liar.newest()
    number = max(one.incarnation for one in liar.histories) + dice.choice((1, 1, 7, 1 << 20))
    end = upkeep.End(before.incarnation, len(before.entries), before.root(len(before.entries)))
    lie = replace(end, size=end.size + 2, root=Digest(dice.randbytes(32)))
    previous = dice.choice((None, end, lie))
    if number < 1 << 31:
        liar.histories.append(liar.begun(number, previous=previous))
        adopt = upkeep.FeedAdopt(before.incarnation, dice.randrange(9), before.root(1))
        if dice.random() < 0.5:
            liar.newest().entries.append(liar.act(upkeep.FEED_ADOPT, adopt, ""))
    liar.show(victim)


def returns_to_an_old_feed(liar: Liar, victim: Machine) -> None:
    """Goes on with a feed that it had left behind."""
    history = liar.dice.choice(liar.histories)
    history.entries.append(liar.act(upkeep.SEEN, NoBody(), "", seen=_seen(liar, victim)))
    statement = liar.signed(history)
    for start in range(0, len(history.entries), 200):
        liar.say(victim.station, liar.parcel(history, start, statement))


def misstates_what_it_holds(liar: Liar, victim: Machine) -> None:
    """Claims to hold more, less, nothing, or five hundred feeds that nobody knows."""
    dice = liar.dice
    have = liar.have(victim.station, dice.choice((-3, 9, 1 << 30)))
    strange = tuple(HaveFeed(dice.randbytes(16), 5, 5, 5, 5, 5) for _ in range(500))
    more = {"feeds": dice.choice((have.feeds, (), strange)), "at": dice.choice((0, 1 << 50))}
    liar.say(victim.station, replace(have, **more))
    own = liar.newest().feed
    wants = [Want(feed.feed, dice.choice((0, 3, 1 << 40)), None) for feed in _feeds(victim)]
    for want in (*wants, Want(own, 0, None), Want(bytes(16), 0, dice.randbytes(32))):
        liar.say(victim.station, want)


def sends_junk(liar: Liar, victim: Machine) -> None:
    """Sends what is no parcel, or a parcel that holds no body, or another body than it says."""
    dice = liar.dice
    liar.send(victim.station, dice.randbytes(dice.randrange(1, 200)))
    liar.send(victim.station, bytes((dice.randrange(5),)) + dice.randbytes(100))
    liar.send_sealed(victim.station, dice.randrange(1, 20), dice.randbytes(40))
    liar.send_sealed(victim.station, dice.randrange(1, 10), encode([bytes(16), 0, []]))
    liar.say(victim.station, BlobPiece(dice.randbytes(32), dice.randrange(99), b"x"))
    liar.say(victim.station, Reopen(dice.randbytes(8)))
    refs = [call.deed.ref for call in _calls(victim)]
    for ref in refs[:2]:
        liar.say(victim.station, Signal(ref, dice.randrange(9), b"?"))


def _calls(victim: Machine) -> list[Any]:
    return [] if victim.room is None else list(victim.room.state.calls.values())


def replays(liar: Liar, victim: Machine) -> None:
    """Sends once more what it sent, or what it was sent: openings, notices, parcels."""
    mouth = liar.mouths[victim.station]
    known = [*mouth.sent, *liar.heard]
    for data in liar.dice.sample(known, min(8, len(known))):
        liar.send(victim.station, data)


def storms(liar: Liar, victim: Machine) -> None:
    """Opens session after session, and spoils what it sends."""
    mouth = liar.mouths[victim.station]
    for _ in range(4):
        mouth.stream = None
        liar.say(victim.station, liar.have(victim.station))
    spoiled = bytearray(mouth.opening)
    if spoiled:
        spoiled[liar.dice.randrange(len(spoiled))] ^= 1
        liar.send(victim.station, bytes(spoiled))


Lie = Callable[[Liar, Machine], None]
LIES: Final[tuple[tuple[int, Lie], ...]] = (
    (12, speaks),
    (8, speaks_out_of_turn),
    (3, writes_rubbish),
    (2, copies),
    (1, closes),
    (2, forks),
    (2, promises),
    (2, signs_other_roots),
    (3, sends_what_does_not_hash),
    (3, forges),
    (2, passes_on),
    (2, begins_anew),
    (2, returns_to_an_old_feed),
    (3, misstates_what_it_holds),
    (3, sends_junk),
    (3, replays),
    (1, storms),
)
"""How often each is chosen, and what it is."""
