/** Who stands in for whom: entered by the officer on watch, for an hour or for a turn. */

import { minute, timeField, timeOf } from "./attempts.js";
import { button, field, local, refusal, select } from "./controls.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./language.js";
import { act, draft, now, refresh, ui } from "./state.js";

/** @typedef {import("./types").RotaDoc} RotaDoc */
/** @typedef {RotaDoc["stand_ins"][0]} StandIn */

const FORM = "stand-in";

/** @param {RotaDoc} doc @param {string} code */
const nameOf = (doc, code) => doc.persons.find((each) => each.code === code)?.name ?? code;

/** Whether this officer may enter one. */
const mayEnter = () => now().watch?.phase === "manned" && now().watch?.mine === true;

/** @param {RotaDoc} doc */
export function standIns(doc) {
  const whom = doc.persons.filter((each) => each.here);
  if (doc.stand_ins.length === 0 && (whom.length === 0 || !mayEnter())) return null;
  const open = ui.drafts.has(FORM);
  return h(
    "section",
    { class: "sect", key: "stand-ins", "aria-labelledby": "stand-ins-h" },
    h(
      "h2",
      { id: "stand-ins-h" },
      t("stand-ins"),
      mayEnter() &&
        !open &&
        whom.length > 0 &&
        button(t("stand-in"), opens, { look: "small", id: "stand-in-open", name: t("stand-ins") }),
    ),
    doc.stand_ins.length > 0 &&
      h("ul", { class: "items", key: "list" }, doc.stand_ins.map((each) => row(doc, each))),
    refusal("stand-down"),
    open && mayEnter() && form(doc, whom),
  );
}

function opens() {
  draft(FORM, { person: "", by: "", at: "" });
  refresh();
  queueMicrotask(() => {
    const first = document.getElementById("stand-in-person");
    first?.closest("form")?.scrollIntoView({ block: "nearest" });
    first?.focus({ preventScroll: true });
  });
}

/** @param {RotaDoc} doc @param {StandIn} one */
function row(doc, one) {
  const person = nameOf(doc, one.person);
  return h(
    "li",
    { key: one.person },
    icon(one.known ? "person" : "attention"),
    h(
      "div",
      null,
      h("b", null, t("stand-in-row", { by: nameOf(doc, one.by), person })),
      h(
        "span",
        { class: `sub ${one.known ? "" : "c-att"}` },
        one.known ? t("on-duty-until", { time: minute(one.until_ms) }) : t("stand-in-unknown"),
      ),
    ),
    h(
      "span",
      { class: "row acts" },
      mayEnter() &&
        button(
          t("stand-in-back", { person }),
          () => void act("stand-down", "", "stand-down", { person: one.person }),
          { look: "small", id: `back ${one.person}`, off: ui.busy.has("stand-down") },
        ),
    ),
  );
}

/** When the turn ends in which a person is now; null if it is not known. */
const turnEnds = (/** @type {RotaDoc} */ doc, /** @type {string} */ name) =>
  doc.plans.find((plan) => plan.until_ms !== null && plan.who.includes(name))?.until_ms ?? null;

/** @param {RotaDoc} doc @param {RotaDoc["persons"]} whom */
function form(doc, whom) {
  const values = draft(FORM, {});
  const person = offered(values, "person", whom);
  const others = doc.persons.filter((each) => each.code !== person);
  const by = offered(values, "by", others);
  const ends = turnEnds(doc, nameOf(doc, person));
  const said = timeOf(values.at ?? "");
  const until = said === null ? ends : said;
  const close = () => {
    ui.drafts.delete(FORM);
    refresh();
  };
  const send = async () => {
    if (!until || !person || !by || ui.busy.has(FORM)) return;
    if (await act(FORM, "", "stand-in", { person, by, until_ms: until })) close();
  };
  return h(
    "form",
    {
      class: "panel stack",
      key: "stand-in-form",
      onsubmit: (/** @type {Event} */ event) => {
        event.preventDefault();
        void send();
      },
    },
    h(
      "div",
      { class: "pair" },
      field(
        t("stand-in-for"),
        select("stand-in-person", values, "person", faces(whom)),
        { id: "stand-in-person" },
      ),
      field(
        t("stand-in-by"),
        select("stand-in-by", values, "by", faces(others)),
        { id: "stand-in-by" },
      ),
    ),
    timeField("stand-in-at", values, t("stand-in-until"), ends),
    refusal(FORM),
    h(
      "div",
      { class: "row" },
      button(t("stand-in-enter"), () => void send(), {
        look: "inv",
        id: "stand-in-enter",
        main: true,
        off: ui.busy.has(FORM) || !until || !person || !by,
      }),
      local(t("close"), close, { id: "stand-in-close" }),
    ),
    h("p", { class: "hint" }, t("stand-in-means")),
  );
}

/**
 * Who is chosen: another rota may have taken away whoever was.
 * @param {Record<string, string>} values
 * @param {"person" | "by"} name
 * @param {RotaDoc["persons"]} persons
 */
function offered(values, name, persons) {
  const chosen = persons.find((each) => each.code === values[name]) ?? persons[0];
  return (values[name] = chosen?.code ?? "");
}

/** @param {RotaDoc["persons"]} persons @returns {[string, string][]} */
const faces = (persons) =>
  persons.map((each) => [
    each.code,
    each.bells > 0 ? each.name : t("stand-in-no-bell", { name: each.name }),
  ]);
