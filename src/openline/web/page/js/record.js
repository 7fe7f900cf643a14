/** The record of a line: its feeds, the acts in them, the proof of one act, checking and taking out. */

import { h } from "./dom.js";
import { button, deskName, empty, local, ltr, place, refusal, time } from "./controls.js";
import { actId } from "./frame.js";
import { icon } from "./icons.js";
import { count, has, size, t, zulu, zuluMillis, zuluShort } from "./language.js";
import { awaited, missing } from "./line.js";
import { go, lineOf, refresh, refuse, station, to, ui } from "./state.js";
import { Refused } from "./station.js";

/** @typedef {import("./types").Entry} Entry */
/** @typedef {import("./types").Feed} Feed */
/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").RecordDoc} RecordDoc */

const PAGE = 50;

/** What was read of each feed, newest first. @type {Map<string, {entries: Entry[], at: number, loading: boolean, whole: boolean}>} */
const read = new Map();
/** Hashes of the path from an act to its root. @type {Map<string, string[]>} */
const proofs = new Map();
/** The feed shown, by line. @type {Map<string, string>} */
const chosen = new Map();

export function recordScreen() {
  const line = lineOf(ui.route.line);
  if (!line) return missing();
  const doc = station.docs[`record:${line.id}`];
  if (!doc) return h("div", { class: "screen", key: "record" }, awaited(`record:${line.id}`));
  const [wanted, index] = ui.route.item.split(".");
  const feed = doc.feeds.find((each) => each.feed === (wanted || chosen.get(line.id))) ?? doc.feeds[0];
  const entries = feed ? load(line.id, feed) : [];
  const entry = entries.find((each) => String(each.index) === index);
  return h(
    "div",
    { class: "screen record", key: `record ${line.id}` },
    head(line, doc),
    refusal("record"),
    doc.verified?.result === "broken" && bad(line, doc),
    doc.incidents.length > 0 && incidents(doc),
    h("div", { class: "record-cols" },
      h("div", { class: "stack tight" },
        feeds(line, doc, feed),
        feed && entries.length > 0 ? table(line, feed, entries, entry)
          : read.get(feed?.feed ?? "")?.loading ? awaited("") : empty(t("no-entries"))),
      entry && feed ? proof(line, feed, entry) : h("div", { class: "panel", key: "none" }, h("p", { class: "muted" }, t("choose-entry")))),
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
    h("p", { role: "status", class: `grow${verified && !holds ? " c-alarm" : ""}` },
      icon(verified ? (holds ? "ready" : "alarm") : "unknown"), " ",
      busy ? t("verifying")
        : verified ? t(holds ? "verified-holds" : "verified-broken", { time: zuluShort(verified.at_ms, station.now()), n: count(verified.entries) })
        : t("not-verified")),
    button(t("verify"), () => void verify(line.id), { id: "verify", off: busy }),
    h("a", { class: "btn", href: `/api/lines/${line.id}/export`, download: "", title: t("export-note"), key: "export", role: "button" }, icon("save"), t("export")),
  );
}

/** @param {string} line */
async function verify(line) {
  ui.busy.add("verify");
  ui.refused.delete("record");
  refresh();
  try {
    const answer = await fetch(`/api/lines/${line}/verify`, { method: "POST" });
    const said = await answer.json();
    const doc = station.docs[`record:${line}`];
    if (!answer.ok) refuse("record", new Refused(said));
    else if (doc) doc.verified = said;
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
      h("button", {
        type: "button",
        key: feed.feed,
        "aria-pressed": String(feed === shown),
        onclick: () => {
          chosen.set(line.id, feed.feed);
          go(to(line.id, "record").slice(1));
          refresh();
        },
      },
      h("b", null, place(line.id, feed.party), feed.incarnation > 0 && ` · ${t("incarnation", { n: feed.incarnation })}`),
      h("span", { class: "sub" }, t("feed-acts", { n: feed.size }), " · ", t(`feed-state-${feed.state}`)),
      h("span", { class: "sub" }, t("feed-firm", { n: feed.firm }),
        newest(feed).map((each) => ` · ${t("feed-receipted", { place: place(line.id, each.party), n: each.size })}`)))),
  );
}

