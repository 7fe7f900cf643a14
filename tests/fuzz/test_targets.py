"""Each reader of foreign bytes on good inputs, on all that was ever found, and on some more.

`make fuzz SECONDS=3600` goes on for as long as it is told.
"""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from openline.core.crypto.sealing import SealingKey
from tests.fuzz.__main__ import PAGE_NAMES, command_of, corpus, taken
from tests.fuzz.mutate import mutated
from tests.fuzz.remember import remembering
from tests.fuzz.sealing import OneSeal
from tests.fuzz.targets import TARGETS

SLOW = {"opening": 200, "agreement": 200, "export": 200, "notice": 400, "draft": 200}


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_undocumented_leaves_a_reader(name: str) -> None:
    target = TARGETS[name]
    seeds = target.seeds()
    assert seeds
    for data in (*seeds, *corpus(name), b""):
        target.run(data)
    dice = Random(name)
    for _ in range(SLOW.get(name, 2_000)):
        target.run(mutated(dice, seeds))


@pytest.mark.parametrize("name", PAGE_NAMES)
def test_nothing_undocumented_leaves_a_reader_of_the_page(name: str) -> None:
    subprocess.run(command_of(name, 60, 1, 4_000, plain=True), check=True, timeout=300)


def test_a_ledger_adds_up_until_a_target_has_had_enough(tmp_path: Path) -> None:
    ledger = tmp_path / "ledger.json"
    command = [sys.executable, "-m", "tests.fuzz", "--plain", "--seconds", "60"]
    for most in ("1000", "2000", "2000"):
        subprocess.run(
            [*command, "--ledger", str(ledger), "--up-to", most, "reference"], check=True
        )
    figures = taken(ledger)["reference"]
    assert 2_000 <= figures["inputs"] < 3_000
    assert figures["findings"] == 0


def test_inputs_differ_from_what_they_are_made_of() -> None:
    seeds = TARGETS["act"].seeds()
    made = {mutated(Random(number), seeds) for number in range(500)}
    assert len(made - set(seeds)) > 400


def test_a_memory_of_signatures_says_what_the_library_says() -> None:
    one, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    kind = remembering(Ed25519PublicKey)
    signature = one.sign(b"message")
    for _ in range(2):
        key, stranger = (
            kind.from_public_bytes(each.public_key().public_bytes_raw())
            for each in (one, other)
        )
        key.verify(signature, b"message")
        for wrong, given, said in (
            (stranger, signature, b"message"),
            (key, signature, b"massage"),
            (key, bytes(64), b"message"),
        ):
            with pytest.raises(InvalidSignature):
                wrong.verify(given, said)
    with pytest.raises(ValueError, match="32 bytes"):
        kind.from_public_bytes(b"short")


def test_what_is_sealed_under_one_key_agreement_opens() -> None:
    key = SealingKey(bytes(32))
    seal = OneSeal(key.public, b"info")
    for plain in (b"", b"one", bytes(3_000)):
        assert key.decrypt(seal.seal(plain), b"info") == plain
