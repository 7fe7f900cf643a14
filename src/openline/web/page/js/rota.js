/** Who is on duty, and the ladder that a ring to this desk climbs: for our own house only. */

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { lasting, t, zuluShort } from "./language.js";
import { standIns } from "./standins.js";
import { station } from "./state.js";

/** @typedef {import("./types").RotaDoc} RotaDoc */
/** @typedef {RotaDoc["steps"][0]} Step */

/** @param {RotaDoc} doc */
export const rota = (doc) => [
  doc.plans.length > 0 && onDuty(doc),
  standIns(doc),
  doc.repeat_s !== null && ladder(doc),
];

/** @param {RotaDoc} doc */
function onDuty(doc) {
  return h(
    "section",
    { class: "sect", key: "rota", "aria-labelledby": "rota-h" },
    h("h2", { id: "rota-h" }, t("on-duty"), h("span", null, t("rota-stays"))),
    h(
      "ul",
      { class: "items" },
      doc.plans.map((plan) =>
        h(
          "li",
          { key: plan.name },
          icon(plan.who.length ? "person" : "absent"),
          h(
            "div",
            null,
            h("b", null, plan.who.join(" \u00b7 ") || t("on-duty-nobody")),
            h("span", { class: `sub ${plan.who.length ? "" : "c-att"}` }, plan.name),
          ),
          h(
            "span",
            { class: "when" },
            plan.until_ms
              ? t("on-duty-until", { time: zuluShort(plan.until_ms, station.now()) })
              : "",
          ),
        ),
      ),
    ),
  );
}

/** @param {RotaDoc} doc */
function ladder(doc) {
  return h(
    "section",
    { class: "sect", key: "ladder", "aria-labelledby": "ladder-h" },
    h(
      "h2",
      { id: "ladder-h" },
      t("ladder"),
      h("span", null, t("ladder-again", { t: lasting((doc.repeat_s ?? 0) * 1000) })),
    ),
    h(
      "ol",
      { class: "items" },
      doc.steps.map((step, n) =>
        h(
          "li",
          { key: String(n) },
          icon(rings(step, doc) ? "bell" : "absent"),
          h(
            "div",
            null,
            h("b", null, step.name),
            h("span", { class: `sub ${rings(step, doc) ? "" : "c-att"}` }, behind(step, doc)),
          ),
          h("span", { class: "when" }, step.after_s ? t("ladder-after", { t: lasting(step.after_s * 1000) }) : t("ladder-at-once")),
        ),
      ),
    ),
  );
}

/** Whether a step would be heard now. @param {Step} step @param {RotaDoc} doc */
const rings = (step, doc) =>
  step.consoles > 0 || step.room || step.bells.some((bell) => !doc.failing.includes(bell));

/** @param {Step} step @param {RotaDoc} doc */
function behind(step, doc) {
  const said = [
    step.consoles > 0 && t("ladder-consoles", { n: step.consoles }),
    step.room && t("bell-room"),
    ...step.bells.map((bell) => (doc.failing.includes(bell) ? t("bell-fails", { bell }) : bell)),
  ].filter(Boolean);
  return said.join(" \u00b7 ") || t("ladder-nobody");
}
