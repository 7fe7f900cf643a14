"""How conditions of a request stand: the same on both sides, and not needed by the fold.

Spec: docs/spec/17-requests.md, 5.
"""

from enum import StrEnum
from typing import Final

from openline.core.acts.knowledge import knows, place
from openline.core.acts.requests import CONDITION, Request, Said, Word


class Item(StrEnum):
    """How a condition stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    REPORTED = "reported"
    MET = "met"
    WAIVED = "waived"


_BY_THE_OTHER: Final = {
    Word.ACCEPTED: Item.ACCEPTED,
    Word.REFUSED: Item.REFUSED,
    Word.MET: Item.REPORTED,
}


def stands(request: Request, item: Said, number: int) -> Item:
    """How a condition stands: whoever made it says that it is met, or waives it.

    Its maker's "not met" takes back what the other side said before, as far as its maker knew
    of it.
    """
    maker = _last_word(request, item, number, item.deed.ref.party)
    other = _last_word(request, item, number, request.other(item.deed.ref.party))
    if maker is not None and maker.word is Word.WAIVED:
        return Item.WAIVED
    if maker is not None and maker.word is Word.MET:
        return Item.MET
    if other is None or other.word is None:
        return Item.OPEN
    if maker is not None and knows(maker.deed, other.deed):
        return Item.OPEN
    return _BY_THE_OTHER[other.word]


def _last_word(request: Request, item: Said, number: int, party: int) -> Said | None:
    words = (
        s
        for s in request.said
        if s.type == CONDITION and s.deed.ref.party == party
        if (s.names, s.number) == (item.deed.ref, number)
    )
    return max(words, key=lambda said: place(said.deed), default=None)
