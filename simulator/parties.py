"""Parties, their keys and the agreement between them: the same in every run.

Made with the code of the real ceremony from fixed seeds, so that an exported record of a run
passes the stand-alone verifier like any other.
"""

import hashlib
from functools import cache
from importlib import resources
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA87PrivateKey
from msgspec.structs import replace

from openline import ceremony
from openline.ceremony.draft import DraftDesk, DraftPairs, DraftParty, make_draft, read_draft
from openline.core.agreement.document import (
    Agreement,
    PartySignature,
    draft_file,
    parse_agreement,
    parse_draft,
    sign_terms,
    terms_message,
)
from openline.core.agreement.terms import TermsParty
from openline.core.codec import encode
from openline.core.crypto.keys import Digest, PartyId, RootKeys, StationId, StationKeys
from openline.core.crypto.sealing import SealingKey
from openline.core.identity import (
    Certificate,
    RootSignature,
    RootStatement,
    SignedCertificate,
    SignedRoot,
    certificate_message,
    party_id,
    root_message,
)
from openline.core.line import Charter, Member
from openline.core.wording import Wording
from openline.station.wiring import certificate_digest

START_S: Final = 1_790_000_000
"""When every run begins, in seconds since 1970."""
CODES: Final = ("sg", "cn", "vn")
DESKS: Final = ("watch", "minister", "navy")


def _seed(*parts: str) -> bytes:
    return hashlib.sha256("/".join(("openline simulator", *parts)).encode()).digest()


class Signer:
    """A station's signing keys, made from a seed."""

    def __init__(self, seed: bytes) -> None:
        self._ed = Ed25519PrivateKey.from_private_bytes(seed)
        self._ml = MLDSA44PrivateKey.from_seed_bytes(seed)
        self._keys = StationKeys(
            self._ed.public_key().public_bytes_raw(), self._ml.public_key().public_bytes_raw()
        )

    @property
    def keys(self) -> StationKeys:
        """The public keys."""
        return self._keys

    def sign_ed(self, message: bytes) -> bytes:
        """Ed25519 over `message`."""
        return self._ed.sign(message)

    def sign_ml(self, message: bytes) -> bytes:
        """ML-DSA-44 over `message`."""
        return self._ml.sign(message)


class Party:
    """One party: a root key, and one station that it certified."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._root_ed = Ed25519PrivateKey.from_private_bytes(_seed(code, "root"))
        self._root_ml = MLDSA87PrivateKey.from_seed_bytes(_seed(code, "root"))
        self.signer = Signer(_seed(code, "station"))
        self.sealing = SealingKey(_seed(code, "sealing"))
        self.courier = SealingKey(_seed(code, "courier"))
        root = RootKeys(
            self._root_ed.public_key().public_bytes_raw(),
            self._root_ml.public_key().public_bytes_raw(),
        )
        statement = RootStatement(0, 1, (root,), None)
        self.party: PartyId = party_id(statement)
        packed = encode(statement)
        self.root = SignedRoot(packed, (self._signed(root_message(packed)),), ())
        certificate = encode(
            Certificate(
                self.party,
                "main",
                self.signer.keys.ed,
                self.signer.keys.ml,
                self.sealing.public,
                self.courier.public,
                (Digest(_seed(code, "tls")),),
                START_S,
                START_S + 10 * 365 * 86_400,
            )
        )
        signature = self._signed(certificate_message(certificate))
        self.certificate = SignedCertificate(certificate, (signature,))

    @property
    def station(self) -> StationId:
        """The id of the party's station."""
        return self.signer.keys.station_id

    def _signed(self, message: bytes) -> RootSignature:
        return RootSignature(0, self._root_ed.sign(message) + self._root_ml.sign(message))

    def sign_terms(self, number: int, message: bytes) -> PartySignature:
        """The party's signature under the terms, as party `number` of them."""
        return PartySignature(number, 0, self._signed(message))

    def drafted(self) -> DraftParty:
        """The party as a draft names it."""
        names = tuple(Wording(tag, self.code) for tag in ("en", "zh"))
        terms = TermsParty(
            self.party,
            self.code,
            names,
            names,
            "UTC",
            "en",
            (self.station,),
            (f"{self.code}.example:7411",),
            (),
        )
        return DraftParty(terms, (self.root,), (self.certificate,))


@cache
def party(number: int) -> Party:
    """A party of every agreement here; made once, since keys are slow to make."""
    return Party(CODES[number])


@cache
def agreement_of(parties: int) -> Agreement:
    """The agreement of the demonstration, between so many parties, signed by all."""
    sides = [party(number) for number in range(parties)]
    with resources.as_file(resources.files(ceremony) / "example.toml") as example:
        draft, texts = read_draft(example)
    codes = CODES[:parties]
    third = [
        DraftDesk(CODES[2], desk.code, desk.role, desk.names)
        for desk in draft.desks
        if desk.party == CODES[0] and parties > 2
    ]
    pairs = [DraftPairs(desk, tuple(f"{code}/{desk}" for code in codes)) for desk in DESKS]
    draft = replace(draft, desks=(*draft.desks, *third), pairs=tuple(pairs))
    file = make_draft(draft, texts, [one.drafted() for one in sides], psk=None, earlier=None)
    terms = replace(parse_draft(encode(file)).terms, nonce=_seed("nonce")[:16])
    certificates = [one.certificate for one in sides]
    file = draft_file(terms, texts, [(one.root,) for one in sides], certificates, None)
    message = terms_message(file.versions[-1].terms)
    for number, one in enumerate(sides):
        signature = one.sign_terms(number, message)
        file = sign_terms(parse_draft(encode(file)), [signature])
    return parse_agreement(encode(file))


@cache
def charter_of(number: int, parties: int) -> Charter:
    """What the core needs of the agreement, seen from one party."""
    agreement = agreement_of(parties)
    members = {
        party(n).station: Member(
            n,
            party(n).station,
            party(n).signer.keys,
            certificate_digest(agreement, party(n).station),
        )
        for n in range(parties)
    }
    return Charter(
        agreement.line,
        number,
        party(number).station,
        agreement.terms,
        agreement.terms_hash,
        members,
        {},
    )
