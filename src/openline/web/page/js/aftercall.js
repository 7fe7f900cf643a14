/** Calls that are not this console's to carry: ended a moment ago, or at another console. */

import { voice } from "./call.js";
import { notice } from "./callview.js";
import { button, deskName, local, place, refusal } from "./controls.js";
import { h } from "./dom.js";
import { own, t, zulu } from "./language.js";
import { lineOf, myNumber, now, refresh, speaks, ui } from "./state.js";

/** @typedef {import("./types").Brief} Brief */
/** @typedef {import("./types").LineBrief} LineBrief */

/** @param {LineBrief} line */
export function otherCalls(line) {
  const { ended = [], elsewhere = [], call } = now();
  const over = ended.filter((each) => each.line === line.id && !ui.put_away.has(each.ref));
  const theirs = elsewhere.filter((each) => each.line === line.id && !call);
  return [
    over.map((each) => endedNotice(each)),
    theirs.map((each) => elsewhereNotice(each)),
  ];
}

/** Reasons that each side is told of; any other is told as a hanging up of the other side. */
const TOLD = new Set(["gone", "preempted", "engaged", "principal"]);

/** Who ended it, unless it was this officer. @param {Brief} call */
function endedNotice(call) {
  const { end, peer } = call;
  const here = end?.party === myNumber(lineOf(call.line));
  const told = TOLD.has(end?.reason ?? "");
  if (!end || (here && !told)) return null;
  const id = told ? `${end.reason}-${here ? "here" : "there"}` : "there";
  const below = t(`call-ended-${id}`, { place: place(call.line, peer.party), time: zulu(end.at_ms) });
  return h(
    "div",
    { key: `ended ${call.ref}` },
    notice(
      "",
      "hangup",
      t("call-ended", { who: deskName(call.line, peer) }),
      below,
      local(
        t("put-away"),
        () => {
          ui.put_away.add(call.ref);
          refresh();
        },
        { id: "put-away-call" },
      ),
    ),
  );
}

/** @param {Brief} call */
const elsewhereNotice = (call) =>
  h(
    "div",
    { key: `elsewhere ${call.ref}` },
    notice(
      "",
      "live",
      t("call-elsewhere", { who: deskName(call.line, call.peer) }),
      call.handed
        ? t("principals-speak", { desk: own(call.handed.names) })
        : t("call-elsewhere-below"),
      speaks() && button(t("take-over"), () => void voice.takeOver(call), { id: "take-over", acting: true }),
    ),
    refusal("take-over"),
  );
