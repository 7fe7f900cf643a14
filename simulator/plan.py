"""What is to happen in a run: data, drawn from a seed before anything is done.

An event names what is done, to whom, how long after the one before, and a number for its own
dice; so events can be taken out of a plan and the others still do the same.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Event:
    """One thing that happens.

    Attributes:
        number: Its place in the plan as drawn; names its dice.
        wait_s: How long after the event before.
        name: What happens; a key of `events.EVENTS`.
        who, whom: Party numbers, different ones.
    """

    number: int
    wait_s: float
    name: str
    who: int
    whom: int


@dataclass(frozen=True)
class Plan:
    """A run to be.

    Attributes:
        parties: How many; numbers from 0.
        ways: Between each two of them.
        relay: Whether there is one.
        liar: Which party follows no rule, or None.
        events: What happens.
    """

    seed: int
    parties: int
    ways: int
    relay: bool
    liar: int | None
    events: tuple[Event, ...]
