/** What is on every page: top, rail, head of the line, tabs, foot, and the panels that open over it. */

import { h } from "./dom.js";
import { age, button, capital, local, ltr, time, VERDICTS, deskName, refusal } from "./controls.js";
import { icon, logo } from "./icons.js";
import { count, current, dateIn, direction, has, LANGUAGES, lasting, own, roughly, speak, stopwatch, t, timeIn, utcDate, zulu } from "./language.js";
import { act, kindWord, lineOf, live, now, refresh, sound, speaks, station, to, ui } from "./state.js";
import { needs } from "./needs.js";
import { fateHeadline, outgoing, ringing } from "./fate.js";
import { voice } from "./call.js";
import { callHeadline } from "./callview.js";

/** @typedef {import("./types").LineBrief} LineBrief */

const THEMES = ["auto", "light", "dark"];

/** Put the person's theme on the page; remembered so that the next start shows it at once. @param {string} theme */
export function wear(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
}

/** @param {string} language @param {string} theme */
async function prefer(language, theme) {
  wear(theme);
  localStorage.setItem("language", language);
  await speak(language);
  if (station.me) Object.assign(station.me, { language, theme });
  refresh();
  const line = now().lines[0]?.id ?? "";
  if (live()) await act("prefer", line, "prefer", { language, theme });
}

export function top() {
  const me = station.me;
  const theme = document.documentElement.dataset.theme ?? "auto";
  return h(
    "header",
    { class: "top", key: "top" },
    h("a", { class: "brand", href: "#/" }, logo(), h("span", null, "Openline")),
    me && h("div", { class: "two room" }, h("b", null, own(me.desk_names)), h("span", null, own(me.party.places))),
    h("span", { class: "kind", id: "kind" }, kindWord()),
    h("span", { class: "grow" }),
    me && h("div", { class: "two who-on" }, h("b", null, me.person), h("span", null, t("role", { role: me.role }))),
    h(
      "div",
      { class: "utc" },
      h("b", { class: "n", dir: "ltr" }, new Date(station.now()).toISOString().slice(11, 19)),
      h("span", null, "UTC", h("br", null), utcDate(station.now())),
    ),
    h(
      "div",
      { class: "tools" },
      local("", () => void prefer(current(), THEMES[(THEMES.indexOf(theme) + 1) % 3] ?? "auto"), {
        name: t("theme", { theme }),
        symbol: "theme",
        look: "icon",
        id: "theme",
      }),
      local("", () => {
        ui.panel = ui.panel === "preferences" ? "" : "preferences";
        refresh();
      }, { name: t("language-and-more"), symbol: "globe", look: "icon", id: "preferences" }),
    ),
    ui.panel === "preferences" && preferences(theme),
  );
}

/** @param {string} theme */
function preferences(theme) {
  return h(
    "div",
    { class: "sheet", role: "dialog", "aria-label": t("language-and-more"), key: "sheet" },
    h(
      "fieldset",
      null,
      h("legend", null, t("language")),
      Object.entries(LANGUAGES).map(([tag, name]) =>
        h("label", { class: "option", key: tag },
          h("input", { type: "radio", name: "language", checked: current() === tag, onchange: () => void prefer(tag, theme) }),
          h("span", { lang: tag, dir: direction(tag), class: "face" }, name))),
    ),
    h(
      "fieldset",
      null,
      h("legend", null, t("appearance")),
      THEMES.map((each) =>
        h("label", { class: "option", key: each },
          h("input", { type: "radio", name: "theme", checked: theme === each, onchange: () => void prefer(current(), each) }),
          h("span", { class: "face" }, t(`theme-${each}`)))),
    ),
    h(
      "div",
      { class: "row" },
      local(t("keys"), () => {
        ui.panel = "keys";
        refresh();
      }),
      "Notification" in globalThis && Notification.permission === "default" &&
        local(t("notify"), () => void Notification.requestPermission().then(refresh)),
      h("form", { method: "post", action: "/leave" }, h("button", { class: "btn", type: "submit" }, t("leave"))),
    ),
    h("p", { class: "small muted" }, t("station-version", { version: station.version })),
  );
}

/** Whether what the page holds is no longer known to be so. */
const unsure = () => station.state === "lost" || station.state === "shut";

/** The call of this console on a line. @param {LineBrief} line */
function callOn(line) {
  const call = now().call;
  return call && call.line === line.id && call.stage === "answered" ? call : null;
}

