"""Whatever a counterpart signs, the page stands: times of no calendar, markup, endless text."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.page import scenes
from tests.page.conftest import Console

MARKUP = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>&lt;b&gt;{ $n }'
ENDLESS = "W" * 500
FAR = 1 << 53
"""The greatest time that an act may bear; JavaScript's calendar ends before."""


def ring(console: Console, **fields: Any) -> dict[str, Any]:
    hostile = {
        "purpose": MARKUP,
        "by": MARKUP[:80],
        "subject": "not-in-the-book",
        "at_ms": FAR,
        "arrived_ms": console.now() - 1_000,
        "ring_for_s": 86_400,
        "stages": [{"stage": "sent", "at_ms": FAR, "party": 0, "firm": True}],
    }
    return scenes.ring(console.now(), **{**hostile, **fields})


def unhurt(console: Console) -> None:
    assert console.page.evaluate("window.hurt") is None
    assert console.page.locator("img[src=x]").count() == 0


def test_a_ring_of_hostile_fields_can_be_answered(console: Console) -> None:
    page = console.line()
    console.station.change("now", rings=[ring(console)])
    expect(page.get_by_text(MARKUP[:40], exact=False).first).to_be_visible()
    expect(page.get_by_role("button", name="Answer").first).to_be_visible()
    unhurt(console)


@pytest.mark.parametrize("stage", ["declined", "unreachable", "exhausted"])
def test_fates_with_hostile_fields_are_shown(console: Console, stage: str) -> None:
    page = console.line()
    decline = {
        "code": "no-such-code",
        "text": MARKUP,
        "language": "xx-Odd",
        "condition": ENDLESS,
        "call_back_ms": FAR,
        "by": MARKUP[:80],
    }
    tries = [{"path": MARKUP[:64], "first_ms": 0, "last_ms": FAR, "error": MARKUP[:32]}]
    shown = scenes.ring_out(
        console.now(),
        stage,
        at_ms=FAR,
        decline=decline if stage == "declined" else None,
        unreached={"tries": tries, "last_echo_ms": FAR} if stage == "unreachable" else None,
        stages=[{"stage": stage, "at_ms": FAR, "party": 0, "firm": False}],
    )
    console.station.change("now", outgoing=[shown])
    expect(page.get_by_role("button", name="Ring again")).to_be_visible()
    unhurt(console)


def test_hostile_messages_are_shown_as_text(console: Console) -> None:
    page = console.line("messages")
    marks = [{"party": 0, "by": MARKUP[:80], "at_ms": FAR}]
    odd = scenes.message(
        console.now(),
        1,
        at_ms=FAR,
        subject=MARKUP,
        text=MARKUP + ENDLESS,
        language="qq",
        by=MARKUP[:80],
        receipts={"stored": [], "opened": marks, "informed": marks},
    )
    topic = f"messages:{scenes.CHINA}"
    console.station.change(topic, messages=[odd])
    expect(page.get_by_text(MARKUP[:40], exact=False).first).to_be_visible()
    unhurt(console)


def test_receipts_of_a_time_beyond_every_calendar_leave_the_record_readable(
    console: Console,
) -> None:
    page = console.line("record")
    topic = f"record:{scenes.CHINA}"
    feeds = console.station.docs[topic]["feeds"]
    odd = [{"party": 0, "size": 1, "time_ms": ((1 << 63) - 1) * 1_000, "firm": True}]
    console.station.change(topic, feeds=[{**feed, "receipts": odd} for feed in feeds])
    expect(page.get_by_role("button", name="Verify")).to_be_visible()
    unhurt(console)


def test_the_board_shows_a_line_whose_last_act_is_of_no_year(console: Console) -> None:
    page = console.line()
    doc = console.station.docs[f"line:{scenes.CHINA}"]
    console.station.change(
        f"line:{scenes.CHINA}", today=[{**one, "at_ms": FAR} for one in doc["today"]]
    )
    last = {"line": scenes.CHINA, "at_ms": FAR, "type": "call.ring", "mine": False}
    console.station.change("now", last_act=last)
    expect(page.get_by_role("button", name="Ring", exact=True)).to_be_visible()
    unhurt(console)


def merged(console: Console, at_ms: int) -> dict[str, Any]:
    """Our ring to Beijing's minister, merged into theirs a moment ago."""
    desks = {"from": scenes.OUR_MINISTER, "to": scenes.THEIR_MINISTER}
    stages = [{"stage": "withdrawn", "at_ms": at_ms, "party": 1, "firm": False}]
    return scenes.ring_out(console.now(), "merged", stages=stages, **desks)


@pytest.mark.parametrize(
    "fields",
    [
        {"arrived_ms": 1},
        {"arrived_ms": -1_000, "from": {**scenes.THEIR_MINISTER, "party": 2}},
    ],
)
def test_no_ring_but_the_one_merged_with_ours_is_answered_without_a_person(
    console: Console, fields: dict[str, Any]
) -> None:
    page = console.line()
    at_ms = console.now() - 5_000
    moved = {**fields, "arrived_ms": at_ms + fields["arrived_ms"]}
    other = scenes.ring(console.now(), **moved)
    console.station.change("now", outgoing=[merged(console, at_ms)], rings=[other])
    expect(page.get_by_role("button", name="Answer").first).to_be_visible()
    carrier = scenes.ring(console.now(), ref="0.0.8." + "8" * 64, arrived_ms=at_ms)
    console.station.change("now", outgoing=[merged(console, at_ms)], rings=[other, carrier])
    console.wait_for_act("answer")
    assert [body["ring"] for body in console.acts("answer")] == [carrier["ref"]]
