"""Sealing keys of this station: which can be opened with, and which one to seal to next.

A key is announced by a signed notice in clear, used by the other side from then on, and deleted
when its successor was used and its grace is over, or at the hard limit of the terms.

Spec: docs/spec/06-session.md, 4 and 5.
"""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from openline.core.crypto.keys import SealKeyId
from openline.core.crypto.sealing import (
    KeyNotice,
    SealingKey,
    encode_key_notice,
    key_notice_tbs,
)
from openline.core.ledger import Cell
from openline.ports.signer import Signer
from openline.ports.store import Store

SPACE: Final = b"sealing-key"


class KeptKey(msgspec.Struct, frozen=True):
    """A sealing key in the store. Serial 0 is the one that the certificate names."""

    serial: int
    seed: bytes
    made_s: int
    used: bool

    def __repr__(self) -> str:
        return f"KeptKey({self.serial})"


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(KeptKey).decode


class Keyring:
    """The station's sealing keys, kept in the store."""

    def __init__(
        self,
        store: Store,
        signer: Signer,
        certified: SealingKey,
        courier: SealingKey,
        random: Callable[[int], bytes],
    ) -> None:
        self._signer = signer
        self._random = random
        self._certified = certified
        self._courier = courier
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

    def rotate(self, now_s: int, *, every_s: int, grace_s: int, limit_s: int) -> list[Cell]:
        """Make a new key when the newest is old enough; drop those that are done with.

        Returns:
            The cells to commit before the new key is announced.
        """
        newest = max(self._kept.values(), key=lambda kept: kept.serial, default=None)
        cells: list[Cell] = []
        if newest is None or now_s - newest.made_s >= every_s:
            serial = 1 if newest is None else newest.serial + 1
            kept = KeptKey(serial, self._random(32), now_s, used=False)
            self._hold(kept)
            cells.append(_cell(kept))
        for key_id, kept in tuple(self._kept.items()):
            successor = next(
                (k for k in self._kept.values() if k.serial == kept.serial + 1), None
            )
            if successor is None:
                continue
            done = successor.used and now_s - successor.made_s >= grace_s
            if done or now_s - successor.made_s >= limit_s:
                del self._kept[key_id]
                del self._keys[key_id]
                cells.append(Cell(SPACE, kept.serial.to_bytes(8, "big"), None))
        return cells

    def used(self, key_id: SealKeyId) -> list[Cell]:
        """Note that the other side sealed to a key; returns the cell to commit, if any."""
        kept = self._kept.get(key_id)
        if kept is None or kept.used:
            return []
        kept = msgspec.structs.replace(kept, used=True)
        self._kept[key_id] = kept
        return [_cell(kept)]

    def notice(self, limit_s: int) -> bytes | None:
        """The signed notice of the newest key; None while only the certified one exists."""
        newest = max(self._kept.items(), key=lambda item: item[1].serial, default=None)
        if newest is None:
            return None
        key_id, kept = newest
        public = self._keys[key_id].public
        notice = KeyNotice(
            self._signer.keys.station_id, kept.serial, public, kept.made_s + limit_s
        )
        message = key_notice_tbs(notice)
        return encode_key_notice(
            notice, self._signer.sign_ed(message) + self._signer.sign_ml(message)
        )


def _cell(kept: KeptKey) -> Cell:
    return Cell(SPACE, kept.serial.to_bytes(8, "big"), _pack(kept))
