"""Requests at a desk: what consoles see, what they may say, a counterpart that floods."""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any

import pytest
from icalendar import Calendar
from msgspec.structs import replace

from openline.core.acts import requests
from openline.core.acts.act import Addressee, Ref, write_ref
from openline.core.errors import BadInput, NotAllowed
from openline.ports.desk import Console
from openline.station.requests import RequestMoved
from openline.station.views.requests import SAID_SHOWN, SHOWN
from tests.core.acts.examples import PLAN
from tests.core.line.stations import START_MS
from tests.hostile.test_desk import Watched

HOUR = 3_600_000
DUE = requests.Due(START_MS + HOUR, 7_200)
LATER = replace(
    PLAN, trigger="", windows=(requests.Window(START_MS + HOUR, START_MS + 2 * HOUR),)
)


def console(desk: str = "watch") -> Console:
    return Console(os.urandom(16), "Watch officer 1", desk, "watch", "en", "auto")


def run(main: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(main, 180))


def plan(**fields: Any) -> dict[str, Any]:
    """A version as a page sends it."""
    return {
        "form": "call",
        "language": "en",
        "purpose": "The exercise area",
        "event": "",
        "trigger": "",
        "asker": "watch",
        "asked": "navy",
        "windows": [{"start_ms": START_MS + HOUR, "end_ms": START_MS + 2 * HOUR}],
        "minutes": 20,
        "languages": ["en", "zh"],
        "interpreters": "each",
        "medium": "line",
        "place": "",
        "conditions": ["Same rank"],
        **fields,
    }


def asking(**fields: Any) -> dict[str, Any]:
    return {
        "from": "watch",
        "to": {"party": 1, "desk": "watch"},
        "plan": plan(),
        "due_ms": START_MS + HOUR,
        "within_s": 7_200,
        "earlier": None,
        **fields,
    }


class Board(Watched):
    """A desk and a counterpart that asks."""

    def asked(self) -> Ref:
        body = requests.Ask(LATER, DUE, None, "WO 3")
        return self.far.say(requests.ASK, body, to=Addressee(0, "watch"))

    async def do(self, who: Console, act: str, body: dict[str, Any]) -> dict[str, Any]:
        return await self.desk.do(who, self.line.hex(), act, os.urandom(16), body)

    def seen(self, who: Console) -> dict[str, Any]:
        return dict(self.desk.view(who, f"requests:{self.line.hex()}"))


def test_an_open_request_is_on_the_board_of_its_desk() -> None:
    async def main() -> None:
        board, watch, navy = Board(), console(), console("navy")
        await board.start()
        ref = board.asked()
        await board.hear()
        (brief,) = board.now(watch)["requests"]
        assert (brief["ref"], brief["form"], brief["mine"]) == (
            *(write_ref(ref), "meeting", False),
        )
        assert brief["turns"] == [
            {"party": 0, "since_ms": START_MS, "overdue_ms": START_MS + 2 * HOUR}
        ]
        assert board.now(navy)["requests"] == []
        (open_,) = board.seen(watch)["open"]
        assert open_["versions"][0]["plan"]["conditions"] == PLAN.conditions
        assert [one["state"] for one in open_["said"][0]["conditions"]] == ["open", "open"]
        answer = {"request": write_ref(ref), "version": write_ref(ref), "window": 0}
        answer |= {"level": "navy", "language": "en", "text": "Gladly"}
        await board.do(watch, "accept", answer)
        (brief,) = board.now(watch)["requests"]
        start_ms = START_MS + HOUR
        assert brief["agreed"] == {"start_ms": start_ms, "end_ms": start_ms + HOUR}
        assert brief["turns"] == []
        (agreed,) = board.seen(watch)["over"]
        assert (agreed["stage"], agreed["agreed"]["window"]) == ("agreed", 0)
        assert agreed["said"][1]["level"]["code"] == "navy"

    run(main())


def test_what_is_asked_is_there_at_once_and_due_once_it_arrived() -> None:
    async def main() -> None:
        board, watch = Board(), console()
        await board.start()
        await board.hear()
        await board.do(watch, "request", asking())
        (brief,) = board.now(watch)["requests"]
        assert brief["turns"] == [{"party": 1, "since_ms": START_MS, "overdue_ms": None}]

    run(main())


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"plan": plan(windows=[{"start_ms": 1, "end_ms": 2}])}, "windows-past"),
        ({"plan": plan(windows=[{"start_ms": START_MS * 2, "end_ms": 5}])}, "windows"),
        ({"due_ms": START_MS}, "due"),
        ({"plan": plan(trigger="unheard-of")}, "trigger"),
    ],
)
def test_what_is_past_or_not_agreed_is_not_asked(fields: dict[str, Any], field: str) -> None:
    async def main() -> None:
        board = Board()
        await board.start()
        with pytest.raises(BadInput) as refused:
            await board.do(console(), "request", asking(**fields))
        assert refused.value.facts["field"] == field

    run(main())


def test_a_desk_speaks_for_itself() -> None:
    async def main() -> None:
        board = Board()
        await board.start()
        with pytest.raises(NotAllowed):
            await board.do(console("navy"), "request", asking())

    run(main())


def test_an_answer_to_a_request_that_moved_says_so() -> None:
    async def main() -> None:
        board, watch = Board(), console()
        await board.start()
        ref = board.asked()
        board.far.say(requests.WITHDRAW, requests.Remark(ref, "en", "", "WO 3"))
        await board.hear()
        body = {"request": write_ref(ref), "version": write_ref(ref), "code": "no-reason"}
        body |= {"language": "en", "text": "", "conditions": []}
        with pytest.raises(RequestMoved):
            await board.do(watch, "refuse", body)
        with pytest.raises(BadInput):
            await board.do(watch, "refuse", {**body, "code": "unheard-of"})

    run(main())


def test_a_counterpart_that_asks_all_day_fills_no_page() -> None:
    async def main() -> None:
        board, watch = Board(), console()
        await board.start()
        for _ in range(SHOWN + 20):
            ref = board.asked()
        for _ in range(requests.MOST_SAID - 1):
            board.far.say(requests.REMIND, requests.Remark(ref, "en", "Now", "WO 3"))
        board.far.say(requests.WITHDRAW, requests.Remark(ref, "en", "", "WO 3"))
        await board.hear()
        await board.do(watch, "request", asking())
        seen = board.seen(watch)
        assert [one["mine"] for one in seen["open"]] == [True] + [False] * (SHOWN // 2)
        assert seen["more"]
        (over,) = seen["over"]
        assert len(over["said"]) == SAID_SHOWN
        assert len(board.now(watch)["requests"]) == SHOWN // 2 + 1

    run(main())


def test_a_calendar_file_goes_out_and_comes_in() -> None:
    async def main() -> None:
        board, watch = Board(), console()
        await board.start()
        ref = board.asked()
        await board.hear()
        line = board.line.hex()
        name, data = board.desk.calendar(watch, line, write_ref(ref))
        assert name.endswith(".ics")
        assert Calendar.from_ical(data)["METHOD"] == "REQUEST"
        (draft,) = board.desk.calendar_drafts(watch, line, data)["drafts"]
        assert draft["start_ms"] == START_MS + HOUR
        with pytest.raises(BadInput):
            board.desk.calendar(watch, line, write_ref(replace(ref, index=99)))

    run(main())