/** The furthest receipt of each party. @param {Feed} feed */
function newest(feed) {
  /** @type {Map<number, Feed["receipts"][0]>} */
  const best = new Map();
  for (const each of feed.receipts) {
    if ((best.get(each.party)?.size ?? -1) < each.size) best.set(each.party, each);
  }
  return [...best.values()];
}

/** The entries read so far; asks for the newest when there are newer ones. @param {string} line @param {Feed} feed */
function load(line, feed) {
  const known = read.get(feed.feed);
  if (!known || (known.at < feed.size && !known.loading)) void fetchPage(line, feed, null);
  return (known?.entries ?? []).map((entry) => (entry.provisional && entry.index < feed.firm ? { ...entry, provisional: false } : entry));
}

/** @param {string} line @param {Feed} feed @param {number | null} before */
async function fetchPage(line, feed, before) {
  const known = read.get(feed.feed) ?? { entries: [], at: 0, loading: false, whole: false };
  read.set(feed.feed, { ...known, loading: true });
  const range = before === null ? "" : `&before=${before}`;
  try {
    const answer = await fetch(`/api/lines/${line}/record?feed=${feed.feed}&limit=${PAGE}${range}`);
    const said = await answer.json();
    if (!answer.ok) throw new Refused(said);
    const merged = new Map([...known.entries, .../** @type {Entry[]} */ (said.entries)].map((entry) => [entry.index, entry]));
    const entries = [...merged.values()].sort((a, b) => b.index - a.index);
    read.set(feed.feed, { entries, at: Math.max(known.at, feed.size), loading: false, whole: (entries.at(-1)?.index ?? 0) === 0 });
  } catch (error) {
    read.set(feed.feed, { ...known, at: feed.size, loading: false });
    refuse("record", error);
  }
  refresh();
}

/** @param {LineBrief} line @param {Feed} feed @param {Entry[]} entries @param {Entry | undefined} shown */
function table(line, feed, entries, shown) {
  const receipted = (/** @type {Entry} */ entry) => newest(feed).find((each) => each.size > entry.index);
  return h(
    "div",
    { class: "entries", key: feed.feed },
    h("table", null,
      h("thead", null, h("tr", null,
        ["entry", "time", "act", "desks", "signed", "receipt"].map((id) => h("th", { key: id, scope: "col", class: id === "entry" ? "end" : null }, t(`col-${id}`))))),
      h("tbody", { "data-list": "" }, entries.map((entry) => {
        const receipt = receipted(entry);
        return h("tr", { key: entry.index, class: entry === shown ? "sel" : null, onclick: () => go(to(line.id, "record", `${feed.feed}.${entry.index}`).slice(1)) },
          h("td", { class: "end" }, h("a", { href: to(line.id, "record", `${feed.feed}.${entry.index}`), "aria-current": entry === shown ? "true" : null }, count(entry.index))),
          h("td", null, entry.at_ms !== null && time(entry.at_ms, zuluShort(entry.at_ms, station.now()))),
          h("td", null, h("b", null, actName(entry)), entry.inert && h("span", { class: "sub c-att" }, icon("attention", "sm"), " ", t("inert", { code: entry.inert }))),
          h("td", { class: "wide muted" }, entry.to ? deskName(line.id, entry.to) : entry.from ? deskName(line.id, entry.from) : ""),
          h("td", { class: "wide" }, icon(entry.provisional ? "half" : "check", "sm"), " ", h("span", { class: "small" }, t(entry.provisional ? "signed-provisional" : "signed-firm"))),
          h("td", { class: "wide" }, receipt ? [icon("check", "sm"), " ", h("span", { class: "small" }, place(line.id, receipt.party))] : h("span", { class: "small muted" }, t("not-yet"))));
      }))),
    !read.get(feed.feed)?.whole && local(t("older"), () => void fetchPage(line.id, feed, entries.at(-1)?.index ?? null),
      { look: "small", id: "older", off: read.get(feed.feed)?.loading === true }),
  );
}

