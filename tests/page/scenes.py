"""Documents of an invented station in Singapore with three invented lines."""

from typing import Any

Doc = dict[str, Any]

CHINA = "c" * 64
JAPAN = "1" * 64
VIET_NAM = "2" * 64

SINGAPORE = {
    "number": 1,
    "names": {"en": "Singapore", "zh": "新加坡", "fa": "سنگاپور", "ja": "シンガポール"},
    "places": {"en": "Singapore", "zh": "新加坡", "fa": "سنگاپور", "ja": "シンガポール"},
    "zone": "Asia/Singapore",
    "language": "en",
}
BEIJING = {
    "number": 0,
    "names": {"en": "China", "zh": "中国", "fa": "چین", "ja": "中国"},
    "places": {"en": "Beijing", "zh": "北京", "fa": "پکن", "ja": "北京"},
    "zone": "Asia/Shanghai",
    "language": "zh",
}
TOKYO = {
    "number": 0,
    "names": {"en": "Japan", "ja": "日本", "zh": "日本"},
    "places": {"en": "Tokyo", "ja": "東京", "zh": "东京"},
    "zone": "Asia/Tokyo",
    "language": "ja",
}
HANOI = {
    "number": 1,
    "names": {"en": "Viet Nam", "vi": "Việt Nam"},
    "places": {"en": "Hanoi", "vi": "Hà Nội", "zh": "河内"},
    "zone": "Asia/Ho_Chi_Minh",
    "language": "vi",
}

OUR_WATCH = {
    "party": 1,
    "code": "watch",
    "names": {"en": "Defence Watch Room", "zh": "防务值班室"},
}
OUR_MINISTER = {
    "party": 1,
    "code": "minister",
    "names": {"en": "Minister's Desk", "zh": "部长专线台"},
}
THEIR_WATCH = {
    "party": 0,
    "code": "liaison",
    "names": {"en": "Liaison Duty Room", "zh": "联络值班室", "fa": "اتاق کشیک رابط"},
}
THEIR_MINISTER = {
    "party": 0,
    "code": "minister",
    "names": {"en": "Minister's Desk", "zh": "部长专线台", "fa": "میز وزیر"},
}
CHINESE_PURPOSE = "两船在新加坡海峡东口碰撞，部长希望立即通话。"


def me(**fields: Any) -> Doc:
    """Return the person at the watch desk in Singapore."""
    return {
        "person": "Watch officer 1",
        "desk": "watch",
        "desk_names": OUR_WATCH["names"],
        "role": "watch",
        "party": SINGAPORE,
        "language": "en",
        "theme": "dark",
        "console": "ab" * 16,
        **fields,
    }


def lamp(now: int, state: str = "up", **fields: Any) -> Doc:
    """Return a lamp; the paths follow its state."""
    up = state != "down"
    return {
        "state": state,
        "since_ms": now - 380_000,
        "last_echo_ms": now - (2_000 if state == "up" else 384_000),
        "round_trip_ms": 84 if up else None,
        "clock_ahead_ms": 300,
        "paths": [
            {
                "name": "A",
                "up": up,
                "since_ms": now - 380_000,
                "cause": None if up else "timeout",
                "cost": 0,
                "round_trip_ms": 84 if up else None,
                "lost": 0,
                "silent": state == "quiet",
                "carries": "all" if up else None,
            }
        ],
        **fields,
    }


def brief(line: str, peer: Doc, names: Doc, now: int, verdict: str = "ready") -> Doc:
    """Return one line of `now`."""
    state = {"ready": "up", "down": "down", "quiet": "quiet"}.get(verdict, "unknown")
    return {
        "id": line,
        "names": names,
        "peers": [peer],
        "lamp": lamp(now, state),
        "verdict": verdict,
        "unopened": 0,
        "attempts": 0,
        "call": None,
    }


CHINA_NAMES = {"en": "China–Singapore", "zh": "中国—新加坡", "fa": "چین–سنگاپور"}


