"""Messages in short pieces on a narrow line: the urgent overtakes, the lost is repeated.

No clock and no line: `Sender` says what to write next, `Receiver` what has come and what to ask
for again.

Spec: docs/spec/22-narrow.md, 3.
"""

import struct
from collections import OrderedDict, deque
from typing import Final

MESSAGE_BYTES: Final = 131_072
"""The longest message."""
BULK_BYTES: Final = 64
URGENT_BYTES: Final = 128
"""Content of a piece: short enough that what is urgent waits for no long one."""
KEPT: Final = 32
"""So many messages of each kind may be asked for again."""
WAITING: Final = 128
"""So many messages of each kind wait at most: their numbers have eight bits."""
IN_A_ROW: Final = 5
"""After so many urgent pieces comes one that is not: proof of life must not starve."""
PARTIAL: Final = 4
"""So many unfinished messages of each kind are held."""
ASKED: Final = 32
"""So many pieces are asked for at once."""
WAITS: Final = 3
"""So often only what lies between pieces that came is asked for; the rest may be on its way."""
ROUNDS: Final = 12
"""So often the same message is asked for; then replication sends what was in it anew."""

BULK: Final = 2
URGENT: Final = 3
ASK: Final = 4

_HEAD: Final = struct.Struct(">BBH")
_SIZES: Final = {BULK: BULK_BYTES, URGENT: URGENT_BYTES}
_LENGTH_BYTES: Final = 3


def _cut(kind: int, number: int, data: bytes, index: int) -> bytes:
    """One piece of a message; its first says how long the message is."""
    size = _SIZES[kind]
    length = len(data).to_bytes(_LENGTH_BYTES, "big") if index == 0 else b""
    return _HEAD.pack(kind, number, index) + length + data[index * size : (index + 1) * size]


def _count(kind: int, length: int) -> int:
    return max(1, -(-length // _SIZES[kind]))


class Sender:
    """What is to be written, most urgent first.

    Attributes:
        waiting: Bytes of messages that are not all written.
    """

    def __init__(self) -> None:
        self.waiting = 0
        self._in_a_row = 0
        self._numbers = {BULK: 0, URGENT: 0}
        self._queues: dict[int, deque[tuple[int, int]]] = {BULK: deque(), URGENT: deque()}
        self._messages: dict[int, OrderedDict[int, bytes]] = {
            BULK: OrderedDict(),
            URGENT: OrderedDict(),
        }
        self._again: deque[tuple[int, int, int]] = deque(maxlen=4 * ASKED)

    @property
    def full(self) -> bool:
        """Whether one more message could be taken for one that still waits."""
        return any(len(queue) >= WAITING for queue in self._queues.values())

    def put(self, data: bytes, *, urgent: bool) -> None:
        """Queue a message."""
        kind = URGENT if urgent else BULK
        number = self._numbers[kind]
        self._numbers[kind] = (number + 1) % 256
        self._messages[kind][number] = data
        self._queues[kind].append((number, 0))
        self.waiting += len(data)

    def next(self) -> bytes | None:
        """The next piece; None: nothing is to be written."""
        if self._in_a_row < IN_A_ROW and (piece := self._fresh(URGENT)):
            self._in_a_row += 1
            return piece
        self._in_a_row = 0
        while self._again:
            kind, number, index = self._again.popleft()
            data = self._messages[kind].get(number)
            if data is not None and index < _count(kind, len(data)):
                return _cut(kind, number, data, index)
        return self._fresh(BULK) or self._fresh(URGENT)

    def _fresh(self, kind: int) -> bytes | None:
        queue, messages = self._queues[kind], self._messages[kind]
        if not queue:
            return None
        number, index = queue[0]
        data = messages[number]
        piece = _cut(kind, number, data, index)
        if index + 1 < _count(kind, len(data)):
            queue[0] = (number, index + 1)
            return piece
        queue.popleft()
        self.waiting -= len(data)
        while len(messages) - len(queue) > KEPT:
            messages.popitem(last=False)
        return piece

    def asked(self, piece: bytes) -> None:
        """The other side lacks pieces: bytes of an `ASK`, hostile."""
        if len(piece) < 2 or piece[1] not in _SIZES:
            return
        for start in range(2, len(piece) - 2, 3):
            number = piece[start]
            index = int.from_bytes(piece[start + 1 : start + 3], "big")
            place = (piece[1], number, index)
            if place not in self._again:
                self._again.append(place)


class _Partial:
    """A message of which some pieces have come."""

    def __init__(self) -> None:
        self.length: int | None = None
        self.pieces: dict[int, bytes] = {}
        self.rounds = 0
        self.fresh = True


class Receiver:
    """What comes of one kind of piece.

    Args:
        kind: `BULK` or `URGENT`.
    """

    def __init__(self, kind: int) -> None:
        self._kind = kind
        self._partial: OrderedDict[int, _Partial] = OrderedDict()
        self._done: deque[int] = deque(maxlen=64)
        self._next = 0

    def take(self, piece: bytes) -> bytes | None:
        """Take a piece; return the message that it completes."""
        if len(piece) < _HEAD.size:
            return None
        _, number, index = _HEAD.unpack_from(piece)
        content = piece[_HEAD.size :]
        size = _SIZES[self._kind]
        most = size + _LENGTH_BYTES if index == 0 else size
        if number in self._done or index * size > MESSAGE_BYTES or len(content) > most:
            return None
        partial = self._expect(number)
        partial.fresh = True
        if index == 0:
            partial.length = int.from_bytes(content[:_LENGTH_BYTES], "big")
            content = content[_LENGTH_BYTES:]
        partial.pieces[index] = content
        return self._finish(number, partial)

    def _expect(self, number: int) -> _Partial:
        """The message of a piece, the newest that is gathered; of more, the oldest is let go.

        Messages of which not one piece came are noted, too: their numbers were passed over.
        """
        ahead = (number - self._next) % 256
        if ahead < 128:
            for passed in range(min(ahead, PARTIAL - 1), 0, -1):
                self._partial.setdefault((number - passed) % 256, _Partial())
            self._next = (number + 1) % 256
        partial = self._partial.setdefault(number, _Partial())
        self._partial.move_to_end(number)
        while len(self._partial) > PARTIAL:
            gone, _ = self._partial.popitem(last=False)
            self._done.append(gone)
        return partial

    def _finish(self, number: int, partial: _Partial) -> bytes | None:
        length = partial.length
        if length is None:
            return None
        count = _count(self._kind, length)
        if length > MESSAGE_BYTES:
            self._drop(number)
            return None
        if any(index not in partial.pieces for index in range(count)):
            return None
        self._drop(number)
        whole = b"".join(partial.pieces[index] for index in range(count))
        return whole if len(whole) == length else None

    def _drop(self, number: int) -> None:
        self._partial.pop(number, None)
        self._done.append(number)

    def ask(self) -> bytes | None:
        """What to ask for, of messages to which nothing was added since the last look."""
        places: list[tuple[int, int]] = []
        for number, partial in list(self._partial.items()):
            if partial.fresh:
                partial.fresh = False
                continue
            partial.rounds += 1
            if partial.rounds > ROUNDS:
                self._drop(number)
                continue
            last = max(partial.pieces, default=0) + 1
            if partial.length is not None and partial.rounds > WAITS:
                last = _count(self._kind, partial.length)
            places += [(number, i) for i in range(last) if i not in partial.pieces]
        if not places:
            return None
        asked = b"".join(
            bytes((number,)) + index.to_bytes(2, "big") for number, index in places[:ASKED]
        )
        return bytes((ASK, self._kind)) + asked
