"""Two stations prove to each other that they live."""

from collections import deque

from openline.core.crypto.keys import StationId
from openline.core.parcels import Have
from openline.ports.path import LinkId, LinkUp
from openline.station.echoes import QUIET_AFTER_MS
from openline.station.pulse import Lamp, Pulse

NOW_MS = 1_800_000_000_000
DELAY_MS = 40
UP = LinkUp(LinkId(1), StationId(bytes(32)), "cable")


class Pair:
    """Two pulses and what is on the way between them."""

    def __init__(self) -> None:
        self.pulses = (Pulse(), Pulse())
        self.on_the_way: deque[tuple[int, Have]] = deque()
        self.now_ms = NOW_MS
        self._number = 0

    def greet(self, here: int) -> None:
        self._number += 1
        challenge = self._number.to_bytes(8, "big")
        echo, held_ms = self.pulses[here].links[UP.link].ask(challenge, self.now_ms)
        self.on_the_way.append((1 - here, Have((), challenge, echo, held_ms, self.now_ms)))

    def carry(self) -> int:
        """Bring all that is on the way, and what answers it; returns how many there were."""
        carried = 0
        while self.on_the_way:
            self.now_ms += DELAY_MS
            there, have = self.on_the_way.popleft()
            if self.pulses[there].heard(UP.link, have, self.now_ms):
                self.greet(there)
            carried += 1
            assert carried < 100
        return carried

    def lamps(self) -> set[Lamp]:
        return {pulse.lamp(self.now_ms) for pulse in self.pulses}


def linked() -> Pair:
    pair = Pair()
    for pulse in pair.pulses:
        pulse.up(UP, pair.now_ms)
    return pair


def test_both_lamps_are_up_right_after_both_greeted() -> None:
    pair = linked()
    pair.greet(0)
    pair.greet(1)
    assert pair.carry() == 4
    assert pair.lamps() == {Lamp.UP}


def test_who_greets_has_an_echo_at_once() -> None:
    pair = linked()
    pair.greet(0)
    assert pair.carry() == 2
    assert pair.pulses[0].lamp(pair.now_ms) is Lamp.UP


def test_a_station_that_restarted_is_answered_at_once() -> None:
    pair = linked()
    pair.greet(0)
    pair.carry()
    fresh = Pulse()
    fresh.up(UP, pair.now_ms)
    pair.pulses = (pair.pulses[0], fresh)
    pair.greet(0)
    pair.greet(1)
    assert pair.carry() <= 4
    assert pair.lamps() == {Lamp.UP}


def test_without_an_echo_the_lamp_is_not_green() -> None:
    pair = linked()
    pair.greet(0)
    pair.greet(1)
    pair.carry()
    pair.now_ms += QUIET_AFTER_MS + 1
    assert pair.lamps() == {Lamp.QUIET}