def now_doc(now: int, **fields: Any) -> Doc:
    """Return a quiet board of three lines, all of which can be rung."""
    return {
        "kind": "REAL",
        "lines": [
            brief(CHINA, BEIJING, CHINA_NAMES, now),
            brief(VIET_NAM, HANOI, {"en": "Singapore–Viet Nam"}, now),
            brief(JAPAN, TOKYO, {"en": "Japan–Singapore", "ja": "日本・シンガポール"}, now),
        ],
        "rings": [],
        "outgoing": [],
        "call": None,
        "taken": [],
        "held": [],
        "asked": [],
        "attempts": [],
        "alarms": [],
        "last_act": {"line": CHINA, "at_ms": now - 12_000, "type": "msg.opened", "mine": False},
        **fields,
    }


def line_doc(now: int, **fields: Any) -> Doc:
    """Return the line to Beijing."""
    return {
        "id": CHINA,
        "names": CHINA_NAMES,
        "titles": {"en": "Secure Defence Telephone Link", "zh": "防务保密电话"},
        "peers": [BEIJING],
        "lamp": lamp(now),
        "verdict": "ready",
        "pairs": [
            {"mine": OUR_WATCH, "theirs": THEIR_WATCH, "peer": 0, "level": "watch"},
            {"mine": OUR_MINISTER, "theirs": THEIR_MINISTER, "peer": 0, "level": "minister"},
        ],
        "counterparts": [
            {
                "mine": OUR_WATCH,
                "theirs": THEIR_WATCH,
                "peer": 0,
                "level": "watch",
                "open": None,
            },
            {
                "mine": OUR_MINISTER,
                "theirs": THEIR_MINISTER,
                "peer": 0,
                "level": "minister",
                "open": None,
            },
        ],
        "subjects": [
            {"code": "check-call", "text": {"en": "Routine check call", "zh": "例行检查通话"}},
            {
                "code": "incident",
                "text": {
                    "en": "Incident at sea or in the air: collision, persons injured",
                    "zh": "海上或空中事故",
                },
            },
        ],
        "answer_within_s": {"FLASH": 20, "IMMEDIATE": 30, "PRIORITY": 60, "ROUTINE": 120},
        "speech_rate": 700,
        "open_within_s": {"FLASH": 60, "IMMEDIATE": 300, "PRIORITY": 1800, "ROUTINE": 28800},
        "used_an_hour": {"FLASH": 0, "IMMEDIATE": 0, "PRIORITY": 0, "ROUTINE": 0},
        "an_hour": {"FLASH": 20, "IMMEDIATE": 40, "PRIORITY": 120, "ROUTINE": 600},
        "decline_codes": [
            {"code": code, "text": {"en": text}}
            for code, text in (
                ("principal-absent", "The principal is not available"),
                ("preparing", "We are preparing and will ring back"),
                ("no-authority", "No authority to speak on this now"),
                ("no-emergency", "Not an emergency in our view"),
                ("other-channel", "Use another channel"),
                ("no-reason", "No reason given"),
            )
        ],
        "waiting": {"entries": 0, "oldest_ms": None},
        "figures": {"receipt_ms_p50": 4},
        "today": [
            item("1", "msg.opened", now - 12_000, mine=False, desk=THEIR_WATCH),
            item("2", "msg.send", now - 600_000, mine=True, desk=OUR_WATCH),
            item("3", "call.end", now - 4_000_000, mine=True, desk=OUR_WATCH),
            item("4", "leg.words", now - 4_200_000, mine=False, desk=THEIR_WATCH),
            item("5", "call.answer", now - 4_230_000, mine=False, desk=THEIR_WATCH),
            item("6", "call.ring", now - 4_250_000, mine=True, desk=OUR_WATCH),
        ],
        "warn_clock_ms": 1000,
        **fields,
    }


