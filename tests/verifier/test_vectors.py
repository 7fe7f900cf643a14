"""Runs vectors/acts.json and exports.json through the station's code and the verifier."""

import json
from pathlib import Path
from typing import Any

import pytest

from openline.core.acts.act import known_types
from openline.core.errors import OpenlineError
from openline.core.fold import read_entry
from tests.station.records import by_core, by_verifier, core_states, verifier_states
from tests.verifier.test_acts import by_verifier as code_of
from verifier.report import document

FOLDER = Path(__file__).parents[2] / "vectors"
ACTS = json.loads((FOLDER / "acts.json").read_text(encoding="ascii"))
EXPORTS = json.loads((FOLDER / "exports.json").read_text(encoding="ascii"))


def test_every_type_of_act_has_a_vector() -> None:
    named = {case["name"] for case in ACTS["cases"]}
    assert {f"type {number}" for number in known_types()} <= named


@pytest.mark.parametrize("case", ACTS["cases"], ids=lambda case: str(case["name"]))
def test_acts(case: dict[str, Any]) -> None:
    assert case["reason"]
    assert case["origin"]
    entry = bytes.fromhex(case["entry"])
    expected = None if case["verdict"] == "ok" else case["verdict"]
    assert read_entry(entry, case["index"])[1] == expected
    assert code_of(entry, case["index"]) == expected


def _bytes(case: dict[str, Any]) -> bytes:
    data = bytearray.fromhex(EXPORTS["files"][case["file"]])
    for offset, patch in case["patch"]:
        replacement = bytes.fromhex(patch)
        data[offset : offset + len(replacement)] = replacement
    return bytes(data)


@pytest.mark.parametrize("case", EXPORTS["cases"], ids=lambda case: str(case["name"]))
def test_exports(case: dict[str, Any]) -> None:
    data = _bytes(case)
    found = by_verifier(data).finding
    assert (found.code if found else "ok") == case["verdict"]
    place = [found.party, found.incarnation, found.index] if found else None
    assert place == case["place"]
    if case["verdict"] == "agreement":
        with pytest.raises(OpenlineError):
            by_core(data)
        return
    ours = by_core(data).finding
    assert (ours.code if ours else "ok") == case["verdict"]
    assert ([ours.party, ours.incarnation, ours.index] if ours else None) == place


def test_what_the_honest_record_comes_to() -> None:
    data, known = bytes.fromhex(EXPORTS["files"]["record"]), EXPORTS["known"]
    core, verdict = by_core(data), by_verifier(data)
    told = json.loads(json.dumps(document(verdict)))
    assert {key: known[key] for key in told} == told
    states = verifier_states(verdict)
    assert core_states(core.checked, core.agreement.line) == states
    for ring in known["ring_states"]:
        _, positions, _, _, settled, legs, _ = states["rings"][tuple(ring["place"])]
        assert positions == (ring["caller"], ring["callee"], ring["stage"])
        assert settled == ring["settled"]
        assert [[list(at), leg[3]] for at, leg in sorted(legs.items())] == ring["legs"]
    for message in known["message_states"]:
        _, _, opened, informed, _ = states["letters"][tuple(message["place"])]
        assert (sorted(opened), sorted(informed)) == (message["opened"], message["informed"])
    assert len(known["watch_states"]) == len(states["watches"])
    for said in known["watch_states"]:
        place, on = states["watches"][said["party"], said["desk"]]
        assert (list(place), on and list(on)) == (said["place"], said["on"])
    for request in known["request_states"]:
        _, _, stage, agreed, owe, conditions, settled = states["requests"][
            tuple(request["place"])
        ]
        assert (stage, settled, sorted(owe)) == (
            *(request["stage"], request["settled"], request["owe"]),
        )
        assert (None if agreed is None else [list(agreed[0]), agreed[1]]) == request["agreed"]
        found = [[list(at), n, how] for (at, n), how in sorted(conditions.items())]
        assert found == request["conditions"]
