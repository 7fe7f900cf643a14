/** Formal messages of a line: the list, one message with its three receipts, and what one writes. */

import { h } from "./dom.js";
import { button, deskName, empty, input, local, place, precedence, PRECEDENCES, refusal, select, time } from "./controls.js";
import { icon } from "./icons.js";
import { current, direction, LANGUAGES, languageName, size, t, zulu, zuluShort } from "./language.js";
import { awaited, missing } from "./line.js";
import { act, draft, go, lineOf, live, myNumber, refresh, refuse, speaks, station, to, ui } from "./state.js";
import { Refused } from "./station.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").LineDoc} LineDoc */
/** @typedef {import("./types").Message} Message */

const LIMIT_BYTES = 65_536;
const SUBJECT_CHARACTERS = 200;

/** Older messages than the document holds. @type {Map<string, {messages: Message[], cursor: string | null, loading: boolean}>} */
const older = new Map();
/** Messages for which "opened" was said here. @type {Set<string>} */
const opened = new Set();

/** The two ways of writing. @param {LineBrief} line */
export const ways = (line) =>
  h("nav", { class: "ways", "aria-label": t("messages") },
    [["messages", t("formal")], ["service", t("service-channel")]].map(([screen, face]) =>
      h("a", { key: screen, href: to(line.id, screen), "aria-current": ui.route.screen === screen ? "page" : null }, face ?? "")));

export function messagesScreen() {
  const line = lineOf(ui.route.line);
  if (!line) return missing();
  const doc = station.docs[`messages:${line.id}`];
  const all = doc ? together(line.id, doc.messages) : [];
  const chosen = all.find((message) => message.ref === ui.route.item);
  if (chosen) markOpened(line, chosen);
  return h(
    "div",
    { class: `screen mail${chosen ? " reading" : ""}`, key: `messages ${line.id}` },
    h("div", { class: "mail-list" },
      ways(line),
      !doc ? awaited(`messages:${line.id}`) : all.length === 0 ? empty(t("no-messages"), t("no-messages-below"))
        : h("ol", { "data-list": "" }, all.map((message) => entry(line, message))),
      doc && moreButton(line.id, doc)),
    h("article", { class: "mail-read", key: "read" },
      chosen ? reader(line, chosen) : h("div", { class: "read" }, h("p", { class: "muted" }, t("choose-message"))),
      !speaks() ? h("p", { class: "composer muted", key: "reads" }, t("role-cannot-write"))
        : folded(line, chosen) ? writeRow(line, chosen)
        : composer(line)),
  );
}

/** @param {string} line @param {Message[]} newest */
function together(line, newest) {
  const known = new Set(newest.map((message) => message.ref));
  return [...newest, ...(older.get(line)?.messages ?? []).filter((message) => !known.has(message.ref))];
}

/** @param {string} line @param {import("./types").MessagesDoc} doc */
function moreButton(line, doc) {
  const state = older.get(line);
  const cursor = state ? state.cursor : doc.cursor;
  if (cursor === null) return null;
  const load = async () => {
    const before = { messages: state?.messages ?? [], cursor, loading: true };
    older.set(line, before);
    refresh();
    try {
      const answer = await fetch(`/api/lines/${line}/messages?limit=50&before=${encodeURIComponent(cursor)}`);
      const page = await answer.json();
      if (!answer.ok) throw new Refused(page);
      older.set(line, { messages: [...before.messages, ...page.messages], cursor: page.cursor, loading: false });
    } catch (error) {
      older.set(line, { ...before, loading: false });
      refuse("older", error);
    }
    refresh();
  };
  return [refusal("older"), button(t("older"), () => void load(), { off: state?.loading === true, look: "small", id: "older" })];
}

/** @param {Message} message @param {LineBrief} line */
function fate(message, line) {
  const mine = myNumber(line);
  const { stored, opened: seen, informed } = message.receipts;
  const counts = (/** @type {{party: number}[]} */ list) => list.some((each) => (each.party === mine) !== message.mine);
  if (counts(informed)) return "informed";
  if (counts(seen)) return "opened";
  if (!message.mine) return "new";
  return counts(stored) ? "stored" : "sent";
}

/** @param {LineBrief} line @param {Message} message */
function entry(line, message) {
  const state = fate(message, line);
  const far = message.mine ? message.to : message.from;
  return h(
    "li",
    { key: message.ref },
    h("a", { href: to(line.id, "messages", message.ref), class: `item${state === "new" ? " new" : ""}`, "aria-current": message.ref === ui.route.item ? "true" : null },
      h("span", { class: "row between" }, precedence(message.precedence), time(message.at_ms, zuluShort(message.at_ms, station.now()))),
      h("b", { lang: message.language, dir: direction(message.language) }, message.subject),
      h("span", { class: "sub" }, t(message.mine ? "message-to" : "message-from", { who: place(line.id, far?.party ?? message.from.party) }), " · ",
        h("span", { class: state === "new" || state === "sent" ? "c-att" : null }, t(`state-${state}`)))),
  );
}

