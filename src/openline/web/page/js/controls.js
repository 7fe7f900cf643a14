/** Pieces that every screen uses: buttons, fields, precedence, names of desks and times. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { current, direction, has, lasting, mine, moment, own, t, zulu } from "./language.js";
import { lineOf, live, partyOf, refresh, station, ui } from "./state.js";

/** @typedef {import("./types").Desk} Desk */
/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").Verdict} Verdict */

/** Gravest first. */
export const PRECEDENCES = /** @type {const} */ (["FLASH", "IMMEDIATE", "PRIORITY", "ROUTINE"]);

/**
 * What is isolated left to right: times, serials, hashes.
 * @param {string} text
 * @param {string} [more]
 */
export const ltr = (text, more = "") =>
  h("bdi", { dir: "ltr", class: `n${more && ` ${more}`}` }, text);

/** How long until something is due, or by how much it is overdue. @param {number} by_ms */
export function due(by_ms) {
  const left = by_ms - station.now();
  return left >= 0
    ? h("span", { class: "due" }, t("due-in", { t: lasting(left) }))
    : h("b", { class: "due c-att" }, t("overdue-by", { t: lasting(-left) }));
}

/** A time of day, with its full form for machines. @param {number} ms @param {string} [text] */
export const time = (ms, text) =>
  h("time", { class: "n", dir: "ltr", datetime: moment(ms).toISOString() }, text ?? zulu(ms));

/**
 * A text in a language that may not be the reader's.
 * @param {string} text
 * @param {string} lang
 * @param {string} [tag]
 * @param {string} [cls]
 */
export const foreign = (text, lang, tag = "p", cls = "") =>
  h(tag, { lang, dir: direction(lang), class: cls || null }, text);

/** @param {number} since_ms */
export const ago = (since_ms) => t("ago", { t: age(since_ms) });

/** An age; the youngest that is told apart is one second. @param {number} since_ms */
export const age = (since_ms) => lasting(Math.max(1000, station.now() - since_ms));

/**
 * @typedef {object} ButtonFacts
 * @property {string} [name] the accessible name where it is not the face
 * @property {string} [symbol]
 * @property {string} [look] classes
 * @property {string} [key] the function key that does the same
 * @property {boolean} [off]
 * @property {boolean} [pressed] for a toggle
 * @property {boolean} [always] stays on without the station
 * @property {string | number} [id] keeps the element apart from its neighbours
 * @property {boolean} [acting] speaks on the line; is described by the kind
 * @property {string} [describe]
 * @property {boolean} [main] the act of its form that Ctrl+Enter does
 */

/**
 * A button. Off while the station is not heard, unless `always`.
 * @param {string} face
 * @param {() => void} press
 * @param {ButtonFacts} [facts]
 */
export function button(face, press, facts = {}) {
  const {
    name,
    symbol,
    look = "",
    key,
    off = false,
    pressed,
    always = false,
    id,
    acting = false,
  } = facts;
  const describe = [acting && "kind", facts.describe].filter(Boolean).join(" ");
  return h(
    "button",
    {
      key: id ?? `b ${name ?? face}`,
      type: "button",
      class: `btn ${look}`,
      disabled: off || (!always && !live()),
      "aria-label": name ?? null,
      "aria-pressed": pressed === undefined ? null : String(pressed),
      "aria-keyshortcuts": key ?? null,
      "aria-describedby": describe || null,
      "data-main": facts.main === true,
      onclick: press,
    },
    symbol && icon(symbol),
    h("span", null, face),
    key && h("kbd", { "aria-hidden": "true" }, key),
  );
}

/**
 * A button that opens or closes something on this page only.
 * @param {string} face
 * @param {() => void} press
 * @param {ButtonFacts} [facts]
 */
export const local = (face, press, facts = {}) =>
  button(face, press, { ...facts, always: true });

/** Bars and word of a precedence. @param {string} precedence */
export function precedence(precedence) {
  const rank = 4 - PRECEDENCES.indexOf(/** @type {any} */ (precedence));
  return h(
    "span",
    { class: `prec prec-${precedence.toLowerCase()}` },
    bars(rank),
    h("span", null, t(`precedence-${precedence.toLowerCase()}`)),
  );
}

/** @param {number} rank 1 to 4 */
export const bars = (rank) =>
  h(
    "span",
    { class: "bars", "aria-hidden": "true" },
    [1, 2, 3, 4].map((n) => h("i", { class: n <= rank ? "on" : null })),
  );

/**
 * A form's row.
 * @param {string} label
 * @param {any} control a description of the control, with its id
 * @param {{id: string, hint?: string, error?: string}} facts
 */
export function field(label, control, facts) {
  return h(
    "div",
    { class: "field", key: `field ${facts.id}` },
    h("label", { for: facts.id }, label),
    control,
    facts.hint && h("p", { class: "hint", id: `${facts.id}-hint` }, facts.hint),
    facts.error &&
      h(
        "p",
        { class: "err", id: `${facts.id}-err`, role: "alert" },
        icon("attention", "sm"),
        facts.error,
      ),
  );
}

/**
 * @param {string} id
 * @param {Record<string, string>} values
 * @param {string} name
 * @param {[value: string, face: string][]} options
 */
