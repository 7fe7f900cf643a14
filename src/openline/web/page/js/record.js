/**
 * The record of a line: its feeds, the acts in them, the proof of one act, checking and taking
 * out.
 */

import { button, empty, place, refusal } from "./controls.js";
import { h } from "./dom.js";
import { load, read, table } from "./entries.js";
import { icon } from "./icons.js";
import { count, t, zuluShort } from "./language.js";
import { awaited, missing } from "./line.js";
import { newest, proof } from "./proof.js";
import { go, lineOf, refresh, refuse, station, to, ui } from "./state.js";
import { askStation } from "./station.js";

/** @typedef {import("./types").Feed} Feed */
/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").RecordDoc} RecordDoc */

/** The feed shown, by line. @type {Map<string, string>} */
const chosen = new Map();

export function recordScreen() {
  const line = lineOf(ui.route.line);
  if (!line) return missing();
  const doc = station.docs[`record:${line.id}`];
  if (!doc) return h("div", { class: "screen", key: "record" }, awaited(`record:${line.id}`));
  const [wanted, index] = ui.route.item.split(".");
  const feed =
    doc.feeds.find((each) => each.feed === (wanted || chosen.get(line.id))) ?? doc.feeds[0];
  const entries = feed ? load(line.id, feed) : [];
  const entry = entries.find((each) => String(each.index) === index);
  return h(
    "div",
    { class: "screen record", key: `record ${line.id}` },
    head(line, doc),
    refusal("record"),
    doc.verified?.result === "broken" && bad(line, doc),
    doc.incidents.length > 0 && incidents(doc),
    h(
      "div",
      { class: "record-cols" },
      h(
        "div",
        { class: "stack tight" },
        feeds(line, doc, feed),
        feed && entries.length > 0
          ? table(line, feed, entries, entry)
          : read.get(feed?.feed ?? "")?.loading
            ? awaited("")
            : empty(t("no-entries")),
      ),
      entry && feed
        ? proof(line, feed, entry)
        : h(
            "div",
            { class: "panel", key: "none" },
            h("p", { class: "muted" }, t("choose-entry")),
          ),
    ),
  );
}

/** @param {LineBrief} line @param {RecordDoc} doc */
function head(line, doc) {
  const { verified } = doc;
  const busy = ui.busy.has("verify");
  const holds = verified?.result === "holds";
  return h(
    "div",
    { class: "record-head", key: "head" },
    h(
      "p",
      { role: "status", class: `grow${verified && !holds ? " c-alarm" : ""}` },
      icon(verified ? (holds ? "ready" : "alarm") : "unknown"),
      " ",
      busy
        ? t("verifying")
        : verified
          ? t(holds ? "verified-holds" : "verified-broken", {
              time: zuluShort(verified.at_ms, station.now()),
              n: count(verified.entries),
            })
          : t("not-verified"),
    ),
    button(t("verify"), () => void verify(line.id), { id: "verify", off: busy }),
    h(
      "a",
      {
        class: "btn",
        href: `/api/lines/${line.id}/export`,
        download: "",
        title: t("export-note"),
        key: "export",
        role: "button",
      },
      icon("save"),
      t("export"),
    ),
  );
}

/** @param {string} line */
async function verify(line) {
  ui.busy.add("verify");
  ui.refused.delete("record");
  refresh();
  try {
    const said = await askStation(`${line}/verify`, { method: "POST" });
    const doc = station.docs[`record:${line}`];
    if (doc) doc.verified = said;
  } catch (error) {
    refuse("record", error);
  } finally {
    ui.busy.delete("verify");
    refresh();
  }
}

/** @param {LineBrief} line @param {RecordDoc} doc @param {Feed | undefined} shown */
function feeds(line, doc, shown) {
  return h(
    "div",
    { class: "feeds", role: "group", "aria-label": t("record") },
    doc.feeds.map((feed) =>
      h(
        "button",
        {
          type: "button",
          key: feed.feed,
          "aria-pressed": String(feed === shown),
          onclick: () => {
            chosen.set(line.id, feed.feed);
            go(to(line.id, "record").slice(1));
            refresh();
          },
        },
        h(
          "b",
          null,
          place(line.id, feed.party),
          feed.incarnation > 0 && ` · ${t("incarnation", { n: feed.incarnation })}`,
        ),
        h(
          "span",
          { class: "sub" },
          t("feed-acts", { n: feed.size }),
          " · ",
          t(`feed-state-${feed.state}`),
        ),
        h(
          "span",
          { class: "sub" },
          t("feed-firm", { n: feed.firm }),
          newest(feed).map(
            (each) =>
              ` · ${t("feed-receipted", { place: place(line.id, each.party), n: each.size })}`,
          ),
        ),
        feed.state === "frozen" &&
          feed.waits &&
          h("span", { class: "sub" }, t("feed-halted", { n: feed.waits.acts })),
        feed.waits?.for.map((party) =>
          h(
            "span",
            { class: "sub", key: party },
            t("feed-waits", { n: feed.waits?.acts ?? 0, place: place(line.id, party) }),
          ),
        ),
      ),
    ),
  );
}

/** @param {LineBrief} line @param {RecordDoc} doc */
function bad(line, doc) {
  const facts = Object.entries(doc.verified?.first_bad ?? {});
  return h(
    "div",
    { class: "notice alarm", role: "alert", key: "bad" },
    icon("alarm"),
    h(
      "div",
      null,
      h("b", null, t("first-bad")),
      h(
        "p",
        { class: "mono" },
        facts.map(([key, value]) => `${key}: ${String(value)}`).join(" · "),
      ),
    ),
  );
}

/** @param {RecordDoc} doc */
const incidents = (doc) =>
  h(
    "section",
    { class: "sect", key: "incidents" },
    h("h2", null, t("incidents")),
    doc.incidents.map((each, n) =>
      h(
        "p",
        { key: n, class: "mono pad" },
        Object.entries(each)
          .map(([key, value]) => `${key}: ${String(value)}`)
          .join(" · "),
      ),
    ),
  );
