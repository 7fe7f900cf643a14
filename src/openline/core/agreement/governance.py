"""What a party's root says about a line besides its terms (spec: docs/spec/10-governance.md).

Such a notice is valid by itself, over any path or by hand: who holds the agreement can check
it. That a party knows of it is said by the act gov.note, which names the notice's id.
"""

import hashlib
from enum import StrEnum
from typing import Annotated, Final

from msgspec import Meta

from openline.core.agreement.document import Agreement
from openline.core.agreement.refusals import WrongAgreement
from openline.core.codec import Struct, encode, parse
from openline.core.crypto.keys import Digest, FeedId, LineId, StationId, label
from openline.core.errors import Malformed
from openline.core.identity import RootSignature, verify_quorum
from openline.core.wording import Code

NOTICE_BYTES: Final = 1 << 20


class NoticeKind(StrEnum):
    """What a notice does; its value is the label under which the root keys sign."""

    REVOKE = "revoke"
    SUSPEND = "suspend"
    RESUME = "resume"
    CLOSE = "close"


class FeedEnd(Struct):
    """Entries of a feed from `size` on are void."""

    feed: FeedId
    size: int


class Revocation(Struct):
    """A station's key is no longer the party's; what it signed beyond `ends` is void.

    Entries that another party's `seen` covered before that party noted the revocation stay
    attributed and are marked disputed.
    """

    line: LineId
    station: StationId
    ends: tuple[FeedEnd, ...]
    at_s: int


class Suspension(Struct):
    """The party rings and answers no more until it resumes; tests and replication go on."""

    line: LineId
    reason: Code
    at_s: int


class Resumption(Struct):
    """The party goes on, in the incarnation named: the way out of a frozen feed too."""

    line: LineId
    incarnation: int
    at_s: int


class Closing(Struct):
    """Notice of termination: the line ends at `ends_s`, seconds since 1970."""

    line: LineId
    terms: Digest
    reason: Code
    at_s: int
    ends_s: int


Notice = Revocation | Suspension | Resumption | Closing

BODIES: Final[dict[NoticeKind, type[Notice]]] = {
    NoticeKind.REVOKE: Revocation,
    NoticeKind.SUSPEND: Suspension,
    NoticeKind.RESUME: Resumption,
    NoticeKind.CLOSE: Closing,
}


class SignedNotice(Struct):
    """The ENC of a notice, signed under `L(kind)` by keys of a party's root statement."""

    kind: NoticeKind
    party: int
    statement: int
    notice: bytes
    signatures: Annotated[tuple[RootSignature, ...], Meta(min_length=1)]

    @property
    def id(self) -> Digest:
        """H(L(kind) || notice): the same whoever signed, and however often."""
        return Digest(hashlib.sha256(notice_message(self.kind, self.notice)).digest())


def notice_message(kind: NoticeKind, notice: bytes) -> bytes:
    """Return what root keys sign for a notice."""
    return label(kind.value) + notice


def kind_of(notice: Notice) -> NoticeKind:
    """Return the kind of a notice's body."""
    return next(kind for kind, body in BODIES.items() if isinstance(notice, body))


def verify_notice(data: bytes, agreement: Agreement) -> tuple[SignedNotice, Notice]:
    """Read a notice and check that a party to the agreement made it.

    Raises:
        TooLarge, Malformed: The bytes are no notice, or it breaks its own rules.
        WrongAgreement: It is about another line, party, station or version.
        BadSignature: The party's root keys did not sign it.
    """
    signed = parse(SignedNotice, data, limit=NOTICE_BYTES)
    notice: Notice = parse(BODIES[signed.kind], signed.notice, limit=NOTICE_BYTES)
    if notice.line != agreement.line or signed.party >= len(agreement.roots):
        raise WrongAgreement("The notice is about another line.")
    chain = agreement.roots[signed.party]
    if signed.statement >= len(chain):
        raise WrongAgreement(
            "The notice is signed by root keys that are not known here.",
            advice="Install the party's newest card or amendment first.",
        )
    root = chain[signed.statement]
    verify_quorum(root, notice_message(signed.kind, signed.notice), signed.signatures)
    match notice:
        case Revocation() if agreement.terms.station_party(notice.station) != signed.party:
            raise WrongAgreement("The revoked station is not one of that party's.")
        case Closing():
            _verify_closing(notice, agreement)
        case _:
            pass
    return signed, notice


def _verify_closing(closing: Closing, agreement: Agreement) -> None:
    if closing.terms not in agreement.hashes:
        raise WrongAgreement("The notice of termination names other terms.")
    notice_s = agreement.versions[agreement.hashes.index(closing.terms)].notice_s
    if closing.ends_s < closing.at_s + notice_s:
        raise Malformed(
            "The notice of termination is shorter than the terms allow.",
            advice="The line goes on. Ask the other side for a notice with the agreed time.",
        )


def encode_notice(
    notice: Notice, party: int, statement: int, signatures: tuple[RootSignature, ...]
) -> bytes:
    """Return the bytes of a signed notice, the opposite of `verify_notice`."""
    return encode(SignedNotice(kind_of(notice), party, statement, encode(notice), signatures))
