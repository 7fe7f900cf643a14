"""Planted mistakes: each still fits the code, and one of them is found and explained."""

import shutil
from pathlib import Path

import pytest

from simulator.mutants import MUTANTS, ROOT, Mutant, Stale, hunt


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mutant_fits_the_code(mutant: Mutant, tmp_path: Path) -> None:
    file = tmp_path / "openline" / mutant.file
    file.parent.mkdir(parents=True)
    shutil.copy(ROOT / "src" / "openline" / mutant.file, file)
    mutant.plant(tmp_path)
    compile(file.read_text(), mutant.file, "exec")


def test_a_mutant_that_fits_no_more_says_so(tmp_path: Path) -> None:
    file = tmp_path / "openline" / "x.py"
    file.parent.mkdir()
    file.write_text("one two two")
    Mutant("fits", "x.py", "one", "three").plant(tmp_path)
    for old in ("one", "two"):
        with pytest.raises(Stale):
            Mutant("does not", "x.py", old, "").plant(tmp_path)


def test_a_mutant_is_found() -> None:
    (mutant,) = [one for one in MUTANTS if one.name == "the end of a ring's time is missed"]
    seed, said = hunt(mutant, 20)
    assert seed is not None
    assert "breaks an invariant: spins" in said
