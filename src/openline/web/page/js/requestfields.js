/** The fields of a request: what it is about, when, where, and how long one may take to answer. */

import { choice, field, input, local, place, select } from "./controls.js";
import { h } from "./dom.js";
import { LANGUAGES, languageName, lasting, own, t } from "./language.js";
import { HOUR_MS, numbers, problems, read, soon, written } from "./requestplan.js";
import { meOn, windowDoc } from "./requestwords.js";
import { refresh } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").RequestsDoc} RequestsDoc */
/** @typedef {import("./requestplan.js").Values} Values */

const MOST_WINDOWS = 8;
const WITHIN_S = [1_800, 7_200, 86_400, 345_600, 864_000];
const MINUTES = [0, 10, 20, 30, 45, 60, 90, 120];
const FORMS = ["call", "meeting", "visit"];
const MEDIA = ["line", "telephone", "video", "in-person"];

/** @param {LineBrief} line @param {RequestsDoc} doc @param {Values} values @param {number} peer */
export function planFields(line, doc, values, peer) {
  const wrong = values.tried ? problems(values) : {};
  const me = meOn(line.id);
  const desks = (/** @type {number} */ party) =>
    doc.desks
      .filter((desk) => desk.party === party)
      .map((desk) => /** @type {[string, string]} */ ([desk.code, own(desk.names)]));
  const theirs = desks(peer);
  const ours = desks(me);
  // An amendment may have taken away what an older version names.
  if (!theirs.some(([code]) => code === values.theirs)) values.theirs = theirs[0]?.[0] ?? "";
  if (!ours.some(([code]) => code === values.ours)) values.ours = ours[0]?.[0] ?? "";
  if (!doc.triggers.some((each) => each.code === values.trigger)) values.trigger = "";
  return [
    h(
      "div",
      { class: "field", key: "form" },
      h("span", { class: "label", id: "request-form-label" }, t("req-form")),
      choice(
        "request-form",
        values,
        "form",
        FORMS.map((each) => ({ value: each, face: t(`req-form-${each}`) })),
        "three-up",
      ),
    ),
    field(
      t("req-purpose"),
      input("request-purpose", values, "purpose", {
        rows: 3,
        maxlength: 1_000,
        lang: values.language,
        dir: "auto",
        spellcheck: "true",
        changed: refresh,
        ...invalid("purpose", wrong),
      }),
      { id: "request-purpose", error: wrong.purpose },
    ),
    pick(
      t("req-language"),
      "language",
      values,
      Object.keys(LANGUAGES).map((tag) => [tag, languageName(tag)]),
    ),
    numbers(values).map((n) => windowFields(line, values, n, peer, wrong)),
    h(
      "div",
      { class: "row", key: "windows" },
      Number(values.windows) < MOST_WINDOWS &&
        local(t("req-add-time"), () => grow(values, 1), { look: "small", id: "add-time" }),
      Number(values.windows) > 1 &&
        local(t("req-remove-time"), () => grow(values, -1), {
          look: "small",
          id: "remove-time",
        }),
    ),
    h(
      "div",
      { class: "pair", key: "length" },
      pick(
        t("req-length"),
        "minutes",
        values,
        MINUTES.map((n) => [String(n), n ? t("req-minutes", { n }) : t("req-whole")]),
      ),
      pick(
        t("req-medium"),
        "medium",
        values,
        MEDIA.map((each) => [each, t(`req-medium-${each}`)]),
      ),
    ),
    h(
      "div",
      { class: "pair", key: "principals" },
      pick(t("req-ours", { place: place(line.id, me) }), "ours", values, ours),
      pick(t("req-ours", { place: place(line.id, peer) }), "theirs", values, theirs),
    ),
    h(
      "div",
      { class: "pair", key: "where" },
      words(t("req-place"), "place", values, 200),
      words(t("req-event"), "event", values, 200),
    ),
    doc.triggers.length > 0 &&
      pick(t("req-trigger"), "trigger", values, [
        ["", t("req-no-trigger")],
        ...doc.triggers.map(
          (each) => /** @type {[string, string]} */ ([each.code, own(each.text)]),
        ),
      ]),
    h(
      "fieldset",
      { class: "field", key: "languages" },
      h("legend", null, t("req-languages")),
      h(
        "div",
        { class: "row wrap" },
        Object.keys(LANGUAGES).map((tag) => tick(values, `speaks-${tag}`, languageName(tag))),
      ),
    ),
    pick(
      t("req-interpreters"),
      "interpreters",
      values,
      ["each", "ours", "theirs", "none"].map((each) => [
        each,
        each === "ours" || each === "theirs"
          ? t("req-interpreters-of", { place: place(line.id, each === "ours" ? me : peer) })
          : t(`req-interpreters-${each}`),
      ]),
    ),
    field(
      t("req-conditions"),
      input("request-conditions", values, "conditions", {
        rows: 2,
        lang: values.language,
        dir: "auto",
        changed: refresh,
        ...invalid("conditions", wrong),
      }),
      { id: "request-conditions", hint: t("req-conditions-hint"), error: wrong.conditions },
    ),
    h(
      "div",
      { class: "pair", key: "due" },
      field(t("req-due"), timeInput(values, "due", wrong), {
        id: "request-due",
        error: wrong.due,
      }),
      pick(
        t("req-within"),
        "within",
        values,
        WITHIN_S.map((s) => [String(s), lasting(s * 1_000)]),
      ),
    ),
    h("p", { class: "hint", key: "due-hint" }, t("req-due-hint")),
  ];
}

