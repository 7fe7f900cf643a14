/** The foot of every page: what needs somebody and the last act; in a call, the call. */

import { actName } from "./acts.js";
import { voice } from "./call.js";
import { deskName, local, ltr, time } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { lasting, own, stopwatch, t } from "./language.js";
import { needs } from "./needs.js";
import { at, briefly, nextDue } from "./requestwords.js";
import { lineOf, now, station, to, ui } from "./state.js";

/**
 * The newest act that people did; a station's own "seen" is none.
 * @type {import("./types").Now["last_act"]}
 */
let shown_act = null;

/** The foot. In a call it is the call, with Mute and Hang up in one place on every page. */
export function foot() {
  const call = now().call;
  if (call && call.here && call.stage === "answered") return callBar(call);
  const all = needs();
  const first = all[0];
  const newest = now().last_act;
  if (newest && newest.type !== "seen") shown_act = newest;
  const last = shown_act;
  return h(
    "footer",
    { class: "foot", key: "foot" },
    h("a", { class: "btn small phone-only", href: "#/" }, t("all-lines")),
    h("a", { class: "btn small phone-only", href: "#/watch", key: "to-watch" }, t("watch")),
    first?.sort !== "request" && [
      h("span", { class: "lab", key: "needs-lab" }, t("needs-you")),
      first
        ? [
            h("b", { key: "needs" }, first.headline),
            h("a", { class: "btn small", key: "needs-open", href: first.href }, t("open")),
          ]
        : h("span", { class: "muted", key: "needs-nothing" }, t("needs-nothing")),
    ],
    due(),
    h("span", { class: "grow" }),
    last && [
      h("span", { class: "lab" }, t("last-act")),
      time(last.at_ms),
      h(
        "span",
        { class: "muted" },
        t("act-on", { act: actName(last.type), line: own(lineOf(last.line)?.names) }),
      ),
    ],
  );
}

/** The next deadline over all lines, in one place on every page. */
function due() {
  const next = nextDue();
  if (!next) return null;
  const left = next.at_ms - station.now();
  return [
    h("span", { class: "lab", key: "due-lab" }, t("next-due")),
    h(
      "a",
      { class: "due", key: "due", href: to(next.brief.line, "requests", next.brief.ref) },
      at(next.at_ms),
      " ",
      h("b", null, t(left < 0 ? "req-overdue" : "req-due-in", { t: lasting(Math.abs(left)) })),
      " ",
      h("span", null, briefly(next.brief)),
    ),
  ];
}

/** @param {import("./types").Call} call */
function callBar(call) {
  const peer = call.mine ? call.to : call.from;
  return h(
    "footer",
    { class: "foot live", key: "callbar" },
    icon("live"),
    h("b", null, deskName(call.line, peer)),
    ltr(stopwatch(station.now() - (call.open_since_ms ?? call.at_ms))),
    h("span", { class: "muted" }, voice.stateText()),
    h("span", { class: "grow" }),
    !(ui.route.screen === "line" && ui.route.line === call.line) &&
      h("a", { class: "btn", href: to(call.line), key: "open-call" }, t("open-call")),
    muteButton(),
    hangUpButton(call),
  );
}

/** @param {string} [look] */
export const muteButton = (look = "") =>
  local(t("mute"), () => voice.toggleMute(), {
    symbol: voice.muted ? "micoff" : "mic",
    key: "F4",
    pressed: voice.muted,
    off: voice.elsewhere,
    look,
    id: "mute",
  });

/** @param {import("./types").Call} call @param {string} [look] */
export const hangUpButton = (call, look = "") =>
  local(t("hang-up"), () => voice.hangUp(call), {
    symbol: "hangup",
    key: "F9",
    look,
    id: "hang-up",
    acting: true,
  });
