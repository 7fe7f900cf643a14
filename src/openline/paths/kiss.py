"""Frames on a serial line: KISS around one kind byte, content and a check sum.

Spec: docs/spec/22-narrow.md, 2. Source: Chepponis and Karn, "The KISS TNC" (1987).
"""

from binascii import crc_hqx
from collections.abc import Iterator
from typing import Final

FRAME_BYTES: Final = 512
"""The longest frame before escaping; a longer one is noise."""
_FEND: Final = b"\xc0"
_ESCAPES: Final = ((b"\xdb", b"\xdb\xdd"), (b"\xc0", b"\xdb\xdc"))
_DATA: Final = b"\x00"
_CRC_BYTES: Final = 2


def encode_frame(content: bytes) -> bytes:
    """A data frame of port 0 with its check sum, between two FENDs."""
    plain = _DATA + content + _crc(content)
    for byte, escaped in _ESCAPES:
        plain = plain.replace(byte, escaped)
    return _FEND + plain + _FEND


class FrameReader:
    """Finds frames in what a serial line brings. Noise between and in them is passed over.

    Attributes:
        garbled: Frames whose check sum was wrong.
    """

    def __init__(self) -> None:
        self._held = bytearray()
        self.garbled = 0

    def take(self, data: bytes) -> Iterator[bytes]:
        """Yield the contents of frames that are whole."""
        self._held += data
        *frames, rest = self._held.split(_FEND)
        self._held = bytearray(rest[-2 * FRAME_BYTES :])
        for frame in frames:
            if frame:
                content = self._content(bytes(frame))
                if content is None:
                    self.garbled += 1
                else:
                    yield content

    def _content(self, frame: bytes) -> bytes | None:
        for byte, escaped in reversed(_ESCAPES):
            frame = frame.replace(escaped, byte)
        content, crc = frame[1:-_CRC_BYTES], frame[-_CRC_BYTES:]
        whole = frame[:1] == _DATA and 0 < len(content) <= FRAME_BYTES
        return content if whole and crc == _crc(content) else None


def _crc(content: bytes) -> bytes:
    return crc_hqx(content, 0xFFFF).to_bytes(_CRC_BYTES, "big")
