"""Getting in: links that work once, sessions that end, cookies, pages without a script."""

import asyncio
import re
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError

from openline.ports.errors import StoreFull
from openline.web.auth import IDLE_LIMIT_MS, TOKEN_VALID_MS
from tests.web.station import LINE, START_MS, Station

GUARDED = [
    ("GET", "/page/index.html"),
    ("GET", "/page/app.css"),
    ("GET", "/locale/en/door.ftl"),
    ("GET", f"/api/lines/{LINE}/messages"),
    ("GET", f"/api/lines/{LINE}/record?feed={'0' * 32}"),
    ("GET", f"/api/lines/{LINE}/proof?feed={'0' * 32}&index=0"),
    ("POST", f"/api/lines/{LINE}/verify"),
    ("GET", f"/api/lines/{LINE}/export"),
    ("GET", f"/api/lines/{LINE}/turn"),
    ("GET", "/api/me"),
    ("GET", "/api/openapi.json"),
    ("GET", "/api/anything"),
    ("GET", "/anything"),
    ("DELETE", "/"),
]


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_nothing_without_a_session(shared: Station, method: str, path: str) -> None:
    answer = shared.client().request(method, path)
    assert answer.status_code == 401
    assert answer.json()["code"] == "not-signed-in"


def test_the_page_without_a_session_says_how_to_get_in(station: Station) -> None:
    answer = station.client().get("/", headers={"accept-language": "fa-IR,fa;q=0.9"})
    assert answer.status_code == 401
    assert 'lang="fa" dir="rtl"' in answer.text
    assert 'href="/"' in answer.text


