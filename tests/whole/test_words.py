"""The check words: the same on both sides, each in its language; results are acts."""

from playwright.sync_api import expect

from tests.whole.conftest import CN, SG, Open
from tests.whole.console import Console, talk


def both(console: Open) -> tuple[Console, Console]:
    """An English and a Chinese console in a call."""
    caller, callee = console(SG), console(CN, language="zh", ready="就绪")
    caller.ring()
    callee.rings()
    callee.press("接听")
    caller.talks()
    return caller, callee


def test_words_that_match_in_two_languages(console: Open) -> None:
    caller, callee = both(console)
    callee.picks(caller.says("en"), "zh")
    caller.picks(callee.says("zh"), "en")
    caller.press("Record check")
    caller.sees("Check words matched")
    caller.sees("Beijing: not recorded yet")
    callee.press("记录核对结果")
    callee.sees("口令词相符")
    caller.sees("Beijing: matched")
    shown = caller.page.locator(".words b").all_inner_texts()[:4]
    theirs = callee.page.locator(".words .muted").all_inner_texts()[:4]
    assert shown == theirs


def test_words_that_differ_close_the_mouth_on_both_sides(console: Open) -> None:
    caller, callee = console(SG, "navy"), console(CN, "navy")
    talk(caller, callee)
    caller.press("None of these")
    for one in (caller, callee):
        one.headline("The check words differ. Say nothing more.")
    expect(caller.button("Mute")).to_have_attribute("aria-pressed", "true")
    callee.hears_nothing_of(caller)
    callee.hang_up()
    caller.idle()


def test_a_wrong_word_is_a_mismatch(console: Open) -> None:
    caller, callee = console(SG, "navy"), console(CN, "navy")
    talk(caller, callee)
    callee.says("en")
    for place in range(2):
        others = caller.page.locator(".check .pick").nth(place).get_by_role("button")
        faces = [face.split("\n")[0] for face in others.all_inner_texts()]
        assert len(faces) == 4
        right = faces.index(callee.page.locator(".bigword b").nth(place).inner_text())
        others.nth((right + 1) % 4 if place == 1 else right).click()
    caller.press("Record check")
    callee.headline("The check words differ. Say nothing more.")


def test_a_skipped_check_is_recorded_with_its_reason(console: Open) -> None:
    caller, callee = (
        console(SG, "minister", role="office"),
        console(CN, "minister", role="office"),
    )
    talk(caller, callee)
    caller.press("Skip the check…")
    caller.page.get_by_label("Why is the check skipped?").fill("Voices are known")
    caller.press("Record the skip")
    caller.sees("Here: skipped: Voices are known")
    callee.press("Skip the check…")
    callee.page.get_by_label("Why is the check skipped?").fill("As they do")
    callee.press("Record the skip")
    callee.sees("Singapore: skipped: Voices are known")
    caller.hang_up()
