"""The station's own bell: a command that sounds it, since a page nobody has pressed is mute.

The command is local configuration and is run without a shell. Its output is dropped.
"""

import asyncio
import contextlib
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
        """Sound once, and return when it is over.

        Raises:
            BellFailed: It did not sound.
        """
        ...


class RoomBell:
    """A bell that a command sounds.

    Args:
        command: Program and arguments; `{sound}` in them becomes the sound's name. Empty: the
            station has no bell of its own.
    """

    def __init__(self, command: tuple[str, ...]) -> None:
        self._command = command
        self._one = asyncio.Lock()

    @property
    def fitted(self) -> bool:
        """Whether there is one."""
        return bool(self._command)

    async def play(self, sound: str) -> None:
        """Sound once; see `Bell`."""
        if not self._command:
            raise BellFailed("This station has no bell of its own.")
        async with self._one:
            await self._run([part.replace(NAME, sound) for part in self._command])

    async def _run(self, command: list[str]) -> None:
        quiet = asyncio.subprocess.DEVNULL
        try:
            process = await asyncio.create_subprocess_exec(
                *command, stdin=quiet, stdout=quiet, stderr=quiet
            )
        except OSError as error:
            raise BellFailed(
                f"The bell's command could not be started: {error.strerror}."
            ) from None
        try:
            async with asyncio.timeout(BELL_S):
                code = await process.wait()
        except TimeoutError:
            return
        finally:
            if process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if code != 0:
            raise BellFailed(f"The bell's command ended with code {code}.")
