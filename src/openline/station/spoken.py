"""Spoken words: speech of a console as frames that an act can carry, and frames as sound.

Which rate is spoken at depends on the paths that stand: over a slow one alone every byte is
waited for. What is said in the end is said by `commands.spoken`.

Spec: docs/spec/08-messages.md, 7.
"""

import struct
from typing import Any

from openline.core.acts import messages
from openline.core.acts.act import AnyAct
from openline.core.errors import BadInput
from openline.station.rooms import LineRoom
from openline.voice import spoken
from openline.voice.spoken import Codec


def rate_of(room: LineRoom) -> int:
    """Bits a second at which a word is spoken on a line now."""
    wide = any(not link.narrow for link in room.links.values())
    return spoken.WIDE_RATE if wide else spoken.NARROW_RATE


def speech_doc(codec: Codec, speech: bytes, rate: int) -> dict[str, Any]:
    """What a console sends with its word: `{"rate","frames","ms"}` of docs/console.md, 5.

    Without speech the codec makes itself ready, and nothing is to be sent.
    """
    if not speech:
        codec.ready()
        return {"rate": rate, "frames": "", "ms": 0}
    frames = codec.encode(speech, rate)
    return {"rate": rate, "frames": frames.hex(), "ms": spoken.speech_ms(frames, rate)}


def sound_of(codec: Codec, act: AnyAct | None) -> bytes:
    """A spoken word as a WAV file: one channel, 16 bits, 8,000 samples a second.

    Raises:
        BadInput: The act is none, or one whose length no rate has.
    """
    if act is None or act.type != messages.SPOKEN or not messages.well_formed(act.body):
        raise BadInput("There is no such spoken word on this line.")
    speech = codec.decode(act.body.frames, act.body.rate)
    form = struct.pack("<HHIIHH", 1, 1, spoken.SAMPLES_S, 2 * spoken.SAMPLES_S, 2, 16)
    parts = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    data = b"data" + struct.pack("<I", len(speech)) + speech
    return b"RIFF" + struct.pack("<I", len(parts) + len(data)) + parts + data
