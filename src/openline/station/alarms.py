"""Alarms: what needs an act of a person, read from the state, acknowledged here.

An alarm exists as long as its cause does. Acknowledging makes it quiet, never makes it go.

Spec: docs/console.md, 3.
"""

from typing import Any, Final

import msgspec

from openline.core.line import Charter, LineState
from openline.station.pulse import Lamp, Pulse

DOWN_AFTER_MS: Final = 10_000
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
    line = charter.line.hex()
    found: list[Alarm] = []

    def add(code: str, since_ms: int, grave: str, party: int, **facts: object) -> None:
        name = f"{code}:{line[:16]}:{party}"
        found.append(Alarm(name, code, line, since_ms, {"party": party, **facts}, grave))

    for party, pulse in pulses.items():
        since = pulse.since_ms(now_ms)
        if pulse.lamp(now_ms) is Lamp.DOWN and now_ms - since > DOWN_AFTER_MS:
            add("line-down", since, "attention", party)
        ahead = pulse.clock_ahead_ms
        if ahead is not None and abs(ahead) > charter.terms.clock.warn_ms:
            refused = abs(ahead) > charter.terms.clock.refuse_ms
            add("clock", since, "alarm" if refused else "attention", party, ahead_ms=ahead)
    for feed in state.feeds.values():
        if feed.frozen:
            add("two-histories", now_ms, "alarm", feed.party)
        if feed.party != charter.me and feed.incarnation > 0:
            newest = state.newest(feed.party)
            if newest is feed:
                add("new-incarnation", 0, "attention", feed.party, number=feed.incarnation)
        if feed.inert and feed.party != charter.me:
            add("objection", 0, "attention", feed.party, count=feed.inert)
    ends_s = charter.terms.valid_until_s
    if ends_s and ends_s - now_ms // 1_000 < EXPIRES_WITHIN_S:
        add("agreement-expiring", 0, "attention", charter.me, ends_ms=ends_s * 1_000)
    return found
