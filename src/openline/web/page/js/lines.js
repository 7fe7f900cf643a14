/** All lines: what needs a person first, then each line with what is known of it. */

import { settleButton } from "./attempts.js";
import { ago, button, capital, empty, ltr } from "./controls.js";
import { h } from "./dom.js";
import { watchWords } from "./farwatch.js";
import { icon } from "./icons.js";
import { brief, dateIn, own, t, timeIn, zulu } from "./language.js";
import { needs } from "./needs.js";
import { stateLook, stateWord } from "./rail.js";
import { onBoard } from "./requestwords.js";
import { act, now, speaks, station, to } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./needs.js").Need} Need */

const SHOWN = 3;
const RINGABLE = new Set(["ready", "bell-old"]);

export function linesScreen() {
  const { lines } = now();
  const all = needs();
  const ready = lines.filter((line) => RINGABLE.has(line.verdict)).length;
  return h(
    "div",
    { class: "screen", key: "lines" },
    h(
      "div",
      { class: "page-head" },
      h("h1", null, t("lines")),
      h(
        "p",
        null,
        lines.length === 0 ? "" : t("lines-ready", { ready, all: lines.length }),
        " ",
        all.length === 0 && lines.length > 0 && t("nothing-needs-you"),
      ),
    ),
    all.length > 0 &&
      h(
        "ul",
        { class: "todo" },
        all.slice(0, SHOWN).map(needRow),
        all.length > SHOWN &&
          h("li", { class: "more", key: "more" }, t("more-needs", { n: all.length - SHOWN })),
      ),
    lines.length === 0 ? waitingOrNone() : board(lines),
  );
}

function waitingOrNone() {
  if (!station.docs.now)
    return h(
      "div",
      { class: "bones", "aria-hidden": "true" },
      [1, 2, 3].map((n) => h("i", { key: n })),
    );
  return empty(t("no-lines"), t("no-lines-below"));
}

/** @param {Need} need */
function needRow(need) {
  const grave = need.sort === "alarm" ? "alarm" : "att";
  return h(
    "li",
    {
      class: `${grave}${need.acknowledged ? " quiet" : ""}`,
      key: need.id,
      role: need.acknowledged ? null : "alert",
    },
    icon(
      need.sort === "alarm"
        ? "alarm"
        : need.sort === "message"
          ? "message"
          : need.sort === "attempt"
            ? "bell"
            : "attention",
    ),
    h(
      "a",
      { href: need.href, class: "what" },
      h("b", null, need.headline),
      h("span", null, need.below),
    ),
    h(
      "span",
      { class: "when" },
      need.since_ms > 0 && t("since", { time: zulu(need.since_ms) }),
    ),
    need.ring
      ? speaks() && settleButton(need.ring, need.headline)
      : need.acknowledge
      ? button(
          t("acknowledge"),
          () =>
            void act(
              `acknowledge ${need.id}`,
              need.line || (now().lines[0]?.id ?? ""),
              "acknowledge",
              need.acknowledge ?? {},
            ),
          { name: t("acknowledge-what", { what: need.headline }), look: "small" },
        )
      : h("a", { class: "btn small", href: need.href }, t("open")),
  );
}

/** @param {LineBrief[]} lines */
function board(lines) {
  const heads = ["line", "now", "paths", "their-time", "open-items"];
  return h(
    "table",
    { class: "board" },
    h(
      "thead",
      null,
      h(
        "tr",
        null,
        heads.map((id) => h("th", { scope: "col", key: id }, t(`col-${id}`))),
        h("th", null, h("span", { class: "vh" }, t("ring"))),
      ),
    ),
    h("tbody", null, lines.map(row)),
  );
}

/** @param {LineBrief} line */
function row(line) {
  const [symbol, colour] = stateLook(line);
  const up = line.lamp.paths.filter((path) => path.up).length;
  const peer = line.peers[0];
  return h(
    "tr",
    { key: line.id },
    h(
      "th",
      { scope: "row" },
      h("a", { href: to(line.id) }, own(line.names)),
      h("span", { class: "sub" }, capital(line)),
    ),
    h(
      "td",
      null,
      h(
        "div",
        { class: `state ${colour}` },
        icon(symbol),
        h("b", null, stateWord(line)),
        h("span", { class: "sub" }, heard(line)),
        (line.watch ?? []).slice(0, 1).map((far) =>
          h("span", { class: "sub", key: "watch" }, watchWords(far, line.lamp.state)),
        ),
      ),
    ),
    h(
      "td",
      null,
      t("paths-up", { up, all: line.lamp.paths.length }),
      h(
        "span",
        { class: "sub" },
        line.lamp.round_trip_ms === null
          ? t("round-trip-unknown")
          : t("round-trip", { t: brief(line.lamp.round_trip_ms) }),
      ),
    ),
    h(
      "td",
      { class: "wide" },
      peer && [
        ltr(timeIn(station.now(), peer.zone)),
        h("span", { class: "sub" }, dateIn(station.now(), peer.zone)),
      ],
    ),
    h("td", { class: "wide" }, openItems(line)),
    h(
      "td",
      { class: "end" },
      speaks() &&
        button(
          t("ring-choose"),
          () => {
            location.hash = to(line.id);
          },
          { name: t("ring-line", { line: own(line.names) }), look: "" },
        ),
    ),
  );
}

/** @param {LineBrief} line */
function heard(line) {
  const echo = line.lamp.last_echo_ms;
  if (echo === null) return t("never-heard");
  return station.now() - echo < 1000 ? t("heard-now") : t("heard", { t: ago(echo) });
}

/** @param {LineBrief} line */
function openItems(line) {
  const requests = onBoard(line.id).length;
  if (!line.unopened && !line.attempts && !requests)
    return h("span", { class: "muted" }, t("none"));
  return [
    line.unopened > 0 &&
      h(
        "a",
        { href: to(line.id, "messages"), class: "block" },
        t("n-messages", { n: line.unopened }),
      ),
    line.attempts > 0 &&
      h("a", { href: to(line.id), class: "block" }, t("n-attempts", { n: line.attempts })),
    requests > 0 &&
      h(
        "a",
        { href: to(line.id, "requests"), class: "block" },
        t("n-requests", { n: requests }),
      ),
  ];
}
