"""What a console asks for about requests, turned into what the core can say.

The core knows no clock, so here it is refused to ask for what is past.

Spec: docs/console.md, 5.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from openline.core.acts import requests
from openline.core.acts.act import Addressee, Kind
from openline.core.agreement.terms import Terms
from openline.core.codec import Struct
from openline.core.errors import BadInput, NotAllowed
from openline.core.switchboard import Say
from openline.ports.desk import Console
from openline.station.commands import reference

Doc = Mapping[str, Any]


class RequestMoved(NotAllowed):
    """The other side said something about the request before our act was taken."""

    code = "request-moved"
    default_advice = "Read what was said last, then answer that."


def plainly(error: NotAllowed, act: str) -> NotAllowed:
    """An error of the core in the words of requests, if it is about one."""
    moved = act in ACTS and error.facts.get("rule") == "turn"
    return RequestMoved("The request has ended or changed meanwhile.") if moved else error


def say(
    console: Console, command: bytes, act: str, body: Doc, terms: Terms, now_ms: int
) -> Say:
    """An act of `ACTS`.

    Raises:
        BadInput: A code is not an agreed one, or a time is past.
        NotAllowed: The console speaks for another desk.
    """
    if "plan" in body:
        _timely(body, now_ms)
        _agreed(body["plan"]["trigger"], terms.triggers, "trigger")
    if act != "request":
        type_, make = ACTS[act]
        return Say(command, Kind.REAL, console.desk, None, type_, make(body, terms, console))
    if body["from"] != console.desk:
        raise NotAllowed("This console speaks for another desk.", rule="desks")
    to = Addressee(body["to"]["party"], body["to"]["desk"])
    earlier = reference(body["earlier"]) if body["earlier"] else None
    said = requests.Ask(_plan(body["plan"]), _due(body), earlier, console.person)
    return Say(command, Kind.REAL, console.desk, to, requests.ASK, said)


def _timely(body: Doc, now_ms: int) -> None:
    windows = body["plan"]["windows"]
    if any(window["end_ms"] <= window["start_ms"] for window in windows):
        raise _wrong("A window must end after it begins.", "windows")
    if any(window["end_ms"] <= now_ms for window in windows):
        raise _wrong("A window that is proposed is over already.", "windows-past")
    if body["due_ms"] <= now_ms:
        raise _wrong("The answer is asked for by a time that is past.", "due")


def _agreed(code: str, known: Any, field: str) -> None:
    if code and code not in {coded.code for coded in known}:
        raise BadInput(f"The {field} is not one of the agreed ones.", field=field)


def _wrong(what: str, field: str) -> BadInput:
    return BadInput(what, advice="Give other times.", field=field)


def _plan(doc: Doc) -> requests.Plan:
    return requests.Plan(
        form=requests.Form(doc["form"]),
        language=doc["language"],
        purpose=doc["purpose"],
        event=doc["event"],
        trigger=doc["trigger"],
        asker=doc["asker"],
        asked=doc["asked"],
        windows=tuple(requests.Window(w["start_ms"], w["end_ms"]) for w in doc["windows"]),
        minutes=doc["minutes"],
        languages=tuple(doc["languages"]),
        interpreters=requests.Interpreters(doc["interpreters"]),
        medium=requests.Medium(doc["medium"]),
        place=doc["place"],
        conditions=tuple(doc["conditions"]),
    )


def _due(body: Doc) -> requests.Due:
    return requests.Due(body["due_ms"], body["within_s"])


def _counter(body: Doc, terms: Terms, console: Console) -> Struct:
    ref = reference(body["request"])
    return requests.Counter(ref, _plan(body["plan"]), _due(body), console.person)


def _accept(body: Doc, terms: Terms, console: Console) -> Struct:
    return requests.Accept(
        reference(body["request"]),
        reference(body["version"]),
        body["window"],
        body["level"],
        body["language"],
        body["text"],
        console.person,
    )


def _refuse(body: Doc, terms: Terms, console: Console) -> Struct:
    _agreed(body["code"], terms.declines, "code")
    return requests.Refuse(
        reference(body["request"]),
        reference(body["version"]),
        body["code"],
        body["language"],
        body["text"],
        tuple(body["conditions"]),
        console.person,
    )


def _remark(body: Doc, terms: Terms, console: Console) -> Struct:
    ref = reference(body["request"])
    return requests.Remark(ref, body["language"], body["text"], console.person)


def _condition(body: Doc, terms: Terms, console: Console) -> Struct:
    return requests.Condition(
        reference(body["request"]),
        reference(body["item"]),
        body["number"],
        requests.Word(body["word"]),
        body["language"],
        body["text"],
        console.person,
    )


ACTS: Final[Mapping[str, tuple[int, Callable[[Doc, Terms, Console], Struct]]]] = {
    "counter": (requests.COUNTER, _counter),
    "accept": (requests.ACCEPT, _accept),
    "refuse": (requests.REFUSE, _refuse),
    "withdraw": (requests.WITHDRAW, _remark),
    "remind": (requests.REMIND, _remark),
    "call-off": (requests.CALL_OFF, _remark),
    "condition": (requests.CONDITION, _condition),
}
"""Acts about a request that is there; `request` opens one."""
