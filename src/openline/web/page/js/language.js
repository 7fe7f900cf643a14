/**
 * The words of the page in the reader's language, and how times, ages and counts are written.
 */

import { FluentBundle, FluentResource } from "../vendor/fluent/bundle.js";

/** @typedef {import("./types").Names} Names */

/** Languages of the page, each named in itself. @type {Record<string, string>} */
export const LANGUAGES = {
  en: "English",
  zh: "中文",
  vi: "Tiếng Việt",
  ja: "日本語",
  fa: "فارسی",
};

/**
 * The page's own words, and the errors of all programs; what both have, the page's own says.
 */
const FILES = ["console.ftl", "errors.ftl"];

let language = "en";
let bundle = new FluentBundle("en");
/** @type {Map<string, FluentBundle>} */
const loaded = new Map();
/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/** The tag of the language now shown. */
export const current = () => language;

/** @param {string} tag @returns {"ltr" | "rtl"} */
export const direction = (tag) => (/^(fa|ar|he|ur)\b/.test(tag) ? "rtl" : "ltr");

/** The former call of `speak`: they are done in order, so that the last one asked for stays. */
let former = Promise.resolve();

/**
 * Load a language and show it.
 * @param {string} wanted a language tag; what the page does not have becomes English
 * @returns {Promise<void>}
 */
export function speak(wanted) {
  former = former.catch(() => {}).then(() => show(wanted));
  return former;
}

/** @param {string} wanted */
async function show(wanted) {
  const tag = wanted.split("-")[0] ?? "en";
  const next = tag in LANGUAGES ? tag : "en";
  if (!loaded.has(next)) {
    const texts = await Promise.all(
      FILES.map(async (file) => {
        const answer = await fetch(`/locale/${next}/${file}`);
        return answer.ok ? answer.text() : "";
      }),
    );
    // Isolating marks keep times and Latin names in place inside Persian sentences only.
    const words = new FluentBundle(next, { useIsolating: direction(next) === "rtl" });
    for (const text of texts) words.addResource(new FluentResource(text));
    loaded.set(next, words);
  }
  language = next;
  bundle = /** @type {FluentBundle} */ (loaded.get(next));
  document.documentElement.lang = next === "zh" ? "zh-Hans" : next;
  document.documentElement.dir = direction(next);
}

/** Whether the catalogue has a message. @param {string} id */
export const has = (id) => bundle.hasMessage(id);

/**
 * A message in the reader's language.
 * @param {string} id
 * @param {Record<string, string | number>} [facts]
 * @returns {string}
 */
export function t(id, facts) {
  const message = bundle.getMessage(id);
  return message?.value ? bundle.formatPattern(message.value, facts, []) : id;
}

/**
 * Choose from texts in several languages: the reader's, else English, else the first.
 * @param {Names | null | undefined} names
 * @returns {string}
 */
export function own(names) {
  if (!names) return "";
  const tag = Object.keys(names).find((each) => each.split("-")[0] === language);
  return names[tag ?? "en"] ?? Object.values(names)[0] ?? "";
}

/** Whether a text stands there in the reader's language. @param {Names} names */
export const mine = (names) =>
  Object.keys(names).some((each) => each.split("-")[0] === language);

/**
 * A language tag named in the reader's language.
 * @param {string} tag
 */
export function languageName(tag) {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** @param {string} key @param {string} locale @param {Intl.DateTimeFormatOptions} options */
function format(key, locale, options) {
  const name = `${key} ${locale}`;
  let made = formats.get(name);
  if (!made) formats.set(name, (made = new Intl.DateTimeFormat(locale, options)));
  return made;
}

const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/**
 * A moment that can be shown. A counterpart may sign any number as a time, and JavaScript throws
 * on those that no calendar has.
 * @param {number} ms
 */
export const moment = (ms) => new Date(Math.min(Math.max(ms, 0), LATEST));

/** "18:42:07Z". Digits 0-9 in every language: times are read aloud. @param {number} ms */
export const zulu = (ms) => moment(ms).toISOString().slice(11, 19) + "Z";

/**
 * What was typed into a field for a time: digits of Persian keyboards count too.
 * @param {string} text
 */
export const typed = (text) =>
  text.trim().replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0));

/** "18:42:07.310Z". @param {number} ms */
export const zuluMillis = (ms) => moment(ms).toISOString().slice(11, 23) + "Z";

