"""The live connection: who may open it, what it carries, and that nothing grows with a page."""

import asyncio
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection

from openline.core.errors import DiskFull
from openline.web.live import MAX_MESSAGE, MAX_PAGES
from tests.web.station import LINE, OTHER_LINE, REF, Station

NOW = {"t": "watch", "topics": ["now"]}
SAY = {"language": "en", "text": "Radio check."}
COMMAND = "0123456789abcdef" * 2


def say(page: ClientConnection, message: dict[str, Any]) -> None:
    page.send(json.dumps(message))


def hear(page: ClientConnection, kind: str) -> dict[str, Any]:
    """The next message of a kind; others are let pass."""
    while True:
        message: dict[str, Any] = json.loads(page.recv(10))
        if message["t"] == kind:
            return message


def do(act: str, body: Any, *, line: str = LINE, command: str = COMMAND) -> dict[str, Any]:
    return {"t": "do", "id": command, "line": line, "act": act, "body": body}


def test_hello_says_who_and_where(station: Station) -> None:
    with station.live(station.sign_in()) as page:
        hello = json.loads(page.recv(5))
    assert hello["t"] == "hello"
    assert hello["me"]["person"] == "Watch officer 1"
    assert hello["me"]["desk_names"] == {"en": "Watch room", "zh": "值班室"}
    assert hello["me"]["role"] == "watch"
    assert len(hello["me"]["console"]) == 32
    assert hello["station"]["loopback"] is True
    assert hello["station"]["time_ms"] == station.now_ms


def test_no_session_no_connection(station: Station) -> None:
    with pytest.raises(InvalidStatus) as refusal, station.live(station.client()):
        pass
    assert refusal.value.response.status_code == 401
    assert json.loads(refusal.value.response.body)["code"] == "not-signed-in"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", None])
def test_another_origin_gets_no_connection(shared: Station, origin: str | None) -> None:
    client = shared.sign_in()
    with pytest.raises(InvalidStatus) as refusal, shared.live(client, origin=origin):
        pass
    assert refusal.value.response.status_code == 403


def test_a_topic_is_sent_at_once_and_on_change(station: Station) -> None:
    with station.live(station.sign_in()) as page:
        say(page, {"t": "watch", "topics": ["now", f"line:{LINE}"]})
        assert hear(page, "view")["doc"] == {"rings": []}
        assert hear(page, "view")["topic"] == f"line:{LINE}"
        station.call(station.desk.change, "now", {"rings": [1]})
        second = hear(page, "view")
        assert second["doc"] == {"rings": [1]}
        station.call(station.desk.change, "now", {"rings": [1]})  # nothing new
        station.call(station.desk.change, "now", {"rings": []})
        third = hear(page, "view")
        assert third["doc"] == {"rings": []}
        assert third["rev"] == second["rev"] + 1
        say(page, {"t": "watch", "topics": []})
        station.call(station.desk.change, "now", {"rings": [2]})
        say(page, NOW)
        assert hear(page, "view")["doc"] == {"rings": [2]}


def test_a_ring_goes_before_what_stands_behind_it(station: Station) -> None:
    """What changes besides `now` comes once all of it has, and loses nothing."""
    line = f"line:{LINE}"
    with station.live(station.sign_in()) as page:
        say(page, {"t": "watch", "topics": ["now", line]})
        assert {hear(page, "view")["topic"] for _ in range(2)} == {"now", line}

        def happens() -> None:
            for number in range(5):
                station.desk.change(line, {"number": number})
            station.desk.change("now", {"rings": [1]})
            station.desk.change(line, {"number": 5})

        before = station.desk.views
        station.call(happens)
        assert hear(page, "view")["doc"] == {"rings": [1]}
        assert hear(page, "view")["doc"] == {"number": 5}
        assert station.desk.views == before + 2


def test_a_topic_that_may_not_be_seen(station: Station) -> None:
    with station.live(station.sign_in("Post", "watch", "technician")) as page:
        for topic, code in (
            (f"messages:{LINE}", "not-allowed"),
            (f"line:{OTHER_LINE}", "not-allowed"),
            (f"secrets:{LINE}", "bad-input"),
            (f"agreement:{LINE}", "bad-input"),
        ):
            say(page, {"t": "watch", "topics": [topic]})
            error = hear(page, "error")
            assert (error["topic"], error["code"]) == (topic, code)


