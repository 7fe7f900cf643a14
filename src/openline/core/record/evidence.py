"""Evidence that one key signed two histories of one feed, which anyone can check.

The absence of a consistency proof proves nothing, so evidence is positive: two firm statements
by one station, and a path that leads to the root of the newer one and, at the older one's size,
to another root than the older one bears. It shows what a key signed, not who is to blame: a
stolen key looks the same.

Spec: docs/spec/04-checkpoint.md, 7.
"""

from collections.abc import Sequence
from typing import Annotated, Final

from msgspec import Meta

from openline.core.codec import Struct, encode, parse
from openline.core.crypto.keys import Digest, StationId, StationKeys
from openline.core.errors import BadProof, Malformed
from openline.core.record.checkpoint import (
    FIRM_BYTES,
    Statement,
    encode_statement,
    parse_statement,
    verify_statement,
)
from openline.core.record.tree import (
    Nodes,
    consistency_path,
    implied_roots,
    is_power_of_two,
    root_at,
)

_LIMIT: Final = 8_192
_MAX_PATH: Final = 64


class Evidence(Struct):
    """Two firm statements by one station and the path between them.

    Attributes:
        signer: The station whose key signed both.
        older: Binary form of the statement with the smaller size.
        newer: Binary form of the other one; sizes may be equal.
        path: As `fork_path`; empty for equal sizes.
    """

    signer: StationId
    older: Annotated[bytes, Meta(min_length=FIRM_BYTES, max_length=FIRM_BYTES)]
    newer: Annotated[bytes, Meta(min_length=FIRM_BYTES, max_length=FIRM_BYTES)]
    path: Annotated[tuple[Digest, ...], Meta(max_length=_MAX_PATH)]


def fork_path(old_size: int, new_size: int, nodes: Nodes) -> list[Digest]:
    """The path of evidence, from the tree that the newer statement is about.

    It is the consistency path; if `old_size` is a power of two, the root at `old_size` comes
    first, which RFC 9162 leaves out.
    """
    path = consistency_path(old_size, new_size, nodes)
    return [root_at(old_size, nodes), *path] if path and is_power_of_two(old_size) else path


def make_evidence(
    signer: StationId, one: Statement, other: Statement, path: Sequence[Digest]
) -> Evidence:
    """Put two statements by one station and a path together, if they prove a fork.

    Args:
        signer: The station that signed both; the signatures are verified already.
        one: A firm statement.
        other: Another one about the same feed.
        path: From the tree of the larger statement, as `fork_path`.

    Raises:
        Malformed: Two feeds, a provisional statement, or a path of the wrong length.
        BadProof: They do not prove a fork.
    """
    older, newer = sorted((one, other), key=lambda statement: statement.size)
    _check_fork(older, newer, path)
    return Evidence(signer, encode_statement(older), encode_statement(newer), tuple(path))


def encode_evidence(evidence: Evidence) -> bytes:
    """ENC."""
    return encode(evidence)


def parse_evidence(data: bytes) -> Evidence:
    """Read evidence; nothing in it is verified.

    Raises:
        TooLarge: More than 8,192 bytes.
        Malformed: The bytes are no evidence.
    """
    return parse(Evidence, data, limit=_LIMIT)


def verify_evidence(evidence: Evidence, keys: StationKeys) -> tuple[Statement, Statement]:
    """Check that the key of `evidence.signer` signed two histories of one feed.

    Args:
        evidence: From `parse_evidence`.
        keys: The keys of `evidence.signer`.

    Returns:
        The older and the newer statement.

    Raises:
        Malformed: A statement cannot be read, the feeds differ or the path is too long.
        BadProof: The two statements agree, or the path does not show that they differ.
        BadSignature: The key did not sign one of them.
    """
    older, newer = parse_statement(evidence.older), parse_statement(evidence.newer)
    _check_fork(older, newer, evidence.path)
    for statement in (older, newer):
        verify_statement(statement, keys, evidence.signer, firm=True)
    return older, newer


def _check_fork(older: Statement, newer: Statement, path: Sequence[Digest]) -> None:
    if older.feed != newer.feed:
        raise Malformed("Two statements about different feeds.")
    if not (older.firm and newer.firm):
        raise Malformed("Evidence is made of firm statements.")
    if older.size > newer.size:
        raise Malformed("The older statement covers more than the newer one.")
    if older.size == newer.size:
        if path:
            raise Malformed("A path where none belongs.")
        if older.root == newer.root:
            raise BadProof("The two statements agree.")
        return
    if older.size == 0:
        raise BadProof("Every tree extends the empty one.")
    implied_old, implied_new = implied_roots(older.size, newer.size, path)
    if implied_new != newer.root or implied_old == older.root:
        raise BadProof("The path does not show two histories.")
