"""Messages of the last hour, counted again at a start: a restart gives nobody a new quota.

The core counts rings again by itself; what precedence a message had stands in the record.

Spec: docs/spec/07-calls.md, 12.
"""

from collections import defaultdict
from typing import Final

import msgspec

from openline.core.acts.messages import Letter
from openline.core.agreement.terms import Terms
from openline.core.line import LETTERS, Charter, LineState
from openline.core.quota import HOUR_MS, Uses
from openline.ports.store import Reader
from openline.station.views.sight import Sight

LETTERS_COUNTED: Final = 1_000
"""The newest messages of each party that are looked at."""

_unpack = msgspec.msgpack.Decoder(Letter).decode


def recounted(store: Reader, charter: Charter, state: LineState, now_ms: int) -> Uses:
    """What each party used in the last hour: the rings that `state` knows, and the messages."""
    sight = Sight(store, charter, state)
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    for party in range(len(charter.terms.parties)):
        for _, packed in sight.of_party(LETTERS, party, LETTERS_COUNTED):
            letter = _unpack(packed)
            if 0 <= now_ms - letter.held_ms < HOUR_MS:
                act = sight.act(letter.deed.ref)
                if act is not None:
                    found[party, act.body.precedence].append(letter.held_ms)
    times = {
        use: _newest([*state.uses.times.get(use, ()), *held], charter.terms, use[1])
        for use, held in found.items()
    }
    return Uses({**state.uses.times, **times}, state.uses.sounded)


def _newest(times: list[int], terms: Terms, precedence: int) -> tuple[int, ...]:
    return tuple(sorted(times)[-terms.precedences[precedence].an_hour :])
