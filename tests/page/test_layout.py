"""Every screen in every language and width: nothing overflows, nothing is untranslated."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.page import scenes
from tests.page.conftest import Open
from tests.page.scripted_station import PAGE

SCREENS = ("", "messages", "service", "record", "agreement")
WIDTHS = ((1280, 800), (1920, 1080), (390, 844))
NAMES = {
    "en": ("Ring", "Answer", "Decline", "Silence bell"),
    "zh": ("呼叫", "接听", "拒接", "静铃"),
    "vi": ("Gọi", "Trả lời", "Từ chối", "Tắt chuông"),
    "ja": ("呼び出す", "応答", "応答しない", "鳴動停止"),
    "fa": ("زنگ", "پاسخ", "رد", "خاموشی زنگ"),
}
CONTRAST = """() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const low = [];
  for (const element of document.querySelectorAll("#console *")) {
    const own = [...element.childNodes]
      .some((node) => node.nodeType === 3 && node.nodeValue.trim());
    if (!own || !element.checkVisibility()) continue;
    if (element.closest("svg, :disabled, .vh, .skip")) continue;
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(ground(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 7) low.push(`${element.textContent.trim().slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return low;
}"""


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("language", NAMES)
def test_nothing_overflows_and_names_are_the_agreed_ones(opened: Open, language: str) -> None:
    console = opened(scenes.me(language=language))
    page = console.line()
    expect(page.locator("html")).to_have_attribute(
        "lang", "zh-Hans" if language == "zh" else language
    )
    ring, answer, decline, silence = NAMES[language]
    expect(page.get_by_role("button", name=ring, exact=True)).to_be_visible()
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        for screen in SCREENS:
            page.evaluate("hash => { location.hash = hash }", f"/line/{scenes.CHINA}/{screen}")
            page.locator(f"a[aria-current]:not(.key)[href*='{scenes.CHINA}']").first.wait_for(
                state="attached"
            )
            assert overflow(page) <= 0, (width, screen)
        page.evaluate("() => { location.hash = '/' }")
        page.locator(".board").wait_for()
        assert overflow(page) <= 0, width
    console.station.change("now", rings=[scenes.ring(console.now())])
    for name in (answer, decline, silence):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    assert overflow(page) <= 0


def test_a_whole_ring_panel_fits_without_scrolling(opened: Open) -> None:
    page = opened().line()
    box = page.get_by_role("button", name="Ring", exact=True).bounding_box()
    foot = page.locator(".foot").bounding_box()
    assert box is not None
    assert foot is not None
    assert box["y"] + box["height"] <= foot["y"]


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_text_is_readable(opened: Open, theme: str) -> None:
    console = opened(scenes.me(theme=theme))
    page = console.line()
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    for screen in SCREENS:
        page.evaluate("hash => { location.hash = hash }", f"/line/{scenes.CHINA}/{screen}")
        page.locator(".screen").wait_for()
        assert page.evaluate(CONTRAST) == []
    for precedence in ("FLASH", "IMMEDIATE", "ROUTINE"):
        rings = [scenes.ring(console.now(), precedence=precedence, ref=precedence)]
        console.station.change("now", rings=rings)
        expect(page.get_by_role("alertdialog")).to_contain_text(precedence)
        assert page.evaluate(CONTRAST) == []


def test_the_browser_is_told_of_every_module_at_once() -> None:
    page = (PAGE / "index.html").read_text()
    modules = {
        f"/page/{path.relative_to(PAGE)}"
        for folder in ("js", "voice")
        for path in (PAGE / folder).glob("*.js")
        if path.name not in ("first.js", "main.js", "frames.js", "capture.js")
    }
    assert modules == set(re.findall(r'modulepreload" href="(/page/(?:js|voice)/[^"]+)"', page))
