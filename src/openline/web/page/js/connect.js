/** Principals in a call of the watch: who is ready, and handing the call over. */

import { button, deskName, refusal, select } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { own, t, zulu } from "./language.js";
import { act, draft, speaks, ui } from "./state.js";

/** @typedef {import("./types").Call} Call */
/** @typedef {import("./types").LineBrief} LineBrief */
/** @typedef {import("./types").Readiness} Readiness */

/** @param {Call} call @param {LineBrief} line */
export function principals(call, line) {
  const { desks, ours, theirs, handed } = call.principals;
  if (!speaks() || (desks.length === 0 && handed.length === 0)) return null;
  return h(
    "section",
    { class: "sect principals", key: "principals", "aria-labelledby": "principals-h" },
    h("h2", { id: "principals-h" }, t("principals")),
    h(
      "dl",
      { class: "readout" },
      h("div", { key: "ours" }, h("dt", null, t("principal-ours")), h("dd", null, word(ours))),
      h("div", { key: "theirs" }, h("dt", null, t("principal-theirs")), h("dd", null, word(theirs))),
    ),
    handed.map((each) =>
      h(
        "p",
        { key: `handed ${each.desk.party}`, role: "status" },
        icon("live"),
        " ",
        t("handed-to", { desk: deskName(line.id, each.desk), time: zulu(each.at_ms) }),
      ),
    ),
    steps(call),
  );
}

/** @param {Readiness | null} said */
const word = (said) =>
  !said?.ready
    ? t("principal-not-ready")
    : [t("principal-ready-at", { desk: own(said.desk.names) }), h("span", { class: "sub" }, zulu(said.at_ms))];

/** @param {Call} call */
function steps(call) {
  const { desks, ours, theirs, words, matched } = call.principals;
  const first = desks[0];
  if (!first) return null;
  const values = draft(`principal ${call.ref}`, { desk: first.code });
  const place = `principals ${call.ref}`;
  const ready = (/** @type {boolean} */ yes) =>
    void act(place, call.line, "ready", {
      ring: call.ref,
      desk: yes ? values.desk : (ours?.desk.code ?? first.code),
      ready: yes,
    });
  const both = ours?.ready === true && theirs?.ready === true;
  const why = !words
    ? t("words-first")
    : !both
      ? t("both-ready-first")
      : matched
        ? ""
        : t("ranks-differ");
  return [
    desks.length > 1 &&
      !ours?.ready &&
      select(
        "principal-desk",
        values,
        "desk",
        desks.map((each) => /** @type {[string, string]} */ ([each.code, own(each.names)])),
      ),
    h(
      "div",
      { class: "row wrap", key: "connect" },
      button(ours?.ready ? t("principal-not-now") : t("principal-ready"), () => ready(!ours?.ready), {
        id: "principal-ready",
        off: ui.busy.has(place),
        acting: true,
      }),
      button(
        t("connect-principals"),
        () =>
          void act(place, call.line, "transfer", {
            ring: call.ref,
            desk: ours?.desk.code ?? first.code,
          }),
        {
          id: "connect",
          look: "inv",
          off: why !== "" || ui.busy.has(place),
          acting: true,
          describe: "connect-why",
        },
      ),
    ),
    why && h("p", { class: "hint", id: "connect-why" }, why),
    refusal(place),
  ];
}
