"""Makes vectors/agreement.json anew: agreements, whole and altered, with verdicts.

The signatures are random, so the files differ each time; what they say does not.

Run it only when a format changes, from the project's folder:
`python -m vectors.generate_agreement`.
"""

import json
from pathlib import Path
from typing import Any

from openline.core.agreement.document import AgreementFile, parse_agreement
from openline.core.codec import encode
from openline.core.crypto.words import root_words
from tests.core.parties import (
    TEXTS,
    Party,
    amended,
    draft_of,
    sign_by,
    signed_by_all,
    terms_of,
)

ORIGIN = "vectors/generate_agreement.py"


def case(name: str, file: str, verdict: str, reason: str, **more: Any) -> dict[str, Any]:
    """Return a case; `patch` lists [offset, bytes] to be put into the file first."""
    given = {"name": name, "file": file, "patch": [], "verdict": verdict, "reason": reason}
    return given | {"origin": ORIGIN} | more


def flip(data: bytes, what: bytes, *, at: int = 0) -> list[list[int | str]]:
    """Return the patch that changes one bit of a byte, `at` bytes into the first `what`."""
    offset = data.index(what) + at
    return [[offset, bytes((data[offset] ^ 1,)).hex()]]


def known(file: AgreementFile) -> dict[str, Any]:
    """Return what a reader must find in a good file."""
    agreement = parse_agreement(encode(file))
    return {
        "line": agreement.line.hex(),
        "terms_hash": agreement.terms_hash.hex(),
        "version": agreement.terms.version,
        "parties": [party.party.hex() for party in agreement.terms.parties],
        "party_words": [list(root_words(party.party)) for party in agreement.terms.parties],
        "terms_words": list(root_words(agreement.terms_hash)),
        "stations": [s.hex() for party in agreement.terms.parties for s in party.stations],
    }


def make() -> dict[str, Any]:
    """Return the content of the file."""
    one, two = Party("one"), Party("two", keys=2, needed=2)
    terms = terms_of(one, two)
    draft = draft_of(terms, one, two)
    half = sign_by(draft, 0, one)
    whole = signed_by_all(draft, one, two)
    data = encode(whole)
    two.rotate()
    first = parse_agreement(data)
    later = draft_of(amended(first, notice_s=2_000), one, two, earlier=first)
    amendment = signed_by_all(later, one, two)
    pairs = encode(terms.pairs)
    text = TEXTS["zh"].encode()
    signature = whole.versions[0].signatures[1].signature.signature
    notice = encode(terms.notice_s) + encode(())
    duties = encode(terms.duties)
    return {
        "spec": ["docs/spec/01-identities.md", "docs/spec/02-agreement.md"],
        "files": {
            "whole": data.hex(),
            "half": encode(half).hex(),
            "amendment": encode(amendment).hex(),
        },
        "cases": [
            case("two parties", "whole", "ok", "All have signed.", known=known(whole)),
            case(
                "an amendment after a change of root keys",
                "amendment",
                "ok",
                "Version 2 is signed by all; the line is that of version 1.",
                known=known(amendment),
            ),
            case("a signature missing", "half", "agreement-unsigned", "Party two has not."),
            case(
                "a text altered",
                "whole",
                "text-altered",
                "One bit of the Chinese text differs from what was signed.",
                patch=flip(data, text, at=len(text) - 1 - 3),
            ),
            case(
                "terms altered",
                "whole",
                "bad-signature",
                "The notice in the terms is another.",
                patch=flip(data, notice, at=2),
            ),
            case(
                "Ed25519 signature altered",
                "whole",
                "bad-signature",
                "A bit of the first half of a root signature.",
                patch=flip(data, signature, at=3),
            ),
            case(
                "ML-DSA-87 signature altered",
                "whole",
                "bad-signature",
                "A bit of the second half; the first half still verifies.",
                patch=flip(data, signature, at=64 + 9),
            ),
            case(
                "another party id",
                "whole",
                "wrong-card",
                "The root keys are not those of the party that the terms name.",
                patch=flip(data, two.id),
            ),
            case(
                "an unknown suite",
                "whole",
                "terms-refused",
                "Suite 0; only suite 1 is known.",
                patch=flip(data, pairs, at=len(pairs)),
            ),
            case(
                "a duty beyond the week",
                "whole",
                "terms-refused",
                "The span ends at minute 10,081; a week has 10,080.",
                patch=flip(data, duties, at=len(duties) - 1),
            ),
            case(
                "an unknown word for what is shown of a ladder",
                "whole",
                "malformed",
                "The word is no longer one of the two that are known.",
                patch=flip(data, encode(terms.ladder_shown), at=1),
            ),
            case(
                "another kind of file",
                "whole",
                "malformed",
                "The kind ends in another digit.",
                patch=flip(data, b"openline agreement 1", at=19),
            ),
        ],
    }


if __name__ == "__main__":
    content = json.dumps(make(), indent=1)
    Path(__file__).with_name("agreement.json").write_text(content + "\n", encoding="ascii")