/** State word of a line for rail and board. @param {LineBrief} line */
export function stateWord(line) {
  const call = callOn(line);
  if (call) {
    return t("state-call", { t: stopwatch(station.now() - (call.open_since_ms ?? call.at_ms)) });
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

export function rail() {
  const open = needs().length;
  const here = ui.route;
  return h(
    "nav",
    { class: "rail", key: "rail", "aria-label": t("lines") },
    h(
      "a",
      { class: "key plain", href: "#/", "aria-current": here.screen === "lines" ? "page" : null, key: "all" },
      h("b", null, t("all-lines")),
      open > 0 && h("span", { class: "count", "aria-label": t("needs-count", { n: open }) }, count(open)),
    ),
    h("hr", { key: "hr" }),
    now().lines.map((line, n) => {
      const [symbol, colour] = stateLook(line);
      const items = line.unopened + line.missed;
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
        h("span", { class: `st ${colour}` }, icon(symbol, "sm"), h("span", null, stateWord(line))),
        items > 0 && h("span", { class: "count", "aria-label": t("open-count", { n: items }) }, count(items)),
      );
    }),
  );
}

/** The head of a line: the same place on each of its pages for what can be said of it now. */
export function head() {
  const line = lineOf(ui.route.line);
  if (!line) return null;
  const doc = station.docs[`line:${line.id}`];
  const me = station.me;
  const call = now().call;
  const calling = call && call.line === line.id && call.stage === "answered" && call.here ? call : null;
  const ring = calling ? null : outgoing(line.id);
  const said = calling ? callHeadline(calling, line) : ring ? fateHeadline(ring, line) : verdict(line);
  const since = calling ? (calling.open_since_ms ?? null) : ring && ringing(ring) ? ring.at_ms : null;
  const clocked = calling !== null || (ring !== null && ringing(ring));
  return h(
    "div",
    { class: `head ${said.colour}`, key: "head" },
    icon(said.symbol, "lg"),
    h(
      "div",
      { class: "said" },
      h("p", { class: "crumb" }, h("b", null, own(line.names)), doc && h("span", null, own(doc.titles))),
      h("div", { role: "status" }, h("h1", null, said.headline)),
      h("p", { class: "below" }, said.below),
    ),
    h("span", { class: "grow" }),
    clocked
      ? h("div", { class: "since" }, h("span", null, calling ? t("call-time") : t("since-you-rang")),
          h("b", { class: "n", dir: "ltr" }, since === null ? "–:–" : stopwatch(station.now() - since)))
      : [
          line.peers.slice(0, 2).map((peer) => clock(own(peer.places), peer.zone)),
          me && clock(own(me.party.places), me.party.zone),
        ],
    !clocked && ui.route.screen !== "line" && speaks() &&
      button(t("ring-choose"), () => {
        location.hash = to(line.id);
      }, { name: t("ring-line", { line: own(line.names) }), symbol: "phone", look: "inv", id: "head-ring" }),
  );
}

/** @param {string} name @param {string} zone */
const clock = (name, zone) =>
  h("div", { class: "clock", key: `clock ${name}` },
    h("b", { class: "n", dir: "ltr" }, timeIn(station.now(), zone)),
    h("span", null, t("place-day", { place: name, day: dateIn(station.now(), zone) })));

/** What can be said of a line, with its proof and age. @param {LineBrief} line */
export function verdict(line) {
  if (unsure()) {
    const [symbol, colour] = VERDICTS.unknown;
    return { symbol, colour, headline: t("verdict-lost"), below: t("verdict-lost-below") };
  }
  const [symbol, colour] = VERDICTS[line.verdict];
  const { lamp } = line;
  const up = lamp.paths.filter((path) => path.up);
  const facts = {
    capital: capital(line),
    t: lasting(station.now() - lamp.since_ms),
    time: zulu(lamp.since_ms),
    paths: up.length,
    echo: lamp.last_echo_ms === null ? "" : age(lamp.last_echo_ms),
    last: lamp.last_echo_ms === null ? "" : zulu(lamp.last_echo_ms),
  };
  const below =
    line.verdict === "down" && lamp.last_echo_ms === null ? t("verdict-down-never", facts)
    : t(`verdict-${line.verdict}-below`, facts);
  return { symbol, colour, headline: t(`verdict-${line.verdict}`, facts), below };
}

const TABS = ["line", "messages", "record", "agreement"];

export function tabs() {
  const line = lineOf(ui.route.line);
  if (!line) return null;
  const shown = ui.route.screen === "service" ? "messages" : ui.route.screen;
  return h(
    "nav",
    { class: "tabs", key: "tabs", "aria-label": own(line.names) },
    TABS.map((tab) =>
      h("a", { href: to(line.id, tab === "line" ? "" : tab), key: `tab ${tab}`, "aria-current": shown === tab ? "page" : null },
        t(`tab-${tab}`),
        tab === "messages" && line.unopened > 0 && h("span", { class: "count" }, count(line.unopened)))),
  );
}

/** The newest act that people did; a station's own "seen" is none. @type {import("./types").Now["last_act"]} */
let shown_act = null;

/** The foot: what needs somebody now and the last act; in a call the call, with Mute and Hang up
 * in one place on every page. */
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
    h("span", { class: "lab" }, t("needs-you")),
    first ? [h("b", null, first.headline), h("a", { class: "btn small", href: first.href }, t("open"))]
      : h("span", { class: "muted" }, t("needs-nothing")),
    h("span", { class: "grow" }),
    last && [
      h("span", { class: "lab" }, t("last-act")),
      time(last.at_ms),
      h("span", { class: "muted" }, t("act-on", { act: actName(last.type), line: own(lineOf(last.line)?.names) })),
    ],
  );
}