def test_an_act_is_done_and_answered(station: Station) -> None:
    with station.live(station.sign_in()) as page:
        say(page, do("say", SAY | {"text": "Cafe\u0301\r\n\tnext\u200e"}))
        answer = hear(page, "done")
        assert answer == {"t": "done", "id": COMMAND, "ok": True, "result": {"ref": REF}}
    console, line, act, command, body = station.desk.done.get(timeout=30)
    assert (console.desk, line, act, command.hex()) == ("watch", LINE, "say", COMMAND)
    assert body == {"language": "en", "text": "Café\n next"}


def test_an_act_goes_on_when_the_page_is_gone(station: Station) -> None:
    station.desk.hold = asyncio.Event()
    with station.live(station.sign_in()) as page:
        say(page, do("say", SAY))
        say(page, NOW)
        hear(page, "view")  # the act came before and was taken
    assert station.desk.consoles.get(timeout=30)[0] == "opened"
    assert station.desk.consoles.get(timeout=30)[0] == "closed"
    station.call(station.desk.hold.set)
    assert station.desk.done.get(timeout=30)[2] == "say"


def test_refusals_of_the_station_reach_the_page(
    station: Station, caplog: pytest.LogCaptureFixture
) -> None:
    with station.live(station.sign_in()) as page:
        station.desk.failure = DiskFull("No room.", free=7)
        say(page, do("say", SAY))
        answer = hear(page, "done")
        assert (answer["ok"], answer["code"], answer["facts"]) == (
            False,
            "disk-full",
            {"free": 7},
        )
        station.desk.failure = RuntimeError("inner secret")
        say(page, do("say", SAY))
        answer = hear(page, "done")
        assert answer["code"] == "failed"
        assert "inner secret" not in json.dumps(answer)
    assert "inner secret" in caplog.text


def test_roles_and_lines_of_acts(station: Station) -> None:
    with station.live(station.sign_in("Auditor", "watch", "auditor")) as page:
        say(page, do("say", SAY))
        assert hear(page, "done")["code"] == "not-allowed"
        say(page, {"t": "signal", "leg": REF, "data": "00"})
        assert hear(page, "error")["code"] == "not-allowed"
        say(page, do("prefer", {"language": "fa", "theme": "dark"}, line=""))
        assert hear(page, "done")["ok"] is True
    with station.live(station.sign_in()) as page:
        say(page, do("say", SAY, line=OTHER_LINE))
        assert hear(page, "done")["code"] == "not-allowed"
        say(page, do("say", SAY, line=""))
        assert hear(page, "done")["code"] == "bad-input"
    assert station.desk.done.empty()


def test_preferences_last(station: Station) -> None:
    client = station.sign_in()
    with station.live(client) as page:
        say(page, do("prefer", {"language": "vi", "theme": "light"}, line=""))
        assert hear(page, "done")["ok"] is True
    with station.live(client) as page:
        me = hear(page, "hello")["me"]
    assert (me["language"], me["theme"]) == ("vi", "light")
    assert 'lang="vi"' in station.client().get(station.enrol()).text


def test_signals_both_ways(station: Station) -> None:
    client = station.sign_in()
    with station.live(client) as page, station.live(client) as other:
        hear(page, "hello")
        hear(other, "hello")
        say(page, {"t": "signal", "leg": REF, "data": "ab" * 64})
        console, leg, data = station.desk.signalled.get(timeout=30)
        assert (console.desk, leg, data) == ("watch", REF, b"\xab" * 64)
        station.call(station.desk.send_signal, REF, b"\x01")
        for each in (page, other):  # two pages of one session are one console
            assert hear(each, "signal") == {"t": "signal", "leg": REF, "data": "01"}


def test_a_console_opens_and_closes_once(station: Station) -> None:
    client = station.sign_in()
    with station.live(client) as page:
        hear(page, "hello")
        with station.live(client) as other:
            hear(other, "hello")
    events = [station.desk.consoles.get(timeout=30) for _ in range(2)]
    assert [name for name, _ in events] == ["opened", "closed"]
    assert events[0][1].id == events[1][1].id
    assert station.desk.consoles.empty()


def test_too_many_pages_of_one_session(station: Station) -> None:
    client = station.sign_in()
    for _ in range(MAX_PAGES):
        station.page(client)
    with pytest.raises(InvalidStatus) as refusal, station.live(client):
        pass
    assert refusal.value.response.status_code == 429


def test_the_time_comes_by_itself(station: Station) -> None:
    with station.live(station.sign_in()) as page:
        assert hear(page, "tick") == {"t": "tick", "time_ms": station.now_ms}


