"""Sealing keys of this station: which can be opened with, and which one to seal to next.

A key is announced by a signed notice in clear, used by the other side from then on, and deleted
when its successor was used and its grace is over, or at the hard limit of the terms.

Spec: docs/spec/06-session.md, 4 and 5.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from openline.core.crypto.keys import SealKeyId
from openline.core.crypto.sealing import (
    KeyNotice,
    SealingKey,
    encode_key_notice,
    key_notice_tbs,
    seal_key_id,
)
from openline.core.ledger import Cell
from openline.ports.signer import Signer
from openline.ports.store import Reader

SPACE: Final = b"sealing-key"


class KeptKey(msgspec.Struct, frozen=True):
    """A sealing key in the store. The certificate's own key stands beside them as serial 0."""

    serial: int
    seed: bytes
    made_s: int
    until_s: int
    used: bool

    def __repr__(self) -> str:
        return f"KeptKey({self.serial})"


class Rotation(msgspec.Struct, frozen=True):
    """What came of a look at the keys.

    Attributes:
        cells: To be committed before the new key is announced.
        dropped: Keys that are gone; whatever was sealed to them is too.
        fresh: Whether there is a new key to announce.
    """

    cells: Sequence[Cell]
    dropped: Sequence[SealKeyId]
    fresh: bool


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(KeptKey).decode


class Keyring:
    """The station's sealing keys, kept in the store."""

    def __init__(
        self,
        store: Reader,
        signer: Signer,
        certified: SealingKey,
        courier: SealingKey,
        random: Callable[[int], bytes],
    ) -> None:
        self._signer = signer
        self._random = random
        self._certified = certified
        self._courier = courier
        self._signed: tuple[SealKeyId, bytes] | None = None
        self._lost_serial = 0
        self._kept: dict[SealKeyId, KeptKey] = {}
        self._keys: dict[SealKeyId, SealingKey] = {
            certified.key_id: certified,
            courier.key_id: courier,
        }
        for _, packed in store.cells(SPACE):
            kept = _unpack(packed)
            self._hold(kept)

    def _hold(self, kept: KeptKey) -> None:
        key = SealingKey(kept.seed)
        self._keys[key.key_id] = key
        self._kept[key.key_id] = kept

    @property
    def keys(self) -> Mapping[SealKeyId, SealingKey]:
        """All keys that openings may name, by id."""
        return self._keys

    def rotate(
        self, now_s: int, *, every_s: int, grace_s: int, limit_s: int, at_once: bool = False
    ) -> "Rotation":
        """Make a new key when the newest is old enough; drop those that are done with.

        Args:
            now_s: Seconds since 1970.
            every_s, grace_s, limit_s: As the terms say.
            at_once: Whether to make one however new the newest is: the store was restored, and
                keys that had been deleted came back with it.
        """
        newest = max(self._kept.values(), key=_serial, default=None)
        cells: list[Cell] = []
        fresh = (
            newest is None
            or at_once
            or newest.serial <= self._lost_serial
            or abs(now_s - newest.made_s) >= every_s
        )
        if fresh:
            known = max(self._lost_serial, 0 if newest is None else newest.serial)
            kept = KeptKey(
                max(now_s, known + 1),
                self._random(32),
                now_s,
                now_s + limit_s,
                used=False,
            )
            self._hold(kept)
            cells.append(_cell(kept))
        dropped = []
        line = sorted(self._kept.items(), key=lambda item: item[1].serial)
        for (key_id, kept), (_, successor) in itertools.pairwise(line):
            age_s = now_s - successor.made_s
            if (successor.used and age_s >= grace_s) or age_s >= limit_s:
                del self._kept[key_id]
                del self._keys[key_id]
                dropped.append(key_id)
                cells.append(Cell(SPACE, kept.serial.to_bytes(8, "big"), None))
        return Rotation(cells, dropped, fresh)

    def given_back(self, notice: KeyNotice) -> None:
        """Take in a notice of ours that another station gave back: it outranks our newest.

        If its key is gone, a store that was lost had made it, and whoever has the notice seals
        to that key. At the next look one is made that outranks it.
        """
        if seal_key_id(notice.seal_pk) not in self._keys:
            self._lost_serial = max(self._lost_serial, notice.serial)

    def used(self, key_id: SealKeyId) -> list[Cell]:
        """Note that the other side sealed to a key; returns the cell to commit, if any."""
        kept = self._kept.get(key_id)
        if kept is None or kept.used:
            return []
        kept = msgspec.structs.replace(kept, used=True)
        self._kept[key_id] = kept
        return [_cell(kept)]

    def notice(self) -> bytes | None:
        """The signed notice of the newest key; None while only the certified one exists."""
        if not self._kept:
            return None
        key_id, kept = max(self._kept.items(), key=lambda item: item[1].serial)
        if self._signed is None or self._signed[0] != key_id:
            public = self._keys[key_id].public
            notice = KeyNotice(self._signer.keys.station_id, kept.serial, public, kept.until_s)
            message = key_notice_tbs(notice)
            signature = self._signer.sign_ed(message) + self._signer.sign_ml(message)
            self._signed = key_id, encode_key_notice(notice, signature)
        return self._signed[1]


def _serial(kept: KeptKey) -> int:
    return kept.serial


def _cell(kept: KeptKey) -> Cell:
    return Cell(SPACE, kept.serial.to_bytes(8, "big"), _pack(kept))
