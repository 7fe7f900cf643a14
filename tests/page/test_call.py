"""A whole call between two pages, over real WebRTC; the stations between them are scripted."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.page import scenes
from tests.page.conftest import LIMIT_MS, Console, Open
from tests.page.exchange import Exchange


@pytest.fixture
def sides(opened: Open) -> tuple[Console, Console, Exchange]:
    """Singapore's watch room, Beijing's, and what lies between them."""
    caller = opened()
    callee = opened(
        scenes.me(
            person="Watch officer 3",
            desk="liaison",
            desk_names=scenes.THEIR_WATCH["names"],
            party=scenes.BEIJING,
        )
    )
    docs = callee.station.docs
    docs["now"]["lines"] = [{**docs["now"]["lines"][0], "peers": [scenes.SINGAPORE]}]
    docs[f"line:{scenes.CHINA}"] |= {
        "peers": [scenes.SINGAPORE],
        "pairs": [
            {
                "mine": scenes.THEIR_WATCH,
                "theirs": scenes.OUR_WATCH,
                "peer": 1,
                "level": "watch",
            }
        ],
    }
    exchange = Exchange(caller.station, callee.station)
    caller.line()
    callee.line()
    return caller, callee, exchange


def connect(caller: Console, callee: Console) -> None:
    caller.page.get_by_role("button", name="Ring", exact=True).click()
    callee.page.get_by_role("button", name="Answer").wait_for()
    callee.page.keyboard.press("F2")
    for console in (caller, callee):
        expect(
            console.page.get_by_role("heading", name="Compare the check words")
        ).to_be_visible()


def said(page: Page) -> list[str]:
    return page.locator(".bigword b").all_inner_texts()


def pick(page: Page, words: list[str]) -> None:
    for place, word in enumerate(words):
        page.locator(".pick").nth(place).get_by_role("button", name=word).first.click()


def test_voice_opens_words_match_and_hanging_up_ends_it_on_both_sides(
    sides: tuple[Console, Console, Exchange],
) -> None:
    caller, callee, exchange = sides
    connect(caller, callee)
    expect(
        caller.page.get_by_role("heading", name="Beijing, Liaison Duty Room")
    ).to_be_visible()
    assert [done["act"] for done in caller.station.did][:2] == ["ring", "leg-accept"]
    assert [done["act"] for done in callee.station.did][:2] == ["answer", "leg-reveal"]
    record = caller.page.get_by_role("button", name="Record check")
    expect(record).to_be_disabled()
    spoken = {console: said(console.page) for console in (caller, callee)}
    pick(caller.page, spoken[callee])
    pick(callee.page, spoken[caller])
    for console in (caller, callee):
        console.page.get_by_role("button", name="Record check").click()
    for console in (caller, callee):
        assert console.wait_for_act("leg-words")["result"] == "match"
        expect(console.page.get_by_text("Check words matched")).to_be_visible()
    expect(caller.page.get_by_text("Beijing: matched")).to_be_visible()
    caller.page.keyboard.press("F9")
    caller.page.keyboard.press("F9")
    for console in (caller, callee):
        expect(console.page.get_by_role("button", name="Hang up")).to_have_count(0)
    assert exchange.stage == "ended"


def test_other_words_close_the_microphone_and_say_so(
    sides: tuple[Console, Console, Exchange],
) -> None:
    caller, callee, _ = sides
    connect(caller, callee)
    caller.page.get_by_role("button", name="None of these").click()
    assert caller.wait_for_act("leg-words")["result"] == "mismatch"
    for console in (caller, callee):
        expect(
            console.page.get_by_role(
                "heading", name="The check words differ. Say nothing more."
            )
        ).to_be_visible()
    mute = caller.page.get_by_role("button", name="Mute")
    expect(mute).to_have_attribute("aria-pressed", "true")


def test_a_skipped_check_needs_a_reason_and_shows_it_to_both(
    sides: tuple[Console, Console, Exchange],
) -> None:
    caller, callee, _ = sides
    connect(caller, callee)
    caller.page.get_by_role("button", name="Skip the check…").click()
    record = caller.page.get_by_role("button", name="Record the skip")
    expect(record).to_be_disabled()
    caller.page.get_by_label("Why is the check skipped?").fill("Line test")
    record.click()
    assert caller.wait_for_act("leg-words") == {
        "leg": caller.acts("leg-accept")[0]["leg"],
        "result": "skipped",
        "reason": "Line test",
    }
    expect(caller.page.get_by_text("Here: skipped: Line test")).to_be_visible()


def test_a_reload_is_a_new_leg_of_the_same_call(
    sides: tuple[Console, Console, Exchange],
) -> None:
    caller, callee, exchange = sides
    connect(caller, callee)
    caller.page.reload()
    for console in (caller, callee):
        expect(console.page.locator(".bigword")).to_have_count(2)
        expect(console.page.get_by_text("Voice open").first).to_be_visible()
    until_up(exchange, 2, caller.page)


COUNTED = """(() => {
    const Own = RTCPeerConnection;
    window.peers = [];
    window.asked = 0;
    window.RTCPeerConnection = class extends Own {
        constructor(...given) {
            super(...given);
            window.peers.push(this);
        }
    };
    window.RTCPeerConnection.generateCertificate = Own.generateCertificate.bind(Own);
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = (how) => {
        window.asked++;
        return ask(how);
    };
})()"""
"""Put into a page: its connections, and how often it asked for the microphone."""
STOP = """for (const peer of peers)
    if (peer.signalingState !== "closed") void peer.getSenders()[0]?.replaceTrack(null)"""
"""Nothing is sent any more, and nothing is said of it: as if the path were cut."""


def connect_counted(caller: Console, callee: Console) -> None:
    for console in (caller, callee):
        console.page.add_init_script(COUNTED)
        console.page.reload()
    connect(caller, callee)


def until_up(exchange: Exchange, legs: int, page: Page) -> None:
    give_up = time.monotonic() + LIMIT_MS / 1000
    while len(exchange.legs) < legs or exchange.legs[-1]["state"] != "up":
        assert time.monotonic() < give_up, [leg["state"] for leg in exchange.legs]
        page.wait_for_timeout(10)


def test_voice_that_no_longer_arrives_is_opened_again_by_the_offerer(
    sides: tuple[Console, Console, Exchange],
) -> None:
    caller, callee, exchange = sides
    connect_counted(caller, callee)
    caller.page.keyboard.press("F4")
    caller.page.evaluate(STOP)
    until_up(exchange, 2, callee.page)
    # The other one hears nothing now: it did not offer, and says so.
    callee.page.evaluate(STOP)
    assert caller.wait_for_act("leg-fail") == {
        "leg": exchange.legs[1]["ref"],
        "code": "interrupted",
    }
    until_up(exchange, 3, callee.page)
    assert {leg["offerer"] for leg in exchange.legs} == {0}
    for console in (caller, callee):
        expect(console.page.locator(".foot.live")).to_contain_text("Voice open")
        expect(console.page.get_by_text("Compare the check words").first).to_be_visible()
        assert console.page.evaluate("asked") == 1
    mute = caller.page.get_by_role("button", name="Mute")
    expect(mute).to_have_attribute("aria-pressed", "true")


def test_after_words_that_differ_no_new_leg_takes_their_alarm_away(
    sides: tuple[Console, Console, Exchange],
) -> None:
    caller, callee, exchange = sides
    connect_counted(caller, callee)
    caller.page.get_by_role("button", name="None of these").click()
    callee.page.get_by_text("The check words differ").first.wait_for()
    caller.page.evaluate(STOP)
    bar = callee.page.locator(".foot.live")
    expect(bar).to_contain_text("Voice open, but nothing is heard")
    meters = callee.page.locator(".sides")
    expect(meters).to_contain_text("Not heard now")
    expect(meters).not_to_contain_text("Not sent")
    callee.page.evaluate(STOP)
    expect(caller.page.locator(".foot.live")).to_contain_text("nothing is heard")
    assert len(exchange.legs) == 1
    assert caller.acts("leg-fail") == callee.acts("leg-fail") == []
    expect(callee.page.get_by_text("The check words differ").first).to_be_visible()


def test_who_answers_another_ring_is_not_heard_by_the_former_call_any_more(
    sides: tuple[Console, Console, Exchange],
) -> None:
    caller, callee, _ = sides
    connect_counted(caller, callee)
    callee.station.on("answer", lambda _: {"ok": True, "result": {}})
    callee.station.change("now", rings=[scenes.ring(callee.now(), preempts=True)])
    callee.page.get_by_role("button", name="Answer").click()
    callee.wait_for_act("answer", 2)
    callee.page.wait_for_function(
        "peers.every(({ connectionState }) => connectionState !== 'connected')"
    )


def test_a_page_offers_at_once_and_then_at_a_pace(opened: Open) -> None:
    offers = (
        opened()
        .go()
        .evaluate(
            """async () => {
            const { Pace } = await import("/page/js/pace.js");
            const pace = new Pace();
            const made = [];
            for (let now = 0; now < 3_600_000; ) {
                const wait = pace.wait(now);
                if (wait === 0) {
                    pace.note(now);
                    made.push(now);
                }
                now += Math.max(wait, 1);
            }
            return made;
        }"""
        )
    )
    assert offers[:4] == [0, 1_000, 3_000, 7_000]
    for first in offers:
        assert sum(first <= one < first + 60_000 for one in offers) <= 6
    # A later silence is not made to wait for what was long ago.
    assert len(offers) > 180


def test_mute_and_hang_up_are_in_one_place_on_every_page_of_the_console(
    sides: tuple[Console, Console, Exchange],
) -> None:
    caller, callee, _ = sides
    connect(caller, callee)
    page = caller.page
    mute = page.get_by_role("button", name="Mute")
    places = []
    for tab in ("Line", "Messages", "Record", "Agreement"):
        page.get_by_role("navigation").get_by_role("link", name=tab, exact=True).click()
        box = mute.bounding_box()
        assert box is not None
        places.append((box["x"], box["y"]))
    assert len(set(places)) == 1
    page.keyboard.press("F4")
    expect(mute).to_have_attribute("aria-pressed", "true")
    callee.station.ticking = caller.station.ticking = False
    expect(page.get_by_text("Not connected to the station")).to_be_visible()
    expect(mute).to_be_enabled()
    expect(page.get_by_role("button", name="Hang up")).to_be_enabled()


def test_a_refused_microphone_is_said_and_the_ring_goes_on(opened: Open) -> None:
    console = opened()
    page = console.go()
    page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = "
        "() => Promise.reject(new DOMException('no', 'NotAllowedError')) }"
    )
    console.station.change("now", rings=[scenes.ring(console.now())])
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text(re.compile("Microphone refused by this computer"))).to_be_visible()
    assert console.acts("answer") == []
    expect(page.get_by_role("button", name="Answer")).to_be_enabled()
