/** The requests of a line over time: who asked what, when, and what came of it. */

import { place } from "./controls.js";
import { h } from "./dom.js";
import { dayOf, t } from "./language.js";
import { station, to } from "./state.js";
import { stateOf, whatFor } from "./requestwords.js";

/** @typedef {import("./types").Request} Request */

const SHOWN = 12;
const LEAST_MS = 3_600_000;
const MOST_MS = 2 * 365 * 86_400_000;
/** What ends a request, and the form in which it stands in the picture. */
const ENDS = new Set([
  "request.accept",
  "request.refuse",
  "request.withdraw",
  "request.lapse",
  "request.call-off",
]);

/** What moves nobody is not in it. */
const STILL = new Set(["request.remind", "request.condition"]);

/** @param {Request[]} requests newest first */
export function history(requests) {
  const shown = requests.slice(0, SHOWN);
  const now = station.now();
  // A time is its author's claim: one far in the past must not flatten the picture.
  const first = Math.max(
    Math.min(...shown.map((each) => each.at_ms), now - LEAST_MS),
    now - MOST_MS,
  );
  const at = (/** @type {number} */ ms) =>
    `${(2 + (96 * (Math.min(Math.max(ms, first), now) - first)) / (now - first)).toFixed(2)}%`;
  return h(
    "section",
    { class: "sect", key: "history", "aria-labelledby": "history-h" },
    h("h2", { id: "history-h" }, t("req-history"), h("span", null, t("req-history-below"))),
    h(
      "ol",
      { class: "spans" },
      shown.map((request) => row(request, at, now)),
    ),
    h(
      "p",
      { class: "axis", dir: "ltr", "aria-hidden": "true" },
      h("span", null, dayOf(first)),
      h("span", null, dayOf((first + now) / 2)),
      h("span", null, dayOf(now)),
    ),
    h("p", { class: "hint" }, t("req-legend")),
  );
}

/** @param {Request} request @param {(ms: number) => string} at @param {number} now */
function row(request, at, now) {
  const last = request.said.findLast((each) => ENDS.has(each.type));
  const moves = request.said.filter((each) => !STILL.has(each.type));
  const until = request.stage === "open" ? now : (last?.at_ms ?? now);
  const asker = request.from.party;
  return h(
    "li",
    { key: request.ref },
    h(
      "a",
      { href: to(request.line, "requests", request.ref) },
      h("b", null, whatFor(request)),
      h(
        "span",
        { class: "sub" },
        t("req-asked-when", {
          place: place(request.line, asker),
          when: dayOf(request.at_ms),
          state: stateOf(request),
        }),
      ),
    ),
    h(
      "svg",
      { class: `span ${request.stage}`, "aria-hidden": "true" },
      h("line", {
        x1: at(request.at_ms),
        x2: at(until),
        y1: "50%",
        y2: "50%",
        class: request.stage === "open" ? "open" : "over",
      }),
      moves.map((each) =>
        h("circle", {
          key: each.ref,
          cx: at(each.at_ms),
          cy: "50%",
          r: each.type === "request.ask" ? 6 : 4,
          class: each.party === asker ? "asker" : "asked",
        }),
      ),
      request.stage !== "open" && end(request.stage, at(until)),
    ),
  );
}

/** The end: a bar for an agreement, a cross line for the rest. @param {string} stage @param {string} x */
const end = (stage, x) =>
  h("line", {
    x1: x,
    x2: x,
    y1: "14%",
    y2: "86%",
    class: stage === "agreed" ? "end agreed" : "end",
  });
