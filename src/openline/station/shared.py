"""Equal parts of several agreements, held once.

A ministry draws its agreements from one example: desks, precedences, lists of words and its own
station are mostly the same in each. A station of a thousand lines then has not a thousand
copies of them in memory.
"""

from typing import Final, TypeVar

import msgspec

from openline.core.agreement.terms import Terms
from openline.core.line import Charter

T = TypeVar("T")

_LISTS: Final = (
    "parties",
    "texts",
    "desks",
    "pairs",
    "precedences",
    "triggers",
    "declines",
    "subjects",
    "word_lists",
    "duties",
)


class Shared:
    """What was seen so far. Only frozen values may be given."""

    def __init__(self) -> None:
        self._known: dict[object, object] = {}

    def one(self, value: T) -> T:
        """The equal value that is held already, or this one."""
        return self._known.setdefault((type(value), value), value)  # type: ignore[return-value]

    def charter(self, charter: Charter) -> Charter:
        """The same charter, made of parts that are held already."""
        members = {self.one(one): self.one(m) for one, m in charter.members.items()}
        earlier = {number: self.terms(terms) for number, terms in charter.earlier.items()}
        terms = self.terms(charter.terms)
        return msgspec.structs.replace(
            charter,
            terms=terms,
            members=members,
            earlier=earlier,
            pairs=self.one(charter.pairs),
        )

    def terms(self, terms: Terms) -> Terms:
        """The same terms, their lists made of parts that are held already."""
        parties = tuple(
            msgspec.structs.replace(
                party, names=self.one(party.names), places=self.one(party.places)
            )
            for party in terms.parties
        )
        terms = msgspec.structs.replace(terms, parties=parties)
        lists = {
            name: self.one(tuple(self.one(part) for part in getattr(terms, name)))
            for name in _LISTS
        }
        return msgspec.structs.replace(terms, **lists)
