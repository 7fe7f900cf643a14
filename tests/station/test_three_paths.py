"""Three links to one station, each dearer than the one before: each has its own time."""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any

from openline.core.acts.act import Kind
from openline.core.acts.messages import REMARK, Remark
from openline.core.parcels import Body, Entries, Have
from openline.core.switchboard import Say
from openline.ports.path import Arrived, LinkDown, LinkId, LinkUp
from openline.station.carriers import PATIENCE_MS
from tests.core.line.stations import Station, keys_of
from tests.hostile.shell import LINK, Victim

LINKS = (LINK, LinkId(8), LinkId(9))


class Reached(Victim):
    """A station with three links to one counterpart, which has echoed on each of them."""

    def __init__(self) -> None:
        super().__init__()
        self.far = Station(1, 2)
        self.sent: list[tuple[LinkId, Body]] = []

    async def ready(self) -> None:
        await self.start()
        for cost, link in enumerate(LINKS[1:], 1):
            self.loop.tell(LinkUp(link, self.them, f"path {cost}", cost))
        for link in LINKS:
            await self.echo(link)
        self.collect()
        opening = {body.start: body for _, body in self.sent if isinstance(body, Entries)}
        self.opening = list(opening.values())
        self.on_link()

    async def echo(self, link: LinkId) -> None:
        """Answer the newest challenge that went out on a link."""
        self.collect()
        asked = [body for on, body in self.sent if on == link and isinstance(body, Have)]
        feeds = self.far.have(0).feeds
        have = Have(feeds, os.urandom(8), asked[-1].challenge, 0, self.now_ms)
        for piece in self.seal(have):
            self.loop.tell(Arrived(link, self.them, piece))
        await self.settle()

    def collect(self) -> None:
        """Read what was sent."""
        for link, piece in zip(self.wire.links, self.wire.sent, strict=True):
            body = self.read(piece)
            if body is not None:
                self.sent.append((link, body))
        self.wire.links.clear()
        self.wire.sent.clear()

    def on_link(self) -> list[LinkId]:
        """The links on which entries went out since the last call."""
        self.collect()
        found = [link for link, body in self.sent if isinstance(body, Entries)]
        self.sent = [one for one in self.sent if isinstance(one[1], Have)]
        return found

    async def say(self) -> None:
        said = Remark("en", "Is anybody there", "watch")
        given = Say(os.urandom(16), Kind.REAL, "watch", None, REMARK, said)
        await self.loop.say(self.line, given)

    def went(self) -> list[Entries]:
        """The entries that went out since the last call, all on the cheapest link."""
        self.collect()
        found = [(link, body) for link, body in self.sent if isinstance(body, Entries)]
        self.sent = [one for one in self.sent if isinstance(one[1], Have)]
        assert {link for link, _ in found} <= {LINK}
        return [body for _, body in found]

    async def receipt(self, came: list[Entries]) -> None:
        """Let the counterpart take entries, and send its receipts."""
        for body in came:
            self.far.receive_from(keys_of(0).id, body)
        for owed in self.far.owed(0):
            for piece in self.seal(owed):
                self.loop.tell(Arrived(LINK, self.them, piece))
        await self.settle()

    async def pass_ms(self, ms: int) -> None:
        self.now_ms += ms
        await self.settle()


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, 180))


def test_what_is_not_receipted_goes_to_the_next_dearer_link_one_after_the_other() -> None:
    async def main() -> None:
        line = Reached()
        await line.ready()
        await line.say()
        assert line.on_link() == [LINKS[0]]
        await line.pass_ms(PATIENCE_MS - 1)
        assert line.on_link() == []
        await line.pass_ms(1)
        assert line.on_link() == [LINKS[1]]
        await line.pass_ms(20)
        assert line.on_link() == []
        await line.pass_ms(PATIENCE_MS)
        assert line.on_link() == [LINKS[2]]

    run(main())


def test_while_receipts_come_a_dearer_link_is_left_alone_though_some_are_always_due() -> None:
    async def main() -> None:
        line = Reached()
        await line.ready()
        line.far.heard(0, next(one for _, one in line.sent if isinstance(one, Have)))
        await line.receipt(line.opening)
        await line.say()
        due = line.went()
        for _ in range(5):
            await line.pass_ms(PATIENCE_MS // 2)
            await line.say()
            assert due, "nothing went out"
            came, due = due, line.went()
            await line.receipt(came)

    run(main())


def test_a_link_that_ends_hands_over_at_once() -> None:
    async def main() -> None:
        line = Reached()
        await line.ready()
        await line.say()
        assert line.on_link() == [LINKS[0]]
        line.loop.tell(LinkDown(LINKS[0], line.them, "wire", "reset"))
        assert line.on_link() == [LINKS[1]]

    run(main())


def test_a_link_that_was_doubted_carries_again_after_an_echo() -> None:
    async def main() -> None:
        line = Reached()
        await line.ready()
        await line.say()
        await line.pass_ms(PATIENCE_MS)
        assert line.on_link() == [LINKS[0], LINKS[1]]
        await line.echo(LINKS[0])
        await line.say()
        assert LINKS[0] in line.on_link()
        await line.say()
        assert line.on_link() == [LINKS[0]]

    run(main())