/** @param {Entry} entry */
const actName = (entry) => (known(entry) ? t(actId(entry.type ?? "")) : t("act-unknown-here"));
/** @param {Entry} entry */
const known = (entry) => entry.type !== null && has(actId(entry.type));

/** @param {LineBrief} line @param {Feed} feed @param {Entry} entry */
function proof(line, feed, entry) {
  const there = place(line.id, feed.party);
  const receipt = newest(feed).find((each) => each.size > entry.index);
  const address = `/api/lines/${line.id}/proof?feed=${feed.feed}&index=${entry.index}`;
  const path = hashes(address, entry);
  const rows = [
    [t("fact-act"), ltr(short(entry.leaf), "mono")],
    [t("fact-place"), t("fact-place-of", { index: count(entry.index), size: count(feed.size) })],
    [t("col-time"), entry.at_ms === null ? t("not-known") : ltr(zuluMillis(entry.at_ms))],
    [t("fact-signed-by"), t(entry.provisional ? "signed-by-provisional" : "signed-by", { place: there })],
    [t("fact-receipt"), receipt ? `${place(line.id, receipt.party)}, ${zulu(receipt.time_ms)}` : t("not-yet")],
    [t("fact-kind"), entry.kind === null ? t("not-known") : t(`kind-${entry.kind.toLowerCase()}`)],
    [t("fact-size"), size(entry.size)],
    ...bodyRows(line, entry),
  ];
  return h(
    "section",
    { class: "panel proof", key: `proof ${entry.leaf}`, "aria-labelledby": "proof-h" },
    h("h2", { id: "proof-h" }, t("proof-of", { n: count(entry.index) }), " · ", actName(entry)),
    !known(entry) && h("p", { class: "muted" }, t("act-unknown-below", { type: entry.type ?? "?" })),
    h("p", null, icon(entry.provisional ? "half" : "ready"), " ", t(entry.provisional ? "proven-provisional" : "proven", { place: there })),
    h("div", { class: "row" },
      h("a", { class: "btn small", href: address, download: `entry-${entry.index}.tlog-proof`, role: "button" }, icon("save"), t("save-proof")),
      h("p", { class: "hint grow" }, t("proof-note"))),
    path && path.length > 0 && tree(path, entry.index, feed.size),
    h("dl", { class: "readout" }, rows.map(([name, said]) => h("div", { key: String(name) }, h("dt", null, name), h("dd", null, said)))),
  );
}

/** @param {LineBrief} line @param {Entry} entry @returns {[any, any][]} */
function bodyRows(line, entry) {
  /** @type {[any, any][]} */
  const rows = [];
  if (entry.to) rows.push([t("fact-desks"), deskName(line.id, entry.to)]);
  for (const [key, value] of Object.entries(entry.body ?? {})) {
    if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) continue;
    const text = typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
    rows.push([h("span", { class: "mono" }, key), h("span", { class: "value", dir: "auto" }, text.length > 160 ? `${text.slice(0, 160)}…` : text)]);
  }
  return rows;
}

/** Eight bytes, in groups that can be read aloud. @param {string} hash */
const short = (hash) => `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}`;

/** The sibling hashes from the proof file, or null while it is being read. @param {string} address @param {Entry} entry */
function hashes(address, entry) {
  const known = proofs.get(entry.leaf);
  if (known) return known;
  proofs.set(entry.leaf, []);
  void fetch(address).then(async (answer) => {
    if (!answer.ok) return;
    const lines = (await answer.text()).split("\n");
    const at = lines.findIndex((each) => each.startsWith("index "));
    const end = lines.indexOf("", at);
    if (at < 0 || end < 0) return;
    proofs.set(entry.leaf, lines.slice(at + 1, end).map((each) => hexOf(each)));
    refresh();
  }).catch(() => {});
  return null;
}