/** @param {string} name @param {Record<string, string>} wrong */
export const invalid = (name, wrong) =>
  wrong[name] ? { "aria-invalid": "true", "aria-describedby": `request-${name}-err` } : {};

/** @param {LineBrief} line @param {Values} values @param {number} n @param {number} peer @param {Record<string, string>} wrong */
function windowFields(line, values, n, peer, wrong) {
  const start_ms = read(values[`start${n}`]);
  const end_ms = read(values[`end${n}`]);
  const known = !Number.isNaN(start_ms) && !Number.isNaN(end_ms);
  return h(
    "div",
    { class: "window", key: `window ${n}` },
    h(
      "div",
      { class: "pair" },
      field(t("req-from-utc"), timeInput(values, `start${n}`, wrong), {
        id: `request-start${n}`,
        error: wrong[`start${n}`],
      }),
      field(t("req-to-utc"), timeInput(values, `end${n}`, {}), { id: `request-end${n}` }),
    ),
    known && h("p", { class: "hint zones" }, windowDoc(line.id, { start_ms, end_ms }, peer)[3]),
  );
}

/** @param {Values} values @param {string} name @param {Record<string, string>} wrong */
const timeInput = (values, name, wrong) =>
  input(`request-${name}`, values, name, {
    dir: "ltr",
    placeholder: "2027-03-16 20:00",
    maxlength: 20,
    changed: refresh,
    ...invalid(name, wrong),
  });

/** @param {Values} values @param {number} by */
function grow(values, by) {
  const count = Number(values.windows) + by;
  values.windows = String(count);
  if (by > 0) {
    const before = read(values[`end${count - 2}`]);
    const start = Number.isNaN(before) ? soon(24) : before + 22 * HOUR_MS;
    values[`start${count - 1}`] = written(start);
    values[`end${count - 1}`] = written(start + 2 * HOUR_MS);
  }
  refresh();
}

/** @param {string} label @param {string} name @param {Values} values @param {[string, string][]} options */
export const pick = (label, name, values, options) =>
  field(label, select(`request-${name}`, values, name, options), { id: `request-${name}` });

/** @param {string} label @param {string} name @param {Values} values @param {number} most */
const words = (label, name, values, most) =>
  field(
    label,
    input(`request-${name}`, values, name, {
      dir: "auto",
      maxlength: most,
      lang: values.language,
    }),
    { id: `request-${name}` },
  );

/** @param {Values} values @param {string} name @param {string} face */
const tick = (values, name, face) =>
  h(
    "label",
    { class: "tick", key: name },
    h("input", {
      type: "checkbox",
      checked: Boolean(values[name]),
      onchange: (/** @type {any} */ event) => {
        values[name] = event.target.checked ? "1" : "";
        refresh();
      },
    }),
    h("span", null, face),
  );

/** @param {string} key @param {string} name @param {...any} content */
export const panel = (key, name, ...content) =>
  h(
    "form",
    {
      class: "panel stack compact request-form",
      key,
      "aria-label": name,
      onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
    },
    h("h2", null, name),
    content,
  );

/** What sends a form stays in view. @param {any} content */
export const bar = (content) => h("div", { class: "bar", key: "bar" }, content);

/** Lead to the first field that is wrong. @param {Values} values @param {Record<string, string>} wrong */
export function leadTo(values, wrong) {
  values.tried = "1";
  refresh();
  const first = [
    "purpose",
    ...numbers(values).map((n) => `start${n}`),
    "conditions",
    "due",
  ].find((each) => wrong[each]);
  queueMicrotask(() => document.getElementById(`request-${first}`)?.focus());
}
