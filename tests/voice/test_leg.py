"""Two Chromium pages, one leg, no station."""

from playwright.sync_api import Browser, Page

from bench.sound import ALIKE, Heard, likeness, speech
from bench.voice import Legs, is_heard, open_page
from openline.core.crypto.keys import Digest
from openline.core.crypto.words import commitment, frame_secret_hash, word_numbers

Pages = tuple[Page, Page]
WORD = speech(1)


def test_the_right_word_is_told_from_another() -> None:
    pieces = speech()
    other = pieces[len(WORD) : 2 * len(WORD)]
    assert likeness(WORD, Heard(0, pieces)) > 0.99
    assert likeness(WORD, Heard(0, other)) < ALIKE


def test_a_leg_opens_and_is_heard_both_ways(pages: Pages) -> None:
    legs = Legs(pages)
    legs.prepare()
    legs.connect()
    for mouth, ear in (pages, pages[::-1]):
        assert is_heard(mouth, ear)
        assert max(stats["levelIn"] for stats in ear.evaluate("told.stats")) > -40
    reports = [page.evaluate("told.reports") for page in pages]
    assert reports[0] == [{"tls": "1.3", "fp_seen": legs.accept["fp"], "frames_ok": True}]
    assert reports[1] == [{"tls": "1.3", "fp_seen": legs.offer["fp"], "frames_ok": True}]


def test_promises_and_words_are_those_of_the_station(pages: Pages) -> None:
    legs = Legs(pages)
    legs.connect()
    nonce_o = bytes.fromhex(pages[0].evaluate("leg.reveal()"))
    nonce_a = bytes.fromhex(legs.accept["nonce"])
    for page, fields in zip(pages, (legs.offer, legs.accept), strict=True):
        secret = bytes.fromhex(page.evaluate("leg.secret()"))[:32]
        assert frame_secret_hash(secret).hex() == fields["fsh"]
    assert commitment(nonce_o).hex() == legs.offer["commit"]
    words = list(word_numbers(Digest(bytes.fromhex(legs.transcript)), nonce_o, nonce_a))
    assert [page.evaluate("leg.words()") for page in pages] == [words, words]


def test_mute_is_silence_and_the_leg_stays_open(pages: Pages) -> None:
    Legs(pages).connect()
    pages[0].evaluate("leg.mute(true)")
    assert not is_heard(*pages, tries=1)
    pages[0].evaluate("leg.mute(false)")
    assert is_heard(*pages)
    assert pages[1].evaluate("leg.state") == "open"


def test_silence_of_the_line_is_told_and_the_end_of_the_other_too(pages: Pages) -> None:
    legs = Legs(pages)
    legs.connect()
    pages[0].evaluate("leg.close()")
    legs.wait(1, "no-sound", "failed")
    assert pages[0].evaluate("leg.state") == "closed"


ONCE_ONLY = """const own = RTCRtpReceiver.getCapabilities.bind(RTCRtpReceiver);
RTCRtpReceiver.getCapabilities = (kind) => ({
    ...own(kind),
    codecs: own(kind).codecs.filter(({mimeType}) => mimeType !== "audio/red"),
});"""


def test_a_peer_that_cannot_take_frames_twice_gets_them_once(
    browser: Browser, server: str
) -> None:
    able = open_page(browser, f"{server}/leg.html")
    other = open_page(
        browser, f"{server}/leg.html", lambda page: page.add_init_script(script=ONCE_ONLY)
    )
    Legs((able, other)).connect()
    for mouth, ear in ((able, other), (other, able)):
        assert is_heard(mouth, ear)


def test_an_end_prepared_before_the_microphone_was_allowed_is_prepared_again(
    pages: Pages,
) -> None:
    offerer, acceptor = pages
    acceptor.context.clear_permissions()
    acceptor.evaluate("prepare('acceptor', {policy: 'all'})")
    # The addresses are found now, and hidden; nothing tells of it before they are asked for.
    acceptor.evaluate("new Promise((resolve) => setTimeout(resolve, 300))")
    acceptor.context.grant_permissions(["microphone"])
    offer = offerer.evaluate("offer({policy: 'all'})")
    answer = acceptor.evaluate("(offer) => accept(offer, {policy: 'all'})", offer)
    assert "failed" not in answer
