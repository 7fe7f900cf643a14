/** Declining a ring: as easy as answering it, and with a reason. */

import { mediumField, timeField, timeOf } from "./attempts.js";
import { button, choice, field, input, meaning, refusal, select, unchosen } from "./controls.js";
import { h } from "./dom.js";
import { who } from "./incoming.js";
import { own, t } from "./language.js";
import { act, books, draft, lineOf, partyOf, refresh, station, ui } from "./state.js";

/** @typedef {import("./types").Ring} Ring */

/** @param {Ring} ring */
export function declineForm(ring) {
  const agreed = books.get(ring.line)?.decline_codes;
  const codes = agreed?.map((each) => each.code) ?? [];
  const values = draft(`decline ${ring.ref}`, {
    code: unchosen(agreed),
    text: "",
    condition: "",
    at: "",
    level: "",
    medium: "any",
  });
  const far = partyOf(lineOf(ring.line), ring.from.party);
  const language = station.me?.language ?? "en";
  const when = timeOf(values.at ?? "");
  const send = () => {
    if (when === undefined) return;
    void act("decline", ring.line, "decline", {
      ring: ring.ref,
      code: values.code,
      text: values.text,
      language,
      condition: values.condition,
      call_back_ms: when,
      level: values.level,
      medium: values.medium,
    }).then((done) => {
      if (!done) return;
      ui.declining = "";
      ui.drafts.delete(`decline ${ring.ref}`);
      refresh();
    });
  };
  return h(
    "form",
    {
      class: "in-what decline-form",
      key: "decline",
      onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
    },
    h("h1", { id: "ring-who" }, t("why-decline")),
    h(
      "p",
      { class: "lead-small", id: "ring-desk" },
      t("why-decline-below", { place: own(far?.places), who: who(ring) }),
    ),
    h("span", { class: "vh", id: "decline-label" }, t("why-decline")),
    choice(
      "decline",
      values,
      "code",
      codes.map((code) => ({ value: code, face: meaning(agreed, code, `decline-${code}`) })),
      "two-up",
    ),
    h(
      "div",
      { class: "pair" },
      field(
        t("condition-if-any"),
        input("decline-condition", values, "condition", {
          dir: "auto",
          lang: language,
          maxlength: 300,
        }),
        { id: "decline-condition" },
      ),
      timeField("decline-at", values, t("our-proposal")),
    ),
    h(
      "div",
      { class: "pair" },
      field(
        t("at-desk"),
        select("decline-level", values, "level", [
          ["", own(ring.to.names)],
          ...ourDesks(ring).map(
            (each) => /** @type {[string, string]} */ ([each.code, own(each.names)]),
          ),
        ]),
        { id: "decline-level" },
      ),
      mediumField("decline-medium", values),
    ),
    field(
      t("own-words"),
      input("decline-text", values, "text", { dir: "auto", lang: language, maxlength: 300 }),
      { id: "decline-text" },
    ),
    refusal("decline"),
    h(
      "div",
      { class: "row" },
      button(t("send-decline"), send, {
        look: "inv tall",
        id: "send-decline",
        main: true,
        acting: true,
        off: ui.busy.has("decline"),
      }),
      h("p", { class: "hint" }, t("decline-recorded")),
    ),
  );
}

/** Our other desks that have a counterpart there. @param {Ring} ring */
const ourDesks = (ring) => {
  const all = books.get(ring.line)?.counterparts ?? [];
  const found = new Map(
    all.filter((each) => each.peer === ring.from.party).map((each) => [each.mine.code, each.mine]),
  );
  found.delete(ring.to.code);
  return [...found.values()];
};
