/** Why a line can be rung or not: what is signed, and how old it is. */

import { ago } from "./controls.js";
import { h } from "./dom.js";
import { watchLook, watchWords } from "./farwatch.js";
import { icon } from "./icons.js";
import { brief, has, lasting, own, t, term } from "./language.js";
import { station, to } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").LineDoc} LineDoc */
/** @typedef {import("./types").PathState} PathState */
/** @typedef {import("./types").Ring} Ring */

/** @param {LineBrief} line @param {LineDoc} doc */
export function evidence(line, doc) {
  const { lamp } = doc;
  const up = lamp.paths.filter((path) => path.up);
  /** @type {[string, string, any, any][]} */
  const rows = [
    [
      "station",
      t("ev-station"),
      lamp.last_echo_ms === null ? t("ev-station-none") : t("ev-station-echo"),
      lamp.last_echo_ms === null ? "" : ago(lamp.last_echo_ms),
    ],
    ...watchRows(doc),
    [
      "path",
      t("ev-paths"),
      paths(doc),
      t("paths-up", { up: up.length, all: lamp.paths.length }),
    ],
    [
      "clock",
      t("ev-clock"),
      clockText(doc),
      t("ev-clock-limit", { t: brief(doc.warn_clock_ms) }),
    ],
    [
      "seal",
      t("ev-receipts"),
      doc.waiting.entries
        ? t("waiting", {
            n: doc.waiting.entries,
            t: lasting(station.now() - (doc.waiting.oldest_ms ?? station.now())),
          })
        : t("waiting-none"),
      doc.figures.receipt_ms_p50 === null
        ? ""
        : t("receipt-half", { t: brief(doc.figures.receipt_ms_p50) }),
    ],
    [
      "document",
      t("ev-agreed"),
      t("ev-answer", {
        flash: term(doc.answer_within_s.FLASH ?? 0),
        routine: term(doc.answer_within_s.ROUTINE ?? 0),
      }),
      h("a", { href: to(line.id, "agreement") }, t("tab-agreement")),
    ],
  ];
  return h(
    "dl",
    { class: "evidence", key: "evidence" },
    rows.map(([symbol, name, said, age]) =>
      h(
        "div",
        { key: name },
        icon(symbol),
        h("dt", null, name),
        h("dd", null, said),
        h("dd", { class: "age" }, age),
      ),
    ),
  );
}

/**
 * The room and its bell, as their desks signed it last.
 * @param {LineDoc} doc
 * @returns {[string, string, any, any][]}
 */
function watchRows(doc) {
  return (doc.watch ?? []).map((desk) => [
    watchLook(desk)[0],
    own(desk.desk.names),
    watchWords(desk, doc.lamp.state),
    desk.bell_ms === null
      ? ""
      : h(
          "span",
          {
            class:
              station.now() - desk.bell_ms > (doc.bell_proof_s ?? 0) * 1000 ? "c-att" : null,
          },
          t("bell-heard", { t: ago(desk.bell_ms) }),
        ),
  ]);
}

/** @param {LineDoc} doc */
function paths(doc) {
  if (doc.lamp.paths.length === 0) return t("no-path");
  return doc.lamp.paths.map((path) =>
    h(
      "span",
      { class: "block", key: path.name },
      path.up ? pathUp(path) : pathDown(path),
    ),
  );
}

/** @param {PathState} path */
function pathUp(path) {
  const facts = [
    path.silent && t("path-silent"),
    path.lost > 0 && t("path-lost", { n: path.lost }),
    path.cost > 0 && t("path-cost", { n: path.cost }),
    path.carries === "urgent" && t("path-urgent"),
  ];
  const stated = facts.filter(Boolean).join(" · ");
  return [
    t("path-up", {
      name: pathName(path.name),
      t: path.round_trip_ms === null ? 0 : brief(path.round_trip_ms),
    }),
    stated && h("span", { class: "block small muted" }, stated),
  ];
}

/** @param {PathState} path */
const pathDown = (path) =>
  t("path-down", {
    name: pathName(path.name),
    t: lasting(station.now() - path.since_ms),
    cause: causeText(path.cause),
  });

/** A path has the operator's name, unless it is the only one. @param {string} name */
export const pathName = (name) => (name === "network" ? t("path-network") : name);

/** @param {string | null} cause */
export const causeText = (cause) =>
  cause && has(`cause-${cause}`) ? t(`cause-${cause}`) : (cause ?? "");

/** @param {LineDoc} doc */
function clockText(doc) {
  const ahead = doc.lamp.clock_ahead_ms;
  if (ahead === null) return t("clock-unknown");
  if (Math.abs(ahead) < 50) return t("clock-equal");
  const over = Math.abs(ahead) > doc.warn_clock_ms;
  return h(
    "span",
    { class: over ? "c-att" : null },
    over && icon("attention", "sm"),
    t(ahead > 0 ? "clock-ahead" : "clock-behind", { t: brief(Math.abs(ahead)) }),
  );
}
