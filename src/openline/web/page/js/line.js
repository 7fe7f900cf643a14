/** One line: evidence that it can be rung, the ring panel, and a ring of ours going out. */

import { actName } from "./acts.js";
import { otherCalls } from "./aftercall.js";
import { callBackActs, settleButton } from "./attempts.js";
import { callScreen } from "./callview.js";
import { counterparts } from "./counterparts.js";
import { button, capital, deskName, empty, place, reason, time } from "./controls.js";
import { h } from "./dom.js";
import { evidence } from "./evidence.js";
import { outgoing } from "./fate.js";
import { icon } from "./icons.js";
import { count, t, zuluShort } from "./language.js";
import { needs } from "./needs.js";
import { ringActs, ringOut } from "./ringout.js";
import { ringPanel } from "./ringpanel.js";
import { speakPanel } from "./spoken.js";
import { act, lineOf, now, speaks, station, to, ui } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").LineDoc} LineDoc */
/** @typedef {import("./types").Ring} Ring */
/** @typedef {import("./types").Item} Item */

export function lineScreen() {
  const line = lineOf(ui.route.line);
  if (!line) return missing();
  const doc = station.docs[`line:${line.id}`];
  const latest = doc?.today.filter((item) => item.type !== "seen").slice(0, 12) ?? [];
  const call = now().call;
  if (call && call.line === line.id && call.stage === "answered" && call.here)
    return callScreen(call, line);
  const ring = outgoing(line.id);
  return h(
    "div",
    { class: "screen cols", key: `line ${line.id}` },
    h(
      "div",
      { class: "stack" },
      otherCalls(line),
      ring ? ringOut(ring, line) : doc ? evidence(line, doc) : awaited(`line:${line.id}`),
      !ring && open(line),
      !ring && doc && counterparts(line, doc),
    ),
    h(
      "div",
      { class: "stack" },
      ring ? ringActs(ring, line) : doc && [ringPanel(line, doc), speakPanel(line, doc)],
    ),
    doc &&
      h(
        "section",
        { class: "sect today", "aria-labelledby": "today-h" },
        h("h2", { id: "today-h" }, t("latest-on-line")),
        latest.length
          ? timeline(line, latest)
          : h("p", { class: "muted pad" }, t("nothing-yet")),
      ),
  );
}

export const missing = () =>
  h(
    "div",
    { class: "screen", key: "missing" },
    station.docs.now ? empty(t("no-such-line"), t("no-such-line-below")) : bones(),
  );

/**
 * While a document is on its way: its shape; if the station does not show it: why.
 * @param {string} topic
 */
export function awaited(topic) {
  const error = station.withheld.get(topic);
  return error ? empty(t("not-shown"), reason(error)) : bones();
}

const bones = () =>
  h(
    "div",
    { class: "bones", key: "bones", "aria-hidden": "true" },
    [1, 2, 3, 4].map((n) => h("i", { key: n })),
  );

/** What waits for a person on this line. @param {LineBrief} line */
function open(line) {
  const mine = needs().filter((need) => need.line === line.id);
  const messages = line.unopened;
  return h(
    "section",
    { class: "sect", key: "open" },
    h(
      "h2",
      null,
      t("open-on-line"),
      mine.length + (messages ? 1 : 0) > 0 &&
        h("span", null, count(mine.length + (messages ? 1 : 0))),
    ),
    mine.length === 0 &&
      messages === 0 &&
      h("p", { class: "muted pad" }, t("nothing-open", { capital: capital(line) })),
    h(
      "ul",
      { class: "items" },
      mine.map((need) =>
        h(
          "li",
          { key: need.id },
          icon(
            need.sort === "alarm"
              ? "alarm"
              : need.sort === "attempt"
                ? "bell"
                : need.sort === "message"
                  ? "message"
                  : "attention",
          ),
          h("div", null, h("b", null, need.headline), h("span", { class: "sub" }, need.below), need.ring && callBackActs(need.ring)),
          h(
            "span",
            { class: "when" },
            need.since_ms > 0 && time(need.since_ms, zuluShort(need.since_ms, station.now())),
          ),
          need.ring && speaks() && settleButton(need.ring, need.headline),
          need.acknowledge &&
            button(
              t("acknowledge"),
              () =>
                void act(
                  `acknowledge ${need.id}`,
                  line.id,
                  "acknowledge",
                  need.acknowledge ?? {},
                ),
              { name: t("acknowledge-what", { what: need.headline }), look: "small" },
            ),
        ),
      ),
      messages > 0 &&
        h(
          "li",
          { key: "messages" },
          icon("message"),
          h(
            "div",
            null,
            h("b", null, t("n-messages", { n: messages })),
            h("span", { class: "sub" }, t("not-opened-here")),
          ),
          h("span", { class: "when" }),
          h("a", { class: "btn small", href: to(line.id, "messages") }, t("open")),
        ),
    ),
  );
}

/** @param {LineBrief} line @param {Item[]} items */
export function timeline(line, items) {
  return h(
    "ol",
    { class: "timeline" },
    items.map((item) =>
      h(
        "li",
        { key: item.ref, class: item.mine ? "ours" : null },
        h("b", null, actName(item.type)),
        h(
          "span",
          { class: "sub" },
          time(item.at_ms, zuluShort(item.at_ms, station.now())),
          " · ",
          item.from ? deskName(line.id, item.from) : place(line.id, item.party),
        ),
      ),
    ),
  );
}
