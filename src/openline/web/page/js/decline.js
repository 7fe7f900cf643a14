/** Declining a ring: as easy as answering it, and with a reason. */

import { button, choice, field, input, meaning, refusal } from "./controls.js";
import { h } from "./dom.js";
import { who } from "./incoming.js";
import { lasting, own, t, zulu } from "./language.js";
import { act, books, draft, lineOf, partyOf, refresh, station, ui } from "./state.js";

/** @typedef {import("./types").Ring} Ring */

/** @param {Ring} ring */
export function declineForm(ring) {
  const agreed = books.get(ring.line)?.decline_codes;
  const codes = agreed?.map((each) => each.code) ?? [];
  const values = draft(`decline ${ring.ref}`, {
    code: codes[0] ?? "",
    text: "",
    condition: "",
    at: "",
  });
  const far = partyOf(lineOf(ring.line), ring.from.party);
  const language = station.me?.language ?? "en";
  const when = proposal(values.at ?? "");
  const send = () => {
    if (when === undefined) return;
    void act("decline", ring.line, "decline", {
      ring: ring.ref,
      code: values.code,
      text: values.text,
      language,
      condition: values.condition,
      call_back_ms: when,
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
      field(
        t("our-proposal"),
        input("decline-at", values, "at", {
          dir: "ltr",
          placeholder: "20:30",
          maxlength: 5,
          changed: refresh,
        }),
        {
          id: "decline-at",
          hint: when
            ? t("proposal-is", {
                time: zulu(when).replace(/:00Z$/, "Z"),
                t: lasting(when - station.now()),
              })
            : t("proposal-hint"),
          error: when === undefined ? t("proposal-wrong") : "",
        },
      ),
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
        acting: true,
        off: ui.busy.has("decline"),
      }),
      h("p", { class: "hint" }, t("decline-recorded")),
    ),
  );
}

/**
 * "20:30" is the next such time in UTC; empty is none; undefined is wrong.
 * @param {string} text
 * @returns {number | null | undefined}
 */
function proposal(text) {
  if (text.trim() === "") return null;
  const found = /^([01]?\d|2[0-3])[:.]?([0-5]\d)Z?$/i.exec(text.trim());
  if (!found) return undefined;
  const now_ms = station.now();
  const day = Math.floor(now_ms / 86_400_000) * 86_400_000;
  const at = day + (Number(found[1]) * 60 + Number(found[2])) * 60_000;
  return at > now_ms ? at : at + 86_400_000;
}
