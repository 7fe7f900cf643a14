"""The record at the desk: entries, proofs that others can check, verification, export."""

from pathlib import Path

from playwright.sync_api import expect

from openline.core.acts.act import parse_act
from openline.core.acts.messages import MESSAGE
from openline.core.record.notes import verify_proof
from openline.station.folder import load_station
from tests.whole.conftest import CN, SG, Line, Open


def test_a_saved_proof_holds_against_the_stations_keys_alone(
    line: Line, console: Open, tmp_path: Path
) -> None:
    ours, _ = console(SG), console(CN)
    ours.write("For the record", "Signed and receipted.")
    expect(ours.receipt("Stored")).to_contain_text("Beijing's station")
    ours.tab("Record")
    ours.page.locator(".feeds button").filter(has_text="Singapore").first.click()
    row = ours.page.locator(".entries tr").filter(has_text="Message")
    row.first.get_by_role("link").click()
    expect(row.first).to_contain_text("firm", timeout=90_000)
    expect(row.first).to_contain_text("Beijing")
    with ours.page.expect_download() as saved:
        ours.page.get_by_role("button", name="Save proof").click()
    file = tmp_path / saved.value.suggested_filename
    saved.value.save_as(file)
    (installed,) = load_station(line.station(SG)).lines()
    keys = {one: each.keys for one, each in installed.agreement.certificates.items()}
    proven = verify_proof(file.read_text(), keys)
    act = parse_act(proven.entry)
    assert act.type == MESSAGE
    assert act.body.text == "Signed and receipted."
    assert len(proven.statements) == 2


def test_the_record_is_verified_and_exported(console: Open, tmp_path: Path) -> None:
    ours = console(SG)
    ours.open_line()
    ours.tab("Record")
    ours.press("Verify")
    ours.sees("none missing, none altered")
    with ours.page.expect_download() as saved:
        ours.page.get_by_role("button", name="Export").click()
    assert saved.value.suggested_filename.startswith("openline-")
    file = tmp_path / "record"
    saved.value.save_as(file)
    assert file.stat().st_size > 1_000


def test_the_agreement_is_shown_as_it_is_enforced(console: Open) -> None:
    ours = console(SG)
    ours.open_line()
    ours.tab("Agreement")
    ours.sees("Memorandum on a direct line")
    for name, value in (
        ("FLASH answered within", "20 s"),
        ("Longest message", "64 KiB"),
        ("Recording of voice", "Acts only, never voice"),
    ):
        row = ours.page.locator("tr").filter(has=ours.page.get_by_text(name, exact=True))
        expect(row).to_contain_text(value)
    expect(ours.page.locator(".signature")).to_have_count(2)
    expect(ours.page.locator(".root-words").first.locator("li")).to_have_count(12)
    ours.page.get_by_role("button", name="Chinese").click()
    ours.sees("关于设立直通线路的谅解备忘录")


def test_an_auditor_reads_and_a_technician_does_not_read_the_record(console: Open) -> None:
    auditor = console(SG, person="Auditor", role="auditor")
    auditor.open_line()
    expect(auditor.button("Ring")).to_have_count(0)
    auditor.tab("Record")
    expect(auditor.page.locator(".entries tr").first).to_be_visible()
    technician = console(SG, person="Technician", role="technician")
    technician.open_line()
    technician.tab("Messages")
    technician.sees("Not shown here")
