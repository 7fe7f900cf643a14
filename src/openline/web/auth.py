"""Who gets in: one-time enrolment tokens and the sessions that they are exchanged for.

Tokens and session keys are 32 random bytes and are stored as SHA-256 only: whoever reads the
store cannot get in with it. A session is bound to one person (a post) at one desk. It ends
after twelve hours without a request and without an open page; a page that is open in a room
counts as use, since else the room's bell would fall silent at night.

All sessions are held in memory, written through to the store's cells; the time of last use is
written every five minutes at most.

Spec: docs/console.md, 1.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable
from typing import Annotated, Final, Literal

import msgspec

from openline.core.errors import BadInput, LocalError, OpenlineError
from openline.core.text import text_refusal
from openline.ports.desk import Cells, Console, DeskInfo
from openline.web.shelf import Shelf

TOKEN_VALID_MS: Final = 24 * 3_600_000
IDLE_LIMIT_MS: Final = 12 * 3_600_000
WRITE_USE_EVERY_MS: Final = 5 * 60_000
MAX_SESSIONS: Final = 500
MAX_TOKENS: Final = 500
MAX_PERSONS: Final = 500
SIGNED_IN: Final = (b"web.tokens", b"web.sessions")
"""Spaces of cells with links and sessions; an old copy must not let anybody in again."""

LANGUAGES: Final = ("en", "zh", "vi", "ja", "fa")

_SECRET: Final = re.compile(r"^[A-Za-z0-9_-]{43}\Z")


class TokenUsed(LocalError):
    """An enrolment link is unknown, used or expired; which of them is not told."""

    code = "token-used"
    default_advice = "Ask your technician for a new enrolment link."


class NotSignedIn(LocalError):
    """A request came without a session, or with one that has ended."""

    code = "not-signed-in"
    default_advice = "Open the enrolment link that your technician gives you."


class TooManyPages(LocalError):
    """One session has as many pages open as it may."""

    code = "too-many-pages"
    default_advice = "Close other tabs of the console in this browser."


class Enrolment(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who is to be let in.

    Attributes:
        person: The post, one line of at most 80 characters.
        desk: Code of one of our desks.
        role: None takes the desk's own role.
        language: None takes what this person chose before, else English.
    """

    person: Annotated[str, msgspec.Meta(pattern=r"^[^\x00-\x1f\x7f/]{1,80}\Z")]
    desk: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,32}\Z")]
    role: Literal["watch", "principal", "office", "technician", "auditor"] | None = None
    language: Literal["en", "zh", "vi", "ja", "fa"] | None = None


class Person(msgspec.Struct, frozen=True):
    """A post at a desk, with what it prefers."""

    person: str
    desk: str
    role: str
    language: str
    theme: str


class Token(msgspec.Struct, frozen=True):
    """An enrolment link that is not used yet."""

    person: str
    desk: str
    role: str
    language: str
    expires_ms: int


class Session(msgspec.Struct, frozen=True):
    """One browser that is let in. `console` is 16 random bytes."""

    console: bytes
    person: str
    desk: str
    made_ms: int
    used_ms: int


class Link(msgspec.Struct, frozen=True):
    """A token in clear, to be shown once and kept nowhere."""

    token: str
    expires_ms: int

    def __repr__(self) -> str:
        return f"Link(expires_ms={self.expires_ms})"


