"""The room's own bell: real commands, those that fail and those that do not end."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from openline.station.bell import BellFailed, RoomBell


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, 180))


def lives(pid: int) -> bool:
    """Whether a process runs; one that ended and was not fetched yet does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def endless(folder: Path) -> tuple[str, ...]:
    """A bell that starts something else, tells its number, and never ends."""
    told = f"echo $! > {folder}/$0.part; mv {folder}/$0.part {folder}/$0"
    return ("sh", "-c", f"sleep 600 & {told}; wait", "{sound}")


async def until(holds: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    while not holds():  # noqa: ASYNC110 - no event tells of it
        await asyncio.sleep(0.01)


async def begun(folder: Path, sound: str) -> int:
    """Wait until a bell has begun; returns the number of what it started."""
    await until((folder / sound).exists)
    return int((folder / sound).read_text())


def test_the_name_of_the_sound_reaches_the_command(tmp_path: Path) -> None:
    bell = RoomBell(("sh", "-c", f"echo $0 > {tmp_path}/bell", "x-{sound}.wav"))
    run(bell.test("FLASH"))
    assert (tmp_path / "bell").read_text() == "x-FLASH.wav\n"


def test_a_bell_that_does_not_end_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    async def main() -> None:
        bell = RoomBell(endless(tmp_path), limit_s=0.5)
        await bell.play("FLASH")
        inner = await begun(tmp_path, "FLASH")
        await until(lambda: not lives(inner))

    run(main())


def test_a_ring_takes_the_place_of_a_test_and_no_test_that_of_a_ring(tmp_path: Path) -> None:
    async def main() -> None:
        bell = RoomBell(endless(tmp_path), limit_s=1.5)
        tested = asyncio.create_task(bell.test("ROUTINE"))
        inner = await begun(tmp_path, "ROUTINE")
        rung = asyncio.create_task(bell.play("FLASH"))
        with pytest.raises(BellFailed, match="ring took the place"):
            await tested
        await until(lambda: not lives(inner))
        other = await begun(tmp_path, "FLASH")
        with pytest.raises(BellFailed, match="is sounding now"):
            await bell.test("ROUTINE")
        assert lives(other)
        await rung

    run(main())


@pytest.mark.parametrize(
    ("command", "what"),
    [
        ((), "no bell of its own"),
        (("/no/such/bell", "{sound}"), "could not be started"),
        (("sh", "-c", "exit 3", "{sound}"), "code 3"),
    ],
)
def test_a_bell_that_fails_says_so(command: tuple[str, ...], what: str) -> None:
    bell = RoomBell(command)
    assert bell.fitted is bool(command)
    for sound in (bell.play, bell.test):
        with pytest.raises(BellFailed, match=what) as caught:
            run(sound("FLASH"))
        assert caught.value.advice