def item(ref: str, type_: str, at_ms: int, *, mine: bool, desk: Doc) -> Doc:
    """Return one item of the newest acts."""
    return {
        "ref": f"0.0.{ref}." + "0" * 64,
        "type": type_,
        "mine": mine,
        "party": desk["party"],
        "at_ms": at_ms,
        "from": desk,
        "to": None,
        "summary": {},
    }


def ring(now: int, **fields: Any) -> Doc:
    """Return a FLASH ring of Beijing's minister's desk for ours, six seconds old."""
    return {
        "ref": "0.0.7." + "7" * 64,
        "line": CHINA,
        "mine": False,
        "from": THEIR_MINISTER,
        "to": OUR_MINISTER,
        "precedence": "FLASH",
        "subject": "incident",
        "purpose": CHINESE_PURPOSE,
        "by": "",
        "kind": "REAL",
        "at_ms": now - 6_000,
        "arrived_ms": now - 6_000,
        "ahead": False,
        "ring_for_s": 120,
        "answer_by_ms": now + 14_000,
        "joins": False,
        "stage": "alerting",
        "settled": False,
        "stages": [],
        "step": 1,
        "bells": 2,
        "ladder": None,
        "coming": [],
        "answered_by": None,
        "decline": None,
        "proposals": [],
        "unreached": None,
        "end": None,
        **fields,
    }


def ladder(now: int, taken: int = 2, **fields: Any) -> Doc:
    """Return a ladder of ours of four steps, of which the second had nobody."""
    names = ["Duty desk", "Deputy", "Everyone on the bill", "Commander and siren"]
    rungs = [
        {"taken_ms": now - 6_000 if n < taken and n != 1 else None, "skipped": n == 1}
        for n in range(len(names))
    ]
    return {
        "steps": 4,
        "step": taken,
        "next": taken + 1,
        "next_ms": now + 11_000,
        "proven_ms": None,
        "standing": "climbing",
        "rungs": rungs,
        "names": names,
        **fields,
    }


def ring_out(now: int, stage: str = "alerting", **fields: Any) -> Doc:
    """Return a ring of ours for Beijing's watch room, 19 seconds old, as far as `stage`."""
    at = now - 19_000
    times = {"sent": (at, 1), "reached": (at + 210, 0), "alerting": (at + 260, 0)}
    if stage in times:
        shown = list(times)[: list(times).index(stage) + 1]
    else:
        times[stage] = (at + 15_000, 0)
        shown = ["sent", stage] if stage == "unreachable" else list(times)
    stages = [
        {
            "stage": name,
            "at_ms": times[name][0],
            "party": times[name][1],
            "firm": name != "alerting",
        }
        for name in shown
    ]
    return {
        **ring(now),
        "ref": "1.0.9." + "9" * 64,
        "mine": True,
        "from": OUR_WATCH,
        "to": THEIR_WATCH,
        "precedence": "IMMEDIATE",
        "subject": "check-call",
        "purpose": "",
        "at_ms": at,
        "arrived_ms": None,
        "ahead": False,
        "stage": stage,
        "stages": stages,
        **fields,
    }


def leg(**fields: Any) -> Doc:
    """Return the first leg of a call, offered by the other console."""
    return {
        "ref": "0.0.10." + "a" * 64,
        "no": 1,
        "state": "offered",
        "offerer": 0,
        "mine": "acceptor",
        "here": True,
        "offer": {
            "fp": "ab" * 32,
            "ufrag": "abcd",
            "pwd": "a" * 24,
            "candidates": [],
            "commit": "cd" * 32,
            "fsh": "ef" * 32,
            "expires_ms": 0,
        },
        "accept": None,
        "reveal": None,
        "transcript": None,
        "up": [],
        "words": [],
        "fail": None,
        **fields,
    }


NO_PRINCIPALS: Doc = {
    "desks": [OUR_MINISTER],
    "ours": None,
    "theirs": None,
    "words": False,
    "matched": False,
    "handed": [],
}
"""A call in which nobody spoke of principals yet."""


