"""When voice counts as back after a cut."""

import pytest

from bench.voice_cut import back_after_ms

CUT = 10_000.0


@pytest.mark.parametrize(
    ("ends", "back"),
    [
        ([], 0.0),
        ([9_000.0, 9_050.0], 0.0),
        ([9_000.0, 10_200.0, 10_250.0, 10_300.0], 300.0),
        ([10_200.0, 10_650.0, 11_100.0, 11_150.0], 1_150.0),
        ([10_200.0, 10_250.0, 12_800.0], 250.0),
    ],
)
def test_silence_ends_where_sound_stays(ends: list[float], back: float) -> None:
    assert back_after_ms(CUT, ends) == back
