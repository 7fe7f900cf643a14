"""The watch of all our desks: who has it, which bells are proven, and what the lines are told.

What a line should have been told follows from who has the watch; whatever is missing there is
said, after a restart or a restore as well. Notes from watch to watch stay here.

Spec: docs/spec/15-watch.md, 4; docs/console.md, 6.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, Final

import msgspec

from openline.core.acts import watch as said
from openline.core.acts.act import Kind, NoBody
from openline.core.agreement.terms import WatchShown
from openline.core.codec import Struct
from openline.core.errors import LocalError
from openline.core.ledger import Cell
from openline.core.switchboard import Say
from openline.ports.desk import Console, Doc
from openline.ports.store import Reader
from openline.station.bell import Bell
from openline.station.loop import Loop
from openline.station.rooms import LineRoom
from openline.station.views.watch import over
from openline.station.watch import Confirm, Elapsed, Input, Phase, Post, SignOff, SignOn, moved

POSTS: Final = b"roster/"
BELLS: Final = b"bell/"
BOOK: Final = b"watchbook/"
ROOM: Final = b"room"
"""The key of the station's own bell among the consoles' ids."""
SOUNDS: Final = ("FLASH", "IMMEDIATE", "ROUTINE")
"""Sounds of a bell test: those that are told apart most easily."""
TEST_MS: Final = 60_000
"""How long after a test's beginning its sound may be named."""
CLOCK_MS: Final = 2_000
"""A clock set back by less is corrected, not set."""
PROOFS_KEPT_MS: Final = 60 * 86_400_000
BOOK_SHOWN: Final = 50
DEFAULT_VIGILANCE_S: Final = 1_800
"""Where no line has the desk yet."""

ACTS: Final = frozenset(
    {"sign-on", "sign-off", "confirm", "hand-over", "bell-test", "bell-heard"}
)


class BellNotHeard(LocalError):
    """Another sound was named than was played: nothing is proven."""

    code = "bell-not-heard"
    default_advice = "Turn the bell up and test it again."


class Noted(msgspec.Struct, frozen=True):
    """A line of the watch book: what happened, who did it, and the words of a hand-over."""

    at_ms: int
    what: str
    by: str
    text: str = ""


_pack = msgspec.msgpack.Encoder().encode
_unpack_post = msgspec.msgpack.Decoder(Post).decode
_unpack_noted = msgspec.msgpack.Decoder(Noted).decode


