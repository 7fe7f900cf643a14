/** Who speaks with whom at which level, by which lines, and what is open between them now. */

import { deskName, ltr } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { own, stopwatch, t } from "./language.js";
import { now, station, to } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").LineDoc} LineDoc */
/** @typedef {import("./types").Counterpart} Counterpart */

/** @param {LineBrief} line @param {LineDoc} doc */
export function counterparts(line, doc) {
  const others = alike(line);
  return h(
    "section",
    { class: "sect", key: "counterparts", "aria-labelledby": "counterparts-h" },
    h("h2", { id: "counterparts-h" }, t("counterparts")),
    h(
      "ul",
      { class: "items" },
      doc.counterparts.map((pair) =>
        h(
          "li",
          { key: `${pair.mine.code} ${pair.peer} ${pair.theirs.code}` },
          icon(pair.open ? (pair.open.stage === "call" ? "live" : "bell") : "phone"),
          h(
            "div",
            null,
            h("b", null, own(pair.mine.names)),
            " ↔ ",
            line.peers.length > 1 ? deskName(line.id, pair.theirs) : own(pair.theirs.names),
            h("span", { class: "sub" }, t("level-named", { level: pair.level })),
          ),
          state(pair),
        ),
      ),
    ),
    others.length > 0 &&
      h(
        "p",
        { class: "pad" },
        t("other-lines"),
        " ",
        others.map((other, n) => [
          n > 0 && ", ",
          h("a", { href: to(other.id), key: other.id }, own(other.names)),
          other.call !== null && [" ", h("span", { class: "c-live" }, t("open-call-now"))],
        ]),
      ),
  );
}

/** @param {Counterpart} pair */
const state = ({ open }) =>
  !open
    ? h("span", { class: "when" }, t("no-call-now"))
    : h(
        "span",
        { class: `when ${open.stage === "call" ? "c-live" : "c-att"}` },
        t(open.stage === "call" ? "open-call-now" : "open-ring-now"),
        " ",
        ltr(stopwatch(station.now() - open.since_ms)),
      );

/** Other lines with one of the same parties. @param {LineBrief} line */
function alike(line) {
  const ids = new Set(line.peers.map((peer) => peer.id).filter(Boolean));
  return now().lines.filter(
    (other) => other.id !== line.id && other.peers.some((peer) => ids.has(peer.id)),
  );
}