/** Say once that an officer has opened a message: choosing it in the list is opening it. @param {LineBrief} line @param {Message} message */
function markOpened(line, message) {
  if (document.hidden || message.mine || message.text === null || !speaks() || !live() || opened.has(message.ref)) return;
  opened.add(message.ref);
  if (message.receipts.opened.some((each) => each.party === myNumber(line))) return;
  void act(`opened ${message.ref}`, line.id, "opened", { message: message.ref });
}

/** @param {LineBrief} line @param {Message} message */
function reader(line, message) {
  const paragraphs = (message.text ?? "").split(/\n{2,}/).filter((each) => each.trim() !== "");
  return h(
    "div",
    { class: "read", key: message.ref },
    h("a", { class: "btn small phone-only", href: to(line.id, "messages") }, t("messages")),
    h("header", null,
      h("h2", { lang: message.language, dir: direction(message.language) }, message.subject),
      h("p", { class: "small muted" }, precedence(message.precedence), "  ",
        t("signed-by-at", { who: [deskName(line.id, message.from), message.by].filter(Boolean).join(", "), time: zuluShort(message.at_ms, station.now()) }),
        message.to && [" · ", t("message-to", { who: deskName(line.id, message.to) })])),
    h("p", { class: "small" }, h("b", null, t("authentic", { language: languageName(message.language) }))),
    message.text === null
      ? empty(t("not-here-yet", { size: size(message.size) }))
      : h("ol", { class: "text", lang: message.language, dir: direction(message.language) },
          paragraphs.map((each, n) => h("li", { key: n }, paragraphs.length > 1 && h("span", { class: "no" }, String(n + 1)), h("p", null, each)))),
    receipts(line, message),
    refusal(`opened ${message.ref}`),
    h("p", { class: "hint" }, t("receipt-means")),
  );
}

const narrow = matchMedia("(max-width: 860px)");

/** Whether the form gives its room to the text that is read. @param {LineBrief} line @param {Message | undefined} chosen */
function folded(line, chosen) {
  const values = composing(line);
  return (chosen !== undefined || narrow.matches) && !values.open && !values.text && !values.subject;
}

/** @param {LineBrief} line @param {Message | undefined} chosen */
const writeRow = (line, chosen) =>
  h("div", { class: "composer row", key: "write-row" },
    chosen && !chosen.mine && local(t("reply"), () => answerTo(line, chosen), { look: "inv", id: "reply" }),
    local(t("new-message"), () => unfold(line), { id: "new-message" }));

/** @param {LineBrief} line */
function unfold(line) {
  composing(line).open = "1";
  refresh();
  queueMicrotask(() => document.getElementById("message-subject")?.focus());
}

/** Three receipts, never mixed up. @param {LineBrief} line @param {Message} message */
function receipts(line, message) {
  const mine = myNumber(line);
  const other = message.to?.party ?? line.peers[0]?.number ?? 0;
  const { stored, opened: seen, informed } = message.receipts;
  const far = (/** @type {{party: number}} */ each) => (each.party === mine) !== message.mine;
  const storedBy = stored.filter(far);
  const openedBy = seen.filter(far);
  const informedBy = informed.filter(far);
  return h(
    "ul",
    { class: "receipts" },
    receipt("stored", t("stored"), storedBy.map((each) =>
      t(each.firm ? "stored-by" : "stored-provisional", { time: zulu(each.at_ms), place: place(line.id, each.party) })),
      message.mine ? t("kept-here", { place: place(line.id, other) }) : t("not-yet"), storedBy.every((each) => each.firm)),
    receipt("opened", t("opened"), openedBy.map((each) => t("opened-by", { time: zulu(each.at_ms), by: each.by })), t("not-yet"), true),
    receipt("informed", t("informed"), informedBy.map((each) => t("opened-by", { time: zulu(each.at_ms), by: each.by })), t("not-yet"), true,
      !message.mine && speaks() && button(t("record-informed"), () => void act(`informed ${message.ref}`, line.id, "informed", { message: message.ref }),
        { look: "small quiet", id: "informed", off: ui.busy.has(`informed ${message.ref}`) })),
    refusal(`informed ${message.ref}`),
  );
}

