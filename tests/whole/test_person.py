"""What each person chooses for themselves, and what a browser without a session is told."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from bench.voice import CHROMIUM, FLAGS
from tests.whole.conftest import CN, SG, Line, Open, enrol, opener

LANGUAGES = {"zh": "zh-Hans", "vi": "vi", "ja": "ja", "fa": "fa"}
"""Each language, and how the page names what is written in it."""
SIZES: tuple[ViewportSize, ...] = (
    {"width": 1280, "height": 800},
    {"width": 390, "height": 844},
)
WIDER = "() => document.documentElement.scrollWidth > innerWidth + 1"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_console_in_each_language(console: Open, language: str) -> None:
    ours = console(SG, language=language, ready="")
    html = ours.page.locator("html")
    expect(html).to_have_attribute("lang", LANGUAGES[language])
    expect(html).to_have_attribute("dir", "rtl" if language == "fa" else "ltr")
    line = ours.page.locator(".rail a.key:not(.plain)").first.get_attribute("href")
    for size in SIZES:
        ours.page.set_viewport_size(size)
        for tab in ("", "/messages", "/service", "/record", "/agreement"):
            ours.page.goto(f"{ours.page.url.split('#')[0]}{line}{tab}")
            ours.page.locator(".screen").first.wait_for()
            assert not ours.page.evaluate(WIDER), (language, size, tab)
            text = ours.page.locator("#console").inner_text()
            assert "⟨" not in text
            assert "{" not in text


def test_language_and_appearance_are_kept_for_the_person(console: Open) -> None:
    ours = console(SG)
    ours.press("Language and more")
    ours.page.locator("label", has_text="فارسی").click()
    expect(ours.page.locator("html")).to_have_attribute("dir", "rtl")
    ours.page.locator("label", has_text="中文").click()
    expect(ours.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    ours.page.locator("label", has_text="浅色").click()
    expect(ours.page.locator("html")).to_have_attribute("data-theme", "light")
    ours.page.reload()
    expect(ours.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(ours.page.locator("html")).to_have_attribute("data-theme", "light")


def test_a_page_without_a_session_says_how_to_get_in(line: Line, browser: Browser) -> None:
    link = enrol(line, SG, "watch")
    page = browser.new_page()
    answer = page.goto(link.split("/enrol")[0])
    assert answer is not None
    assert answer.status == 401
    expect(page.get_by_role("heading")).to_have_text("This browser is not signed in")
    page.goto(link)
    page.locator("button[type=submit]").click()
    page.locator("[data-ready]").wait_for(state="attached")
    page.goto(link)
    expect(page.get_by_role("heading")).to_contain_text("not valid")
    page.close()


def test_whoever_leaves_the_desk_is_out(console: Open) -> None:
    ours = console(SG)
    ours.press("Language and more")
    ours.press("Leave the desk")
    expect(ours.page.get_by_role("heading")).to_have_text("This browser is not signed in")


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        ("NotAllowedError", "Microphone refused by this computer."),
        ("NotFoundError", "This computer has no microphone."),
        ("NotReadableError", "The microphone is used by another program."),
    ],
)
def test_without_a_microphone_a_sentence_says_why(
    console: Open, trouble: str, said: str
) -> None:
    caller, callee = console(SG), console(CN)
    callee.page.evaluate(
        """(name) => {
            navigator.mediaDevices.getUserMedia =
                () => Promise.reject(new DOMException("no", name));
        }""",
        trouble,
    )
    caller.ring()
    callee.rings()
    callee.answer()
    callee.sees(said)
    caller.sees("Alerting in Beijing")


def test_the_caller_without_a_microphone_is_told_and_may_try_again(console: Open) -> None:
    caller, callee = console(SG), console(CN)
    caller.page.evaluate(
        """() => {
            const real = navigator.mediaDevices.getUserMedia;
            navigator.mediaDevices.getUserMedia = () => {
                navigator.mediaDevices.getUserMedia = real;
                return Promise.reject(new DOMException("no", "NotAllowedError"));
            };
        }"""
    )
    caller.ring()
    callee.rings()
    callee.answer()
    caller.sees("Microphone refused by this computer.")
    callee.sees("The other console has no microphone to use.")
    caller.press("Open voice again")
    caller.talks()
    callee.talks()
    callee.hears(caller)


@pytest.fixture
def strict(browser: Browser, line: Line) -> Iterator[Open]:
    """Consoles in a browser that allows no microphone by itself."""
    asking = [flag for flag in FLAGS if "fake-ui" not in flag]
    other = browser.browser_type.launch(executable_path=CHROMIUM, args=asking)
    with opener(other, line) as open_console:
        yield open_console
    other.close()


def test_a_browser_that_really_refuses_the_microphone(console: Open, strict: Open) -> None:
    caller, callee = console(SG), strict(CN, probe=False)
    caller.ring()
    callee.rings()
    callee.answer()
    callee.sees("Microphone refused by this computer.")
    caller.sees("Alerting in Beijing")


def test_a_microphone_allowed_only_when_the_ring_is_answered(
    console: Open, strict: Open
) -> None:
    caller, callee = console(SG), strict(CN, probe=False)
    caller.ring()
    callee.rings()
    callee.page.context.grant_permissions(["microphone"])
    callee.answer()
    caller.talks()
    callee.talks()
