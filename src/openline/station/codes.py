"""A short carriage as QR codes on paper, and back from pictures or pasted text.

Each code is plain text of characters that survive a fax, a phone and a text field. A code says
which carriage it belongs to, which one of how many it is, and has a check sum of its own.

Spec: docs/spec/20-carriage.md, 4.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from html import escape
from io import BytesIO
from typing import Final

import segno

from openline.core.errors import LocalError
from openline.station.carriage import MAGIC

CODE_BYTES: Final = 800
"""Of a carriage in one code. Spec 20, 4.1."""
CODES: Final = 64
"""So many codes at most. Spec 20, 4.1."""
SOURCE_BYTES: Final = 16 << 20
"""The largest picture or text that is read."""
_ID_BYTES: Final = 8
_CODE: Final = re.compile(
    r"OL1/([0-9A-F]{16})/([0-9]{1,2})/([0-9]{1,2})/([0-9A-F]{8})/([A-Z2-7]{1,1400})/"
)
_NOT_CODE: Final = re.compile(r"[^A-Z0-9/<>]")
_TAG: Final = re.compile(r"<[^<>]*>")

_STYLE: Final = """
h1 { font-size: 14pt; }
body { font: 12pt/1.4 sans-serif; margin: 12mm; color: #000; background: #fff; }
ol { display: grid; grid-template-columns: 1fr 1fr; gap: 8mm; padding: 0; list-style: none; }
li { break-inside: avoid; }
svg { width: 100%; height: auto; }
p { margin: 0; }
code { display: block; font-size: 4pt; line-height: 1.1; overflow-wrap: anywhere; }
"""


class TooLong(LocalError):
    """A carriage that has no room on paper."""

    code = "too-long-for-codes"
    default_advice = "Carry the file itself, or write one with --short."


class CodesMissing(LocalError):
    """Not all codes of a carriage were read."""

    code = "codes-missing"
    default_advice = "Take pictures of the missing ones, and give all of them in one command."


def codes_of(carriage: bytes) -> list[str]:
    """The texts of the codes of a whole carriage.

    Raises:
        TooLong: It would be more than 64.
    """
    parts = [
        carriage[start : start + CODE_BYTES] for start in range(0, len(carriage), CODE_BYTES)
    ]
    if len(parts) > CODES:
        raise TooLong(f"{len(carriage)} bytes are {len(parts)} codes; {CODES} are the most.")
    name = carriage[-32:][:_ID_BYTES].hex().upper()
    return [
        f"OL1/{name}/{number}/{len(parts)}/{binascii.crc32(part):08X}/"
        + base64.b32encode(part).decode().rstrip("=")
        + "/"
        for number, part in enumerate(parts, 1)
    ]


def page_of(codes: list[str], title: str, language: str) -> bytes:
    """A page to print: each code as a picture and, below it, as text."""
    items = []
    for number, code in enumerate(codes, 1):
        picture = BytesIO()
        segno.make_qr(code, error="m", mode="alphanumeric").save(
            picture, kind="svg", xmldecl=False, border=4, omitsize=True
        )
        items.append(
            f"<li>{picture.getvalue().decode()}<p>{number} / {len(codes)}</p>"
            f"<code>{escape(code)}</code></li>"
        )
    return (
        f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
        f'<h1 dir="auto">{escape(title)}</h1><ol>{"".join(items)}</ol></html>\n'
    ).encode()


def carriage_of(sources: Iterable[bytes]) -> bytes | None:
    """Put a carriage together from pictures and texts; None: there is no code in them.

    Raises:
        CodesMissing: Some are missing, or they are of two carriages.
        LocalError: A picture cannot be read here.
    """
    found: dict[str, dict[int, bytes]] = {}
    counts: dict[str, int] = {}
    for source in sources:
        for text in _texts(source):
            for name, number, count, check, data in _CODE.findall(text):
                part = _part(data, check)
                if part is not None and 0 < int(number) <= int(count) <= CODES:
                    found.setdefault(name, {})[int(number)] = part
                    counts[name] = int(count)
    if not found:
        return None
    if len(found) > 1:
        raise CodesMissing(
            "The codes are of two carriages.", advice="Give those of one at a time."
        )
    ((name, parts),) = found.items()
    missing = [number for number in range(1, counts[name] + 1) if number not in parts]
    if missing:
        listed = ", ".join(map(str, missing))
        raise CodesMissing(f"Of {counts[name]} codes these are missing: {listed}.")
    return b"".join(parts[number] for number in range(1, counts[name] + 1))


def _part(data: str, check: str) -> bytes | None:
    try:
        part = base64.b32decode(data + "=" * (-len(data) % 8))
    except binascii.Error:
        return None
    return part if f"{binascii.crc32(part):08X}" == check else None


def _texts(source: bytes) -> list[str]:
    """What a source says: a picture's codes, or a text without what a field or a line adds."""
    if source.startswith(MAGIC):
        return []
    if _is_picture(source):
        return _read_picture(source)
    try:
        text = source.decode()
    except UnicodeDecodeError:
        return []
    # Codes begin anew after anything between tags, and nowhere hold a blank.
    return [_NOT_CODE.sub("", part) for part in _TAG.split(text)]


def _is_picture(source: bytes) -> bool:
    return source.startswith((b"\x89PNG", b"\xff\xd8\xff", b"RIFF"))


def _read_picture(source: bytes) -> list[str]:
    try:
        import zxingcpp
        from PIL import Image, UnidentifiedImageError
    except ImportError:
        raise LocalError(
            "This installation reads no pictures.",
            advice="Install openline[scan], or scan the codes with a phone and give the text.",
        ) from None
    try:
        with Image.open(BytesIO(source), formats=("PNG", "JPEG", "WEBP")) as picture:
            grey = picture.convert("L")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return []
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    return [str(one.text) for one in zxingcpp.read_barcodes(grey, formats=formats)]
