/** The acts of one feed, newest first, read page by page. */

import { deskName, local, place, time } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { count, t, zuluShort } from "./language.js";
import { entryName, newest } from "./proof.js";
import { go, refresh, refuse, station, to } from "./state.js";
import { askStation } from "./station.js";

/** @typedef {import("./types").Entry} Entry */
/** @typedef {import("./types").Feed} Feed */
/** @typedef {import("./types").LineBrief} LineBrief */

const PAGE = 50;

/**
 * What was read of each feed, newest first.
 * @type {Map<string, {entries: Entry[], at: number, loading: boolean, whole: boolean}>}
 */
export const read = new Map();

/**
 * The entries read so far; asks for the newest when there are newer ones.
 * @param {string} line
 * @param {Feed} feed
 */
export function load(line, feed) {
  const known = read.get(feed.feed);
  if (!known || (known.at < feed.size && !known.loading)) void fetchPage(line, feed, null);
  return (known?.entries ?? []).map((entry) =>
    entry.provisional && entry.index < feed.firm ? { ...entry, provisional: false } : entry,
  );
}

/** @param {string} line @param {Feed} feed @param {number | null} before */
async function fetchPage(line, feed, before) {
  const known = read.get(feed.feed) ?? { entries: [], at: 0, loading: false, whole: false };
  read.set(feed.feed, { ...known, loading: true });
  const range = before === null ? "" : `&before=${before}`;
  try {
    const said = await askStation(`${line}/record?feed=${feed.feed}&limit=${PAGE}${range}`);
    const merged = new Map(
      [...known.entries, .../** @type {Entry[]} */ (said.entries)].map((entry) => [
        entry.index,
        entry,
      ]),
    );
    const entries = [...merged.values()].sort((a, b) => b.index - a.index);
    read.set(feed.feed, {
      entries,
      at: Math.max(known.at, feed.size),
      loading: false,
      whole: (entries.at(-1)?.index ?? 0) === 0,
    });
  } catch (error) {
    read.set(feed.feed, { ...known, at: feed.size, loading: false });
    refuse("record", error);
  }
  refresh();
}

/**
 * @param {LineBrief} line
 * @param {Feed} feed
 * @param {Entry[]} entries
 * @param {Entry | undefined} shown
 */
export function table(line, feed, entries, shown) {
  const receipted = (/** @type {Entry} */ entry) =>
    newest(feed).find((each) => each.size > entry.index);
  return h(
    "div",
    { class: "entries", key: feed.feed },
    h(
      "table",
      null,
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          ["entry", "time", "act", "desks", "signed", "receipt"].map((id) =>
            h(
              "th",
              { key: id, scope: "col", class: id === "entry" ? "end" : null },
              t(`col-${id}`),
            ),
          ),
        ),
      ),
      h(
        "tbody",
        { "data-list": "" },
        entries.map((entry) => {
          const receipt = receipted(entry);
          return h(
            "tr",
            {
              key: entry.index,
              class: entry === shown ? "sel" : null,
              onclick: () => go(to(line.id, "record", `${feed.feed}.${entry.index}`).slice(1)),
            },
            h(
              "td",
              { class: "end" },
              h(
                "a",
                {
                  href: to(line.id, "record", `${feed.feed}.${entry.index}`),
                  "aria-current": entry === shown ? "true" : null,
                },
                count(entry.index),
              ),
            ),
            h(
              "td",
              null,
              entry.at_ms !== null && time(entry.at_ms, zuluShort(entry.at_ms, station.now())),
            ),
            h(
              "td",
              null,
              h("b", null, entryName(entry)),
              entry.inert &&
                h(
                  "span",
                  { class: "sub c-att" },
                  icon("attention", "sm"),
                  " ",
                  t("inert", { code: entry.inert }),
                ),
            ),
            h(
              "td",
              { class: "wide muted" },
              entry.to
                ? deskName(line.id, entry.to)
                : entry.from
                  ? deskName(line.id, entry.from)
                  : "",
            ),
            h(
              "td",
              { class: "wide" },
              icon(entry.provisional ? "half" : "check", "sm"),
              " ",
              h(
                "span",
                { class: "small" },
                t(entry.provisional ? "signed-provisional" : "signed-firm"),
              ),
            ),
            h(
              "td",
              { class: "wide" },
              receipt
                ? [
                    icon("check", "sm"),
                    " ",
                    h("span", { class: "small" }, place(line.id, receipt.party)),
                  ]
                : h("span", { class: "small muted" }, t("not-yet")),
            ),
          );
        }),
      ),
    ),
    !read.get(feed.feed)?.whole &&
      local(t("older"), () => void fetchPage(line.id, feed, entries.at(-1)?.index ?? null), {
        look: "small",
        id: "older",
        off: read.get(feed.feed)?.loading === true,
      }),
  );
}
