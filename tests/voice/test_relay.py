"""A leg through a TURN server of our own, with the credentials that a station makes."""

import pytest
from playwright.sync_api import Page

from bench.turn import TurnServer
from bench.voice import Legs, is_heard


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_leg_through_the_relay_alone(
    pages: tuple[Page, Page], turn: TurnServer, transport: str
) -> None:
    legs = Legs(pages, turn.route(transport))
    legs.prepare()
    legs.connect()
    for fields in (legs.offer, legs.accept):
        assert {text.split()[-1] for text in fields["candidates"]} == {"relay"}
    for mouth, ear in (pages, pages[::-1]):
        assert is_heard(mouth, ear)


def test_a_wrong_credential_yields_no_address(
    pages: tuple[Page, Page], turn: TurnServer
) -> None:
    legs = Legs(pages, turn._replace(secret=b"another secret, of another station").route("udp"))
    assert pages[0].evaluate("(options) => offer(options)", legs.options) == {
        "failed": "no-candidate"
    }
