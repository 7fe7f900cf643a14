"""The pages before the console in a real browser: no script, no refused style, Origin sent."""

import pytest
from playwright.sync_api import ConsoleMessage, Page, sync_playwright

from bench.voice import launch
from tests.web.station import Station


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_link_signs_a_browser_in(station: Station, language: str) -> None:
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    with sync_playwright() as playwright:
        browser = launch(playwright)
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.on("console", note)
        page.goto(station.enrol("Minister's office", "minister"))
        assert page.get_by_role("heading").inner_text() == "Minister's office"
        assert _colour(page)
        page.get_by_label("Language").select_option(language)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{station.url}/")
        (cookie,) = context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        persons = station.run(station.web.commands()["persons"].run(None))["persons"]
        assert persons[0]["language"] == language
        page.goto(station.enrol("Minister's office", "minister"))
        assert page.locator("html").get_attribute("lang") == language
        browser.close()
    assert complaints == []


def test_a_form_of_the_console_leaves(station: Station) -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_context().new_page()
        page.goto(station.enrol())
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{station.url}/")
        with page.expect_response(lambda answer: answer.status == 401):
            page.evaluate(LEAVE)
        assert page.get_by_role("heading").inner_text() == "This browser is not signed in"
        browser.close()


LEAVE = """() => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/leave";
  document.body.append(form);
  form.submit();
}"""


def _colour(page: Page) -> bool:
    """Whether the style sheet was taken: the button is as high as a main act must be."""
    box = page.get_by_role("button").bounding_box()
    return box is not None and box["height"] >= 56
