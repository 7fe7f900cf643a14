/** The ladder that a ring climbs: which steps ring, which comes next, who is on the way. */

import { button, refusal } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { lasting, t, zulu } from "./language.js";
import { act, station, ui } from "./state.js";

/** @typedef {import("./types").Ring} Ring */
/** @typedef {import("./types").Ladder} Ladder */

/** The step that comes next, and in how long; empty if none does. @param {Ladder | null} ladder */
export function nextStep(ladder) {
  if (!ladder || ladder.next === null || ladder.next_ms === null) return "";
  const left = 1000 * Math.max(0, Math.ceil((ladder.next_ms - station.now()) / 1000));
  const name = ladder.names[ladder.next - 1];
  return name
    ? t("ladder-next-named", { name, t: lasting(left) })
    : t("ladder-next", { step: ladder.next, t: lasting(left) });
}

/** What rings here, in a sentence. @param {Ring} ring */
function ringsHere(ring) {
  const ladder = ring.ladder;
  if (!ladder || ladder.steps < 2) return "";
  if (ladder.standing === "empty") return t("ladder-empty");
  const all = ladder.rungs.every((each) => each.taken_ms !== null);
  return all
    ? t("ladder-all", { of: ladder.steps })
    : t("ladder-here", { step: ladder.step, of: ladder.steps });
}

/** The ladder of a ring to us. @param {Ring} ring @param {string} plain what rings without one */
export function ladderHere(ring, plain) {
  const ladder = ring.ladder;
  return h(
    "div",
    { class: "ladder-here", key: "ladder" },
    h("b", null, ringsHere(ring) || plain),
    ladder &&
      ladder.names.length > 1 &&
      h(
        "ol",
        { class: "rungs" },
        ladder.rungs.map((rung, n) =>
          h(
            "li",
            {
              key: String(n),
              class: rung.skipped ? "skipped" : rung.taken_ms !== null ? "rang" : "",
            },
            icon(rung.skipped ? "absent" : rung.taken_ms !== null ? "bell" : "clock", "sm"),
            h("span", null, ladder.names[n] ?? ""),
            rung.skipped && h("span", { class: "muted" }, t("ladder-skipped")),
          ),
        ),
      ),
    h(
      "span",
      { class: "muted" },
      [...ring.coming.map((each) => t("is-coming", { by: each.by })), nextStep(ladder)]
        .filter(Boolean)
        .join(" \u00b7 "),
    ),
  );
}

/** Say that one is on the way, once. @param {Ring} ring */
export const sayComing = (ring) =>
  void act(`coming ${ring.ref}`, ring.line, "coming", { ring: ring.ref });

/** Whether this post may still say so. @param {Ring} ring */
export const mayCome = (ring) =>
  !ring.coming.some((each) => each.by === station.me?.person);

/** @param {Ring} ring @param {string} look */
export const comingButton = (ring, look) => [
  button(t("coming"), () => sayComing(ring), {
    symbol: "person",
    key: "F6",
    look,
    id: "coming",
    off: !mayCome(ring) || ui.busy.has(`coming ${ring.ref}`),
  }),
  refusal(`coming ${ring.ref}`),
];

/** Who of the other side is on the way, as they signed. @param {Ring} ring */
export const comingThere = (ring) =>
  ring.coming.map((each) =>
    h("span", { key: `coming ${each.by}` }, t("is-coming-at", { by: each.by, time: zulu(each.at_ms) })),
  );
