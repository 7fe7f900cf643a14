/**
 * One act of the record: what it says, who signed and receipted it, and the path to the signed
 * root.
 */

import { actId } from "./acts.js";
import { deskName, ltr, place } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { count, has, size, t, zulu, zuluMillis } from "./language.js";
import { refresh } from "./state.js";

/** @typedef {import("./types").Entry} Entry */
/** @typedef {import("./types").Feed} Feed */
/** @typedef {import("./types").LineBrief} LineBrief */

/** Hashes of the path from an act to its root. @type {Map<string, string[]>} */
const proofs = new Map();

/** The furthest receipt of each party. @param {Feed} feed */
export function newest(feed) {
  /** @type {Map<number, Feed["receipts"][0]>} */
  const best = new Map();
  for (const each of feed.receipts) {
    if ((best.get(each.party)?.size ?? -1) < each.size) best.set(each.party, each);
  }
  return [...best.values()];
}

/** @param {Entry} entry */
export const entryName = (entry) =>
  known(entry) ? t(actId(entry.type ?? "")) : t("act-unknown-here");
/** @param {Entry} entry */
const known = (entry) => entry.type !== null && has(actId(entry.type));

/** @param {LineBrief} line @param {Feed} feed @param {Entry} entry */
export function proof(line, feed, entry) {
  const there = place(line.id, feed.party);
  const receipt = newest(feed).find((each) => each.size > entry.index);
  const address = `/api/lines/${line.id}/proof?feed=${feed.feed}&index=${entry.index}`;
  const path = hashes(address, entry);
  const rows = [
    [t("fact-act"), ltr(short(entry.leaf), "mono")],
    [
      t("fact-place"),
      t("fact-place-of", { index: count(entry.index), size: count(feed.size) }),
    ],
    [t("col-time"), entry.at_ms === null ? t("not-known") : ltr(zuluMillis(entry.at_ms))],
    [
      t("fact-signed-by"),
      t(entry.provisional ? "signed-by-provisional" : "signed-by", { place: there }),
    ],
    [
      t("fact-receipt"),
      receipt ? `${place(line.id, receipt.party)}, ${zulu(receipt.time_ms)}` : t("not-yet"),
    ],
    [
      t("fact-kind"),
      entry.kind === null ? t("not-known") : t(`kind-${entry.kind.toLowerCase()}`),
    ],
    [t("fact-size"), size(entry.size)],
    ...bodyRows(line, entry),
  ];
  return h(
    "section",
    { class: "panel proof", key: `proof ${entry.leaf}`, "aria-labelledby": "proof-h" },
    h(
      "h2",
      { id: "proof-h" },
      t("proof-of", { n: count(entry.index) }),
      " · ",
      entryName(entry),
    ),
    !known(entry) &&
      h("p", { class: "muted" }, t("act-unknown-below", { type: entry.type ?? "?" })),
    h(
      "p",
      null,
      icon(entry.provisional ? "half" : "ready"),
      " ",
      t(entry.provisional ? "proven-provisional" : "proven", { place: there }),
    ),
    h(
      "div",
      { class: "row" },
      h(
        "a",
        {
          class: "btn small",
          href: address,
          download: `entry-${entry.index}.tlog-proof`,
          role: "button",
        },
        icon("save"),
        t("save-proof"),
      ),
      h("p", { class: "hint grow" }, t("proof-note")),
    ),
    path && path.length > 0 && tree(path, entry.index, feed.size),
    h(
      "dl",
      { class: "readout" },
      rows.map(([name, said]) =>
        h("div", { key: String(name) }, h("dt", null, name), h("dd", null, said)),
      ),
    ),
  );
}

/** @param {LineBrief} line @param {Entry} entry @returns {[any, any][]} */
function bodyRows(line, entry) {
  /** @type {[any, any][]} */
  const rows = [];
  if (entry.to) rows.push([t("fact-desks"), deskName(line.id, entry.to)]);
  for (const [key, value] of Object.entries(entry.body ?? {})) {
    if (value === null || value === "" || (Array.isArray(value) && value.length === 0))
      continue;
    const text =
      typeof value === "string" || typeof value === "number"
        ? String(value)
        : JSON.stringify(value);
    rows.push([
      h("span", { class: "mono" }, key),
      h(
        "span",
        { class: "value", dir: "auto" },
        text.length > 160 ? `${text.slice(0, 160)}…` : text,
      ),
    ]);
  }
  return rows;
}

/** Eight bytes, in groups that can be read aloud. @param {string} hash */
const short = (hash) => `${hash.slice(0, 4)} ${hash.slice(4, 8)} … ${hash.slice(-4)}`;

/**
 * The sibling hashes from the proof file, or null while it is being read.
 * @param {string} address
 * @param {Entry} entry
 */
function hashes(address, entry) {
  const known = proofs.get(entry.leaf);
  if (known) return known;
  proofs.set(entry.leaf, []);
  void fetch(address)
    .then(async (answer) => {
      if (!answer.ok) return;
      const lines = (await answer.text()).split("\n");
      const at = lines.findIndex((each) => each.startsWith("index "));
      const end = lines.indexOf("", at);
      if (at < 0 || end < 0) return;
      proofs.set(
        entry.leaf,
        lines.slice(at + 1, end).map((each) => hexOf(each)),
      );
      refresh();
    })
    .catch(() => {});
  return null;
}

/** @param {string} base64 */
function hexOf(base64) {
  try {
    return Array.from(atob(base64), (c) => c.charCodeAt(0).toString(16).padStart(2, "0")).join(
      "",
    );
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
  // From the root down, so that the act is lowest. A sibling on the left: we go right.
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
    {
      class: "tree",
      viewBox: `0 0 320 ${height}`,
      role: "img",
      "aria-label": t("proof-of", { n: count(index) }),
    },
    siblings.map((each, n) => [
      h("path", {
        key: `b${n}`,
        class: "branch",
        d: `M${each.from.x} ${each.from.y}L${each.x} ${each.y}`,
      }),
      h("path", {
        key: `t${n}`,
        class: "trunk",
        d: `M${each.from.x} ${each.from.y}L${nodes[n + 1]?.x ?? 0} ${nodes[n + 1]?.y ?? 0}`,
      }),
      h("circle", { key: `s${n}`, class: "sibling", cx: each.x, cy: each.y, r: 4 }),
      step > 16 &&
        h(
          "text",
          {
            key: `h${n}`,
            x: each.x + (each.right ? -9 : 9),
            y: each.y + 4,
            "text-anchor": each.right ? "end" : "start",
          },
          `${each.hash.slice(0, 4)}…`,
        ),
    ]),
    nodes
      .slice(0, -1)
      .map((each, n) =>
        h("circle", { key: `n${n}`, class: "node", cx: each.x, cy: each.y, r: 4.5 }),
      ),
    h("text", { key: "root", x: nodes[0]?.x ? nodes[0].x + 12 : 0, y: 16 }, t("root-signed")),
    h("rect", {
      key: "leaf",
      class: "node",
      x: end.x - 5.5,
      y: end.y - 5.5,
      width: 11,
      height: 11,
      rx: 2,
    }),
    h("text", { key: "act", x: end.x + 12, y: end.y + 4 }, t("this-act", { n: count(index) })),
  );
}
