"""A station that says what it is told on its standard input, and tells what came of it.

Started as a process of its own, so that a test can kill it at any moment:
`python -m tests.whole.speaker FOLDER`. It writes `ready`, `up` when the other side echoes, and
`said TEXT` once a message is durable here, `held TEXT` once the other side has receipted it;
`refused CODE TEXT` if it was not said, and `full` when the disk is.
"""

import asyncio
import logging
import sys
from hashlib import sha256
from pathlib import Path

import uvloop

from openline.core.acts.act import Addressee, Kind
from openline.core.acts.messages import MESSAGE, Message
from openline.core.errors import OpenlineError
from openline.core.switchboard import Say
from openline.station.pulse import Lamp
from openline.station.wiring import Running, load, now_ms


def tell(line: str) -> None:
    print(line, flush=True)


async def say(running: Running, text: str) -> None:
    ((line, room),) = running.loop.lines.items()
    body = Message(3, "en", "", text, None, "Watch officer 1")
    command = sha256(text.encode()).digest()[:16]
    to = Addressee(1 - room.charter.me, "watch")
    given = Say(command, Kind.REAL, "watch", to, MESSAGE, body)
    try:
        ref = await running.loop.say(line, given)
    except OpenlineError as error:
        tell(f"refused {error.code} {text}")
        return
    tell(f"said {text}")
    await running.loop.receipted(line, ref)
    tell(f"held {text}")


async def tell_when_up(running: Running) -> None:
    (room,) = running.loop.lines.values()
    pulses = room.pulses.values()
    changed = asyncio.Event()
    unwatch = running.loop.watch(lambda _: changed.set())
    while all(pulse.lamp(now_ms()) is not Lamp.UP for pulse in pulses):
        await changed.wait()
        changed.clear()
    unwatch()
    tell("up")


def tell_when_full(running: Running) -> None:
    if running.loop.full is not None:
        tell("full")


async def main(folder: Path) -> None:
    running = load(folder)
    running.loop.watch(lambda _: tell_when_full(running))
    working = await running.start()
    tell("ready")
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    waiting = {asyncio.create_task(tell_when_up(running))}
    while text := (await reader.readline()).decode().strip():
        waiting.add(asyncio.create_task(say(running, text)))
    await asyncio.gather(*waiting)
    await running.stop(working)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    uvloop.run(main(Path(sys.argv[1])))
