"""One line as the loop holds it: the core's state, its links, the others' proof of life."""

from collections import OrderedDict
from typing import Final

from msgspec.structs import replace

from openline.core import replication
from openline.core.acts.act import Ref, parse_act
from openline.core.acts.calls import Try
from openline.core.alerting import World
from openline.core.crypto.keys import StationId
from openline.core.line import Charter, LineState
from openline.ports.path import LinkId
from openline.ports.store import Store
from openline.station.heralds import Heralds
from openline.station.pulse import Pulse
from openline.station.recount import recounted
from openline.station.sessions import Room

COMMANDS_KEPT: Final = 4_096
COMMANDS_RECALLED: Final = 512


class LineRoom:
    """One line as the loop holds it.

    Attributes:
        charter, state: What the core knows.
        links: Per link, what it has carried.
        pulses: Per counterpart station, proof of life.
        said: Commands done lately, so that a repeated one is done once.
        over_quota: When something of a party was last passed over, because it had sent more
            than agreed (ms).
        heralds: What came ahead of its place, and what of ours is to go ahead.
        ends_ms: When the line ends by a notice of termination; None: it does not.
    """

    def __init__(self, room: Room, state: LineState) -> None:
        self.charter: Charter = room.charter
        self.room = room
        self.state = state
        self.links: dict[LinkId, replication.Link] = {}
        self.pulses: dict[StationId, Pulse] = {
            member.station: Pulse()
            for member in room.charter.members.values()
            if member.party != room.charter.me
        }
        self.said: OrderedDict[bytes, Ref] = OrderedDict()
        self.over_quota: dict[int, int] = {}
        self.heralds = Heralds()
        self.ends_ms: int | None = None

    def recall(self, store: Store, now_ms: int) -> None:
        """Read back what was done lately: commands, by our acts' nonces; uses of quotas."""
        uses = recounted(store, self.charter, self.state, now_ms)
        self.state = replace(self.state, uses=uses)
        feeds = [one for one in self.state.feeds.values() if one.party == self.charter.me]
        # Earlier feeds too: a command of before may be repeated after a new one was opened.
        for own in sorted(feeds, key=lambda one: one.incarnation):
            start = max(0, own.size - COMMANDS_RECALLED)
            leaves = store.leaves(own.feed, start, own.size)
            data = store.entries(own.feed, start, own.size, max_bytes=1 << 24)
            for index, (leaf, entry) in enumerate(zip(leaves, data, strict=False), start):
                ref = Ref(own.party, own.incarnation, index, leaf)
                self.remember(parse_act(entry).nonce, ref)

    def over(self, state: LineState, now_ms: int) -> bool:
        """Whether the line has ended and our feed still lacks its last entry."""
        if self.ends_ms is None or now_ms < self.ends_ms or state.own is None:
            return False
        return not state.feeds[state.own].closed

    def remember(self, command: bytes, ref: Ref) -> None:
        """Note that a command is done."""
        self.said[command] = ref
        if len(self.said) > COMMANDS_KEPT:
            self.said.popitem(last=False)

    def world(self, now_ms: int, seed: bytes) -> World:
        """What a step may know of the time and of the paths."""
        tries: dict[int, tuple[Try, ...]] = {}
        echoes: dict[int, int] = {}
        for station, pulse in self.pulses.items():
            party = self.charter.members[station].party
            tries[party] = (*tries.get(party, ()), *pulse.tries)
            if pulse.echo_ms is not None:
                echoes[party] = max(echoes.get(party, 0), pulse.echo_ms)
        return World(now_ms, seed, tries, echoes)
