/** The plan of a request as the values of its form, times as they are written, what is wrong. */

import { current, LANGUAGES, moment, t, typed } from "./language.js";
import { station } from "./state.js";

/** @typedef {import("./types").Plan} Plan */
/** @typedef {import("./types").CalendarDraft} CalendarDraft */
/** @typedef {Record<string, string>} Values */

const MOST_CONDITIONS = 8;
const CONDITION_CHARACTERS = 500;
export const HOUR_MS = 3_600_000;

/** "2027-03-16 20:00", in UTC. @param {number} ms */
export const written = (ms) => moment(ms).toISOString().slice(0, 16).replace("T", " ");

/**
 * What was written so.
 * @param {string | undefined} text
 * @returns {number} not a number if it is no time
 */
export function read(text) {
  const found = /^(\d{4}-\d{2}-\d{2})[ T]+(\d{2}):?(\d{2})Z?$/i.exec(typed(text ?? ""));
  return found ? Date.parse(`${found[1]}T${found[2]}:${found[3]}:00Z`) : NaN;
}

/** The next full hour and some. @param {number} hours */
export const soon = (hours) => (Math.floor(station.now() / HOUR_MS) + 1 + hours) * HOUR_MS;

/** @returns {Values} */
export function blank() {
  return {
    form: "call",
    language: current(),
    purpose: "",
    event: "",
    trigger: "",
    ours: station.me?.desk ?? "",
    theirs: "",
    windows: "1",
    start0: written(soon(1)),
    end0: written(soon(3)),
    minutes: "20",
    interpreters: "each",
    medium: "line",
    place: "",
    conditions: "",
    due: written(soon(2)),
    within: "7200",
    tried: "",
    [`speaks-${current()}`]: "1",
  };
}

/** @param {Plan} plan @param {boolean} mine whether we asked @returns {Values} */
export function valuesOf(plan, mine) {
  /** @type {Values} */
  const values = {
    ...blank(),
    form: plan.form,
    event: plan.event,
    trigger: plan.trigger,
    ours: mine ? plan.asker : plan.asked,
    theirs: mine ? plan.asked : plan.asker,
    windows: String(plan.windows.length),
    minutes: String(plan.minutes),
    interpreters: interpreterSide(plan.interpreters, mine),
    medium: plan.medium,
    place: plan.place,
    [`speaks-${current()}`]: "",
  };
  plan.windows.forEach((one, n) => {
    values[`start${n}`] = written(one.start_ms);
    values[`end${n}`] = written(one.end_ms);
  });
  for (const tag of plan.languages) values[`speaks-${tag.split("-")[0]}`] = "1";
  return values;
}

/** "asker" and "asked" as "ours" and "theirs", and back. @param {string} side @param {boolean} mine */
const interpreterSide = (side, mine) =>
  side === "asker"
    ? mine
      ? "ours"
      : "theirs"
    : side === "asked"
      ? mine
        ? "theirs"
        : "ours"
      : side;

/** @param {string | undefined} side @param {boolean} mine */
const interpretersOf = (side, mine) =>
  side === "ours"
    ? mine
      ? "asker"
      : "asked"
    : side === "theirs"
      ? mine
        ? "asked"
        : "asker"
      : side;

/** @param {Values} values @param {boolean} mine */
export function planOf(values, mine) {
  const [asker, asked] = mine ? [values.ours, values.theirs] : [values.theirs, values.ours];
  return {
    form: values.form,
    language: values.language,
    purpose: values.purpose,
    event: values.event,
    trigger: values.trigger,
    asker,
    asked,
    windows: numbers(values).map((n) => ({
      start_ms: read(values[`start${n}`]),
      end_ms: read(values[`end${n}`]),
    })),
    minutes: Number(values.minutes),
    languages: Object.keys(LANGUAGES).filter((tag) => values[`speaks-${tag}`]),
    interpreters: interpretersOf(values.interpreters, mine),
    medium: values.medium,
    place: values.place,
    conditions: listed(values.conditions),
  };
}

/** @param {Values} values */
export const numbers = (values) => [...Array(Number(values.windows)).keys()];

/** Lines that say something. @param {string | undefined} text */
export const listed = (text) =>
  (text ?? "")
    .split("\n")
    .map((one) => one.trim())
    .filter(Boolean);

/** Whether an act can carry them. @param {string[]} conditions */
export const fit = (conditions) =>
  conditions.length <= MOST_CONDITIONS &&
  conditions.every((one) => one.length <= CONDITION_CHARACTERS);

/** What is wrong, by field, as what to do. @param {Values} values @returns {Record<string, string>} */
export function problems(values) {
  /** @type {Record<string, string>} */
  const found = {};
  if (!values.purpose?.trim()) found.purpose = t("req-err-purpose");
  for (const n of numbers(values)) {
    const start = read(values[`start${n}`]);
    const end = read(values[`end${n}`]);
    if (Number.isNaN(start) || Number.isNaN(end)) found[`start${n}`] = t("req-err-time");
    else if (end <= start) found[`start${n}`] = t("req-err-order");
    else if (end <= station.now()) found[`start${n}`] = t("req-err-past");
  }
  const due = read(values.due);
  if (Number.isNaN(due)) found.due = t("req-err-time");
  else if (due <= station.now()) found.due = t("req-err-due");
  if (!fit(listed(values.conditions))) found.conditions = t("req-err-conditions");
  return found;
}

/** Times of a request that repeats one of the past. */
export function later() {
  const { start0, end0, due } = blank();
  return { windows: "1", start0: start0 ?? "", end0: end0 ?? "", due: due ?? "" };
}

/** @param {CalendarDraft} event @returns {Values} */
export function eventValues(event) {
  return {
    form: event.form,
    purpose: event.purpose,
    place: event.place,
    medium: event.place ? "in-person" : "line",
    minutes: "0",
    start0: event.start_ms === null ? "" : written(event.start_ms),
    end0: event.end_ms === null ? "" : written(event.end_ms),
    tried: event.notes.length > 0 ? "1" : "",
  };
}