class Doorkeeper:
    """Makes and checks tokens and sessions. Used in the station's event loop only."""

    def __init__(
        self,
        cells: Cells,
        desks: Callable[[], list[DeskInfo]],
        now_ms: Callable[[], int],
    ) -> None:
        self._cells = cells
        self._desks = desks
        self._now_ms = now_ms
        self._tokens = Shelf(cells, SIGNED_IN[0], Token, limit=MAX_TOKENS)
        self._sessions = Shelf(cells, SIGNED_IN[1], Session, limit=MAX_SESSIONS)
        self._persons = Shelf(cells, b"web.persons", Person, limit=MAX_PERSONS)
        self._written_ms: dict[bytes, int] = {}
        self._listeners: list[Callable[[bytes], None]] = []

    def on_end(self, tell: Callable[[bytes], None]) -> None:
        """Call `tell` with the console's id whenever a session ends."""
        self._listeners.append(tell)

    async def enrol(self, who: Enrolment) -> Link:
        """Make a one-time link for a person at a desk; valid for 24 h.

        Raises:
            BadInput: No such desk, a name that no act may hold, or too many links are open.
            StoreFull, StoreUnknown: The link could not be kept; it is not valid.
        """
        if text_refusal(who.person) is not None:
            raise BadInput(
                "The name of the post has characters that no act may hold.",
                advice="Type it again, without copying it from elsewhere.",
            )
        desk = next((desk for desk in self._desks() if desk.code == who.desk), None)
        if desk is None:
            known = ", ".join(desk.code for desk in self._desks()) or "none, no line is open"
            raise BadInput(f"There is no desk {who.desk!r} here.", advice=f"Desks: {known}.")
        await self.tidy()
        if self._tokens.full:
            raise BadInput(
                f"{MAX_TOKENS} enrolment links wait to be used.",
                advice="Use them, revoke persons, or wait until the links expire.",
            )
        person = self._persons.get(_person_key(who.person, who.desk))
        language = who.language or (person.language if person else "en")
        token = secrets.token_bytes(32)
        kept = Token(
            who.person,
            who.desk,
            who.role or desk.role,
            language,
            self._now_ms() + TOKEN_VALID_MS,
        )
        await self._cells.keep([self._tokens.put(_digest(token), kept)])
        return Link(_text(token), kept.expires_ms)

    def peek(self, token: str) -> Token:
        """Return what a link is for, without using it up.

        Raises:
            TokenUsed: It is unknown, used or expired.
        """
        kept = self._tokens.get(_digest(_bytes(token)))
        if kept is None or kept.expires_ms <= self._now_ms():
            raise TokenUsed("This enrolment link is not valid: used, expired or incomplete.")
        return kept

    async def redeem(self, token: str, language: str) -> str:
        """Use a link up and return the key of a new session.

        Raises:
            TokenUsed: It is unknown, used or expired.
            BadInput: The language is not one of the console's, or too many are signed in.
            StoreFull, StoreUnknown: The session could not be kept.
        """
        kept = self.peek(token)
        if language not in LANGUAGES:
            raise BadInput("The console does not speak this language.")
        if self._sessions.full or self._persons.full:
            raise BadInput("Too many are signed in.", advice="Revoke persons who have left.")
        used = self._tokens.take(_digest(_bytes(token)))  # before any await: once only
        key, now = secrets.token_bytes(32), self._now_ms()
        session = Session(secrets.token_bytes(16), kept.person, kept.desk, now, now)
        place = _person_key(kept.person, kept.desk)
        before = self._persons.get(place)
        theme = before.theme if before else "auto"
        person = Person(kept.person, kept.desk, kept.role, language, theme)
        cells = [used, self._persons.put(place, person)]
        cells.append(self._sessions.put(_digest(key), session))
        try:
            await self._cells.keep(cells)
        except OpenlineError:
            self._sessions.take(_digest(key))
            self._tokens.put(used.key, kept)
            raise
        return _text(key)

    def console(self, key: str | None) -> Console:
        """Return the console of a session's key, and count this as use.

        Raises:
            NotSignedIn: There is no such session, or it has ended.
        """
        digest, now = _digest(_bytes(key or "")), self._now_ms()
        session = self._sessions.get(digest)
        if session is None or session.used_ms + IDLE_LIMIT_MS <= now:
            raise NotSignedIn("There is no session, or it has ended.")
        person = self._persons.get(_person_key(session.person, session.desk))
        if person is None:
            raise NotSignedIn("This person was removed.")
        self._sessions.put(digest, msgspec.structs.replace(session, used_ms=now))
        return Console(
            id=session.console,
            person=person.person,
            desk=person.desk,
            role=person.role,
            language=person.language,
            theme=person.theme,
        )

    async def prefer(self, console: Console, language: str, theme: str) -> None:
        """Keep what a person prefers; it holds for all consoles of this person."""
        place = _person_key(console.person, console.desk)
        person = Person(console.person, console.desk, console.role, language, theme)
        await self._cells.keep([self._persons.put(place, person)])

    async def leave(self, key: str) -> None:
        """End one session; an unknown key is no error."""
        await self._end([_digest(_bytes(key))])

    async def revoke(self, person: str, desk: str) -> int:
        """Remove a person: every session and open link. Returns how many there were."""
        links = [
            key for key, row in self._tokens.rows() if (row.person, row.desk) == (person, desk)
        ]
        sessions = [
            key
            for key, row in self._sessions.rows()
            if (row.person, row.desk) == (person, desk)
        ]
        cells = [self._tokens.take(key) for key in links]
        cells.append(self._persons.take(_person_key(person, desk)))
        await self._cells.keep(cells)
        await self._end(sessions)
        return len(links) + len(sessions)

    def persons(self) -> list[Person]:
        """Return every person who was let in and not revoked."""
        return [person for _, person in self._persons.rows()]

    async def tidy(self) -> None:
        """End what has expired and write down when sessions were last used."""
        now = self._now_ms()
        cells = [
            self._tokens.take(key) for key, row in self._tokens.rows() if row.expires_ms <= now
        ]
        for key, row in self._sessions.rows():
            if row.used_ms - self._written_ms.get(key, row.made_ms) >= WRITE_USE_EVERY_MS:
                self._written_ms[key] = row.used_ms
                cells.append(self._sessions.put(key, row))
        if cells:
            await self._cells.keep(cells)
        await self._end(
            [key for key, row in self._sessions.rows() if row.used_ms + IDLE_LIMIT_MS <= now]
        )

    async def _end(self, keys: list[bytes]) -> None:
        ended = [row.console for key in keys if (row := self._sessions.get(key)) is not None]
        if not ended:
            return
        cells = [self._sessions.take(key) for key in keys]
        for key in keys:
            self._written_ms.pop(key, None)
        for console in ended:
            for tell in self._listeners:
                tell(console)
        await self._cells.keep(cells)


def _person_key(person: str, desk: str) -> bytes:
    return f"{desk}/{person}".encode()


def _digest(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()


def _text(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """Return the 32 bytes that `text` stands for; else bytes that open nothing."""
    if _SECRET.match(text) is None:
        return b""
    return base64.urlsafe_b64decode(text + "=")
