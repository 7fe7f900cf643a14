"""Alarms: what needs an act of a person, read from the state, acknowledged here.

An alarm exists as long as its cause does. Acknowledging makes it quiet, never makes it go.

Spec: docs/console.md, 3.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from openline.core.agreement.terms import WatchShown
from openline.core.ladder import Standing
from openline.core.line import Charter, FeedState, LineState
from openline.station.pulse import Lamp, Pulse
from openline.station.refusals import Refusals
from openline.station.views.names import desk_doc
from openline.station.views.watch import Manning, ended_ms, manning, over

DOWN_AFTER_MS: Final = 10_000
CATCHING_UP_MS: Final = 5_000
"""After a line came up, what the other side signed meanwhile is still on its way."""
OVER_FOR_MS: Final = 60_000
"""So long after something was passed over a party counts as sending more than agreed."""
EXPIRES_WITHIN_S: Final = 30 * 86_400


class Alarm(msgspec.Struct, frozen=True):
    """`id` names cause and line; `grave` is `alarm` or `attention`."""

    id: str
    code: str
    line: str | None
    since_ms: int
    facts: dict[str, Any]
    grave: str


def alarms_of(
    charter: Charter, state: LineState, pulses: dict[int, Pulse], now_ms: int
) -> list[Alarm]:
    """The alarms of one line. `pulses`: by party."""
    found: list[Alarm] = []
    for party, pulse in pulses.items():
        found += _of_pulse(charter, party, pulse, now_ms)
    for feed in state.feeds.values():
        found += _of_feed(charter, state, feed, now_ms)
    found += _of_watch(charter, state, pulses, now_ms)
    found += _of_notices(charter)
    found += _unspoken(charter, state)
    ends_s = charter.terms.valid_until_s
    if ends_s and ends_s - now_ms // 1_000 < EXPIRES_WITHIN_S:
        ends = {"ends_ms": ends_s * 1_000}
        found.append(_alarm(charter, "agreement-expiring", charter.me, 0, "attention", ends))
    return found


def _unspoken(charter: Charter, state: LineState) -> list[Alarm]:
    """Rings to us that were answered, and on which nobody speaks: their ladder goes on."""
    since_ms = [
        call.answer_deed.at
        for call in state.calls.values()
        if call.answer_deed is not None
        and call.climb is not None
        and call.climb.standing is Standing.RESUMED
    ]
    if not since_ms:
        return []
    return [_alarm(charter, "unspoken", charter.me, min(since_ms), "alarm", {})]


def refusal_alarms(charter: Charter, refusals: Refusals, now_ms: int) -> list[Alarm]:
    """The alarms of what the other parties sent lately and was refused."""
    return [
        _alarm(
            charter,
            "contested" if one.contested else "refused",
            one.party,
            one.since_ms,
            "alarm" if one.contested else "attention",
            {"count": one.count},
        )
        for one in refusals.standing(now_ms)
    ]


def quota_alarms(charter: Charter, over: Mapping[int, int], now_ms: int) -> list[Alarm]:
    """The alarms of parties that send more than agreed; `over`: when last, by party (ms)."""
    return [
        _alarm(charter, "over-quota", party, 0, "attention", {})
        for party, at_ms in over.items()
        if abs(now_ms - at_ms) < OVER_FOR_MS
    ]


def _of_notices(charter: Charter) -> list[Alarm]:
    """What the parties' roots said that everybody at the line must know."""
    told = [("revoked", one.party) for one in charter.revoked.values()]
    told += [("suspended", party) for party in sorted(charter.suspended)]
    return [
        _alarm(charter, code, party, 0, "attention", {"who": _who(charter, party)})
        for code, party in told
    ]


def _who(charter: Charter, party: int) -> str:
    return "ours" if party == charter.me else "theirs"


def _alarm(
    charter: Charter, code: str, party: int, since_ms: int, grave: str, facts: dict[str, Any]
) -> Alarm:
    line = charter.line.hex()
    name = f"{code}:{line[:16]}:{party}"
    return Alarm(name, code, line, since_ms, {"party": party, **facts}, grave)


