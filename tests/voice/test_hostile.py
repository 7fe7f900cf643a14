"""A hostile counterpart, a changed field on the way, a browser that does less than it says."""

import secrets
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from bench.sound import ALIKE, likeness, speech
from bench.voice import Legs, is_heard, open_page, say
from openline.core.crypto.keys import Digest
from openline.core.crypto.words import frame_keys

Pages = tuple[Page, Page]
WORD = speech(1)
FRAMES = (Path(__file__).parent / "hostile_frames.js").read_text()
GOOD = {
    "fp": "ab" * 32,
    "ufrag": "Abc+",
    "pwd": "0123456789/abcdefghijk",
    "candidates": ["udp 2122260223 127.0.0.1 40000 host", "udp 1 fd00::2 1 relay"],
}


def is_silent(mouth: Page, ear: Page) -> bool:
    return not say(mouth, ear, WORD)[1].samples.any()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("fp", "AB" * 32),
        ("fp", "ab" * 31),
        ("fp", "ab" * 32 + "\r\na=fingerprint:sha-256 " + "CD:" * 31 + "CD"),
        ("fp", ["ab" * 32, "cd" * 32]),
        ("fp", None),
        ("ufrag", "abc"),
        ("ufrag", "abcd\r\na=fingerprint:sha-256 " + "CD:" * 31 + "CD"),
        ("ufrag", "abcd\n"),
        ("pwd", "short"),
        ("pwd", "0123456789/abcdefghijk\r\na=setup:active"),
        ("candidates", []),
        ("candidates", ["udp 1 127.0.0.1 1 host"] * 9),
        ("candidates", "udp 1 127.0.0.1 1 host"),
        ("candidates", ["udp 1 127.0.0.1 1 host\r\na=fingerprint:sha-256 CD"]),
        ("candidates", ["udp 1 127.0.0.1 1  host"]),
        ("candidates", ["tcp 1 127.0.0.1 1 host"]),
        ("candidates", ["udp 0 127.0.0.1 1 host"]),
        ("candidates", ["udp 2147483648 127.0.0.1 1 host"]),
        ("candidates", ["udp 1 127.0.0.1 65536 host"]),
        ("candidates", ["udp 1 127.0.0.1 0 host"]),
        ("candidates", ["udp 1 127.0.0.256 1 host"]),
        ("candidates", ["udp 1 127.1 1 host"]),
        ("candidates", ["udp 1 0177.0.0.1 1 host"]),
        ("candidates", ["udp 1 fd00:::2 1 host"]),
        ("candidates", ["udp 1 fd00:0:0:0:0:0:0:2 1 host"]),
        ("candidates", ["udp 1 minister.local 1 host"]),
        ("candidates", ["udp 1 127.0.0.1 1 prflx"]),
        ("candidates", [7]),
    ],
)
def test_a_field_of_another_form_is_refused(files: Page, field: str, value: Any) -> None:
    assert described(files, GOOD | {field: value}) == "bad-field"


def test_a_description_has_one_fingerprint_and_nothing_else_of_the_peer(files: Page) -> None:
    lines = described(files, GOOD).splitlines()
    assert [line for line in lines if "fingerprint" in line] == [
        "a=fingerprint:sha-256 " + ":".join(["AB"] * 32)
    ]
    assert [line for line in lines if line.startswith("a=candidate")] == [
        "a=candidate:1 1 udp 2122260223 127.0.0.1 40000 typ host",
        "a=candidate:2 1 udp 1 fd00::2 1 typ relay raddr :: rport 0",
    ]
    assert "a=setup:passive" in lines
    assert not [line for line in lines if line.startswith("a=extmap")]


@pytest.fixture(scope="module")
def files(browser: Browser, server: str) -> Page:
    return open_page(browser, f"{server}/leg.html")


def described(page: Page, fields: dict[str, Any]) -> str:
    """The remote description made of the fields, or the code of the refusal."""
    text: str = page.evaluate(
        """async (fields) => {
            const made = await import("/page/voice/description.js");
            try {
                const transport = made.parseTransport(fields);
                return made.remoteDescription("offer", transport, {opus: 111, red: 63}).sdp;
            } catch (error) {
                return error.code;
            }
        }""",
        fields,
    )
    return text


@pytest.mark.parametrize("whose", ["offer", "accept"])
def test_a_swapped_certificate_opens_nothing(pages: Pages, whose: str) -> None:
    legs = Legs(pages)
    forged = {"fp": secrets.token_hex(32)}
    legs.carry_offer(**(forged if whose == "offer" else {}))
    legs.carry_accept(**(forged if whose == "accept" else {}))
    legs.carry_secrets()
    legs.carry_reveal()
    assert is_silent(*pages)
    assert is_silent(*pages[::-1])
    tampered = 1 if whose == "offer" else 0
    told = legs.wait(tampered, "failed")
    assert told["cause"] in {"handshake-failed", "certificate-mismatch"}
    assert pages[1 - tampered].evaluate("leg.state") != "open"


