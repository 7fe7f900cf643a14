"""What the web server needs from the station: views to show, acts to do, signals to pass on.

The web server knows who sits at a console and whether what the page sent has the right form.
The station knows lines, calls and the record. Documents are plain JSON values whose shape
`docs/console.md` fixes. Everything here is called in the station's event loop, except the
methods of `Archive`, which may read much and are called from worker threads.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import msgspec

from openline.ports.store import Cell

Doc = dict[str, Any]
"""A JSON object as `docs/console.md` describes it."""


class Console(msgspec.Struct, frozen=True):
    """One session of one post at one desk; every page of one browser shares it.

    Attributes:
        id: 16 random bytes, made with the session; the same after a reload.
        person: A post, never a name: "Watch officer 1".
        desk: Code of the desk in the agreement.
        role: `watch`, `principal`, `office`, `technician` or `auditor`.
        language: Tag of the language that the person chose.
        theme: `dark`, `light` or `auto`.
    """

    id: bytes
    person: str
    desk: str
    role: str
    language: str
    theme: str


class DeskInfo(msgspec.Struct, frozen=True):
    """A desk of our own party. `names` has a name for each language of the agreement."""

    code: str
    names: dict[str, str]
    role: str


class Archive(Protocol):
    """Reads of the record. Called from worker threads; safe while the station works.

    Every method raises `NotAllowed` when this console may not read this, and `BadInput` when
    what is asked for does not exist.
    """

    def messages_page(self, console: Console, line: str, before: str | None, limit: int) -> Doc:
        """Return one document of `messages:ID` with those older than the cursor `before`."""
        ...

    def record_page(
        self, console: Console, line: str, feed: bytes, before: int | None, limit: int
    ) -> Doc:
        """Return `{"entries": [...]}`: at most `limit` entries, index below `before`."""
        ...

    def proof(self, console: Console, line: str, feed: bytes, index: int) -> str:
        """Return the proof of one entry as the text of a C2SP tlog-proof file."""
        ...

    def verify(self, console: Console, line: str) -> Doc:
        """Check the line's record from its bytes; return the `verified` document."""
        ...

    def calendar(self, console: Console, line: str, request: str) -> tuple[str, bytes]:
        """Return a file name and a request as an iCalendar file."""
        ...

    def calendar_drafts(self, console: Console, line: str, data: bytes) -> Doc:
        """Return `{"drafts": [...]}`: the events of an iCalendar file; nothing is said."""
        ...

    def document(self, console: Console, line: str, ref: str) -> tuple[str, Iterator[bytes]]:
        """Return the name and the bytes of a document, by the act that added it."""
        ...

    def speech(self, console: Console, line: str, speech: bytes) -> Doc:
        """Return what a word that says `speech` is to carry; nothing is said yet.

        Args:
            console: Who speaks; its role was checked.
            line: Line id in hex, one of `lines(console)`.
            speech: Samples of 16 bits, little-endian, 8,000 a second, of 8 s at most; empty
                to let the codec make itself ready.
        """
        ...

    def sound(self, console: Console, line: str, ref: str) -> bytes:
        """Return a spoken word as a WAV file, by its act."""
        ...

    def export(self, console: Console, line: str) -> tuple[str, Iterator[bytes]]:
        """Return a file name and the exported record in pieces."""
        ...


class StationDesk(Archive, Protocol):
    """The station as its consoles see it."""

    def party(self) -> Doc:
        """Return our own `Party` document."""
        ...

    def desks(self) -> list[DeskInfo]:
        """Return our desks on all lines, each code once."""
        ...

    def lines(self, console: Console) -> list[str]:
        """Return the ids (hex) of the lines that this console may see."""
        ...

    async def do(self, console: Console, line: str, act: str, command: bytes, body: Doc) -> Doc:
        """Do one act; return its result once it is durable.

        Args:
            console: Who acts. Role, desk and session were checked.
            line: Line id in hex, one of `lines(console)`.
            act: Name of an act in docs/console.md, 5, without `prefer`.
            command: 16 bytes made once a press. The same again: done once, answered again.
            body: Checked against the act's struct in `web/acts.py`: all fields are there, and
                lengths and hex digits are right. Hex stays hex.

        Raises:
            OpenlineError: Nothing was done, or (`StoreUnknown`) it is not known.
        """
        ...

    def view(self, console: Console, topic: str) -> Doc:
        """Return the document of a topic as this console may see it.

        Raises:
            NotAllowed: This console may not see it.
            BadInput: There is no such topic.
        """
        ...

    def watch(self, tell: Callable[[set[str]], None]) -> Callable[[], None]:
        """Call `tell` with topics that changed. Returns what ends it.

        `tell` never blocks and never calls back; tell once for many changes of one step.
        """
        ...

    def console_opened(self, console: Console) -> None:
        """Tell that a first page of this console is open and can ring."""
        ...

    def console_closed(self, console: Console) -> None:
        """Tell that the last page of this console is gone (reloading also looks like this)."""
        ...

    def signal(self, console: Console, leg: str, data: bytes) -> None:
        """Pass at most 64 bytes to the far console of a leg. Not kept, not repeated.

        Raises:
            OpenlineError: This console does not carry the leg.
        """
        ...

    def hear_signals(
        self, console: Console, tell: Callable[[str, bytes], None]
    ) -> Callable[[], None]:
        """Call `tell` with (leg, data) of each signal for a console; returns what ends it."""
        ...

    async def add_document(
        self, console: Console, line: str, digest: bytes, size: int, offset: int, data: bytes
    ) -> Doc:
        """Add a piece of a document; return `{"held": bytes here, "whole": bool}`.

        Args:
            console: Who adds it; its role was checked.
            line: Line id in hex, one of `lines(console)`.
            digest: SHA-256 of the whole.
            size: Bytes of the whole.
            offset: Where the piece begins. One that does not follow what is here is ignored.
            data: The piece; empty to ask how much is here.

        Raises:
            OpenlineError: Nothing was added, or the whole is not what was said.
        """
        ...

    def turn(self, console: Console, line: str) -> Doc:
        """Return the TURN policy and fresh credentials for one line (docs/console.md, 5)."""
        ...


class Cells(Protocol):
    """The cells of the station's store, as the web server uses them in the event loop."""

    def cell(self, space: bytes, key: bytes) -> bytes | None:
        """Return the value of one cell, or None."""
        ...

    def cells(self, space: bytes, *, limit: int = 1_000) -> list[tuple[bytes, bytes]]:
        """Return the first (key, value) pairs of a space in key order."""
        ...

    async def keep(self, cells: Sequence[Cell]) -> None:
        """Write cells (value None removes); returns once they are durable, all or none.

        Raises:
            StoreFull, StoreUnknown: As for the store.
        """
        ...