def _of_pulse(charter: Charter, party: int, pulse: Pulse, now_ms: int) -> list[Alarm]:
    found = []
    since = pulse.since_ms(now_ms)
    if pulse.lamp(now_ms) is Lamp.DOWN and now_ms - since > DOWN_AFTER_MS:
        found.append(_alarm(charter, "line-down", party, since, "attention", {}))
    dark = [path for path in pulse.paths.values() if not path.up]
    dark = [path for path in dark if now_ms - path.since_ms > DOWN_AFTER_MS]
    if pulse.links and dark:
        # While another path carries the line this is for the technician, in the morning.
        names = ", ".join(path.name for path in dark)
        facts = {"name": names, "up": len(pulse.paths) - len(dark)}
        first = min(path.since_ms for path in dark)
        found.append(_alarm(charter, "path-down", party, first, "attention", facts))
    ahead = pulse.clock_ahead_ms
    if ahead is not None and abs(ahead) > charter.terms.clock.warn_ms:
        grave = "alarm" if abs(ahead) > charter.terms.clock.refuse_ms else "attention"
        found.append(_alarm(charter, "clock", party, since, grave, {"ahead_ms": ahead}))
    return found


def _of_watch(
    charter: Charter, state: LineState, pulses: dict[int, Pulse], now_ms: int
) -> list[Alarm]:
    """Desks that are empty although the agreement asks for somebody, and bells not proven."""
    found: list[Alarm] = []
    terms = charter.terms
    if over(terms, now_ms) or any(feed.closed for feed in state.feeds.values()):
        return found
    for duty in terms.duties:
        desk = terms.desks[duty.desk]
        if desk.party != charter.me and not _heard(pulses.get(desk.party), now_ms):
            continue
        how = manning(charter, state, desk.party, desk.code, now_ms)
        if how is Manning.UNMANNED and terms.must_be_manned(duty.desk, now_ms):
            since = ended_ms(charter, state, desk.party, desk.code, now_ms)
            found.append(_desk_alarm(charter, "unmanned", desk.party, desk.code, since))
    for (party, code), said in state.watches.items():
        if party != charter.me or said.on is None or terms.watch.shown is not WatchShown.BELL:
            continue
        if manning(charter, state, party, code, now_ms) is Manning.BELL_OLD:
            since = said.on.bell_proven_at
            found.append(_desk_alarm(charter, "bell-unproven", party, code, since))
    return found


def _heard(pulse: Pulse | None, now_ms: int) -> bool:
    """Whether a party is heard for long enough that we have all that it said."""
    if pulse is None or pulse.lamp(now_ms) is not Lamp.UP:
        return False
    return now_ms - pulse.since_ms(now_ms) >= CATCHING_UP_MS


def _desk_alarm(charter: Charter, code: str, party: int, desk: str, since_ms: int) -> Alarm:
    """An alarm about a desk; our own desk is one room, however many lines end in it."""
    own = party == charter.me
    line = charter.line.hex()
    name = f"{code}:{desk}" if own else f"{code}:{line[:16]}:{party}:{desk}"
    facts = {
        "party": party,
        "desk": desk,
        "names": desk_doc(charter.terms, party, desk)["names"],
        "ours": own,
        "limit_s": charter.terms.watch.bell_proof_s,
    }
    grave = "alarm" if own and code == "unmanned" else "attention"
    return Alarm(name, code, line, since_ms, facts, grave)


def _of_feed(charter: Charter, state: LineState, feed: FeedState, now_ms: int) -> list[Alarm]:
    found = []
    if feed.frozen:
        found.append(_alarm(charter, "two-histories", feed.party, now_ms, "alarm", {}))
    if feed.party == charter.me:
        return found
    if feed.incarnation > 0 and state.newest(feed.party) is feed:
        number = {"number": feed.incarnation}
        found.append(_alarm(charter, "new-incarnation", feed.party, 0, "attention", number))
    if feed.inert:
        count = {"count": feed.inert}
        found.append(_alarm(charter, "objection", feed.party, 0, "attention", count))
    return found
