"""Documents of requests on the invented line to Beijing."""

from typing import Any

from tests.page import scenes

Doc = dict[str, Any]

HOUR = 3_600_000
DAY = 24 * HOUR


def ref(party: int, index: int) -> str:
    """A reference that no other scene uses."""
    return f"{party}.0.{index}." + f"{index % 16:x}" * 64


def plan(now: int, **fields: Any) -> Doc:
    """A call this evening."""
    hour = (now // HOUR + 2) * HOUR
    return {
        "form": "call",
        "language": "zh",
        "purpose": "就3月18日演习区通话。",
        "event": "",
        "trigger": "exercise",
        "asker": "liaison",
        "asked": "watch",
        "windows": [
            {"start_ms": hour, "end_ms": hour + 2 * HOUR},
            {"start_ms": hour + DAY, "end_ms": hour + DAY + HOUR},
        ],
        "minutes": 20,
        "languages": ["zh", "en"],
        "interpreters": "each",
        "medium": "line",
        "place": "",
        "conditions": ["双方级别相同", "3月18日前不发新闻稿"],
        **fields,
    }


def version(party: int, index: int, sequence: int, at: int, what: Doc) -> Doc:
    """One version."""
    return {
        "ref": ref(party, index),
        "party": party,
        "sequence": sequence,
        "at_ms": at,
        "due_ms": at + 2 * HOUR,
        "within_s": 7_200,
        "plan": what,
    }


def said(party: int, index: int, verb: str, at: int, **fields: Any) -> Doc:
    """One act about a request."""
    return {
        "ref": ref(party, index),
        "type": f"request.{verb}",
        "party": party,
        "at_ms": at,
        "by": "Watch officer 3" if party == 0 else "Watch officer 1",
        "language": "zh" if party == 0 else "en",
        "text": "",
        "names": None,
        "number": 0,
        "code": "",
        "level": None,
        "word": None,
        "conditions": [],
        **fields,
    }


def request(now: int, **fields: Any) -> Doc:
    """Beijing asks for a call; the answer is ours and due in 41 minutes."""
    at = now - 79 * 60_000
    what = plan(now)
    stated = [
        {"text": what["conditions"][0], "state": "accepted"},
        {"text": what["conditions"][1], "state": "open"},
    ]
    return {
        "ref": ref(0, 61),
        "line": scenes.CHINA,
        "mine": False,
        "ours": True,
        "kind": "REAL",
        "at_ms": at,
        "from": scenes.THEIR_WATCH,
        "to": scenes.OUR_WATCH,
        "stage": "open",
        "settled": False,
        "turns": [{"party": 1, "since_ms": at, "overdue_ms": now + 41 * 60_000}],
        "earlier": None,
        "agreed": None,
        "versions": [version(0, 61, 1, at, what)],
        "said": [
            said(0, 61, "ask", at, text=what["purpose"], conditions=stated),
            said(1, 62, "condition", at + 60_000, names=ref(0, 61), word="accepted"),
        ],
        **fields,
    }


def our_meeting(now: int, **fields: Any) -> Doc:
    """We asked for a meeting; Beijing made a counter-offer, and that went to and fro."""
    at = now - 3 * DAY
    ours = plan(
        now,
        form="meeting",
        language="en",
        purpose="Meeting of both ministers on the sidelines of the dialogue.",
        event="Shangri-La Dialogue",
        trigger="",
        asker="minister",
        asked="minister",
        medium="in-person",
        place="Singapore",
        conditions=[],
    )
    return request(
        now,
        ref=ref(1, 63),
        mine=True,
        at_ms=at,
        **{
            "from": scenes.OUR_WATCH,
            "to": scenes.THEIR_WATCH,
            "turns": [{"party": 0, "since_ms": at, "overdue_ms": now + 2 * DAY}],
            "versions": [
                version(1, 63, 1, at, ours),
                version(0, 64, 2, at + DAY, {**ours, "minutes": 40}),
                version(1, 65, 3, at + 2 * DAY, {**ours, "minutes": 30}),
            ],
            "said": [
                said(1, 63, "ask", at, text=ours["purpose"]),
                said(0, 64, "counter", at + DAY, text="四十分钟。"),
                said(1, 65, "counter", at + 2 * DAY, text=ours["purpose"]),
            ],
            **fields,
        },
    )


def declined_visit(now: int) -> Doc:
    """We asked for a visit; it was declined with a condition."""
    at = now - 14 * DAY
    what = plan(
        now, form="visit", language="en", purpose="Observers at the exercise.", conditions=[]
    )
    return request(
        now,
        ref=ref(1, 66),
        mine=True,
        at_ms=at,
        **{
            "from": scenes.OUR_WATCH,
            "to": scenes.THEIR_WATCH,
            "stage": "declined",
            "settled": True,
            "turns": [],
            "versions": [version(1, 66, 1, at, what)],
            "said": [
                said(1, 66, "ask", at, text=what["purpose"]),
                said(
                    0,
                    67,
                    "refuse",
                    at + 19 * HOUR,
                    code="preparing",
                    text="需要先商定议程。",
                    conditions=[{"text": "先商定议程", "state": "open"}],
                ),
            ],
        },
    )


def brief(doc: Doc) -> Doc:
    """An entry of `requests` in `now`."""
    names = ("ref", "line", "mine", "from", "to", "at_ms", "turns")
    form = doc["versions"][-1]["plan"]["form"]
    return {"form": form, "agreed": None, **{name: doc[name] for name in names}}


def requests_doc(now: int, **fields: Any) -> Doc:
    """Two open requests and one that was declined."""
    return {
        "open": [our_meeting(now), request(now)],
        "over": [declined_visit(now)],
        "more": False,
        "triggers": [
            {"code": "collision", "text": {"en": "Collision", "zh": "碰撞"}},
            {
                "code": "exercise",
                "text": {"en": "Exercise near the line", "zh": "边界附近演习"},
            },
        ],
        "desks": [
            scenes.THEIR_WATCH,
            scenes.THEIR_MINISTER,
            scenes.OUR_WATCH,
            scenes.OUR_MINISTER,
        ],
        **fields,
    }
