"""Runs vectors/agreement.json through the code that a station uses."""

import json
from pathlib import Path
from typing import Any

import pytest

from openline.core.agreement.document import parse_agreement
from openline.core.crypto.words import root_words
from openline.core.errors import OpenlineError

CONTENT: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "vectors" / "agreement.json").read_text(encoding="ascii")
)


def _bytes(case: dict[str, Any]) -> bytes:
    data = bytearray.fromhex(CONTENT["files"][case["file"]])
    for offset, patch in case["patch"]:
        replacement = bytes.fromhex(patch)
        data[offset : offset + len(replacement)] = replacement
    return bytes(data)


@pytest.mark.parametrize("case", CONTENT["cases"], ids=lambda case: str(case["name"]))
def test_vector(case: dict[str, Any]) -> None:
    assert case["reason"]
    assert case["origin"]
    if case["verdict"] != "ok":
        with pytest.raises(OpenlineError) as raised:
            parse_agreement(_bytes(case))
        assert raised.value.code == case["verdict"]
        return
    agreement, known = parse_agreement(_bytes(case)), case["known"]
    parties = agreement.terms.parties
    assert agreement.line.hex() == known["line"]
    assert agreement.terms_hash.hex() == known["terms_hash"]
    assert agreement.terms.version == known["version"]
    assert [party.party.hex() for party in parties] == known["parties"]
    assert [list(root_words(party.party)) for party in parties] == known["party_words"]
    assert list(root_words(agreement.terms_hash)) == known["terms_words"]
    assert [s.hex() for party in parties for s in party.stations] == known["stations"]
