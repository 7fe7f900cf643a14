/** The rail: all lines in a fixed order, each with its state. */

import { VERDICTS } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { count, own, roughly, stopwatch, t } from "./language.js";
import { needs } from "./needs.js";
import { toAnswer } from "./requestwords.js";
import { now, speaks, station, to, ui, unsure } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */

/** The call of this console on a line. @param {LineBrief} line */
function callOn(line) {
  const call = now().call;
  return call && call.line === line.id && call.stage === "answered" ? call : null;
}

/** State word of a line for rail and board. @param {LineBrief} line */
export function stateWord(line) {
  const call = callOn(line);
  if (call) {
    return t("state-call", {
      t: stopwatch(station.now() - (call.open_since_ms ?? call.at_ms)),
    });
  }
  if (unsure()) return t("state-unknown");
  if (line.call) return t("state-call-elsewhere");
  return t(`state-${line.verdict}`, { t: roughly(station.now() - line.lamp.since_ms) });
}

/** @param {LineBrief} line @returns {[string, string]} */
export function stateLook(line) {
  if (unsure() && !callOn(line)) return VERDICTS.unknown;
  return line.call || callOn(line) ? VERDICTS.call : VERDICTS[line.verdict];
}

/** The way to the Watch, with how this desk stands. */
function watchKey() {
  const post = now().watch;
  const manned = post?.phase === "manned";
  return h(
    "a",
    {
      class: "key plain",
      href: "#/watch",
      key: "watch",
      "aria-current": ui.route.screen === "watch" ? "page" : null,
      "aria-keyshortcuts": "g w",
    },
    h("b", null, t("watch")),
    post &&
      speaks() &&
      h(
        "span",
        { class: "st c-2" },
        icon(manned ? "person" : "absent", "sm"),
        h("span", null, manned ? (post.by ?? "") : t("nobody-on-watch")),
      ),
  );
}

export function rail() {
  const open = needs().length;
  const here = ui.route;
  return h(
    "nav",
    { class: "rail", key: "rail", "aria-label": t("lines") },
    h(
      "a",
      {
        class: "key plain",
        href: "#/",
        "aria-current": here.screen === "lines" ? "page" : null,
        key: "all",
      },
      h("b", null, t("all-lines")),
      open > 0 &&
        h("span", { class: "count", "aria-label": t("needs-count", { n: open }) }, count(open)),
    ),
    watchKey(),
    h("hr", { key: "hr" }),
    now().lines.map((line, n) => {
      const [symbol, colour] = stateLook(line);
      const items = line.unopened + line.attempts + toAnswer(line.id).length;
      return h(
        "a",
        {
          class: "key",
          href: to(line.id),
          key: line.id,
          "aria-current": here.line === line.id ? "page" : null,
          "aria-keyshortcuts": n < 9 ? `g ${n + 1}` : null,
        },
        h("b", null, own(line.names)),
        h(
          "span",
          { class: `st ${colour}` },
          icon(symbol, "sm"),
          h("span", null, stateWord(line)),
        ),
        items > 0 &&
          h(
            "span",
            { class: "count", "aria-label": t("open-count", { n: items }) },
            count(items),
          ),
      );
    }),
  );
}