/** Message id of an act's name. @param {string} type */
export const actId = (type) => `act-${type.replaceAll(".", "-")}`;

/** An act in words. @param {string} type */
export const actName = (type) => (has(actId(type)) ? t(actId(type)) : t("act-unknown", { type }));

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
    !(ui.route.screen === "line" && ui.route.line === call.line) && h("a", { class: "btn", href: to(call.line), key: "open-call" }, t("open-call")),
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
    look,
    id: "mute",
  });

/** @param {import("./types").Call} call @param {string} [look] */
export const hangUpButton = (call, look = "") =>
  local(t("hang-up"), () => voice.hangUp(call), { symbol: "hangup", key: "F9", look, id: "hang-up", acting: true });

/** What must be said above everything else about this page itself. */
export function warnings() {
  const said = [];
  if (station.state === "shut") {
    said.push(h("div", { class: "warning alarm", role: "alert", key: "shut" }, icon("alarm"),
      h("div", null, h("b", null, t("session-over")), h("p", null, t("session-over-below")))));
  } else if (station.state === "lost") {
    said.push(h("div", { class: "warning alarm", role: "alert", key: "lost" }, icon("alarm"),
      h("div", null, h("b", null, t("not-connected")),
        h("p", null, t("not-connected-below", { t: lasting(station.age()) })))));
  }
  if (!sound.ready && station.state !== "shut") {
    said.push(h("div", { class: "warning att", key: "mute-page" }, icon("belloff"),
      h("div", null, h("b", null, t("no-bell")), h("p", null, t("no-bell-below"))),
      local(t("let-sound"), () => {
        void sound.unlock();
        if ("Notification" in globalThis && Notification.permission === "default") void Notification.requestPermission();
      }, { symbol: "bell", id: "let-sound" })));
  }
  const refused = refusal("hang-up") ?? (now().rings.length === 0 ? refusal("answer") : null) ?? refusal("prefer") ?? refusal("acknowledge");
  if (refused) said.push(h("div", { class: "warning", key: "refused" }, refused));
  if (ui.hang_up_at && performance.now() - ui.hang_up_at < 2000) {
    said.push(h("div", { class: "warning", role: "status", key: "f9" }, icon("hangup"), h("b", null, t("f9-again"))));
  }
  return h("div", { class: "warnings", key: "warnings" }, said);
}

/** The table of keys. */
export function keysPanel() {
  if (ui.panel !== "keys") return null;
  const rows = [
    ["F2", "key-answer"], ["F4", "key-mute"], ["F8", "key-silence"], ["Shift+F8", "key-acknowledge"],
    ["F9 F9", "key-hang-up"], ["Ctrl+Enter", "key-send"], ["g l", "key-lines"], ["g 1 … g 9", "key-line"],
    ["j  k  Enter", "key-list"], ["Esc", "key-close"], ["?", "key-keys"],
  ];
  return h(
    "div",
    { class: "modal", key: "keys" },
    h("div", { class: "panel", role: "dialog", "aria-modal": "true", "aria-label": t("keys") },
      h("h2", null, t("keys")),
      h("dl", { class: "keys" }, rows.map(([key, id]) => h("div", { key: id }, h("dt", null, h("kbd", null, key ?? "")), h("dd", null, t(id ?? ""))))),
      h("p", { class: "small muted" }, t("keys-below")),
      local(t("close"), () => {
        ui.panel = "";
        refresh();
      }, { id: "close-keys", look: "inv" })),
  );
}
