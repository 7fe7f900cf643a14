"""Makes a plan that breaks something as short as it can be, while it breaks the same.

Events are taken out in ever smaller pieces (Zeller's delta debugging), then pauses are
shortened. Each event has dice of its own, so what is left does what it did.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from simulator.plan import Event, Plan
from simulator.play import Outcome, play

TRIES: Final = 150
"""So many runs are spent on it at most."""


def shrink(outcome: Outcome, tell: Callable[[str], None]) -> Outcome:
    """Return the outcome of the shortest plan found that breaks the same invariant."""
    assert outcome.broken is not None
    name = outcome.broken.name
    best = outcome
    left = TRIES

    def attempt(plan: Plan) -> bool:
        nonlocal best, left
        left -= 1
        tried = play(plan)
        if tried.broken is None or tried.broken.name != name:
            return False
        best = tried
        tell(f"{len(plan.events)} events still break it")
        return True

    pieces = 2
    while left > 0 and len(best.plan.events) > 1:
        events = best.plan.events
        size = max(1, len(events) // pieces)
        for start in range(0, len(events), size):
            rest = _without(events, start, start + size)
            if left > 0 and attempt(replace(best.plan, events=rest)):
                pieces = max(2, pieces - 1)
                break
        else:
            if size == 1:
                break
            pieces = min(len(events), 2 * pieces)
    for wait_s in (0.0, 1.0, 20.0):
        for place, event in enumerate(best.plan.events):
            if left > 0 and event.wait_s > wait_s:
                shorter = replace(event, wait_s=wait_s)
                events = (*best.plan.events[:place], shorter, *best.plan.events[place + 1 :])
                attempt(replace(best.plan, events=events))
    return best


def _without(events: Sequence[Event], start: int, stop: int) -> tuple[Event, ...]:
    return (*events[:start], *events[stop:])
