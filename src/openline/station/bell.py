"""The station's own bell: a command that sounds it, since a page nobody has pressed is mute.

The command is local configuration and is run without a shell. Its output is dropped.
"""

import asyncio
import contextlib
import os
import signal
from asyncio.subprocess import DEVNULL, Process
from typing import Final, Protocol

from openline.core.errors import Fault

BELL_S: Final = 10.0
"""A bell that sounds longer is stopped."""
NAME: Final = "{sound}"


class BellFailed(Fault):
    """The station's own bell did not sound."""

    code = "bell-failed"
    default_advice = "Have the technician run the command under [bell] in station.toml by hand."


class Bell(Protocol):
    """A bell of the room that is not a page."""

    @property
    def fitted(self) -> bool:
        """Whether there is one."""
        ...

    async def play(self, sound: str) -> None:
        """Sound once, in place of what sounds already; return when it is over.

        Raises:
            BellFailed: It did not sound.
        """
        ...

    async def test(self, sound: str) -> None:
        """Sound once, unless it sounds already; return when all of it was to be heard.

        Raises:
            BellFailed: It did not sound, or a ring took its place.
        """
        ...


class RoomBell:
    """A bell that a command sounds.

    Args:
        command: Program and arguments; `{sound}` in them becomes the sound's name. Empty: the
            station has no bell of its own.
        limit_s: What sounds longer is stopped, with all that it started.
    """

    def __init__(self, command: tuple[str, ...], limit_s: float = BELL_S) -> None:
        self._command = command
        self._limit_s = limit_s
        self._sounding: Process | None = None

    @property
    def fitted(self) -> bool:
        """Whether there is one."""
        return bool(self._command)

    async def play(self, sound: str) -> None:
        """Sound once; see `Bell`. A ring never waits for a test or for another ring."""
        await self._sound(sound)

    async def test(self, sound: str) -> None:
        """Sound once, unless it sounds already; see `Bell`."""
        if self._sounding is not None:
            raise BellFailed(
                "The room's bell is sounding now.", advice="Test it when it is silent."
            )
        if not await self._sound(sound):
            raise BellFailed("A ring took the place of the test.", advice="Test it once more.")

    async def _sound(self, sound: str) -> bool:
        """Run the command; return whether nothing else took its place."""
        process = await self._start(sound)
        if self._sounding is not None:
            _end(self._sounding)
        self._sounding = process
        code = 0
        try:
            async with asyncio.timeout(self._limit_s):
                code = await process.wait()
        except TimeoutError:
            pass  # It has sounded for long enough.
        finally:
            kept = self._sounding is process
            if kept:
                self._sounding = None
            _end(process)
            await process.wait()
        if kept and code != 0:
            raise BellFailed(f"The bell's command ended with code {code}.")
        return kept

    async def _start(self, sound: str) -> Process:
        if not self._command:
            raise BellFailed("This station has no bell of its own.")
        command = [part.replace(NAME, sound) for part in self._command]
        try:
            return await asyncio.create_subprocess_exec(
                *command, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL, start_new_session=True
            )
        except OSError as error:
            raise BellFailed(
                f"The bell's command could not be started: {error.strerror}."
            ) from None


def _end(process: Process) -> None:
    """End a command and all that it started; its group outlives it as long as one is left."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
