"""Watch to watch first; then the call is handed over to the principals, one tap each."""

import re

from playwright.sync_api import expect

from tests.whole.conftest import CN, SG, Open
from tests.whole.console import Console, talk


def compared(ours: Console, theirs: Console) -> None:
    """Read the check words to each other and record them."""
    theirs.picks(ours.says("en"), "en")
    ours.picks(theirs.says("en"), "en")
    for one in (ours, theirs):
        one.press("Record check")
        one.sees("Check words matched")


def joins(principal: Console) -> None:
    """One tap on the alert; the principal is in the call."""
    principal.sees("A call is held for you")
    principal.press("Join the call")
    principal.sees("Voice open")


def test_the_watch_connects_the_principals(console: Open) -> None:
    ours, theirs = console(SG), console(CN)
    minister = console(SG, "minister", person="Minister", ready="")
    other = console(CN, "minister", person="Minister", ready="")
    minister.sees("No call for you")
    minister.press("Ask for a call")
    ours.sees("Minister's Desk asks for a call with Beijing, Minister's Desk")
    talk(ours, theirs)
    connect = ours.button("Connect principals")
    expect(connect).to_be_disabled()
    ours.sees("Record the check words first.")
    compared(ours, theirs)
    ours.press("Principal ready")
    ours.sees("Both principals must be ready first.")
    theirs.press("Principal ready")
    ours.press("Connect principals")
    minister.sees("A call is held for you")
    assert minister.bell() == "ROUTINE"
    joins(minister)
    ours.sees("Minister's Desk speaks.")
    theirs.talks()
    theirs.hears(minister)
    theirs.press("Connect principals")
    joins(other)
    minister.hears(other)
    other.hears(minister)
    expect(minister.page.get_by_role("button")).to_have_text(
        [re.compile("Mute"), re.compile("Leave the call")]
    )
    other.press("Leave the call")
    minister.sees("No call for you")
    ours.sees("The principal in Beijing left the call")
    theirs.sees("Our principal left the call")


def test_a_principal_says_not_now_and_the_watch_keeps_the_call(console: Open) -> None:
    ours, theirs = console(SG), console(CN)
    minister = console(SG, "minister", person="وزیر", language="fa", ready="")
    talk(ours, theirs)
    compared(ours, theirs)
    for one in (ours, theirs):
        one.press("Principal ready")
    ours.press("Connect principals")
    minister.sees("تماسی برای شما نگه داشته شده است")
    minister.press("اکنون نه")
    minister.sees("تماسی برای شما نیست")
    ours.sees("Not ready")
    theirs.hears(ours)
    ours.hang_up()
    theirs.idle()