/** @param {string} base64 */
function hexOf(base64) {
  try {
    return Array.from(atob(base64), (c) => c.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  } catch {
    return "";
  }
}

/**
 * Draw the path from the act to the signed root: siblings on the side where they are hashed.
 * RFC 9162, 2.1.3.2. @param {string[]} path @param {number} index @param {number} size_
 */
function tree(path, index, size_) {
  let at = index;
  let last = size_ - 1;
  const left = path.map(() => {
    const odd = at % 2 === 1 || at === last;
    if (odd) {
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
    return odd;
  });
  const step = Math.max(13, Math.min(30, 190 / path.length));
  const height = step * path.length + 30;
  // From the root down, so that the act is lowest. A sibling on the left means that we go right.
  const turns = left.toReversed();
  let x = 160;
  const nodes = [{ x, y: 12 }];
  for (const [n, right] of turns.entries()) {
    x = Math.max(60, Math.min(260, x + (right ? 1 : -1) * Math.max(10, 44 - n * 5)));
    nodes.push({ x, y: 12 + (n + 1) * step });
  }
  const siblings = turns.map((right, n) => ({
    from: nodes[n] ?? { x, y: 0 },
    x: (nodes[n]?.x ?? 0) + (right ? -1 : 1) * Math.max(14, 44 - n * 5),
    y: 12 + (n + 1) * step,
    right,
    hash: path[path.length - 1 - n] ?? "",
  }));
  const end = nodes.at(-1) ?? { x, y: height };
  return h(
    "svg",
    { class: "tree", viewBox: `0 0 320 ${height}`, role: "img", "aria-label": t("proof-of", { n: count(index) }) },
    siblings.map((each, n) => [
      h("path", { key: `b${n}`, class: "branch", d: `M${each.from.x} ${each.from.y}L${each.x} ${each.y}` }),
      h("path", { key: `t${n}`, class: "trunk", d: `M${each.from.x} ${each.from.y}L${nodes[n + 1]?.x ?? 0} ${nodes[n + 1]?.y ?? 0}` }),
      h("circle", { key: `s${n}`, class: "sibling", cx: each.x, cy: each.y, r: 4 }),
      step > 16 && h("text", { key: `h${n}`, x: each.x + (each.right ? -9 : 9), y: each.y + 4, "text-anchor": each.right ? "end" : "start" }, `${each.hash.slice(0, 4)}…`),
    ]),
    nodes.slice(0, -1).map((each, n) => h("circle", { key: `n${n}`, class: "node", cx: each.x, cy: each.y, r: 4.5 })),
    h("text", { key: "root", x: nodes[0]?.x ? nodes[0].x + 12 : 0, y: 16 }, t("root-signed")),
    h("rect", { key: "leaf", class: "node", x: end.x - 5.5, y: end.y - 5.5, width: 11, height: 11, rx: 2 }),
    h("text", { key: "act", x: end.x + 12, y: end.y + 4 }, t("this-act", { n: count(index) })),
  );
}

/** @param {LineBrief} line @param {RecordDoc} doc */
function bad(line, doc) {
  const facts = Object.entries(doc.verified?.first_bad ?? {});
  return h("div", { class: "notice alarm", role: "alert", key: "bad" }, icon("alarm"),
    h("div", null, h("b", null, t("first-bad")), h("p", { class: "mono" }, facts.map(([key, value]) => `${key}: ${String(value)}`).join(" · "))));
}

/** @param {RecordDoc} doc */
const incidents = (doc) =>
  h("section", { class: "sect", key: "incidents" }, h("h2", null, t("incidents")),
    doc.incidents.map((each, n) => h("p", { key: n, class: "mono pad" }, Object.entries(each).map(([key, value]) => `${key}: ${String(value)}`).join(" · "))));
