"""A long negotiation, read from its record: each version is looked at once."""

from verifier import acts
from verifier.requests import MOST, Request
from verifier.states import Deed


def deed(index: int) -> Deed:
    """The acts of two parties in turn, each written with all before it known."""
    before = {(1 - index % 2, 0): index}
    return Deed(index % 2, 0, index, bytes([index]) * 32, before)


def test_as_many_versions_as_two_parties_may_put() -> None:
    request = Request(deed(0), {0: "watch", 1: "watch"}, 1, 0)
    plan = ["call", "en", "", "", "", "watch", "watch", [[1, 2]], 0, [], "each", "line", "", []]
    request.add(deed(0), acts.REQ_ASK, [plan, [0, 1], None, ""])
    ref = [0, 0, 0, deed(0).leaf]
    last = 2 * MOST - 1
    for index in range(1, last + 1):
        request.add(deed(index), acts.REQ_COUNTER, [ref, plan, [0, 1], ""])
    version = [1, 0, last, deed(last).leaf]
    request.add(deed(last + 1), acts.REQ_ACCEPT, [ref, version, 0, "", "en", "", ""])
    assert [said.sequence for said in request.said] == [*range(1, last + 2), 0]
    assert request.stage() == "agreed"
    assert request.agreed() == ((1, 0, last), 0)