def call(now: int, **fields: Any) -> Doc:
    """Return a call that Beijing's watch room has answered."""
    return {
        **ring_out(now, "answered"),
        "answered_by": {"desk": THEIR_WATCH, "by": "Watch officer 3"},
        "legs": [leg()],
        "here": True,
        "principals": NO_PRINCIPALS,
        "open_since_ms": now - 14_000,
        **fields,
    }


def message(now: int, n: int, **fields: Any) -> Doc:
    """Return one formal message of Beijing."""
    return {
        "ref": f"0.0.{20 + n}." + f"{n:x}" * 64,
        "mine": False,
        "kind": "REAL",
        "at_ms": now - 2_000_000 - n * 3_000_000,
        "open_by_ms": now - 1_700_000 - n * 3_000_000,
        "from": THEIR_WATCH,
        "to": OUR_WATCH,
        "by": "Watch officer 3",
        "precedence": "IMMEDIATE",
        "language": "zh",
        "subject": "3月18日演习区变更",
        "text": (
            "3月18日演习区北界南移5海里。\n\n"
            "该区关闭时间为22:00Z，而非20:00Z。\n\n"
            "请确认贵方巡逻艇是否需要通过该区。"
        ),
        "size": 176,
        "receipts": {
            "stored": [{"party": 1, "at_ms": now - 1_999_600, "firm": True}],
            "opened": [{"party": 1, "by": "Watch officer 1", "at_ms": now - 1_950_000}],
            "informed": [],
        },
        "settled": True,
        **fields,
    }


def our_message(now: int, n: int, subject: str, **fields: Any) -> Doc:
    """Return one formal message of ours."""
    ours = {
        "mine": True,
        "from": OUR_WATCH,
        "to": THEIR_WATCH,
        "by": "Watch officer 1",
        "precedence": "ROUTINE",
        "language": "en",
        "subject": subject,
        "text": "All stations were rung and have answered in time.\n\nNothing is open.",
        "receipts": {
            "stored": [{"party": 0, "at_ms": now - 100_000, "firm": False}],
            "opened": [],
            "informed": [],
        },
    }
    return message(now, n, **{**ours, **fields})


def messages_doc(now: int) -> Doc:
    """Return four messages."""
    waiting: Doc = {"stored": [], "opened": [], "informed": []}
    return {
        "messages": [
            message(now, 1),
            our_message(now, 2, "Check call, summary"),
            our_message(now, 3, "Port call, list of questions", receipts=waiting),
            message(now, 4, precedence="PRIORITY", subject="四月值班表", language="zh"),
        ],
        "more": True,
        "cursor": "aa.bb",
    }


def service_doc(now: int) -> Doc:
    """Return six lines of the operators."""

    def said(n: int, text: str, *, mine: bool, language: str = "en") -> Doc:
        return {
            "ref": f"0.0.{40 + n}." + f"{n:x}" * 64,
            "mine": mine,
            "at_ms": now - (10 - n) * 400_000,
            "desk": OUR_WATCH if mine else THEIR_WATCH,
            "by": "Watch officer 1" if mine else "Watch officer 3",
            "language": language,
            "text": text,
            "stored": n < 6,
        }

    return {
        "entries": [
            said(1, "On watch until 00:00Z. Two open items taken over.", mine=True),
            said(
                2, "On watch. Ours until 00:00Z. 已接班，至00:00Z。", mine=False, language="zh"
            ),
            said(3, "Point 2: is 22:00 in UTC? The reading says so; confirm.", mine=True),
            said(4, "是，世界协调时。", mine=False, language="zh"),
            said(5, "Sending one bell test at 18:28Z.", mine=True),
            said(6, "Bell test heard here too.", mine=True),
        ],
        "more": False,
    }


FEED_0 = "0f" * 16
FEED_1 = "1f" * 16


