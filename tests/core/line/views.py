"""What stations keep of calls and messages, read back from their cells."""

import os

import msgspec

from openline.core.acts.act import Kind, parse_act
from openline.core.acts.calls import Call, Stage, stage
from openline.core.acts.messages import Letter
from openline.core.asking import unpack_request
from openline.core.codec import Struct
from openline.core.errors import NotAllowed, OpenlineError
from openline.core.line import CALLS, LETTERS, LIVE, REQUESTS
from openline.core.switchboard import Say
from openline.station.caches import Facts, call_facts, letter_facts, request_facts
from tests.core.line.stations import Station

call_of = msgspec.msgpack.Decoder(Call).decode
letter_of = msgspec.msgpack.Decoder(Letter).decode


def all_calls(station: Station) -> dict[bytes, Call]:
    """Every call that the station knows of, by its key."""
    cells = station.store.cells(CALLS + station.charter.line, limit=10_000)
    return {key: call_of(packed) for key, packed in cells}


def only(station: Station) -> Call:
    """The one call that the station knows of."""
    (call,) = all_calls(station).values()
    return call


def stages(station: Station) -> list[Stage]:
    """The stage of every call."""
    return [stage(call) for call in all_calls(station).values()]


def accusations(*stations: Station) -> list[OpenlineError]:
    """What was held against others: our own side's refusals are none."""
    return [e for one in stations for e in one.refused if not isinstance(e, NotAllowed)]


def refused(station: Station, type_: int, body: Struct, sender: str = "watch") -> str:
    """Say what the station must refuse; return the rule by which it does."""
    given = Say(os.urandom(16), Kind.REAL, sender, None, type_, body)
    (outcome,) = station.take(given)
    assert isinstance(outcome.error, NotAllowed)
    return str(outcome.error.facts["rule"])


def done_calls(station: Station) -> dict[bytes, Call]:
    """Those that are over and settled."""
    live = {key for key, _ in station.store.cells(LIVE + station.charter.line, limit=10_000)}
    return {key: call for key, call in all_calls(station).items() if key not in live}


def facts(station: Station) -> dict[bytes, Facts]:
    """All on which the parties must agree."""
    letters = station.store.cells(LETTERS + station.charter.line, limit=10_000)
    asked = station.store.cells(REQUESTS + station.charter.line, limit=10_000)
    return {
        **{b"request" + key: request_facts(unpack_request(packed)) for key, packed in asked},
        **{b"call" + key: call_facts(call) for key, call in all_calls(station).items()},
        **{b"letter" + key: letter_facts(letter_of(packed)) for key, packed in letters},
    }


def nonces(station: Station, party: int) -> list[bytes]:
    """The nonces of all acts of a party, in the order of its feeds.

    Of another party's feed those that its checkpoint covers: what was judged.
    """
    found: list[bytes] = []
    feeds = [feed for feed in station.line.feeds.values() if feed.party == party]
    for feed in sorted(feeds, key=lambda feed: feed.incarnation):
        covered = feed.provisional.size if feed.provisional else 0
        size = feed.size if party == station.me else covered
        entries = station.store.entries(feed.feed, 0, size, max_bytes=1 << 30)
        found.extend(parse_act(data).nonce for data in entries)
    return found
