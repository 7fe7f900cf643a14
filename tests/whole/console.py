"""One console of a desk, worked as its officer works it: by what stands on the screen."""

import contextlib

from playwright.sync_api import Error, Locator, Page, expect

from bench.sound import Samples, likeness, speech
from bench.voice import say
from openline.locale import words

HEARD = 0.4
"""Likeness of what was heard to what was said, through the codec. Noise stays below 0.1."""
SECOND = 48_000


def phrase() -> Samples:
    """A second and a half of the known speech."""
    return speech()[: SECOND * 3 // 2]


class Console:
    """A page in a browser of its own."""

    def __init__(self, page: Page) -> None:
        self.page = page

    # --- what stands there --------------------------------------------------------------

    def button(self, name: str) -> Locator:
        """A button by its whole accessible name."""
        return self.page.get_by_role("button", name=name, exact=True).first

    def sees(self, text: str) -> None:
        """Wait until a text stands on the screen."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def sees_no(self, text: str) -> None:
        """Wait until a text is gone."""
        expect(self.page.get_by_text(text).filter(visible=True)).to_have_count(0)

    def headline(self, text: str) -> None:
        """Wait until the line's headline says this."""
        expect(self.page.locator(".head h1")).to_contain_text(text)

    def fact(self, name: str) -> Locator:
        """The value beside a name in a list of facts."""
        row = self.page.locator("dl > div").filter(has=self.page.get_by_text(name, exact=True))
        return row.locator("dd").first

    # --- going about --------------------------------------------------------------------

    def press(self, name: str) -> None:
        """Press a button."""
        self.button(name).click()

    def open_line(self) -> None:
        """Open the first line from the rail."""
        self.page.locator(".rail a.key:not(.plain)").first.click()

    def tab(self, name: str) -> None:
        """Open a tab of the line."""
        self.page.locator(".tabs").get_by_role("link", name=name).click()

    # --- calls --------------------------------------------------------------------------

    def ring(self, precedence: str = "ROUTINE", *, subject: str = "", words: str = "") -> None:
        """Open the ring panel and ring the counterpart of this desk."""
        self.open_line()
        self.page.get_by_role("radio", name=precedence).check(force=True)
        if subject:
            self.page.get_by_label("Subject").select_option(label=subject)
        if words:
            self.page.get_by_label("Own words").fill(words)
        self.press("Ring")

    def rings(self) -> None:
        """Wait for a ring."""
        expect(self.page.get_by_role("alertdialog")).to_be_visible()

    def answer(self) -> None:
        """Answer the ring that stands there."""
        self.press("Answer")

    def talks(self) -> None:
        """Wait until voice is open."""
        expect(self.page.locator(".foot.live")).to_contain_text("Voice open")

    def hang_up(self) -> None:
        """Hang up; the call is over here."""
        self.press("Hang up")
        self.idle()

    def idle(self) -> None:
        """Wait until there is no call."""
        expect(self.button("Hang up")).to_have_count(0)

    def hears(self, mouth: "Console") -> None:
        """Check that what is said there is heard here; a busy machine may break it up twice."""
        best = 0.0
        for _ in range(3):
            best = max(best, likeness(phrase(), say(mouth.page, self.page, phrase())[1]))
            if best > HEARD:
                return
        raise AssertionError(f"likeness {best:.2f} of what was heard to what was said")

    def hears_nothing_of(self, mouth: "Console") -> None:
        """Check that what is said there is not heard here."""
        heard = say(mouth.page, self.page, phrase())[1]
        assert likeness(phrase(), heard) < HEARD / 2

    # --- check words --------------------------------------------------------------------

    def says(self, language: str) -> list[int]:
        """The two words that this side reads aloud, as numbers of the word list."""
        spoken = self.page.locator(".check .bigword b")
        expect(spoken).to_have_count(2)
        return [words(language).index(word) for word in spoken.all_inner_texts()]

    def picks(self, numbers: list[int], language: str) -> None:
        """Pick the words that were heard."""
        for place, number in enumerate(numbers):
            group = self.page.locator(".check .pick").nth(place)
            heard = group.get_by_role("button").filter(
                has=self.page.get_by_text(words(language)[number], exact=True)
            )
            heard.click()

    # --- writing ------------------------------------------------------------------------

    def settle_all(self) -> None:
        """Clear the board of rings that came to nothing before: it shows three at a time."""
        self.page.locator(".rail a.plain").first.click()
        settles = self.page.get_by_role("button", name="Settle,")
        while settles.count():
            row = settles.first.element_handle()
            row.click()
            row.wait_for_element_state("hidden")

    def write(self, subject: str, text: str, *, send: bool = True, **choices: str) -> None:
        """Write a formal message to the counterpart and, as a rule, send it."""
        self.open_line()
        self.tab("Messages")
        if self.button("New message").is_visible():
            self.press("New message")
        for label, choice in choices.items():
            field = self.page.locator(".composer").get_by_label(label.replace("_", " "))
            field.select_option(label=choice)
        self.page.get_by_label("Subject", exact=True).fill(subject)
        self.paste("Text", text)
        if send:
            self.press("Send")

    def paste(self, label: str, text: str) -> None:
        """Put a text into a field at once: typing 60 KiB would take the browser a minute."""
        field = self.page.get_by_label(label, exact=True)
        field.evaluate(
            """(field, text) => {
                field.value = text;
                field.dispatchEvent(new Event("input", { bubbles: true }));
            }""",
            text,
        )

    def read(self, subject: str) -> None:
        """Open a message in the list."""
        self.open_line()
        self.tab("Messages")
        self.page.locator(".mail-list a.item").filter(has_text=subject).first.click()

    def receipt(self, name: str) -> Locator:
        """One of the three receipts of the message that is open."""
        return self.page.locator(".receipts > li").filter(
            has=self.page.get_by_text(name, exact=True)
        )

    def is_silent(self) -> None:
        """Wait until no bell sounds here."""
        expect(self.page.locator("html:not([data-bell])")).to_have_count(1)

    # --- beneath the screen -------------------------------------------------------------

    def bell(self) -> str | None:
        """Which bell sounds here."""
        found = self.page.evaluate("document.documentElement.dataset.bell ?? null")
        return None if found is None else str(found)

    def call(self) -> str:
        """The reference of the call of this console."""
        return str(
            self.page.evaluate("""async () => {
            const { now } = await import("/page/js/state.js");
            return now().call.ref;
        }""")
        )

    def ways(self) -> set[str]:
        """The types of the addresses that this console's leg offers."""
        found = self.page.evaluate("""async () => {
            const { now } = await import("/page/js/state.js");
            return now().call.legs.flatMap((leg) =>
                [...leg.offer.candidates, ...(leg.accept?.candidates ?? [])]);
        }""")
        return {one.split()[-1] for one in found}

    def leave(self) -> None:
        """End what goes on here and close the page."""
        with contextlib.suppress(Error):
            self.page.context.set_offline(False)
            for name in ("Hang up", "Cancel ring"):
                if self.button(name).is_visible():
                    self.button(name).click(timeout=1_000)
                    self.button(name).wait_for(state="detached", timeout=3_000)
        self.page.context.close()


def talk(caller: Console, callee: Console, precedence: str = "ROUTINE") -> None:
    """Ring, answer, and wait until both have voice."""
    caller.ring(precedence)
    callee.rings()
    callee.answer()
    caller.talks()
    callee.talks()
