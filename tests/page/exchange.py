"""Two scripted stations that pass one call between them, as two real stations would.

Only the order of acts and the fields of docs/console.md are kept: nothing is signed, and the
transcript is any number that both sides know.
"""

from __future__ import annotations

import hashlib
from typing import Any

from tests.page import scenes
from tests.page.scripted_station import ScriptedStation

Doc = dict[str, Any]
RING = "1.0.9." + "9" * 64


class Exchange:
    """One call from Singapore's watch room (`caller`) to Beijing's (`callee`)."""

    def __init__(self, caller: ScriptedStation, callee: ScriptedStation) -> None:
        self.sides = {1: caller, 0: callee}
        self.legs: list[Doc] = []
        self.stage = "none"
        self.answered_by = ""
        for party, side in self.sides.items():
            for act, handler in {
                "ring": self._ring,
                "answer": self._answer,
                "hang-up": self._hang_up,
                "leg-offer": self._offer,
                "leg-accept": self._accept,
                "leg-reveal": self._reveal,
                "leg-up": self._up,
                "leg-fail": self._fail,
                "leg-words": self._words,
            }.items():
                side.on(act, self._as(party, handler))
            side.hear = self._pass(party)

    def _as(self, party: int, handler: Any) -> Any:
        def reply(message: Doc) -> Doc:
            result = handler(party, message["body"])
            self.show()
            return {"ok": True, "result": result or {}}

        return reply

    def _pass(self, party: int) -> Any:
        return lambda message: self.sides[1 - party].later_signal(
            message["leg"], message["data"]
        )

    def _ring(self, party: int, body: Doc) -> Doc:
        self.stage = "alerting"
        return {"ref": RING}

    def _answer(self, party: int, body: Doc) -> Doc:
        self.stage = "answered"
        self.answered_by = "Watch officer 3"
        return self._offer(party, body)

    def _offer(self, party: int, body: Doc) -> Doc:
        for leg in self.legs:
            leg["state"] = "superseded"
        number = len(self.legs)
        ref = f"{party}.0.{20 + number}." + f"{number:064x}"
        self.legs.append(
            scenes.leg(ref=ref, no=number, offerer=party, offer=body["offer"], here=True)
        )
        return {"ref": ref}

    def _leg(self, body: Doc) -> Doc:
        return next(leg for leg in self.legs if leg["ref"] == body["leg"])

    def _accept(self, party: int, body: Doc) -> None:
        leg = self._leg(body)
        both = leg["offer"]["fp"] + body["accept"]["fp"]
        leg.update(
            state="accepted",
            accept=body["accept"],
            transcript=hashlib.sha256(both.encode()).hexdigest(),
        )

    def _reveal(self, party: int, body: Doc) -> None:
        self._leg(body).update(state="revealed", reveal=body["nonce"])

    def _up(self, party: int, body: Doc) -> None:
        leg = self._leg(body)
        said = {"party": party, "tls": body["tls"], "frames_ok": body["frames_ok"]}
        leg["up"] = [*leg["up"], said]
        if len(leg["up"]) == 2:
            leg["state"] = "up"

    def _fail(self, party: int, body: Doc) -> None:
        self._leg(body).update(state="failed", fail={"party": party, "code": body["code"]})

    def _words(self, party: int, body: Doc) -> None:
        leg = self._leg(body)
        said = {"party": party, "result": body["result"], "reason": body["reason"]}
        leg["words"] = [*leg["words"], said]

    def _hang_up(self, party: int, body: Doc) -> None:
        self.stage = "ended"

    def show(self) -> None:
        """Tell both pages."""
        for party, side in self.sides.items():
            now = side.now_ms()
            shown = "alerting" if self.stage == "alerting" else "answered"
            ring = {
                **scenes.ring_out(now, shown),
                "ref": RING,
                "precedence": "ROUTINE",
                "mine": party == 1,
                "stage": self.stage,
            }
            fields: Doc = {"rings": [], "outgoing": [], "call": None}
            if party == 1:
                fields["outgoing"] = [ring]
            elif self.stage == "alerting":
                fields["rings"] = [ring]
            if self.stage == "answered":
                up = self.legs[-1]["state"] == "up"
                fields["call"] = {
                    **ring,
                    "answered_by": {"desk": scenes.THEIR_WATCH, "by": self.answered_by},
                    "here": True,
                    "principals": scenes.NO_PRINCIPALS,
                    "open_since_ms": now if up else None,
                    "legs": [
                        {
                            **leg,
                            "mine": "offerer" if leg["offerer"] == party else "acceptor",
                        }
                        for leg in self.legs
                    ],
                }
            side.later("now", {**side.docs["now"], **fields})
