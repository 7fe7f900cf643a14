"""One session over links of different delay: what is slow is not taken for a replay."""

import os

import pytest

from openline.core.crypto.sealing import OPENING
from openline.core.errors import Replayed
from openline.core.parcels import Have
from openline.ports.memory import MemoryStore
from openline.ports.path import LEFT, LinkId
from openline.station.sessions import REOPEN_EVERY_MS, Sessions
from tests.core.line.stations import START_MS, charter_for, keys_of
from tests.hostile.shell import room_of, sessions_of

CABLE, SATELLITE = LinkId(1), LinkId(2)
WINDOW = 1_024


def pair() -> tuple[Sessions, Sessions]:
    here, there = (sessions_of(party, MemoryStore())[0] for party in range(2))
    here.serve(room_of(0))
    there.serve(room_of(1))
    return here, there


def seal(here: Sessions, link: LinkId) -> list[bytes]:
    have = Have((), os.urandom(8), bytes(8), 0, 0)
    return here.seal(charter_for(0, 2).line, keys_of(1).id, have, START_MS, link)


def test_each_link_begins_with_the_opening_and_the_session_is_one() -> None:
    here, there = pair()
    first, second = seal(here, CABLE), seal(here, SATELLITE)
    assert first[0] == second[0]
    assert first[0][0] == OPENING
    for piece in (*second, *first):
        there.take(keys_of(0).id, piece)
    assert len(seal(here, CABLE)) == 1


def test_a_slow_link_may_be_thousands_of_parcels_behind() -> None:
    here, there = pair()
    for piece in seal(here, CABLE):
        there.take(keys_of(0).id, piece)
    late = seal(here, SATELLITE)
    early = seal(here, CABLE)[0]
    for _ in range(2 * WINDOW):
        there.take(keys_of(0).id, seal(here, CABLE)[0])
    assert there.take(keys_of(0).id, late[-1]).body is not None
    with pytest.raises(Replayed):
        there.take(keys_of(0).id, early)


def test_a_link_that_ended_and_came_back_begins_anew() -> None:
    here, there = pair()
    for piece in seal(here, CABLE):
        there.take(keys_of(0).id, piece)
    here.left(charter_for(0, 2).line, keys_of(1).id, CABLE)
    again = seal(here, CABLE)
    assert len(again) == 2
    assert there.take(keys_of(0).id, again[1]).body is not None


def proven_pair() -> tuple[Sessions, Sessions]:
    here, there = pair()
    for piece in seal(here, CABLE):
        there.take(keys_of(0).id, piece)
    here.prove(charter_for(0, 2).line, keys_of(1).id)
    return here, there


def test_an_opening_that_is_known_to_have_come_goes_on_no_other_link() -> None:
    here, there = proven_pair()
    (piece,) = seal(here, SATELLITE)
    assert there.take(keys_of(0).id, piece).body is not None


def test_what_is_left_for_somebody_absent_begins_with_an_opening_always() -> None:
    here, there = proven_pair()
    have = Have((), os.urandom(8), bytes(8), 0, 0)
    line, peer = charter_for(0, 2).line, keys_of(1).id
    left = here.seal(line, peer, have, START_MS + REOPEN_EVERY_MS, LEFT)
    assert [piece[0] == OPENING for piece in left] == [True, False]
    there.take(keys_of(0).id, left[0])
    assert there.take(keys_of(0).id, left[1]).body is not None
    assert len(here.seal(line, peer, have, START_MS + REOPEN_EVERY_MS, LEFT)) == 1


@pytest.mark.parametrize("passed_ms", [REOPEN_EVERY_MS, -3_600_000])
def test_who_asks_for_a_new_session_sends_the_opening_of_its_own_again(passed_ms: int) -> None:
    """Also after its clock was set back."""
    here, _ = proven_pair()
    have = Have((), os.urandom(8), bytes(8), 0, 0)
    line, peer = charter_for(0, 2).line, keys_of(1).id
    first = here.seal(line, peer, have, START_MS + 1, CABLE, introduced=True)
    assert len(first) == 1  # a session just opened: no second one for the asking
    later = START_MS + passed_ms
    again = here.seal(line, peer, have, later, CABLE, introduced=True)
    assert again[0][0] == OPENING
    assert here.seal(line, peer, have, later, CABLE, introduced=True)[0] == again[0]