def test_a_leg_bound_to_another_transcript_is_an_alarm(pages: Pages) -> None:
    """What a third party gets that has copied both ends' fields into acts of its own."""
    legs = Legs(pages)
    legs.carry_offer()
    legs.carry_accept()
    pages[1].evaluate("(t) => leg.bind({transcript: t})", secrets.token_hex(32))
    legs.carry_secrets(bind_b=False)
    legs.carry_reveal()
    for end, (mouth, ear) in enumerate([pages[::-1], pages]):
        # The first end to raise the alarm stops sending; the other then lacks frames to judge.
        legs.wait(end, "cannot-decrypt", "failed")
        assert True not in ear.evaluate("told.reports.map((report) => report.frames_ok)")
        assert is_silent(mouth, ear)
    told = [page.evaluate("told.states.map((each) => each.state)") for page in pages]
    assert any("cannot-decrypt" in states for states in told)
    assert not any("open" in states for states in told)


def test_a_nonce_that_was_not_promised_is_refused(pages: Pages) -> None:
    legs = Legs(pages)
    legs.carry_offer()
    legs.carry_accept()
    legs.carry_secrets()
    legs.carry_reveal(nonce=secrets.token_hex(32))
    assert legs.wait(1, "failed")["cause"] == "commitment-broken"


def test_a_secret_that_was_not_promised_is_refused(pages: Pages) -> None:
    legs = Legs(pages)
    legs.carry_offer()
    legs.carry_accept()
    legs.carry_secrets(secret_a=secrets.token_hex(32) + "6f3f")
    assert legs.wait(1, "failed")["cause"] == "secret-mismatch"


def test_the_nonce_is_not_shown_before_the_accept(pages: Pages) -> None:
    legs = Legs(pages)
    legs.carry_offer()
    shown = pages[0].evaluate(
        "(() => { try { return leg.reveal(); } catch { return null; } })()"
    )
    assert shown is None


def test_a_secret_that_comes_before_the_accept_is_kept(pages: Pages) -> None:
    legs = Legs(pages)
    legs.carry_offer()
    pages[0].evaluate("(secret) => leg.peerSecret(secret)", pages[1].evaluate("leg.secret()"))
    legs.carry_accept()
    legs.carry_secrets()
    legs.carry_reveal()
    legs.wait(0, "open")
    legs.wait(1, "open")


def hostile(browser: Browser, server: str, mode: str, raw: str = "") -> Page:
    """A page whose frame layer is the hostile one."""
    body = FRAMES.replace('MODE = "clear"', f'MODE = "{mode}"')
    body = body.replace('RAW = ""', f'RAW = "{raw}"')
    return open_page(
        browser,
        f"{server}/leg.html",
        lambda page: page.route(
            "**/voice/frames.js",
            lambda route: route.fulfill(body=body, content_type="text/javascript"),
        ),
    )


@pytest.fixture
def honest(browser: Browser, server: str) -> Page:
    return open_page(browser, f"{server}/leg.html")


def bring_up(legs: Legs) -> None:
    legs.carry_offer()
    legs.carry_accept()
    legs.carry_secrets()
    legs.carry_reveal()


def test_clear_frames_are_never_played(browser: Browser, server: str, honest: Page) -> None:
    liar = hostile(browser, server, "clear")
    legs = Legs((liar, honest))
    bring_up(legs)
    legs.wait(0, "open")  # the liar's microphone is open, so this is speech on the wire
    assert is_silent(liar, honest)
    legs.wait(1, "cannot-decrypt")
    assert honest.evaluate("told.states.every(({state}) => state !== 'open')")


def test_clear_frames_in_an_open_leg_are_not_played(
    browser: Browser, server: str, honest: Page
) -> None:
    liar = hostile(browser, server, "clear-later")
    legs = Legs((liar, honest))
    bring_up(legs)
    legs.wait(1, "open")
    # After the frames as agreed, before the alarm: nothing but the frame layer keeps it out.
    _, heard = say(liar, honest, WORD, after_s=0.6)
    assert likeness(WORD, heard) < ALIKE
    legs.wait(1, "cannot-decrypt")


def test_repeated_frames_are_not_played(browser: Browser, server: str, honest: Page) -> None:
    legs = Legs((hostile(browser, server, "repeat"), honest))
    bring_up(legs)
    legs.wait(1, "open")
    legs.wait(1, "no-sound")


