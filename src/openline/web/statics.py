"""The page's own files, read once at start-up.

A request names a file by its exact address in a table, so that no path is ever built from what
a browser sends. Every answer has the file's hash as ETag and is asked for again before use: a
station that was updated must not meet an old page.
"""

import hashlib
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

_TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ftl": "text/plain; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "wav": "audio/wav",
    "webmanifest": "application/manifest+json",
}


class File(msgspec.Struct, frozen=True):
    """One file as it is sent."""

    data: bytes
    media_type: str
    etag: str


class Statics:
    """Files by address."""

    def __init__(self) -> None:
        package = files("openline")
        self._files: dict[str, File] = {}
        self._add("/page", package / "web" / "page")
        self._add("/locale", package / "locale")
        self._add("/door", package / "web" / "door")

    def answer(self, address: str, request: Request) -> Response | None:
        """Return the file at an address, 304 if the browser has it, None if there is none."""
        file = self._files.get(address)
        if file is None:
            return None
        headers = {"etag": file.etag, "cache-control": "no-cache, private"}
        if file.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(file.data, headers=headers, media_type=file.media_type)

    def _add(self, address: str, folder: Traversable) -> None:
        if not folder.is_dir():
            return
        for entry in folder.iterdir():
            here = f"{address}/{entry.name}"
            kind = entry.name.rpartition(".")[2]
            if entry.is_dir():
                self._add(here, entry)
            elif kind in _TYPES:
                data = entry.read_bytes()
                etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
                self._files[here] = File(data, _TYPES[kind], etag)
