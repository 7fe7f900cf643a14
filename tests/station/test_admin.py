"""The admin socket: commands and refusals come through, strangers do not."""

import asyncio
import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import uvloop
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openline.core.errors import BadInput, DiskFull, Fault
from openline.ports.errors import StoreFull
from openline.station.admin import (
    MAX_LINE,
    SOCKET_NAME,
    AdminServer,
    Command,
    StationNotRunning,
    call,
)


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: int


async def double(count: Count) -> dict[str, Any]:
    if count.number < 0:
        raise StoreFull("No room for it.", advice="Free some space.")
    if count.number == 0:
        raise RuntimeError("inner secret")
    return {"doubled": 2 * count.number}


class Loop:
    """An event loop in a thread, with an admin server in it."""

    def __init__(self, folder: Path) -> None:
        self.loop = uvloop.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.server = AdminServer(folder, {"double": Command(Count, double)})
        asyncio.run_coroutine_threadsafe(self.server.start(), self.loop).result(30)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.server.stop(), self.loop).result(30)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(30)
        self.loop.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    deep = tmp_path.joinpath(*["a-rather-long-name-of-a-folder"] * 4)
    deep.mkdir(parents=True)
    return deep


@pytest.fixture
def running(folder: Path) -> Iterator[Loop]:
    loop = Loop(folder)
    yield loop
    loop.stop()


def test_a_command_is_answered(running: Loop, folder: Path) -> None:
    assert call(folder, "double", number=21) == {"doubled": 42}
    assert call(str(folder), "double", number=1) == {"doubled": 2}


def test_only_its_own_user_reaches_it(running: Loop, folder: Path) -> None:
    mode = (folder / SOCKET_NAME).stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert stat.S_IMODE(mode) == 0o600
    assert os.listdir(folder) == [SOCKET_NAME]


def test_refusals_keep_class_and_words(running: Loop, folder: Path) -> None:
    with pytest.raises(DiskFull) as refusal:
        call(folder, "double", number=-1)
    assert refusal.value.what == "No room for it."
    assert refusal.value.advice == "Free some space."


@pytest.mark.parametrize("arguments", [{}, {"number": "1"}, {"number": 1, "more": 2}])
def test_strange_arguments_are_refused(
    running: Loop, folder: Path, arguments: dict[str, Any]
) -> None:
    with pytest.raises(BadInput):
        call(folder, "double", **arguments)


def test_an_unknown_command_is_refused(running: Loop, folder: Path) -> None:
    with pytest.raises(BadInput, match="halve"):
        call(folder, "halve", number=1)


def test_a_mistake_of_ours_is_logged_not_told(
    running: Loop, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Fault) as refusal:
        call(folder, "double", number=0)
    assert "inner secret" not in str(refusal.value)
    assert "inner secret" in caplog.text
    assert call(folder, "double", number=1) == {"doubled": 2}


def test_no_station(folder: Path) -> None:
    for place in (folder, folder / "nowhere"):
        with pytest.raises(StationNotRunning):
            call(place, "double", number=1)


def test_after_a_stop_and_after_a_crash(folder: Path) -> None:
    first = Loop(folder)
    first.stop()
    assert os.listdir(folder) == []
    with socket.socket(socket.AF_UNIX) as left:  # what a crash leaves: nobody listens
        handle = os.open(folder, os.O_DIRECTORY)
        left.bind(f"/proc/self/fd/{handle}/{SOCKET_NAME}")
        os.close(handle)
    with pytest.raises(StationNotRunning):
        call(folder, "double", number=1)
    second = Loop(folder)
    assert call(folder, "double", number=2) == {"doubled": 4}
    second.stop()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    data=st.binary(max_size=200) | st.just(b"x" * (MAX_LINE + 10)) | st.just(b'{"command":1}')
)
def test_hostile_bytes_stop_nothing(running: Loop, folder: Path, data: bytes) -> None:
    handle = os.open(folder, os.O_DIRECTORY)
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.settimeout(30)
        stranger.connect(f"/proc/self/fd/{handle}/{SOCKET_NAME}")
        os.close(handle)
        try:
            stranger.sendall(data + b"\n")
            stranger.recv(4_096)
        except (BrokenPipeError, ConnectionResetError):
            pass
    assert call(folder, "double", number=3) == {"doubled": 6}
