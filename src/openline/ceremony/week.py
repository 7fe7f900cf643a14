"""Times of the week as a person writes them in a draft, turned into spans of minutes.

`always`, or days and times in UTC: `mon 08:00-18:00`, `mon-fri 08:00-18:00`, `sat 22:00-06:00`.
Times that end before they begin run into the next day; each day of a row has its own span.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from openline.core.agreement.refusals import TermsRefused
from openline.core.agreement.terms import WEEK_MIN, Span

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MIN: Final = 24 * 60
_DAY: Final = "|".join(DAYS)
_BEGINS: Final = "([01][0-9]|2[0-3]):([0-5][0-9])"
_WRITTEN: Final = re.compile(rf"({_DAY})(?:-({_DAY}))? {_BEGINS}-(?:{_BEGINS}|24:00)")


def spans_of(written: Sequence[str]) -> tuple[Span, ...]:
    """Return the spans that several such times cover together: in order, apart, none twice.

    Raises:
        TermsRefused: One of them is no such time.
    """
    pieces = sorted(piece for one in written for piece in _pieces(one.strip().lower()))
    spans: list[Span] = []
    for begins, ends in pieces:
        if spans and begins <= spans[-1].ends_min:
            spans[-1] = Span(spans[-1].begins_min, max(ends, spans[-1].ends_min))
        else:
            spans.append(Span(begins, ends))
    return tuple(spans)


def _pieces(written: str) -> Iterator[tuple[int, int]]:
    """Yield what one text covers, cut where the week ends."""
    if written == "always":
        yield 0, WEEK_MIN
        return
    found = _WRITTEN.fullmatch(written)
    if found is None:
        raise TermsRefused(
            f"{written!r} is not a time of the week.",
            advice='Write "always", or days and times in UTC as in "mon-fri 08:00-18:00".',
        )
    first = DAYS.index(found[1])
    last = DAYS.index(found[2] or found[1])
    begins = int(found[3]) * 60 + int(found[4])
    ends = int(found[5] or 0) * 60 + int(found[6] or 0)
    length = (ends - begins) % DAY_MIN or DAY_MIN
    for day in range(first, first + (last - first) % 7 + 1):
        start = (day % 7) * DAY_MIN + begins
        yield start, min(start + length, WEEK_MIN)
        if start + length > WEEK_MIN:
            yield 0, start + length - WEEK_MIN