def record_doc(now: int) -> Doc:
    """Return two feeds, the first with a provisional end."""
    return {
        "feeds": [
            {
                "party": 0,
                "incarnation": 0,
                "feed": FEED_0,
                "size": 47,
                "provisional": 47,
                "firm": 45,
                "root": "5a" * 32,
                "receipts": [{"party": 1, "size": 47, "time_ms": now - 9_000, "firm": False}],
                "state": "open",
                "inert": 0,
                "waits": None,
            },
            {
                "party": 1,
                "incarnation": 0,
                "feed": FEED_1,
                "size": 63,
                "provisional": 63,
                "firm": 63,
                "root": "6b" * 32,
                "receipts": [{"party": 0, "size": 62, "time_ms": now - 9_000, "firm": True}],
                "state": "open",
                "inert": 0,
                "waits": {"acts": 2, "for": [0]},
            },
        ],
        "verified": {
            "at_ms": now - 60_000,
            "entries": 110,
            "result": "holds",
            "first_bad": None,
        },
        "incidents": [],
    }


def entries(now: int, party: int, size: int, limit: int = 50) -> Doc:
    """Return the newest entries of one feed."""
    kinds = ["call.ring", "call.alert", "call.answer", "leg.words", "msg.send", "call.end"]
    return {
        "entries": [
            {
                "ref": f"{party}.0.{index}." + f"{index % 16:x}" * 64,
                "index": index,
                "type": kinds[index % len(kinds)],
                "kind": "REAL",
                "at_ms": now - (size - index) * 70_000,
                "from": THEIR_WATCH if party == 0 else OUR_WATCH,
                "to": OUR_WATCH if party == 0 else THEIR_WATCH,
                "body": {"precedence": "ROUTINE", "subject": "check-call", "purpose": ""},
                "inert": None,
                "leaf": f"{index % 256:02x}" * 32,
                "size": 214,
                "provisional": party == 0 and index > 44,
            }
            for index in range(size - 1, max(-1, size - 1 - limit), -1)
        ]
    }


def agreement_doc(now: int) -> Doc:
    """Return an agreement in two languages."""
    return {
        "version": 1,
        "hash": "7c" * 32,
        "line": CHINA,
        "parties": [
            {
                **BEIJING,
                "fingerprint": "4f2a90d17be3c605" * 4,
                "words": list(range(40, 760, 60)),
            },
            {
                **SINGAPORE,
                "fingerprint": "a81c33f702de9b4e" * 4,
                "words": list(range(700, 940, 20)),
            },
        ],
        "signed": [{"party": 0, "root": "4f" * 32}, {"party": 1, "root": "a8" * 32}],
        "texts": [
            {
                "language": "en",
                "text": "Article 1. The parties open a secure defence telephone link between "
                "their defence ministries.\n\nArticle 2. The line is manned round the clock.",
            },
            {
                "language": "zh",
                "text": "第一条　双方在两国国防部之间开通防务保密电话。\n\n"
                "第二条　该线路昼夜有人值守。",
            },
        ],
        "terms": [
            {"key": "suite", "value": 1, "unit": ""},
            {"key": "media-policy", "value": "direct", "unit": ""},
            {"key": "recording", "value": "acts-only", "unit": ""},
            {"key": "clock-warn", "value": 1000, "unit": "ms"},
            {"key": "key-rotation", "value": 86_400, "unit": "s"},
            {"key": "message-limit", "value": 65536, "unit": "B"},
            {"key": "answer-within-flash", "value": 20, "unit": "s"},
            {"key": "answer-within-routine", "value": 120, "unit": "s"},
        ],
        "valid_from_ms": now - 90 * 86_400_000,
        "valid_until_ms": None,
        "notice_s": 90 * 86_400,
        "duties": [
            {"desk": OUR_WATCH, "spans": [[0, 10_080]]},
            {"desk": THEIR_WATCH, "spans": [[480, 1_080], [1_920, 2_520]]},
        ],
        "desks": [OUR_WATCH, OUR_MINISTER, THEIR_WATCH, THEIR_MINISTER],
        "pairs": [
            {"a": THEIR_WATCH, "b": OUR_WATCH, "level": "watch"},
            {"a": THEIR_MINISTER, "b": OUR_MINISTER, "level": "minister"},
        ],
    }


