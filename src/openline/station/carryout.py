"""Writes a carriage from a station's folder, whether the station runs or not.

It only reads: what the counterpart lacks follows from the record, and the session is made for
this one file.

Spec: docs/spec/20-carriage.md.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from openline.core.crypto.keys import StationId
from openline.core.crypto.sealing import SealingKey
from openline.core.crypto.words import medium_words
from openline.core.errors import BadInput
from openline.station.carriage import Packed, carriage_tag
from openline.station.courier import Load
from openline.station.files import write_pieces
from openline.station.folder import load_station
from openline.station.keyring import Keyring
from openline.station.sessions import Room
from openline.station.wiring import KeptLine, kept_documents, kept_lines, now_ms


@dataclass(frozen=True)
class Carried:
    """What was written to a medium.

    Attributes:
        line: The line's id, in hexadecimal.
        party: The code of the party it is for.
        entries, blobs, size: What is on it; `size` in bytes.
        left: Whether there was more than the limit allowed.
        words: Places of its six check words.
    """

    line: str
    party: str
    entries: int
    blobs: int
    size: int
    left: bool
    words: tuple[int, ...]


def carry_out(
    folder: Path,
    line: str,
    party: str,
    out: Path,
    *,
    everything: bool,
    limit: int,
    skip: int,
    short: bool,
) -> Carried:
    """Write what a counterpart lacks to a file.

    Args:
        folder: The station's folder.
        line: The line's id or its beginning; empty: the only one.
        party: The code of the party it is for; empty: the only other one.
        out: The file to make.
        everything: Whether to take both parties' whole feeds, not only what is not receipted.
        limit: About so many bytes at most.
        skip: Entries that media written before this one hold.
        short: Leave out what has no room on paper.

    Raises:
        OpenlineError: The station's folder or the medium cannot be used.
    """
    station = load_station(folder)
    signer = station.signer()
    certified = SealingKey(station.first_seal_seed())
    with kept_lines(folder) as (store, lines):
        kept = _only(lines, line)
        peer = _station_of(kept, party)
        here = kept.charter
        keyring = Keyring(store, signer, certified, station.courier_key(), os.urandom)
        room = Room(here, kept.installed.psk, {})
        load = Load(
            room,
            kept.state,
            store,
            peer,
            everything=everything,
            limit=limit,
            skip=skip,
            short=short,
            documents=None if short else kept_documents(station),
        )
        courier = kept.installed.agreement.certificates[peer].courier_pk
        pieces = load.pieces(signer, keyring, courier, now_ms(), os.urandom)
        packed = Packed(carriage_tag(here.line, here.station, peer), pieces)
        write_pieces(out, packed)
    return Carried(
        here.line.hex(),
        here.terms.parties[here.members[peer].party].code,
        load.entries,
        load.blobs,
        packed.size,
        load.left,
        medium_words(packed.digest),
    )


def _only(lines: list[KeptLine], line: str) -> KeptLine:
    chosen = [one for one in lines if one.charter.line.hex().startswith(line.lower())]
    if len(chosen) != 1:
        raise BadInput(
            f"{len(chosen)} lines of this station fit.",
            advice="Name one with --line; see: openline line list",
        )
    return chosen[0]


def _station_of(kept: KeptLine, party: str) -> StationId:
    """The station of a party; the first, where it has several."""
    parties, others = kept.charter.terms.parties, kept.charter.others
    fitting = [number for number in others if party in ("", parties[number].code)]
    if len(fitting) != 1:
        raise BadInput(
            f"{party} is no other party of this line." if party else "For whom is it?",
            advice=f"Give --to: {', '.join(parties[number].code for number in others)}.",
        )
    return parties[fitting[0]].stations[0]