class Roster:
    """Our desks' watches. All methods are called in the event loop.

    Args:
        loop: Where cells are kept and acts are said.
        store: What was kept.
        bell: The station's own.
        now_ms: The station's clock.
        random: Random bytes, to pick a sound that cannot be guessed.
    """

    def __init__(
        self,
        loop: Loop,
        store: Reader,
        bell: Bell,
        now_ms: Callable[[], int],
        random: Callable[[int], bytes],
    ) -> None:
        self._loop = loop
        self._store = store
        self.bell = bell
        self._now_ms = now_ms
        self._random = random
        self._posts = {key.decode(): _unpack_post(cell) for key, cell in store.cells(POSTS)}
        self._proofs = {key: int.from_bytes(ms, "big") for key, ms in store.cells(BELLS)}
        self._tests: dict[tuple[bytes, str], tuple[str, int]] = {}

    # --- what others ask ----------------------------------------------------------------

    def post(self, desk: str) -> Post:
        """The watch of a desk as it stands now."""
        post = self._posts.get(desk, Post())
        now, until = self._now_ms(), self.until_ms(desk, post)
        # A clock that was set back would keep an empty room manned: ask the officer anew.
        until = until if now >= post.confirmed_ms - CLOCK_MS else now
        return moved(post, Elapsed(until), now) if now >= until else post

    def page_proven_ms(self, console: bytes) -> int:
        """When an officer last heard the bell of a console's page; 0: never."""
        return self._proofs.get(console, 0)

    def room_proven_ms(self) -> int:
        """When an officer last heard the station's own bell; 0: never, or it has none."""
        return self._proofs.get(ROOM, 0) if self.bell.fitted else 0

    def bell_proven_ms(self, desk: str) -> int:
        """When a bell of a desk was last proven: its officer's page, or the room's."""
        return max(self.page_proven_ms(self.post(desk).console), self.room_proven_ms())

    def vigilance_s(self, desk: str) -> int:
        """How often the watch of a desk is confirmed: the shortest interval of its lines."""
        rules = (room.charter.terms.watch.vigilance_s for room in self._rooms(desk))
        return min(rules, default=DEFAULT_VIGILANCE_S)

    def due_ms(self, desk: str, post: Post) -> int:
        """When the watch is to be confirmed next."""
        return post.confirmed_ms + self.vigilance_s(desk) * 1_000

    def until_ms(self, desk: str, post: Post) -> int:
        """When the watch lapses."""
        return post.confirmed_ms + said.longest_ms(self.vigilance_s(desk))

    def book(self, desk: str) -> list[Noted]:
        """The newest lines of a desk's watch book, newest first."""
        rows = self._store.cells(
            BOOK + desk.encode() + b"/", limit=BOOK_SHOWN, newest_first=True
        )
        return [_unpack_noted(cell) for _, cell in rows]

    # --- what officers do ---------------------------------------------------------------

    async def do(self, console: Console, act: str, command: bytes, body: Doc) -> Doc:
        """Do one of `ACTS`; what it changed is durable when this returns.

        Raises:
            NotAllowed, BellNotHeard, BellFailed: Nothing was changed.
        """
        match act:
            case "sign-on":
                relieved = self.post(console.desk).phase is Phase.MANNED
                given: Input = SignOn(console.person, console.id)
                await self._move(console, given, command, "relief" if relieved else "on")
            case "sign-off":
                given = SignOff(console.person, console.id)
                await self._move(console, given, command, "off", body["text"])
            case "confirm":
                await self._move(console, Confirm(console.person, console.id), command)
            case "hand-over":
                noted = self.noted(console, command, "note", body["text"])
                await self._loop.keep([noted])
            case "bell-test":
                return await self._test(console, body["bell"])
            case _:
                await self._heard(console, command, body["bell"], body["sound"])
        return {}

    def busy(self, console: Console) -> None:
        """An officer did something else: half the interval on, that confirms the watch."""
        post = self.post(console.desk)
        if post.phase is not Phase.MANNED or post.console != console.id:
            return
        now = self._now_ms()
        if now - post.confirmed_ms > self.vigilance_s(console.desk) * 500:
            after = moved(post, Confirm(console.person, console.id), now)
            self._posts[console.desk] = after
            self._tell()
            self._loop.offer_cells([Cell(POSTS, console.desk.encode(), _pack(after))])

    async def _move(
        self, console: Console, given: Input, command: bytes, what: str = "", text: str = ""
    ) -> None:
        desk, now = console.desk, self._now_ms()
        before = self.post(desk)
        after = moved(before, given, now)
        if what == "" and before.phase is Phase.LAPSED:
            what = "on"
        cells = [Cell(POSTS, desk.encode(), _pack(after))]
        if what:
            cells.append(self.noted(console, command, what, text))
        self._posts[desk] = after
        self._tell()
        await self._loop.keep(cells)

    def noted(self, console: Console, command: bytes, what: str, text: str = "") -> Cell:
        """A line of the watch book of a console's desk, to be kept with what it is about."""
        noted = Noted(self._now_ms(), what, console.person, text)
        return _line(console.desk, command, noted)

    async def _test(self, console: Console, bell: str) -> Doc:
        """Begin a test: the room's bell sounds; a page is told what to sound."""
        sound = SOUNDS[int.from_bytes(self._random(4), "big") % len(SOUNDS)]
        if bell == "room":
            await self.bell.test(sound)
        started = self._now_ms()
        self._tests = {
            key: test for key, test in self._tests.items() if started - test[1] < TEST_MS
        }
        self._tests[console.id, bell] = (sound, started)
        return {"sound": sound if bell == "page" else None}

    async def _heard(self, console: Console, command: bytes, bell: str, sound: str) -> None:
        now = self._now_ms()
        # One answer a test: three guesses would prove nothing.
        played, started = self._tests.pop((console.id, bell), ("", 0))
        if not played or not 0 <= now - started < TEST_MS:
            raise BellNotHeard("No bell test is going on.", advice="Begin a new bell test.")
        if played != sound:
            raise BellNotHeard("Another sound was played.")
        key = ROOM if bell == "room" else console.id
        self._proofs[key] = now
        old = [at for at, ms in self._proofs.items() if now - ms > PROOFS_KEPT_MS]
        for at in old:
            del self._proofs[at]
        self._tell()
        await self._loop.keep(
            [
                *(Cell(BELLS, at, None) for at in old),
                Cell(BELLS, key, now.to_bytes(8, "big")),
                self.noted(console, command, f"bell-{bell}"),
            ]
        )

    # --- what time and lines ask --------------------------------------------------------

    def tick(self) -> bool:
        """Tell the lines what they lack; return whether a watch lapsed since the last look."""
        self._tell()
        lapsed = False
        for desk, kept in self._posts.items():
            post = self.post(desk)
            if post is kept or kept.phase is not Phase.MANNED:
                continue
            lapsed = True
            self._posts[desk] = post
            noted = Noted(post.ended_ms, "lapsed", post.by)
            command = sha256(b"lapsed" + post.confirmed_ms.to_bytes(8, "big")).digest()[:16]
            self._loop.offer_cells(
                [Cell(POSTS, desk.encode(), _pack(post)), _line(desk, command, noted)]
            )
        return lapsed

    def _rooms(self, desk: str) -> Iterator[LineRoom]:
        for room in self._loop.lines.values():
            if room.charter.terms.desk(room.charter.me, desk) is not None:
                yield room

    def _tell(self) -> None:
        """Say on each line what it should have been told of our desks."""
        posts = {desk: self.post(desk) for desk in self._posts}
        for line, room in self._loop.lines.items():
            for desk in room.charter.terms.desks_of(room.charter.me):
                post = posts.get(desk.code, Post())
                for given in self._owed(room, desk.code, post):
                    self._loop.offer(line, given)

    def _owed(self, room: LineRoom, desk: str, post: Post) -> Iterator[Say]:
        terms, state = room.charter.terms, room.state
        if terms.watch.shown is WatchShown.NOTHING or state.own is None:
            return
        if state.feeds[state.own].closed or over(terms, self._now_ms()):
            return
        known = state.watches.get((room.charter.me, desk))
        if post.phase is Phase.MANNED:
            shown = terms.watch.shown is WatchShown.BELL
            bell = self.bell_proven_ms(desk) if shown else 0
            body = said.WatchOn(post.since_ms, self.until_ms(desk, post), bell)
            if known is None or known.on != body:
                yield _say(room, desk, said.WATCH_ON, body)
        elif known is not None and known.on is not None and self._now_ms() < known.on.until:
            yield _say(room, desk, said.WATCH_OFF, NoBody())


def _say(room: LineRoom, desk: str, type_: int, body: Struct) -> Say:
    """An act whose id follows from what it says, so that it is said once."""
    ref = room.state.watches.get((room.charter.me, desk))
    named: list[Any] = [room.charter.line, desk, type_, body, ref and ref.ref]
    command = sha256(b"watch" + _pack(named)).digest()[:16]
    return Say(command, Kind.REAL, desk, None, type_, body)


def _line(desk: str, command: bytes, noted: Noted) -> Cell:
    """A line of the watch book; the same command writes the same line again."""
    key = noted.at_ms.to_bytes(8, "big") + command
    return Cell(BOOK + desk.encode() + b"/", key, _pack(noted))
