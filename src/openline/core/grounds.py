"""Why an act is inert, and the grounds that the rules of several features share.

Spec: docs/spec/05-act.md, 6.
"""

from openline.core.acts.act import AnyAct
from openline.core.acts.knowledge import Deed
from openline.core.line import Charter


class Inert(Exception):
    """The act has no effect here or anywhere; `code` says by which rule."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def paired(charter: Charter, act: AnyAct, party: int) -> None:
    """Refuse an act whose desk is not its author's or not paired with the addressee's."""
    to = act.to
    if to is None or (act.terms, party, act.sender, to.party, to.desk) not in charter.pairs:
        raise Inert("desks")


def desk_of(charter: Charter, act: AnyAct, deed: Deed) -> None:
    """Refuse an act whose desk is not one of its author's."""
    terms = charter.version(act.terms)
    if terms is None or terms.desk(deed.ref.party, act.sender) is None:
        raise Inert("desks")