def all_docs(now: int) -> dict[str, Doc]:
    """Return a document for each topic of the line to Beijing."""
    return {
        "now": now_doc(now),
        f"line:{CHINA}": line_doc(now),
        f"messages:{CHINA}": messages_doc(now),
        f"service:{CHINA}": service_doc(now),
        f"record:{CHINA}": record_doc(now),
        f"agreement:{CHINA}": agreement_doc(now),
    }


def post(**fields: Any) -> Doc:
    """Return the watch at our desk: nobody has it."""
    return {
        "phase": "free",
        "by": None,
        "here": False,
        "mine": False,
        "since_ms": None,
        "taken_ms": None,
        "due_ms": None,
        "until_ms": None,
        "ended_ms": None,
        "bell_ms": None,
        "vigilance_s": 1_800,
        **fields,
    }


def manned(now: int, **fields: Any) -> Doc:
    """Return the watch at our desk: this console has had it for ten minutes."""
    return {
        **post(phase="manned", by="Watch officer 1", here=True, mine=True),
        "since_ms": now - 3_600_000,
        "taken_ms": now - 600_000,
        "due_ms": now + 1_200_000,
        "until_ms": now + 1_382_000,
        **fields,
    }


def far_watch(now: int, state: str = "ready", **fields: Any) -> Doc:
    """Return what Beijing's duty room signed of its watch."""
    manned = state != "unmanned"
    return {
        "desk": THEIR_WATCH,
        "state": state,
        "since_ms": now - 7_200_000 if manned else None,
        "ended_ms": None if manned else now - 420_000,
        "said_ms": now - 60_000,
        "bell_ms": now - 840_000 if state == "ready" else None,
        "must": True,
        **fields,
    }


def watch_doc(now: int, **fields: Any) -> Doc:
    """Return the Watch: our desk manned, the minister's not; a note from the last watch."""
    desks = [
        {
            "code": "watch",
            "names": OUR_WATCH["names"],
            "phase": "manned",
            "by": "Watch officer 1",
            "since_ms": now - 3_600_000,
            "ended_ms": None,
            "bell_ms": None,
        },
        {
            "code": "minister",
            "names": OUR_MINISTER["names"],
            "phase": "free",
            "by": None,
            "since_ms": None,
            "ended_ms": None,
            "bell_ms": None,
        },
    ]
    return {
        "desks": desks,
        "bells": {"page_ms": None, "room": True, "room_ms": now - 600_000},
        "book": [
            {"at_ms": now - 600_000, "what": "relief", "by": "Watch officer 1", "text": ""},
            {
                "at_ms": now - 660_000,
                "what": "note",
                "by": "Watch officer 2",
                "text": "Two open items.",
            },
        ],
        "theirs": [{"line": CHINA, **far_watch(now)}],
        "rota": {
            "plans": [
                {"name": "deputy", "who": ["Second officer"], "until_ms": now + 7_200_000},
                {"name": "commander", "who": [], "until_ms": None},
            ],
            "steps": [
                {"name": "Duty desk", "after_s": 0, "consoles": 2, "bells": [], "room": True},
                {
                    "name": "Deputy",
                    "after_s": 15,
                    "consoles": 0,
                    "bells": ["second-mail"],
                    "room": False,
                },
                {"name": "Siren", "after_s": 60, "consoles": 0, "bells": [], "room": False},
            ],
            "repeat_s": 30,
            "persons": [
                {"code": "first", "name": "First officer", "bells": 0, "here": False},
                {"code": "second", "name": "Second officer", "bells": 1, "here": True},
                {"code": "third", "name": "Third officer", "bells": 2, "here": True},
            ],
            "stand_ins": [],
            "failing": ["second-mail"],
        },
        **fields,
    }
