/**
 * What the page knows and what its user has open. One of each; screens read it and never keep
 * their own.
 */

import { t } from "./language.js";
import { Sound } from "./sound.js";
import { Refused, Station } from "./station.js";

/** @typedef {import("./types").Ring} Ring */
/** @typedef {import("./types").Now} Now */
/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").Party} Party */

export const station = new Station();
export const sound = new Sound();

/** @typedef {{screen: string, line: string, item: string}} Route */

/**
 * The agreed codes of each line, kept while the page lives.
 * @type {Map<string, Pick<import("./types").LineDoc, "subjects" | "decline_codes" | "counterparts">>}
 */
export const books = new Map();

export const ui = {
  /** @type {Route} */
  route: { screen: "lines", line: "", item: "" },
  /** @type {"" | "preferences" | "keys"} */
  panel: "",
  /** The incoming ring whose decline form is open. */
  declining: "",
  /** Rings that this page no longer sounds. @type {Set<string>} */
  silenced: new Set(),
  /** Ended rings that were put away here. @type {Set<string>} */
  put_away: new Set(),
  /** What was typed and chosen, by form. @type {Map<string, Record<string, string>>} */
  drafts: new Map(),
  /** Refusals by the place at which they are shown. @type {Map<string, Refused>} */
  refused: new Map(),
  /** Acts under way. @type {Set<string>} */
  busy: new Set(),
  /** First press of F9. */
  hang_up_at: 0,
};

let due = false;
let draw = () => {};

/** Say who draws the page. @param {() => void} drawer */
export function drawBy(drawer) {
  draw = drawer;
}

/** Draw the page anew before the browser does anything else. Does not wait for a frame: a page
 * behind another tab gets none. */
export function refresh() {
  if (due) return;
  due = true;
  queueMicrotask(() => {
    due = false;
    draw();
  });
}

/** @returns {Now} */
export const now = () =>
  station.docs.now ?? {
    kind: "REAL",
    lines: [],
    rings: [],
    outgoing: [],
    call: null,
    taken: [],
    attempts: [],
    alarms: [],
    last_act: null,
  };

/** Whether acts can be done: the station is heard. */
export const live = () => station.state === "live";

/** Whether what the page holds is no longer known to be so. */
export const unsure = () => station.state === "lost" || station.state === "shut";

/** Whether this person may speak for the desk. */
export const speaks = () => ["watch", "principal", "office"].includes(station.me?.role ?? "");

/** @param {string} id @returns {LineBrief | undefined} */
export const lineOf = (id) => now().lines.find((line) => line.id === id);

/**
 * Our own number on a line: the one that no counterpart has.
 * @param {LineBrief | undefined} line
 */
export function myNumber(line) {
  const taken = new Set(line?.peers.map((peer) => peer.number));
  let n = 0;
  while (taken.has(n)) n++;
  return n;
}

/** @param {LineBrief | undefined} line @param {number} number @returns {Party | undefined} */
export const partyOf = (line, number) =>
  line?.peers.find((peer) => peer.number === number) ?? station.me?.party;

/**
 * The values of a form, kept until it is sent.
 * @param {string} form
 * @param {Record<string, string>} start
 */
export function draft(form, start) {
  let values = ui.drafts.get(form);
  if (!values) ui.drafts.set(form, (values = { ...start }));
  return values;
}

/**
 * Do an act and keep a refusal at the place where it was asked for.
 * @param {string} place
 * @param {string} line
 * @param {string} name
 * @param {Record<string, unknown>} body
 * @returns {Promise<any>} the result, or null if it was refused
 */
export async function act(place, line, name, body) {
  if (ui.busy.has(place)) return null;
  ui.busy.add(place);
  ui.refused.delete(place);
  refresh();
  try {
    return await station.do(line, name, body);
  } catch (error) {
    refuse(place, error);
    return null;
  } finally {
    ui.busy.delete(place);
    refresh();
  }
}

/** Show at `place` why something was not done. @param {string} place @param {unknown} error */
export function refuse(place, error) {
  ui.refused.set(
    place,
    error instanceof Refused ? error : new Refused({ code: "page", what: String(error) }),
  );
  refresh();
}

/** Go to a place of the page. @param {string} hash without "#" */
export function go(hash) {
  location.hash = hash;
}

/** @param {string} line @param {string} [tab] @param {string} [item] */
export const to = (line, tab = "", item = "") =>
  `#/line/${line}${tab && `/${tab}`}${item && `/${encodeURIComponent(item)}`}`;

/** Read the address of the page. @returns {Route} */
export function readRoute() {
  const [, first, line, tab, item] = location.hash.split("/");
  if (first === "watch") return { screen: "watch", line: "", item: "" };
  if (first !== "line" || !line) return { screen: "lines", line: "", item: "" };
  return { screen: tab || "line", line, item: decodeURIComponent(item ?? "") };
}

/** The kind of the record, as a word of the reader's language. */
export const kindWord = () => t(`kind-${now().kind.toLowerCase()}`);