export function select(id, values, name, options) {
  return h(
    "span",
    { class: "select" },
    h(
      "select",
      {
        id,
        value: values[name] ?? "",
        onchange: (/** @type {any} */ event) => {
          values[name] = event.target.value;
          refresh();
        },
      },
      options.map(([value, face]) => h("option", { key: value, value }, face)),
    ),
  );
}

/**
 * @param {string} id
 * @param {Record<string, string>} values
 * @param {string} name
 * @param {Record<string, any>} [more] further attributes
 */
export function input(id, values, name, more = {}) {
  return h(more.rows ? "textarea" : "input", {
    id,
    class: "input",
    autocomplete: "off",
    spellcheck: "false",
    value: values[name] ?? "",
    oninput: (/** @type {any} */ event) => {
      values[name] = event.target.value;
      more.changed?.();
    },
    ...more,
    changed: null,
  });
}

/**
 * One of several, as native radio buttons.
 * @param {string} name
 * @param {Record<string, string>} values
 * @param {string} field
 * @param {{value: string, face: any, hint?: string, label?: string}[]} options
 * @param {string} [look]
 */
export function choice(name, values, field, options, look = "") {
  return h(
    "div",
    { class: `choice ${look}`, role: "radiogroup", "aria-labelledby": `${name}-label` },
    options.map((option) =>
      h(
        "label",
        { class: "option", key: option.value },
        h("input", {
          type: "radio",
          name,
          value: option.value,
          checked: values[field] === option.value,
          "aria-label": option.label ?? null,
          "aria-describedby": option.hint ? `${name}-${option.value}-hint` : null,
          onchange: () => {
            values[field] = option.value;
            refresh();
          },
        }),
        h("span", { class: "face" }, option.face),
        option.hint &&
          h("span", { class: "hint", id: `${name}-${option.value}-hint` }, option.hint),
      ),
    ),
  );
}

/**
 * What was wrong and what to do, in the reader's language.
 * @param {import("./station.js").Refused} error
 */
export function reason(error) {
  const id = [`error-${error.code}`, `voice-cause-${error.code}`].find(has);
  if (!id) return t("error-unknown", { code: error.code });
  return [t(id, error.facts), has(`${id}-advice`) && t(`${id}-advice`)]
    .filter(Boolean)
    .join(" ");
}

/**
 * What an agreed code means: as agreed in the reader's language, else by the page's words.
 * @param {import("./types").Agreed[] | undefined} agreed
 * @param {string} code
 * @param {string} [id] the page's own message for it
 */
export function meaning(agreed, code, id = "") {
  const found = agreed?.find((each) => each.code === code);
  if (found && (mine(found.text) || !has(id))) return own(found.text);
  return has(id) ? t(id) : code;
}

/**
 * What a refusal says when nobody has chosen a reason: none, if the agreement's list has that.
 * @param {import("./types").Agreed[] | undefined} agreed
 */
export const unchosen = (agreed) =>
  (agreed?.find((each) => each.code === "no-reason") ?? agreed?.[0])?.code ?? "";

/**
 * Why the act asked for at `place` was not done.
 * @param {string} place
 * @param {string} [headline]
 */
export function refusal(place, headline) {
  const error = ui.refused.get(place);
  if (!error) return null;
  return h(
    "div",
    { class: "refusal", role: "alert", key: `refusal ${place}` },
    icon("attention"),
    h(
      "div",
      null,
      h("b", null, headline ?? t("refused")),
      h("p", null, reason(error)),
      error.what && inEnglish(error.what),
    ),
    local(
      "",
      () => {
        ui.refused.delete(place);
        refresh();
      },
      { name: t("close"), symbol: "cross", look: "icon" },
    ),
  );
}

/**
 * The station's own words. They are English: beside another language they stand folded up.
 * @param {string} what
 */
function inEnglish(what) {
  const said = h("p", { class: "small muted", lang: "en", dir: "ltr" }, what);
  if (current() === "en") return said;
  return h("details", { class: "small" }, h("summary", null, t("for-technician")), said);
}

/**
 * The capital or capitals at the other end.
 * @param {LineBrief | {peers: import("./types").Party[]} | undefined} line
 */
export const capital = (line) => line?.peers.map((peer) => own(peer.places)).join(", ") ?? "";

/** The place of one party of a line. @param {string} line @param {number} number */
export const place = (line, number) => own(partyOf(lineOf(line), number)?.places);

/** "Beijing, Minister's Desk". @param {string} line @param {Desk | null} desk */
export const deskName = (line, desk) =>
  desk ? t("place-desk", { place: place(line, desk.party), desk: own(desk.names) }) : "";

/**
 * Symbol and colour of a verdict.
 * @type {Record<Verdict | "call", [symbol: string, colour: string]>}
 */
export const VERDICTS = {
  ready: ["ready", ""],
  "bell-old": ["attention", "c-att"],
  unmanned: ["absent", "c-att"],
  down: ["down", "c-alarm"],
  quiet: ["quiet", "c-att"],
  unknown: ["unknown", "c-2"],
  "own-fault": ["alarm", "c-alarm"],
  frozen: ["frozen", "c-alarm"],
  closed: ["closed", "c-2"],
  call: ["live", "c-live"],
};

/** Words for nothing to show. @param {string} headline @param {string} [below] */
export const empty = (headline, below) =>
  h("div", { class: "empty" }, h("b", null, headline), below && h("p", null, below));
