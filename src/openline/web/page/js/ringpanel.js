/** The panel from which a ring goes out: two presses from anywhere. */

import { prepare } from "./ahead.js";
import { voice } from "./call.js";
import {
  bars,
  button,
  choice,
  deskName,
  field,
  input,
  place,
  PRECEDENCES,
  refusal,
  select,
} from "./controls.js";
import { h } from "./dom.js";
import { lasting, own, t } from "./language.js";
import { act, draft, now, speaks, station, ui } from "./state.js";

/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").LineDoc} LineDoc */
/** @typedef {import("./types").Ring} Ring */

const PURPOSE_BYTES = 1_000;

/** @param {LineBrief} line @param {LineDoc} doc */
export function ringPanel(line, doc) {
  const me = station.me;
  const pairs = doc.pairs.filter((pair) => pair.mine.code === me?.desk);
  const first = pairs[0];
  if (!speaks()) return panelNote(t("role-cannot-ring"));
  if (!first) return panelNote(t("no-counterpart"));
  const pairId = (/** @type {LineDoc["pairs"][0]} */ pair) =>
    `${pair.peer}.${pair.theirs.code}`;
  const values = draft(`ring ${line.id}`, {
    pair: pairId(first),
    precedence: "ROUTINE",
    subject: "",
    purpose: "",
  });
  const chosen = pairs.find((pair) => pairId(pair) === values.pair) ?? first;
  values.pair = pairId(chosen);
  const busy = now().call !== null && now().call?.stage === "answered";
  const theirs = () =>
    now().rings.find(
      (each) =>
        each.line === line.id &&
        each.from.party === chosen.peer &&
        each.from.code === chosen.theirs.code,
    );
  const ring = () => {
    const coming = theirs();
    if (coming) {
      void voice.answer(coming);
      return;
    }
    const rung = act("ring", line.id, "ring", {
      from: chosen.mine.code,
      to: { party: chosen.peer, desk: chosen.theirs.code },
      precedence: values.precedence,
      subject: values.subject,
      purpose: values.purpose ?? "",
    });
    // The ring is on its way; only now what the answer to it will need.
    prepare("acceptor", line.id);
    voice.take();
    void rung.then((done) => {
      if (done) ui.drafts.delete(`ring ${line.id}`);
      const late = ui.refused.get("ring")?.code === "they-ring" && theirs();
      if (!late) return;
      ui.refused.delete("ring");
      void voice.answer(late);
    });
  };
  return h(
    "form",
    {
      class: "panel ring-panel",
      key: "ring-panel",
      "aria-label": t("ring-capital", { capital: place(line.id, chosen.peer) }),
      onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
    },
    h("h2", null, t("ring-capital", { capital: place(line.id, chosen.peer) })),
    field(
      t("desks"),
      select(
        "ring-pair",
        values,
        "pair",
        pairs.map((pair) => [
          pairId(pair),
          [
            own(pair.mine.names),
            line.peers.length > 1 ? deskName(line.id, pair.theirs) : own(pair.theirs.names),
          ].join(" ↔ "),
        ]),
      ),
      { id: "ring-pair" },
    ),
    h(
      "div",
      { class: "field" },
      h("span", { class: "label", id: "precedence-label" }, t("precedence")),
      choice(
        "precedence",
        values,
        "precedence",
        PRECEDENCES.map((each, n) => ({
          value: each,
          label: t(`precedence-${each.toLowerCase()}`),
          face: [
            bars(4 - n),
            h(
              "b",
              { class: `prec-${each.toLowerCase()}` },
              t(`precedence-${each.toLowerCase()}`),
            ),
          ],
          hint: [
            doc.answer_within_s[each]
              ? t("answer-within", { t: lasting((doc.answer_within_s[each] ?? 0) * 1000) })
              : "",
            nearlySpent(doc, each)
              ? t("used-of", { used: doc.used_an_hour[each] ?? 0, all: doc.an_hour[each] ?? 0 })
              : "",
          ]
            .filter(Boolean)
            .join(" · "),
        })),
        "ladder",
      ),
    ),
    field(
      t("subject"),
      select("ring-subject", values, "subject", [
        ["", t("subject-none")],
        ...doc.subjects.map(
          (each) => /** @type {[string, string]} */ ([each.code, own(each.text)]),
        ),
      ]),
      { id: "ring-subject" },
    ),
    field(
      t("own-words"),
      input("ring-purpose", values, "purpose", {
        lang: me?.language,
        dir: "auto",
        maxlength: PURPOSE_BYTES,
      }),
      { id: "ring-purpose" },
    ),
    refusal("ring", t("not-rung")),
    button(t("ring"), ring, {
      symbol: "phone",
      look: "inv big",
      off: ui.busy.has("ring") || busy || line.verdict === "closed",
      acting: true,
      id: "ring",
    }),
    busy && h("p", { class: "hint" }, t("ring-busy")),
    line.verdict === "down" && h("p", { class: "hint" }, t("ring-down")),
  );
}

/** Whether the hour's uses are more than half spent. @param {LineDoc} doc @param {string} name */
const nearlySpent = (doc, name) =>
  2 * (doc.used_an_hour?.[name] ?? 0) >= (doc.an_hour?.[name] ?? Infinity);

/** @param {string} text */
const panelNote = (text) =>
  h("div", { class: "panel", key: "panel-note" }, h("p", { class: "muted" }, text));