/** "18:42Z", with the day if it is not today. @param {number} ms @param {number} now */
export function zuluShort(ms, now) {
  const text = moment(ms).toISOString();
  const time = text.slice(11, 16) + "Z";
  return text.slice(0, 10) === new Date(now).toISOString().slice(0, 10)
    ? time
    : `${dayOf(ms)} ${time}`;
}

/** "16 Mar" in UTC. @param {number} ms */
export const dayOf = (ms) =>
  format("day", gregorian(), { day: "numeric", month: "short", timeZone: "UTC" }).format(
    moment(ms),
  );

/** "Mon 08:00Z" in UTC. @param {number} ms */
export const weekday = (ms) => {
  const day = format("weekday", gregorian(), { weekday: "short", timeZone: "UTC" });
  return `${day.format(moment(ms))} ${zulu(ms).slice(0, 5)}Z`;
};

/** "16 March 2027". @param {number} ms */
export const fullDate = (ms) =>
  format("full", gregorian(), { dateStyle: "long", timeZone: "UTC" }).format(moment(ms));

/** "Tue 16 Mar" in UTC, Gregorian. @param {number} ms */
export const utcDate = (ms) =>
  format("utc", gregorian(), {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  }).format(ms);

/** Time of day in a zone: "02:42:07", digits 0-9. @param {number} ms @param {string} zone */
export const timeIn = (ms, zone) =>
  format(zone, "en-GB", { timeStyle: "medium", timeZone: zone }).format(moment(ms));

/** Day in a zone, in the calendar of the language. @param {number} ms @param {string} zone */
export const dateIn = (ms, zone) =>
  format(`date ${zone}`, locale(), {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: zone,
  }).format(moment(ms));

const gregorian = () => (language === "fa" ? "fa-u-ca-gregory" : locale());
/** Where dates are written in several ways, the one that a ministry writes. */
const locale = () => (language === "en" ? "en-GB" : language);

/** "1,024" in the digits of the language. @param {number} n */
export const count = (n) => new Intl.NumberFormat(language).format(n);

/** "06:12" or "1:06:12", digits 0-9. @param {number} ms */
export function stopwatch(ms) {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

/** The largest part of a length of time: "12 s", "6 min", "3 h". @param {number} ms */
export function roughly(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  if (s < 60) return t("lasting-s", { s });
  if (s < 3600) return t("lasting-min", { min: Math.floor(s / 60) });
  if (s < 86_400) return t("lasting-h", { h: Math.floor(s / 3600) });
  return t("lasting-days", { d: Math.floor(s / 86_400) });
}

/**
 * A length of time in words: "12 s", "6 min 20 s", "3 h 5 min", "2 d 4 h".
 * @param {number} ms
 */
export function lasting(ms) {
  const s = Math.max(0, Math.floor(ms / 1000));
  const min = Math.floor(s / 60);
  const hours = Math.floor(min / 60);
  if (s < 60) return t("lasting-s", { s });
  if (min < 10)
    return s % 60 ? t("lasting-min-s", { min, s: s % 60 }) : t("lasting-min", { min });
  if (min < 60) return t("lasting-min", { min });
  if (hours < 24)
    return min % 60
      ? t("lasting-h-min", { h: hours, min: min % 60 })
      : t("lasting-h", { h: hours });
  if (hours % 24 === 0) return t("lasting-days", { d: hours / 24 });
  return t("lasting-d", { d: Math.floor(hours / 24), h: hours % 24 });
}

/**
 * A length that the agreement or a term names: "20 s", "5 min", "2 h", "90 d".
 * @param {number} seconds
 */
export const term = (seconds) => lasting(seconds * 1000);

/** "0.21 s" or "84 ms", with the digits of the language. @param {number} ms */
export function brief(ms) {
  const digits = (/** @type {number} */ n, /** @type {number} */ places) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: places }).format(n);
  if (Math.abs(ms) < 1) return t("brief-ms", { n: digits(ms, 1) });
  return Math.abs(ms) < 1000
    ? t("brief-ms", { n: digits(ms, ms < 10 ? 1 : 0) })
    : t("brief-s", { n: digits(ms / 1000, 2) });
}

/** Bytes in words. @param {number} bytes */
export const size = (bytes) =>
  bytes < 1024
    ? t("size-b", { n: bytes })
    : t("size-kib", { n: count(Math.round(bytes / 102.4) / 10) });