/** @param {string} id @param {string} name @param {string[]} said @param {string} none @param {boolean} firm @param {any} [offer] */
const receipt = (id, name, said, none, firm, offer) =>
  h("li", { key: id, class: said.length ? null : "open" }, icon(said.length ? (firm ? "seal" : "half") : "clock"),
    h("div", null, h("b", null, name), said.length ? said.map((each) => h("span", { key: each, class: "sub" }, each)) : [h("span", { class: "sub" }, none), offer]));

/** @param {LineBrief} line @param {Message} message */
function answerTo(line, message) {
  const values = composing(line);
  values.pair = `${message.from.party}.${message.from.code}`;
  values.precedence = "ROUTINE";
  values.open = "1";
  if (!values.subject) values.subject = `Re: ${message.subject}`.slice(0, SUBJECT_CHARACTERS);
  refresh();
  queueMicrotask(() => document.getElementById("message-text")?.focus());
}

/** @param {LineBrief} line */
const composing = (line) =>
  draft(`message ${line.id}`, { pair: "", precedence: "ROUTINE", language: current(), subject: "", text: "", tried: "", open: "" });

/** @param {string} text */
const bytesOf = (text) => new TextEncoder().encode(text).length;

/** @param {LineBrief} line */
function composer(line) {
  const doc = station.docs[`line:${line.id}`];
  const pairs = (doc?.pairs ?? []).filter((pair) => pair.mine.code === station.me?.desk);
  if (doc && pairs.length === 0) return h("p", { class: "composer muted" }, t("no-counterpart"));
  const values = composing(line);
  const chosen = pairs.find((pair) => `${pair.peer}.${pair.theirs.code}` === values.pair) ?? pairs[0];
  if (chosen) values.pair = `${chosen.peer}.${chosen.theirs.code}`;
  const bytes = bytesOf(values.text ?? "");
  const wrong = problem(values, bytes);
  const send = async () => {
    if (wrong || !chosen) {
      values.tried = "1";
      refresh();
      document.getElementById(values.subject?.trim() ? "message-text" : "message-subject")?.focus();
      return;
    }
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
    go(to(line.id, "messages", done.ref).slice(1));
    refresh();
  };
  const tongues = [...new Set([current(), ...line.peers.map((peer) => peer.language), ...Object.keys(LANGUAGES)])];
  return h(
    "form",
    { class: "composer", key: "composer", "aria-label": t("new-message"), onsubmit: (/** @type {Event} */ event) => event.preventDefault() },
    h("div", { class: "settings" },
      labelled(t("to"), "message-to", select("message-to", values, "pair",
        pairs.map((pair) => [`${pair.peer}.${pair.theirs.code}`, deskName(line.id, pair.theirs)]))),
      labelled(t("precedence"), "message-precedence", select("message-precedence", values, "precedence",
        PRECEDENCES.map((each) => [each, t(`precedence-${each.toLowerCase()}`)]))),
      labelled(t("message-language"), "message-language", select("message-language", values, "language",
        tongues.map((tag) => [tag, languageName(tag)])))),
    labelled(t("message-subject"), "message-subject", input("message-subject", values, "subject",
      { placeholder: t("message-subject"), lang: values.language, dir: "auto", maxlength: SUBJECT_CHARACTERS, changed: refresh, "aria-invalid": values.tried && !values.subject?.trim() ? "true" : null })),
    labelled(t("message-text"), "message-text", input("message-text", values, "text",
      { rows: 3, placeholder: t("message-text"), lang: values.language, dir: "auto", changed: refresh, spellcheck: "true" })),
    refusal("message", t("not-sent-headline")),
    h("div", { class: "row" },
      wrong && values.tried
        ? h("p", { class: "err grow", role: "alert" }, icon("attention", "sm"), wrong)
        : h("p", { class: "hint grow" }, bytes > LIMIT_BYTES / 2 ? t("of-size", { size: size(bytes), limit: size(LIMIT_BYTES) }) : t("authentic", { language: languageName(values.language ?? "en") })),
      button(t("send"), () => void send(), { look: "inv", id: "send", acting: true, off: ui.busy.has("message"), main: values.precedence !== "FLASH" })),
  );
}

/** What is wrong with a message, as what to do; empty if nothing. @param {Record<string, string>} values @param {number} bytes */
function problem(values, bytes) {
  if (!values.subject?.trim()) return t("subject-missing");
  if (!values.text?.trim()) return t("text-missing");
  if (bytes > LIMIT_BYTES) return t("text-too-long", { size: size(bytes), limit: size(LIMIT_BYTES) });
  return "";
}

/** @param {string} name @param {string} id @param {any} control */
export const labelled = (name, id, control) =>
  h("div", { class: "labelled", key: id }, h("label", { for: id, class: "vh" }, name), control);

