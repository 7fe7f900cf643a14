/** The operators' own channel: recorded like everything else, binding nobody. */

import { labelled } from "./composer.js";
import { button, capital, empty, foreign, input, place, refusal, time } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { current, t, zuluShort } from "./language.js";
import { awaited, missing } from "./line.js";
import { ways } from "./messages.js";
import { act, draft, lineOf, refresh, station, ui } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").Said} Said */

const TEXT_CHARACTERS = 1_000;
let shown = "";

export function serviceScreen() {
  const line = lineOf(ui.route.line);
  if (!line) return missing();
  const doc = station.docs[`service:${line.id}`];
  const newest = doc?.entries.at(-1)?.ref ?? "";
  if (newest !== shown) {
    shown = newest;
    queueMicrotask(() =>
      document.querySelector(".talk")?.lastElementChild?.scrollIntoView({ block: "end" }),
    );
  }
  return h(
    "div",
    { class: "screen mail service", key: `service ${line.id}` },
    h(
      "div",
      { class: "mail-list" },
      ways(line),
      h(
        "div",
        { class: "rule" },
        h("p", null, t("service-rule")),
        h("p", null, t("service-rule-2")),
      ),
    ),
    h(
      "article",
      { class: "mail-read", key: "talk" },
      h(
        "div",
        { class: "read" },
        !doc
          ? awaited(`service:${line.id}`)
          : doc.entries.length === 0
            ? empty(t("service-empty"), t("service-empty-below"))
            : [
                doc.more && h("p", { class: "hint", key: "more" }, t("only-newest")),
                h(
                  "ol",
                  { class: "talk", "aria-live": "polite", "data-list": "" },
                  doc.entries.map((said) => row(line, said)),
                ),
              ],
      ),
      station.me?.role === "auditor"
        ? h("p", { class: "composer muted" }, t("role-cannot-write"))
        : composer(line),
    ),
  );
}

/** @param {LineBrief} line @param {Said} said */
function row(line, said) {
  const there = place(line.id, said.desk.party);
  return h(
    "li",
    { key: said.ref },
    time(said.at_ms, zuluShort(said.at_ms, station.now())),
    h(
      "span",
      { class: "from" },
      said.by ? t("service-from", { place: there, by: said.by }) : there,
    ),
    h(
      "div",
      null,
      foreign(said.text, said.language, "p"),
      said.mine &&
        !said.stored &&
        h(
          "span",
          { class: "sub c-att" },
          icon("clock", "sm"),
          " ",
          t("kept-here", { place: capital(line) }),
        ),
    ),
  );
}

/** @param {LineBrief} line */
function composer(line) {
  const values = draft(`say ${line.id}`, { text: "" });
  const send = async () => {
    if (!values.text?.trim() || ui.busy.has("say")) return;
    const text = values.text;
    if (await act("say", line.id, "say", { language: current(), text })) {
      if (values.text === text) values.text = "";
      refresh();
      document.getElementById("say")?.focus();
    }
  };
  return h(
    "form",
    {
      class: "composer",
      key: "composer",
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        void send();
      },
    },
    refusal("say", t("not-sent-headline")),
    h(
      "div",
      { class: "row" },
      h(
        "div",
        { class: "grow" },
        labelled(
          t("service-write", { place: capital(line) }),
          "say",
          input("say", values, "text", {
            placeholder: t("service-write", { place: capital(line) }),
            dir: "auto",
            maxlength: TEXT_CHARACTERS,
            spellcheck: "true",
          }),
        ),
      ),
      button(t("send"), () => void send(), {
        look: "inv",
        id: "send",
        acting: true,
        main: true,
        off: ui.busy.has("say"),
      }),
    ),
  );
}
