/** One formal message as it was written, with its three receipts. */

import { button, deskName, empty, place, precedence, refusal } from "./controls.js";
import { documents } from "./documents.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { direction, languageName, size, t, zulu, zuluShort } from "./language.js";
import { played, player, titled } from "./spoken.js";
import { act, live, myNumber, speaks, station, to, ui } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").Message} Message */

/** Messages for which "opened" was said here. @type {Set<string>} */
export const opened = new Set();

/**
 * Say once that an officer has opened a message: choosing it in the list is opening it, and of
 * a spoken one, having it played.
 * @param {LineBrief} line
 * @param {Message} message
 */
export function markOpened(line, message) {
  if (
    document.hidden ||
    message.mine ||
    message.text === null ||
    (message.spoken && !played.has(message.ref)) ||
    !speaks() ||
    !live() ||
    opened.has(message.ref)
  )
    return;
  opened.add(message.ref);
  if (message.receipts.opened.some((each) => each.party === myNumber(line))) return;
  void act(`opened ${message.ref}`, line.id, "opened", { message: message.ref });
}

/** @param {LineBrief} line @param {Message} message */
export function reader(line, message) {
  return h(
    "div",
    { class: "read", key: message.ref },
    h("a", { class: "btn small phone-only", href: to(line.id, "messages") }, t("messages")),
    h(
      "header",
      null,
      titled("h2", message),
      h(
        "p",
        { class: "small muted" },
        precedence(message.precedence),
        "  ",
        t("signed-by-at", {
          who: [deskName(line.id, message.from), message.by].filter(Boolean).join(", "),
          time: zuluShort(message.at_ms, station.now()),
        }),
        message.to && [" · ", t("message-to", { who: deskName(line.id, message.to) })],
      ),
    ),
    message.spoken ? player(line, message) : written(message),
    documents(line, message),
    receipts(line, message),
    refusal(`opened ${message.ref}`),
    h("p", { class: "hint" }, t("receipt-means")),
  );
}

/** What was written, and that this language is the one that counts. @param {Message} message */
function written({ text, language, size: bytes }) {
  const paragraphs = (text ?? "").split(/\n{2,}/).filter((each) => each.trim() !== "");
  return [
    h(
      "p",
      { class: "small" },
      h("b", null, t("authentic", { language: languageName(language) })),
    ),
    text === null
      ? empty(t("not-here-yet", { size: size(bytes) }))
      : h(
          "ol",
          { class: "text", lang: language, dir: direction(language) },
          paragraphs.map((each, n) =>
            h(
              "li",
              { key: n },
              paragraphs.length > 1 && h("span", { class: "no" }, String(n + 1)),
              h("p", null, each),
            ),
          ),
        ),
  ];
}

/** Three receipts, never mixed up. @param {LineBrief} line @param {Message} message */
export function receipts(line, message) {
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
    receipt(
      "stored",
      t("stored"),
      storedBy.map((each) =>
        t(each.firm ? "stored-by" : "stored-provisional", {
          time: zulu(each.at_ms),
          place: place(line.id, each.party),
        }),
      ),
      message.mine ? t("kept-here", { place: place(line.id, other) }) : t("not-yet"),
      storedBy.every((each) => each.firm),
    ),
    receipt(
      "opened",
      t("opened"),
      openedBy.map((each) => t("opened-by", { time: zulu(each.at_ms), by: each.by })),
      t("not-yet"),
      true,
    ),
    receipt(
      "informed",
      t("informed"),
      informedBy.map((each) => t("opened-by", { time: zulu(each.at_ms), by: each.by })),
      t("not-yet"),
      true,
      !message.mine &&
        speaks() &&
        button(
          t("record-informed"),
          () =>
            void act(`informed ${message.ref}`, line.id, "informed", { message: message.ref }),
          { look: "small quiet", id: "informed", off: ui.busy.has(`informed ${message.ref}`) },
        ),
    ),
    refusal(`informed ${message.ref}`),
  );
}

/**
 * @param {string} id
 * @param {string} name
 * @param {string[]} said
 * @param {string} none
 * @param {boolean} firm
 * @param {any} [offer]
 */
const receipt = (id, name, said, none, firm, offer) =>
  h(
    "li",
    { key: id, class: said.length ? null : "open" },
    icon(said.length ? (firm ? "seal" : "half") : "clock"),
    h(
      "div",
      null,
      h("b", null, name),
      said.length
        ? said.map((each) => h("span", { key: each, class: "sub" }, each))
        : [h("span", { class: "sub" }, none), offer],
    ),
  );
