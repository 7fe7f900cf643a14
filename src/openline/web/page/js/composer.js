/** What one writes: to whom, how urgent, in which language; kept until it is sent. */

import { button, deskName, input, local, PRECEDENCES, refusal, select } from "./controls.js";
import { addAll, filesWrong, nameAll, picker } from "./documents.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { current, languageName, LANGUAGES, size, t } from "./language.js";
import { titleOf } from "./spoken.js";
import { act, draft, go, refresh, station, to, ui } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").Message} Message */

const LIMIT_BYTES = 65_536;

const SUBJECT_CHARACTERS = 200;

const narrow = matchMedia("(max-width: 860px)");

/**
 * Whether the form gives its room to the text that is read.
 * @param {LineBrief} line
 * @param {Message | undefined} chosen
 */
export function folded(line, chosen) {
  const values = composing(line);
  return (
    (chosen !== undefined || narrow.matches) && !values.open && !values.text && !values.subject
  );
}

/** @param {LineBrief} line @param {Message | undefined} chosen */
export const writeRow = (line, chosen) =>
  h(
    "div",
    { class: "composer row", key: "write-row" },
    chosen &&
      !chosen.mine &&
      local(t("reply"), () => answerTo(line, chosen), { look: "inv", id: "reply" }),
    local(t("new-message"), () => unfold(line), { id: "new-message" }),
  );

/** @param {LineBrief} line */
function unfold(line) {
  composing(line).open = "1";
  refresh();
  queueMicrotask(() => document.getElementById("message-subject")?.focus());
}

/** @param {LineBrief} line @param {Message} message */
function answerTo(line, message) {
  const values = composing(line);
  values.pair = `${message.from.party}.${message.from.code}`;
  values.precedence = "ROUTINE";
  values.open = "1";
  if (!values.subject) values.subject = `Re: ${titleOf(message)}`.slice(0, SUBJECT_CHARACTERS);
  refresh();
  queueMicrotask(() => document.getElementById("message-text")?.focus());
}

/** @param {LineBrief} line */
const composing = (line) =>
  draft(`message ${line.id}`, {
    pair: "",
    precedence: "ROUTINE",
    language: current(),
    subject: "",
    text: "",
    tried: "",
    open: "",
  });

/** @param {string} text */
const bytesOf = (text) => new TextEncoder().encode(text).length;

/** @param {LineBrief} line */
export function composer(line) {
  const doc = station.docs[`line:${line.id}`];
  const pairs = (doc?.pairs ?? []).filter((pair) => pair.mine.code === station.me?.desk);
  if (doc && pairs.length === 0)
    return h("p", { class: "composer muted" }, t("no-counterpart"));
  const values = composing(line);
  const chosen =
    pairs.find((pair) => `${pair.peer}.${pair.theirs.code}` === values.pair) ?? pairs[0];
  if (chosen) values.pair = `${chosen.peer}.${chosen.theirs.code}`;
  const bytes = bytesOf(values.text ?? "");
  const wrong = problem(values, bytes) || filesWrong(line.id);
  const send = async () => {
    if (wrong || !chosen) {
      values.tried = "1";
      refresh();
      document
        .getElementById(values.subject?.trim() ? "message-text" : "message-subject")
        ?.focus();
      return;
    }
    const named = await addAll(line.id);
    if (!named) return;
    const done = await act("message", line.id, "message", {
      from: chosen.mine.code,
      to: { party: chosen.peer, desk: chosen.theirs.code },
      precedence: values.precedence,
      language: values.language,
      subject: values.subject,
      text: values.text,
    });
    if (!done) return;
    ui.drafts.delete(`message ${line.id}`);
    await nameAll(line.id, done.ref, named);
    go(to(line.id, "messages", done.ref).slice(1));
    refresh();
  };
  const tongues = [
    ...new Set([
      current(),
      ...line.peers.map((peer) => peer.language),
      ...Object.keys(LANGUAGES),
    ]),
  ];
  return h(
    "form",
    {
      class: "composer",
      key: "composer",
      "aria-label": t("new-message"),
      onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
    },
    h(
      "div",
      { class: "settings" },
      labelled(
        t("to"),
        "message-to",
        select(
          "message-to",
          values,
          "pair",
          pairs.map((pair) => [
            `${pair.peer}.${pair.theirs.code}`,
            deskName(line.id, pair.theirs),
          ]),
        ),
      ),
      labelled(
        t("precedence"),
        "message-precedence",
        select(
          "message-precedence",
          values,
          "precedence",
          PRECEDENCES.map((each) => [each, t(`precedence-${each.toLowerCase()}`)]),
        ),
      ),
      labelled(
        t("message-language"),
        "message-language",
        select(
          "message-language",
          values,
          "language",
          tongues.map((tag) => [tag, languageName(tag)]),
        ),
      ),
    ),
    labelled(
      t("message-subject"),
      "message-subject",
      input("message-subject", values, "subject", {
        placeholder: t("message-subject"),
        lang: values.language,
        dir: "auto",
        maxlength: SUBJECT_CHARACTERS,
        changed: refresh,
        "aria-invalid": values.tried && !values.subject?.trim() ? "true" : null,
      }),
    ),
    labelled(
      t("message-text"),
      "message-text",
      input("message-text", values, "text", {
        rows: 3,
        placeholder: t("message-text"),
        lang: values.language,
        dir: "auto",
        changed: refresh,
        spellcheck: "true",
      }),
    ),
    picker(line),
    refusal("message", t("not-sent-headline")),
    h(
      "div",
      { class: "row" },
      wrong && values.tried
        ? h("p", { class: "err grow", role: "alert" }, icon("attention", "sm"), wrong)
        : h(
            "p",
            { class: "hint grow" },
            bytes > LIMIT_BYTES / 2
              ? t("of-size", { size: size(bytes), limit: size(LIMIT_BYTES) })
              : t("authentic", { language: languageName(values.language ?? "en") }),
          ),
      button(t("send"), () => void send(), {
        look: "inv",
        id: "send",
        acting: true,
        off: ui.busy.has("message"),
        main: values.precedence !== "FLASH",
      }),
    ),
  );
}

/**
 * What is wrong with a message, as what to do; empty if nothing.
 * @param {Record<string, string>} values
 * @param {number} bytes
 */
function problem(values, bytes) {
  if (!values.subject?.trim()) return t("subject-missing");
  if (!values.text?.trim()) return t("text-missing");
  if (bytes > LIMIT_BYTES)
    return t("text-too-long", { size: size(bytes), limit: size(LIMIT_BYTES) });
  return "";
}

/** @param {string} name @param {string} id @param {any} control */
export const labelled = (name, id, control) =>
  h("div", { class: "labelled", key: id }, h("label", { for: id, class: "vh" }, name), control);
