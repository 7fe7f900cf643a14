"""Formal messages with their three receipts, and the operators' own channel."""

import re

from playwright.sync_api import expect

from tests.page import scenes
from tests.page.conftest import Console, Open

LONG = "一" * 30_000


def test_a_message_in_another_script_is_written_and_sent(console: Console) -> None:
    console.station.on(
        "message", lambda _: {"ok": True, "result": {"ref": "1.0.30." + "3" * 64}}
    )
    page = console.line("messages")
    expect(page.get_by_label("Precedence")).to_have_value("ROUTINE")
    page.get_by_label("Language of the text").select_option("zh")
    page.get_by_label("Subject").fill("值班")
    page.get_by_label("Text", exact=True).fill("第一段。\n\n第二段。")
    page.get_by_role("button", name="Send").click()
    assert console.wait_for_act("message") == {
        "from": "watch",
        "to": {"party": 0, "desk": "liaison"},
        "precedence": "ROUTINE",
        "language": "zh",
        "subject": "值班",
        "text": "第一段。\n\n第二段。",
    }


def test_what_is_missing_is_said_at_the_form_and_nothing_is_lost(console: Console) -> None:
    console.station.refuse("message", "store-unknown", "The commit was not confirmed.")
    page = console.line("messages")
    send = page.get_by_role("button", name="Send")
    send.click()
    expect(page.get_by_text("Give a subject.")).to_be_visible()
    expect(page.get_by_label("Subject")).to_be_focused()
    page.keyboard.type("Check call")
    expect(page.get_by_text("Write the text.")).to_be_visible()
    text = page.get_by_label("Text", exact=True)
    text.fill(LONG)
    expect(page.get_by_text(re.compile("The text is 87.9 KiB; 64 KiB fit."))).to_be_visible()
    text.fill("Heard.")
    send.click()
    expect(page.get_by_text("Not sent.")).to_be_visible()
    expect(text).to_have_value("Heard.")
    assert len(console.acts("message")) == 1


def test_choosing_a_message_opens_it_once_and_shows_three_receipts(console: Console) -> None:
    docs = console.station.docs[f"messages:{scenes.CHINA}"]
    docs["messages"][0]["receipts"]["opened"] = []
    page = console.line("messages")
    assert console.acts("opened") == []
    page.get_by_role("link", name=re.compile("3月18日")).click()
    ref = docs["messages"][0]["ref"]
    assert console.wait_for_act("opened") == {"message": ref}
    expect(page.locator(".text p")).to_have_count(3)
    expect(page.locator(".text")).to_have_attribute("lang", "zh")
    receipts = page.locator(".receipts")
    expect(receipts).to_contain_text("Singapore's station")
    page.get_by_role("button", name="Record it").click()
    assert console.wait_for_act("informed") == {"message": ref}
    page.get_by_role("button", name="Reply").click()
    expect(page.get_by_label("Subject")).to_have_value("Re: 3月18日演习区变更")
    expect(page.get_by_label("Text", exact=True)).to_be_focused()
    assert len(console.acts("opened")) == 1


def test_how_far_a_document_has_come_is_said_on_both_sides(console: Console) -> None:
    listed = console.station.docs[f"messages:{scenes.CHINA}"]["messages"]
    theirs, ours = listed[0], listed[2]
    now = theirs["at_ms"]
    document = {
        "ref": "0.0.50." + "5" * 64,
        "name": "Chart.pdf",
        "media_type": "application/pdf",
        "size": 3 << 20,
        "at_ms": now,
        "by": "Watch officer 1",
        "held": 1 << 20,
        "whole": False,
        "there": [],
    }
    here = document | {"ref": "0.0.51." + "6" * 64, "whole": True, "held": 3 << 20}
    there = here | {"ref": "0.0.52." + "7" * 64, "there": [{"party": 0, "at_ms": now}]}
    ours["documents"] = [here, there]
    theirs["documents"] = [document, here]
    page = console.line("messages")
    rows = page.locator(".document-list li")
    page.get_by_role("link", name=re.compile("Port call")).click()
    expect(rows.nth(0)).to_contain_text("Not yet at Beijing")
    expect(rows.nth(1)).to_contain_text("Beijing holds it since")
    page.get_by_role("link", name=re.compile("3月18日")).click()
    expect(rows.nth(0)).to_contain_text("1,024 KiB of 3,072 KiB")
    expect(rows.nth(1)).to_contain_text("Here, its hash checked")


def test_what_is_not_yet_stored_over_there_is_said(console: Console) -> None:
    page = console.line("messages")
    page.get_by_role("link", name=re.compile("Port call")).click()
    expect(page.get_by_text("Kept here, not yet at Beijing's station")).to_be_visible()


def test_older_messages_are_read_from_the_cursor_on(console: Console) -> None:
    older = {
        "messages": [scenes.our_message(console.now(), 9, "The oldest")],
        "more": False,
        "cursor": None,
    }
    console.station.answers[f"lines/{scenes.CHINA}/messages"] = older
    page = console.line("messages")
    page.get_by_role("button", name="Older").click()
    expect(page.get_by_text("The oldest")).to_be_visible()
    expect(page.get_by_role("button", name="Older")).to_have_count(0)


def test_ctrl_enter_sends_but_never_flash(console: Console) -> None:
    page = console.line("messages")
    page.get_by_label("Subject").fill("Subject")
    page.get_by_label("Precedence").select_option("FLASH")
    page.get_by_label("Text", exact=True).fill("Text")
    page.keyboard.press("Control+Enter")
    page.get_by_label("Precedence").select_option("PRIORITY")
    page.get_by_label("Text", exact=True).focus()
    page.keyboard.press("Control+Enter")
    assert console.wait_for_act("message")["precedence"] == "PRIORITY"
    assert len(console.acts("message")) == 1


def test_the_service_channel_says_who_spoke_and_what_is_not_yet_there(console: Console) -> None:
    page = console.line("service")
    rows = page.locator(".talk li")
    expect(rows).to_have_count(6)
    expect(rows.nth(1)).to_contain_text("Beijing, Watch officer 3")
    expect(rows.nth(5)).to_contain_text("Kept here, not yet at Beijing's station")
    page.get_by_label("Write to the operators in Beijing").fill("Bell test heard.")
    page.keyboard.press("Enter")
    assert console.wait_for_act("say") == {"language": "en", "text": "Bell test heard."}
    expect(page.get_by_label("Write to the operators in Beijing")).to_have_value("")


def test_an_auditor_reads_and_is_offered_no_pen(opened: Open) -> None:
    page = opened(scenes.me(role="auditor")).line("messages")
    page.get_by_role("link", name=re.compile("3月18日")).click()
    expect(page.locator(".text p")).to_have_count(3)
    expect(page.get_by_role("button", name=re.compile("Send|Reply|Record it"))).to_have_count(0)
