"""The JSON interface: forms, roles, lines, files; only documented errors come out."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openline.core.errors import DiskFull
from openline.web.routes.api import CALENDAR_BYTES, SPEECH_BYTES
from tests.web.station import LINE, OTHER_LINE, REF, Station

FEED = "0f" * 16
BASE = f"/api/lines/{LINE}"


def test_each_read_reaches_the_station(station: Station) -> None:
    client = station.sign_in()
    messages = client.get(f"{BASE}/messages", params={"before": "abc.1", "limit": "20"})
    assert messages.json()["asked"] == ["abc.1", 20]
    record = client.get(f"{BASE}/record", params={"feed": FEED, "before": "9"})
    assert record.json()["asked"] == [FEED, 9, 50]
    proof = client.get(f"{BASE}/proof", params={"feed": FEED, "index": "3"})
    assert proof.text.endswith("index 3\n")
    assert proof.headers["content-type"].startswith("text/plain")
    assert f'filename="{FEED}-3.tlog-proof"' in proof.headers["content-disposition"]
    assert client.post(f"{BASE}/verify").json() == {"result": "holds"}
    export = client.get(f"{BASE}/export")
    assert export.content == b"onetwo"
    assert export.headers["content-disposition"] == 'attachment; filename="line.olx"'
    assert client.get(f"{BASE}/turn").json()["policy"] == "relay"


def test_speech_is_encoded_and_a_word_comes_back_as_sound(station: Station) -> None:
    client = station.sign_in()
    made = client.post(f"{BASE}/speech", content=bytes(640)).json()
    assert made == {"rate": 700, "frames": "00" * 7, "ms": 80, "size": 640}
    assert client.post(f"{BASE}/speech").json()["size"] == 0
    sound = client.get(f"{BASE}/sound", params={"ref": REF})
    assert (sound.content, sound.headers["content-type"]) == (b"RIFF", "audio/wav")
    assert sound.headers["cache-control"] == "no-store"
    assert client.get(f"{BASE}/sound").status_code == 400
    no_origin = client.post(f"{BASE}/speech", headers={"origin": "https://elsewhere.example"})
    assert no_origin.status_code == 403


@pytest.mark.parametrize(
    ("path", "most"), [("speech", SPEECH_BYTES), ("calendar", CALENDAR_BYTES)]
)
def test_of_what_is_too_long_no_more_is_taken_than_shows_it(
    shared: Station, path: str, most: int
) -> None:
    client = shared.sign_in()
    for size, taken in ((most, most), (most + 1, most + 1), (4 * most, most + 1)):
        answer = client.post(f"{BASE}/{path}", content=bytes(size))
        assert answer.json()["size"] == taken


def test_a_document_is_added_in_pieces_and_only_ever_saved(station: Station) -> None:
    client = station.sign_in()
    form = {"digest": "ab" * 32, "size": "5", "offset": "0"}
    first = client.put(f"{BASE}/document", params=form, content=b"one")
    assert first.json() == {"held": 3, "whole": False, "asked": "ab" * 32}
    last = client.put(f"{BASE}/document", params=form | {"offset": "3"}, content=b"tw")
    assert last.json()["whole"] is True
    saved = client.get(f"{BASE}/document", params={"ref": REF})
    assert saved.content == b"<script>alert(1)"
    assert saved.headers["content-type"] == "application/octet-stream"
    assert saved.headers["x-content-type-options"] == "nosniff"
    assert saved.headers["content-security-policy"] == "default-src 'none'; sandbox"
    name = "Karte%20%221%22%2F%E6%B5%B7%E5%9B%BE%0A.html"
    assert saved.headers["content-disposition"] == f"attachment; filename*=UTF-8''{name}"


@pytest.mark.parametrize(
    ("params", "content", "origin"),
    [
        ({"digest": "AB" * 32}, b"", True),
        ({"digest": "ab" * 31}, b"", True),
        ({"size": str((1 << 20) + 1)}, b"", True),
        ({"size": "-1"}, b"", True),
        ({"other": "1"}, b"", True),
        ({}, bytes((1 << 20) + 1), True),
        ({}, b"x", False),
    ],
)
def test_a_strange_piece_is_refused(
    shared: Station, params: dict[str, str], content: bytes, origin: bool
) -> None:
    client = shared.sign_in()
    form = {"digest": "ab" * 32, "size": "5", "offset": "0"} | params
    headers = {} if origin else {"origin": "https://elsewhere.example"}
    answer = client.put(f"{BASE}/document", params=form, content=content, headers=headers)
    assert answer.status_code == (400 if origin else 403)
    assert set(answer.json()) == {"code", "what", "advice", "facts"}


@pytest.mark.parametrize(
    "path",
    [
        f"{BASE}/document",
        f"{BASE}/document?ref=../../etc/passwd",
        f"{BASE}/messages?limit=0",
        f"{BASE}/messages?limit=201",
        f"{BASE}/messages?limit=-1",
        f"{BASE}/messages?limit=1&limit=2",
        f"{BASE}/messages?other=1",
        f"{BASE}/messages?before=%0d%0a",
        f"{BASE}/record",
        f"{BASE}/record?feed=zz",
        f"{BASE}/record?feed={FEED}&before=1e9",
        f"{BASE}/proof?feed={FEED}",
        f"{BASE}/proof?feed={FEED}&index=11",
        f"{BASE}/proof?feed={FEED}&index={'9' * 40}",
        f"{BASE}/export?to=/etc/passwd",
    ],
)
def test_a_strange_parameter_is_refused_clearly(shared: Station, path: str) -> None:
    answer = shared.sign_in().get(path)
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "what", "advice", "facts"}
    assert answer.json()["code"] == "bad-input"


def test_another_desks_line_is_refused(station: Station) -> None:
    client = station.sign_in()
    for line in (OTHER_LINE, "zz", LINE.upper(), "%2e%2e"):
        answer = client.get(f"/api/lines/{line}/messages")
        assert answer.status_code == 403
        assert answer.json()["code"] == "not-allowed"


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        ("watch", set()),
        ("office", set()),
        ("auditor", {"turn"}),
        ("technician", {"messages", "record", "proof", "export", "document", "sound", "turn"}),
    ],
)
def test_roles(shared: Station, role: str, refused: set[str]) -> None:
    client = shared.sign_in("Post", "watch", role)
    paths = {
        "messages": "messages",
        "record": f"record?feed={FEED}",
        "proof": f"proof?feed={FEED}&index=0",
        "export": "export",
        "document": f"document?ref={REF}",
        "sound": f"sound?ref={REF}",
        "turn": "turn",
    }
    found = {name for name, path in paths.items() if client.get(f"{BASE}/{path}").is_error}
    assert found == refused
    assert client.post(f"{BASE}/verify").status_code == 200


def test_the_stations_refusals_keep_their_words(station: Station) -> None:
    client = station.sign_in("Minister", "minister")
    answer = client.get(f"{BASE}/export")
    assert (answer.status_code, answer.json()["what"]) == (403, "Not from this desk.")
    station.desk.failure = DiskFull("No room.", free=b"\x01\x02")
    answer = client.post(f"{BASE}/verify")
    assert answer.status_code == 503
    assert answer.json()["facts"] == {"free": "0102"}


def test_a_mistake_of_ours_shows_no_traceback(
    station: Station, caplog: pytest.LogCaptureFixture
) -> None:
    station.desk.failure = RuntimeError("inner secret")
    answer = station.sign_in().post(f"{BASE}/verify")
    assert answer.status_code == 503
    assert answer.json()["code"] == "failed"
    assert "inner secret" not in answer.text
    assert "inner secret" in caplog.text


def test_files_are_found_by_exact_address_only(station: Station) -> None:
    client = station.sign_in()
    file = client.get("/locale/en/door.ftl")
    assert file.status_code == 200
    assert file.headers["content-type"] == "text/plain; charset=utf-8"
    assert file.headers["cache-control"] == "no-cache, private"
    again = client.get("/locale/en/door.ftl", headers={"if-none-match": file.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    for path in (
        "/page/../app.py",
        "/page/%2e%2e/app.py",
        "/page/..%2fapp.py",
        "/locale/../web/app.py",
        "/page//etc/passwd",
        "/page/%00",
        "/door/text.py",
        "/door/../auth.py",
        "/page/",
        "/locale/en",
    ):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "import" not in answer.text


def test_me(station: Station) -> None:
    me = station.sign_in().get("/api/me").json()
    assert (me["person"], me["desk"], me["role"]) == ("Watch officer 1", "watch", "watch")


def test_openapi_names_every_act(station: Station) -> None:
    doc = station.sign_in().get("/api/openapi.json").json()
    assert doc["openapi"] == "3.1.0"
    schemas = doc["components"]["schemas"]
    assert schemas["Ring"]["required"] == ["from", "to", "precedence", "subject", "purpose"]
    named = {ref["$ref"].rpartition("/")[2] for refs in doc["x-acts"].values() for ref in refs}
    assert named <= schemas.keys()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    path=st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#")),
    query=st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#")),
    method=st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS"]),
)
def test_any_address_gets_a_documented_answer(
    shared: Station, path: str, query: str, method: str
) -> None:
    client = shared.client()
    client.cookies = _session(shared)
    answer = client.request(method, f"{shared.url}/api/lines/{path}?{query}")
    assert answer.status_code in (200, 400, 403, 404, 405)


def _session(station: Station) -> dict[str, str]:  # one sign-in for all examples
    if not hasattr(station, "session"):
        station.session = dict(station.sign_in().cookies)  # type: ignore[attr-defined]
    return dict(station.session)  # type: ignore[attr-defined]
