/**
 * A ring for this desk: the whole page for FLASH and IMMEDIATE, a strip over the head for
 * others.
 */

import { voice } from "./call.js";
import { bars, button, deskName, due, local, ltr, meaning, refusal, time } from "./controls.js";
import { declineForm } from "./decline.js";
import { h } from "./dom.js";
import { hangUpButton, muteButton } from "./foot.js";
import { icon } from "./icons.js";
import { comingButton, ladderHere } from "./ladder.js";
import { dateIn, languageName, own, stopwatch, t, timeIn, zulu } from "./language.js";
import { isPrincipal } from "./principal.js";
import {
  books,
  kindWord,
  lineOf,
  now,
  partyOf,
  refresh,
  speaks,
  station,
  ui,
} from "./state.js";

/** @typedef {import("./types").Ring} Ring */

/** @param {Ring} ring */
const grave = (ring) =>
  ring.precedence === "FLASH" || (ring.precedence === "IMMEDIATE" && !calling());

const calling = () => {
  const call = now().call;
  return call && call.here && call.stage === "answered" ? call : null;
};

/** The gravest ring, if it takes the whole page. */
export const takeoverRing = () => now().rings.find(grave) ?? null;

/** Silence the bell here; the ring goes on. */
export function silence() {
  for (const ring of [...now().rings, ...(now().held ?? [])]) ui.silenced.add(ring.ref);
  refresh();
}

export function incoming() {
  const { rings, taken } = now();
  const ring = rings[0];
  const taken_by = taken[0];
  if (!ring) {
    return taken_by
      ? h(
          "div",
          { class: "strip over", role: "status", key: "taken" },
          icon("phone"),
          h("b", null, t("taken-by", { by: taken_by.by })),
          time(taken_by.at_ms),
        )
      : null;
  }
  const more = Math.max(0, rings.length - 1 - joined());
  return grave(ring) || isPrincipal() || ui.declining === ring.ref
    ? takeover(ring, more)
    : strip(ring, more);
}

/** How many rings past the agreed number stand beside the one that sounds. */
const joined = () => now().rings.filter((each) => each.joins).length;

/**
 * Controls take no pointer for half a second after they appear. The keyboard goes to the ring once
 * it stands in the page, unless somebody types.
 * @param {Element} element
 */
function settle(element) {
  element.classList.add("fresh");
  setTimeout(() => element.classList.remove("fresh"), 500);
  performance.mark("ring-rendered");
  queueMicrotask(() => {
    const typing = document.activeElement?.matches("input, textarea, select");
    if (!typing) /** @type {HTMLElement} */ (element).focus({ preventScroll: true });
  });
}

/** @param {Ring} ring */
export function who(ring) {
  return deskName(ring.line, ring.from);
}

/** @param {Ring} ring @param {number} more */
function strip(ring, more) {
  return h(
    "div",
    {
      class: "strip ringing",
      role: "alertdialog",
      "aria-labelledby": "ring-who",
      "aria-describedby": "ring-what",
      tabindex: "-1",
      key: `strip ${ring.ref}`,
      ref: settle,
    },
    h(
      "span",
      { class: `prec prec-${ring.precedence.toLowerCase()}` },
      bars(ring.precedence === "PRIORITY" ? 2 : ring.precedence === "ROUTINE" ? 1 : 3),
      t(`precedence-${ring.precedence.toLowerCase()}`),
    ),
    h(
      "div",
      { class: "two" },
      h("b", { id: "ring-who" }, who(ring)),
      h(
        "span",
        { id: "ring-what" },
        more > 0 && [h("b", null, t("more-rings", { n: more })), " · "],
        joined() > 0 && [t("joined-rings", { n: joined() }), " · "],
        t("rings-your", { desk: own(ring.to.names) }),
        " · ",
        kindWord(),
        subjectText(ring) && " · ",
        subjectText(ring),
      ),
    ),
    h(
      "div",
      { class: "two end" },
      ltr(stopwatch(station.now() - (ring.arrived_ms ?? ring.at_ms)), "elapsed"),
      due(ring.answer_by_ms),
    ),
    refusal("answer"),
    controls(ring, ""),
  );
}

/** @param {Ring} ring @param {string} look */
function controls(ring, look) {
  const silenced = ui.silenced.has(ring.ref);
  if (!speaks()) return silenceButton(look, silenced);
  if (ring.ahead)
    return [h("p", { class: "hint" }, t("ring-ahead")), silenceButton(look, silenced)];
  return [
    button(t("answer"), () => void voice.answer(ring), {
      symbol: "phone",
      key: "F2",
      look: `go ${look && "huge"}`,
      id: "answer",
      acting: true,
      off: ui.busy.has("answer"),
    }),
    ui.declining === ring.ref
      ? local(t("back-to-ring"), () => decline(""), { symbol: "back", look, id: "back" })
      : button(t("decline-choose"), () => decline(ring.ref), {
          name: t("decline"),
          symbol: "cross",
          // The strip has no room for it; the key works all the same.
          ...(look ? { key: "Shift+F2" } : {}),
          look,
          id: "decline",
          acting: true,
        }),
    !isPrincipal() && comingButton(ring, look),
    silenceButton(look, silenced),
  ];
}

