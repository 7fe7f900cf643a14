/**
 * The agreement as enforced: terms, text in each language, who has signed, which desks are
 * paired.
 */

import { deskName, empty, ltr } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import {
  brief,
  count,
  current,
  direction,
  fullDate,
  has,
  languageName,
  own,
  size,
  t,
  term,
  weekday,
} from "./language.js";
import { awaited, missing } from "./line.js";
import { lineOf, myNumber, refresh, station, ui } from "./state.js";
import { loadWords, word } from "./words.js";

/** @typedef {import("./types").AgreementDoc} AgreementDoc */
/** @typedef {import("./types").LineBrief} LineBrief */

/** Language of the text shown, by line. @type {Map<string, string>} */
const reading = new Map();

export function agreementScreen() {
  const line = lineOf(ui.route.line);
  if (!line) return missing();
  const doc = station.docs[`agreement:${line.id}`];
  if (!doc)
    return h("div", { class: "screen", key: "agreement" }, awaited(`agreement:${line.id}`));

  void loadWords().then((fresh) => fresh && refresh());
  const list = new Intl.ListFormat(current(), { type: "conjunction" }).format(
    doc.texts.map((each) => languageName(each.language)),
  );
  return h(
    "div",
    { class: "screen agreement", key: `agreement ${line.id}` },
    h(
      "p",
      { class: "record-head", key: "head" },
      h(
        "span",
        null,
        t("agreement-version", { version: doc.version, date: fullDate(doc.valid_from_ms) }),
        " ",
        doc.valid_until_ms
          ? t("agreement-until", { date: fullDate(doc.valid_until_ms) })
          : t("agreement-no-end", { t: term(doc.notice_s) }),
        " ",
        doc.texts.length > 1 && t("agreement-authentic", { languages: list }),
      ),
    ),
    h(
      "div",
      { class: "record-cols" },
      h("div", { class: "stack" }, text(line, doc), terms(doc)),
      h("div", { class: "stack" }, signatures(doc), pairs(line, doc), duties(line, doc)),
    ),
  );
}

/** @param {LineBrief} line @param {AgreementDoc} doc */
function text(line, doc) {
  const mine = doc.texts.find((each) => each.language.split("-")[0] === current());
  const shown =
    doc.texts.find((each) => each.language === reading.get(line.id)) ?? mine ?? doc.texts[0];
  if (!shown) return empty(t("none"));
  return h(
    "section",
    { class: "sect", key: "text" },
    h(
      "div",
      { class: "feeds", role: "group", "aria-label": t("language") },
      doc.texts.map((each) =>
        h(
          "button",
          {
            type: "button",
            key: each.language,
            "aria-pressed": String(each === shown),
            onclick: () => {
              reading.set(line.id, each.language);
              refresh();
            },
          },
          h(
            "b",
            { lang: each.language, dir: direction(each.language) },
            languageName(each.language),
          ),
          h(
            "span",
            { class: "sub" },
            t("authentic", { language: languageName(each.language) }),
          ),
        ),
      ),
    ),
    h(
      "div",
      {
        class: "articles",
        lang: shown.language,
        dir: direction(shown.language),
        key: shown.language,
      },
      shown.text.split(/\n{2,}/).map((each, n) => h("p", { key: n }, each)),
    ),
  );
}

/** @param {AgreementDoc} doc */
function terms(doc) {
  return h(
    "section",
    { class: "sect", key: "terms" },
    h("h2", null, t("what-station-enforces")),
    h(
      "table",
      null,
      h(
        "thead",
        { class: "vh" },
        h(
          "tr",
          null,
          h("th", { scope: "col" }, t("col-term")),
          h("th", { scope: "col" }, t("col-value")),
        ),
      ),
      h(
        "tbody",
        null,
        doc.terms.map(({ key, value, unit }) =>
          h(
            "tr",
            { key },
            h("th", { scope: "row" }, termName(key)),
            h("td", null, termValue(value, unit)),
          ),
        ),
      ),
    ),
    h("p", { class: "hint pad" }, t("hash"), " ", ltr(doc.hash, "mono wrap-any")),
  );
}

