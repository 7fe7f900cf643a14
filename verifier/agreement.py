"""The agreement inside a record: root keys, signatures, terms, stations (spec 01, 02, 10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from verifier.enc import Unreadable, decode
from verifier.forms import (
    Form,
    absent_or,
    fields,
    flag,
    many,
    octets,
    pattern,
    text,
    uint,
    word,
)
from verifier.keys import digest, label, root_signed, usable

CODE: Final = pattern("[a-z0-9-]{1,32}")
LANGUAGE: Final = pattern("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", 35)
_ADDRESS: Final = text(255, 1)
_WORDING: Final = fields(LANGUAGE, text(2_000, 1))
_WORDINGS: Final = many(_WORDING)
_CODED: Final = many(fields(CODE, _WORDINGS))
_HASHED: Final = many(fields(LANGUAGE, octets(32)))
_ZONE: Final = pattern(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+){0,2}")

_SIGNATURE: Final = fields(uint(), octets(4_691))
_ROOT: Final = fields(
    uint(), uint(), many(fields(octets(32), octets(2_592))), absent_or(octets(32))
)
_SIGNED_ROOT: Final = fields(octets(), many(_SIGNATURE), many(_SIGNATURE))
_CERTIFICATE: Final = fields(
    octets(32),
    CODE,
    octets(32),
    octets(1_312),
    octets(1_216),
    octets(1_216),
    many(octets(32)),
    uint(),
    uint(),
)
_SIGNED_CERTIFICATE: Final = fields(octets(), many(_SIGNATURE))
_PARTY: Final = fields(
    octets(32),
    CODE,
    _WORDINGS,
    _WORDINGS,
    _ZONE,
    LANGUAGE,
    many(octets(32)),
    many(_ADDRESS),
    many(_ADDRESS),
)
_TERMS: Final = fields(
    uint(),
    absent_or(octets(32)),
    octets(16),
    many(_PARTY),
    _HASHED,
    many(fields(uint(), CODE, _WORDINGS, word("watch", "principal", "office"))),
    many(fields(uint(), uint(), CODE)),
    uint(),
    many(fields(CODE, _WORDINGS, uint(), uint(), uint(), uint(), flag)),
    fields(uint(), many(uint()), uint()),
    fields(uint(), uint()),
    fields(uint(), uint(), uint(), uint()),
    fields(uint(), uint()),
    _CODED,
    _CODED,
    _CODED,
    fields(word("relay_only", "direct"), text()),
    word("acts-only", "each-party"),
    flag,
    octets(8),
    many(uint()),
    _HASHED,
    fields(uint(), uint(), uint(), uint()),
    uint(),
    uint(),
    uint(),
    many(text()),
    fields(uint(), uint(), word("nothing", "manned", "bell")),
    many(fields(uint(), many(fields(uint(), uint())))),
    word("steps", "alerting"),
)
_FILE: Final = fields(
    text(),
    many(fields(octets(), many(fields(uint(), uint(), _SIGNATURE))), least=1),
    many(fields(LANGUAGE, text(500_000, 1))),
    many(many(_SIGNED_ROOT)),
    many(_SIGNED_CERTIFICATE),
)
_NOTICE: Final = fields(
    word("revoke", "suspend", "resume", "close"),
    uint(),
    uint(),
    octets(),
    many(_SIGNATURE, least=1),
)
_NOTICES: Final[dict[str, Form]] = {
    "revoke": fields(octets(32), octets(32), many(fields(octets(16), uint())), uint()),
    "suspend": fields(octets(32), CODE, uint()),
    "resume": fields(octets(32), uint(), uint()),
    "close": fields(octets(32), octets(32), CODE, uint(), uint()),
}


class Broken(Exception):
    """Something is not as the parties signed it."""


@dataclass(frozen=True)
class Party:
    """A party as the newest terms name it."""

    id: bytes
    code: str
    name: str
    stations: tuple[bytes, ...]


@dataclass(frozen=True)
class Terms:
    """What the fold needs of one version."""

    version: int
    parties: tuple[Party, ...]
    desks: frozenset[tuple[int, str]]
    pairs: frozenset[tuple[int, str, int, str]]
    officer_types: frozenset[int]
    vigilance_s: int
    document_bytes: int


@dataclass(frozen=True)
class Station:
    """A station by its certificate."""

    party: int
    ed: bytes
    ml: bytes


@dataclass(frozen=True)
class Agreement:
    """An agreement whose every signature was checked."""

    line: bytes
    terms_hash: bytes
    versions: tuple[Terms, ...]
    stations: dict[bytes, Station]
    chains: tuple[tuple[list[Any], ...], ...]

    @property
    def terms(self) -> Terms:
        """The newest version."""
        return self.versions[-1]


def read(data: bytes, form: Form, most: int) -> Any:
    """Decode bytes of a form, at most `most` of them.

    Raises:
        Unreadable: They are something else.
    """
    if len(data) > most:
        raise Unreadable(f"{len(data)} bytes where at most {most} are allowed")
    value = decode(data)
    form(value)
    return value


def check_agreement(data: bytes) -> Agreement:
    """Check an agreement file by 02, 4.

    Raises:
        Broken, Unreadable: It does not hold.
    """
    kind, versions, texts, roots, certificates = read(data, _FILE, 8 << 20)
    if kind != "openline agreement 1":
        raise Unreadable("the agreement is of another version")
    raw = [signed[0] for signed in versions]
    terms = [read(each, _TERMS, 1 << 20) for each in raw]
    for each in terms:
        _check_terms(each)
    hashes = [digest(label("terms") + each) for each in raw]
    _check_succession(terms, hashes)
    chains = tuple(_check_chain(chain) for chain in roots)
    _check_parties(terms[-1], roots)
    for (signed, signatures), number in zip(versions, range(1, len(versions) + 1), strict=True):
        _check_signatures(signed, signatures, chains, number)
    _check_texts(terms, texts)
    return Agreement(
        digest(label("line") + raw[0]),
        hashes[-1],
        tuple(_terms(each) for each in terms),
        _stations(terms[-1], chains, roots, certificates),
        chains,
    )


def _need(holds: object, what: str) -> None:
    if not holds:
        raise Broken(what)


def _check_terms(terms: list[Any]) -> None:
    """What 02, 2 asks of the parts that a record depends on."""
    version, previous, _, parties, _, desks, pairs, suite = terms[:8]
    _need(version >= 1 and (previous is None) == (version == 1), "A version is out of its row.")
    _need(suite == 1, "The terms name a suite of algorithms that is not known.")
    _need(2 <= len(parties) <= 200, "The terms name an impossible number of parties.")
    stations = [station for party in parties for station in party[6]]
    _need(len(set(stations)) == len(stations), "One station is named twice.")
    _need(len({party[0] for party in parties}) == len(parties), "One party is named twice.")
    named = [(desk[0], desk[1]) for desk in desks]
    _need(len(set(named)) == len(named), "One desk is named twice.")
    _need(all(party < len(parties) for party, _ in named), "A desk is of no party.")
    for a, b, _ in pairs:
        _need(a < b < len(desks) and desks[a][0] != desks[b][0], "A pair joins no two desks.")


def _check_succession(terms: Sequence[list[Any]], hashes: Sequence[bytes]) -> None:
    _need(terms[0][0] == 1, "The agreement does not begin with version 1.")
    for before, after, known in zip(terms, terms[1:], hashes, strict=False):
        follows = after[0] == before[0] + 1 and after[1] == known
        _need(follows, f"Version {after[0]} of the terms does not follow the one before it.")
        same = [party[0] for party in after[3]] == [party[0] for party in before[3]]
        _need(same, "An amendment changes the parties.")


def _check_chain(chain: Sequence[list[Any]]) -> tuple[list[Any], ...]:
    """Check the root statements of a party (01, 1); return them."""
    statements: list[list[Any]] = []
    before: bytes | None = None
    for number, (raw, own, earlier) in enumerate(chain):
        statement = read(raw, _ROOT, 1 << 16)
        keys = statement[2]
        expected = None if before is None else digest(before)
        _need(
            statement[0] == number and statement[3] == expected,
            "A root statement does not follow the one before it.",
        )
        _need(1 <= statement[1] <= len(keys) <= 16, "A root statement has no usable keys.")
        _need(len({key[0] for key in keys}) == len(keys), "A root statement has one key twice.")
        _need(all(usable(key[0]) for key in keys), "A root key must not be used.")
        message = label("root") + raw
        _need(_quorum(statement, message, own), "A root statement is not signed by its keys.")
        if statements:
            signed = _quorum(statements[-1], message, earlier)
            _need(signed, "A root statement is not signed by the keys before it.")
        else:
            _need(not earlier, "The first root statement has signatures of one before it.")
        statements.append(statement)
        before = raw
    _need(statements, "A party has no root statement.")
    return tuple(statements)


def _quorum(statement: list[Any], message: bytes, signatures: Sequence[list[Any]]) -> bool:
    """Whether enough different keys signed, and none wrongly (01, 1.3)."""
    keys = statement[2]
    signed: set[int] = set()
    for key, signature in signatures:
        if key >= len(keys) or key in signed:
            return False
        if not root_signed(keys[key][0], keys[key][1], message, signature):
            return False
        signed.add(key)
    needed: int = statement[1]
    return len(signed) >= needed


def _check_parties(terms: list[Any], roots: Sequence[Sequence[list[Any]]]) -> None:
    _need(len(roots) == len(terms[3]), "The root keys of a party are missing.")
    for party, chain in zip(terms[3], roots, strict=True):
        known = digest(label("party") + chain[0][0]) == party[0]
        _need(known, f"The root keys of party {party[1]} are not those of the terms.")


def _check_signatures(
    raw: bytes,
    signatures: Sequence[list[Any]],
    chains: Sequence[Sequence[list[Any]]],
    version: int,
) -> None:
    by_party: dict[int, list[list[Any]]] = {}
    for signature in signatures:
        by_party.setdefault(signature[0], []).append(signature)
    for number, chain in enumerate(chains):
        mine = by_party.pop(number, [])
        _need(mine, f"Version {version} of the terms lacks a party's signature.")
        used = mine[0][1]
        one = used < len(chain) and all(signature[1] == used for signature in mine)
        _need(one, "The signatures of a party name a wrong root statement.")
        signed = _quorum(chain[used], label("agreement") + raw, [s[2] for s in mine])
        _need(signed, f"A signature under version {version} of the terms does not verify.")
    _need(not by_party, "A signature is by a party that the terms do not know.")


def _check_texts(terms: Sequence[list[Any]], texts: Sequence[list[Any]]) -> None:
    found = {digest(body.encode()): language for language, body in texts}
    for each in terms:
        for language, hashed in each[4]:
            _need(
                found.get(hashed) == language,
                f"The text of the agreement in {language} is missing or altered.",
            )


def _stations(
    terms: list[Any],
    chains: Sequence[Sequence[list[Any]]],
    roots: Sequence[Sequence[list[Any]]],
    certificates: Sequence[list[Any]],
) -> dict[bytes, Station]:
    named = {station: number for number, party in enumerate(terms[3]) for station in party[6]}
    found: dict[bytes, tuple[int, Station]] = {}
    for raw, signatures in certificates:
        certificate = read(raw, _CERTIFICATE, 1 << 16)
        party, _, ed, ml, _, _, _, begins, ends = certificate
        station = digest(label("station") + ed + ml)
        number = named.get(station)
        if number is None:
            continue
        own = digest(label("party") + roots[number][0][0])
        _need(party == own and begins < ends, "A station's certificate is another party's.")
        _need(usable(ed), "A station's key must not be used.")
        signed = _quorum(chains[number][-1], label("cert") + raw, signatures)
        _need(signed, "A station's certificate is not signed by its party's root.")
        if station not in found or found[station][0] < ends:
            found[station] = (ends, Station(number, ed, ml))
    _need(found.keys() == named.keys(), "A station of the terms has no certificate.")
    return {station: known for station, (_, known) in found.items()}


def _terms(raw: list[Any]) -> Terms:
    desks = [(desk[0], desk[1]) for desk in raw[5]]
    ends = [(*desks[a], *desks[b]) for a, b, _ in raw[6]]
    return Terms(
        raw[0],
        tuple(
            Party(party[0], party[1], party[2][0][1] if party[2] else party[1], tuple(party[6]))
            for party in raw[3]
        ),
        frozenset(desks),
        frozenset((*ends, *((c, d, a, b) for a, b, c, d in ends))),
        frozenset(raw[20]),
        raw[27][0],
        raw[11][3],
    )


class Notice(NamedTuple):
    """A root-signed notice (10): its kind, the party that made it, its id and its fields."""

    kind: str
    party: int
    id: bytes
    body: list[Any]


def check_notice(data: bytes, agreement: Agreement) -> Notice:
    """Check a root-signed notice (10).

    Raises:
        Broken, Unreadable: It does not hold.
    """
    kind, party, number, raw, signatures = read(data, _NOTICE, 1 << 20)
    notice = read(raw, _NOTICES[kind], 1 << 20)
    _need(notice[0] == agreement.line, "A notice is about another line.")
    known = party < len(agreement.chains) and number < len(agreement.chains[party])
    _need(known, "A notice is signed by root keys that are not known.")
    signed = _quorum(agreement.chains[party][number], label(kind) + raw, signatures)
    _need(signed, "A notice is not signed by its party's root.")
    return Notice(kind, party, digest(label(kind) + raw), notice)


__all__ = ["Agreement", "Broken", "Notice", "Terms", "check_agreement", "check_notice", "read"]
