"""The record: feeds, entries, the proof of one act, verifying; and the agreement."""

import base64
import re
from typing import Any

import pytest
from playwright.sync_api import expect
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from tests.page import scenes
from tests.page.conftest import Console

Doc = dict[str, Any]
LINE = f"lines/{scenes.CHINA}"
PATH = [bytes([n]) * 32 for n in (0x11, 0x22, 0x33, 0x44, 0x55, 0x66)]


@pytest.fixture
def record(console: Console) -> Console:
    """A console whose station has a record."""

    def entries(request: Request) -> Doc:
        party = 0 if request.query_params["feed"] == scenes.FEED_0 else 1
        size = int(request.query_params.get("before", (47, 63)[party]))
        return scenes.entries(console.now(), party, size)

    proof = "".join(base64.b64encode(part).decode() + "\n" for part in PATH)
    console.station.answers |= {
        f"{LINE}/record": entries,
        f"{LINE}/proof": PlainTextResponse(
            f"c2sp.org/tlog-proof@v1\nindex 43\n{proof}\nnote\n"
        ),
    }
    return console


def test_entries_say_who_signed_what_and_how_firmly(record: Console) -> None:
    page = record.line("record")
    rows = page.locator(".entries tbody tr")
    expect(rows).to_have_count(47)
    expect(rows.first).to_contain_text("provisional")
    expect(rows.nth(3)).to_contain_text("firm")
    expect(rows.nth(3)).to_contain_text("Alerting")
    other = page.get_by_role("button", name=re.compile("^Singapore"))
    expect(other).to_contain_text("2 acts wait for acts of Beijing that are not here")
    other.click()
    expect(rows).to_have_count(50)
    page.get_by_role("button", name="Older").click()
    expect(rows).to_have_count(63)


def test_of_two_histories_it_is_said_what_was_not_judged(record: Console) -> None:
    feeds = record.station.docs[f"record:{scenes.CHINA}"]["feeds"]
    feeds[1] |= {"state": "frozen", "waits": {"acts": 1, "for": []}}
    page = record.line("record")
    told = page.get_by_role("button", name=re.compile("^Singapore"))
    expect(told).to_contain_text("two histories")
    expect(told).to_contain_text("1 act was not judged: two histories were found before")


def test_an_act_is_shown_with_its_path_to_the_signed_root(record: Console) -> None:
    page = record.line("record")
    page.get_by_role("link", name="43", exact=True).click()
    panel = page.get_by_role("region", name=re.compile("Entry 43"))
    expect(panel).to_contain_text("Beijing signed this act, in this place of its record.")
    expect(panel.locator(".sibling")).to_have_count(len(PATH))
    expect(panel.get_by_role("img")).to_contain_text("1111…")
    save = panel.get_by_role("button", name="Save proof")
    expect(save).to_have_attribute("href", f"/api/{LINE}/proof?feed={scenes.FEED_0}&index=43")


def test_an_act_of_an_unknown_type_is_kept_and_said_to_be_unknown(record: Console) -> None:
    strange = scenes.entries(record.now(), 0, 1)["entries"][0] | {"type": "47", "body": None}
    record.station.answers[f"{LINE}/record"] = {"entries": [strange]}
    page = record.line("record")
    expect(page.get_by_text("An act this console does not know")).to_be_visible()


def test_verifying_says_what_was_found(record: Console) -> None:
    page = record.line("record")
    expect(page.get_by_text(re.compile("110 acts, none missing, none altered"))).to_be_visible()
    record.station.answers[f"{LINE}/verify"] = {
        "at_ms": record.now(),
        "entries": 12,
        "result": "broken",
        "first_bad": {"party": 0, "index": 12, "code": "bad-signature"},
    }
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("The record does not hold.")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("bad-signature")
    export = page.get_by_role("button", name="Export")
    expect(export).to_have_attribute("href", f"/api/{LINE}/export")


def test_the_agreement_shows_terms_texts_signatures_and_desks(console: Console) -> None:
    page = console.line("agreement")
    expect(page.get_by_text("Version 1, in force since")).to_be_visible()
    expect(page.get_by_role("row", name="FLASH answered within 20 s")).to_be_visible()
    expect(page.get_by_text("China, root")).to_be_visible()
    manned = page.locator(
        "section", has=page.get_by_role("heading", name="Manned by agreement")
    )
    expect(manned).to_contain_text("Day and night")
    expect(manned).to_contain_text("Mon 08:00Z to Mon 18:00Z, Tue 08:00Z to Tue 18:00Z")
    expect(page.locator(".root-words").first.locator("li")).to_have_count(12)
    page.get_by_role("button", name=re.compile("^Chinese")).click()
    expect(page.locator(".articles")).to_have_attribute("lang", "zh")
    pairs = page.locator(".pairs")
    expect(pairs.get_by_role("listitem").filter(has_text="Defence Watch Room")).to_contain_text(
        "Liaison Duty Room"
    )
