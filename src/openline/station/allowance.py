"""How much of a counterpart's feed is taken: what the agreement allows, saved up for a while.

A counterpart that wrote without end would fill the disk, and with it silence every line of the
station. What goes beyond is passed over unreceipted, and so comes again: nothing is lost.

Spec: docs/spec/03-feed.md, 7.6.
"""

from typing import Final

from openline.core.agreement.terms import Quotas

SAVED_MIN: Final = 60
"""Entries of so many minutes may come at once: after a cut there is much to catch up on."""
DAY_MS: Final = 86_400_000


class Allowance:
    """What one party may still send on one line, by the terms' `quotas`. Begins full."""

    def __init__(self, quotas: Quotas, now_ms: int) -> None:
        self.quotas = quotas
        self._entries_most = float(SAVED_MIN * quotas.entries_a_minute)
        self._bytes_most = float(quotas.bytes_a_day)
        self._entries = self._entries_most
        self._bytes = self._bytes_most
        self._at_ms = now_ms

    def open(self, now_ms: int) -> bool:
        """Whether more may come now."""
        passed = max(0, now_ms - self._at_ms)
        self._at_ms = now_ms
        more = passed * self._entries_most / (SAVED_MIN * 60_000)
        self._entries = min(self._entries_most, self._entries + more)
        more = passed * self._bytes_most / DAY_MS
        self._bytes = min(self._bytes_most, self._bytes + more)
        return self._entries > 0 and self._bytes > 0

    def spend(self, entries: int, size: int) -> None:
        """Note what was taken."""
        self._entries -= entries
        self._bytes -= size