/** @param {string} key */
const termName = (key) => (has(`term-${key}`) ? t(`term-${key}`) : key.replaceAll("-", " "));

/** @param {unknown} value @param {string} unit @returns {any} */
function termValue(value, unit) {
  if (value === null || value === "") return t("none");
  if (Array.isArray(value))
    return value.length ? value.map((each) => termValue(each, unit)).join(", ") : t("none");
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") {
    if (unit === "s") return term(value);
    if (unit === "ms") return brief(value);
    if (unit === "B" || unit === "bytes") return size(value);
    return count(value);
  }
  const word = String(value);
  const id = [`value-${word}`, `precedence-${word.toLowerCase()}`].find(
    (each) => /^[\w-]+$/.test(each) && has(each),
  );
  return id ? t(id) : word;
}

/** @param {AgreementDoc} doc */
function signatures(doc) {
  return h(
    "section",
    { class: "sect", key: "signatures" },
    h("h2", null, t("signatures")),
    doc.parties.map((party) => {
      const signed = doc.signed.some((each) => each.party === party.number);
      return h(
        "div",
        { class: "signature", key: party.number },
        icon(signed ? "seal" : "clock"),
        h(
          "div",
          null,
          h(
            "div",
            { class: "row between" },
            h("b", null, t("party-root", { place: own(party.names) })),
            h("span", { class: "small" }, t(signed ? "root-valid" : "not-yet")),
          ),
          h(
            "p",
            { class: "mono wrap-any" },
            (party.fingerprint.match(/.{1,4}/g) ?? []).join(" "),
          ),
          h("p", { class: "small muted" }, t("fingerprint-words")),
          h(
            "ol",
            { class: "root-words" },
            party.words.map((number, n) => h("li", { key: n }, word(number, current()).text)),
          ),
        ),
      );
    }),
  );
}

/** @param {LineBrief} line @param {AgreementDoc} doc */
function pairs(line, doc) {
  return h(
    "section",
    { class: "sect", key: "pairs" },
    h("h2", null, t("pairs-of-desks")),
    h(
      "ul",
      { class: "pairs" },
      doc.pairs.map(({ a, b }, n) => {
        const [near, far] = b.party === myNumber(line) ? [b, a] : [a, b];
        const name = (/** @type {import("./types").Desk} */ desk) =>
          line.peers.length > 1 ? deskName(line.id, desk) : own(desk.names);
        return h(
          "li",
          { key: n },
          h("span", null, name(near)),
          h("span", { "aria-hidden": "true" }, "↔"),
          h("span", { class: "end" }, name(far)),
        );
      }),
    ),
  );
}

const WEEK_MIN = 10_080;
/** A Monday, 00:00 UTC. */
const MONDAY_MS = Date.UTC(2024, 0, 1);

/** When desks must be manned. @param {LineBrief} line @param {AgreementDoc} doc */
function duties(line, doc) {
  if (doc.duties.length === 0) return null;
  return h(
    "section",
    { class: "sect", key: "duties" },
    h("h2", null, t("manned-by-agreement")),
    h(
      "ul",
      { class: "items" },
      doc.duties.map((duty, n) =>
        h(
          "li",
          { key: n },
          icon("person"),
          h(
            "div",
            null,
            h("b", null, deskName(line.id, duty.desk)),
            h("span", { class: "sub" }, duty.spans.map(spanWords).join(", ")),
          ),
        ),
      ),
    ),
  );
}

/** @param {[begins: number, ends: number]} span */
function spanWords([begins, ends]) {
  if (begins === 0 && ends === WEEK_MIN) return t("day-and-night");
  return t("from-until", { from: minuteOfWeek(begins), until: minuteOfWeek(ends) });
}

/** "Mon 08:00Z". @param {number} minute */
const minuteOfWeek = (minute) => weekday(MONDAY_MS + minute * 60_000);
