"""What a target of the fuzzing is made of, and how a reader's answer is judged."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from openline.core.codec import encode
from openline.core.crypto.keys import StationId, StationKeys
from openline.core.errors import OpenlineError
from verifier.acts import UnknownAct
from verifier.agreement import Broken
from verifier.enc import Unreadable, decode

VECTORS: Final = Path(__file__).parents[2] / "vectors"


class Target(NamedTuple):
    """A reader of foreign bytes, and good inputs for it."""

    run: Callable[[bytes], None]
    seeds: Callable[[], list[bytes]]


REFUSED: Final = object()


def _told(error: OpenlineError) -> None:
    assert error.what
    assert error.advice


def or_refused(read: Callable[[bytes], Any], data: bytes) -> Any:
    """What one of our readers makes of bytes; `REFUSED` if it says so in a documented way."""
    try:
        return read(data)
    except OpenlineError as error:
        _told(error)
        return REFUSED


def verified(read: Callable[[bytes], Any], data: bytes) -> Any:
    """What one of the verifier's readers makes of them."""
    try:
        return read(data)
    except (Unreadable, Broken, UnknownAct):
        return REFUSED


def alike(ours: object, theirs: object) -> None:
    """Our reader and the verifier's take the same inputs."""
    assert (ours is REFUSED) == (theirs is REFUSED), (ours, theirs)


def is_enc(found: object, data: bytes) -> None:
    """What one of our readers took is the one encoding of it, for the verifier too."""
    if found is not REFUSED:
        assert encode(found) == data
        assert verified(decode, data) is not REFUSED


def vectors(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text("ascii"))
    return content


def inputs(name: str, field: str = "input") -> list[bytes]:
    return [bytes.fromhex(case[field]) for case in vectors(name)["cases"] if field in case]


@cache
def stations(name: str) -> dict[StationId, StationKeys]:
    keys = [
        StationKeys(bytes.fromhex(one["ed"]), bytes.fromhex(one["ml"]))
        for one in vectors(name)["stations"].values()
    ]
    return {one.station_id: one for one in keys}
