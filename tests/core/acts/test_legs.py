"""Legs: every (position, act) moves or is inert, every pair of positions has one state."""

import itertools
from hashlib import sha256

import pytest
from msgspec.structs import replace

from openline.core.acts import legs
from openline.core.acts.act import Seen
from openline.core.acts.legs import ACCEPTOR, OFFERER, Leg, LegPhase, LegState, leg_state
from openline.core.crypto.keys import label
from tests.core.acts.examples import HASH, OFFER, act, deed

OFFERER_AT = (LegPhase.OFFERED, LegPhase.REVEALED, LegPhase.UP, LegPhase.FAILED)
ACCEPTOR_AT = (LegPhase.NONE, LegPhase.ACCEPTED, LegPhase.UP, LegPhase.FAILED)
POSITIONS = list(itertools.product(OFFERER_AT, ACCEPTOR_AT))
TYPES = sorted(legs.LEG_TYPES)
ACCEPT = deed(0, 8)
KNOWING = Seen(0, 0, 9)


def leg_at(offerer: LegPhase, acceptor: LegPhase) -> Leg:
    """A leg offered by party 1."""
    committed = replace(OFFER, commitment=sha256(label("commit") + HASH).digest())
    leg = legs.offered(committed, deed(1, 7))
    accept_deed = None if acceptor is LegPhase.NONE else ACCEPT
    return replace(leg, offerer=offerer, acceptor=acceptor, accept_deed=accept_deed)


@pytest.mark.parametrize("party", [0, 1])
@pytest.mark.parametrize("type_", TYPES)
@pytest.mark.parametrize(("offerer", "acceptor"), POSITIONS)
def test_every_act_at_every_position(
    party: int, type_: int, offerer: LegPhase, acceptor: LegPhase
) -> None:
    leg = leg_at(offerer, acceptor)
    table, at = (OFFERER, offerer) if party == 1 else (ACCEPTOR, acceptor)
    expected = table.get((at, type_))
    if type_ == legs.LEG_REVEAL and acceptor is LegPhase.NONE:
        expected = None
    after = legs.advanced(leg, act(type_), deed(party, 10, KNOWING))
    assert (after is None) == (expected is None)
    if after is not None:
        assert (after.offerer if party == 1 else after.acceptor) is expected


def test_a_reveal_answers_an_accept_and_opens_the_commitment() -> None:
    leg = leg_at(LegPhase.OFFERED, LegPhase.ACCEPTED)
    reveal = act(legs.LEG_REVEAL)
    assert legs.advanced(leg, reveal, deed(1, 10)) is None
    other = act(legs.LEG_REVEAL, legs.LegReveal(deed(1, 7).ref, bytes(32)))
    assert legs.advanced(leg, other, deed(1, 10, KNOWING)) is None
    after = legs.advanced(leg, reveal, deed(1, 10, KNOWING))
    assert after is not None
    assert after.reveal == HASH


@pytest.mark.parametrize(("offerer", "acceptor"), POSITIONS)
def test_every_pair_of_positions_has_a_state(offerer: LegPhase, acceptor: LegPhase) -> None:
    state = leg_state(leg_at(offerer, acceptor))
    if LegPhase.FAILED in (offerer, acceptor):
        assert state is LegState.FAILED
    elif acceptor is LegPhase.NONE:
        assert state is LegState.OFFERED
    elif offerer is LegPhase.OFFERED:
        assert state is LegState.ACCEPTED
    elif offerer is acceptor is LegPhase.UP:
        assert state is LegState.UP
    else:
        assert state is LegState.REVEALED


def test_words_may_be_compared_again_and_the_first_failure_stays() -> None:
    leg = leg_at(LegPhase.REVEALED, LegPhase.ACCEPTED)
    for index in (10, 11):
        after = legs.advanced(leg, act(legs.LEG_WORDS), deed(0, index))
        assert after is not None
        leg = after
    assert len(leg.checks) == 1
    for party in (1, 0):
        after = legs.advanced(leg, act(legs.LEG_FAIL), deed(party, 12))
        assert after is not None
        leg = after
    assert leg.fail_party == 1


def test_the_leg_that_stands() -> None:
    assert legs.current(()) is None
    first = legs.offered(OFFER, deed(0, 1))
    second = legs.offered(replace(OFFER, number=1), deed(1, 1))
    glare = legs.offered(replace(OFFER, number=1), deed(0, 2))
    assert legs.current((second, first)) is second
    assert legs.current((first, second, glare)) is glare
