"""The one address under which the console is reached.

A browser gives its microphone only to HTTPS pages and to pages of the same machine, and a
session cookie must not cross a network in clear: without a certificate, here or in front of
the station, the console is reached over loopback only. The station's settings already refuse
to listen elsewhere without one.

Spec: docs/console.md, 1.
"""

import re
from typing import Final
from urllib.parse import urlsplit

import msgspec

from openline.core.errors import BadInput
from openline.station.config import WebSettings, is_loopback

_AUTHORITY: Final = re.compile(r"^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(:[0-9]{1,5})?\Z")
_PRINTABLE: Final = re.compile(r"[\x21-\x7e]+\Z")
_PORTS: Final = {"http": ":80", "https": ":443"}


class Origin(msgspec.Struct, frozen=True):
    """An origin as browsers send it.

    Attributes:
        text: As in the header Origin: `https://console.example`.
        authority: As in the header Host: `console.example`.
        secure: Whether it is HTTPS.
        loopback: Whether only this machine reaches it.
    """

    text: str
    authority: str
    secure: bool
    loopback: bool

    @property
    def cookie(self) -> str:
        """The session cookie's name. It has the port, since browsers keep cookies per host."""
        port = re.search(r":([0-9]+)\Z", self.authority)
        tail = f"-{port[1]}" if port else ""
        return f"{'__Host-' if self.secure else ''}openline{tail}"


def origin_of(settings: WebSettings) -> Origin:
    """Return the console's origin: the public URL, or else where the station listens.

    Raises:
        BadInput: The public URL is none, or would send a session in clear.
    """
    tls = settings.tls_certificate_file is not None
    url = settings.public_url or f"{'https' if tls else 'http'}://{settings.listen}"
    if _PRINTABLE.match(url) is None:  # urlsplit would drop line ends without a word
        raise _bad(f"The console's address {url!r} has characters that no address has.")
    parts = urlsplit(url.lower())
    scheme, authority = parts.scheme, parts.netloc
    if scheme not in _PORTS or parts.path.strip("/") or parts.query or parts.fragment:
        raise _bad(f"The console's address {url!r} is not one of a web server.")
    if _AUTHORITY.match(authority) is None:
        raise _bad(f"The console's address {url!r} has no valid host.")
    loopback = is_loopback(parts.hostname or "")
    if scheme == "http" and (tls or not loopback):
        raise _bad(f"The console's address {url} must begin with https.")
    authority = authority.removesuffix(_PORTS[scheme])
    return Origin(f"{scheme}://{authority}", authority, scheme == "https", loopback)


def _bad(what: str) -> BadInput:
    return BadInput(
        what, advice="Set `public_url` under [web], such as https://console.example, no path."
    )
