/**
 * Formal messages of a line: the list, one message with its three receipts, and what one
 * writes.
 */

import { composer, folded, writeRow } from "./composer.js";
import { button, due, empty, place, precedence, refusal, time } from "./controls.js";
import { h } from "./dom.js";
import { t, zuluShort } from "./language.js";
import { awaited, missing } from "./line.js";
import { markOpened, reader } from "./reader.js";
import { titled } from "./spoken.js";
import { lineOf, myNumber, refresh, refuse, speaks, station, to, ui } from "./state.js";
import { askStation } from "./station.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").Message} Message */

/**
 * Older messages than the document holds.
 * @type {Map<string, {messages: Message[], cursor: string | null, loading: boolean}>}
 */
const older = new Map();

/** The two ways of writing. @param {LineBrief} line */
export const ways = (line) =>
  h(
    "nav",
    { class: "ways", "aria-label": t("messages") },
    [
      ["messages", t("formal")],
      ["service", t("service-channel")],
    ].map(([screen, face]) =>
      h(
        "a",
        {
          key: screen,
          href: to(line.id, screen),
          "aria-current": ui.route.screen === screen ? "page" : null,
        },
        face ?? "",
      ),
    ),
  );

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
    h(
      "div",
      { class: "mail-list" },
      ways(line),
      !doc
        ? awaited(`messages:${line.id}`)
        : all.length === 0
          ? empty(t("no-messages"), t("no-messages-below"))
          : h(
              "ol",
              { "data-list": "" },
              all.map((message) => entry(line, message)),
            ),
      doc && moreButton(line.id, doc),
    ),
    h(
      "article",
      { class: "mail-read", key: "read" },
      chosen
        ? reader(line, chosen)
        : h("div", { class: "read" }, h("p", { class: "muted" }, t("choose-message"))),
      !speaks()
        ? h("p", { class: "composer muted", key: "reads" }, t("role-cannot-write"))
        : folded(line, chosen)
          ? writeRow(line, chosen)
          : composer(line),
    ),
  );
}

/** @param {string} line @param {Message[]} newest */
function together(line, newest) {
  const known = new Set(newest.map((message) => message.ref));
  return [
    ...newest,
    ...(older.get(line)?.messages ?? []).filter((message) => !known.has(message.ref)),
  ];
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
      const page = await askStation(
        `${line}/messages?limit=50&before=${encodeURIComponent(cursor)}`,
      );
      older.set(line, {
        messages: [...before.messages, ...page.messages],
        cursor: page.cursor,
        loading: false,
      });
    } catch (error) {
      older.set(line, { ...before, loading: false });
      refuse("older", error);
    }
    refresh();
  };
  return [
    refusal("older"),
    button(t("older"), () => void load(), {
      off: state?.loading === true,
      look: "small",
      id: "older",
    }),
  ];
}

/** @param {Message} message @param {LineBrief} line */
function fate(message, line) {
  const mine = myNumber(line);
  const { stored, opened: seen, informed } = message.receipts;
  const counts = (/** @type {{party: number}[]} */ list) =>
    list.some((each) => (each.party === mine) !== message.mine);
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
    h(
      "a",
      {
        href: to(line.id, "messages", message.ref),
        class: `item${state === "new" ? " new" : ""}`,
        "aria-current": message.ref === ui.route.item ? "true" : null,
      },
      h(
        "span",
        { class: "row between" },
        precedence(message.precedence),
        time(message.at_ms, zuluShort(message.at_ms, station.now())),
      ),
      titled("b", message),
      h(
        "span",
        { class: "sub" },
        t(message.mine ? "message-to" : "message-from", {
          who: place(line.id, far?.party ?? message.from.party),
        }),
        " · ",
        h(
          "span",
          { class: state === "new" || state === "sent" ? "c-att" : null },
          t(`state-${state}`),
        ),
        ["new", "sent", "stored"].includes(state) && [" · ", due(message.open_by_ms)],
      ),
    ),
  );
}