/** @param {string} look @param {boolean} silenced */
const silenceButton = (look, silenced) =>
  local(look ? t("silence-bell") : "", silence, {
    name: t("silence-bell"),
    symbol: "belloff",
    key: "F8",
    look,
    pressed: silenced,
    id: "silence",
  });

/** @param {string} ref */
export function decline(ref) {
  ui.declining = ref;
  refresh();
  // The form stands once the page is drawn; its reason takes the keyboard.
  queueMicrotask(() =>
    /** @type {HTMLElement | null} */ (
      document.querySelector(".decline-form input:checked")
    )?.focus(),
  );
}

/** @param {Ring} ring */
function subjectText(ring) {
  if (!ring.subject) return "";
  return meaning(books.get(ring.line)?.subjects, ring.subject);
}

/** @param {Ring} ring @param {number} more */
function takeover(ring, more) {
  const line = lineOf(ring.line);
  const far = partyOf(line, ring.from.party);
  const call = calling();
  const declining = ui.declining === ring.ref;
  const rank = { FLASH: 4, IMMEDIATE: 3, PRIORITY: 2, ROUTINE: 1 }[ring.precedence];
  return h(
    "div",
    {
      class: `takeover ${ring.precedence.toLowerCase()}`,
      role: "alertdialog",
      "aria-modal": "true",
      "aria-labelledby": "ring-who",
      "aria-describedby": "ring-desk",
      tabindex: "-1",
      key: `takeover ${ring.ref}`,
      ref: settle,
    },
    h(
      "header",
      { class: "band" },
      bars(rank),
      h("strong", null, t(`precedence-${ring.precedence.toLowerCase()}`)),
      h(
        "div",
        { class: "two" },
        h("b", null, declining ? t("still-ringing") : t("incoming-ring")),
        h(
          "span",
          null,
          own(line?.names),
          " · ",
          kindWord(),
          more > 0 && [" · ", t("more-rings", { n: more })],
          joined() > 0 && [" · ", t("joined-rings", { n: joined() })],
        ),
      ),
      h("span", { class: "grow" }),
      h(
        "div",
        { class: "two end" },
        ltr(stopwatch(station.now() - (ring.arrived_ms ?? ring.at_ms)), "elapsed"),
        due(ring.answer_by_ms),
      ),
    ),
    h(
      "div",
      { class: "in-body" },
      declining
        ? declineForm(ring)
        : h(
            "div",
            { class: "in-what", key: "what" },
            h(
              "p",
              { class: "muted" },
              ring.by
                ? t("signed-at-by", { time: zulu(ring.at_ms), by: ring.by })
                : t("signed-at", { time: zulu(ring.at_ms) }),
              far && [
                " · ",
                t("time-there", {
                  time: timeIn(ring.at_ms, far.zone),
                  place: own(far.places),
                  day: dateIn(ring.at_ms, far.zone),
                }),
              ],
            ),
            h("h1", { id: "ring-who" }, who(ring)),
            h(
              "p",
              { class: "lead", id: "ring-desk" },
              t("rings-your", { desk: own(ring.to.names) }),
            ),
            (subjectText(ring) || ring.purpose) &&
              h(
                "div",
                { class: "quote" },
                subjectText(ring) &&
                  h(
                    "div",
                    { key: "subject" },
                    h("p", { class: "small muted" }, t("subject-agreed")),
                    h("p", { class: "text" }, subjectText(ring)),
                  ),
                ring.purpose &&
                  h(
                    "div",
                    { key: "purpose" },
                    h(
                      "p",
                      { class: "small muted" },
                      t("their-words", { language: languageName(far?.language ?? "en") }),
                    ),
                    h("p", { class: "text", lang: far?.language, dir: "auto" }, ring.purpose),
                  ),
              ),
          ),
      h(
        "div",
        { class: "acts", key: "acts" },
        controls(ring, "tall"),
        refusal("answer", t("not-answered")),
        call
          ? h(
              "div",
              { class: "in-call" },
              h(
                "p",
                { class: "hint" },
                t("answer-ends-call", {
                  who: deskName(call.line, call.mine ? call.to : call.from),
                }),
              ),
              muteButton(),
              hangUpButton(call),
            )
          : h("p", { class: "hint" }, t("answer-means")),
      ),
    ),
    h(
      "footer",
      { class: "in-foot" },
      icon("bell"),
      ladderHere(
        ring,
        ring.bells
          ? t("bells-here", { n: ring.bells })
          : t("desk-rings", { desk: own(ring.to.names) }),
      ),
      h("span", { class: "grow" }),
      h(
        "span",
        { class: "muted" },
        far &&
          t("they-see", {
            place: own(far.places),
            said: t("fate-alerting", {
              capital: own(station.me?.party.places),
              step: ring.step ?? 0,
              of: ring.step ? (ring.ladder?.steps ?? 0) : 0,
            }),
          }),
      ),
    ),
  );
}