def test_a_link_signs_in_once(station: Station) -> None:
    link, client = station.enrol(), station.client()
    for _ in range(2):  # looking uses nothing up
        page = client.get(link)
        assert page.status_code == 200
        assert "Watch officer 1" in page.text
        assert "Watch room" in page.text
        assert "<script" not in page.text
    answer = client.post(link, data={"language": "zh"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    port = station.url.rpartition(":")[2]
    assert cookie.startswith(f"openline-{port}=")
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "domain" not in cookie
    assert client.get("/api/openapi.json").status_code == 200
    for again in (client.get(link), client.post(link, data={"language": "en"})):
        assert again.status_code == 410
        assert "set-cookie" not in again.headers
    assert client.get("/api/openapi.json").status_code == 200


def test_two_at_once_cannot_both_use_a_link(station: Station) -> None:
    door = station.web._parts.door
    token = station.enrol().rpartition("/")[2]

    async def both() -> Any:
        return await asyncio.gather(
            door.redeem(token, "en"), door.redeem(token, "en"), return_exceptions=True
        )

    kinds = sorted(type(result).__name__ for result in station.run(both()))
    assert kinds == ["TokenUsed", "str"]


@pytest.mark.parametrize("token", ["x", "A" * 43, "A" * 42 + "%00", "..%2f..%2fetc", "é" * 43])
def test_an_unknown_link_is_refused_clearly(shared: Station, token: str) -> None:
    for method in ("GET", "POST"):
        answer = shared.client().request(
            method,
            f"/enrol/{token}",
            data={"language": "en"},
            headers={"accept-language": "ja"},
        )
        assert answer.status_code in (401, 410)
        if answer.status_code == 410:
            assert "このリンクは無効です" in answer.text


def test_a_link_expires(station: Station) -> None:
    link = station.enrol()
    station.now_ms += TOKEN_VALID_MS
    assert station.client().get(link).status_code == 410
    assert station.client().post(link, data={"language": "en"}).status_code == 410


@pytest.mark.parametrize(
    "form",
    [
        b"",
        b"language=xx",
        b"language=en&more=1",
        b"language=en&language=zh",
        b"\xff\xfe",
        b"a" * 5_000,
    ],
)
def test_a_strange_form_uses_nothing_up(shared: Station, form: bytes) -> None:
    link, client = shared.enrol(), shared.client()
    answer = client.post(link, content=form)
    assert answer.status_code in (400, 413)
    assert "set-cookie" not in answer.headers
    assert client.get(link).status_code == 200


def test_a_full_disk_uses_nothing_up(station: Station) -> None:
    link, client = station.enrol(), station.client()
    station.store.fail_next(StoreFull("The disk is full."))
    answer = client.post(link, data={"language": "en"})
    assert answer.status_code == 503
    assert "The disk is full." in answer.text
    assert "set-cookie" not in answer.headers
    assert client.post(link, data={"language": "en"}).status_code == 303


def test_leaving_ends_the_session(station: Station) -> None:
    client = station.sign_in()
    key = dict(client.cookies)
    answer = client.post("/leave")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert station.client(**key).get("/").status_code == 401
    assert station.client().post("/leave").status_code == 303


def test_signing_in_again_ends_the_session_before(station: Station) -> None:
    client = station.sign_in()
    old = dict(client.cookies)
    client.post(station.enrol("Minister's office", "minister"), data={"language": "en"})
    assert station.client(**old).get("/api/openapi.json").status_code == 401
    assert client.get("/api/openapi.json").status_code == 200


def test_a_session_ends_after_twelve_idle_hours(station: Station) -> None:
    client = station.sign_in()
    for _ in range(3):
        station.now_ms += IDLE_LIMIT_MS - 1
        assert client.get("/api/openapi.json").status_code == 200
    station.now_ms += IDLE_LIMIT_MS
    assert client.get("/api/openapi.json").status_code == 401
    station.run(station.web._parts.door.tidy())
    assert station.store.count(b"web.sessions") == 0


def test_a_restart_keeps_sessions_and_their_last_use(station: Station) -> None:
    client = station.sign_in()
    station.now_ms += IDLE_LIMIT_MS - 1
    client.get("/")
    station.run(station.web._parts.door.tidy())
    again = Station(store=station.store)
    try:
        again.now_ms = START_MS + IDLE_LIMIT_MS + 1
        door = again.web._parts.door
        key = next(iter(client.cookies.values()))
        assert again.call(door.console, key).person == "Watch officer 1"
    finally:
        again.stop()


def test_the_store_alone_lets_nobody_in(station: Station) -> None:
    link, client = station.enrol("Officer", "minister"), station.sign_in()
    key = next(iter(client.cookies.values()))
    stored = repr([station.store.cells(space) for space in (b"web.tokens", b"web.sessions")])
    assert key not in stored
    assert link.rpartition("/")[2] not in stored


def test_revoking_ends_links_and_sessions(station: Station) -> None:
    client, link = station.sign_in(), station.enrol()
    revoke = station.web.commands()["revoke"]
    who = revoke.arguments("Watch officer 1", "watch")
    with station.live(client) as live:
        live.recv(5)
        assert station.run(revoke.run(who)) == {"ended": 2}
        with pytest.raises(ConnectionClosedError):
            while True:
                live.recv(5)
        assert live.close_code == 4401
    assert client.get("/").status_code == 401
    assert station.client().get(link).status_code == 410
    assert station.run(station.web.commands()["persons"].run(None)) == {"persons": []}


def test_every_answer_has_the_headers(station: Station) -> None:
    client = station.sign_in()
    for path in ("/", "/nothing", "/door/door.css", "/api/openapi.json", station.enrol()):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert re.search(r"no-store|no-cache", headers["cache-control"])
        assert "server" not in headers


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", ""])
def test_another_host_is_refused(shared: Station, host: str) -> None:
    answer = shared.sign_in().get("/", headers={"host": host})
    assert answer.status_code in (400, 421)
    if answer.status_code == 421:
        assert answer.json()["code"] == "wrong-host"
        assert shared.url in answer.json()["advice"]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1", None])
def test_another_origin_changes_nothing(shared: Station, origin: str | None) -> None:
    client, link = shared.sign_in(), shared.enrol("Officer", "minister")
    if origin is None:
        del client.headers["origin"]
    else:
        client.headers["origin"] = origin
    for path in (link, "/leave", f"/api/lines/{LINE}/verify"):
        answer = client.post(path, data={"language": "en"})
        assert answer.status_code == 403
        assert answer.json()["code"] == "wrong-origin"
    assert client.get("/api/openapi.json").status_code == 200
    assert client.get(link).status_code == 200
