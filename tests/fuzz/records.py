"""Small records as files: what a fuzzing of whole exports begins from.

A record of two entries has every part, signature and rule of the form that one of two thousand
has, and is read in a fraction of the time.
"""

import io
from random import Random
from typing import Final

from openline.core.agreement.governance import Suspension
from openline.core.crypto.keys import Digest, FeedId
from openline.core.record.evidence import encode_evidence, make_evidence
from openline.station.container import Body, Pair, Part, SignedBy, read_export, write_export
from tests.core.parties import notice_of
from tests.station.histories import History
from tests.station.records import Writer, party

STEPS: Final = (0, 0, 1, 2, 4)
"""How much is said in each record beyond the opening of the feeds."""


def small_exports() -> list[bytes]:
    """Records of a few entries, and one with every kind of part."""
    made = []
    for seed, steps in enumerate(STEPS):
        history = History(Random(seed), 2)
        history.run(steps)
        history.rest()
        made.append(history.stations[0].export())
    return [*made, _with_every_part(history.stations[0], made[0])]


def _with_every_part(station: Writer, data: bytes) -> bytes:
    """A record with a notice, evidence of two histories, a pair and a blob as well."""
    parts: list[tuple[Part, Body]] = list(read_export(io.BytesIO(data).read))
    told = Suspension(station.charter.line, "reason", 1)
    parts.insert(2, (Part.NOTICE, notice_of(told, 0, party(0))))
    said = [body.statement for _, body in parts if isinstance(body, SignedBy)]
    feed = next(iter(station.line.feeds))
    one, other = (
        station.keys.state(FeedId(feed), 1, Digest(bytes((root,)) * 32)) for root in (1, 2)
    )
    evidence = make_evidence(station.keys.id, one, other, ())
    parts += [
        (Part.EVIDENCE, encode_evidence(evidence)),
        (Part.PAIR, Pair(said[0], said[1], 1, (), 1)),
        (Part.BLOB, b"blob"),
    ]
    return b"".join(write_export(parts))
