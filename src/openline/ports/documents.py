"""Where documents lie: files too large for the record, each under the SHA-256 of its bytes.

A document is gathered piece by piece, through cuts and restarts, and counts for nothing until
`finish` has checked its hash.

Spec: docs/spec/08-messages.md, 6.
"""

from collections.abc import Container
from typing import Protocol

from openline.core.crypto.keys import Digest, LineId


class DocumentStore(Protocol):
    """Synchronous; `finish` is called from a worker thread, everything else from the loop."""

    def gathered(self, line: LineId, digest: Digest) -> int:
        """How many bytes of a document are here, whole or not."""
        ...

    def whole(self, line: LineId, digest: Digest) -> bool:
        """Whether a document is here whole and checked."""
        ...

    def used(self, line: LineId) -> int:
        """Bytes of all documents of a line, whole or not."""
        ...

    def append(self, line: LineId, digest: Digest, offset: int, data: bytes) -> int:
        """Add a piece if it follows what is gathered; returns how much is gathered then.

        Raises:
            StoreFull, StoreUnknown: The medium took nothing, or only a part.
        """
        ...

    def finish(self, line: LineId, digest: Digest, size: int) -> bool:
        """Make a gathered document durable if size and hash fit; else drop it.

        Raises:
            StoreFull, StoreUnknown: The medium failed; what was gathered may be tried again.
        """
        ...

    def read(self, line: LineId, digest: Digest, offset: int, most: int) -> bytes:
        """At most `most` bytes of a whole document; empty at its end, or if it is not here."""
        ...

    def tidy(self, line: LineId, named: Container[Digest], older_than_s: int) -> None:
        """Remove documents that no message named for so long."""
        ...
