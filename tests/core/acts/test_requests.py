"""Requests: the tables hold nothing beyond the phases, and every pair of phases has a stage."""

import itertools

import pytest
from msgspec.structs import replace

from openline.core.acts import requests
from openline.core.acts.act import Addressee, Kind, known_types
from openline.core.acts.requests import ASKED, ASKER, Phase, Said, Stage, stage
from tests.core.acts.examples import act, deed

ASKER_AT = (Phase.PUT, Phase.ACCEPTED, Phase.WITHDRAWN, Phase.LAPSED, Phase.OFF)
ASKED_AT = (
    Phase.NONE,
    Phase.PUT,
    Phase.ACCEPTED,
    Phase.DECLINED,
    Phase.LAPSED,
    Phase.OFF,
)
BY = {
    Phase.PUT: requests.COUNTER,
    Phase.ACCEPTED: requests.ACCEPT,
    Phase.DECLINED: requests.REFUSE,
    Phase.WITHDRAWN: requests.WITHDRAW,
    Phase.LAPSED: requests.LAPSE,
    Phase.OFF: requests.CALL_OFF,
}


def test_the_tables_hold_nothing_beyond_the_phases() -> None:
    for table, at in ((ASKER, ASKER_AT), (ASKED, ASKED_AT)):
        assert {phase for phase, _ in table} <= set(at)
        assert set(table.values()) <= set(at)
        assert {type_ for _, type_ in table} <= set(known_types())
        assert not {type_ for _, type_ in table} & requests.STILL


def said(party: int, phase: Phase, index: int) -> Said:
    """What brought a party to a phase, unknown to the other."""
    names = deed(1 - party, 1).ref if phase is Phase.ACCEPTED else None
    sequence = 2 if phase is Phase.PUT else 0
    made = deed(party, index)
    return Said(made, BY[phase], sequence, 1, 0, None, names, 0, None, 0)


@pytest.mark.parametrize(("asker", "asked"), list(itertools.product(ASKER_AT, ASKED_AT)))
def test_every_pair_of_phases_has_one_stage(asker: Phase, asked: Phase) -> None:
    opened = replace(act(requests.ASK), to=Addressee(1, "watch"), kind=Kind.REAL)
    request = requests.asked(opened, deed(0, 1), 0)
    version = replace(request.said[0], deed=deed(1, 1), type=requests.COUNTER)
    # Each had put a version that the other did not know when it went where it is.
    more = [version]
    if asker is not Phase.PUT:
        more.append(said(0, asker, 2))
    if asked is not Phase.NONE:
        more.append(said(1, asked, 2))
    request = replace(request, said=(*request.said, *more))
    expected = Stage.OPEN
    if Phase.OFF in (asker, asked):
        expected = Stage.OFF
    elif Phase.ACCEPTED in (asker, asked):
        expected = Stage.AGREED
    elif asker is Phase.WITHDRAWN:
        expected = Stage.WITHDRAWN
    assert stage(request) is expected
    for party in (0, 1):
        assert requests.owes(request, party)  # versions that crossed are both to be answered
        assert (requests.awaited(request, party) is not None) is (expected is Stage.OPEN)
