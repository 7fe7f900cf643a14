"""A ring climbs: bells outside the page, somebody comes, a station is killed on the way."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from openline.cli import run
from tests.whole.conftest import CN, SG, Line, Open

ROTA = """\
[bells.first]
command = ["sh", "-c", "echo first $OPENLINE_PRECEDENCE $OPENLINE_ID >> rung"]
[bells.second]
command = ["sh", "-c", "echo second $OPENLINE_PRECEDENCE $OPENLINE_ID >> rung"]
[bells.broken]
command = ["false"]
[ladders.watch]
repeat_s = 600
hold_s = 3
voice_s = 30
[[ladders.watch.steps]]
name = "Duty desk"
after_s = 0
consoles = true
bells = ["first"]
[[ladders.watch.steps]]
name = "Broken bell"
after_s = 8
bells = ["broken"]
[[ladders.watch.steps]]
name = "Second bell"
after_s = 30
bells = ["second"]
"""


@pytest.fixture
def house(line: Line, tmp_path: Path) -> Iterator[Path]:
    """The rung station with a rota; without one afterwards."""
    folder = line.station(CN)
    file = tmp_path / "rota.toml"
    file.write_text(ROTA, encoding="utf-8")
    assert run(["rota", "set", str(folder), str(file)]) == 0
    (folder / "rung").unlink(missing_ok=True)
    yield folder
    file.write_text("", encoding="utf-8")
    assert run(["rota", "set", str(folder), str(file)]) == 0


def rung(folder: Path) -> list[str]:
    """The alerts that were given: one that was given again after a crash bears the same id."""
    log = folder / "rung"
    rows = dict.fromkeys(log.read_text().splitlines()) if log.exists() else ()
    return [row.split()[0] for row in rows]


def test_it_climbs_and_both_sides_see_it(console: Open, line: Line, house: Path) -> None:
    caller, callee = console(SG), console(CN, person="Watch officer 3")
    caller.ring("FLASH")
    callee.sees("Step 1 of 3 is ringing")
    caller.headline("Alerting in Beijing, step 1 of 3")
    callee.page.keyboard.press("F6")
    expect(callee.page.get_by_role("button", name="I am coming")).to_be_disabled()
    caller.sees("Watch officer 3 is coming")
    # The second step fails, and the third comes at once instead of after half a minute.
    caller.headline("Alerting in Beijing, step 3 of 3")
    callee.sees("All 3 steps are ringing")
    assert rung(house) == ["first", "second"]
    callee.answer()
    caller.talks()
    caller.hang_up()
    callee.page.get_by_role("link", name="Watch").first.click()
    callee.sees("broken fails")


def test_a_killed_station_goes_on_where_it_was(console: Open, line: Line, house: Path) -> None:
    caller = console(SG)
    caller.ring("FLASH")
    caller.headline("Alerting in Beijing, step 1 of 3")
    line.end(CN, signal.SIGKILL)
    line.start(CN)
    caller.headline("Alerting in Beijing, step 3 of 3")
    assert rung(house) == ["first", "second"]
    caller.press("Cancel ring")
    caller.headline("You cancelled the ring")
