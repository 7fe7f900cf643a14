"""Who has the watch at a desk of ours: one officer at a time, relieved by the next, or nobody.

Local: the other side is told whether a desk is manned, never by whom. An officer confirms the
watch at the agreed interval; when that does not come, the watch lapses and the desk counts as
unmanned, here and by `until` of its last act on the other side.

Spec: docs/spec/15-watch.md, 4; docs/console.md, 6.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

import msgspec

from openline.core.errors import NotAllowed


class NobodyHasTheWatch(NotAllowed):
    """What was asked for needs an officer who has signed on."""

    code = "nobody-has-the-watch"
    default_advice = "Sign on first."


class AnotherHasTheWatch(NotAllowed):
    """Only the officer who has the watch may do this."""

    code = "another-has-the-watch"
    default_advice = "Relieve that officer by signing on, or have it done there."


class Phase(StrEnum):
    """How a desk stands."""

    FREE = "free"
    MANNED = "manned"
    LAPSED = "lapsed"


class Post(msgspec.Struct, frozen=True):
    """The watch at one desk. Times are milliseconds since 1970, 0: never.

    Attributes:
        phase: How it stands.
        by: The post that has the watch, or had it last.
        console: The console at which it signed on, or last confirmed.
        since_ms: Since when the desk is manned without a break.
        taken_ms: When this officer took the watch.
        confirmed_ms: When it was last confirmed.
        ended_ms: When it was signed off, or lapsed.
    """

    phase: Phase = Phase.FREE
    by: str = ""
    console: bytes = b""
    since_ms: int = 0
    taken_ms: int = 0
    confirmed_ms: int = 0
    ended_ms: int = 0


class SignOn(msgspec.Struct, frozen=True):
    """An officer takes the watch, from whoever has it."""

    by: str
    console: bytes


class SignOff(msgspec.Struct, frozen=True):
    """The officer gives the watch up; the desk is empty then."""

    by: str
    console: bytes


class Confirm(msgspec.Struct, frozen=True):
    """The officer is there."""

    by: str
    console: bytes


class Elapsed(msgspec.Struct, frozen=True):
    """The time for a confirmation is over at `until_ms`."""

    until_ms: int


Input = SignOn | SignOff | Confirm | Elapsed
Rule = Callable[[Post, "Input", int], Post]


def moved(post: Post, given: Input, now_ms: int) -> Post:
    """Return the post after an input.

    Raises:
        NobodyHasTheWatch, AnotherHasTheWatch: It is not possible, or not for this officer.
    """
    return RULES[post.phase, type(given)](post, given, now_ms)


def _take(post: Post, given: Input, now_ms: int) -> Post:
    assert isinstance(given, SignOn | Confirm)
    return Post(Phase.MANNED, given.by, given.console, now_ms, now_ms, now_ms)


def _relieve(post: Post, given: Input, now_ms: int) -> Post:
    assert isinstance(given, SignOn)
    return Post(Phase.MANNED, given.by, given.console, post.since_ms, now_ms, now_ms)


def _leave(post: Post, given: Input, now_ms: int) -> Post:
    _check_own(post, given)
    return msgspec.structs.replace(post, phase=Phase.FREE, ended_ms=now_ms)


def _dismiss(post: Post, given: Input, now_ms: int) -> Post:
    """A watch that lapsed is over; nobody need say so, but anybody may."""
    return msgspec.structs.replace(post, phase=Phase.FREE)


def _confirm(post: Post, given: Input, now_ms: int) -> Post:
    _check_own(post, given)
    assert isinstance(given, Confirm)
    # Whose bell counts is where the officer sits now.
    return msgspec.structs.replace(post, console=given.console, confirmed_ms=now_ms)


def _return(post: Post, given: Input, now_ms: int) -> Post:
    """Whoever let the watch lapse has it again, from now on."""
    _check_own(post, given)
    return _take(post, given, now_ms)


def _lapse(post: Post, given: Input, now_ms: int) -> Post:
    assert isinstance(given, Elapsed)
    return msgspec.structs.replace(post, phase=Phase.LAPSED, ended_ms=given.until_ms)


def _absorb(post: Post, given: Input, now_ms: int) -> Post:
    return post


def _nobody(post: Post, given: Input, now_ms: int) -> Post:
    raise NobodyHasTheWatch("Nobody has signed on at this desk.")


def _check_own(post: Post, given: Input) -> None:
    assert isinstance(given, SignOff | Confirm)
    # The same post at another console of the desk may speak for itself.
    if given.by != post.by and given.console != post.console:
        raise AnotherHasTheWatch("Another officer has the watch at this desk.")


RULES: Final[Mapping[tuple[Phase, type[Input]], Rule]] = {
    (Phase.FREE, SignOn): _take,
    (Phase.LAPSED, SignOn): _take,
    (Phase.MANNED, SignOn): _relieve,
    (Phase.FREE, SignOff): _nobody,
    (Phase.LAPSED, SignOff): _dismiss,
    (Phase.MANNED, SignOff): _leave,
    (Phase.FREE, Confirm): _nobody,
    (Phase.LAPSED, Confirm): _return,
    (Phase.MANNED, Confirm): _confirm,
    (Phase.FREE, Elapsed): _absorb,
    (Phase.LAPSED, Elapsed): _absorb,
    (Phase.MANNED, Elapsed): _lapse,
}
"""Every pair is here: it moves, is absorbed, or is refused."""
