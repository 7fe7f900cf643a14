"""Two stations in a network of their own whose cable is cut and mended: `python -m ...cable`.

Runs as root of a fresh network namespace. The kernel drops packets in silence, as a cut cable
does: no reset, no error. The last line is `done`.
"""

import subprocess

import uvloop

from openline.paths.websocket import WebSocketPaths
from openline.ports.path import Arrived, LinkDown, LinkUp, Peer
from tests.paths.stations import Listener, identity, station_id


def run(*command: str) -> None:
    subprocess.run(command, check=True)


async def play() -> None:
    paths = {
        name: WebSocketPaths(
            station_id(name),
            "127.0.0.1:0",
            certificate=identity(name).certificate,
            private_key=identity(name).private_key,
        )
        for name in ("one", "two")
    }
    hears = {name: Listener() for name in paths}
    await paths["two"].start(
        [Peer(station_id("one"), (), (identity("one").pin,))], hears["two"]
    )
    address = f"127.0.0.1:{paths['two'].port}"
    await paths["one"].start(
        [Peer(station_id("two"), (address,), (identity("two").pin,))], hears["one"]
    )
    up = await hears["one"].next(LinkUp)
    await hears["two"].next(LinkUp)
    run("nft", "add", "rule", "inet", "cable", "in", "drop")
    paths["one"].send(up.link, b"into the void")
    for name in ("one", "two"):
        down = await hears[name].next(LinkDown)
        assert (down.cause, down.link is None) == ("timeout", False), down
    run("nft", "flush", "chain", "inet", "cable", "in")
    up = await hears["one"].next(LinkUp)
    await hears["two"].next(LinkUp)
    paths["one"].send(up.link, b"here again")
    assert (await hears["two"].next(Arrived)).data == b"here again"
    for station in paths.values():
        await station.stop()


def main() -> None:
    run("ip", "link", "set", "lo", "up")
    run("nft", "add", "table", "inet", "cable")
    run("nft", "add", "chain", "inet", "cable", "in", "{ type filter hook input priority 0; }")
    uvloop.run(play())
    print("done")


if __name__ == "__main__":
    main()