def test_leaving_closes_the_pages(station: Station) -> None:
    client = station.sign_in()
    with station.live(client) as page:
        hear(page, "hello")
        client.post("/leave")
        with pytest.raises(ConnectionClosed):
            while True:
                page.recv(5)
        assert page.close_code == 4401


def test_a_slow_page_gets_the_newest_only(station: Station) -> None:
    """A page that does not read costs one mark once its socket is full, not a document each."""
    page = station.page(station.sign_in(), max_queue=1)
    say(page, NOW)
    hear(page, "view")
    (served,) = station.web._parts.live._all()
    before = station.desk.views
    for number in range(500):
        doc = {"number": number, "filling": f"{number:08}" * 8_000}
        station.call(station.desk.change, "now", doc)
        station.call(station.desk.send_signal, REF, bytes([number % 256]))
    assert len(served._outbox) <= 64
    assert len(served._changed) <= 1
    assert station.desk.views - before < 400
    while (doc := hear(page, "view")["doc"])["number"] != 499:
        pass


def test_a_page_that_only_asks_is_held_back(station: Station) -> None:
    """Acts that do not end stop the reading of further ones; none is lost."""
    station.desk.hold = asyncio.Event()
    with station.live(station.sign_in()) as page:
        for number in range(100):
            say(page, do("say", SAY, command=f"{number:032x}"))
        say(page, NOW)
        station.call(station.desk.hold.set)
        ids = {hear(page, "done")["id"] for _ in range(100)}
    assert len(ids) == 100
    assert len(station.web._parts.live._acts) <= 16


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"t":"x"}',
        '{"t":"do"}',
        '{"t":"watch","topics":["now"],"more":1}',
        '{"t":"watch","topics":["now\\n"]}',
        '{"t":"watch","topics":["line:x"]}',
        json.dumps({"t": "watch", "topics": ["now"] * 33}),
        json.dumps({"t": "signal", "leg": REF, "data": "ab" * 65}),
        json.dumps({"t": "signal", "leg": REF, "data": "AB"}),
        json.dumps({"t": "signal", "leg": "x", "data": "ab"}),
        "[" * 100_000,
        '{"t":"watch","topics":["\\ud800"]}',
        b"\x00\x01",
    ],
)
def test_a_strange_message_is_refused_and_the_page_stays(
    shared: Station, text: str | bytes
) -> None:
    with shared.live(shared.sign_in()) as page:
        page.send(text)
        assert hear(page, "error")["code"] == "bad-input"
        say(page, NOW)
        assert hear(page, "view")["topic"] == "now"


def test_a_message_that_is_too_long_ends_the_connection(station: Station) -> None:
    with station.live(station.sign_in()) as page:
        page.send("x" * (MAX_MESSAGE + 1))
        with pytest.raises(ConnectionClosed):
            while True:
                page.recv(5)
        assert page.close_code == 1009


def test_the_longest_message_passes(station: Station) -> None:
    body = {
        "from": "watch",
        "to": {"party": 1, "desk": "watch"},
        "precedence": "ROUTINE",
        "language": "zh",
        "subject": "全文",
        "text": '"\n' * 32_768,
    }
    with station.live(station.sign_in()) as page:
        say(page, do("message", body))
        assert hear(page, "done")["ok"] is True
        say(page, do("message", body | {"text": "电" * 21_846}))
        refused = hear(page, "done")
    assert (refused["code"], refused["facts"]) == ("bad-input", {"field": "text"})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**70) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["t", "id", "line", "act", "body", "to", "text", "ring", "offer"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    act=st.sampled_from(["ring", "answer", "decline", "message", "leg-up", "acknowledge", "x"]),
    body=JSON,
    whole=st.none() | JSON,
)
def test_hostile_json_gets_a_documented_error(
    shared: Station, act: str, body: Any, whole: Any
) -> None:
    page = _shared_page(shared)
    page.send(json.dumps(do(act, body) if whole is None else whole))
    while (answer := json.loads(page.recv(10)))["t"] not in ("done", "error"):
        pass
    assert answer["code"] == "bad-input"
    assert answer["what"]
    assert answer["advice"]


def _shared_page(station: Station) -> ClientConnection:  # one connection for all examples
    if not hasattr(station, "shared"):
        station.shared = station.page(station.sign_in())  # type: ignore[attr-defined]
    page: ClientConnection = station.shared  # type: ignore[attr-defined]
    return page