def test_another_implementation_of_the_frame_layer_is_heard(
    browser: Browser, server: str, honest: Page
) -> None:
    """Keys by the station's own code, frames by the test's: both follow the specification."""
    transcript = secrets.token_bytes(32)
    offer = honest.evaluate("offer({policy: 'all'})")
    f_o = bytes.fromhex(honest.evaluate("leg.secret()"))[:32]
    # The acceptor's secret must be known before its worker is written: so it is drawn by us.
    f_a = secrets.token_bytes(32)
    keys = frame_keys(Digest(transcript), f_o, f_a)
    other = hostile(browser, server, "raw", keys[1].hex())
    other.evaluate(
        """(secret) => {
            const draw = crypto.getRandomValues.bind(crypto);
            const fixed = Uint8Array.from(secret.match(/../g), (pair) => parseInt(pair, 16));
            let drawn = 0;
            crypto.getRandomValues = (into) => {
                if (into.length === 32 && ++drawn === 2) return into.set(fixed), into;
                return draw(into);
            };
        }""",
        f_a.hex(),
    )
    legs = Legs((honest, other))
    legs.transcript = transcript.hex()
    legs.accept = other.evaluate("([f, o]) => accept(f, o)", [offer, legs.options])
    assert bytes.fromhex(other.evaluate("leg.secret()"))[:32] == f_a
    legs.carry_accept()
    legs.carry_secrets()
    legs.carry_reveal()
    legs.wait(0, "open")
    assert is_heard(other, honest)


def broken(browser: Browser, server: str, script: str) -> Page:
    """A page in a browser of which something is not as it should be."""
    return open_page(
        browser, f"{server}/leg.html", lambda page: page.add_init_script(script=script)
    )


def test_frames_that_go_round_the_frame_layer_end_the_leg(
    browser: Browser, server: str, honest: Page
) -> None:
    ignored = "Object.defineProperty(%s.prototype, 'transform', {set() {}});"
    page = broken(browser, server, ignored % "RTCRtpSender" + ignored % "RTCRtpReceiver")
    legs = Legs((honest, page))
    bring_up(legs)
    assert legs.wait(1, "failed")["cause"] == "frames-bypassed"
    assert is_silent(honest, page)
    assert is_silent(page, honest)


def test_an_old_dtls_is_told_and_opens_nothing(
    browser: Browser, server: str, honest: Page
) -> None:
    page = broken(
        browser,
        server,
        """const own = RTCPeerConnection.prototype.getStats;
        RTCPeerConnection.prototype.getStats = async function () {
            const found = [...await own.call(this)].map(([id, entry]) =>
                [id, entry.type === "transport" ? {...entry, tlsVersion: "FEFD"} : entry]);
            return new Map(found);
        };""",
    )
    legs = Legs((honest, page))
    bring_up(legs)
    assert legs.wait(1, "failed")["cause"] == "dtls-too-old"
    assert page.evaluate("told.reports[0].tls") == "1.2"
    assert is_silent(honest, page)


def test_the_certificate_in_use_is_checked_besides_the_browsers_own_check(
    browser: Browser, server: str, honest: Page
) -> None:
    other = "RTCDtlsTransport.prototype.getRemoteCertificates = () => [new ArrayBuffer(300)];"
    page = broken(browser, server, other)
    legs = Legs((honest, page))
    bring_up(legs)
    assert legs.wait(1, "failed")["cause"] == "certificate-mismatch"
    assert page.evaluate("told.reports[0].fp_seen") != legs.offer["fp"]
    assert is_silent(honest, page)


REFUSING = (
    "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', '%s'));"
)


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (REFUSING % "NotAllowedError", "microphone-refused"),
        (REFUSING % "NotFoundError", "microphone-missing"),
        (REFUSING % "NotReadableError", "microphone-busy"),
        ("delete window.RTCRtpScriptTransform", "browser-lacks-transform"),
        ("delete window.RTCPeerConnection", "browser-lacks-webrtc"),
        ("Object.defineProperty(window, 'isSecureContext', {value: false})", "insecure-origin"),
    ],
)
def test_what_is_missing_has_a_code(
    browser: Browser, server: str, script: str, code: str
) -> None:
    page = broken(browser, server, script)
    assert page.evaluate("offer({policy: 'all'})") == {"failed": code}


def test_a_relay_that_is_not_there_is_told(honest: Page) -> None:
    answer = honest.evaluate("offer({policy: 'relay', turn: []})")
    assert answer == {"failed": "no-candidate"}
